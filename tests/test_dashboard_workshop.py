"""The Workshop's controls in a browser: each does what it says, and what is seen was run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from dashboard_levers import SETTLED, after, lines, link, linked, moved, settled, slider
from dashboard_server import Served, watched

from relsim.dashboards.scenario import Scenario

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, ready=SETTLED) as tab:
        yield tab.page


LEVERS = (
    "competition",
    "want_need_gap_mean",
    "crisis_rate",
    "capacity_hours",
    "discount_authority",
    "periods",
)


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_moves_the_scenario_and_undo_puts_it_back(page: Any, name: str) -> None:
    start = float(slider(page, name).get_attribute("aria-valuenow"))
    shown = lines(page, "right")
    value = moved(page, name, -2)
    assert value < start
    linked(page, **{name: str(value)})
    assert lines(page, "right") != shown
    page.locator("#undo").click()
    page.wait_for_function("name => !new URLSearchParams(location.search).has(name)", arg=name)
    assert float(slider(page, name).get_attribute("aria-valuenow")) == start
    assert lines(page, "right") == shown
    page.locator("#redo").click()
    linked(page, **{name: str(value)})
    assert float(slider(page, name).get_attribute("aria-valuenow")) == value


def test_a_settled_page_shows_what_the_engine_gives(page: Any, dashboard: Served) -> None:
    moved(page, "competition", 3)
    scenario, notes = Scenario.from_query(urlsplit(page.url).query)
    assert notes == ()
    margins = dashboard.context.live.show(scenario).curves("margin")
    for drawn, curve in zip(lines(page, "right"), margins, strict=True):
        assert drawn == pytest.approx(curve.middle.tolist(), rel=1e-4)


def test_exact_entry_leaves_the_slider_but_not_the_bounds(page: Any) -> None:
    before = settled(page)
    entry = page.locator("#workshop-entry-competition")
    entry.fill("0.4")
    entry.press("Enter")
    after(page, before)
    linked(page, competition="0.4")
    assert page.locator("#workshop-word-competition").inner_text() == "fierce"
    before = settled(page)
    entry.fill("7")
    entry.press("Tab")
    after(page, before)
    linked(page, competition="1.0")


def test_a_drag_shows_rough_answers_and_the_full_one_after_it(page: Any) -> None:
    before = settled(page)
    thumb = slider(page, "competition").bounding_box()
    page.mouse.move(thumb["x"] + 8, thumb["y"] + 8)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(thumb["x"] + 8 + 8 * step, thumb["y"] + 8)
    # At one moment: on a busy machine the full answer may be there by the next.
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#workshop-page').dataset;
          return 'quick' in page && Number(page.settled) === before;
        }""",
        arg=before,
    )
    frozen = page.evaluate(
        "document.querySelector('#workshop-right .js-plotly-plot').layout.yaxis.range"
    )
    assert frozen[1] >= 2e6
    page.mouse.up()
    after(page, before)
    assert page.locator("#workshop-page[data-quick]").count() == 0
    assert float(link(page)["competition"][0]) > 0.05
    page.locator("#undo").click()
    page.wait_for_function("() => !location.search.includes('competition')")
    assert page.locator("#undo").is_disabled()


def test_strategies_presets_and_luck(page: Any) -> None:
    before = settled(page)
    page.locator("#workshop-page .chips label", has_text="average rep").click()
    before = after(page, before)
    assert len(lines(page, "left")) == 4
    assert page.locator("#workshop-card-margin .card-row").count() == 4
    page.locator("#workshop-luck").click()
    before = after(page, before)
    assert page.locator("#workshop-seed").input_value() == link(page)["seed"][0]
    assert page.locator("#seed").inner_text() == link(page)["seed"][0]
    page.locator("#workshop-preset").click()
    page.get_by_role("option").nth(2).click()
    before = after(page, before)
    chosen = page.locator("#workshop-preset").input_value()
    assert page.locator("#scenario-name").inner_text() == chosen
    page.locator("#workshop-preset").click()
    page.get_by_role("option").nth(0).click()
    after(page, before)
    assert urlsplit(page.url).query == ""


def test_the_last_strategy_stays(page: Any) -> None:
    for name in ("yes-sayer", "fighter"):
        before = settled(page)
        page.locator("#workshop-page .chips label", has_text=name).first.click()
        after(page, before)
    page.locator("#workshop-page .chips label", has_text="adviser").click()
    page.wait_for_function("() => document.querySelectorAll('.chips input:checked').length === 1")
    page.wait_for_selector(SETTLED)
    assert len(lines(page, "left")) == 1
    assert "earns" in page.locator("#workshop-message").inner_text()


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_title_swaps_the_measure(page: Any, side: str) -> None:
    shown = lines(page, side)
    before = settled(page)
    page.locator(f"#workshop-{side}-measure").click()
    page.get_by_role("option", name="Churn").click()
    after(page, before)
    assert lines(page, side) != shown
    assert link(page)[side] == ["churn"]
    page.reload()
    page.wait_for_selector(SETTLED)
    assert page.locator(f"#workshop-{side}-measure").input_value() == "Churn"
