"""A room that plays the same customer: nothing taken back, nothing made up, nothing told early."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dashboard_server import Served, served
from roomed import Guest, Leader, session, until, words

from relsim.dashboards.app import Settings
from relsim.dashboards.play.debriefing import Debrief, branch, debrief
from relsim.dashboards.play.debriefing import served as served_by
from relsim.dashboards.play.game import ANSWERS, Game
from relsim.dashboards.play.playing import margin, situation
from relsim.dashboards.room import contests, standings
from relsim.dashboards.room.activities import Contest, Played
from relsim.dashboards.room.page import ADDRESS, PLAYERS
from relsim.dashboards.texts import texts

SAID = texts("en")
PLAYED = {"activity": "play", "customer": "demanding", "months": 12, "luck": 3}
BARE = Game("demanding", 3, 12)
GIVING = ("grant", "drop", "order", "promise", "mend")
FIRM = ("refuse", "check", "push", "frank", "brush")
#: Whoever plays may not know these before the end.
HIDDEN = ("respect", "trust", "precedent", "satisfaction", "bluff", "strategies", "beside")


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(Settings(lan=True)) as found:
        session(found).contests.games.warm()
        yield found


@pytest.fixture
def leader(leader: Leader) -> Leader:
    leader.act("choose", **PLAYED)
    return leader


def guests(dashboard: Served, count: int) -> list[Guest]:
    found = [Guest(dashboard, number) for number in range(count)]
    for number, guest in enumerate(found):
        guest.ask(name=f"Guest {number}")
    return found


def played(dashboard: Served) -> list[Played]:
    answers = session(dashboard).room.seen().answers.values()
    return [one for one in answers if isinstance(one, Played)]


def test_all_play_the_same_and_the_models_margin_counts(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    giver, firm = guests(dashboard, 2)
    for guest, wanted in ((giver, GIVING), (firm, FIRM)):
        last = guest.play(wanted)
        assert last["trouble"] == SAID("room.play.through")
    one, other = played(dashboard)
    for kept in (one, other):
        game = Game("demanding", 3, 12, kept.choices)
        found = situation(game)
        assert kept.over and found.over
        assert kept.margin == found.margin
    assert one.choices != other.choices
    # Its margin is that of the model with its answers forced.
    assert firm.ask()["over"] is True
    assert f"{other.margin / 1e3:.1f}" in firm.view["head"]


def test_a_phone_is_told_nothing_that_a_rep_may_not_see(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    (guest,) = guests(dashboard, 1)
    game = guest.view["game"]
    for _ in range(40):
        found = guest.step(game)
        told = json.dumps([found, guest.ask()]).lower()
        assert [word for word in HIDDEN if f'"{word}' in told] == []
        if "situation" not in found:
            break
        game = found["game"]
        game["choices"].append(found["situation"]["choices"][0]["choice"])
    assert "debrief" not in found
    assert json.dumps(leader.look()["board"]).count("EUR") == 0


def test_what_was_chosen_stays_chosen(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    (guest,) = guests(dashboard, 1)
    guest.play(GIVING, most=4)
    (before,) = played(dashboard)
    assert len(before.choices) == 4
    mine = [str(choice) for choice in before.choices]
    for sent in ([], mine[:2], ["0.refuse"], ["0.refuse", *mine[1:], "11.grant"], None, "x"):
        found = guest.step({**BARE.to_json(), "choices": sent})
        assert found["game"]["choices"] == mine
        assert played(dashboard) == [before]
    # Another customer, or other luck, is not what this room plays.
    found = guest.step({"customer": "reasonable", "luck": 9, "months": 24, "choices": mine})
    assert (found["game"]["customer"], found["game"]["luck"]) == ("demanding", 3)
    # After a reload, the phone is given back how far it was.
    assert guest.ask()["game"]["choices"] == mine


def test_a_pause_holds_everyone_and_lets_them_look(dashboard: Served, leader: Leader) -> None:
    (guest,) = guests(dashboard, 1)
    assert guest.step(guest.view["game"])["trouble"] == SAID("room.phone.waiting")
    leader.act("start")
    guest.play(GIVING, most=2)
    leader.act("pause")
    found = guest.step(guest.ask()["game"])
    assert len(found["game"]["choices"]) == 2
    more = [*found["game"]["choices"], found["situation"]["choices"][0]["choice"]]
    asked = {**found["game"], "choices": more}
    assert guest.step(asked)["trouble"] == SAID("room.play.paused")
    leader.act("start")
    assert len(guest.step(asked)["game"]["choices"]) == 3


def test_the_room_is_shown_beside_the_strategies(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    everyone = guests(dashboard, 5)
    for guest, wanted in zip(everyone, (GIVING, FIRM, GIVING, ("trade", "ask")), strict=False):
        guest.play(wanted)
    everyone[4].play(GIVING, most=3)  # not through
    told = words(leader.look()["board"])
    assert "4 of 5 are through" in told
    leader.revealed()
    told = words(leader.view["board"])
    earned = contests.margins(played(dashboard))
    assert len(earned) == 4
    middle = statistics.median(earned)
    assert f"{middle / 1e3:.1f} thousand EUR" in words(leader.view["board"][0])
    them = situation(BARE).customer
    for name in ("servile", "combative", "advisory"):
        assert f"{margin(served_by(them, name)) / 1e3:.1f} thousand EUR" in told
    assert SAID("room.play.unfinished", count=1) in told
    assert "Guest" in told  # who did best
    # Now phones may see their own debrief, and may play on without counting.
    found = everyone[0].step(everyone[0].ask()["game"])
    assert found["debrief"]["strategies"].keys() == {"servile", "combative", "advisory"}
    before = played(dashboard)
    everyone[4].play(GIVING)
    assert played(dashboard) == before


def test_the_typical_mistake_is_what_a_branch_brings(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    for guest in guests(dashboard, 3):
        guest.play(GIVING)
    leader.revealed()
    asked = Contest(BARE)
    answers = session(dashboard).room.seen().answers.values()
    games = contests.through(asked, answers)
    assert [people for _, people in games] == [3]
    found = session(dashboard).contests.found(asked)
    assert found is not None
    worst = contests.mistakes(games, found)
    assert worst and all(one.people == 3 for one in worst)
    own = situation(games[0][0])
    for one in worst:
        step = next(
            step for step in own.steps if (step.month, step.chosen) == (one.month, one.chosen)
        )
        months, _ = branch(own, step, one.other)
        assert margin(months) - own.margin == pytest.approx(one.cost)
        for answer in set(step.answers) - {one.chosen}:
            assert margin(branch(own, step, answer)[0]) <= margin(months) + 1e-6
    told = words(leader.view["board"])
    first = worst[0]
    assert f"Month {first.month + 1}: 3 of 3 {SAID(f'room.play.did.{first.chosen}')}" in told


def by_hand(found: Debrief, *turns: tuple[int, str, str, str, float]) -> Debrief:
    """A debrief of decisions made up: month, what, chosen, other, difference."""
    turn = found.turns[0]
    made = tuple(
        dataclasses.replace(
            turn,
            step=dataclasses.replace(turn.step, month=month, ask=ask, chosen=chosen),
            other=other,
            difference=difference,
        )
        for month, ask, chosen, other, difference in turns
    )
    return dataclasses.replace(found, turns=made)


@pytest.fixture(scope="module")
def over() -> Game:
    """A game that is over."""
    game = BARE
    while (found := situation(game)).next is not None:
        game = found.game.with_choice(f"{found.next.month}.{found.next.answers[0]}")
    return found.game


def test_mistakes_are_counted_once_a_person_against_the_best_answer(over: Game) -> None:
    first, second, plain = over, over.until(6), debrief(over)
    debriefs = {
        first: by_hand(
            plain,
            (0, "demand", "grant", "trade", -100.0),
            (0, "demand", "grant", "refuse", -300.0),  # the best other answer
            (0, "demand", "grant", "reason", 50.0),
            (3, "want", "order", "ask", -400.0),
            (5, "urgency", "drop", "check", -0.2),  # as good as nothing
        ),
        second: by_hand(
            plain,
            (0, "demand", "grant", "trade", -500.0),
            (3, "want", "ask", "push", 20.0),
        ),
    }
    found = contests.Found({}, debriefs)
    worst = contests.mistakes([(first, 3), (second, 1)], found)
    assert [(one.month, one.chosen, one.other, one.people, one.cost) for one in worst] == [
        (0, "grant", "refuse", 4, (3 * 300.0 + 500.0) / 4),  # 1400 in all
        (3, "order", "ask", 3, 400.0),  # 1200 in all
    ]
    assert contests.mistakes([], contests.Found({}, {})) == []


def test_only_who_is_through_counts() -> None:
    answers = [Played((), True, 5.0, 12), Played((), False, 99.0, 3), "a bet", None,
               Played((), True, -1.0, 12)]  # fmt: skip
    assert contests.margins(answers) == [-1.0, 5.0]
    assert contests.through(Contest(BARE), answers) == [(BARE, 2)]


def test_every_answer_has_its_words() -> None:
    for answers in ANSWERS.values():
        assert all(f"room.play.did.{answer}" in SAID for answer in answers)


def test_a_histogram_holds_everybody() -> None:
    for values in ([0.0], [3.0, 3.0], [-5.0, 0.0, 5.0], [float(n) for n in range(100)]):
        ends = (min(values) - 1.0, max(values) + 1.0)
        assert sum(standings.binned(values, ends)) == len(values)


def test_forty_play_at_once(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    crowd = guests(dashboard, 40)
    styles = (GIVING, FIRM, ("trade", "ask", "check"), ("reason", "order"))
    with ThreadPoolExecutor(40) as pool:
        last = list(pool.map(lambda n: crowd[n].play(styles[n % 4]), range(40)))
    assert {one["trouble"] for one in last} == {SAID("room.play.through")}
    kept = played(dashboard)
    assert len(kept) == 40 and all(one.over for one in kept)
    assert "40 of 40 are through" in words(leader.look()["board"])
    leader.act("reveal")
    # While the games are gone through, nobody waits for them: the projector says how far it is.
    until(lambda: not leader.look()["computing"])
    assert SAID("room.play.mistakes") in words(leader.view["board"])


def test_what_each_earned_is_downloaded(dashboard: Served, leader: Leader) -> None:
    leader.act("start")
    (guest,) = guests(dashboard, 1)
    guest.play(FIRM)
    leader.revealed()
    rows = list(csv.reader(io.StringIO(leader.post(ADDRESS, {"do": "export"})["csv"])))
    assert rows[0][2] == SAID("room.export.earned")
    assert rows[1][1:] == ["Guest 0", str(round(played(dashboard)[0].margin)), "1"]
    assert {row[1] for row in rows[2:]} == {"yes-sayer", "fighter", "adviser"}


def test_other_luck_and_other_customers_can_be_chosen(leader: Leader) -> None:
    for customer in ("reasonable", "mistaken"):
        leader.act("choose", activity="play", customer=customer, months=24, luck=7)
        assert SAID(f"play.customer.{customer}") in words(leader.view["question"])
        assert leader.view["seed"] == "7"
    leader.act("choose", activity="bet", preset="shipped", months=12)
    assert "one year" in words(leader.view["question"])


@pytest.mark.parametrize(
    "value", [None, -1, 1e308, "", "\x00\ud800", "a" * 9_000, [], [[]] * 99, {"choices": {}}]
)
def test_anything_is_answered_calmly(dashboard: Served, leader: Leader, value: Any) -> None:
    leader.act("start")
    client = dashboard.app.server.test_client()
    me = {"room": session(dashboard).room.code, "token": "t" * 30}
    for body in (value, {"game": value}, {**me, "round": value, "game": value},
                 {**me, "round": leader.view["round"], "game": value},
                 {**me, "round": leader.view["round"], "game": {"choices": [value, "0.grant"]}},
                 {"token": value, "room": me["room"]}):  # fmt: skip
        found = client.post(PLAYERS, data=json.dumps(body), content_type="application/json")
        assert found.status_code == 200
        assert {"trouble", "situation"} & found.get_json().keys()
