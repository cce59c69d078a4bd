"""Series over time, summarised over replications: how sure the mean is, and how far runs spread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from relsim.analysis import intervals
from relsim.analysis.intervals import LEVEL, Floats
from relsim.errors import InputError


@dataclass(frozen=True, slots=True)
class Bands:
    """A monthly outcome of several strategies; every array has the shape (arms, periods).

    Attributes
    ----------
    mean : float64; over replications, NaN where none has a value.
    low, high : float64; t interval of the mean (how sure it is), NaN for n < 2.
    band_low, band_high : float64; the range most replications lie in (how much luck does).
    n : int64; replications that have a value.
    """

    mean: Floats
    low: Floats
    high: Floats
    band_low: Floats
    band_high: Floats
    n: NDArray[np.int64]


def series_bands(
    series: ArrayLike, *, level: float = LEVEL, band: tuple[float, float] = (0.05, 0.95)
) -> Bands:
    """Summarise series over replications, month by month.

    Parameters
    ----------
    series : float64, shape (arms, replications, periods); NaN where undefined. Series minus a base
        arm's (``series - series[:1]``) give the bands of paired differences.
    level : coverage of the interval of the mean, at each month alone.
    band : quantiles between which the band lies; the default holds nine replications in ten.

    Examples
    --------
    >>> found = series_bands([[[1.0, 4.0], [3.0, float("nan")]]])
    >>> found.mean.tolist(), found.n.tolist(), found.band_high.round(1).tolist()
    ([[2.0, 4.0]], [[2, 1]], [[2.9, 4.0]])
    """
    array = np.asarray(series, dtype=np.float64)
    if array.ndim != 3:
        raise InputError(f"series have shape {array.shape}; expected (arms, replications, periods)")
    turned = np.swapaxes(array, 1, 2)
    mean, sd, n = intervals.moments(turned)
    low, high = intervals.t_interval(mean, sd, n, intervals.critical_t(n, level))
    edges = np.full((2, *mean.shape), np.nan)
    full = n == array.shape[1]
    if full.any():
        edges[:, full] = np.quantile(turned[full], band, axis=-1)
    partly = (n > 0) & ~full
    if partly.any():
        edges[:, partly] = np.nanquantile(turned[partly], band, axis=-1)
    return Bands(mean, low, high, edges[0], edges[1], n)
