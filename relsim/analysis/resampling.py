"""How sure an index of a designed sweep is: the design and the luck both drawn again.

Such a sweep has two ways of having come out otherwise: other base points, other luck. Blocks of
the design (the points made from one base row, or one trajectory) are bootstrapped; replications,
where all points share their luck, are left out one by one (jackknife). The two variances are added.
What design and luck do together is in both, so that the sum errs on the safe side.

Source: Archer, Saltelli & Sobol 1997 (bootstrap over base rows); Efron & Tibshirani 1993, ch. 11
(jackknife); Owen 2007 (rows and columns of a crossed table resampled separately).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike

from relsim.analysis.intervals import LEVEL, Floats, critical_t

RESAMPLES = 500
"""Bootstrap samples; the standard error they give is known to about 3 %."""

LEAVE_OUT_FROM = 3
"""Fewest replications of which one can be left out: two must remain to be told from luck."""


@dataclass(frozen=True, slots=True)
class Estimates:
    """Estimates with 95 % intervals, all arrays of one shape.

    Attributes
    ----------
    value, low, high, standard_error : float64
    """

    value: Floats
    low: Floats
    high: Floats
    standard_error: Floats


def product(one: Floats, other: Floats) -> Floats:
    """Product of two expected outcomes, free of the luck that both have in common.

    The mean over pairs of *different* replications: the same one would add its luck to the product.
    With a single replication the plain product, luck included.

    Parameters
    ----------
    one, other : float64, shape (..., replications).

    Returns
    -------
    float64, shape (...).

    Examples
    --------
    >>> product(np.array([1.0, 3.0]), np.array([1.0, 3.0])).tolist()  # not 2 * 2, nor (1 + 9) / 2
    3.0
    """
    count = one.shape[-1]
    same = np.einsum("...r,...r->...", one, other)
    if count == 1:
        return same
    whole: Floats = one.sum(axis=-1) * other.sum(axis=-1)
    return (whole - same) / (count * (count - 1))


def mean_products_left_out(one: Floats, other: Floats) -> Floats:
    """`product`, averaged over blocks, with each replication left out in turn.

    Parameters
    ----------
    one, other : float64, shape (..., blocks, replications), three replications or more.

    Returns
    -------
    float64, shape (..., replications).
    """
    blocks, count = one.shape[-2:]
    sum_one, sum_other = one.sum(axis=-1), other.sum(axis=-1)
    same = np.einsum("...nr,...nr->...r", one, other)
    whole = np.einsum("...n,...n->...", sum_one, sum_other) - same.sum(axis=-1)
    left = np.einsum("...nr,...n->...r", one, sum_other) + np.einsum(
        "...nr,...n->...r", other, sum_one
    )
    return (whole[..., None] - left + 2.0 * same) / (blocks * (count - 1) * (count - 2))


@lru_cache(maxsize=1)
def resampled_shares(blocks: int) -> Floats:
    """How large a share each block has in each bootstrap sample, shape (samples, blocks).

    Always the same draws: the same results give the same intervals.
    """
    drawn = np.random.default_rng(20261121).multinomial(
        blocks, np.full(blocks, 1.0 / blocks), size=RESAMPLES
    )
    shares: Floats = drawn / blocks
    shares.flags.writeable = False
    return shares


def estimates(
    value: ArrayLike, resampled: Floats, left_out: Floats | None, blocks: int
) -> Estimates:
    """Put intervals around estimates.

    Parameters
    ----------
    value : float64, shape (...); the estimates.
    resampled : float64, shape (samples, ...); the same from resampled blocks.
    left_out : float64, shape (replications, ...); the same without each replication, or None where
        luck is no matter of its own (each block has its own luck, or there is none to leave out).
    blocks : how many there are.

    Notes
    -----
    Student's t with the degrees of freedom of a sum of two variances (Satterthwaite 1946): few
    trajectories or few replications make an interval wider, as they should.
    """
    centre = np.asarray(value, dtype=np.float64)
    of_design = resampled.var(axis=0, ddof=1)
    of_luck = np.zeros_like(of_design)
    degrees = np.full(centre.shape, float(max(blocks - 1, 1)))
    if left_out is not None:
        count = len(left_out)
        of_luck = (count - 1) * left_out.var(axis=0)
        below = of_design**2 / degrees + of_luck**2 / (count - 1)
        both = (of_design + of_luck) ** 2
        np.divide(both, below, out=degrees, where=below > 0)
    error = np.sqrt(of_design + of_luck)
    reach = critical_t(degrees + 1.0, LEVEL) * error
    return Estimates(centre, centre - reach, centre + reach, error)
