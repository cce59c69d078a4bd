"""A game is a value, runs on the model, hides what a rep cannot know, and its debrief is true."""

from __future__ import annotations

import dataclasses
import functools
import itertools
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
from playing_by_rule import FIRM, SOFT, by, played

from relsim.dashboards.live import Busy
from relsim.dashboards.play import tables
from relsim.dashboards.play.answers import answer, read
from relsim.dashboards.play.choosing import FORCED, interventions
from relsim.dashboards.play.customers import (
    EVENTS,
    SIZES,
    TEAM,
    TERRITORY,
    customer,
    parameters,
)
from relsim.dashboards.play.debriefing import Debrief, Life, branch, debrief
from relsim.dashboards.play.game import ANSWERS, KINDS, LAST_LUCK, MONTHS, Choice, Game
from relsim.dashboards.play.playing import BELIEFS, Month, Situation, situation
from relsim.dashboards.play.seeing import OUTCOME, REQUEST
from relsim.dashboards.play.tables import Games
from relsim.dashboards.play.telling import choices, facts, happened, question
from relsim.dashboards.texts import texts
from relsim.interventions import parse
from relsim.rules.bargain import GRANTED, REFUSED, TRADED, WALKED
from relsim.simulation import new_world, simulate
from relsim.state import CLIENT
from relsim.strategies import PRESETS
from relsim.tracing import trace

SAID = texts("en")
LUCKS = range(5)


@functools.cache
def over(kind: str, luck: int, months: int = 12) -> Game:
    return played(Game(kind, luck, months))


@functools.cache
def told(kind: str, luck: int) -> dict[str, Any]:
    """The answer that shows the debrief."""
    return answer(read({"game": over(kind, luck).to_json()}), Games(), SAID)["debrief"]  # type: ignore[no-any-return]


@functools.cache
def debriefed(kind: str, luck: int, months: int = 12) -> Debrief:
    return debrief(over(kind, luck, months))


def traced(found: Situation, chosen: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """The months as a client that the tracer tells of the same answers."""
    them = found.customer
    told = trace(
        TEAM,
        customer=them.account,
        seed=them.luck,
        periods=them.months,
        parameters=TERRITORY,
        interventions=interventions(chosen, them),
    )
    months: list[dict[str, Any]] = []
    for month in told.months:
        months.append(month)
        if month["outcome"]["left"]:
            break
    return months


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


# --- the months ---------------------------------------------------------------------------------


def test_no_month_before_a_choice_changes_by_it_and_its_request_stays() -> None:
    for kind in KINDS:
        found = situation(over(kind, 2))
        step = found.steps[len(found.steps) // 2]
        for other in step.answers:
            months, _ = branch(found, step, other)
            assert months[: step.month] == list(found.months[: step.month])
            assert vars(months[step.month].request) == vars(found.months[step.month].request)


@pytest.mark.parametrize("kind", KINDS)
def test_the_months_are_those_that_the_tracer_tells(kind: str) -> None:
    for luck in (0, 3):
        found = situation(over(kind, luck))
        told = traced(found, found.game.choices)
        assert len(told) == len(found.months)
        for ours, theirs in zip(found.months, told, strict=True):
            assert vars(ours.outcome) == theirs["outcome"]
            assert vars(ours.request) == theirs["request"]
            assert ours.after == {belief: theirs["after"][belief] for belief in BELIEFS}


def test_an_answer_comes_out_as_it_is_meant() -> None:
    seen = Counter[str]()
    for kind in KINDS:
        for luck in LUCKS:
            found = situation(over(kind, luck))
            for step in found.steps:
                for name in step.answers:
                    months, _ = branch(found, step, name)
                    if comes_out(name, months[step.month]):
                        seen[name] += 1
    # Talks end only where they insist on terms below the floor.
    assert set(FORCED) - {"walk"} <= set(seen)
    assert min(seen.values()) >= 1


def comes_out(name: str, month: Month) -> bool:
    """Whether a month shows that something was answered; what it must show is asserted."""
    o = month.outcome
    if name == "grant":
        assert o.answer in (GRANTED, REFUSED) and not o.proposed
        return bool(o.answer == GRANTED)
    if name == "trade":
        assert o.answer in (TRADED, REFUSED, WALKED)
        return bool(o.answer == TRADED)
    if name in ("reason", "refuse"):
        assert o.answer == REFUSED and o.conceded == 0.0
        assert o.reasoned == (name == "reason")
    elif name == "walk":
        assert o.answer in (REFUSED, WALKED)
        return bool(o.answer == WALKED)
    elif name == "drop":
        assert o.urgency_served
    elif name in ("promise", "frank"):
        assert o.lateness > 0.0
        assert o.promised_months == (o.lateness if name == "frank" else 0.0)
    elif name in ("mend", "brush"):
        assert o.complained
    elif name in ("order", "ask"):
        assert not o.challenged
    return True


def test_a_complaint_mended_changes_nothing_that_was_before_it_in_its_month() -> None:
    tried = 0
    for kind in KINDS:
        for luck in LUCKS:
            found = situation(over(kind, luck))
            for step in found.steps:
                if step.ask != "complaint":
                    continue
                tried += 1
                mended, brushed = (
                    branch(found, step, name)[0][step.month].outcome for name in step.answers
                )
                assert mended.recovery > brushed.recovery
                for part in ("conceded", "rounds", "delivered", "conflict", "lateness", "lapse"):
                    assert getattr(mended, part) == getattr(brushed, part)
    assert tried >= 2


def test_choices_that_no_month_asks_for_are_left_out_and_the_rest_goes_on() -> None:
    game = over("demanding", 1)
    strange = ("1.mend", "2.drop", "7.brush", "11.check")
    asked = {(step.month, step.ask) for step in situation(game).steps}
    assert not asked & {(int(text.split(".")[0]), Choice.read(text, 12).ask) for text in strange}  # type: ignore[union-attr]
    more = Game.read({**game.to_json(), "choices": [*map(str, game.choices), *strange]})
    assert situation(more).game == game
    # However many there are: never more work than a dozen runs.
    every = [f"{month}.{name}" for month in range(24) for name in FORCED]
    found = situation(Game.read({"customer": "crises", "months": 24, "choices": every}))
    assert found.next is not None or found.over


def test_orders_are_asked_for_every_third_month_at_most_and_only_where_nothing_else_is() -> None:
    for kind in KINDS:
        found = situation(over(kind, 3, 24))
        orders = [step.month for step in found.steps if step.ask == "want"]
        assert all(later - earlier >= 3 for earlier, later in itertools.pairwise(orders))
        for step in found.steps:
            request = found.months[step.month].request
            assert (step.ask == "demand") <= (request.demand_kind > 0)
            if step.ask == "want":
                assert request.demand_kind == 0 and not request.urgent


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


# --- the debrief --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("luck", [0, 1])
def test_the_decisions_that_mattered_are_true(kind: str, luck: int) -> None:
    """A branch replayed by the tracer gives the difference that is shown."""
    found = debriefed(kind, luck)
    own = traced(found.situation, found.situation.game.choices)
    earned = sum(month["outcome"]["margin"] for month in own)
    assert found.own.margin == pytest.approx(earned, rel=1e-12)
    assert 1 <= len(found.mattered) <= 2
    for turn in found.mattered:
        months, kept = branch(found.situation, turn.step, turn.other)
        assert Choice(turn.step.month, turn.other) in kept
        assert set(kept) - {Choice(turn.step.month, turn.other)} <= set(
            found.situation.game.choices
        )
        replayed = traced(found.situation, kept)
        assert len(replayed) == len(months)
        other = sum(month["outcome"]["margin"] for month in replayed)
        assert turn.difference == pytest.approx(earned - other, rel=1e-9)
        amount = f"{abs(round(earned - other)):,}"
        texts_shown = [one["text"] for one in told(kind, luck)["turns"]]
        assert any(amount in text for text in texts_shown), (amount, texts_shown)
    differences = [turn.difference for turn in found.turns]
    assert found.mattered[0].difference == max(differences)
    assert found.mattered[-1].difference == min(differences) or min(differences) > -0.5


def test_what_is_earned_is_what_a_simulation_of_the_same_answers_books() -> None:
    compared = 0
    for kind in KINDS:
        found = situation(over(kind, 4))
        if found.left is not None:
            continue
        them = found.customer
        result = simulate(
            TEAM,
            seed=them.luck,
            periods=them.months,
            parameters=TERRITORY,
            interventions=interventions(found.game.choices, them),
        )
        assert found.margin == pytest.approx(float(result.accounts["margin"][them.account]))
        compared += 1
    assert compared >= 2


@pytest.mark.parametrize("kind", KINDS)
def test_the_three_serve_the_same_customer_with_the_same_luck_and_events(kind: str) -> None:
    found = debriefed(kind, 1)
    them = found.situation.customer
    for strategy, life in found.beside.items():
        table = {
            "period": 0,
            "what": "strategy",
            "strategy": strategy,
            "who": {"accounts": [them.account]},
        }
        told = trace(
            TEAM,
            customer=them.account,
            seed=them.luck,
            periods=12,
            parameters=TERRITORY,
            interventions=(*them.events, *parse([table])),
        )
        served = told.months[: len(life.months)]
        assert life.margin == pytest.approx(sum(month["outcome"]["margin"] for month in served))
        point = PRESETS[strategy].point
        assert all(month["behaviour"] == dict(point) for month in served)
        for month, ours in zip(life.months, found.own.months, strict=False):
            assert month.truth.rival == ours.truth.rival
            assert month.truth.urgency == ours.truth.urgency


def test_who_gives_in_teaches_that_asking_pays() -> None:
    soft, firm = (
        [Life(situation(played(Game("demanding", luck), by(way))).months) for luck in LUCKS]
        for way in (SOFT, FIRM)
    )
    given = [np.mean([life.concessions for life in some]) for some in (soft, firm)]
    assert given[0] > 2 * given[1]
    learned = [np.mean([life.final("precedent") for life in some]) for some in (soft, firm)]
    assert learned[0] > learned[1]


def test_the_debrief_tells_bluffs_and_says_who_earned_more() -> None:
    heads, hidden = set(), ""
    for kind in KINDS:
        for luck in LUCKS:
            found = debriefed(kind, luck)
            shows = told(kind, luck)
            ahead = sum(
                round(life.margin) > round(found.own.margin) for life in found.beside.values()
            )
            assert (shows["head"] == SAID["play.head.most"]) == (ahead == 0)
            assert (shows["head"] == SAID["play.head.least"]) == (ahead == 3)
            heads.add(min(ahead, 3))
            assert shows["rows"][0][1] == f"{round(found.own.margin):,}"
            hidden += " ".join(shows["hidden"])
    assert len(heads) >= 3
    assert "it was a bluff" in hidden and "it was true each time" in hidden
    assert "They left" in hidden


def test_a_game_that_is_not_over_has_no_debrief() -> None:
    with pytest.raises(ValueError, match="not over"):
        debrief(Game())


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
