"""Worlds from all over the parameter box, its extreme corners included, and what must hold there.

Run as a program, ``python corners.py first count`` plays some of them (plain Python where
``NUMBA_DISABLE_JIT=1``).
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from relsim.parameters import PARAMETERS
from relsim.simulation import Result, simulate
from relsim.state import BEHAVIOURS

# How large a world is says nothing about its rules.
_SIZES = ("customers", "reps")
BOX = {name: p for name, p in PARAMETERS.items() if name not in _SIZES}
_UNIT = (
    "want_need_gap fit complexity needs_drift demandingness dominance honesty price_sensitivity"
    " respect trust precedent satisfaction frankness bluff_payoff references respect_carried"
    " trust_carried precedent_carried satisfaction_carried"
).split()
_NOT_NEGATIVE = (
    "size service_intensity restlessness specials_hours commitment_months signals revenue tenure"
    " spells warned failures active_months referrals_made complaints concessions"
).split()
_SHARES = (
    "granted traded refused recovered challenges_refused crises_missed churn_yearly retention_24"
    " respect trust satisfaction precedent respect_current trust_current satisfaction_current"
    " precedent_current morale expertise servility"
).split()
LARGEST_DISCOUNT = 0.9
_ROUNDING = 1e-12


def value_at(name: str, share: float) -> float:
    """Return the value that lies `share` of the way through a parameter's hard bounds."""
    p = BOX[name]
    value = p.low + (p.high - p.low) * share
    return round(value) if p.kind != "float" else min(p.high, max(p.low, value))


def corner(number: int) -> tuple[dict[str, float], dict[str, Any]]:
    """Return the parameters and the strategy of one world of the box.

    Every second one has all numbers far out, the others a few of them.
    """
    rng = np.random.default_rng(number)
    names = list(BOX)
    if number % 2:
        names = list(rng.choice(names, size=int(rng.integers(1, 30)), replace=False))
    where = rng.choice([0.0, 1.0, math.nan], size=len(names), p=[0.4, 0.4, 0.2])
    where = np.where(np.isnan(where), rng.random(len(names)), where)
    values = {name: value_at(name, float(share)) for name, share in zip(names, where, strict=True)}
    values |= {"customers": int(rng.choice([1, 2, 30])), "reps": int(rng.choice([1, 3, 40]))}
    point = {name: float(rng.choice([0.0, 1.0, rng.random()])) for name in BEHAVIOURS}
    base = "advisory" if number % 3 else "adaptive"
    return values, {"name": "anyone", "base": base, **point}


def _outside(rows: Any, fields: Mapping[str, tuple[float, float]] | list[str], low: float,
             high: float) -> list[str]:  # fmt: skip
    return [
        f"{field} in [{rows[field].min():g}, {rows[field].max():g}]"
        for field in fields
        if rows[field].min() < low - _ROUNDING or rows[field].max() > high + _ROUNDING
    ]


def undefined_where(result: Result, arm: int) -> dict[str, bool]:
    """Return which outcomes have nothing to divide by, so that they are NaN; the others are not."""
    series = result.series[:, arm]
    months = len(series)
    sums = {name: float(series[name].sum()) for name in series.dtype.names}
    demands = sums["demands_price"] + sums["demands_scope"] + sums["demands_deadline"]
    cohort, clients = series["cohort"][-1], series["clients"][-1]
    unserved = sums["served"] == 0
    rows = ("lateness", "bluffs", "demands", "complaints", "broken_promises", "churn_yearly")
    beliefs = ("respect", "trust", "satisfaction", "precedent")
    return {
        "margin_12": months < 12,
        "margin_36": months < 36,
        "margin_per_rep_hour": sums["hours"] == 0,
        "discount_mean": sums["list_revenue"] == 0,
        "retention_24": months < 24 or cohort == 0,
        **dict.fromkeys(rows, unserved),
        **dict.fromkeys(("granted", "traded", "refused"), demands == 0),
        "recovered": sums["complaints"] == 0,
        "challenges_refused": sums["challenges"] == 0,
        "crises_missed": sums["crises"] == 0,
        **dict.fromkeys(beliefs, cohort == 0),
        **dict.fromkeys((f"{name}_current" for name in beliefs), clients == 0),
    }


def faults(result: Result) -> list[str]:
    """Return everything about a run that cannot be."""
    accounts, reps, series = result.accounts, result.reps, result.series
    found = [
        f"{name}.{field} is not finite"
        for name, rows in (("accounts", accounts), ("reps", reps), ("series", series))
        for field in rows.dtype.names
        if not np.isfinite(rows[field].astype(float)).all()
    ]
    found += _outside(accounts, _UNIT, 0.0, 1.0)
    found += _outside(accounts, _NOT_NEGATIVE, 0.0, math.inf)
    found += _outside(accounts, ["discount"], 0.0, LARGEST_DISCOUNT)
    found += _outside(accounts, ["status"], 0, 2)
    found += _outside(accounts, ["volume"], 1.0, PARAMETERS["volume_most"].high)
    found += _outside(accounts, ["rep"], 0, len(reps) - 1)
    found += _outside(reps, ["expertise", "morale", *BEHAVIOURS], 0.0, 1.0)
    found += _outside(reps, ["backlog_hours"], 0.0, math.inf)
    signed = {"margin", "discount"}
    found += _outside(series, [f for f in series.dtype.names if f not in signed], 0.0, math.inf)
    for number, arm in enumerate(result.arms):
        outcomes, undefined = result.outcomes[arm], undefined_where(result, number)
        for name, value in outcomes.items():
            top = 1.0 + _ROUNDING if name in _SHARES else sys.float_info.max
            finite = (-_ROUNDING if name in _SHARES else -top) <= value <= top
            if finite == bool(undefined.get(name, False)):
                found.append(f"outcome {name} = {value}")
    return found


def play(values: Mapping[str, float], strategy: Any, seed: int, periods: int) -> list[str]:
    """Play a world and return its faults."""
    try:
        return faults(simulate(strategy, seed=seed, periods=periods, parameters=values))
    except (ArithmeticError, ValueError, IndexError) as error:
        return [repr(error)]


def smallest(values: dict[str, float], fails: Callable[[dict[str, float]], bool]) -> dict:
    """Return the fewest of some settings that still fail, so that a fault can be read."""
    for name in list(values):
        fewer = {other: value for other, value in values.items() if other != name}
        if fails(fewer):
            values = fewer
    return values


def play_all(first: int, count: int, periods: int) -> list[str]:
    """Play `count` corners and return what went wrong, each with the settings that it takes."""
    wrong = []
    for number in range(first, first + count):
        values, strategy = corner(number)
        found = play(values, strategy, number, periods)
        if found and len(wrong) < 3:
            least = smallest(values, lambda v, n=number, s=strategy: bool(play(v, s, n, periods)))
            wrong.append(f"corner {number}: {found[:4]} under {least}, {strategy}")
    return wrong


if __name__ == "__main__":
    told = play_all(int(sys.argv[1]), int(sys.argv[2]), periods=14)
    print("\n".join(told))
    sys.exit(1 if told else 0)
