"""Many parameter sets that meet the patterns: one optimum is no identification.

A random walk from the fitted point through the sets whose statistics all lie within their bands.
Its steps are long where the statistics move little and short where they move much, and all of them
grow or shrink until about a third are accepted. Verdicts are taken over the sets it passes as well.

Source: Marjoram, Molitor, Plagnol & Tavaré 2003 (Markov chain Monte Carlo without likelihoods),
with the bands as the acceptance rule and the plausible ranges as the prior; Andrieu & Thoms 2008
(steps that adapt).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from relsim.evidence.calibration.distance import is_matched, outside
from relsim.evidence.calibration.fit import Search, rounded
from relsim.evidence.calibration.free import FREE, at, place_of
from relsim.evidence.calibration.jacobian import Moved
from relsim.evidence.patterns import CRITERIA

PRIOR_SD = 0.3
"""Standard deviation of a step in a direction that no statistic tells of, in plausible ranges."""

BAND_SD = 0.25
"""Standard deviation that a step may give a statistic, in band widths."""

FIRST_SCALE = 0.3
"""Of the first step."""

LONGER, SHORTER = 1.3, 0.88
"""How an accepted and a refused point change the scale: in balance at a third accepted."""

Settings = dict[str, float]


def step_shape(moved: Sequence[Moved]) -> NDArray[np.float64]:
    """Return a square root of the steps' covariance in the unit cube.

    Parameters
    ----------
    moved : sequence of Moved
        The Jacobian at the fitted point.

    Returns
    -------
    float64, shape (free, free)
    """
    matched = [name for name, criterion in CRITERIA.items() if is_matched(criterion)]
    rows = {name: row for row, name in enumerate(matched)}
    columns = {one.name: column for column, one in enumerate(FREE)}
    slopes = np.zeros((len(rows), len(columns)))
    for cell in moved:
        if cell.criterion in rows and np.isfinite(cell.widths):
            slopes[rows[cell.criterion], columns[cell.parameter]] = cell.widths
    precision = slopes.T @ slopes / BAND_SD**2 + np.eye(len(columns)) / PRIOR_SD**2
    return np.linalg.cholesky(np.linalg.inv(precision))


def reflected(place: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a place folded back into the unit cube at its walls.

    >>> reflected(np.array([-0.2, 0.5, 1.3])).round(2).tolist()
    [0.2, 0.5, 0.7]
    """
    folded = np.mod(place, 2.0)
    return np.where(folded > 1.0, 2.0 - folded, folded)


def accepted(
    search: Search,
    settings: Mapping[str, float],
    moved: Sequence[Moved],
    missed: frozenset[str],
    *,
    wanted: int,
    tries: int,
    done: Callable[[int], None] | None = None,
) -> list[Settings]:
    """Walk through the sets within all bands, and return those passed, the fitted one first.

    Parameters
    ----------
    search, settings, moved
        The search, the fitted point and the Jacobian there.
    missed : frozenset of str
        Criteria that the fitted point misses: nothing is asked of them.
    wanted : int
        Sets to return, all different.
    tries : int
        Points to try at most.
    done : callable, optional
        ``done(sets found)``, after each try.
    """
    rng = np.random.default_rng(search.seed)
    shape = step_shape(moved)
    here, scale = place_of(settings), FIRST_SCALE
    found = [dict(settings)]
    for _ in range(tries):
        if len(found) >= wanted:
            break
        there = reflected(here + scale * shape @ rng.standard_normal(len(FREE)))
        tried = rounded(at(there))
        if missed.issuperset(outside(search.sums(tried))):
            found.append(tried)
            here = there
            scale *= LONGER
        else:
            scale *= SHORTER
        if done is not None:
            done(len(found))
    return found
