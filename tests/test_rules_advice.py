"""What a rep makes of a want, and whether advice is heard (M1, M2, M3)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from by_hand import given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import advice

UNIT = st.floats(0.0, 1.0)
DISTANCE = st.floats(-10.0, 10.0)
USUAL = given()
SQRT_3 = 1.7320508075688772
HEARD = {
    "challenge_base": 0.0,
    "challenge_respect": 2.0,
    "challenge_trust": 1.0,
    "challenge_empathy": 0.5,
    "challenge_push": 2.0,
    "neutral_belief": 0.5,
}


def test_a_want_lies_as_far_from_the_need_as_gap_times_misbelief() -> None:
    assert advice.want_of(0.5, -0.8, USUAL) == pytest.approx(-0.4)
    assert advice.want_of(0.5, -0.8, given(m01_want_need=0)) == 0.0


def test_misbelief_lasts_in_part() -> None:
    p = given(misbelief_persistence=0.6)
    assert advice.misbelief_after(1.0, 0.5, p) == pytest.approx(0.6)
    assert advice.misbelief_after(1.0, 1.0, p) == pytest.approx(0.6 + 0.8 * SQRT_3)


@pytest.mark.parametrize("persistence", [0.0, 0.6, 0.97, 1.0])
def test_misbelief_keeps_a_variance_of_1(persistence: float) -> None:
    p = given(misbelief_persistence=persistence)
    u = (np.arange(60) + 0.5) / 60
    start = SQRT_3 * (2.0 * u - 1.0)
    after = np.array([advice.misbelief_after(x, v, p) for x in start for v in u])
    assert after.mean() == pytest.approx(0.0, abs=1e-9)
    assert after.var() == pytest.approx(1.0, abs=1e-3)


def test_drift_by_hand() -> None:
    p = given(drift_scale=0.5)
    assert advice.drift_of(0.4, 1.0, p) == pytest.approx(0.2 * SQRT_3)
    assert advice.drift_of(0.4, 0.5, p) == 0.0
    assert advice.drift_of(0.4, 1.0, given(m01_want_need=0)) == 0.0


def test_diagnosis_takes_questions_and_expertise() -> None:
    p = given(diagnosis_power=10.0)
    assert advice.diagnosis_power(0.8, 0.5, p) == pytest.approx(4.0)
    assert advice.diagnosis_power(0.0, 1.0, p) == 0.0


@each(UNIT, UNIT)
def test_without_m2_all_ask_middling_questions(diagnosis: float, expertise: float) -> None:
    p = given(diagnosis_power=10.0, neutral_behaviour=0.5, m02_diagnosis=0)
    assert advice.diagnosis_power(diagnosis, expertise, p) == pytest.approx(2.5)


def test_need_estimate_by_hand() -> None:
    p = given(diagnosis_error=0.6)
    assert advice.need_estimate(2.0, 1.0, p) == pytest.approx(0.2 * SQRT_3)
    assert advice.need_estimate(2.0, 0.5, p) == 0.0


@each(st.floats(0, 1000), st.floats(0, 1000), UNIT)
def test_the_error_of_an_estimate_shrinks_with_questions(a: float, b: float, u: float) -> None:
    less, more = sorted((a, b))
    assert abs(advice.need_estimate(more, u, USUAL)) <= abs(advice.need_estimate(less, u, USUAL))


def test_clarified_want_by_hand() -> None:
    p = given(clarification=0.5)
    assert advice.clarified_want(0.8, 0.2, 0.5, p) == pytest.approx(0.65)
    off = given(clarification=0.5, neutral_behaviour=0.2, m02_diagnosis=0)
    assert advice.clarified_want(0.8, 0.2, 0.0, off) == pytest.approx(0.74)
    assert advice.clarified_want(0.8, 0.2, 1.0, off) == pytest.approx(0.74)


@pytest.mark.parametrize(
    ("respect", "trust", "empathy", "push", "chance"),
    # 2 (respect - .5) + (trust - .5) + .5 empathy - 2 |push|
    [
        (0.75, 0.5, 1.0, 0.5, 0.5),
        (0.75, 0.5, 1.0, -0.5, 0.5),
        (1.0, 1.0, 1.0, 0.5, math.e / (1 + math.e)),
        (0.5, 0.0, 0.0, 0.25, 1 / (1 + math.e)),
    ],
)
def test_advice_heard_chance_by_hand(
    respect: float, trust: float, empathy: float, push: float, chance: float
) -> None:
    heard = advice.advice_heard_chance(respect, trust, empathy, push, given(**HEARD))
    assert heard == pytest.approx(chance)


@each(UNIT, UNIT, UNIT, DISTANCE)
def test_advice_is_heard_from_the_respected_trusted_and_empathic(
    a: float, b: float, other: float, push: float
) -> None:
    less, more = sorted((a, b))

    def heard(respect: float, trust: float, empathy: float, distance: float) -> float:
        return advice.advice_heard_chance(respect, trust, empathy, distance, USUAL)

    assert 0.0 <= heard(less, other, other, push) <= heard(more, other, other, push) <= 1.0
    assert heard(other, less, other, push) <= heard(other, more, other, push)
    assert heard(other, other, less, push) <= heard(other, other, more, push)
    assert heard(other, other, other, 2.0 * push) <= heard(other, other, other, push)


def test_conflict_by_hand() -> None:
    p = given(empathy_softening=0.5)
    assert advice.conflict_of(-0.4, 0.5, p) == pytest.approx(0.3)
    assert advice.conflict_of(3.0, 0.5, p) == pytest.approx(0.75)
    assert advice.conflict_of(3.0, 0.0, p) == 1.0


@each(DISTANCE, UNIT, UNIT)
def test_empathy_first_leaves_less_conflict(push: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    conflict = advice.conflict_of(push, more, USUAL)
    assert 0.0 <= conflict <= advice.conflict_of(push, less, USUAL) <= 1.0


def test_an_order_renews_a_share_of_the_solution() -> None:
    assert advice.solution_after(0.6, 0.2, given(order_share=0.25)) == pytest.approx(0.5)


def test_initiative_moves_the_solution_towards_the_estimate() -> None:
    p = given(initiative_power=0.4)
    assert advice.anticipated(0.8, 0.2, 0.5, 0.5, p) == pytest.approx(0.74)
    assert advice.anticipated(0.8, 0.2, 0.0, 0.5, p) == 0.8
    assert advice.anticipated(0.8, 0.2, 1.0, 1.0, given(m02_diagnosis=0)) == 0.8


@each(DISTANCE, DISTANCE, UNIT, UNIT)
def test_anticipation_never_overshoots_the_estimate(
    solution: float, estimate: float, initiative: float, expertise: float
) -> None:
    after = advice.anticipated(solution, estimate, initiative, expertise, given(initiative_power=1))
    low, high = sorted((solution, estimate))
    assert low - 1e-12 <= after <= high + 1e-12


def test_customers_learn_from_good_advice() -> None:
    assert advice.gap_after(0.5, given(gap_learning=0.02)) == pytest.approx(0.49)
