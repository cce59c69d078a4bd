"""What a customer learns about the rep (M4, M12)."""

from __future__ import annotations

import pytest
from by_hand import a_behaviour, an_outcome, given
from hypothesis import given as each
from hypothesis import strategies as st

from relsim.rules import belief

UNIT = st.floats(0.0, 1.0)
USUAL = given()
RESPECT = {
    "neutral_belief": 0.5,
    "rival_quality": 0.6,
    "respect_quality": 1.0,
    "respect_advice": 0.4,
    "advice_notable": 0.6,
    "respect_boundary": 0.2,
    "respect_cheap_yes": 0.2,
    "respect_order_taking": 0.1,
    "respect_failure": 0.5,
    "respect_recovery": 0.2,
    "respect_walk_away": 0.3,
}
TRUST = {
    "neutral_belief": 0.5,
    "neutral_behaviour": 0.5,
    "trust_empathy": 0.2,
    "trust_candour": 0.4,
    "trust_gift": 0.1,
    "trust_trade": 0.3,
    "trust_recovery": 0.4,
    "trust_broken": 0.5,
    "trust_exchange": 0.5,
    "trust_conflict": 0.2,
    "trust_refusal": 0.4,
    "trust_failure": 0.2,
    "trust_neglect": 0.1,
}
PLAIN = {"quality": 0.6}


@pytest.mark.parametrize(("signals", "gain"), [(0, 1 / 4), (1, 1 / 5), (4, 1 / 8), (100, 1 / 10)])
def test_belief_gain_is_one_over_n_capped(signals: float, gain: float) -> None:
    p = given(belief_prior=4.0, belief_memory=10.0)
    assert belief.belief_gain(float(signals), p) == pytest.approx(gain)


@each(st.floats(0.0, 1000.0))
def test_without_m12_every_month_counts_the_same(signals: float) -> None:
    p = given(belief_prior=4.0, belief_memory=10.0, m12_beliefs=0)
    assert belief.belief_gain(signals, p) == pytest.approx(0.1)


@each(st.floats(0, 1000), st.floats(0, 1000), st.floats(1, 1000), st.floats(1, 1000))
def test_first_months_weigh_most(a: float, b: float, prior: float, memory: float) -> None:
    early, late = sorted((a, b))
    p = given(belief_prior=prior, belief_memory=memory)
    assert 0.0 < belief.belief_gain(late, p) <= belief.belief_gain(early, p) <= 1.0


@each(st.lists(UNIT, min_size=1, max_size=30))
def test_a_belief_is_the_mean_of_its_signals_while_memory_lasts(signals: list[float]) -> None:
    # With a prior of 1 the first signal is all there is.
    p = given(belief_prior=1.0, belief_memory=1000.0)
    held = 0.9
    for seen, signal in enumerate(signals):
        held = belief.belief_after(held, signal, belief.belief_gain(float(seen), p))
    assert held == pytest.approx(sum(signals) / len(signals))


@pytest.mark.parametrize(("signal", "after"), [(1.0, 0.6), (7.0, 0.6), (0.5, 0.5), (-3.0, 0.4)])
def test_a_belief_moves_towards_the_signal_held_in_range(signal: float, after: float) -> None:
    assert belief.belief_after(0.5, signal, 0.2) == pytest.approx(after)


@each(UNIT, st.floats(-100, 100), UNIT)
def test_a_belief_stays_in_its_range(before: float, signal: float, gain: float) -> None:
    assert 0.0 <= belief.belief_after(before, signal, gain) <= 1.0


@pytest.mark.parametrize(
    ("seen", "signal"),
    [
        ({}, 0.5),
        ({"quality": 0.7}, 0.6),
        ({"advice_taken": 1, "want": 0.5, "delivered": -0.2}, 0.7),  # half of what is notable
        ({"advice_taken": 1, "want": 0.1, "delivered": -2.0}, 0.1),  # wrong, beyond notable
        ({"advice_taken": 1, "want": 2.0, "delivered": 0.1}, 0.9),  # right, beyond notable
        ({"want": 0.5, "delivered": -0.2}, 0.5),
        ({"boundary": 0.5}, 0.6),
        ({"cheap_yes": 0.5}, 0.4),
        ({"order_taken": 1.0}, 0.4),
        ({"blame": 0.8}, 0.1),
        ({"blame": 0.8, "recovery": 0.5}, 0.4),  # .5 · .8 · ½ against, .2 · ½ for
        ({"returned": 1}, 0.8),
    ],
)
def test_respect_signal_by_hand(seen: dict[str, float], signal: float) -> None:
    outcome = an_outcome(**{**PLAIN, **seen})
    assert belief.respect_signal(outcome, given(**RESPECT)) == pytest.approx(signal)


@pytest.mark.parametrize(
    ("answered", "seen", "signal"),
    [
        ({"empathy": 0.5}, {}, 0.5),
        ({"empathy": 1.0}, {}, 0.6),
        ({"empathy": 0.5, "candour": 0.5}, {"lateness": 0.5}, 0.6),
        ({"empathy": 0.5, "candour": 0.5}, {"lateness": 9.0}, 0.7),
        ({"empathy": 0.5, "candour": 1.0}, {}, 0.5),
        ({"empathy": 0.5}, {"gift": 1.0}, 0.6),
        ({"empathy": 0.5}, {"fair_trade": 1.0}, 0.8),
        ({"empathy": 0.5}, {"complained": 1, "recovery": 1.0}, 0.7),
        ({"empathy": 0.5}, {"complained": 1, "recovery": 0.0}, 0.3),
        ({"empathy": 0.5}, {"broken_months": 0.2}, 0.4),
        ({"empathy": 0.5}, {"broken_months": 9.0}, 0.0),
        ({"empathy": 0.5}, {"proposed": 1}, 0.3),  # .5 · the trust of .4 that there was
        ({"empathy": 0.5}, {"conflict": 0.5}, 0.4),
        ({"empathy": 0.5}, {"frustration": 0.25}, 0.4),
        ({"empathy": 0.5}, {"blame": 0.5}, 0.4),
        ({"empathy": 0.5}, {"blame": 0.5, "recovery": 0.75}, 0.775),  # .3 for, .2 · ½ · ¼ against
        ({"empathy": 0.5}, {"crisis_missed": 1}, 0.4),
    ],
)
def test_trust_signal_by_hand(
    answered: dict[str, float], seen: dict[str, float], signal: float
) -> None:
    outcome, behaviour = an_outcome(**seen), a_behaviour(**answered)
    assert belief.trust_signal(0.4, outcome, behaviour, given(**TRUST)) == pytest.approx(signal)


@each(UNIT, UNIT, UNIT, UNIT)
def test_recovery_never_hurts_the_beliefs(blame: float, trust: float, a: float, b: float) -> None:
    less, more = sorted((a, b))
    behaviour = a_behaviour()
    worse = an_outcome(blame=blame, complained=1, recovery=less)
    better = an_outcome(blame=blame, complained=1, recovery=more)
    assert belief.respect_signal(worse, USUAL) <= belief.respect_signal(better, USUAL)
    low = belief.trust_signal(trust, worse, behaviour, USUAL)
    assert low <= belief.trust_signal(trust, better, behaviour, USUAL)


def test_precedent_is_learned_from_free_grants() -> None:
    p = given(precedent_gain=0.25)
    assert belief.precedent_after(0.3, 1.0, p) == pytest.approx(0.475)
    assert belief.precedent_after(0.3, 0.0, p) == pytest.approx(0.225)
    assert belief.precedent_after(0.3, 1.0, given(precedent_gain=0.25, m04_precedent=0)) == 0.3


@each(UNIT, UNIT, UNIT)
def test_the_precedent_ratchet_stays_in_range(before: float, gift: float, gain: float) -> None:
    after = belief.precedent_after(before, gift, given(precedent_gain=gain))
    low, high = sorted((before, gift))
    assert low - 1e-12 <= after <= high + 1e-12


def test_a_bluff_that_paid_is_remembered() -> None:
    p = given(precedent_gain=0.25)
    assert belief.payoff_after(0.2, 1, p) == pytest.approx(0.4)
    assert belief.payoff_after(0.2, 0, p) == pytest.approx(0.15)


def test_a_clients_word_moves_a_stranger_part_of_the_way() -> None:
    assert belief.second_hand(0.4, 0.8, given(word_weight=0.5)) == pytest.approx(0.6)
    assert belief.second_hand(0.4, 0.8, given(word_weight=0.0)) == 0.4
