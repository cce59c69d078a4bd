"""What does the rep make of a want, and is advice heard? (M1 want and need, M2, M3).

Positions are distances from what truly serves the account (the need is 0), in units of the
misbelief that a want-need gap of 1 stands for.
"""

from __future__ import annotations

import math

from relsim.compiled import rule
from relsim.curves import logistic, spread


@rule
def want_of(want_need_gap, misbelief, p):
    """Return how far from the need the want lies this month. M1 off: on the need.

    Source: assumed.
    """
    return want_need_gap * misbelief if p.m01_want_need > 0 else 0.0


@rule
def misbelief_after(misbelief, u, p):
    """Return next month's misbelief: a persistent shock of variance 1. Source: assumed (AR(1))."""
    kept = p.misbelief_persistence
    return kept * misbelief + math.sqrt(1.0 - kept * kept) * spread(u)


@rule
def drift_of(needs_drift, u, p):
    """Return how far the need moved this month. M1 off: it stands still. Source: assumed."""
    return p.drift_scale * needs_drift * spread(u) if p.m01_want_need > 0 else 0.0


@rule
def diagnosis_power(diagnosis, expertise, p):
    """Return how informative the rep's questions are, >= 0.

    M2 off: everyone's as those of a middling rep who asks middling questions.
    Source: Weitz, Sujan & Sujan 1986 (adaptive selling needs knowledge).
    """
    if p.m02_diagnosis == 0:
        return p.diagnosis_power * p.neutral_behaviour * p.neutral_behaviour
    return p.diagnosis_power * diagnosis * expertise


@rule
def need_estimate(power, u, p):
    """Return where the rep believes the need to be; the error shrinks with `diagnosis_power`.

    Source: Weitz, Sujan & Sujan 1986; form assumed.
    """
    return p.diagnosis_error * spread(u) / (1.0 + power)


@rule
def clarified_want(want, estimate, diagnosis, p):
    """Return the want after the rep asked why: customers sharpen their own brief.

    M2 off: as if everyone asked middling questions. Source: assumed.
    """
    asked = diagnosis if p.m02_diagnosis > 0 else p.neutral_behaviour
    return want + p.clarification * asked * (estimate - want)


@rule
def advice_heard_chance(respect, trust, empathy, push, p):
    """Return the chance that a challenge is accepted, 0-1.

    `push` is how far it goes: a distance (need for want) or a share of the price demand (value
    for price).
    Source: Rapp, Bachrach, Panagopoulos & Ogilvie 2014; Alavi, Habel & Wieseke 2016.
    """
    return logistic(
        p.challenge_base
        + p.challenge_respect * (respect - p.neutral_belief)
        + p.challenge_trust * (trust - p.neutral_belief)
        + p.challenge_empathy * empathy
        - p.challenge_push * abs(push)
    )


@rule
def conflict_of(push, empathy, p):
    """Return the conflict left by a refused challenge, 0-1: less where empathy came first.

    Source: Rapp et al. 2014; form assumed.
    """
    return (1.0 - p.empathy_softening * empathy) * min(1.0, abs(push))


@rule
def solution_after(solution, delivered, p):
    """Return where the account's standing solution lies after this month's order.

    An order renews a share of it, so that yesterday's answer ages as the need drifts.
    Source: assumed.
    """
    return solution + p.order_share * (delivered - solution)


@rule
def anticipated(solution, estimate, initiative, expertise, p):
    """Return the solution after the rep moved it unasked towards the need as they see it.

    M2 off: initiative finds no drift. Source: Blocker, Flint, Myers & Slater 2011.
    """
    if p.m02_diagnosis == 0:
        return solution
    return solution + p.initiative_power * initiative * expertise * (estimate - solution)


@rule
def gap_after(want_need_gap, p):
    """Return the want-need gap after good advice was taken: customers learn. Source: assumed."""
    return want_need_gap * (1.0 - p.gap_learning)
