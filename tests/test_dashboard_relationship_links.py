"""The Relationship page in a real browser: links, own books, lost servers, and how it looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dashboard_server import (
    OVERFLOWING,
    SCHEMES,
    SIZES,
    Served,
    serious,
    served,
    start,
    watched,
)
from relationship_page import PAGES, PATH, SETTLED, after, link, pressed, shown, to_a_yes, told

from relsim.dashboards import navigation
from relsim.dashboards.app import Settings
from relsim.dashboards.relationship.stories import MOST_WAITING, Stories
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser
SAID = texts()


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(pages=PAGES) as found:
        for more in found.context.later:
            more()
        yield found


def test_a_link_restores_everything(browser: Any, dashboard: Served) -> None:
    path = f"{PATH}&strategies=servile%2Cadvisory&account=3&branch=advisory.5.order&month=9"
    with watched(browser, dashboard, f"{path}&kind=demanding&replication=2", ready=SETTLED) as tab:
        page = tab.page
        assert page.locator(".life-name").all_inner_texts() == ["Yes-sayer", "Adviser"]
        assert page.locator("#relationship-month").inner_text() == "Month 9"
        assert page.locator("#relationship-account").input_value() == "3"
        assert page.locator("#relationship-kind").input_value() == "demanding"
        assert page.locator("#relationship-branches .chip").count() == 1
        assert page.locator("#relationship-notes").inner_text() == ""
        kept = link(page)
        page.locator("#relationship-story").click()
        page.reload()
        page.wait_for_selector(SETTLED)
        assert link(page) == {**kept, "view": "story"}
        assert page.locator("#relationship-passages").is_visible()


def test_a_link_out_of_bounds_is_clamped_and_the_page_says_so(
    browser: Any, dashboard: Served
) -> None:
    path = "/relationship?competition=7&account=%3Cb%3E&month=99999&branch=x.y.z&kind=%3Cimg%3E"
    with watched(browser, dashboard, f"{path}&periods=24", ready=SETTLED) as tab:
        said = tab.page.locator("#relationship-notes").inner_text()
        assert "competition = 7" in said
        assert "account" in said
        assert shown(tab.page)["month"] == 23
        assert "branch" not in link(tab.page)
        tab.page.set_viewport_size({"width": 1400, "height": 900})
        tab.page.wait_for_timeout(600)
        tab.page.wait_for_selector(SETTLED)
        assert "competition = 7" in tab.page.locator("#relationship-notes").inner_text()


def test_the_workshops_scenario_is_told_and_the_place_is_kept(
    browser: Any, dashboard: Served
) -> None:
    ready = "#workshop-page[data-idle]"
    with watched(browser, dashboard, "/?competition=0.1&periods=24", ready=ready) as tab:
        page = tab.page
        page.locator("#menu a", has_text="Relationship").click()
        page.wait_for_selector(SETTLED)
        assert (link(page)["competition"], link(page)["periods"]) == ("0.1", "24")
        page.locator("#relationship-later").click()
        at = shown(page)
        page.locator("#menu a", has_text="Workshop").click()
        page.wait_for_selector(ready)
        page.locator("#menu a", has_text="Relationship").click()
        page.wait_for_selector(SETTLED)
        assert shown(page) == at


def test_names_of_an_own_book_are_text(browser: Any, tmp_path: Path) -> None:
    rows = "".join(f"A-{n},<img src=x onerror=alert({n})>,client\n" for n in range(40))
    book = tmp_path / "book.csv"
    book.write_text("account_id,name,status\n" + rows)
    with (
        served(Settings(accounts=book), pages=PAGES) as own,
        watched(browser, own, "/relationship?periods=24&account=A-7", ready=SETTLED) as tab,
    ):
        assert (
            "<img src=x onerror=alert(7)>" in tab.page.locator("#relationship-about").inner_text()
        )
        assert tab.page.locator("#page img").count() == 0
        assert shown(tab.page)["account"] == 7


def test_an_account_that_never_becomes_a_client_is_said(browser: Any, dashboard: Served) -> None:
    path = "/relationship?competition=1&loss_base=1&lead_rate=0&client_share_start=0&periods=12"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        assert "never become a client" in tab.page.locator("#relationship-message").inner_text()
        assert tab.page.locator("[data-answer]").count() == 0
        assert tab.page.locator("#relationship-later").is_disabled()


def test_who_comes_when_too_many_ask_is_told_so_and_may_ask_again(browser: Any) -> None:
    with served(pages=PAGES) as crowded:
        owners = [getattr(warm, "__self__", None) for warm in crowded.context.later]
        (stories,) = (one for one in owners if isinstance(one, Stories))
        for _ in range(MOST_WAITING):
            assert stories._room.acquire(blocking=False)
        with watched(browser, crowded, PATH, ready=SETTLED) as tab:
            assert (
                tab.page.locator("#relationship-message").inner_text() == "No story could be told"
            )
            notes = tab.page.locator("#relationship-notes")
            assert notes.inner_text() == SAID["relationship.busy"]
            stories._room.release()
            tab.page.reload()
            tab.page.wait_for_selector("#relationship-page[data-told]")
            assert notes.inner_text() == ""


def test_a_server_that_went_and_came_back(browser: Any) -> None:
    with (
        served(pages=PAGES) as first,
        watched(browser, first, PATH, ready=SETTLED, calm=False) as tab,
    ):
        first.stop()
        before = told(tab.page)
        tab.page.locator("#relationship-next").click()
        tab.page.wait_for_selector("#notice", state="visible")
        again = start(first.app, port=first.port)
        try:
            after(tab.page, before)
        finally:
            again.stop()


LYING = """() => {
  const wrong = [];
  const shown = [...document.querySelectorAll(
    '.relationship button, .relationship h2, .relationship .life, .relationship .figure,'
    + '.relationship .chips label, .relationship .detail, .relationship select, .life-said div')]
    .filter((one) => one.getClientRects().length);
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
  const told = document.querySelector('#relationship-told');
  if (told.scrollHeight > told.clientHeight + 1) wrong.push('the month is cut off');
  return wrong;
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_and_axe_finds_nothing(
    browser: Any, dashboard: Served, size: tuple[int, int], scheme: str
) -> None:
    with watched(browser, dashboard, PATH, size=size, scheme=scheme, ready=SETTLED) as tab:
        page = tab.page
        to_a_yes(page)
        pressed(page, "[data-strategy=servile] [data-answer=refuse]")
        for _ in range(2):
            page.wait_for_timeout(400)
            page.wait_for_selector(SETTLED)
            assert page.evaluate(OVERFLOWING) == []
            assert page.evaluate(LYING) == []
            assert serious(page) == []
            page.locator("#page").press("p")
        page.locator("#page").press("s")
        assert page.evaluate(OVERFLOWING) == []
        assert serious(page) == []


def test_every_word_stands_with_the_texts() -> None:
    script = Path(navigation.__file__).parent / "assets" / "pages" / "relationship.js"
    for name in ("relationship.js", "relationship_telling.js"):
        for key in re.findall(r"setup\.texts\.(\w+)", script.with_name(name).read_text()):
            assert f"relationship.{key}" in SAID
