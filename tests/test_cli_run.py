"""``relsim run`` as a user meets it: failures, what is made again, and how a sweep is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import tomli_w

from relsim.cli import main

TESTS = Path(__file__).parent
STUDY: dict[str, Any] = {
    "experiment": {"question": "Who wins?", "replications": 12, "periods": 6, "seed": 1},
    "model": {"customers": 30, "reps": 3},
    "strategies": {"compare": ["servile", "advisory"]},
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(TESTS)
    monkeypatch.setenv("RELSIM_TEST_MARK", str(tmp_path / "mark"))
    return tmp_path


def written(name: str, **tables: Any) -> str:
    Path(name).write_text(tomli_w.dumps({**STUDY, **tables}))
    return name


def test_failed_runs_are_told_and_made_again_when_asked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = written("fragile.toml", strategies={"compare": ["servile", "own_strategies:Fragile"]})
    assert main(["run", study, "--no-report"]) == 1
    told = capsys.readouterr()
    assert "runs failed" in told.err
    assert "RuntimeError: too much for me" in told.err
    assert "failures.parquet" in told.err
    assert "Traceback (most" not in told.err + told.out
    # What failed stays failed until it is asked for.
    (here / "mark").touch()
    assert main(["run", study, "--no-report"]) == 1
    assert "All 24 runs were there already" in capsys.readouterr().out
    assert main(["run", study, "--no-report", "--retry-failed", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["done"], found["failed"], found["complete"]) == (24, 0, True)
    assert main(["run", study, "--no-report", "--retry-failed"]) == 0
    assert "no run failed" in capsys.readouterr().err


def test_adaptive_replications_are_announced(capsys: pytest.CaptureFixture[str]) -> None:
    until = {"until": {"outcome": "respect", "half_width": 0.5}, "at_most": 90}
    study = written("until.toml", experiment={**STUDY["experiment"], "replications": until})
    assert main(["run", study, "--no-report"]) == 0
    told = capsys.readouterr().out
    assert "30 to 90 replications" in told
    assert "at most 180 runs" in told
    assert "60 runs in" in told


def test_many_points_are_told_by_who_leads_where(capsys: pytest.CaptureFixture[str]) -> None:
    ranges = dict.fromkeys(("competition", "fit_mean", "complexity_mean"), "plausible")
    design = {"kind": "latin-hypercube", "samples": 25, "parameters": ranges}
    study = written("worlds.toml", design=design)
    assert main(["run", study]) == 0
    told = capsys.readouterr().out
    line = next(line for line in told.splitlines() if line.startswith("Margin "))
    assert sum(int(count) for count in line.split()[1:]) == 25
    assert len(told.splitlines()) < 25
    assert Path("results/worlds/report.html").stat().st_size > 100_000


def test_an_unwritable_report_leaves_the_results_told(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = written("plain.toml")
    assert main(["run", study, "--no-report"]) == 0
    # A folder of that name is in the way, as a report open elsewhere is on some systems.
    (here / "results" / "plain" / "report.html").mkdir()
    capsys.readouterr()
    assert main(["run", study]) == 0
    told = capsys.readouterr()
    assert "no report" in told.err
    assert "Report:" not in told.out
    assert "results/plain" in told.out


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--scheduler", "tcp://127.0.0.1:9", "--workers", "2"], "--workers is for this machine"),
        (["--scheduler", "nowhere"], "--scheduler = nowhere: no Dask scheduler answers there"),
        (["--workers", "0"], "--workers = 0"),
    ],
)
def test_refused_options(
    words: list[str], named: str, capsys: pytest.CaptureFixture[str], here: Path
) -> None:
    assert main(["run", written("plain.toml"), *words]) == 2
    assert named in capsys.readouterr().err
    assert not (here / "results").exists()
