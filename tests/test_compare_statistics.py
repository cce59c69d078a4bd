"""Statistics of comparisons: held against SciPy's, closed forms, and coverage by simulation."""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from relsim.analysis import (
    Measured,
    compare_outcome,
    compare_outcomes,
    compare_runs,
    replications_for_half_width,
    replications_to_settle,
    retention_by_tenure,
    series_bands,
    whale_curve,
    wording,
)
from relsim.analysis.intervals import joint_critical
from relsim.errors import InputError

ARMS = ["servile", "combative", "advisory"]
MARGIN = Measured("margin", "Margin", "EUR", 1)
# arms of unlike spread and correlation: the case that one pooled variance would get wrong
COVARIANCE = np.array([[1.0, 0.8, 0.3], [0.8, 4.0, -0.3], [0.3, -0.3, 0.25]])
TRIALS = 2_000


def territories(seed: int, n: int, shift: float = 5e5) -> dict[str, np.ndarray[Any, Any]]:
    """Margins of three arms that share most of their luck, EUR."""
    rng = np.random.default_rng(seed)
    luck = rng.normal(8e6, 1e6, n)
    return {arm: luck + i * shift + rng.normal(0, 3e5, n) for i, arm in enumerate(ARMS)}


@cache
def trials(n: int) -> dict[str, Any]:
    """Comparisons of normal outcomes whose true means are all 0."""
    rng = np.random.default_rng(11)
    root = np.linalg.cholesky(COVARIANCE)
    values = root @ rng.standard_normal((TRIALS, 3, n))
    return compare_outcomes(values, [Measured(str(i), good=1) for i in range(TRIALS)], ARMS)


def chance_bound(share: float) -> float:
    """Four standard errors of a share counted over the trials."""
    return 4 * math.sqrt(share * (1 - share) / TRIALS)


def test_paired_interval_equals_scipy_ttest_rel() -> None:
    data = territories(1, 14)
    found = compare_outcome(data, MARGIN).difference("advisory", "servile")
    oracle = stats.ttest_rel(data["advisory"], data["servile"])
    interval = oracle.confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((interval.low, interval.high), rel=1e-12)
    assert found.mean / found.standard_error == pytest.approx(oracle.statistic, rel=1e-12)


def test_interval_of_each_mean_equals_scipy_ttest_1samp() -> None:
    data = territories(2, 9)
    for estimate in compare_outcome(data, MARGIN).estimates:
        interval = stats.ttest_1samp(data[estimate.arm], 0.0).confidence_interval(0.95)
        assert (estimate.low, estimate.high) == pytest.approx((interval.low, interval.high))


def test_what_common_luck_achieved_equals_pearson_and_the_ratio_of_variances() -> None:
    data = territories(3, 40)
    found = compare_outcome(data, MARGIN).difference("combative", "servile")
    a, b = data["combative"], data["servile"]
    assert found.correlation == pytest.approx(stats.pearsonr(a, b).statistic)
    assert found.variance_ratio == pytest.approx((a - b).var() / (a.var() + b.var()))
    assert f"r = {found.correlation:.2f}" in wording.say_luck(found)


def test_with_two_strategies_the_simultaneous_interval_is_the_plain_one() -> None:
    data = {arm: values for arm, values in territories(4, 20).items() if arm != "combative"}
    found = compare_outcome(data, MARGIN)
    (one,) = found.differences
    assert (one.simultaneous_low, one.simultaneous_high) == (one.low, one.high)
    assert found.method == "t"


def test_joint_critical_equals_tukey_for_many_replications_of_independent_arms() -> None:
    contrasts = np.array([[-1, 1, 0, 0], [-1, 0, 1, 0], [-1, 0, 0, 1]])
    contrasts = np.vstack([contrasts, [[0, -1, 1, 0], [0, -1, 0, 1], [0, 0, -1, 1]]])
    tukey = stats.studentized_range.ppf(0.95, 4, np.inf) / math.sqrt(2)
    assert joint_critical(contrasts @ contrasts.T / 2, 3, 50_000) == pytest.approx(tukey, abs=0.015)


def test_joint_critical_against_one_base_equals_dunnett_by_multivariate_normal() -> None:
    correlation = np.full((3, 3), 0.5) + 0.5 * np.eye(3)
    reach = joint_critical(correlation, 3, 50_000)
    oracle = stats.multivariate_normal(cov=correlation)
    inside = oracle.cdf(np.full(3, reach), lower_limit=np.full(3, -reach))
    assert inside == pytest.approx(0.95, abs=0.002)


@pytest.mark.parametrize("n", [20, 30, 239])
def test_joint_critical_equals_its_definition_drawn_by_scipy_wishart(n: int) -> None:
    contrasts = np.array([[-1, 1, 0, 0], [-1, 0, 1, 0], [-1, 0, 0, 1], [0, -1, 1, 0]])
    spread = contrasts @ np.diag([1.0, 4.0, 0.25, 2.0]) @ contrasts.T
    scale = np.sqrt(np.diag(spread))
    correlation = spread / np.outer(scale, scale)
    # of four differences among four strategies three are free; the fourth follows
    free, draws = correlation[:3, :3], 40_000
    rng = np.random.default_rng(8)
    means = rng.multivariate_normal(np.zeros(3), free, draws)
    seen = stats.wishart(n - 1, free).rvs(draws, random_state=rng) / (n - 1)
    mix = np.linalg.solve(free, correlation[:3]).T
    squares = np.square(means @ mix.T) / np.einsum("pi,dij,pj->dp", mix, seen, mix)
    drawn = np.quantile(np.sqrt(squares.max(axis=1)), 0.95)
    assert joint_critical(correlation, 3, n) == pytest.approx(drawn, abs=0.025)


@given(st.floats(-1, 1), st.integers(2, 200))
@settings(max_examples=30, deadline=None)
def test_joint_critical_lies_between_one_difference_and_bonferroni(r: float, n: int) -> None:
    reach = joint_critical([[1.0, r], [r, 1.0]], 2, n)
    assert stats.t.ppf(0.975, n - 1) - 1e-9 <= reach <= stats.t.ppf(0.9875, n - 1) + 1e-9


@pytest.mark.parametrize(("n", "method"), [(5, "bonferroni"), (12, "max-t")])
def test_simultaneous_intervals_cover_all_differences_in_95_of_100(n: int, method: str) -> None:
    together = plain = winners = 0
    for found in trials(n).values():
        assert found.method == method
        together += all(d.simultaneous_low <= 0 <= d.simultaneous_high for d in found.differences)
        plain += all(d.low <= 0 <= d.high for d in found.differences)
        winners += found.best.clear
    low = 0.95 - chance_bound(0.95)
    # Bonferroni may cover more than asked, max-t must not
    high = 1.0 if method == "bonferroni" else 0.95 + chance_bound(0.95)
    assert low <= together / TRIALS <= high
    assert plain / TRIALS < low  # three plain intervals together do not: the test can tell
    assert winners / TRIALS <= 0.05 + chance_bound(0.05)  # nobody is best, so naming one is wrong


def test_a_winner_needs_every_interval_clear_and_follows_the_direction_of_good() -> None:
    clear = compare_outcome(territories(5, 30), MARGIN).best
    assert clear is not None and clear.clear and clear.leader == "advisory"
    close = territories(5, 30, shift=5e5)
    close["combative"] = close["advisory"] + np.random.default_rng(0).normal(-1e3, 1e5, 30)
    best = compare_outcome(close, MARGIN).best
    assert best is not None and not best.clear
    assert best.contenders == ("combative", "advisory")
    assert "not clear between combative and advisory" in wording.say_best(best, "Margin")
    lowest = compare_outcome(territories(5, 30), Measured("churned", good=-1)).best
    assert lowest is not None and lowest.clear and lowest.leader == "servile"
    assert compare_outcome(territories(5, 30), Measured("bluffs")).best is None


def test_against_a_base_only_its_differences_are_shown_and_are_narrower_than_all_pairs() -> None:
    data = territories(6, 30)
    all_pairs, against = compare_outcome(data), compare_outcome(data, base="servile")
    assert [(d.arm, d.base) for d in against.differences] == [
        ("combative", "servile"),
        ("advisory", "servile"),
    ]
    assert against.critical < all_pairs.critical


@given(st.floats(0.05, 3.0), st.floats(0.001, 0.2))
@settings(max_examples=40, deadline=None)
def test_replications_to_settle_are_the_fewest_with_80_percent_power(d: float, a: float) -> None:
    def power(n: float) -> float:
        reach = stats.t.ppf(1 - a / 2, n - 1)
        return float(stats.nct.sf(reach, n - 1, d * math.sqrt(n)))

    n = float(replications_to_settle(-d * 1e6, 1e6, alpha=a))
    assert power(n) >= 0.8
    assert n == 2 or power(n - 1) < 0.8


def test_replications_to_settle_equal_simulated_power() -> None:
    n = int(replications_to_settle(0.8, 1.0))
    draws = np.random.default_rng(7).normal(0.8, 1.0, (20_000, n))
    t = draws.mean(axis=1) / (draws.std(axis=1, ddof=1) / math.sqrt(n))
    assert (t > stats.t.ppf(0.975, n - 1)).mean() == pytest.approx(0.82, abs=0.015)


def test_an_unclear_difference_always_asks_for_more_replications_than_it_has() -> None:
    for found in trials(12).values():
        for d in found.differences:
            if d.verdict == "no clear difference":
                assert d.replications_to_settle is not None and d.replications_to_settle > d.n


@pytest.mark.parametrize("half_width", [0.05, 0.3, 4.0])
def test_half_width_target_is_met_by_the_fewest_replications(half_width: float) -> None:
    n = replications_for_half_width(1.7, half_width)
    assert n is not None

    def half(count: int) -> float:
        return float(stats.t.ppf(0.975, count - 1) * 1.7 / math.sqrt(count))

    assert half(n) <= half_width < (half(n - 1) if n > 2 else math.inf)


def test_identical_and_single_replications_are_said_as_such() -> None:
    same = compare_outcome({"a": [0.1, 0.2, 0.7], "b": [0.1, 0.2, 0.7]}, Measured("x", good=1))
    assert same.differences[0].verdict == "identical"
    assert same.differences[0].replications_to_settle is None
    assert same.to_dict()["in_words"] == [
        "x: the same for a and b",
        "b and a identical in all 3 replications",
    ]
    one = compare_outcome({"a": [1.0], "b": [2.0]}, MARGIN)
    assert one.differences[0].verdict == "one replication" and math.isnan(one.differences[0].low)
    assert "one replication: no interval" in wording.say_difference(one.differences[0], "EUR")


def test_undefined_outcomes_are_dropped_by_pairs_and_counted_or_refused() -> None:
    data = territories(8, 20)
    data["combative"][[3, 9]] = np.nan
    found = compare_outcome(data, MARGIN)
    assert [d.dropped for d in found.differences] == [2, 0, 2]
    kept = np.delete(data["combative"] - data["servile"], [3, 9])
    assert found.difference("combative", "servile").mean == pytest.approx(kept.mean())
    assert "2 replications left out" in wording.say_difference(found.differences[0], "EUR")
    assert found.method == "bonferroni"
    with pytest.raises(InputError, match="margin = nan for 'combative' in replication 3"):
        compare_outcome(data, MARGIN, missing="refuse")
    data["combative"][:] = np.nan
    undefined = compare_outcome(data, MARGIN)
    assert undefined.differences[0].verdict == "undefined"
    assert undefined.best is not None and not undefined.best.clear


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"base": "advisery"}, "did you mean 'advisory'"),
        ({"level": 95}, r"outside \(0, 1\)"),
        ({"values": {"a": [1.0, 2.0], "b": [1.0]}}, "a: 2, b: 1"),
        ({"values": {"a": [1.0, math.inf], "b": [1.0, 2.0]}}, "inf for 'a' in replication 1"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_words(change: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        compare_outcome(**({"values": territories(1, 3)} | change))


def test_rows_of_runs_are_paired_by_replication_and_a_failed_run_is_left_out() -> None:
    data = territories(9, 12)
    rows = [
        {"strategy": arm, "replication": r, "margin": float(data[arm][r])}
        for r in reversed(range(12))
        for arm in ARMS
        if (arm, r) != ("servile", 5)
    ]
    found = compare_runs(pl.DataFrame(rows), [MARGIN])["margin"]
    gap = np.delete(data["advisory"] - data["servile"], 5)
    assert found.difference("advisory", "servile").mean == pytest.approx(gap.mean())
    assert found.difference("advisory", "servile").dropped == 1
    with pytest.raises(InputError, match="one design point"):
        compare_runs(pl.DataFrame(rows + rows), [MARGIN])


def test_scale_and_company_change_no_verdict_and_results_are_repeatable() -> None:
    data = np.stack(list(territories(10, 15).values()))
    both = np.stack([data, data / 1e8])
    first = compare_outcomes(both, [MARGIN, Measured("share", good=1)], ARMS)
    alone = compare_outcome(dict(zip(ARMS, data, strict=True)), MARGIN)
    assert first["margin"].to_dict() == alone.to_dict()
    assert first["margin"].critical == pytest.approx(first["share"].critical, rel=1e-9)
    assert json.loads(json.dumps(alone.to_dict(), allow_nan=False))["method"] == "max-t"


def test_sentences_keep_to_the_unit_and_never_touch_zero_when_clear() -> None:
    gap = np.linspace(-1.0, 1.0, 21)
    clear = compare_outcome({"servile": gap * 0, "advisory": 12_300 + 4_500 * gap}, MARGIN)
    sentence = wording.say_difference(clear.differences[0], "EUR")
    assert sentence == "advisory more than servile by 12,300 EUR [11,000, 13,600]"
    share = compare_outcome({"servile": gap * 0, "advisory": 0.002 + 0.04 * gap})
    sentence = wording.say_difference(share.differences[0], "share", {"servile": "the obliging"})
    assert sentence.startswith(
        "no clear difference between advisory and the obliging (0.2 points [-0.9, 1.3]); about"
    )
    assert "not the world" in wording.INTERVALS_COVER_LUCK


def test_bands_equal_one_month_at_a_time_with_gaps() -> None:
    series = np.random.default_rng(12).normal(size=(2, 25, 6))
    series[1, ::3, 4] = np.nan
    series[0, :, 2] = np.nan
    found = series_bands(series)
    for arm, month in [(0, 0), (1, 4), (1, 5)]:
        values = series[arm, :, month]
        values = values[~np.isnan(values)]
        interval = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
        assert found.mean[arm, month] == pytest.approx(values.mean())
        assert found.low[arm, month] == pytest.approx(interval.low)
        assert found.band_high[arm, month] == pytest.approx(np.quantile(values, 0.95))
        assert found.n[arm, month] == len(values)
    assert np.isnan([found.mean[0, 2], found.band_low[0, 2]]).all()


def test_whale_curve_by_hand_and_where_the_total_is_a_loss() -> None:
    curve = whale_curve([-2.0, 6.0, 4.0, 0.0, -4.0])
    assert curve.profit.tolist() == [0, 6, 10, 10, 8, 4]
    assert (curve.peak_share, curve.peak_customers) == (2.5, 0.4)
    assert (curve.top_20_share, curve.worst_10_share) == pytest.approx((1.5, -0.5))
    assert curve.at([0.3]).tolist() == pytest.approx([8.0])
    loss = whale_curve([3.0, -5.0])
    assert (loss.gained, loss.lost, loss.total) == (3.0, -5.0, -2.0)
    assert math.isnan(loss.top_20_share) and np.isnan(loss.share).all()
    assert math.isnan(whale_curve([0.1, 0.2, -0.3]).peak_share)
    assert whale_curve([]).total == 0


def test_survival_equals_scipy_kaplan_meier_with_greenwood_interval() -> None:
    rng = np.random.default_rng(13)
    joined = rng.integers(0, 60, 300)
    length = rng.geometric(0.03, 300)
    left = np.where(joined + length < 60, joined + length, -1)
    found = retention_by_tenure(joined, left, 60)
    stayed = left < 0
    censored = stats.CensoredData(uncensored=(left - joined)[~stayed], right=60 - joined[stayed])
    oracle = stats.ecdf(censored).sf
    interval = oracle.confidence_interval(0.95, method="log-log")
    at = oracle.quantiles.astype(int)
    assert found.survival[at] == pytest.approx(oracle.probabilities)
    assert found.low[at] == pytest.approx(interval.low.probabilities, nan_ok=True)
    assert found.high[at] == pytest.approx(interval.high.probabilities, nan_ok=True)
    yearly = np.cumprod([year.retention for year in found.years])
    assert yearly == pytest.approx([year.survival for year in found.years])
    assert [year.year for year in found.years] == [1, 2, 3, 4]


def test_only_new_customers_count_and_an_earlier_spell_leaves_the_present_one_open() -> None:
    joined, left = [0, 0, 3, 20, -1], [5, 9, -1, 12, -1]
    found = retention_by_tenure(joined, left, 24, [True, False, False, False, False])
    assert (found.customers, found.passed_over) == (3, 2)
    assert found.left.sum() == 1 and found.left[9] == 1
    assert found.survival[9] == pytest.approx(0.5)  # two at risk: the third was seen 4 months
    assert math.isnan(found.low[0]) and found.survival[0] == 1
