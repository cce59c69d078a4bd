"""Strangers at the room's door: who may lead, who may come in, and what they are told."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any

import pytest
from dashboard_server import Served, served
from roomed import QUICK, Guest, Leader, session, words

from relsim.dashboards.app import Settings
from relsim.dashboards.room.page import ADDRESS, GUESTS
from relsim.dashboards.texts import texts

SAID = texts("en")
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.9"}


@pytest.fixture
def leader(leader: Leader) -> Leader:
    """Whoever leads, with a quick question in the room."""
    leader.act("choose", **QUICK)
    return leader


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
