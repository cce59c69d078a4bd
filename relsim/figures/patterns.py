"""Figures of the model beside real customers: survival, whale curve, orientation, recovery."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim.evidence.patterns.criteria import CRITERIA
from relsim.evidence.patterns.orientation import LEVELS
from relsim.evidence.patterns.published import BUYING_AGAIN, COHORT_SURVIVAL
from relsim.figures.curves import Curve, plain
from relsim.figures.labels import Reading, short_value
from relsim.figures.lines import over_share, over_time, over_values
from relsim.figures.style import (
    MODEL,
    REAL,
    SORTING,
    THEMES,
    Figure,
    Mark,
    ThemeName,
    axis,
    base_layout,
    marks,
    note,
    text_size,
)

if TYPE_CHECKING:
    from relsim.evidence.patterns import Assessment, Line

OUTCOMES_OF_FAILURE = {
    "silent": "did not complain",
    "unresolved": "complained, not resolved",
    "resolved": "resolved",
    "quickly": "resolved quickly",
}


def survival(
    found: Assessment, *, theme: ThemeName = "light", big: bool = False, height: int | None = 340
) -> Figure:
    """Draw how many of a new cohort are left, beside a published cohort and sorting alone (P1)."""
    published = np.array([1.0, *COHORT_SURVIVAL])
    figure = over_time(
        [
            _curve(MODEL, "The model", found.lines["survival"]),
            _curve(SORTING, "By sorting alone", found.lines["sorting"]),
            Curve(REAL, "Published cohort", published),
        ],
        unit="share of a new cohort still clients",
        reading="share",
        months=np.arange(published.size, dtype=np.float64),
        across_title="years since they joined",
        value_range=(0.0, 1.02),
        theme=theme,
        big=big,
        height=height,
    )
    figure["layout"]["xaxis"] |= {"dtick": 1, "range": [0, published.size - 0.9]}
    points = figure["data"][-1]
    points["mode"] = "markers"
    points["marker"] = _marker(marks([REAL], theme)[REAL], big)
    return figure


def whale(
    found: Assessment, *, theme: ThemeName = "light", big: bool = False, height: int | None = 340
) -> Figure:
    """Draw which part of all profit the best customers bring, beside published ranges (P7)."""
    line = found.lines["whale"]
    top, worst = CRITERIA["whale_top"], CRITERIA["whale_worst"]
    ranges = (
        (0.2, top.low, top.high, "best 20 %: published"),
        (0.9, 1.0 + worst.low, 1.0 + worst.high, "all but the worst 10 %: published"),
    )
    seen = [*line.high.tolist(), *line.middle.tolist(), *(high for _, _, high, _ in ranges)]
    least = min([0.0, *(edge for edge in line.low.tolist() if np.isfinite(edge))])
    figure = over_share(
        [_curve(MODEL, "The model", line)],
        unit="of all profit, cumulative, most profitable customers first",
        across_title="share of customers served in the year",
        reading="share",
        value_range=(least * 1.05, 1.08 * max(edge for edge in seen if np.isfinite(edge))),
        theme=theme,
        big=big,
        height=height,
    )
    real = marks([REAL], theme)[REAL]
    for at, low, high, label in ranges:
        early = at < 0.5
        figure["data"].append(
            _range(real, [at, at], [low, high], big)
            | {"hovertemplate": f"{label} {_percent(low)} to {_percent(high)}<extra></extra>"}
        )
        figure["layout"]["annotations"].append(
            note(
                label,
                theme,
                xref="x",
                yref="y",
                x=at,
                # beside its bar, towards the middle of the figure, at a height of its own
                y=high if early else (low + high) / 2,
                xanchor="left" if early else "right",
                yanchor="top",
                xshift=10 if early else -10,
                font={"color": real.label, "size": text_size(big), "weight": 600},
            )
        )
    return figure


def orientation(
    found: Assessment, *, theme: ThemeName = "light", big: bool = False, height: int | None = 340
) -> Figure:
    """Draw margin over the index of customer orientation, and satisfaction beside it (P4)."""
    options: dict[str, Any] = {"theme": theme, "big": big, "height": height}
    across = "customer orientation, 0–1"
    drawn: tuple[tuple[str, str, Reading], ...] = (
        ("margin", "margin, share of list revenue", "share"),
        ("satisfaction", "satisfaction, index 0–1", "index"),
    )
    margin, satisfaction = (
        over_values(
            [_curve(MODEL, "", found.lines[name])],
            np.array(LEVELS),
            unit=unit,
            across_title=across,
            reading=reading,
            value_range=_close(found.lines[name]),
            **options,
        )
        for name, unit, reading in drawn
    )
    for one in (margin, satisfaction):
        one["layout"]["xaxis"] |= {
            "tickmode": "array",
            "tickvals": [0, 0.2, 0.4, 0.6, 0.8, 1],
            "ticktext": ["0", "0.2", "0.4", "0.6", "0.8", "1"],
        }
    satisfaction["layout"]["yaxis"]["tickformat"] = ".2f"
    best = next(one.value for one in found.findings if one.criterion.name == "margin_optimum")
    if np.isfinite(best):
        margin["layout"]["shapes"].append(
            {
                "type": "line",
                "x0": plain([best])[0],
                "x1": plain([best])[0],
                "y0": 0,
                "y1": 1,
                "yref": "y domain",
                "line": {"color": THEMES[theme].baseline, "dash": "dot", "width": 2},
            }
        )
        margin["layout"]["annotations"].append(
            note(
                f"most at {best:.2f}",
                theme,
                xref="x",
                yref="y domain",
                x=plain([best])[0],
                y=0.02,
                xanchor="right",
                yanchor="bottom",
                xshift=-6,
                font={"color": THEMES[theme].ink, "size": text_size(big)},
            )
        )
    return _beside(margin, satisfaction)


def recovery(
    found: Assessment, *, theme: ThemeName = "light", big: bool = False, height: int | None = 340
) -> Figure:
    """Draw who buys again by how the complaint went, beside published shares and bands (P14)."""
    line, size = found.lines["recovery"], text_size(big)
    drawn = marks([MODEL, REAL], theme)
    names = list(BUYING_AGAIN)
    labels = [OUTCOMES_OF_FAILURE[name] for name in names]
    layout = base_layout(theme, big, height=height, right=size * 2)
    layout["margin"] |= {"l": int(max(map(len, labels)) * size * 0.56) + 16}
    layout["xaxis"] = axis(theme, grid=True, range=[0, 1], tickformat=".0%", nticks=6)
    layout["yaxis"] = axis(
        theme,
        grid=False,
        showline=False,
        ticks="",
        range=[len(names) - 0.4, -0.8],
        tickvals=list(range(len(names))),
        ticktext=[escape(label, quote=False) for label in labels],
        tickfont={"color": THEMES[theme].ink},
    )
    data: list[dict[str, Any]] = []
    for place, (name, share) in enumerate(BUYING_AGAIN.items()):
        band = CRITERIA[f"again_{name}"]
        middle, low, high = (float(part[place]) for part in line)
        data.append(_range(drawn[REAL], [band.low, band.high], [place, place], big))
        data += [
            _point(drawn[REAL], share, place, big, "Published", _percent(share)),
            _point(drawn[MODEL], middle, place, big, "The model", _percent(middle))
            | {
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": plain([high - middle]),
                    "arrayminus": plain([middle - low]),
                    "color": drawn[MODEL].line,
                    "thickness": 4 if big else 2.5,
                    "width": 6 if big else 4,
                }
            },
        ]
        layout["annotations"].append(
            note(
                f"{_percent(middle)}  [{_percent(low)} … {_percent(high)}],"
                f" published {_percent(share)}",
                theme,
                xref="x",
                yref="y",
                # towards the middle of the figure
                x=band.high if share > 0.5 else band.low,
                y=place,
                xanchor="right" if share > 0.5 else "left",
                yshift=-size * 1.3,
                font={"color": THEMES[theme].muted, "size": int(size * 0.92)},
            )
        )
    for place, (name, label) in enumerate(
        ((REAL, "Published, with the band that is accepted"), (MODEL, "The model"))
    ):
        layout["annotations"].append(
            note(
                label,
                theme,
                x=0.6 if place else 0,
                y=1,
                xanchor="left",
                yanchor="bottom",
                yshift=6,
                font={"color": drawn[name].label, "size": size, "weight": 600},
            )
        )
    return {"data": data, "layout": layout}


def _curve(name: str, label: str, line: Line) -> Curve:
    """Return a line with its interval, where it has one."""
    if not np.isfinite(line.low).any():
        return Curve(name, label, line.middle)
    return Curve(name, label, line.middle, line.low, line.high)


def _close(line: Line) -> tuple[float, float] | None:
    """Return a range that shows the shape of a line rather than its distance from nought."""
    seen = np.concatenate(line)
    seen = seen[np.isfinite(seen)]
    if seen.size == 0:
        return None
    room = 0.15 * float(seen.max() - seen.min()) or 0.1
    return float(seen.min()) - room, float(seen.max()) + room


def _percent(share: float) -> str:
    return short_value(share, "share")


def _marker(mark: Mark, big: bool) -> dict[str, Any]:
    return {"symbol": mark.symbol, "size": 16 if big else 11, "color": mark.line}


def _range(mark: Mark, across: list[float], upward: list[float], big: bool) -> dict[str, Any]:
    """Return a thick bar from one point to another: a band that is accepted."""
    return {
        "type": "scatter",
        "x": plain(across),
        "y": plain(upward),
        "mode": "lines",
        "line": {"color": mark.tint, "width": 16 if big else 11},
        "hoverinfo": "skip",
    }


def _point(
    mark: Mark, share: float, place: int, big: bool, label: str, told: str
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": label,
        "x": plain([share]),
        "y": [place],
        "mode": "markers",
        "marker": _marker(mark, big),
        "hovertemplate": f"{label}: {told}<extra></extra>",
    }


def _beside(left: Figure, right: Figure) -> Figure:
    """Return two figures as one, side by side with axes of their own."""
    middle, gap = 0.5, 0.07
    layout = dict(left["layout"])
    layout["xaxis"] = layout["xaxis"] | {"domain": [0, middle - gap]}
    layout["xaxis2"] = right["layout"]["xaxis"] | {"domain": [middle + gap, 1], "anchor": "y2"}
    layout["yaxis2"] = right["layout"]["yaxis"] | {"anchor": "x2"}
    notes = list(left["layout"]["annotations"])
    for one in right["layout"]["annotations"]:
        own = {"x": middle + gap} if one["xref"] == "paper" else {"xref": "x2", "yref": "y2"}
        notes.append(one | own)
    layout["annotations"] = notes
    data = left["data"] + [trace | {"xaxis": "x2", "yaxis": "y2"} for trace in right["data"]]
    return {"data": data, "layout": layout}
