"""A prospect's pitch, and a client's further business."""

from __future__ import annotations

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.month.talks import book_talks, haggle
from relsim.rules import advice, appraisal, belief, market
from relsim.rules.bargain import REFUSED, TRADED, WALKED, floor_discount, return_chance
from relsim.rules.request import NO_DEMAND, PRICE
from relsim.state import CLIENT


@rule
def _signs_at_list(demand_kind, reservation):
    """Return whether a buyer signs without any concession."""
    return reservation <= 0.0 and demand_kind == NO_DEMAND


@rule
def pitch(account, month, customer, rep, request, truth, behaviour, p, outcome):
    """Pitch a prospect from the rep's answer to the signature.

    Parameters
    ----------
    account, month : int
        Whose and when.
    customer, rep, request, truth, behaviour, p : records
        `customer` is modified: a won prospect is a client from next month on.
    outcome : record, all zero
        Filled with everything that happened.

    Notes
    -----
    M15 off: every lead is pitched and won with the same chance, at list price.
    """
    _, _, u_mood, _ = uniforms(p.seed, p.replication, draws.MONTHS, account, month, draws.LEAD)
    u_fit, _, _, _ = uniforms(p.seed, p.replication, draws.MONTHS, account, month, draws.PITCH)
    outcome.seen_fit = market.perceived_fit(customer.fit, rep.expertise, u_fit, p)
    if not market.worth_pursuing(outcome.seen_fit, behaviour.selectivity, p):
        return
    outcome.pursued = 1
    outcome.hours = p.pitch_hours + (
        p.diagnosis_hours * behaviour.diagnosis
        + p.empathy_hours * behaviour.empathy * behaviour.empathy
    )
    if p.m15_pitch == 0:
        outcome.won = 1 if u_mood < p.pitch_constant else 0
    else:
        _negotiate(account, month, customer, rep, request, truth, behaviour, u_mood, p, outcome)
    outcome.margin = -p.hourly_cost * outcome.hours
    if outcome.won > 0:
        _sign(month, customer, behaviour, p, outcome)


@rule
def _negotiate(account, month, customer, rep, request, truth, behaviour, u_mood, p, outcome):
    """Talk terms with a prospect and let beliefs form; modifies `customer` and `outcome`."""
    reservation = market.reservation_discount(
        customer, rep, behaviour, truth.rival, customer.references, u_mood, p
    )
    outcome.reservation = reservation
    outcome.won = 1 if _signs_at_list(request.demand_kind, reservation) else 0
    if request.demand_kind != NO_DEMAND:
        power = advice.diagnosis_power(behaviour.diagnosis, rep.expertise, p)
        outcome.demand_size = market.opening_demand(request.demand_size, reservation, p)
        answer, conceded, rounds, instant, reasoned, proposed, believed = haggle(
            draws.TALKS,
            draws.PRESSURE,
            account,
            month,
            customer,
            request.demand_kind,
            outcome.demand_size,
            0.0,
            request.claims_rival,
            truth.rival,
            behaviour,
            power,
            request.room,
            max(0.0, reservation),
            p,
        )
        book_talks(
            answer, conceded, rounds, instant, reasoned, proposed, believed, customer, p, outcome
        )
        outcome.hours += p.talk_hours * rounds
        # A buyer whom list price suits signs in spite of a no, but not after ended talks.
        content = reservation <= 0.0 and answer == REFUSED
        outcome.won = 1 if content or (answer != REFUSED and answer != WALKED) else 0
        if answer == WALKED:
            _come_back(account, month, customer, truth, reservation, p, outcome)
        customer.precedent = belief.precedent_after(customer.precedent, outcome.gift, p)
        if truth.bluff > 0:
            outcome.bluff_paid = 1 if conceded > 0.0 else 0
            customer.bluff_payoff = belief.payoff_after(
                customer.bluff_payoff, outcome.bluff_paid, p
            )
    # No work was seen yet: quality says nothing, and where nothing else happens beliefs stay.
    outcome.quality = p.rival_quality
    gain = belief.belief_gain(customer.signals, p)
    respect_shift = belief.respect_signal(outcome, p) - p.neutral_belief
    trust_shift = belief.trust_signal(customer.trust, outcome, behaviour, p) - p.neutral_belief
    outcome.respect_signal = customer.respect + respect_shift
    outcome.trust_signal = customer.trust + trust_shift
    customer.respect = belief.belief_after(customer.respect, outcome.respect_signal, gain)
    customer.trust = belief.belief_after(customer.trust, outcome.trust_signal, gain)
    customer.signals += 1.0


@rule
def _come_back(account, month, customer, truth, reservation, p, outcome):
    """Let a prospect who had asked for more than the deal is worth to them come back.

    They sign at what suits them, if that leaves the firm its floor. Modifies `outcome`.
    """
    if reservation > min(floor_discount(p), p.discount_authority):
        return
    _, u_returns, _, _ = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.PRESSURE
    )
    if u_returns < return_chance(customer.respect, truth.rival, p):
        outcome.returned = 1
        outcome.won = 1
        outcome.conceded = max(0.0, reservation)


@rule
def _sign(month, customer, behaviour, p, outcome):
    """Make a won prospect a client; modifies `customer`."""
    customer.status = CLIENT
    customer.spells += 1
    if customer.joined < 0:
        customer.joined = month
    customer.tenure = 0
    customer.volume = 1.0
    customer.discount = outcome.conceded
    customer.specials_hours = 0.0
    customer.commitment_months = p.trade_commitment if outcome.answer == TRADED else 0.0
    customer.satisfaction = p.neutral_belief
    customer.failures = 0
    customer.solution = advice.want_of(customer.want_need_gap, customer.misbelief, p)
    customer.reference = appraisal.promised_surplus(
        customer.fit, behaviour.candour, 1.0 - outcome.conceded, p
    )


@rule
def further_business(account, month, customer, rep, truth, behaviour, power, p, outcome):
    """Let a client who has more to give decide by their own beliefs; modifies both rows.

    A win adds volume at the terms agreed for it. M15 off: won with a constant chance, at the
    client's present terms.
    """
    _, _, u_mood, u_asks = uniforms(p.seed, p.replication, draws.MONTHS, account, month, draws.LEAD)
    outcome.further_pitch = 1
    outcome.hours += p.further_hours
    terms = customer.discount
    if p.m15_pitch == 0:
        outcome.further_won = 1 if u_mood < p.further_constant else 0
    else:
        reservation = market.reservation_discount(
            customer, rep, behaviour, truth.rival, 0.0, u_mood, p
        )
        reservation -= p.pitch_satisfaction * (customer.satisfaction - p.neutral_belief)
        outcome.further_reservation = reservation
        terms = 0.0
        outcome.further_won = 1 if reservation <= 0.0 else 0
        if reservation > 0.0 or u_asks < p.pitch_demand_share:
            size = market.opening_demand(p.demand_size, reservation, p)
            answer, conceded, rounds, _, _, _, _ = haggle(
                draws.FURTHER_TALKS,
                draws.FURTHER_PRESSURE,
                account,
                month,
                customer,
                PRICE,
                size,
                0.0,
                0,
                truth.rival,
                behaviour,
                power,
                p.discount_authority,
                max(0.0, reservation),
                p,
            )
            outcome.hours += p.talk_hours * rounds
            outcome.further_rounds = rounds
            outcome.further_conceded = conceded
            terms = conceded
            if conceded > 0.0:
                outcome.further_won = 1
            elif answer == WALKED:
                outcome.further_won = 0
    if outcome.further_won > 0:
        before = customer.volume
        customer.volume = market.volume_after(before, p)
        added = customer.volume - before
        customer.discount = (customer.discount * before + terms * added) / customer.volume
