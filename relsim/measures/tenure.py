"""Is the loyal customer the profitable one? Tenure against margin, customer by customer.

Source: Reinartz & Kumar 2002.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def _customers(entries: Any) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return tenure and margin a client-month of the accounts with a client-month in the window.

    Tenure: all months as a client up to the end of the window, those before month 0 included.
    """
    own = entries[entries["client_months"] > 0]
    return own["tenure"], own["client_margin"] / own["client_months"]


def _r(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    if len(one) < 2 or np.ptp(one) == 0.0 or np.ptp(other) == 0.0:
        return math.nan
    return float(np.corrcoef(one, other)[0, 1])


def correlation(entries: Any) -> float:
    """Return Pearson's r of tenure and margin; NaN below two customers or without any spread.

    Parameters
    ----------
    entries : structured array of `relsim.state.DIARY`, shape (accounts,)
    """
    return _r(*_customers(entries))


def rank_correlation(entries: Any) -> float:
    """Return Spearman's r of tenure and margin (ties share their mean rank)."""
    from scipy.stats import rankdata

    tenure, margin = _customers(entries)
    return _r(rankdata(tenure), rankdata(margin))


def loyal_unprofitable(entries: Any) -> float:
    """Return the share of customers longer than the median and poorer than the median, 0-1."""
    tenure, margin = _customers(entries)
    if not len(tenure):
        return math.nan
    return float(np.mean((tenure > np.median(tenure)) & (margin < np.median(margin))))


def brief_profitable(entries: Any) -> float:
    """Return the share of customers not longer than the median and richer than it, 0-1."""
    tenure, margin = _customers(entries)
    if not len(tenure):
        return math.nan
    return float(np.mean((tenure <= np.median(tenure)) & (margin > np.median(margin))))
