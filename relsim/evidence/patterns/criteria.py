"""The ten patterns, their criteria and bands, and how each value is made from pooled sums.

A criterion is *structural* where its value comes out of the interplay, and *read-back* where it
nearly repeats a parameter; only structural ones count. A pattern is met when all its structural
criteria are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import stats

from relsim.evidence.patterns.customers import YEARS
from relsim.evidence.patterns.orientation import LEVELS
from relsim.evidence.patterns.published import BUYING_AGAIN, COHORT_SURVIVAL

Sums = Mapping[str, float]
INFINITE = math.inf
DELTA = 0.02
"""Smallest slope of margin over the index that matters: 2 % of list revenue a unit."""


@dataclass(frozen=True)
class Pattern:
    """Something known about real customers.

    Attributes
    ----------
    id, title, source : str
    """

    id: str
    title: str
    source: str


@dataclass(frozen=True)
class Criterion:
    """A number that must lie within a band for a pattern to be met.

    Attributes
    ----------
    name : str
        Unique.
    pattern : str
        Id of the pattern it belongs to.
    label, unit : str
    low, high : float
        The band, inclusive; infinite where it is open.
    value : callable
        From the sums of all replications to the number.
    structural : bool
        False: read back, nearly a parameter.
    scale : float
        What counts as one band width where the band is open to one side.
    """

    name: str
    pattern: str
    label: str
    unit: str
    low: float
    high: float
    value: Callable[[Sums], float]
    structural: bool = True
    scale: float = math.nan

    @property
    def width(self) -> float:
        """Width of the band, or what stands for it where it is open."""
        return self.scale if math.isinf(self.high - self.low) else self.high - self.low

    @property
    def band(self) -> str:
        """The band in words: ``0.1 to 0.3``, ``at least 2``, ``below 0``."""
        if math.isinf(self.high):
            return f"at least {self.low:g}"
        if math.isinf(self.low):
            return f"at most {self.high:g}"
        return f"{self.low:g} to {self.high:g}"


PATTERNS = {
    pattern.id: pattern
    for pattern in (
        Pattern("P1", "a new cohort's survival falls ever more slowly", "Fader & Hardie 2007"),
        Pattern("P3", "an established book loses some 5-20 % of accounts a year",
                "SaaS Capital 2023 and others"),
        Pattern("P4", "sales peak at a middle customer orientation, satisfaction keeps rising",
                "Homburg, Müller & Klarmann 2011"),
        Pattern("P7", "few customers bring more than all the profit, some cost it",
                "Kaplan & Narayanan 2001"),
        Pattern("P8", "clients buy more readily than strangers, rivals hurt, referrals help",
                "448 B2B deals (Salvirt)"),
        Pattern("P9", "fewer recommend than would", "Kumar, Petersen & Leone 2007"),
        Pattern("P11", "long-standing clients pay less, losses weigh more than gains",
                "Reinartz & Kumar 2002; Brown et al. 2024"),
        Pattern("P12", "talks that would suit both still fail, the more the tougher the rep",
                "Backus et al. 2020; Larsen 2021; Hüffmeier et al. 2014"),
        Pattern("P13", "an instant yes pleases less than the same price after an exchange",
                "Galinsky et al. 2002; Kwon & Weingart 2004"),
        Pattern("P14", "who buys again after a failure hangs on how it was mended",
                "TARP; Maxham & Netemeyer 2002"),
    )
}  # fmt: skip


def ratio(above: str, below: str, times: float = 1.0) -> Callable[[Sums], float]:
    """Return a function from sums to the ratio of two of them; NaN where there is no such share."""

    def value(sums: Sums) -> float:
        return times * sums[above] / sums[below] if sums[below] > 0 else math.nan

    return value


def _over(
    above: Callable[[Sums], float], below: Callable[[Sums], float]
) -> Callable[[Sums], float]:
    def value(sums: Sums) -> float:
        under = below(sums)
        return above(sums) / under if under else math.nan

    return value


def survival_of(sums: Sums, prefix: str = "cohort") -> list[float]:
    """Return the shares of a cohort still there after 1 ... 7 years."""
    began = sums[f"{prefix}_began"]
    return [sums[f"{prefix}_year_{year}"] / began if began else math.nan
            for year in range(1, YEARS + 1)]  # fmt: skip


def _cohort_error(sums: Sums) -> float:
    differences = np.subtract(survival_of(sums), COHORT_SURVIVAL)
    return 100.0 * float(np.sqrt(np.mean(differences**2)))


def _rising_retention(prefix: str) -> Callable[[Sums], float]:
    def value(sums: Sums) -> float:
        curve = [1.0, *survival_of(sums, prefix)]
        yearly = [then / before if before else math.nan for before, then in pairwise(curve)]
        if not np.isfinite(yearly).all() or min(yearly) == max(yearly):
            return math.nan
        return float(stats.spearmanr(range(YEARS), yearly).statistic)

    return value


def index_curve(sums: Sums, name: str) -> list[float]:
    """Return margin (share of mean list revenue) or satisfaction at each level of the index."""
    runs = sums["runs"]
    values = [sums[f"index_{name}_{level}"] for level in range(len(LEVELS))]
    if name == "satisfaction":
        return [value / runs for value in values]
    typical = float(np.mean([sums[f"index_list_{level}"] for level in range(len(LEVELS))]))
    return [value / typical if typical else math.nan for value in values]


def _slope(name: str, place: int) -> Callable[[Sums], float]:
    def value(sums: Sums) -> float:
        curve = index_curve(sums, name)
        slopes = np.diff(curve) / np.diff(LEVELS)
        return float(slopes[place])

    return value


def _least_satisfaction_slope(sums: Sums) -> float:
    return float(np.min(np.diff(index_curve(sums, "satisfaction")) / np.diff(LEVELS)))


def _optimum(sums: Sums) -> float:
    """Return where the parabola through the best level and its neighbours peaks, 0-1."""
    curve = index_curve(sums, "margin")
    if not np.isfinite(curve).all():
        return math.nan
    best = int(np.argmax(curve))
    if best in {0, len(curve) - 1}:
        return LEVELS[best]
    before, here, after = curve[best - 1 : best + 2]
    bend = before - 2.0 * here + after
    step = LEVELS[1] - LEVELS[0]
    return LEVELS[best] + (step * 0.5 * (before - after) / bend if bend else 0.0)


def _standardised(name: str) -> Callable[[Sums], float]:
    """Return the shortfall of an instant yes in standard deviations between customers."""

    def value(sums: Sums) -> float:
        pairs = sums[f"{name}_n"]
        if not pairs:
            return math.nan
        count = 2.0 * pairs
        mean = sums[f"{name}_sum"] / count
        variance = sums[f"{name}_squares"] / count - mean * mean
        return sums[f"{name}_lower"] / pairs / math.sqrt(variance) if variance > 0 else math.nan

    return value


def _difference(
    one: Callable[[Sums], float], other: Callable[[Sums], float]
) -> Callable[[Sums], float]:
    return lambda sums: one(sums) - other(sums)


_win = {name: ratio(f"{name}_wins", f"{name}_pitches")
        for name in ("cold", "referred", "rival", "alone", "further")}  # fmt: skip

CRITERIA: dict[str, Criterion] = {
    criterion.name: criterion
    for criterion in (
        Criterion("survival_rmse", "P1", "survival of a new cohort against the published one",
                  "points", -INFINITE, 2.5, _cohort_error, scale=2.5),
        Criterion("retention_rises", "P1", "retention over tenure, rank correlation",
                  "Spearman", 0.9, INFINITE, _rising_retention("cohort"), scale=0.2),
        Criterion("sorting_rises", "P1", "the same by sorting alone", "Spearman", 0.9, INFINITE,
                  _rising_retention("sorted"), scale=0.2),
        Criterion("yearly_churn", "P3", "accounts lost in a year", "share", 0.05, 0.20,
                  lambda sums: 1.0 - ratio("year_stayed", "year_clients")(sums)),
        Criterion("revenue_retention", "P3", "gross revenue retention", "share", 0.85, 0.95,
                  ratio("year_revenue_kept", "year_revenue")),
        Criterion("margin_slope_low", "P4", "slope of margin at the low end of the index",
                  "of list revenue", DELTA, INFINITE, _slope("margin", 0), scale=0.1),
        Criterion("margin_slope_high", "P4", "slope of margin at the high end",
                  "of list revenue", -INFINITE, -DELTA, _slope("margin", -1), scale=0.1),
        Criterion("margin_optimum", "P4", "index at which margin peaks", "0-1", 0.1, 0.9, _optimum),
        Criterion("satisfaction_slope", "P4", "least slope of satisfaction anywhere on the index",
                  "0-1", 0.0, INFINITE, _least_satisfaction_slope, scale=0.1),
        Criterion("whale_top", "P7", "the best 20 % of customers bring, of profit", "share",
                  1.2, 3.2, ratio("whale_top", "whale_total")),
        Criterion("whale_worst", "P7", "the worst 10 % lose, of profit", "share", 0.25, 2.0,
                  ratio("whale_worst", "whale_total", -1.0)),
        Criterion("win_strangers", "P8", "strangers won", "share", 0.10, 0.30, _win["cold"]),
        Criterion("win_further", "P8", "clients' further business won", "share", 0.55, 0.80,
                  _win["further"]),
        Criterion("win_rival", "P8", "won against a rival, over without", "ratio", 0.2, 0.6,
                  _over(_win["rival"], _win["alone"])),
        Criterion("win_referred", "P8", "referred won, over cold", "ratio", 2.0, INFINITE,
                  _over(_win["referred"], _win["cold"]), scale=1.0),
        Criterion("did_would", "P9", "did recommend, over would", "ratio", 0.30, 0.55,
                  ratio("did_refer", "would_refer")),
        Criterion("did_refer", "P9", "clients who recommend within a year", "share", 0.20, 0.40,
                  ratio("did_refer", "year_clients")),
        Criterion("price_fall", "P11", "price of long-standing clients below that of new ones",
                  "share", 0.02, 0.12, ratio("price_gap", "price_new")),
        Criterion("loss_gain", "P11", "response to a loss over a gain, all clients", "ratio",
                  1.5, 2.5, ratio("loss_response", "gain_response")),
        Criterion("loss_gain_kink", "P11", "the same at the reference", "ratio", 1.5, 2.5,
                  ratio("loss_at_reference", "gain_at_reference"), structural=False),
        Criterion("at_once", "P12", "talks settled in the first round", "share", 0.20, 0.45,
                  ratio("at_once", "suited")),
        Criterion("impasse", "P12", "no deal though a price would suit both", "share", 0.10, 0.30,
                  ratio("impasses", "suited")),
        Criterion("tough_price", "P12", "tougher reps: price of a deal", "share of list", 0.0,
                  INFINITE, _difference(ratio("tough_price", "tough_deals"),
                                        ratio("soft_price", "soft_deals")), scale=0.02),
        Criterion("tough_impasse", "P12", "tougher reps: impasses", "share", 0.0, INFINITE,
                  _difference(ratio("tough_impasses", "tough_suited"),
                              ratio("soft_impasses", "soft_suited")), scale=0.1),
        Criterion("tough_satisfaction", "P12", "tougher reps: satisfaction", "0-1", -INFINITE, 0.0,
                  _difference(ratio("tough_satisfaction", "runs"),
                              ratio("soft_satisfaction", "runs")), scale=0.02),
        Criterion("instant_yes", "P13", "an instant yes satisfies less by", "SD", 0.2, 0.8,
                  _standardised("instant")),
        Criterion("instant_trusted", "P13", "the same by a trusted rep", "SD", -0.15, 0.15,
                  _standardised("trusted")),
        Criterion("complained", "P14", "major failures complained of", "share", 0.65, 0.85,
                  ratio("complained", "failed"), structural=False),
        *(Criterion(f"again_{name}", "P14", f"buying again after a failure: {name}", "share",
                    round(share - 0.1, 2) if share > 0.1 else 0.0, round(share + 0.1, 2),
                    ratio(f"{name}_still", f"{name}_failed"))
          for name, share in BUYING_AGAIN.items()),
        Criterion("paradox", "P14", "satisfaction after a second failure, mended, over none",
                  "0-1", -INFINITE, 0.0, ratio("paradox", "paradox_n"), scale=0.2),
    )
}  # fmt: skip
