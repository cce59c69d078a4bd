"""The report's figures over varied names: lines over one, maps over two, averages over more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.findings import Best
from relsim.figures import Curve, Reading
from relsim.figures.curves import FloatArray
from relsim.report.headline import listed
from relsim.report.material import Material
from relsim.report.page import Page, grid, paragraph, section
from relsim.report.points import (
    Points,
    curves_by,
    leader_of,
    outcomes_drawn,
    titled,
    wins_in_words,
)

_MOST_LINES = 4
_MOST_SLICES = 6


def over_one(page: Page, material: Material, points: Points, name: str) -> str:
    """Draw the main outcomes over one varied name, in order of its values."""
    values = np.asarray(points.values[name])
    order = np.argsort(values, kind="stable")
    ordered = {
        outcome: [
            Curve(c.strategy, c.label, c.middle[order], _at(c.low, order), _at(c.high, order))
            for c in curves
        ]
        for outcome, curves in points.curves.items()
    }
    return over_points(page, material, ordered, values[order], titled(name))


def _at(edge: FloatArray | None, order: np.ndarray) -> FloatArray | None:
    return None if edge is None else edge[order]


def over_points(
    page: Page,
    material: Material,
    drawn: Mapping[str, Sequence[Curve]],
    across: np.ndarray | Sequence[str],
    across_title: str,
) -> str:
    """Draw the main outcomes point by point, with error bars."""
    frames = []
    for name, reading in outcomes_drawn(material):
        curves = drawn[name]
        frames.append(
            page.figure(
                material.outcomes[name].label,
                _ends(curves, reading, across),
                figures.over_values(
                    curves,
                    across,
                    unit=material.outcomes[name].unit,
                    across_title=across_title,
                    reading=reading,
                ),
            )
        )
    told = "Means over replications with 95 % intervals."
    return section("How outcomes move", paragraph(told, "quiet"), grid(frames), place="lines")


def _ends(curves: Sequence[Curve], reading: Reading, across: np.ndarray | Sequence[str]) -> str:
    if len(across) < 2:
        return "A single point."
    first, last = (v if isinstance(v, str) else f"{float(v):.4g}" for v in (across[0], across[-1]))
    ends = [
        f"{c.label} from {figures.short_value(float(c.middle[0]), reading)} "
        f"to {figures.short_value(float(c.middle[-1]), reading)}"
        for c in curves
    ]
    return f"From {first} to {last}: {listed(ends)}."


def over_two(page: Page, material: Material, points: Points, upward: str, across: str) -> str:
    """Draw who leads where, and the levels of the main outcomes, over two varied names."""
    rows, columns = (sorted(set(points.values[name])) for name in (upward, across))
    row_of = {value: place for place, value in enumerate(rows)}
    column_of = {value: place for place, value in enumerate(columns)}
    places = [
        (row_of[y], column_of[x])
        for y, x in zip(points.values[upward], points.values[across], strict=True)
    ]
    across_names, upward_names = ([f"{v:.3g}" for v in values] for values in (columns, rows))
    shape = (len(rows), len(columns))
    frames, panels = [], []
    if len(material.strategies) > 1:
        for name in reversed(material.horizons):
            bests = points.best[name]
            if not any(best is not None and best.leader is not None for best in bests):
                continue
            frames.append(
                page.figure(
                    f"Who earns most: {material.outcomes[name].label}",
                    f"{wins_in_words(material, bests)}; blank where not clear.",
                    _leaders(
                        material,
                        name,
                        bests,
                        places,
                        shape,
                        across_names,
                        upward_names,
                        titled(across),
                        titled(upward),
                    ),
                )
            )
    for name, reading in outcomes_drawn(material):
        grids = {}
        for curve in points.curves[name]:
            cells = np.full(shape, np.nan)
            for place, middle in zip(places, curve.middle, strict=True):
                cells[place] = middle
            grids[curve.label] = cells
        outcome = material.outcomes[name]
        panels.append(
            page.figure(
                outcome.label,
                f"Means over replications, bright is high: {_span_of(grids, reading)}.",
                figures.levels(
                    grids,
                    across_names,
                    upward_names,
                    across_title=titled(across),
                    upward_title=titled(upward),
                    unit=outcome.unit,
                    reading=reading,
                ),
            )
        )
    told = "A strategy is named where its simultaneous 95 % intervals leave all others behind."
    whole, horizons = grid(frames[:1], one=True), grid(frames[1:]) if frames[1:] else ""
    maps = section("Who wins where", paragraph(told, "quiet"), whole, horizons) if frames else ""
    return maps + section("How outcomes move", grid(panels, one=True), place="levels")


def _leaders(
    material: Material,
    outcome: str,
    bests: Sequence[Best | None],
    places: Sequence[tuple[int, int]],
    shape: tuple[int, int],
    across: Sequence[str],
    upward: Sequence[str],
    across_title: str,
    upward_title: str,
) -> figures.Figure:
    leading = np.full(shape, -1, dtype=np.int64)
    details = [["not run" for _ in range(shape[1])] for _ in range(shape[0])]
    label = material.outcomes[outcome].label
    for (row, column), best in zip(places, bests, strict=True):
        leader = leader_of(best)
        if leader is not None:
            leading[row, column] = material.strategies.index(leader)
        details[row][column] = wording.say_best(best, label, material.names)
    return figures.leaders(
        leading,
        material.strategies,
        [material.names[arm] for arm in material.strategies],
        across,
        upward,
        across_title=across_title,
        upward_title=upward_title,
        details=details,
    )


def _span_of(grids: dict[str, np.ndarray], reading: Reading) -> str:
    said = []
    for label, cells in grids.items():
        if np.isfinite(cells).any():
            low, high = float(np.nanmin(cells)), float(np.nanmax(cells))
            ends = [figures.short_value(v, reading) for v in (low, high)]
            said.append(f"{label} {ends[0]} to {ends[1]}")
    return listed(said) or "undefined"


def over_three(page: Page, material: Material, points: Points, names: Sequence[str]) -> str:
    """Draw who leads over the first two varied names, at some levels of the third."""
    if len(material.strategies) < 2:
        return ""
    upward, across, third = names
    at = np.asarray(points.values[third])
    levels = np.unique(at)
    picked = levels[np.unique(np.linspace(0, len(levels) - 1, _MOST_SLICES).round().astype(int))]
    rows, columns = (np.unique(points.values[name]) for name in (upward, across))
    row = np.searchsorted(rows, points.values[upward])
    column = np.searchsorted(columns, points.values[across])
    frames = []
    for level in picked.tolist():
        inside = np.flatnonzero(at == level).tolist()
        bests = [points.best[material.earned][place] for place in inside]
        frames.append(
            page.figure(
                f"Who earns most at {third.replace('_', ' ')} {level:.3g}",
                f"{wins_in_words(material, bests)}; blank where not clear.",
                _leaders(
                    material,
                    "margin",
                    bests,
                    [(int(row[place]), int(column[place])) for place in inside],
                    (len(rows), len(columns)),
                    [f"{value:.3g}" for value in columns.tolist()],
                    [f"{value:.3g}" for value in rows.tolist()],
                    titled(across),
                    titled(upward),
                ),
            )
        )
    told = "A strategy is named where its simultaneous 95 % intervals leave all others behind."
    if len(picked) < len(levels):
        told += f" {len(picked)} of {len(levels)} levels of {third.replace('_', ' ')}."
    return section("Who wins where", paragraph(told, "quiet"), grid(frames), place="phases")


def over_many(page: Page, material: Material, names: Sequence[str]) -> str:
    """Draw margin over each varied name by itself, averaged over the others' levels."""
    import polars as pl

    frames = []
    for name in names[:_MOST_LINES]:
        mean = (
            # those that every point has: or a level's mean would jump where points drop out
            material.done.filter(pl.col("replication") < material.replications[0])
            .group_by(name, "strategy", "replication")
            .agg(pl.col(material.earned).mean())
            .sort(name, "strategy", "replication")
        )
        levels = mean[name].unique(maintain_order=True).to_numpy()
        curves = curves_by(material, mean, name, material.earned)
        frames.append(
            page.figure(
                f"Margin over {name}",
                _ends(curves, "money", levels),
                figures.over_values(
                    curves,
                    levels,
                    unit=material.outcomes[material.earned].unit,
                    across_title=titled(name),
                    reading="money",
                ),
            )
        )
    told = "Averaged over the levels of all other varied names; 95 % intervals."
    return section("How margin moves", paragraph(told, "quiet"), grid(frames), place="lines")
