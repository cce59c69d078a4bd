"""Shapley values against orders of joining walked by hand, published games, and the axioms."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from relsim.analysis.shapley import first_and_last, shapley_values
from relsim.evidence.credit.findings import gap_of

WORTHS = st.integers(1, 5).flatmap(
    lambda players: arrays(float, (2,) * players, elements=st.floats(-100.0, 100.0))
)


def by_permutations(worth: np.ndarray) -> list[float]:
    """Walk every order in which players can join, and average what each adds."""
    players = worth.ndim
    added = [0.0] * players
    orders = list(itertools.permutations(range(players)))
    for order in orders:
        there = [0] * players
        for player in order:
            before = worth[tuple(there)]
            there[player] = 1
            added[player] += worth[tuple(there)] - before
    return [total / len(orders) for total in added]


def test_three_players_by_hand_over_their_six_orders() -> None:
    # worth of: nobody 0, c 1, b 2, bc 7, a 4, ac 6, ab 9, abc 15
    worth = np.array([[[0.0, 1.0], [2.0, 7.0]], [[4.0, 6.0], [9.0, 15.0]]])
    # a: 4 4 (first), 9-2 (after b), 6-1 (after c), 15-7 twice (last) = 36 / 6
    # b: 2 2, 9-4, 7-1, 15-6 twice = 33 / 6;  c: 1 1, 6-4, 7-2, 15-9 twice = 21 / 6
    assert shapley_values(worth, 3).tolist() == pytest.approx([36 / 6, 33 / 6, 21 / 6])
    alone, last = first_and_last(worth, 3)
    assert alone.tolist() == [4.0, 2.0, 1.0]
    assert last.tolist() == [8.0, 9.0, 6.0]


def test_the_glove_game_of_the_textbooks() -> None:
    # One left glove, two right ones; a pair is worth 1: (2/3, 1/6, 1/6).
    left, right, other = np.indices((2, 2, 2))
    worth = np.minimum(left, right + other).astype(float)
    assert shapley_values(worth, 3).tolist() == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_a_council_whose_members_with_a_veto_have_all_the_power() -> None:
    # The UN Security Council in small: two with a veto, and one of three others, pass a motion.
    seats = np.indices((2,) * 5)
    worth = seats[0] * seats[1] * (seats[2:].sum(axis=0) >= 1)
    values = shapley_values(worth, 5)
    assert values.tolist() == pytest.approx(by_permutations(worth.astype(float)))
    assert values[0] == pytest.approx(values[1])
    assert values[0] > 4 * values[2]


@given(WORTHS)
def test_all_orders_walked_give_the_same(worth: np.ndarray) -> None:
    found = shapley_values(worth, worth.ndim)
    assert found.tolist() == pytest.approx(by_permutations(worth), abs=1e-9)


@given(WORTHS)
def test_the_values_sum_to_what_all_together_add(worth: np.ndarray) -> None:
    whole = worth[(1,) * worth.ndim] - worth[(0,) * worth.ndim]
    assert shapley_values(worth, worth.ndim).sum() == pytest.approx(whole, abs=1e-9)


@given(WORTHS, st.floats(-10.0, 10.0))
def test_who_adds_the_same_to_everyone_gets_that_and_a_dummy_gets_nothing(
    worth: np.ndarray, adds: float
) -> None:
    planted = np.stack([worth, worth + adds, worth], axis=0)[:2]
    dummy = np.stack([planted, planted], axis=-1)
    found = shapley_values(dummy, worth.ndim + 2)
    assert found[0] == pytest.approx(adds, abs=1e-9)
    assert found[-1] == pytest.approx(0.0, abs=1e-9)
    assert found[1:-1].tolist() == pytest.approx(
        shapley_values(worth, worth.ndim).tolist(), abs=1e-9
    )


@given(arrays(float, (2, 2, 2), elements=st.floats(-100.0, 100.0)))
def test_two_who_do_the_same_get_the_same(worth: np.ndarray) -> None:
    alike = worth + worth.swapaxes(0, 2)
    first, _, third = shapley_values(alike, 3)
    assert first == pytest.approx(third, abs=1e-9)


def test_each_replication_is_a_game_of_its_own() -> None:
    rng = np.random.default_rng(5)
    worth = rng.normal(size=(2, 2, 2, 7))
    together = shapley_values(worth, 3)
    for replication in range(7):
        apart = shapley_values(worth[..., replication], 3)
        assert together[:, replication].tolist() == pytest.approx(apart.tolist())


def test_a_game_that_lacks_a_coalition_is_none() -> None:
    with pytest.raises(ValueError, match="2 players have coalitions of shape"):
        shapley_values(np.zeros((2, 3)), 2)


def test_a_gap_has_t_intervals_over_replications_and_leaves_out_what_is_undefined() -> None:
    rng = np.random.default_rng(2)
    worth = rng.normal(size=(4, 9))  # the last behaviour varies fastest: none, b, a, ab
    worth[2, 4] = np.nan
    found = gap_of("respect", worth, ("a", "b"))
    assert found is not None
    assert (found.replications, found.undefined) == (8, 1)
    kept = np.delete(worth, 4, axis=1)
    for credit, own in zip(
        found.credits,
        (
            ((kept[2] - kept[0]) + (kept[3] - kept[1])) / 2,
            ((kept[1] - kept[0]) + (kept[3] - kept[2])) / 2,
        ),
        strict=True,
    ):
        low, high = stats.t.interval(0.95, 7, own.mean(), stats.sem(own))
        assert credit.value == pytest.approx((own.mean(), low, high))
    assert sum(one.value.mean for one in found.credits) == pytest.approx(found.gap.mean)
    assert found.credits[0].alone.mean == pytest.approx((kept[2] - kept[0]).mean())
    assert found.credits[0].last.mean == pytest.approx((kept[3] - kept[1]).mean())
    assert gap_of("respect", np.full((4, 3), np.nan), ("a", "b")) is None
