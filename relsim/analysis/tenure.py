"""How long customers stay, and how profit is spread over them.

Both describe the customers of one run, or of several runs pooled. Customers of one territory share
reps and word of mouth, so intervals over customers are too narrow for statements about strategies:
take one number a replication and compare those.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from relsim.analysis.intervals import LEVEL, Floats
from relsim.errors import InputError

MONTHS_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class WhaleCurve:
    """Cumulative profit over customers from the most to the least profitable.

    Attributes
    ----------
    customers : float64, shape (n + 1,); share of customers counted so far, 0 ... 1.
    profit : float64, shape (n + 1,); their profit together, EUR.
    share : float64, shape (n + 1,); the same over the total; NaN where the total is not positive,
        since a share of a loss has no meaning.
    total, gained, lost : float; EUR: all customers, the profitable ones, the others (<= 0).
    peak_share : profit at the curve's peak over the total; NaN as above.
    peak_customers : share of customers at the peak, that is, who bring a profit.
    top_20_share : what the best 20 % of customers bring, over the total; NaN as above.
    worst_10_share : what the worst 10 % bring, over the total (negative: they cost); NaN as above.
    """

    customers: Floats
    profit: Floats
    share: Floats
    total: float
    gained: float
    lost: float
    peak_share: float
    peak_customers: float
    top_20_share: float
    worst_10_share: float

    def at(self, customers: ArrayLike) -> Floats:
        """Profit (EUR) of the best part of customers, between customers by straight lines.

        Curves of several runs are averaged on a common grid of customer shares through this.
        """
        return np.interp(np.asarray(customers, dtype=np.float64), self.customers, self.profit)


def whale_curve(profit: ArrayLike) -> WhaleCurve:
    """Rank customers by profit and add it up.

    Parameters
    ----------
    profit : float64, shape (customers,), EUR; one number a customer ever served.

    Source: Kaplan & Narayanan 2001.

    Examples
    --------
    Ten customers, of whom the best two bring 150 % of the profit and the worst one loses 50 %:

    >>> found = whale_curve([10, 5, 1, 1, 1, 0, -1, -1, -1, -5])
    >>> found.total, found.top_20_share, found.worst_10_share, found.peak_share
    (10.0, 1.5, -0.5, 1.8)
    """
    amounts = np.asarray(profit, dtype=np.float64).ravel()
    if not np.isfinite(amounts).all():
        place = int(np.flatnonzero(~np.isfinite(amounts))[0])
        raise InputError(f"profit of customer {place} is {amounts[place]}: not a finite number")
    ranked = np.sort(amounts)[::-1]
    running = np.concatenate(([0.0], np.cumsum(ranked)))
    n = len(ranked)
    total = float(running[-1])
    customers = np.linspace(0.0, 1.0, n + 1) if n else np.zeros(1)
    # rounding leaves a sum of gains and losses that cancel slightly off 0: no share of that either
    meaningful = total > 1e-9 * float(np.abs(ranked).sum())
    share = running / total if meaningful else np.full(n + 1, np.nan)
    profitable = int((ranked > 0).sum())
    return WhaleCurve(
        customers=customers,
        profit=running,
        share=share,
        total=total,
        gained=float(running[profitable]),
        lost=float(ranked[profitable:].sum()),
        peak_share=float(share[profitable]),
        peak_customers=profitable / n if n else math.nan,
        top_20_share=float(np.interp(0.2, customers, share)),
        worst_10_share=float(share[-1] - np.interp(0.9, customers, share)),
    )


@dataclass(frozen=True, slots=True)
class YearOfTenure:
    """Retention within one year of tenure: of those who began it, the share who finished it.

    Attributes
    ----------
    year : 1 for the first year as a client.
    began : clients under observation when the year began.
    left : clients seen to leave within it.
    survival : share of the cohort still clients at its end, as published cohorts give it.
    retention, low, high : share of those who began the year that stay to its end, with interval;
        NaN ends where Greenwood's variance is 0 (nobody left, or everybody).
    """

    year: int
    began: int
    left: int
    survival: float
    retention: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Survival:
    """Share of a new cohort still clients, month of tenure by month (Kaplan-Meier).

    Attributes
    ----------
    months : int64, shape (months + 1,); tenure 0 ... the longest seen.
    survival, low, high : float64, same shape; share whose tenure exceeds that month, with
        Greenwood's interval on the log-log scale (NaN ends where it is undefined: nobody has left
        yet, or nobody remains).
    at_risk, left : int64, same shape; clients with at least that tenure, and those who left at it.
    customers : in the cohort.
    passed_over : customers that are not in it: never won, or already clients when the run began.
    years : whole years of tenure that the run is long enough to show.
    """

    months: NDArray[np.int64]
    survival: Floats
    low: Floats
    high: Floats
    at_risk: NDArray[np.int64]
    left: NDArray[np.int64]
    customers: int
    passed_over: int
    years: tuple[YearOfTenure, ...]


def retention_by_tenure(
    joined: ArrayLike,
    left: ArrayLike,
    horizon: int,
    tenure_at_start: ArrayLike | None = None,
    level: float = LEVEL,
) -> Survival:
    """Survival of customers who joined as new ones, cut off where the run ends.

    Parameters
    ----------
    joined : int, shape (customers,); month in which the client was won; < 0: never.
    left : int, shape (customers,); month in which it left; < 0: never. One before `joined` is the
        end of an earlier spell and leaves the present one open.
    horizon : months of the run; who is still a client then is censored, not lost.
    tenure_at_start : shape (customers,); tenure (months) when the run began. Customers with more
        than 0 are passed over: those who left early are missing among them. A column that only
        says whether a customer was a client at month 0 (True) serves as well. None: all are new.
    level : coverage of the intervals, at each month alone.

    Source: Kaplan & Meier 1958; Greenwood 1926; log-log interval, Kalbfleisch & Prentice 1980.

    Examples
    --------
    Four new clients over two years: two leave, at tenures 6 and 18; two stay.

    >>> found = retention_by_tenure([0, 0, 0, 0], [6, 18, -1, -1], 24)
    >>> [(y.year, y.began, round(y.retention, 3), y.survival) for y in found.years]
    [(1, 4, 0.75, 0.75), (2, 3, 0.667, 0.5)]
    """
    start = np.asarray(joined, dtype=np.int64)
    end = np.asarray(left, dtype=np.int64)
    if start.shape != end.shape or start.ndim != 1:
        raise InputError(f"joined has shape {start.shape} and left {end.shape}: one row a customer")
    new = start >= 0
    if tenure_at_start is not None:
        tenure = np.asarray(tenure_at_start, dtype=np.float64)
        if tenure.shape != start.shape:
            raise InputError(f"tenure_at_start has shape {tenure.shape}; expected {start.shape}")
        new &= tenure == 0
    start, end = start[new], end[new]
    if (start > horizon).any() or (end > horizon).any():
        latest = int(max(start.max(), end.max()))
        raise InputError(f"a customer joined or left in month {latest}, after the run ({horizon})")
    gone = (end >= 0) & (end >= start)
    length = np.where(gone, end, horizon) - start
    span = int(length.max(initial=0)) + 1
    leavers = np.bincount(length[gone], minlength=span)
    at_risk = np.bincount(length, minlength=span)[::-1].cumsum()[::-1]
    survival = np.cumprod(1.0 - leavers / np.maximum(at_risk, 1))
    staying = at_risk - leavers
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard = np.where(leavers > 0, leavers / (at_risk * staying.astype(np.float64)), 0.0)
    variance = np.cumsum(hazard)
    low, high = _log_log(survival, variance, level)
    return Survival(
        months=np.arange(span, dtype=np.int64),
        survival=survival if len(start) else np.full(span, np.nan),
        low=low,
        high=high,
        at_risk=at_risk.astype(np.int64),
        left=leavers.astype(np.int64),
        customers=len(start),
        passed_over=int((~new).sum()),
        years=_years(survival, variance, at_risk, leavers, level),
    )


def _years(
    survival: Floats,
    variance: Floats,
    at_risk: NDArray[np.int64],
    leavers: NDArray[np.int64],
    level: float,
) -> tuple[YearOfTenure, ...]:
    found = []
    for year in range(1, (len(survival) - 1) // MONTHS_A_YEAR + 1):
        first, last = MONTHS_A_YEAR * (year - 1), MONTHS_A_YEAR * year
        # tenure 0 has no month before it: who leaves at once leaves within the first year
        before = survival[first] if year > 1 else 1.0
        known = variance[first] if year > 1 else 0.0
        start = first + 1 if year > 1 else 0
        began = int(at_risk[start])
        if before <= 0 or began == 0:
            break
        kept = survival[last] / before
        low, high = _log_log(np.asarray(kept), np.asarray(variance[last] - known), level)
        found.append(
            YearOfTenure(
                year=year,
                began=began,
                left=int(leavers[start : last + 1].sum()),
                survival=float(survival[last]),
                retention=float(kept),
                low=float(low),
                high=float(high),
            )
        )
    return tuple(found)


def _log_log(survival: Floats, variance: Floats, level: float) -> tuple[Floats, Floats]:
    """Greenwood's interval of a survival, kept within 0-1 by the log-log scale."""
    reach = special.ndtri(0.5 + level / 2.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        inside = (survival > 0) & (survival < 1)
        logs = np.log(np.where(inside, survival, np.nan))
        factor = np.exp(reach * np.sqrt(variance) / np.abs(logs))
    return np.exp(logs * factor), np.exp(logs / factor)
