"""``relsim shapley`` as a user meets it: shares, a page, refusals, and the same again."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from reported import Outline

from relsim.cli import main
from relsim.evidence.credit import game_of
from relsim.strategies import BEHAVIOURS, PRESETS
from relsim.study.results import Results
from relsim.study.run import execute

FEW = ["--set", "customers=40", "--set", "reps=2", "--periods", "24", "-r", "3"]
PAIR = ["servile-competent", "servile"]
HERE = Path("results/shapley-servile-competent-servile")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main(["shapley", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def walked(outcome: str, behaviour: str) -> float:
    """The mean of what a behaviour adds to the runs of a folder, over all orders, by its names."""
    runs = Results.open(HERE / "runs").runs.collect()
    names = [name for name in runs.columns if name.startswith("mixture.")]
    levels = {name: (runs[name].min(), runs[name].max()) for name in names}
    worth = {
        tuple(key): rows[outcome].to_list()
        for key, rows in runs.sort("replication").partition_by(names, as_dict=True).items()
    }
    added = []
    for order in itertools.permutations(names):
        before = tuple(levels[name][0] for name in names)
        for name in order:
            after = tuple(
                levels[own][1] if own == name else value
                for own, value in zip(names, before, strict=True)
            )
            if name == f"mixture.{behaviour}":
                added += [b - a for a, b in zip(worth[before], worth[after], strict=True)]
            before = after
    return sum(added) / len(added)


def test_the_shares_are_those_of_all_orders_walked_and_sum_to_the_gap(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shapley", *PAIR, *FEW]) == 0
    shown = capsys.readouterr().out
    assert max(map(len, shown.splitlines())) <= 100
    assert "8 mixtures of 3 behaviours" in shown
    found = json.loads((here / HERE / "shapley.json").read_text(encoding="utf-8"))
    assert set(found["moved"]) == {"diagnosis", "candour", "openness"}
    competent, servile = (PRESETS[name].point for name in PAIR)
    assert all(ends == [servile[name], competent[name]] for name, ends in found["moved"].items())
    for gap in found["gaps"]:
        shares = sum(one["value"][0] for one in gap["credits"])
        assert shares == pytest.approx(gap["gap"][0], abs=1e-9)
        assert gap["gap"][0] == pytest.approx(gap["strategy"][0] - gap["base"][0], abs=1e-9)
    respect = next(gap for gap in found["gaps"] if gap["outcome"] == "respect")
    for one in respect["credits"]:
        assert one["value"][0] == pytest.approx(walked("respect", one["behaviour"]), abs=1e-12)
        assert one["behaviour"] in shown
    page = Outline((here / HERE / "report.html").read_text(encoding="utf-8"))
    assert page.open == []
    assert "What makes servile-competent differ from servile" in page.text


def test_it_goes_on_where_it_stopped_and_tells_the_same_with_any_number_of_workers(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parameters = {"customers": 40, "reps": 2}
    game = game_of(*PAIR, parameters, replications=3, periods=24)
    execute(game.experiment, here / HERE / "runs", limit_runs=10, workers=1)
    assert main(["shapley", *PAIR, *FEW]) == 0
    assert "10 were there already" in capsys.readouterr().out
    first = (here / HERE / "shapley.json").read_bytes()
    assert main(["shapley", *PAIR, *FEW, "--out", "other", "--workers", "1"]) == 0
    assert (here / "other" / "shapley.json").read_bytes() == first


def test_the_presets_differ_in_all_eleven() -> None:
    game = game_of()
    assert game.behaviours == tuple(BEHAVIOURS)
    assert game.experiment.design.size == 2**11
    none, everything = (game.experiment.design.point(at) for at in (0, 2**11 - 1))
    assert list(none.values()) == [PRESETS["servile"].point[name] for name in BEHAVIOURS]
    assert list(everything.values()) == [PRESETS["advisory"].point[name] for name in BEHAVIOURS]


def test_one_behaviour_makes_all_of_the_gap(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, "open=servile,openness=1", "servile", *FEW)
    for gap in found["gaps"]:
        (only,) = gap["credits"]
        assert only["value"] == pytest.approx(gap["gap"])
        assert only["alone"] == pytest.approx(only["last"])


def test_what_is_undefined_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    found = told(capsys, *PAIR, *FEW[:4], "--periods", "6", "-r", "2")
    assert "retention_24" not in {gap["outcome"] for gap in found["gaps"]}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["advisry"], "did you mean 'advisory'?"),
        (["servile", "servile"], "two strategies are called 'servile'"),
        (["same=servile", "servile"], "same and servile behave alike"),
        (["adaptive"], "adaptive is no fixed point"),
        (["mine:Own"], "Own is no fixed point"),
        (["stray=advisory,jitter=0.1"], "stray differently (jitter)"),
        (["advisory,servile"], "names 2 strategies"),
        (["-r", "1"], "--replications = 1 is outside [2"),
        (["--set", "competition=7"], "competition = 7"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["shapley", *words]) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert len(told.err.splitlines()) == 1
    assert told.out == ""
    assert not Path("results").exists()
