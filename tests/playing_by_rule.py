"""Games played to their end by a rule, for tests of the Play page."""

from __future__ import annotations

from collections.abc import Callable

from relsim.dashboards.play.game import Game
from relsim.dashboards.play.playing import Step, situation

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
