"""What an account's month adds to the totals of its rep and of the arm."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.rules.bargain import GRANTED, REFUSED, TRADED
from relsim.rules.decision import STAYED
from relsim.rules.request import CRISIS, DEADLINE, FALSE_URGENCY, PRICE, SCOPE
from relsim.state import CLIENT, COLD, REFERRED


@rule
def note_before(customer, outcome):
    """Note the beliefs before the month, for the trace; modifies `outcome`."""
    outcome.respect_before = customer.respect
    outcome.trust_before = customer.trust
    outcome.satisfaction_before = customer.satisfaction
    outcome.precedent_before = customer.precedent
    outcome.reference_before = customer.reference


@rule
def tally_rep(customer, behaviour, request, rep, outcome):
    """Add an account's month to its rep's sums; modifies `rep`. Taken in account order."""
    rep.hours += outcome.hours
    rep.gifts += outcome.gift
    rep.conflicts += outcome.conflict
    rep.lessons += outcome.complained * behaviour.openness * customer.demandingness
    rep.clients += 1 - request.pitch


@rule
def tally_client(request, truth, outcome, totals):
    """Add a client's month to the arm's totals; modifies `totals`."""
    totals.served += 1.0
    totals.revenue += outcome.revenue
    totals.list_revenue += outcome.list_revenue
    totals.lateness += outcome.lateness
    totals.challenges += outcome.challenged
    totals.challenges_refused += outcome.conflict > 0.0
    totals.failures += outcome.failure
    totals.lapses += outcome.lapse
    totals.complaints += outcome.complained
    totals.recovered += outcome.recovery
    totals.crises += truth.urgency == CRISIS
    totals.crises_missed += outcome.crisis_missed
    totals.urgencies += truth.urgency == FALSE_URGENCY
    totals.urgencies_served += outcome.urgency_served
    totals.broken_promises += outcome.broken_months
    totals.referrals_intended += outcome.intended
    totals.referrals_made += outcome.recommended
    totals.further_wins += outcome.further_won
    totals.churned += outcome.left != STAYED


@rule
def tally_pitch(customer, outcome, totals):
    """Add a pitch to the arm's totals; modifies `totals`."""
    totals.pitches += outcome.pursued
    if outcome.won == 0:
        return
    if customer.spells > 1:
        totals.wins_back += 1.0
    elif customer.lead == REFERRED:
        totals.wins_referred += 1.0
    elif customer.lead == COLD:
        totals.wins_cold += 1.0
    if customer.lead == REFERRED:
        totals.referrals_won += 1.0


@rule
def tally_demand(request, truth, outcome, totals):
    """Add a client's demand and its answer to the arm's totals; modifies `totals`."""
    totals.demands_price += request.demand_kind == PRICE
    totals.demands_scope += request.demand_kind == SCOPE
    totals.demands_deadline += request.demand_kind == DEADLINE
    totals.granted += outcome.answer == GRANTED
    totals.traded += outcome.answer == TRADED
    totals.refused += outcome.answer == REFUSED
    totals.bluffs += truth.bluff


@rule
def tally_account(customer, rep, request, truth, behaviour, outcome, totals):
    """Add an active account's month to its own, its rep's and its arm's sums; in account order.

    Modifies `customer` (money and months), `rep` and `totals`.
    """
    tally_rep(customer, behaviour, request, rep, outcome)
    totals.hours += outcome.hours
    totals.margin += outcome.margin
    customer.margin += outcome.margin
    if request.pitch > 0:
        tally_pitch(customer, outcome, totals)
        customer.lead = 0
    else:
        customer.revenue += outcome.revenue
        customer.active_months += 1
        tally_client(request, truth, outcome, totals)
        tally_demand(request, truth, outcome, totals)
    totals.walkaways += outcome.walked


@rule
def tally_point(rep, totals):
    """Add a rep's point to the arm's totals; modifies `totals`."""
    totals.yielding += rep.yielding
    totals.reciprocity += rep.reciprocity
    totals.diagnosis += rep.diagnosis
    totals.challenge += rep.challenge
    totals.initiative += rep.initiative
    totals.empathy += rep.empathy
    totals.candour += rep.candour
    totals.triage += rep.triage
    totals.openness += rep.openness
    totals.walk_away += rep.walk_away
    totals.selectivity += rep.selectivity


@rule
def carry(customer, arm):
    """Carry the beliefs of the initial cohort: while a client of its first arm; then as at exit.

    Modifies `customer`.
    """
    if arm == customer.home_arm:
        customer.respect_carried = customer.respect
        customer.trust_carried = customer.trust
        customer.satisfaction_carried = customer.satisfaction
        customer.precedent_carried = customer.precedent


@rule
def observe(customer, cohort, totals):
    """Add an account's standing at the end of the month; modifies `cohort` and `totals`.

    Parameters
    ----------
    cohort : record of `relsim.state.MONTH`
        Totals of the arm whose rep had the account at month 0.
    totals : record of `relsim.state.MONTH`
        Totals of the arm whose rep has it now.
    """
    if customer.initial > 0:
        cohort.cohort += 1.0
        cohort.respect += customer.respect_carried
        cohort.trust += customer.trust_carried
        cohort.satisfaction += customer.satisfaction_carried
        cohort.precedent += customer.precedent_carried
    if customer.status == CLIENT:
        totals.clients += 1.0
        totals.respect_current += customer.respect
        totals.trust_current += customer.trust
        totals.satisfaction_current += customer.satisfaction
        totals.precedent_current += customer.precedent
