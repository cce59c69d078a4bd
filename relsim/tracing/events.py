"""What counts as an event in an account's month.

A test reads the rows of one account or of all accounts at once: the very rows that the run's
totals are counted from.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from relsim.rules.bargain import GRANTED, REFUSED, TRADED
from relsim.rules.decision import STAYED
from relsim.rules.request import CRISIS, DEADLINE, FALSE_URGENCY, PRICE, SCOPE

#: Lateness worth a word, months: three days.
NOTABLE_LATENESS = 0.1
#: Share of a complaint's harm from which it counts as mended.
MENDED = 0.5

#: Tests of (request, truth, behaviour, outcome, parameters).
Test = Callable[[Any, Any, Any, Any, Any], Any]


def advised(o: Any, p: Any) -> Any:
    """Whether the rep put the need forward, for the want."""
    return abs(o.push) > p.challenge_floor


def price_argued(q: Any, b: Any, p: Any) -> Any:
    """Whether the rep put value forward, for the price demanded."""
    push = b.challenge * p.reframing
    asked = (q.pitch == 0) & (q.demand_kind == PRICE)
    return asked & (push > p.challenge_floor) & (p.m03_reframing > 0)


def _notable(o: Any, p: Any) -> Any:
    return advised(o, p) & (abs(o.push) >= p.advice_notable)


def _small(o: Any, p: Any) -> Any:
    return advised(o, p) & (abs(o.push) < p.advice_notable)


#: Event -> test, in the order in which a month happens.
EVENTS: dict[str, Test] = {
    "pitch_skipped": lambda q, t, b, o, p: (q.pitch > 0) & (o.pursued == 0),
    "pitched": lambda q, t, b, o, p: o.pursued > 0,
    "advice_taken": lambda q, t, b, o, p: (o.advice_taken > 0) & _notable(o, p),
    "advice_refused": lambda q, t, b, o, p: (o.advice_taken == 0) & _notable(o, p),
    "small_advice_taken": lambda q, t, b, o, p: (o.advice_taken > 0) & _small(o, p),
    "small_advice_refused": lambda q, t, b, o, p: (o.advice_taken == 0) & _small(o, p),
    "rival_offer": lambda q, t, b, o, p: (q.pitch == 0) & (t.rival > 0),
    "price_demand": lambda q, t, b, o, p: (o.answer > 0) & (q.demand_kind == PRICE),
    "scope_demand": lambda q, t, b, o, p: (o.answer > 0) & (q.demand_kind == SCOPE),
    "deadline_demand": lambda q, t, b, o, p: (o.answer > 0) & (q.demand_kind == DEADLINE),
    "bluff": lambda q, t, b, o, p: (o.answer > 0) & (t.bluff > 0),
    "price_argument_heard": lambda q, t, b, o, p: price_argued(q, b, p) & (o.reframed > 0),
    "price_argument_refused": lambda q, t, b, o, p: price_argued(q, b, p) & (o.reframed == 0),
    "granted": lambda q, t, b, o, p: o.answer == GRANTED,
    "instant_yes": lambda q, t, b, o, p: o.cheap_yes > 0.0,
    "traded": lambda q, t, b, o, p: o.answer == TRADED,
    "refused": lambda q, t, b, o, p: o.answer == REFUSED,
    "talks_ended": lambda q, t, b, o, p: o.walked > 0,
    "talks_resumed": lambda q, t, b, o, p: o.returned > 0,
    "crisis_served": lambda q, t, b, o, p: (t.urgency == CRISIS) & (o.urgency_served > 0),
    "crisis_missed": lambda q, t, b, o, p: o.crisis_missed > 0,
    "false_urgency_served": lambda q, t, b, o, p: (
        (t.urgency == FALSE_URGENCY) & (o.urgency_served > 0)
    ),
    "false_urgency_put_off": lambda q, t, b, o, p: (
        (t.urgency == FALSE_URGENCY) & (o.urgency_served == 0)
    ),
    "late": lambda q, t, b, o, p: o.lateness >= NOTABLE_LATENESS,
    "promise_broken": lambda q, t, b, o, p: o.broken_months >= NOTABLE_LATENESS,
    "failure": lambda q, t, b, o, p: o.failure > 0,
    "bad_month": lambda q, t, b, o, p: (o.lapse > 0) & (o.failure == 0),
    "complaint": lambda q, t, b, o, p: o.complained > 0,
    "recovered": lambda q, t, b, o, p: (o.complained > 0) & (o.recovery >= MENDED),
    "brushed_off": lambda q, t, b, o, p: (o.complained > 0) & (o.recovery < MENDED),
    "further_won": lambda q, t, b, o, p: o.further_won > 0,
    "further_lost": lambda q, t, b, o, p: (o.further_pitch > 0) & (o.further_won == 0),
    "won": lambda q, t, b, o, p: o.won > 0,
    "pitch_lost": lambda q, t, b, o, p: (o.pursued > 0) & (o.won == 0),
    "recommended": lambda q, t, b, o, p: o.recommended > 0,
    "meant_to_recommend": lambda q, t, b, o, p: (o.intended > 0) & (o.recommended == 0),
    "left": lambda q, t, b, o, p: o.left != STAYED,
}

#: What happens in most months with some strategy: a month with nothing else is quiet.
ROUTINE = frozenset({"small_advice_taken", "small_advice_refused", "late", "meant_to_recommend"})


def events_of(q: Any, t: Any, b: Any, o: Any, p: Any) -> list[str]:
    """Return the events of one account's month.

    Parameters
    ----------
    q, t, b, o : rows
        Request, truth, behaviour and outcome of the month.
    p : record or namespace
        Parameters.

    Returns
    -------
    list of str
        Keys of `EVENTS`, in order.
    """
    return [event for event, happened in EVENTS.items() if happened(q, t, b, o, p)]
