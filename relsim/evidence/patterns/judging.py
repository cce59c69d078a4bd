"""Holds what was measured against the bands: value, interval, met or missed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from relsim.analysis.intervals import LEVEL
from relsim.evidence.patterns.criteria import CRITERIA, PATTERNS, Criterion, Sums

RESAMPLES = 1000
"""Bootstrap samples behind an interval."""


@dataclass(frozen=True)
class Finding:
    """A criterion as the model does on it.

    Attributes
    ----------
    criterion : Criterion
    value, low, high : float
        Over all replications, with the 95 % interval (bootstrap over replications); NaN where
        nothing could be measured.
    """

    criterion: Criterion
    value: float
    low: float
    high: float

    @property
    def met(self) -> bool:
        """Whether the whole interval lies within the band."""
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


def judge(replications: Sequence[Sums]) -> list[Finding]:
    """Return a finding for every criterion, in order.

    Parameters
    ----------
    replications : sequence of mapping
        Sums as `relsim.evidence.patterns.measure` gives them.

    Notes
    -----
    The values are ratios, ranks and other functions of pooled sums, so their intervals come from
    drawing the replications again (percentile bootstrap, Efron & Tibshirani 1993, ch. 13).
    """
    names = list(replications[0])
    table = np.array([[sums[name] for name in names] for sums in replications])
    rng = np.random.default_rng(0)  # the same table for the same runs
    counts = rng.multinomial(len(table), np.full(len(table), 1.0 / len(table)), RESAMPLES)
    drawn = [values_of(dict(zip(names, row, strict=True))) for row in (counts @ table).tolist()]
    findings = []
    for name, value in values_of(pooled(replications)).items():
        again = np.array([values[name] for values in drawn])
        tails = (0.5 - LEVEL / 2.0, 0.5 + LEVEL / 2.0)
        low, high = np.quantile(again, tails) if np.isfinite(again).all() else (math.nan, math.nan)
        findings.append(Finding(CRITERIA[name], value, float(low), float(high)))
    return findings


def patterns_met(findings: Iterable[Finding]) -> dict[str, bool]:
    """Return for each pattern whether all its structural criteria are met."""
    structural = [finding for finding in findings if finding.criterion.structural]
    return {
        pattern: all(one.met for one in structural if one.criterion.pattern == pattern)
        for pattern in PATTERNS
    }
