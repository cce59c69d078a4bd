"""Sobol indices and Morris effects: against closed forms, SciPy and SALib; coverage by planting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.analyze import morris as salib_morris
from SALib.analyze import sobol as salib_sobol
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample
from SALib.test_functions import Ishigami
from scipy import stats

from relsim.analysis.morris import morris_effects
from relsim.analysis.resampling import mean_products_left_out, product
from relsim.analysis.sobol import sobol_indices
from relsim.errors import InputError

BOX = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
CUBE = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
TRIALS = 200


def ishigami(samples: int, *, second_order: bool = False) -> np.ndarray:
    rows = sobol_sample.sample(BOX, samples, calc_second_order=second_order, seed=1)
    return Ishigami.evaluate(rows)


def test_indices_equal_the_closed_forms_of_ishigami() -> None:
    eighth, fifth = 0.1 * np.pi**4, 0.1**2 * np.pi**8
    parts = np.array([0.5 * (1 + eighth / 5) ** 2, 49 / 8, 0.0])
    joint = fifth * (1 / 18 - 1 / 50)
    whole = parts.sum() + joint
    found = sobol_indices(ishigami(2**12, second_order=True), 3, second_order=True)
    np.testing.assert_allclose(found.first.value, parts / whole, atol=0.015)
    np.testing.assert_allclose(
        found.total.value, (parts + np.array([joint, 0, joint])) / whole, atol=0.015
    )
    for shares in (found.first, found.total, found.second):
        assert shares is not None
        # no share of a variance lies outside 0 to 1, whatever an estimate does
        assert (np.minimum(shares.value, 0) <= shares.low).all()
        assert (shares.high <= np.maximum(shares.value, 1)).all()
    assert found.second is not None
    assert found.pairs == ((0, 1), (0, 2), (1, 2))
    np.testing.assert_allclose(found.second.value, [0, joint / whole, 0], atol=0.02)
    assert found.variance.value == pytest.approx(whole, rel=0.01)


def test_one_replication_equals_scipy_sobol_indices() -> None:
    values = ishigami(256) + 1e3
    table = values.reshape(256, 5)
    found = sobol_indices(values, 3)
    oracle = stats.sobol_indices(
        func={"f_A": table[:, 0][None], "f_B": table[:, 4][None], "f_AB": table[:, 1:4].T[:, None]},
        n=256,
    )
    np.testing.assert_allclose(found.first.value, oracle.first_order, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.total.value, oracle.total_order, rtol=1e-9)


def test_one_replication_equals_salib_sobol_analyze_with_its_intervals() -> None:
    values = ishigami(1024, second_order=True)
    found = sobol_indices(values, 3, second_order=True)
    oracle = salib_sobol.analyze(BOX, values, num_resamples=1000, seed=3)
    assert found.second is not None
    np.testing.assert_allclose(found.total.value, oracle["ST"], rtol=1e-9)
    # SALib takes the mean over all points away, SciPy and we that of the base rows
    np.testing.assert_allclose(found.first.value, oracle["S1"], atol=0.002)
    upper = oracle["S2"][np.triu_indices(3, 1)]
    np.testing.assert_allclose(found.second.value, upper, atol=0.002)
    for ours, theirs in ((found.first, "S1_conf"), (found.total, "ST_conf")):
        np.testing.assert_allclose(ours.high - ours.value, oracle[theirs], rtol=0.3)


@given(st.integers(3, 7), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_products_leave_out_what_by_hand_is_left_out(count: int, seed: int) -> None:
    one, other = np.random.default_rng(seed).normal(size=(2, 5, count))
    left_out = mean_products_left_out(one, other)
    for gone in range(count):
        kept = [r for r in range(count) if r != gone]
        by_hand = np.mean(
            [[one[n, r] * other[n, s] for r in kept for s in kept if r != s] for n in range(5)]
        )
        assert left_out[gone] == pytest.approx(by_hand, abs=1e-9)
        assert product(one[:, kept], other[:, kept]).mean() == pytest.approx(by_hand, abs=1e-9)


def planted(
    rng: np.random.Generator, samples: int, replications: int, luck: str, turn: float = 1.0
) -> np.ndarray:
    """Values of 4 a + 2 b + 3 a c plus luck, which under common luck turns on a and b, too."""
    a, b = rng.random((2, samples, 3))
    rows = [a, *(np.where(np.arange(3) == one, b, a) for one in range(3)), b]
    x = np.stack(rows, 1).reshape(-1, 3)
    outcome = 4 * x[:, :1] + 2 * x[:, 1:2] + 3 * x[:, :1] * x[:, 2:]
    if luck == "independent":
        return outcome + 1.5 * rng.normal(size=(len(x), replications))
    drawn = rng.normal(size=(3, replications))
    turned = x[:, :1] * drawn[1] + 0.5 * x[:, 1:2] * drawn[2]
    return outcome + 5 * drawn[0] + turn * turned


#: Of the model above: variances of a, b and c alone, and of a and c together.
ALONE, JOINT = np.array([5.5**2 / 12, 4 / 12, 1.5**2 / 12]), 9 / 144
VARIANCE = ALONE.sum() + JOINT


@pytest.mark.parametrize("luck", ["common", "independent"])
@pytest.mark.parametrize(("samples", "replications"), [(64, 8), (128, 20)])
def test_intervals_cover_the_indices_of_the_expected_outcome(
    luck: str, samples: int, replications: int
) -> None:
    rng = np.random.default_rng(9)
    inside, off = [], []
    for _ in range(TRIALS):
        found = sobol_indices(planted(rng, samples, replications, luck), 3, luck=luck)
        for of, truth in (
            (found.first, ALONE / VARIANCE),
            (found.total, (ALONE + np.array([JOINT, 0, JOINT])) / VARIANCE),
        ):
            inside.append((of.low <= truth) & (truth <= of.high))
            off.append(of.value - truth)
    shape = (TRIALS, 2, 3)
    covered = np.reshape(inside, shape).mean(axis=0)
    assert (covered >= 0.90).all(), covered
    assert np.abs(np.reshape(off, shape).mean(axis=0)).max() < 0.035


def test_without_what_luck_has_in_common_intervals_would_miss() -> None:
    # the same values, called independent: only the design is resampled, and that is not enough
    rng = np.random.default_rng(10)
    truth = ALONE / VARIANCE
    inside = []
    for _ in range(100):
        found = sobol_indices(planted(rng, 256, 5, "common", 3.0), 3, luck="independent")
        inside.append((found.first.low <= truth) & (truth <= found.first.high))
    assert np.mean(inside, axis=0).min() < 0.8


def test_luck_counts_as_variance_only_in_a_single_replication() -> None:
    values = planted(np.random.default_rng(2), 512, 2, "independent")
    one = sobol_indices(values[:, 0], 3, luck="independent")
    two = sobol_indices(values, 3, luck="independent")
    assert one.total.value[2] > 0.4  # of 0.09
    assert two.total.value[2] == pytest.approx((ALONE[2] + JOINT) / VARIANCE, abs=0.05)
    assert float(one.variance.value) == pytest.approx(VARIANCE + 2.25, rel=0.15)


def test_same_values_give_the_same_intervals() -> None:
    values = planted(np.random.default_rng(3), 32, 5, "common")
    first, again = (sobol_indices(values, 3).total for _ in range(2))
    np.testing.assert_array_equal(first.low, again.low)
    np.testing.assert_array_equal(first.high, again.high)


def test_an_outcome_that_does_not_vary_has_no_indices() -> None:
    with pytest.raises(InputError, match="the same at every point"):
        sobol_indices(np.full((40, 3), 7.0), 3)
    luck_only = np.random.default_rng(4).normal(size=(320, 5))
    with pytest.raises(InputError, match="does not clearly vary beyond luck"):
        sobol_indices(luck_only, 3, luck="independent")
    # luck that is the same at every point varies nothing either
    with pytest.raises(InputError, match=r"does not clearly vary|the same at every"):
        sobol_indices(np.tile(np.random.default_rng(5).normal(size=5), (40, 1)), 3)


def test_an_outcome_that_is_one_of_two_at_few_rows_has_no_indices() -> None:
    # one resample in thirty has rows of one kind only, and then there is nothing to share out
    values = np.repeat(np.arange(6) % 2.0, 5)[:, None] + np.zeros(3)
    with pytest.raises(InputError, match="does not clearly vary"):
        sobol_indices(values, 3, luck="independent")


def test_values_that_are_no_design_are_refused() -> None:
    with pytest.raises(InputError, match="3 names has 5 points a base row"):
        sobol_indices(np.zeros(41), 3)
    with pytest.raises(InputError, match="4 points a trajectory"):
        morris_effects(np.zeros(9), np.zeros((9, 3)), 4)
    with pytest.raises(InputError, match="does not move each name once"):
        morris_effects(np.arange(8.0), np.zeros((8, 3)), 4)


def trajectories(count: int, levels: int = 4) -> np.ndarray:
    return np.asarray(morris_sample.sample(CUBE, count, num_levels=levels, seed=1))


def curved(x: np.ndarray) -> np.ndarray:
    return 4 * x[:, 0] - x[:, 1] ** 2 + 3 * x[:, 2] * x[:, 0]


@pytest.mark.parametrize("levels", [4, 8])
def test_one_replication_equals_salib_morris_analyze(levels: int) -> None:
    points = trajectories(20, levels)
    found = morris_effects(curved(points), points, levels)
    oracle = salib_morris.analyze(
        CUBE, points, curved(points), num_levels=levels, num_resamples=1000, seed=2
    )
    for name in ("mu", "mu_star", "sigma"):
        np.testing.assert_allclose(getattr(found, name).value, oracle[name], atol=1e-9)
    # ours by Student's t of 19 degrees, which is wider
    reach = (found.mu_star.high - found.mu_star.value) * 1.96 / stats.t.ppf(0.975, 19)
    np.testing.assert_allclose(reach, oracle["mu_star_conf"].astype(float), rtol=0.2, atol=1e-9)


def test_effects_are_per_range_whatever_the_scale_of_the_names() -> None:
    points = trajectories(10)
    scaled = np.exp(points * [1.0, 2.0, 0.5, 3.0]) * 1e3
    plain, on_scale = (morris_effects(curved(points), x, 4) for x in (points, scaled))
    np.testing.assert_array_equal(plain.mu.value, on_scale.mu.value)


@pytest.mark.parametrize("luck", ["common", "independent"])
def test_intervals_of_effects_cover(luck: str) -> None:
    world = trajectories(2_000).reshape(-1, 5, 4)
    truth = morris_effects(curved(world.reshape(-1, 4)), world.reshape(-1, 4), 4)
    rng = np.random.default_rng(6)
    inside = []
    for _ in range(TRIALS):
        points = world[rng.integers(len(world), size=20)].reshape(-1, 4)
        if luck == "common":
            drawn = rng.normal(size=(2, 10))
            noise = 2 * drawn[0] + points[:, :1] * drawn[1]
        else:
            noise = 0.5 * rng.normal(size=(len(points), 10))
        found = morris_effects(curved(points)[:, None] + noise, points, 4, luck=luck)
        inside.append(
            [
                (of.low - 1e-9 <= true.value) & (true.value <= of.high + 1e-9)
                for of, true in (
                    (found.mu, truth.mu),
                    (found.mu_star, truth.mu_star),
                    (found.sigma, truth.sigma),
                )
            ]
        )
    covered = np.mean(inside, axis=0)
    # the size of an effect that is not there is the luck left in it, which `luck` says
    counted = covered if luck == "common" else np.delete(covered, 3, axis=1)
    assert (counted >= 0.90).all(), covered


def test_luck_alone_tells_what_an_inert_name_would_show() -> None:
    points = trajectories(60)
    noise = np.random.default_rng(7).normal(size=(len(points), 8))
    found = morris_effects(curved(points)[:, None] + noise, points, 4, luck="independent")
    assert found.mu_star.value[3] == pytest.approx(found.luck[3], rel=0.25)
    assert found.mu_star.low[0] > 5 * found.luck[0]


def test_an_outcome_that_nothing_moves_is_said() -> None:
    with pytest.raises(InputError, match="nothing moves it"):
        morris_effects(np.full((25, 2), 3.0), trajectories(5), 4)
