"""How a customer feels about what they got (M10)."""

from __future__ import annotations

import math

import pytest
from by_hand import a_behaviour, given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import appraisal

UNIT = st.floats(0.0, 1.0)
MONEY = st.floats(-50.0, 50.0)
USUAL = given()


def test_surplus_is_worth_less_price() -> None:
    assert appraisal.surplus_of(0.8, 0.9, given(value=2.0)) == pytest.approx(0.7)


def test_questions_tire_the_simple_and_initiative_the_settled() -> None:
    p = given(tiresomeness=0.1, intrusion=0.2)
    asks, brings = a_behaviour(diagnosis=0.5), a_behaviour(initiative=0.5)
    assert appraisal.nuisance_of(asks, 0.2, 0.6, p) == pytest.approx(0.04)
    assert appraisal.nuisance_of(brings, 0.2, 0.6, p) == pytest.approx(0.04)
    assert appraisal.nuisance_of(asks, 1.0, 0.0, p) == 0.0
    assert appraisal.nuisance_of(brings, 0.0, 1.0, p) == 0.0


@pytest.mark.parametrize(
    ("gain", "felt"), [(0.25, 0.5), (-0.25, -1.5), (0.0, 0.0), (4.0, 2.0), (-4.0, -6.0)]
)
def test_prospect_value_by_hand(gain: float, felt: float) -> None:
    # The square root of the gain; three times as much of a loss.
    p = given(value_curvature=0.5, loss_aversion=3.0)
    assert appraisal.prospect_value(gain, p) == pytest.approx(felt)


@each(st.floats(1e-6, 50.0), st.floats(1.0, 5.0), st.floats(0.1, 1.0))
def test_losses_weigh_lambda_times_as_much_as_gains_at_the_reference(
    amount: float, loss_aversion: float, curvature: float
) -> None:
    p = given(loss_aversion=loss_aversion, value_curvature=curvature)
    gain, loss = appraisal.prospect_value(amount, p), appraisal.prospect_value(-amount, p)
    assert -loss / gain == pytest.approx(loss_aversion)


@each(MONEY)
def test_without_m10_feelings_are_linear(gain: float) -> None:
    assert appraisal.prospect_value(gain, given(m10_appraisal=0)) == gain


@each(MONEY, MONEY)
def test_more_feels_better(a: float, b: float) -> None:
    less, more = sorted((a, b))
    assert appraisal.prospect_value(less, USUAL) <= appraisal.prospect_value(more, USUAL)


@pytest.mark.parametrize(
    ("before", "felt", "after"),
    # Towards .5 when nothing is felt, towards .75 at odds of 3 : 1; half of the way.
    [(0.9, 0.0, 0.7), (0.5, 0.0, 0.5), (0.25, math.log(3.0) / 2.0, 0.5)],
)
def test_satisfaction_by_hand(before: float, felt: float, after: float) -> None:
    p = given(satisfaction_scale=2.0, satisfaction_gain=0.5)
    assert appraisal.satisfaction_after(before, felt, p) == pytest.approx(after)


@each(UNIT, st.floats(-1e6, 1e6), UNIT)
def test_satisfaction_stays_in_its_range(before: float, felt: float, gain: float) -> None:
    p = given(satisfaction_scale=100.0, satisfaction_gain=gain)
    assert 0.0 <= appraisal.satisfaction_after(before, felt, p) <= 1.0


def test_the_market_gives_a_rivals_quality_at_list_price() -> None:
    assert appraisal.market_surplus(given(value=2.0, rival_quality=0.6)) == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("fit", "candour", "promised"),
    # 2 (fit + .2 (1 - candour)) - .9, the promise at most perfect.
    [(0.7, 0.5, 0.7), (0.7, 1.0, 0.5), (0.95, 0.0, 1.1), (0.1, 1.0, -0.7)],
)
def test_promises_by_hand(fit: float, candour: float, promised: float) -> None:
    p = given(value=2.0, overpromise=0.2)
    assert appraisal.promised_surplus(fit, candour, 0.9, p) == pytest.approx(promised)


def test_without_m10_nothing_is_promised_but_the_market() -> None:
    p = given(value=2.0, rival_quality=0.6, m10_appraisal=0)
    assert appraisal.promised_surplus(0.9, 0.0, 0.5, p) == pytest.approx(0.2)


@each(UNIT, UNIT, UNIT)
def test_candour_promises_less(fit: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    rosy = appraisal.promised_surplus(fit, less, 1.0, USUAL)
    assert appraisal.promised_surplus(fit, more, 1.0, USUAL) <= rosy


def test_the_reference_moves_towards_own_and_market_experience() -> None:
    # Half of .6 and half of the market's .2 is .4; a quarter of the way from .8.
    settings = {"value": 2.0, "rival_quality": 0.6, "reference_own": 0.5, "reference_gain": 0.25}
    assert appraisal.reference_after(0.8, 0.6, given(**settings)) == pytest.approx(0.7)
    assert appraisal.reference_after(0.8, 0.6, given(**settings, m10_appraisal=0)) == 0.8
