"""Morris screening: how far the expected outcome moves when one varied name takes one step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from relsim.analysis.intervals import Floats
from relsim.analysis.resampling import (
    LEAVE_OUT_FROM,
    Estimates,
    estimates,
    mean_products_left_out,
    product,
    resampled_shares,
)
from relsim.errors import InputError


@dataclass(frozen=True, slots=True)
class MorrisEffects:
    """Elementary effects, in the outcome's unit, for a name going through its whole range.

    Attributes
    ----------
    mu : shape (names,); the mean effect, its sign the direction.
    mu_star : shape (names,); the mean of its size: 0 where a name does not matter.
    sigma : shape (names,); how much the effect differs from place to place: 0 where it is the same
        everywhere, large where the name bends or interacts.
    luck : shape (names,); the `mu_star` that luck alone would give a name that does not matter, at
        these replications; NaN where there is a single one.
    trajectories, replications : trajectories, and replications of each point.
    """

    mu: Estimates
    mu_star: Estimates
    sigma: Estimates
    luck: Floats
    trajectories: int
    replications: int


def morris_effects(
    values: ArrayLike, matrix: ArrayLike, levels: int, *, luck: str = "common"
) -> MorrisEffects:
    """Estimate the effects on the outcome that is expected over luck, with intervals.

    An effect is taken on the means over replications. Its size (`mu_star`) still holds the luck
    that those means have left, and `luck` says how much that is; its spread (`sigma`) does not,
    from two replications on, because it is taken between different replications. Intervals: see
    `relsim.analysis.resampling`.

    Parameters
    ----------
    values : float64, shape (points, replications); trajectory after trajectory. Without NaN.
    matrix : float64, shape (points, names); the points, in the unit cube or on scales that rise
        with it. Along a trajectory each name moves once.
    levels : of the design; a step is levels / (2 (levels - 1)) of a name's range.
    luck : "common" where a replication has the same luck at all points, else "independent".

    Raises
    ------
    InputError
        When the outcome never changes, or the points are no trajectories.

    Source: Morris 1991, Technometrics 33, 161-174; mu_star: Campolongo, Cariboni & Saltelli 2007,
    Environmental Modelling & Software 22, 1509-1518.

    Examples
    --------
    >>> points = [[0, 0], [2 / 3, 0], [2 / 3, 2 / 3], [1 / 3, 1], [1, 1], [1, 1 / 3]]
    >>> found = morris_effects([3 * x - y for x, y in points], points, levels=4)
    >>> found.mu.value.round(9).tolist(), found.mu_star.value.round(9).tolist()
    ([3.0, -1.0], [3.0, 1.0])
    """
    effects = _effects(np.asarray(values, float), np.asarray(matrix, float), levels)
    trajectories, _, count = effects.shape
    shares = resampled_shares(trajectories)
    plain = effects.mean(axis=-1)
    spread = product(effects, effects)
    left_out = None
    if luck == "common" and count >= LEAVE_OUT_FROM:
        centred = np.swapaxes(effects - effects.mean(axis=0), 0, 1)
        without = (effects.sum(axis=-1, keepdims=True) - effects) / (count - 1)
        left_out = (
            without.mean(axis=0).T,
            np.abs(without).mean(axis=0).T,
            _root(mean_products_left_out(centred, centred), trajectories).T,
        )
    size = np.abs(plain)
    mu, mu_star = (
        estimates(
            part.mean(axis=0), shares @ part, None if left_out is None else left, trajectories
        )
        for part, left in zip((plain, size), left_out or (None, None), strict=False)
    )
    middles = np.einsum("bn,ndr->bdr", shares, effects)
    resampled = _root(shares @ spread - product(middles, middles), trajectories)
    return MorrisEffects(
        mu=mu,
        mu_star=mu_star,
        sigma=estimates(
            _sigma(effects), resampled, None if left_out is None else left_out[2], trajectories
        ),
        luck=_luck(effects),
        trajectories=trajectories,
        replications=count,
    )


def _effects(values: Floats, matrix: Floats, levels: int) -> Floats:
    """Return each step's effect over a whole range: (trajectories, names, replications)."""
    points, names = matrix.shape
    if points % (names + 1) or points < 2 * (names + 1):
        raise InputError(
            f"a Morris design of {names} names has {names + 1} points a trajectory, and two"
            f" trajectories or more; {points:,} points are not such a design"
        )
    flat = values.reshape(points, -1)
    if not np.ptp(flat, axis=0).any():
        raise InputError("it is the same at every point: nothing moves it")
    table = flat.reshape(-1, names + 1, flat.shape[1])
    steps = np.diff(matrix.reshape(-1, names + 1, names), axis=1)
    # a sampler may leave a rounding error in a name that stays where it is
    moved = np.abs(steps) > 1e-9 * np.ptp(matrix, axis=0)
    if not ((moved.sum(axis=1) == 1).all() and (moved.sum(axis=2) == 1).all()):
        raise InputError("a trajectory of the design does not move each name once")
    step = levels / (2.0 * (levels - 1.0))
    signs = np.swapaxes(np.where(moved, np.sign(steps), 0.0), 1, 2)
    effects: Floats = np.einsum("nds,nsr->ndr", signs, np.diff(table, axis=1)) / step
    return effects


def _luck(effects: Floats) -> Floats:
    """Mean size of what luck leaves in an effect: that of a normal error of its spread."""
    count = effects.shape[-1]
    if count == 1:
        return np.full(effects.shape[1], np.nan)
    left: Floats = effects.std(axis=-1, ddof=1) / np.sqrt(count)
    return np.sqrt(2.0 / np.pi) * left.mean(axis=0)


def _sigma(effects: Floats) -> Floats:
    """Spread of the expected effect over trajectories, n - 1; a negative variance counts as 0."""
    centred = effects - effects.mean(axis=0)
    return _root(product(centred, centred).mean(axis=0), len(effects))


def _root(variance: Floats, trajectories: int) -> Floats:
    return np.sqrt(np.maximum(variance, 0.0) * trajectories / (trajectories - 1))
