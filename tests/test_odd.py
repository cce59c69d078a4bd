"""The description of the model (docs/odd.md) suffices: a second program, written from it alone.

`odd_talks`, `odd_month`, `odd_territory` and `odd_model` are that program: plain Python, NumPy's
own Philox, nothing of relsim. Every number of every account in every month, and all that stands
at the end, is held against the real run.
"""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from odd_model import CUSTOMER, MONTHLY, Second
from odd_talks import OUTCOME
from worlds import UNEVEN

from relsim.accounts import read_book
from relsim.interventions import parse
from relsim.metrics import outcomes_of
from relsim.parameters import PARAMETERS
from relsim.simulation import new_world, run_world
from relsim.strategies import BEHAVIOURS, PRESETS, resolve

REQUEST = ("pitch", "demand_kind", "demand_size", "claims_rival", "urgent", "room")
TRUTH = ("rival", "urgency", "bluff")
#: What is told in codes, 0 to this: each must come up.
CODES = {"demand_kind": 3, "urgency": 2, "answer": 4, "left": 5}
#: Much happens: rare events and many talks, a rep with little time, few accounts.
LIVELY = {
    "customers": 60, "reps": 5, "capacity_hours": 60, "competition": 0.08, "lead_rate": 0.15,
    "crisis_rate": 0.05, "failure_rate": 0.02, "talk_rate": 0.3, "further_rate": 0.2,
    "demand_base": -2.5, "cooling_months": 3, "floor_margin": 0.3, "bluff_base": 0.0,
}  # fmt: skip
RELATIVE = 1e-12


def both(strategy, months, seed=11, replication=3, misread=None, events=(), book=None, **overrides):
    """Run the two programs and compare them; return how often what happened.

    `misread` changes parameters for the second program alone, `book` its customers at month 0.
    """
    world, arms, values = new_world(
        strategy, seed=seed, replication=replication, periods=months,
        interventions=parse(events), **overrides,
    )  # fmt: skip
    p = SimpleNamespace(**{**values, **(misread or {})})
    second = Second(p, arms, seed, replication, events)
    if book:
        book(second)
    seen = Counter()

    counted = []

    def compare(month, ledger):
        played, sums = second.play(month)
        counted.append(sums)
        assert np.flatnonzero(ledger.active).tolist() == sorted(played)
        for kind, rows, names in (
            ("q", ledger.requests, REQUEST),
            ("t", ledger.truths, TRUTH),
            ("o", ledger.outcomes, OUTCOME),
        ):
            for name in names:
                real = rows[name][sorted(played)]
                told = [getattr(getattr(played[i], kind), name) for i in sorted(played)]
                close(told, real, f"{name} in month {month}")
                if kind == "o":
                    seen[name] += np.count_nonzero(real)
                if name in CODES:
                    seen.update(f"{name} {code}" for code in real)
        seen["client-months"] += sum(not m.q.pitch for m in played.values())

    series = run_world(world, arms, months, watch=compare)
    for month, sums in enumerate(counted):
        for arm in range(len(arms)):
            for name in MONTHLY:
                close(sums[arm][name], series[month, arm][name], f"{name} of month {month}")
    if months >= 36:
        for arm in range(len(arms)):
            real = outcomes_of(series[:, arm], world.customers, arm, values)
            told = second.outcomes([sums[arm] for sums in counted], arm)
            assert told.keys() == real.keys()
            close([told[name] for name in real], list(real.values()), f"outcomes of arm {arm}")
    for name in CUSTOMER:
        close([getattr(c, name) for c in second.customers], world.customers[name], name)
    for name in ("expertise", "morale", "backlog_hours"):
        close([getattr(r, name) for r in second.reps], world.reps[name], name)
    for name in BEHAVIOURS:
        close([getattr(r.b, name) for r in second.reps], world.reps[name], name)
    return seen


def close(told, real, what):
    assert_allclose(
        np.asarray(told, float), np.asarray(real, float), RELATIVE, RELATIVE, err_msg=what
    )


@pytest.mark.parametrize("strategy", ["servile", "combative", "advisory"])
def test_the_text_gives_the_numbers_of_a_default_territory(strategy):
    seen = both(strategy, 24, customers=150)
    assert seen["client-months"] > 300


def test_the_text_gives_the_numbers_where_much_happens():
    """Reps all over the behaviours, in one mixed territory; every part of an outcome is used."""
    arms = [
        {"name": "wide", "base": "advisory", "jitter": 0.5},
        {"name": "hard", "base": "combative", "jitter": 0.3},
        {"name": "soft", "base": "servile", "jitter": 0.3},
    ]
    seen = both(arms, 60, **LIVELY)
    assert [name for name in OUTCOME if seen[name] == 0] == []
    codes = [f"{name} {code}" for name, most in CODES.items() for code in range(most + 1)]
    assert [code for code in codes if seen[code] == 0] == []


def test_the_text_gives_the_numbers_where_strategies_have_shares_of_the_reps():
    both(UNEVEN, 36, customers=60, reps=9)


#: Accounts that leave are soon back, with any rep; a rep has every bias.
LEARNING = {
    "review_months": 4, "review_inertia": 0.2, "review_loss_aversion": 2.2, "far_sightedness": 0.7,
    "fearful_silence": 0.1, "misattribution": 0.2, "cooling_months": 1, "reassignment_chance": 1,
    "exit_base": 0.03,
}  # fmt: skip


def test_the_text_gives_the_numbers_of_reps_who_adapt():
    arms = ["adaptive", "servile", {"name": "learns", "base": "adaptive-servile", "jitter": 0.2}]
    half = {"share": 0.5}
    events = [
        {"what": "answer", "period": 9, "answer": {"yielding": 1.0}, "who": half},
        {"what": "strategy", "period": 6, "who": {"share": 0.1},
         "strategy": {"name": "softer", **PRESETS["servile"].point}},
    ]  # fmt: skip
    both(arms, 48, events=events, **{**LIVELY, **LEARNING, "customers": 120, "reps": 9})


def test_a_bias_of_adaptive_reps_misread_by_a_millionth_is_noticed():
    for name in ("review_step", "review_loss_aversion", "review_horizon_months", "fearful_silence"):
        wrong = {name: LEARNING.get(name, PARAMETERS[name].default) * (1 + 1e-6)}
        with pytest.raises(AssertionError, match="Not equal to tolerance"):
            both("adaptive", 12, misread=wrong, **{**LIVELY, **LEARNING})


def test_the_text_gives_the_numbers_where_events_are_forced():
    half = {"share": 0.5}
    soft = {"name": "softer", **PRESETS["servile"].point}
    events = [
        {"what": "failure", "period": 2, "who": half},
        {"what": "failure", "period": 14, "until": 15, "who": half},
        {"what": "crisis", "period": 3, "who": half},
        {"what": "urgency", "period": 3, "until": 5, "who": {}},
        {"what": "rival-offer", "period": 4, "value": 0.3, "who": {**half, "sample": 7}},
        {"what": "rival-offer", "period": 5, "until": 7, "who": half},
        {"what": "impossible-demand", "period": 6, "until": 8, "who": {"accounts": [3, 5, 8, 9]}},
        {"what": "impossible-demand", "period": 8, "until": 11, "value": 0.3, "who": half},
        {"what": "impossible-deadline", "period": 11, "until": 12, "value": 0.2, "who": half},
        {"what": "warning", "period": 8, "until": 9, "who": half},
        {"what": "walk-away", "period": 13, "until": 14, "who": half},
        {"what": "answer", "period": 2, "until": 14, "answer": {"walk_away": 1.0}, "who": half},
        {"what": "answer", "period": 9, "answer": {"openness": 1.0, "walk_away": 0.0}, "who": {}},
        {"what": "strategy", "period": 10, "strategy": soft, "who": half},
    ]
    many = {**LIVELY, "customers": 150, "reps": 12, "client_share_start": 0.7}
    seen = both("combative", 18, events=events, **many)
    assert seen["failure"] > 40 and seen["answer 4"] > 30 and seen["demand_kind 3"] > 40


def test_the_text_gives_the_numbers_of_an_own_book(tmp_path):
    status, reps = ("client", "", "prospect", "lost", "client"), ("North", "", "South", "East")
    lines = ["account_id,status,rep,revenue,want_need_gap,tenure,trust,precedent,discount"]
    for i in range(80):
        given = f"{300 + 40 * i},0.{i + 10},{i},0.6,0.2,0.1" if i % 3 else ",,,,,"
        lines.append(f"{i},{status[i % 5]},{reps[i % 4]},{given}")
    path = tmp_path / "book.csv"
    path.write_text("\n".join(lines))

    def written(second):
        p = second.p
        for i, c in enumerate(second.customers):
            c.status = {"prospect": 0, "lost": 2}.get(status[i % 5], 1)
            c.initial = int(c.status == 1)
            c.joined, c.spells = c.initial - 1, int(c.status > 0)
            c.cooling = p.cooling_months if c.status == 2 else 0
            belief = p.client_belief_start if c.initial else p.stranger_belief
            c.respect = c.trust = c.frankness = belief
            c.signals = p.signals_start if c.initial else 0
            if not c.initial:
                c.tenure = c.discount = c.solution = 0
            if i % 3:
                c.size, gap = (300 + 40 * i) / p.list_price, float(f"0.{i + 10}")
                c.solution *= gap / c.want_need_gap
                c.want_need_gap, c.trust, c.precedent = gap, 0.6, 0.2
                if c.initial:
                    c.tenure, c.discount = i, 0.1
            if reps[i % 4]:
                c.rep = ("North", "South", "East").index(reps[i % 4])
            c.tenure_start = c.tenure
            second.carry(c)

    here = {"customers": 80, "reps": 3, "client_share_start": 1}
    book = read_book(path)
    seen = both(
        "advisory", 24, book=written, misread=here, accounts=book, lead_rate=0.1, competition=0.1
    )
    assert seen["won"] > 10 and seen["left"] > 5


@pytest.mark.parametrize("switch", [p.name for p in PARAMETERS.values() if p.kind == "switch"])
def test_the_text_gives_the_numbers_with_each_mechanism_switched_off(switch):
    wide = resolve({"name": "wide", "base": "advisory", "jitter": 0.6})
    both([wide, "adaptive"], 15, **{**LIVELY, switch: 0})


@pytest.mark.parametrize(
    "name", ["belief_prior", "satisfaction_gain", "pitch_fit", "fit_mean", "word_weight"]
)
def test_a_text_misread_by_a_millionth_is_noticed(name):
    wrong = {name: PARAMETERS[name].default * (1 + 1e-6)}
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        both("advisory", 12, misread=wrong, **LIVELY)
