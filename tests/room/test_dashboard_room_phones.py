"""Phones in the room: they join, bet, come back, and are one person each."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import pytest
from dashboard_server import (
    WAIT_MS,
    Served,
    serious,
    served,
    start,
    watched,
)
from dashboard_strangers import SCRIPT
from roomed import (
    SETTLED,
    Leader,
    bets,
    phone,
    pressed,
    reads,
    session,
    shows,
    until,
)

from relsim.dashboards.app import Settings, create_app
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

SAID = texts("en")
HOSTILE = (SCRIPT, "\u202eevil\u0000", "Z\u0336" + "\u0335" * 30, " " * 40, "A" * 500)


def test_five_phones_bet_and_the_projector_shows_it(
    browser: Any, dashboard: Served, leader: Leader
) -> None:
    chosen = ("advisory", "advisory", "servile", "combative", "unclear")
    with ExitStack() as opened, watched(browser, dashboard, "/room", ready=SETTLED) as tab:
        screen = tab.page
        phones = [opened.enter_context(phone(browser, dashboard)) for _ in chosen]
        reads(screen, "#room-way .came", "5 have joined")
        screen.keyboard.press("Space")
        for one, option in zip(phones, chosen, strict=True):
            shows(one, "open")
            one.locator(f".option[data-option={option}]").click()
        reads(screen, "#room-board .answered", "5 of 5 have answered")
        assert screen.locator("#room-board .room-bar").count() == 0
        phones[3].reload()  # in the middle: the same person with the same bet
        shows(phones[3], "open")
        phones[3].wait_for_selector(".option[data-option=combative][aria-pressed=true]")
        bets(phones[2], "advisory")  # before the close a bet may be changed
        reads(screen, "#room-board .answered", "5 of 5 have answered")
        screen.keyboard.press("r")
        for one in phones:
            shows(one, "revealed")
            one.wait_for_selector(".option.right", timeout=WAIT_MS)
        screen.wait_for_selector(".room .result .chosen", timeout=WAIT_MS)
        bars = screen.locator(".room-bar .count b").all_inner_texts()
        assert bars == ["0", "1", "3", "1"]
        right = phones[0].get_attribute(".option.right", "data-option")
        for one, option in zip(phones, ("advisory",) * 3 + chosen[3:], strict=True):
            key = "right" if option == right else "wrong"
            assert one.inner_text("#said") == SAID(f"room.phone.{key}")
        assert screen.inner_text(".room .verdict") == phones[0].inner_text("#head")
        # A tap after the close changes nothing, and says nothing but how it stands.
        phones[0].locator(".option[data-option=servile]").dispatch_event("click")
        phones[0].wait_for_selector("body[data-came=closed]")
        assert pressed(phones[0]) == ["advisory"]


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:16])
def test_a_hostile_name_is_text_and_short(
    browser: Any, dashboard: Served, leader: Leader, name: str
) -> None:
    with (
        phone(browser, dashboard) as one,
        watched(browser, dashboard, "/room", ready=SETTLED) as tab,
    ):
        # A phone of one's own need not keep to the field's length.
        one.evaluate("document.querySelector('#naming input').removeAttribute('maxlength')")
        one.fill("#naming input", name)
        one.click("#naming button")
        until(lambda: session(dashboard).room.seen().names or not name.strip(), 20.0)
        tab.page.locator(".fold summary", has_text=SAID("room.people")).click()
        reads(tab.page, ".room .aside", "e" if name.strip() else SAID("room.people.none"))
        for page in (one, tab.page):
            assert page.evaluate("window.hurt === undefined")
            assert page.locator("main img, main script").count() == 0
        assert all(len(kept) <= 24 for kept in session(dashboard).room.seen().names.values())


def test_a_phone_goes_on_when_the_server_is_back(browser: Any) -> None:
    with served(Settings(lan=True)) as first:
        leader = Leader(first)
        leader.act("start")
        with phone(browser, first, calm=False) as one:
            shows(one, "open")
            bets(one, "servile")
            first.stop()
            one.wait_for_selector("#lost:not([hidden])", timeout=WAIT_MS)
            assert pressed(one) == ["servile"]
            one.locator(".option[data-option=advisory]").click()  # kept until it can be sent
            again = start(first.app, port=first.port)
            try:
                one.wait_for_selector("#lost", state="hidden", timeout=WAIT_MS)
                until(lambda: session(first).room.seen().counts(["advisory"]) == {"advisory": 1})
                assert pressed(one) == ["advisory"]
            finally:
                again.stop()
            # Another process is another room, and says so calmly; its code leads in.
            other = start(create_app(Settings(lan=True)), port=first.port)
            try:
                one.wait_for_selector("body[data-state=gone]", timeout=WAIT_MS)
                assert one.inner_text("#said") == SAID("room.phone.gone")
                assert serious(one) == []
                one.fill("#coding input", session(other).room.code.lower())
                one.click("#coding button")
                one.wait_for_selector("body[data-state=here]", timeout=WAIT_MS)
                assert session(other).room.seen().joined == 1
            finally:
                other.stop()


def test_two_tabs_of_one_phone_are_one_person(
    browser: Any, dashboard: Served, leader: Leader
) -> None:
    leader.act("start")
    with phone(browser, dashboard) as one:
        two = one.context.new_page()
        two.goto(one.url)
        shows(two, "open")
        bets(one, "servile")
        bets(two, "combative")
        one.wait_for_selector(".option[data-option=combative][aria-pressed=true]", timeout=WAIT_MS)
        seen = session(dashboard).room.seen()
        assert (seen.joined, list(seen.answers.values())) == (1, ["combative"])
