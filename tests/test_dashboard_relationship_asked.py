"""What is asked of the Relationship page: bounded, answered calmly, told once for all."""

from __future__ import annotations

import dataclasses
import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from books import book_writer
from corners import corner

from relsim.dashboards.relationship.answers import Wish, answer, read
from relsim.dashboards.relationship.stories import MOST_WAITING, TOLD_WORK, Stories
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.texts import texts
from relsim.strategies import PRESETS
from relsim.tracing.branching import Branch

SMALL = Scenario(settings=(("customers", 120), ("reps", 3)), periods=48, seed=4)


@pytest.fixture(scope="module")
def stories() -> Stories:
    return Stories()


def hostile(rng: random.Random) -> Any:
    """A request as an attacker might send it."""
    kinds: list[Any] = [None, True, -1, 1e308, float("nan"), float("inf"), "", "x" * 9000, [], {}]
    kinds += [10**400, "<img src=x onerror=alert(1)>", "../../etc/passwd", [["servile.1.refuse"]]]
    kinds += ["servile.1.refuse", {"a": [{}]}, "\x00", "9" * 5000, "-0", "1e3", 3]
    keys = ["sequence", "scenario", "account", "kind", "step", "branch", "month", "theme", "size"]
    keys += ["height", "query", "view"]
    given = {key: rng.choice(kinds) for key in rng.sample(keys, rng.randrange(len(keys)))}
    if rng.random() < 0.5:
        given.pop("query", None)
        small = {"settings": {"customers": 20, "reps": 1}, "periods": 12}
        given["scenario"] = {
            **small,
            rng.choice(["seed", "strategies", "periods"]): rng.choice(kinds),
        }
    return given


def test_whatever_is_sent_is_answered_calmly(stories: Stories) -> None:
    rng = random.Random(7)
    said = texts()
    for request in [None, 7, "x", [], *(hostile(rng) for _ in range(150))]:
        wish = read(request, stories)
        assert isinstance(wish, Wish)
        small = dataclasses.replace(wish, scenario=fewer(wish.scenario))
        found = answer(small, stories, said)
        json.dumps(found, allow_nan=False)
        assert "trouble" in found or 0 <= found["month"] < found["months"]


def fewer(scenario: Scenario) -> Scenario:
    """The scenario on few accounts, so that many can be tried."""
    return scenario.changed("customers", 20).changed("reps", 1).changed("periods", 12)


def test_stories_can_be_told_at_the_corners_of_the_parameters(stories: Stories) -> None:
    said = texts()
    for number in range(16):
        values, _ = corner(number)
        scenario = dataclasses.replace(WORKSHOP, settings=(*values.items(),), periods=14, seed=1)
        found = answer(read({"scenario": scenario.to_json()}, stories), stories, said)
        json.dumps(found, allow_nan=False)
        assert "trouble" in found or len(found["lives"]) == len(scenario.strategies)


def test_no_more_is_gone_through_than_is_bearable(stories: Stories) -> None:
    huge = dataclasses.replace(
        WORKSHOP, settings=(("customers", 100_000), ("reps", 1000)), periods=600, replications=1
    )
    fitted, notes = stories.fitted(huge)
    alone = dataclasses.replace(fitted, strategies=("servile",), replications=1)
    assert alone.work() <= TOLD_WORK
    assert {note.values["what"] for note in notes} == {"periods", "customers"}
    long = dataclasses.replace(WORKSHOP, settings=(("customers", 4000), ("reps", 48)), periods=600)
    fitted, notes = stories.fitted(long)
    # Fewer months leave what is told as it was; fewer customers would not.
    assert fitted.parameters == long.parameters
    assert fitted.periods < 600
    assert [note.values["what"] for note in notes] == ["periods"]
    assert stories.fitted(WORKSHOP)[1] == ()


def test_stories_are_told_once(stories: Stories, monkeypatch: pytest.MonkeyPatch) -> None:
    first = stories.trace(SMALL, "servile", 5)
    assert stories.trace(SMALL, "servile", 5) is first
    named = dataclasses.replace(SMALL, name="x", strategies=("advisory",))
    assert stories.trace(named, "servile", 5) is first
    other = [Branch("advisory", 3, "refuse")]
    assert stories.trace(SMALL, "servile", 5, other) is first
    assert stories.trace(SMALL, "servile", 5, [Branch("servile", 3, "refuse")]) is not first
    monkeypatch.setattr("relsim.dashboards.relationship.stories.MOST_KEPT", SMALL.periods)
    assert stories.trace(SMALL, "servile", 6) is not first
    assert stories.trace(SMALL, "servile", 5) is not first


def test_who_comes_when_too_many_wait_is_told_to_come_back(stories: Stories) -> None:
    said = texts()
    crowded = Stories()
    for _ in range(MOST_WAITING):
        assert crowded._room.acquire(blocking=False)
    wish = read({"scenario": SMALL.to_json(), "sequence": 3}, crowded)
    assert answer(wish, crowded, said) == {"sequence": 3, "trouble": said["relationship.busy"]}
    crowded._room.release()
    assert "trouble" not in answer(wish, crowded, said)


def test_many_who_ask_for_one_story_have_it_told_once() -> None:
    asked = Stories()
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(lambda _: asked.trace(SMALL, "servile", 5), range(12)))
    assert all(one is told[0] for one in told)


def test_an_own_book_is_told_by_its_names(tmp_path: Path) -> None:
    rows = "".join(f"A-{n},<b>Firm {n}</b>,client\n" for n in range(30))
    book = book_writer(tmp_path)("account_id,name,status\n" + rows)
    stories = Stories(book)
    found = answer(read({"account": "A-7"}, stories), stories, texts())
    assert (found["account"], found["company"]) == (7, "<b>Firm 7</b>")
    assert "<b>" not in json.dumps(found["figure"])
    found = answer(read({"account": "A-99"}, stories), stories, texts())
    assert "account" in found["notes"][0]


def test_at_most_three_strategies_are_told(stories: Stories) -> None:
    given = {**SMALL.to_json(), "strategies": list(PRESETS)}
    assert read({"scenario": given}, stories).scenario.strategies == (
        "servile", "combative", "advisory",
    )  # fmt: skip
    given["strategies"] = ["middling", "servile"]
    assert read({"scenario": given}, stories).scenario.strategies == ("servile", "middling")


def test_the_next_account_is_the_one_that_tells_most_after_this(stories: Stories) -> None:
    said = texts()
    seen = []
    account = None
    for _ in range(4):
        wish = {"scenario": SMALL.to_json(), "kind": "demanding", "account": account, "step": 1}
        found = answer(read(wish, stories), stories, said)
        seen.append(found["account"])
        account = str(found["account"])
    assert len(set(seen)) == 4
    ranked = stories.survey(read({"scenario": SMALL.to_json()}, stories).scenario).ranked(
        "demanding"
    )
    assert seen == ranked[:4].tolist()
    assert np.all(ranked >= 0)
