"""The Guide page in a real browser: found by keys and links, readable anywhere, printed on A4."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from dashboard_server import (
    OVERFLOWING,
    SCHEMES,
    SIZES,
    WAIT_MS,
    Served,
    serious,
    served,
    start,
    watched,
)

from relsim.dashboards.guide.leaves import leaves
from relsim.dashboards.guide.sheets import HIGH, SHEETS
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

PHONE = (390, 844)
FILLED = "#guide-page[data-idle][data-answered]"
# A4 less the margins of guide.css, at 96 pixels an inch.
PRINTED = (round((210 - 30) / 25.4 * 96), round((297 - 28) / 25.4 * 96))
IN_OTHER_INK = """() => {
  const made = document.createElement('i');
  return [...document.querySelectorAll('.ink')].filter((one) => {
    made.style.color = one.style.getPropertyValue('--light');
    return getComputedStyle(one).color !== made.style.color;
  }).length;
}"""
CUT_OFF = """() => {
  const page = document.getElementById('page').getBoundingClientRect();
  return [...document.querySelectorAll('#guide-page *')]
    .filter((one) => !one.closest('.table') && !one.closest('.unseen'))
    .filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width > 1 && (box.left < page.left - 1 || box.right > page.right + 1
        || one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflow !== 'visible');
    })
    .map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`);
}"""


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("size", "projector"), [(SIZES[0], True), (SIZES[1], False), (PHONE, False)]
)
def test_it_can_be_read_everywhere(
    browser: Any, dashboard: Served, size: tuple[int, int], projector: bool, scheme: str
) -> None:
    with watched(browser, dashboard, "/guide", size=size, scheme=scheme, ready=FILLED) as tab:
        if projector:
            tab.page.click("#projector")
            tab.page.wait_for_function("() => window.relsim.look().big")
        assert tab.page.evaluate(OVERFLOWING) == []
        assert tab.page.evaluate(CUT_OFF) == []
        assert tab.page.evaluate("document.getElementById('page').scrollWidth") <= size[0]
        assert serious(tab.page) == []
        assert tab.page.locator(".computing").count() == 0


def test_the_keys_go_from_sheet_to_sheet_and_the_contents_show_where_one_is(
    browser: Any, dashboard: Served
) -> None:
    with watched(browser, dashboard, "/guide", ready=FILLED) as tab:
        page = tab.page

        def at(anchor: str) -> None:
            here = f".index a[aria-current][href='#{anchor}']"
            page.wait_for_selector(here)
            assert page.locator(".index a[aria-current]").count() == 1
            page.wait_for_function(
                """anchor => {
                    const box = document.getElementById(anchor).getBoundingClientRect();
                    return box.top < innerHeight / 2 && box.bottom > 100;
                }""",
                arg=anchor,
            )

        at("guide-before")
        page.keyboard.press("ArrowRight")
        at("guide-agenda-30")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
        at("guide-agenda-30")
        page.click(".index a[href='#guide-lever-periods']")
        at("guide-lever-periods")
        assert page.url.endswith("/guide#guide-lever-periods")
        assert page.evaluate("document.activeElement.id") == "guide-lever-periods"
        page.reload()
        page.wait_for_selector(FILLED, state="attached", timeout=WAIT_MS)
        at("guide-lever-periods")


def test_a_sheet_leads_to_the_workshop_as_it_says(browser: Any, dashboard: Served) -> None:
    sheet = SHEETS[0]
    title = texts()(f"{sheet.key}.at.{HIGH}").capitalize()
    with watched(browser, dashboard, "/guide", ready=FILLED) as tab:
        tab.page.click(f"#guide-lever-{sheet.lever.name} a >> text={title} >> nth=0")
        tab.page.wait_for_selector("#workshop-page", timeout=WAIT_MS)
        assert f"{sheet.lever.name}={sheet.at(HIGH)}" in tab.page.url


def test_an_agenda_leads_to_its_page(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, "/guide", ready=FILLED) as tab:
        tab.page.click("#guide-agenda-30 a >> text=Evidence")
        tab.page.wait_for_selector("#evidence-page", timeout=WAIT_MS)


def test_what_comes_once_the_server_is_back_is_shown(browser: Any) -> None:
    with served() as first, watched(browser, first, "/", calm=False) as tab:
        first_answer = "**/guide/answer"
        tab.page.route(first_answer, lambda route: (first.stop(), route.continue_()))
        tab.page.click("#menu a >> text=Guide")
        tab.page.wait_for_selector("#notice:has-text('No connection')", timeout=WAIT_MS)
        assert "computing" in tab.page.inner_text("#guide-big-competition")
        tab.page.unroute(first_answer)
        again = start(first.app, port=first.port)
        try:
            tab.page.wait_for_selector(FILLED, state="attached", timeout=WAIT_MS)
            assert "earns most" in tab.page.inner_text("#guide-big-periods")
        finally:
            again.stop()


def test_printed_each_sheet_has_a_page_of_its_own_without_the_frame(
    browser: Any, dashboard: Served, tmp_path: Path
) -> None:
    sheets = leaves(dashboard.context)
    with watched(browser, dashboard, "/guide", size=PRINTED, scheme="dark", ready=FILLED) as tab:
        page = tab.page
        page.pdf(path=tmp_path / "guide.pdf", prefer_css_page_size=True)
        printed = (tmp_path / "guide.pdf").read_bytes()
        assert len(re.findall(rb"/Type /Page\b(?!s)", printed)) == len(sheets)
        boxes = {
            tuple(map(float, one.split())) for one in re.findall(rb"/MediaBox \[(.+?)\]", printed)
        }
        assert [round(side) for side in boxes.pop()] == [0, 0, 595, 842] and not boxes  # A4
        page.emulate_media(media="print")
        for gone in (".head", ".foot", ".contents", ".guide .opening"):
            assert not page.is_visible(gone)
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        )
        for sheet in sheets:
            box = page.locator(f"#{sheet.anchor}").bounding_box()
            assert box["height"] <= PRINTED[1] and box["width"] <= PRINTED[0]
            assert sheet.title in page.inner_text(f"#{sheet.anchor}")
        # Who prints from a dark page has the colours of a light one.
        assert page.evaluate(IN_OTHER_INK) == 0
        assert page.is_visible("#guide-agenda-30 thead") and page.is_visible(".found .who >> nth=0")
        assert "Ask back" in page.inner_text("#guide-lever-competition")
        tables = "[...document.querySelectorAll('.table')]"
        assert page.evaluate(f"{tables}.every(one => one.scrollWidth <= one.clientWidth)")
