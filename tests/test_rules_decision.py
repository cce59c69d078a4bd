"""Whether they stay, leave, recommend (M13, M14), and the TARP table of what a failure costs."""

from __future__ import annotations

import math

import pytest
from by_hand import given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import decision, service

UNIT = st.floats(0.0, 1.0)
WORTH = st.floats(-5.0, 5.0)
USUAL = given()
LN_2, LN_3 = math.log(2.0), math.log(3.0)


def test_relation_by_hand() -> None:
    p = given(
        neutral_belief=0.5,
        relation_beliefs=0.4,
        relation_satisfaction=0.3,
        relation_commitment=0.1,
    )
    # .4 (.7 + .6 - 1) + .3 (.7 - .5)
    assert decision.relation_of(0.7, 0.6, 0.7, 0.0, p) == pytest.approx(0.18)
    assert decision.relation_of(0.7, 0.6, 0.7, 2.0, p) == pytest.approx(0.28)
    assert decision.relation_of(0.5, 0.5, 0.5, 0.0, p) == 0.0


def test_the_base_chance_to_leave_by_hand() -> None:
    settings = {"exit_base": 0.01, "exit_satisfaction": 2.0, "exit_commitment": LN_2}
    p = given(**settings, neutral_belief=0.5)
    assert decision.drift_off_chance(2.0, 0.5, 0.0, p) == pytest.approx(0.02)
    assert decision.drift_off_chance(2.0, 0.5 + LN_2 / 2.0, 0.0, p) == pytest.approx(0.01)
    assert decision.drift_off_chance(2.0, 0.5, 3.0, p) == pytest.approx(0.01)
    assert decision.drift_off_chance(1e9, 0.5, 0.0, p) == 1.0


@each(st.floats(0, 50), UNIT, st.floats(0, 12))
def test_without_m13_one_hazard_holds_for_all(
    restlessness: float, satisfaction: float, commitment: float
) -> None:
    p = given(exit_constant=0.013, m13_stay=0)
    assert decision.drift_off_chance(restlessness, satisfaction, commitment, p) == 0.013


@each(st.floats(0, 50), UNIT, UNIT)
def test_the_satisfied_and_the_committed_stay(restlessness: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    leaves = decision.drift_off_chance
    low = leaves(restlessness, more, 0.0, USUAL)
    assert 0.0 <= low <= leaves(restlessness, less, 0.0, USUAL) <= 1.0
    assert leaves(restlessness, more, 1.0, USUAL) <= low


def test_rival_wins_by_hand() -> None:
    p = given(value=2.0, rival_quality=0.5, price_weight=2.0, switching_cost=0.05, choice_noise=0.1)
    # The rival is worth 0 + 2 · .5 · .1 = .1.
    assert decision.rival_wins_chance(0.1, 0.5, 0.05, 0.0, p) == pytest.approx(0.5)
    assert decision.rival_wins_chance(0.1, 0.5, 0.05, 0.1 * LN_3, p) == pytest.approx(0.25)
    assert decision.rival_wins_chance(0.1, 0.5, 0.05 - 0.1 * LN_3, 0.0, p) == pytest.approx(0.75)


@each(st.floats(0, 0.9), UNIT, WORTH, WORTH, WORTH)
def test_a_better_deal_or_relation_keeps_clients_from_rivals(
    discount: float, sensitivity: float, a: float, b: float, other: float
) -> None:
    less, more = sorted((a, b))
    wins = decision.rival_wins_chance
    low = wins(discount, sensitivity, more, other, USUAL)
    assert 0.0 <= low <= wins(discount, sensitivity, less, other, USUAL) <= 1.0
    assert wins(discount, sensitivity, other, more, USUAL) <= wins(
        discount, sensitivity, other, less, USUAL
    )


def test_leaving_over_a_refusal_by_hand() -> None:
    p = given(refusal_push=0.6, refusal_stay=0.5, failure_relation=0.4, choice_noise=0.1)
    assert decision.refusal_breaks_chance(1.0, 0.25, p) == pytest.approx(0.5)
    # A relation .1 ln 3 / .4 better takes the odds to 1 : 3.
    assert decision.refusal_breaks_chance(1.0, 0.25 + 0.25 * LN_3, p) == pytest.approx(0.25)


def test_leaving_over_a_failure_by_hand() -> None:
    p = given(failure_stay=0.2, failure_relation=0.4, choice_noise=0.1)
    # .6 · ½ - .2 - .4 · .25 = 0
    assert decision.failure_breaks_chance(0.6, 0.5, 0.25, p) == pytest.approx(0.5)
    lost = decision.failure_breaks_chance(0.6, 0.5 - LN_3 / 6.0, 0.25, p)
    assert lost == pytest.approx(0.75)


@each(UNIT, UNIT, WORTH, st.floats(0.0, 5.0))
def test_recovery_keeps_clients(a: float, b: float, relation: float, harm: float) -> None:
    less, more = sorted((a, b))
    low = decision.failure_breaks_chance(harm, more, relation, USUAL)
    assert 0.0 <= low <= decision.failure_breaks_chance(harm, less, relation, USUAL) <= 1.0


# Who complained not at all, was not helped, was helped, was helped at once: the published shares
# that bought again, and how such a case comes about in the model (the resolved waits half a month).
TARP = {
    "silent": (0.09, None),
    "unresolved": (0.19, (0.0, 0.0, 0.0, 0.0)),
    "resolved": (0.54, (1.0, 1.0, 1.0, 0.54)),
    "quickly": (0.82, (1.0, 1.0, 1.0, 0.0)),
}


def _kept(how: tuple[float, float, float, float] | None) -> float:
    recovery = 0.0 if how is None else service.recovery_of(*how, False, USUAL)
    return 1.0 - decision.failure_breaks_chance(USUAL.failure_harm, recovery, 0.0, USUAL)


@pytest.mark.parametrize("case", TARP)
def test_the_tarp_table_of_complaints_is_met_within_a_tenth(case: str) -> None:
    published, how = TARP[case]
    assert _kept(how) == pytest.approx(published, abs=0.10)


def test_the_tarp_table_keeps_its_order() -> None:
    kept = [_kept(how) for _, how in TARP.values()]
    assert kept == sorted(kept) and kept[0] < kept[-1]


@pytest.mark.parametrize(
    ("size", "dominance", "empathy", "reasoned", "felt"),
    # size / .2, of which half is felt by the dominant only; less by .4 empathy; halved by a reason.
    [
        (0.1, 1.0, 0.0, 0, 0.5),
        (0.1, 0.5, 0.0, 0, 0.375),
        (0.1, 0.5, 0.5, 0, 0.3),
        (0.1, 0.5, 0.5, 1, 0.15),
        (0.9, 1.0, 0.0, 0, 1.0),
    ],
)
def test_refusal_frustration_by_hand(
    size: float, dominance: float, empathy: float, reasoned: int, felt: float
) -> None:
    p = given(refusal_scale=0.2, dominance_share=0.5, empathy_softening=0.4, reason_softening=0.5)
    frustration = decision.refusal_frustration(size, dominance, empathy, reasoned, p)
    assert frustration == pytest.approx(felt)


@each(UNIT, UNIT, UNIT, UNIT)
def test_empathy_and_reasons_soften_a_no(size: float, dominance: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    felt = decision.refusal_frustration
    soft = felt(size, dominance, more, 0, USUAL)
    assert 0.0 <= felt(size, dominance, more, 1, USUAL) <= soft
    assert soft <= felt(size, dominance, less, 0, USUAL) <= 1.0


def test_intent_to_recommend_by_hand() -> None:
    p = given(
        intent_base=-1.0,
        intent_satisfaction=4.0,
        intent_trust=2.0,
        intent_respect=2.0,
        neutral_belief=0.5,
    )
    # -1 + 4 · .25 + 2 · .25 - 2 · .25
    assert decision.recommendation_intent(0.75, 0.75, 0.25, p) == pytest.approx(0.5)
    assert decision.recommendation_intent(0.5, 0.5, 0.5, p) == pytest.approx(1 / (1 + math.e))


@each(UNIT, UNIT, UNIT)
def test_good_standing_brings_recommendations(a: float, b: float, other: float) -> None:
    less, more = sorted((a, b))
    intent = decision.recommendation_intent
    assert intent(less, other, other, USUAL) <= intent(more, other, other, USUAL)
    assert intent(other, less, other, USUAL) <= intent(other, more, other, USUAL)
    assert intent(other, other, less, USUAL) <= intent(other, other, more, USUAL)
