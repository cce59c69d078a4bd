"""Sampled points as maps: two of the varied names in parts of equal count, averaged over the rest.

Points of a sample have each their own values of everything that is varied, so that a map of them
shows what is so on average in each part of two ranges.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.binned import best_in, bins_of
from relsim.analysis.findings import Best
from relsim.dashboards.jobs import Progress
from relsim.dashboards.message import listed
from relsim.dashboards.shelf.types import Asked, Varied, View, Where
from relsim.dashboards.shelf.views import axis_title, nearest, strategy_of, wins
from relsim.figures.curves import FloatArray
from relsim.report.points import leader_of

if TYPE_CHECKING:
    from relsim.dashboards.shelf.cells import Cells
    from relsim.dashboards.shelf.study import Study

MOST_PARTS = 8
"""Parts of a range."""
_FEWEST_INSIDE = 10
"""Points in a cell of the map, about."""


@dataclass(frozen=True)
class _Parts:
    """One of the two ranges in parts: which each point lies in, their ends, what they are called.

    Attributes
    ----------
    edges : float64, shape (parts, 2)
    """

    of: Varied
    members: NDArray[np.int64]
    edges: FloatArray
    shown: list[str]

    @property
    def count(self) -> int:
        return len(self.edges)


def phases(study: Study, asked: Asked, progress: Progress) -> View:
    """Return who is clearly best on average in each part of two ranges."""
    outcome = study.outcome(asked.outcome)
    cells, across, upward = _divided(study, asked)
    common, good = study.experiment.luck == "common", study.good(outcome)
    leading = np.full((upward.count, across.count), -1, dtype=np.int64)
    details = [["–"] * across.count for _ in range(upward.count)]
    rows: list[tuple[Any, ...]] = []
    bests: list[Best] = []
    for row in range(upward.count):
        progress(row / upward.count)
        for column in range(across.count):
            inside = (upward.members == row) & (across.members == column)
            if not inside.any():
                continue
            best = best_in(cells.table[inside], good, cells.arms, common_luck=common)
            leader = leader_of(best)
            leading[row, column] = -1 if leader is None else cells.arms.index(leader)
            told = wording.say_best(best, outcome.label, study.names)
            details[row][column] = f"{_where(study, upward, row, across, column)}: {told}"
            bests.append(best)
            ends = (*upward.edges[row].tolist(), *across.edges[column].tolist())
            rows.append((*ends, int(inside.sum()), leader or "", " ".join(best.contenders)))

    def draw(**look: Any) -> figures.Figure:
        return figures.leaders(
            leading,
            cells.arms,
            [study.names[arm] for arm in cells.arms],
            across.shown,
            upward.shown,
            across_title=axis_title(study, across.of),
            upward_title=axis_title(study, upward.of),
            details=details,
            **look,
        )

    return View(
        asked,
        study.texts("exploring.title.phases", outcome=outcome.label),
        wins(study, cells.arms, bests, parts=True),
        (study.texts["exploring.regions"],),
        (*_heads(upward, across), "points", "clearly_best", "contenders"),
        rows,
        draw,
        lambda mark: _picked(mark, upward, across),
    )


def levels(study: Study, asked: Asked, _progress: Progress) -> View:
    """Return an outcome on average in each part of two ranges, a map a strategy."""
    outcome = study.outcome(asked.outcome)
    cells, across, upward = _divided(study, asked)
    shape = (upward.count, across.count)
    grids = {}
    rows: list[tuple[Any, ...]] = []
    curves = cells.curves(study.names)
    for curve in curves:
        grid = np.full(shape, np.nan)
        for row, column in np.ndindex(shape):
            inside = (upward.members == row) & (across.members == column)
            values = curve.middle[inside]
            if np.isfinite(values).any():
                grid[row, column] = np.nanmean(values)
            if inside.any():
                ends = (*upward.edges[row].tolist(), *across.edges[column].tolist())
                found = float(grid[row, column])
                rows.append((*ends, int(inside.sum()), curve.strategy, found))
        grids[curve.label] = grid

    def draw(**look: Any) -> figures.Figure:
        return figures.levels(
            grids,
            across.shown,
            upward.shown,
            across_title=axis_title(study, across.of),
            upward_title=axis_title(study, upward.of),
            unit=outcome.unit,
            reading=outcome.reading,
            **look,
        )

    def pick(mark: Mapping[str, Any]) -> Where | None:
        return _picked(mark, upward, across, strategy_of(mark.get("curveNumber"), curves))

    spans = [
        study.texts(
            "exploring.span",
            name=label,
            low=figures.short_value(float(np.nanmin(grid)), outcome.reading),
            high=figures.short_value(float(np.nanmax(grid)), outcome.reading),
        )
        for label, grid in grids.items()
        if np.isfinite(grid).any()
    ]
    labels = {"across": across.of.label, "upward": upward.of.label}
    return View(
        asked,
        study.texts("exploring.title.levels", outcome=outcome.label, **labels),
        study.texts("exploring.spans.points", spans=listed(spans, study.texts)),
        (study.texts["exploring.region_means"],),
        (*_heads(upward, across), "points", "strategy", "mean"),
        rows,
        draw,
        pick,
    )


def _divided(study: Study, asked: Asked) -> tuple[Cells, _Parts, _Parts]:
    """Return the points' outcomes, and the two ranges in parts."""
    cells = study.runs.cells(asked.outcome, ("point", asked.across, asked.upward))
    study.some(cells)
    most = max(2, min(MOST_PARTS, int(np.sqrt(cells.count / _FEWEST_INSIDE))))
    across, upward = (_parts(study, cells, name, most) for name in (asked.across, asked.upward))
    return cells, across, upward


def _parts(study: Study, cells: Cells, name: str, most: int) -> _Parts:
    values, of = cells.values[name], study.name_of(name)
    members = bins_of(values, most)
    inside = [values[members == part] for part in range(int(members.max()) + 1)]
    edges = np.array([(part.min(), part.max()) for part in inside])
    shown = study.written(of, np.array([part.mean() for part in inside]), 2)
    return _Parts(of, members, edges, shown)


def _heads(upward: _Parts, across: _Parts) -> tuple[str, ...]:
    return tuple(f"{of.of.name} {end}" for of in (upward, across) for end in ("from", "to"))


def _where(study: Study, upward: _Parts, row: int, across: _Parts, column: int) -> str:
    ends = ((across, column), (upward, row))
    return ", ".join(study.at(of.of.name, *of.edges[place].tolist()) for of, place in ends)


def _picked(
    mark: Mapping[str, Any], upward: _Parts, across: _Parts, strategy: str | None = None
) -> Where | None:
    values = []
    for of, key in ((across, "x"), (upward, "y")):
        told = mark.get(key)
        place = nearest(told, of.edges.mean(axis=1))
        if isinstance(told, str) and told in of.shown:
            place = of.shown.index(told)
        if place is None:
            return None
        low, high = of.edges[place].tolist()
        values.append((of.of.name, low, high))
    return Where(tuple(values), strategy)
