"""What the model says to a bet: which bets were right, in words for the back row, and a figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from relsim.figures import Figure

if TYPE_CHECKING:
    from relsim.analysis.findings import Best
    from relsim.dashboards.story.asked import Wish

UNCLEAR = "unclear"
"""The bet that there is no clear difference."""

Judged = Literal["right", "near", "wrong"]


@dataclass(frozen=True)
class Found:
    """What came of the runs behind a bet.

    Attributes
    ----------
    right, near
        Bets that the model agrees with, and those that luck may have kept from being right.
    head, detail
        A few words, and the values behind them.
    draw
        Draws it as the page asked for.
    command
        What gives the numbers again, "" where no command line does.
    seed, replications
        For the footer.
    """

    right: frozenset[str]
    near: frozenset[str]
    head: str
    detail: str
    draw: Callable[[Wish], Figure]
    command: str
    seed: int
    replications: int

    def judged(self, bet: str) -> Judged:
        """Return whether a bet was right."""
        if bet in self.right:
            return "right"
        return "near" if bet in self.near else "wrong"


def settled_by(best: Best | None) -> tuple[frozenset[str], frozenset[str]]:
    """Return which bets on who does best are right, and which may be."""
    if best is None or best.leader is None:
        return frozenset({UNCLEAR}), frozenset()
    if best.clear:
        return frozenset({best.leader}), frozenset()
    return frozenset({UNCLEAR}), frozenset(best.contenders)
