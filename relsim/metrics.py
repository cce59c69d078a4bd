"""From a run's arrays to what is reported: monthly series and outcomes of the whole run."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.state import (
    BEHAVIOURS,
    CARRIED,
    CLIENT,
    MONTH,
    STATES,
    STATUS_NAMES,
    TRAITS,
    as_numbers,
)

_SUMS = (
    "wins_cold wins_referred wins_back pitches churned walkaways demands_price demands_scope"
    " demands_deadline granted traded refused bluffs challenges challenges_refused failures lapses"
    " complaints recovered crises crises_missed urgencies urgencies_served broken_promises"
    " referrals_intended referrals_made referrals_won further_wins"
).split()
_FIELDS: tuple[str, ...] = MONTH.names or ()


@dataclass(frozen=True)
class Outcome:
    """One number that a run is summed up in.

    Attributes
    ----------
    name, label, unit, meaning : str
    good : int
        +1 more is better, -1 less is better, 0 neither.
    """

    name: str
    label: str
    unit: str
    meaning: str
    good: int


_COHORT = "initial cohort (clients at month 0), value at exit carried on"
_NOW = "clients at the end"

OUTCOMES: dict[str, Outcome] = {
    outcome.name: outcome
    for outcome in (
        Outcome("margin", "Margin", "EUR", "revenue less all costs, whole run", 1),
        Outcome("margin_discounted", "Margin, discounted", "EUR", "by the discount rate", 1),
        Outcome("margin_per_rep_month", "Margin a rep-month", "EUR", "margin / reps / months", 1),
        Outcome("margin_per_rep_hour", "Margin a rep-hour", "EUR", "margin / hours worked", 1),
        Outcome("margin_12", "Margin, first year", "EUR", "months 0-11", 1),
        Outcome("margin_36", "Margin, three years", "EUR", "months 0-35", 1),
        Outcome("revenue", "Revenue", "EUR", "after discounts, whole run", 1),
        Outcome("list_revenue", "List revenue", "EUR", "before discounts, whole run", 1),
        Outcome("discount_mean", "Discount", "share", "of list revenue, whole run", -1),
        Outcome("clients_end", "Clients at the end", "accounts", "last month", 1),
        Outcome("wins", "Clients won", "accounts", "new and won back, whole run", 1),
        Outcome("wins_cold", "Won cold", "accounts", "by leads that came by themselves", 1),
        Outcome("wins_referred", "Won by referral", "accounts", "by recommended leads", 1),
        Outcome("wins_back", "Won back", "accounts", "clients once lost", 0),
        Outcome("churned", "Clients lost", "accounts", "whole run", -1),
        Outcome("churn_yearly", "Yearly churn", "share", "12 months at the mean monthly rate", -1),
        Outcome("retention_24", "Retention, two years", "share",
                "of the initial cohort never lost in 24 months", 1),
        Outcome("referrals_made", "Referrals made", "referrals", "recommendations given", 1),
        Outcome("referrals_won", "Referrals won", "accounts", "recommended leads won", 1),
        Outcome("respect", "Respect", "0-1", _COHORT, 1),
        Outcome("trust", "Trust", "0-1", _COHORT, 1),
        Outcome("satisfaction", "Satisfaction", "0-1", _COHORT, 1),
        Outcome("precedent", "Precedent", "0-1", _COHORT, -1),
        Outcome("respect_current", "Respect, current", "0-1", _NOW, 1),
        Outcome("trust_current", "Trust, current", "0-1", _NOW, 1),
        Outcome("satisfaction_current", "Satisfaction, current", "0-1", _NOW, 1),
        Outcome("precedent_current", "Precedent, current", "0-1", _NOW, -1),
        Outcome("lateness", "Lateness", "months", "mean over client-months", -1),
        Outcome("bluffs", "Bluffs", "per 100 client-months", "rivals claimed, not there", -1),
        Outcome("demands", "Demands", "per 100 client-months", "for concessions", -1),
        Outcome("granted", "Granted", "share", "of demands, for nothing", 0),
        Outcome("traded", "Traded", "share", "of demands, for a return", 0),
        Outcome("refused", "Refused", "share", "of demands", 0),
        Outcome("complaints", "Complaints", "per 100 client-months", "of failures", 0),
        Outcome("recovered", "Recovered", "share", "of a complaint's harm mended, mean", 1),
        Outcome("walkaways", "Walk-aways", "talks", "ended below the floor", 0),
        Outcome("challenges_refused", "Challenges refused", "share", "of challenges", -1),
        Outcome("broken_promises", "Promises broken", "months per 100 client-months",
                "of delay that had been promised away", -1),
        Outcome("crises_missed", "Crises missed", "share", "of true crises", -1),
        Outcome("backlog_hours", "Backlog", "hours a rep", "mean over months", -1),
        Outcome("utilisation", "Utilisation", "share", "hours asked / capacity", 0),
        Outcome("morale", "Morale", "0-1", "of reps, last month", 1),
        Outcome("expertise", "Expertise", "0-1", "of reps, last month", 1),
        Outcome("servility", "Servility", "0-1",
                "of reps, last month: yielding, and no trade, challenge, triage or walk-away", 0),
    )
}  # fmt: skip


def ratio(above: Any, below: Any) -> NDArray[np.float64]:
    """Divide, with NaN where there is nothing to divide by.

    Examples
    --------
    >>> ratio(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
    array([0.5, nan])
    """
    above, below = np.asarray(above, float), np.asarray(below, float)
    return np.divide(above, below, out=np.full(above.shape, math.nan), where=below != 0)


#: Behaviours by which a rep can say no, or name a price for a yes.
_FIRM = ("reciprocity", "challenge", "triage", "walk_away")


def servility_of(point: Mapping[str, float]) -> float:
    """Return how far a point says yes to everything, for nothing, at once and to the end, 0-1.

    The mean of yielding and of what is missing in reciprocity, challenge, triage and walk_away.
    How kind, curious, frank or open a rep is does not enter.

    Examples
    --------
    >>> from relsim.strategies import PRESETS
    >>> [round(servility_of(PRESETS[name].point), 2) for name in ("servile", "advisory")]
    [0.97, 0.3]
    """
    return (point["yielding"] + sum(1.0 - point[name] for name in _FIRM)) / (1 + len(_FIRM))


def monthly(series: Any) -> dict[str, NDArray[np.float64]]:
    """Return the monthly columns of one arm: sums as they are, means as means.

    Parameters
    ----------
    series : structured array of `relsim.state.MONTH`, shape (months,)

    Returns
    -------
    dict
        Column -> float64, shape (months,), in the order they are shown.
    """
    series = series.view(np.ndarray)  # a record array is slow to read field by field
    columns = {
        "clients": series["clients"],
        "revenue": series["revenue"],
        "list_revenue": series["list_revenue"],
        "discount": 1.0 - ratio(series["revenue"], series["list_revenue"]),
        "margin": series["margin"],
        "hours": series["hours"],
        "capacity_hours": series["capacity_hours"],
        **{name: series[name] for name in _SUMS},
        "lateness": ratio(series["lateness"], series["served"]),
        "backlog_hours": series["backlog_hours"],
        "morale": ratio(series["morale"], series["reps"]),
        "expertise": ratio(series["expertise"], series["reps"]),
        **{name: ratio(series[name], series["cohort"]) for name in CARRIED},
        **{
            f"{name}_current": ratio(series[f"{name}_current"], series["clients"])
            for name in CARRIED
        },
        **{name: ratio(series[name], series["reps"]) for name in BEHAVIOURS},
    }
    return {name: np.ascontiguousarray(column) for name, column in columns.items()}


def outcomes_of(
    series: Any, customers: Any, arm: int, parameters: Mapping[str, float]
) -> dict[str, float]:
    """Return the outcomes of one arm, in the order of `OUTCOMES`.

    Parameters
    ----------
    series : structured array of `relsim.state.MONTH`, shape (months,)
    customers : structured array of `relsim.state.CUSTOMER`, shape (n,)
        All accounts at the end.
    arm : int
        Which arm: its cohort are the accounts it had at month 0.
    parameters : mapping
        Complete.
    """
    customers = customers.view(np.ndarray)
    # A field a row: one pass sums them all, and rounds each as if it were summed by itself.
    month = np.ascontiguousarray(as_numbers(np.ascontiguousarray(series)).T)
    total = dict(zip(_FIELDS, month.sum(axis=1).tolist(), strict=True))
    last = dict(zip(_FIELDS, month[:, -1].tolist(), strict=True))
    margin, reps = month[_FIELDS.index("margin")], float(month[_FIELDS.index("reps"), 0])
    months, served = len(margin), total["served"]
    demands = total["demands_price"] + total["demands_scope"] + total["demands_deadline"]
    left = customers["left"][(customers["initial"] > 0) & (customers["home_arm"] == arm)]
    stayed = (left < 0) | (left >= 24)
    rate = 1.0 + parameters["discount_rate"]
    weights = rate ** (-np.arange(months) / 12.0)

    def of(above: float, below: float) -> float:
        return above / below if below else math.nan

    churn = of(total["churned"], served)
    values = {
        **total,
        "margin_discounted": float((margin * weights).sum()),
        "margin_per_rep_month": of(total["margin"], reps * months),
        "margin_per_rep_hour": of(total["margin"], total["hours"]),
        "margin_12": float(margin[:12].sum()) if months >= 12 else math.nan,
        "margin_36": float(margin[:36].sum()) if months >= 36 else math.nan,
        "discount_mean": 1.0 - of(total["revenue"], total["list_revenue"]),
        "clients_end": last["clients"],
        "wins": total["wins_cold"] + total["wins_referred"] + total["wins_back"],
        "churn_yearly": 1.0 - (1.0 - churn) ** 12,
        "retention_24": of(float(stayed.sum()), len(left)) if months >= 24 else math.nan,
        "lateness": of(total["lateness"], served),
        "demands": 100.0 * of(demands, served),
        "granted": of(total["granted"], demands),
        "traded": of(total["traded"], demands),
        "refused": of(total["refused"], demands),
        "recovered": of(total["recovered"], total["complaints"]),
        "challenges_refused": of(total["challenges_refused"], total["challenges"]),
        "crises_missed": of(total["crises_missed"], total["crises"]),
        "backlog_hours": of(total["backlog_hours"], total["reps"]),
        "utilisation": of(total["hours"], total["capacity_hours"]),
        **{name: 100.0 * of(total[name], served)
           for name in ("bluffs", "complaints", "broken_promises")},
        **{name: of(last[name], last["cohort"]) for name in CARRIED},
        **{f"{name}_current": of(last[f"{name}_current"], last["clients"]) for name in CARRIED},
        **{name: of(last[name], last["reps"]) for name in ("morale", "expertise")},
        "servility": servility_of({name: of(last[name], last["reps"]) for name in BEHAVIOURS}),
    }  # fmt: skip
    return {name: values[name] for name in OUTCOMES}


def customers_at_end(customers: Any, arms: tuple[str, ...], reps: Any) -> dict[str, Any]:
    """Return the customers' columns as they are reported: traits, states, history.

    Parameters
    ----------
    customers, reps : structured arrays at the end of a run
    arms : tuple of str

    Returns
    -------
    dict
        Column -> array, shape (n,).
    """
    customers, reps = customers.view(np.ndarray), reps.view(np.ndarray)
    referrer = customers["referred_by"]
    referrer_client = (referrer >= 0) & (customers["status"][np.maximum(referrer, 0)] == CLIENT)
    return {
        "account": np.arange(len(customers)),
        "strategy": np.array(arms)[reps["arm"][customers["rep"]]],
        "rep": customers["rep"],
        "status": np.array(STATUS_NAMES)[customers["status"]],
        **{name: customers[name] for name in (*TRAITS, *STATES)},
        **{
            name: customers[name]
            for name in (
                "tenure_start joined left spells margin revenue active_months referred_by"
            ).split()
        },
        "referrer_client": referrer_client,
        **{name: customers[name] for name in ("referrals_made", "complaints", "concessions")},
        "initial": customers["initial"] > 0,
        "volume": customers["volume"],
    }
