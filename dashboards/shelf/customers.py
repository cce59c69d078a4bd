"""Views of a results folder's customers and months: whale curve, who stays, what is followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from relsim import figures
from relsim.dashboards.jobs import Progress
from relsim.dashboards.message import listed
from relsim.dashboards.shelf.cells import held_at
from relsim.dashboards.shelf.types import Asked, View
from relsim.errors import InputError
from relsim.figures import MEASURED, MEASURES, Curve, band
from relsim.figures.curves import FloatArray
from relsim.report.series import ACCOUNTS_READ, account_values, months_of

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import Study

MOST_RUNS = 6_000
"""Runs drawn from, all strategies together: more would not move a line by its own width."""
MOST_ROWS = 2_000_000
_BATCHES = 12
_MONTH_ROWS = 200_000


def series(study: Study, asked: Asked, _progress: Progress) -> View:
    """Return a measure month by month, a line a strategy with its band over runs."""
    measure = next(one for one in study.measures if one.name == asked.outcome)
    table = study.results.periods
    if table is None:
        raise InputError(study.texts["shelf.no_view"])
    runs, whole = _chosen(study, asked, _MONTH_ROWS // max(study.experiment.periods, 1))
    schema = table.collect_schema()
    columns = [name for name in MEASURED if name in schema]
    frame = table.filter(pl.col("run_id").is_in(runs.implode())).select(
        "run_id", "strategy", "period", *columns
    )
    months = months_of(frame.collect(), study.runs.present, columns)
    try:
        values = {arm: MEASURES[measure.name](of) for arm, of in months.items()}
    except KeyError:  # a column that the version which wrote the folder did not have
        raise InputError(study.texts["shelf.no_view"]) from None
    curves = [band(arm, study.names[arm], of) for arm, of in values.items()]
    if not curves:
        raise InputError(study.texts["shelf.nothing"])

    def draw(**look: Any) -> figures.Figure:
        return figures.over_time(curves, unit=measure.unit, reading=measure.reading, **look)

    rows = [
        (month, curve.strategy, *_ends(curve, month))
        for curve in curves
        for month in range(curve.middle.size)
    ]
    ends = [
        study.texts(
            "exploring.over",
            name=curve.label,
            value=figures.short_value(float(curve.middle[-1]), measure.reading),
        )
        for curve in curves
    ]
    return View(
        asked,
        study.texts("exploring.title.series", outcome=measure.label),
        study.texts("exploring.last", values=listed(ends, study.texts)),
        (study.texts["exploring.band"], *_some(study, runs.len(), whole), *study.averaged(asked)),
        ("month", "strategy", "mean", "5 %", "95 %"),
        rows,
        draw,
    )


def whale(study: Study, asked: Asked, progress: Progress) -> View:
    """Return cumulative margin over the accounts, the most profitable first."""
    found, notes = _accounts(study, asked, progress)
    curves = [band(arm, study.names[arm], of[0]) for arm, of in found.items()]
    told = []
    for curve in curves:
        top, end = float(np.nanmax(curve.middle)), float(curve.middle[-1])
        if end > 0:
            share = float(np.nanargmax(curve.middle)) / (curve.middle.size - 1)
            accounts, brought = (figures.short_value(v, "share") for v in (share, top / end))
            told.append(
                study.texts("exploring.whale", name=curve.label, accounts=accounts, brought=brought)
            )
    sentences = [f"{listed(told, study.texts)}."] if told else []

    def draw(**look: Any) -> figures.Figure:
        return figures.over_share(
            curves,
            unit=study.texts["exploring.whale.unit"],
            across_title=study.texts["exploring.whale.across"],
            **look,
        )

    size = curves[0].middle.size
    rows = [
        (place / (size - 1), curve.strategy, *_ends(curve, place))
        for curve in curves
        for place in range(size)
    ]
    return View(
        asked,
        study.texts["exploring.title.whale"],
        " ".join((*sentences, study.texts["exploring.whale.falls"])),
        (study.texts["exploring.band"], *notes),
        ("accounts", "strategy", "margin", "5 %", "95 %"),
        rows,
        draw,
    )


def survival(study: Study, asked: Asked, progress: Progress) -> View:
    """Return the share of clients won who see out each year as a client."""
    found, notes = _accounts(study, asked, progress)
    curves = [band(arm, study.names[arm], of[1]) for arm, of in found.items()]
    seen = [curve for curve in curves if np.isfinite(curve.middle).any()]
    if not seen:
        raise InputError(study.texts["exploring.no_years"])
    edges = np.concatenate([c.middle if c.low is None else c.low for c in seen])
    bottom = float(np.floor(max(float(np.nanmin(edges)) - 0.02, 0.0) * 10.0) / 10.0)

    def draw(**look: Any) -> figures.Figure:
        return figures.over_time(
            curves,
            unit=study.texts["exploring.survival.unit"],
            reading="share",
            across_title=study.texts["exploring.survival.across"],
            value_range=(bottom, 1.0),
            **look,
        )

    firsts = [
        study.texts(
            "exploring.over",
            name=curve.label,
            value=figures.short_value(float(curve.middle[0]), "share"),
        )
        for curve in seen
        if np.isfinite(curve.middle[0])
    ]
    rows = [
        (year + 1, curve.strategy, *_ends(curve, year))
        for curve in curves
        for year in range(curve.middle.size)
    ]
    return View(
        asked,
        study.texts["exploring.title.survival"],
        study.texts("exploring.first_years", shares=listed(firsts, study.texts)) if firsts else "",
        (study.texts["exploring.band"], *notes),
        ("year", "strategy", "kept", "5 %", "95 %"),
        rows,
        draw,
    )


def size_of(study: Study) -> tuple[int, int]:
    """Return from how many runs customers are drawn, and how many accounts a run has."""
    table = study.results.customers
    if table is None:
        return 0, 0
    rows = int(table.select(pl.len()).collect().item())
    accounts = max(1, rows // max(study.entry.done, 1))
    return min(study.entry.done, MOST_RUNS, max(1, MOST_ROWS // accounts)), accounts


def _accounts(
    study: Study, asked: Asked, progress: Progress
) -> tuple[dict[str, tuple[list[FloatArray], list[FloatArray]]], list[str]]:
    """Return what each run says of its accounts, batch by batch, so that it can be given up."""
    table = study.results.customers
    if table is None:
        raise InputError(study.texts["shelf.no_view"])
    runs, whole = _chosen(study, asked, size_of(study)[0])
    found: dict[str, tuple[list[FloatArray], list[FloatArray]]] = {}
    size = -(-runs.len() // _BATCHES)
    for start in range(0, runs.len(), size):
        progress(start / runs.len())
        part = table.filter(pl.col("run_id").is_in(runs.slice(start, size).implode()))
        frame = part.select(*ACCOUNTS_READ).collect()
        values = account_values(frame, study.runs.present, study.experiment.periods)
        for arm, (brought, kept) in values.items():
            mine = found.setdefault(arm, ([], []))
            mine[0].extend(brought)
            mine[1].extend(kept)
    if not found:
        raise InputError(study.texts["shelf.nothing"])
    ordered = {arm: found[arm] for arm in study.runs.present if arm in found}
    return ordered, [*_some(study, runs.len(), whole), *study.averaged(asked)]


def _chosen(study: Study, asked: Asked, most: int) -> tuple[pl.Series, int]:
    """Return the runs to draw from, as many replications of each point, and how many fit in all.

    All of them where they are few, else the first replications of every point, or of some points
    spread over the design.
    """
    fitting = study.runs.done.filter(held_at(asked.fixed))
    keys = fitting.select("run_id", "point", "replication").unique("run_id").sort("run_id")
    frame = keys.collect()
    whole = frame.height
    if whole == 0:
        raise InputError(study.texts["shelf.nothing"])
    if whole > most:
        points = frame["point"].unique().sort()
        each = max(1, frame.height // points.len())
        arms = max(1, each // max(1, frame["replication"].n_unique()))
        kept = most // (points.len() * arms)
        if kept < 1:
            step = -(-points.len() * arms // most)
            frame = frame.filter(pl.col("point").is_in(points.gather_every(step).implode()))
        frame = frame.filter(pl.col("replication") < max(1, kept))
    return frame["run_id"], whole


def _some(study: Study, shown: int, whole: int) -> list[str]:
    if shown >= whole:
        return []
    return [study.texts("exploring.some_runs", shown=f"{shown:,}", whole=f"{whole:,}")]


def _ends(curve: Curve, place: int) -> Sequence[float | None]:
    edges = (curve.low, curve.high)
    return (
        float(curve.middle[place]),
        *(None if edge is None else float(edge[place]) for edge in edges),
    )
