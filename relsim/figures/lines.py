"""Figures of lines: outcomes over time, over customers, and over one varied parameter."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import numpy as np

from relsim.figures.curves import Curve, FloatArray, plain
from relsim.figures.labels import (
    AXIS_FORMAT,
    HOVER_FORMAT,
    MOST_WRITTEN,
    Reading,
    end_labels,
    fitted_range,
    last_defined,
    month_step,
    short_value,
    slanted,
)
from relsim.figures.style import (
    THEMES,
    Figure,
    Mark,
    ThemeName,
    axis,
    axis_title,
    base_layout,
    label_margin,
    marks,
    unit_note,
)

# Values longer than this would run into each other: the axis has round numbers of its own instead.
_FEWEST_RATIOS = 3
_CROWDED = 10.0


def over_time(
    curves: Sequence[Curve],
    *,
    unit: str,
    reading: Reading = "number",
    baseline: Sequence[Curve] = (),
    months: FloatArray | None = None,
    across_title: str = "months",
    value_range: tuple[float, float] | None = None,
    title: str | None = None,
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 340,
) -> Figure:
    """Draw an outcome month by month: a line a strategy, with its band over replications.

    Parameters
    ----------
    curves : Sequence[Curve]
        One line a strategy, in order of mention.
    unit : str
        What is measured, written above the axis.
    reading : {"index", "share", "money", "number"}
        How values are written.
    baseline : Sequence[Curve]
        Lines to compare with, drawn in grey beneath.
    months : FloatArray, optional
        Months gone by at each point; 1 ... n when left out.
    across_title : str
        What `months` counts, when it is not months.
    value_range : tuple of float, optional
        Fixed vertical range, as while a slider is dragged; fitted to the bands when left out.
    title : str, optional
        Written above the figure; pages that have their own headings leave it out.
    theme, big, height
        Ground, type for a projector, and height (px; None fills what holds the figure).
    """
    size = max((curve.middle.size for curve in curves), default=0)
    gone = np.arange(1.0, size + 1.0) if months is None else months
    last = float(gone[-1]) if gone.size else 1.0
    across = axis(
        theme,
        grid=False,
        range=[0, last],
        dtick=month_step(last),
        title=axis_title(across_title, theme, big),
    )
    return _lines(
        curves, gone, across, unit, reading, baseline, value_range, title, theme, big, height
    )


def over_share(
    curves: Sequence[Curve],
    *,
    unit: str,
    across_title: str,
    reading: Reading = "money",
    value_range: tuple[float, float] | None = None,
    title: str | None = None,
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 340,
) -> Figure:
    """Draw a curve over the share of customers, as the whale curve of cumulative margin is."""
    size = max((curve.middle.size for curve in curves), default=2)
    shares = np.linspace(0.0, 1.0, size)
    across = axis(
        theme,
        grid=False,
        range=[0, 1],
        dtick=0.2,
        tickformat=".0%",
        title=axis_title(across_title, theme, big),
    )
    return _lines(curves, shares, across, unit, reading, (), value_range, title, theme, big, height)


def over_values(
    curves: Sequence[Curve],
    values: FloatArray | Sequence[str],
    *,
    unit: str,
    across_title: str,
    reading: Reading = "number",
    value_range: tuple[float, float] | None = None,
    title: str | None = None,
    theme: ThemeName = "light",
    big: bool = False,
    height: int | None = 360,
) -> Figure:
    """Draw an outcome over the values of one thing, with markers and error bars.

    Parameters
    ----------
    curves : Sequence[Curve]
        Middle and interval at each value.
    values : FloatArray or sequence of str
        The values gone through: numbers, or names set at equal distances.
    across_title : str
        What was varied, with its unit.
    """
    named = len(values) > 0 and isinstance(values[0], str)
    places = np.arange(len(values), dtype=np.float64) if named else np.asarray(values, dtype=float)
    logarithmic = not named and even_in_ratios(places)
    along = np.log10(places) if logarithmic else places
    low, high = (float(along.min()), float(along.max())) if along.size else (0.0, 1.0)
    edge = (high - low) * 0.03 or 0.5
    ticks: dict[str, Any] = {"type": "log"} if logarithmic else {}
    texts = [str(v) if named else f"{float(v):.4g}" for v in values]
    if named or (len(texts) <= 12 and sum(map(len, texts)) <= MOST_WRITTEN):
        ticks["tickvals"] = plain(places)
        ticks["ticktext"] = [escape(t, quote=False) for t in texts]
        ticks["tickangle"] = slanted(texts)
    across = axis(
        theme,
        grid=False,
        range=[low - edge, high + edge],
        title=axis_title(across_title, theme, big),
        **ticks,
    )
    return _lines(
        curves,
        places,
        across,
        unit,
        reading,
        (),
        value_range,
        title,
        theme,
        big,
        height,
        bars=True,
    )


def even_in_ratios(values: FloatArray) -> bool:
    """Return whether values lie evenly by their ratios and crowded by their differences.

    >>> even_in_ratios(np.array([0.1, 0.3, 1.0, 3.0, 10.0])), even_in_ratios(np.array([1.0, 2.0]))
    (True, False)
    """
    ordered = np.unique(values)
    if ordered.size < _FEWEST_RATIOS or ordered[0] <= 0:
        return False
    gaps, ratios = np.diff(ordered), np.diff(np.log(ordered))
    return bool(gaps.max() > _CROWDED * gaps.min() and ratios.max() < _CROWDED / 2 * ratios.min())


def _lines(
    curves: Sequence[Curve],
    across_values: FloatArray,
    across: dict[str, Any],
    unit: str,
    reading: Reading,
    baseline: Sequence[Curve],
    value_range: tuple[float, float] | None,
    title: str | None,
    theme: ThemeName,
    big: bool,
    height: int | None,
    *,
    bars: bool = False,
) -> Figure:
    drawn = marks((curve.strategy for curve in curves), theme)
    bottom, top = value_range or fitted_range([*baseline, *curves], whole=reading == "index")
    labels = [f"{curve.label}  {short_value(last_defined(curve)[1], reading)}" for curve in curves]
    layout = base_layout(theme, big, height=height, right=label_margin(labels, big), title=title)
    layout["hovermode"] = "x unified"
    layout["xaxis"] = across
    layout["yaxis"] = axis(
        theme, grid=True, range=[bottom, top], tickformat=AXIS_FORMAT[reading], nticks=6
    )
    if bottom < 0.0 < top:
        layout["yaxis"] |= {"zeroline": True, "zerolinecolor": THEMES[theme].axis}
    xs = plain(across_values)
    data: list[dict[str, Any]] = []
    if not bars:
        data += [_band(curve, xs, drawn[curve.strategy]) for curve in curves if _has_band(curve)]
    data += [_grey(curve, xs, theme, big) for curve in baseline]
    data += [_line(curve, xs, drawn[curve.strategy], reading, big, bars) for curve in curves]
    # On a logarithmic axis lines are placed by their values, but notes by the values' logarithms.
    along = np.log10(across_values) if across.get("type") == "log" else across_values
    layout["annotations"] = [
        unit_note(unit, theme, big),
        *end_labels(curves, labels, along, drawn, (bottom, top), theme, big, height),
    ]
    return {"data": data, "layout": layout}


def _has_band(curve: Curve) -> bool:
    return curve.low is not None and curve.high is not None


def _band(curve: Curve, xs: list[Any], mark: Mark) -> dict[str, Any]:
    assert curve.low is not None
    assert curve.high is not None
    seen = np.isfinite(curve.low) & np.isfinite(curve.high)
    there = [x for x, kept in zip(xs, seen.tolist(), strict=True) if kept]
    return {
        "type": "scatter",
        "x": there + there[::-1],
        "y": plain(curve.high[seen]) + plain(curve.low[seen][::-1]),
        "mode": "lines",
        "line": {"width": 0},
        "fill": "toself",
        "fillcolor": mark.band,
        "hoverinfo": "skip",
    }


def _grey(curve: Curve, xs: list[Any], theme: ThemeName, big: bool) -> dict[str, Any]:
    return {
        "type": "scatter",
        "x": xs,
        "y": plain(curve.middle),
        "mode": "lines",
        "line": {"color": THEMES[theme].baseline, "width": 2.5 if big else 1.5},
        "hoverinfo": "skip",
    }


def _line(
    curve: Curve, xs: list[Any], mark: Mark, reading: Reading, big: bool, bars: bool
) -> dict[str, Any]:
    form = HOVER_FORMAT[reading]
    hover = f"<b>%{{y:{form}}}</b>"
    trace: dict[str, Any] = {
        "type": "scatter",
        "name": escape(curve.label, quote=False),
        "x": xs,
        "y": plain(curve.middle),
        "mode": "lines+markers" if bars else "lines",
        "line": {"color": mark.line, "dash": mark.dash, "width": 4.5 if big else 2.5},
    }
    if curve.low is not None and curve.high is not None:
        edges = [plain(curve.low), plain(curve.high)]
        trace["customdata"] = [list(pair) for pair in zip(*edges, strict=True)]
        hover += f"  %{{customdata[0]:{form}}} … %{{customdata[1]:{form}}}"
        if bars:
            trace["error_y"] = {
                "type": "data",
                "symmetric": False,
                "array": plain(curve.high - curve.middle),
                "arrayminus": plain(curve.middle - curve.low),
                "color": mark.line,
                "thickness": 2.5 if big else 1.5,
                "width": 6 if big else 4,
            }
    if bars:
        trace["marker"] = {"symbol": mark.symbol, "size": 14 if big else 9, "color": mark.line}
    trace["hovertemplate"] = hover
    return trace
