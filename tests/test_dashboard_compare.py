"""The Compare page in a browser: scenarios come, go, change places and names; links hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from compare_page import IDLE, THREE, act, after, drawn, lines, link, names
from dashboard_server import Served, watched

from relsim.dashboards.compare.asked import from_query
from relsim.dashboards.compare.contrasts import contrasts
from relsim.metrics import OUTCOMES
from relsim.parameters import PARAMETERS

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, THREE, ready=IDLE) as tab:
        yield tab.page


def test_a_link_shows_its_scenarios_on_shared_axes(page: Any, dashboard: Served) -> None:
    assert names(page) == ["Base", "Fierce", "Want–need gap 0.6, Crises 0.02"]
    scenarios, remarks, _ = from_query(urlsplit(page.url).query)
    assert remarks == []
    shown = [dashboard.context.live.show(one) for one in scenarios]
    for row, measure in (("top", "respect"), ("bottom", "margin")):
        panels = lines(page, row)
        assert list(panels) == ["x", "x2", "x3"]
        for panel, one in zip(panels.values(), shown, strict=True):
            for line, curve in zip(panel, one.curves(measure), strict=True):
                assert line == pytest.approx(curve.middle.tolist(), rel=1e-4)
    assert "Same luck in all: seed 0, 4 territories" in page.locator("#compare-detail").inner_text()
    assert page.locator("#compare-luck").is_hidden()
    assert page.locator("#seed").inner_text() == "0"
    assert page.locator("#compare-notes").inner_text() == ""


def test_columns_stand_above_their_figures_and_differences(page: Any) -> None:
    places = page.evaluate(
        """() => {
          const left = (one) => one.getBoundingClientRect().left;
          const heads = [...document.querySelectorAll('.compare-head')].map(left);
          const cells = [...document.querySelectorAll('.compare-strip tbody tr:first-child td')];
          const plots = [...document.querySelectorAll('#compare-bottom-figure .xaxislayer-above')];
          const grids = ['xy', 'x2y', 'x3y'].map((name) =>
            left(document.querySelector(`#compare-bottom-figure .subplot.${name} .xlines-above`)));
          return { heads, cells: cells.map(left), grids };
        }"""
    )
    assert len(places["heads"]) == 3
    assert places["cells"] == pytest.approx(places["heads"], abs=2)
    assert places["grids"] == pytest.approx(places["heads"], abs=8)


def test_differences_are_those_of_the_analysis(page: Any, dashboard: Served) -> None:
    scenarios, _, _ = from_query(urlsplit(page.url).query)
    shown = [dashboard.context.live.show(one) for one in scenarios]
    found = contrasts(shown, ("margin",))["margin", "servile"]
    row = page.locator(".compare-strip tbody tr").first
    told = row.locator("td").nth(1)
    difference = found[1].difference
    assert difference is not None
    if difference.verdict in ("more", "less"):
        assert ("−" in told.locator("b").inner_text()) == (difference.mean < 0)
    else:
        assert "not clear" in told.inner_text()
    assert "“Fierce”" in str(told.get_attribute("title"))
    assert "“Base”" in str(told.get_attribute("title"))
    before = drawn(page)
    page.locator("#compare-outcome").click()
    page.get_by_role("option", name="Yearly churn").click()
    after(page, before)
    assert link(page)["outcome"] == ["churn_yearly"]
    assert "%" in row.locator("td").first.inner_text()


def test_removing_making_first_and_renaming(page: Any) -> None:
    act(page, 1, "lead")
    assert names(page) == ["Fierce", "Base", "Want–need gap 0.6, Crises 0.02"]
    assert "against “Fierce”" in page.locator(".compare-strip thead").inner_text()
    act(page, 2, "remove")
    assert names(page) == ["Fierce", "Base"]
    before = drawn(page)
    name = page.locator("#compare-name-1")
    name.fill("<img src=x onerror=alert(1)>")
    name.press("Enter")
    after(page, before)
    assert names(page) == ["Fierce", "<img src=x onerror=alert(1)>"]
    assert page.locator("#compare-page img").count() == 0
    name.fill("never mind")
    name.press("Escape")
    page.wait_for_function(
        "() => document.querySelector('#compare-name-1').value.startsWith('<img')"
    )
    page.reload()
    page.wait_for_selector(IDLE)
    assert names(page) == ["Fierce", "<img src=x onerror=alert(1)>"]
    act(page, 1, "remove")
    act(page, 0, "remove")
    assert page.locator(".compare-empty").is_visible()
    assert urlsplit(page.url).query == ""


def test_measures_are_chosen_and_the_link_restores_the_view(page: Any) -> None:
    shown = lines(page, "top")
    before = drawn(page)
    page.locator("#compare-top").click()
    page.get_by_role("option", name="Discount").click()
    after(page, before)
    assert lines(page, "top") != shown
    assert link(page)["top"] == ["discount"]
    before = drawn(page)
    page.locator("#compare-shown label", has_text="All differences").click()
    after(page, before)
    assert page.locator(".compare-rows").is_hidden()
    assert page.locator("#compare-tables .compare-group").count() == 14
    before = drawn(page)
    page.locator("#compare-tables [data-act=everything]").click()
    after(page, before)
    assert page.locator("#compare-tables .compare-group").count() == len(OUTCOMES)
    page.reload()
    page.wait_for_selector(IDLE)
    assert page.locator("#compare-tables .compare-group").count() == len(OUTCOMES)
    before = drawn(page)
    page.locator("#compare-shown label", has_text="Figures").click()
    after(page, before)
    assert page.locator("#compare-top").input_value() == "Discount"
    assert list(lines(page, "top")) == ["x", "x2", "x3"]


def test_what_differs_and_the_commands(page: Any) -> None:
    before = drawn(page)
    page.locator("#compare-shown label", has_text="What differs").click()
    after(page, before)
    rows = page.locator("#compare-tables tbody tr")
    told = [row.split() for row in rows.all_inner_texts()]
    assert [row[0] for row in told] == ["Competition", "Want–need", "Crises"]
    usual = f"{PARAMETERS['competition'].default:g}"
    assert told[0][-3:] == [usual, "0.15", usual]
    commands = page.locator("#compare-tables code").all_inner_texts()
    assert len(commands) == 3
    assert "--set competition=0.15" in commands[1]


def test_scenarios_are_added_with_the_same_luck_until_there_are_four(page: Any) -> None:
    before = drawn(page)
    page.locator("#compare-add").click()
    page.get_by_role("option", name="Hours are short").click()
    after(page, before)
    assert names(page)[3] == "Hours are short"
    assert "Same luck in all: seed 0, 4 territories" in page.locator("#compare-detail").inner_text()
    assert page.locator("#compare-add").is_disabled()
    assert page.locator("#compare-workshop").is_hidden()


def test_differences_are_saved_as_csv(page: Any, tmp_path: Path) -> None:
    before = drawn(page)
    page.locator("#compare-shown label", has_text="All differences").click()
    after(page, before)
    with page.expect_download() as saved:
        page.locator("#compare-save").click()
    saved.value.save_as(tmp_path / "found.csv")
    assert saved.value.suggested_filename == "relsim-compare.csv"
    rows = list(csv.DictReader(io.StringIO((tmp_path / "found.csv").read_text("utf-8"))))
    assert len(rows) == 3 * 3 * len(OUTCOMES)
    assert {row["scenario"] for row in rows} == set(names(page))
