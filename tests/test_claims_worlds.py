"""In which worlds a claim stands: what the worlds are, what many verdicts come to, and a search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from claimed import written
from hypothesis import given
from hypothesis import strategies as st

from relsim.evidence.claims import reading, studies, trial, worlds
from relsim.evidence.claims.claim import Claim
from relsim.evidence.claims.studies import Desk
from relsim.evidence.claims.worlds import Searching
from relsim.parameters import PARAMETERS, check

FEW = Searching(plausible=3, search=2, confirm=6)


@pytest.fixture
def claim(tmp_path: Path) -> Claim:
    return reading.load(written(tmp_path))


def test_plausible_worlds_cover_the_plausible_ranges_and_keep_what_the_claim_sets(
    claim: Claim,
) -> None:
    drawn = worlds.plausible(claim, 20)
    names = set(drawn[0])
    assert not names & {"customers", "reps", "urgency_rate", "client_share_start"}
    assert not any(PARAMETERS[name].kind == "switch" for name in names)
    for name in ("competition", "loss_aversion"):
        one = PARAMETERS[name]
        ends = np.linspace(one.plausible_low, one.plausible_high, 21)
        # a Latin hypercube: one world in each twentieth of the range
        assert np.histogram([world[name] for world in drawn], ends)[0].tolist() == [1] * 20
    assert drawn == worlds.plausible(claim, 20)


def test_searched_worlds_reach_beyond_the_plausible_but_never_the_bounds(claim: Claim) -> None:
    searched = worlds.within_bounds(claim, 50, 0)
    for world in searched:
        for name, value in world.items():
            check(name, value)
    one = PARAMETERS["competition"]
    outside = [
        not one.plausible_low <= world["competition"] <= one.plausible_high for world in searched
    ]
    assert sum(outside) == pytest.approx(50 * worlds.OUTSIDE, abs=2)
    assert searched != worlds.within_bounds(claim, 50, 1)


@given(st.sampled_from(sorted(PARAMETERS)), st.floats(0, 1), st.floats(0, 1))
def test_a_stretched_range_rises_from_bound_to_bound(name: str, one: float, other: float) -> None:
    parameter = PARAMETERS[name]
    low, high = (worlds.stretched(parameter, share) for share in sorted((one, other)))
    assert parameter.low <= low <= high <= parameter.high
    ends = worlds.stretched(parameter, 0.0), worlds.stretched(parameter, 1.0)
    assert ends == (parameter.low, parameter.high)


def summed(stand: list[int], **values: list[float]) -> Any:
    settings = [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
    array = np.array(stand)
    return worlds.summed_up(array, np.ones(len(stand), bool), settings, 10)


def test_it_depends_where_a_tenth_is_clearly_on_each_side() -> None:
    found = summed([1] * 10 + [-1] * 1 + [0] * 0, x=list(range(11)))
    assert found.clearly_for.count == 10 and not found.depends
    assert summed([1] * 9 + [-1], x=list(range(10))).depends
    assert not summed([1] * 10 + [0] * 10, x=list(range(20))).depends


def test_wilsons_interval_is_that_of_the_textbook() -> None:
    # Agresti & Coull 1998 give the score interval; 0 of 10: 0 to z2 / (n + z2)
    found = worlds.share(0, 10)
    assert found.low == pytest.approx(0.0, abs=1e-12)
    assert found.high == pytest.approx(1.959964**2 / (10 + 1.959964**2), abs=1e-6)


def test_the_parameter_that_decides_is_named_and_one_that_does_not_is_not() -> None:
    rng = np.random.default_rng(8)
    decisive, idle = rng.random(80), rng.random(80)
    stand = np.where(decisive > 0.6, 1, -1).tolist()
    found = summed(stand, decisive=decisive.tolist(), idle=idle.tolist(), same=[1.0] * 80)
    assert [one.parameter for one in found.decided_by] == ["decisive"]
    assert found.decided_by[0].advantage == 1.0


def test_all_cells_of_a_world_share_its_luck_and_worlds_do_not(claim: Claim) -> None:
    stage = studies.Stage("worlds", worlds.plausible(claim, 2), replications=2, seed=9)
    (experiment,) = studies.experiments(claim, stage).values()
    assert experiment.luck == "independent"
    assert experiment.seed_at(0) != experiment.seed_at(1)
    verdict = studies.Stage("verdict")
    assert studies.experiments(claim, verdict)[()].seed == claim.experiment.seed


def test_where_a_world_says_nothing_can_happen_nothing_holds(claim: Claim, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "out", workers=1)
    # In half the worlds work left over is somebody else's, so that nobody is late.
    settings = [{"backlog_most_months": months} for months in (3.0, 4.0, 0.0, 0.001)]
    found = worlds.depends(claim, desk, "ensemble", settings, 8)
    assert found.clearly_for.count == 2 and found.clearly_against.count == 2
    assert found.depends and found.worlds == 4


def test_a_search_finds_a_refutation_and_confirms_it(claim: Claim, tmp_path: Path) -> None:
    found = worlds.search(claim, Desk(tmp_path / "out", workers=1), 30, FEW)
    assert found.refuted and found.where == "within hard bounds"
    assert found.how in ("negligible", "reversed") and len(found.world) > 100


def test_what_fails_as_it_is_needs_no_search(tmp_path: Path) -> None:
    wrong = {"measure": "lateness", "sign": -1, "delta": 0.05, "reason": "a test"}
    claim = reading.load(written(tmp_path, claim={"outcome": [wrong]}))
    found = trial.try_claim(claim, Desk(tmp_path / "out", workers=1), trial.Effort(search=12))
    assert found.verdict == "fails" and found.on_trial is not None
    assert (found.on_trial.where, found.on_trial.searched) == ("the world as it is", 0)
    assert {path.name for path in (tmp_path / "out/T01").iterdir()} == {"verdict"}


def test_what_cannot_be_refuted_is_not_on_trial(tmp_path: Path) -> None:
    # that lateness is not far below nothing
    sure = {
        "measure": "lateness",
        "sign": 1,
        "delta": 100.0,
        "estimand": "non-inferiority",
        "reason": "a test",
    }
    claim = reading.load(written(tmp_path, claim={"outcome": [sure]}))
    found = worlds.search(claim, Desk(tmp_path / "out", workers=1), 12, FEW)
    assert (found.refuted, found.searched, found.where) == (False, 12, "")
