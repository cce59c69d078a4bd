"""Results folders: never mixed, never half-written, and damaged parts are said and done again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from kills import killed
from polars.testing import assert_frame_equal

from relsim.errors import InputError
from relsim.study import manifest, parts
from relsim.study.experiment import Experiment
from relsim.study.parts import Parts, chunk_runs
from relsim.study.results import Results
from relsim.study.run import execute


def small(replications: int = 6, competition: float = 0.1, customers: bool = True) -> Experiment:
    model = {"customers": 30, "reps": 3, "competition": competition}
    return Experiment.for_compare(
        ["servile", "advisory"], model, replications=replications, periods=4, customers=customers
    )


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("store") / "whole"
    execute(small(), folder, workers=1, command="relsim compare")
    return folder


@pytest.fixture
def begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with 8 of 12 runs, in parts of 2."""
    monkeypatch.setattr(parts, "CHUNK_RUNS", 2)
    folder = tmp_path / "begun"
    execute(small(), folder, workers=1, limit_runs=8)
    return folder


def test_the_manifest_says_where_the_numbers_come_from(whole: Path) -> None:
    values = json.loads((whole / "manifest.json").read_text())
    assert values["version"] == manifest.version("relsim")
    assert values["seed"] == 0
    assert values["design_hash"] == small().design_hash()
    assert values["complete"] is True
    assert values["command"] == "relsim compare"
    assert values["start"] <= values["end"]
    assert values["counts"] == {
        "points": 1,
        "replications": 6,
        "strategies": 2,
        "runs": 12,
        "done": 12,
        "failed": 0,
    }
    assert values["failures"] == []
    assert {"python", "packages", "platform", "git_commit"} <= set(values)
    assert values["packages"]["numpy"]


def test_a_finished_folder_holds_these_files_and_no_others(whole: Path) -> None:
    assert {path.name for path in whole.iterdir()} == {
        "experiment.toml",
        "manifest.json",
        "runs.parquet",
        "periods.parquet",
        "customers.parquet",
        "failures.parquet",
    }


def test_tables_are_kept_only_where_asked(tmp_path: Path) -> None:
    execute(small(1, customers=False), tmp_path / "x", workers=1)
    assert not (tmp_path / "x" / "customers.parquet").exists()
    assert Results.open(tmp_path / "x").customers is None


def test_a_folder_of_another_design_is_refused_and_says_what_differs(whole: Path) -> None:
    before = {path.name: path.read_bytes() for path in whole.iterdir()}
    with pytest.raises(InputError) as caught:
        execute(small(7, 0.2), whole)
    message = str(caught.value)
    assert "experiment.replications is 6 there, 7 here" in message
    assert "model.competition is 0.1 there, 0.2 here" in message
    assert "--fresh" in message
    assert {path.name: path.read_bytes() for path in whole.iterdir()} == before


def test_fresh_replaces_results_and_leaves_other_files(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    (folder / "notes.txt").write_text("mine")
    (folder / "report.html").write_text("old")
    summary = execute(small(2, customers=False), folder, fresh=True)
    assert summary.done == 4
    assert (folder / "notes.txt").read_text() == "mine"
    assert not (folder / "customers.parquet").exists(), "the old experiment's table is gone"
    assert not (folder / "report.html").exists()


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("name", ["notes.txt", "manifest.json"])
def test_foreign_folders_are_refused_and_left_alone(tmp_path: Path, name: str, fresh: bool) -> None:
    (tmp_path / name).write_text('{"name": "my web page"}')
    with pytest.raises(InputError, match="--out"):
        execute(small(1), tmp_path, fresh=fresh)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert "web page" in (tmp_path / name).read_text()


def test_an_empty_folder_is_welcome(tmp_path: Path) -> None:
    assert execute(small(1), tmp_path).complete


def test_a_folder_that_cannot_be_made_or_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="is a file, not a folder"):
        execute(small(1), tmp_path / "file")
    with pytest.raises(InputError, match="file: is a file, not a folder"):
        execute(small(1), tmp_path / "file" / "below" / "far")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="link: is a link to nothing"):
        execute(small(1), tmp_path / "link")
    assert not (tmp_path / "nowhere").exists()
    if hasattr(os, "geteuid") and os.geteuid() != 0:
        (tmp_path / "locked").mkdir(mode=0o500)
        with pytest.raises(InputError, match="cannot be written"):
            execute(small(1), tmp_path / "locked" / "x")


def test_resuming_runs_only_what_is_missing(begun: Path, whole: Path) -> None:
    summary = execute(small(), begun, workers=2)
    assert (summary.resumed, summary.done, summary.messages) == (8, 12, ())
    assert_whole(begun, whole)


def assert_whole(folder: Path, whole: Path) -> None:
    one, other = Results.open(folder), Results.open(whole)
    assert_frame_equal(
        one.runs.drop("seconds").collect(), other.runs.drop("seconds").collect(), check_exact=True
    )
    for name in ("periods", "customers"):
        assert (folder / f"{name}.parquet").read_bytes() == (whole / f"{name}.parquet").read_bytes()


def flip_a_bit(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-7])


DAMAGES: list[tuple[str, Callable[[Path], None], str]] = [
    ("runs.parquet", flip_a_bit, "its runs file is damaged"),
    ("customers.parquet", flip_a_bit, "its customers file is damaged"),
    ("periods.parquet", cut_short, "its periods file is damaged"),
    ("runs.parquet", Path.unlink, "is missing"),
    ("json", cut_short, "is damaged"),
    ("json", lambda path: path.write_text("[]") and None, "is damaged"),
    (
        "json",
        lambda path: path.write_text(path.read_text().replace("[2, 3]", "[0, 1]")) and None,
        "belong",
    ),
]


@pytest.mark.parametrize(("ending", "damage", "told"), DAMAGES)
def test_a_damaged_part_is_said_and_done_again(
    begun: Path, whole: Path, ending: str, damage: Callable[[Path], None], told: str
) -> None:
    part = begun / "parts" / f"00000001-0000.{ending}"
    damage(part)
    summary = execute(small(), begun, workers=2)
    assert summary.resumed == 6, "the two runs of the damaged part are missing"
    assert len(summary.messages) == 1
    assert "00000001-0000" in summary.messages[0]
    assert told in summary.messages[0]
    assert_whole(begun, whole)


def test_a_part_without_receipt_never_was(begun: Path, whole: Path) -> None:
    """A kill between a part's files and its receipt, or while a file is written."""
    (begun / "parts" / "00000003-0000.json").unlink()
    (begun / "parts" / "00000005-0000.runs.parquet.123.tmp").write_bytes(b"half")
    stray = {"run_id": [6], "stage": ["simulate"], "error": ["x"], "traceback": ["x"]}
    pl.DataFrame(stray).write_parquet(begun / "parts" / "00000003-0000.failures.parquet")
    summary = execute(small(), begun, workers=1)
    assert (summary.resumed, summary.done, summary.messages) == (6, 12, ())
    assert Results.open(begun).failures.collect().is_empty()
    assert_whole(begun, whole)


def test_parts_done_out_of_order_are_joined_in_order(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "CHUNK_RUNS", 6)
    folder = tmp_path / "begun"
    for _ in range(2):
        execute(small(), folder, workers=1, limit_runs=2)
    flip_a_bit(folder / "parts" / "00000000-0000.runs.parquet")
    assert execute(small(), folder, workers=1).resumed == 2
    assert_whole(folder, whole)


def test_a_kill_while_the_tables_are_joined_loses_nothing(begun: Path, whole: Path) -> None:
    execute(small(), begun, workers=1, limit_runs=3)
    (begun / "parts" / "joined").mkdir()
    (begun / "parts" / "joined" / "00000000.runs.parquet").write_bytes(b"half")
    (begun / "runs.parquet").write_bytes(b"an earlier try")
    assert execute(small(), begun, workers=1).resumed == 11
    assert_whole(begun, whole)


@pytest.mark.parametrize("stride", [7, pytest.param(1, marks=pytest.mark.slow)])
def test_a_kill_at_any_step_loses_nothing_that_was_kept(
    tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr(parts, "CHUNK_RUNS", 5)
    folder = tmp_path / "out"
    deaths = 0
    for _ in killed(folder, lambda: execute(small(), folder, workers=1), stride):
        receipts = list(folder.glob("parts/*.json"))
        complete = folder.is_dir() and (manifest.read(folder) or {}).get("complete")
        summary = execute(small(), folder, workers=1)
        assert summary.messages == ()
        assert summary.resumed >= (12 if complete else min(12, 5 * len(receipts)))
        assert_whole(folder, whole)
        assert {path.name for path in folder.iterdir()} == {path.name for path in whole.iterdir()}
        shutil.rmtree(folder)
        deaths += 1
    assert_whole(folder, whole)
    assert deaths > 30 / stride


def test_results_of_another_version_are_not_mixed(begun: Path, whole: Path, tmp_path: Path) -> None:
    finished = tmp_path / "finished"
    shutil.copytree(whole, finished)
    for folder in (begun, finished):
        path = folder / "manifest.json"
        values = json.loads(path.read_text())
        path.write_text(json.dumps({**values, "version": "0.0.1"}))
    with pytest.raises(InputError, match=r"was begun by relsim 0\.0\.1"):
        execute(small(), begun)
    (message,) = execute(small(), finished).messages
    assert "was made by relsim 0.0.1" in message


def test_a_damaged_manifest_is_said(whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(whole, folder)
    cut_short(folder / "manifest.json")
    (folder / "manifest.json").write_text("{")
    with pytest.raises(InputError, match=r"manifest\.json"):
        execute(small(), folder)
    with pytest.raises(InputError, match=r"manifest\.json"):
        Results.open(folder)
    assert execute(small(), folder, fresh=True).complete


def test_chunks_depend_on_the_experiment_alone_and_hold_little() -> None:
    big = Experiment.for_compare(["servile"], {"customers": 1_000_000}, replications=3)
    tiny = Experiment.for_compare(["servile"], {"customers": 2}, periods=1, customers=False)
    assert chunk_runs(big) == 1
    assert chunk_runs(tiny) == parts.CHUNK_RUNS
    assert Parts(Path("nowhere"), big).chunks == 3


def test_more_runs_than_anybody_waits_for_are_refused(tmp_path: Path) -> None:
    experiment = Experiment.for_compare(replications=1_000_000)
    assert experiment.size == 3_000_000
    with pytest.raises(InputError, match="replications = 1000001 is outside"):
        Experiment.for_compare(replications=1_000_001)


def test_no_row_is_doubled_when_a_part_is_counted_twice(begun: Path, whole: Path) -> None:
    """A copy of a part under another number, as a restored backup might leave it."""
    folder = begun / "parts"
    for path in list(folder.glob("00000001-0000.*")):
        shutil.copy(path, folder / path.name.replace("-0000", "-0007"))
    summary = execute(small(), begun, workers=1)
    assert len(summary.messages) == 1
    assert "runs twice" in summary.messages[0]
    rows = Results.open(begun).runs.select(pl.col("run_id").is_duplicated().any()).collect().item()
    assert rows is False
    assert_whole(begun, whole)
