"""The Workshop before a room: baseline, bets, replay, keys, and what is read out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from dashboard_levers import SETTLED, after, lines, moved, settled
from dashboard_server import Served, watched

from relsim.parameters import PARAMETERS

pytestmark = pytest.mark.browser

USUAL = f"{PARAMETERS['competition'].default:g}"


@pytest.fixture
def page(browser: Any, dashboard: Served) -> Iterator[Any]:
    with watched(browser, dashboard, ready=SETTLED) as tab:
        yield tab.page


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


def test_up_to_four_scenarios_are_kept_for_comparing(page: Any) -> None:
    keep, kept = page.locator("#workshop-keep"), page.locator("#workshop-kept")
    for count in range(1, 5):
        keep.click()
        page.wait_for_function(
            "count => document.querySelector('#workshop-kept').textContent === `${count} pinned`",
            arg=count,
        )
        assert keep.is_disabled(), "the same twice"
        moved(page, "competition", 1)
    assert keep.is_disabled(), "a fifth"
    assert kept.inner_text() == "4 pinned"


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
    page.locator("#workshop-votes-advisory:text-is('2')").wait_for()
    page.locator("#workshop-votes-servile:text-is('1')").wait_for()
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
        f"() => document.querySelector('#workshop-entry-competition').value === '{USUAL}'"
    )
    page.wait_for_selector("#workshop-page[data-flick=after]")
    page.wait_for_selector("#workshop-page:not([data-flicking])")
    page.wait_for_function(
        f"() => document.querySelector('#workshop-entry-competition').value !== '{USUAL}'"
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
