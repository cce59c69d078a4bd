"""Compiled code kept on disk is never older than the sources it came from."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numba
import pytest

import relsim.network
from relsim.compiled import rule
from relsim.curves import logistic
from relsim.network import small_world

PACKAGE = Path(relsim.network.__file__).parent
# network calls into draws: a callee in another file.
FILES = ("compiled.py", "draws.py", "network.py")
CODE = (
    "import relsim.network as n;"
    "print(n.__file__, *n.small_world(40, 6, 0.5, 1, 0).neighbours.tolist())"
)

compiled_only = pytest.mark.skipif(
    bool(numba.config.DISABLE_JIT),
    reason="tests of compiled code say nothing where NUMBA_DISABLE_JIT switches it off",
)
Run = Callable[..., list[str]]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return the folder of a small copy of the package."""
    folder = tmp_path / "source" / "relsim"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    for name in FILES:
        shutil.copy(PACKAGE / name, folder / name)
    return folder


@pytest.fixture
def run(copy: Path, tmp_path: Path) -> Run:
    """Return a function that draws a network with the copy, in a process of its own."""

    def draw(**environment: str) -> list[str]:
        own = {"NUMBA_CACHE_DIR": str(tmp_path / "cache"), "NUMBA_DISABLE_JIT": "0"}
        done = subprocess.run(
            [sys.executable, "-c", CODE],
            env=os.environ | own | environment,
            cwd=copy.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        origin, *numbers = done.stdout.split()
        assert Path(origin) == copy / "network.py"
        return numbers

    return draw


def kept(cache: Path) -> dict[Path, int]:
    """Return the files of compiled code and when each was written."""
    return {file: file.stat().st_mtime_ns for file in cache.rglob("*.nbc")}


def test_editing_a_callee_in_another_file_changes_the_result(copy, run, tmp_path):
    """The trap of https://github.com/numba/numba/issues/1833."""
    first = run()
    before = kept(tmp_path / "cache")
    assert before
    assert run() == first
    assert kept(tmp_path / "cache") == before, "unchanged sources must not be compiled again"

    draws = copy / "draws.py"
    text = draws.read_text()
    edited = text.replace("_ROUNDS = 10\n", "_ROUNDS = 9\n")
    assert edited != text
    draws.write_text(edited)
    after = run()
    assert after != first
    assert after == run(NUMBA_DISABLE_JIT="1")

    draws.write_text(text)
    assert run() == first


def test_folder_of_compiled_code_follows_every_source_file(copy, run, tmp_path):
    run()
    first = {folder.name for folder in (tmp_path / "cache").iterdir()}
    assert len(first) == 1
    (copy / "rules").mkdir()
    (copy / "rules" / "response.py").write_text("ANSWER = 1\n")
    run()
    second = {folder.name for folder in (tmp_path / "cache").iterdir()} - first
    assert len(second) == 1
    (copy / "rules" / "response.py").rename(copy / "rules" / "request.py")
    run()
    assert len({folder.name for folder in (tmp_path / "cache").iterdir()} - first - second) == 1


def test_a_users_own_cache_folder_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    rule(test_a_users_own_cache_folder_is_left_alone)
    assert str(tmp_path) == numba.config.CACHE_DIR


@compiled_only
def test_other_threads_run_while_compiled_code_does():
    small_world(10, 6, 0.5, 1, 0)
    thread = threading.Thread(target=small_world, args=(2_000_000, 6, 0.5, 1, 0))
    thread.start()
    turns = 0
    while thread.is_alive():
        time.sleep(0.001)
        turns += 1
    assert turns > 20  # one or two when the lock of the interpreter is kept


@compiled_only
def test_a_compiled_rule_keeps_its_plain_function():
    assert logistic(0.3) == logistic.py_func(0.3)
    assert logistic.__doc__ == logistic.py_func.__doc__


def test_switched_off_a_rule_is_the_function_itself(monkeypatch):
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 1)
    assert rule(kept) is kept


def test_where_nothing_can_be_kept_a_callee_edited_still_counts(copy, run, tmp_path):
    """Where its folder cannot be written numba falls back on __pycache__, which goes stale."""
    (tmp_path / "file").write_text("")
    nowhere = str(tmp_path / "file" / "cache")
    first = run(NUMBA_CACHE_DIR=nowhere)
    draws = copy / "draws.py"
    draws.write_text(draws.read_text().replace("_ROUNDS = 10\n", "_ROUNDS = 9\n"))
    assert run(NUMBA_CACHE_DIR=nowhere) != first
    assert not kept(tmp_path)
