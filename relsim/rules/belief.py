"""What does a customer learn about the rep? (M4 precedent, M12 beliefs)."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import clip


@rule
def belief_gain(signals, p):
    """Return how much one month's signal counts, 0-1: first months weigh most.

    The gain is 1/n over the signals seen, n capped. M12 off: the same at any age.
    Source: Bayesian updating with bounded memory.
    """
    if p.m12_beliefs == 0:
        return 1.0 / p.belief_memory
    return 1.0 / min(p.belief_prior + signals, p.belief_memory)


@rule
def belief_after(belief, signal, gain):
    """Return a belief after a signal, both held in 0-1. Source: delta rule."""
    return belief + gain * (clip(signal, 0.0, 1.0) - belief)


@rule
def respect_signal(outcome, p):
    """Return what the month says of the rep's competence, 0-1 before clipping.

    Quality against the market's, advice that proved right or wrong, a boundary held, an instant
    yes, an order taken at once, a failure with its blame, a way back after a walk-away.
    Source: Fiske, Cuddy, Glick & Xu 2002 (competence axis); weights assumed.
    """
    signal = p.neutral_belief + p.respect_quality * (outcome.quality - p.rival_quality)
    if outcome.advice_taken > 0:
        better = abs(outcome.want) - abs(outcome.delivered)
        signal += p.respect_advice * min(1.0, max(-1.0, better / p.advice_notable))
    signal += p.respect_boundary * outcome.boundary
    signal -= p.respect_cheap_yes * outcome.cheap_yes
    signal -= p.respect_order_taking * outcome.order_taken
    signal -= p.respect_failure * outcome.blame * (1.0 - outcome.recovery)
    signal += p.respect_recovery * outcome.recovery
    signal += p.respect_walk_away * outcome.returned
    return signal


@rule
def trust_signal(trust, outcome, behaviour, p):
    """Return what the month says of the rep's good will, 0-1 before clipping.

    Empathy, candour where there is bad news, gifts, trades with a reason; conflict, broken
    promises, refusals, brushed-off complaints and neglected crises against it, and a return asked
    for where there was trust: among friends one does not keep accounts.
    Source: Fiske et al. 2002 (warmth axis); Morgan & Hunt 1994; Clark & Mills 1979 (exchange
    against communal relationships); weights assumed.
    """
    signal = p.neutral_belief + p.trust_empathy * (behaviour.empathy - p.neutral_behaviour)
    signal += p.trust_candour * behaviour.candour * min(1.0, outcome.lateness)
    signal += p.trust_gift * outcome.gift + p.trust_trade * outcome.fair_trade
    signal += p.trust_recovery * (outcome.recovery - outcome.complained * p.neutral_behaviour)
    signal -= p.trust_broken * min(1.0, outcome.broken_months)
    signal -= p.trust_exchange * outcome.proposed * trust
    signal -= p.trust_conflict * outcome.conflict
    signal -= p.trust_refusal * outcome.frustration
    signal -= p.trust_failure * outcome.blame * (1.0 - outcome.recovery)
    signal -= p.trust_neglect * outcome.crisis_missed
    return signal


@rule
def precedent_after(precedent, freely_granted, p):
    """Return the belief that a demand is granted for nothing, after one was answered, 0-1.

    `freely_granted` is the share granted for nothing. M4 off: it stays.
    Source: reinforcement learning (Rescorla & Wagner 1972).
    """
    if p.m04_precedent == 0:
        return precedent
    return precedent + p.precedent_gain * (freely_granted - precedent)


@rule
def payoff_after(bluff_payoff, paid, p):
    """Return the belief that a bluff pays, after one was tried, 0-1. Source: delta rule."""
    return bluff_payoff + p.precedent_gain * (paid - bluff_payoff)


@rule
def second_hand(belief, referrer_belief, p):
    """Return a stranger's belief after a client's word: between their own and the client's.

    Source: assumed; Kumar, Petersen & Leone 2007 for the effect.
    """
    return belief + p.word_weight * (referrer_belief - belief)
