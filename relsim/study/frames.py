"""What runs left, as the tables of a results folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from relsim.metrics import customers_at_end, monthly
from relsim.parameters import PARAMETERS
from relsim.state import MONTH, as_numbers
from relsim.study.experiment import Experiment
from relsim.study.plan import Record, Run

TABLES = ("runs", "periods", "customers", "failures")
FAILURES_SCHEMA = {
    "run_id": pl.Int64,
    "stage": pl.String,
    "error": pl.String,
    "traceback": pl.String,
}
_KEYS = {"run_id": pl.Int64, "point": pl.Int64, "strategy": pl.String, "replication": pl.Int64}


def runs_schema(experiment: Experiment) -> dict[str, Any]:
    """Return the columns of ``runs.parquet``: keys, varied values, outcomes, status, seconds."""
    whole = {name for name, parameter in PARAMETERS.items() if parameter.kind != "float"}
    varied = {name: pl.Int64 if name in whole else pl.Float64 for name in experiment.design.names}
    return {
        **_KEYS,
        **varied,
        **dict.fromkeys(experiment.outcomes, pl.Float64),
        "status": pl.String,
        "seconds": pl.Float64,
    }


def frames_of(experiment: Experiment, records: Sequence[Record]) -> dict[str, pl.DataFrame]:
    """Return the tables that some runs fill, in order of run; one without rows is left out."""
    ordered = sorted(records, key=lambda record: record.run.run_id)
    schema = runs_schema(experiment)
    columns = zip(*_rows(experiment, ordered), strict=True)
    frames = {"runs": pl.DataFrame(dict(zip(schema, columns, strict=False)), schema=schema)}
    followed = [record for record in ordered if record.series is not None]
    if followed:
        frames["periods"] = _periods(followed)
    surveyed = [record for record in ordered if record.accounts is not None]
    if surveyed:
        frames["customers"] = _customers(surveyed)
    failed = [
        (record.run.run_id, *record.failure) for record in ordered if record.failure is not None
    ]
    if failed:
        frames["failures"] = pl.DataFrame(failed, schema=FAILURES_SCHEMA, orient="row")
    return frames


def _periods(records: Sequence[Record]) -> pl.DataFrame:
    """Return the monthly series of some runs: month by month, one arm after the other."""
    series = np.stack([as_numbers(record.series) for record in records])
    months, arms = series.shape[1:3]
    by_arm = np.ascontiguousarray(series.transpose(0, 2, 1, 3))
    names = [arm.name for record in records for arm in record.run.arms]
    return pl.DataFrame(
        {
            **_keys([record.run for record in records], np.full(len(records), months * arms)),
            "strategy": pl.Series(names).gather(np.repeat(np.arange(len(names)), months)),
            "period": np.tile(np.arange(months), len(names)),
            **monthly(by_arm.view(MONTH).ravel()),
        }
    ).select(*_KEYS, pl.exclude(_KEYS))


def _customers(records: Sequence[Record]) -> pl.DataFrame:
    """Return the accounts of some runs at the end, with the strategy that serves each."""
    parts = [
        customers_at_end(record.accounts, tuple(arm.name for arm in record.run.arms), record.reps)
        for record in records
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    counts = np.array([len(part["account"]) for part in parts])
    keys = _keys([record.run for record in records], counts)
    return pl.DataFrame({**keys, **columns}).select(*_KEYS, pl.exclude(_KEYS))


def _keys(runs: Sequence[Run], heights: Any) -> dict[str, Any]:
    """Return the numbers of each run, repeated over its rows."""
    return {
        key: np.repeat(np.array([getattr(run, key) for run in runs]), heights)
        for key in ("run_id", "point", "replication")
    }


def _rows(experiment: Experiment, records: Sequence[Record]) -> Iterator[tuple[Any, ...]]:
    nothing = (None,) * len(experiment.outcomes)
    for record in records:
        run = record.run
        varied = experiment.design.point(run.point).values()
        status = "done" if record.failure is None else "failed"
        for place, arm in enumerate(run.arms):
            values = record.outcomes[place].values() if record.outcomes else nothing
            keys = (run.run_id, run.point, arm.name, run.replication)
            yield (*keys, *varied, *values, status, record.seconds)
