"""The Play page in a browser: a game by keyboard to its debrief, and back; nothing is lost."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from dashboard_server import (
    OVERFLOWING,
    SIZES,
    WAIT_MS,
    Served,
    serious,
    start,
    watched,
)
from playing_by_rule import played

from relsim.dashboards import navigation
from relsim.dashboards.app import Settings, create_app
from relsim.dashboards.play.debriefing import debrief
from relsim.dashboards.play.game import Game
from relsim.dashboards.play.playing import situation
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

SAID = texts("en")
PHONE = (390, 844)
IDLE = "#play-game[data-idle]"
PLAY = [page for page in navigation.PAGES if page.path == "/play"]
GAME = Game("demanding", 3)
OVER = played(GAME)
CUT = """() => [...document.querySelectorAll('#play-page *')].filter((one) => {
  const box = one.getBoundingClientRect();
  if (box.width < 2 || getComputedStyle(one).visibility === 'hidden') return false;
  if (one.closest('.fetched, .playing-plot, .playing-table, [aria-hidden=true]')) return false;
  return box.left < -1 || box.right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 2
    && getComputedStyle(one).display !== 'inline' && one.clientWidth > 0
    && !one.matches('.playing-unseen, select, option');
}).map((one) => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)"""


def link(page: Any) -> Game:
    return Game.read(dict(parse_qsl(urlsplit(page.url).query)))


def after(page: Any, act: Any) -> None:
    """Do something, and wait until what it leads to is shown."""
    before = page.locator("#play-game").get_attribute("data-answered")
    act()
    page.wait_for_function(
        "before => { const game = document.getElementById('play-game');"
        " return game.dataset.answered !== before && 'idle' in game.dataset; }",
        arg=before,
        timeout=WAIT_MS,
    )


def path(game: Game) -> str:
    return f"/play?{game.to_query()}"


def test_a_game_is_played_to_its_debrief_by_the_keyboard(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, path(GAME), ready=IDLE) as tab:
        page, game = tab.page, GAME
        for step in situation(OVER).steps:
            asked = situation(game).next
            assert asked is not None and (asked.month, asked.ask) == (step.month, step.ask)
            assert page.locator(".playing-choice").count() == len(asked.answers)
            assert f"Month {step.month + 1} of 12" in page.locator(".playing-when").inner_text()
            key = str(asked.answers.index(step.chosen) + 1)
            after(page, lambda key=key: page.keyboard.press(key))
            game = game.with_choice(f"{step.month}.{step.chosen}")
            assert link(page) == game
            assert page.evaluate("() => document.activeElement.className") == "playing-head"
        assert game == OVER
        found = debrief(OVER)
        table = page.locator(".playing-table").inner_text()
        for life in (found.own, *found.beside.values()):
            assert f"{round(life.margin):,}" in table
            assert f"{life.final('respect'):.2f}" in table
        shown = page.locator(".playing-turn").all_inner_texts()
        assert len(shown) == len(found.mattered)
        for text, turn in zip(shown, found.mattered, strict=True):
            amount = f"{abs(round(turn.difference)):,}"
            assert amount in text and f"Month {turn.step.month + 1}" in text
        page.wait_for_function(
            "() => [...document.querySelectorAll('.playing-plot')].length === 4 &&"
            " [...document.querySelectorAll('.playing-plot')].every((one) => one._fullLayout)",
            timeout=WAIT_MS,
        )
        lines = "() => document.querySelectorAll('.playing-plot')[1].data.length"
        assert page.evaluate(lines) >= 4
        assert re.search(r"earned more|Nobody", page.locator("#announced").inner_text())
        # Try again from there: all before it is kept, and the same is asked once more.
        turn = found.mattered[-1]
        after(page, lambda: page.locator(".playing-turn button").last.press("Enter"))
        assert link(page) == OVER.until(turn.step.month)
        assert f"Month {turn.step.month + 1} of" in page.locator(".playing-when").inner_text()
        after(page, lambda: page.locator("#play-restart").click())
        assert link(page) == GAME


def test_a_reload_and_another_visit_go_on_with_the_game(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, path(GAME), ready=IDLE) as tab:
        page = tab.page
        for _ in range(3):
            after(page, lambda: page.locator(".playing-choice").last.click())
        game, head = link(page), page.locator(".playing-head").inner_text()
        assert len(game.choices) == 3
        page.reload()
        page.wait_for_selector(IDLE, timeout=WAIT_MS)
        assert (link(page), page.locator(".playing-head").inner_text()) == (game, head)
        page.goto(dashboard.address + "/play")
        page.wait_for_selector(IDLE, timeout=WAIT_MS)
        assert (link(page), page.locator(".playing-head").inner_text()) == (game, head)
        # Another customer, and back to the one whose game was begun.
        after(page, lambda: page.locator("#play-customer").select_option("mistaken"))
        assert link(page) == Game("mistaken", 3)
        after(page, lambda: page.locator("#play-length").select_option("24"))
        assert link(page) == Game("mistaken", 3, 24)
        after(page, lambda: page.locator("#play-luck").click())
        assert link(page) == Game("mistaken", 4, 24)
        after(page, lambda: page.locator("#play-length").select_option("12"))
        after(page, lambda: page.locator("#play-customer").select_option("demanding"))
        assert link(page) == Game("demanding", 4)
        page.goto(dashboard.address + path(GAME))
        page.wait_for_selector(IDLE, timeout=WAIT_MS)
        assert link(page) == GAME


def test_a_lost_server_costs_nothing(browser: Any) -> None:
    app = create_app(Settings(), PLAY)
    first = start(app)
    first.context.ready.set()
    with watched(browser, first, path(GAME), ready=IDLE, calm=False) as tab:
        page = tab.page
        after(page, lambda: page.keyboard.press("1"))
        game = link(page)
        first.stop()
        page.keyboard.press("2")
        page.wait_for_selector(".playing-notice:not([hidden])", timeout=WAIT_MS)
        assert "kept" in page.locator(".playing-notice").inner_text()
        again = start(create_app(Settings(), PLAY), port=first.port)
        try:
            again.context.ready.set()
            page.wait_for_selector(f"{IDLE} .playing-head", timeout=WAIT_MS)
            page.wait_for_function(
                "() => document.querySelector('.playing-notice').hidden", timeout=WAIT_MS
            )
            assert len(link(page).choices) == len(game.choices) + 1
        finally:
            again.stop()


@pytest.mark.parametrize("size", [*SIZES, PHONE])
def test_nothing_is_cut_off_and_axe_finds_nothing(
    browser: Any, dashboard: Served, size: tuple[int, int]
) -> None:
    with watched(browser, dashboard, path(OVER.until(5)), size=size, ready=IDLE) as tab:
        page = tab.page
        for projector in (False, True) if size != PHONE else (False,):
            if projector:
                after(page, lambda: page.locator("#projector").click())
            assert page.evaluate(CUT) == []
            assert page.evaluate(OVERFLOWING) == []
            assert serious(page) == []
            if size != PHONE:
                last = page.locator(".playing-choice").last.bounding_box()
                assert last["y"] + last["height"] <= size[1]
        page.goto(dashboard.address + path(OVER))
        page.wait_for_selector(f"{IDLE}[data-shown=debrief]", timeout=WAIT_MS)
        assert page.evaluate(CUT) == []
        assert serious(page) == []
        after(page, lambda: page.locator("#scheme").click())
        assert serious(page) == []


def test_a_link_with_nonsense_is_a_game(browser: Any, dashboard: Served) -> None:
    strange = "/play?customer=%3Cb%3Eking&luck=-9e99&months=x&choices=0.mend,99.ask,%3Cb%3E"
    with watched(browser, dashboard, strange, ready=IDLE) as tab:
        assert link(tab.page) == Game()
        assert tab.page.locator("#play-game b:not(.playing-news b)").count() == 0


def test_it_plays_where_there_is_no_dash(browser: Any, dashboard: Served) -> None:
    """As on a phone: the script alone, on a page that has nothing else."""
    page_of_our_own = """<!doctype html><html lang="en"><head><title>alone</title>
      <meta name="viewport" content="width=device-width"></head><body><main></main></body></html>"""
    width, height = PHONE
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=True)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.route(
        "**/alone", lambda route: route.fulfill(body=page_of_our_own, content_type="text/html")
    )
    page.goto(f"{dashboard.address}/alone")
    for kind, name in (("script", "playing.js"), ("style", "playing.css")):
        url = f"{dashboard.address}/assets/{name}"
        page.add_script_tag(url=url) if kind == "script" else page.add_style_tag(url=url)
    page.evaluate(
        """({ texts, game }) => {
          window.seen = [];
          window.playing = new window.relsim.Playing(document.querySelector('main'), {
            address: '/play/answer', texts, again: false,
            changed: (game, query, answer) => window.seen.push([query, Boolean(answer.debrief)]),
          });
          window.playing.play(game);
        }""",
        {"texts": SAID.under("play.script"), "game": GAME.to_json()},
    )
    for step in situation(OVER).steps:
        button = page.locator(f'.playing-choice[data-choice="{step.month}.{step.chosen}"]')
        button.wait_for(timeout=WAIT_MS)
        button.tap() if step.month % 2 else page.keyboard.press(button.get_attribute("data-key"))
    page.wait_for_selector("main[data-shown=debrief][data-idle]", timeout=WAIT_MS)
    assert page.evaluate("() => window.seen.at(-1)") == [OVER.to_query(), True]
    assert page.locator("main button").count() == 0
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert f"{round(debrief(OVER).own.margin):,}" in page.locator("main").inner_text()
    assert faults == []
    context.close()
