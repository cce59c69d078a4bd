"""``relsim dashboard`` as a process: where it serves, what it says, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

# In the background of a script a process ignores Ctrl-C, and so does what it starts.
ENTRY = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    " from relsim.cli import main; sys.exit(main())"
)
FOREIGN = {"HOST": "0.0.0.0", "PORT": "1", "DASH_DEBUG": "true", "FLASK_DEBUG": "1"}


def command(*options: str) -> list[str]:
    return [sys.executable, "-c", ENTRY, "dashboard", "--no-browser", *options]


@contextmanager
def started(*options: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A dashboard that has said where it is, and its port."""
    process = subprocess.Popen(
        command("--port", "0", *options),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | FOREIGN,
    )
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", line)
        assert found is not None, line + process.stderr.read()
        yield process, int(found[1])
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def listening(port: int) -> list[str]:
    """The addresses at which something listens on a port, as Linux tells it."""
    rows = Path("/proc/net/tcp").read_text().splitlines()[1:]
    states = [row.split() for row in rows]
    own = f"{port:04X}"
    return [row[1].split(":")[0] for row in states if row[3] == "0A" and row[1].endswith(":" + own)]


def ended(options: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*options), capture_output=True, text=True, timeout=120, check=False
    )


def test_it_serves_here_only_and_ends_quietly() -> None:
    with started() as (process, port):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert b"_dash-config" in answer.read()
        if sys.platform == "linux":
            assert listening(port) == ["0100007F"]
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=60)
    assert (process.returncode, said, complained) == (0, "", "")


def test_other_machines_are_let_in_only_with_a_warning() -> None:
    with started("--lan") as (process, port):
        if sys.platform == "linux":
            assert listening(port) == ["00000000"]
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            assert answer.status == 200
        assert process.stderr is not None
        said = process.stderr.readline() + process.stderr.readline()
        assert "On this network: http://" in said and "nothing is encrypted" in said
        # The key that leads the room stands here, and only here.
        said = process.stderr.readline()
        found = re.search(rf"http://\S+:{port}/room#([\w-]+)$", said.strip())
        assert found is not None, said
        assert "not for the participants" in process.stderr.readline()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/join", timeout=60) as answer:
            assert found[1].encode() not in answer.read()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_a_port_in_use_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        done = ended(["--port", str(port)])
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert f"--port {port}" in done.stderr and f"--port {port + 1}" in done.stderr


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (["--port", "70000"], "--port = 70000 is outside [0, 65535]"),
        (["--port", "many"], "'many' is not a whole number"),
        (["--accounts", "nowhere.csv"], "nowhere.csv"),
        (["--columns", "account_id=ID"], "--columns needs --accounts"),
    ],
)
def test_bad_input_is_one_message(options: list[str], named: str) -> None:
    done = ended(options)
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert named in " ".join(done.stderr.split())


def test_the_help_of_relsim_loads_no_dashboard() -> None:
    script = (
        "import sys\nfrom relsim.cli import main\nmain(['--help'])\nmain(['dashboard', '--help'])\n"
        "sys.exit(str([m for m in ('dash', 'flask', 'plotly', 'waitress', 'numba', 'polars')"
        " if m in sys.modules] or ''))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert "dashboard" in done.stdout and done.stderr.strip() in ("", "''"), done.stderr
