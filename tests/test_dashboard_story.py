"""The Story in a browser: told from start to end by the keyboard, left, reloaded, lost and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from dashboard_server import (
    OVERFLOWING,
    WAIT_MS,
    Served,
    serious,
    served,
    start,
    watched,
)

from relsim.dashboards import navigation
from relsim.dashboards.story.asked import CHAPTERS, SCREENS, Wish, written
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

SETTLED = "#story-page[data-idle]"
PHONE = (390, 844)
SAID = texts("en")
WITHOUT_BETS = ("serve", "sandbox")
BETS = [name for name in SCREENS if name not in WITHOUT_BETS]
#: Whatever is bet: what a screen looks like once a bet is placed.
ANY = {"puzzle": "trade", "late": "most", "cost": "half", "where": "corner", "honest": "most"}


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served() as found:
        for compiled in found.context.later:
            compiled()
        yield found


def path_to(screen: str, bet: str = "", answers: tuple[str, ...] = ()) -> str:
    bets = {screen: bet} if bet else {}
    return f"/story?{written(Wish(screen=screen, bets=bets, answers=answers))}"


def after(page: Any, act: Callable[[], Any]) -> None:
    """Do something and wait until what it asked for is shown, and nothing more will come."""
    number = "Number(document.querySelector('#story-page').dataset.answered)"
    last = page.evaluate(number)
    act()
    page.wait_for_function(f"last => {number} > last", arg=last, timeout=WAIT_MS)
    page.wait_for_selector(SETTLED, timeout=WAIT_MS)


def press(page: Any, key: str) -> None:
    after(page, lambda: page.keyboard.press(key))


def go(page: Any, name: str, bet: str = "", answers: tuple[str, ...] = ()) -> None:
    """Go to a screen as the page's own buttons do."""
    state = {"screen": name, "bets": {name: bet} if bet else {}, "answers": list(answers)}
    click = """state => {
      const button = document.createElement('button');
      button.dataset.go = JSON.stringify(state);
      document.querySelector('.story').append(button);
      button.click();
      button.remove();
    }"""
    after(page, lambda: page.evaluate(click, state))


def screen(page: Any) -> str:
    return str(page.get_attribute("#story-page", "data-screen"))


def head(page: Any) -> str:
    return str(page.inner_text("#story-head"))


def judged(page: Any) -> str:
    (name,) = page.evaluate(
        "() => [...document.querySelectorAll('.story .answer')].map((one) => one.className)"
    )
    return str(name).removeprefix("answer ")


def link(page: Any) -> dict[str, str]:
    return {key: value for key, (value,) in parse_qs(urlsplit(page.url).query).items()}


@pytest.mark.slow
def test_the_story_is_told_from_start_to_end_by_the_keyboard(
    browser: Any, dashboard: Served
) -> None:
    """On every screen one bets until a bet was right and another was wrong."""
    with watched(browser, dashboard, "/story", ready=SETTLED) as tab:
        page = tab.page
        seen: dict[str, set[str]] = {}
        for place, name in enumerate(SCREENS):
            assert screen(page) == name
            dots = page.locator(".story .dot")
            assert dots.count() == len(CHAPTERS)
            assert page.locator(".story .dot[aria-current]").count() == 1
            if name == "serve":
                # Each answer is shown with what came of it before the next demand.
                while page.locator(".story .option").count():
                    assert page.locator(".story .next").is_disabled()
                    press(page, "2")
                assert page.locator(".story .steps li").count() >= 1
            elif name in BETS:
                options = page.locator(".story .option").count()
                assert options >= 4
                assert page.locator(".story .option").all_inner_texts()[-1]
                # Nothing is shown, and nobody goes on, before the bet.
                assert not page.locator(".story .figure").is_visible()
                assert page.locator(".story .next").is_disabled()
                seen[name] = set()
                asked = head(page)
                for option in range(1, options + 1):
                    words = page.locator(".story .option .words").nth(option - 1).inner_text()
                    press(page, str(option))
                    assert words in page.inner_text(".story .answer")
                    seen[name].add(judged(page))
                    assert head(page) != asked
                    if {"right", "wrong"} <= seen[name]:
                        break
                    after(page, page.locator(".story .after button").click)
                    assert head(page) == asked
            if place + 1 < len(SCREENS):
                press(page, "Space" if place % 2 else "ArrowRight")
        for name, ways in seen.items():
            assert {"right", "wrong"} <= ways, (name, ways)
        assert page.locator(".story .option[href^='/?']").count() == 8
        press(page, "ArrowLeft")
        assert screen(page) == SCREENS[-2]


def test_a_reload_goes_on_and_so_does_who_comes_back(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, path_to("serve"), ready=SETTLED) as tab:
        page = tab.page
        press(page, "2")
        press(page, "3")
        before, answers = head(page), link(page)["answers"]
        assert answers.startswith("trade.")
        page.reload()
        page.wait_for_selector(SETTLED)
        assert (screen(page), head(page)) == ("serve", before)
        assert link(page)["answers"] == answers
        # To another page and back by the menu, and without a link in a new visit.
        page.locator("#menu a", has_text="Evidence").click()
        page.wait_for_selector("#evidence-page[data-idle]", timeout=WAIT_MS)
        page.locator("#menu a", has_text="Story").click()
        page.wait_for_selector(SETTLED, timeout=WAIT_MS)
        assert head(page) == before
        page.goto(f"{dashboard.address}/story")
        page.wait_for_selector(SETTLED, timeout=WAIT_MS)
        assert head(page) == before
        after(page, page.locator(".story .after button").click)
        assert link(page)["answers"] == "trade"
        after(page, page.locator(".story .dot").first.click)
        assert screen(page) == "puzzle"


def test_your_turn_changes_the_life_that_is_told(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, path_to("serve"), ready=SETTLED) as tab:
        page = tab.page
        company = head(page).partition(" asks")[0]
        while page.locator(".story .option").count():
            press(page, "1")
        given = page.inner_text("#story-lead")
        press(page, "ArrowRight")
        press(page, "3")
        assert page.locator(".story .figure").is_visible()
        ends = page.evaluate(
            "() => document.querySelector('.story .js-plotly-plot').layout.annotations"
            ".map((one) => one.text)"
        )
        assert any("You" in text for text in ends)
        assert company in page.inner_text("#story-lead")
        page.goto(dashboard.address + path_to("serve", answers=("trade",) * 4))
        page.wait_for_selector(SETTLED, timeout=WAIT_MS)
        assert page.inner_text("#story-lead") != given


def test_a_server_that_went_and_came_back(browser: Any) -> None:
    with (
        served() as first,
        watched(browser, first, path_to("time-12"), ready=SETTLED, calm=False) as tab,
    ):
        page = tab.page
        before = head(page)
        first.stop()
        page.keyboard.press("1")
        page.wait_for_selector("#notice", state="visible", timeout=WAIT_MS)
        assert head(page) == before
        number = "Number(document.querySelector('#story-page').dataset.answered)"
        last = page.evaluate(number)
        again = start(first.app, port=first.port)
        try:
            page.wait_for_function(f"last => {number} > last", arg=last, timeout=WAIT_MS)
            page.wait_for_selector(SETTLED, timeout=WAIT_MS)
            assert judged(page) in ("right", "near", "wrong")
            assert link(page)["bets"] == "time-12.servile"
        finally:
            again.stop()


def test_the_sandbox_opens_the_workshop_with_what_was_met(browser: Any, dashboard: Served) -> None:
    with watched(browser, dashboard, path_to("sandbox"), ready=SETTLED) as tab:
        page = tab.page
        page.keyboard.press("3")
        page.wait_for_selector("#workshop-page[data-idle]", timeout=WAIT_MS)
        assert link(page)["m14_word_of_mouth"] == "0"
        page.go_back()
        page.wait_for_selector(SETTLED, timeout=WAIT_MS)
        page.keyboard.press("9")
        page.wait_for_selector("#relationship-page[data-idle]", timeout=WAIT_MS)
        assert link(page)["account"]


def test_a_link_with_nonsense_begins_at_the_beginning(browser: Any, dashboard: Served) -> None:
    path = "/story?screen=%3Cb%3E&bets=puzzle.%3Cb%3E_three&answers=walk.walk.nonsense"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        assert screen(tab.page) == "puzzle"
        assert tab.page.locator(".story .option").count() == 5


CUT_OFF = """() => {
  const wrong = [];
  const stage = document.querySelector('.story .stage');
  if (stage.scrollWidth > stage.clientWidth + 1) wrong.push('stage is too wide');
  if (stage.scrollHeight > stage.clientHeight + 1) wrong.push('stage is too high');
  for (const one of document.querySelectorAll('.story *')) {
    const box = one.getBoundingClientRect();
    if (box.width === 0 || one.closest('.js-plotly-plot')) continue;
    if (box.right > innerWidth + 1 || box.left < -1) wrong.push(`${one.tagName} ${one.className}`);
    if (one.matches('.option, .step, .month, .answer, td, th') && one.scrollWidth > one.clientWidth + 1)
      wrong.push(`${one.className} ${one.textContent} is cut off`);
  }
  for (const one of document.querySelectorAll('.story .xtitle, .story .annotation-text, .story .ytitle')) {
    const box = one.getBoundingClientRect();
    const place = document.querySelector('.story .figure').getBoundingClientRect();
    if (box.left < place.left - 1 || box.right > place.right + 1) wrong.push(`${one.textContent} is outside`);
  }
  return wrong;
}"""  # noqa: E501
HIGH = """() => {
  const place = document.getElementById('page');
  return place.scrollHeight - place.clientHeight;
}"""


def everything() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each screen as it asks, and as it answers a bet."""
    for name in SCREENS:
        yield name, "", ("trade", "stand") if name == "serve" else ()
        if name in BETS:
            yield name, ANY.get(name, "advisory"), ("trade", "stand", "trade", "reason")


@pytest.mark.parametrize(
    ("size", "scheme", "projector"),
    [
        pytest.param((1280, 720), "light", True),
        pytest.param((1280, 720), "dark", False, marks=pytest.mark.slow),
        pytest.param((1920, 1080), "light", False, marks=pytest.mark.slow),
        pytest.param((1920, 1080), "dark", True, marks=pytest.mark.slow),
    ],
)
def test_nothing_is_cut_off(
    browser: Any, dashboard: Served, size: tuple[int, int], scheme: str, projector: bool
) -> None:
    with watched(browser, dashboard, "/story", size=size, scheme=scheme, ready=SETTLED) as tab:
        page = tab.page
        if projector:
            after(page, lambda: page.locator("#projector").click())
        for name, bet, answers in everything():
            go(page, name, bet, answers)
            assert page.evaluate(OVERFLOWING) == [], (name, bet)
            assert page.evaluate(CUT_OFF) == [], (name, bet)
            assert page.evaluate(HIGH) <= 0, (name, bet)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.slow)])
def test_axe_finds_nothing(browser: Any, dashboard: Served, scheme: str) -> None:
    telling = ("puzzle", "serve", "where", "sandbox")
    with watched(browser, dashboard, "/story", scheme=scheme, ready=SETTLED) as tab:
        for name, bet, answers in everything():
            if scheme == "dark" or name in telling:
                go(tab.page, name, bet, answers)
                assert serious(tab.page) == [], (name, bet)


@pytest.mark.slow
def test_a_phone_shows_all_of_it(browser: Any, dashboard: Served) -> None:
    """The frame's own width is the frame's matter: here it is the story's."""
    with watched(browser, dashboard, "/story", size=PHONE, ready=SETTLED) as tab:
        page = tab.page
        page.add_style_tag(content=".head, .foot { display: none !important; }")
        for name, bet, answers in everything():
            go(page, name, bet, answers)
            assert page.evaluate(CUT_OFF) == [], (name, bet)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_every_word_stands_with_the_texts() -> None:
    folder = Path(navigation.__file__).parent
    script = (folder / "assets" / "pages" / "story.js").read_text()
    for key in re.findall(r"setup\.texts\.(\w+)", script):
        assert f"story.script.{key}" in SAID
    source = "".join(path.read_text() for path in (folder / "story").glob("*.py"))
    for key in re.findall(r'said\(\s*"(story\.[\w.-]+)"', source):
        assert key in SAID
    for name in CHAPTERS:
        assert f"story.chapter.{name}" in SAID
