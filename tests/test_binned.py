"""Means over the points of a sample: whose is best on average, no surer than points and luck."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from relsim.analysis.binned import best_in, binned

ARMS = ("a", "b", "c")


def drawn(
    shift: tuple[float, ...], points: int = 30, replications: int = 8, seed: int = 1
) -> np.ndarray:
    """Outcomes of three strategies: what the point does, what luck does, and what they do."""
    rng = np.random.default_rng(seed)
    of_points = rng.normal(0.0, 5.0, (points, 1, 1))
    noise = rng.normal(0.0, 1.0, (points, len(shift), replications))
    return of_points + noise + np.array(shift)[None, :, None]


def test_the_best_on_average_is_named_where_it_is_clear() -> None:
    best = best_in(drawn((0.0, 2.0, 0.5)), 1, ARMS, common_luck=False)
    assert (best.leader, best.contenders, best.clear) == ("b", ("b",), True)
    least = best_in(drawn((0.0, 2.0, 0.5)), -1, ARMS, common_luck=False)
    assert (least.leader, least.clear, least.highest) == ("a", True, False)


def test_what_points_do_to_all_alike_does_not_blur_it() -> None:
    alone = binned(np.zeros(30), drawn((0.0, 0.6, -9.0))[:, 1], common_luck=False)
    assert alone.high[0] - alone.low[0] > 2.0
    assert best_in(drawn((0.0, 0.6, -9.0)), 1, ARMS, common_luck=False).clear


def test_rivals_that_are_not_shown_to_be_worse_contend() -> None:
    best = best_in(drawn((0.0, 2.0, 2.05)), 1, ARMS, common_luck=False)
    assert (best.contenders, best.clear, best.identical) == (("b", "c"), False, False)


def test_the_intervals_are_those_of_the_difference_for_all_pairs_together() -> None:
    table = drawn((0.0, 0.3, -50.0), points=12, replications=1)
    lead = (table[:, 1] - table[:, 0])[:, 0]
    error = lead.std(ddof=1) / np.sqrt(12)
    for level in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999):
        reach = stats.t.ppf(1.0 - (1.0 - level) / 3 / 2, 11) * error
        best = best_in(table, 1, ARMS, common_luck=False, level=level)
        assert best.clear == (abs(lead.mean()) > reach)


def test_luck_that_all_points_share_may_have_been_another() -> None:
    table = drawn((0.0, 0.3), points=200, replications=3)
    table[:, 1] += np.array([-1.0, 0.2, 1.5])  # what the three draws of luck did everywhere
    assert best_in(table, 1, ARMS[:2], common_luck=False).clear
    assert not best_in(table, 1, ARMS[:2], common_luck=True).clear


def test_exactly_alike_is_identical() -> None:
    table = np.repeat(drawn((0.0,)), 2, axis=1)
    best = best_in(table, 1, ARMS[:2], common_luck=True)
    assert (best.clear, best.identical, best.contenders) == (False, True, ("a", "b"))


@pytest.mark.parametrize("points", [1, 2])
def test_few_points_and_undefined_values_settle_nothing(points: int) -> None:
    table = drawn((0.0, 0.1, 0.2), points=points)
    assert not best_in(table, 1, ARMS, common_luck=False).clear
    table[:] = np.nan
    best = best_in(table, 1, ARMS, common_luck=True)
    assert (best.leader, best.clear) == (None, False)
    table = drawn((0.0, 9.0, 0.2), points=20)
    table[:, 2] = np.nan
    best = best_in(table, 1, ARMS, common_luck=False)
    assert (best.leader, best.contenders, best.clear) == ("b", ("b", "c"), False)
