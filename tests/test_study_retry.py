"""Failed runs done again: nothing else moves, and a kill at any step loses nothing."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from kills import killed
from polars.testing import assert_frame_equal

from relsim.errors import InputError
from relsim.study import manifest, parts
from relsim.study.experiment import Experiment
from relsim.study.plan import perform, prepare
from relsim.study.results import Results
from relsim.study.store import Store

FLAKY = """
from relsim.strategies import Strategy

broken = True


class Flaky(Strategy):
    # Fails in some territories, until what was wrong with it has been mended.
    def answer(self, request, behaviour):
        if broken and request.luck < 0.02:
            raise RuntimeError("too much")
"""


@pytest.fixture
def flaky(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / "study_retry_flaky.py").write_text(FLAKY)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(parts, "CHUNK_RUNS", 3)
    yield
    sys.modules.pop("study_retry_flaky", None)


def mend(broken: bool = False) -> None:
    sys.modules["study_retry_flaky"].broken = broken  # type: ignore[attr-defined]


def experiment() -> Experiment:
    return Experiment.for_compare(
        ["servile", "study_retry_flaky:Flaky"],
        {"customers": 30, "reps": 3},
        replications=4,
        periods=3,
    )


def carry_out(folder: Path, limit: int | None = None, retry_failed: bool = False) -> Store:
    """Do what is missing, part by part, as a runner does."""
    job = prepare(experiment())
    with Store.open(folder, job, retry_failed=retry_failed) as store:
        for chunk in range(store.parts.chunks):
            missing = [] if store.complete else store.parts.missing(chunk)
            for run_ids in (missing[:2], missing[2:]):
                if run_ids and (limit is None or store.done < limit):
                    store.keep(perform(job, run_ids))
        store.finish()
    return store


def assert_same(folder: Path, other: Path) -> None:
    assert Results.open(folder).complete
    one, two = (Results.open(f).runs.drop("seconds").collect() for f in (folder, other))
    assert_frame_equal(one, two, check_exact=True)
    for name in ("periods.parquet", "customers.parquet", "experiment.toml"):
        assert (folder / name).read_bytes() == (other / name).read_bytes(), name
    failures = [Results.open(f).failures.drop("traceback").collect() for f in (folder, other)]
    assert_frame_equal(*failures)
    assert {path.name for path in folder.iterdir()} == {path.name for path in other.iterdir()}


@pytest.mark.usefixtures("flaky")
@pytest.mark.parametrize("limit", [None, 5])
def test_failed_runs_are_done_again_and_no_other(tmp_path: Path, limit: int | None) -> None:
    folder, good = tmp_path / "out", tmp_path / "good"
    before = carry_out(folder, limit)
    assert before.complete == (limit is None) and before.failed
    seconds = dict(Results.open(folder).runs.select("run_id", "seconds").collect().iter_rows())
    bad = set(Results.open(folder).failures.collect()["run_id"])
    mend()
    assert not carry_out(good).failed
    after = carry_out(folder, retry_failed=True)
    assert (after.complete, after.done, after.failed) == (True, 8, 0)
    assert_same(folder, good)
    again = dict(Results.open(folder).runs.select("run_id", "seconds").collect().iter_rows())
    assert {run for run in seconds if again[run] != seconds[run]} == bad, "times tell who ran"


@pytest.mark.usefixtures("flaky")
def test_what_fails_again_is_a_failure_again(tmp_path: Path) -> None:
    first = carry_out(tmp_path / "out")
    shutil.copytree(tmp_path / "out", tmp_path / "before")
    assert carry_out(tmp_path / "out", retry_failed=True).failed == first.failed
    assert_same(tmp_path / "out", tmp_path / "before")


@pytest.mark.usefixtures("flaky")
@pytest.mark.parametrize("stride", [5, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("limit", [None, 5])
def test_a_kill_at_any_step_of_a_retry_loses_nothing(
    tmp_path: Path, limit: int | None, stride: int
) -> None:
    begun, good, folder = tmp_path / "begun", tmp_path / "good", tmp_path / "out"
    first = carry_out(begun, limit)
    mend()
    carry_out(good)
    shutil.copytree(begun, folder)
    deaths = 0
    for step in killed(folder, lambda: carry_out(folder, retry_failed=True), stride):
        rows = Results.open(folder).runs.filter(pl.col("status") == "done").collect()
        assert rows.height >= first.done - first.failed, f"good runs are lost at step {step}"
        assert not rows["run_id"].is_duplicated().any()
        carry_out(folder, retry_failed=True)
        assert_same(folder, good)
        shutil.rmtree(folder)
        shutil.copytree(begun, folder)
        deaths += 1
    assert_same(folder, good)
    assert deaths > 30 / stride


@pytest.mark.usefixtures("flaky")
def test_with_no_failed_run_nothing_is_done_but_to_say_so(tmp_path: Path) -> None:
    prepare(experiment())
    mend()
    for limit in (4, None):
        carry_out(tmp_path / "out", limit)
        before = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.parquet")}
        with Store.open(tmp_path / "out", prepare(experiment()), retry_failed=True) as store:
            (message,) = store.messages
        assert "no run failed" in message
        assert (
            before.items()
            <= {
                path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*.parquet")
            }.items()
        )


@pytest.mark.usefixtures("flaky")
def test_a_retry_by_other_sources_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out(tmp_path / "out")
    monkeypatch.setattr(manifest, "source", lambda: "0" * 64)
    with pytest.raises(InputError, match="other sources of relsim"):
        carry_out(tmp_path / "out", retry_failed=True)
    assert Results.open(tmp_path / "out").complete
