"""What the two large figures may show, and how a run of a scenario is drawn in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from relsim import figures
from relsim.dashboards.texts import Texts
from relsim.figures import Curve, Figure, Reading, ThemeName
from relsim.figures.labels import fitted_range

#: What a figure is drawn at where the page has not told its height (px), and what it may tell.
USUAL_HEIGHT = 420
HEIGHTS = (160, 1400)

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """Something followed over time.

    Attributes
    ----------
    name
        As `Shown.curves` and the texts call it.
    reading
        How its values are written.
    """

    name: str
    reading: Reading


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        measure.name: measure
        for measure in (
            Measure("respect", "index"),
            Measure("margin", "money"),
            Measure("churn", "share"),
            Measure("clients", "number"),
            Measure("referrals", "number"),
            Measure("discount", "share"),
            Measure("trust", "index"),
            Measure("satisfaction", "index"),
            Measure("demands", "number"),
        )
    }
)
#: What the two figures show at first.
AT_FIRST = ("respect", "margin")


@dataclass(frozen=True, slots=True)
class Look:
    """How a page wants its figures: ground, type, height (px).

    Attributes
    ----------
    theme
        Light or dark ground.
    big
        Whether type is for a projector.
    height
        Of the figure on the page, so that labels keep their distance.
    """

    theme: ThemeName = "light"
    big: bool = False
    height: int = USUAL_HEIGHT


def together(first: Range | None, other: Range) -> Range:
    """Return a vertical range that holds both: what was shown stays in sight.

    >>> together((0.0, 1.0), (-2.0, 0.5))
    (-2.0, 1.0)
    """
    if first is None:
        return other
    return min(first[0], other[0]), max(first[1], other[1])


def drawn(
    measure: Measure,
    curves: Sequence[Curve],
    baseline: Sequence[Curve],
    look: Look,
    texts: Texts,
    held: Range | None = None,
) -> tuple[Figure, Range]:
    """Return the figure of a measure, and the vertical range it was drawn with.

    Parameters
    ----------
    measure
        What is shown.
    curves, baseline
        The scenario's lines, and those it is compared with.
    look
        Ground, type and height.
    texts
        Where units are worded.
    held
        A range that stays in sight, as while a lever is dragged: it only ever grows.
    """
    whole = measure.reading == "index"
    bounds = together(held, fitted_range([*baseline, *curves], whole=whole))
    if whole:
        bounds = (0.0, 1.0)
    figure = figures.over_time(
        curves,
        unit=texts(f"measure.{measure.name}.unit"),
        reading=measure.reading,
        baseline=baseline,
        across_title=texts("measure.months"),
        value_range=bounds,
        theme=look.theme,
        big=True,
        # Labels keep the distance they have in a projector's figure before all is made smaller.
        height=round(look.height / _ratio(look)),
    )
    layout = figure["layout"]
    # The page gives the height; a fixed one would outlive a change of the window.
    layout.pop("height", None)
    layout["autosize"] = True
    _told_apart(figure, curves, baseline, look.theme)
    sized(figure, _ratio(look))
    return figure, bounds


def _ratio(look: Look) -> float:
    """Return how large a figure's type and lines are, beside a projector's."""
    roomy, least, most = (440, 0.72, 1.0) if look.big else (700, 0.64, 0.85)
    return min(max(look.height / roomy, least), most)


def sized(part: dict[str, Any], ratio: float) -> None:
    """Take type, lines and margins of a projector's figure to a share of their size."""
    for key, value in part.items():
        if key == "margin":
            part[key] = {side: int(width * ratio) for side, width in value.items()}
        elif isinstance(value, dict):
            sized(value, ratio)
        elif isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    sized(one, ratio)
        elif key == "size":
            part[key] = round(value * ratio)
        elif key == "width":
            part[key] = round(value * ratio, 1)


def _told_apart(
    figure: Figure, curves: Sequence[Curve], baseline: Sequence[Curve], theme: ThemeName
) -> None:
    """Give each grey line the dash of its strategy, and leave the hover to the lines in colour."""
    if not baseline:
        return
    marks = figures.marks((curve.strategy for curve in curves), theme)
    grey = figures.THEMES[theme].baseline
    lines: list[dict[str, Any]] = [
        trace for trace in figure["data"] if trace.get("line", {}).get("color") == grey
    ]
    for trace, curve in zip(lines, baseline, strict=True):
        if curve.strategy in marks:
            trace["line"]["dash"] = marks[curve.strategy].dash
