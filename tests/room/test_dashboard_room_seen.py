"""The room in browsers from start to end: a game, and nothing cut off at any size."""

from __future__ import annotations

from typing import Any

import pytest
from dashboard_server import (
    OVERFLOWING,
    SCHEMES,
    SIZES,
    WAIT_MS,
    Served,
    serious,
    watched,
)
from roomed import (
    CUT_OFF,
    PHONE,
    SETTLED,
    Leader,
    phone,
    reads,
    session,
    shows,
)

from relsim.dashboards.texts import texts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = texts("en")


def choose(page: Any) -> bool:
    """Take the last of the answers offered; False where the game is through."""
    page.wait_for_selector("#game[data-idle], #game[hidden]", state="attached", timeout=WAIT_MS)
    if not page.is_visible("#game"):
        return False
    before = page.get_attribute("#game", "data-answered")
    page.locator(".playing-choice").last.click()
    page.wait_for_function(
        """before => {
            const game = document.querySelector('#game');
            return game.hidden || game.dataset.answered !== before;
        }""",
        arg=before,
        timeout=WAIT_MS,
    )
    return True


def test_the_room_plays_a_customer_to_the_end(
    browser: Any, dashboard: Served, leader: Leader
) -> None:
    wide = "() => document.documentElement.scrollWidth > innerWidth"
    with (
        watched(browser, dashboard, "/room", ready=SETTLED) as tab,
        phone(browser, dashboard) as one,
        phone(browser, dashboard) as two,
    ):
        screen = tab.page
        screen.select_option("select[data-choice=activity]", "play")
        screen.wait_for_selector("select[data-choice=customer]", timeout=WAIT_MS)
        screen.select_option("select[data-choice=customer]", "bluffing")
        reads(screen, "#room-question", SAID("play.customer.bluffing"))
        screen.keyboard.press("Space")
        shows(one, "open")
        one.wait_for_selector(".playing-choice", timeout=WAIT_MS)
        assert not one.evaluate(wide) and serious(one) == []
        for _ in range(3):
            assert choose(one)
        asked = one.inner_text(".playing-asked .playing-head")
        one.reload()  # in the middle: the game goes on where it was
        one.wait_for_selector(".playing-choice", timeout=WAIT_MS)
        assert one.inner_text(".playing-asked .playing-head") == asked
        assert choose(two)
        while choose(one):
            pass
        reads(one, "#said", SAID("room.play.through"))
        reads(one, "#head", "You earned")
        reads(screen, "#room-board", "1 of 2 are through")
        assert serious(one) == [] and serious(screen) == []
        assert screen.evaluate(CUT_OFF) == []
        screen.keyboard.press("r")
        screen.wait_for_selector(".room .mistakes", timeout=WAIT_MS)
        screen.wait_for_selector(SETTLED, timeout=WAIT_MS)
        one.wait_for_selector(".playing-came", timeout=WAIT_MS)
        reads(one, "#detail", "1")
        assert not one.evaluate(wide) and serious(one) == []
        for _ in range(2):
            screen.wait_for_timeout(400)
            assert screen.evaluate(OVERFLOWING) == []
            assert screen.evaluate(CUT_OFF) == []
            assert serious(screen) == []
            screen.click("#projector")
        leader.look()
        leader.act("choose", preset="shipped", months=12)
        one.wait_for_selector(".option", timeout=WAIT_MS)
        assert one.locator(".playing-head").count() == 0


@pytest.mark.parametrize(("size", "scheme"), [*zip(SIZES, SCHEMES, strict=True)])
def test_nothing_is_cut_off_and_axe_finds_nothing(
    browser: Any, dashboard: Served, leader: Leader, size: tuple[int, int], scheme: str
) -> None:
    leader.act("choose", preset="large-and-loyal", months=120)
    with watched(browser, dashboard, "/room", size=size, scheme=scheme, ready=SETTLED) as tab:
        page = tab.page
        for number in range(120):
            session(dashboard).room.join(f"{number:024d}", f"W{'w' * 22}{number}")
        for act, stage in (("", "waiting"), ("start", "open"), ("reveal", "revealed")):
            if act:
                leader.look()
                leader.act(act)
                for number in range(100):
                    session(dashboard).room.answer(
                        f"{number:024d}", leader.view["round"], "advisory"
                    )
            page.wait_for_selector(f"#room-page[data-stage={stage}]")
            if stage == "revealed":
                page.wait_for_selector(".room .right", timeout=WAIT_MS)
            for _ in range(2):
                page.wait_for_timeout(400)
                assert page.evaluate(OVERFLOWING) == []
                assert page.evaluate(CUT_OFF) == []
                assert serious(page) == []
                page.click("#projector")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_phone_shows_all_of_it(
    browser: Any, dashboard: Served, leader: Leader, scheme: str
) -> None:
    wide = "() => document.documentElement.scrollWidth > innerWidth"
    with watched(
        browser,
        dashboard,
        f"/join?room={session(dashboard).room.code}",
        size=PHONE,
        scheme=scheme,
        ready="body[data-stage=waiting]",
    ) as tab:
        page = tab.page
        assert page.get_attribute("html", "lang") == "en"
        for stage, act in (("waiting", ""), ("open", "start"), ("revealed", "reveal")):
            if act:
                leader.act(act)
            shows(page, stage)
            if stage == "revealed":
                page.wait_for_selector(".option.right", timeout=WAIT_MS)
            assert not page.evaluate(wide)
            assert serious(page) == []
            assert page.locator("h1:visible").count() == 1
        page.goto(f"{dashboard.address}/join")
        page.evaluate("localStorage.clear()")
        page.reload()
        page.wait_for_selector("body[data-state=gone]")
        assert page.inner_text("#said") == SAID("room.phone.code")
        assert serious(page) == []
