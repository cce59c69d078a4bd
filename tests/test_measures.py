"""Measures: every quantity against the ledger, over cohorts, windows and mixed territories."""

from __future__ import annotations

import numpy as np
import pytest
from measured import Followed, by_hand
from worlds import MIXED, WORLDS, Moody, MoodyAtOnce, diary_of, differences, moody_compiled

from relsim.interventions import parse
from relsim.measures import QUANTITIES, cohort_of, parse_measures, run_measured
from relsim.metrics import OUTCOMES
from relsim.simulation import new_world, run_world, simulate
from relsim.state import DIARY

MONTHS = 30
LIVELY = {
    "customers": 80, "reps": 4, "seed": 11, "competition": 0.15, "crisis_rate": 0.05,
    "failure_rate": 0.05, "lead_rate": 0.2, "client_share_start": 0.6, "further_rate": 0.1,
    "talk_rate": 0.3, "cooling_months": 2, "bluff_base": 3.0, "capacity_hours": 60,
    "reassignment_chance": 0.5,
}  # fmt: skip
CHOOSY = {"name": "choosy", "base": "advisory", "selectivity": 0.7}
EVENTS = [
    {"what": "walk-away", "period": 6, "who": {"share": 0.3, "sample": 3}},
    {"what": "answer", "period": 9, "until": 12, "answer": {"yielding": 1.0, "challenge": 1.0}},
    {"what": "strategy", "period": 20, "strategy": "combative", "who": {"share": 0.5, "sample": 3}},
]
COHORTS = {
    "all": {},
    "clients": {"status": "client"},
    "prospects": {"status": "prospect"},
    "chosen": {"share": 0.5, "sample": 3},
    "rest": {"share": 0.5, "sample": 3, "rest": True, "where": "size > 0.5"},
}
WINDOWS = [(0, MONTHS - 1), (6, 17), (9, 9)]


def every(window, cohort=None):
    """Return a measure of every quantity over one window and cohort."""
    return [
        {"name": f"its_{of}", "of": of, "window": list(window), "cohort": cohort or {}}
        for of in QUANTITIES
    ]


def measured(strategy, tables, periods=MONTHS, **settings):
    """Return the values of measures by arm, and the world they were taken of, at its end."""
    measures = parse_measures(tables, periods)
    world, arms, _ = new_world(strategy, periods=periods, **settings)
    cohorts = {m.name: set(np.flatnonzero(cohort_of(m, world)).tolist()) for m in measures}
    _, taken = run_measured(world, arms, periods, measures)
    return taken, cohorts


@pytest.fixture(scope="module")
def lived():
    return Followed(CHOOSY, MONTHS, interventions=parse(EVENTS), **LIVELY)


@pytest.fixture(scope="module")
def shared():
    return Followed(MIXED, MONTHS, **LIVELY)


def assert_by_hand(values, expected):
    assert {f"its_{name}" for name in expected} == set(values)
    for name, value in expected.items():
        told = values[f"its_{name}"]
        assert told == pytest.approx(value, rel=1e-9, abs=1e-12, nan_ok=True), name


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("cohort", COHORTS)
def test_every_quantity_is_what_the_ledger_says(lived, cohort, window):
    """The oracle walks over the ledger of a stepped run, account by account."""
    tables = every(window, COHORTS[cohort])
    taken, cohorts = measured(CHOOSY, tables, interventions=parse(EVENTS), **LIVELY)
    assert_by_hand(taken[0], by_hand(lived, 0, cohorts["its_margin"], window))


@pytest.mark.parametrize("arm", range(3))
def test_in_a_mixed_territory_each_arm_has_its_own_accounts(shared, arm):
    taken, cohorts = measured(MIXED, every((3, 26), {"where": "size > 0.3"}), **LIVELY)
    assert_by_hand(taken[arm], by_hand(shared, arm, cohorts["its_margin"], (3, 26)))


def test_the_lively_world_leaves_no_quantity_undefined():
    """Else the tests above would hold nothing against nothing."""
    taken, _ = measured(CHOOSY, every(WINDOWS[0]), interventions=parse(EVENTS), **LIVELY)
    assert not [name for name, value in taken[0].items() if np.isnan(value) or value == 0.0]
    assert taken[0]["its_pitches"] < taken[0]["its_leads"]


@pytest.mark.parametrize("name", ["margin", "revenue", "list_revenue", "hours"])
def test_sums_over_all_accounts_are_the_runs(name):
    taken, _ = measured("servile", every((0, 119)), periods=120, customers=200, reps=4)
    result = simulate("servile", customers=200, reps=4)
    assert taken[0][f"its_{name}"] == pytest.approx(float(result.series[name].sum()), rel=1e-12)


def test_over_everybody_and_the_whole_run_a_measure_is_the_outcome():
    taken, _ = measured("servile", every((0, 119), {"status": "client"}), 120, customers=200)
    outcomes = simulate("servile", customers=200).outcomes["servile"]
    for name in ("respect", "trust", "satisfaction", "precedent"):
        assert taken[0][f"its_{name}"] == pytest.approx(outcomes[name], rel=1e-12), name
    whole, _ = measured("servile", every((0, 119)), 120, customers=200)
    for name in (
        "lateness bluffs demands granted traded refused crises_missed recovered walkaways wins"
        " challenges_refused broken_promises complaints referrals_made margin_per_rep_month"
        " margin_per_rep_hour"
    ).split():
        assert whole[0][f"its_{name}"] == pytest.approx(outcomes[name], rel=1e-12, nan_ok=True), (
            name
        )
    two_years, _ = measured("servile", every((0, 23), {"status": "client"}), 120, customers=200)
    assert two_years[0]["its_retained"] == outcomes["retention_24"]


@pytest.mark.parametrize(
    "name",
    [
        "servile, seed 0",
        "advisory, seed 7",
        "mixed",
        "forced events",
        "busy",
        "all off",
        "learning, with every bias",
    ],
)
def test_stepping_notes_what_the_compiled_loop_notes(name):
    one, other = diary_of(**WORLDS[name]), diary_of(**WORLDS[name], step=True)
    assert not differences(one[0], other[0], "diary")


def test_code_of_ones_own_is_measured_in_python_at_once_and_compiled():
    settings = {"customers": 60, "reps": 4, "periods": 24, "seed": 1}
    one, *others = (diary_of(s, **settings)[0] for s in (moody_compiled, Moody(), MoodyAtOnce()))
    for other in others:
        assert not differences(one, other, "diary")


def test_to_be_measured_changes_nothing():
    world, arms, _ = new_world(**WORLDS["busy"])
    series = run_world(world, arms, WORLDS["busy"]["periods"])
    _, noted, customers, reps = diary_of(**WORLDS["busy"])
    found = differences(series, noted, "series")
    found += differences(world.customers, customers, "accounts")
    assert not found + differences(world.reps, reps, "reps")


def test_nothing_is_noted_of_who_is_not_measured():
    entries, *_ = diary_of(**WORLDS["busy"])
    unmeasured = entries[:, 1::2]
    assert not any(unmeasured[name].any() for name in DIARY.names)
    assert entries["requests"][:, ::2].any(axis=1).all()


def test_share_and_sample_choose_the_accounts_that_an_event_befalls():
    who = {"share": 0.4, "sample": 5, "status": "client", "where": "demandingness > 0.2"}
    event = {"what": "urgency", "period": 2, "who": who}
    world, *_ = new_world("servile", customers=300, interventions=parse([event]), seed=9)
    tables = [
        {"name": "hit", "of": "lateness", "cohort": who},
        {"name": "spared", "of": "lateness", "cohort": {**who, "rest": True}},
        {"name": "both", "of": "lateness",
         "cohort": {"status": "client", "where": "demandingness > 0.2"}},
    ]  # fmt: skip
    hit, spared, both = (cohort_of(m, world) for m in parse_measures(tables, 120))
    assert np.flatnonzero(hit).tolist() == world.events["account"].tolist()
    assert not (hit & spared).any() and (hit | spared).tolist() == both.tolist()
    assert hit.sum() > 10 < spared.sum()


def test_a_cohort_without_anybody_in_a_later_world_is_undefined_not_nought():
    tables = [{"name": "kept", "of": "retained", "cohort": {"where": "size > 1000"}}]
    taken, _ = measured("servile", tables, customers=40)
    assert np.isnan(taken[0]["kept"])


def test_every_quantity_says_what_it_is():
    for name, quantity in QUANTITIES.items():
        assert name == quantity.name
        assert quantity.label and quantity.unit and quantity.meaning
        assert quantity.good in (-1, 0, 1)
        if name in OUTCOMES:
            assert quantity.good == OUTCOMES[name].good, name
        assert quantity.statistic or quantity.above in DIARY.names
