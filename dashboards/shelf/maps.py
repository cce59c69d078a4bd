"""Views of a results folder as maps: an outcome over two names, and who is clearly best where."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.binned import bins_of
from relsim.analysis.findings import Best
from relsim.dashboards.jobs import Progress
from relsim.dashboards.message import listed
from relsim.dashboards.shelf import regions
from relsim.dashboards.shelf.types import Asked, Measured, Varied, View, Where
from relsim.dashboards.shelf.views import (
    ESTIMATES,
    axis_title,
    bins,
    ends_of,
    nearest,
    strategy_of,
    three,
    wins,
)
from relsim.errors import InputError
from relsim.figures.curves import FloatArray
from relsim.report.points import leader_of

if TYPE_CHECKING:
    from relsim.dashboards.shelf.cells import Cells
    from relsim.dashboards.shelf.study import Study

MOST_CELLS = 20_000
"""Cells of a map; more are finer than a screen and take long to draw."""


def levels(study: Study, asked: Asked, progress: Progress) -> View:
    """Return an outcome over two varied names, as a map a strategy."""
    if study.sampled:
        return regions.levels(study, asked, progress)
    outcome, across, upward = _plane(study, asked)
    cells = study.cells(asked, (upward.name, across.name))
    places = _places(cells, upward, across)
    curves = cells.curves(study.names)
    grids = {curve.label: _on_grid(curve.middle, places, upward, across) for curve in curves}

    def draw(**look: Any) -> figures.Figure:
        return figures.levels(
            grids,
            across.written,
            upward.written,
            across_title=axis_title(study, across),
            upward_title=axis_title(study, upward),
            unit=outcome.unit,
            reading=outcome.reading,
            **look,
        )

    def pick(mark: Mapping[str, Any]) -> Where | None:
        return _picked(
            study, asked, mark, upward, across, strategy_of(mark.get("curveNumber"), curves)
        )

    rows = [
        (
            float(cells.values[upward.name][place]),
            float(cells.values[across.name][place]),
            curve.strategy,
            *three(curve, place),
            int(cells.present[place]),
        )
        for place in range(cells.count)
        for curve in curves
    ]
    spans = [
        study.texts(
            "exploring.span",
            name=curve.label,
            low=figures.short_value(float(np.nanmin(curve.middle)), outcome.reading),
            high=figures.short_value(float(np.nanmax(curve.middle)), outcome.reading),
        )
        for curve in curves
        if np.isfinite(curve.middle).any()
    ]
    return View(
        asked,
        study.texts(
            "exploring.title.levels",
            outcome=outcome.label,
            across=across.label,
            upward=upward.label,
        ),
        study.texts("exploring.spans", spans=listed(spans, study.texts)),
        tuple(study.averaged(asked)),
        (upward.name, across.name, "strategy", *ESTIMATES),
        rows,
        draw,
        pick,
    )


def phases(study: Study, asked: Asked, progress: Progress) -> View:
    """Return who is clearly best where: a map over two names, or who is best along one."""
    if not asked.upward:
        return shares(study, asked, progress)
    if study.sampled:
        return regions.phases(study, asked, progress)
    return _leaders(study, asked)


def _leaders(study: Study, asked: Asked) -> View:
    outcome, across, upward = _plane(study, asked)
    cells = study.cells(asked, (upward.name, across.name))
    bests = cells.bests(study.good(outcome))
    places = _places(cells, upward, across)
    arms = cells.arms
    leading = np.full((len(upward.values), len(across.values)), -1, dtype=np.int64)
    details = [["–"] * len(across.values) for _ in upward.values]
    for (row, column), best in zip(places, bests, strict=True):
        leader = leader_of(best)
        leading[row, column] = -1 if leader is None else arms.index(leader)
        details[row][column] = wording.say_best(best, outcome.label, study.names)

    def draw(**look: Any) -> figures.Figure:
        return figures.leaders(
            leading,
            arms,
            [study.names[arm] for arm in arms],
            across.written,
            upward.written,
            across_title=axis_title(study, across),
            upward_title=axis_title(study, upward),
            details=details,
            **look,
        )

    rows = [
        (
            float(cells.values[upward.name][place]),
            float(cells.values[across.name][place]),
            *_told(best),
        )
        for place, best in enumerate(bests)
    ]
    return View(
        asked,
        study.texts("exploring.title.phases", outcome=outcome.label),
        wins(study, arms, bests),
        (study.texts["exploring.leads"], *study.averaged(asked)),
        (upward.name, across.name, "clearly_best", "contenders"),
        rows,
        draw,
        functools.partial(_picked, study, asked, upward=upward, across=across),
    )


def shares(study: Study, asked: Asked, _progress: Progress) -> View:
    """Return along one name at what share of the points each strategy is clearly best."""
    outcome, across = study.outcome(asked.outcome), study.name_of(asked.across)
    if study.sampled:
        cells = study.runs.cells(outcome.name, ("point", across.name))
        study.some(cells)
        members = bins_of(cells.values[across.name], bins(cells))
    else:
        cells = study.cells(asked, (across.name,))
        members = np.arange(cells.count)
    bests = cells.bests(study.good(outcome))
    leading = np.array([leader_of(best) or "" for best in bests], dtype=object)
    parts = [members == place for place in range(int(members.max(initial=-1)) + 1)]
    values = cells.values[across.name]
    edges = np.array([(values[part].min(), values[part].max()) for part in parts])
    won = {arm: np.array([np.mean(leading[part] == arm) for part in parts]) for arm in cells.arms}
    shown = study.written(across, np.array([values[part].mean() for part in parts]), 2)
    ranges = [_range(low, high) for low, high in edges.tolist()] if study.sampled else shown

    def draw(**look: Any) -> figures.Figure:
        return figures.phases(
            won,
            [study.names[arm] for arm in won],
            shown,
            ranges,
            across_title=axis_title(study, across),
            **look,
        )

    def pick(mark: Mapping[str, Any]) -> Where | None:
        place = nearest(mark.get("x"), np.arange(len(parts), dtype=np.float64))
        if place is None:
            return None
        low, high = edges[place].tolist()
        return Where(((across.name, low, high), *study.held(asked)))

    rows = [
        (*ends_of(study, edges[place]), int(part.sum()), *(float(won[a][place]) for a in won))
        for place, part in enumerate(parts)
    ]
    span = (f"{across.name} from", f"{across.name} to") if study.sampled else (across.name,)
    return View(
        asked,
        study.texts("exploring.title.phases", outcome=outcome.label),
        wins(study, cells.arms, bests),
        (study.texts["exploring.shares"],)
        if study.sampled
        else (study.texts["exploring.leads"], *study.averaged(asked)),
        (*span, "points", *won),
        rows,
        draw,
        pick,
    )


def _plane(study: Study, asked: Asked) -> tuple[Measured, Varied, Varied]:
    across, upward = study.name_of(asked.across), study.name_of(asked.upward)
    if len(across.values) * len(upward.values) > MOST_CELLS:
        raise InputError(study.texts["exploring.too_fine"])
    return study.outcome(asked.outcome), across, upward


def _places(cells: Cells, upward: Varied, across: Varied) -> list[tuple[int, int]]:
    """Return row and column of each cell."""
    row, column = (np.searchsorted(of.values, cells.values[of.name]) for of in (upward, across))
    return list(zip(row.tolist(), column.tolist(), strict=True))


def _on_grid(
    values: FloatArray,
    places: Sequence[tuple[int, int]],
    upward: Varied,
    across: Varied,
) -> FloatArray:
    grid = np.full((len(upward.values), len(across.values)), np.nan)
    for place, value in zip(places, values, strict=True):
        grid[place] = value
    return grid


def _picked(
    study: Study,
    asked: Asked,
    mark: Mapping[str, Any],
    upward: Varied,
    across: Varied,
    strategy: str | None = None,
) -> Where | None:
    values = []
    for of, key in ((across, "x"), (upward, "y")):
        told = mark.get(key)
        texts = [escape(text, quote=False) for text in of.written]
        place = nearest(told, np.array(of.values))
        if isinstance(told, str) and told in texts:
            place = texts.index(told)
        if place is None:
            return None
        value = of.values[place]
        values.append((of.name, value, value))
    return Where((*values, *study.held(asked)), strategy)


def _told(best: Best | None) -> tuple[str, str]:
    return leader_of(best) or "", " ".join(best.contenders) if best is not None else ""


def _range(low: float, high: float) -> str:
    return f"{low:.3g}" if low == high else f"{low:.2g}–{high:.2g}"
