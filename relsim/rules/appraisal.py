"""How does the customer feel about what they got? (M10 appraisal).

Money and feelings are in shares of the list price of a unit of size, a month.
"""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import clip, logistic


@rule
def surplus_of(quality, price_paid, p):
    """Return what the account is worth to the customer beyond its price. Source: assumed."""
    return p.value * quality - price_paid


@rule
def nuisance_of(behaviour, complexity, needs_drift, p):
    """Return what questions and unasked advice cost the customer in patience.

    Questions tire those with simple matters, initiative those whose needs stand still.
    Source: assumed; needed so that diagnosis and initiative are not free.
    """
    return p.tiresomeness * behaviour.diagnosis * (1.0 - complexity) + (
        p.intrusion * behaviour.initiative * (1.0 - needs_drift)
    )


@rule
def prospect_value(gain, p):
    """Return how a gain or a loss against the reference is felt.

    M10 off: as it is (linear, losses like gains).
    Source: Tversky & Kahneman 1992; Brown, Imai, Vieider & Camerer 2024 (λ near 2).
    """
    if p.m10_appraisal == 0:
        return gain
    if gain >= 0.0:
        return gain**p.value_curvature
    return -p.loss_aversion * (-gain) ** p.value_curvature


@rule
def satisfaction_after(satisfaction, felt, p):
    """Return the running appraisal after this month, 0-1; 0.5 is "as expected".

    Source: exponential averaging, assumed.
    """
    target = logistic(p.satisfaction_scale * felt)
    return satisfaction + p.satisfaction_gain * (target - satisfaction)


@rule
def market_surplus(p):
    """Return the surplus customers know from the market: a rival's at list price."""
    return p.value * p.rival_quality - 1.0


@rule
def promised_surplus(fit, candour, price_paid, p):
    """Return the surplus that the pitch promises, the first reference of a new client.

    The less candour, the rosier. M10 off: the market's.
    Source: Oliver 1980 (expectations); form assumed.
    """
    if p.m10_appraisal == 0:
        return market_surplus(p)
    rosy = clip(fit + p.overpromise * (1.0 - candour), 0.0, 1.0)
    return surplus_of(rosy, price_paid, p)


@rule
def reference_after(reference, surplus, p):
    """Return the reference after a month's experience: towards one's own and the market's.

    M10 off: it stays.
    Source: adaptation level, Helson 1964; form of a trial build.
    """
    if p.m10_appraisal == 0:
        return reference
    known = p.reference_own * surplus + (1.0 - p.reference_own) * market_surplus(p)
    return reference + p.reference_gain * (known - reference)
