"""An outcome along one varied name of a sampled design: means of equal parts of the points."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from relsim.analysis.intervals import Floats, critical_t, moments


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
        part = outcome[inside]
        of_points, _, _ = moments(part)
        mean, spread, n = moments(of_points)
        error, degrees = float(spread) ** 2 / max(int(n), 1), float(max(int(n) - 1, 0))
        if common_luck and outcome.shape[1] > 1:
            # a replication that some points lack is no replication of the whole bin
            complete = part[:, ~np.isnan(part).any(axis=0)]
            _, over_luck, count = moments(complete.mean(axis=0))
            if count > 1:
                luck = float(over_luck) ** 2 / int(count)
                below = error**2 / max(degrees, 1.0) + luck**2 / (int(count) - 1)
                degrees = (error + luck) ** 2 / below if below > 0 else degrees
                error = error + luck
        reach = float(critical_t(degrees + 1.0)) * float(np.sqrt(error))
        here = values[inside]
        rows.append((here.mean(), here.min(), here.max(), mean, mean - reach, mean + reach))
    middle, lowest, highest, mean, low, high = np.array(rows).T
    return Binned(middle, np.stack([lowest, highest], axis=1), mean, low, high, members)
