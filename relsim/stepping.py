"""A run month by month: the driver for strategies in plain Python, and for the trace.

It calls the same phases as the compiled loop (`relsim.engine`), but keeps a row of request,
behaviour and outcome for every account, so that Python may look at them and answer in between.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.engine import close_month, force_events, play_account
from relsim.month.answer import check_answer, force_answer, take_own_point, take_point
from relsim.month.ask import is_active, raise_request
from relsim.month.diary import note_account, note_month
from relsim.month.review import note_result, reflect
from relsim.month.tally import tally_account
from relsim.state import BEHAVIOUR, OUTCOME, REQUEST, TRUTH, rows
from relsim.strategies.protocol import Strategy


class Ledger:
    """The rows of one month: request, truth, behaviour and outcome of every account.

    Attributes
    ----------
    active : bool, shape (n,)
        Whether the account raised a request this month; the other rows are stale.
    requests, truths, behaviours, outcomes : record arrays, shape (n,)
    """

    def __init__(self, count: int) -> None:
        self.active = np.zeros(count, np.bool_)
        self.requests = rows(REQUEST, count)
        self.truths = rows(TRUTH, count)
        self.behaviours = rows(BEHAVIOUR, count)
        self.outcomes = rows(OUTCOME, count)
        self.blank = rows(OUTCOME, 1)


@rule
def ask_account(account, month, customer, rep, notes, points, p, request, truth, behaviour):
    """Raise one account's request and fill `behaviour` with the point that answers it.

    Modifies `customer`, `request`, `truth` and `behaviour`.
    """
    raise_request(account, month, customer, rep, p, request, truth)
    request.luck = uniforms(p.seed, p.replication, draws.MONTHS, account, month, draws.MOOD)[0]
    if customer.forced_strategy >= 0:
        take_point(points[customer.forced_strategy], behaviour)
    else:
        take_own_point(account, customer, rep, notes, behaviour)


@rule
def finish_account(
    account, month, customer, rep, points, request, truth, behaviour, degree, p, outcomes, blank
):
    """Check the answer, force what an intervention forces, and play the account's month.

    Modifies `customer`, `behaviour` and the account's row of `outcomes`.
    """
    check_answer(behaviour)
    if customer.forced_answer >= 0:
        force_answer(points[customer.forced_answer], behaviour)
    outcomes[account] = blank[0]
    play_account(
        account, month, customer, rep, request, truth, behaviour, degree, p, outcomes[account]
    )


@rule
def ask_all(month, customers, reps, notes, points, p, requests, truths, behaviours, active):
    """Let every active account raise its request; modifies all arrays but the points."""
    for i in range(customers.shape[0]):
        customer = customers[i]
        active[i] = is_active(customer)
        if active[i]:
            rep = reps[customer.rep]
            ask_account(
                i, month, customer, rep, notes, points, p, requests[i], truths[i], behaviours[i]
            )


@rule
def finish_all(
    month, customers, reps, points, starts, p, requests, truths, behaviours, active, outcomes, blank
):
    """Play every active account's month; modifies `customers`, `behaviours`, `outcomes`."""
    for i in range(customers.shape[0]):
        if active[i]:
            customer = customers[i]
            rep = reps[customer.rep]
            degree = starts[i + 1] - starts[i]
            finish_account(
                i, month, customer, rep, points, requests[i], truths[i], behaviours[i], degree, p,
                outcomes, blank,
            )  # fmt: skip


@rule
def tally_all(customers, reps, notes, requests, truths, behaviours, active, outcomes, totals):
    """Sum a month up in account order; modifies `customers`, `reps`, `notes` and `totals`."""
    for i in range(customers.shape[0]):
        if active[i]:
            rep = reps[customers[i].rep]
            tally_account(
                customers[i], rep, requests[i], truths[i], behaviours[i], outcomes[i],
                totals[rep.arm],
            )  # fmt: skip
            if rep.adapts > 0:
                note_result(customers[i], notes[i], outcomes[i])


@rule
def note_all(month, customers, reps, requests, truths, behaviours, active, outcomes, diary):
    """Note what the month brought to the accounts that are measured; modifies `diary`."""
    for i in range(customers.shape[0]):
        if active[i]:
            rep = reps[customers[i].rep]
            note_account(
                i, month, customers[i], rep, requests[i], truths[i], behaviours[i], outcomes[i],
                diary,
            )  # fmt: skip


def answer_by_strategies(
    arms: Sequence[Strategy], customers: Any, reps: Any, ledger: Ledger
) -> None:
    """Let the strategies that are code answer the month's requests; modifies the behaviours.

    Accounts whose answer comes from a change of strategy by intervention are left out.
    """
    own = ledger.active & (customers["forced_strategy"] < 0)
    arm_of = reps["arm"][customers["rep"]]
    for number, strategy in enumerate(arms):
        if strategy.is_point:
            continue
        chosen = np.flatnonzero(own & (arm_of == number))
        if chosen.size == 0:
            continue
        behaviours = ledger.behaviours[chosen]
        # A copy: what a strategy does to a request does not reach the customer.
        requests = ledger.requests[chosen]
        if strategy.own_answer is not None:
            for request, behaviour in zip(requests, behaviours, strict=True):
                strategy.own_answer(request, behaviour)
        else:
            strategy.answer_all(requests, behaviours)
        ledger.behaviours[chosen] = behaviours


def step(
    month: int,
    world: Any,
    arms: Sequence[Strategy],
    ledger: Ledger,
    totals: Any,
    watch: Callable[[int, Ledger], None] | None = None,
    diary: Any = None,
) -> None:
    """Play one month; modifies the world's rows, the ledger, the month's totals and the diary.

    Parameters
    ----------
    month : int
    world : relsim.simulation.World
    arms : sequence of Strategy
    ledger : Ledger
    totals : record array of `relsim.state.MONTH`, shape (arms,)
    watch : callable, optional
        ``watch(month, ledger)``, called when every account has played.
    diary : tuple, optional
        Windows and what is noted of accounts in them (`relsim.month.diary`).
    """
    customers, reps, notes, points, events, starts, neighbours, parameters = world
    p = parameters[0]
    reflect(month, customers, reps, notes, p)
    force_events(month, customers, events)
    ask_all(
        month, customers, reps, notes, points, p, ledger.requests, ledger.truths,
        ledger.behaviours, ledger.active,
    )  # fmt: skip
    answer_by_strategies(arms, customers, reps, ledger)
    finish_all(
        month, customers, reps, points, starts, p, ledger.requests, ledger.truths,
        ledger.behaviours, ledger.active, ledger.outcomes, ledger.blank,
    )  # fmt: skip
    tally_all(
        customers, reps, notes, ledger.requests, ledger.truths, ledger.behaviours,
        ledger.active, ledger.outcomes, totals,
    )  # fmt: skip
    if diary is not None:
        note_all(
            month, customers, reps, ledger.requests, ledger.truths, ledger.behaviours,
            ledger.active, ledger.outcomes, diary,
        )  # fmt: skip
    if watch is not None:
        watch(month, ledger)
    close_month(month, customers, reps, starts, neighbours, p, totals)
    if diary is not None:
        note_month(month, customers, reps, diary)
