"""A trace as it is told: what happened month by month, quiet months taken together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from relsim.tracing.account import Trace
from relsim.tracing.quiet import tell_quiet


class Told(NamedTuple):
    """What is told together: an eventful month, or quiet months in a row.

    Attributes
    ----------
    first, last : int
        Months.
    texts : tuple of str
        A story for each trace.
    quiet : bool
        Whether nothing much happened in any of the traces.
    """

    first: int
    last: int
    texts: tuple[str, ...]
    quiet: bool


def told(traces: Sequence[Trace], first: int = 0, last: int | None = None) -> list[Told]:
    """Return the story of one account under one strategy or several, ready to be shown.

    Months that are quiet in every trace are taken together, so that the reader finds the events.

    Parameters
    ----------
    traces : sequence of Trace
        Of the same account and months.
    first, last : int
        Months to tell, both included; `last` None: to the end.

    Returns
    -------
    list of Told
    """
    columns = [trace.months[first : None if last is None else last + 1] for trace in traces]
    spans: list[list[tuple[dict[str, Any], ...]]] = []
    for beside in zip(*columns, strict=True):
        if spans and _quiet(beside) and _quiet(spans[-1][-1]) and _alike(beside, spans[-1][-1]):
            spans[-1].append(beside)
        else:
            spans.append([beside])
    return [
        Told(
            span[0][0]["month"],
            span[-1][0]["month"],
            tuple(_text(months) for months in zip(*span, strict=True)),
            _quiet(span[0]),
        )
        for span in spans
    ]


def _quiet(beside: Sequence[dict[str, Any]]) -> bool:
    return all(month["quiet"] for month in beside)


def _alike(beside: Sequence[dict[str, Any]], before: Sequence[dict[str, Any]]) -> bool:
    return all(
        (a["outcome"] is None) == (b["outcome"] is None)
        for a, b in zip(beside, before, strict=True)
    )


def _text(months: Sequence[dict[str, Any]]) -> str:
    return tell_quiet(months) if months[0]["quiet"] else str(months[0]["story"])
