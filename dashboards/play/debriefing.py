"""What a game was worth: beside the three strategies, and which decisions mattered most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from relsim.dashboards.play.choosing import answers, come_up, interventions
from relsim.dashboards.play.customers import Customer, parameters
from relsim.dashboards.play.game import Choice, Game
from relsim.dashboards.play.playing import (
    Month,
    Situation,
    Step,
    left,
    margin,
    run,
    situation,
)
from relsim.interventions import parse
from relsim.study.experiment import DEFAULT_STRATEGIES

#: Differences that are none (EUR).
SAME_MONEY = 0.5
#: How often kept choices are looked at anew because one of them did not fit any more.
_MOST_UNFIT = 6


@dataclass(frozen=True, slots=True)
class Life:
    """The account's months under one way of answering, and what they came to.

    Attributes
    ----------
    months
        Those as a client, until the end or until it left.
    """

    months: tuple[Month, ...]

    @property
    def margin(self) -> float:
        """What the account brought (EUR)."""
        return margin(self.months)

    @property
    def left(self) -> int | None:
        """The month in which it left."""
        return left(self.months)

    @property
    def referrals(self) -> int:
        """How often it recommended the rep."""
        return sum(int(month.outcome.recommended) for month in self.months)

    @property
    def bluffs(self) -> int:
        """How many rival's offers were made up."""
        return sum(int(month.truth.bluff) for month in self.months)

    @property
    def concessions(self) -> int:
        """How often something was given."""
        return sum(month.outcome.conceded > 0.0 for month in self.months)

    def final(self, belief: str) -> float:
        """Return a belief after the last month as a client, 0-1."""
        return self.months[-1].after[belief]


@dataclass(frozen=True, slots=True)
class Turn:
    """A decision beside another answer to it.

    Attributes
    ----------
    step
        What was decided.
    other
        The answer it is held against.
    difference
        Margin of the game as played less that of the branch (EUR): below 0 it was a costly one.
    left
        The month in which they would have left with the other answer.
    """

    step: Step
    other: str
    difference: float
    left: int | None


@dataclass(frozen=True, slots=True)
class Debrief:
    """What a game came to.

    Attributes
    ----------
    situation
        The game at its end.
    own
        As it was played.
    beside
        By strategy: the same customer, luck and events, answered by it from the first month on;
        all other accounts are served alike, so that only what was said to this one differs.
    turns
        Every decision beside every other answer it had, in order.
    """

    situation: Situation
    own: Life
    beside: Mapping[str, Life]
    turns: tuple[Turn, ...]

    @property
    def mattered(self) -> tuple[Turn, ...]:
        """What changed most: the answer that was worth most, and the one that cost most, if any."""
        best = max(self.turns, key=lambda turn: turn.difference, default=None)
        worst = min(self.turns, key=lambda turn: turn.difference, default=None)
        good = [best] if best is not None and best.difference >= SAME_MONEY else []
        costly = [worst] if worst is not None and worst.difference <= -SAME_MONEY else []
        return (*good, *costly)


def debrief(game: Game) -> Debrief:
    """Return what a game that is over came to.

    Raises
    ------
    ValueError
        It is not over.
    """
    found = situation(game)
    if not found.over:
        raise ValueError("the game is not over")
    beside = {name: Life(tuple(served(found.customer, name))) for name in DEFAULT_STRATEGIES}
    turns = tuple(
        _turn(found, step, other)
        for step in found.steps
        for other in step.answers
        if other != step.chosen
    )
    return Debrief(found, Life(found.months), beside, turns)


def served(them: Customer, strategy: str) -> list[Month]:
    """Return the account's months with a strategy that answers it from the first month on."""
    table = {
        "period": 0,
        "what": "strategy",
        "strategy": strategy,
        "who": {"accounts": [them.account]},
    }
    return run(them, (*them.events, *parse([table])))


def branch(found: Situation, step: Step, answer: str) -> tuple[list[Month], tuple[Choice, ...]]:
    """Return how a game would have gone with another answer, and the choices that were kept.

    All other choices stay, each in its month, wherever it is still asked for; how orders are
    taken is asked for in any month. What comes up anew is answered as the team does.
    """
    them = found.customer
    changed = Choice(step.month, answer)
    choices = [
        changed if (one.month, one.ask) == (step.month, step.ask) else one
        for one in found.game.choices
    ]
    months = run(them, interventions(choices, them))
    for _ in range(_MOST_UNFIT):
        unfit = _first_unfit(choices, months)
        if unfit is None:
            break
        choices.remove(unfit)
        months = run(them, interventions(choices, them))
    return months, tuple(choices)


def _first_unfit(choices: Sequence[Choice], months: Sequence[Month]) -> Choice | None:
    """Return the first choice that its month does not ask for; what is never reached fits."""
    p = parameters().record[0]
    by_number = {month.number: month for month in months}
    for choice in choices:
        month = by_number.get(choice.month)
        if month is None or choice.ask == "want":
            continue
        if choice.ask == "demand":
            there = month.request.demand_kind > 0
        elif choice.ask == "urgency":
            there = month.request.urgent > 0
        else:
            there = choice.ask in come_up(month.outcome)
        if not there or choice.answer not in answers(choice.ask, month.request, p):
            return choice
    return None


def _turn(found: Situation, step: Step, other: str) -> Turn:
    life = Life(tuple(branch(found, step, other)[0]))
    return Turn(step, other, found.margin - life.margin, life.left)
