"""Small studies for tests, and how two results folders are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from relsim.study import spec
from relsim.study.experiment import Experiment
from relsim.study.results import Results

MODEL = {"customers": 30, "reps": 3}
TABLES: dict[str, Any] = {
    "experiment": {"name": "small", "replications": 4, "periods": 6, "seed": 5},
    "model": MODEL,
    "strategies": {"compare": ["servile", "advisory"]},
    "design": {
        "kind": "grid",
        "parameters": {"competition": [0.0, 0.3], "servile.yielding": [0.2, 0.8]},
    },
    "outputs": {"periods": True, "customers": True},
}


def small(**changes: Any) -> Experiment:
    """Return an experiment of 32 short runs, or one with other tables."""
    tables = {**TABLES, **changes}
    tables["experiment"] = {**TABLES["experiment"], **changes.get("experiment", {})}
    return spec.parse(tables, "small.toml", Path())


def untimed(folder: Path) -> pl.DataFrame:
    """Return the runs without what differs from one execution to the next."""
    return Results.open(folder).runs.drop("seconds").collect()


def assert_same_results(one: Path, other: Path) -> None:
    """Equal to the byte, but for the times that stand in ``runs``."""
    assert_frame_equal(untimed(one), untimed(other), check_exact=True)
    for name in ("periods.parquet", "customers.parquet", "failures.parquet", "experiment.toml"):
        assert (one / name).exists() == (other / name).exists()
        if (one / name).exists():
            assert (one / name).read_bytes() == (other / name).read_bytes(), name
