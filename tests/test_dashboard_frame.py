"""The header holds all pages on every projector, and folds into a menu on a phone."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from dashboard_probe import PROBES
from dashboard_server import (
    OVERFLOWING,
    SCHEMES,
    SIZES,
    Served,
    serious,
    served,
    watched,
)

from relsim.dashboards.navigation import PAGES, Page

pytestmark = pytest.mark.browser

PHONE = (390, 844)
COUNT = len(PAGES)
_LONG = "A scenario's name that is as long as sixty letters may ever be"


def probes() -> list[Page]:
    """All the pages there are by their titles, with small ones in their places."""
    first, other = PROBES
    return [
        dataclasses.replace(page, layout=probe.layout, register=probe.register)
        for page, probe in zip(PAGES, [first, *[other] * (len(PAGES) - 1)], strict=True)
    ]


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(pages=probes(), warm=False) as found:
        found.context.ready.set()
        yield found


def named(page: Any) -> None:
    """Wait for the frame, and give the scenario a name that wants all the room there is."""
    page.wait_for_selector("#scenario-name:has-text('Pressed')", state="attached")
    page.evaluate(
        "text => window.dash_clientside.set_props('scenario-name', {children: text})", _LONG
    )
    page.wait_for_selector("#scenario-name:has-text('sixty letters')", state="attached")


@pytest.mark.parametrize("projector", [False, True])
@pytest.mark.parametrize("size", [*SIZES, (1601, 900), (1024, 768)])
def test_all_pages_stand_in_one_line(
    browser: Any, dashboard: Served, size: tuple[int, int], projector: bool
) -> None:
    with watched(browser, dashboard, size=size) as tab:
        named(tab.page)
        before = tab.page.evaluate("document.querySelector('.head').offsetHeight")
        if projector:
            tab.page.click("#projector")
            tab.page.wait_for_function("() => window.relsim.look().big")
        assert tab.page.evaluate(OVERFLOWING) == []
        # A second line would be twice as high.
        assert tab.page.evaluate("document.querySelector('.head').offsetHeight") < 1.5 * before
        assert before < 64
        folded = size[0] < 1280
        assert tab.page.is_visible("#fold") == folded
        assert tab.page.locator("#menu a:visible").count() == (0 if folded else COUNT)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_on_a_phone_the_menu_opens_leads_on_and_closes(
    browser: Any, dashboard: Served, scheme: str
) -> None:
    with watched(browser, dashboard, size=PHONE, scheme=scheme) as tab:
        page = tab.page
        named(page)
        assert page.evaluate(OVERFLOWING) == []
        assert page.locator("h1").is_visible() and page.locator("#menu a:visible").count() == 0
        for needless in ("#projector", "#keys", "#undo"):
            assert not page.is_visible(needless)
        page.click("#fold")
        assert page.get_attribute("#fold", "aria-expanded") == "true"
        assert page.locator("#menu a:visible").count() == COUNT
        assert page.evaluate(OVERFLOWING) == []
        assert serious(page) == []
        page.click("#menu a[href='/explore']")
        page.wait_for_selector("h2:has-text('Another page')")
        page.wait_for_selector("#menu a", state="hidden")
        assert page.locator("#menu a.here").get_attribute("href") == "/explore"


def test_the_menu_of_a_phone_closes_by_escape_and_by_a_tap_beside_it(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard, size=PHONE) as tab:
        page = tab.page
        named(page)
        page.focus("#fold")
        page.keyboard.press("Enter")
        page.wait_for_selector("#menu a[href='/compare']")
        page.keyboard.press("Escape")
        page.wait_for_selector("#menu a", state="hidden")
        assert page.evaluate("document.activeElement.id") == "fold"
        page.click("#fold")
        page.wait_for_selector("#menu a[href='/compare']")
        page.mouse.click(195, 700)
        page.wait_for_selector("#menu a", state="hidden")


def test_the_pages_for_a_room_are_a_group_of_their_own(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard) as tab:
        groups = tab.page.locator("#menu [role=group]")
        assert groups.count() == 2
        assert [groups.nth(place).locator("a").count() for place in (0, 1)] == [5, COUNT - 5]
        assert groups.nth(1).get_attribute("aria-label") == "With a room"


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_no_page_is_wider_than_a_phone(browser: Any, everything: Served, path: str) -> None:
    with watched(browser, everything, path, size=PHONE) as tab:
        tab.page.wait_for_selector("[data-idle]", state="attached", timeout=60_000)
        assert tab.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert tab.page.is_visible("#fold") and tab.page.is_visible("h1")


@pytest.fixture(scope="module")
def everything() -> Iterator[Served]:
    with served() as found:
        yield found
