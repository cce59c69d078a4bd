"""A story's parts and scenes, and the search for an account that has one."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from relsim.simulation import new_world, simulate
from relsim.state import CLIENT
from relsim.tracing import Trace, telling_account, trace
from relsim.tracing.quiet import tell_between
from relsim.tracing.scenes import passages, scenes
from relsim.tracing.story import PARTS
from relsim.tracing.telling import KINDS, OF_A_KIND, survey

SMALL: dict[str, Any] = {"seed": 3, "periods": 36, "customers": 80}
STRATEGIES = ("servile", "combative", "advisory")


@pytest.fixture(scope="module")
def traces() -> list[Trace]:
    account = telling_account(STRATEGIES, **SMALL)
    return [trace(strategy, customer=account, **SMALL) for strategy in STRATEGIES]


def test_a_story_is_its_parts_in_another_order(traces: list[Trace]) -> None:
    asked = 0
    for month in (month for one in traces for month in one.months):
        parts = month["parts"]
        assert tuple(parts) == PARTS
        assert sorted(" ".join(parts.values()).split()) == sorted(month["story"].split())
        assert parts["forced"] == ""
        if month["outcome"] and month["outcome"]["answer"] and not month["quiet"]:
            assert " asks for " in parts["asked"]
            assert "asks for " not in parts["answered"].replace("The rep asks for", "")
            assert parts["answered"]
            asked += 1
        if month["truth"] and month["truth"]["urgency"]:
            assert "They call with an emergency" in parts["asked"]
            assert "The rep" in parts["answered"]
    assert asked > 5


def test_a_no_that_is_kept_to_is_told_as_one(traces: list[Trace]) -> None:
    from relsim.tracing.branching import Branch, allowed, interventions

    servile = traces[0]
    p = new_world("servile", **SMALL)[0].parameters[0]
    number = next(m["month"] for m in servile.months if "refuse" in allowed(m, p))
    forced = interventions([Branch("servile", number, "refuse")], servile.account)
    now = trace("servile", customer=servile.account, interventions=forced, **SMALL)
    assert "The rep says no" in now.months[number]["parts"]["answered"]
    assert "sets the rep's answer" in now.months[number]["parts"]["forced"]


def test_passages_cover_every_month_once_and_scenes_stand_alone(traces: list[Trace]) -> None:
    for some in (traces[:1], traces):
        found = passages(some)
        covered = [month for one in found for month in range(one.first, one.last + 1)]
        assert covered == list(range(SMALL["periods"]))
        for one in found:
            beside = [each.months[one.first : one.last + 1] for each in some]
            assert one.scene == any(scenes(month) for months in beside for month in months)
            assert not one.scene or one.first == one.last
            for text, months in zip(one.texts, beside, strict=True):
                assert text.endswith(".") and text[0].isupper()
                assert not one.scene or text == months[0]["story"]
        assert all(one.scene or after.scene for one, after in pairwise(found))
    assert len(passages(traces[:1])) < SMALL["periods"]


def test_what_passes_between_two_scenes_is_counted(traces: list[Trace]) -> None:
    for one in passages(traces):
        if one.scene or one.first == one.last:
            continue
        months = traces[2].months[one.first : one.last + 1]
        taken = sum("advice_taken" in event for month in months for event in month["events"])
        text = one.texts[2]
        if months[0]["outcome"] is not None:
            assert text.startswith(f"Nothing is asked for {len(months)} months")
            assert (f"advice is taken in {taken}" in text) == (taken > 0)
            return
    pytest.fail("no months between two scenes")


def test_a_lost_account_has_no_contact_between_scenes() -> None:
    end = simulate("combative", **SMALL).accounts
    lost = int(np.flatnonzero(end["left"] >= 0)[0])
    months = trace("combative", customer=lost, **SMALL).months
    silent = [month for month in months if month["outcome"] is None]
    assert tell_between(silent[:1]) == "No contact."
    assert tell_between(silent[:3]) == "No contact for 3 months."


@pytest.mark.parametrize("kind", KINDS)
def test_accounts_of_a_kind_are_clients_that_have_it(kind: str) -> None:
    found = survey(STRATEGIES, **SMALL)
    world, _, _ = new_world("servile", **SMALL)
    clients = np.flatnonzero(world.customers["status"] == CLIENT)
    ranked = found.ranked(kind)
    assert set(ranked) <= set(clients.tolist())
    assert len(set(ranked.tolist())) == len(ranked) > 0
    named = KINDS[kind]
    if named is not None:
        trait, much = named
        values = world.customers[trait]
        others = np.setdiff1d(clients, ranked)
        assert abs(len(ranked) / len(clients) - OF_A_KIND) < 0.1
        assert (values[ranked].min() >= values[others].max()) == much or not much
        assert much or values[ranked].max() <= values[others].min()
    if kind == "crises":
        crises = [
            sum(
                event.startswith("crisis")
                for strategy in STRATEGIES
                for month in trace(strategy, customer=int(account), **SMALL).months
                for event in month["events"]
                if month["request"] and not month["request"]["pitch"]
            )
            for account in (ranked[0], ranked[-1])
        ]
        assert crises[0] > crises[1]
    assert found.place(int(np.argmax(world.customers["size"])), "size") > 0.95


def test_the_first_of_those_that_tell_most_is_the_telling_account() -> None:
    ranked = survey(STRATEGIES, **SMALL).ranked()
    assert ranked[0] == telling_account(STRATEGIES, **SMALL)
    nobody = survey(STRATEGIES, **SMALL, client_share_start=0.0)
    assert nobody.clients.size == 0
    assert len(nobody.ranked("large")) == SMALL["customers"]
