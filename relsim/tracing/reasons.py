"""Why a belief or a feeling moved: what each thing that happened added to the month's signal.

The parts of a signal as `relsim.rules.belief` sums them, one by one. A test holds their sum equal
to the signal in the row, so that a story cannot give reasons that the model did not have.
"""

from __future__ import annotations

from typing import Any

from relsim.rules.request import CALM

#: A part counts as a reason from this share of the largest on.
WORTH_TELLING = 0.4


def respect_parts(o: Any, b: Any, p: Any) -> dict[str, float]:
    """Return what the month added to the signal of competence, by cause.

    Parameters
    ----------
    o, b : rows
        Outcome and behaviour.
    p : record or namespace
        Parameters.

    Returns
    -------
    dict
        Cause -> part; together with the neutral point they make ``outcome.respect_signal``.
    """
    better = abs(o.want) - abs(o.delivered)
    proved = min(1.0, max(-1.0, better / p.advice_notable)) if o.advice_taken > 0 else 0.0
    return {
        "quality": p.respect_quality * (o.quality - p.rival_quality),
        "advice": p.respect_advice * proved,
        "boundary": p.respect_boundary * o.boundary,
        "cheap_yes": -p.respect_cheap_yes * o.cheap_yes,
        "order_taking": -p.respect_order_taking * o.order_taken,
        "failure": -p.respect_failure * o.blame * (1.0 - o.recovery),
        "recovery": p.respect_recovery * o.recovery,
        "walk_away": p.respect_walk_away * o.returned,
    }


def trust_parts(o: Any, b: Any, p: Any) -> dict[str, float]:
    """Return what the month added to the signal of good will, by cause; see `respect_parts`."""
    return {
        "empathy": p.trust_empathy * (b.empathy - p.neutral_behaviour),
        "candour": p.trust_candour * b.candour * min(1.0, o.lateness),
        "gift": p.trust_gift * o.gift,
        "trade": p.trust_trade * o.fair_trade,
        "recovery": p.trust_recovery * (o.recovery - o.complained * p.neutral_behaviour),
        "broken": -p.trust_broken * min(1.0, o.broken_months),
        "exchange": -p.trust_exchange * o.proposed * o.trust_before,
        "conflict": -p.trust_conflict * o.conflict,
        "refusal": -p.trust_refusal * o.frustration,
        "failure": -p.trust_failure * o.blame * (1.0 - o.recovery),
        "neglect": -p.trust_neglect * o.crisis_missed,
    }


def feeling_parts(t: Any, o: Any, b: Any, traits: Any, p: Any) -> dict[str, float]:
    """Return what the month added to the feeling of gain or loss, by cause.

    Parameters
    ----------
    t, o, b : rows
        Truth, outcome and behaviour.
    traits : row or namespace
        The customer's.
    p : record or namespace
        Parameters.

    Returns
    -------
    dict
        Cause -> part, shares of the list price a month; through the value function they make
        ``outcome.felt``.
    """
    urgency = 0.0
    if o.crisis_missed > 0:
        urgency = -p.crisis_loss
    elif o.urgency_served > 0:
        urgency = p.crisis_relief if o.crisis > 0 else p.urgency_treat
    elif t.urgency != CALM:
        urgency = -p.urgency_snub * (1.0 - p.empathy_softening * b.empathy)
    loss = 0.0
    if o.failure > 0 or o.lapse > 0:
        loss = -(p.failure_loss if o.failure > 0 else p.lapse_loss) * (1.0 - o.recovery)
    return {
        "value": o.surplus - o.reference_before,
        "lateness": -p.late_cost * min(o.lateness, p.late_most),
        "questions": -p.tiresomeness * b.diagnosis * (1.0 - traits.complexity),
        "initiative": -p.intrusion * b.initiative * (1.0 - traits.needs_drift),
        "conflict": -p.conflict_cost * o.conflict,
        "refusal": -p.refusal_cost * o.frustration,
        "cheap_yes": -p.cheap_yes_cost * o.cheap_yes,
        "empathy": p.empathy_warmth * b.empathy,
        "urgency": urgency,
        "failure": loss,
    }


def reasons(parts: dict[str, float], change: float, most: int = 2) -> list[str]:
    """Return the causes that worked most in the direction of a change, the strongest first.

    Examples
    --------
    >>> reasons({"quality": 0.1, "cheap_yes": -0.4, "failure": -0.05}, -0.03)
    ['cheap_yes']
    """
    along = {cause: part for cause, part in parts.items() if part * change > 0.0}
    if not along:
        return []
    largest = max(abs(part) for part in along.values())
    told = [cause for cause, part in along.items() if abs(part) >= WORTH_TELLING * largest]
    return sorted(told, key=lambda cause: -abs(along[cause]))[:most]
