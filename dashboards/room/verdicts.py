"""What the model finds where the room has bet, and how the room did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relsim.analysis.findings import Comparison
from relsim.dashboards import message
from relsim.dashboards.marks import NAMES
from relsim.dashboards.room.activities import UNCLEAR, Bet

if TYPE_CHECKING:
    from relsim.dashboards.live import Live
    from relsim.dashboards.message import Message
    from relsim.dashboards.texts import Texts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a scenario, as far as a bet asks.

    Attributes
    ----------
    right
        The option that was right; "" where there is nothing to compare.
    said
        The Workshop's own words.
    margin
        What the strategies earn.
    replications
        On how many territories it rests.
    """

    right: str
    said: Message
    margin: Comparison
    replications: int


def verdict(bet: Bet, live: Live, texts: Texts) -> Verdict:
    """Return what the model finds.

    Raises
    ------
    relsim.dashboards.live.Busy
        Too many ask at once.
    relsim.errors.InputError
        The scenario cannot be run.
    """
    shown = live.show(bet.scenario)
    margin = shown.outcomes(("margin",))["margin"]
    said = message.message(margin, NAMES, bet.scenario.periods, texts)
    return Verdict(right_of(margin), said, margin, shown.replications)


def right_of(margin: Comparison) -> str:
    """Return the option that is right: a leader only where the intervals leave no other.

    Parameters
    ----------
    margin
        The strategies compared; "" is returned where none has a margin.
    """
    best = margin.best
    if best is None or best.leader is None:
        return ""
    return best.leader if best.clear else UNCLEAR


def judged(counts: Mapping[str, int], right: str, texts: Texts) -> str:
    """Return how the room did, in a sentence; nothing where nobody bet.

    Parameters
    ----------
    counts
        How many chose each option.
    right
        The option that was right.
    """
    bets = sum(counts.values())
    if not bets or not right:
        return ""
    hits = counts.get(right, 0)
    most = max(counts.values())
    leading = [option for option, count in counts.items() if count == most]
    share = texts("room.verdict.share", hits=hits, bets=bets)
    if leading == [right]:
        return texts("room.verdict.right", share=share)
    if right in leading:
        return texts("room.verdict.split", share=share)
    return texts("room.verdict.wrong", share=share)
