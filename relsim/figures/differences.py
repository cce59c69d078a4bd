"""Figures of intervals: paired differences around nought, and twin values side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from relsim.figures.curves import plain
from relsim.figures.labels import AXIS_FORMAT, Reading, short_value
from relsim.figures.style import (
    THEMES,
    Figure,
    ThemeName,
    axis,
    axis_title,
    base_layout,
    marks,
    note,
    text_size,
    unit_note,
)


@dataclass(frozen=True, slots=True)
class Interval:
    """One estimate with its interval; `strategy` decides its colour, an open mark is not clear."""

    strategy: str
    label: str
    middle: float
    low: float
    high: float
    filled: bool = True


def differences(
    rows: Sequence[Interval],
    *,
    unit: str,
    reading: Reading = "money",
    title: str | None = None,
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = None,
) -> Figure:
    """Draw paired differences as dots with intervals around nought; open dots are not clear."""
    drawn = marks((row.strategy for row in rows), theme)
    size, muted = text_size(big), THEMES[theme].muted
    longest = max((len(row.label) for row in rows), default=8)
    layout = base_layout(
        theme, big, height=height or size * (5 + 4 * len(rows)), right=24, title=title
    )
    layout["margin"] |= {"l": int(longest * size * 0.56) + 16, "t": size if not title else size * 4}
    edges = [edge for row in rows for edge in (row.low, row.high) if np.isfinite(edge)]
    low, high = min([*edges, 0.0]), max([*edges, 0.0])
    room = (high - low or 1.0) * 0.08
    layout["xaxis"] = axis(
        theme,
        grid=True,
        range=[low - room, high + room],
        tickformat=AXIS_FORMAT[reading],
        nticks=6,
        title=axis_title(unit, theme, big),
        zeroline=True,
        zerolinecolor=muted,
        zerolinewidth=1.5,
    )
    layout["yaxis"] = axis(
        theme,
        grid=False,
        showline=False,
        ticks="",
        range=[len(rows) - 0.4, -0.6],
        tickvals=list(range(len(rows))),
        ticktext=[escape(row.label, quote=False) for row in rows],
        tickfont={"color": THEMES[theme].ink},
    )
    data: list[dict[str, Any]] = []
    for place, row in enumerate(rows):
        mark = drawn[row.strategy]
        data.append(
            {
                "type": "scatter",
                "name": escape(row.label, quote=False),
                "x": plain([row.middle]),
                "y": [place],
                "mode": "markers",
                "marker": {
                    "symbol": mark.symbol if row.filled else f"{mark.symbol}-open",
                    "size": 18 if big else 12,
                    "color": mark.line,
                    "line": {"width": 2, "color": mark.line},
                },
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": plain([row.high - row.middle]),
                    "arrayminus": plain([row.middle - row.low]),
                    "color": mark.line,
                    "thickness": 4 if big else 2.5,
                    "width": 0,
                },
                "hovertemplate": _said(row, reading) + "<extra></extra>",
            }
        )
        layout["annotations"].append(
            note(
                _said(row, reading),
                theme,
                xref="x",
                yref="y",
                x=plain([(row.low + row.high) / 2 if np.isfinite(row.low) else row.middle])[0],
                y=place,
                yshift=-size * 1.3,
                font={"color": muted, "size": int(size * 0.92)},
            )
        )
    return {"data": data, "layout": layout}


def twins(
    groups: Sequence[str],
    pairs: Sequence[tuple[Interval, Interval]],
    *,
    unit: str,
    reading: Reading = "index",
    value_range: tuple[float, float] | None = (0.0, 1.0),
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 340,
) -> Figure:
    """Draw a filled mark (the initial cohort) beside an open one (current clients), group by group.

    Parameters
    ----------
    groups : sequence of str
        What is measured, from left to right.
    pairs : sequence of pairs of Interval
        Cohort and current values, all strategies of the first group, then of the second, and so on.
    """
    drawn = marks((cohort.strategy for cohort, _ in pairs), theme)
    per_group = max(len(pairs) // max(len(groups), 1), 1)
    size = text_size(big)
    layout = base_layout(theme, big, height=height)
    layout["xaxis"] = axis(
        theme,
        grid=False,
        range=[-0.5, len(groups) - 0.5],
        tickvals=list(range(len(groups))),
        ticktext=[escape(group, quote=False) for group in groups],
        ticks="",
        tickfont={"color": THEMES[theme].ink},
    )
    layout["yaxis"] = axis(theme, grid=True, tickformat=AXIS_FORMAT[reading], nticks=6)
    if value_range is not None:
        layout["yaxis"]["range"] = list(value_range)
    layout["annotations"] = [unit_note(unit, theme, big)]
    step = 0.8 / per_group
    data: list[dict[str, Any]] = []
    for place, (cohort, current) in enumerate(pairs):
        group, rank = divmod(place, per_group)
        middle = group - 0.4 + step * (rank + 0.5)
        mark = drawn[cohort.strategy]
        for interval, shift, symbol in (
            (cohort, -0.16, mark.symbol),
            (current, 0.16, f"{mark.symbol}-open"),
        ):
            data.append(
                {
                    "type": "scatter",
                    "name": escape(interval.label, quote=False),
                    "x": [round(middle + shift * step, 4)],
                    "y": plain([interval.middle]),
                    "mode": "markers",
                    "marker": {
                        "symbol": symbol,
                        "size": 14 if big else 10,
                        "color": mark.line,
                        "line": {"width": 2, "color": mark.line},
                    },
                    "error_y": {
                        "type": "data",
                        "symmetric": False,
                        "array": plain([interval.high - interval.middle]),
                        "arrayminus": plain([interval.middle - interval.low]),
                        "color": mark.line,
                        "thickness": 1.5,
                        "width": 0,
                    },
                    "hovertemplate": _said(interval, reading)
                    + f"<extra>{escape(interval.label, quote=False)}</extra>",
                }
            )
        if group == 0:
            seen = [cohort.high, current.high, cohort.middle, current.middle]
            highest = max((edge for edge in seen if np.isfinite(edge)), default=0.0)
            layout["annotations"].append(
                note(
                    cohort.label,
                    theme,
                    xref="x",
                    yref="y",
                    x=round(middle, 4),
                    y=plain([highest])[0],
                    yanchor="bottom",
                    yshift=size * 0.6,
                    font={"color": mark.label, "size": size, "weight": 600},
                )
            )
    return {"data": data, "layout": layout}


def _said(row: Interval, reading: Reading) -> str:
    """Return an estimate with its interval as text, without asking the reader to measure."""
    middle = short_value(row.middle, reading)
    if not (np.isfinite(row.low) and np.isfinite(row.high)):
        return middle
    return f"{middle}  [{short_value(row.low, reading)} … {short_value(row.high, reading)}]"
