"""What is noted of two accounts in three months, row by row, and what measures make of it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relsim.measures import QUANTITIES, parse_measures, run_measured, tenure
from relsim.month.diary import note_account, note_month
from relsim.simulation import new_world
from relsim.state import (
    BEHAVIOUR,
    CLIENT,
    CUSTOMER,
    DIARY,
    LOST,
    OUTCOME,
    REP,
    REQUEST,
    TRUTH,
    rows,
)

WINDOW = (1, 2)


class Firm:
    """Two accounts of one rep, and the diary of months 1 and 2."""

    def __init__(self) -> None:
        self.customers, self.reps = rows(CUSTOMER, 2), rows(REP, 1)
        self.customers["joined"] = [0, -1]
        self.customers["left"] = -1
        self.customers["status"] = [CLIENT, 0]
        self.entries = rows(DIARY, 2).reshape(1, 2)
        self.entries["accounts"] = 1.0
        self.diary = np.array([WINDOW]), self.entries

    def play(self, month: int, account: int, pitch: int = 0, **came: float) -> None:
        """Note an account's month: fields of its request, truth and outcome."""
        kinds = [rows(kind, 1)[0] for kind in (REQUEST, TRUTH, BEHAVIOUR, OUTCOME)]
        request, truth, behaviour, outcome = kinds
        request["pitch"] = pitch
        behaviour["yielding"] = 0.25 * month
        for name, value in came.items():
            (row,) = [r for r in (request, truth, outcome) if name in r.dtype.names][:1]
            row[name] = value
        note_account(
            account, month, self.customers[account], self.reps[0], request, truth, behaviour,
            outcome, self.diary,
        )  # fmt: skip

    def close(self, month: int) -> None:
        note_month(month, self.customers, self.reps, self.diary)

    def __getitem__(self, name: str) -> float:
        entries = self.entries[0].view(np.ndarray)
        sums = {field: float(entries[field].sum()) for field in DIARY.names}
        return QUANTITIES[name].of(entries, {**sums, "rep_months": 2.0})


@pytest.fixture(scope="module")
def firm():
    """Return three months: a client who demands and leaves, a prospect who is won in the last."""
    firm = Firm()
    first, second = firm.customers
    # Before the window: must leave no trace.
    firm.play(0, 0, revenue=1e6, margin=1e6, hours=1e3, lateness=9.0)
    firm.close(0)
    firm.play(1, 0, revenue=90.0, list_revenue=100.0, margin=30.0, hours=2.0, lateness=0.5,
              demand_kind=1, demand_size=0.1, conceded=0.05, answer=1, bluff=1)  # fmt: skip
    firm.play(1, 1, pitch=1, pursued=1, hours=4.0, margin=-40.0, walked=1)
    first["respect_carried"], first["respect"] = 0.6, 0.6
    second["respect"] = 0.4
    firm.reps["morale"] = 0.8
    firm.close(1)
    first["speaks_ill"], first["left"] = 1, 2
    firm.play(2, 0, revenue=100.0, list_revenue=100.0, margin=50.0, hours=6.0, lateness=0.1,
              rival=1, left=2, challenged=1, conflict=0.3)  # fmt: skip
    firm.play(2, 1, pitch=1, pursued=1, hours=4.0, margin=-40.0, won=1, conceded=0.2)
    first["status"], second["status"] = LOST, CLIENT
    first["respect_carried"], first["respect"], first["active_months"] = 0.5, 0.3, 3
    second["joined"], second["respect_carried"], second["respect"] = 2, 0.7, 0.7
    firm.reps["morale"] = 0.6
    firm.close(2)
    # After the window.
    firm.play(3, 1, revenue=1e6, margin=1e6, hours=1e3, lateness=9.0)
    firm.close(3)
    return firm


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("margin", 30.0 + 50.0 - 40.0 - 40.0),
        ("client_margin", 80.0),
        ("hours", 16.0),
        ("margin_share", 0.0),
        ("margin_per_active_month", 40.0),
        ("list_revenue_per_rep_hour", 200.0 / 16.0),
        ("list_revenue_per_rep_month", 100.0),
        ("discount", 10.0 / 200.0),
        ("price", 190.0 / 200.0),
        ("opening_discount", 0.2),
        ("lateness", 0.3),
        ("demands", 50.0),
        ("demand_size", 0.1),
        ("conceded", 0.5),
        ("granted", 1.0),
        ("bluffs_per_demand", 1.0),
        ("conflicts", 50.0),
        ("challenges_refused", 1.0),
        ("lost_to_rival", 1.0),
        ("churned", 50.0),
        ("ill_word", 50.0),  # one of the two who were ever clients
        ("walkaways", 1.0),
        ("returned", 1.0),  # sent away in month 1, won in month 2
        ("win_rate", 0.5),
        ("won_share", 0.5),
        ("retained", 0.5),  # the one left, the other was won and is there
        ("retained_in_window", 0.0),
        ("clients_end", 0.5),
        ("respect", (0.5 + 0.7) / 2.0),
        ("respect_mean", (0.6 + 0.5 + 0.7) / 3.0),  # the second carries nothing before it is won
        ("respect_held", (0.3 + 0.7) / 2.0),
        ("morale", 0.6),
        ("morale_mean", 0.7),
        ("yielding", (0.25 + 0.25 + 0.5 + 0.5) / 4.0),
        ("recovered", math.nan),
    ],
)
def test_two_accounts_in_two_months(firm, name, value):
    assert firm[name] == pytest.approx(value, nan_ok=True)


def test_an_account_in_the_hands_of_another_arm_is_not_noted():
    firm = Firm()
    firm.customers["home_arm"] = 1
    firm.play(1, 0, revenue=90.0, margin=30.0)
    firm.close(1)
    firm.close(2)
    assert firm["margin"] == 0.0
    assert math.isnan(firm["morale"])
    assert firm["clients_end"] == 0.0


def customers(tenures, margins):
    entries = rows(DIARY, len(tenures))
    entries["tenure"], entries["client_margin"], entries["client_months"] = tenures, margins, 1.0
    return entries


def test_loyal_and_profitable_by_hand():
    """Medians 25 and 2.5: of four, the second long one is poor and the first short one is rich."""
    four = customers([10.0, 20.0, 30.0, 40.0], [3.0, 1.0, 4.0, 2.0])
    assert tenure.loyal_unprofitable(four) == 0.25
    assert tenure.brief_profitable(four) == 0.25
    assert tenure.correlation(four) == pytest.approx(0.0)
    assert tenure.rank_correlation(customers([1.0, 2.0, 9.0], [0.0, 5.0, 6.0])) == pytest.approx(1)


def test_who_was_no_client_in_the_window_is_no_customer():
    entries = customers([10.0, 20.0, 99.0], [1.0, 2.0, -50.0])
    entries["client_months"][2] = 0.0
    assert tenure.correlation(entries) == pytest.approx(1.0)
    for few in (entries[:0], entries[:1], customers([5.0, 5.0], [1.0, 2.0])):
        assert math.isnan(tenure.correlation(few))
        assert math.isnan(tenure.rank_correlation(few))
    assert math.isnan(tenure.loyal_unprofitable(entries[:0]))
    assert math.isnan(tenure.brief_profitable(entries[:0]))


ADDED = ("margin", "revenue", "hours", "wins", "pitches", "referrals_made", "further_wins")


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 22), seed=st.integers(0, 2**64 - 1))
def test_two_windows_that_meet_add_up(cut, seed):
    tables = [
        {"name": f"{of}-{part}", "of": of, "window": list(window)}
        for of in ADDED
        for part, window in enumerate([(0, 23), (0, cut), (cut + 1, 23)])
    ]
    world, arms, _ = new_world("servile", seed=seed, periods=24, customers=40, reps=3)
    _, (taken,) = run_measured(world, arms, 24, parse_measures(tables, 24))
    for of in ADDED:
        whole, *parts = (taken[f"{of}-{part}"] for part in range(3))
        assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=1e-6)


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0.05, 0.95), sample=st.integers(0, 1000), seed=st.integers(0, 2**64 - 1))
def test_chosen_and_rest_add_up_to_all(share, sample, seed):
    cohorts = [
        {},
        {"share": share, "sample": sample},
        {"share": share, "sample": sample, "rest": True},
    ]
    tables = [
        {"name": f"{of}-{part}", "of": of, "cohort": cohort}
        for of in ADDED
        for part, cohort in enumerate(cohorts)
    ]
    world, arms, _ = new_world("advisory", seed=seed, periods=12, customers=40, reps=3)
    _, (taken,) = run_measured(world, arms, 12, parse_measures(tables, 12))
    for of in ADDED:
        whole, *parts = (taken[f"{of}-{part}"] for part in range(3))
        assert sum(parts) == pytest.approx(whole, rel=1e-9, abs=1e-6)
