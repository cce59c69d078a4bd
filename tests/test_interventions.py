"""Events forced on accounts: what is read, what is refused, whom they befall."""

from __future__ import annotations

import math
import tomllib

import numpy as np
import pytest
from forced_runs import EXAMPLES, Seen, one

from relsim.errors import InputError
from relsim.interventions import check_arms, parse
from relsim.simulation import new_world
from relsim.state import CLIENT
from relsim.strategies import Strategy


def read(text: str):
    return parse(tomllib.loads(text)["intervention"], "a.toml: [[intervention]]")


# --- reading ---------------------------------------------------------------------------------


def test_the_table_of_the_interface_is_read() -> None:
    (event,) = read(
        """
        [[intervention]]
        period = 6
        who = { share = 0.25, where = "size > 1.5" }
        what = "failure"
        """
    )
    assert event.what == "failure" and event.periods == (6,) and event.arms == ()
    assert event.who.share == 0.25 and event.who.where == "size > 1.5"


@pytest.mark.parametrize("table", EXAMPLES, ids=lambda table: table["what"])
def test_what_is_written_out_reads_the_same(table) -> None:
    (event,) = parse([table])
    again = parse([event.to_dict()])[0]
    assert again == event and hash(again) == hash(event)
    assert again.to_dict() == event.to_dict()


def test_a_share_keeps_its_sample_wherever_it_stands() -> None:
    table = {"period": 1, "what": "warning", "who": {"share": 0.5}}
    first, second = parse([table, table])
    assert (first.who.sample, second.who.sample) == (0, 1)
    assert parse([second.to_dict()])[0] == second


WRONG = [
    ({"what": "failure"}, "give a period"),
    ({"what": "failure", "period": 1, "periods": [2]}, "give a period"),
    ({"what": "failure", "period": -1}, "period = -1 is outside [0, 11999]"),
    ({"what": "failure", "period": True}, "period = True is not a whole number"),
    ({"what": "failure", "period": 1.5}, "period = 1.5 is not a whole number"),
    ({"what": "failure", "period": 5, "until": 4}, "until = 4 is before period = 5"),
    ({"what": "failure", "periods": []}, "periods = [] must be a list"),
    ({"what": "failure", "periods": [1], "until": 4}, "until goes with period"),
    ({"what": "failure", "periode": 1}, "unknown key 'periode'; did you mean 'period'?"),
    ({"what": "failur", "period": 1}, "did you mean 'failure'?"),
    ({"period": 1}, "what is missing; one of failure, crisis"),
    ({"what": "failure", "period": 1, "value": 0.3}, "'failure' has no value"),
    ({"what": "rival-offer", "period": 1, "value": 0.95}, "value = 0.95 is outside [0, 0.9]"),
    ({"what": "rival-offer", "period": 1, "value": 0}, "must be more than 0"),
    ({"what": "impossible-demand", "period": 1, "value": math.nan}, "value = nan is not a number"),
    ({"what": "answer", "period": 1}, "needs a key 'answer'"),
    ({"what": "answer", "period": 1, "answer": {}}, "forces no behaviour"),
    ({"what": "answer", "period": 1, "answer": {"yeilding": 1}}, "did you mean 'yielding'?"),
    ({"what": "answer", "period": 1, "answer": {"yielding": 2}}, "yielding = 2 is outside [0, 1]"),
    ({"what": "crisis", "period": 1, "answer": {"yielding": 1}}, "'answer' stands only with"),
    ({"what": "strategy", "period": 1, "strategy": "servil"}, "did you mean 'servile'?"),
    ({"what": "strategy", "period": 1, "strategy": "no_module:X"}, "only a point can be forced"),
    ({"what": "strategy", "period": 1, "strategy": {"base": "m:X"}}, "only a point can be forced"),
    ({"what": "strategy", "period": 1, "until": 3, "strategy": "servile"}, "to change back"),
    (
        {"what": "strategy", "period": 1, "strategy": {"jitter": 0.1}},
        "jitter has no effect",
    ),
    ({"what": "crisis", "period": 1, "who": {"shar": 0.5}}, "unknown key 'shar'; did you mean"),
    ({"what": "crisis", "period": 1, "who": {"share": 1.5}}, "share = 1.5 is outside [0, 1]"),
    ({"what": "crisis", "period": 1, "who": {"sample": 2}}, "sample goes with share"),
    ({"what": "crisis", "period": 1, "who": {"status": "lost"}}, "none of client, prospect"),
    ({"what": "crisis", "period": 1, "who": {"accounts": [-1]}}, "accounts = -1 is outside"),
    ({"what": "crisis", "period": 1, "who": {"accounts": 3}}, "accounts = 3 must be a list"),
    ({"what": "crisis", "period": 1, "who": {"where": "sise > 1"}}, "did you mean 'size'?"),
    ({"what": "crisis", "period": 1, "who": {"where": 3}}, "is not a condition"),
    ({"what": "crisis", "period": 1, "who": "all"}, "must be a table"),
    ({"what": "crisis", "period": 1, "arms": []}, "arms = [] must be a list"),
    ({"what": "crisis", "period": 1, "arms": ["a b"]}, "'a b' is no name"),
]


@pytest.mark.parametrize(("table", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_table_that_cannot_be_used_is_refused_by_number(table, message) -> None:
    with pytest.raises(InputError) as caught:
        parse([EXAMPLES[0], table], "a.toml: [[intervention]]")
    assert str(caught.value).startswith("a.toml: [[intervention]] number 2: ")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "size > 1; import os",
        "__import__('os').system('x') > 1",
        "size.real > 1",
        "size ** 9 > 1",
        "size[0] > 1",
        "(lambda: 1)() > size",
        "size > 'big'",
        "size = 2",
        "size",
        "size + 1",
        "1 < 2",
        "size in (1, 2)",
        "size > 1 if fit > 1 else fit > 2",
        "size > 10e999",
        "size > True",
        "",
        "(" * 400 + "size > 1" + ")" * 400,
        "size > 1" + " or size > 1" * 200,
    ],
)
def test_a_filter_is_only_comparisons_of_traits_and_states(text) -> None:
    with pytest.raises(InputError):
        one(period=0, what="failure", who={"where": text})


def test_code_of_ones_own_cannot_be_forced_as_a_strategy() -> None:
    class Own(Strategy):
        def answer(self, request, behaviour):
            behaviour.yielding = 0.0

    with pytest.raises(InputError, match="only a point"):
        one(period=0, what="strategy", strategy=Own())


def test_arms_that_are_not_compared_are_named() -> None:
    events = one(period=0, what="failure", arms=["servil"])
    check_arms(events, ["servil", "advisory"], "a.toml")
    with pytest.raises(InputError, match=r"a\.toml number 1: .*did you mean 'servile'\?"):
        check_arms(events, ["servile", "advisory"], "a.toml")


# --- whom ------------------------------------------------------------------------------------


def chosen(who, **options):
    world, _, _ = new_world(
        options.pop("strategy", "advisory"),
        seed=options.pop("seed", 5),
        replication=options.pop("replication", 0),
        parameters={"customers": 400, **options},
        interventions=one(period=0, what="warning", who=who),
    )
    return world.customers, set(world.events["account"].tolist())


def test_a_filter_takes_exactly_those_that_meet_it_at_month_0() -> None:
    customers, accounts = chosen({"where": "size > 1.5 and (fit <= 0.7 or not tenure < 24)"})
    meant = [
        i
        for i, c in enumerate(customers)
        if c["size"] > 1.5 and (c["fit"] <= 0.7 or c["tenure"] >= 24)
    ]
    assert accounts == set(meant) and meant


def test_accounts_status_and_filter_narrow_each_other() -> None:
    customers, accounts = chosen({"accounts": list(range(50)), "status": "client"})
    assert accounts == {i for i in range(50) if customers["status"][i] == CLIENT}
    assert 0 < len(accounts) < 50


def test_a_share_is_each_accounts_own_chance() -> None:
    _, quarter = chosen({"share": 0.25})
    _, half = chosen({"share": 0.5})
    assert 60 < len(quarter) < 140
    assert quarter < half
    _, larger = chosen({"share": 0.25}, customers=500)
    assert {account for account in larger if account < 400} == quarter
    assert chosen({"share": 0.25, "sample": 1})[1] != quarter
    assert chosen({"share": 0.25}, replication=1)[1] != quarter
    assert chosen({"share": 0.25}, strategy="servile")[1] == quarter
    assert chosen({"share": 0.0})[1] == set()


def test_a_share_owes_nothing_to_how_accounts_are_dealt() -> None:
    """Mixed territories deal accounts with numbers of the same domain."""
    world, _, _ = new_world(
        ["servile", "advisory"], parameters={"customers": 4000, "reps": 2}, seed=1,
        interventions=one(period=0, what="warning", who={"share": 0.5}),
    )  # fmt: skip
    hit = np.zeros(4000)
    hit[world.events["account"]] = 1
    assert abs(np.corrcoef(hit, world.customers["rep"])[0, 1]) < 0.05


def test_an_account_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError, match=r"number 1: .*account 400; .*accounts 0 to 399"):
        chosen({"accounts": [1, 400]})


def test_a_month_after_the_end_is_refused_and_a_range_is_cut() -> None:
    with pytest.raises(InputError, match=r"period = 12 is outside \[0, 11\]"):
        Seen(one(period=12, what="failure"))
    seen = Seen(one(period=10, until=99, what="failure"))
    assert set(seen.events["month"].tolist()) == {10, 11}


def test_an_event_for_other_arms_is_left_out() -> None:
    assert len(Seen(one(period=0, what="failure", arms=["servile"])).events) == 0
    assert len(Seen(one(period=0, what="failure", arms=["servile", "advisory"])).events) == 200


def test_in_a_mixed_territory_arms_are_the_reps_at_month_0() -> None:
    world, _, _ = new_world(
        ["servile", "advisory"], parameters={"customers": 200}, periods=3,
        interventions=one(period=0, what="failure", arms=["advisory"]),
    )  # fmt: skip
    theirs = np.flatnonzero(world.reps["arm"][world.customers["rep"]] == 1)
    assert world.events["account"].tolist() == theirs.tolist()
