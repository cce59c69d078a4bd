"""An outcome along one varied name of a sampled design: means of equal parts of the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relsim.analysis.findings import Best
from relsim.analysis.intervals import LEVEL, Floats, critical_t, moments


@dataclass(frozen=True, slots=True)
class Binned:
    """Means over the points of each bin, averaging over all else that is varied.

    Attributes
    ----------
    middle : shape (bins,); mean value of the varied name.
    edges : shape (bins, 2); lowest and highest value in each bin.
    mean, low, high : shape (bins,); of the outcome, with 95 % intervals over points and luck.
    members : place of the bin of each point.
    """

    middle: Floats
    edges: Floats
    mean: Floats
    low: Floats
    high: Floats
    members: np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def bins_of(values: Floats, most: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the bin of each point: as many bins as values where few differ, else of equal count.

    >>> bins_of(np.array([0.1, 0.9, 0.5, 0.2]), 2).tolist()
    [0, 1, 1, 0]
    >>> bins_of(np.array([3.0, 1.0, 3.0]), 5).tolist()
    [1, 0, 1]
    """
    different, place = np.unique(values, return_inverse=True)
    if len(different) <= most:
        return np.asarray(place, dtype=np.int64)
    # points of the same value share a bin, so that whole numbers are not torn apart
    rank = np.searchsorted(np.sort(values), values)
    _, bins = np.unique(rank * most // len(values), return_inverse=True)
    return np.asarray(bins, dtype=np.int64)


def binned(values: Floats, outcome: Floats, *, common_luck: bool, most: int = 10) -> Binned:
    """Average an outcome over the points of each part of a name's range.

    The variance of a mean is that of the points' means in the bin and, where all points share their
    luck, that over replications, added: points and luck might both have been others.

    Parameters
    ----------
    values : float64, shape (points,); of the varied name.
    outcome : float64, shape (points, replications); NaN where undefined or not made.
    common_luck : whether a replication has the same luck at every point.
    most : bins, at most.
    """
    members = bins_of(values, most)
    rows = []
    for place in range(int(members.max()) + 1):
        inside = members == place
        mean, error, degrees = _over_points(outcome[inside], common_luck)
        reach = float(critical_t(degrees + 1.0)) * error
        here = values[inside]
        rows.append((here.mean(), here.min(), here.max(), mean, mean - reach, mean + reach))
    middle, lowest, highest, mean, low, high = np.array(rows).T
    return Binned(middle, np.stack([lowest, highest], axis=1), mean, low, high, members)


def best_in(
    outcome: Floats, good: int, arms: Sequence[str], *, common_luck: bool, level: float = LEVEL
) -> Best:
    """Who does best on average over some points, whatever else differs between them.

    Intervals of all paired differences hold together, by Bonferroni; their variance is that of
    `binned`.

    Parameters
    ----------
    outcome : float64, shape (points, strategies, replications); NaN where undefined or not made.
    good : +1 the highest is best, -1 the lowest.
    arms : strategy names.
    common_luck : whether a replication has the same luck at every point.
    level : coverage of the intervals together.

    Examples
    --------
    >>> drawn = np.random.default_rng(1).normal([[[0.0], [3.0]]], size=(50, 2, 4))
    >>> best_in(drawn, 1, ["a", "b"], common_luck=False).leader
    'b'
    """
    means = [_over_points(outcome[:, arm], common_luck)[0] for arm in range(len(arms))]
    defined = [place for place, mean in enumerate(means) if np.isfinite(mean)]
    if not defined:
        return Best(None, tuple(arms), clear=False, identical=False, highest=good > 0)
    first = max(defined, key=lambda place: good * means[place])
    pairs = len(arms) * (len(arms) - 1) // 2
    rivals, same = [], []
    for other in range(len(arms)):
        if other == first:
            continue
        lead = good * (outcome[:, first] - outcome[:, other])
        mean, error, degrees = _over_points(lead, common_luck)
        reach = float(critical_t(degrees + 1.0, 1.0 - (1.0 - level) / pairs)) * error
        if not mean - reach > 0:
            rivals.append(other)
            same.append(mean == 0.0 and error == 0.0)
    kept = sorted([first, *rivals])
    return Best(
        leader=arms[first],
        contenders=tuple(arms[place] for place in kept),
        clear=not rivals and len(arms) > 1,
        identical=bool(rivals) and all(same),
        highest=good > 0,
    )


def _over_points(part: Floats, common_luck: bool) -> tuple[float, float, float]:
    """Mean over points, its standard error, and the degrees of freedom of that."""
    of_points, _, _ = moments(part)
    mean, spread, n = moments(of_points)
    error, degrees = float(spread) ** 2 / max(int(n), 1), float(max(int(n) - 1, 0))
    if common_luck and part.shape[1] > 1:
        # a replication that some points lack is no replication of them all
        complete = part[:, ~np.isnan(part).any(axis=0)]
        _, over_luck, count = moments(complete.mean(axis=0))
        if count > 1:
            luck = float(over_luck) ** 2 / int(count)
            below = error**2 / max(degrees, 1.0) + luck**2 / (int(count) - 1)
            degrees = (error + luck) ** 2 / below if below > 0 else degrees
            error = error + luck
    return float(mean), float(np.sqrt(error)), degrees
