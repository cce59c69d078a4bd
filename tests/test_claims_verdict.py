"""Verdicts on claims: cases by hand, other programs' numbers, and how often they are wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import DELTA, MEASURE, question, reader
from scipy import stats

from relsim.evidence.claims import contrasts, verdict
from relsim.evidence.claims.claim import ROLES
from relsim.evidence.claims.verdict import Effect

TRIALS = 200
SEED = 20261122


def test_an_interval_by_hand() -> None:
    # mean 0.2, sd 0.1, n 3: t(2, .975) = 4.302653, standard error 0.1 / sqrt 3
    found = verdict.judge([0.1, 0.2, 0.3], 0.0)
    half = 4.302653 * 0.1 / math.sqrt(3)
    assert found.low == pytest.approx(0.2 - half, abs=1e-6)
    assert found.high == pytest.approx(0.2 + half, abs=1e-6)
    assert found.stand == 0


def test_p_is_that_of_scipys_t_test_at_the_threshold() -> None:
    values = np.random.default_rng(1).normal(0.06, 0.1, 40)
    found = verdict.judge(values, DELTA)
    assert found.p == pytest.approx(stats.ttest_1samp(values, DELTA).pvalue, rel=1e-12)


@given(
    st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=3, max_size=30, unique=True),
    st.floats(-1, 1),
)
def test_p_is_below_05_exactly_where_the_interval_leaves_the_threshold_out(
    values: list[float], threshold: float
) -> None:
    found = verdict.judge(values, threshold)
    ends = min(abs(found.low - threshold), abs(found.high - threshold))
    if ends > 1e-9:  # on the very end rounding decides
        assert (found.p < verdict.ALPHA) == (found.stand != 0)
    assert found.stand == -verdict.judge(-np.array(values), -threshold).stand


def test_undefined_replications_are_left_out_and_two_are_needed() -> None:
    nan = math.nan
    found = verdict.judge([[0.1, nan, 0.3, 0.2], [0.1, nan, nan, nan], [nan] * 4], 0.0)
    assert found.n.tolist() == [3, 1, 0]
    assert found.mean[0] == pytest.approx(0.2)
    assert found.stand.tolist() == [0, 0, 0]
    assert found.p[1:].tolist() == [1.0, 1.0]


def test_what_never_differs_is_certain_and_on_the_threshold_it_is_not() -> None:
    found = verdict.judge([[0.1] * 5, [0.0] * 5, [0.05] * 5], 0.05)
    assert found.stand.tolist() == [1, -1, 0]
    assert found.p.tolist() == [0.0, 0.0, 1.0]


@pytest.mark.parametrize(
    ("low", "high", "threshold", "told"),
    [
        (-0.3, -0.06, 0.05, "reversed"),
        (-0.04, 0.04, 0.05, "negligible"),
        (-0.06, 0.04, 0.05, ""),  # not as large as claimed, perhaps the other way
        (0.06, 0.2, 0.05, ""),  # it holds
        (-0.2, -0.06, -0.05, "reversed"),  # inferior
    ],
)
def test_how_it_fails(low: float, high: float, threshold: float, told: str) -> None:
    assert verdict.how(low, high, threshold, 0.05) == told


def test_an_association_has_a_bound_and_no_delta_to_fall_short_of() -> None:
    assert verdict.how(-0.3, -0.2, 0.0, 0.0) == ""


def test_one_clear_miss_refutes_and_all_must_hold() -> None:
    there = Effect("a", np.array([0.2, 0.21, 0.19]), 1, DELTA, DELTA)
    gone = Effect("b", np.array([0.0, 0.01, -0.01]), 1, DELTA, DELTA)
    open_ = Effect("c", np.array([0.2, -0.1, 0.3]), 1, DELTA, DELTA)
    beside = Effect("d", gone.values, 1, DELTA, DELTA, decides=False)
    assert verdict.stands([there]) == verdict.stands([there, beside]) == 1
    assert verdict.stands([there, open_]) == 0
    assert verdict.stands([there, open_, gone]) == -1


def test_the_weakest_part_is_the_p_of_a_conjunction_and_a_miss_counts_for_each_part() -> None:
    above, weaker = verdict.judge([0.2, 0.21, 0.19], 0.05), verdict.judge([0.2, 0.3, 0.1], 0.05)
    below = verdict.judge([0.0, 0.01, -0.01], 0.05)
    assert verdict.p_of_claim([above, weaker]) == float(weaker.p)
    assert verdict.p_of_claim([above, weaker, below]) == pytest.approx(3 * float(below.p))


def test_holms_adjustment_is_that_of_r() -> None:
    # R: p.adjust(c(0.01, 0.02, 0.03, 0.04, 0.05), "holm"), and an order that is not sorted
    assert verdict.holm([0.01, 0.02, 0.03, 0.04, 0.05]) == pytest.approx(
        [0.05, 0.08, 0.09, 0.09, 0.09]
    )
    assert verdict.holm([0.5, 0.001, 0.04]) == pytest.approx([0.5, 0.003, 0.08])
    assert verdict.holm([0.9, 0.8]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_holm_never_helps_and_keeps_the_order(p_values: list[float]) -> None:
    adjusted = np.array(verdict.holm(p_values))
    raw = np.array(p_values)
    assert (adjusted >= raw).all() and (adjusted <= 1.0).all()
    assert (np.diff(adjusted[np.argsort(raw, kind="stable")]) >= 0).all()


def test_replications_that_would_do_are_those_of_the_interval() -> None:
    needed = verdict.replications_that_would_do(0.08, 0.1, DELTA)
    assert needed is not None
    # power of a two-sided t test at .05, by the noncentral t
    for count, enough in ((needed, True), (needed - 1, False)):
        reach = stats.t.ppf(0.975, count - 1)
        power = stats.nct.sf(reach, count - 1, 0.03 / 0.1 * math.sqrt(count))
        assert bool(power >= 0.8) is enough
    assert verdict.replications_that_would_do(DELTA, 0.1, DELTA) is None


def held(estimand: str, planted: dict[str, float], trials: int = TRIALS) -> int:
    """Return in how many trials a planted claim is said to hold; its standard error is delta/3.5.

    Each estimand has noise of its own.
    """
    asked = question(estimand, horizons=tuple(planted))
    rng = np.random.default_rng([SEED, list(ROLES).index(estimand)])
    read = reader(planted, DELTA / 3.5, rng, trials)
    return int((verdict.stands(contrasts.effects([asked], read)) > 0).sum())


@pytest.mark.parametrize("estimand", ["superiority", "interaction"])
def test_an_effect_of_exactly_delta_is_seldom_said_to_hold(estimand: str) -> None:
    assert held(estimand, {MEASURE: DELTA}) <= 10


@pytest.mark.parametrize("estimand", ["superiority", "interaction"])
def test_an_effect_of_twice_delta_is_mostly_said_to_hold(estimand: str) -> None:
    assert held(estimand, {MEASURE: 2 * DELTA}) >= 0.8 * TRIALS


def test_an_inferiority_of_exactly_delta_is_seldom_called_none() -> None:
    assert held("non-inferiority", {MEASURE: -DELTA}) <= 10


def test_what_is_no_worse_is_mostly_said_to_be_so() -> None:
    assert held("non-inferiority", {MEASURE: 0.0}) >= 0.8 * TRIALS


def test_a_crossing_needs_both_ends() -> None:
    assert held("crossing", {"early": -2 * DELTA, "late": 2 * DELTA}) >= 0.8 * TRIALS
    for ends in ((-DELTA, 2 * DELTA), (-2 * DELTA, DELTA)):
        planted = dict(zip(("early", "late"), ends, strict=True))
        # 2.5 % of so many, and three standard errors of such a share
        assert held("crossing", planted, 20_000) <= 500 + 3 * math.sqrt(20_000 * 0.025)
    assert held("crossing", {"early": 2 * DELTA, "late": 2 * DELTA}) == 0
    # what lies between is only shown
    assert held("crossing", {"early": -0.3, "between": 0.0, "late": 0.3}) == TRIALS


def test_a_true_association_at_its_bound_is_seldom_said_to_lie_beyond_it() -> None:
    # its cell has no control, so that luck of sd .3 is in it: centred on the bound
    asked = question("association")
    read = reader({MEASURE: DELTA - 0.5}, 0.0, np.random.default_rng(SEED), TRIALS)
    stand = verdict.stands(contrasts.effects([asked], read))
    assert (stand > 0).sum() <= 10 and (stand < 0).sum() <= 10
