"""Knocking out a mechanism gives its neutral form, and leaves every other mechanism at work."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from watched import Watched, watch_run

from relsim.parameters import PARAMETERS, complete
from relsim.rules import decision
from relsim.rules.bargain import GRANTED, TRADED
from relsim.state import CLIENT, PROSPECT
from relsim.strategies import PRESETS

SWITCHES = tuple(name for name, p in PARAMETERS.items() if p.kind == "switch")
ARMS = ("servile", "combative", "advisory", "adaptive")
MONTHS = 18
# A small territory where everything happens often: failures, crises, rivals, leads, tight hours.
LIVELY = {
    "customers": 80,
    "reps": 3,
    "client_share_start": 0.5,
    "capacity_hours": 50.0,
    "competition": 0.15,
    "crisis_rate": 0.05,
    "urgency_rate": 0.5,
    "failure_rate": 0.05,
    "lapse_base": 0.1,
    "demand_base": -3.0,
    "floor_margin": 0.3,
    "lead_rate": 0.1,
    "cooling_months": 2,
    "further_rate": 0.1,
    "talk_rate": 0.3,
    "act_share": 0.8,
    "pitch_base": 0.25,
    "challenge_floor": 0.02,
    "exit_constant": 0.03,
}
VALUES = complete(LIVELY)


@functools.cache
def runs(off: frozenset[str]) -> tuple[Watched, ...]:
    """Return a run of each of the presets with some mechanisms off."""
    settings = {**LIVELY, **dict.fromkeys(off, 0)}
    return tuple(watch_run(arm, periods=MONTHS, seed=7, **settings) for arm in ARMS)


def _client_months(run: Watched) -> dict[tuple[int, int], int]:
    where = np.flatnonzero(run.served)
    return {(int(run.requests.account[k]), int(run.requests.month[k])): int(k) for k in where}


def wants_are_needs(worlds: tuple[Watched, ...]) -> bool:
    return all(not run.outcomes.want.any() and not run.customers.solution.any() for run in worlds)


def estimates_are_alike(worlds: tuple[Watched, ...]) -> bool:
    """Whether all reps see the need of an account in a month alike, whatever they ask."""
    first = worlds[0]
    place = _client_months(first)
    for other in worlds[1:]:
        for key, k in _client_months(other).items():
            if key in place and other.outcomes.estimate[k] != first.outcomes.estimate[place[key]]:
                return False
    return True


def nothing_is_challenged(worlds: tuple[Watched, ...]) -> bool:
    fields = ("challenged", "push", "advice_taken", "reframed", "conflict", "warning")
    return not any(run.outcomes[field].any() for run in worlds for field in fields)


def precedent_stands_still(worlds: tuple[Watched, ...]) -> bool:
    return all((run.customers.precedent == VALUES["precedent_start"]).all() for run in worlds)


def no_rival_is_claimed(worlds: tuple[Watched, ...]) -> bool:
    return not any(run.requests.claims_rival.any() or run.truths.bluff.any() for run in worlds)


def nothing_is_traded(worlds: tuple[Watched, ...]) -> bool:
    for run in worlds:
        traded = run.outcomes.answer == TRADED
        if traded.any() or run.outcomes.proposed.any() or run.outcomes.reasoned.any():
            return False
    return not any(run.customers.commitment_months.any() for run in worlds)


def an_instant_yes_says_nothing(worlds: tuple[Watched, ...]) -> bool:
    given_at_once = [(r.outcomes.answer == GRANTED) & (r.outcomes.rounds == 1) for r in worlds]
    assert any(rows.any() for rows in given_at_once), "no instant yes to judge by"
    return not any(run.outcomes.cheap_yes.any() for run in worlds)


def nobody_walks_away(worlds: tuple[Watched, ...]) -> bool:
    return not any(run.outcomes.walked.any() or run.series.walkaways.any() for run in worlds)


def nobody_is_late(worlds: tuple[Watched, ...]) -> bool:
    assert all(run.series.hours.sum() > 0.0 for run in worlds)
    late = ("lateness", "promised_months", "broken_months")
    if any(run.outcomes[field].any() for run in worlds for field in late):
        return False
    return not any(run.reps.backlog_hours.any() for run in worlds)


def feelings_are_linear(worlds: tuple[Watched, ...]) -> bool:
    """Whether months are held against the market's surplus, and that is all clients know."""
    market = VALUES["value"] * VALUES["rival_quality"] - 1.0
    return all((run.outcomes.reference_before[run.served] == market).all() for run in worlds)


def nobody_complains(worlds: tuple[Watched, ...]) -> bool:
    assert all((run.outcomes.failure + run.outcomes.lapse).any() for run in worlds)
    return not any(run.outcomes.complained.any() or run.outcomes.recovery.any() for run in worlds)


def every_month_counts_alike(worlds: tuple[Watched, ...]) -> bool:
    """Whether respect moves by one share of the way to each month's signal."""
    for run in worlds:
        place = _client_months(run)
        for (account, month), k in place.items():
            after = place.get((account, month + 1))
            if after is None:
                continue
            before = run.outcomes.respect_before[k]
            way = min(1.0, max(0.0, run.outcomes.respect_signal[k])) - before
            moved = run.outcomes.respect_before[after] - before
            if abs(moved - way / VALUES["belief_memory"]) > 1e-12:
                return False
    return True


def leaving_is_pure_luck(worlds: tuple[Watched, ...]) -> bool:
    """Whether the same clients of month 0 leave in the same months, however they are treated."""
    left = [run.customers.left[run.customers.initial > 0] for run in worlds]
    assert (left[0] >= 0).any(), "nobody left at all"
    whys = {decision.STAYED, decision.DRIFTED_OFF, decision.TALKS_ENDED}
    if any(not set(run.outcomes.left.tolist()) <= whys for run in worlds):
        return False
    return all((other == left[0]).all() for other in left[1:])


def nobody_is_recommended(worlds: tuple[Watched, ...]) -> bool:
    """Whether no word is said, and those who never dealt with a rep believe as strangers do."""
    for run in worlds:
        if run.outcomes.intended.any() or (run.customers.referred_by >= 0).any():
            return False
        met = np.isin(np.arange(len(run.customers)), run.requests.account)
        strangers = run.customers[~met & (run.customers.status == PROSPECT)]
        if (strangers.respect != VALUES["stranger_belief"]).any():
            return False
    return not any(run.series.referrals_won.any() for run in worlds)


def pitches_are_pure_luck(worlds: tuple[Watched, ...]) -> bool:
    """Whether all leads are pitched, and the same are won at list price, whoever pitches."""
    won = []
    for run in worlds:
        pitches = ~run.served
        if not run.outcomes.pursued[pitches].all() or run.outcomes.conceded[pitches].any():
            return False
        won.append(run.series.wins_cold + run.series.wins_back)
    assert won[0].sum() > 0, "nobody was won at all"
    return all((other == won[0]).all() for other in won[1:])


def reps_stay_as_they_are(worlds: tuple[Watched, ...]) -> bool:
    return all(
        (run.series.expertise == run.series.expertise[0]).all()
        and (run.reps.morale == VALUES["morale_rest"]).all()
        for run in worlds
    )


def reps_keep_to_their_point(worlds: tuple[Watched, ...]) -> bool:
    """Whether each answer is the strategy's point, and every rep ends where it began."""
    for run, arm in zip(worlds, ARMS, strict=True):
        for name, amount in PRESETS[arm].point.items():
            if (run.behaviours[name] != amount).any() or (run.reps[name] != amount).any():
                return False
    return True


class Mechanism(NamedTuple):
    """The neutral form of a mechanism, and what else must be off for it to be seen apart."""

    neutral: Callable[[tuple[Watched, ...]], bool]
    alone: tuple[str, ...] = ()


# Talks that were ended lose clients too; whom there is to pitch depends on who left and who talks.
LOSES = ("m08_walk_away",)
CLIENTS = (*LOSES, "m13_stay", "m14_word_of_mouth")
MECHANISMS = {
    "m01_want_need": Mechanism(wants_are_needs),
    "m02_diagnosis": Mechanism(estimates_are_alike),
    "m03_reframing": Mechanism(nothing_is_challenged),
    "m04_precedent": Mechanism(precedent_stands_still),
    "m05_bluff": Mechanism(no_rival_is_claimed),
    "m06_reciprocity": Mechanism(nothing_is_traded),
    "m07_concession_signal": Mechanism(an_instant_yes_says_nothing),
    "m08_walk_away": Mechanism(nobody_walks_away),
    "m09_capacity": Mechanism(nobody_is_late),
    "m10_appraisal": Mechanism(feelings_are_linear),
    "m11_recovery": Mechanism(nobody_complains),
    "m12_beliefs": Mechanism(every_month_counts_alike),
    "m13_stay": Mechanism(leaving_is_pure_luck, LOSES),
    "m14_word_of_mouth": Mechanism(nobody_is_recommended),
    "m15_pitch": Mechanism(pitches_are_pure_luck, CLIENTS),
    "m16_rep": Mechanism(reps_stay_as_they_are),
    "m17_adaptive": Mechanism(reps_keep_to_their_point),
}


def test_every_mechanism_with_a_switch_has_its_neutral_form_tested() -> None:
    assert set(MECHANISMS) == set(SWITCHES)


@pytest.mark.parametrize("switch", MECHANISMS)
def test_off_is_neutral_and_on_is_not(switch: str) -> None:
    mechanism = MECHANISMS[switch]
    assert mechanism.neutral(runs(frozenset({switch, *mechanism.alone})))
    assert not mechanism.neutral(runs(frozenset(mechanism.alone)))


@pytest.mark.parametrize("switch", MECHANISMS)
def test_another_mechanism_off_changes_nothing_about_that(switch: str) -> None:
    """With any second mechanism off, this one is still neutral when off and at work when on."""
    mechanism = MECHANISMS[switch]
    for other in MECHANISMS:
        if other in {switch, *mechanism.alone}:
            continue
        with_it = frozenset({other, *mechanism.alone})
        assert mechanism.neutral(runs(with_it | {switch})), f"{other} off wakes {switch}"
        assert not mechanism.neutral(runs(with_it)), f"{other} off silences {switch}"


def test_quality_is_the_fit_where_wants_are_needs_and_morale_does_not_tell() -> None:
    for run in runs(frozenset({"m01_want_need", "m16_rep"})):
        accounts = run.requests.account[run.served]
        assert (run.outcomes.quality[run.served] == run.customers.fit[accounts]).all()


def test_without_m5_rivals_come_and_are_neither_claimed_nor_believed() -> None:
    for run in runs(frozenset({"m05_bluff"})):
        assert (run.truths.rival[run.served] > 0).any()
        assert not run.series.bluffs.any() and not run.outcomes.believed.any()


def test_without_m14_nobody_lost_speaks_ill() -> None:
    for run in runs(frozenset({"m14_word_of_mouth"})):
        assert not run.customers.speaks_ill.any() and not run.customers.referrals_made.any()
        assert (run.customers.status == CLIENT).any()
