"""What an adaptive rep makes of results (M17)."""

from __future__ import annotations

import math

import pytest
from by_hand import given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import learning

UNIT = st.floats(0.0, 1.0)
MONEY = st.floats(-1e6, 1e6)
SIX = {"review_months": 6, "review_horizon_months": 24.0, "review_referral": 0.25}
SIX |= {"list_price": 1000.0, "unit_cost": 480.0, "hourly_cost": 45.0}


def test_what_is_tried_by_hand() -> None:
    p = given(review_trial=0.2)
    # 5 is 101 in bits: the first and third behaviour more, all others less.
    assert [learning.trial_sign(5, k) for k in range(4)] == [1.0, -1.0, 1.0, -1.0]
    tried = [learning.tried_amount(0.9, 5, k, p) for k in range(2)]
    assert tried == [1.0, pytest.approx(0.7)]
    assert learning.tried_amount(0.0, 0, 7, p) == 0.0


@each(UNIT, st.integers(0, 2047), st.integers(0, 10), st.floats(0.01, 0.5))
def test_what_is_tried_is_a_behaviour(amount: float, trial: int, k: int, by: float) -> None:
    tried = learning.tried_amount(amount, trial, k, given(review_trial=by))
    assert 0.0 <= tried <= 1.0
    opposite = learning.tried_amount(amount, 2047 - trial, k, given(review_trial=by))
    assert min(tried, opposite) <= amount <= max(tried, opposite) and tried != opposite


def test_what_an_account_stands_at_by_hand() -> None:
    # Twice the size at a tenth off: 2 · (900 - 480) less four hours.
    assert learning.standing_margin(2.0, 0.1, 4.0, given(**SIX)) == pytest.approx(660.0)


@pytest.mark.parametrize(
    ("why", "margin", "before", "after", "referrals", "far", "result"),
    [
        ("nothing happened", 2400.0, 400.0, 400.0, 0, 1.0, 0.0),
        ("brought 100 more", 2500.0, 400.0, 400.0, 0, 1.0, 0.1),
        # 50 a month less from the fourth month on, and for the horizon.
        ("price cut", 2250.0, 400.0, 350.0, 0, 0.0, -0.15),
        ("price cut, far-sighted", 2250.0, 400.0, 350.0, 0, 1.0, -1.35),
        ("lost after two months", 800.0, 400.0, 0.0, 0, 0.0, -1.6),
        ("lost, half far-sighted", 800.0, 400.0, 0.0, 0, 0.5, -6.4),
        ("a loss-maker lost", -200.0, -100.0, 0.0, 0, 1.0, 2.8),
        ("won: pitch, two months", 500.0, 0.0, 400.0, 0, 1.0, 10.1),
        # Counts a quarter of what the account is worth: 24 · 100.
        ("spoke of the rep", 2400.0, 400.0, 400.0, 1, 1.0, 2.4),
        ("a loss-maker spoke", -600.0, -100.0, -100.0, 1, 1.0, 0.0),
    ],
)
def test_results_by_hand(
    why: str, margin: float, before: float, after: float, referrals: int, far: float, result: float
) -> None:
    p = given(**SIX, far_sightedness=far)
    assert learning.result_of(margin, before, after, referrals, 1.0, p) == pytest.approx(result)
    twice = learning.result_of(2 * margin, 2 * before, 2 * after, referrals, 2.0, p)
    assert twice == pytest.approx(result), "relative to its size"


def test_feelings_by_hand() -> None:
    p = given(review_loss_aversion=2.0, fearful_silence=0.1)
    felt = [learning.felt_result(x, noes, p) for x, noes in ((3.0, 0), (-3.0, 0), (3.0, 2))]
    assert felt == [3.0, -6.0, pytest.approx(2.8)]
    plain = given()
    assert learning.felt_result(-3.0, 5, plain) == -3.0, "unbiased as shipped"


@each(MONEY, MONEY, st.floats(1.0, 5.0), st.floats(0.0, 10.0), st.integers(0, 50))
def test_better_results_never_feel_worse(
    one: float, other: float, aversion: float, fear: float, noes: int
) -> None:
    p = given(review_loss_aversion=aversion, fearful_silence=fear)
    less, more = sorted((one, other))
    assert learning.felt_result(less, noes, p) <= learning.felt_result(more, noes, p)
    assert learning.felt_result(one, noes + 1, p) <= learning.felt_result(one, noes, p)


def test_evidence_by_hand() -> None:
    # Results 1, 3 with more and -2, -2 with less: contrast 8, squares 1 + 9 + 4 + 4.
    assert learning.evidence_of(8.0, 18.0) == pytest.approx(8.0 / math.sqrt(18.0))
    assert learning.evidence_of(0.0, 0.0) == 0.0


def test_a_review_moves_by_hand() -> None:
    p = given(review_step=0.1, review_inertia=0.5)
    after = [learning.amount_after(0.5, contrast, 4.0, p) for contrast in (0.9, 2.0, -2.0, 9.0)]
    # Evidence .45, 1, -1, 4.5: within inertia, half a step up, half down, a whole step.
    assert after == [0.5, pytest.approx(0.55), pytest.approx(0.45), pytest.approx(0.6)]
    assert learning.amount_after(0.98, 9.0, 4.0, p) == 1.0
    assert learning.amount_after(0.02, -9.0, 4.0, p) == 0.0


# Squares so small that in another unit they would be none are no results at all.
@each(
    UNIT,
    MONEY,
    st.just(0.0) | st.floats(1e-9, 1e9),
    UNIT,
    st.floats(0.0, 10.0),
    st.floats(0.01, 100.0),
)
def test_moves_are_bounded_mirrored_and_blind_to_the_unit(
    amount: float, contrast: float, squares: float, step: float, inertia: float, unit: float
) -> None:
    p = given(review_step=step, review_inertia=inertia)
    up = learning.amount_after(amount, contrast, squares, p)
    assert 0.0 <= up <= 1.0 and abs(up - amount) <= step + 1e-15
    mirrored = learning.amount_after(1.0 - amount, -contrast, squares, p)
    assert mirrored == pytest.approx(1.0 - up, abs=1e-12)
    scaled = learning.amount_after(amount, unit * contrast, unit * unit * squares, p)
    assert scaled == pytest.approx(up, abs=1e-9)
