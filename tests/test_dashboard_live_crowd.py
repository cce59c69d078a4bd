"""The live engine among many: answers shared, kept, waited for, and refused when too many ask."""

from __future__ import annotations

import dataclasses
import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from lively import SMALL, same

from relsim.dashboards import live as engine
from relsim.dashboards.live import Busy, Live


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    opened = Live(workers=2)
    yield opened
    opened.close()


def runs_waiting(opened: Live, count: int) -> None:
    """Wait until exactly so many runs wait for their turn."""
    for _ in range(1000):
        if opened._turns._waiting.qsize() == count:
            return
        threading.Event().wait(0.01)
    pytest.fail(f"{opened._turns._waiting.qsize()} runs wait, not {count}")


def test_answers_are_kept_and_shared_and_forgotten_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = Live(workers=1)
    shown = opened.show(SMALL)
    again = opened.show(dataclasses.replace(SMALL, name="called otherwise"))
    assert np.shares_memory(again._outcomes, shown._outcomes)
    assert (shown.scenario.name, again.scenario.name) == ("", "called otherwise")
    monkeypatch.setattr(engine, "CACHE_BYTES", 3 * shown.size_bytes)
    for seed in range(8):
        opened.show(dataclasses.replace(SMALL, seed=seed))
        opened.show(SMALL)  # asked for again and again: kept
    held = [future.result().size_bytes for future in opened._found.values()]
    assert 2 <= len(held) <= 3
    assert np.shares_memory(opened.show(SMALL)._outcomes, shown._outcomes)
    opened.close()


def test_many_who_ask_for_the_same_wait_for_one_answer() -> None:
    opened = Live(workers=1)
    go = threading.Event()
    opened._turns.take(-1.0, go.wait)
    with ThreadPoolExecutor(20) as people:
        asked = [people.submit(opened.show, SMALL) for _ in range(20)]
        runs_waiting(opened, SMALL.replications * 3)
        go.set()
        answers = [future.result() for future in asked]
    assert all(np.shares_memory(answers[0]._outcomes, other._outcomes) for other in answers)
    opened.close()


def test_twenty_people_at_once_get_what_each_would_get_alone(live: Live) -> None:
    luck = random.Random(3)
    wanted = [
        (SMALL.changed("competition", luck.random()).changed("periods", 12 + k % 3 * 6), k % 2 == 0)
        for k in range(60)
    ]
    with ThreadPoolExecutor(20) as people:
        found = list(people.map(lambda asked: live.show(*asked), wanted))
    alone = Live(workers=1)
    for asked, answer in list(zip(wanted, found, strict=True))[::7]:
        assert answer.scenario == asked[0]
        assert same(answer, alone.show(*asked))
    alone.close()


def test_who_comes_when_too_many_wait_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_WAITING", 3)
    opened = Live(workers=1)
    go = threading.Event()
    opened._turns.take(-1.0, go.wait)
    several = [dataclasses.replace(SMALL, seed=seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as people:
        waiting = [people.submit(opened.show, scenario) for scenario in several[:3]]
        runs_waiting(opened, 3 * SMALL.replications * 3)
        refused = people.submit(opened.show, several[3]).exception(timeout=60)
        go.set()
        assert isinstance(refused, Busy)
        assert [future.result().scenario for future in waiting] == several[:3]
    assert opened.show(several[3]).scenario == several[3]  # nothing is left of the refusal
    opened.close()
