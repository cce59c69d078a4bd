"""Whether a pitch is won (M14 references, M15)."""

from __future__ import annotations

import math

import pytest
from by_hand import a_behaviour, a_customer, a_rep, given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import market

UNIT = st.floats(0.0, 1.0)
USUAL = given()
PITCH = {
    "pitch_base": 0.3,
    "pitch_rival": 0.1,
    "pitch_fit": 1.0,
    "fit_mean": 0.7,
    "pitch_relation": 0.5,
    "stranger_belief": 0.4,
    "pitch_insight": 0.5,
    "insight_unspoken": 0.4,
    "pitch_promise": 0.1,
    "pitch_lecture": 0.2,
    "pitch_references": 0.2,
    "pitch_noise": 0.1,
    "neutral_behaviour": 0.5,
}
PROSPECT = a_customer(fit=0.8, respect=0.5, trust=0.5, want_need_gap=0.5)
REP = a_rep(expertise=0.5)
ANSWER = {"diagnosis": 0.8, "challenge": 0.5, "empathy": 0.5, "candour": 0.5}


def wanted(u: float = 0.5, rival: int = 1, references: float = 0.5, **settings: float) -> float:
    p = given(**{**PITCH, **settings})
    behaviour = a_behaviour(**ANSWER)
    return market.reservation_discount(PROSPECT, REP, behaviour, rival, references, u, p)


def test_experts_see_the_fit() -> None:
    p = given(fit_error=0.2)
    assert market.perceived_fit(0.5, 0.5, 1.0, p) == pytest.approx(0.5 + 0.1 * math.sqrt(3.0))
    assert market.perceived_fit(0.5, 1.0, 1.0, p) == 0.5
    assert market.perceived_fit(0.95, 0.0, 1.0, p) == 1.0


def test_the_selective_pitch_only_where_it_fits() -> None:
    p = given(selectivity_bar=0.8)
    assert market.worth_pursuing(0.41, 0.5, p)
    assert not market.worth_pursuing(0.39, 0.5, p)
    assert market.worth_pursuing(0.0, 0.0, p)
    assert market.worth_pursuing(0.0, 1.0, given(selectivity_bar=0.8, m15_pitch=0))


# .3 + .1 rival - .1 fit - .5 · .2 relation - .5 · .14 insight - .1 · ½ promise + .2 · ¼ lecture
# - .2 · ½ references, where insight = gap ½ · asked .4 · (.4 + .6 · ½ told).
def test_the_discount_a_buyer_wants_by_hand() -> None:
    assert wanted() == pytest.approx(0.03)
    assert wanted(rival=0) == pytest.approx(-0.07)
    assert wanted(references=0.0) == pytest.approx(0.13)
    assert wanted(u=0.75) == pytest.approx(0.03 + 0.1 * math.log(3.0))


@pytest.mark.parametrize(
    ("switch", "discount"),
    [
        ("m01_want_need", 0.10),  # no gap, no insight
        ("m02_diagnosis", 0.05625),  # asked ¼: insight ½ · ¼ · .7
        ("m03_reframing", 0.01),  # nothing told: insight ½ · .4 · .4, no lecture
        ("m14_word_of_mouth", 0.13),  # no references
    ],
)
def test_what_a_buyer_wants_with_a_mechanism_off(switch: str, discount: float) -> None:
    assert wanted(**{switch: 0}) == pytest.approx(discount)


@each(UNIT, UNIT, UNIT)
def test_worth_lowers_the_discount_wanted(a: float, b: float, u: float) -> None:
    less, more = sorted((a, b))
    behaviour = a_behaviour(**ANSWER)

    def wants(references: float, **changed: float) -> float:
        beliefs = {"fit": 0.5, "respect": 0.5, "trust": 0.5, **changed}
        prospect = a_customer(want_need_gap=0.5, **beliefs)
        return market.reservation_discount(prospect, REP, behaviour, 0, references, u, USUAL)

    for name in ("fit", "respect", "trust"):
        assert wants(0.5, **{name: more}) <= wants(0.5, **{name: less})
    assert wants(more) <= wants(less)


def test_volume_grows_to_its_cap() -> None:
    p = given(further_volume=0.2, volume_most=1.3)
    assert market.volume_after(1.0, p) == pytest.approx(1.2)
    assert market.volume_after(1.2, p) == pytest.approx(1.3)
