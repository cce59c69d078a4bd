"""What is conceded, traded or refused (M5, M6, M7, M8)."""

from __future__ import annotations

import math

import pytest
from by_hand import given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import bargain

UNIT = st.floats(0.0, 1.0)
USUAL = given()
# A unit sold at 1,000 costs 480 and two hours of 50; the floor is 300.
FIRM = {
    "list_price": 1000.0,
    "unit_cost": 480.0,
    "base_hours": 2.0,
    "hourly_cost": 50.0,
    "floor_margin": 0.3,
}


@pytest.mark.parametrize(("power", "chance"), [(0.0, 0.5), (1.0, 0.75), (3.0, 0.875)])
def test_bluff_detection_goes_from_guessing_to_knowing(power: float, chance: float) -> None:
    assert bargain.bluff_detection(power, USUAL) == pytest.approx(chance)


@each(st.floats(0, 1000), st.floats(0, 1000))
def test_questions_tell_bluffs_apart(a: float, b: float) -> None:
    less, more = sorted((a, b))
    assert 0.5 <= bargain.bluff_detection(less, USUAL) <= bargain.bluff_detection(more, USUAL) < 1


def test_empathy_gives_way_on_a_share_of_what_is_refused() -> None:
    p = given(empathy_yielding=0.2)
    assert bargain.softened_yielding(0.4, 0.5, p) == pytest.approx(0.46)
    assert bargain.softened_yielding(0.4, 0.0, p) == 0.4
    assert bargain.softened_yielding(1.0, 1.0, p) == 1.0


@pytest.mark.parametrize(
    ("yielding", "believed", "after"),
    [(0.4, 0.75, 0.6), (0.4, 0.5, 0.4), (0.4, 0.25, 0.2), (0.9, 1.0, 1.0), (0.1, 0.0, 0.0)],
)
def test_a_claim_shifts_yielding_by_how_far_it_is_believed(
    yielding: float, believed: float, after: float
) -> None:
    shifted = bargain.yielding_to_claim(yielding, believed, given(claim_shift=0.8))
    assert shifted == pytest.approx(after)


@pytest.mark.parametrize(
    ("yielding", "offers"),
    [(0.5, (0.5, 0.75, 0.875)), (0.0, (0.0, 0.0, 0.0)), (1.0, (1.0, 1.0, 1.0))],
)
def test_offers_over_three_rounds(yielding: float, offers: tuple[float, ...]) -> None:
    made = [bargain.offered_share(yielding, number) for number in (1, 2, 3)]
    assert made == pytest.approx(offers)


@each(UNIT, UNIT)
def test_offers_rise_with_yielding_and_from_round_to_round(a: float, b: float) -> None:
    less, more = sorted((a, b))
    for number in (1, 2, 3):
        assert bargain.offered_share(less, number) <= bargain.offered_share(more, number) + 1e-15
    assert bargain.offered_share(a, 1) <= bargain.offered_share(a, 2) <= bargain.offered_share(a, 3)


def test_held_share_by_hand() -> None:
    p = given(hold_low=0.2, hold_high=0.8, hold_softening=0.1)
    held = [bargain.held_share(0.5, 0.5, number, p) for number in (1, 2, 3)]
    assert held == pytest.approx([0.5, 0.45, 0.4])
    assert bargain.held_share(0.0, 0.0, 1, p) == pytest.approx(0.2)
    assert bargain.held_share(1.0, 1.0, 1, p) == pytest.approx(0.8)


@each(UNIT, UNIT, UNIT)
def test_customers_come_down_and_the_price_sensitive_hold_out(u: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    first, second, third = (bargain.held_share(u, a, number, USUAL) for number in (1, 2, 3))
    assert 1.0 >= first >= second >= third >= 0.0
    assert bargain.held_share(u, less, 1, USUAL) <= bargain.held_share(u, more, 1, USUAL)


@pytest.mark.parametrize(
    ("trust", "precedent", "rival", "chance"),
    # 2 (trust - .5) - (precedent - .3) - ln 3 · rival
    [(0.75, 0.8, 0, 0.5), (0.75, 0.8, 1, 0.25), (0.5, 0.3, 0, 0.5)],
)
def test_trade_taken_chance_by_hand(
    trust: float, precedent: float, rival: int, chance: float
) -> None:
    p = given(
        trade_base=0.0,
        trade_trust=2.0,
        trade_precedent=1.0,
        trade_rival=math.log(3.0),
        neutral_belief=0.5,
        precedent_start=0.3,
    )
    assert bargain.trade_taken_chance(trust, precedent, rival, p) == pytest.approx(chance)


@each(UNIT, UNIT, UNIT)
def test_the_trusting_trade_and_the_spoilt_do_not(a: float, b: float, other: float) -> None:
    less, more = sorted((a, b))
    taken = bargain.trade_taken_chance
    assert taken(less, other, 0, USUAL) <= taken(more, other, 0, USUAL)
    assert taken(other, more, 0, USUAL) <= taken(other, less, 0, USUAL)
    assert taken(other, other, 1, USUAL) <= taken(other, other, 0, USUAL)


def test_margin_and_floor_by_hand() -> None:
    p = given(**FIRM)
    assert bargain.margin_per_unit(0.1, p) == pytest.approx(320.0)
    assert not bargain.below_floor(0.1, p)
    assert bargain.below_floor(0.2, p)
    assert bargain.floor_discount(p) == pytest.approx(0.12)


def test_without_m8_nothing_lies_below_the_floor() -> None:
    assert not bargain.below_floor(0.9, given(**FIRM, m08_walk_away=0))


def test_a_firm_below_its_floor_at_list_price_has_no_discount_to_give() -> None:
    assert bargain.floor_discount(given(**{**FIRM, "unit_cost": 900.0})) == 0.0


@each(st.floats(1.0, 1e6), st.floats(0.0, 1e6), st.floats(-1.0, 1.0))
def test_the_floor_discount_leaves_the_floor_margin(
    list_price: float, unit_cost: float, floor: float
) -> None:
    p = given(**{**FIRM, "list_price": list_price, "unit_cost": unit_cost, "floor_margin": floor})
    discount = bargain.floor_discount(p)
    if discount > 0.0:
        left = bargain.margin_per_unit(discount, p)
        assert left == pytest.approx(floor * list_price, abs=1e-6 * list_price)


def test_return_chance_by_hand() -> None:
    p = given(return_base=0.0, return_respect=5.0, return_rival=1.0, neutral_belief=0.5)
    assert bargain.return_chance(0.5, 0, p) == pytest.approx(0.5)
    assert bargain.return_chance(0.7, 1, p) == pytest.approx(0.5)
    assert bargain.return_chance(0.7, 0, p) == pytest.approx(math.e / (1 + math.e))


def test_an_instant_yes_cheapens_unless_it_reads_as_kindness() -> None:
    settings = {"cooperative_trust": 0.6, "cooperative_width": 0.05}
    p = given(**settings)
    assert bargain.cheap_yes(1, 0.6, p) == pytest.approx(0.5)
    assert bargain.cheap_yes(1, 0.6 + 0.05 * math.log(3.0), p) == pytest.approx(0.25)
    assert bargain.cheap_yes(1, 0.0, p) > 0.999
    assert bargain.cheap_yes(0, 0.0, p) == 0.0
    assert bargain.cheap_yes(1, 0.0, given(**settings, m07_concession_signal=0)) == 0.0


@each(UNIT, UNIT)
def test_trust_takes_the_sting_out_of_an_instant_yes(a: float, b: float) -> None:
    less, more = sorted((a, b))
    cheap = bargain.cheap_yes
    assert 0.0 <= cheap(1, more, USUAL) <= cheap(1, less, USUAL) <= 1.0
