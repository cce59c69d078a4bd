"""One stored run carried out again, and compared with what was stored, bit for bit."""

from __future__ import annotations

import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from relsim.errors import InputError
from relsim.metrics import Outcome
from relsim.study.frames import frames_of
from relsim.study.manifest import version
from relsim.study.plan import perform, prepare
from relsim.study.results import Results


@dataclass(frozen=True)
class Difference:
    """A value that came out otherwise than it is stored."""

    strategy: str
    what: str
    stored: float | str | None
    again: float | str | None


@dataclass(frozen=True)
class Replay:
    """What a run gave the second time.

    Attributes
    ----------
    run_id, point, replication, strategies
        Which run it was.
    outcomes
        Its outcomes now: strategy -> outcome -> value; empty when it failed again.
    described
        What each outcome is.
    failure
        Why it failed, if it failed again.
    differences
        Where it differs from what is stored; empty when all is the same to the last bit.
    made_by, run_by
        The relsim versions that stored it and that ran it now.
    """

    run_id: int
    point: int
    replication: int
    strategies: tuple[str, ...]
    outcomes: dict[str, dict[str, float]]
    described: Mapping[str, Outcome]
    failure: str | None
    differences: tuple[Difference, ...]
    made_by: str | None
    run_by: str | None

    @property
    def same(self) -> bool:
        """Whether it gave the stored result."""
        return not self.differences


def replay(folder: str | Path, run_id: int) -> Replay:
    """Run one stored run again and compare everything that is stored of it.

    Raises
    ------
    InputError
        When there is no such run, or what it needs (code, book of accounts) is gone or has changed.
    """
    results = Results.open(folder)
    experiment = results.experiment
    if isinstance(run_id, bool) or not isinstance(run_id, int) or not 0 <= run_id < experiment.size:
        raise InputError(
            f"{results.folder}: has no run {run_id}; its runs are 0 to {experiment.size - 1}"
        )
    stored = results.runs.filter(pl.col("run_id") == run_id).collect()
    if stored.is_empty():
        raise InputError(f"{results.folder}: run {run_id} has not been run yet")
    job = prepare(experiment)
    book = results.manifest.get("accounts") or {}
    if job.book is not None and job.book.sha256 != book.get("sha256"):
        raise InputError(
            f"{results.folder}: the book of accounts has changed since the experiment was run"
        )
    (record,) = perform(job, [run_id])
    frames = frames_of(experiment, [record])
    differences = _outcome_differences(stored, frames["runs"], experiment.outcomes)
    for table in ("periods", "customers", "failures"):
        kept = results.table(table)
        if kept is not None and not _same_rows(kept, frames.get(table), run_id):
            differences.append(Difference("all", f"table {table}", "as stored", "another"))
    return Replay(
        run_id=run_id,
        point=record.run.point,
        replication=record.run.replication,
        strategies=tuple(arm.name for arm in record.run.arms),
        outcomes=dict(zip((arm.name for arm in record.run.arms), record.outcomes, strict=False)),
        described=experiment.outcomes,
        failure=None if record.failure is None else record.failure.error,
        differences=tuple(differences),
        made_by=results.manifest.get("version"),
        run_by=version("relsim"),
    )


def _outcome_differences(
    stored: pl.DataFrame, again: pl.DataFrame, outcomes: Mapping[str, Outcome]
) -> list[Difference]:
    differences: list[Difference] = []
    for before, after in zip(
        stored.iter_rows(named=True), again.iter_rows(named=True), strict=True
    ):
        for key in ("strategy", "status", *outcomes):
            # An outcome that only this version knows is no difference in results.
            if key in before and not _same(before[key], after[key]):
                differences.append(Difference(after["strategy"], key, before[key], after[key]))
    return differences


def _same_rows(kept: pl.LazyFrame, again: pl.DataFrame | None, run_id: int) -> bool:
    # Tracebacks name places in files, which may move without changing what failed.
    stored = kept.filter(pl.col("run_id") == run_id).select(pl.exclude("traceback")).collect()
    if again is None:
        return stored.is_empty()
    return stored.equals(again.select(pl.exclude("traceback")))


def _same(before: float | str | None, after: float | str | None) -> bool:
    if isinstance(before, float) and isinstance(after, float):
        # Bits, because 0.0 == -0.0 and nan != nan.
        bits = struct.pack("<d", before) == struct.pack("<d", after)
        return bits or (math.isnan(before) and math.isnan(after))
    return before == after
