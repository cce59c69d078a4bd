"""Who does best: at one point or at every point of a sweep, by simultaneous intervals.

A strategy is called best only where its intervals against all others leave 0 out: multiple
comparisons with the best, from all pairwise differences (Hsu 1996, ch. 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from relsim.analysis import intervals
from relsim.analysis.findings import Best
from relsim.analysis.intervals import LEVEL, Floats
from relsim.analysis.paired import Paired


def bests(
    good: Sequence[int], mean: Floats, everyone: Paired, arms: Sequence[str]
) -> list[Best | None]:
    """The leader of each item, and everyone the intervals do not show to be worse than it.

    Parameters
    ----------
    good : +1 the highest is best, -1 the lowest, 0 no direction is better; one an item.
    mean : float64, shape (items, strategies); NaN where undefined.
    everyone : differences of all pairs.
    arms : strategy names.

    Returns
    -------
    list of Best, None where no direction is better or there is one strategy only.
    """
    if len(arms) < 2:
        return [None] * len(mean)
    direction = np.asarray(good, dtype=np.float64)
    shift, reach = everyone.mean, everyone.reach
    above, below = shift - reach > 0, shift + reach < 0
    same = (shift == 0) & ((everyone.n == 1) | (reach == 0))
    size = (len(mean), len(arms), len(arms))
    ahead, identical = np.zeros(size, dtype=bool), np.zeros(size, dtype=bool)
    for p, (arm, base) in enumerate(everyone.pairs):
        up = direction > 0
        ahead[:, arm, base] = np.where(up, above[:, p], below[:, p])
        ahead[:, base, arm] = np.where(up, below[:, p], above[:, p])
        identical[:, arm, base] = identical[:, base, arm] = same[:, p]
    defined = ~np.isnan(mean)
    leader = np.argmax(np.where(defined, direction[:, None] * mean, -np.inf), axis=1)
    rows = np.arange(len(mean))
    # a leader is no rival of its own
    rivals = ~ahead[rows, leader]
    rivals[rows, leader] = False
    alike = (identical[rows, leader] | ~rivals).all(axis=1)
    found: list[Best | None] = []
    for item, sign in enumerate(good):
        if sign == 0:
            found.append(None)
        elif not defined[item].any():
            nobody = Best(None, tuple(arms), clear=False, identical=False, highest=sign > 0)
            found.append(nobody)
        else:
            first = leader[item]
            level_with = rivals[item]
            contenders = [arm for a, arm in enumerate(arms) if a == first or level_with[a]]
            clear = not level_with.any()
            found.append(
                Best(
                    leader=arms[first],
                    contenders=tuple(contenders),
                    clear=clear,
                    identical=not clear and bool(alike[item]),
                    highest=sign > 0,
                )
            )
    return found


def bests_over(
    values: Floats,
    present: NDArray[np.int64],
    good: int,
    arms: Sequence[str],
    level: float = LEVEL,
) -> list[Best | None]:
    """Who does best at every point of a sweep.

    Parameters
    ----------
    values : float64, shape (points, strategies, replications); NaN where undefined or not made.
    present : replications made, shape (points,); the first so many columns of `values`.
    good : +1 the highest is best, -1 the lowest.
    arms : strategy names.
    level : coverage of the intervals, of all differences at one point.
    """
    pairs = [(later, first) for first, later in combinations(range(len(arms)), 2)]
    found: list[Best | None] = [None] * len(values)
    # points with as many replications are compared at once
    for count in np.unique(present):
        places = np.flatnonzero(present == count)
        part = values[places, :, :count]
        mean, _, _ = intervals.moments(part)
        everyone = Paired.of(part, pairs, level)
        for place, best in zip(
            places, bests([good] * len(part), mean, everyone, arms), strict=True
        ):
            found[place] = best
    return found
