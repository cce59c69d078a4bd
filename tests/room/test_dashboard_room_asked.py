"""What phones and the projector are answered over HTTP: forty at once, strangers, late comers."""

from __future__ import annotations

import csv
import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from dashboard_server import Served
from roomed import QUICK, Guest, Leader, session, until, words

from relsim.analysis import compare_outcome
from relsim.dashboards.presets import presets
from relsim.dashboards.room import verdicts
from relsim.dashboards.room.activities import HORIZONS, UNCLEAR, bet
from relsim.dashboards.room.page import ADDRESS
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.texts import texts
from relsim.metrics import OUTCOMES

SAID = texts("en")
CROWD = 40
OPTIONS = (*WORKSHOP.strategies, UNCLEAR)


@pytest.fixture
def leader(leader: Leader) -> Leader:
    """Whoever leads, with a quick question in the room."""
    leader.act("choose", **QUICK)
    return leader


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
