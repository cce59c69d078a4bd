"""The 35 claims that come with relsim: all there, each can be tried, and forces what it says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relsim.evidence.claims import reading
from relsim.evidence.claims.claim import Claim
from relsim.evidence.claims.studies import Desk, Stage
from relsim.study import spec
from relsim.study.results import Results
from relsim.study.run import execute

ALL = sorted(reading.shipped_files())
CLIENTS, PROSPECTS = {"status": "client"}, {"status": "prospect"}

# What the essays' table asks for where it is not superiority alone.
ESTIMANDS = {
    "C05": {"crossing"},
    "C06": {"superiority", "non-inferiority"},
    "C08": {"association"},
    "C09": {"interaction"},
    "C10": {"non-inferiority"},
    "C14": {"crossing"},
    "C16": {"interaction"},
    "C20": {"superiority", "non-inferiority"},
    "C22": {"superiority", "association"},
    "C25": {"superiority", "interaction"},
    "C27": {"superiority", "non-inferiority"},
    "C29": {"interaction"},
    "C31": {"superiority", "non-inferiority"},
    "C33": {"interaction"},
    "C34": {"crossing"},
    "C35": {"association"},
}
ESSAYS = {
    "S0": "C01 C02 C03 C04 C05 C06 C07 C08 C09 C10 C11",
    "S1": "C09 C12 C13 C14 C15 C16 C17 C18 C19 C20 C21 C22 C23 C24",
    "S2": "C25 C26 C27 C28 C29 C30",
    "S3": "C12 C13 C19 C31 C32",
    "S4": "C24 C33 C34 C35",
}


def written(name: str) -> dict[str, Any]:
    return tomllib.loads(reading.shipped_files()[name].read_text())


def small(name: str) -> Claim:
    """Return the claim as it is, in a territory of some 200 accounts, twice."""
    tables = written(name)
    model = tables["model"]
    model["reps"] = max(2, round(200 * model.get("reps", 6) / model["customers"]))
    model["customers"] = 200
    tables["experiment"]["replications"] = 2
    return reading.parse(tables, Path(f"{name}.toml"))


def seen(
    name: str, folder: Path, measures: dict[str, dict[str, Any]], **model: float
) -> dict[str, dict[str, np.ndarray]]:
    """Return strategy -> measure -> values, of the claim's runs seen through other measures."""
    tables = written(name)
    del tables["claim"]
    tables["experiment"] |= {"name": name, "replications": 3}
    tables["model"] |= model
    tables["measure"] = [{"name": key, **entry} for key, entry in measures.items()]
    execute(spec.parse(tables, name, folder, name), folder / name, workers=1)
    runs = Results.open(folder / name).runs.collect().sort("replication")
    return {
        str(arm): {key: rows[key].to_numpy() for key in measures}
        for (arm,), rows in runs.partition_by("strategy", as_dict=True).items()
    }


def test_all_thirty_five_are_there() -> None:
    assert [f"C{number:02d}" for number in range(1, 36)] == ALL


@pytest.mark.parametrize("name", ALL)
def test_it_is_asked_as_the_table_of_the_essays_has_it(name: str) -> None:
    claim = reading.load(reading.shipped_files()[name])
    decide = {one.estimand for one in claim.questions if not one.beside}
    assert decide == ESTIMANDS.get(name, {"superiority"})
    assert set(claim.essay) == {essay for essay, names in ESSAYS.items() if name in names.split()}
    assert claim.experiment.replications >= 60


@pytest.mark.parametrize("name", ALL)
def test_it_says_at_the_top_why_it_is_tested_so(name: str) -> None:
    lines = reading.shipped_files()[name].read_text().splitlines()
    head = lines[: lines.index("")]
    assert head[0].startswith("# Why so: ")
    assert len(head) <= 6
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("name", ALL)
def test_its_measures_are_defined_and_its_cells_differ(name: str, tmp_path: Path) -> None:
    claim = small(name)
    read = Desk(tmp_path, workers=1).read(claim, Stage("verdict"))
    for contrast in claim.contrasts:
        values = [read(term.cell, term.measure) for term in contrast.terms]
        assert np.isfinite(values).all(), contrast.label
        if contrast.relative_to:
            assert all((read(cell, contrast.relative_to) > 0).all() for cell in contrast.controls)
        # In so small a world counts may agree by chance, but not everything that is measured.
        cells = {term.cell for term in contrast.terms}
        assert len(cells) == 1 or any(
            np.ptp([read(cell, of) for cell in cells], axis=0).max() > 0 for of in claim.measures
        ), contrast.label


# The event that an outcome is conditional on falls on the same accounts in all arms, and the
# answers that are forced on it are those the claim speaks of.


def test_c01_and_c31_pitch_to_every_prospect_once_in_month_1(tmp_path: Path) -> None:
    first = {"of": "pitches", "window": [1, 1], "cohort": PROSPECTS}
    leads = {"of": "leads", "window": [1, 1], "cohort": PROSPECTS}
    for name in ("C01", "C31"):
        arms = seen(name, tmp_path, {"first": first, "shown": leads})
        counts = [arm["first"] for arm in arms.values()]
        assert np.ptp(counts, axis=0).max() == 0
        assert all((arm["first"] == arm["shown"]).all() for arm in arms.values())
        # Three accounts in ten are clients.
        assert min(counts[0]) > 0.6 * written(name)["model"]["customers"]


def test_c17_wins_the_same_prospects_whatever_is_promised(tmp_path: Path) -> None:
    won = {"of": "won_share", "window": [1, 1], "cohort": PROSPECTS}
    late = {"of": "lateness", "cohort": PROSPECTS}
    forced = {"m15_pitch": 0, "pitch_constant": 1.0}
    normal = seen("C17", tmp_path / "normal", {"won": won, "late": late}, reps=12, **forced)
    loaded = seen("C17", tmp_path / "loaded", {"won": won, "late": late}, reps=4, **forced)
    assert all((arm["won"] == 1.0).all() for arm in (*normal.values(), *loaded.values()))
    # A load is high where work is late.
    assert loaded["candid"]["late"].mean() > 5 * normal["candid"]["late"].mean()


def test_c13_c20_and_c32_ask_all_alike_and_are_answered_as_they_say(tmp_path: Path) -> None:
    def month(of: str, number: int) -> dict[str, Any]:
        return {"of": of, "window": [number, number], "cohort": CLIENTS}

    for name, number, giving, other in (
        ("C13", 0, "submissive-opening", "average-opening"),
        ("C20", 4, "giving", "trading"),
        ("C32", 0, "one-sided-tone", "two-sided-tone"),
    ):
        watched = {key: month(key, number) for key in ("demands", "granted", "traded")}
        arms = seen(name, tmp_path, {f"{key}_then": one for key, one in watched.items()})
        assert all((arm["demands_then"] == 100.0).all() for arm in arms.values())
        assert (arms[giving]["granted_then"] > 0.98).all()
        assert (arms[other]["granted_then"] < 0.6).all()
        assert (arms[giving]["traded_then"] == 0.0).all()


def test_c20_compares_at_equal_discount(tmp_path: Path) -> None:
    watched = {"after": {"of": "discount", "window": [8, 8], "cohort": CLIENTS}}
    arms = seen("C20", tmp_path, watched)
    assert arms["trading"]["after"] == pytest.approx(arms["giving"]["after"], abs=0.015)
    assert (arms["trading"]["after"] > 0.1).all()


def test_c18_and_c22_force_the_answers_they_name(tmp_path: Path) -> None:
    def then(of: str) -> dict[str, Any]:
        return {"of": of, "window": [6, 6], "cohort": CLIENTS}

    deadline = seen(
        "C18",
        tmp_path,
        {
            "asked": then("demands_deadline"),
            "given": then("conceded"),
            "broken": then("broken_promises"),
        },
    )
    assert all((arm["asked"] == 100.0).all() for arm in deadline.values())
    assert (deadline["yes"]["given"] > 0.98).all()
    assert (deadline["compromise"]["given"] < 0.8).all()
    assert (deadline["compromise"]["broken"] == 0.0).all()
    assert (deadline["yes"]["broken"] > 0.0).all()

    talks = seen("C22", tmp_path, {"no": then("refused"), "ended": then("walkaways")})
    assert (talks["talking-on"]["no"] > 0.98).all()
    assert (talks["talking-on"]["ended"] == 0.0).all()
    assert (talks["ending-talks"]["no"] == 0.0).all()


def test_c15_c26_and_c27_fail_the_accounts_they_name(tmp_path: Path) -> None:
    large = {**CLIENTS, "where": "size > 1.5"}
    for name, cohort in (("C15", CLIENTS), ("C26", large), ("C27", CLIENTS)):
        watched = {"failed": {"of": "failures", "window": [6, 6], "cohort": cohort}}
        arms = seen(name, tmp_path, watched)
        spared = arms.pop("never-failed", {"failed": np.zeros(1)})
        assert all((arm["failed"] == 100.0).all() for arm in arms.values())
        assert (spared["failed"] < 5.0).all()
