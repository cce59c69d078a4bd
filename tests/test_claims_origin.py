"""Where an effect comes from: shrinkage by hand, names of origins, a mechanism in runs."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from claimed import written
from scipy import stats

from relsim.evidence.claims import contrasts, origin, reading, trial
from relsim.evidence.claims.findings import Without
from relsim.evidence.claims.mechanisms import MECHANISMS, brief
from relsim.evidence.claims.studies import Desk
from relsim.evidence.claims.verdict import Effect

FULL = np.array([1.0, 1.2, 0.8, 1.1, 0.9])


def left(*mechanisms: str, how: str = "stands") -> Without:
    share = {"stands": 0.9, "falls": 0.1, "unclear": 0.5}[how]
    return Without(mechanisms, share, share - 0.05, share + 0.05, how)


@pytest.mark.parametrize(
    ("share", "stand"), [(1.0, 1), (0.6, 1), (0.4, -1), (0.0, -1), (-1.0, -1), (0.5, 0)]
)
def test_what_is_left_is_held_against_a_half(share: float, stand: int) -> None:
    # ever so little noise, so that half is not left exactly
    noise = np.array([1.0, -1.0, 2.0, -2.0, 0.0]) * 1e-6
    found = origin.shrinkage(FULL, share * FULL + noise)
    assert found[0] == pytest.approx(share, abs=1e-6)
    assert found[3] == stand


def test_the_interval_of_what_is_left_is_a_paired_t_interval() -> None:
    rest = np.array([0.2, 0.9, 0.4, 0.1, 0.6])
    share, low, high, _ = origin.shrinkage(FULL, rest)
    paired = stats.ttest_1samp(rest - FULL / 2, 0.0).confidence_interval(0.95)
    assert (low - 0.5) * FULL.mean() == pytest.approx(paired.low)
    assert (high - 0.5) * FULL.mean() == pytest.approx(paired.high)
    assert share == pytest.approx(rest.mean() / FULL.mean())


def test_pairing_tells_what_unpaired_noise_would_hide() -> None:
    rng = np.random.default_rng(3)
    full = 1.0 + rng.normal(0.0, 0.9, 30)
    assert origin.shrinkage(full, 0.7 * full)[3] == 1
    assert origin.shrinkage(full, 0.7 * rng.permutation(full))[3] == 0


def test_replications_undefined_on_either_side_are_left_out() -> None:
    rest = FULL.copy()
    rest[0] = math.nan
    assert origin.shrinkage(FULL, rest)[0] == pytest.approx(1.0)


NAMED = {
    "built in": ((left("M1", how="falls"), left("M2")), (left(how="falls"), left("M1")), ()),
    "built in by none": ((left("M1"), left("M2")), (left(), left("M1")), ()),
    "needs": (
        (left("M1", how="falls"), left("M2")),
        (left(how="falls"), left("M1", how="falls"), left("M2", how="unclear")),
        (),
    ),
    "joint": (
        (left("M1", how="falls"), left("M2", how="falls"), left("M3")),
        (left(how="falls"), left("M1", how="falls")),
        (),
    ),
    "undecided, as one alone may suffice": (
        (left("M1", how="falls"), left("M2", how="falls")),
        (left(how="falls"), left("M1", how="unclear")),
        (),
    ),
    "undecided, as pairs were not asked for": ((left("M1"), left("M2")), (left(how="falls"),), ()),
    "over-determined": (
        (left("M1"), left("M2")),
        (left(how="falls"),),
        (left("M1", "M2", how="falls"),),
    ),
    "singles only": ((left("M1", how="falls"),), (), ()),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_an_origin_is_called(name: str) -> None:
    found = origin.classified(*NAMED[name])
    assert name.startswith(found.kind)
    if found.kind == "over-determined":
        assert found.pairs == ("M1+M2",)
    if name == "built in by none":
        assert found.suffices == ("none", "M1")


def effect(*values: float, threshold: float = 0.05, delta: float = 0.05) -> Effect:
    return Effect("x", np.array(values), 1, threshold, delta)


def test_only_what_is_clearly_beyond_delta_is_explained() -> None:
    assert origin.finding([effect(0.01, 0.02, 0.03)]) is None
    assert origin.finding([effect(-0.5, 0.4, 0.7)]) is None
    found = origin.finding([effect(0.2, 0.21, 0.22), effect(0.0, 0.01, 0.02)])
    assert found is not None and (found.places, found.turn) == ((0,), 1)


def test_what_is_reversed_is_explained_first_and_turned_round() -> None:
    found = origin.finding([effect(0.2, 0.21, 0.22), effect(-0.2, -0.21, -0.22)])
    assert found is not None and (found.places, found.turn) == ((1,), -1)
    assert found.values[0] == pytest.approx([0.2, 0.21, 0.22])


def test_no_worse_by_no_difference_leaves_nothing_to_explain() -> None:
    assert origin.finding([effect(0.0, 0.01, -0.01, threshold=-0.05)]) is None


def test_an_association_is_counted_from_its_bound() -> None:
    found = origin.finding([effect(0.8, 0.81, 0.82, threshold=0.5, delta=0.0)])
    assert found is not None
    assert found.values[0] == pytest.approx([0.3, 0.31, 0.32])


def test_stages_switch_what_they_say(tmp_path: Path) -> None:
    claim = reading.load(written(tmp_path))
    count = len(MECHANISMS)
    assert [len(stage.worlds) for stage in (origin.knock_outs(claim), origin.pairs(claim))] == [
        count,
        count * (count - 1) // 2,
    ]
    none, first = origin.knock_ins(claim).worlds[:2]
    assert not any(none.values()) and sum(first.values()) == 1 and first["m01_want_need"] == 1
    fixed = reading.load(written(tmp_path, model={"m04_precedent": 0}))
    assert {"m04_precedent": 0} not in origin.knock_outs(fixed).worlds


def test_lateness_comes_from_capacity_alone(tmp_path: Path) -> None:
    claim = reading.load(written(tmp_path))
    desk = Desk(tmp_path / "out", workers=1)
    read = desk.read(claim, trial.VERDICT)
    (found,) = contrasts.effects(claim.questions, lambda cell, name: read(cell, name)[0])
    told = origin.trace(claim, [found], desk, alone=True, paired=False)
    without = {one.mechanisms[0]: one for one in told.without_one}
    alone = {one.mechanisms: one for one in told.alone}
    # M9 off: nobody is ever late, so that nothing of the difference is left.
    assert without[brief("m09_capacity")].share == 0.0
    assert without[brief("m14_word_of_mouth")].left == "stands"
    assert alone[("M9",)].left == "stands" and alone[()].left == "falls"
    assert (told.kind, told.suffices) == ("built in", ("M9",))
    assert told.explains == ("lateness",) and not told.reversed
