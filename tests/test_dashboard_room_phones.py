"""The room in browsers: phones that join, bet and come back, and the projector they are before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from dashboard_server import (
    OVERFLOWING,
    SCHEMES,
    SIZES,
    WAIT_MS,
    Served,
    chromium,
    serious,
    served,
    start,
    watched,
)
from roomed import PHONE, SETTLED, Leader, session, until

from relsim.dashboards.app import Settings, create_app
from relsim.dashboards.texts import texts

pytestmark = pytest.mark.browser

SAID = texts("en")
SCRIPT = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
HOSTILE = (SCRIPT, "\u202eevil\u0000", "Z\u0336" + "\u0335" * 30, " " * 40, "A" * 500)


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(Settings(lan=True)) as found:
        found.context.live.show(session(found).room.seen().activity.scenario)
        yield found


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    with chromium(chromium_path) as found:
        yield found


@pytest.fixture
def leader(dashboard: Served) -> Leader:
    leader = Leader(dashboard)
    leader.act("empty")
    return leader


@contextmanager
def phone(browser: Any, dashboard: Served, *, calm: bool = True, code: str = "") -> Iterator[Any]:
    """A phone that has scanned the code, and joined."""
    path = f"/join?room={code or session(dashboard).room.code}"
    ready = "body[data-state]"
    with watched(browser, dashboard, path, size=PHONE, ready=ready, calm=calm) as tab:
        yield tab.page


def shows(page: Any, stage: str) -> None:
    page.wait_for_selector(f"body[data-stage={stage}]", timeout=WAIT_MS)


def bets(page: Any, option: str) -> None:
    page.locator(f".option[data-option={option}]").click()
    page.wait_for_selector("body[data-came=counted], body[data-came=kept]", timeout=WAIT_MS)


def pressed(page: Any) -> list[str]:
    return list(
        page.eval_on_selector_all(
            ".option[aria-pressed=true]", "all => all.map((one) => one.dataset.option)"
        )
    )


def reads(page: Any, place: str, words: str) -> None:
    page.wait_for_function(
        "([place, words]) => document.querySelector(place)?.innerText.includes(words)",
        arg=[place, words],
        timeout=WAIT_MS,
    )


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


# --- a game --------------------------------------------------------------------------------------


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


# --- how it looks --------------------------------------------------------------------------------

CUT_OFF = """() => [...document.querySelectorAll('.room .question *, .room .way *, .room .board *,'
  + '.room .lead *')].filter((one) => {
  const box = one.getBoundingClientRect();
  if (box.width === 0 || one.closest('details:not([open])')) return false;
  const frame = document.querySelector('#page').getBoundingClientRect();
  const out = box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.left < -1;
  const block = getComputedStyle(one).display === 'block';
  return out || (block && one.scrollWidth > one.clientWidth + 1);
}).concat([...document.querySelectorAll('.room .board, .room .way')]
  .filter((one) => one.scrollHeight > one.clientHeight + 1)
  .concat([...document.querySelectorAll('.room .board')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1)))
  .map((one) => `${one.tagName} ${one.id} ${one.className} ${one.textContent.slice(0, 30)}`)"""


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
