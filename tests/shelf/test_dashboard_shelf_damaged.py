"""The shelf told calmly of damage and of strangers: broken files, links out of its root."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from shelves import CANARY, SAID, asking, entry_of, shelf_of, study_of, trouble

from relsim.dashboards.shelf import shelf as module
from relsim.dashboards.shelf.entries import without_paths
from relsim.errors import InputError
from relsim.study import files


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("manifest.json", "{", "is damaged"),
        ("manifest.json", "[1, 2]", "is not a manifest"),
        ("manifest.json", '{"format": 99, "design_hash": "x"}', "too old"),
        ("manifest.json", "\x00\xff", "is damaged"),
        ("experiment.toml", "=", "not valid TOML"),
        ("experiment.toml", "", "needs compare"),
        ("runs.parquet", "", "is damaged"),
        ("runs.parquet", "PAR1 but not really PAR1", "is damaged"),
    ],
)
def test_damaged_files_are_told_calmly(root: Path, name: str, content: str, said: str) -> None:
    (root / "line" / name).write_bytes(content.encode("latin-1"))
    told = trouble(root)
    assert said in told
    assert entry_of(shelf_of(root), "line").state == "damaged"
    assert "Traceback" not in told and "\n" not in told


@pytest.mark.parametrize("name", ["experiment.toml", "runs.parquet"])
def test_missing_files_are_told_calmly(root: Path, name: str) -> None:
    (root / "line" / name).unlink()
    assert trouble(root) == SAID["shelf.without"]
    assert entry_of(shelf_of(root), "line").state == "damaged"


def test_bytes_lost_in_the_middle_of_a_table_are_told_calmly(root: Path) -> None:
    path = root / "line" / "runs.parquet"
    whole = bytearray(path.read_bytes())
    whole[200 : len(whole) // 2] = bytes(len(whole) // 2 - 200)
    path.write_bytes(whole)
    assert files.fault(path) is None
    study = study_of(shelf_of(root), "line")
    with pytest.raises(InputError, match="cannot be read"):
        study.rows(study.where({}))


def test_tables_of_another_experiment_are_told_calmly(root: Path) -> None:
    shutil.copy(root / "single" / "runs.parquet", root / "line" / "runs.parquet")
    assert trouble(root) == SAID["shelf.foreign"]


def test_strange_counts_and_texts_do_no_harm(root: Path) -> None:
    path = root / "line" / "manifest.json"
    values = json.loads(path.read_text())
    values["counts"] = {"runs": "many", "done": -3, "failed": 1e400}
    values["end"] = "<script>alert(1)</script>"
    path.write_text(json.dumps(values))
    toml = root / "line" / "experiment.toml"
    text = toml.read_text().replace("What does a line look like?", "<b>" + "why? " * 400)
    toml.write_text(text)
    entry = entry_of(shelf_of(root), "line")
    assert (entry.state, entry.runs, entry.done, entry.failed) == ("done", 54, 0, 0)
    assert "script" not in entry.when
    assert len(entry.question) <= 300
    study_of(shelf_of(root), "line")


# Nothing outside.


def test_links_out_of_the_root_are_not_followed(root: Path) -> None:
    outside = root.parent / "outside"
    (root / "sly").symlink_to(outside, target_is_directory=True)
    assert {entry.folder for entry in shelf_of(root).entries()} == {"line", "single"}


@pytest.mark.parametrize("name", ["manifest.json", "experiment.toml", "runs.parquet", "parts"])
def test_a_folder_with_files_from_outside_is_not_opened(root: Path, name: str) -> None:
    outside = root.parent / "outside"
    (root / "line" / name).unlink(missing_ok=True)
    target = outside / "parts" if name == "parts" else outside / "manifest.json"
    (root / "line" / name).symlink_to(target)
    entry = entry_of(shelf_of(root), "line")
    assert (entry.state, entry.fault) == ("damaged", SAID["shelf.outside"])
    assert CANARY not in repr(entry)
    assert trouble(root) == SAID["shelf.outside"]


def test_a_folder_made_a_link_after_it_was_listed_is_not_opened(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RESCAN_SECONDS", 60.0)
    shelf = shelf_of(root)
    entry = entry_of(shelf, "line")
    shutil.move(root / "line", root.parent / "moved")
    (root / "line").symlink_to(root.parent / "moved", target_is_directory=True)
    with pytest.raises(InputError) as raised:
        shelf.open(entry.id)
    assert str(raised.value) == SAID["shelf.outside"]


def test_links_in_a_circle_end(root: Path) -> None:
    (root / "round").mkdir()
    (root / "round" / "round").symlink_to(root, target_is_directory=True)
    assert {entry.folder for entry in shelf_of(root).entries()} == {"line", "single"}


def test_tables_of_somebody_elses_making_are_told_calmly(
    root: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = root / "line" / "runs.parquet"
    runs = pl.read_parquet(path).with_columns(replication=pl.lit(None, dtype=pl.Int64))
    runs.write_parquet(path)
    study = study_of(shelf_of(root), "line")
    answer = asking().ask(study, study.read(None))
    assert answer.view is None and answer.trouble == SAID["shelf.unreadable"]
    assert all("\n" not in record.getMessage() for record in caplog.records)
    periods = root / "single" / "periods.parquet"
    pl.read_parquet(periods).drop("churned").write_parquet(periods)
    study = study_of(shelf_of(root), "single")
    answer = asking().ask(study, study.read({"view": "series", "outcome": "churn"}))
    assert answer.trouble == SAID["shelf.no_view"]


def test_paths_are_cut_out_of_any_text() -> None:
    assert without_paths("C:\\Users\\me\\book.csv, see") == "…/book.csv, see"
    assert without_paths("a/b of results/compare is 3/4") == "a/b of results/compare is 3/4"
