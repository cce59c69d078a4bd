"""What docs/evidence.md says in plain words is what the committed tables say."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
WORDS = {3: "three", 10: "ten", 17: "seventeen"}


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / "results" / name).open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def prose() -> str:
    """Everything before the tables, each run of blanks as one."""
    text = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    return " ".join(text.partition("## The patterns of real customers")[0].split())


@pytest.fixture(scope="module")
def verdicts() -> dict[str, str]:
    return {row["id"]: row["verdict"].split(":")[0].split(" ")[0] for row in rows("claims.csv")}


def test_how_many_claims_hold(prose: str, verdicts: dict[str, str]) -> None:
    count = Counter(verdicts.values())
    assert (
        f"Of the essays' {len(verdicts)} claims, {count['fails']} fail on the calibrated model,"
        f" {count['holds']} hold and {count['undecided']} are undecided" in prose
    )


def test_where_those_come_from_that_hold(prose: str, verdicts: dict[str, str]) -> None:
    kinds = {
        row["id"]: row["comes_from"].partition(":")[0]
        for row in rows("origins.csv")
        if verdicts[row["id"]] == "holds"
    }
    count = Counter(kinds.values())
    assert f"Of the {len(kinds)} that hold, {WORDS[count['joint']]} are *joint*" in prose
    assert f"{WORDS[count['built in']].capitalize()} were built in" in prose
    built_in = prose.partition("were built in")[2].partition(".")[0]
    assert {name for name, kind in kinds.items() if kind == "built in"} == {
        name for name in kinds if name in built_in
    }


def test_how_far_findings_carry(prose: str, verdicts: dict[str, str]) -> None:
    found = {(row["id"], row["over"]): row for row in rows("depends.csv")}
    left_open = {}
    for name in (name for name, verdict in verdicts.items() if verdict == "holds"):
        sets = found[name, "accepted sets"]
        assert float(sets["against"]) == 0.0
        if float(sets["for"]) < 1.0:
            left_open[name] = round(float(sets["for"]) * int(sets["worlds"]))
    names, counts = list(left_open), list(left_open.values())
    assert f"but for {', '.join(names[:-1])} and {names[-1]}" in prose
    assert f"clear with {', '.join(map(str, counts[:-1]))} and {counts[-1]}," in prose
    assert all(row["in_words"].startswith("refuted") for row in found.values() if not row["worlds"])
    stands = [
        name
        for name, over in found
        if over == "plausible worlds" and float(found[name, over]["for"]) >= 0.95
    ]
    assert f"{', '.join(stands[:-1])} and {stands[-1]} nearly always" in prose


def test_what_makes_the_lead(prose: str) -> None:
    made = {
        row["behaviour"]: row for row in rows("shapley.csv") if row["outcome"] == "margin_share"
    }
    value = {name: float(row["value"]) for name, row in made.items()}
    whole = value["advisory - servile"]
    assert (
        f"Of {whole:.1f} % of list revenue, asking something in return makes"
        f" {100 * value['reciprocity'] / whole:.0f} % and giving in less often"
        f" {100 * value['yielding'] / whole:.0f} %" in prose
    )
    told = f"({value['diagnosis']:.1f} % of list revenue; initiative {value['initiative']:.1f},"
    assert told.replace("-", "−") in prose


def test_how_many_parameters_are_fitted(prose: str) -> None:
    count = WORDS[len(rows("calibration.csv"))]
    assert f"{count} parameters against" in prose
    for name in ("README.md", "CHANGELOG.md"):
        assert f"{count} parameters are fitted" in (ROOT / name).read_text(encoding="utf-8").lower()
