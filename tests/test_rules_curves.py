"""The curves that several rules share: values known in closed form, and no overflow."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.curves import clip, growth, logistic, logit_noise, spread

ANY = st.floats(allow_nan=False, allow_infinity=False)
MIDPOINTS = (np.arange(10_000) + 0.5) / 10_000


@pytest.mark.parametrize(
    ("odds", "probability"), [(1, 0.5), (3, 0.75), (1 / 3, 0.25), (9, 0.9), (99, 0.99)]
)
def test_logistic_turns_odds_into_a_probability(odds: float, probability: float) -> None:
    assert logistic(math.log(odds)) == pytest.approx(probability, abs=1e-12)


@each(ANY, ANY)
def test_logistic_rises_within_bounds_for_any_number(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0.0 <= logistic(low) <= logistic(high) <= 1.0


def test_growth_is_the_exponential_and_never_overflows() -> None:
    assert growth(math.log(2.0)) == pytest.approx(2.0)
    assert growth(0.0) == 1.0
    assert math.isfinite(growth(1e308)) and growth(-1e308) > 0.0


def test_clip_moves_into_the_range() -> None:
    assert [clip(x, 0.2, 0.8) for x in (0.1, 0.5, 0.9)] == [0.2, 0.5, 0.8]


def test_spread_has_mean_0_and_variance_1() -> None:
    shocks = np.array([spread(u) for u in MIDPOINTS])
    assert shocks.mean() == pytest.approx(0.0, abs=1e-12)
    assert shocks.var() == pytest.approx(1.0, abs=1e-6)
    assert spread(0.0) == pytest.approx(-1.7320508) and spread(1.0) == pytest.approx(1.7320508)


def test_logit_noise_is_the_logistic_quantile_and_finite_at_the_ends() -> None:
    assert logit_noise(0.5) == 0.0
    assert logit_noise(0.75) == pytest.approx(math.log(3.0))
    assert logit_noise(0.25) == pytest.approx(-math.log(3.0))
    assert -40.0 < logit_noise(0.0) and logit_noise(1.0) < 40.0
