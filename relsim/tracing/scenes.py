"""A long story cut into scenes: months in which something is asked or goes wrong, and the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from relsim.tracing.account import Trace
from relsim.tracing.quiet import tell_between

#: Events that make a month a scene, and the one word for what they are.
SCENES: Mapping[str, str] = {
    "granted": "yes",
    "traded": "trade",
    "refused": "no",
    "talks_ended": "no",
    "crisis_served": "emergency",
    "crisis_missed": "emergency",
    "false_urgency_served": "emergency",
    "false_urgency_put_off": "emergency",
    "rival_offer": "rival",
    "failure": "trouble",
    "bad_month": "trouble",
    "complaint": "trouble",
    "left": "left",
    "won": "signed",
    "pitch_lost": "unsigned",
    "new_rep": "new_rep",
}


class Passage(NamedTuple):
    """A month that is a scene in some of the traces, or all months between two of them.

    Attributes
    ----------
    first, last : int
        Months, both included.
    scene : bool
    texts : tuple of str
        A story for each trace.
    """

    first: int
    last: int
    scene: bool
    texts: tuple[str, ...]


def scenes(month: Mapping[str, Any]) -> list[str]:
    """Return what makes a traced month a scene, each word once; nothing where it is none."""
    return list(dict.fromkeys(SCENES[event] for event in month["events"] if event in SCENES))


def passages(traces: Sequence[Trace]) -> list[Passage]:
    """Return the whole story of one account under some strategies, cut into scenes.

    Parameters
    ----------
    traces : sequence of Trace
        Of the same account and months.
    """
    beside = list(zip(*(trace.months for trace in traces), strict=True))
    found: list[Passage] = []
    waiting: list[tuple[dict[str, Any], ...]] = []
    for months in beside:
        if not any(scenes(month) for month in months):
            waiting.append(months)
            continue
        found += _between(waiting)
        waiting = []
        number = months[0]["month"]
        found.append(Passage(number, number, True, tuple(month["story"] for month in months)))
    return found + _between(waiting)


def _between(waiting: Sequence[tuple[dict[str, Any], ...]]) -> list[Passage]:
    if not waiting:
        return []
    first, last = waiting[0][0]["month"], waiting[-1][0]["month"]
    columns = zip(*waiting, strict=True)
    return [Passage(first, last, False, tuple(tell_between(months) for months in columns))]
