"""The firm that patterns are measured on: its reps, its copies, and what is forced on it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from worlds import bits, differences

from relsim.evidence.patterns import pooled
from relsim.evidence.patterns.criteria import CRITERIA, survival_of
from relsim.evidence.patterns.customers import survival
from relsim.evidence.patterns.firm import FORK, PERIODS, Firm, Month, in_words
from relsim.evidence.patterns.forced import ASKED, instant_yes, recovery
from relsim.evidence.patterns.measuring import SORTING_ALONE, measure, measure_all
from relsim.evidence.patterns.orientation import orientation
from relsim.evidence.patterns.talks import toughness
from relsim.parameters import complete
from relsim.rules.bargain import GRANTED
from relsim.state import BEHAVIOURS, CLIENT, FORCE_DEMAND, FORCE_FAILURE

SMALL = {"customers": 120, "reps": 4, "client_share_start": 0.5}


def firm_at(month: int, **changes: float) -> Firm:
    firm = Firm({**SMALL, **changes}, 3, 1)
    firm.run(month)
    return firm


def assert_same(one: Firm, other: Firm) -> None:
    assert one.month == other.month
    found = differences(one.world.customers, other.world.customers, "customers")
    found += differences(one.world.reps, other.world.reps, "reps")
    assert not found, found[:5]


def snapshot(firm: Firm) -> list[Any]:
    world = firm.world
    parts = (world.customers, world.reps, world.events, world.points)
    return [part.tobytes() for part in parts] + [world.parameters.tobytes()]


class Kept:
    """Keeps what it sees of months."""

    def __init__(self) -> None:
        self.months: list[dict[str, Any]] = []

    def see(self, month: Month) -> None:
        self.months.append(
            {"number": month.number, "clients": month.clients.copy(),
             "outcomes": month.outcomes.copy(), "requests": month.requests.copy(),
             "satisfaction": month.customers["satisfaction"].copy()}
        )  # fmt: skip


def clients(firm: Firm) -> Any:
    return np.flatnonzero(firm.customers["status"] == CLIENT)


def test_reps_are_drawn_evenly_over_all_behaviours() -> None:
    firm = Firm({"customers": 1000, "reps": 1000}, 0, 0)
    for name in BEHAVIOURS:
        drawn = firm.world.reps[name]
        assert stats.kstest(np.asarray(drawn), "uniform").pvalue > 0.001, name


def test_the_firm_is_told_in_words() -> None:
    told = in_words(complete({"customers": 1200, "client_share_start": 0.25}))
    assert "1,200 accounts" in told
    assert "25 % are clients" in told
    assert f"{PERIODS} months" in told
    assert "play no part" in told


def test_a_copy_meets_the_same_luck() -> None:
    firm, whole = firm_at(FORK), firm_at(FORK)
    whole.run(30)
    twin = firm.fork()
    before = snapshot(firm)
    twin.run(30)
    assert_same(twin, whole)
    assert snapshot(firm) == before
    firm.run(30)
    assert_same(firm, whole)


def test_what_is_changed_on_a_copy_stays_there() -> None:
    firm = firm_at(10)
    before = snapshot(firm)
    twin = firm.fork()
    twin.set_parameter(failure_rate=0.5)
    twin.set_behaviour(yielding=1.0)
    twin.shift_behaviour(empathy=0.5)
    twin.force(clients(twin), FORCE_FAILURE)
    twin.run(3)
    assert snapshot(firm) == before


def test_a_shift_stays_between_nought_and_one() -> None:
    firm = firm_at(1)
    before = firm.world.reps["yielding"].copy()
    firm.shift_behaviour(yielding=0.25)
    assert firm.world.reps["yielding"].tolist() == np.minimum(before + 0.25, 1.0).tolist()
    firm.shift_behaviour(yielding=-2.0)
    assert firm.world.reps["yielding"].tolist() == [0.0] * len(before)


def test_months_one_by_one_are_those_of_the_compiled_run() -> None:
    firm, whole = firm_at(5), firm_at(5)
    seen = Kept()
    firm.live(20, seen.see)
    totals = whole.run(20)
    assert_same(firm, whole)
    assert [month["number"] for month in seen.months] == list(range(5, 25))
    served = [month["clients"].sum() for month in seen.months]
    assert served == totals["served"].tolist()
    revenue = [m["outcomes"]["revenue"][m["clients"]].sum() for m in seen.months]
    assert revenue == pytest.approx(totals["revenue"].tolist())


def test_a_forced_failure_reaches_exactly_whom_it_should_once() -> None:
    firm = firm_at(12, failure_rate=0.0)
    chosen = clients(firm)[::2]
    firm.force(chosen, FORCE_FAILURE)
    seen = Kept()
    firm.live(3, seen.see)
    struck = [np.flatnonzero(m["clients"] & (m["outcomes"]["failure"] > 0)) for m in seen.months]
    assert struck[0].tolist() == chosen.tolist()
    assert struck[1].size == struck[2].size == 0


def test_a_forced_demand_is_granted_in_full_where_it_is_asked() -> None:
    firm = firm_at(12, demand_base=-20.0)
    chosen = clients(firm)[::3]
    firm.customers["discount"][:] = 0.0
    grant = {"yielding": 1.0, "reciprocity": 0.0, "challenge": 0.0, "walk_away": 0.0}
    firm.force(chosen, FORCE_DEMAND, value=ASKED, answer=grant)
    seen = Kept()
    firm.live(1, seen.see)
    month = seen.months[0]
    asked = np.flatnonzero(month["clients"] & (month["requests"]["demand_kind"] > 0))
    assert asked.tolist() == chosen.tolist()
    assert (month["outcomes"]["answer"][chosen] == GRANTED).all()
    assert month["outcomes"]["conceded"][chosen] == pytest.approx(ASKED)


def test_an_instant_yes_is_compared_at_the_same_price_with_the_same_luck() -> None:
    firm = firm_at(FORK)
    before = snapshot(firm)
    sums = instant_yes(firm)
    assert snapshot(firm) == before
    assert 0 < sums["instant_n"] <= clients(firm).size
    assert sums["instant_lower"] > 0
    # Where an instant yes says nothing, nothing differs: neither price nor luck.
    off = instant_yes(firm_at(FORK, m07_concession_signal=0))
    assert off["instant_n"] > 0
    assert off["instant_lower"] == off["trusted_lower"] == 0.0


def test_failures_are_sorted_by_how_the_complaint_went() -> None:
    firm = firm_at(FORK)
    before = snapshot(firm)
    sums = recovery(firm)
    assert snapshot(firm) == before
    groups = ("silent", "unresolved", "resolved", "quickly")
    assert sums["failed"] == clients(firm).size
    assert sum(sums[f"{name}_failed"] for name in groups) == sums["failed"]
    assert sums["silent_failed"] == sums["failed"] - sums["complained"]
    for name in groups:
        assert 0 <= sums[f"{name}_still"] <= sums[f"{name}_failed"]


def test_a_failure_without_harm_drives_nobody_away() -> None:
    """Three months later only the usual reasons to leave have counted."""
    harmless = dict.fromkeys(("failure_harm", "failure_loss", "exit_base", "competition"), 0.0)
    quiet = {"crisis_rate": 0.0, "refusal_push": 0.0, "refusal_stay": 5.0, "failure_stay": 5.0}
    sums = recovery(firm_at(FORK, **harmless, **quiet, m08_walk_away=0))
    groups = ("silent", "unresolved", "resolved", "quickly")
    assert sum(sums[f"{name}_still"] for name in groups) == sums["failed"]


def yearly_retention(**changes: float) -> Any:
    """Retention in years 1-7 of tenure under sorting alone, pooled over replications."""
    found = []
    for replication in range(40):
        firm = Firm({**SORTING_ALONE, **changes}, 5, replication)
        firm.run(PERIODS)
        found.append(survival(firm.customers, "sorted"))
    curve = np.array([1.0, *survival_of(pooled(found), "sorted")])
    return curve[1:] / curve[:-1]


def test_sorting_alone_is_nothing_but_sorting() -> None:
    """Among the equally restless, who stayed long is no likelier to stay on."""
    same = yearly_retention(restlessness_shape=50.0, exit_base=0.01)
    # some 2,500 clients at .88 a year: the difference has a standard error of .006
    assert abs(same[-3:].mean() - same[:3].mean()) < 0.012
    sorted_out = yearly_retention(restlessness_shape=0.6, exit_base=0.01)
    assert sorted_out[-3:].mean() - sorted_out[:3].mean() > 0.024


def test_without_rivals_sorting_alone_is_one_constant_hazard() -> None:
    same = yearly_retention(restlessness_shape=50.0, competition=0.0)
    expected = (1.0 - complete()["exit_base"]) ** 12
    assert same.mean() == pytest.approx(expected, abs=0.005)


def test_worlds_along_the_index_differ_only_in_what_it_moves() -> None:
    sums = orientation(SMALL, 3, 1)
    by_hand = Firm(SMALL, 3, 1)
    half = {"diagnosis": 0.5, "empathy": 0.5, "yielding": 0.5, "initiative": 0.5, "triage": 0.5}
    by_hand.set_behaviour(**half)
    months = by_hand.run(60)
    assert sums["index_margin_3"] == months["margin"].sum()
    assert sums["index_satisfaction_3"] == by_hand.satisfaction


def test_tougher_reps_give_less() -> None:
    sums = [toughness({"customers": 400, "reps": 12}, 3, number) for number in range(3)]
    total = pooled(sums)
    assert CRITERIA["tough_price"].value(total) > 0
    assert CRITERIA["tough_impasse"].value(total) > 0


def test_one_world_is_measured_alike_whoever_else_is() -> None:
    one = measure(SMALL, 3, 1)
    ticks: list[int] = []
    for workers in (1, 2):
        several = measure_all(SMALL, 3, 2, workers=workers, done=lambda: ticks.append(1))
        assert bits(np.array(list(several[1].values()))).tolist() == (
            bits(np.array(list(one.values()))).tolist()
        )
    assert len(ticks) == 4


def test_a_territory_without_clients_can_be_measured() -> None:
    sums = measure({**SMALL, "client_share_start": 0.0, "lead_rate": 0.0, "m14_word_of_mouth": 0},
                   3, 1)  # fmt: skip
    assert sums["year_clients"] == sums["cohort_began"] == sums["suited"] == 0
    assert np.isnan(sums["tough_satisfaction"])
