"""A hundred thousand runs: memory stays flat, and there is a report at the end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

RUNS = 100_002
MEMORY_MB = 50.0

CODE = """
import json, sys
from pathlib import Path
from relsim.report import write_report
from relsim.study.experiment import Experiment
from relsim.study.run import execute

def memory():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6

seen = {}
def watch(progress):
    place = progress.done // 5000 * 5000
    if place not in seen:
        seen[place] = memory()

asked = Experiment.for_compare(
    parameters={"customers": 20, "reps": 3}, replications=int(sys.argv[2]) // 3, periods=6,
    customers=False,
)
summary = execute(asked, sys.argv[1], workers=2, progress=watch)
seen["finished"] = memory()
write_report(summary.folder)
seen["reported"] = memory()
print(json.dumps([summary.done, summary.failed, seen]))
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_a_hundred_thousand_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(tmp_path / "many"), str(RUNS)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    runs, failed, seen = json.loads(done.stdout)
    print(seen)
    assert (runs, failed) == (RUNS, 0)
    early = seen["5000"]
    running = [value for key, value in seen.items() if key.isdigit() and int(key) > 5000]
    assert len(running) >= 19
    assert max(running) - early < MEMORY_MB
    rows = pl.scan_parquet(tmp_path / "many" / "runs.parquet")
    assert rows.select(pl.col("run_id").n_unique()).collect().item() == RUNS
    assert (tmp_path / "many" / "report.html").stat().st_size > 50_000
