"""What is conceded, traded or refused? (M5 bluff, M6 reciprocity, M7, M8 walk-away)."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import clip, logistic

# How well a claim with two answers is judged by guessing.
GUESSING = 0.5

NOT_ASKED, GRANTED, TRADED, REFUSED, WALKED = 0, 1, 2, 3, 4


@rule
def bluff_detection(power, p):
    """Return the chance that a claimed rival is judged rightly, ½-1, by `diagnosis_power`.

    Source: assumed (signal detection; power / (1 + power) of the way from guessing to knowing).
    """
    return GUESSING + (1.0 - GUESSING) * power / (1.0 + power)


@rule
def softened_yielding(yielding, empathy, p):
    """Return the yielding of a rep who takes the customer's view first: a softer no, 0-1.

    Source: assumed; empathy's price at the table (Galinsky, Maddux, Gilin & White 2008).
    """
    return yielding + p.empathy_yielding * empathy * (1.0 - yielding)


@rule
def yielding_to_claim(yielding, believed, p):
    """Return the yielding to a demand that claims a rival: up if believed, down if not, 0-1.

    `believed` is the rep's probability that the rival is real.
    Source: Backus et al. 2020; form assumed.
    """
    return clip(yielding + p.claim_shift * (believed - GUESSING), 0.0, 1.0)


@rule
def offered_share(yielding, round_number):
    """Return the share of a demand offered in round 1, 2, 3: 1 - (1 - yielding)^round, 0-1.

    Source: assumed (each round gives way on what is left by the same share).
    """
    left = 1.0
    for _ in range(round_number):
        left *= 1.0 - yielding
    return 1.0 - left


@rule
def held_share(u, price_sensitivity, round_number, p):
    """Return the share of the demand the customer holds out for in this round, 0-1.

    Drawn between customers, higher for the price-sensitive, falling from round to round.
    Source: Backus et al. 2020 (splitting the difference over rounds); form assumed.
    """
    hold = p.hold_low + (p.hold_high - p.hold_low) * (u + price_sensitivity) / 2.0
    return hold * (1.0 - p.hold_softening * (round_number - 1))


@rule
def trade_taken_chance(trust, precedent, rival, p):
    """Return the chance that a concession for a return is taken, 0-1.

    The trusting trade; those used to free gifts or with a real rival in hand do not.
    Source: Maxwell, Nye & Maxwell 1999 (fairness by justification); form assumed.
    """
    return logistic(
        p.trade_base
        + p.trade_trust * (trust - p.neutral_belief)
        - p.trade_precedent * (precedent - p.precedent_start)
        - p.trade_rival * rival
    )


@rule
def margin_per_unit(discount, p):
    """Return the firm's margin a unit of size: price - unit cost - standard hours (EUR a month)."""
    return p.list_price * (1.0 - discount) - p.unit_cost - p.base_hours * p.hourly_cost


@rule
def below_floor(discount, p):
    """Return whether terms lie below the firm's floor margin. M8 off: never.

    Source: Neale & Bazerman 1985 (reservation point).
    """
    if p.m08_walk_away == 0:
        return False
    return margin_per_unit(discount, p) < p.floor_margin * p.list_price


@rule
def floor_discount(p):
    """Return the largest discount that keeps the firm's floor margin, a share of list, >= 0."""
    costs = p.unit_cost + p.base_hours * p.hourly_cost + p.floor_margin * p.list_price
    return max(0.0, 1.0 - costs / p.list_price)


@rule
def return_chance(respect, rival, p):
    """Return the chance that a client whose talks were ended comes back on better terms, 0-1.

    Source: Neale & Bazerman 1985; Ward & Dahl 2014 qualifies; form assumed.
    """
    return logistic(
        p.return_base + p.return_respect * (respect - p.neutral_belief) - p.return_rival * rival
    )


@rule
def cheap_yes(instant, trust, p):
    """Return how much an instant free yes cheapens what was given, 0-1.

    Nothing where the rep is believed cooperative. M7 off: nothing.
    Source: Galinsky, Seiden, Kim & Medvec 2002; Kwon & Weingart 2004.
    """
    if p.m07_concession_signal == 0 or instant == 0:
        return 0.0
    return 1.0 - logistic((trust - p.cooperative_trust) / p.cooperative_width)
