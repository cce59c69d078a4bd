"""What does an account ask for this month? (M4 precedent, M5 bluff)."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import clip, logistic

NO_DEMAND, PRICE, SCOPE, DEADLINE = 0, 1, 2, 3
CALM, FALSE_URGENCY, CRISIS = 0, 1, 2


@rule
def rival_arrival_chance(restlessness, p):
    """Return the chance that a real competing offer reaches the account this month, 0-1.

    Source: Fader & Hardie 2007 (heterogeneous propensity); the form is assumed.
    """
    return min(1.0, p.competition * restlessness)


@rule
def urgency_of(u, demandingness, honesty, p):
    """Return `CALM`, `FALSE_URGENCY` or `CRISIS` by one uniform number u.

    A true crisis befalls anyone; a false emergency is claimed by the demanding and less honest.
    Source: assumed.
    """
    if u < p.crisis_rate:
        return CRISIS
    false_chance = p.urgency_rate * (p.asking_floor + demandingness) * (1.0 - honesty)
    return FALSE_URGENCY if u < p.crisis_rate + false_chance else CALM


@rule
def demand_chance(demandingness, precedent, respect, dominance, rival, p):
    """Return the chance that the account demands a concession this month, 0-1.

    M4: precedent and low respect in a dominant counterpart raise it. Neutral form: precedent
    counts as at the start, dominance not at all.
    Source: reinforcement learning; low regard invites pressure, assumed.
    """
    z = p.demand_base + p.demand_demandingness * demandingness + p.demand_rival * rival
    if p.m04_precedent > 0:
        z += p.demand_precedent * precedent
        z += p.demand_dominance * dominance * (p.neutral_belief - respect)
    else:
        z += p.demand_precedent * p.precedent_start
    return logistic(z)


@rule
def demand_kind(u, p):
    """Return `PRICE`, `SCOPE` or `DEADLINE` by one uniform number u. Source: assumed."""
    if u < p.price_demand_share:
        return PRICE
    return SCOPE if u < p.price_demand_share + p.scope_demand_share else DEADLINE


@rule
def demand_size(u, demandingness, precedent, p):
    """Return how much is demanded, as a share of the list price (scope, deadline: its worth), 0-1.

    M4: those used to be granted ask for more. Neutral form: precedent as at the start.
    Source: assumed (form of a trial build).
    """
    learned = precedent if p.m04_precedent > 0 else p.precedent_start
    size = p.demand_size * (p.asking_floor + demandingness) * (p.precedent_floor + learned)
    return clip(size * (1.0 + p.demand_spread * (2.0 * u - 1.0)), 0.0, 1.0)


@rule
def bluff_chance(honesty, trust, frankness, bluff_payoff, p):
    """Return the chance that a demand without a rival behind it claims one, 0-1.

    M5: the dishonest bluff, the trusting and those used to frank dealing less; bluffs that paid
    make more. Neutral form: no rival is ever claimed.
    Source: Backus, Blake, Larsen & Tadelis 2020 (bargaining); form assumed.
    """
    if p.m05_bluff == 0:
        return 0.0
    return logistic(
        p.bluff_base
        + p.bluff_dishonesty * (1.0 - honesty)
        + p.bluff_payoff * bluff_payoff
        - p.bluff_trust * trust
        - p.bluff_frankness * frankness
    )
