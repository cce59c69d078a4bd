"""An account raises its request: a demand, a claim behind it, an urgency."""

from __future__ import annotations

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.rules import request as rules
from relsim.state import (
    CLIENT,
    FORCE_CRISIS,
    FORCE_DEADLINE,
    FORCE_DEMAND,
    FORCE_RIVAL,
    FORCE_URGENCY,
    PROSPECT,
)


@rule
def is_active(customer):
    """Return whether an account raises a request this month: a client, or a pitched prospect."""
    return customer.status == CLIENT or (customer.status == PROSPECT and customer.lead > 0)


@rule
def _claim(u, customer, request, truth, p):
    """Decide what stands behind a demand; modifies `request` and `truth`."""
    if p.m05_bluff > 0:
        chance = rules.bluff_chance(
            customer.honesty, customer.trust, customer.frankness, customer.bluff_payoff, p
        )
        truth.bluff = 1 if truth.rival == 0 and u < chance else 0
        request.claims_rival = 1 if truth.rival > 0 or truth.bluff > 0 else 0


@rule
def _force_demand(customer, request, truth, p):
    """Replace the demand by an impossible one where an intervention says so; modifies `request`."""
    if customer.forced & (FORCE_DEMAND | FORCE_DEADLINE):
        deadline = customer.forced & FORCE_DEADLINE
        request.demand_kind = rules.DEADLINE if deadline else rules.PRICE
        given = customer.forced_value
        request.demand_size = given if given > 0.0 else p.impossible_demand
        if p.m05_bluff > 0 and truth.rival > 0:
            request.claims_rival = 1


@rule
def raise_request(account, month, customer, rep, p, request, truth):
    """Raise one account's request of the month; modifies `request`, `truth` and `customer`.

    Parameters
    ----------
    account, month : int
        Whose and when; with the seed and replication in `p` they address all luck.
    customer, rep, request, truth : records of `relsim.state`
        The yearly renewal and the ageing of a commitment are booked on `customer`; all of
        `request` (visible to the rep) and `truth` (hidden) is overwritten.
    p : record
        Parameters, seed and replication.
    """
    request.account = account
    request.month = month
    request.size = customer.size
    request.volume = customer.volume
    request.tenure = customer.tenure
    request.complaints = customer.complaints
    request.concessions = customer.concessions
    request.backlog_months = rep.backlog_hours / rep.capacity_hours
    request.demand_kind = rules.NO_DEMAND
    request.demand_size = 0.0
    request.claims_rival = 0
    request.urgent = 0
    truth.urgency = rules.CALM
    truth.bluff = 0
    truth.rival_discount = p.rival_discount
    if customer.status == CLIENT:
        request.pitch = 0
        _client_request(account, month, customer, p, request, truth)
    else:
        request.pitch = 1
        _prospect_request(account, month, customer, p, request, truth)
    _force_demand(customer, request, truth, p)
    if request.demand_size <= 0.0:
        request.demand_kind = rules.NO_DEMAND
        request.demand_size = 0.0
    request.discount = customer.discount
    request.specials_hours = customer.specials_hours
    request.room = max(0.0, p.discount_authority - customer.discount)


@rule
def _client_request(account, month, customer, p, request, truth):
    if customer.tenure > 0 and customer.tenure % p.renewal_months == 0:
        customer.discount *= p.renewal_carry
        customer.specials_hours *= p.renewal_carry
    customer.commitment_months = max(0.0, customer.commitment_months - 1.0)

    seed, replication = p.seed, p.replication
    u_rival, u_demand, u_urgency, _ = uniforms(
        seed, replication, draws.MONTHS, account, month, draws.ASK
    )
    truth.rival = 1 if u_rival < rules.rival_arrival_chance(customer.restlessness, p) else 0
    truth.urgency = rules.urgency_of(u_urgency, customer.demandingness, customer.honesty, p)
    if customer.forced & FORCE_RIVAL:
        truth.rival = 1
    if customer.forced & FORCE_URGENCY:
        truth.urgency = rules.FALSE_URGENCY
    if customer.forced & FORCE_CRISIS:
        truth.urgency = rules.CRISIS
    request.urgent = 1 if truth.urgency != rules.CALM else 0

    chance = rules.demand_chance(
        customer.demandingness,
        customer.precedent,
        customer.respect,
        customer.dominance,
        truth.rival if p.m05_bluff > 0 else 0,
        p,
    )
    demands = u_demand < chance
    if demands or truth.rival > 0 or customer.forced & (FORCE_DEMAND | FORCE_DEADLINE):
        u_kind, u_size, u_claim, u_discount = uniforms(
            seed, replication, draws.MONTHS, account, month, draws.DEMAND
        )
        truth.rival_discount = p.rival_discount * 2.0 * u_discount
        if customer.forced & FORCE_RIVAL and customer.forced_value > 0.0:
            truth.rival_discount = customer.forced_value
        if demands:
            request.demand_kind = rules.demand_kind(u_kind, p)
            request.demand_size = rules.demand_size(
                u_size, customer.demandingness, customer.precedent, p
            )
            _claim(u_claim, customer, request, truth, p)


@rule
def _prospect_request(account, month, customer, p, request, truth):
    seed, replication = p.seed, p.replication
    _, u_rival, _, u_asks = uniforms(seed, replication, draws.MONTHS, account, month, draws.LEAD)
    truth.rival = 1 if u_rival < min(1.0, p.pitch_competition * p.competition) else 0
    if customer.forced & FORCE_RIVAL:
        truth.rival = 1
    if u_asks < p.pitch_demand_share or customer.forced & (FORCE_DEMAND | FORCE_DEADLINE):
        _, u_size, _, _ = uniforms(seed, replication, draws.MONTHS, account, month, draws.PITCH)
        _, _, u_claim, _ = uniforms(seed, replication, draws.MONTHS, account, month, draws.DEMAND)
        request.demand_kind = rules.PRICE
        request.demand_size = p.pitch_demand_scale * rules.demand_size(
            u_size, customer.demandingness, customer.precedent, p
        )
        _claim(u_claim, customer, request, truth, p)
