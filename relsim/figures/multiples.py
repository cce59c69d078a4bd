"""Small multiples: the same lines in several places, side by side on shared axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from relsim.figures.curves import Curve
from relsim.figures.labels import Reading, fitted_range, last_defined, month_step, short_value
from relsim.figures.lines import over_time
from relsim.figures.style import Figure, ThemeName, axis_title, label_margin, marks, text_size

# What stands between a panel's last label and the next panel (share of a panel).
_APART = 0.03
# A panel's lines keep at least this share of its width, whatever its labels would need.
_LEAST_DRAWN = 0.5
_TICK_DIGITS = 4.5
# Labels are moved away from the ends of their lines (px).
_LABEL_GAP = 8


def multiples(
    panels: Sequence[Sequence[Curve]],
    *,
    reading: Reading = "number",
    baseline: Sequence[Curve] = (),
    across_title: str = "",
    value_range: tuple[float, float] | None = None,
    named: bool = True,
    right: int | None = None,
    theme: ThemeName = "light",
    big: bool = False,
    width: int = 1200,
    height: int = 220,
    left: int = 64,
) -> Figure:
    """Draw an outcome over time in several panels with one vertical and one horizontal scale.

    Parameters
    ----------
    panels : sequence of sequences of Curve
        A panel's lines, from left to right.
    reading : {"index", "share", "money", "number"}
        How values are written.
    baseline : Sequence[Curve]
        The lines of the first panel, drawn in grey beneath those of all others.
    across_title : str
        What is counted along the first panel; left out where another row below says so.
    value_range : tuple of float, optional
        Vertical range; fitted to all panels when left out.
    named : bool
        Whether a line's label has its name, or only its last value.
    right : int, optional
        What of each panel its labels may take (px), so that rows of panels share their columns;
        what they need when left out.
    theme, big
        Ground, and type for a projector.
    width, height, left : int
        Of the whole figure (px), and what of it lies left of the first panel.
    """
    drawn = [*baseline, *(curve for panel in panels for curve in panel)]
    bottom, top = value_range or fitted_range(drawn, whole=reading == "index")
    last = max((curve.middle.size for curve in drawn), default=1)
    size = text_size(big)
    each = max((width - left) / max(len(panels), 1), 1.0)
    if right is None:
        right = labels_width(panels, reading, named=named, big=big)
    room = min(right / each, 1.0 - _LEAST_DRAWN - _APART)
    margin = {
        "l": left,
        "r": 0,
        "t": int(size * 0.7),
        "b": int(size * (3.0 if across_title else 2.0)),
        "pad": 0,
    }
    plot = max(height - margin["t"] - margin["b"], size)
    step = _month_step(last, each * (1.0 - room - _APART), size)
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    notes: list[dict[str, Any]] = []
    # Rather close together than out of sight: none is drawn beyond the vertical range.
    most = max((len(panel) for panel in panels), default=1)
    spaced = max(plot, math.ceil((most - 1) * size * 1.3))
    for place, panel in enumerate(panels):
        one = over_time(
            panel,
            unit="",
            reading=reading,
            baseline=baseline if place else (),
            value_range=(bottom, top),
            theme=theme,
            big=big,
            # Labels are spaced for a figure with the margins that such a one has.
            height=spaced + size * 6,
        )
        end = "" if place == 0 else str(place + 1)
        _grey_as_in_colour(one, panel, baseline if place else (), theme)
        data += [trace | {"xaxis": f"x{end}", "yaxis": "y"} for trace in one["data"]]
        if not layout:
            layout = one["layout"]
        # The first note is the unit, which here stands beside the row.
        ends = one["layout"]["annotations"][1:]
        for note, curve in zip(ends, _defined(panel), strict=True):
            said = escape(_label(curve, reading, named), quote=False)
            notes.append(note | {"xref": f"x{end}", "text": said})
        share = 1.0 / len(panels)
        domain = [place * share, (place + 1.0 - room - _APART) * share]
        layout[f"xaxis{end}"] = one["layout"]["xaxis"] | {
            "anchor": "y",
            "domain": [round(edge, 5) for edge in domain],
            "range": [0, last],
            "dtick": step,
            "title": axis_title(across_title if place == 0 else "", theme, big),
        }
    layout |= {"annotations": notes, "margin": margin, "height": height}
    layout["yaxis"] |= {"nticks": min(max(plot // (size * 2), 3), 5), "automargin": False}
    for name in (name for name in layout if name.startswith("xaxis")):
        layout[name]["automargin"] = False
    return {"data": data, "layout": layout}


def labels_width(
    panels: Sequence[Sequence[Curve]], reading: Reading, *, named: bool, big: bool = False
) -> int:
    """Return the room (px) that the longest label of any panel needs."""
    labels = [_label(curve, reading, named) for panel in panels for curve in panel]
    return label_margin(labels, big) + _LABEL_GAP


def _label(curve: Curve, reading: Reading, named: bool) -> str:
    value = short_value(last_defined(curve)[1], reading)
    return f"{curve.label}  {value}" if named else value


def _defined(panel: Sequence[Curve]) -> list[Curve]:
    """Return the lines that have a label: those with a value anywhere."""
    return [curve for curve in panel if bool(np.isfinite(curve.middle).any())]


def _month_step(last: float, width: float, size: int) -> float:
    """Return the distance of ticks in months, wide enough for their numbers."""
    step = month_step(last)
    while step < last and last / step > width / (size * 0.58 * _TICK_DIGITS):
        step *= 2.0
    return step


def _grey_as_in_colour(
    figure: Figure, panel: Sequence[Curve], baseline: Sequence[Curve], theme: ThemeName
) -> None:
    """Give each grey line the dash of its strategy."""
    dashes = marks([curve.strategy for curve in (*panel, *baseline)], theme)
    lines = [trace for trace in figure["data"] if "name" not in trace and "fill" not in trace]
    for trace, curve in zip(lines, baseline, strict=True):
        trace["line"]["dash"] = dashes[curve.strategy].dash
