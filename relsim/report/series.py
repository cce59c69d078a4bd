"""Results frames as arrays by strategy: months and accounts of every replication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from relsim.analysis import Survival, retention_by_tenure, whale_curve
from relsim.analysis.tenure import MONTHS_A_YEAR
from relsim.figures import MEASURES, Curve, band
from relsim.figures.curves import FloatArray

if TYPE_CHECKING:
    import polars as pl

_WHALE_POINTS = 101
# One leaver of fewer would move the share by more than ten points.
_FEWEST_CLIENTS = 10
_MONTHLY = (
    "clients",
    "margin",
    "churned",
    "referrals_won",
    "discount",
    "demands_price",
    "demands_scope",
    "demands_deadline",
    "respect",
    "respect_current",
)
_FOLLOWED = ("respect", "margin", "churn", "referrals", "discount", "demands")
_ACCOUNTS = ("margin", "joined", "left", "initial")
#: What is read of ``periods.parquet`` and ``customers.parquet``.
MONTHS_READ = ("run_id", "strategy", "period", *_MONTHLY)
ACCOUNTS_READ = ("run_id", "strategy", "active_months", *_ACCOUNTS)

Months = Mapping[str, Mapping[str, FloatArray]]


def months_of(
    frame: pl.DataFrame, strategies: Sequence[str], columns: Sequence[str] = _MONTHLY
) -> dict[str, dict[str, FloatArray]]:
    """Return each monthly column by strategy, shape (replications, months).

    Parameters
    ----------
    frame : polars.DataFrame
        `periods` of a results folder: run_id, strategy, period and the monthly columns.
    strategies : sequence of str
        Which strategies, in order; those without rows are left out.
    columns : sequence of str
        Which columns; those that are not there are left out.
    """
    ordered = frame.sort("strategy", "run_id", "period")
    found: dict[str, dict[str, FloatArray]] = {}
    for strategy in strategies:
        part = ordered.filter(ordered["strategy"] == strategy)
        if part.height == 0:
            continue
        length = part["period"].n_unique()
        found[strategy] = {
            name: part[name].to_numpy().astype(np.float64).reshape(-1, length)
            for name in columns
            if name in part.columns
        }
    return found


def monthly_curves(months: Months, names: Mapping[str, str]) -> dict[str, list[Curve]]:
    """Return the lines of every figure over time, by the name of what they show."""
    return {
        measure: [band(name, names[name], MEASURES[measure](of)) for name, of in months.items()]
        for measure in _FOLLOWED
    }


def account_curves(
    frame: pl.DataFrame, strategies: Sequence[str], names: Mapping[str, str], periods: int
) -> tuple[list[Curve], list[Curve]]:
    """Return the whale curve and the retention by tenure of each strategy, one a replication.

    Parameters
    ----------
    frame : polars.DataFrame
        `customers` of a results folder: one row an account and run, as at the end.
    periods : int
        Months of each run.
    """
    whales: list[Curve] = []
    stays: list[Curve] = []
    for strategy, (brought, kept) in account_values(frame, strategies, periods).items():
        whales.append(band(strategy, names[strategy], brought))
        if periods >= MONTHS_A_YEAR:
            stays.append(band(strategy, names[strategy], kept))
    return whales, stays


def account_values(
    frame: pl.DataFrame, strategies: Sequence[str], periods: int
) -> dict[str, tuple[list[FloatArray], list[FloatArray]]]:
    """Return the whale curves and the retention by year of tenure of each strategy, one a run.

    Parameters
    ----------
    frame : polars.DataFrame
        `customers` of a results folder: `ACCOUNTS_READ`; one row an account and run.
    periods : int
        Months of each run.
    """
    import polars as pl

    served = (
        frame.lazy()
        .filter(pl.col("active_months") > 0)
        .select("strategy", "run_id", *_ACCOUNTS)
        .sort("strategy", "run_id", maintain_order=True)
        .collect()
    )
    shares = np.linspace(0.0, 1.0, _WHALE_POINTS)
    found: dict[str, tuple[list[FloatArray], list[FloatArray]]] = {}
    for strategy in strategies:
        part = served.filter(served["strategy"] == strategy)
        if part.height == 0:
            continue
        cuts = np.flatnonzero(np.diff(part["run_id"].rle_id().to_numpy())) + 1
        of = {name: np.split(part[name].to_numpy(), cuts) for name in _ACCOUNTS}
        spells = zip(of["joined"], of["left"], of["initial"], strict=True)
        found[strategy] = (
            [whale_curve(margin).at(shares) for margin in of["margin"]],
            [
                _yearly_retention(retention_by_tenure(joined, left, periods, initial), periods)
                for joined, left, initial in spells
            ],
        )
    return found


def _yearly_retention(found: Survival, periods: int) -> FloatArray:
    """Return the share kept in each year of tenure, NaN where too few began it to tell."""
    kept = np.full(periods // MONTHS_A_YEAR, np.nan)
    for year in found.years:
        if year.began >= _FEWEST_CLIENTS and year.year <= kept.size:
            kept[year.year - 1] = year.retention
    return kept
