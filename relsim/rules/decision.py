"""Do they stay, leave, recommend? (M13 stay or leave, M14 word of mouth)."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import growth, logistic

STAYED, DRIFTED_OFF, LEFT_FOR_RIVAL, LEFT_AFTER_REFUSAL, LEFT_AFTER_FAILURE, TALKS_ENDED = range(6)


@rule
def relation_of(respect, trust, satisfaction, commitment_months, p):
    """Return what the relationship itself is worth, in shares of the list price a month.

    Source: Morgan & Hunt 1994 (trust and commitment); weights assumed.
    """
    worth = p.relation_beliefs * (respect + trust - 2.0 * p.neutral_belief)
    worth += p.relation_satisfaction * (satisfaction - p.neutral_belief)
    return worth + (p.relation_commitment if commitment_months > 0 else 0.0)


@rule
def drift_off_chance(restlessness, satisfaction, commitment_months, p):
    """Return the base chance to leave this month, 0-1. M13 off: the same for all.

    Source: Fader & Hardie 2007 (heterogeneous hazard); satisfaction's weight assumed.
    """
    if p.m13_stay == 0:
        return p.exit_constant
    z = -p.exit_satisfaction * (satisfaction - p.neutral_belief)
    if commitment_months > 0:
        z -= p.exit_commitment
    return min(1.0, p.exit_base * restlessness * growth(z))


@rule
def rival_wins_chance(rival_discount, price_sensitivity, surplus, relation, p):
    """Return the chance that a client takes a real rival's offer, 0-1.

    Source: McFadden 1974 (random utility); switching costs, Klemperer 1987.
    """
    rival = p.value * p.rival_quality - 1.0 + p.price_weight * price_sensitivity * rival_discount
    return logistic((rival - surplus - relation - p.switching_cost) / p.choice_noise)


@rule
def refusal_breaks_chance(frustration, relation, p):
    """Return the chance that a client leaves over a refusal, 0-1.

    Source: McFadden 1974; form of a trial build.
    """
    push = p.refusal_push * frustration - p.refusal_stay - p.failure_relation * relation
    return logistic(push / p.choice_noise)


@rule
def failure_breaks_chance(harm, recovery, relation, p):
    """Return the chance that a client leaves over a major failure or a neglected crisis, 0-1.

    Source: TARP (its repurchase table); McFadden 1974.
    """
    push = harm * (1.0 - recovery) - p.failure_stay - p.failure_relation * relation
    return logistic(push / p.choice_noise)


@rule
def refusal_frustration(size, dominance, empathy, reasoned, p):
    """Return how a refusal frustrates, 0-1: by what was refused and how it was said.

    Empathy softens a no; so does a reason (an alternative was offered).
    Source: Lawrence et al. 2021; form assumed.
    """
    felt = min(1.0, size / p.refusal_scale) * (1.0 - p.dominance_share * (1.0 - dominance))
    felt *= 1.0 - p.empathy_softening * empathy
    return felt * (1.0 - p.reason_softening) if reasoned else felt


@rule
def recommendation_intent(satisfaction, trust, respect, p):
    """Return the chance that a client asked by a neighbour would recommend, 0-1.

    Source: Kumar, Petersen & Leone 2007; form assumed.
    """
    return logistic(
        p.intent_base
        + p.intent_satisfaction * (satisfaction - p.neutral_belief)
        + p.intent_trust * (trust - p.neutral_belief)
        + p.intent_respect * (respect - p.neutral_belief)
    )
