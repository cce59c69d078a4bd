"""What is noted of single accounts over windows of months, where somebody measures them."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.rules.bargain import GRANTED, REFUSED, TRADED
from relsim.rules.decision import LEFT_FOR_RIVAL, STAYED
from relsim.rules.request import CRISIS, DEADLINE, FALSE_URGENCY, NO_DEMAND, PRICE, SCOPE
from relsim.state import CLIENT


@rule
def note_answer(behaviour, outcome, entry):
    """Note how a request was answered and what it took; modifies `entry`."""
    entry.requests += 1.0
    entry.hours += outcome.hours
    entry.margin += outcome.margin
    entry.yielding += behaviour.yielding
    entry.reciprocity += behaviour.reciprocity
    entry.diagnosis += behaviour.diagnosis
    entry.challenge += behaviour.challenge
    entry.initiative += behaviour.initiative
    entry.empathy += behaviour.empathy
    entry.candour += behaviour.candour
    entry.triage += behaviour.triage
    entry.openness += behaviour.openness
    entry.walk_away += behaviour.walk_away
    entry.selectivity += behaviour.selectivity
    if outcome.walked > 0:
        entry.walkaways += 1.0
        if outcome.returned > 0:
            entry.returned += 1.0
        else:
            entry.gone += 1.0


@rule
def note_pitch(outcome, entry):
    """Note a prospect's month; modifies `entry`."""
    entry.leads += 1.0
    entry.pitches += outcome.pursued
    entry.pitch_margin += outcome.margin
    if outcome.won > 0:
        entry.wins += 1.0
        entry.won = 1.0
        entry.opening_discount += outcome.conceded
        if outcome.walked == 0:
            entry.returned += entry.gone
            entry.gone = 0.0


@rule
def note_demand(request, truth, outcome, entry):
    """Note a client's demand and its answer; modifies `entry`."""
    entry.demands += 1.0
    entry.demands_price += request.demand_kind == PRICE
    entry.demands_scope += request.demand_kind == SCOPE
    entry.demands_deadline += request.demand_kind == DEADLINE
    entry.demand_size += request.demand_size
    entry.conceded += outcome.conceded / request.demand_size
    entry.granted += outcome.answer == GRANTED
    entry.traded += outcome.answer == TRADED
    entry.refused += outcome.answer == REFUSED
    entry.bluffs += truth.bluff


@rule
def note_client(customer, request, truth, outcome, entry):
    """Note a client's month; modifies `entry`."""
    entry.client_months += 1.0
    entry.client_margin += outcome.margin
    entry.revenue += outcome.revenue
    entry.list_revenue += outcome.list_revenue
    entry.rebate += outcome.list_revenue - outcome.revenue
    entry.lateness += outcome.lateness
    entry.broken_promises += outcome.broken_months
    entry.quality += outcome.quality
    entry.solution_error += abs(customer.solution)
    entry.failures += outcome.failure
    entry.lapses += outcome.lapse
    entry.complaints += outcome.complained
    entry.recovered += outcome.recovery
    entry.crises += truth.urgency == CRISIS
    entry.crises_missed += outcome.crisis_missed
    entry.urgencies += truth.urgency == FALSE_URGENCY
    if truth.urgency == FALSE_URGENCY:
        entry.urgencies_served += outcome.urgency_served
    if request.demand_kind != NO_DEMAND:
        note_demand(request, truth, outcome, entry)
    entry.challenges += outcome.challenged
    entry.conflicts += outcome.conflict > 0.0
    entry.further_pitches += outcome.further_pitch
    entry.further_wins += outcome.further_won
    entry.rivals += truth.rival
    entry.referrals_intended += outcome.intended
    entry.referrals_made += outcome.recommended
    if outcome.left != STAYED:
        entry.losses += 1.0
        entry.stayed = 0.0
        entry.lost_to_rival += outcome.left == LEFT_FOR_RIVAL
        entry.ill_word += customer.speaks_ill


@rule
def note_account(account, month, customer, rep, request, truth, behaviour, outcome, diary):
    """Note what an active account's month brought in every window it lies in; modifies `diary`.

    Parameters
    ----------
    diary : tuple of (int64, shape (windows, 2); record array of DIARY, shape (windows, accounts))
        First and last month of each window; what is noted.
    """
    windows, entries = diary
    if rep.arm != customer.home_arm:
        return
    for w in range(windows.shape[0]):
        if month < windows[w, 0] or month > windows[w, 1]:
            continue
        entry = entries[w, account]
        if entry.accounts == 0.0:
            continue
        note_answer(behaviour, outcome, entry)
        if request.pitch > 0:
            note_pitch(outcome, entry)
            continue
        if month == windows[w, 0]:
            entry.at_start = 1.0
            entry.stayed = 1.0
        note_client(customer, request, truth, outcome, entry)


@rule
def _note_end(customer, rep, entry):
    """Note how an account stands at the end of a window; modifies `entry`."""
    if customer.joined >= 0:
        entry.ever = 1.0
        entry.kept = 1.0 if customer.left < 0 else 0.0
        entry.respect = customer.respect_carried
        entry.trust = customer.trust_carried
        entry.satisfaction = customer.satisfaction_carried
        entry.precedent = customer.precedent_carried
        entry.tenure = customer.tenure_start + customer.active_months
    if rep.arm == customer.home_arm:
        entry.home = 1.0
        entry.client = 1.0 if customer.status == CLIENT else 0.0
        entry.respect_held = customer.respect
        entry.trust_held = customer.trust
        entry.satisfaction_held = customer.satisfaction
        entry.precedent_held = customer.precedent
        entry.gap = customer.want_need_gap
        entry.morale = rep.morale
        entry.expertise = rep.expertise
        entry.backlog = rep.backlog_hours


@rule
def note_month(month, customers, reps, diary):
    """Note how all measured accounts stand when a month is closed; modifies `diary`."""
    windows, entries = diary
    for w in range(windows.shape[0]):
        if month < windows[w, 0] or month > windows[w, 1]:
            continue
        for i in range(customers.shape[0]):
            entry = entries[w, i]
            if entry.accounts == 0.0:
                continue
            customer = customers[i]
            rep = reps[customer.rep]
            if customer.joined >= 0:
                entry.ever_months += 1.0
                entry.respect_sum += customer.respect_carried
                entry.trust_sum += customer.trust_carried
                entry.satisfaction_sum += customer.satisfaction_carried
                entry.precedent_sum += customer.precedent_carried
            if rep.arm == customer.home_arm:
                entry.home_months += 1.0
                entry.morale_sum += rep.morale
                entry.expertise_sum += rep.expertise
                entry.backlog_sum += rep.backlog_hours
            if month == windows[w, 1]:
                _note_end(customer, rep, entry)
