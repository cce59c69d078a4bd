"""The Workshop from a link, without clients, without its server, at both sizes and grounds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dashboard_levers import SETTLED, after, lines, link, moved, settled, slider
from dashboard_server import OVERFLOWING, SCHEMES, SIZES, Served, serious, served, watched

from relsim.dashboards.live import MOST_WAITING

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, ready=SETTLED) as tab:
        yield tab.page


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


def test_a_link_holds_the_baseline(page: Any) -> None:
    moved(page, "competition", 2)
    page.locator("#workshop-pin").click()
    page.wait_for_function("() => location.search.includes('baseline')")
    moved(page, "crisis_rate", 2)
    based = link(page)["baseline"]
    page.reload()
    page.wait_for_selector(SETTLED)
    assert link(page)["baseline"] == based
    page.locator("#workshop-unpin").click()
    page.wait_for_function("() => !location.search.includes('baseline')")


def test_too_many_at_once_are_asked_to_wait_and_are_then_served(
    page: Any, dashboard: Served
) -> None:
    before = settled(page)
    room = dashboard.context.live._room
    while room.acquire(blocking=False):
        pass
    slider(page, "competition").press("ArrowRight")
    page.wait_for_function(
        "() => document.querySelector('#workshop-notes').textContent.includes('Very many people')"
    )
    room.release(MOST_WAITING)
    after(page, before)
    assert page.locator("#workshop-notes").inner_text() == ""


def test_an_answer_that_never_comes_is_given_up(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, ready=SETTLED) as tab:
        page = tab.page
        page.clock.install()
        page.route("**/workshop/answer", lambda route: None)
        slider(page, "competition").press("ArrowRight")
        for _ in range(3):  # the first look, the full answer, and what it says then
            page.clock.run_for(21_000)
        assert "given up" in page.locator("#workshop-notes").inner_text()
        page.unroute("**/workshop/answer")
        before = settled(page)
        slider(page, "competition").press("ArrowRight")
        page.clock.run_for(2_000)
        page.clock.resume()
        after(page, before)


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
