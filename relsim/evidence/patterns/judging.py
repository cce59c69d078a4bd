"""Holds what was measured against the bands: value, interval, met or missed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relsim.analysis.intervals import LEVEL
from relsim.evidence.patterns.criteria import CRITERIA, PATTERNS, Criterion, Sums

RESAMPLES = 1000
"""Bootstrap samples behind an interval."""

TAILS = (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0)

ENOUGH = 30
"""Fewest replications that a pattern should be judged by."""


class Line(NamedTuple):
    """Numbers with their 95 % intervals, such as a curve's; NaN where nothing could be measured.

    Attributes
    ----------
    middle, low, high : float64, shape (n,)
    """

    middle: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True)
class Finding:
    """A criterion as the model does on it.

    Attributes
    ----------
    criterion : Criterion
    value, low, high : float
        Over all replications, with the 95 % interval (bootstrap over replications); NaN where
        nothing could be measured, and the interval of a single replication.
    """

    criterion: Criterion
    value: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether the whole interval lies within the band; never where nothing was measured."""
        return self.criterion.low <= self.low and self.high <= self.criterion.high


def pooled(replications: Iterable[Sums]) -> dict[str, float]:
    """Return the sums over all replications."""
    total: dict[str, float] = {}
    for sums in replications:
        for name, value in sums.items():
            total[name] = total.get(name, 0.0) + value
    return total


def values_of(sums: Sums) -> dict[str, float]:
    """Return the value of every criterion from pooled sums."""
    return {name: criterion.value(sums) for name, criterion in CRITERIA.items()}


class Redrawn:
    """What was summed over all replications, as it is and as luck might have had it.

    Parameters
    ----------
    replications : sequence of mapping
        Sums as `relsim.evidence.patterns.measure` gives them.

    Attributes
    ----------
    sums : mapping
        Over all replications.
    again : tuple of mapping
        Over replications drawn again with replacement; none where there is but one.

    Notes
    -----
    The values are ratios, ranks and other functions of pooled sums, so their intervals come from
    drawing the replications again (percentile bootstrap, Efron & Tibshirani 1993, ch. 13).
    """

    def __init__(self, replications: Sequence[Sums]) -> None:
        self.sums = pooled(replications)
        self.again: tuple[Sums, ...] = ()
        count = len(replications)
        if count > 1:
            names = list(replications[0])
            table = np.array([[sums[name] for name in names] for sums in replications])
            rng = np.random.default_rng(0)  # the same intervals for the same runs
            drawn = rng.multinomial(count, np.full(count, 1.0 / count), RESAMPLES) @ table
            self.again = tuple(dict(zip(names, row, strict=True)) for row in drawn.tolist())

    def line(self, values: Callable[[Sums], Sequence[float]]) -> Line:
        """Return numbers made from sums, with the 95 % interval of each.

        An interval is NaN where its number is undefined in any of the draws.

        Examples
        --------
        >>> sums = [{"lost": 1.0, "clients": 10.0}, {"lost": 3.0, "clients": 10.0}]
        >>> [part.tolist() for part in Redrawn(sums).line(lambda s: [s["lost"] / s["clients"]])]
        [[0.2], [0.1], [0.3]]
        """
        middle = np.array(values(self.sums), dtype=np.float64)
        if not self.again:
            blank = np.full(middle.shape, math.nan)
            return Line(middle, blank, blank)
        drawn = np.array([values(sums) for sums in self.again], dtype=np.float64)
        known = np.isfinite(drawn).all(axis=0)
        tails = np.quantile(np.where(known, drawn, 0.0), TAILS, axis=0)
        return Line(middle, *np.where(known, tails, math.nan))


def judge(replications: Sequence[Sums]) -> list[Finding]:
    """Return a finding for every criterion, in order.

    Parameters
    ----------
    replications : sequence of mapping
        Sums as `relsim.evidence.patterns.measure` gives them.
    """
    return findings_of(Redrawn(replications))


def findings_of(redrawn: Redrawn) -> list[Finding]:
    """Return a finding for every criterion, in order."""
    line = redrawn.line(lambda sums: list(values_of(sums).values()))
    numbers = zip(line.middle.tolist(), line.low.tolist(), line.high.tolist(), strict=True)
    return [
        Finding(criterion, *number)
        for criterion, number in zip(CRITERIA.values(), numbers, strict=True)
    ]


def patterns_met(findings: Iterable[Finding]) -> dict[str, bool]:
    """Return for each pattern whether all its structural criteria are met."""
    structural = [finding for finding in findings if finding.criterion.structural]
    return {
        pattern: all(one.met for one in structural if one.criterion.pattern == pattern)
        for pattern in PATTERNS
    }
