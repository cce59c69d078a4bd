"""``relsim sensitivity`` end to end: two small studies, tables, a page, and what is refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import tomli_w
from reported import Outline

from relsim.cli import main
from relsim.evidence.screening import Sizes, screening, varied_of
from relsim.parameters import PARAMETERS
from relsim.study import spec
from relsim.study.results import Results
from relsim.study.run import execute

TESTS = Path(__file__).parent
FEW = ["--trajectories", "2", "--samples", "4", "-r", "3", "--names", "3"]
STUDY: dict[str, Any] = {
    "experiment": {"name": "tiny", "replications": 50, "periods": 6, "seed": 4},
    "model": {"customers": 40, "reps": 2},
    "strategies": {"compare": ["servile", {"name": "rep", "base": "middling"}]},
    "design": {"kind": "grid", "parameters": {"rep.yielding": [0.0, 1.0]}},
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(TESTS)
    monkeypatch.setenv("RELSIM_TEST_MARK", str(tmp_path / "mark"))
    return tmp_path


def written(**tables: Any) -> str:
    Path("tiny.toml").write_text(tomli_w.dumps({**STUDY, **tables}))
    return "tiny.toml"


def test_from_a_question_to_tables_and_a_page(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = written()
    assert main(["sensitivity", study, *FEW, "--workers", "2"]) == 0
    told = capsys.readouterr()
    assert max(map(len, told.out.splitlines())) <= 100
    assert "What moves the outcomes" in told.out
    assert "What decides which strategy wins" in told.out
    # all but switches, sizes and the price, and rep.yielding
    moved = sum(parameter.kind != "switch" for parameter in PARAMETERS.values()) - 3 + 1
    assert f"of {moved} names clearly matter" in told.out
    folder = here / "results" / "tiny-sensitivity"
    found = json.loads((folder / "sensitivity.json").read_text())
    assert len(found["varied"]) == moved
    assert len(found["chosen"]) == 3
    assert sum(won for won, _, _ in found["earns_most"].values()) == pytest.approx(1.0)
    for won, low, high in found["earns_most"].values():
        assert 0.0 <= low <= won <= high <= 1.0
    assert {entry["name"] for entry in found["outcomes"]} == set(found["chosen"])
    for group in ("margin", "respect", "churn_yearly", "referrals_made", "lead", "earns_most"):
        assert set(found["shares"][group]) == set(found["varied"])
        assert max(one["value"] for one in found["shares"][group].values()) == 1.0
    for arms in found["ends"].values():
        for end in ("low", "high"):
            assert sum(of[end][0] for of in arms.values()) == pytest.approx(1.0)
    screened, decided = (Results.open(here / "results" / f"tiny-{k}") for k in ("morris", "sobol"))
    assert list(decided.experiment.design.names) == found["chosen"]
    assert screened.experiment.design.names == tuple(found["varied"])
    page = Outline((folder / "report.html").read_text(encoding="utf-8"))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    for name in found["chosen"]:
        assert name.replace("_", " ") in page.text
    assert "What decides which strategy wins" in page.text


def test_it_goes_on_where_it_stopped_and_the_same_again_tells_the_same(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    study = written()
    begun = screening(varied_of(spec.load(study)), Sizes(2, 4, 3, 3))
    execute(begun, here / "results" / "tiny-morris", limit_runs=500, workers=1)
    assert main(["sensitivity", study, *FEW]) == 0
    assert re.search(r"runs in .* \([5-9]\d\d were there already\)", capsys.readouterr().out)
    assert main(["sensitivity", study, *FEW, "--json", "--no-report"]) == 0
    first = capsys.readouterr().out
    runs = Results.open(here / "results" / "tiny-morris").runs.select("seconds").collect()
    assert main(["sensitivity", study, *FEW, "--json"]) == 0
    assert capsys.readouterr().out == first
    again = Results.open(here / "results" / "tiny-morris").runs.select("seconds").collect()
    assert again.equals(runs)  # not made again
    assert main(["sensitivity", study, *FEW, "--json", "--out", "other", "--workers", "1"]) == 0
    elsewhere = json.loads(capsys.readouterr().out)
    assert elsewhere.pop("folders") != json.loads(first)["folders"]
    assert elsewhere == {k: v for k, v in json.loads(first).items() if k != "folders"}


def test_one_strategy_has_nobody_to_win_against(capsys: pytest.CaptureFixture[str]) -> None:
    study = written(strategies={"compare": [{"name": "rep", "base": "middling"}]})
    assert main(["sensitivity", study, *FEW]) == 0
    told = capsys.readouterr().out
    assert "What moves the outcomes" in told
    assert "wins" not in told.replace("who wins", "")
    found = json.loads(Path("results/tiny-sensitivity/sensitivity.json").read_text())
    assert found["winners"] == []


def test_runs_that_failed_leave_no_indices(capsys: pytest.CaptureFixture[str]) -> None:
    study = written(
        model={**STUDY["model"], "customers": 40},
        strategies={"compare": ["servile", {"name": "rep", "base": "own_strategies:Fragile"}]},
        design={"kind": "grid", "parameters": {"competition": [0.0, 0.1]}},
    )
    sizes = ["--trajectories", "2", "--samples", "2", "-r", "1", "--workers", "1"]
    assert main(["sensitivity", study, *sizes]) == 1
    told = capsys.readouterr().err
    assert "runs failed" in told
    assert "No indices" in told
    assert "--retry-failed" in told
    assert not Path("results/tiny-sobol").exists()
    assert not Path("results/tiny-sensitivity").exists()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_in_a_browser(here: Path, chromium_path: str, width: int) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    assert main(["sensitivity", written(), *FEW]) == 0
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        tab = opened.new_page(viewport={"width": width, "height": 900})
        faults: list[str] = []
        tab.on("console", lambda message: faults.append(message.text))
        tab.on("pageerror", lambda error: faults.append(str(error)))
        address = (here / "results" / "tiny-sensitivity" / "report.html").as_uri()
        tab.goto(address, timeout=120_000)
        tab.wait_for_selector("html[data-drawn]", timeout=120_000)
        assert faults == []
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert tab.locator(".plot svg.main-svg").count() >= 6
        opened.close()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["levrs"], "did you mean 'levers'?"),
        (["tiny.toml", "--samples", "100"], "--samples = 100 must be a power of two"),
        (["tiny.toml", "--trajectories", "5000"], "say --yes to go ahead"),
        (["tiny.toml", "--workers", "0"], "--workers = 0"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    written()
    assert main(["sensitivity", *words]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
    assert not Path("results").exists()


def test_the_screening_is_an_experiment_like_any_other(here: Path) -> None:
    assert main(["sensitivity", written(), *FEW, "--no-report"]) == 0
    assert main(["replay", "results/tiny-morris", "7", "--json"]) == 0
    assert main(["export", "results/tiny-sobol", "--format", "csv"]) == 0
    assert pl.read_csv(here / "results" / "tiny-sobol-csv" / "runs.csv").height == 4 * 5 * 2 * 3
