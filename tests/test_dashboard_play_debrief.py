"""A game's months are the model's, and what its debrief says of them is true."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from typing import Any

import numpy as np
import pytest
from playing_by_rule import FIRM, LUCKS, SOFT, by, debriefed, over, played, traced

from relsim.dashboards.play.answers import answer, read
from relsim.dashboards.play.choosing import FORCED, interventions
from relsim.dashboards.play.customers import (
    TEAM,
    TERRITORY,
)
from relsim.dashboards.play.debriefing import Life, branch, debrief
from relsim.dashboards.play.game import KINDS, Choice, Game
from relsim.dashboards.play.playing import BELIEFS, Month, situation
from relsim.dashboards.play.tables import Games
from relsim.dashboards.texts import texts
from relsim.interventions import parse
from relsim.rules.bargain import GRANTED, REFUSED, TRADED, WALKED
from relsim.simulation import simulate
from relsim.strategies import PRESETS
from relsim.tracing import trace

SAID = texts("en")


@functools.cache
def told(kind: str, luck: int) -> dict[str, Any]:
    """The answer that shows the debrief."""
    return answer(read({"game": over(kind, luck).to_json()}), Games(), SAID)["debrief"]  # type: ignore[no-any-return]


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
        for luck in LUCKS[:3]:
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
                    traced(found, branch(found, step, name)[1])[step.month] for name in step.answers
                )
                assert mended["outcome"]["recovery"] > brushed["outcome"]["recovery"]
                for part in ("conceded", "rounds", "delivered", "conflict", "lateness", "lapse"):
                    assert mended["outcome"][part] == brushed["outcome"][part]
                ways = [month["behaviour"] for month in (mended, brushed)]
                assert {name for name in ways[0] if ways[0][name] != ways[1][name]} == {"openness"}
    assert tried >= 2


def test_choices_that_no_month_asks_for_are_left_out_and_the_rest_goes_on() -> None:
    game = over("demanding", 1)
    found = situation(game)
    silent = [month.number for month in found.months if month.request.demand_kind == 0]
    # Each would cost trust if it were forced all the same.
    strange = [f"{month}.refuse" for month in silent[:3]]
    assert strange
    more = Game.read({**game.to_json(), "choices": [*map(str, game.choices), *strange]})
    assert situation(more).game == game
    assert situation(more).months == found.months
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
        for luck in LUCKS[:3]:
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
