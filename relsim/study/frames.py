"""What runs left, as the tables of a results folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from relsim.metrics import OUTCOMES
from relsim.parameters import PARAMETERS
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
        **dict.fromkeys(OUTCOMES, pl.Float64),
        "status": pl.String,
        "seconds": pl.Float64,
    }


def frames_of(experiment: Experiment, records: Sequence[Record]) -> dict[str, pl.DataFrame]:
    """Return the tables that some runs fill, in order of run; one without rows is left out."""
    ordered = sorted(records, key=lambda record: record.run.run_id)
    frames = {
        "runs": pl.DataFrame(
            _rows(experiment, ordered), schema=runs_schema(experiment), orient="row"
        )
    }
    for table in ("periods", "customers"):
        kept = [
            (record.run, frame)
            for record in ordered
            if (frame := getattr(record, table)) is not None
        ]
        if kept:
            frames[table] = _keyed(kept)
    failed = [
        (record.run.run_id, *record.failure) for record in ordered if record.failure is not None
    ]
    if failed:
        frames["failures"] = pl.DataFrame(failed, schema=FAILURES_SCHEMA, orient="row")
    return frames


def _keyed(kept: Sequence[tuple[Run, pl.DataFrame]]) -> pl.DataFrame:
    """Return the frames of some runs as one, with the keys of its run before each row."""
    heights = [frame.height for _, frame in kept]
    keys = {
        key: pl.Series(np.repeat(np.array([getattr(run, key) for run, _ in kept]), heights))
        for key in ("run_id", "point", "replication")
    }
    whole = pl.concat([frame for _, frame in kept])
    front = [pl.lit(keys[key]).alias(key) if key in keys else pl.col(key) for key in _KEYS]
    return whole.select(*front, pl.exclude("strategy"))


def _rows(experiment: Experiment, records: Sequence[Record]) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for record in records:
        run = record.run
        varied = experiment.design.point(run.point).values()
        status = "done" if record.failure is None else "failed"
        for place, arm in enumerate(run.arms):
            values = record.outcomes[place].values() if record.outcomes else [None] * len(OUTCOMES)
            rows.append(
                (
                    run.run_id,
                    run.point,
                    arm.name,
                    run.replication,
                    *varied,
                    *values,
                    status,
                    record.seconds,
                )
            )
    return rows
