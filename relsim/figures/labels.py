"""How values are written in figures, and labels set at the ends of lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np

from relsim.analysis import wording
from relsim.figures.curves import Curve, FloatArray, plain, spread
from relsim.figures.style import Mark, ThemeName, note, text_size

Reading = Literal["index", "share", "money", "number"]

MOST_WRITTEN = 48
"""Letters that stand side by side below a figure without running into each other."""

# How a value is read on the axis, under the pointer, and at the end of a line.
AXIS_FORMAT: dict[Reading, str] = {
    "index": ".1f",
    "share": ".0%",
    "money": "~s",
    "number": ",.2~f",
}
HOVER_FORMAT: dict[Reading, str] = {
    "index": ".2f",
    "share": ".1%",
    "money": ".3~s",
    "number": ".3~s",
}


def reading_of(unit: str) -> Reading:
    """Return how values of a unit are written.

    >>> reading_of("EUR"), reading_of("share a year"), reading_of("0-1"), reading_of("months")
    ('money', 'share', 'index', 'number')
    """
    if unit.startswith("EUR"):
        return "money"
    if wording.is_share(unit):
        return "share"
    return "index" if wording.is_scale(unit) else "number"


def short_value(value: float, reading: Reading) -> str:
    r"""Return a value as it stands in a label: `0.62`, `9 %`, `12.4M`.

    >>> short_value(0.0912, "share"), short_value(12_431_000.0, "money")
    ('9.1\xa0%', '12.4M')
    """
    if not np.isfinite(value):
        return "–"
    if reading == "index":
        return f"{value:.2f}"
    if reading == "share":
        # No line may break between a number and its sign.
        return f"{100 * value:.1f}\u00a0%" if abs(value) < 0.1 else f"{100 * value:.0f}\u00a0%"
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.3g}"


def slanted(texts: Sequence[str]) -> int:
    """Return at what angle (degrees) texts are written below a figure, so that none meet.

    >>> slanted(["0.1", "0.2"]), slanted(["a point with a long name"] * 4)
    (0, -30)
    """
    return 0 if sum(map(len, texts)) <= MOST_WRITTEN else -30


def fitted_range(curves: Sequence[Curve], *, whole: bool = False) -> tuple[float, float]:
    """Return a vertical range that holds all lines and bands, and nought; `whole` is 0-1."""
    if whole:
        return 0.0, 1.0
    edges = [e for c in curves for e in (c.middle, c.low, c.high) if e is not None]
    seen = np.concatenate([e[np.isfinite(e)] for e in edges]) if edges else np.zeros(0)
    if seen.size == 0:
        return 0.0, 1.0
    low, high = min(float(seen.min()), 0.0), max(float(seen.max()), 0.0)
    room = (high - low or 1.0) * 0.05
    return (low - room if low < 0 else 0.0), (high + room if high > 0 else 0.0)


def end_labels(
    curves: Sequence[Curve],
    labels: Sequence[str],
    across: FloatArray,
    drawn: Mapping[str, Mark],
    value_range: tuple[float, float],
    theme: ThemeName,
    big: bool,
    height: int | None,
) -> list[dict[str, Any]]:
    """Return a label for each line at its last point, moved apart where they would overlap."""
    bottom, top = value_range
    size = text_size(big)
    plot = max((height or 560) - size * 6, size * 4)
    ends = [last_defined(curve) for curve in curves]
    shown = [i for i, (_, value) in enumerate(ends) if np.isfinite(value)]
    gap = (top - bottom) * size * 1.3 / plot
    heights = spread([ends[i][1] for i in shown], gap, bottom, top)
    edge = float(across.max()) if across.size else 1.0
    return [
        note(
            labels[i],
            theme,
            xref="x",
            yref="y",
            x=plain([edge])[0],
            y=plain([level])[0],
            xanchor="left",
            yanchor="middle",
            xshift=14 if big else 8,
            font={"color": drawn[curves[i].strategy].label, "size": size, "weight": 600},
        )
        for i, level in zip(shown, heights, strict=True)
    ]


def last_defined(curve: Curve) -> tuple[int, float]:
    """Return the last point at which the line is defined."""
    seen = np.flatnonzero(np.isfinite(curve.middle))
    return (int(seen[-1]), float(curve.middle[seen[-1]])) if seen.size else (-1, float("nan"))


def month_step(last: float) -> float:
    """Return the distance of ticks: years where they are few enough to be read."""
    for step in (1, 3, 6, 12, 24, 60, 120):
        if last / step <= 6:
            return float(step)
    return float(240)
