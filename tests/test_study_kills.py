"""Killed without warning at any moment, a study goes on and ends in the very same files."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
import tomli_w
from studies import assert_same_results

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL on Windows"),
]

KILLS = 20
TESTS = Path(__file__).parent
# Smaller parts than usual, so that a few minutes see many of them begun and finished.
RELSIM = (
    "from relsim.study import parts\n"
    "parts.CHUNK_SECONDS = 0.2\n"
    "from relsim.cli import main\n"
    "raise SystemExit(main())\n"
)
SWEEP = {
    "experiment": {"name": "killed", "replications": 40, "periods": 60, "seed": 11},
    "model": {"customers": 200, "reps": 4},
    "strategies": {"compare": ["servile", "combative", "advisory"]},
    "design": {"kind": "grid", "parameters": {"competition": [0.0, 0.05, 0.1, 0.15, 0.2]}},
    "outputs": {"periods": True},
}


def command(study: Path, out: Path) -> list[str]:
    words = ["run", str(study), "--out", str(out), "--workers", "2", "--no-report"]
    return [sys.executable, "-c", RELSIM, *words]


def finish(study: Path, out: Path) -> None:
    done = subprocess.run(command(study, out), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["compiled", "python", "adaptive"])
def test_killed_at_random_moments(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(TESTS), *sys.path]))
    sweep = {**SWEEP, "experiment": dict(SWEEP["experiment"])}
    kills = KILLS
    if kind == "python":
        sweep["strategies"] = {"compare": ["servile", "own_strategies:Plain"]}
        kills = 5
    elif kind == "adaptive":
        until = {"outcome": "margin", "half_width": 0.012}
        sweep["experiment"]["replications"] = {"until": until, "at_most": 100}
        kills = 5
    study = tmp_path / "study.toml"
    study.write_text(tomli_w.dumps(sweep))
    start = time.monotonic()
    finish(study, tmp_path / "whole")
    took = time.monotonic() - start

    chance, killed, round_ = random.Random(2026), 0, 0
    print(f"uninterrupted: {took:.1f} s")
    while killed < kills:
        # One that got through in spite of all kills is compared, and another begun.
        out, round_, through = tmp_path / f"killed-{round_}", round_ + 1, False
        while killed < kills and not through:
            process = subprocess.Popen(
                command(study, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            try:
                through = process.wait(chance.uniform(0.1, 0.9) * took) == 0
                assert through
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                killed += 1
        finish(study, out)
        assert_same_results(tmp_path / "whole", out)


def test_killed_while_the_tables_are_finished(tmp_path: Path) -> None:
    """The last moments, each met: parts whole, tables half there, manifest not yet written."""
    study = tmp_path / "study.toml"
    study.write_text(tomli_w.dumps(SWEEP))
    finish(study, tmp_path / "whole")
    for number, sign in enumerate(
        ("runs.parquet*.tmp", "runs.parquet", "periods.parquet", "failures.parquet")
    ):
        out = tmp_path / f"killed-{number}"
        process = subprocess.Popen(
            command(study, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and not any(out.glob(sign)):
            time.sleep(0.0005)
        process.kill()
        process.wait()
        assert any(out.glob("*.parquet*"))
        finish(study, out)
        assert_same_results(tmp_path / "whole", out)
