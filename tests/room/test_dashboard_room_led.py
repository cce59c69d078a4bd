"""The projector's page in a browser: who leads, by mouse, key, link and show of hands."""

from __future__ import annotations

from pathlib import Path
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
from roomed import (
    SETTLED,
    Leader,
    bets,
    phone,
    reads,
    session,
    shows,
    until,
)

from relsim.dashboards.app import Settings
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

SAID = texts("en")


def test_the_projector_is_current(browser: Any, dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    with (
        watched(browser, dashboard, "/room", ready=SETTLED) as tab,
        phone(browser, dashboard) as one,
    ):
        shows(one, "open")
        bets(one, "servile")
        reads(tab.page, "#room-board .answered", "1 of 1 have answered")
        asked = [url for url in tab.asked if url.endswith("/room/answer")]
        tab.page.wait_for_timeout(3_500)
        more = [url for url in tab.asked if url.endswith("/room/answer")]
        assert len(more) - len(asked) >= 2  # every second, as long as it is answered


def test_the_projector_goes_on_when_the_server_is_back(browser: Any) -> None:
    with (
        served(Settings(lan=True)) as first,
        watched(browser, first, "/room", ready=SETTLED, calm=False) as tab,
    ):
        tab.page.keyboard.press("Space")
        tab.page.wait_for_selector("#room-page[data-stage=open]")
        first.stop()
        tab.page.wait_for_selector("#notice", state="visible", timeout=WAIT_MS)
        again = start(first.app, port=first.port)
        try:
            tab.page.wait_for_selector(".notice-back", timeout=WAIT_MS)
            session(first).room.join("x" * 24)
            reads(tab.page, "#room-way .came", "1 has joined")
            assert tab.page.get_attribute("#room-page", "data-stage") == "open"
        finally:
            again.stop()


def test_a_show_of_hands_is_typed_in(browser: Any) -> None:
    """Without --lan, where no phone is let in."""
    with served() as alone, watched(browser, alone, "/room", ready=SETTLED) as tab:
        page = tab.page
        assert "relsim dashboard --lan" in page.inner_text("#room-way")
        assert page.locator(".qr").count() == 0
        page.keyboard.press("Space")
        page.wait_for_selector("#room-page[data-stage=open]")
        page.locator("[data-hands=advisory] input").fill("14")
        page.locator("[data-hands=servile] input").fill("6")
        reads(page, "#room-board .answered", "20 of 20 have answered")
        page.wait_for_timeout(2_500)  # the projector has asked again meanwhile
        assert page.input_value("[data-hands=advisory] input") == "14"
        page.locator("[data-hands=servile] input").fill("2.6")
        reads(page, "#room-board .answered", "17 of 17 have answered")
        page.locator("body").press("r")
        page.locator("#room-question").click()
        if page.get_attribute("#room-page", "data-stage") != "revealed":
            page.keyboard.press("r")
        page.wait_for_selector(".room .result", timeout=WAIT_MS)
        assert page.locator(".room-bar .count b").all_inner_texts() == ["3", "0", "14", "0"]


def test_the_room_is_led_by_the_mouse(browser: Any, dashboard: Served, leader: Leader) -> None:
    with watched(browser, dashboard, "/room", ready=SETTLED) as tab:
        page = tab.page
        page.select_option("select[data-choice=preset]", "small-and-loud")
        reads(page, "#room-question", SAID("preset.small-and-loud.about"))
        page.select_option("select[data-choice=months]", "12")
        reads(page, "#room-question", "one year")
        assert "--periods 12" in page.locator("#command").text_content()
        page.locator(".acts .press", has_text=SAID("room.act.start")).click()
        page.wait_for_selector("#room-page[data-stage=open]")
        assert page.locator("select").count() == 0  # nothing is chosen while bets are open
        page.locator(".acts .press", has_text=SAID("room.act.pause")).click()
        page.wait_for_selector("#room-page[data-stage=paused]")
        page.locator(".acts .press", has_text=SAID("room.act.reveal")).click()
        page.wait_for_selector(".room .result", timeout=WAIT_MS)
        with page.expect_download() as download:
            page.locator(".acts .press", has_text=SAID("room.act.export")).click()
        path = download.value.path()
        assert Path(path).read_text().startswith("question,who,answer,count")
        page.wait_for_selector(SETTLED)
        code = session(dashboard).room.code
        page.locator(".fold summary", has_text=SAID("room.people")).click()
        empty = page.locator(".fold .press")
        empty.click()
        assert empty.inner_text() == SAID("room.act.empty.sure")
        assert session(dashboard).room.code == code
        empty.click()
        until(lambda: session(dashboard).room.code != code)
        reads(page, "#room-way .code", session(dashboard).room.code)


def test_a_link_chooses_what_is_asked(browser: Any, dashboard: Served, leader: Leader) -> None:
    path = "/room?preset=small-and-loud&months=36&activity=%3Cb%3E"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        reads(tab.page, "#room-question", SAID("preset.small-and-loud.about"))
        reads(tab.page, "#room-question", "3 years")
        assert tab.page.url == f"{dashboard.address}/room"
    path = "/room?activity=play&customer=mistaken&luck=7"
    with watched(browser, dashboard, path, ready=SETTLED) as tab:
        reads(tab.page, "#room-question", SAID("play.customer.mistaken"))
        assert tab.page.inner_text("#seed") == "7"
    # Not while people answer.
    leader.look()
    leader.act("start")
    with watched(browser, dashboard, "/room?preset=shipped", ready=SETTLED) as tab:
        tab.page.wait_for_timeout(2_500)
        assert tab.page.get_attribute("#room-page", "data-stage") == "open"
        assert SAID("play.customer.mistaken") in tab.page.inner_text("#room-question")


def test_who_has_no_key_is_refused_calmly_and_the_key_lets_in(
    browser: Any, dashboard: Served, leader: Leader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from another machine: the test's own is told to be none of this one's."""
    from relsim.dashboards.room import leading

    monkeypatch.setattr(leading.Asker, "here", property(lambda self: False))
    key = session(dashboard).room.key
    with watched(browser, dashboard, "/room", ready=SETTLED) as tab:
        page = tab.page
        assert SAID("room.refused.title") in page.inner_text("#page")
        assert not page.is_visible("#room-board") and not page.is_visible("#room-desk")
        assert serious(page) == []
        page.fill("[data-secret] input", "a wrong one")
        page.click("[data-lead]")
        reads(page, "#room-alone", SAID("room.refused.wrong"))
        page.fill("[data-secret] input", key)
        page.keyboard.press("Enter")
        page.wait_for_selector("#room-page[data-leads=yes]")
        assert page.is_visible("#room-board")
        page.reload()
        page.wait_for_selector("#room-page[data-leads=yes]")
    with watched(browser, dashboard, f"/room#{key}", ready=SETTLED) as tab:
        assert tab.page.get_attribute("#room-page", "data-leads") == "yes"
        # What is on the projector, and what "copy link" copies, does not hold the key.
        assert tab.page.url == f"{dashboard.address}/room"


def test_every_word_of_the_scripts_stands_with_the_texts() -> None:
    import re

    from relsim.dashboards import room

    folder = Path(room.__file__).parent
    phone_script = (folder / "phone" / "phone.js").read_text()
    for key in re.findall(r"\btexts\.(\w+)", phone_script):
        assert f"room.phone.{key}" in SAID
    page_script = (folder.parent / "assets" / "pages" / "room.js").read_text()
    for key in re.findall(r"setup\.texts\.(\w+)", page_script):
        assert f"room.script.{key}" in SAID
    written = "".join(path.read_text() for path in folder.glob("*.py"))
    for key in re.findall(r'said\(\s*"(room\.[\w.-]+)"', written):
        assert key in SAID
