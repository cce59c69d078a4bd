"""Who made a gap: the credit of each player for what all of them together make."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from relsim.analysis.intervals import Floats


def shapley_values(worth: ArrayLike, players: int) -> Floats:
    """Return what each player adds on average over all orders in which they could join.

    The values sum to what all together are worth more than none; players who do the same get the
    same, and who adds nothing to anyone gets nothing. Exact, over all coalitions.

    Parameters
    ----------
    worth : float64, shape (2,) * players + (...,)
        What each coalition is worth: index 1 along a player's axis where that player is in it.
    players : int
        1 or more.

    Returns
    -------
    float64, shape (players, ...)

    Source: Shapley 1953.

    Examples
    --------
    The first earns 1, the second 2, and together they earn 1 more:

    >>> shapley_values([[0.0, 2.0], [1.0, 4.0]], 2).tolist()
    [1.5, 2.5]
    """
    array = _coalitions(worth, players)
    others = [mask.bit_count() for mask in range(2 ** (players - 1))]
    weights = [1.0 / (players * math.comb(players - 1, size)) for size in others]
    values = []
    for player in range(players):
        joins = np.diff(array, axis=player).reshape(len(weights), -1)
        # Summed by NumPy itself: a matrix product may round otherwise on another machine.
        value = (np.array(weights)[:, None] * joins).sum(axis=0)
        values.append(value.reshape(array.shape[players:]))
    return np.array(values)


def first_and_last(worth: ArrayLike, players: int) -> tuple[Floats, Floats]:
    """Return what each player adds where nobody else has joined, and where everybody else has.

    Where the two differ, players depend on each other.

    Parameters
    ----------
    worth, players
        As `shapley_values` takes them.

    Returns
    -------
    two of float64, shape (players, ...)

    Examples
    --------
    >>> [found.tolist() for found in first_and_last([[0.0, 2.0], [1.0, 4.0]], 2)]
    [[1.0, 2.0], [2.0, 3.0]]
    """
    array = _coalitions(worth, players)
    nobody, everybody = (0,) * players, (1,) * players
    alone = [array[_with(nobody, player, 1)] - array[nobody] for player in range(players)]
    left = [array[everybody] - array[_with(everybody, player, 0)] for player in range(players)]
    return np.array(alone), np.array(left)


def _with(coalition: tuple[int, ...], player: int, there: int) -> tuple[int, ...]:
    return (*coalition[:player], there, *coalition[player + 1 :])


def _coalitions(worth: ArrayLike, players: int) -> Floats:
    array = np.asarray(worth, dtype=np.float64)
    if players < 1 or array.shape[:players] != (2,) * players:
        raise ValueError(f"{players} players have coalitions of shape {(2,) * players}")
    return array
