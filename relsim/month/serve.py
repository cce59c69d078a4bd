"""A client's month: advice, talks, delivery, appraisal, beliefs."""

from __future__ import annotations

import math

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.month.pitch import further_business
from relsim.month.stay import leave, reconsider, talk_of_the_firm
from relsim.month.talks import book_talks, haggle, reframe
from relsim.rules import advice, appraisal, belief, decision, service
from relsim.rules.bargain import REFUSED, TRADED, floor_discount, return_chance
from relsim.rules.request import CALM, CRISIS, DEADLINE, NO_DEMAND, PRICE, SCOPE
from relsim.state import FORCE_DEADLINE, FORCE_FAILURE, FORCE_WARNING


@rule
def advise(customer, rep, behaviour, power, u_estimate, u_heard, p, outcome):
    """Find the need behind the want and put it forward; modifies `customer` and `outcome`."""
    want = advice.want_of(customer.want_need_gap, customer.misbelief, p)
    estimate = advice.need_estimate(power, u_estimate, p)
    clarified = advice.clarified_want(want, estimate, behaviour.diagnosis, p)
    push = behaviour.challenge * (estimate - clarified) if p.m03_reframing > 0 else 0.0
    outcome.want = want
    outcome.estimate = estimate
    outcome.delivered = clarified
    outcome.push = push
    if abs(push) > p.challenge_floor:
        outcome.challenged = 1
        heard = advice.advice_heard_chance(
            customer.respect, customer.trust, behaviour.empathy, push, p
        )
        if u_heard < heard:
            outcome.advice_taken = 1
            outcome.delivered = clarified + push
            if abs(outcome.delivered) < abs(want):
                customer.want_need_gap = advice.gap_after(customer.want_need_gap, p)
        else:
            outcome.conflict = advice.conflict_of(push, behaviour.empathy, p)
            outcome.warning = 1
    if customer.forced & FORCE_WARNING:
        outcome.warning = 1
    customer.warned = p.warning_months if outcome.warning > 0 else max(0, customer.warned - 1)
    solution = advice.solution_after(customer.solution, outcome.delivered, p)
    solution = advice.anticipated(solution, estimate, behaviour.initiative, rep.expertise, p)
    customer.solution = solution if p.m01_want_need > 0 else 0.0


@rule
def answer_demand(account, month, customer, request, truth, behaviour, power, p, outcome):
    """Answer a client's demand and book what was conceded; modifies `customer` and `outcome`."""
    _, u_value, _, _ = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.COMPLAINT
    )
    outcome.demand_size = request.demand_size
    reframe(customer, request, behaviour, u_value, p, outcome)
    size = outcome.demand_size
    scale = customer.size * customer.volume
    standing = p.scope_hours * scale
    room = request.room
    if request.demand_kind == SCOPE:
        room = max(0.0, p.scope_authority - customer.specials_hours / standing)
    elif request.demand_kind == DEADLINE:
        room = size
    answer, conceded, rounds, instant, reasoned, proposed, believed = haggle(
        draws.TALKS,
        draws.PRESSURE,
        account,
        month,
        customer,
        request.demand_kind,
        size,
        customer.discount,
        request.claims_rival,
        truth.rival,
        behaviour,
        power,
        room,
        0.0,
        p,
    )
    book_talks(
        answer, conceded, rounds, instant, reasoned, proposed, believed, customer, p, outcome
    )
    if request.demand_kind == PRICE:
        customer.discount += conceded
    elif request.demand_kind == SCOPE:
        customer.specials_hours += conceded * standing
    outcome.hours += p.talk_hours * rounds
    if conceded > 0.0:
        customer.concessions += 1
    if answer == TRADED:
        customer.commitment_months = max(customer.commitment_months, p.trade_commitment)
    elif answer == REFUSED:
        outcome.frustration = decision.refusal_frustration(
            size, customer.dominance, behaviour.empathy, outcome.reasoned, p
        )
    customer.precedent = belief.precedent_after(customer.precedent, outcome.gift, p)
    if truth.bluff > 0:
        outcome.bluff_paid = 1 if conceded > 0.0 else 0
        customer.bluff_payoff = belief.payoff_after(customer.bluff_payoff, outcome.bluff_paid, p)


@rule
def walked_away(account, month, customer, truth, p, outcome):
    """Let a client whose talks were ended come back on better terms, or go; modifies both rows."""
    _, u_returns, _, _ = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.PRESSURE
    )
    if u_returns < return_chance(customer.respect, truth.rival, p):
        outcome.returned = 1
        customer.discount = min(customer.discount, floor_discount(p))
    else:
        outcome.left = decision.TALKS_ENDED


@rule
def answer_urgency(account, month, customer, truth, behaviour, power, root_scale, p, outcome):
    """Drop everything, or first ask whether it burns; modifies `outcome`."""
    _, _, u_seen, u_triage = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.PRESSURE
    )
    is_crisis = 1 if truth.urgency == CRISIS else 0
    outcome.crisis = is_crisis
    seen = service.crisis_seen(is_crisis, power, u_seen, p)
    if seen or u_triage >= behaviour.triage:
        outcome.urgency_served = 1
        hours = p.crisis_hours if is_crisis else p.urgency_hours
        outcome.hours += hours * root_scale
        outcome.order_taken = 0.0 if is_crisis else 1.0
    elif is_crisis:
        outcome.crisis_missed = 1


@rule
def deliver(account, month, customer, rep, request, behaviour, delay, u_event, u_lapse, p, outcome):
    """Deliver, fail, hear the complaint and mend; modifies `customer` and `outcome`."""
    outcome.lateness = delay
    if p.m09_capacity > 0:
        if p.failure_rate <= u_event < p.failure_rate + p.hiccup_rate:
            outcome.lateness += p.hiccup_months
        if customer.forced & FORCE_DEADLINE:
            outcome.lateness += p.impossible_months
    if request.demand_kind == DEADLINE and outcome.conceded > 0.0:
        granted = outcome.conceded / outcome.demand_size
        outcome.lateness *= 1.0 - p.rush_effect * granted
        outcome.hours += p.rush_hours * granted * math.sqrt(customer.size * customer.volume)
    outcome.promised_months = service.promised_months(outcome.lateness, behaviour.candour)
    outcome.broken_months = outcome.lateness - outcome.promised_months

    outcome.quality = service.quality_of(
        customer.fit, customer.complexity, customer.solution, rep.morale, p
    )
    lapse = service.lapse_chance(
        outcome.quality, customer.fit, outcome.lateness, outcome.broken_months, p
    )
    outcome.lapse = 1 if u_lapse < lapse else 0
    outcome.failure = 1 if u_event < p.failure_rate else 0
    if customer.forced & FORCE_FAILURE:
        outcome.failure = 1
    if outcome.lapse == 0 and outcome.failure == 0:
        return
    as_wanted = outcome.advice_taken == 0
    weight = 1.0 if outcome.failure > 0 else p.lapse_weight
    outcome.blame = weight * service.obedience_blame(as_wanted, customer.warned, p)
    u_complains, _, _, _ = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.COMPLAINT
    )
    if u_complains < service.complaint_chance(outcome.failure, customer.demandingness, p):
        outcome.complained = 1
        repeated = outcome.failure > 0 and customer.failures > 0
        outcome.recovery = service.recovery_of(
            behaviour.openness, behaviour.empathy, rep.expertise, delay, repeated, p
        )
        customer.complaints += 1
        customer.solution = service.solution_mended(customer.solution, outcome.recovery, p)
        outcome.hours += p.complaint_hours * behaviour.openness * weight
    customer.failures += outcome.failure


@rule
def appraise(customer, request, truth, behaviour, p, outcome):
    """Hold the month against the reference; modifies `customer` and `outcome`."""
    standing = p.scope_hours * customer.size * customer.volume
    specials = p.scope_worth * customer.specials_hours / standing
    surplus = appraisal.surplus_of(outcome.quality, 1.0 - customer.discount, p) + specials
    felt = surplus - p.late_cost * min(outcome.lateness, p.late_most)
    felt -= appraisal.nuisance_of(behaviour, customer.complexity, customer.needs_drift, p)
    felt -= p.conflict_cost * outcome.conflict + p.refusal_cost * outcome.frustration
    felt -= p.cheap_yes_cost * outcome.cheap_yes
    felt += p.empathy_warmth * behaviour.empathy
    if outcome.crisis_missed > 0:
        felt -= p.crisis_loss
    elif outcome.urgency_served > 0:
        felt += p.crisis_relief if outcome.crisis > 0 else p.urgency_treat
    elif truth.urgency != CALM:
        felt -= p.urgency_snub * (1.0 - p.empathy_softening * behaviour.empathy)
    if outcome.failure > 0 or outcome.lapse > 0:
        loss = p.failure_loss if outcome.failure > 0 else p.lapse_loss
        felt -= loss * (1.0 - outcome.recovery)
    outcome.surplus = surplus
    outcome.felt = appraisal.prospect_value(felt - customer.reference, p)
    customer.satisfaction = appraisal.satisfaction_after(customer.satisfaction, outcome.felt, p)
    customer.reference = appraisal.reference_after(customer.reference, surplus, p)


@rule
def learn(customer, behaviour, p, outcome):
    """Update what the customer believes of the rep; modifies `customer` and `outcome`."""
    gain = belief.belief_gain(customer.signals, p)
    outcome.respect_signal = belief.respect_signal(outcome, p)
    outcome.trust_signal = belief.trust_signal(customer.trust, outcome, behaviour, p)
    customer.respect = belief.belief_after(customer.respect, outcome.respect_signal, gain)
    customer.trust = belief.belief_after(customer.trust, outcome.trust_signal, gain)
    customer.frankness = belief.belief_after(customer.frankness, behaviour.candour, gain)
    customer.signals += 1.0


@rule
def serve_client(account, month, customer, rep, request, truth, behaviour, neighbours, p, outcome):
    """Play one client's month from the rep's answer to the customer's decision.

    Parameters
    ----------
    account, month : int
        Whose and when.
    customer, rep : records
        `customer` is modified; `rep` is read as it stood at the start of the month.
    request, truth, behaviour : records
        What was asked, what is true behind it, how the rep answers.
    neighbours : int
        How many neighbours the account has.
    p : record
        Parameters, seed and replication.
    outcome : record, all zero
        Filled with everything that happened.
    """
    seed, replication = p.seed, p.replication
    u_drift, u_misbelief, u_lapse, u_exit = uniforms(
        seed, replication, draws.MONTHS, account, month, draws.NEED
    )
    u_estimate, u_heard, u_event, u_opportunity = uniforms(
        seed, replication, draws.MONTHS, account, month, draws.ANSWER
    )
    customer.solution -= advice.drift_of(customer.needs_drift, u_drift, p)
    customer.misbelief = advice.misbelief_after(customer.misbelief, u_misbelief, p)
    delay = service.delay_months(rep.backlog_hours, rep.capacity_hours, p)
    power = advice.diagnosis_power(behaviour.diagnosis, rep.expertise, p)
    scale = customer.size * customer.volume

    advise(customer, rep, behaviour, power, u_estimate, u_heard, p, outcome)
    if request.demand_kind != NO_DEMAND:
        answer_demand(account, month, customer, request, truth, behaviour, power, p, outcome)
        if outcome.walked > 0:
            walked_away(account, month, customer, truth, p, outcome)
    if truth.urgency != CALM:
        answer_urgency(
            account, month, customer, truth, behaviour, power, math.sqrt(scale), p, outcome
        )
    deliver(account, month, customer, rep, request, behaviour, delay, u_event, u_lapse, p, outcome)
    appraise(customer, request, truth, behaviour, p, outcome)
    learn(customer, behaviour, p, outcome)

    outcome.hours += service.account_hours(
        customer.service_intensity, scale, customer.specials_hours, behaviour, p
    )
    outcome.hours += p.challenge_hours * outcome.challenged
    outcome.list_revenue = p.list_price * scale
    outcome.revenue = (1.0 - customer.discount) * outcome.list_revenue
    make_good = p.make_good * outcome.blame * behaviour.openness * outcome.complained
    if u_opportunity < p.further_rate and outcome.left == decision.STAYED:
        further_business(account, month, customer, rep, truth, behaviour, power, p, outcome)
    outcome.margin = (
        outcome.revenue * (1.0 - make_good) - p.unit_cost * scale - p.hourly_cost * outcome.hours
    )
    if outcome.left == decision.STAYED:
        reconsider(account, month, customer, truth, u_exit, p, outcome)
    customer.tenure += 1
    if outcome.left != decision.STAYED:
        leave(month, customer, p)
    elif p.m14_word_of_mouth > 0 and u_opportunity >= 1.0 - p.talk_rate:
        # The other end of the number that brings further business: one opportunity a month.
        talk_of_the_firm(account, month, customer, neighbours, p, outcome)
