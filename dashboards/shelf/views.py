"""Views of a results folder: an outcome over one varied name, and strategy against strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.binned import binned
from relsim.analysis.compare import compare_outcome
from relsim.analysis.findings import Best
from relsim.dashboards.jobs import Progress
from relsim.dashboards.message import capital, listed
from relsim.dashboards.shelf.asked import number
from relsim.dashboards.shelf.types import Asked, Measured, Varied, View, Where
from relsim.figures import Curve, Interval
from relsim.figures.curves import FloatArray
from relsim.report.points import leader_of, titled

if TYPE_CHECKING:
    from relsim.dashboards.shelf.cells import Cells
    from relsim.dashboards.shelf.study import Study

MOST_BINS = 10
_FEWEST_IN_BIN = 8
_NEAR = 0.02
_MOST_PAIRS = 6
_MOST_TOLD = 5
ESTIMATES = ("mean", "low", "high", "replications")


def parameter(study: Study, asked: Asked, _progress: Progress) -> View:
    """Return an outcome over one varied name, with error bars."""
    outcome, across = study.outcome(asked.outcome), study.name_of(asked.across)
    if study.sampled:
        cells = study.runs.cells(outcome.name, ("point", across.name))
        study.some(cells)
        curves, middles, edges = _binned(study, cells, across)
        notes = [study.texts["exploring.bins"]]
    else:
        cells = study.cells(asked, (across.name,))
        curves = cells.curves(study.names)
        middles = cells.values[across.name]
        edges = np.stack([middles, middles], axis=1)
        notes = [study.texts["exploring.means"], *study.averaged(asked)]
    shown = study.written(across, middles)
    named = across.name == "point"
    places = np.arange(len(shown), dtype=np.float64) if named else middles

    def draw(**look: Any) -> figures.Figure:
        return figures.over_values(
            curves,
            shown if named else middles,
            unit=outcome.unit,
            across_title=axis_title(study, across),
            reading=outcome.reading,
            **look,
        )

    def pick(mark: Mapping[str, Any]) -> Where | None:
        place = nearest(mark.get("x"), places)
        if place is None:
            return None
        low, high = edges[place].tolist()
        return Where(
            ((across.name, low, high), *study.held(asked)),
            strategy_of(mark.get("curveNumber"), curves),
        )

    counts = cells.present if not study.sampled else np.full(len(middles), -1)
    rows = [
        (*ends_of(study, edges[place]), curve.strategy, *three(curve, place), int(counts[place]))
        for place in range(len(middles))
        for curve in curves
    ]
    heads = (across.name, "strategy", *ESTIMATES)
    if study.sampled:
        heads = (f"{across.name} from", f"{across.name} to", "strategy", *ESTIMATES[:-1])
        rows = [row[:-1] for row in rows]
    return View(
        asked,
        study.texts(
            "exploring.title.listed" if named else "exploring.title.parameter",
            outcome=outcome.label,
            across=across.label,
        ),
        # Points of a list stand in no order, so nothing moves along them.
        wins(study, cells.arms, cells.bests(study.good(outcome)))
        if named and len(cells.arms) > 1
        else _moves(study, curves, shown, outcome),
        tuple(notes),
        heads,
        rows,
        draw,
        pick,
    )


def outcomes(study: Study, asked: Asked, _progress: Progress) -> View:
    """Return each strategy's value of an outcome, and every pair's difference on the same luck."""
    outcome = study.outcome(asked.outcome)
    cells = study.cells(asked, ())
    found = compare_outcome(
        {arm: cells.table[0, place] for place, arm in enumerate(cells.arms)},
        study.described(outcome),
    )
    named = study.names
    few = len(found.differences) <= _MOST_PAIRS
    leader = found.best.leader if found.best is not None else cells.arms[0]
    drawn = [
        Interval(
            d.arm,
            f"{named[d.arm]} − {named[d.base]}",
            d.mean,
            d.simultaneous_low,
            d.simultaneous_high,
            d.verdict in ("more", "less"),
        )
        for d in found.differences
        if np.isfinite(d.mean) and (few or leader in (d.arm, d.base))
    ]

    def draw(**look: Any) -> figures.Figure:
        return figures.differences(drawn, unit=outcome.unit, reading=outcome.reading, **look)

    rows: list[tuple[Any, ...]] = [
        (e.arm, "", e.mean, e.low, e.high, e.n, "") for e in found.estimates
    ]
    rows += [
        (d.arm, d.base, d.mean, d.simultaneous_low, d.simultaneous_high, d.n, d.verdict)
        for d in found.differences
    ]
    values = [
        study.texts(
            "exploring.cell",
            name=named[e.arm],
            mean=figures.short_value(e.mean, outcome.reading),
            interval=_interval(e.low, e.high, outcome),
        ).strip()
        for e in found.estimates
    ]
    said = [capital(listed(_few(study, values), study.texts)) + "."]
    if found.best is not None:
        said.append(f"{wording.say_best(found.best, outcome.label, named)}.".replace("..", "."))
    return View(
        asked,
        study.texts("exploring.title.outcomes", outcome=outcome.label),
        " ".join(said),
        (study.texts["exploring.pairs"], *study.averaged(asked)),
        ("strategy", "minus", "mean", "low", "high", "replications", "verdict"),
        rows,
        draw if drawn else None,
    )


def wins(
    study: Study, arms: Sequence[str], bests: Sequence[Best | None], *, parts: bool = False
) -> str:
    """Return who is clearly best at how many points, and at how many that is not clear.

    Parameters
    ----------
    parts
        Whether they are parts of a map instead of single points.
    """
    said = study.texts
    if len(arms) < 2:
        return said["exploring.wins.alone"]
    leading = [leader_of(best) for best in bests]
    won = sorted(((leading.count(arm), arm) for arm in arms), key=lambda one: -one[0])
    told = [
        said("exploring.wins.one", name=study.names[arm], won=f"{count:,}")
        for count, arm in won
        if count
    ]
    count = said("exploring.wins.parts" if parts else "exploring.wins.points", count=len(bests))
    if not told:
        return said("exploring.wins.none", count=count)
    left = leading.count(None)
    rest = said("exploring.wins.rest", count=f"{left:,}") if left else ""
    return capital(said("exploring.wins", wins=listed(told, said), count=count, rest=rest))


def axis_title(study: Study, varied: Varied) -> str:
    """Return what an axis is called, with its unit."""
    return study.texts["exploring.point"] if varied.name == "point" else titled(varied.name)


def _binned(
    study: Study, cells: Cells, across: Varied
) -> tuple[list[Curve], FloatArray, FloatArray]:
    values, common = cells.values[across.name], study.experiment.luck == "common"
    found = [
        binned(values, cells.table[:, place], common_luck=common, most=bins(cells))
        for place in range(len(cells.arms))
    ]
    curves = [
        Curve(arm, study.names[arm], of.mean, of.low, of.high)
        for arm, of in zip(cells.arms, found, strict=True)
    ]
    return curves, found[0].middle, found[0].edges


def bins(cells: Cells) -> int:
    """Return in how many parts a range is cut, so that each has points enough."""
    return max(2, min(MOST_BINS, cells.count // _FEWEST_IN_BIN))


def nearest(told: object, values: FloatArray) -> int | None:
    """Return the place of the value that a click means, or None where it is near none."""
    at = number(told)
    if at is None or not len(values):
        return None
    place = int(np.argmin(np.abs(values - at)))
    reach = max(float(np.ptp(values)), abs(float(values[place])), 1e-12) * _NEAR
    return place if abs(float(values[place]) - at) <= reach else None


def strategy_of(number: object, curves: Sequence[Curve]) -> str | None:
    """Return the strategy of a line or panel by its number in the figure, or None."""
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < len(curves):
        return None
    return curves[number].strategy


def ends_of(study: Study, edges: Any) -> tuple[float, ...]:
    """Return the ends of a part of a range, or the one value, for a table."""
    low, high = edges.tolist()
    return (low, high) if study.sampled else (low,)


def three(curve: Curve, place: int) -> tuple[float, ...]:
    """Return mean and interval at a place, for a table."""
    assert curve.low is not None and curve.high is not None
    return tuple(float(of[place]) for of in (curve.middle, curve.low, curve.high))


def _interval(low: float, high: float, outcome: Measured) -> str:
    """Return an interval as readers take it in at a glance."""
    if not np.isfinite(low):
        return ""
    if outcome.reading != "money":
        return wording.interval_in_words(low, high, outcome.unit)
    ends = [figures.short_value(end, "money") for end in (low, high)]
    return f"[{ends[0]}, {ends[1]}]"


def _moves(study: Study, curves: Sequence[Curve], shown: Sequence[str], of: Measured) -> str:
    said = study.texts
    if not shown:
        return said["shelf.nothing"]
    first, last = (
        [figures.short_value(float(curve.middle[place]), of.reading) for curve in curves]
        for place in (0, -1)
    )
    if len(shown) == 1:
        values = [f"{c.label} {value}" for c, value in zip(curves, first, strict=True)]
        return said("exploring.single", values=listed(_few(study, values), said))
    ends = [
        said("exploring.ends.one", name=curve.label, first=start, last=end)
        for curve, start, end in zip(curves, first, last, strict=True)
    ]
    return said(
        "exploring.ends", first=shown[0], last=shown[-1], ends=listed(_few(study, ends), said)
    )


def _few(study: Study, told: list[str]) -> list[str]:
    """Return what is said of each of many strategies, no more of them than are listened to."""
    if len(told) <= _MOST_TOLD:
        return told
    left = len(told) - _MOST_TOLD + 1
    return [*told[: _MOST_TOLD - 1], study.texts("exploring.more", count=left)]
