"""Every quantity worked out a second time: from the ledger of a run, account by account."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

from relsim import stepping
from relsim.simulation import new_world
from relsim.state import BEHAVIOURS, CARRIED, CLIENT, MONTH, rows


class Month(NamedTuple):
    """One account's month in a rep's hands: what was asked, answered, came of it, and after."""

    account: int
    month: int
    request: Any
    truth: Any
    behaviour: Any
    outcome: Any
    customer: Any


class Followed:
    """A world played month by month with everything kept.

    Attributes
    ----------
    months : list of Month
        Of active accounts, in order.
    ends : list of (customers, reps)
        Copies at the end of each month.
    start : record array
        The customers at month 0.
    """

    def __init__(self, strategy: Any, periods: int, **settings: Any) -> None:
        world, arms, _ = new_world(strategy, periods=periods, **settings)
        self.start = world.customers.copy()
        self.reps_per_arm = np.bincount(world.reps["arm"], minlength=len(arms))
        self.months: list[Month] = []
        self.ends: list[tuple[Any, Any]] = []
        ledger = stepping.Ledger(len(world.customers))

        def watch(month: int, _: Any) -> None:
            homes = world.reps["arm"][world.customers["rep"]] == world.customers["home_arm"]
            for i in np.flatnonzero(ledger.active & homes):
                kinds = (ledger.requests, ledger.truths, ledger.behaviours, ledger.outcomes)
                self.months.append(
                    Month(int(i), month, *(kind[i].copy() for kind in kinds),
                          world.customers[i].copy())
                )  # fmt: skip

        for month in range(periods):
            stepping.step(month, world, arms, ledger, rows(MONTH, len(arms)), watch)
            self.ends.append((world.customers.copy(), world.reps.copy()))


def quotient(above: float, below: float) -> float:
    return above / below if below else math.nan


def mean(values: Any) -> float:
    values = list(values)
    return float(np.mean(values)) if values else math.nan


def by_hand(
    seen: Followed, arm: int, chosen: set[int], window: tuple[int, int]
) -> dict[str, float]:
    """Return every quantity over some accounts of an arm and a window, the long way."""
    first, last = window
    chosen = {a for a in chosen if seen.start["home_arm"][a] == arm}
    all_months = [m for m in seen.months if m.account in chosen and first <= m.month <= last]
    pitches = [m for m in all_months if m.request.pitch]
    served = [m for m in all_months if not m.request.pitch]
    demands = [m for m in served if m.request.demand_kind > 0]
    customers, reps = seen.ends[last]
    accounts = sorted(chosen)
    ever = [a for a in accounts if customers["joined"][a] >= 0]
    home = [a for a in accounts if reps["arm"][customers["rep"][a]] == arm]
    span = range(first, last + 1)

    def total(of: list[Month], name: str) -> float:
        return math.fsum(m.outcome[name] for m in of)

    margin, hours = total(all_months, "margin"), total(all_months, "hours")
    list_revenue, revenue = total(served, "list_revenue"), total(served, "revenue")
    count, rep_months = len(served), float(seen.reps_per_arm[arm] * len(span))
    lost = [m for m in served if m.outcome.left > 0]
    at_start = {m.account for m in served if m.month == first}
    won = [m for m in pitches if m.outcome.won]
    walks = [m for m in all_months if m.outcome.walked]

    def comes_back(walk: Month) -> bool:
        if walk.outcome.returned:
            return True
        later = (m for m in won if m.account == walk.account and m.month > walk.month)
        return any(True for _ in later)

    def per_100(number: float) -> float:
        return quotient(100.0 * number, count)

    def carried(name: str, month: int) -> list[float]:
        then = seen.ends[month][0]
        return [then[f"{name}_carried"][a] for a in accounts if then["joined"][a] >= 0]

    def of_reps(name: str, month: int) -> list[float]:
        then, team = seen.ends[month]
        serving = (then["rep"][a] for a in accounts)
        return [team[name][r] for r in serving if team["arm"][r] == arm]

    crises = [m for m in served if m.truth.urgency == 2]
    false = [m for m in served if m.truth.urgency == 1]
    rivals = [m for m in served if m.truth.rival]
    answers = {kind: sum(m.outcome.answer == kind for m in demands) for kind in (1, 2, 3)}
    challenges = sum(m.outcome.challenged for m in served)
    conflicts = sum(m.outcome.conflict > 0 for m in served)
    further = sum(m.outcome.further_won for m in served)
    own = sorted({m.account for m in served})
    tenure = np.array([customers["tenure_start"][a] + customers["active_months"][a] for a in own])
    monthly = np.array([mean(m.outcome.margin for m in served if m.account == a) for a in own])
    kinds = {k: sum(m.request.demand_kind == k for m in demands) for k in (1, 2, 3)}
    long, rich = tenure > np.median(tenure), monthly > np.median(monthly)
    poor = monthly < np.median(monthly)
    return {
        "margin": margin,
        "client_margin": total(served, "margin"),
        "revenue": revenue,
        "list_revenue": list_revenue,
        "hours": hours,
        "margin_share": quotient(margin, list_revenue),
        "margin_per_rep_hour": quotient(margin, hours),
        "margin_per_rep_month": margin / rep_months,
        "list_revenue_per_rep_hour": quotient(list_revenue, hours),
        "list_revenue_per_rep_month": list_revenue / rep_months,
        "margin_per_account": margin / len(accounts),
        "margin_per_active_month": quotient(total(served, "margin"), count),
        "discount": 1.0 - revenue / list_revenue,
        "price": revenue / list_revenue,
        "opening_discount": mean(m.outcome.conceded for m in won),
        **{name: mean(carried(name, last)) for name in CARRIED},
        **{f"{n}_mean": mean(v for month in span for v in carried(n, month)) for n in CARRIED},
        **{f"{name}_held": mean(customers[name][a] for a in home) for name in CARRIED},
        "retained": mean(customers["left"][a] < 0 for a in ever),
        "retained_in_window": mean(a not in {m.account for m in lost} for a in at_start),
        "clients_end": sum(customers["status"][a] == CLIENT for a in home) / len(accounts),
        "client_months": count / len(accounts),
        "churned": per_100(len(lost)),
        "lost_to_rival": mean(m.outcome.left == 2 for m in rivals),
        "demands": per_100(len(demands)),
        "demands_price": per_100(kinds[1]),
        "demands_scope": per_100(kinds[2]),
        "demands_deadline": per_100(kinds[3]),
        "demands_per_account": len(demands) / len(accounts),
        "demand_size": mean(m.request.demand_size for m in demands),
        "granted": quotient(answers[1], len(demands)),
        "traded": quotient(answers[2], len(demands)),
        "refused": quotient(answers[3], len(demands)),
        "conceded": mean(m.outcome.conceded / m.request.demand_size for m in demands),
        "challenges": per_100(challenges),
        "conflicts": per_100(conflicts),
        "challenges_refused": quotient(conflicts, challenges),
        "bluffs": per_100(sum(m.truth.bluff for m in served)),
        "bluffs_per_demand": mean(m.truth.bluff for m in demands),
        "walkaways": float(len(walks)),
        "returned": mean(comes_back(walk) for walk in walks),
        "leads": float(len(pitches)),
        "pitches": total(pitches, "pursued"),
        "wins": float(len(won)),
        "win_rate": quotient(len(won), total(pitches, "pursued")),
        "won_share": len({m.account for m in won}) / len(accounts),
        "further_wins": float(further),
        "further_win_rate": quotient(further, total(served, "further_pitch")),
        "referrals_made": total(served, "recommended"),
        "referrals_per_100": per_100(total(served, "recommended")),
        "referrals_intended": per_100(total(served, "intended")),
        "ill_word": quotient(100.0 * sum(m.customer.speaks_ill for m in lost), len(ever)),
        "lateness": mean(m.outcome.lateness for m in served),
        "broken_promises": per_100(total(served, "broken_months")),
        "solution_error": mean(abs(m.customer.solution) for m in served),
        "want_need_gap": mean(customers["want_need_gap"][a] for a in home),
        "quality": mean(m.outcome.quality for m in served),
        "complaints": per_100(total(served, "complained")),
        "failures": per_100(total(served, "failure")),
        "lapses": per_100(total(served, "lapse")),
        "recovered": mean(m.outcome.recovery for m in served if m.outcome.complained),
        "crises_missed": mean(m.outcome.crisis_missed for m in crises),
        "urgencies_served": mean(m.outcome.urgency_served for m in false),
        **{name: mean(of_reps(name, last)) for name in ("morale", "expertise", "backlog_hours")},
        **{
            f"{name}_mean": mean(v for month in span for v in of_reps(name, month))
            for name in ("morale", "expertise", "backlog_hours")
        },
        **{name: mean(m.behaviour[name] for m in all_months) for name in BEHAVIOURS},
        "correlation_tenure_margin": float(stats.pearsonr(tenure, monthly).statistic),
        "rank_tenure_margin": float(stats.spearmanr(tenure, monthly).statistic),
        "loyal_unprofitable": float(np.mean(long & poor)),
        "brief_profitable": float(np.mean(~long & rich)),
    }
