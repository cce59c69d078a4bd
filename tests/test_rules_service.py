"""When and how well work is delivered, and who complains (M1, M9, M11, M16)."""

from __future__ import annotations

import math

import pytest
from by_hand import a_behaviour, given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import service

UNIT = st.floats(0.0, 1.0)
MONTHS = st.floats(0.0, 24.0)
USUAL = given()
RECOVERY = {
    "recovery_heard": 0.2,
    "recovery_base": 0.1,
    "recovery_empathy": 0.4,
    "recovery_skill": 0.4,
    "recovery_slowness": math.log(2.0),
    "recovery_repeated": 0.5,
}


def test_the_backlog_makes_everyone_late() -> None:
    assert service.delay_months(100.0, 200.0, USUAL) == 0.5
    assert service.delay_months(100.0, 200.0, given(m09_capacity=0)) == 0.0


def test_candour_owns_up_to_the_delay() -> None:
    assert service.promised_months(0.5, 0.6) == pytest.approx(0.3)


@pytest.mark.parametrize(("u", "right"), [(0.0, True), (0.79, True), (0.81, False)])
@pytest.mark.parametrize("crisis", [0, 1])
def test_a_crisis_is_recognised_with_questions(u: float, right: bool, crisis: int) -> None:
    # .6 by guessing, and with a power of 1 half of the way to certainty: .8.
    seen = service.crisis_seen(crisis, 1.0, u, given(crisis_recognition=0.6))
    assert bool(seen) == (bool(crisis) == right)


def test_account_hours_by_hand() -> None:
    p = given(base_hours=2.0, diagnosis_hours=0.6, empathy_hours=0.4, initiative_hours=0.2)
    behaviour = a_behaviour(diagnosis=0.5, empathy=0.5, initiative=1.0)
    # 2 · 1.5 · 4, talk (.3 + .4 · .25 + .2) · √4, three hours of specials.
    assert service.account_hours(1.5, 4.0, 3.0, behaviour, p) == pytest.approx(16.2)
    assert service.account_hours(1.5, 4.0, 0.0, a_behaviour(), p) == pytest.approx(12.0)


@each(st.sampled_from(("diagnosis", "empathy", "initiative")), UNIT, UNIT)
def test_good_talk_takes_hours(name: str, a: float, b: float) -> None:
    less, more = sorted((a, b))
    short = service.account_hours(1.0, 1.0, 0.0, a_behaviour(**{name: less}), USUAL)
    assert short <= service.account_hours(1.0, 1.0, 0.0, a_behaviour(**{name: more}), USUAL)


def test_quality_by_hand() -> None:
    settings = {"error_cost": 2.0, "morale_service": 0.2}
    halved = (0.8, 0.5, -math.log(2.0))  # e^-(2 · .5 · ln 2) = ½
    assert service.quality_of(*halved, 1.0, given(**settings)) == pytest.approx(0.4)
    assert service.quality_of(*halved, 0.5, given(**settings)) == pytest.approx(0.36)
    assert service.quality_of(*halved, 0.5, given(**settings, m16_rep=0)) == pytest.approx(0.4)


@each(UNIT, UNIT, st.floats(-30, 30), st.floats(-30, 30), UNIT)
def test_quality_falls_with_distance_and_never_beats_the_fit(
    fit: float, complexity: float, a: float, b: float, morale: float
) -> None:
    near, far = sorted((a, b), key=abs)
    low = service.quality_of(fit, complexity, far, morale, USUAL)
    assert 0.0 <= low <= service.quality_of(fit, complexity, near, morale, USUAL) <= fit


def test_lapse_chance_by_hand() -> None:
    p = given(lapse_base=0.01, lapse_quality=0.1, lapse_late=0.05, lapse_broken=0.1, lapse_most=0.5)
    # .01 + .1 · ½ of the quality lost + .05 · 1 month late + .1 · ½ month broken
    assert service.lapse_chance(0.4, 0.8, 1.0, 0.5, p) == pytest.approx(0.16)
    assert service.lapse_chance(0.8, 0.8, 0.0, 0.0, p) == pytest.approx(0.01)
    assert service.lapse_chance(0.4, 0.8, 24.0, 24.0, p) == 0.5
    assert service.lapse_chance(0.0, 0.0, 0.0, 0.0, p) == pytest.approx(0.01)


def test_complaint_chance_by_hand() -> None:
    settings = {
        "complaint_major": 0.7,
        "complaint_minor": 0.5,
        "complaint_demandingness": 0.4,
        "neutral_behaviour": 0.5,
    }
    p = given(**settings)
    assert service.complaint_chance(1, 0.75, p) == pytest.approx(0.8)
    assert service.complaint_chance(0, 0.75, p) == pytest.approx(0.6)
    assert service.complaint_chance(0, 0.0, p) == pytest.approx(0.3)
    assert service.complaint_chance(1, 1.0, given(**settings, m11_recovery=0)) == 0.0


@each(UNIT, UNIT, st.floats(0.0, 2.0))
def test_complaints_are_chances_and_rise_with_demandingness(
    a: float, b: float, weight: float
) -> None:
    less, more = sorted((a, b))
    p = given(complaint_demandingness=weight)
    for major in (0, 1):
        low = service.complaint_chance(major, less, p)
        assert 0.0 <= low <= service.complaint_chance(major, more, p) <= 1.0


@pytest.mark.parametrize(
    ("openness", "delay", "repeated", "mended"),
    # Heard .2; care .1 + .4 · .5 + .4 · .5 = ½ of the rest; halved by a month, and once more.
    [
        (1.0, 0.0, False, 0.6),
        (0.5, 0.0, False, 0.4),
        (0.0, 0.0, False, 0.2),
        (1.0, 1.0, False, 0.3),
        (1.0, 1.0, True, 0.15),
    ],
)
def test_recovery_by_hand(openness: float, delay: float, repeated: bool, mended: float) -> None:
    p = given(**RECOVERY)
    assert service.recovery_of(openness, 0.5, 0.5, delay, repeated, p) == pytest.approx(mended)


@each(UNIT, UNIT, UNIT, MONTHS, MONTHS, st.booleans())
def test_recovery_rises_with_openness_and_falls_with_delay(
    a: float, b: float, care: float, early: float, late: float, repeated: bool
) -> None:
    less, more = sorted((a, b))
    soon, later = sorted((early, late))

    def mended(openness: float, delay: float, again: bool = repeated) -> float:
        return service.recovery_of(openness, care, care, delay, again, USUAL)

    assert 0.0 <= mended(less, soon) <= mended(more, soon) <= 1.0
    assert mended(more, later) <= mended(more, soon)
    assert mended(more, soon, True) <= mended(more, soon, False)


def test_a_complaint_taken_as_input_mends_the_solution() -> None:
    assert service.solution_mended(0.5, 0.5, given(complaint_learning=0.6)) == pytest.approx(0.35)


@pytest.mark.parametrize(
    ("as_wanted", "warned", "blame"),
    [(False, 0, 1.0), (False, 3, 1.0), (True, 0, 1.0), (True, 3, 0.4)],
)
def test_a_warning_shares_the_blame_of_obedience(
    as_wanted: bool, warned: int, blame: float
) -> None:
    assert service.obedience_blame(as_wanted, warned, given(warned_blame=0.4)) == blame
