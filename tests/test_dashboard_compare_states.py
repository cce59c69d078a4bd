"""The Compare page in each of its states: empty, other luck, out of bounds, full, server lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from compare_page import IDLE, SMALL, THREE, act, after, drawn, link, names
from dashboard_server import OVERFLOWING, SCHEMES, SIZES, Served, serious, watched

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, THREE, ready=IDLE) as tab:
        yield tab.page


def test_different_luck_is_told_and_mended(browser: Any, dashboard: Served) -> None:
    path = f"/compare?n=2&{SMALL}&2.competition=0.15&2.seed=8"
    with watched(browser, dashboard, path, ready=IDLE) as tab:
        assert "Different luck" in tab.page.locator("#compare-detail").inner_text()
        before = drawn(tab.page)
        tab.page.locator("#compare-luck").click()
        after(tab.page, before)
        assert "Same luck" in tab.page.locator("#compare-detail").inner_text()
        assert tab.page.locator("#compare-luck").is_hidden()
        assert "2.seed" not in link(tab.page)


def test_from_nothing_to_an_example_and_to_the_workshop_and_back(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard, "/compare", ready=IDLE) as tab:
        page = tab.page
        assert "Nothing to compare" in page.locator("#compare-message").inner_text()
        before = drawn(page)
        page.locator("#compare-example").click()
        after(page, before)
        assert names(page) == ["As shipped", "Fierce competition", "Complex, changing needs"]
        page.locator(".act-open").nth(1).click()
        page.wait_for_selector("#workshop-page[data-idle]")
        assert link(page)["competition"] == ["0.15"]
        page.locator("#menu a", has_text="Compare").click()
        page.wait_for_selector(IDLE)
        assert names(page) == ["As shipped", "Fierce competition", "Complex, changing needs"]
        # What the Workshop showed is there already.
        assert page.locator("#compare-workshop").is_disabled()


def test_what_the_workshop_pinned_and_showed_can_be_compared(
    browser: Any, dashboard: Served
) -> None:
    path = f"/?{SMALL}&competition=0.1"
    with watched(browser, dashboard, path, ready="#workshop-page[data-idle]") as tab:
        page = tab.page
        page.locator("#workshop-keep").click()
        page.locator("#menu a", has_text="Compare").click()
        page.wait_for_selector(IDLE)
        assert names(page) == ["Competition 0.1 +2"]
        act(page, 0, "remove")
        before = drawn(page)
        page.locator("#compare-workshop").click()
        after(page, before)
        assert names(page) == ["Competition 0.1 +2"]
        # The address is one's own: what is pinned counts, on the way back too.
        page.go_back()
        page.wait_for_selector("#workshop-page[data-idle]")


def test_a_link_out_of_bounds_is_clamped_and_says_so(browser: Any, dashboard: Served) -> None:
    evil = "2.name=%3Cb%3EX&top=%3Cb%3E&nonsense=%3Cimg%20src=x%3E"
    path = f"/compare?n=9&{SMALL}&2.competition=7&{evil}"
    with watched(browser, dashboard, path, ready=IDLE) as tab:
        said = tab.page.locator("#compare-notes").inner_text()
        assert "<b>X: competition = 7" in said
        assert "nonsense" in said
        assert tab.page.locator("#compare-notes img").count() == 0
        assert len(names(tab.page)) == 4
        assert "top" not in link(tab.page)


CUT_OFF = """() => [...document.querySelectorAll('#compare-page *')].filter((one) => {
  const box = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  if (box.width < 2 || style.visibility === 'hidden' || one.closest('.unseen, svg')) return false;
  if (one.closest('[aria-hidden=true], .js-plotly-plot')) return false;
  return box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < -1;
}).map((one) => `${one.tagName} ${one.id} ${one.className}`)"""


@pytest.mark.parametrize(("size", "scheme"), zip(SIZES, SCHEMES, strict=True))
def test_four_scenarios_fit_the_window_projected_or_not(
    browser: Any, dashboard: Served, size: tuple[int, int], scheme: str
) -> None:
    path = (
        f"/compare?n=4&{SMALL}&2.competition=0.15&2.name=Dominant, demanding customers"
        "&3.crisis_rate=0.02&4.seed=3&strategies=servile,combative,advisory,servile-competent,middling"
    )
    with watched(browser, dashboard, path, size=size, scheme=scheme, ready=IDLE) as tab:
        page = tab.page
        for projected in (False, True):
            if projected:
                before = drawn(page)
                page.locator("#projector").click()
                after(page, before)
            assert page.evaluate(OVERFLOWING) == []
            assert page.evaluate(CUT_OFF) == []
            scrolled = "document.querySelector('.compare-board')"
            assert page.evaluate(f"{scrolled}.scrollHeight <= {scrolled}.clientHeight + 1")
            # Lines have their labels; where five end close together, some find no room.
            notes = page.locator("#compare-bottom-figure .annotation-text").count()
            assert 4 * 4 <= notes <= 4 * 5
        assert serious(page) == []


def test_every_view_can_be_read_by_a_screen_reader(page: Any) -> None:
    for view in ("All differences", "What differs"):
        before = drawn(page)
        page.locator("#compare-shown label", has_text=view).click()
        after(page, before)
        assert serious(page) == []
    said = page.locator("#announced").inner_text()
    assert "Fierce:" in said
    assert "Same luck" in said
    assert page.locator("#compare-page h1").count() == 0
    assert page.evaluate(OVERFLOWING) == []


def test_all_can_be_done_by_the_keyboard(page: Any) -> None:
    before = drawn(page)
    lead = page.locator("[data-act=lead][data-place='2']")
    lead.focus()
    lead.press("Enter")
    after(page, before)
    assert names(page)[0] == "Want–need gap 0.6, Crises 0.02"
    before = drawn(page)
    page.locator("#compare-shown input[value=figures]").focus()
    page.keyboard.press("ArrowRight")
    after(page, before)
    assert link(page)["shown"] == ["differences"]


def test_a_lost_server_leaves_what_is_seen_and_goes_on_when_it_is_back(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard, THREE, ready=IDLE, calm=False) as tab:
        page = tab.page
        page.context.set_offline(True)
        page.locator("[data-act=remove][data-place='2']").click()
        page.wait_for_selector("#notice.notice-lost", state="visible")
        assert len(names(page)) == 3
        before = drawn(page)
        page.context.set_offline(False)
        after(page, before)
        assert len(names(page)) == 2


def test_what_cannot_be_computed_changes_nothing_that_is_seen(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard, THREE, ready=IDLE, calm=False) as tab:
        page = tab.page
        shown = names(page)
        page.route("**/compare/answer", lambda route: route.fulfill(status=500, body="{}"))
        page.locator("[data-act=remove][data-place='0']").click()
        page.wait_for_selector("#notice.notice-trouble", state="visible")
        page.wait_for_function(
            "() => document.querySelector('#compare-notes').textContent.includes('last result')"
        )
        page.wait_for_selector(IDLE)
        assert names(page) == shown
        page.unroute("**/compare/answer")
        act(page, 2, "remove")
        assert names(page) == shown[:2]
        assert page.locator("#compare-notes").inner_text() == ""
