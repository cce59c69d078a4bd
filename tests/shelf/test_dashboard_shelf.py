"""The shelf: which results folders there are, in what state, and how they grow."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from shelves import DESIGNS, SAID, entry_of, make, shelf_of, study_of, trouble

from relsim.cli import main
from relsim.dashboards.shelf import shelf as module
from relsim.errors import InputError


def test_finished_folders_are_listed_the_last_first(root: Path) -> None:
    path = root / "single" / "manifest.json"
    values = json.loads(path.read_text())
    path.write_text(json.dumps({**values, "end": "2099-01-01T00:00:00+00:00"}))
    first, other = shelf_of(root).entries()
    assert (first.folder, other.folder) == ("single", "line")
    assert (first.state, first.kind, first.varied, first.when) == (
        "done", "single", (), "2099-01-01T00:00:00+00:00",
    )  # fmt: skip
    assert (other.name, other.question) == ("line", "What does a line look like?")
    assert (other.kind, other.varied) == ("grid", ("competition",))
    assert (other.runs, other.done, other.failed) == (54, 54, 0)
    assert other.complete and other.usable and other.fault == ""


def test_nothing_tells_where_the_root_lies(root: Path) -> None:
    shelf = shelf_of(root)
    assert shelf.name == "results"
    assert "secret place" not in repr(shelf.entries())
    assert shelf.place("line") == "results/line"
    assert (
        shelf.scrubbed(f"{root}/line/runs.parquet: is gone") == "results/line/runs.parquet: is gone"
    )


def test_ids_are_opaque_and_stay_the_same(root: Path) -> None:
    ids = {entry.folder: entry.id for entry in shelf_of(root).entries()}
    assert ids == {entry.folder: entry.id for entry in shelf_of(root).entries()}
    assert all(folder not in key and key.isalnum() for folder, key in ids.items())


def test_folders_are_found_below_others_and_the_root_may_be_one(root: Path) -> None:
    (root / "2026").mkdir()
    (root / "line").rename(root / "2026" / "line")
    assert {entry.folder for entry in shelf_of(root).entries()} == {"2026/line", "single"}
    (alone,) = shelf_of(root / "single").entries()
    assert study_of(shelf_of(root / "single"), alone.folder).kind == "single"
    assert shelf_of(root / "single").place(alone.folder) == "single"


def test_a_shelf_without_folders_is_empty(tmp_path: Path) -> None:
    assert shelf_of(tmp_path).entries() == ()
    assert shelf_of(tmp_path / "nowhere").entries() == ()
    with pytest.raises(InputError, match="no such results folder"):
        shelf_of(tmp_path).open("anything")


@pytest.mark.parametrize(
    "key",
    [
        None, "", "line", "../outside", "/etc/passwd", "..%2f..%2foutside", "x" * 100_000, 7, True,
        1e308, float("nan"), ["line"], {"id": "line"}, "\x00", "line/../../outside", b"line",
    ],
)  # fmt: skip
def test_whatever_is_no_id_is_refused_calmly(root: Path, key: Any) -> None:
    with pytest.raises(InputError) as raised:
        shelf_of(root).open(key)
    assert str(raised.value) == SAID["shelf.absent"]


def test_a_folder_that_comes_or_goes_is_seen(root: Path) -> None:
    shelf = shelf_of(root)
    assert len(shelf.entries()) == 2
    shutil.copytree(root / "line", root / "other")
    assert {entry.folder for entry in shelf.entries()} == {"line", "single", "other"}
    shutil.rmtree(root / "line")
    assert {entry.folder for entry in shelf.entries()} == {"single", "other"}


def test_what_has_not_changed_is_not_read_again(root: Path) -> None:
    shelf = shelf_of(root)
    entry = entry_of(shelf, "line")
    assert entry_of(shelf, "line") is entry
    study = shelf.open(entry.id)
    assert shelf.open(entry.id) is study
    path = root / "line" / "manifest.json"
    os.utime(path, ns=(1, 1))
    assert shelf.open(entry.id) is not study


def test_the_disk_is_looked_at_once_a_while(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RESCAN_SECONDS", 60.0)
    shelf = shelf_of(root)
    assert len(shelf.entries()) == 2
    shutil.rmtree(root / "single")
    assert len(shelf.entries()) == 2


# States.


def test_a_study_without_runs_is_empty(root: Path) -> None:
    values = json.loads((root / "line" / "manifest.json").read_text())
    begun = root / "begun"
    begun.mkdir()
    (begun / "manifest.json").write_text(json.dumps({**values, "complete": False}))
    entry = entry_of(shelf_of(root), "begun")
    assert (entry.state, entry.usable, entry.done) == ("empty", False, 0)
    assert trouble(root, "begun") == SAID["shelf.empty"]
    shutil.copy(root / "line" / "experiment.toml", begun)
    (begun / "parts").mkdir()
    assert (entry_of(shelf_of(root), "begun").state, trouble(root, "begun")) == (
        "empty", SAID["shelf.empty"],
    )  # fmt: skip


def test_an_unfinished_study_shows_what_there_is(root: Path) -> None:
    folder = make(root, "plane", limit=40, called="half")
    shelf = shelf_of(root)
    entry = entry_of(shelf, "plane")
    assert (entry.state, entry.name, entry.runs, entry.done) == ("growing", "half", 108, 40)
    study = shelf.open(entry.id)
    assert study.rows(study.where({})).total == 40
    assert study.caveats == (SAID("exploring.unfinished", done="40", runs="108"),)
    long_ago = time.time() - 3_600
    os.utime(folder / "parts", (long_ago, long_ago))
    entry = entry_of(shelf, "plane")
    assert (entry.state, entry.usable) == ("stopped", True)


def test_a_growing_study_is_opened_anew_when_it_has_grown(root: Path) -> None:
    shutil.rmtree(root / "line")
    make(root, "line", limit=20)
    shelf = shelf_of(root)
    before = study_of(shelf, "line")
    assert before.entry.done == 20
    make(root, "line")
    after = study_of(shelf, "line")
    assert after is not before
    assert (after.entry.state, after.rows(after.where({})).total) == ("done", 54)
    # Its parts are gone now: whoever still holds the old one is told so, calmly.
    with pytest.raises(InputError, match="have just changed"):
        before.rows(before.where({}))


def test_a_growing_study_is_not_opened_anew_all_the_time(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FRESH_SECONDS", 60.0)
    shutil.rmtree(root / "line")
    make(root, "line", limit=20)
    shelf = shelf_of(root)
    before = study_of(shelf, "line")
    make(root, "line", limit=20)
    assert entry_of(shelf, "line").done == 40
    assert study_of(shelf, "line") is before


def test_failed_runs_are_counted_and_told_without_paths(root: Path) -> None:
    path = root / "line" / "runs.parquet"
    runs = pl.read_parquet(path)
    lost = pl.col("run_id") == 3
    runs = runs.with_columns(
        status=pl.when(lost).then(pl.lit("failed")).otherwise("status"),
        margin=pl.when(lost).then(None).otherwise("margin"),
    )
    runs.write_parquet(path)
    error = f"FileNotFoundError: {root}/own book.csv and /home/me/deep/other.csv"
    failures = pl.DataFrame(
        {"run_id": [3], "stage": ["simulate"], "error": [error], "traceback": ["File /home/me"]}
    )
    failures.write_parquet(root / "line" / "failures.parquet")
    values = json.loads((root / "line" / "manifest.json").read_text())
    values["counts"]["failed"] = 1
    (root / "line" / "manifest.json").write_text(json.dumps(values))
    study = study_of(shelf_of(root), "line")
    assert study.caveats == (SAID("exploring.failed", failed="1", runs="54"),)
    found = study.failures()
    assert (found.total, found.rows[0]["run_id"], found.rows[0]["stage"]) == (1, 3, "simulate")
    told = "FileNotFoundError: results/own book.csv and …/other.csv"
    assert found.rows[0]["error"] == told
    one = study.run(3)
    assert (one.status, one.failure) == ("failed", ("simulate", told))
    assert [row["run_id"] for row in study.rows(study.where({"status": "failed"})).rows] == [3]


def test_the_command_refuses_a_folder_that_is_not_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["dashboard", "--no-browser", "--results", str(tmp_path / "nowhere")]) == 2
    assert "--results" in capsys.readouterr().err


def test_every_kind_of_design_is_told_apart(tmp_path: Path) -> None:
    for name in ("listed", "worlds"):
        make(tmp_path, name)
    kinds = {entry.folder: entry.kind for entry in shelf_of(tmp_path).entries()}
    assert kinds == {"listed": "list", "worlds": "latin-hypercube"}
    assert set(kinds) < set(DESIGNS)
