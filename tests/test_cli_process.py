"""The command line in a process of its own, on a terminal and off it."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from relsim.cli import COMMANDS
from relsim.cli.progress import Waiting

SMALL = ("--set", "customers=60", "--set", "reps=3", "-r", "3", "-p", "12")
HEAVY = ("numba", "mesa", "plotly", "polars", "dash", "scipy", "numpy")
PROGRAM = "import sys; from relsim.cli import main; sys.exit(main())"


class Told(NamedTuple):
    """What a process left: exit status and what stood on stdout and stderr."""

    status: int
    out: str
    err: str


def process(arguments: Sequence[str], folder: Path, code: str = PROGRAM) -> Told:
    """The program in a process of its own, its output going to pipes."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder,
        env={**os.environ, "COLUMNS": "100"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Told(done.returncode, done.stdout, done.stderr)


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from relsim.cli import COMMANDS, main; main(['--help']);"
        "[main([name, '--help']) for name in COMMANDS];"
        f"print('heavy:', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    told = process((), tmp_path, code)
    assert told.out.rstrip().endswith("heavy: []"), told.err
    for name in COMMANDS:
        assert f"relsim {name}" in told.out
    assert "1 done, but some runs failed" in " ".join(told.out.split())


def test_as_a_module_it_ends_with_the_same_status(tmp_path: Path) -> None:
    code = (
        "import runpy, sys; sys.argv[0] = 'relsim'; runpy.run_module('relsim', run_name='__main__')"
    )
    told = process(("claims", "C99"), tmp_path, code)
    assert told.status == 2
    assert told.err.startswith("relsim: there is no claim 'C99'")


def test_compare_in_a_process_of_its_own(tmp_path: Path) -> None:
    told = process(("compare", *SMALL, "--out", "mine"), tmp_path)
    assert told.status == 0, told.err
    assert told.err == ""
    assert "\x1b" not in told.out
    assert "\r" not in told.out
    assert max(map(len, told.out.splitlines())) <= 100
    assert "customers = 60" not in told.out.partition("\n")[0]
    assert "60 customers" in " ".join(told.out.split())
    for text in (
        "3 replications × 12 months",
        "servile",
        "combative",
        "advisory",
        "95 %",
        "Paired differences",
        "Who does best, by simultaneous intervals",
        "What common luck achieved",
        "The intervals cover luck",
        "clients of month 0, value at exit carried on | clients at the end",
        "mine/report.html",
        "relsim replay mine 0",
    ):
        assert text in " ".join(told.out.split())
    for name in ("report.html", "runs.parquet", "experiment.toml", "manifest.json"):
        assert (tmp_path / "mine" / name).stat().st_size > 0


def test_no_progress_bar_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with Waiting("runs", 10, patience=0) as waiting:
        time.sleep(0.05)
        waiting.step(5)
    assert stream.getvalue() == ""


def test_progress_bar_on_a_terminal_has_count_rate_and_time_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("COLUMNS", "100")
        with Waiting("runs", 10, patience=0) as waiting:
            for done in range(1, 6):
                time.sleep(0.12)
                waiting.step(done)
            time.sleep(0.2)
        seen = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "5/10" in seen
    assert re.search(r"\d\.\d/s", seen)
    assert re.search(r"0:00:0\d", seen)


def test_short_work_leaves_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        with Waiting("runs", 10, patience=5) as waiting:
            waiting.step(10)
        terminal.write("end")
        terminal.flush()
        assert os.read(ours, 1000) == b"end"
    os.close(ours)


def test_interrupted_keeps_what_is_done_and_says_how_to_go_on(tmp_path: Path) -> None:
    arguments = ("compare", "--set", "customers=300", "-p", "60", "-r", "20000", "--out", "mine")
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments, "--fresh", "--no-report"],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    deadline = time.monotonic() + 300
    while not list(tmp_path.glob("mine/parts/*.json")) and time.monotonic() < deadline:
        assert running.poll() is None, running.stderr and running.stderr.read()
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=300)
    assert running.returncode == 130, told
    kept = json.loads((tmp_path / "mine/manifest.json").read_text(encoding="utf-8"))["counts"]
    assert 0 < kept["done"] < kept["runs"] == 60_000
    assert f"{kept['done']:,} of 60,000 runs are kept" in told
    resume = next(line for line in told.splitlines() if line.lstrip().startswith("relsim "))
    assert resume.split()[1:] == [*arguments, "--no-report"]
    assert "Traceback" not in told
