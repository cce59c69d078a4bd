"""Runs carried out: the same numbers however it is done, and nothing lost on the way."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from studies import MODEL, assert_same_results, small, untimed

from relsim.errors import InputError
from relsim.simulation import simulate
from relsim.study import parts
from relsim.study.experiment import Experiment
from relsim.study.pools import Pool
from relsim.study.replay import replay
from relsim.study.results import Results
from relsim.study.run import Progress, Summary, execute


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An uninterrupted execution with one worker."""
    folder = tmp_path_factory.mktemp("study") / "whole"
    assert execute(small(), folder, workers=1).complete
    return folder


def test_a_run_in_a_study_is_a_run_by_hand(whole: Path) -> None:
    rows = Results.open(whole).runs.collect()
    assert rows.height == 4 * 4 * 2
    assert rows["run_id"].to_list() == list(range(rows.height))
    row = rows.filter(
        pl.col("competition") == 0.3,
        pl.col("servile.yielding") == 0.8,
        pl.col("strategy") == "servile",
        pl.col("replication") == 2,
    ).row(0, named=True)
    softer = {"name": "servile", "base": "servile", "yielding": 0.8}
    result = simulate(
        softer, seed=5, replication=2, periods=6, parameters={**MODEL, "competition": 0.3}
    )
    (outcomes,) = result.outcomes.values()
    assert repr({key: row[key] for key in outcomes}) == repr(
        {key: float(value) for key, value in outcomes.items()}
    )
    kept = Results.open(whole).periods
    assert kept is not None
    series = kept.filter(pl.col("run_id") == row["run_id"]).collect()
    assert_frame_equal(series.select(result.periods.columns), result.periods, check_exact=True)


def test_a_behaviour_varied_for_one_arm_leaves_the_other_alone(whole: Path) -> None:
    rows = Results.open(whole).runs.collect()
    for strategy, expected in (("servile", 2), ("advisory", 1)):
        seen = rows.filter(
            pl.col("strategy") == strategy, pl.col("competition") == 0.3, pl.col("replication") == 0
        )
        assert seen["margin"].n_unique() == expected


def test_the_number_of_workers_changes_nothing(whole: Path, tmp_path: Path) -> None:
    summary = execute(small(), tmp_path / "two", workers=2)
    assert (summary.total, summary.done, summary.failed, summary.resumed) == (32, 32, 0, 0)
    assert_same_results(whole, tmp_path / "two")


def test_an_interrupt_keeps_what_is_in_flight_and_the_same_command_goes_on(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pool, "batch_seconds", 0.0)  # one run a batch
    seen: list[Progress] = []

    def press_ctrl_c(progress: Progress) -> None:
        seen.append(progress)
        if len(seen) == 3:
            signal.raise_signal(signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    first = execute(small(), tmp_path / "cut", workers=2, progress=press_ctrl_c)
    assert signal.getsignal(signal.SIGINT) is before
    assert first.interrupted and not first.complete
    assert 3 <= first.done < first.total
    partial = Results.open(tmp_path / "cut")
    assert not partial.complete
    assert partial.manifest["counts"]["done"] == first.done
    assert_frame_equal(
        partial.runs.drop("seconds").collect(),
        untimed(whole).filter(pl.col("run_id").is_in(partial.runs.collect()["run_id"].implode())),
        check_exact=True,
    )
    second = execute(small(), tmp_path / "cut", workers=2)
    assert second.complete and not second.interrupted
    assert second.resumed == first.done
    assert_same_results(whole, tmp_path / "cut")
    assert not (tmp_path / "cut" / "parts").exists()


def test_pieces_of_any_size_join_to_the_same_files(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "CHUNK_RUNS", 5)
    done: list[Summary] = []
    while not done or not done[-1].complete:
        done.append(execute(small(), tmp_path / "cut", workers=1, limit_runs=3))
    assert [summary.done for summary in done] == [*range(3, 32, 3), 32]
    assert not any(summary.interrupted for summary in done)
    assert_same_results(whole, tmp_path / "cut")


def test_a_finished_experiment_is_not_run_again(whole: Path) -> None:
    stamp = (whole / "runs.parquet").stat().st_mtime_ns
    summary = execute(small(), whole)
    assert (summary.resumed, summary.done, summary.complete) == (32, 32, True)
    assert (whole / "runs.parquet").stat().st_mtime_ns == stamp


def test_progress_counts_every_run_once(tmp_path: Path) -> None:
    seen: list[Progress] = []
    execute(small(), tmp_path / "x", workers=2, progress=seen.append)
    assert [item.done for item in seen] == sorted({item.done for item in seen})
    assert seen[-1] == Progress(total=32, done=32, failed=0, resumed=0)


def test_a_mixed_territory_gives_a_row_for_each_arm_of_a_run(tmp_path: Path) -> None:
    experiment = small(experiment={"mixed": True})
    execute(experiment, tmp_path / "mixed", workers=2)
    rows = Results.open(tmp_path / "mixed").runs.collect()
    assert experiment.size == 16
    assert rows.select("run_id", "strategy").rows() == [
        (run_id, strategy) for run_id in range(16) for strategy in ("servile", "advisory")
    ]
    customers = Results.open(tmp_path / "mixed").customers
    assert customers is not None
    first = customers.filter(pl.col("run_id") == 0).collect()
    assert set(first["strategy"].unique()) <= {"servile", "advisory"}
    assert first["account"].n_unique() == MODEL["customers"]


def test_luck_is_shared_between_points_or_not(tmp_path: Path) -> None:
    # The advisory arm does not depend on the varied behaviour, so only its luck can differ.
    design = {"kind": "grid", "parameters": {"servile.yielding": [0.2, 0.8]}}
    for luck, expected in (("common", 1), ("independent", 2)):
        folder = tmp_path / luck
        execute(small(experiment={"luck": luck}, design=design), folder, workers=1)
        rows = Results.open(folder).runs.filter(
            pl.col("strategy") == "advisory", pl.col("replication") == 0
        )
        assert rows.collect()["margin"].n_unique() == expected


def test_an_event_for_one_arm_leaves_the_other_alone(tmp_path: Path) -> None:
    event = {"period": 1, "what": "failure", "arms": ["advisory"]}
    plain, forced = (
        small(design={"kind": "list", "points": [{"competition": 0.1}]}, **changes)
        for changes in ({}, {"intervention": [event]})
    )
    margins = {}
    for name, experiment in (("plain", plain), ("forced", forced)):
        assert execute(experiment, tmp_path / name, workers=2).failed == 0
        rows = Results.open(tmp_path / name).runs.collect()
        margins[name] = {
            arm: rows.filter(pl.col("strategy") == arm)["margin"].to_list()
            for arm in experiment.arm_names
        }
    assert margins["plain"]["servile"] == margins["forced"]["servile"]
    assert margins["plain"]["advisory"] != margins["forced"]["advisory"]
    event["who"] = {"accounts": [999]}
    with pytest.raises(InputError, match="999"):
        execute(small(intervention=[event]), tmp_path / "never")
    assert not (tmp_path / "never").exists()


FRAGILE = """
from relsim.strategies import Strategy


class Fragile(Strategy):
    # Some territories are too much for it, and always the same ones.
    def answer(self, request, behaviour):
        if request.luck < 0.02:
            raise RuntimeError("too much")


class Forgetful(Strategy):
    # Changes with what the object has lived through, which must not outlast a run.
    seen = 0

    def answer(self, request, behaviour):
        self.seen += 1
        behaviour.yielding = min(1.0, self.seen / 50)
"""


def test_a_failing_run_loses_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "study_run_fragile.py").write_text(FRAGILE)
    monkeypatch.syspath_prepend(tmp_path)
    folder = tmp_path / "out"
    strategies = ["servile", "study_run_fragile:Fragile"]
    summary = execute(
        Experiment.for_compare(strategies, MODEL, replications=8, periods=3), folder, workers=2
    )
    assert summary.complete and summary.failed
    rows = Results.open(folder).runs.collect()
    assert rows.height == 16
    failed = rows.filter(pl.col("status") == "failed")
    assert set(failed["strategy"]) == {"Fragile"}
    assert 0 < failed.height < 8
    assert failed["margin"].null_count() == failed.height
    assert rows.filter(pl.col("status") == "done")["margin"].null_count() == 0
    told = Results.open(folder).failures.collect()
    assert told["run_id"].to_list() == failed["run_id"].to_list()
    assert set(told["stage"]) == {"simulate"}
    assert all("RuntimeError: too much" in error for error in told["error"])
    assert all("Traceback" in text and "answer" in text for text in told["traceback"])
    manifest = Results.open(folder).manifest
    assert manifest["counts"]["failed"] == failed.height
    assert manifest["failures"][0]["run_id"] == failed["run_id"][0]


def test_what_an_object_remembers_does_not_outlast_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study_run_forgetful.py").write_text(FRAGILE)
    monkeypatch.syspath_prepend(tmp_path)
    experiment = Experiment.for_compare(
        ["study_run_forgetful:Forgetful"], MODEL, replications=3, periods=3
    )
    execute(experiment, tmp_path / "at-once", workers=1)
    while not execute(experiment, tmp_path / "one-by-one", limit_runs=1).complete:
        pass
    assert_same_results(tmp_path / "at-once", tmp_path / "one-by-one")
    rows = untimed(tmp_path / "at-once")
    assert rows["status"].to_list() == ["done"] * 3
    assert all(replay(tmp_path / "at-once", run_id).same for run_id in range(3))


def test_what_only_a_territory_tells_is_said_before_anything_is_written(tmp_path: Path) -> None:
    model = {"customers": 30, "reps": 1}
    experiment = Experiment.for_compare(["servile", "advisory"], model, mixed=True)
    with pytest.raises(InputError, match="reps"):
        execute(experiment, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_code_that_does_not_import_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "study_run_broken.py").write_text("raise RuntimeError('no luck')\n")
    monkeypatch.syspath_prepend(tmp_path)
    experiment = Experiment.for_compare(["servile", "study_run_broken:Any"], MODEL, replications=1)
    with pytest.raises(InputError, match="study_run_broken"):
        execute(experiment, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("bad", [0, -1, True, 1.5])
def test_refused_numbers_of_workers_and_runs(tmp_path: Path, bad: Any) -> None:
    with pytest.raises(InputError, match="--workers"):
        execute(small(), tmp_path / "out", workers=bad)
    with pytest.raises(InputError, match="--limit-runs"):
        execute(small(), tmp_path / "out", limit_runs=bad)
    assert not (tmp_path / "out").exists()
