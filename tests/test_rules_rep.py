"""What a month does to a rep (M9, M16)."""

from __future__ import annotations

import pytest
from by_hand import given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import rep

UNIT = st.floats(0.0, 1.0)
HOURS = st.floats(0.0, 1e5)
USUAL = given()
MORALE = {
    "morale_rest": 0.8,
    "morale_one_sided": 1.0,
    "morale_conflict": 2.0,
    "morale_overload": 0.2,
    "morale_gain": 0.5,
}


@pytest.mark.parametrize(
    ("before", "new", "after"), [(50.0, 180.0, 30.0), (0.0, 180.0, 0.0), (50.0, 999.0, 400.0)]
)
def test_backlog_by_hand(before: float, new: float, after: float) -> None:
    p = given(backlog_most_months=2.0)
    assert rep.backlog_after(before, new, 200.0, p) == pytest.approx(after)
    assert rep.backlog_after(before, new, 200.0, given(m09_capacity=0)) == 0.0


@each(HOURS, HOURS, st.floats(1.0, 1e4), st.floats(0.0, 24.0))
def test_backlog_stays_below_its_cap(
    before: float, new: float, capacity: float, months: float
) -> None:
    after = rep.backlog_after(before, new, capacity, given(backlog_most_months=months))
    assert 0.0 <= after <= months * capacity


def test_expertise_by_hand() -> None:
    settings = {"practice_rate": 0.01, "lesson_rate": 0.02}
    # A twentieth of the way to 1: .01 by practice, .04 by two full lessons.
    assert rep.expertise_after(0.5, 2.0, given(**settings)) == pytest.approx(0.525)
    assert rep.expertise_after(0.5, 2.0, given(**settings, m16_rep=0)) == 0.5


@each(UNIT, HOURS, UNIT, UNIT)
def test_expertise_only_grows(before: float, lessons: float, practice: float, rate: float) -> None:
    after = rep.expertise_after(before, lessons, given(practice_rate=practice, lesson_rate=rate))
    assert before <= after <= 1.0


def test_morale_by_hand() -> None:
    # .8 - 1 · 2 / 10 - 2 · 1 / 10 - .2 · ½ = .3, half of the way from .7.
    assert rep.morale_after(0.7, 2.0, 1.0, 10, 0.5, given(**MORALE)) == pytest.approx(0.5)
    assert rep.morale_after(0.7, 2.0, 1.0, 10, 0.5, given(**MORALE, m16_rep=0)) == 0.7
    assert rep.morale_after(0.8, 0.0, 0.0, 0, 0.0, given(**MORALE)) == pytest.approx(0.8)


@each(UNIT, HOURS, HOURS, st.integers(0, 1000), HOURS, UNIT)
def test_morale_stays_in_its_range(
    before: float, gifts: float, conflicts: float, clients: int, delay: float, gain: float
) -> None:
    p = given(morale_gain=gain)
    after = rep.morale_after(before, gifts, conflicts, clients, delay, p)
    assert 0.0 <= after <= 1.0


@each(UNIT, st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_giving_and_conflict_wear_a_rep_down(before: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    worn = rep.morale_after
    assert worn(before, more, 0.0, 20, 0.0, USUAL) <= worn(before, less, 0.0, 20, 0.0, USUAL)
    assert worn(before, 0.0, more, 20, 0.0, USUAL) <= worn(before, 0.0, less, 20, 0.0, USUAL)
