"""The trace: it is the run itself, and what it tells is what the rows say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import relsim
from relsim.errors import InputError
from relsim.interventions import parse
from relsim.rules.bargain import GRANTED
from relsim.simulation import new_world, run_world, simulate
from relsim.state import CLIENT
from relsim.stepping import Ledger
from relsim.tracing import Trace, telling_account, told, trace
from relsim.tracing.events import EVENTS
from relsim.tracing.names import NAMES, company_name
from relsim.tracing.phrases import days, percent
from relsim.tracing.reasons import feeling_parts, respect_parts, trust_parts

SMALL: dict[str, Any] = {"seed": 3, "periods": 48, "customers": 60}
STRATEGIES = ("servile", "combative", "advisory")
Row = dict[str, Any]

_traces: dict[tuple[str, int], Trace] = {}


def traced(strategy: str, account: int) -> Trace:
    """The trace of an account of the small territory, made once."""
    key = strategy, account
    if key not in _traces:
        _traces[key] = trace(strategy, customer=account, **SMALL)
    return _traces[key]


def months_of(strategy: str) -> Iterator[tuple[Trace, Row]]:
    """Every active month of every account of the small territory."""
    for account in range(SMALL["customers"]):
        for month in traced(strategy, account).months:
            if month["outcome"] is not None:
                yield traced(strategy, account), month


def found(strategy: str, wanted: Callable[[Row], bool]) -> tuple[Trace, Row]:
    """The first month of the small territory in which something happened."""
    for one, month in months_of(strategy):
        if wanted(month):
            return one, month
    pytest.fail("no such month in the small territory")


def rose(month: Row, belief: str) -> str:
    before, after = month["before"][belief], month["after"][belief]
    return f"from {before:.2f} to {after:.2f}"


@pytest.mark.parametrize("strategy", [*STRATEGIES, ["servile", "advisory"]])
def test_the_traced_run_is_the_run(strategy: Any) -> None:
    run = simulate(strategy, **SMALL)
    clients = np.flatnonzero(run.accounts["status"] == CLIENT)
    assert clients.size > 5
    for account in clients[:6]:
        one = trace(strategy, customer=account, **SMALL)
        assert one.series.tobytes() == run.series.tobytes()
        last = one.months[-1]
        assert last["status_after"] == "client"
        for name, value in last["after"].items():
            assert value == run.accounts[name][account], name


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_months_join_and_add_up_to_the_account(strategy: str) -> None:
    end = simulate(strategy, **SMALL).accounts
    for account in range(SMALL["customers"]):
        months = traced(strategy, account).months
        assert [month["month"] for month in months] == list(range(SMALL["periods"]))
        active = [month["outcome"] for month in months if month["outcome"] is not None]
        assert sum(row["margin"] for row in active) == pytest.approx(end["margin"][account])
        assert sum(row["revenue"] for row in active) == pytest.approx(end["revenue"][account])
        assert sum(row["complained"] for row in active) == end["complaints"][account]
        for one, next_one in pairwise(months):
            if one["status_after"] == "client":
                assert next_one["status"] == "client"
                assert next_one["before"] == one["after"]


@pytest.mark.parametrize("strategy", [*STRATEGIES, "servile-competent"])
def test_the_reasons_are_those_of_the_rules(strategy: str) -> None:
    """The parts that a story gives as causes add up to the signals that the rules computed."""
    world, arms, _ = new_world(strategy, seed=5, periods=36, customers=200, failure_rate=0.05)
    p = world.parameters[0]
    checked = 0

    def watch(_: int, ledger: Ledger) -> None:
        nonlocal checked
        for at in np.flatnonzero(ledger.active):
            q, t, b, o = (
                rows[at]
                for rows in (ledger.requests, ledger.truths, ledger.behaviours, ledger.outcomes)
            )
            if q.pitch and not (o.pursued and p.m15_pitch):
                continue
            # A pitch starts from the belief there is, a client's month from neutral.
            start = (o.respect_before, o.trust_before) if q.pitch else (p.neutral_belief,) * 2
            respect = start[0] + sum(respect_parts(o, b, p).values())
            trust = start[1] + sum(trust_parts(o, b, p).values())
            assert respect == pytest.approx(o.respect_signal, abs=1e-12)
            assert trust == pytest.approx(o.trust_signal, abs=1e-12)
            if not q.pitch:
                gain = sum(feeling_parts(t, o, b, world.customers[at], p).values())
                curved = abs(gain) ** p.value_curvature
                felt = curved if gain >= 0.0 else -p.loss_aversion * curved
                assert felt == pytest.approx(o.felt, abs=1e-9)
            checked += 1

    run_world(world, arms, 36, watch)
    assert checked > 500


def test_the_precedent_ratchet_is_told() -> None:
    one, month = found(
        "servile",
        lambda m: "instant_yes" in m["events"] and "price_demand" in m["events"]
        and m["status"] == "client" and m["after"]["respect"] < m["before"]["respect"],
    )  # fmt: skip
    row, story = month["outcome"], month["story"]
    assert f"{one.company} asks for" in story
    assert f"The rep gives {percent(row['conceded'])} off at once, for nothing." in story
    assert f"They learn that asking pays: precedent rises {rose(month, 'precedent')}." in story
    assert f"Respect falls {rose(month, 'respect')}: an instant yes makes the price" in story
    assert f"They now pay {percent(month['after']['discount'])} less" in story
    # A ratchet: having been granted, the same account comes back and asks for more.
    ratchets = []
    for account in range(SMALL["customers"]):
        asked = [
            m for m in traced("servile", account).months
            if "price_demand" in m["events"] and m["status"] == "client"
        ]  # fmt: skip
        if len(asked) >= 4 and all(m["outcome"]["answer"] == GRANTED for m in asked[:3]):
            ratchets.append((asked[0]["before"]["precedent"], asked[3]["before"]["precedent"]))
    assert len(ratchets) > 5
    assert np.mean([late > early for early, late in ratchets]) > 0.75


def test_the_refused_challenge_is_told() -> None:
    _, month = found(
        "combative",
        lambda m: "advice_refused" in m["events"] and m["after"]["trust"] < m["before"]["trust"]
        and "the argument leaves a sting" in m["story"],
    )  # fmt: skip
    assert month["outcome"]["conflict"] > 0.0
    assert "tells them that they need something else; they will not hear of it" in month["story"]
    assert f"Trust falls {rose(month, 'trust')}: the argument leaves a sting" in month["story"]


def test_the_broken_promise_under_load_is_told() -> None:
    busy = SMALL | {"capacity_hours": 10.0, "reps": 3}
    for account in range(SMALL["customers"]):
        for month in trace("servile", customer=account, **busy).months:
            row = month["outcome"]
            if row is None or row["broken_months"] < 0.6 or month["after"]["trust"] < 0.1:
                continue
            assert month["request"]["backlog_months"] > 0.0
            story = month["story"]
            assert f"Delivery is {days(row['lateness'])} late" in story
            assert "a promise was broken" in story
            assert f"Trust falls {rose(month, 'trust')}" in story
            assert month["events"].count("promise_broken") == 1
            return
    pytest.fail("no promise was broken under load")


def test_the_recovered_complaint_is_told() -> None:
    _, month = found(
        "advisory",
        lambda m: "recovered" in m["events"] and "the complaint was taken" in m["story"],
    )
    mended = percent(month["outcome"]["recovery"])
    assert f"They complain; the rep listens and makes good {mended} of the harm." in month["story"]
    assert f"Trust rises {rose(month, 'trust')}: " in month["story"]
    _, month = found("combative", lambda m: "brushed_off" in m["events"])
    assert "They complain; little comes of it" in month["story"]


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_change_of_a_belief_that_is_told_is_in_the_row(strategy: str) -> None:
    pattern = re.compile(
        r"(precedent|respect|trust|satisfaction) (rises|falls) from (\d\.\d\d) to (\d\.\d\d)"
    )
    number = 0
    for _, month in months_of(strategy):
        own = month["story"].split("They hear of")[-1].split("recommended the rep.")[-1]
        if "word_heard" in month["events"] or "new_rep" in month["events"]:
            continue
        for belief, way, first, last in pattern.findall(own.lower()):
            before, after = month["before"][belief], month["after"][belief]
            assert (first, last) == (f"{before:.2f}", f"{after:.2f}")
            assert (way == "rises") == (after > before)
            number += 1
    assert number > 100


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_stories_are_whole(strategy: str) -> None:
    for _, month in months_of(strategy):
        story = month["story"]
        assert story and story[0].isupper() and story.endswith(".")
        for broken in ("nan", "None", "{", "  ", "..", " .", ": .", "and ."):
            assert broken not in story, story
        assert month["quiet"] == story.startswith("A quiet month"), story


def test_events_are_those_that_the_run_counted() -> None:
    """Summed over the accounts, the events of a trace are the totals of the series."""
    counted = {
        "granted": "granted", "traded": "traded", "refused": "refused", "complaint": "complaints",
        "crisis_missed": "crises_missed", "left": "churned", "talks_ended": "walkaways",
        "recommended": "referrals_made", "further_won": "further_wins", "failure": "failures",
    }  # fmt: skip
    series = simulate("combative", **SMALL).series
    months = [month for _, month in months_of("combative") if month["request"] is not None]
    events = [event for month in months for event in month["events"]]
    # Demands and their answers are counted for clients only, ended talks for prospects too.
    of_clients = [e for month in months if not month["request"]["pitch"] for e in month["events"]]
    for event, total in counted.items():
        told = of_clients if event in ("granted", "traded", "refused") else events
        assert told.count(event) == series[total].sum(), event
    assert of_clients.count("price_demand") == series["demands_price"].sum()
    assert of_clients.count("bluff") == series["bluffs"].sum() > 0
    assert set(events) <= {*EVENTS, "renewal", "word_heard", "new_rep"}


def test_the_same_account_is_chosen_for_all_strategies_and_has_something_to_tell() -> None:
    chosen = telling_account(STRATEGIES, **SMALL)
    assert chosen == telling_account(STRATEGIES, **SMALL)
    accounts = simulate("advisory", **SMALL).accounts
    assert accounts["initial"][chosen]
    clients = accounts["size"][accounts["initial"] > 0]
    assert 0.5 <= accounts["size"][chosen] / np.median(clients) <= 2.0

    def kinds(account: int) -> int:
        return sum(
            len({e for m in traced(s, account).months if m["status"] == "client"
                 for e in m["events"]})
            for s in STRATEGIES
        )  # fmt: skip

    others = [kinds(int(a)) for a in np.flatnonzero(accounts["initial"])]
    assert kinds(chosen) >= np.median(others)
    assert kinds(chosen) > min(others)
    alone = trace("servile", **SMALL)
    assert alone.account == telling_account(["servile"], **SMALL)


def test_quiet_months_are_told_together_and_no_month_is_lost() -> None:
    chosen = telling_account(STRATEGIES, **SMALL)
    traces = [traced(strategy, chosen) for strategy in STRATEGIES]
    for some in ([traces[0]], traces):
        spans = told(some, 5, 40)
        covered = [month for span in spans for month in range(span.first, span.last + 1)]
        assert covered == list(range(5, 41))
        for span in spans:
            months = [one.months[span.first : span.last + 1] for one in some]
            assert span.quiet == all(m["quiet"] for column in months for m in column)
            assert span.quiet or span.first == span.last
            assert len(span.texts) == len(some)
        for one, next_one in pairwise(spans):
            same = one.texts[0].startswith("No contact") == next_one.texts[0].startswith("No c")
            assert len(some) > 1 or not (one.quiet and next_one.quiet and same)
    assert any(span.last > span.first for span in told([traces[0]]))


def test_what_an_experiment_forces_is_told() -> None:
    table = {"period": 2, "who": {"accounts": [8]}, "what": "failure"}
    forced = trace("advisory", customer=8, interventions=parse([table], "here"), **SMALL)
    month = forced.months[2]
    assert month["forced"] == ["failure"] and not month["quiet"]
    assert month["story"].startswith("The experiment forces a major failure.")
    assert "Something goes badly wrong." in month["story"]
    assert forced.months[3]["forced"] == []


def test_a_trace_is_plain_enough_for_json() -> None:
    plain = json.loads(json.dumps(traced("advisory", 8).to_dict(), allow_nan=False))
    assert set(plain) == {"strategy", "account", "company", "traits", "months"}
    assert plain["months"][0]["request"]["pitch"] == 0
    assert relsim.trace is trace


@pytest.mark.parametrize("customer", [-1, 60, 2.5, True])
def test_an_account_that_is_not_there_is_refused(customer: Any) -> None:
    with pytest.raises(InputError, match="customer"):
        trace("advisory", customer=customer, **SMALL)


def test_companies_have_names_of_their_own() -> None:
    names = [company_name(account, seed=7) for account in range(5000)]
    assert len(set(names)) == 5000
    assert names[12] == company_name(12, seed=7) != company_name(12, seed=8)
    assert traced("servile", 8).company == traced("advisory", 8).company
    assert company_name(NAMES + 3) == f"{company_name(3)} 2"
    assert company_name(10**6, seed=2**64 - 1)


def test_an_own_book_keeps_its_names() -> None:
    from relsim.tracing.account import _name_of

    book: Any = SimpleNamespace(names=("Ours Ltd", ""), account_ids=("A-1", "A-2"))
    name_of = _name_of(0, book)
    assert [name_of(0), name_of(1)] == ["Ours Ltd", "A-2"]
