"""A game is a value, its customers are found by a rule, and it hides what no rep can know."""

from __future__ import annotations

import dataclasses
import json
import math
import threading
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playing_by_rule import LUCKS, over

from relsim.dashboards.live import Busy
from relsim.dashboards.play import tables
from relsim.dashboards.play.answers import answer, read
from relsim.dashboards.play.choosing import FORCED
from relsim.dashboards.play.customers import (
    EVENTS,
    SIZES,
    TEAM,
    customer,
    parameters,
)
from relsim.dashboards.play.game import ANSWERS, KINDS, LAST_LUCK, MONTHS, Game
from relsim.dashboards.play.playing import Month, Situation, situation
from relsim.dashboards.play.seeing import OUTCOME, REQUEST
from relsim.dashboards.play.tables import Games
from relsim.dashboards.play.telling import choices, facts, happened, question
from relsim.dashboards.texts import texts
from relsim.simulation import new_world
from relsim.state import CLIENT

SAID = texts("en")


# --- a game is a value --------------------------------------------------------------------------

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=12,
)
texts_of_choices = st.builds(
    lambda month, name: f"{month}.{name}",
    st.integers(-2, 40),
    st.sampled_from([*FORCED, "king", ""]),
)
games = st.fixed_dictionaries(
    {},
    optional={
        "customer": st.sampled_from([*KINDS, "king"]) | anything,
        "luck": st.integers(-5, 2 * LAST_LUCK) | anything,
        "months": st.sampled_from([1, 12, 13, 24, 10**9]) | anything,
        "choices": st.lists(texts_of_choices | anything, max_size=40) | anything,
    },
)


@given(games | anything)
def test_whatever_is_sent_becomes_a_game_that_a_link_and_json_bring_back(sent: Any) -> None:
    game = Game.read(sent)
    assert game.customer in KINDS and game.months in MONTHS and 0 <= game.luck <= LAST_LUCK
    assert all(0 <= choice.month < game.months for choice in game.choices)
    places = [(choice.month, list(ANSWERS).index(choice.ask)) for choice in game.choices]
    assert places == sorted(set(places))
    assert Game.read(json.loads(json.dumps(game.to_json()))) == game
    assert Game.from_query("?" + game.to_query()) == game


def test_a_choice_more_and_back_again() -> None:
    game = Game("bluffing", 7, 24).with_choice("3.refuse").with_choice("0.ask")
    assert [str(choice) for choice in game.choices] == ["0.ask", "3.refuse"]
    assert game.with_choice("3.grant").to_json()["choices"] == ["0.ask", "3.grant"]
    assert game.with_choice("24.grant") == game
    assert game.until(3).to_json()["choices"] == ["0.ask"]
    assert game.bare == Game("bluffing", 7, 24)


# --- the customers ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_customer_of_each_kind_is_found_with_any_luck(kind: str) -> None:
    sizes, accounts = [], set()
    for luck in (*LUCKS, LAST_LUCK):
        them = customer(kind, luck, 12)
        world, _, _ = new_world(TEAM, seed=luck, periods=12, parameters=parameters())
        assert world.customers["status"][them.account] == CLIENT
        assert set(them.set) == {(month, what) for month, what, _ in EVENTS[kind]}
        sizes.append(them.size)
        accounts.add(them.account)
        assert customer(kind, luck, 24).account == them.account
    assert all(SIZES[0] <= size <= SIZES[1] for size in sizes)
    assert len(accounts) > len(LUCKS) // 2


def test_each_kind_is_what_it_is_called() -> None:
    """Beside the other clients of its territory: the mean of the places over some luck."""
    places: dict[tuple[str, str], list[float]] = {}
    for luck in range(15):
        world, _, _ = new_world(TEAM, seed=luck, periods=1, parameters=parameters())
        drawn = world.customers
        clients = drawn["status"] == CLIENT
        stakes = drawn["want_need_gap"] * drawn["complexity"]
        traits = {"asks": drawn["demandingness"], "honest": drawn["honesty"], "stakes": stakes}
        for kind in KINDS:
            at = customer(kind, luck, 12).account
            for trait, values in traits.items():
                place = float((values[clients] < values[at]).mean())
                places.setdefault((kind, trait), []).append(place)
    mean = {key: float(np.mean(values)) for key, values in places.items()}
    assert mean["mistaken", "stakes"] > 0.9
    assert mean["reasonable", "asks"] < 0.3 and mean["reasonable", "honest"] > 0.7
    assert mean["reasonable", "stakes"] < 0.3
    assert mean["demanding", "asks"] > 0.6
    assert mean["bluffing", "honest"] < 0.5


def test_games_of_each_kind_have_what_they_are_about() -> None:
    met: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for kind in KINDS:
        for luck in LUCKS:
            found = situation(over(kind, luck))
            assert 2 <= len(found.steps) <= 20
            for month in found.months:
                met[kind]["demands"] += month.request.demand_kind > 0
                met[kind]["urgent"] += month.request.urgent
                met[kind]["bluffs"] += month.truth.bluff + (month.truth.urgency == 1)
    assert met["demanding"]["demands"] > 2 * met["reasonable"]["demands"]
    assert met["crises"]["urgent"] > 3 * len(LUCKS)
    assert met["bluffing"]["bluffs"] > max(met["demanding"]["bluffs"], len(LUCKS))


# --- what a rep may not see ---------------------------------------------------------------------


def shown(found: Situation) -> Any:
    told: list[Any] = [facts(found, SAID), happened(found, SAID)]
    if found.next is not None:
        told += [question(found, SAID), choices(found, SAID)]
    return told


def blinded(month: Month) -> Month:
    """A month with all that a rep may not see overwritten."""

    def over(row: Any, kept: tuple[str, ...]) -> Any:
        return SimpleNamespace(
            **{name: value if name in kept else math.nan for name, value in vars(row).items()}
        )

    outcome = over(month.outcome, OUTCOME)
    # How far apart they are is seen, where they are is not.
    outcome.estimate, outcome.want = month.outcome.estimate + 5.0, month.outcome.want + 5.0
    outcome.left = month.outcome.left  # that they left, and at whose door: not why
    if outcome.left and outcome.left != 5:
        outcome.left = 1 + outcome.left % 4
    return Month(
        month.number,
        over(month.request, REQUEST),
        over(month.truth, ()),
        outcome,
        dict.fromkeys(month.after, math.nan),
    )


def test_what_a_rep_may_not_see_overwritten_changes_nothing_that_is_shown() -> None:
    seen = 0
    for kind in KINDS:
        for luck in LUCKS:
            game = over(kind, luck)
            for count in range(len(game.choices)):
                part = dataclasses.replace(game, choices=game.choices[:count])
                found = situation(part)
                blind = dataclasses.replace(
                    found, months=tuple(blinded(month) for month in found.months)
                )
                assert shown(blind) == shown(found)
                seen += 1
            ended = situation(game)
            blind = dataclasses.replace(ended, months=tuple(map(blinded, ended.months)))
            assert happened(blind, SAID) == happened(ended, SAID)
    assert seen > 150
    assert not {"respect", "trust", "satisfaction", "precedent", "bluff", "luck"} & {
        *REQUEST,
        *OUTCOME,
    }


def test_no_belief_and_no_debrief_is_in_an_answer_before_the_end() -> None:
    games = Games()
    for kind in KINDS:
        game = over(kind, 4)
        found = situation(game)
        for count in range(len(game.choices)):
            part = dataclasses.replace(game, choices=game.choices[:count])
            sent = answer(read({"game": part.to_json()}), games, SAID)
            assert set(sent) == {
                *("sequence", "game", "query", "company", "kind", "log", "facts", "command"),
                "situation",
            }
            written = json.dumps(sent)
            for month in found.months:
                for value in (*month.after.values(), month.truth.rival_discount):
                    assert f"{value:.4f}" not in written


# --- many at once -------------------------------------------------------------------------------


def test_what_was_played_is_kept_and_one_too_many_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    games, game = Games(), over("bluffing", 0)
    assert games.situation(game) is games.situation(game)
    assert games.debrief(game) is games.debrief(game)
    monkeypatch.setattr(tables, "MOST_WAITING", 1)
    full, held, freed = Games(), threading.Event(), threading.Event()

    def slow() -> Situation:
        held.set()
        freed.wait(60)
        return situation(game)

    waiting = threading.Thread(target=lambda: full._steps.once(game, slow))
    waiting.start()
    held.wait(60)
    with pytest.raises(Busy):
        full.situation(Game("reasonable", 3))
    sent = answer(read({"game": {}, "sequence": 4}), full, SAID)
    assert sent == {"sequence": 4, "trouble": SAID["play.busy"]}
    freed.set()
    waiting.join(60)
    assert full.situation(Game("reasonable", 3)).next is not None


@given(anything)
def test_whatever_is_sent_is_answered(sent: Any) -> None:
    wish = read({"game": sent, "sequence": sent, "height": sent, "theme": sent, "query": sent})
    assert wish.game.customer in KINDS and 120 <= wish.height <= 1200
    assert read(sent).game.months in MONTHS
