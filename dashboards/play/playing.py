"""A game played on the model as far as its choices go: what happened, and what is asked next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from relsim.dashboards.play.choosing import ORDER_MONTHS, answers, asked, come_up, interventions
from relsim.dashboards.play.customers import TEAM, Customer, customer, parameters
from relsim.dashboards.play.game import Choice, Game
from relsim.interventions import Intervention
from relsim.rules.decision import STAYED
from relsim.simulation import new_world, run_world
from relsim.stepping import Ledger

BELIEFS = ("respect", "trust", "precedent")
#: Choices that may have to be left out one by one; a game that was made up has no others then.
_MOST_UNFIT = 10


@dataclass(frozen=True, slots=True)
class Month:
    """One month of the account as a client, with its rows as the model has them.

    Attributes
    ----------
    number
        From 0.
    request, truth, outcome
        Rows of `relsim.state`, as attributes.
    after
        `BELIEFS` at the end of it.
    """

    number: int
    request: Any
    truth: Any
    outcome: Any
    after: dict[str, float]


@dataclass(frozen=True, slots=True)
class Step:
    """Something that was, or is, to be decided: the month, what it is, and the answers it has."""

    month: int
    ask: str
    answers: tuple[str, ...]
    chosen: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """A game as far as it was played.

    Attributes
    ----------
    game
        Without the choices that its months do not ask for.
    customer
        Whom it is played with.
    months
        Those that are over, and the present one as far as it is known.
    steps
        What was decided, in order.
    next
        What is to be decided now; None when the game is over.
    """

    game: Game
    customer: Customer
    months: tuple[Month, ...]
    steps: tuple[Step, ...]
    next: Step | None

    @property
    def over(self) -> bool:
        """Whether nothing is left to decide."""
        return self.next is None

    @property
    def past(self) -> tuple[Month, ...]:
        """The months that are over."""
        if self.next is None:
            return self.months
        return tuple(month for month in self.months if month.number < self.next.month)

    @property
    def left(self) -> int | None:
        """The month in which the customer left, if it is known."""
        return left(self.past)

    @property
    def margin(self) -> float:
        """What the account brought so far (EUR)."""
        return margin(self.past)


def margin(months: Iterable[Month]) -> float:
    """Return what an account brought while it was a client (EUR)."""
    return float(sum(month.outcome.margin for month in months))


def left(months: Sequence[Month]) -> int | None:
    """Return the month in which a customer left, None for one who stayed."""
    gone = bool(months) and months[-1].outcome.left != STAYED
    return months[-1].number if gone else None


def situation(game: Game) -> Situation:
    """Play a game as far as its choices go; those that no month asks for are left out."""
    them = customer(game.customer, game.luck, game.months)
    choices = list(game.choices)
    for left_out in range(_MOST_UNFIT + 2):
        months = run(them, interventions(choices, them))
        steps, pending = _walk(choices, months)
        fitting = [Choice(step.month, step.chosen) for step in steps]
        unfit = next((choice for choice in choices if choice not in fitting), None)
        # Nothing comes after what is to be decided now.
        if unfit is None or (pending is not None and unfit.month >= pending.month):
            break
        # What an unfit choice has forced changed the months after it: they are played anew.
        choices.remove(unfit)
        if left_out >= _MOST_UNFIT:
            choices = [choice for choice in choices if choice.month < unfit.month]
    played = dataclasses.replace(game, choices=tuple(fitting))
    seen = months if pending is None else months[: pending.month + 1]
    return Situation(played, them, tuple(seen), tuple(steps), pending)


def run(them: Customer, forced: Sequence[Intervention]) -> list[Month]:
    """Run the territory, and return the months of one account until the end or until it leaves."""
    world, arms, _ = new_world(
        TEAM,
        seed=them.luck,
        periods=them.months,
        parameters=parameters(),
        interventions=forced,
    )
    at = them.account
    found: list[Month] = []
    own = world.customers[at : at + 1]

    def watch(number: int, ledger: Ledger) -> None:
        if found and (found[-1].number != number - 1 or found[-1].outcome.left != STAYED):
            return
        request, truth, outcome = (
            _attributes(rows[at]) for rows in (ledger.requests, ledger.truths, ledger.outcomes)
        )
        after = {belief: float(own[belief][0]) for belief in BELIEFS}
        found.append(Month(number, request, truth, outcome, after))

    run_world(world, arms, them.months, watch)
    return found


def _attributes(row: Any) -> Any:
    return SimpleNamespace(**dict(zip(row.dtype.names, row.item(), strict=True)))


def _walk(choices: Sequence[Choice], months: Sequence[Month]) -> tuple[list[Step], Step | None]:
    """Return what was decided, and what is to be decided next, by the months as they went."""
    p = parameters().record[0]
    given = {(choice.month, choice.ask): choice.answer for choice in choices}
    steps: list[Step] = []
    ordered = -ORDER_MONTHS
    for month in months:
        asks = asked(month.request, month.number - ordered)
        for ask in [*asks, "late", "complaint"]:
            if ask not in asks and ask not in come_up(month.outcome):
                continue
            step = Step(month.number, ask, answers(ask, month.request, p))
            chosen = given.get((month.number, ask), "")
            if chosen not in step.answers:
                return steps, step
            steps.append(dataclasses.replace(step, chosen=chosen))
            if ask == "want":
                ordered = month.number
    return steps, None
