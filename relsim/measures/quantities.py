"""What can be measured of a cohort in a window: the table of quantities."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from relsim.measures import tenure
from relsim.state import BEHAVIOURS, CARRIED


@dataclass(frozen=True)
class Quantity:
    """A number about a cohort of accounts in a window of months.

    It is ``times * above / below``, sums over the cohort of what `relsim.state.DIARY` notes, or
    a statistic of its accounts.

    Attributes
    ----------
    name, label, unit, meaning : str
    good : int
        +1 more is better, -1 less is better, 0 neither.
    above, below : str
        Fields of the diary; `below` may be ``rep_months``, the months of the arm's reps. Empty
        `below`: the sum itself.
    times : float
    statistic : callable, optional
        From the rows of the cohort's diary to the number, in place of the quotient.
    """

    name: str
    label: str
    unit: str
    meaning: str
    good: int
    above: str = ""
    below: str = ""
    times: float = 1.0
    statistic: Callable[[Any], float] | None = None

    def of(self, entries: Any, sums: Mapping[str, float]) -> float:
        """Return the quantity; NaN where there is nothing to divide by.

        Parameters
        ----------
        entries : structured array of `relsim.state.DIARY`, shape (accounts of the cohort,)
        sums : mapping
            The sum of each of its fields, and ``rep_months``.
        """
        if self.statistic is not None:
            return self.statistic(entries)
        above = sums[self.above]
        if not self.below:
            return above
        below = sums[self.below]
        return self.times * above / below if below else math.nan


_EUR, _SHARE, _PER_100 = "EUR", "share", "per 100 client-months"
_EXIT = "of those who were ever clients, value at exit carried on"


def _sum(name: str, label: str, unit: str, meaning: str, good: int, above: str = "") -> Quantity:
    return Quantity(name, label, unit, meaning, good, above or name)


def _mean(
    name: str, label: str, unit: str, meaning: str, good: int, above: str = "",
    below: str = "client_months", times: float = 1.0,
) -> Quantity:  # fmt: skip
    return Quantity(name, label, unit, meaning, good, above or name, below, times)


def _per_100(name: str, label: str, meaning: str, good: int, unit: str = _PER_100) -> Quantity:
    return Quantity(name, label, unit, meaning, good, name, "client_months", 100.0)


def _beliefs() -> tuple[Quantity, ...]:
    """Return each belief at the end of the window, on the mean over it, and as held by all."""
    found = []
    for name in CARRIED:
        label, good = name.capitalize(), -1 if name == "precedent" else 1
        found += [
            _mean(name, label, "0-1", f"end of the window, {_EXIT}", good, below="ever"),
            _mean(f"{name}_mean", f"{label}, mean", "0-1", f"mean over months, {_EXIT}", good,
                  f"{name}_sum", "ever_months"),
            _mean(f"{name}_held", f"{label}, held", "0-1",
                  "end of the window, as every account believes then, client or not", good,
                  below="home"),
        ]  # fmt: skip
    return tuple(found)


def _of_reps() -> tuple[Quantity, ...]:
    """Return the states of the reps who have the accounts, at the end and on the mean."""
    found = []
    for name, field, unit, good in (
        ("morale", "morale", "0-1", 1),
        ("expertise", "expertise", "0-1", 1),
        ("backlog_hours", "backlog", "hours a rep", -1),
    ):
        label = name.partition("_")[0].capitalize()
        found += [
            _mean(name, label, unit, "of the accounts' reps, end of the window", good, field,
                  "home"),
            _mean(f"{name}_mean", f"{label}, mean", unit, "of the accounts' reps, mean over months",
                  good, f"{field}_sum", "home_months"),
        ]  # fmt: skip
    return tuple(found)


#: Every quantity by its name, in the order they are told.
QUANTITIES: dict[str, Quantity] = {
    quantity.name: quantity
    for quantity in (
        _sum("margin", "Margin", _EUR, "revenue less all costs, pitches included", 1),
        _sum("client_margin", "Margin from clients", _EUR, "without pitches to prospects", 1),
        _sum("revenue", "Revenue", _EUR, "after discounts", 1),
        _sum("list_revenue", "List revenue", _EUR, "before discounts", 1),
        _sum("hours", "Hours", "hours", "worked for these accounts", 0),
        _mean("margin_share", "Margin share", _SHARE, "margin / list revenue", 1,
              "margin", "list_revenue"),
        _mean("margin_per_rep_hour", "Margin a rep-hour", _EUR, "margin / hours worked", 1,
              "margin", "hours"),
        _mean("margin_per_rep_month", "Margin a rep-month", _EUR, "margin / reps / months", 1,
              "margin", "rep_months"),
        _mean("list_revenue_per_rep_hour", "List revenue a rep-hour", _EUR,
              "list revenue / hours worked", 1, "list_revenue", "hours"),
        _mean("list_revenue_per_rep_month", "List revenue a rep-month", _EUR,
              "list revenue / reps / months", 1, "list_revenue", "rep_months"),
        _mean("margin_per_account", "Margin an account", _EUR, "margin / accounts", 1,
              "margin", "accounts"),
        _mean("margin_per_active_month", "Margin a client-month", _EUR,
              "margin from clients / client-months", 1, "client_margin"),
        _mean("discount", "Discount", _SHARE, "of list revenue", -1, "rebate", "list_revenue"),
        _mean("price", "Price", _SHARE, "paid of the list price", 1, "revenue", "list_revenue"),
        _mean("opening_discount", "Opening discount", _SHARE, "conceded to those won", -1,
              below="wins"),
        *_beliefs(),
        _mean("retained", "Retained", _SHARE,
              "of those who were ever clients by the end of the window, never lost by then", 1,
              "kept", "ever"),
        _mean("retained_in_window", "Retained in the window", _SHARE,
              "of the clients of its first month, not lost in it", 1, "stayed", "at_start"),
        _mean("clients_end", "Clients at the end", _SHARE,
              "of the accounts, clients at the end of the window, won back included", 1,
              "client", "accounts"),
        _mean("client_months", "Months as client", "months", "mean of the accounts", 1,
              below="accounts"),
        Quantity("churned", "Churn", "losses per 100 client-months", "clients lost", -1,
                 "losses", "client_months", 100.0),
        _mean("lost_to_rival", "Lost to a rival", _SHARE,
              "of rivals' real offers to clients, after which they left for the rival", -1,
              below="rivals"),
        _per_100("demands", "Demands", "for concessions", -1),
        _per_100("demands_price", "Price demands", "for a lower price", -1),
        _per_100("demands_scope", "Scope demands", "for more work", -1),
        _per_100("demands_deadline", "Deadline demands", "for a rush", -1),
        _mean("demands_per_account", "Demands an account", "demands",
              "demands / accounts, so that who leaves demands no more", -1, "demands", "accounts"),
        _mean("demand_size", "Demand size", _SHARE, "of the list price, mean of those made", -1,
              below="demands"),
        _mean("granted", "Granted", _SHARE, "of demands, for nothing", 0, below="demands"),
        _mean("traded", "Traded", _SHARE, "of demands, for a return", 0, below="demands"),
        _mean("refused", "Refused", _SHARE, "of demands", 0, below="demands"),
        _mean("conceded", "Conceded", _SHARE, "of what a demand asks for, mean", 0,
              below="demands"),
        _per_100("challenges", "Challenges", "a need, or value, put forward", 0),
        _per_100("conflicts", "Conflicts", "months with a challenge refused", -1),
        _mean("challenges_refused", "Challenges refused", _SHARE, "of challenges", -1,
              "conflicts", "challenges"),
        _per_100("bluffs", "Bluffs", "rivals claimed, not there", -1),
        _mean("bluffs_per_demand", "Bluffs a demand", _SHARE, "of demands", -1,
              "bluffs", "demands"),
        _sum("walkaways", "Walk-aways", "talks", "ended, with clients and prospects", 0),
        _mean("returned", "Returned", _SHARE,
              "of talks ended in the window, after which the account is a client again in it", 1,
              below="walkaways"),
        _sum("leads", "Leads", "leads", "prospects who would hear a pitch", 0),
        _sum("pitches", "Pitches", "pitches", "pursued", 0),
        _sum("wins", "Clients won", "accounts", "new and won back", 1),
        _mean("win_rate", "Win rate", _SHARE, "of pitches pursued", 1, "wins", "pitches"),
        _mean("won_share", "Won", _SHARE, "of the accounts, won in the window", 1,
              "won", "accounts"),
        _sum("further_wins", "Further business", "wins", "won from clients", 1),
        _mean("further_win_rate", "Further business, win rate", _SHARE, "of opportunities", 1,
              "further_wins", "further_pitches"),
        _sum("referrals_made", "Referrals made", "referrals", "recommendations given", 1),
        Quantity("referrals_per_100", "Referrals", _PER_100, "recommendations given", 1,
                 "referrals_made", "client_months", 100.0),
        _per_100("referrals_intended", "Referrals intended", "would recommend when asked", 1),
        Quantity("ill_word", "Ill word", "per 100 accounts",
                 "of those who were ever clients: left, and speak ill of the firm", -1,
                 "ill_word", "ever", 100.0),
        _mean("lateness", "Lateness", "months", "mean over client-months", -1),
        _per_100("broken_promises", "Promises broken", "of delay that had been promised away", -1,
                 "months per 100 client-months"),
        _mean("solution_error", "Solution error", "distance",
              "of the standing solution from the need, mean over client-months", -1),
        _mean("want_need_gap", "Want-need gap", "0-1", "of the accounts, end of the window", -1,
              "gap", "home"),
        _mean("quality", "Quality", "0-1", "mean over client-months", 1),
        _per_100("complaints", "Complaints", "of failures", 0),
        _per_100("failures", "Failures", "major ones", -1),
        _per_100("lapses", "Lapses", "bad months", -1),
        _mean("recovered", "Recovered", _SHARE, "of a complaint's harm mended, mean", 1,
              below="complaints"),
        _mean("crises_missed", "Crises missed", _SHARE, "of true crises", -1, below="crises"),
        _mean("urgencies_served", "False urgencies served", _SHARE, "of false urgencies", 0,
              below="urgencies"),
        *_of_reps(),
        *(_mean(name, name.replace("_", "-").capitalize(), "0-1",
                "as requests were answered, mean", 0, below="requests") for name in BEHAVIOURS),
        Quantity("correlation_tenure_margin", "Tenure and margin, r", "r",
                 "Pearson's r of tenure and margin a client-month, over customers", 0,
                 statistic=tenure.correlation),
        Quantity("rank_tenure_margin", "Tenure and margin, rank r", "r",
                 "Spearman's r of tenure and margin a client-month, over customers", 0,
                 statistic=tenure.rank_correlation),
        Quantity("loyal_unprofitable", "Loyal, unprofitable", _SHARE,
                 "of customers, above the median tenure and below the median margin a month", -1,
                 statistic=tenure.loyal_unprofitable),
        Quantity("brief_profitable", "Brief, profitable", _SHARE,
                 "of customers, not above the median tenure and above the median margin", 0,
                 statistic=tenure.brief_profitable),
    )
}  # fmt: skip
