"""How a view's figure stands on the Explore page: its type, and the point whose runs are shown."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from relsim.dashboards.drawing import sized
from relsim.figures import THEMES, Figure, ThemeName

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import View, Where

# Beyond these many marks the chosen one is not looked for.
_MOST_MARKS = 3_000
_IN_ROWS = ("importance", "outcomes")


def drawn(
    view: View, where: Where | None, theme: ThemeName, big: bool, height: int
) -> Figure | None:
    """Return a view's figure as plain dicts, or None where there is nothing to draw.

    Parameters
    ----------
    where
        The runs shown beside it: their point is framed.
    theme, big, height
        Ground, whether type is for a projector, and the height it will have (px).
    """
    roomy, least, most = (440, 0.72, 1.0) if big else (800, 0.64, 0.85)
    ratio = min(max(height / roomy, least), most)
    needed = _needed(view, theme, ratio)
    found = view.figure(theme, True, round(max(height, needed) / ratio))
    if found is None:
        return None
    figure = {"data": found["data"], "layout": dict(found["layout"])}
    # The page gives the height; a fixed one would outlive a change of the window. What has more
    # rows than fit says how high it must be, and is scrolled.
    figure["layout"].pop("height", None)
    figure["layout"] |= {"autosize": True, "meta": {"needed": needed if needed > height else 0}}
    sized(figure, ratio)
    if where is not None:
        frames = _frames(figure, view, where, THEMES[theme].ink)
        figure["layout"]["shapes"] = [*figure["layout"].get("shapes", []), *frames]
    return figure


def _needed(view: View, theme: ThemeName, ratio: float) -> int:
    """Return the height that a figure with a row a name needs; 0 where any will do."""
    if view.asked.view not in _IN_ROWS:
        return 0
    natural = view.figure(theme, True)
    return round(natural["layout"].get("height", 0) * ratio) if natural is not None else 0


def _frames(figure: Figure, view: View, where: Where, ink: str) -> list[dict[str, Any]]:
    """Return frames around the marks that stand for the runs shown."""
    frames: list[dict[str, Any]] = []
    left = _MOST_MARKS
    for number, trace in enumerate(figure["data"]):
        across, upward = trace.get("x"), trace.get("y")
        if trace.get("hoverinfo") == "skip" or not across or not upward:
            continue
        cells = trace.get("type") == "heatmap"
        places = list(
            product(range(len(across)), range(len(upward)))
            if cells
            else ((place, place) for place in range(len(across)))
        )
        left -= len(places)
        if left < 0:
            return frames
        for right, up in places:
            mark = {"x": across[right], "y": upward[up], "curveNumber": number}
            if view.picked(mark) == where:
                frames.append(_frame(trace, right, up, ink))
    # Bars that stand on each other are one mark.
    return list({repr(frame): frame for frame in frames}.values())


def _frame(trace: dict[str, Any], right: int, up: int, ink: str) -> dict[str, Any]:
    box: dict[str, Any]
    line = {"color": ink, "width": 3}
    ends = {"xref": trace.get("xaxis") or "x", "yref": trace.get("yaxis") or "y"}
    if trace.get("type") == "heatmap":
        box = {"x0": right - 0.5, "x1": right + 0.5, "y0": up - 0.5, "y1": up + 0.5}
        return {"type": "rect", "line": line, **ends, **box}
    x = trace["x"][right]
    if trace.get("type") == "bar":
        box = {"x0": right - 0.5, "x1": right + 0.5, "y0": 0, "y1": 1, "yref": "paper"}
        return {"type": "rect", "line": line, **ends, **box}
    thin = {"color": ink, "width": 1.5, "dash": "dot"}
    box = {"x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper"}
    return {"type": "line", "line": thin, **ends, **box}
