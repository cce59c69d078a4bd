"""The Workshop in a browser: every control does what it says, and what is seen can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dashboard_server import OVERFLOWING, SCHEMES, SIZES, Served, chromium, serious, served, watched

from relsim.dashboards.scenario import Scenario

pytestmark = pytest.mark.browser
SETTLED = "#workshop-page[data-idle]"


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served() as found:
        yield found


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    with chromium(chromium_path) as found:
        yield found


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, ready=SETTLED) as tab:
        yield tab.page


def settled(page: Any) -> int:
    return int(page.evaluate("document.querySelector('#workshop-page').dataset.settled || 0"))


def after(page: Any, before: int) -> int:
    """Wait until another full answer has been drawn."""
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#workshop-page').dataset;
          return Number(page.settled) > before && 'idle' in page;
        }""",
        arg=before,
    )
    return settled(page)


def link(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def linked(page: Any, **wanted: str) -> None:
    """Wait until the link holds these numbers."""
    page.wait_for_function(
        "wanted => Object.entries(wanted).every(([name, value]) =>"
        " Number(new URLSearchParams(location.search).get(name)) === Number(value))",
        arg=wanted,
    )


def slider(page: Any, name: str) -> Any:
    return page.locator(f"#workshop-box-{name} [role=slider]")


def moved(page: Any, name: str, steps: int) -> float:
    """Move a lever by the keyboard and wait until what it does has been drawn."""
    before = settled(page)
    lever = slider(page, name)
    lever.focus()
    for _ in range(abs(steps)):
        lever.press("ArrowRight" if steps > 0 else "ArrowLeft")
    after(page, before)
    return float(lever.get_attribute("aria-valuenow"))


def lines(page: Any, side: str) -> list[list[float]]:
    """Return the values of the coloured lines of a figure, by strategy."""
    found: list[list[float]] = page.evaluate(
        "side => document.querySelector(`#workshop-${side} .js-plotly-plot`)"
        ".data.filter(one => one.name).map(one => [...one.y])",
        side,
    )
    return found


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
    page.wait_for_selector("#workshop-page[data-quick]")
    assert settled(page) == before
    frozen = page.evaluate(
        "document.querySelector('#workshop-right .js-plotly-plot').layout.yaxis.range"
    )
    assert frozen[1] >= 4e6
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


def test_a_link_restores_the_scenario_the_view_and_the_seed(
    browser: Any, dashboard: Served
) -> None:
    path = "/?competition=0.1&seed=7&periods=60&strategies=servile%2Cadvisory&left=trust"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        assert float(slider(tab.page, "competition").get_attribute("aria-valuenow")) == 0.1
        assert tab.page.locator("#workshop-entry-periods").input_value() == "60"
        assert tab.page.locator("#workshop-seed").input_value() == "7"
        assert tab.page.locator("#workshop-left-measure").input_value() == "Trust"
        assert [len(line) for line in lines(tab.page, "left")] == [60, 60]
        assert tab.page.locator("#workshop-notes").inner_text() == ""
        assert link(tab.page)["competition"] == ["0.1"]


def test_a_link_out_of_bounds_is_clamped_and_the_page_says_so(
    browser: Any, dashboard: Served
) -> None:
    path = "/?competition=7&left=%3Cb%3E&nonsense=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        said = tab.page.locator("#workshop-notes").inner_text()
        assert "competition = 7" in said
        assert "nonsense" in said
        assert tab.page.locator("#workshop-notes img").count() == 0
        assert link(tab.page)["competition"] == ["1.0"]


GREY_LINES = """count =>
  document.querySelector('#workshop-right .js-plotly-plot').data
    .filter((one) => one.mode === 'lines' && !one.name && !one.fill).length === count"""


def test_the_baseline_is_grey_and_can_be_pinned(page: Any) -> None:
    page.wait_for_function(GREY_LINES, arg=0)
    assert page.locator("#workshop-pin").is_disabled()
    moved(page, "competition", 6)
    page.wait_for_function(GREY_LINES, arg=3)
    assert page.locator(".card-change").first.inner_text().strip() != ""
    page.locator("#workshop-pin").click()
    page.wait_for_function(GREY_LINES, arg=0)
    page.locator("#workshop-unpin").click()
    page.wait_for_function(GREY_LINES, arg=3)


def test_bets_are_hidden_placed_and_revealed_by_the_keyboard(page: Any) -> None:
    message = page.locator("#workshop-message")
    assert message.is_visible()
    page.keyboard.press("Space")
    page.wait_for_selector("#workshop-bets", state="visible")
    assert not message.is_visible()
    assert not page.locator("#workshop-cards").is_visible()
    assert page.locator("#workshop-bet-middling").is_hidden()
    for _ in range(3):
        page.locator("#workshop-more-advisory").click()
    page.locator("#workshop-more-servile").click()
    page.locator("#workshop-fewer-advisory").click()
    assert page.locator("#workshop-votes-advisory").inner_text() == "2"
    moved(page, "competition", 1)
    assert not message.is_visible()
    page.locator("body").press("Space")
    message.wait_for(state="visible")
    said = page.locator("#workshop-verdict").inner_text()
    assert "adviser 2, yes-sayer 1" in said
    assert ("right" in said) == ("Adviser earns most" in message.inner_text())


def test_replay_flicks_the_last_change_and_ends_at_it(page: Any) -> None:
    assert page.locator("#replay").is_disabled()
    moved(page, "competition", 8)
    shown = lines(page, "right")
    page.locator("body").press("r")
    page.wait_for_selector("#workshop-page[data-flick=before]")
    page.wait_for_function(
        "() => document.querySelector('#workshop-entry-competition').value === '0.03'"
    )
    page.wait_for_selector("#workshop-page[data-flick=after]")
    page.wait_for_selector("#workshop-page:not([data-flicking])")
    page.wait_for_function(
        "() => document.querySelector('#workshop-entry-competition').value !== '0.03'"
    )
    page.wait_for_function(
        "shown => JSON.stringify(document.querySelector('#workshop-right .js-plotly-plot')"
        ".data.filter(one => one.name).map(one => [...one.y])) === JSON.stringify(shown)",
        arg=shown,
    )
    assert page.locator("#undo").is_enabled()


def test_the_keyboard_undoes(page: Any) -> None:
    moved(page, "crisis_rate", 4)
    page.locator("#page").press("z")
    page.wait_for_function("() => !location.search.includes('crisis_rate')")
    page.locator("#page").press("Shift+Z")
    page.wait_for_function("() => location.search.includes('crisis_rate')")


def test_keys_choose_ready_made_scenarios(page: Any) -> None:
    before = settled(page)
    page.locator("#page").press("2")
    before = after(page, before)
    chosen = page.locator("#workshop-preset").input_value()
    assert page.locator("#scenario-name").inner_text() == chosen
    assert urlsplit(page.url).query != ""
    page.locator("#page").press("1")
    after(page, before)
    assert urlsplit(page.url).query == ""


def test_what_is_seen_is_read_out(page: Any) -> None:
    moved(page, "competition", 4)
    page.wait_for_function(
        "() => document.querySelector('#announced').textContent.includes('Respect at the end')"
    )


def test_a_book_without_clients_is_said(browser: Any, dashboard: Served) -> None:
    path = "/?competition=1&loss_base=1&lead_rate=0&client_share_start=0"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        assert "ran out of clients" in tab.page.locator("#workshop-detail").inner_text()


def test_a_server_that_went_and_came_back(browser: Any) -> None:
    from dashboard_server import start

    with (
        served() as first,
        watched(browser, first, ready=SETTLED, calm=False) as tab,
    ):
        first.stop()
        slider(tab.page, "competition").press("ArrowRight")
        tab.page.wait_for_selector("#notice", state="visible")
        before = settled(tab.page)
        again = start(first.app, port=first.port)
        try:
            after(tab.page, before)
            assert "competition" in link(tab.page)
        finally:
            again.stop()


LYING = """() => {
  const wrong = [];
  const shown = [...document.querySelectorAll(
    '.workshop button:not(.unseen), .workshop h2, .workshop .lever, .workshop .figure,'
    + '.workshop .card, .workshop .chips label, .workshop .panel > :not(.unseen)')]
    .filter((one) => one.getClientRects().length && getComputedStyle(one).visibility !== 'hidden');
  for (const one of shown) {
    const a = one.getBoundingClientRect();
    const name = one.id || one.className || one.textContent;
    if (a.left < 0 || a.right > innerWidth || a.bottom > innerHeight) wrong.push(`${name} outside`);
    if (one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0) wrong.push(`${name} cut off`);
    for (const other of shown) {
      if (one === other || one.contains(other) || other.contains(one)) continue;
      const b = other.getBoundingClientRect();
      const beside = a.left >= b.right - 1 || b.left >= a.right - 1;
      const apart = beside || a.top >= b.bottom - 1 || b.top >= a.bottom - 1;
      if (!apart) wrong.push(`${name} lies on ${other.id || other.className}`);
    }
  }
  return wrong;
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_and_axe_finds_nothing(
    browser: Any, dashboard: Served, size: tuple[int, int], scheme: str
) -> None:
    with watched(browser, dashboard, size=size, scheme=scheme, ready=SETTLED) as tab:
        page = tab.page
        moved(page, "competition", 5)
        for _ in range(2):
            page.wait_for_timeout(500)
            page.wait_for_selector(SETTLED)
            assert page.evaluate(OVERFLOWING) == []
            assert page.evaluate(LYING) == []
            assert serious(page) == []
            page.locator("#page").press("p")
        page.keyboard.press("Space")
        page.wait_for_selector("#workshop-bets", state="visible")
        assert page.evaluate(LYING) == []
        assert serious(page) == []
