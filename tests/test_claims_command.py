"""``relsim claims`` as a user meets it: tables, files, refusals, and the same again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from claimed import LATENESS, written

from relsim.cli import main
from relsim.evidence.claims.findings import Table
from relsim.study import run

OUTCOME = LATENESS["claim"]["outcome"][0]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> Any:
    assert main(["claims", *words, "--json", "--no-report"]) == status
    return json.loads(capsys.readouterr().out)


def test_one_claim_is_told_in_full_with_the_command_that_repeats_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    written(here)
    assert main(["claims", "T01.toml", "--knock-ins"]) == 0
    shown = capsys.readouterr().out
    assert "T01 holds" in shown and "built in: M9" in shown
    assert max(map(len, shown.splitlines())) <= 100
    (command,) = re.findall(r"^  relsim (claims .*)$", shown, re.MULTILINE)
    first = (here / "results/claims/T01/claims.json").read_bytes()
    # repeated elsewhere from nothing, it gives the same table to the byte
    assert main([*command.split(), "--out", "again", "--no-report", "--workers", "1"]) == 0
    again = (here / "again/T01/claims.json").read_text().replace('"again/', '"results/claims/')
    again = again.replace(" again/", " results/claims/")
    assert again.encode() == first
    (replay,) = re.findall(r"^  relsim (replay .*)$", shown, re.MULTILINE)
    assert main(replay.split()) == 0


def test_the_table_of_several_fits_the_page_and_says_what_fails_first(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    true = written(here)
    false = written(here, "T02", claim={"id": "T02", "outcome": [{**OUTCOME, "sign": -1}]})
    assert main(["claims", str(true), str(false), "--knock-outs", "--no-report"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("2 claims: 1 fails, 0 undecided, 1 holds")
    assert "fails: reversed" in shown
    assert "reversed: falls" in shown
    assert max(map(len, shown.splitlines())) <= 100


def test_holm_counts_the_claims_tried_at_once(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = written(here)
    names = [first]
    for number in range(2, 6):
        name = f"T0{number}"
        names.append(written(here, name, claim={"id": name}))
    found = told(capsys, *map(str, names))["claims"]
    smallest = min(one["p"] for one in found)
    assert found[0]["p"] == smallest
    assert all(one["p_holm"] == pytest.approx(min(1.0, 5 * smallest)) for one in found)


def test_the_json_is_the_file_and_has_the_schema_of_its_records(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(capsys, str(written(here)), "--worlds", "4", "--search", "4")
    assert found == json.loads((here / "results/claims/T01/claims.json").read_text())
    assert set(found) == {"format", *Table.__dataclass_fields__}
    (one,) = found["claims"]
    assert one["verdict"] == "holds" and one["worlds"]["worlds"] == 4
    assert one["on_trial"]["where"] in ("plausible worlds", "within hard bounds", "")
    (effect,) = one["effects"]
    assert effect["low"] > effect["threshold"] == effect["delta"] == 0.05


def test_runs_that_are_there_are_not_made_again(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(written(here))
    first = told(capsys, path)
    # more of the evidence is asked for: the verdict's runs stay as they are
    before = (here / "results/claims/T01/verdict/runs.parquet").stat().st_mtime_ns
    more = told(capsys, path, "--knock-outs")
    assert (here / "results/claims/T01/verdict/runs.parquet").stat().st_mtime_ns == before
    assert more["claims"][0]["effects"] == first["claims"][0]["effects"]
    assert more["claims"][0]["origin"]["needs"] == ["M9"]


def test_interrupted_it_says_how_to_go_on_and_then_gives_the_same_table(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(written(here))
    whole = run.execute
    monkeypatch.setattr(
        "relsim.evidence.claims.studies.execute",
        lambda *given, **words: whole(*given, **{**words, "limit_runs": 5}),
    )
    assert main(["claims", path, "--no-report"]) == 130
    stopped = capsys.readouterr()
    assert "5 of 16 runs are kept" in stopped.err and f"relsim claims {path}" in stopped.err
    assert stopped.out == ""
    monkeypatch.undo()
    monkeypatch.chdir(here)
    resumed = told(capsys, path)
    afresh = told(capsys, path, "--fresh")
    assert resumed == afresh


def test_failed_runs_are_told_and_left_out(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parent)
    monkeypatch.setenv("RELSIM_TEST_MARK", str(here / "mark"))
    arms = [{"name": "dropping", "base": "own_strategies:Fragile"}, "servile"]
    cells = {"treatment": "dropping", "control": "servile"}
    path = written(here, strategies={"compare": arms}, claim={"cells": cells})
    found = told(capsys, str(path), status=1)
    (one,) = found["claims"]
    assert one["failed_runs"] == one["effects"][0]["dropped"] > 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["T99"], "there is no claim 'T99'"),
        (["missing.toml"], "cannot be read"),
        (["--replications", "1"], "--replications = 1 is outside [2"),
        (["--worlds", "-1"], "--worlds = -1 is outside"),
        (["--steel-man", "--jitter"], "ask for one of them"),
    ],
)
def test_refused_in_one_line_with_nothing_written(
    words: list[str], message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(here)
    given = words if words[0][0] != "-" else [str(path), *words]
    assert main(["claims", *given]) == 2
    found = capsys.readouterr()
    assert message in found.err and found.err.count("\n") == 1 and found.out == ""
    assert [entry.name for entry in here.iterdir()] == ["T01.toml"]


def test_a_claim_that_cannot_be_used_is_refused_before_any_other_is_run(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = written(here)
    bad = written(here, "T02", claim={"id": "T02", "outcome": [{**OUTCOME, "delta": 0}]})
    assert main(["claims", str(good), str(bad)]) == 2
    assert f"{bad}: [[claim.outcome]] number 1: delta = 0" in capsys.readouterr().err
    assert not (here / "results").exists()


def test_an_empty_cohort_is_refused_before_any_other_is_run(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = {"name": "late_giants", "of": "lateness", "cohort": {"where": "size > 1e9"}}
    good = written(here)
    bad = written(
        here,
        "T02",
        measure=[nobody],
        claim={"id": "T02", "outcome": [{**OUTCOME, "measure": "late_giants"}]},
    )
    assert main(["claims", str(good), str(bad)]) == 2
    assert "late_giants" in capsys.readouterr().err
    assert not (here / "results").exists()


def test_the_page_stands_alone_and_leads_from_each_verdict_to_its_command(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(here, claim={"says": "<b>Late</b> & later."})
    assert main(["claims", str(path), "--knock-outs"]) == 0
    page = (here / "results/claims/T01/report.html").read_text(encoding="utf-8")
    body = page.partition("<body>")[2]
    assert 'href="#T01-again"' in body and 'id="T01-again"' in body
    assert "relsim claims T01.toml --knock-outs" in body.replace(str(here) + "/", "")
    assert "<b>Late</b>" not in body and "&lt;b&gt;Late" in body
    assert "http://" not in body.partition("<script>")[0]


def test_claims_are_listed_without_a_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(here)
    assert main(["claims", str(path), "--list"]) == 0
    shown = capsys.readouterr().out
    assert LATENESS["claim"]["says"].split()[0] in shown and "superiority" in shown
    assert main(["claims", str(path), "--list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["T01"]["for"] == ["m09_capacity"]
    assert not (here / "results").exists()
