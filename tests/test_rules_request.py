"""What an account asks for: demands, claims and urgencies (M4, M5)."""

from __future__ import annotations

import math

import pytest
from by_hand import given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import request
from relsim.rules.request import CALM, CRISIS, DEADLINE, FALSE_URGENCY, PRICE, SCOPE

UNIT = st.floats(0.0, 1.0)
USUAL = given()
DEMAND = {
    "demand_base": -2.5,
    "demand_demandingness": 4.0,
    "demand_precedent": 2.0,
    "demand_dominance": 4.0,
    "demand_rival": math.log(3.0),
    "neutral_belief": 0.5,
    "precedent_start": 0.25,
}
BLUFF = {
    "bluff_base": -1.0,
    "bluff_dishonesty": 2.0,
    "bluff_payoff": 2.0,
    "bluff_trust": 1.0,
    "bluff_frankness": 1.0,
}
SIZE = {
    "demand_size": 0.08,
    "asking_floor": 0.75,
    "precedent_floor": 0.25,
    "demand_spread": 0.5,
    "precedent_start": 0.35,
}


def test_rivals_call_on_the_restless() -> None:
    p = given(competition=0.1)
    assert request.rival_arrival_chance(2.0, p) == pytest.approx(0.2)
    assert request.rival_arrival_chance(50.0, p) == 1.0


@pytest.mark.parametrize(
    ("u", "urgency"),
    [(0.0, CRISIS), (0.09, CRISIS), (0.11, FALSE_URGENCY), (0.29, FALSE_URGENCY), (0.31, CALM)],
)
def test_a_crisis_befalls_anyone_and_the_rest_claim_one(u: float, urgency: int) -> None:
    # False emergencies: .32 (.75 + .5) (1 - .5) = .2 of all months, after .1 of true crises.
    p = given(crisis_rate=0.1, urgency_rate=0.32, asking_floor=0.75)
    assert request.urgency_of(u, 0.5, 0.5, p) == urgency


def test_the_honest_never_claim_a_false_emergency() -> None:
    p = given(crisis_rate=0.1, urgency_rate=1.0)
    assert request.urgency_of(0.11, 1.0, 1.0, p) == CALM


@pytest.mark.parametrize(
    ("precedent", "respect", "rival", "chance"),
    [
        # -2.5 + 4 · .25 + 2 precedent + 4 · .5 (.5 - respect) + rival
        (0.5, 0.25, 0, 0.5),
        (0.5, 0.25, 1, 0.75),
        (0.5, 0.75, 0, 1 / (1 + math.e)),
        (1.0, 0.25, 0, math.e / (1 + math.e)),
    ],
)
def test_demand_chance_by_hand(precedent: float, respect: float, rival: int, chance: float) -> None:
    p = given(**DEMAND)
    assert request.demand_chance(0.25, precedent, respect, 0.5, rival, p) == pytest.approx(chance)


def test_without_m4_demands_come_as_at_the_start_and_dominance_does_not_press() -> None:
    p = given(**DEMAND, m04_precedent=0)
    # -2.5 + 1 + 2 · .25 = -1, whatever was learned and however low the regard.
    for precedent, respect, dominance in [(0.0, 0.5, 0.0), (1.0, 0.0, 1.0), (0.5, 1.0, 0.3)]:
        chance = request.demand_chance(0.25, precedent, respect, dominance, 0, p)
        assert chance == pytest.approx(1 / (1 + math.e))


@each(UNIT, UNIT, UNIT, UNIT, UNIT, UNIT)
def test_demands_rise_with_precedent_and_with_lost_respect(
    demandingness: float, a: float, b: float, c: float, d: float, dominance: float
) -> None:
    (less, more), (low, high) = sorted((a, b)), sorted((c, d))

    def chance(precedent: float, respect: float) -> float:
        return request.demand_chance(demandingness, precedent, respect, dominance, 0, USUAL)

    assert 0.0 <= chance(less, low) <= chance(more, low) <= 1.0
    assert chance(less, high) <= chance(less, low)


@pytest.mark.parametrize(
    ("u", "kind"), [(0.0, PRICE), (0.49, PRICE), (0.51, SCOPE), (0.74, SCOPE), (0.76, DEADLINE)]
)
def test_demand_kind_by_its_shares(u: float, kind: int) -> None:
    assert request.demand_kind(u, given(price_demand_share=0.5, scope_demand_share=0.25)) == kind


@pytest.mark.parametrize(
    ("u", "precedent", "size"),
    # .08 (.75 + .5) (.25 + precedent) (1 ± .5)
    [(0.5, 0.5, 0.075), (0.0, 0.5, 0.0375), (1.0, 0.5, 0.1125), (0.5, 1.0, 0.125)],
)
def test_demand_size_by_hand(u: float, precedent: float, size: float) -> None:
    assert request.demand_size(u, 0.5, precedent, given(**SIZE)) == pytest.approx(size)


def test_without_m4_the_size_of_demands_is_not_learned() -> None:
    p = given(**SIZE, m04_precedent=0)
    assert request.demand_size(0.5, 0.5, 0.0, p) == pytest.approx(0.06)
    assert request.demand_size(0.5, 0.5, 1.0, p) == pytest.approx(0.06)


@each(UNIT, UNIT, UNIT, UNIT)
def test_the_size_of_demands_ratchets_within_the_list_price(
    u: float, demandingness: float, a: float, b: float
) -> None:
    less, more = sorted((a, b))
    p = given(demand_size=1.0, asking_floor=5.0)
    low = request.demand_size(u, demandingness, less, p)
    assert 0.0 <= low <= request.demand_size(u, demandingness, more, p) <= 1.0


def test_bluff_chance_by_hand() -> None:
    # -1 + 2 · .5 + 2 · .5 - .5 - .5 = 0
    assert request.bluff_chance(0.5, 0.5, 0.5, 0.5, given(**BLUFF)) == pytest.approx(0.5)
    assert request.bluff_chance(0.0, 0.0, 0.0, 1.0, given(**BLUFF, m05_bluff=0)) == 0.0


@each(UNIT, UNIT, UNIT)
def test_bluffs_rise_with_payoff_and_fall_with_honesty_trust_and_frankness(
    a: float, b: float, other: float
) -> None:
    less, more = sorted((a, b))
    chance = request.bluff_chance
    assert chance(other, other, other, less, USUAL) <= chance(other, other, other, more, USUAL)
    assert chance(more, other, other, other, USUAL) <= chance(less, other, other, other, USUAL)
    assert chance(other, more, other, other, USUAL) <= chance(other, less, other, other, USUAL)
    assert chance(other, other, more, other, USUAL) <= chance(other, other, less, other, USUAL)
