"""Figures over two varied parameters: an outcome's level, and which strategy leads where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import numpy as np
import numpy.typing as npt

from relsim.figures.curves import FloatArray, plain
from relsim.figures.labels import AXIS_FORMAT, HOVER_FORMAT, Reading, short_value
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

# Cividis (Nunez, Anderton & Renslow 2018): even to the eye, with and without colour blindness.
_SCALE = ("#00224e", "#2a3f6d", "#575d6d", "#7d7c78", "#a69d75", "#d3c164", "#fee838")
_MOST_WRITTEN_CELLS = 64
# Beyond these many columns cells carry the shortest telling part of a name, or none at all.
_MOST_WHOLE_NAMES = 8
_MOST_SHORT_NAMES = 40


def levels(
    panels: Mapping[str, FloatArray],
    across: Sequence[str],
    upward: Sequence[str],
    *,
    across_title: str,
    upward_title: str,
    unit: str,
    reading: Reading = "number",
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 380,
) -> Figure:
    """Draw an outcome over two varied parameters, a panel a strategy on one scale of colour.

    Parameters
    ----------
    panels : Mapping[str, FloatArray]
        Label of a strategy -> values, shape (upward, across); NaN where nothing was run.
    across, upward : sequence of str
        The values gone through.
    unit : str
        Outcome and unit, beside the scale.
    """
    size, muted = text_size(big), THEMES[theme].muted
    layout = base_layout(theme, big, height=height, right=size * 6)
    grids = [np.asarray(grid, dtype=np.float64) for grid in panels.values()]
    seen = np.concatenate([grid[np.isfinite(grid)] for grid in grids]) if grids else np.zeros(0)
    low, high = (float(seen.min()), float(seen.max())) if seen.size else (0.0, 1.0)
    written = len(across) * len(upward) * len(panels) <= _MOST_WRITTEN_CELLS
    data: list[dict[str, Any]] = []
    gap, count = 0.04, max(len(panels), 1)
    wide = (1.0 - gap * (count - 1)) / count
    for place, (label, grid) in enumerate(zip(panels, grids, strict=True)):
        end = "" if place == 0 else str(place + 1)
        left = place * (wide + gap)
        titled = axis_title(across_title, theme, big)
        layout[f"xaxis{end}"] = _cells(
            theme,
            titled,
            **_ticks(across, 18 // count),
            domain=[left, left + wide],
            anchor=f"y{end}",
        )
        upward_axis = _cells(theme, {"text": ""}, **_ticks(upward, 10), anchor=f"x{end}")
        if place == 0:
            upward_axis["title"] = axis_title(upward_title, theme, big)
        else:
            upward_axis |= {"showticklabels": False, "matches": "y"}
        layout[f"yaxis{end}"] = upward_axis
        layout["annotations"].append(
            note(
                label,
                theme,
                x=left,
                y=1,
                xanchor="left",
                yanchor="bottom",
                yshift=6,
                font={"color": THEMES[theme].ink, "size": size, "weight": 600},
            )
        )
        trace = _grid(across, upward, f"x{end}", f"y{end}")
        trace |= {
            "z": [plain(row) for row in grid],
            "coloraxis": "coloraxis",
            "hovertemplate": f"%{{x}} · %{{y}}<br><b>%{{z:{HOVER_FORMAT[reading]}}}</b>"
            f"<extra>{escape(label, quote=False)}</extra>",
        }
        if written:
            trace["text"] = [[short_value(float(v), reading) for v in row] for row in grid]
            trace["texttemplate"] = "%{text}"
        data.append(trace)
    layout["coloraxis"] = {
        "colorscale": [[i / (len(_SCALE) - 1), colour] for i, colour in enumerate(_SCALE)],
        "cmin": low,
        "cmax": high if high > low else low + 1.0,
        "colorbar": {
            "title": axis_title(unit, theme, big) | {"side": "right"},
            "tickformat": AXIS_FORMAT[reading],
            "outlinewidth": 0,
            "thickness": 14,
            "tickfont": {"color": muted},
        },
    }
    return {"data": data, "layout": layout}


def leaders(
    leading: npt.NDArray[np.int64],
    strategies: Sequence[str],
    labels: Sequence[str],
    across: Sequence[str],
    upward: Sequence[str],
    *,
    across_title: str,
    upward_title: str,
    details: Sequence[Sequence[str]] | None = None,
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 400,
) -> Figure:
    """Draw which strategy leads where; cells in which none is clearly ahead stay blank.

    Parameters
    ----------
    leading : NDArray[int64]
        Place in `strategies`, -1 where it is not clear, shape (upward, across).
    details : sequence of sequences of str, optional
        A sentence a cell, shown under the pointer.
    """
    drawn = marks(strategies, theme)
    size = text_size(big)
    colours = [THEMES[theme].blank, *(drawn[name].tint for name in strategies)]
    steps = len(colours)
    scale = [
        [(place + side) / steps, colour] for place, colour in enumerate(colours) for side in (0, 1)
    ]
    trace = _grid(across, upward, "x", "y")
    shown = list(labels) if len(across) <= _MOST_WHOLE_NAMES else shortened(labels)
    written = shown if len(across) <= _MOST_SHORT_NAMES else [""] * len(shown)
    names, texts = (["", *(escape(label, quote=False) for label in of)] for of in (labels, written))
    cells = np.asarray(leading, dtype=np.int64)
    hover = details or [
        [names[i + 1] or "no clear difference" for i in row] for row in cells.tolist()
    ]
    trace |= {
        "z": cells.tolist(),
        "zmin": -1.5,
        "zmax": steps - 1.5,
        "colorscale": scale,
        "showscale": False,
        "text": [[texts[i + 1] for i in row] for row in cells.tolist()],
        "texttemplate": "%{text}",
        "textfont": {"color": THEMES[theme].ink, "size": size},
        "customdata": [[escape(text, quote=False) for text in row] for row in hover],
        "hovertemplate": "%{x} · %{y}<br>%{customdata}<extra></extra>",
    }
    layout = base_layout(theme, big, height=height)
    layout["xaxis"] = _cells(theme, axis_title(across_title, theme, big), **_ticks(across, 12))
    layout["yaxis"] = _cells(theme, axis_title(upward_title, theme, big), **_ticks(upward, 10))
    if shown != list(labels):
        key = ", ".join(f"{short} {label}" for short, label in zip(shown, labels, strict=True))
        layout["annotations"] = [unit_note(key, theme, big)]
    return {"data": [trace], "layout": layout}


def shortened(labels: Sequence[str]) -> list[str]:
    """Return the shortest beginnings that tell labels apart.

    >>> shortened(["Adviser", "Fighter", "Adaptive"])
    ['Adv', 'F', 'Ada']
    """
    short = []
    for label in labels:
        others = [other for other in labels if other != label]
        size = 1
        while size < len(label) and any(other.startswith(label[:size]) for other in others):
            size += 1
        short.append(label[:size])
    return short


def _ticks(values: Sequence[str], most: int) -> dict[str, Any]:
    """Return ticks at evenly spaced cells, few enough to be read."""
    step = max(-(-len(values) // max(most, 1)), 1)
    places = range(0, len(values), step)
    return {
        "tickvals": list(places),
        "ticktext": [escape(values[place], quote=False) for place in places],
    }


def _grid(across: Sequence[str], upward: Sequence[str], x: str, y: str) -> dict[str, Any]:
    return {
        "type": "heatmap",
        "x": [escape(value, quote=False) for value in across],
        "y": [escape(value, quote=False) for value in upward],
        "xaxis": x,
        "yaxis": y,
        "xgap": 2,
        "ygap": 2,
    }


def _cells(theme: ThemeName, title: dict[str, Any], **more: Any) -> dict[str, Any]:
    return axis(theme, grid=False, type="category", showline=False, ticks="", title=title, **more)
