"""At the end of a client's month: stay or leave, and perhaps speak of the firm."""

from __future__ import annotations

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.rules import decision
from relsim.state import LOST


@rule
def reconsider(account, month, customer, truth, u_exit, p, outcome):
    """Decide to stay or leave; modifies `outcome`.

    The occasions to reconsider (the base chance, a rival's offer, a refusal, a failure) are
    independent of each other. M13 off: one constant hazard for all.
    """
    base = decision.drift_off_chance(
        customer.restlessness, customer.satisfaction, customer.commitment_months, p
    )
    if u_exit < base:
        outcome.left = decision.DRIFTED_OFF
        return
    if p.m13_stay == 0:
        return
    broke = outcome.failure > 0 or outcome.crisis_missed > 0
    if truth.rival == 0 and outcome.frustration == 0.0 and not broke:
        return
    relation = decision.relation_of(
        customer.respect, customer.trust, customer.satisfaction, customer.commitment_months, p
    )
    seed, replication = p.seed, p.replication
    if truth.rival > 0:
        u_rival, _, _, _ = uniforms(seed, replication, draws.MONTHS, account, month, draws.DEPART)
        chance = decision.rival_wins_chance(
            truth.rival_discount,
            customer.price_sensitivity,
            outcome.surplus - p.refusal_cost * outcome.frustration,
            relation,
            p,
        )
        if u_rival < chance:
            outcome.left = decision.LEFT_FOR_RIVAL
            return
    _, _, u_refusal, u_failure = uniforms(
        seed, replication, draws.MONTHS, account, month, draws.COMPLAINT
    )
    if outcome.frustration > 0.0:
        chance = decision.refusal_breaks_chance(outcome.frustration, relation, p)
        if u_refusal < chance:
            outcome.left = decision.LEFT_AFTER_REFUSAL
            return
    if broke:
        harm = p.failure_harm if outcome.failure > 0 else p.crisis_harm
        if u_failure < decision.failure_breaks_chance(harm, outcome.recovery, relation, p):
            outcome.left = decision.LEFT_AFTER_FAILURE


@rule
def talk_of_the_firm(account, month, customer, neighbour_count, p, outcome):
    """Recommend the firm to a neighbour, or only mean to; modifies both rows.

    ``customer.recommends`` becomes the position of the neighbour in the account's list.
    """
    outcome.intended = 0
    _, u_acts, u_whom, u_means = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.DEPART
    )
    intent = decision.recommendation_intent(
        customer.satisfaction, customer.trust, customer.respect, p
    )
    if u_means < intent:
        outcome.intended = 1
        if u_acts < p.act_share and neighbour_count > 0:
            outcome.recommended = 1
            customer.referrals_made += 1
            customer.recommends = min(neighbour_count - 1, int(u_whom * neighbour_count))


@rule
def leave(month, customer, p):
    """Book a client's leaving; modifies `customer`."""
    customer.status = LOST
    customer.cooling = p.cooling_months
    customer.discount = 0.0
    customer.specials_hours = 0.0
    customer.commitment_months = 0.0
    if customer.left < 0:
        customer.left = month
    ill = customer.satisfaction < p.ill_word_below
    customer.speaks_ill = 1 if ill and p.m14_word_of_mouth > 0 else 0
