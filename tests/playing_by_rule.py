"""Games played to their end by a rule, for tests of the Play page."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from relsim.dashboards.play.choosing import interventions
from relsim.dashboards.play.customers import TEAM, TERRITORY
from relsim.dashboards.play.debriefing import Debrief, debrief
from relsim.dashboards.play.game import Choice, Game
from relsim.dashboards.play.playing import Situation, Step, situation
from relsim.tracing import trace

LUCKS = range(5)

#: Gives in and takes things as they come; stands firm and asks: two ways to play.
SOFT = ("grant", "drop", "order", "promise", "mend")
FIRM = ("reason", "check", "ask", "frank", "brush")


def by(liked: tuple[str, ...]) -> Callable[[Step], str]:
    """Choose the answer one likes, or the first there is."""

    def choose(step: Step) -> str:
        return next((answer for answer in step.answers if answer in liked), step.answers[0])

    return choose


def varied(step: Step) -> str:
    """Choose another answer from month to month, so that all kinds come up."""
    return step.answers[(step.month * 7 + len(step.ask)) % len(step.answers)]


def played(game: Game, choose: Callable[[Step], str] = varied) -> Game:
    """Play a game to its end."""
    while (found := situation(game)).next is not None:
        game = game.with_choice(f"{found.next.month}.{choose(found.next)}")
    return game


@functools.cache
def over(kind: str, luck: int, months: int = 12) -> Game:
    """A game at its end."""
    return played(Game(kind, luck, months))


@functools.cache
def debriefed(kind: str, luck: int, months: int = 12) -> Debrief:
    """What it came to."""
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
