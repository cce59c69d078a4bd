"""Figures of bars: what decides an outcome, name by name; who leads in which part of a range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from relsim.figures.curves import FloatArray, plain
from relsim.figures.labels import AXIS_FORMAT, Reading, slanted
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
)


@dataclass(frozen=True, slots=True)
class Panel:
    """Bars of one strategy, or of the difference between two (`strategy` is None: no colour).

    Attributes
    ----------
    label : str
        What stands above the panel.
    whole, low, high : FloatArray
        The wide bar and its interval, one a name; NaN draws nothing.
    part : FloatArray
        The narrow bar on it.
    shown : sequence of str
        The number behind each interval.
    told : sequence of str
        What each row says under the pointer.
    """

    strategy: str | None
    label: str
    whole: FloatArray
    low: FloatArray
    high: FloatArray
    part: FloatArray
    shown: Sequence[str]
    told: Sequence[str]


def importance(
    panels: Sequence[Panel],
    names: Sequence[str],
    *,
    unit: str,
    reading: Reading = "index",
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = None,
) -> Figure:
    """Draw how much each name matters: a row a name, a panel a strategy, on one scale.

    Parameters
    ----------
    panels : sequence of Panel
        Bars in the order of `names`.
    names : sequence of str
        From the top down, the most important first.
    unit : str
        What the bars measure, below the panels.
    """
    size = text_size(big)
    colours = THEMES[theme]
    drawn = marks([panel.strategy for panel in panels if panel.strategy is not None], theme)
    row = size * 2.3
    layout = base_layout(
        theme, big, height=height or int(size * 7 + row * max(len(names), 1)), right=size
    )
    longest = max((len(name) for name in names), default=8)
    layout["margin"] |= {"l": int(longest * size * 0.56) + 16, "t": size * 2 + 8}
    layout |= {"barmode": "overlay", "bargap": 0.3}
    edges = [
        edge for p in panels for part in (p.low, p.high, p.whole, p.part) for edge in part.tolist()
    ]
    seen = [edge for edge in edges if np.isfinite(edge)]
    bottom, top = min([*seen, 0.0]), max([*seen, 0.0]) or 1.0
    # room for the number that stands behind each interval
    reach = [bottom - (top - bottom) * 0.02, top + (top - bottom) * 0.24]
    gap, count = 0.03, max(len(panels), 1)
    wide = (1.0 - gap * (count - 1)) / count
    data: list[dict[str, Any]] = []
    for place, panel in enumerate(panels):
        end = "" if place == 0 else str(place + 1)
        left = place * (wide + gap)
        layout[f"xaxis{end}"] = axis(
            theme,
            grid=True,
            range=reach,
            tickformat=".2~f" if reading == "index" else AXIS_FORMAT[reading],
            nticks=5,
            domain=[left, left + wide],
            anchor=f"y{end}",
            zeroline=True,
            zerolinecolor=colours.axis,
            title=axis_title(unit if place == 0 else "", theme, big),
        )
        layout[f"yaxis{end}"] = axis(
            theme,
            grid=False,
            showline=False,
            ticks="",
            range=[len(names) - 0.5, -0.5],
            tickvals=list(range(len(names))),
            ticktext=[escape(name, quote=False) for name in names],
            tickfont={"color": colours.ink},
            showticklabels=place == 0,
            anchor=f"x{end}",
        )
        light, dark = colours.axis, colours.muted
        if panel.strategy is not None:
            light, dark = drawn[panel.strategy].tint, drawn[panel.strategy].line
        data += _bars(panel, f"x{end}", f"y{end}", light, dark, colours.ink, big)
        layout["annotations"].append(
            note(
                panel.label,
                theme,
                x=left,
                y=1,
                xanchor="left",
                yanchor="bottom",
                yshift=6,
                font={"color": colours.ink, "size": size, "weight": 600},
            )
        )
        layout["annotations"] += [
            note(
                panel.shown[at],
                theme,
                xref=f"x{end}",
                yref=f"y{end}",
                x=plain([np.nanmax([panel.high[at], panel.whole[at], panel.part[at], 0.0])])[0],
                y=at,
                xanchor="left",
                xshift=6,
                font={"color": colours.ink, "size": size},
            )
            for at in range(len(names))
            if np.isfinite(panel.whole[at])
        ]
    return {"data": data, "layout": layout}


def _bars(
    panel: Panel, x: str, y: str, light: str, dark: str, ink: str, big: bool
) -> list[dict[str, Any]]:
    rows = list(range(len(panel.whole)))
    shared = {"type": "bar", "orientation": "h", "y": rows, "xaxis": x, "yaxis": y}
    told = [escape(text, quote=False) for text in panel.told]
    return [
        shared
        | {
            "x": plain(panel.whole),
            "width": 0.7,
            "marker": {"color": light},
            "customdata": told,
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        shared
        | {"x": plain(panel.part), "width": 0.3, "marker": {"color": dark}, "hoverinfo": "skip"},
        {
            "type": "scatter",
            "mode": "markers",
            "x": plain(panel.whole),
            "y": rows,
            "xaxis": x,
            "yaxis": y,
            "marker": {"size": 1, "color": ink},
            "error_x": {
                "type": "data",
                "symmetric": False,
                "array": plain(panel.high - panel.whole),
                "arrayminus": plain(panel.whole - panel.low),
                "color": ink,
                "thickness": 3 if big else 2,
                "width": 6 if big else 4,
            },
            "hoverinfo": "skip",
        },
    ]


def phases(
    shares: Mapping[str, FloatArray],
    labels: Sequence[str],
    across: Sequence[str],
    ranges: Sequence[str],
    *,
    across_title: str,
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 300,
) -> Figure:
    """Draw at what share of the points in each part of a range each strategy clearly leads.

    Parameters
    ----------
    shares : Mapping[str, FloatArray]
        Strategy -> share of points, one a bin; what is left to 1 is not clear and stays blank.
    labels : sequence of str
        What the strategies are called.
    across : sequence of str
        A value that stands for each bin, from low to high.
    ranges : sequence of str
        From where to where each bin goes, under the pointer.
    """
    drawn = marks(shares, theme)
    size = text_size(big)
    layout = base_layout(theme, big, height=height)
    layout |= {"barmode": "stack", "bargap": 0.06}
    layout["xaxis"] = axis(
        theme,
        grid=False,
        ticks="",
        tickvals=list(range(len(across))),
        ticktext=[escape(text, quote=False) for text in across],
        tickangle=slanted(across),
        title=axis_title(across_title, theme, big),
    )
    layout["yaxis"] = axis(theme, grid=True, range=[0, 1], tickformat=".0%", nticks=6)
    told = [escape(text, quote=False) for text in ranges]
    data: list[dict[str, Any]] = []
    for label, (strategy, share) in zip(labels, shares.items(), strict=True):
        named = escape(label, quote=False)
        data.append(
            {
                "type": "bar",
                "name": named,
                "x": list(range(len(across))),
                "y": plain(share),
                "marker": {
                    "color": drawn[strategy].tint,
                    "line": {"color": drawn[strategy].line, "width": 1},
                },
                # a name in a sliver cannot be read
                "text": [named if part >= 0.12 else "" for part in share.tolist()],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": THEMES[theme].ink, "size": size},
                "constraintext": "none",
                "customdata": told,
                "hovertemplate": "%{customdata}<br>"
                f"{named} clearly leads at %{{y:.0%}} of the points<extra></extra>",
            }
        )
    return {"data": data, "layout": layout}
