"""Events forced on accounts: what each does in a run, alone and together."""

from __future__ import annotations

import numpy as np
import pytest
from forced_runs import ALONE, EXAMPLES, MONTHS, Seen, clients, hit_by, one

from relsim.errors import InputError
from relsim.interventions import parse
from relsim.rules.bargain import GRANTED, REFUSED, TRADED, WALKED
from relsim.rules.request import CRISIS, DEADLINE, FALSE_URGENCY, NO_DEMAND, PRICE
from relsim.simulation import simulate
from relsim.state import PROSPECT
from relsim.strategies import PRESETS, Strategy

HALF = {"share": 0.5}


@pytest.fixture(scope="module")
def plain():
    return Seen()


def same_but(left, right, others):
    """Whether two runs agree on some accounts in every month, but for the marks of forcing."""
    for a, b in zip(left.months, right.months, strict=True):
        for kind in ("requests", "truths", "behaviours", "outcomes", "customers"):
            mask = others & a["active"] if kind != "customers" else others
            for name in a[kind].dtype.names:
                if not np.array_equal(a[kind][name][mask], b[kind][name][mask], equal_nan=True):
                    return False
        if not np.array_equal(a["active"][others], b["active"][others]):
            return False
    return True


# --- alone -----------------------------------------------------------------------------------


def struck(plain, month=4, **table):
    """Run with an event on half the accounts; check that it touches nobody else, nor earlier."""
    seen = Seen(one(period=month, who=HALF, **table))
    hit = hit_by(seen)
    assert 60 < hit.sum() < 140
    assert same_but(seen, plain, ~hit)
    for name in seen[0]["outcomes"].dtype.names:
        for m in range(month):
            on = seen[m]["active"]
            assert np.array_equal(seen[m]["outcomes"][name][on], plain[m]["outcomes"][name][on])
    clientele = clients(seen, month) & hit
    assert clientele.sum() > 10
    return seen, hit, clientele


def test_a_failure(plain) -> None:
    seen, _, on = struck(plain, what="failure")
    assert (seen[4]["outcomes"]["failure"][on] == 1).all()
    still = on & clients(seen, 5)
    assert seen[5]["outcomes"]["failure"][still].mean() < 0.1


def test_a_crisis_and_an_urgency(plain) -> None:
    seen, _, on = struck(plain, what="crisis")
    assert (seen[4]["truths"]["urgency"][on] == CRISIS).all()
    assert (seen[4]["requests"]["urgent"][on] == 1).all()
    seen, _, on = struck(plain, what="urgency")
    assert (seen[4]["truths"]["urgency"][on] == FALSE_URGENCY).all()
    assert (seen[5]["truths"]["urgency"][on & clients(seen, 5)] == FALSE_URGENCY).mean() < 0.5


def test_a_rivals_offer(plain) -> None:
    seen, hit, on = struck(plain, what="rival-offer", value=0.31)
    assert (seen[4]["truths"]["rival"][on] == 1).all()
    assert (seen[4]["truths"]["rival_discount"][on] == 0.31).all()
    later = on & clients(seen, 5)
    assert (seen[5]["truths"]["rival_discount"][later] != 0.31).all()


def test_an_impossible_demand(plain) -> None:
    seen, hit, on = struck(plain, what="impossible-demand", value=0.66)
    asked = seen[4]["requests"]
    assert (asked["demand_kind"][on] == PRICE).all() and (asked["demand_size"][on] == 0.66).all()
    pitched = hit & seen[4]["active"] & ~clients(seen, 4)
    assert (asked["demand_size"][pitched] == 0.66).all()
    later = on & clients(seen, 5)
    assert (seen[5]["requests"]["demand_kind"][later] == NO_DEMAND).any()
    assert (seen[5]["requests"]["demand_size"][later] != 0.66).all()


def test_an_impossible_demand_reaches_a_prospect_in_the_month_of_its_pitch() -> None:
    seen = Seen(one(period=0, until=11, what="impossible-demand", who={"status": "prospect"}))
    pitched = 0
    for month in range(12):
        first = seen[month]["active"] & (seen[month]["requests"]["pitch"] == 1) & hit_by(seen)
        assert (seen[month]["requests"]["demand_size"][first] == 0.5).all()
        pitched += first.sum()
    assert pitched > 10


def test_an_impossible_deadline() -> None:
    late = {"m09_capacity": 1, "capacity_hours": 10_000, "hiccup_rate": 0.0}
    seen = Seen(one(period=4, who=HALF, what="impossible-deadline"), "combative", **late)
    on = hit_by(seen) & clients(seen, 4)
    assert (seen[4]["requests"]["demand_kind"][on] == DEADLINE).all()
    assert (seen[4]["requests"]["demand_size"][on] == 0.5).all()
    refused = on & (seen[4]["outcomes"]["conceded"] == 0.0)
    assert refused.any() and (seen[4]["outcomes"]["lateness"][refused] == 1.0).all()
    others = clients(seen, 4) & ~hit_by(seen)
    assert (seen[4]["outcomes"]["lateness"][others] == 0.0).all()


def test_a_warning(plain) -> None:
    seen, _, on = struck(plain, what="warning")
    assert (seen[4]["outcomes"]["warning"][on] == 1).all()
    assert (seen[4]["customers"]["warned"][on & clients(seen, 5)] == 6).all()
    assert not (plain[4]["outcomes"]["warning"][on] == 1).all()


def test_an_answer_that_grants_in_the_first_months() -> None:
    table = {
        "what": "answer",
        "period": 0,
        "until": 2,
        "answer": {"yielding": 1.0, "reciprocity": 0.0, "walk_away": 0.0},
    }
    seen = Seen(one(**table), "combative", demand_base=1.0, m05_bluff=0, m03_reframing=0)
    base = Seen((), "combative", demand_base=1.0, m05_bluff=0, m03_reframing=0)

    def granted(run, month):
        on = clients(run, month) & (run[month]["requests"]["demand_kind"] != NO_DEMAND)
        given = run[month]["outcomes"]["answer"][on]
        assert on.sum() > 10 and not (given == TRADED).all()
        return (given == GRANTED).mean()

    for month in range(3):
        on = seen[month]["active"]
        assert (seen[month]["behaviours"]["yielding"][on] == 1.0).all()
        assert (seen[month]["behaviours"]["reciprocity"][on] == 0.0).all()
        assert (seen[month]["behaviours"]["challenge"][on] == 0.9).all()
        assert (seen[month]["outcomes"]["answer"][on] != WALKED).all()
    assert granted(seen, 0) > 0.8 > 0.5 > granted(base, 0)
    on = seen[3]["active"]
    assert (seen[3]["behaviours"]["yielding"][on] == 0.1).all()
    assert granted(seen, 3) < 0.5


def test_talks_are_ended(plain) -> None:
    seen, _, on = struck(plain, what="walk-away")
    assert (seen[4]["outcomes"]["answer"][on] == WALKED).all()
    assert (seen[4]["outcomes"]["walked"][on] == 1).all()
    assert (seen[4]["outcomes"]["conceded"][on] == 0.0).all()
    assert (seen[4]["requests"]["demand_size"][on] == 0.5).all()


def test_talks_are_ended_over_the_demand_that_was_forced_with_it() -> None:
    demand = {"period": 2, "what": "impossible-demand", "value": 0.4}
    walk = {"period": 2, "what": "walk-away"}
    for tables in ([demand, walk], [walk, demand]):
        seen = Seen(parse(tables))
        on = clients(seen, 2)
        assert (seen[2]["requests"]["demand_size"][on] == 0.4).all()
        assert (seen[2]["outcomes"]["walked"][on] == 1).all()


def test_a_strategy_from_a_month_on(plain) -> None:
    seen, hit, _ = struck(plain, month=6, what="strategy", strategy="servile")
    for month in range(MONTHS):
        on = seen[month]["active"]
        expected = np.where(hit & (month >= 6), 0.9, 0.4)
        assert np.array_equal(seen[month]["behaviours"]["yielding"][on], expected[on])


def test_a_strategy_from_month_0_is_that_strategy() -> None:
    events = one(period=0, what="strategy", strategy="servile")
    changed = simulate("advisory", seed=2, periods=24, customers=200, interventions=events)
    meant = simulate("servile", seed=2, periods=24, customers=200)
    # All but what the reps are by themselves.
    ours, theirs = (
        {name: value for name, value in outcomes.items() if name != "servility"}
        for outcomes in (changed.outcomes["advisory"], meant.outcomes["servile"])
    )
    assert ours == theirs


def test_a_strategy_may_be_changed_back() -> None:
    events = parse(
        [
            {"period": 2, "what": "strategy", "strategy": "servile"},
            {"period": 5, "what": "strategy", "strategy": {"name": "soft", "yielding": 0.6}},
        ]
    )
    seen = Seen(events)
    for month, yielding in ((1, 0.4), (2, 0.9), (4, 0.9), (5, 0.6), (11, 0.6)):
        on = seen[month]["active"]
        assert (seen[month]["behaviours"]["yielding"][on] == yielding).all()


def test_code_of_ones_own_gives_way_to_a_forced_strategy_and_answer() -> None:
    class Own(Strategy):
        def answer(self, request, behaviour):
            behaviour.yielding = 0.77

    tables = [
        {"period": 3, "what": "strategy", "strategy": "servile", "who": {"where": "size > 1"}},
        {"period": 2, "what": "answer", "answer": {"yielding": 0.2}},
    ]
    seen = Seen(parse(tables), Own())
    on = seen[2]["active"]
    assert (seen[2]["behaviours"]["yielding"][on] == 0.2).all()
    on, large = seen[4]["active"], seen.start["size"] > 1
    assert (seen[4]["behaviours"]["yielding"][on & large] == 0.9).all()
    assert (seen[4]["behaviours"]["yielding"][on & ~large] == 0.77).all()


# --- together --------------------------------------------------------------------------------


def test_two_answers_in_one_month_join_and_the_later_holds() -> None:
    tables = [
        {"periods": [2, 3], "what": "answer", "answer": {"yielding": 1.0, "candour": 0.1}},
        {"periods": [3, 4], "what": "answer", "answer": {"yielding": 0.0, "triage": 0.3}},
        {"period": 3, "what": "answer", "answer": {"empathy": 0.5}, "who": {"accounts": [0]}},
    ]
    point = PRESETS["advisory"].point
    seen = Seen(parse(tables))
    expected = {
        1: (point["yielding"], point["candour"], point["triage"]),
        2: (1.0, 0.1, point["triage"]),
        3: (0.0, 0.1, 0.3),
        4: (0.0, point["candour"], 0.3),
        5: (point["yielding"], point["candour"], point["triage"]),
    }
    for month, amounts in expected.items():
        on = seen[month]["active"]
        for name, amount in zip(("yielding", "candour", "triage"), amounts, strict=True):
            assert (seen[month]["behaviours"][name][on] == amount).all(), (month, name)
    if seen[3]["active"][0]:
        assert seen[3]["behaviours"]["empathy"][0] == 0.5


def test_consecutive_months_end_when_they_end() -> None:
    seen = Seen(parse([{"periods": [3, 4, 6], "what": "crisis"}]), crisis_rate=0.0)
    for month in range(MONTHS):
        crises = seen[month]["truths"]["urgency"][clients(seen, month)] == CRISIS
        assert crises.all() if month in {3, 4, 6} else not crises.any()


def test_different_events_stand_side_by_side() -> None:
    tables = [
        {"period": 3, "what": "failure", "who": {"share": 0.5}},
        {"period": 3, "what": "warning", "who": {"share": 0.5, "sample": 0}},
        {"period": 4, "what": "crisis", "who": {"share": 0.5, "sample": 0}},
    ]
    seen = Seen(parse(tables))
    assert len(np.unique(seen.events["account"])) * 2 == len(seen.events)
    on = hit_by(seen) & clients(seen, 3)
    assert (seen[3]["outcomes"]["failure"][on] == 1).all()
    assert (seen[3]["outcomes"]["warning"][on] == 1).all()
    on &= clients(seen, 4)
    assert (seen[4]["outcomes"]["crisis"][on] == 1).all()
    assert not (seen[4]["outcomes"]["failure"][on] == 1).any()


def test_of_two_demands_the_later_holds() -> None:
    tables = [
        {"period": 3, "what": "impossible-deadline", "value": 0.9},
        {"period": 3, "what": "impossible-demand", "value": 0.3},
    ]
    seen = Seen(parse(tables))
    asked, on = seen[3]["requests"], clients(seen, 3)
    assert (asked["demand_kind"][on] == PRICE).all() and (asked["demand_size"][on] == 0.3).all()


def test_a_rivals_offer_and_a_demand_of_one_month_need_one_value() -> None:
    rival, demand = {"period": 3, "what": "rival-offer"}, {"period": 3, "what": "impossible-demand"}
    seen = Seen(parse([rival | {"value": 0.3}, demand | {"value": 0.3}]))
    assert (seen[3]["truths"]["rival_discount"][clients(seen, 3)] == 0.3).all()
    assert len(Seen(parse([rival, demand])).events) == 200
    assert len(Seen(parse([rival | {"value": 0.3}, demand | {"period": 4}])).events) == 400
    with pytest.raises(InputError, match=r"account 0 in month 3: together they need one value"):
        Seen(parse([rival | {"value": 0.3}, demand]))


def test_no_number_depends_on_the_driver() -> None:
    """Compiled loop and stepping agree bit for bit with everything forced at once."""
    tables = [{**table, "who": {"share": 0.3}} for table in EXAMPLES if "value" not in table]
    events = parse([*tables, {"period": 2, "what": "rival-offer", "value": 0.2}])
    result = simulate(
        "advisory", seed=5, periods=MONTHS, parameters={"customers": 200, **ALONE},
        interventions=events,
    )  # fmt: skip
    seen = Seen(events)
    assert result.accounts.tobytes() == seen.customers.tobytes()
    assert result.series.tobytes() == seen.series.tobytes()
    assert REFUSED in seen[4]["outcomes"]["answer"] and PROSPECT in seen.customers["status"]
