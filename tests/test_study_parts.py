"""Parts: which runs are needed, which are kept, and how they are counted and read."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from relsim.study import parts, receipts
from relsim.study.experiment import Experiment
from relsim.study.plan import Job, perform, prepare
from relsim.study.receipts import Receipt
from relsim.study.results import Results
from relsim.study.store import Store


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CHUNK_RUNS", 4)


def job(replications: int = 5) -> Job:
    return prepare(
        Experiment.for_compare(
            ["servile", "advisory"],
            {"customers": 20, "reps": 2},
            replications=replications,
            periods=3,
        )
    )


def keep_chunks(store: Store, job: Job, *groups: list[int]) -> None:
    for group in groups:
        store.keep(perform(job, group))


def test_runs_that_are_not_needed_are_neither_made_nor_in_the_tables(tmp_path: Path) -> None:
    ready = job()
    with Store.open(tmp_path / "out", ready) as store:
        keep_chunks(store, ready, [0, 1], [2, 3], [6, 5, 4])
        store.parts.needed[[3, 6, 7, 9]] = False
        assert [store.parts.missing(chunk) for chunk in range(3)] == [[], [], [8]]
        assert (store.done, store.total, store.parts.complete) == (5, 6, False)
        store.finish()
        assert not store.complete
        keep_chunks(store, ready, [8])
        store.finish()
        assert store.complete
    results = Results.open(tmp_path / "out")
    counts = results.manifest["counts"]
    assert (counts["runs"], counts["done"], counts["failed"]) == (6, 6, 0)
    with Store.open(tmp_path / "all", ready) as store:
        for chunk in range(store.parts.chunks):
            store.keep(perform(ready, store.parts.missing(chunk)))
        store.finish()
    needed = [0, 1, 2, 4, 5, 8]
    for table in ("runs", "periods", "customers"):
        here, there = (
            results.table(table),
            Results.open(tmp_path / "all").table(table),
        )
        assert here is not None and there is not None
        expected = there.filter(pl.col("run_id").is_in(needed))
        drop = ["seconds"] if table == "runs" else []
        assert_frame_equal(here.drop(drop), expected.drop(drop), check_exact=True)
    with Store.open(tmp_path / "out", ready) as again:
        assert (again.complete, again.done, again.total) == (True, 6, 6)


def test_whole_chunks_that_nobody_needs(tmp_path: Path) -> None:
    ready = job()
    with Store.open(tmp_path, ready) as store:
        keep_chunks(store, ready, [4, 5])
        store.parts.needed[:] = False
        store.parts.needed[[8, 9]] = True
        keep_chunks(store, ready, [8, 9])
        store.finish()
    assert Results.open(tmp_path).runs.collect()["run_id"].to_list() == [8, 9]


def test_a_run_that_comes_in_twice_is_kept_once(tmp_path: Path) -> None:
    """A lost worker's runs are handed out again, and it may yet turn up."""
    ready = job(2)
    with Store.open(tmp_path, ready) as store:
        keep_chunks(store, ready, [0, 1], [1, 2, 2], [0, 2], [3])
        assert store.done == 4
        store.finish()
    assert Results.open(tmp_path).runs.collect()["run_id"].to_list() == [0, 1, 2, 3]


def test_an_unfinished_folder_is_read_in_order_of_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = job()
    with Store.open(tmp_path, ready) as store:
        keep_chunks(store, ready, [8], [5, 4], [2], [3], [0], [7], [9])
        order = [0, 2, 3, 4, 5, 7, 8, 9]
        results = Results.open(tmp_path)
        for table, rows in (("runs", 1), ("periods", 3)):
            frame = results.table(table)
            assert frame is not None
            assert frame.collect()["run_id"].to_list() == [
                run for run in order for _ in range(rows)
            ]
        assert results.failures.collect().is_empty()
        # another version may cut chunks otherwise; what is there says how it was cut
        monkeypatch.setattr(parts, "CHUNK_RUNS", 3)
        assert Results.open(tmp_path).runs.collect().height == 8
    with Store.open(tmp_path, ready) as store:
        assert (store.done, store.messages) == (8, [])


def test_how_it_was_carried_out_stands_in_the_manifest(tmp_path: Path) -> None:
    ready = job(1)
    with Store.open(tmp_path, ready) as store:
        keep_chunks(store, ready, [0, 1])
        store.execution["workers"] = 7
        store.finish()
    assert Results.open(tmp_path).manifest["execution"] == {"workers": 7}


def test_a_part_put_in_place_of_another_counts_alone(tmp_path: Path) -> None:
    """A kill after the new receipt and before the old one is gone."""
    ready = job(2)
    with Store.open(tmp_path, ready) as store:
        keep_chunks(store, ready, [0, 1, 2])
    folder = tmp_path / "parts"
    with Store.open(tmp_path, ready) as store:
        store.parts.write(
            [0, 2],
            (),
            {
                table: pl.read_parquet(folder / f"00000000-0000.{table}.parquet").filter(
                    pl.col("run_id") != 1
                )
                for table in ("runs", "periods", "customers")
            },
            instead_of="00000000-0000",
        )
    for damage in (False, True):
        copy = Path(shutil.copytree(tmp_path, tmp_path.with_name(f"{tmp_path.name}-{damage}")))
        if damage:
            (copy / "parts" / "00000000-0001.runs.parquet").write_bytes(b"")
        with Store.open(copy, ready) as store:
            assert store.parts.missing(0) == ([3] if damage else [1, 3])
            assert len(store.messages) == damage
        assert Results.open(copy).runs.collect()["run_id"].to_list() == (
            [0, 1, 2] if damage else [0, 2]
        )


@given(st.sets(st.integers(0, 40), min_size=1), st.data())
def test_a_receipt_says_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, runs: set[int], data: st.DataObject
) -> None:
    failed = data.draw(st.sets(st.sampled_from(sorted(runs))))
    path = tmp_path_factory.mktemp("receipts") / "x.json"
    kept, bad = (np.array(sorted(ids), dtype=np.int64) for ids in (runs, failed))
    receipts.write(Receipt(kept, bad, {"runs": 7}, "other"), path)
    again = receipts.read(path, 0, 40)
    assert again.runs.tolist() == kept.tolist()
    assert again.failed.tolist() == bad.tolist()
    assert (again.files, again.instead_of) == ({"runs": 7}, "other")


@pytest.mark.parametrize(
    "bounds",
    ["[[0, 99999999999]]", "[[3, 1]]", "[[0, 2], [2, 3]]", "[[4, 5], [0, 1]]", "[]", "[3]"],
)
def test_a_receipt_of_impossible_runs_is_refused(tmp_path: Path, bounds: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(f'{{"runs": {bounds}, "failed": [], "files": {{"runs": 1}}}}')
    with pytest.raises(receipts.Damaged):
        receipts.read(path, 0, 7)
