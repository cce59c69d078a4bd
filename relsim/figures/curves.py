"""What figures draw, as plain arrays: lines with bands, yearly rates, heights of labels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from relsim.analysis.bands import series_bands

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Curve:
    """One strategy's line: its middle and, where replications differ, a band around it.

    Attributes
    ----------
    strategy : str
        Name that decides colour and dash.
    label : str
        What stands at the end of the line.
    middle : FloatArray
        float64, shape (n,); NaN where undefined.
    low, high : FloatArray or None
        The band's edges, shape (n,).
    """

    strategy: str
    label: str
    middle: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None


def band(strategy: str, label: str, values: npt.ArrayLike, share: float = 0.9) -> Curve:
    """Return the mean over replications with the band that holds the middle `share` of them.

    Parameters
    ----------
    values : array_like
        float64, shape (replications, n); NaN where undefined.
    share : float
        0-1; 0.9 gives the 5-95 % band.
    """
    grid = np.atleast_2d(np.asarray(values, dtype=np.float64))
    tail = (1.0 - share) / 2.0
    found = series_bands(grid[None], band=(tail, 1.0 - tail))
    if grid.shape[0] == 1:
        return Curve(strategy, label, found.mean[0])
    return Curve(strategy, label, found.mean[0], found.band_low[0], found.band_high[0])


def trailing(events: FloatArray, clients: FloatArray, months: int = 12) -> FloatArray:
    """Return how often something happened per client-month, over the months up to each one.

    Parameters
    ----------
    events, clients : FloatArray
        Events in and clients at each month, shape (..., n).
    months : int
        Length of the window; NaN before it is full and where there was no client.

    Examples
    --------
    >>> trailing(np.ones(3), np.full(3, 10.0), months=2)
    array([nan, 0.1, 0.1])
    """
    rate = np.full(events.shape, np.nan)
    if events.shape[-1] < months:
        return rate
    windows = np.lib.stride_tricks.sliding_window_view
    happened = windows(events, months, axis=-1).sum(axis=-1)
    served = windows(clients, months, axis=-1).sum(axis=-1)
    np.divide(happened, served, out=rate[..., months - 1 :], where=served > 0)
    return rate


def yearly(monthly: FloatArray) -> FloatArray:
    """Return the share lost in a year at a monthly rate, as the outcome `churn_yearly` has it.

    >>> yearly(np.array([0.01])).round(4)
    array([0.1136])
    """
    return np.asarray(1.0 - (1.0 - np.minimum(monthly, 1.0)) ** 12)


def plain(values: npt.ArrayLike, digits: int = 5) -> list[Any]:
    """Return numbers as a figure's JSON carries them: `digits` significant, None where undefined.

    >>> plain([1.23456789, float("nan"), 1234567.0])
    [1.2346, None, 1234600.0]
    """
    flat = np.asarray(values, dtype=np.float64)
    return [_short(value, digits) for value in flat.tolist()]


def _short(value: float, digits: int) -> float | None:
    return float(f"{value:.{digits}g}") if math.isfinite(value) else None


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return heights near the wanted ones, `gap` apart and, if there is room, within bounds.

    >>> [round(height, 2) for height in spread([0.5, 0.52, 0.9], gap=0.1, low=0.0, high=1.0)]
    [0.46, 0.56, 0.9]
    """
    groups: list[tuple[float, list[int]]] = []
    for place in sorted(range(len(wanted)), key=lambda i: wanted[i]):
        groups.append((_held(wanted[place], 1, gap, low, high), [place]))
        # Two groups that touch become one, centred on the mean of what its members wanted; held
        # within bounds it may touch the next.
        while len(groups) > 1 and _touch(groups[-2], groups[-1], gap):
            (_, above), (_, below) = groups.pop(), groups.pop()
            members = below + above
            centre = sum(wanted[i] for i in members) / len(members)
            groups.append((_held(centre, len(members), gap, low, high), members))
    heights = [0.0] * len(wanted)
    for centre, members in groups:
        for step, place in enumerate(members):
            heights[place] = centre + gap * (step - (len(members) - 1) / 2.0)
    return heights


def _held(centre: float, members: int, gap: float, low: float, high: float) -> float:
    half = gap * (members - 1) / 2.0
    return max(min(centre, high - half), low + half)


def _touch(below: tuple[float, list[int]], above: tuple[float, list[int]], gap: float) -> bool:
    reach = gap * (len(below[1]) + len(above[1])) / 2.0
    return above[0] - below[0] < reach - 1e-12
