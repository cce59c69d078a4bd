"""Whether a claim holds: paired effects against the smallest that matters, and many claims at once.

Every estimand comes down to one comparison: the mean of an effect over replications, turned so that
more of it speaks for the claim, against the threshold it must pass.

==================  ===========================================  ==============
estimand            effect, in the claimed direction             threshold
==================  ===========================================  ==============
superiority         treatment - control                          delta
non-inferiority     treatment - control                          -delta
interaction         difference at high - difference at low       delta
crossing            minus the difference at the first horizon,   delta, delta
                    and the difference at the last
association         the measure, or a weighted sum of cells      the bound
==================  ===========================================  ==============

The claim holds where the 95 % interval lies wholly above the threshold, fails where it lies wholly
below, and is undecided otherwise. The p-value is that of the two-sided t test of a mean at the
threshold, so that it is below .05 exactly where the interval leaves the threshold out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from relsim.analysis import intervals

Floats = NDArray[np.float64]
Verdict = Literal["holds", "fails", "undecided"]
How = Literal["", "reversed", "negligible"]

ALPHA = 1.0 - intervals.LEVEL


@dataclass(frozen=True, eq=False)
class Effect:
    """An effect in each replication, and what it must be.

    Attributes
    ----------
    label
        What is measured.
    values
        float64, shape (..., replications), in the claimed direction; NaN where undefined. The
        leading axes are worlds.
    turned
        -1 where it was turned to the claimed direction by its sign, else +1.
    threshold
        What the mean must pass.
    delta
        The smallest effect that matters to either side of 0; 0 for an association.
    decides
        Whether the claim needs it; what stands beside it, and what lies between the ends of a
        crossing, is only shown.
    """

    label: str
    values: Floats
    turned: int
    threshold: float
    delta: float
    decides: bool = True


@dataclass(frozen=True, eq=False)
class Judged:
    """Effects judged; every array has the shape of the worlds.

    Attributes
    ----------
    mean, sd, n
        Of the replications in which the effect is defined.
    low, high
        95 % interval of the mean.
    p
        Two-sided, of a mean at the threshold; 1 where nothing is defined.
    stand
        +1 where the interval lies above the threshold, -1 below, 0 otherwise.
    below
        Whether the mean lies below the threshold.
    """

    mean: Floats
    sd: Floats
    n: NDArray[np.int64]
    low: Floats
    high: Floats
    p: Floats
    stand: NDArray[np.int64]
    below: NDArray[np.bool_]


def judge(values: ArrayLike, threshold: float) -> Judged:
    """Judge an effect against its threshold, in each world.

    Parameters
    ----------
    values : float64, shape (..., replications); NaN where undefined.
    threshold : in the unit of the effect.

    Examples
    --------
    >>> found = judge([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], 0.25)
    >>> found.mean.round(3).tolist(), found.stand.tolist(), found.p.round(3).tolist()
    ([0.2, 0.5], [0, 1], [0.478, 0.049])
    """
    mean, sd, n = intervals.moments(values)
    low, high = intervals.t_interval(mean, sd, n)
    error = sd / np.sqrt(np.maximum(n, 1))
    away = np.abs(mean - threshold)
    # No spread is certainty, but on the threshold itself nothing is certain.
    with np.errstate(divide="ignore", invalid="ignore"):
        distance = np.where(away == 0, 0.0, away / error)
    p = 2.0 * special.stdtr(np.maximum(n - 1, 1), -distance)
    usable = n > 1
    stand = np.where(usable, (low > threshold).astype(int) - (high < threshold).astype(int), 0)
    return Judged(mean, sd, n, low, high, np.where(usable, p, 1.0), stand, mean < threshold)


def together(stands: Sequence[ArrayLike]) -> NDArray[np.int64]:
    """Return how a claim stands that needs all of several things: the lowest of them decides.

    A claim is refuted by one clear miss, and holds only where nothing is missing.

    >>> together([[1, 1, 0], [1, -1, 1]]).tolist()
    [1, -1, 0]
    """
    return np.min(np.stack([np.asarray(stand, dtype=np.int64) for stand in stands]), axis=0)


def stands(effects: Sequence[Effect]) -> NDArray[np.int64]:
    """Return how a claim stands in each world: +1 it holds, -1 it fails, 0 undecided.

    >>> superior = Effect("respect", np.array([[0.2, 0.3, 0.25], [0.0, 0.01, 0.02]]), 1, 0.05, 0.05)
    >>> stands([superior]).tolist()
    [1, -1]
    """
    needed = [effect for effect in effects if effect.decides]
    return together([judge(effect.values, effect.threshold).stand for effect in needed])


def word(stand: int) -> Verdict:
    """Return a verdict in words."""
    return "holds" if stand > 0 else "fails" if stand < 0 else "undecided"


def how(low: float, high: float, threshold: float, delta: float) -> How:
    """Return how an effect fails: it goes the other way, or is too small to matter either way.

    >>> how(-0.3, -0.1, 0.05, 0.05), how(-0.02, 0.01, 0.05, 0.05), how(-0.1, 0.01, 0.05, 0.05)
    ('reversed', 'negligible', '')
    """
    if not high < threshold or delta == 0:
        return ""
    if high < -delta:
        return "reversed"
    return "negligible" if low > -delta else ""


def replications_that_would_do(mean: float, sd: float, threshold: float) -> int | None:
    """Return the replications at which the interval would very likely leave the threshold out.

    >>> replications_that_would_do(0.08, 0.1, 0.05)
    90
    """
    needed = float(intervals.replications_to_settle(mean, sd, bound=threshold))
    return None if math.isnan(needed) else int(needed)


def p_of_claim(judged: Sequence[Judged]) -> float:
    """Return the p-value of a claim's verdict, in the direction it points to.

    Where all parts lie on the claimed side, the claim is that of the weakest (an intersection-union
    test: no adjustment is due). Where some do not, any of them refutes it, and the smallest of
    their p-values is multiplied by the number of parts (Bonferroni).
    """
    below = [float(one.p) for one in judged if one.below]
    if below:
        return min(1.0, len(judged) * min(below))
    return max(float(one.p) for one in judged)


def holm(p_values: Sequence[float]) -> list[float]:
    """Return Holm's adjusted p-values: all verdicts below .05 hold together 19 times in 20.

    Source: Holm 1979.

    >>> [round(p, 3) for p in holm([0.01, 0.04, 0.03])]
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p_values, kind="stable")
    left = np.arange(len(order), 0, -1)
    adjusted = np.minimum(np.maximum.accumulate(left * np.asarray(p_values)[order]), 1.0)
    found = np.empty(len(order))
    found[order] = adjusted
    return found.tolist()
