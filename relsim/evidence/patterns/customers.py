"""Patterns of an established book: how long they stay, what they pay and bring, whom they tell."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.analysis.tenure import whale_curve
from relsim.evidence.patterns.firm import FORK, Month
from relsim.rules import appraisal, decision
from relsim.state import CLIENT, Row

YEARS = 7
ENTRY_MONTHS = 36
"""Months from the start in which the cohort of P1 joins, so that all are followed seven years."""

PRICE_MONTH = 84
LONG_TENURE, SHORT_TENURE = 36, 12
PRICE_STEP = 0.05
"""Gain and loss whose responses P11 compares, a share of list price."""

WHALE_STEPS = 20
"""Shares of customers at which the whale curve is kept, for a figure."""

Sums = dict[str, float]


def survival(customers: Any, prefix: str) -> Sums:
    """Return how many first spells began early in a run, and how many lasted 1 ... 7 years.

    Parameters
    ----------
    customers : structured array of `relsim.state.CUSTOMER`, at the end of a run of 120 months.
    prefix : str
        Of the names returned.
    """
    joined, left = customers["joined"], customers["left"]
    began = (customers["initial"] == 0) & (joined >= 0) & (joined < ENTRY_MONTHS)
    # Won in one month, a client from the next on.
    stayed = np.where(left[began] < 0, np.inf, left[began] - joined[began])
    sums = {f"{prefix}_began": float(began.sum())}
    for year in range(1, YEARS + 1):
        sums[f"{prefix}_year_{year}"] = float((stayed > 12 * year).sum())
    return sums


class Book:
    """Follows the established book of a firm, month by month, to sums that pool over firms.

    Parameters
    ----------
    parameters : mapping
        Complete.
    """

    def __init__(self, parameters: Mapping[str, Any], record: Any) -> None:
        self.parameters = parameters
        self._record = record
        self.sums: Sums = {}
        self._profit: NDArray[np.float64] = np.zeros(0)
        self._served: NDArray[np.bool_] = np.zeros(0, np.bool_)

    def see(self, month: Month) -> None:
        """Take a month in."""
        if month.number == FORK:
            self._open(month)
        if FORK <= month.number < FORK + 12:
            clients = month.clients
            self._profit[clients] += month.outcomes["margin"][clients]
            self._served |= clients
        if month.number == FORK + 12:
            self._close(month)
        if month.number == PRICE_MONTH:
            self._price(month)
            self._kink(month)

    def _open(self, month: Month) -> None:
        """Begin the year that P3, P7 and P9 are measured over."""
        self._profit = np.zeros(len(month.customers))
        self._served = np.zeros(len(month.customers), np.bool_)
        self._clients = month.clients & (month.customers["status"] == CLIENT)
        self._spells = month.customers["spells"].copy()
        self._revenue = month.outcomes["revenue"].copy()
        self._referrals = month.customers["referrals_made"].copy()
        chosen = month.customers[self._clients]
        intent = [
            decision.recommendation_intent(satisfaction, trust, respect, self._record)
            for satisfaction, trust, respect in zip(
                chosen["satisfaction"], chosen["trust"], chosen["respect"], strict=True
            )
        ]
        self.sums["year_clients"] = float(self._clients.sum())
        self.sums["would_refer"] = float(np.sum(intent))

    def _close(self, month: Month) -> None:
        begun = self._clients
        staying = month.clients & (month.customers["status"] == CLIENT)
        same = begun & staying & (month.customers["spells"] == self._spells)
        revenue = np.where(same, month.outcomes["revenue"], 0.0)
        curve = whale_curve(self._profit[self._served])
        self.sums |= {
            "year_stayed": float(same.sum()),
            "year_revenue": float(self._revenue[begun].sum()),
            "year_revenue_kept": float(np.minimum(revenue, self._revenue)[begun].sum()),
            "did_refer": float((month.customers["referrals_made"] > self._referrals)[begun].sum()),
            "whale_total": curve.total,
            "whale_top": float(curve.at(0.2)),
            "whale_worst": curve.total - float(curve.at(0.9)),
            **{f"whale_{step}": float(curve.at(step / WHALE_STEPS)) for step in range(WHALE_STEPS)},
        }

    def _price(self, month: Month) -> None:
        """Compare long-standing clients' prices with new ones', rep by rep."""
        customers = month.customers
        # Whoever left this month has no price any more.
        clients = month.clients & (customers["status"] == CLIENT)
        price = 1.0 - customers["discount"]
        gap = weights = new_price = 0.0
        for rep in np.unique(customers["rep"][clients]):
            own = clients & (customers["rep"] == rep)
            new = price[own & (customers["tenure"] < SHORT_TENURE)]
            old = price[own & (customers["tenure"] >= LONG_TENURE)]
            if len(new) and len(old):
                # As precise as the smaller group allows.
                weight = len(new) * len(old) / (len(new) + len(old))
                gap += weight * (new.mean() - old.mean())
                new_price += weight * new.mean()
                weights += weight
        self.sums |= {"price_gap": gap, "price_new": new_price}

    def _kink(self, month: Month) -> None:
        """Compare responses to an equal loss and gain, at the reference and over all clients."""
        p = self._record
        felt = month.outcomes["felt"][month.clients]
        gain = _gain_of(felt, p)
        step = PRICE_STEP
        response = functools.partial(_response, p=p)
        up, here, down = response(gain + step), response(gain), response(gain - step)
        self.sums |= {
            "gain_response": float((up - here).sum()),
            "loss_response": float((here - down).sum()),
            "gain_at_reference": float(appraisal.prospect_value(step, p)),
            "loss_at_reference": float(-appraisal.prospect_value(-step, p)),
        }


def _gain_of(felt: NDArray[np.float64], p: Row) -> NDArray[np.float64]:
    """Return the gain or loss behind what was felt: the value function backwards."""
    if p.m10_appraisal == 0:
        return felt
    scaled = np.where(felt >= 0.0, felt, -felt / p.loss_aversion)
    return np.sign(felt) * scaled ** (1.0 / p.value_curvature)


def _response(gain: NDArray[np.float64], p: Row) -> NDArray[np.float64]:
    """Return the appraisal of a month by its gain or loss, 0-1."""
    felt = [appraisal.prospect_value(one, p) for one in gain.tolist()]
    return 1.0 / (1.0 + np.exp(-p.satisfaction_scale * np.array(felt)))
