"""What a mechanism that is off silences (its own numbers and behaviour) and what it may touch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pytest
from test_mechanisms import ARMS, LIVELY, SWITCHES
from watched import watch_run

from relsim.parameters import PARAMETERS
from relsim.simulation import new_world, simulate
from relsim.state import BEHAVIOURS, REQUEST, TRUTH
from relsim.strategies import PRESETS

FIXED = ARMS[:3]
# A rep who does something of everything, so that every behaviour has something to move; and learns.
ANYONE = {
    "name": "anyone", "base": "adaptive", **PRESETS["advisory"].point,
    "yielding": 0.8, "reciprocity": 0.5, "selectivity": 0.8,
}  # fmt: skip
BUSY = {**LIVELY, "customers": 200, "capacity_hours": 120.0, "discount_authority": 0.1}
LIVED = ("status", "joined", "left", "respect", "trust", "satisfaction", "discount", "margin")


class Silent(NamedTuple):
    """What changes nothing, to the bit, while a mechanism is off.

    `given` are settings under which it is so, `shown` columns of the month that merely report
    the number that is changed.
    """

    numbers: str
    behaviours: str = ""
    given: Mapping[str, float] = {}
    shown: tuple[str, ...] = ()


_FREE = {"diagnosis_hours": 0, "initiative_hours": 0, "tiresomeness": 0, "intrusion": 0}
SILENT = {
    "m01_want_need": Silent(
        "want_need_gap_mean drift_scale misbelief_persistence error_cost order_share gap_learning"
        " complaint_learning initiative_power"
    ),
    "m02_diagnosis": Silent("initiative_power", "diagnosis initiative", _FREE),
    "m03_reframing": Silent(
        "challenge_base challenge_respect challenge_trust challenge_empathy challenge_push"
        " challenge_floor challenge_hours reframing gap_learning conflict_cost trust_conflict"
        " morale_conflict respect_advice advice_notable pitch_lecture warned_blame warning_months",
        "challenge",
    ),
    "m04_precedent": Silent("demand_dominance precedent_gain", given={"m05_bluff": 0}),
    "m05_bluff": Silent(
        "demand_rival bluff_base bluff_dishonesty bluff_trust bluff_frankness bluff_payoff"
        " claim_shift"
    ),
    "m06_reciprocity": Silent(
        "trade_price trade_commitment trade_base trade_trust trade_precedent trade_rival"
        " trust_trade trust_exchange reason_softening exit_commitment relation_commitment",
        "reciprocity",
    ),
    "m07_concession_signal": Silent(
        "cheap_yes_cost respect_cheap_yes cooperative_trust cooperative_width instant_share"
    ),
    "m08_walk_away": Silent(
        "floor_margin return_base return_respect return_rival respect_walk_away", "walk_away"
    ),
    "m09_capacity": Silent(
        "capacity_hours backlog_most_months hiccup_rate hiccup_months late_cost late_most"
        " rush_effect trust_candour trust_broken lapse_late lapse_broken recovery_slowness"
        " morale_overload",
        shown=("capacity_hours",),
    ),
    "m10_appraisal": Silent(
        "loss_aversion value_curvature reference_own reference_gain overpromise"
    ),
    "m11_recovery": Silent(
        "complaint_major complaint_minor complaint_demandingness complaint_hours"
        " complaint_learning make_good recovery_heard recovery_base recovery_empathy"
        " recovery_skill recovery_slowness recovery_repeated trust_recovery respect_recovery"
        " lesson_rate",
        "openness",
    ),
    "m12_beliefs": Silent("belief_prior signals_start"),
    "m13_stay": Silent(
        "exit_base exit_satisfaction exit_commitment choice_noise switching_cost price_weight"
        " relation_beliefs relation_satisfaction relation_commitment refusal_push refusal_stay"
        " failure_harm crisis_harm failure_stay failure_relation"
    ),
    "m14_word_of_mouth": Silent(
        "talk_rate act_share intent_base intent_satisfaction intent_trust intent_respect"
        " word_weight ill_word_below reference_satisfaction pitch_references network_degree"
        " network_rewiring"
    ),
    "m15_pitch": Silent(
        "pitch_base pitch_fit pitch_relation pitch_insight insight_unspoken pitch_promise"
        " pitch_lecture pitch_references pitch_satisfaction pitch_rival pitch_noise"
        " pitch_competition pitch_demand_share pitch_demand_scale pitch_opening fit_error"
        " selectivity_bar",
        "selectivity",
    ),
    "m16_rep": Silent(
        "practice_rate lesson_rate morale_gain morale_one_sided morale_conflict morale_overload"
        " morale_service morale_rest",
        shown=("morale",),
    ),
    "m17_adaptive": Silent(
        "review_months review_trial review_step review_inertia review_loss_aversion"
        " far_sightedness review_horizon_months review_referral fearful_silence misattribution"
    ),
}
#: Numbers of the neutral forms alone: they say nothing while the mechanism is on.
NEUTRAL = {"m13_stay": "exit_constant", "m15_pitch": "pitch_constant further_constant"}
#: One number of each mechanism by which it is seen to be at work.
AT_WORK = {
    "m01_want_need": "error_cost",
    "m02_diagnosis": "diagnosis_power",
    "m03_reframing": "challenge_base",
    "m04_precedent": "demand_dominance",
    "m05_bluff": "bluff_base",
    "m06_reciprocity": "trade_base",
    "m07_concession_signal": "cheap_yes_cost",
    "m08_walk_away": "floor_margin",
    "m09_capacity": "capacity_hours",
    "m10_appraisal": "loss_aversion",
    "m11_recovery": "recovery_heard",
    "m12_beliefs": "belief_prior",
    "m13_stay": "exit_base",
    "m14_word_of_mouth": "intent_base",
    "m15_pitch": "pitch_base",
    "m16_rep": "morale_service",
    "m17_adaptive": "review_step",
}


def lived(strategy: Any, shown: tuple[str, ...] = (), **settings: float) -> bytes:
    """Return what months and accounts went through, to the bit."""
    result = simulate(strategy, seed=3, periods=36, parameters={**BUSY, **settings})
    reported = (*shown, *BEHAVIOURS)
    months = [name for name in result.series.dtype.names if name not in reported]
    kept = [result.series[name] for name in months] + [result.accounts[name] for name in LIVED]
    return b"".join(np.ascontiguousarray(column).tobytes() for column in kept)


def number_moves(name: str, shown: tuple[str, ...] = (), **settings: float) -> bool:
    """Whether a number matters between its hard bounds."""
    ends = (PARAMETERS[name].low, PARAMETERS[name].high)
    low, high = (lived(ANYONE, shown, **{**settings, name: end}) for end in ends)
    return low != high


def behaviour_moves(name: str, **settings: float) -> bool:
    low, high = (lived({**ANYONE, name: end}, **settings) for end in (0.0, 1.0))
    return low != high


@pytest.mark.parametrize(
    ("switch", "number"),
    [(switch, number) for switch, silent in SILENT.items() for number in silent.numbers.split()],
)
def test_a_mechanism_silences_its_numbers(switch: str, number: str) -> None:
    silent = SILENT[switch]
    assert number_moves(number, **silent.given), "a dead number, whether on or off"
    assert not number_moves(number, silent.shown, **{**silent.given, switch: 0})


@pytest.mark.parametrize(
    ("switch", "behaviour"),
    [(switch, name) for switch, silent in SILENT.items() for name in silent.behaviours.split()],
)
def test_a_mechanism_silences_its_behaviour(switch: str, behaviour: str) -> None:
    given = SILENT[switch].given
    assert behaviour_moves(behaviour, **given)
    assert not behaviour_moves(behaviour, **{**given, switch: 0})


def test_without_m2_initiative_only_costs() -> None:
    assert behaviour_moves("initiative", m02_diagnosis=0)


@pytest.mark.parametrize(
    ("switch", "number"),
    [(switch, number) for switch, numbers in NEUTRAL.items() for number in numbers.split()],
)
def test_numbers_of_a_neutral_form_say_nothing_while_it_is_on(switch: str, number: str) -> None:
    assert not number_moves(number)
    assert number_moves(number, **{switch: 0})


@pytest.mark.parametrize("switch", SWITCHES)
def test_all_other_mechanisms_stay_at_work(switch: str) -> None:
    for other, number in AT_WORK.items():
        if other != switch:
            assert number_moves(number, **{switch: 0}), f"{switch} off silences {number}"


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_switch_changes_no_trait_and_no_luck(switch: str) -> None:
    on, _, _ = new_world("advisory", seed=5, parameters=LIVELY)
    off, _, _ = new_world("advisory", seed=5, parameters=LIVELY, **{switch: 0})
    # Without M1 what customers have is what they need.
    allowed = {"solution"} if switch == "m01_want_need" else set()
    changed = {f for f in on.customers.dtype.names if (on.customers[f] != off.customers[f]).any()}
    assert changed == allowed
    assert (on.reps == off.reps).all()
    assert (on.starts == off.starts).all() and (on.neighbours == off.neighbours).all()


# Which mechanisms may change which fields in the first month, when all accounts still stand as
# they started. What is not named here, every mechanism may change.
_ADVICE = "m01 m02 m03"
_ASKED = "m04 m05"
_TALKS = f"m02 m03 m06 m08 {_ASKED}"
REQUESTED = dict.fromkeys((*REQUEST.names, *TRUTH.names), "") | dict.fromkeys(
    ("demand_size", "demand_kind", "claims_rival", "bluff", "rival_discount"), _ASKED
)
CAME_OF_IT: dict[str, str] = {
    "demand_size": f"m03 {_ASKED}",
    **dict.fromkeys(("want", "estimate", "push", "delivered"), _ADVICE),
    **dict.fromkeys(("advice_taken", "warning"), _ADVICE),
    **dict.fromkeys(("challenged", "conflict"), f"{_ADVICE} {_ASKED}"),
    "reframed": f"m03 {_ASKED}",
    **dict.fromkeys(("believed", "conceded", "gift", "answer", "rounds", "walked"), _TALKS),
    **dict.fromkeys(("reasoned", "proposed", "fair_trade", "boundary", "frustration"), _TALKS),
    "returned": _TALKS,
    "cheap_yes": f"m07 {_TALKS}",
    **dict.fromkeys(("urgency_served", "crisis_missed", "order_taken"), "m02"),
    "crisis": "",
    **dict.fromkeys(("lateness", "promised_months", "broken_months"), f"m09 {_TALKS}"),
    "quality": f"{_ADVICE} m16",
    "failure": "",
    "lapse": f"{_ADVICE} m09 m16 {_TALKS}",
    **dict.fromkeys(("blame",), f"{_ADVICE} m09 m16 {_TALKS}"),
    **dict.fromkeys(("complained", "recovery"), f"{_ADVICE} m09 m11 m16 {_TALKS}"),
    "surplus": f"{_ADVICE} m16 {_TALKS}",
    **dict.fromkeys(("respect_before", "trust_before", "satisfaction_before"), ""),
    **dict.fromkeys(("precedent_before", "reference_before", "list_revenue"), ""),
    **dict.fromkeys(("pursued", "won", "seen_fit", "reservation"), ""),
    "further_pitch": "m08",  # whom one has parted with is asked for no further business
    # Beliefs are learned after the signals: how fast (M12) comes too late for them.
    **dict.fromkeys(
        ("respect_signal", "trust_signal", "felt"),
        " ".join(s[:3] for s in SWITCHES if s[:3] not in {"m12", "m13", "m14", "m15"}),
    ),
    **dict.fromkeys(
        ("hours", "revenue", "margin", "further_won"),
        " ".join(s[:3] for s in SWITCHES if s[:3] not in {"m13"}),
    ),
}


@pytest.mark.parametrize("switch", SWITCHES)
def test_in_the_first_month_a_mechanism_touches_only_its_own(switch: str) -> None:
    # Low regard at the start, so that dominance presses from the first month on.
    settings = {**LIVELY, "customers": 600, "client_belief_start": 0.45}
    touched = False
    for arm in FIXED:
        on = watch_run(arm, periods=1, seed=9, **settings)
        off = watch_run(arm, periods=1, seed=9, **settings, **{switch: 0})
        for before, after, may_change in (
            (on.requests, off.requests, REQUESTED),
            (on.truths, off.truths, REQUESTED),
            (on.outcomes, off.outcomes, CAME_OF_IT),
        ):
            for field in before.dtype.names:
                changed = bool((before[field] != after[field]).any())
                may = switch[:3] in may_change.get(field, switch[:3]).split()
                assert may or not changed, f"{field} under {arm}"
                touched |= changed
    # How fast beliefs are learned shows from the second month on; these reps learn nothing.
    assert touched or switch in {"m12_beliefs", "m17_adaptive"}
