"""Small pictures in a row of the page: an effect against what matters, a value against its band.

Each is a track with a shaded zone, a mark and its interval. They are for the eye only: the numbers
stand beside them as text. Positions are percent of the track's width, as custom properties.
"""

from __future__ import annotations

import math
from typing import Any

from dash import html
from dash.development.base_component import Component

from relsim.dashboards.marks import UNSPOKEN
from relsim.evidence.claims.findings import Measured
from relsim.evidence.patterns import Criterion, Finding

REACH = 60.0
"""Where a track of an effect ends, in smallest effects that matter."""
EDGE = 2.0
"""Percent of a track that a mark keeps from its ends, so that it is not cut off."""
TICKS = (-10.0, -1.0, 0.0, 1.0, 10.0)


def place(effects: float) -> float:
    """Return where an effect lies on its track, in percent, from so many smallest that matter.

    The scale is linear around nought and logarithmic far from it, so that an effect of forty times
    what matters and the zone that does not matter can both be seen.

    >>> [round(place(value)) for value in (-60.0, -1.0, 0.0, 1.0, 10.0, 1000.0)]
    [0, 41, 50, 59, 81, 100]
    """
    share = math.asinh(effects) / math.asinh(REACH)
    return 50.0 + 50.0 * min(max(share, -1.0), 1.0)


def scale_of(one: Measured) -> float:
    """Return what an effect is measured in on its track: the smallest that matters, or a bound."""
    if one.delta:
        return one.delta
    if one.threshold:
        return abs(one.threshold)
    # An association with a bound of nought has no scale of its own.
    widest = max((abs(edge) for edge in (one.low, one.high) if math.isfinite(edge)), default=0.0)
    return widest or 1.0


def effect(one: Measured) -> Component:
    """Return an effect with its interval; to the right is for the claim, whatever its sign."""
    scale = scale_of(one)
    line = html.Span(className="track-line", style={"--at": _percent(place(one.threshold / scale))})
    zone = {"--low": _percent(place(-1.0)), "--high": _percent(100.0 - place(1.0))}
    parts = [html.Span(className="track-zone", style=zone), html.Span(className="track-zero"), line]
    low, middle, high = (value / scale for value in (one.low, one.effect, one.high))
    beyond = (low < -REACH, high > REACH)
    parts += _mark(place(low), place(middle), place(high), beyond, one.verdict)
    return _track(parts, "track-effect" if one.decides else "track-effect track-beside")


def scale() -> Component:
    """Return the ticks above the effects."""
    words = {0.0: "0", 1.0: "δ", -1.0: "−δ", 10.0: "10 δ", -10.0: "−10 δ"}
    parts = [html.Span(words[tick], style={"--at": _percent(place(tick))}) for tick in TICKS]
    return html.Span(parts, className="track-scale", **UNSPOKEN)


def band(found: Finding) -> Component:
    """Return a value with its interval, and the band it should lie in."""
    criterion = found.criterion
    zone = {
        "--low": _percent(0.0 if math.isinf(criterion.low) else across(criterion, criterion.low)),
        "--high": _percent(
            0.0 if math.isinf(criterion.high) else 100.0 - across(criterion, criterion.high)
        ),
    }
    low, middle, high = (across(criterion, value) for value in (found.low, found.value, found.high))
    beyond = (low < 0.0, high > 100.0)
    parts = [html.Span(className="track-zone", style=zone)]
    parts += _mark(low, middle, high, beyond, "holds" if found.met else "fails")
    return _track(parts, "track-band")


def across(criterion: Criterion, value: float) -> float:
    """Return where a value lies on the track of its band, in percent; the band is its middle third.

    A band that is open to one side reaches to that end of the track.

    >>> from relsim.evidence.patterns import CRITERIA
    >>> [round(across(CRITERIA["yearly_churn"], share)) for share in (0.05, 0.2, 0.5)]
    [33, 67, 133]
    >>> round(across(CRITERIA["win_referred"], 2.0)), round(across(CRITERIA["paradox"], 0.0))
    (33, 67)
    """
    if math.isinf(criterion.low):
        return 100.0 / 3.0 * (2.0 + (value - criterion.high) / criterion.width)
    return 100.0 / 3.0 * (1.0 + (value - criterion.low) / criterion.width)


def _mark(
    low: float, middle: float, high: float, beyond: tuple[bool, bool], verdict: str
) -> list[Component]:
    """Return mark and interval, held within the track; an arrow tells what lies beyond its ends."""
    if not math.isfinite(middle):
        return []
    parts = []
    if math.isfinite(low) and math.isfinite(high):
        ends = {"--low": _percent(_held(low)), "--high": _percent(100.0 - _held(high))}
        arrows = "".join(
            f" beyond-{side}" for side, out in zip(("low", "high"), beyond, strict=True) if out
        )
        parts.append(html.Span(className=f"track-interval{arrows}", style=ends))
    at = min(max(middle, EDGE), 100.0 - EDGE)
    dot = html.Span(className=f"mark {verdict}", style={"--at": _percent(at)})
    return [*parts, dot]


def _track(parts: list[Component], name: str) -> Component:
    return html.Span(parts, className=f"track {name}", **UNSPOKEN)


def _held(value: float) -> float:
    return min(max(value, 0.0), 100.0)


def _percent(value: float) -> Any:
    return f"{value:.2f}%"
