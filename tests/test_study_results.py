"""Results folders read again: opened, exported, and one run replayed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from relsim.errors import InputError
from relsim.metrics import OUTCOMES
from relsim.study.experiment import Experiment
from relsim.study.replay import replay
from relsim.study.results import Results, export
from relsim.study.run import execute


def small(mixed: bool = False) -> Experiment:
    model = {"customers": 30, "reps": 3}
    return Experiment.for_compare(
        ["servile", "advisory"], model, replications=3, periods=4, seed=2**63, mixed=mixed
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results") / "whole"
    execute(small(), folder, workers=1)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_a_folder_gives_back_its_experiment_and_tables(whole: Path) -> None:
    results = Results.open(whole)
    assert results.complete
    assert results.experiment == small()
    runs = results.runs.collect()
    assert runs.columns == [
        "run_id",
        "point",
        "strategy",
        "replication",
        *OUTCOMES,
        "status",
        "seconds",
    ]
    assert results.periods is not None and results.customers is not None
    assert results.periods.collect().height == 6 * 4
    assert results.customers.collect().height == 6 * 30
    assert results.failures.collect().columns == ["run_id", "stage", "error", "traceback"]


def test_months_without_a_value_stay_not_a_number(whole: Path) -> None:
    runs = Results.open(whole).runs.collect()
    assert runs["margin_36"].is_nan().all(), "four months have no margin after 36"
    assert runs["margin"].is_finite().all()


def test_opening_imports_no_code(copy: Path) -> None:
    path = copy / "experiment.toml"
    text = path.read_text().replace('base = "servile"', 'base = "study_results_bomb:Patient"')
    path.write_text(text)
    (copy / "study_results_bomb.py").write_text("raise SystemExit\n")
    results = Results.open(copy)
    assert results.experiment.arms[0].is_code
    assert results.runs.collect().height == 6
    export(copy, copy / "out", "parquet")
    assert "study_results_bomb" not in sys.modules


@pytest.mark.parametrize(
    ("name", "told"),
    [("missing", "no such results folder"), ("empty", "holds no results")],
)
def test_folders_that_are_none(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=told):
        Results.open(tmp_path / name)


def test_a_damaged_table_is_said(copy: Path) -> None:
    path = copy / "runs.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InputError, match=r"runs\.parquet: is damaged"):
        _ = Results.open(copy).runs
    path.unlink()
    with pytest.raises(InputError, match=r"runs\.parquet: is missing"):
        _ = Results.open(copy).runs


def test_an_export_holds_every_table_exactly(whole: Path, tmp_path: Path) -> None:
    results = Results.open(whole)
    for form in ("csv", "parquet"):
        paths = export(whole, tmp_path / form, form)
        assert {path.name for path in paths} == {
            *(f"{table}.{form}" for table in ("runs", "periods", "customers", "failures")),
            "experiment.toml",
            "manifest.json",
        }
    runs = results.runs.collect()
    again = pl.read_csv(tmp_path / "csv" / "runs.csv", schema=runs.schema)
    assert_frame_equal(again, runs, check_exact=True)
    assert_frame_equal(pl.read_parquet(tmp_path / "parquet" / "runs.parquet"), runs)
    assert results.customers is not None
    customers = results.customers.collect()
    again = pl.read_csv(tmp_path / "csv" / "customers.csv", schema=customers.schema)
    assert_frame_equal(again, customers, check_exact=True)


def test_refused_exports(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="must be csv or parquet"):
        export(whole, tmp_path / "x", "xlsx")
    with pytest.raises(InputError, match="the results folder itself"):
        export(whole, whole / "." / "", "parquet")
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file"):
        export(whole, tmp_path / "file")
    assert not (tmp_path / "x").exists()


def test_a_replayed_run_gives_the_stored_numbers(whole: Path) -> None:
    for run_id in (0, 5):
        again = replay(whole, run_id)
        assert again.same, again.differences
        stored = Results.open(whole).runs.filter(pl.col("run_id") == run_id).collect()
        assert again.strategies == tuple(stored["strategy"])
        assert again.outcomes[again.strategies[0]]["margin"] == stored["margin"][0]


def test_a_replayed_mixed_run_gives_every_arm(tmp_path: Path) -> None:
    execute(small(mixed=True), tmp_path / "mixed", workers=1)
    again = replay(tmp_path / "mixed", 1)
    assert again.same, again.differences
    assert tuple(again.outcomes) == ("servile", "advisory")


def test_a_replay_sees_one_changed_bit(copy: Path) -> None:
    path = copy / "runs.parquet"
    runs = pl.read_parquet(path)
    values = runs["margin"].to_numpy().copy()
    values.view("uint64")[4] ^= 1
    runs.with_columns(margin=pl.Series(values)).write_parquet(path)
    assert replay(copy, 3).same
    (difference,) = replay(copy, 4).differences
    assert (difference.strategy, difference.what) == ("servile", "margin")
    assert difference.stored != difference.again


def test_a_replay_sees_a_changed_table(copy: Path) -> None:
    path = copy / "periods.parquet"
    periods = pl.read_parquet(path)
    periods.with_columns(clients=pl.col("clients") + 1).write_parquet(path)
    (difference,) = replay(copy, 0).differences
    assert difference.what == "table periods"


@pytest.mark.parametrize("run_id", [-1, 6])
def test_a_run_that_is_not_there(whole: Path, run_id: int) -> None:
    with pytest.raises(InputError, match=f"has no run {run_id}; its runs are 0 to 5"):
        replay(whole, run_id)


def test_a_replay_needs_the_same_book(tmp_path: Path) -> None:
    book = tmp_path / "book.csv"
    book.write_text("account_id,rep\na,x\nb,x\nc,y\n")
    experiment = Experiment.for_compare(["servile"], replications=1, periods=3, accounts=book)
    execute(experiment, tmp_path / "out", workers=1)
    assert replay(tmp_path / "out", 0).same
    values = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert values["accounts"]["file"] == "book.csv"
    book.write_text("account_id,rep\na,x\nb,x\nc,z\n")
    with pytest.raises(InputError, match="book of accounts has changed"):
        replay(tmp_path / "out", 0)
    with pytest.raises(InputError, match="another design"):
        execute(experiment, tmp_path / "out")
    book.unlink()
    with pytest.raises(InputError, match=r"book\.csv"):
        replay(tmp_path / "out", 0)
