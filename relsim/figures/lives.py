"""Figures of one account's life under some strategies: what it believes, and what happened when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from types import MappingProxyType
from typing import Any

import numpy as np

from relsim.figures.curves import FloatArray, plain, spread
from relsim.figures.labels import month_step, short_value
from relsim.figures.style import (
    THEMES,
    Figure,
    Mark,
    ThemeName,
    axis,
    axis_title,
    base_layout,
    marks,
    note,
)

#: How each kind of event is drawn; whose it is tells the colour.
SYMBOLS: Mapping[str, str] = MappingProxyType(
    {
        "yes": "circle",
        "trade": "diamond",
        "no": "square-open",
        "emergency": "triangle-up",
        "rival": "bowtie",
        "trouble": "triangle-down",
        "left": "x",
        "signed": "star",
        "unsigned": "circle-open",
        "new_rep": "diamond-open",
    }
)
#: What befalls an account: in a row of events it stands below what the rep does, which stands on
#: the lines too.
_BEFALLS = frozenset({"emergency", "rival", "trouble", "new_rep"})
_LANE = 0.24  # of a row, above and below its middle
#: Months that have room for events at their full size, and how small they become in longer lives.
_ROOMY, _LEAST = 150, 0.5
#: Of the height, between two panels and for each strategy's row of events (shares).
_GAP = 0.06
_ROW = 0.062
_ROUND = 0.1


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened in a month: a key of `SYMBOLS`, and words for it."""

    month: int
    kind: str
    words: str = ""


@dataclass(frozen=True)
class Life:
    """One account's life under one strategy.

    Attributes
    ----------
    strategy, label : str
        Name that decides colour and dash, and what stands at the end of its lines.
    beliefs : mapping of str to FloatArray
        By name of the panel, the value after each month, NaN while the account is no client.
    happened : sequence of Happened
        In order of months.
    otherwise : mapping of str to FloatArray
        What was believed had nothing been changed; drawn in grey where it differs.
    """

    strategy: str
    label: str
    beliefs: Mapping[str, FloatArray]
    happened: Sequence[Happened] = ()
    otherwise: Mapping[str, FloatArray] = field(default_factory=dict)


def lives(
    shown: Sequence[Life],
    panels: Mapping[str, str],
    *,
    month: int = 0,
    changed: Sequence[int] = (),
    across_title: str = "month",
    theme: ThemeName = "light",
    size: int = 14,
    height: int = 560,
) -> Figure:
    """Draw lives above each other on one axis of months: beliefs, then a row of events each.

    The first of the layout's shapes is a line through all panels at the month that is told.

    Parameters
    ----------
    shown : sequence of Life
    panels : mapping of str to str
        Beliefs to be drawn, top to bottom, with their titles.
    month : int
        The month that is told.
    changed : sequence of int
        Months in which an answer was changed.
    across_title : str
    theme : {"light", "dark"}
    size, height : int
        Of the type and of the figure, px: labels keep their distance.
    """
    drawn = marks((life.strategy for life in shown), theme)
    months = max((line.size for life in shown for line in life.beliefs.values()), default=1)
    layout = base_layout(theme, False, height=None)
    layout["font"]["size"] = size
    labels = [f"{life.label} 0.00" for life in shown]
    right = int(14 + max((len(label) for label in labels), default=0) * size * 0.55)
    layout["margin"] = {"l": size * 3, "r": right, "t": int(size * 1.9), "b": int(size * 3.1)}
    layout["hovermode"] = "closest"
    layout["hoverlabel"]["font"]["size"] = size
    title = axis_title(across_title, theme, False) | {"standoff": 2}
    title["font"] = {"color": THEMES[theme].muted, "size": size}
    layout["xaxis"] = axis(
        theme,
        grid=False,
        range=[-0.7, months - 0.3],
        dtick=month_step(float(months)),
        title=title,
        anchor="y",
        # The margins are given: a line that moves through the months must not move the rest.
        automargin=False,
    )
    data: list[dict[str, Any]] = []
    dot = size * min(1.0, max(_LEAST, _ROOMY / months))
    pixels = max(120.0, height - sum(layout["margin"][side] for side in "tb"))
    strip = _ROW * len(shown)
    share = (1.0 - strip - _GAP * len(panels)) / max(1, len(panels))
    layout["shapes"] = [_cursor(month, theme, solid=True)]
    layout["shapes"] += [_cursor(other, theme, solid=False) for other in changed]
    top = 1.0
    for number, (belief, heading) in enumerate(panels.items(), start=2):
        bottom, ends = top - share, _range(shown, belief)
        layout[f"yaxis{number}"] = axis(
            theme,
            grid=True,
            domain=[bottom, top],
            range=list(ends),
            tickformat=".1f",
            dtick=_step(ends),
            anchor="x",
            automargin=False,
        )
        on = {"xaxis": "x", "yaxis": f"y{number}"}
        data += [_grey(life, belief, drawn[life.strategy], theme) | on for life in shown
                 if belief in life.otherwise]  # fmt: skip
        data += [_line(life, belief, drawn[life.strategy]) | on for life in shown]
        data += [_events(life, belief, drawn[life.strategy], dot * 0.5) | on for life in shown]
        layout["annotations"].append(_heading(heading, top, theme, size))
        gap = (ends[1] - ends[0]) * size * 1.2 / (share * pixels)
        layout["annotations"] += _ends(shown, belief, ends, gap, drawn, months, size, number)
        top = bottom - _GAP
    layout["yaxis"] = axis(
        theme,
        grid=False,
        showline=False,
        domain=[0.0, strip],
        range=[len(shown) - 0.5, -0.5],
        showticklabels=False,
        ticks="",
        anchor="x",
        automargin=False,
    )
    for row, life in enumerate(shown):
        data.append(_row(life, row, months, theme))
        data.append(_strip(life, row, drawn[life.strategy], dot * 0.62))
        layout["annotations"].append(_label(life.label, row, months, drawn[life.strategy], size))
    return {"data": data, "layout": layout}


def _range(shown: Sequence[Life], belief: str) -> tuple[float, float]:
    """Return round ends that hold all lines of a panel, a fifth of the scale apart at least."""
    lines = [of[belief] for life in shown for of in (life.beliefs, life.otherwise) if belief in of]
    seen = np.concatenate([line[np.isfinite(line)] for line in lines]) if lines else np.zeros(0)
    if seen.size == 0:
        return 0.0, 1.0
    low = math.floor((float(seen.min()) - 0.01) / _ROUND) * _ROUND
    high = math.ceil((float(seen.max()) + 0.01) / _ROUND) * _ROUND
    if high - low < 2.5 * _ROUND:
        low, high = low - _ROUND, high + _ROUND
    return round(max(0.0, low), 2), round(min(1.0, high), 2)


def _step(ends: tuple[float, float]) -> float:
    span = ends[1] - ends[0]
    return 0.1 if span < 0.35 else 0.2 if span < 0.55 else 0.4


def _cursor(month: int, theme: ThemeName, *, solid: bool) -> dict[str, Any]:
    colours = THEMES[theme]
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": month,
        "x1": month,
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "line": {"color": colours.ink if solid else colours.muted, "width": 2 if solid else 1.5}
        | ({} if solid else {"dash": "2px 4px"}),
    }


def _line(life: Life, belief: str, mark: Mark) -> dict[str, Any]:
    line = life.beliefs[belief]
    colour = {"color": mark.line, "dash": mark.dash, "width": 2.5}
    name = escape(life.label, quote=False)
    return _drawn(range(line.size), plain(line), colour) | {
        "name": name,
        "hovertemplate": "%{y:.2f}",
    }


def _grey(life: Life, belief: str, mark: Mark, theme: ThemeName) -> dict[str, Any]:
    line = life.otherwise[belief]
    grey = {"color": THEMES[theme].baseline, "dash": mark.dash, "width": 2}
    return _drawn(range(line.size), plain(line), grey) | {"hoverinfo": "skip"}


def _drawn(months: Sequence[int], values: Sequence[Any], line: dict[str, Any]) -> dict[str, Any]:
    return {"type": "scatter", "x": list(months), "y": values, "mode": "lines", "line": line}


def _events(life: Life, belief: str, mark: Mark, size: float) -> dict[str, Any]:
    line = life.beliefs[belief]
    there = [
        event
        for event in life.happened
        if event.kind not in _BEFALLS and np.isfinite(line[event.month])
    ]
    return {
        "type": "scatter",
        "x": [event.month for event in there],
        "y": plain([line[event.month] for event in there]),
        "mode": "markers",
        "marker": {
            "symbol": [SYMBOLS[event.kind] for event in there],
            "size": size,
            "color": mark.line,
            "line": {"color": mark.line, "width": 1},
        },
        "text": [escape(event.words, quote=False) for event in there],
        "hovertemplate": "%{text}<extra></extra>",
    }


def _row(life: Life, row: int, months: int, theme: ThemeName) -> dict[str, Any]:
    """Return the line on which a life's events stand, as long as there is contact."""
    any_belief = next(iter(life.beliefs.values()), np.zeros(0))
    there = np.isfinite(any_belief)
    values = [row if kept else None for kept in there.tolist()]
    quiet = {"color": THEMES[theme].axis, "width": 1}
    return _drawn(range(months), values, quiet) | {"hoverinfo": "skip"}


def _strip(life: Life, row: int, mark: Mark, size: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": escape(life.label, quote=False),
        "x": [event.month for event in life.happened],
        "y": [row + (_LANE if e.kind in _BEFALLS else -_LANE) for e in life.happened],
        "mode": "markers",
        "marker": {
            "symbol": [SYMBOLS[event.kind] for event in life.happened],
            "size": size,
            "color": mark.line,
            "line": {"color": mark.line, "width": 1},
        },
        "text": [escape(event.words, quote=False) for event in life.happened],
        "hovertemplate": "%{x}: %{text}<extra></extra>",
        "xaxis": "x",
        "yaxis": "y",
    }


def _heading(text: str, top: float, theme: ThemeName, size: int) -> dict[str, Any]:
    return note(
        text,
        theme,
        x=0,
        y=top,
        xanchor="left",
        yanchor="bottom",
        font={"size": size, "color": THEMES[theme].ink, "weight": 600},
    )


def _ends(
    shown: Sequence[Life],
    belief: str,
    ends: tuple[float, float],
    gap: float,
    drawn: Mapping[str, Mark],
    months: int,
    size: int,
    number: int,
) -> list[dict[str, Any]]:
    """Return each line's name and last value to its right, moved apart where they overlap."""
    last = [_last(life.beliefs[belief]) for life in shown]
    seen = [place for place, value in enumerate(last) if math.isfinite(value)]
    heights = spread([last[place] for place in seen], gap, *ends)
    return [
        _label(
            f"{shown[place].label} {short_value(last[place], 'index')}",
            level,
            months,
            drawn[shown[place].strategy],
            size,
        )
        | {"yref": f"y{number}"}
        for place, level in zip(seen, heights, strict=True)
    ]


def _last(line: FloatArray) -> float:
    seen = line[np.isfinite(line)]
    return float(seen[-1]) if seen.size else math.nan


def _label(text: str, level: float, months: int, mark: Mark, size: int) -> dict[str, Any]:
    return {
        "text": escape(text, quote=False),
        "showarrow": False,
        "xref": "x",
        "yref": "y",
        "x": months - 0.3,
        "y": plain([level])[0],
        "xanchor": "left",
        "yanchor": "middle",
        "xshift": 8,
        "font": {"color": mark.label, "size": size, "weight": 600},
    }
