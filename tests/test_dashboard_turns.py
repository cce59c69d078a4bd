"""Who is served next: the most pressing, and nobody waits for ever."""

from __future__ import annotations

import threading

import pytest

from relsim.dashboards.turns import Turns


def test_the_most_pressing_is_made_first_and_equals_in_their_order() -> None:
    turns = Turns(1)
    begun, go = threading.Event(), threading.Event()
    made: list[str] = []
    turns.take(0.0, lambda: (begun.set(), go.wait()))
    begun.wait()
    last = [
        turns.take(until, made.append, name)
        for name, until in (("full", 4.0), ("older full", 3.0), ("first", 3.5), ("second", 3.5))
    ]
    go.set()
    for future in last:
        future.result()
    assert made == ["older full", "first", "second", "full"]
    turns.close()


def test_work_that_fails_is_told_to_who_asked_and_the_next_is_made() -> None:
    turns = Turns(1)
    failing = turns.take(0.0, int, "no number")
    with pytest.raises(ValueError, match="no number"):
        failing.result(timeout=60)
    assert turns.take(0.0, int, "3").result(timeout=60) == 3
    turns.close()
