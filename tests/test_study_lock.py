"""One process at a time writes a results folder, and a folder that goes away is said."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from relsim import cli
from relsim.errors import InputError
from relsim.study.experiment import Experiment
from relsim.study.lock import FolderLock
from relsim.study.plan import Job, perform, prepare
from relsim.study.results import Results
from relsim.study.run import execute
from relsim.study.store import Store

OPTIONS = ["--strategies", "servile,advisory", "-r", "3", "-p", "3", "--set", "customers=20"]
HOLDER = """
import sys
from pathlib import Path
from relsim.study.lock import FolderLock

lock = FolderLock(Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def job() -> Job:
    return prepare(
        Experiment.for_compare(
            ["servile", "advisory"], {"customers": 20}, replications=3, periods=3
        )
    )


@contextmanager
def held_by_another(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes a folder, until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_second_writer_is_refused_and_told_who_is_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(tmp_path, job()):
        pass
    before = {path.name for path in tmp_path.iterdir()}
    with held_by_another(tmp_path) as other:
        for words in ((), ("--fresh",)):
            assert cli.main(["compare", *OPTIONS, "--out", str(tmp_path), *words]) == 2
            told = " ".join(capsys.readouterr().err.split())
            assert f"is being written by another process (pid {other.pid}" in told
            assert f"on {socket.gethostname()}, since 2" in told
        assert {path.name for path in tmp_path.iterdir()} == before | {".lock"}
    # kill -9 gives the lock back, and nothing of it stays
    assert cli.main(["compare", *OPTIONS, "--out", str(tmp_path)]) == 0
    assert Results.open(tmp_path).complete
    assert not (tmp_path / ".lock").exists()


def test_a_new_folder_is_locked_from_the_first_moment(tmp_path: Path) -> None:
    with held_by_another(tmp_path), pytest.raises(InputError, match="is being written by"):
        Store.open(tmp_path, job())
    Store.open(tmp_path, job()).close()


def test_a_finished_folder_is_shown_while_another_holds_it(tmp_path: Path) -> None:
    experiment = job().experiment
    execute(experiment, tmp_path, workers=1)
    with held_by_another(tmp_path):
        summary = execute(experiment, tmp_path, workers=1)
    assert (summary.complete, summary.resumed, summary.messages) == (True, 6, ())


def test_a_lock_that_names_nobody_is_a_lock_all_the_same(tmp_path: Path) -> None:
    holder = FolderLock(tmp_path)
    holder.take()
    for text in ("", "\0[]", "\0{", '\0{"pid": 1}'):
        (tmp_path / ".lock").write_text(text)
        with pytest.raises(InputError, match="is being written by another process;"):
            FolderLock(tmp_path).take()
    holder.release()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_vanishes_is_said_and_not_made_anew(tmp_path: Path) -> None:
    ready, folder = job(), tmp_path / "out"
    records = perform(ready, [0, 1])
    for act in (lambda: store.keep(records), lambda: store.finish()):
        with Store.open(folder, ready) as store:
            shutil.rmtree(folder)
            with pytest.raises(InputError, match="out: has vanished or was replaced"):
                act()
        assert not folder.exists()


def test_a_folder_that_another_study_took_over_is_left_to_it(tmp_path: Path) -> None:
    ready, folder = job(), tmp_path / "out"
    records = perform(ready, [0, 1])
    with Store.open(folder, ready) as first:
        shutil.rmtree(folder)
        with Store.open(folder, ready) as second:
            with pytest.raises(InputError, match="was replaced"):
                first.keep(records)
            first.close()
            assert (folder / ".lock").exists(), "the second one's"
            second.keep(records)
            assert second.done == 2
    assert first.done == 0


def test_parts_that_vanish_are_never_taken_for_finished(tmp_path: Path) -> None:
    ready = job()
    with Store.open(tmp_path, ready) as store:
        store.keep(perform(ready, range(6)))
        shutil.rmtree(tmp_path / "parts")
        with pytest.raises(InputError):
            store.finish()
        assert not store.complete
    assert not Results.open(tmp_path).complete
    assert execute(ready.experiment, tmp_path, workers=1).resumed == 0
    assert Results.open(tmp_path).complete


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A folder that cannot be written; for root by a mount, as permissions do not bind it."""
    if os.geteuid() != 0:
        for place in (folder, *folder.rglob("*")):
            place.chmod(0o500 if place.is_dir() else 0o400)
        yield
        for place in (folder, *folder.rglob("*")):
            place.chmod(0o700)
        return
    if sys.platform != "linux":
        pytest.skip("root writes into read-only folders, and only Linux can mount one read-only")
    done = subprocess.run(["mount", "--bind", folder, folder], check=False)
    if done.returncode:
        pytest.skip("root writes into read-only folders, and may not mount one read-only here")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
        yield
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="permissions are other ones on Windows")
def test_what_is_finished_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    experiment = job().experiment
    execute(experiment, tmp_path / "whole", workers=1)
    execute(experiment, tmp_path / "begun", workers=1, limit_runs=2)
    (tmp_path / "whole" / "parts").mkdir()  # left by a kill
    with read_only(tmp_path):
        assert execute(experiment, tmp_path / "whole").complete
        assert Results.open(tmp_path / "whole").runs.collect().height == 6
        assert Results.open(tmp_path / "begun").runs.collect().height == 2
        with pytest.raises(InputError, match="begun: cannot be written"):
            execute(experiment, tmp_path / "begun")
        with pytest.raises(InputError, match="new: cannot be written"):
            execute(experiment, tmp_path / "new")
    assert execute(experiment, tmp_path / "whole").complete
    assert not (tmp_path / "whole" / "parts").exists()
