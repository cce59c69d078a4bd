"""Sobol indices: which varied names the expected outcome varies by, alone and in all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import NamedTuple

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
class SobolIndices:
    """Shares of the variance of an expected outcome over the ranges of the varied names.

    Attributes
    ----------
    first : shape (names,); the share that goes with a name alone.
    total : shape (names,); the share that would go if all but this name were known: alone and in
        every interaction. 0 where a name does not matter at all.
    second : shape (pairs,), or None where the design has no points for it; the share that two
        names have only together.
    pairs : places of two names, in the order of `second`.
    variance : of the expected outcome, in its unit squared; a single estimate.
    samples, replications : base rows, and replications of each point.
    """

    first: Estimates
    total: Estimates
    second: Estimates | None
    pairs: tuple[tuple[int, int], ...]
    variance: Estimates
    samples: int
    replications: int


def sobol_indices(
    values: ArrayLike, names: int, *, luck: str = "common", second_order: bool = False
) -> SobolIndices:
    """Estimate the indices of the outcome that is expected over luck, with intervals.

    First order by Saltelli et al. (2010), total by Jansen (1999), second order by Saltelli (2002).
    Products of outcomes are taken between different replications only, so that luck does not count
    as variance; of a single replication it does. Intervals: see `relsim.analysis.resampling`. They
    are a little wide where base points are a Sobol sequence, which is more even than the random
    rows that the bootstrap takes them for.

    Parameters
    ----------
    values : float64, shape (points, replications); points in SALib's order: for each base row
        A, then A with one name from B for each name, then (second order) B with one name from A for
        each name, then B. Without NaN.
    names : how many are varied.
    luck : "common" where a replication has the same luck at all points, else "independent".
    second_order : whether the design has the points for it.

    Raises
    ------
    InputError
        When the expected outcome does not clearly vary: there is no variance to be shared out.

    Source: Saltelli et al. 2010, Computer Physics Communications 181, 259-270; Jansen 1999,
    Computer Physics Communications 117, 35-43; Saltelli 2002, Computer Physics Communications 145,
    280-297; the products between replications: U-statistics (Hoeffding 1948), by construction.

    Examples
    --------
    Of ``x + 2 y`` on 512 base rows, ``y`` makes four fifths of the variance:

    >>> a, b = np.random.default_rng(1).random((2, 512, 2))
    >>> rows = [a, np.c_[b[:, 0], a[:, 1]], np.c_[a[:, 0], b[:, 1]], b]
    >>> found = sobol_indices(np.stack([x + 2 * y for x, y in (r.T for r in rows)], 1).ravel(), 2)
    >>> found.total.value.round(1).tolist()
    [0.2, 0.8]
    """
    table = _blocks(values, names, second_order)
    samples, _, count = table.shape
    # what luck does at all points alike is no matter of the varied names
    table = table - (table[:, :1] + table[:, -1:]).mean(axis=(0, 1)) / 2.0
    rows = np.moveaxis(table, 1, 0)
    shares = resampled_shares(samples)
    each = _parts(product, rows, names)
    found = _Parts(*(part.mean(axis=-1, keepdims=True) for part in each))
    middles = shares @ ((rows[0] + rows[-1]) / 2.0)
    again = _Parts(*(part @ shares.T for part in each))
    again = again._replace(variance=again.variance - product(middles, middles))
    without = None
    if luck == "common" and count >= LEAVE_OUT_FROM:
        without = _parts(mean_products_left_out, rows, names)

    def sure(take: Callable[[_Parts], Floats]) -> Estimates:
        left_out = None if without is None else take(without).T
        return estimates(take(found)[..., 0], take(again).T, left_out, samples)

    def share(take: Callable[[_Parts], Floats]) -> Estimates:
        return _within_bounds(sure(take))

    variance = sure(lambda parts: parts.variance)
    # an outcome that moves at a few points only does not move at all in some resample
    if not (variance.low > 0 and (again.variance > 0).all()):
        raise InputError(_no_variance(variance, samples, count))
    pairs = tuple(combinations(range(names), 2)) if second_order else ()
    return SobolIndices(
        first=share(_first),
        total=share(lambda parts: parts.total / parts.variance),
        second=share(_second) if pairs else None,
        pairs=pairs,
        variance=variance,
        samples=samples,
        replications=count,
    )


class _Parts(NamedTuple):
    """Variance and what its shares are made of; last axis: base rows, resamples, replications."""

    variance: Floats
    alone: Floats
    total: Floats
    together: Floats


def _parts(times: Callable[[Floats, Floats], Floats], rows: Floats, names: int) -> _Parts:
    """Take every product the indices need.

    Parameters
    ----------
    times : product of two expected outcomes.
    rows : float64, shape (points of a base row, base rows, replications), centred.
    """
    a, b, ab = rows[0], rows[-1], rows[1 : names + 1]
    moved = ab - a
    together = []
    if len(rows) > names + 2:
        ba = rows[names + 1 : 2 * names + 1]
        plain = times(a, b)
        together = [times(ba[one], ab[one + 1 :]) - plain for one in range(names - 1)]
    return _Parts(
        variance=(times(a, a) + times(b, b)) / 2.0,
        alone=times(b, moved),
        total=times(moved, moved) / 2.0,
        together=np.concatenate(together) if together else np.empty((0, rows.shape[1])),
    )


def _first(parts: _Parts) -> Floats:
    return parts.alone / parts.variance


def _second(parts: _Parts) -> Floats:
    one, other = np.triu_indices(len(parts.alone), 1)
    first = _first(parts)
    return parts.together / parts.variance - first[one] - first[other]


def _within_bounds(of: Estimates) -> Estimates:
    """Cut intervals where no share of a variance can lie, but never short of their estimate."""
    low = np.maximum(of.low, np.minimum(of.value, 0.0))
    high = np.minimum(of.high, np.maximum(of.value, 1.0))
    return replace(of, low=low, high=high)


def _blocks(values: ArrayLike, names: int, second_order: bool) -> Floats:
    """Return the values as (base rows, points of a base row, replications)."""
    table = np.asarray(values, dtype=np.float64)
    table = table.reshape(len(table), -1)
    points = 2 * names + 2 if second_order else names + 2
    if names < 1 or len(table) < 2 * points or len(table) % points:
        raise InputError(
            f"a Sobol design of {names} names has {points} points a base row, and two rows or more;"
            f" {len(table):,} points are not such a design"
        )
    return table.reshape(-1, points, table.shape[1])


def _no_variance(variance: Estimates, samples: int, count: int) -> str:
    """Say why there is nothing to be shared out."""
    if variance.value == 0.0 and variance.standard_error == 0.0:
        return "it is the same at every point: there is no variance to share out"
    beyond = f"beyond luck ({count:,} replications a point)" if count > 1 else "over the points"
    return (
        f"it does not clearly vary {beyond}, so there is no variance to share out; more samples"
        f" than {samples:,}, more replications or wider ranges may show one"
    )
