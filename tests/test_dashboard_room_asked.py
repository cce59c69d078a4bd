"""What phones and the projector are answered over HTTP: forty at once, strangers, late comers."""

from __future__ import annotations

import csv
import http.client
import io
import json
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from dashboard_server import Served, served
from roomed import Guest, Leader, session, until, words

from relsim.analysis import compare_outcome
from relsim.dashboards.app import Settings
from relsim.dashboards.presets import presets
from relsim.dashboards.room import verdicts
from relsim.dashboards.room.activities import HORIZONS, UNCLEAR, bet
from relsim.dashboards.room.page import ADDRESS, GUESTS
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.texts import texts
from relsim.metrics import OUTCOMES

SAID = texts("en")
CROWD = 40
OPTIONS = (*WORKSHOP.strategies, UNCLEAR)
#: Small enough to be run at once.
QUICK = {"preset": "own", "months": 12, "scenario": {
    "strategies": list(WORKSHOP.strategies), "settings": {"customers": 30, "reps": 2},
    "periods": 12, "replications": 4, "seed": 3,
}}  # fmt: skip
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(Settings(lan=True)) as found:
        yield found


@pytest.fixture
def leader(dashboard: Served) -> Leader:
    """Whoever leads, with an empty room and a quick question in it."""
    leader = Leader(dashboard)
    leader.act("empty")
    leader.act("choose", **QUICK)
    return leader


@pytest.fixture
def client(dashboard: Served) -> Any:
    return dashboard.app.server.test_client()


# --- a room full of people -----------------------------------------------------------------------


def test_forty_at_once_each_count_once_and_the_projector_is_current(
    dashboard: Served, leader: Leader
) -> None:
    guests = [Guest(dashboard, number) for number in range(CROWD)]
    gate = threading.Barrier(CROWD + 1)
    leader.act("start")

    def take_part(number: int) -> None:
        guest = guests[number]
        gate.wait(60)
        guest.ask(name=f"Guest {number}")
        guest.bet(OPTIONS[(number + 1) % 4])  # a first thought
        gate.wait(60)
        for _ in range(3):  # the same once more, as on a bad network
            said = guest.bet(OPTIONS[number % 4])
        assert said == "kept"

    with ThreadPoolExecutor(CROWD) as pool:
        done = [pool.submit(take_part, number) for number in range(CROWD)]
        gate.wait(60)
        gate.wait(60)
        for one in done:
            one.result()
    # Whoever looks next sees all of it: the projector asks every second.
    told = words(leader.look()["board"])
    assert f"{CROWD} of {CROWD} have answered" in told
    assert f"{CROWD} have joined" in " ".join(words(leader.view["way"]).split())
    assert session(dashboard).room.seen().counts(OPTIONS) == dict.fromkeys(OPTIONS, CROWD // 4)
    table = words(leader.revealed()["board"])
    assert table.count("10  · 25 %") == 4


def test_before_the_reveal_nobody_is_told_which_way_the_room_bets(
    dashboard: Served, leader: Leader
) -> None:
    leader.act("start")
    guests = [Guest(dashboard, number) for number in range(7)]
    for guest in guests:
        guest.ask()
        guest.bet("combative")
    leader.act("hands", hands={"combative": 31})
    for stage in ("start", "pause"):
        leader.act(stage)
        told = json.dumps([leader.view["board"], leader.view["question"]])
        assert "38 of 38" in told
        assert "31" in told  # how many hands, not for what
        assert set(guests[0].ask()) == {
            "state", "round", "stage", "name", "came", "mine", "said", "kind",
            "question", "about", "options",
        }  # fmt: skip
        assert told.count("38") == 2
    other = Guest(dashboard, 99)
    assert other.ask()["mine"] is None


def test_the_reveal_is_the_models_own_verdict(dashboard: Served, leader: Leader) -> None:
    asked = bet(QUICK, None)
    found = verdicts.verdict(asked, dashboard.context.live, SAID)
    shown = dashboard.context.live.show(asked.scenario)
    means = {one.arm: one.mean for one in shown.outcomes(("margin",))["margin"].estimates}
    right, wrong, quiet = (Guest(dashboard, number) for number in range(3))
    leader.act("start")
    other = next(option for option in OPTIONS if option != found.right)
    for guest, option in ((right, found.right), (wrong, other)):
        guest.ask()
        assert guest.bet(option) == "counted"
    quiet.ask()
    told = words(leader.revealed()["board"])
    assert found.said.head in told and "1 of 2 had it" in told
    for arm, mean in means.items():
        assert mean == pytest.approx(float(shown.values("margin")[arm].mean()))
    assert right.ask()["said"] == SAID("room.phone.right")
    assert wrong.ask()["said"] == SAID("room.phone.wrong")
    assert quiet.ask()["said"] == SAID("room.phone.revealed")
    for guest in (right, wrong, quiet):
        assert (guest.view["head"], guest.view["right"]) == (found.said.head, found.right)


@pytest.mark.parametrize(
    ("ahead", "spread", "right"),
    [
        (100.0, 1.0, "advisory"),
        (-100.0, 1.0, "servile"),
        (1.0, 100.0, UNCLEAR),
        (0.0, 0.0, UNCLEAR),
    ],
)
def test_a_leader_is_right_only_where_it_is_clear(ahead: float, spread: float, right: str) -> None:
    luck = np.array([1.0, -1.0, 1.0, -1.0, 1.0, -1.0])
    values = {"servile": np.full(6, 500.0), "advisory": 500.0 + ahead + spread * luck}
    assert verdicts.right_of(compare_outcome(values, OUTCOMES["margin"])) == right
    nothing = {name: np.full(6, np.nan) for name in values}
    assert verdicts.right_of(compare_outcome(nothing, OUTCOMES["margin"])) == ""


@pytest.mark.parametrize(
    ("counts", "key"),
    [
        ({"a": 3, "b": 1}, "right"),
        ({"a": 1, "b": 3}, "wrong"),
        ({"a": 2, "b": 2}, "split"),
        ({"a": 0, "b": 2, "c": 2}, "wrong"),
        ({"a": 0, "b": 0}, None),
    ],
)
def test_how_the_room_did(counts: dict[str, int], key: str | None) -> None:
    hits, bets = counts["a"], sum(counts.values())
    share = SAID("room.verdict.share", hits=hits, bets=bets)
    wanted = SAID(f"room.verdict.{key}", share=share) if key else ""
    assert verdicts.judged(counts, "a", SAID) == wanted


def test_a_late_bet_is_refused_calmly_and_the_first_one_stands(
    dashboard: Served, leader: Leader
) -> None:
    guest, late = Guest(dashboard, 1), Guest(dashboard, 2)
    leader.act("start")
    guest.ask()
    late.ask()
    assert guest.bet("servile") == "counted"
    leader.revealed()
    assert late.bet("servile") == "closed"
    assert late.view["said"] == SAID("room.phone.revealed")
    assert guest.bet("combative") == "closed"
    assert guest.view["mine"] == "servile"
    assert session(dashboard).room.seen().counts(OPTIONS)["servile"] == 1


def test_what_was_pressed_for_the_question_before_does_nothing(leader: Leader) -> None:
    before = leader.view["round"]
    leader.act("reset")
    leader.view["round"] = before
    assert leader.act("start")["stage"] == "waiting"
    assert leader.act("start")["stage"] == "open"


# --- what is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize("preset", [one.name for one in presets()])
def test_each_preset_can_be_asked_about(preset: str) -> None:
    for months in HORIZONS:
        asked = bet({"preset": preset, "months": months}, None)
        assert (asked.preset, asked.scenario.periods) == (preset, months)
        assert 3 <= len(asked.options) <= 6
        assert asked.about(SAID) and asked.question(SAID)


def test_the_workshops_own_scenario_is_told_in_words() -> None:
    moved = WORKSHOP.changed("competition", 0.15).changed("crisis_rate", 0.0)
    asked = bet({"preset": "own", "scenario": moved.to_json()}, None)
    assert asked.scenario == moved.inputs
    assert asked.about(SAID) == "Competition: fierce; Crises: rare"
    alone = bet({"preset": "own", "scenario": {"strategies": ["servile"]}}, None)
    assert alone.scenario.strategies == WORKSHOP.strategies


def test_a_bet_can_be_told_again_by_the_command_line(leader: Leader) -> None:
    assert leader.view["command"] == bet(QUICK, None).scenario.command()


def test_what_is_kept_is_what_is_downloaded(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    for number, name in enumerate(("Ada", "=cmd()", "")):
        guest = Guest(dashboard, number)
        guest.ask(name=name)
        guest.bet(OPTIONS[number])
    leader.act("hands", hands={"unclear": 4})
    leader.revealed()
    found = leader.post(ADDRESS, {"do": "export"})
    assert found["file"] == f"room-{session(dashboard).room.code}.csv"
    rows = list(csv.reader(io.StringIO(found["csv"])))
    assert [row[1:] for row in rows[1:5]] == [
        ["Ada", "Yes-sayer", "1"],
        ["'=cmd()", "Fighter", "1"],
        ["participant 3", "Adviser", "1"],
        ["show of hands", "No clear difference", "4"],
    ]
    assert rows[5][1] == "the model"


# --- who may -------------------------------------------------------------------------------------


def test_from_another_machine_only_the_key_leads(dashboard: Served, client: Any) -> None:
    room = session(dashboard).room
    before = room.seen()
    for key in (None, "", "wrong", room.key[:-1], ["x"], "\ud800", 10**400):
        asked = {"do": "empty", "round": before.round, "key": key}
        found = client.post(ADDRESS, json=asked, environ_base=ELSEWHERE)
        assert found.status_code == 200
        assert found.get_json()["leads"] is False
        assert set(found.get_json()) == {"sequence", "leads", "alone"}
        assert SAID("room.refused.title") in words(found.get_json()["alone"])
        for secret in (room.key, room.code):
            assert secret not in found.get_data(as_text=True)
    assert room.seen().round == before.round
    asked = {"do": "export", "key": "wrong"}
    assert "csv" not in client.post(ADDRESS, json=asked, environ_base=ELSEWHERE).get_json()
    asked = {"do": "reset", "round": before.round, "key": room.key}
    found = client.post(ADDRESS, json=asked, environ_base=ELSEWHERE).get_json()
    assert found["leads"] is True and found["round"] == before.round + 1


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip", "Client-Ip"])
def test_nobody_can_say_that_they_are_this_machine(
    dashboard: Served, client: Any, header: str
) -> None:
    for value in ("127.0.0.1", "for=127.0.0.1", "::1"):
        found = client.post(
            ADDRESS,
            json={},
            environ_base=ELSEWHERE,
            headers={header: value, "Host": "127.0.0.1"},
        )
        assert found.get_json()["leads"] is False


def test_no_phone_and_no_layout_hears_the_key(dashboard: Served, client: Any) -> None:
    key = session(dashboard).room.key
    guest = Guest(dashboard, 5)
    told = json.dumps(guest.ask())
    for path in ("/join", "/join/phone.js", "/join/phone.css", "/_dash-layout", "/room",
                 "/_dash-dependencies"):  # fmt: skip
        told += client.get(path, environ_base=ELSEWHERE).get_data(as_text=True)
    assert key not in told
    assert session(dashboard).room.code not in told


def test_a_page_of_another_site_leads_nothing(client: Any) -> None:
    for origin in ("http://evil.example", "null"):
        found = client.post(ADDRESS, json={"do": "empty"}, headers={"Origin": origin})
        assert found.status_code == 403


@pytest.mark.parametrize("host", ["evil.example:8050", "192.0.2.7.evil.example"])
def test_names_of_others_lead_nowhere(dashboard: Served, host: str) -> None:
    for path in ("/join", "/room"):
        asked = http.client.HTTPConnection("127.0.0.1", dashboard.port)
        asked.request("GET", path, headers={"Host": host})
        assert asked.getresponse().status == 421


def test_phones_come_by_this_machines_number(dashboard: Served, client: Any) -> None:
    for host in ("192.0.2.7:8050", "[2001:db8::7]:8050"):
        assert (
            client.get("/join", headers={"Host": host}, environ_base=ELSEWHERE).status_code == 200
        )
        asked = {"room": session(dashboard).room.code, "token": "x" * 24}
        found = client.post(GUESTS, json=asked, headers={"Host": host}, environ_base=ELSEWHERE)
        assert found.get_json()["state"] == "here"


def test_the_address_to_join_is_one_that_works(dashboard: Served, client: Any) -> None:
    key = session(dashboard).room.key
    asked = {"key": key}
    seen = client.post(
        ADDRESS, json=asked, headers={"Host": "192.0.2.7:81"}, environ_base=ELSEWHERE
    )
    assert "192.0.2.7:81/join" in words(seen.get_json()["way"])
    here = words(client.post(ADDRESS, json={}).get_json()["way"])
    assert "/join" in here and "localhost" not in here and "127.0.0.1" not in here


def test_a_wrong_code_is_another_room(dashboard: Served, leader: Leader) -> None:
    guest = Guest(dashboard, 1)
    assert guest.ask()["state"] == "here"
    guest.me["room"] = guest.me["room"].lower() + " "
    assert guest.ask()["state"] == "here"
    leader.act("empty")
    assert guest.ask()["state"] == "gone"
    for code in (None, "", 7, ["x"], "x" * 9_000):
        guest.me["room"] = code
        assert guest.ask()["state"] == "gone"


def test_without_lan_phones_are_told_so_and_hands_are_counted() -> None:
    with served(Settings()) as alone:
        guest = Guest(alone, 1)
        assert guest.ask() == {"state": "shut", "said": SAID("room.phone.shut")}
        leader = Leader(alone)
        assert "relsim dashboard --lan" in words(leader.view["way"])
        assert session(alone).room.key not in json.dumps(leader.view)
        assert "qr" not in json.dumps(leader.view)
        leader.act("choose", **QUICK)
        leader.act("start")
        leader.act("hands", hands={"advisory": 12, "servile": 9})
        assert "21 of 21" in words(leader.view["board"])
        assert "12  · 57 %" in words(leader.revealed()["board"])


# --- strangers -----------------------------------------------------------------------------------

NASTY: tuple[Any, ...] = (
    None, True, -1, 1e308, float("nan"), 10**400, "", "<script>window.hurt = 1</script>",
    "\x00\ud800\u202e", "a" * 20_000, [], [[]] * 200, {}, {"__proto__": {"hurt": 1}},
    {"round": float("inf"), "option": {"a": 1}}, {"servile": 1e999, "": None},
)  # fmt: skip


@pytest.mark.parametrize("value", NASTY, ids=lambda value: ascii(value)[:24])
def test_anything_is_answered_calmly(dashboard: Served, client: Any, value: Any) -> None:
    room = session(dashboard).room
    for body in (value, {"room": value}, {"room": room.code, "token": value},
                 {"room": room.code, "token": "t" * 30, "name": value, "bet": value},
                 {"room": room.code, "token": "t" * 30, "bet": {"round": value, "option": value}},
                 {"room": room.code, "token": "t" * 30,
                  "bet": {"round": room.seen().round, "option": value}}):  # fmt: skip
        found = client.post(GUESTS, data=json.dumps(body), content_type="application/json")
        assert found.status_code == 200 and found.get_json()["state"]
    for body in ({"do": value}, {"do": "choose", "preset": value, "months": value},
                 {"do": "choose", "preset": "own", "scenario": value},
                 {"do": "hands", "hands": value},
                 {"do": "start", "sequence": value, "key": value}):  # fmt: skip
        body |= {"round": room.seen().round}
        found = client.post(ADDRESS, data=json.dumps(body), content_type="application/json")
        assert found.status_code == 200 and found.get_json()["leads"]


def test_the_phones_page_is_small_and_plain(client: Any) -> None:
    page = client.get("/join")
    text = page.get_data(as_text=True)
    linked = re.findall(r'(?:href|src)="(/[^"]+)"', text)
    assert len(linked) == 2
    # With what comes along where a game is played.
    files = [*linked, "/assets/playing.js", "/assets/playing.css"]
    assert len(text) + sum(len(client.get(one).data) for one in files) < 60_000
    assert all(client.get(one).status_code == 200 for one in files)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "<script>" not in text and " style=" not in text and "onclick" not in text


def test_the_model_is_asked_once_however_often_the_projector_looks(
    dashboard: Served, leader: Leader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    live = dashboard.context.live
    plain = type(live).show
    monkeypatch.setattr(
        type(live), "show", lambda self, scenario: asked.append(1) or plain(self, scenario)
    )
    leader.act("choose", **{**QUICK, "months": 36})
    for _ in range(5):
        leader.look()
    leader.revealed()
    until(lambda: not leader.look()["computing"])
    assert len(asked) == 1
