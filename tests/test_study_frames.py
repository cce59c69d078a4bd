"""The tables that runs fill: the same from one run or many, from here or from another process."""

from __future__ import annotations

import pickle

import polars as pl
import pytest

from relsim.simulation import simulate
from relsim.strategies import Strategy
from relsim.study.experiment import Experiment
from relsim.study.frames import frames_of
from relsim.study.plan import Job, Record, perform, prepare

SMALL = {"customers": 30, "reps": 4}


class Clumsy(Strategy):
    """Fails where an account is large."""

    def answer(self, request, behaviour):
        if request.size > 3.3 and request.pitch == 0:
            raise RuntimeError("no idea")


def asked(mixed: bool = False) -> Experiment:
    return Experiment.for_compare(
        ["advisory", "servile", f"{__name__}:Clumsy"], SMALL, replications=3, periods=14, seed=3,
        mixed=mixed,
    )  # fmt: skip


@pytest.fixture(scope="module", params=[False, True], ids=["apart", "mixed"])
def made(request: pytest.FixtureRequest) -> tuple[Job, list[Record]]:
    job = prepare(asked(request.param))
    return job, perform(job, range(job.experiment.size))


def test_one_run_at_a_time_gives_the_tables_of_all_together(made) -> None:
    job, records = made
    whole = frames_of(job.experiment, list(reversed(records)))
    single = [frames_of(job.experiment, [record]) for record in records]
    for table, frame in whole.items():
        rows = pl.concat([frames[table] for frames in single if table in frames])
        assert rows.schema == frame.schema
        assert rows.equals(frame)


def test_a_run_in_the_tables_is_the_run_that_simulate_makes(made) -> None:
    job, records = made
    frames = frames_of(job.experiment, records)
    for record in records:
        if record.failure is not None:
            continue
        run = record.run
        named = [arm.at({}) for arm in run.arms]
        result = simulate(named, seed=3, replication=run.replication, periods=14, **SMALL)
        for table, whole in (("periods", result.periods), ("customers", result.customers)):
            stored = frames[table].filter(pl.col("run_id") == run.run_id)
            assert stored.select(whole.columns).equals(whole)
        stored = frames["runs"].filter(pl.col("run_id") == run.run_id)
        for place, outcomes in enumerate(result.outcomes.values()):
            row = pl.DataFrame([outcomes])
            assert stored[place].select(row.columns).equals(row)


def test_records_travel_as_plain_arrays(made) -> None:
    job, records = made
    sent = pickle.dumps(records)
    assert b"polars" not in sent
    frames, again = (
        frames_of(job.experiment, records),
        frames_of(job.experiment, pickle.loads(sent)),
    )
    assert frames.keys() == again.keys()
    assert all(frames[table].equals(again[table]) for table in frames)


def test_failed_runs_have_no_outcomes_and_say_why() -> None:
    job = prepare(asked())
    frames = frames_of(job.experiment, perform(job, range(job.experiment.size)))
    runs, failures = frames["runs"], frames["failures"]
    failed = runs.filter(pl.col("status") == "failed")
    assert 0 < len(failed) < len(runs) and failed["margin"].null_count() == len(failed)
    assert failed["run_id"].equals(failures["run_id"])
    assert failures["error"].unique().to_list() == ["RuntimeError: no idea"]
    assert set(frames["periods"]["run_id"]).isdisjoint(failed["run_id"])
    assert runs["margin"].null_count() == len(failed)
