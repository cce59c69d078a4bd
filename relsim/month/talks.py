"""The rounds of demand and offer between a rep and a customer."""

from __future__ import annotations

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.rules import advice, bargain
from relsim.rules.bargain import GRANTED, REFUSED, TRADED, WALKED
from relsim.rules.request import PRICE
from relsim.state import FORCE_WALK_AWAY


@rule
def _believed(truth_rival, power, u, p):
    """Return the rep's probability that the claimed rival is real."""
    right = bargain.bluff_detection(power, p)
    seen_real = truth_rival if u < right else 1 - truth_rival
    return right if seen_real else 1.0 - right


@rule
def reframe(customer, request, behaviour, u, p, outcome):
    """Put value before price: a challenge to a price demand; modifies `outcome`.

    M3 off: price is not reframed.
    """
    if p.m03_reframing == 0 or request.demand_kind != PRICE:
        return
    push = behaviour.challenge * p.reframing
    if push <= p.challenge_floor:
        return
    outcome.challenged = 1
    heard = advice.advice_heard_chance(customer.respect, customer.trust, behaviour.empathy, push, p)
    if u < heard:
        outcome.reframed = 1
        outcome.demand_size *= 1.0 - push
    else:
        outcome.conflict = min(
            1.0, outcome.conflict + advice.conflict_of(push, behaviour.empathy, p)
        )


@rule
def haggle(
    talks,
    pressure,
    account,
    month,
    customer,
    kind,
    size,
    standing,
    claimed,
    rival,
    behaviour,
    power,
    room,
    least,
    p,
):
    """Bargain over a demand for at most three rounds, and return how it ended.

    Parameters
    ----------
    talks, pressure : int
        The purposes whose luck is used (`draws.TALKS`, `draws.PRESSURE` or the further ones).
    kind : int
        What is demanded: `PRICE`, `SCOPE` or `DEADLINE`; only a price meets the firm's floor.
    size : float
        What is demanded, as a share of the list price (or its worth), > 0.
    standing : float
        The discount that already stands on the volume in question, a share of the list price.
    claimed, rival : int
        Whether a rival is claimed (the rep sees only that), and whether one really calls.
    power : float
        How informative the rep's questions are (`advice.diagnosis_power`).
    room : float
        The most the rep may concede, a share of the list price.
    least : float
        What the customer must get to agree at all (a buyer's reservation at a pitch; 0 for a
        client's demand), a share of the list price.

    Returns
    -------
    answer : int
        `GRANTED`, `TRADED`, `REFUSED` or `WALKED`.
    conceded : float
        What the firm gives, a share of the list price.
    rounds : int
    instant : int
        1 if granted for nothing at once, and (nearly) in full.
    reasoned : bool
        Whether a no came with a reason or an alternative.
    proposed : bool
        Whether a return was asked for what was on offer.
    believed : float
        The rep's probability that a claimed rival is real; 0 if none was claimed.
    """
    u_judged, u_hold, u_proposes, u_takes = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, talks
    )
    yielding = bargain.softened_yielding(behaviour.yielding, behaviour.empathy, p)
    believed = 0.0
    if claimed > 0:
        believed = _believed(rival, power, u_judged, p)
        yielding = bargain.yielding_to_claim(yielding, believed, p)

    most = min(size, room)
    offer, held, rounds, agreed = 0.0, size, 0, False
    for round_number in range(1, p.rounds_most + 1):
        rounds = round_number
        offer = most * bargain.offered_share(yielding, round_number)
        held = size * bargain.held_share(u_hold, customer.price_sensitivity, round_number, p)
        content = offer >= held or (least > 0.0 and round_number == p.rounds_most)
        if offer > 0.0 and offer >= least and content:
            agreed = True
            break

    instant = 1 if agreed and rounds == 1 and offer >= p.instant_share * size else 0
    trades = p.m06_reciprocity > 0 and u_proposes < behaviour.reciprocity
    proposed = agreed and trades
    answer = GRANTED if agreed else REFUSED
    if trades:
        rounds += 1  # a trade, or a no with a reason, takes longer to talk over
    if proposed:
        instant = 0
        taken = u_takes < bargain.trade_taken_chance(customer.trust, customer.precedent, rival, p)
        answer = TRADED if taken else REFUSED

    terms = standing + (offer if answer != REFUSED else max(held, least))
    if kind == PRICE and bargain.below_floor(terms, p):
        u_walks, _, _, _ = uniforms(p.seed, p.replication, draws.MONTHS, account, month, pressure)
        if u_walks < behaviour.walk_away:
            answer = WALKED
    if customer.forced & FORCE_WALK_AWAY and talks == draws.TALKS and p.m08_walk_away > 0:
        answer = WALKED

    conceded = 0.0
    if answer == GRANTED:
        conceded = offer
    elif answer == TRADED:
        conceded = p.trade_price * offer
    return answer, conceded, rounds, instant, trades and not proposed, proposed, believed


@rule
def book_talks(
    answer, conceded, rounds, instant, reasoned, proposed, believed, customer, p, outcome
):
    """Book how talks over ``outcome.demand_size`` ended; modifies `outcome`.

    A boundary is what of the demand was not given: in full if it came with a reason, an
    alternative or a trade, less if it was a cold no.
    """
    outcome.answer = answer
    outcome.conceded = conceded
    outcome.rounds = rounds
    outcome.believed = believed
    kept = 1.0 - conceded / outcome.demand_size
    if answer == GRANTED:
        outcome.gift = conceded / outcome.demand_size
        outcome.cheap_yes = bargain.cheap_yes(instant, customer.trust, p)
    elif answer == TRADED:
        outcome.fair_trade = 1.0
    elif answer == WALKED:
        outcome.walked = 1
    outcome.reasoned = 1 if reasoned else 0
    outcome.proposed = 1 if proposed else 0
    explained = reasoned or proposed or answer == WALKED
    outcome.boundary = kept if explained else p.cold_boundary * kept
