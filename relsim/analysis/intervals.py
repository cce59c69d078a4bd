"""How sure a mean over replications is: t intervals, simultaneous intervals, replications needed.

Everything here is about luck: the same parameters, drawn again. Arrays go in and come out; nothing
here knows strategies or outcomes.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

Floats = NDArray[np.float64]

LEVEL = 0.95
"""Coverage of every interval unless a caller asks for another."""

POWER = 0.8
"""Chance with which the replications said to settle a difference would show it."""

JOINT_FROM = 10
JOINT_PER_ARM = 4
"""Fewest replications, in all and per strategy, at which the estimated correlation of differences
is used; Bonferroni below. With 10 replications of 4 or 5 strategies it covered 94.5 %, not 95."""

_DRAWS = 2**14


def moments(values: ArrayLike) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Mean, standard deviation (n - 1) and count of what is defined, over the last axis.

    Parameters
    ----------
    values : float64, shape (..., replications); NaN where an outcome is undefined.

    Returns
    -------
    mean, sd : float64, shape (...); NaN where nothing (mean) or fewer than two (sd) are defined.
    n : int64, shape (...).

    Notes
    -----
    Values that are all the same give exactly that mean and a standard deviation of exactly 0,
    so that "identical" never hangs on a rounding error.

    Examples
    --------
    >>> mean, sd, n = moments([[0.1, 0.1, 0.1], [1.0, 3.0, float("nan")]])
    >>> mean.tolist(), sd.round(3).tolist(), n.tolist()
    ([0.1, 2.0], [0.0, 1.414], [3, 2])
    """
    array = np.asarray(values, dtype=np.float64)
    defined = ~np.isnan(array)
    n = defined.sum(axis=-1, dtype=np.int64)
    filled = np.where(defined, array, 0.0)
    lowest = np.min(np.where(defined, array, np.inf), axis=-1, initial=np.inf)
    highest = np.max(np.where(defined, array, -np.inf), axis=-1, initial=-np.inf)
    constant = (n > 0) & (lowest == highest)
    mean = filled.sum(axis=-1) / np.where(n > 0, n, np.nan)
    mean = np.where(constant, lowest, mean)
    deviation = np.where(defined, array - mean[..., None], 0.0)
    sd = np.sqrt((deviation**2).sum(axis=-1) / np.where(n > 1, n - 1, np.nan))
    return mean, np.where(constant & (n > 1), 0.0, sd), n


def critical_t(n: ArrayLike, level: ArrayLike = LEVEL) -> Floats:
    """How many standard errors a two-sided t interval reaches to each side; NaN for n < 2.

    >>> critical_t([1, 2, 30]).round(3).tolist()
    [nan, 12.706, 2.045]
    """
    degrees = np.asarray(n, dtype=np.float64) - 1.0
    tail = 0.5 + np.asarray(level, dtype=np.float64) / 2.0
    # what stats.t.ppf comes down to, without its checks: a sweep asks thousands of times
    return np.asarray(special.stdtrit(np.where(degrees >= 1, degrees, np.nan), tail))


def t_interval(
    mean: ArrayLike, sd: ArrayLike, n: ArrayLike, critical: ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Interval of a mean over replications; 95 % by Student's t unless a critical value is given.

    >>> [round(float(end), 2) for end in t_interval(10.0, 2.0, 16)]
    [8.93, 11.07]
    """
    count = np.asarray(n, dtype=np.float64)
    spread = np.asarray(sd, dtype=np.float64)
    reach = critical_t(n) if critical is None else np.asarray(critical, dtype=np.float64)
    # no spread gives a point, whatever the critical value
    half = np.where(
        (spread == 0) & (count > 1), 0.0, reach * spread / np.sqrt(np.maximum(count, 1))
    )
    centre = np.asarray(mean, dtype=np.float64)
    return centre - half, centre + half


def bonferroni_critical(n: ArrayLike, comparisons: int, level: float = LEVEL) -> Floats:
    """Standard errors that hold for several comparisons at once, whatever their correlation.

    >>> float(bonferroni_critical(30, 3).round(3))
    2.541
    """
    return critical_t(n, 1.0 - (1.0 - level) / max(comparisons, 1))


def joint_is_known(n: int, rank: int) -> bool:
    """Whether replications suffice to use the estimated correlation of paired differences.

    >>> joint_is_known(30, 2), joint_is_known(6, 2)
    (True, False)
    """
    return n >= max(JOINT_FROM, JOINT_PER_ARM * (rank + 1))


def joint_critical(correlation: ArrayLike, rank: int, n: int, level: float = LEVEL) -> float:
    """Standard errors that hold for several paired differences at once, using their correlation.

    The quantile of max |t| over the family. Each difference has a standard error of its own, so the
    errors follow a Wishart matrix and not the one shared chi-square of the multivariate t, which
    would be too narrow for few replications. Draws are a fixed Sobol set: same input, same number.

    Parameters
    ----------
    correlation : float64, shape (comparisons, comparisons); of the paired differences.
    rank : degrees of freedom among them (arms - 1 for all pairs and for all against one base).
    n : replications; while they are too few (`joint_is_known`) the Bonferroni value is returned,
        which is never too small.
    level : family-wise coverage.

    Source: Westfall & Young 1993 (max-t); Hsu 1996, ch. 5; the Wishart form by construction.

    Examples
    --------
    Two differences that move together need hardly more than one; two separate ones need more.

    >>> [round(joint_critical([[1, r], [r, 1]], 2, 30), 2) for r in (1.0, 0.5, 0.0)]
    [2.05, 2.33, 2.36]
    """
    matrix = np.atleast_2d(np.asarray(correlation, dtype=np.float64))
    comparisons = matrix.shape[0]
    cautious = float(bonferroni_critical(n, comparisons, level))
    if comparisons == 1 or not joint_is_known(n, rank):
        return cautious
    weights, vectors = np.linalg.eigh(matrix)
    rank = min(rank, comparisons)
    # the factor's rows give each difference as a mix of `rank` independent ones of unit variance
    factor = vectors[:, -rank:] * np.sqrt(np.maximum(weights[-rank:], 0.0))
    normal, wishart = _studentised_draws(rank, _fewer(n) - 1)
    one, other = np.triu_indices(rank)
    largest = np.square(factor @ normal)
    largest /= (factor[:, one] * factor[:, other]) @ wishart
    reach = math.sqrt(_quantile(largest.max(axis=0), level))
    # simulation noise may not carry it past bounds that are known
    return float(np.clip(reach, float(critical_t(n, level)), cautious))


def _fewer(n: int) -> int:
    """Replications in two digits, rounded down, so that many counts share their draws.

    A sweep whose points stop by themselves has hundreds of counts, and fewer make an interval
    wider, if anything.

    >>> _fewer(87), _fewer(239)
    (87, 230)
    """
    step = 10 ** max(len(str(n)) - 2, 0)
    return n // step * step


def _quantile(values: Floats, level: float) -> float:
    """As np.quantile of the roots of some squares, squared again, in a fifth of the time."""
    place = level * (len(values) - 1)
    below = int(place)
    near = np.partition(values, (below, below + 1))[below : below + 2]
    low, high = np.sqrt(near)
    return float((low + (place - below) * (high - low)) ** 2)


@lru_cache(maxsize=32)
def _studentised_draws(rank: int, degrees: int) -> tuple[Floats, Floats]:
    """Standard normal means and Wishart matrices (Bartlett), per degree of freedom.

    Returns shapes (rank, draws) and (rank (rank + 1) / 2, draws): the matrices' upper triangles,
    what stands off the diagonal doubled, so that ``products @ triangles`` is a direction's variance
    if ``products`` are those of its coordinates.
    """
    uniform = _uniform(2 * rank + rank * (rank - 1) // 2)
    normal = special.ndtri(uniform[:rank])
    shapes = (degrees - np.arange(rank)) / 2.0
    lower = np.zeros((rank, rank, _DRAWS))
    diagonal = np.arange(rank)
    lower[diagonal, diagonal] = np.sqrt(
        2.0 * special.gammaincinv(shapes[:, None], uniform[rank : 2 * rank])
    )
    rows, columns = np.tril_indices(rank, -1)
    lower[rows, columns] = special.ndtri(uniform[2 * rank :])
    one, other = np.triu_indices(rank)
    wishart = np.einsum("ikd,jkd->ijd", lower, lower)[one, other] / degrees
    wishart[one != other] *= 2.0
    for drawn in (normal, wishart):
        drawn.flags.writeable = False
    return normal, wishart


@lru_cache(maxsize=4)
def _uniform(dimensions: int) -> Floats:
    """A scrambled Sobol set inside the unit cube, shape (dimensions, draws); always the same."""
    sobol = stats.qmc.Sobol(d=dimensions, scramble=True, rng=np.random.default_rng(20261121))
    return np.clip(np.ascontiguousarray(sobol.random(_DRAWS).T), 1e-12, 1.0 - 1e-12)


def replications_to_settle(
    mean: ArrayLike,
    sd: ArrayLike,
    *,
    bound: float = 0.0,
    alpha: ArrayLike = 1.0 - LEVEL,
    power: float = POWER,
) -> Floats:
    """Fewest replications at which a paired t interval would very likely leave a bound out.

    It takes the mean and standard deviation of the paired differences seen so far for the truth, so
    it is a guide, not a promise. By the noncentral t distribution.

    Parameters
    ----------
    mean, sd : float64; of the paired differences, in the outcome's unit.
    bound : the value the interval should leave out: 0, or the smallest difference that matters.
    alpha : 1 - coverage of one comparison's interval.
    power : chance that the interval leaves the bound out, on the side of the mean.

    Returns
    -------
    float64, whole numbers >= 2; NaN where no number would do (a mean on the bound, or undefined).

    Examples
    --------
    The textbook numbers of a paired t test for small, medium and large effects:

    >>> replications_to_settle([0.2, 0.5, 0.8], 1.0).tolist()
    [199.0, 34.0, 15.0]
    """
    distance, spread, size = np.broadcast_arrays(
        np.abs(np.asarray(mean, dtype=np.float64) - bound),
        np.asarray(sd, dtype=np.float64),
        np.asarray(alpha, dtype=np.float64),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        # beyond 50 standard deviations two replications do, and the noncentral t is out of range
        effect = np.minimum(distance / spread, 50.0)
    possible = (distance > 0) & np.isfinite(effect) & (effect > 1e-7) & (size > 0)
    result = np.full(distance.shape, np.nan)
    delta, risk = effect[possible], size[possible]
    # known spread needs no more than unknown spread: a lower bound from which to count upwards
    known = (special.ndtri(1.0 - risk / 2.0) + special.ndtri(power)) / delta
    n = np.maximum(np.floor(known**2), 2.0)
    short = np.arange(len(n))
    while len(short):
        count = n[short]
        reach = stats.t.ppf(1.0 - risk[short] / 2.0, count - 1.0)
        seen = stats.nct.sf(reach, count - 1.0, delta[short] * np.sqrt(count))
        short = short[seen < power]
        n[short] += 1.0
    result[possible] = n
    return result


def replications_for_half_width(
    sd: float, half_width: float, *, alpha: float = 1.0 - LEVEL
) -> int | None:
    """Fewest replications at which an interval reaches no further than wished to each side.

    >>> replications_for_half_width(10.0, 2.0)
    99
    """
    if not (np.isfinite(sd) and half_width > 0):
        return None
    low, high = 1, 2

    def reach(n: int) -> float:
        return float(stats.t.ppf(1.0 - alpha / 2.0, n - 1) * sd / np.sqrt(n))

    while reach(high) > half_width:
        low, high = high, 2 * high
        if high > 10**12:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if reach(middle) <= half_width else (middle, high)
    return high
