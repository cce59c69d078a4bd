"""The evidence made again: commands in order, tables kept, the same bytes, and what is refused."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from claimed import LATENESS, written

from relsim.evidence.claims import stored
from relsim.evidencing import keeping, told
from relsim.evidencing.__main__ import main
from relsim.evidencing.keeping import keep
from relsim.evidencing.pictures import PICTURES, the_same
from relsim.evidencing.steps import ALL_OF_CLAIMS, CLAIMS, STEPS, asked
from relsim.study import manifest

OUTCOME = LATENESS["claim"]["outcome"][0]
SHIPPED = Path("relsim/evidence/shipped")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    written(tmp_path, "T02", claim={"id": "T02", "outcome": [{**OUTCOME, "sign": -1}]})
    return tmp_path


def made(root: str, home: str, *words: str) -> int:
    look = ["--claims", "T01.toml", "T02.toml", "--size", "6"]
    return main(["--root", root, "--home", home, *look, "--workers", "1", *words])


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place where the two claims have been tried, to be copied."""
    place = tmp_path_factory.mktemp("tried")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        written(place)
        written(place, "T02", claim={"id": "T02", "outcome": [{**OUTCOME, "sign": -1}]})
        assert made("tree", "work", "--only", "claims") == 0
    return place


@pytest.fixture
def again(tried: Path, here: Path) -> Path:
    """A copy of that place."""
    for name in ("work", "tree"):
        shutil.copytree(tried / name, here / name)
    return here


def every(folder: Path) -> dict[str, bytes]:
    """What a folder holds, pictures aside: they need a browser."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".svg"
    }


def test_two_claims_from_nothing_to_tables_and_again_without_new_runs(
    again: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    here = again
    first = every(here / "tree")
    assert set(first) == {
        "results/claims.csv",
        "results/knock-outs.csv",
        "results/made.csv",
        "relsim/evidence/shipped/claims.json",
    }
    rows = list(csv.DictReader(first["results/claims.csv"].decode().splitlines()))
    # refuted ones first
    assert [row["id"] for row in rows] == ["T02", "T01"]
    assert rows[0]["verdict"] == "fails: reversed"
    assert rows[0]["effect"] == f"{-float(rows[1]['effect']):g}"
    falls = list(csv.DictReader(first["results/knock-outs.csv"].decode().splitlines()))
    assert {row["without"] for row in falls if row["left"] == "falls"} == {"M9"}
    table = stored.table(json.loads(first["relsim/evidence/shipped/claims.json"]))
    assert [one.folder for one in table.claims] == ["results/claims/T01", "results/claims/T02"]
    runs = sorted((here / "work").rglob("runs.parquet"))
    before = [path.read_bytes() for path in runs]
    assert made("tree", "work", "--only", "claims") == 0
    said = capfd.readouterr()
    assert said.out == ""
    # what it will do, and how long that takes, comes before anything is done
    assert said.err.index(f"About {CLAIMS.minutes} minutes on 2 cores") < said.err.index("[1/1]")
    # their seconds would differ, had they been made again
    assert [path.read_bytes() for path in runs] == before
    assert every(here / "tree") == first
    assert made("other", "elsewhere", "--only", "claims") == 0
    assert every(here / "other") == first


def test_verdicts_alone_do_not_throw_away_what_took_hours(again: Path) -> None:
    here = again
    place = here / "tree" / SHIPPED / "claims.json"
    full = json.loads(place.read_text(encoding="utf-8"))
    share = {"count": 1, "of": 2, "share": 0.5, "low": 0.1, "high": 0.9}
    for one in full["claims"]:
        one["worlds"] = {
            "worlds": 2,
            "undefined": 0,
            "clearly_for": share,
            "clearly_against": share,
            "depends": True,
            "decided_by": [{"parameter": "reps", "advantage": 0.5, "p": 0.01}],
            "replications": 10,
        }
    richer = json.dumps(full)
    place.write_text(richer)
    keep(CLAIMS, here / "work", here / "tree")
    assert place.read_text() == richer
    # another verdict: what was known of the old one is worth nothing
    full["claims"][0]["effects"][0]["effect"] += 1.0
    place.write_text(json.dumps(full))
    keep(CLAIMS, here / "work", here / "tree")
    assert json.loads(place.read_text())["claims"][0]["worlds"] is None
    # and from the full table itself come two more
    found = next((here / "work" / "claims").glob("*/claims.json"))
    found.write_text(richer)
    keep(ALL_OF_CLAIMS, here / "work", here / "tree")
    (row, _) = keeping.read(here / "tree" / "results" / "depends.csv")
    assert row["in_words"] == "50 % for, 50 % against; depends on reps"
    assert row["depends"] == "yes"
    assert {row["id"] for row in keeping.read(here / "tree/results/origins.csv")} == {"T01", "T02"}
    (line, _) = told.TOLD["evidence-depends"](here / "tree" / "results").rows
    assert line == ("T01", "50 % for, 50 % against; depends on reps", "", "")


def test_fair_play_is_told_where_verdicts_change(again: Path) -> None:
    here = again
    work, results = here / "work", here / "tree" / "results"
    shutil.copytree(work / "claims", work / "steel-man")
    by_name = {step.name: step for step in STEPS}
    keep(by_name["steel-man"], work, here / "tree")
    assert not (results / "fair-play.csv").exists()  # half a table
    shutil.copytree(work / "claims", work / "jitter")
    changed = next((work / "jitter").glob("*/claims.json"))
    found = json.loads(changed.read_text())
    found["claims"][1]["verdict"] = "holds"
    changed.write_text(json.dumps(found))
    keep(by_name["jitter"], work, here / "tree")
    assert [row["id"] for row in keeping.read(results / "fair-play.csv")] == ["T01", "T02"]
    (row,) = told.TOLD["evidence-fair-play"](results).rows
    assert row[0] == "T02"
    assert row[1].startswith("fails: reversed<br>") and row[3].startswith("holds<br>")


def test_patterns_are_measured_and_told(here: Path) -> None:
    """With so few replications that all of them may be missed; they stay in the table."""
    assert main(["--root", "tree", "--home", "work", "--size", "2", "--only", "patterns"]) == 0
    kept = json.loads((here / "tree" / SHIPPED / "patterns.json").read_text(encoding="utf-8"))
    assert kept["replications"] == 2
    rows = told.TOLD["evidence-patterns"](here / "tree" / "results").rows
    assert len(rows) == len(kept["patterns"]) + sum(
        len(one["criteria"]) for one in kept["patterns"]
    )
    verdicts = {row[0].split()[0]: row[-1] for row in rows if row[0].startswith("**")}
    assert verdicts == {
        f"**{one['id']}**": "met" if one["met"] else "**missed**" for one in kept["patterns"]
    }


def test_what_was_made_with_other_sources_is_not_mixed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "work").mkdir()
    (here / "work" / "mine.txt").write_text("a letter")
    assert made("tree", "work", "--fresh") == 2
    assert "holds something else" in capsys.readouterr().err
    assert (here / "work" / "mine.txt").exists()
    (here / "work" / "sources.json").write_text('{"sources": "0123"}')
    assert made("tree", "work") == 2
    assert "other sources of relsim; begin again with --fresh" in capsys.readouterr().err
    assert not (here / "tree").exists()
    # a name that is no claim ends it as soon as the old runs are gone
    assert (
        main(["--root", "tree", "--home", "work", "--claims", "C99", "--only", "claims", "--fresh"])
        == 2
    )
    assert not (here / "work" / "mine.txt").exists()
    stamp = json.loads((here / "work" / "sources.json").read_text())
    assert stamp == {"sources": manifest.source()}


def test_a_look_does_not_replace_what_is_committed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--size", "2", "--home", "work"]) == 2
    assert "name a --root" in capsys.readouterr().err
    assert not Path("work").exists()


def test_a_command_that_is_refused_ends_it(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["--root", "tree", "--home", "work", "--claims", "C99", "--only", "claims"]
    assert main(words) == 2
    assert "C99" in capfd.readouterr().err
    assert not (here / "tree").exists()


def test_steps_are_asked_for_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "shaply", "--home", "work"]) == 2
    assert "did you mean 'shapley'?" in capsys.readouterr().err
    assert [one.name for one in asked(False)] == [
        "patterns",
        "claims",
        "levers",
        "where-each-wins",
    ]
    assert asked(False)[1] is CLAIMS and asked(True)[1] is ALL_OF_CLAIMS
    assert [one.name for one in asked(False, ["shapley"])] == ["shapley"]
    assert len(asked(True)) == len(STEPS)
    assert sum(one.minutes for one in asked(False)) <= 60
    assert main(["--full", "--list"]) == 0
    assert f"About {sum(one.minutes for one in asked(True)):.0f} minutes" in capsys.readouterr().err
    assert set(PICTURES) <= {one.name for one in STEPS}


@pytest.mark.browser
def test_pictures_are_the_same_each_time(here: Path, chromium_path: str) -> None:
    pytest.importorskip("playwright")
    words = ["--root", "tree", "--home", "work", "--size", "2", "--only", "patterns"]
    assert main(words) == 0
    first = {path.name: path.read_text() for path in (here / "tree/results").glob("*.svg")}
    assert set(first) == {f"{name}.svg" for name in PICTURES["patterns"][1].values()}
    assert all(text.startswith("<svg") and the_same(text) == text for text in first.values())
    assert main(words) == 0
    assert {p.name: p.read_text() for p in (here / "tree/results").glob("*.svg")} == first
