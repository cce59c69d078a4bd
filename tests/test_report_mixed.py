"""Reports of mixed territories: unequal teams are compared by what a rep earns."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from relsim.report import Material, material_of, render
from relsim.study import spec
from relsim.study.experiment import Experiment
from relsim.study.results import Results
from relsim.study.run import execute


def mixed(share: float, **tables: object) -> Experiment:
    head = {"mixed": True, "replications": 6, "periods": 12}
    arms = [{"name": "advisory", "base": "advisory", "share": share}, "combative"]
    model = {"customers": 60, "reps": 6}
    written = {"experiment": head, "model": model, "strategies": {"compare": arms}, **tables}
    return spec.parse(written, "mixed.toml", Path())


def reported(experiment: Experiment, place: Path) -> Material:
    execute(experiment, place, workers=1)
    return material_of(Results.open(place))


def test_teams_are_equal_where_reps_are_dealt_evenly() -> None:
    varied = {"kind": "grid", "parameters": {"combative": {"share": [0.5, 1]}}}
    assert mixed(1).equal_teams
    assert not mixed(2).equal_teams
    assert not mixed(1, design=varied).equal_teams
    assert not mixed(1, model={"customers": 60, "reps": 7}).equal_teams
    assert dataclasses.replace(mixed(2), mixed=False).equal_teams


def test_unequal_teams_are_compared_by_rep_and_month(tmp_path: Path) -> None:
    equal, unequal = (reported(mixed(share), tmp_path / f"{share}") for share in (1, 5))
    assert (equal.earned, unequal.earned) == ("margin", "margin_per_rep_month")
    page = render(unequal).decode()
    assert "unequal numbers of reps" in page
    assert "EUR, a rep and month" in page
    assert "EUR, whole run" not in page
    assert "unequal numbers of reps" not in render(equal).decode()


@pytest.mark.parametrize("shares", [[0.2, 1.0, 5.0]])
def test_a_sweep_of_shares_is_led_by_what_a_rep_earns(shares: list[float], tmp_path: Path) -> None:
    design = {"kind": "grid", "parameters": {"combative": {"share": shares}}}
    page = render(reported(mixed(1, design=design), tmp_path / "sweep")).decode()
    assert "unequal numbers of reps" in page
    assert "Margin a rep-month" in page
