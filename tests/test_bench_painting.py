"""What the paint bench makes of what a page wrote down, by hand."""

from __future__ import annotations

from typing import Any

from relsim.bench.painting import Drawn, drawn, quantile


def painted(at: float, place: int, shows: float) -> dict[str, Any]:
    return {"what": "painted", "at": at, "place": place, "shows": shows}


def answer(asked: float, at: float) -> dict[str, Any]:
    return {"what": "answer", "asked": asked, "at": at}


def test_a_first_look_and_the_full_scenario_are_told_apart_by_their_lines() -> None:
    seen = [
        painted(5, 0, 9.0),  # before the lever was moved
        {"what": "keydown", "at": 10},
        answer(12, 60),
        painted(80, 0, 1.0),
        painted(95, 1, 2.0),
        painted(110, 1, 2.0),  # drawn once more: the picture is there only now
        answer(400, 500),
        painted(520, 0, 3.0),
        painted(530, 1, 4.0),
    ]
    assert drawn(seen, 10) == Drawn((110, 530), asked=12, answered=60)


def test_a_figure_that_stays_as_it_was_does_not_count_twice() -> None:
    seen = [
        answer(12, 60),
        painted(80, 0, 1.0),
        painted(90, 1, 7.0),
        answer(400, 500),
        painted(520, 0, 3.0),
        painted(525, 1, 7.0),
    ]
    assert drawn(seen, 0) == Drawn((80, 525), asked=12, answered=60)


def test_nothing_drawn_is_nothing() -> None:
    assert drawn([], 0) is None
    assert drawn([answer(1, 2), painted(3, 0, 1.0)], 10) is None
    assert drawn([painted(30, 0, 1.0)], 10) is None


def test_a_quantile_is_a_value_that_was_seen() -> None:
    assert quantile([3, 1, 2], 0.95) == 3
    assert quantile(list(range(100)), 0.95) == 95
