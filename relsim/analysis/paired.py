"""Paired differences of many outcomes at once, and intervals that hold for them together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from relsim.analysis import intervals
from relsim.analysis.findings import Difference, Method, Verdict
from relsim.analysis.intervals import Floats


@dataclass(frozen=True, slots=True)
class Paired:
    """A family of paired differences: every array has the shape (outcomes, pairs).

    Attributes
    ----------
    pairs : (arm, base) by place among the strategies.
    level : coverage of the intervals.
    replications : asked for; `n` of them have a value on both sides.
    critical : standard errors to each side of the simultaneous interval.
    common : shape (outcomes,); that number where it is one for all pairs, NaN where it is not.
    method : how the simultaneous interval was found, one an outcome.
    """

    pairs: tuple[tuple[int, int], ...]
    level: float
    replications: int
    mean: Floats
    sd: Floats
    n: np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    correlation: Floats
    variance_ratio: Floats
    critical: Floats
    common: Floats
    method: tuple[Method, ...]

    @classmethod
    def of(cls, values: Floats, pairs: Sequence[tuple[int, int]], level: float) -> Paired:
        """Take differences within replications.

        Parameters
        ----------
        values : float64, shape (outcomes, arms, replications); NaN where undefined.
        pairs : (arm, base) by place on the second axis.
        level : coverage.
        """
        first = values[:, [arm for arm, _ in pairs]]
        second = values[:, [base for _, base in pairs]]
        both = first - second
        mean, sd, n = intervals.moments(both)
        correlation, ratio = _luck(first, second, sd, both)
        critical, common, method = _simultaneous(both, mean, sd, n, values.shape[1], level)
        return cls(
            pairs=tuple(pairs),
            level=level,
            replications=values.shape[2],
            mean=mean,
            sd=sd,
            n=n,
            correlation=correlation,
            variance_ratio=ratio,
            critical=critical,
            common=common,
            method=method,
        )

    @property
    def reach(self) -> Floats:
        """Half-width of the simultaneous intervals; NaN where there is none."""
        zero = np.zeros_like(self.mean)
        return intervals.t_interval(zero, self.sd, self.n, self.critical)[1]

    def differences(self, outcome: int, arms: Sequence[str]) -> tuple[Difference, ...]:
        """Return one outcome's differences, each with its verdict.

        Parameters
        ----------
        outcome : place on the first axis.
        arms : strategy names, by place.
        """
        mean, sd, n = self.mean[outcome], self.sd[outcome], self.n[outcome]
        critical = self.critical[outcome]
        low, high = intervals.t_interval(mean, sd, n, intervals.critical_t(n, self.level))
        both_low, both_high = intervals.t_interval(mean, sd, n, critical)
        usable = np.isfinite(critical)
        # a simultaneous interval is a plain one of higher coverage, which sets what is needed
        alpha = 2.0 * stats.t.sf(np.where(usable, critical, np.inf), np.maximum(n - 1, 1))
        needed = intervals.replications_to_settle(mean, sd, alpha=alpha)
        return tuple(
            Difference(
                arm=arms[arm],
                base=arms[base],
                mean=float(mean[p]),
                low=float(low[p]),
                high=float(high[p]),
                standard_error=float(sd[p] / math.sqrt(max(int(n[p]), 1))),
                sd=float(sd[p]),
                simultaneous_low=float(both_low[p]),
                simultaneous_high=float(both_high[p]),
                n=int(n[p]),
                dropped=self.replications - int(n[p]),
                correlation=float(self.correlation[outcome, p]),
                variance_ratio=float(self.variance_ratio[outcome, p]),
                verdict=verdict_of(
                    float(mean[p]), int(n[p]), float(both_low[p]), float(both_high[p])
                ),
                replications_to_settle=None if math.isnan(needed[p]) else int(needed[p]),
            )
            for p, (arm, base) in enumerate(self.pairs)
        )


def verdict_of(mean: float, n: int, low: float, high: float) -> Verdict:
    """What may be said of a paired difference, given its interval.

    >>> verdict_of(2.0, 30, 1.0, 3.0), verdict_of(2.0, 30, -1.0, 5.0), verdict_of(0.0, 30, 0.0, 0.0)
    ('more', 'no clear difference', 'identical')
    """
    if n == 0:
        return "undefined"
    if mean == 0 and (n == 1 or low == high == 0):
        return "identical"
    if n == 1:
        return "one replication"
    if low > 0:
        return "more"
    return "less" if high < 0 else "no clear difference"


def _luck(first: Floats, second: Floats, sd: Floats, both: Floats) -> tuple[Floats, Floats]:
    """Correlation over replications, and the difference's variance against independent luck's."""
    defined = ~np.isnan(both)
    mean_first, sd_first, n = intervals.moments(np.where(defined, first, np.nan))
    mean_second, sd_second, _ = intervals.moments(np.where(defined, second, np.nan))
    product = np.where(
        defined, (first - mean_first[..., None]) * (second - mean_second[..., None]), 0.0
    ).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = product / (np.maximum(n - 1, 1) * sd_first * sd_second)
        ratio = sd**2 / (sd_first**2 + sd_second**2)
    varying = (n > 1) & (sd_first > 0) & (sd_second > 0)
    correlation = np.where(varying, np.clip(correlation, -1.0, 1.0), np.nan)
    return correlation, np.where((n > 1) & (sd_first + sd_second > 0), ratio, np.nan)


def _simultaneous(
    both: Floats,
    mean: Floats,
    sd: Floats,
    n: np.ndarray[tuple[int, ...], np.dtype[np.int64]],
    arms: int,
    level: float,
) -> tuple[Floats, Floats, tuple[Method, ...]]:
    """Critical values of each outcome's differences together: (outcomes, pairs) and (outcomes,)."""
    outcomes, pairs, replications = both.shape
    critical = intervals.bonferroni_critical(n, pairs, level)
    common = np.full(outcomes, np.nan)
    method: list[Method] = []
    for o in range(outcomes):
        # differences that never vary cannot mislead, so they need no share of the error allowed
        vary = sd[o] > 0
        rank = min(arms - 1, int(vary.sum()))
        if pairs == 1:
            method.append("t")
        elif not (
            rank and (n[o] == replications).all() and intervals.joint_is_known(replications, rank)
        ):
            method.append("bonferroni")
        else:
            method.append("max-t")
            scaled = (both[o, vary] - mean[o, vary, None]) / sd[o, vary, None]
            correlation = scaled @ scaled.T / (replications - 1)
            critical[o] = intervals.joint_critical(correlation, rank, replications, level)
        if pairs and (n[o] == replications).all() and replications > 1:
            common[o] = critical[o, 0]
    return critical, common, tuple(method)
