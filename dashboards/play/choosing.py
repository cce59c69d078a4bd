"""What a month lets the rep decide, and what each answer forces upon the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from relsim.dashboards.play.customers import Customer
from relsim.dashboards.play.game import Choice
from relsim.interventions import Intervention, parse
from relsim.rules.bargain import below_floor
from relsim.rules.request import NO_DEMAND, PRICE, SCOPE
from relsim.tracing.branching import ANSWERS as BRANCHES
from relsim.tracing.events import NOTABLE_LATENESS

#: Months for which an order is taken one way or another, once it was decided.
ORDER_MONTHS = 3

#: What each answer forces, of the eleven behaviours; all else is as the team does it. As in
#: `relsim.tracing.branching`, but for what would reach beyond the answer:
#: a plain yes or no asks no questions (they would have the rep believe in a rival, and waver);
#: talks end only where they insist on terms below the floor; and a complaint, heard at the end of
#: a month, does not change how warm the rep was before it.
FORCED: Mapping[str, Mapping[str, float]] = {
    "grant": {**BRANCHES["grant"], "diagnosis": 0.0},
    "trade": BRANCHES["trade"],
    "reason": {**BRANCHES["reason"], "diagnosis": 0.0},
    "refuse": {**BRANCHES["stand"], "reciprocity": 0.0},
    "walk": {**BRANCHES["stand"], "reciprocity": 0.0, "walk_away": 1.0},
    "drop": BRANCHES["drop"],
    "check": BRANCHES["check"],
    "order": BRANCHES["order"],
    "ask": BRANCHES["ask"],
    "push": BRANCHES["push"],
    "promise": BRANCHES["promise"],
    "frank": BRANCHES["frank"],
    "mend": {"openness": 1.0},
    "brush": {"openness": 0.0},
}


def room_of(request: Any, p: Any) -> float:
    """Return the most that the rep may give of what is demanded, a share of the list price."""
    if request.demand_kind == PRICE:
        return float(request.room)
    if request.demand_kind == SCOPE:
        standing = p.scope_hours * request.size * request.volume
        return float(max(0.0, p.scope_authority - request.specials_hours / standing))
    return float(request.demand_size)


def asked(request: Any, since_order: int) -> list[str]:
    """Return what a request asks the rep to decide, before anything is done.

    Parameters
    ----------
    request
        Of the month.
    since_order
        Months since it was last decided how orders are taken.
    """
    found = []
    if request.demand_kind != NO_DEMAND:
        found.append("demand")
    if request.urgent:
        found.append("urgency")
    return found or (["want"] if since_order >= ORDER_MONTHS else [])


def come_up(outcome: Any) -> list[str]:
    """Return what else comes up while the month goes on: a delay, and then a complaint."""
    late = outcome.lateness >= NOTABLE_LATENESS
    return ["late"] * bool(late) + ["complaint"] * bool(outcome.complained)


def answers(ask: str, request: Any, p: Any) -> tuple[str, ...]:
    """Return the answers that there are to what is asked, in this month."""
    if ask == "urgency":
        return ("drop", "check")
    if ask == "want":
        return ("order", "ask", "push")
    if ask == "late":
        return ("promise", "frank")
    if ask == "complaint":
        return ("mend", "brush")
    found = ["grant", "trade"] if room_of(request, p) > 0.0 else []
    found += ["reason", "refuse"]
    price = request.demand_kind == PRICE
    if price and below_floor(request.discount + request.demand_size, p):
        found.append("walk")
    return tuple(found)


def interventions(choices: Iterable[Choice], customer: Customer) -> tuple[Intervention, ...]:
    """Return what makes the model answer as was chosen, besides what is set for the customer.

    How an order is taken holds for `ORDER_MONTHS`, or until it is decided anew; what is decided
    in a month of its own goes before.
    """
    given = sorted(choices)
    orders = [choice for choice in given if choice.ask == "want"]
    tables = []
    for number, choice in enumerate(orders):
        last = choice.month + ORDER_MONTHS - 1
        if number + 1 < len(orders):
            last = min(last, orders[number + 1].month - 1)
        tables.append(_table(choice, customer, min(last, customer.months - 1)))
    tables += [_table(choice, customer, choice.month) for choice in given if choice.ask != "want"]
    return (*customer.events, *parse(tables))


def _table(choice: Choice, customer: Customer, last: int) -> dict[str, Any]:
    return {
        "period": choice.month,
        "until": last,
        "what": "answer",
        "who": {"accounts": [customer.account]},
        "answer": dict(FORCED[choice.answer]),
    }
