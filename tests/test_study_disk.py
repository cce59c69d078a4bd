"""A disk that fills at any moment costs what was being written, and nothing that was kept."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from relsim.errors import InputError
from relsim.study import parts
from relsim.study.experiment import Experiment
from relsim.study.results import Results
from relsim.study.run import execute

Squeeze = Callable[[int], AbstractContextManager[None]]
PAGE = 4096


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "CHUNK_RUNS", 2)


def experiment() -> Experiment:
    return Experiment.for_compare(
        ["servile", "advisory"], {"customers": 40, "reps": 3}, replications=3, periods=4
    )


def assert_whole(folder: Path, whole: Path) -> None:
    one, other = (Results.open(f).runs.drop("seconds").collect() for f in (folder, whole))
    assert_frame_equal(one, other, check_exact=True)
    for name in ("periods.parquet", "customers.parquet"):
        assert (folder / name).read_bytes() == (whole / name).read_bytes()
    assert {path.name for path in folder.iterdir()} == {path.name for path in whole.iterdir()}


FULL = re.compile(
    r"cannot be written \((?:No space left on device|File too large)\)"
    r"(?:; (\d+) runs are kept in .+: free some space, then the same command goes on from there)?$"
)


def goes_on_whenever_it_fills(folder: Path, whole: Path, room: range, squeeze: Squeeze) -> None:
    """Give it a little more room each time, until it is enough."""
    kept, fills = 0, 0
    for left in room:
        refusal = None
        with squeeze(left):
            try:
                execute(experiment(), folder, workers=1)
            except InputError as error:
                refusal = str(error)
        if refusal is None:
            break
        told = FULL.search(refusal)
        assert told, refusal
        now = int(told.group(1) or kept)
        assert now >= kept, "what was kept is lost"
        assert not list(folder.rglob("*.tmp")), "what could not be written takes no room"
        kept, fills = now, fills + 1
    assert fills >= 3
    assert kept == 6, "it filled while the tables were written, too"
    assert execute(experiment(), folder, workers=1).resumed == kept
    assert_whole(folder, whole)


def test_a_tiny_disk(tmp_path: Path) -> None:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux mounts a disk of any size; the next test limits files")
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk], check=False, capture_output=True
    )
    if made.returncode:
        pytest.skip("this root may not mount; the next test limits files instead")
    filler = disk / "filler"

    @contextmanager
    def full_but_for(room: int) -> Iterator[None]:
        free = os.statvfs(disk).f_bavail * PAGE
        filler.write_bytes(bytes(max(0, free - room)))
        try:
            yield
        finally:
            filler.unlink()

    try:
        execute(experiment(), tmp_path / "whole", workers=1)
        goes_on_whenever_it_fills(
            disk / "out", tmp_path / "whole", range(0, 1 << 18, 2 * PAGE), full_but_for
        )
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(
    sys.platform == "win32", reason="RLIMIT_FSIZE, which plays the full disk, is unknown to Windows"
)
def test_files_that_may_not_grow(tmp_path: Path) -> None:
    import resource

    @contextmanager
    def at_most(size: int) -> Iterator[None]:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    execute(experiment(), tmp_path / "whole", workers=1)
    goes_on_whenever_it_fills(
        tmp_path / "out", tmp_path / "whole", range(0, 1 << 18, 1000), at_most
    )


@pytest.mark.parametrize("name", ["with spaces", "überprüft – 試験", "a=1 [b] *?", "{x}"])
def test_any_name_of_a_folder_will_do(tmp_path: Path, name: str) -> None:
    execute(experiment(), tmp_path / "whole", workers=1)
    folder = tmp_path / name
    execute(experiment(), folder, workers=1, limit_runs=3)
    rows = Results.open(folder).runs.collect()
    assert rows["run_id"].to_list() == [0, 1, 2]
    assert execute(experiment(), folder, workers=1).resumed == 3
    assert_whole(folder, tmp_path / "whole")


def test_a_link_to_a_folder_is_that_folder(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "there")
    for fresh in (False, True):
        assert execute(experiment(), tmp_path / "link", workers=1, fresh=fresh).complete
        assert (tmp_path / "link").is_symlink()
    assert_whole(tmp_path / "link", tmp_path / "there")


def test_what_a_kill_left_half_written_goes(tmp_path: Path) -> None:
    execute(experiment(), tmp_path, workers=1, limit_runs=3)
    for name in ("runs.parquet.77.tmp", "manifest.json.77.tmp", "parts/00000000-0000.json.77.tmp"):
        (tmp_path / name).write_text("half")
    (tmp_path / "mine.tmp").write_text("mine")
    assert execute(experiment(), tmp_path, workers=1).complete
    assert [path.name for path in tmp_path.rglob("*.tmp")] == ["mine.tmp"]
