"""The phases of a month over all accounts, and the loop that runs them compiled in one call.

A month: events are forced, each active account plays its month, the reps close theirs, the market
moves, and all is observed. `run` does this in one compiled call; the stepping driver
(`relsim.stepping`) and the Mesa model (`relsim.model`) call the same phases.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numba
import numpy as np

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.month.answer import (
    check_answer,
    force_answer,
    point_answer,
    take_own_point,
    take_point,
)
from relsim.month.ask import is_active, raise_request
from relsim.month.diary import note_account, note_month
from relsim.month.pitch import pitch
from relsim.month.review import note_result, reflect
from relsim.month.serve import serve_client
from relsim.month.tally import carry, note_before, observe, tally_account, tally_point
from relsim.rules import belief
from relsim.rules import rep as rep_rules
from relsim.rules.service import delay_months
from relsim.state import CLIENT, COLD, LOST, NOBODY, PROSPECT, REFERRED, REQUEST

# The answer to a request: the rep's point as it is. `build` puts another in its place.
answer = point_answer


@rule
def first_event(events, month):
    """Return the row of the first event of a month or later (events are sorted by month)."""
    low, high = 0, events.shape[0]
    while low < high:
        middle = (low + high) // 2
        if events[middle].month < month:
            low = middle + 1
        else:
            high = middle
    return low


@rule
def force_events(month, customers, events):
    """Clear last month's forced events and set this month's; modifies `customers`.

    Parameters
    ----------
    events : record array of `relsim.state.EVENT`, sorted by month
    """
    now = first_event(events, month)
    for k in range(first_event(events, month - 1), now):
        customer = customers[events[k].account]
        customer.forced = 0
        customer.forced_value = 0.0
        customer.forced_answer = -1
    for k in range(now, first_event(events, month + 1)):
        event = events[k]
        customer = customers[event.account]
        customer.forced |= event.bits
        customer.forced_value = max(customer.forced_value, event.value)
        customer.forced_answer = max(customer.forced_answer, event.answer)
        if event.strategy >= 0:
            customer.forced_strategy = event.strategy


@rule
def play_account(account, month, customer, rep, request, truth, behaviour, degree, p, outcome):
    """Play one active account's month, once its rep has answered.

    Modifies `customer` and fills `outcome` (all zero before).
    """
    note_before(customer, outcome)
    if request.pitch > 0:
        pitch(account, month, customer, rep, request, truth, behaviour, p, outcome)
    else:
        serve_client(account, month, customer, rep, request, truth, behaviour, degree, p, outcome)
        carry(customer, rep.arm)


@rule
def close_reps(reps, p, totals):
    """Let each rep's month take effect: backlog, expertise, morale; modifies `reps`, `totals`.

    Parameters
    ----------
    totals : record array of `relsim.state.MONTH`, shape (arms,)
    """
    for r in range(reps.shape[0]):
        rep = reps[r]
        delay = delay_months(rep.backlog_hours, rep.capacity_hours, p)
        rep.backlog_hours = rep_rules.backlog_after(
            rep.backlog_hours, rep.hours, rep.capacity_hours, p
        )
        rep.expertise = rep_rules.expertise_after(rep.expertise, rep.lessons, p)
        rep.morale = rep_rules.morale_after(
            rep.morale, rep.gifts, rep.conflicts, rep.clients, delay, p
        )
        rep.hours = 0.0
        rep.gifts = 0.0
        rep.conflicts = 0.0
        rep.lessons = 0.0
        rep.clients = 0
        arm = totals[rep.arm]
        arm.reps += 1.0
        arm.capacity_hours += rep.capacity_hours
        arm.backlog_hours += rep.backlog_hours
        arm.morale += rep.morale
        arm.expertise += rep.expertise
        tally_point(rep, arm)


@rule
def spread_word(customers, starts, neighbours, p):
    """Let recommendations and bad words be heard, in account order; modifies `customers`.

    A recommended prospect becomes a lead who believes in part what the client believes; a client
    who left dissatisfied lowers the beliefs of the neighbours who are not clients.
    """
    for i in range(customers.shape[0]):
        speaker = customers[i]
        if speaker.recommends >= 0:
            hearer = customers[neighbours[starts[i] + speaker.recommends]]
            speaker.recommends = -1
            if hearer.status == PROSPECT and hearer.lead == 0:
                hearer.lead = REFERRED
                hearer.referred_by = i
                hearer.respect = belief.second_hand(hearer.respect, speaker.respect, p)
                hearer.trust = belief.second_hand(hearer.trust, speaker.trust, p)
        if speaker.speaks_ill > 0:
            speaker.speaks_ill = 0
            for k in range(starts[i], starts[i + 1]):
                hearer = customers[neighbours[k]]
                if hearer.status != CLIENT:
                    hearer.respect = belief.second_hand(
                        hearer.respect, min(hearer.respect, speaker.respect), p
                    )
                    hearer.trust = belief.second_hand(
                        hearer.trust, min(hearer.trust, speaker.trust), p
                    )


@rule
def satisfied_share(account, customers, starts, neighbours, p):
    """Return the share of an account's neighbours who are satisfied clients, 0-1."""
    first, last = starts[account], starts[account + 1]
    if last == first:
        return 0.0
    satisfied = 0.0
    for k in range(first, last):
        other = customers[neighbours[k]]
        if other.status == CLIENT and other.satisfaction >= p.reference_satisfaction:
            satisfied += 1.0
    return satisfied / (last - first)


@rule
def come_back(account, month, customer, reps, p):
    """Make a lost account a prospect again after cooling off, perhaps of another rep.

    Modifies `customer`. Another rep is met half-way between what was believed and neutral.
    """
    customer.cooling -= 1
    if customer.cooling > 0:
        return
    customer.status = PROSPECT
    _, _, u_other, u_which = uniforms(
        p.seed, p.replication, draws.MONTHS, account, month, draws.PITCH
    )
    if u_other < p.reassignment_chance:
        customer.rep = min(reps.shape[0] - 1, int(u_which * reps.shape[0]))
        customer.signals = 0.0
        customer.respect += p.reassignment_forgets * (p.stranger_belief - customer.respect)
        customer.trust += p.reassignment_forgets * (p.stranger_belief - customer.trust)


@rule
def move_account(account, month, customer, customers, reps, starts, neighbours, p):
    """Let a lost account cool off, or a lead for the next month arise at a prospect.

    Modifies `customer`.
    """
    if customer.status == LOST:
        come_back(account, month, customer, reps, p)
    elif customer.status == PROSPECT:
        if customer.lead == 0:
            u_lead, _, _, _ = uniforms(
                p.seed, p.replication, draws.MONTHS, account, month + 1, draws.LEAD
            )
            if u_lead < p.lead_rate:
                customer.lead = COLD
                customer.referred_by = NOBODY
        if customer.lead > 0:
            customer.references = satisfied_share(account, customers, starts, neighbours, p)


@rule
def close_month(month, customers, reps, starts, neighbours, p, totals):
    """Close a month once all accounts played: reps, market, observation.

    Modifies `customers`, `reps` and `totals` (record array of MONTH, shape (arms,)).
    """
    close_reps(reps, p, totals)
    if p.m14_word_of_mouth > 0:
        spread_word(customers, starts, neighbours, p)
    for i in range(customers.shape[0]):
        customer = customers[i]
        # Seen in the same pass over the rows as it moves: what the market moves (who is no
        # client) is not what is observed (clients, and what the cohort carries).
        observe(customer, totals[customer.home_arm], totals[reps[customer.rep].arm])
        move_account(i, month, customer, customers, reps, starts, neighbours, p)


@rule
def choose(customer, rep, notes, points, request, p, behaviour):
    """Let the rep answer: by the point (or code) of the strategy, unless an intervention says.

    Modifies `behaviour`.
    """
    if customer.forced_strategy >= 0:
        take_point(points[customer.forced_strategy], behaviour)
    else:
        take_own_point(request.account, customer, rep, notes, behaviour)
        answer(request, behaviour, p)
    if customer.forced_answer >= 0:
        force_answer(points[customer.forced_answer], behaviour)


def _run(first, last, world, scratch, series, diary=None):
    """Run months first ... last - 1 over the rows of a world; modifies them and `series`.

    Parameters
    ----------
    first, last : int
        Months.
    world : tuple
        ``(customers, reps, notes, points, events, starts, neighbours, parameters)``, see
        `relsim.simulation.World`.
    scratch : tuple
        One request, truth, behaviour and two outcomes (the second all zero), overwritten.
    series : record array of `relsim.state.MONTH`, shape (months, arms)
    diary : tuple, optional
        Windows and what is noted of accounts in them (`relsim.month.diary`). Without one, numba
        leaves its branches out of the loop.
    """
    customers, reps, notes, points, events, starts, neighbours, parameters = world
    requests, truths, behaviours, outcomes, blank = scratch
    p = parameters[0]
    request, truth, behaviour, outcome = requests[0], truths[0], behaviours[0], outcomes[0]
    for month in range(first, last):
        reflect(month, customers, reps, notes, p)
        if events.shape[0] > 0:
            force_events(month, customers, events)
        totals = series[month]
        for i in range(customers.shape[0]):
            customer = customers[i]
            if not is_active(customer):
                continue
            rep = reps[customer.rep]
            raise_request(i, month, customer, rep, p, request, truth)
            choose(customer, rep, notes, points, request, p, behaviour)
            outcomes[0] = blank[0]
            degree = starts[i + 1] - starts[i]
            play_account(i, month, customer, rep, request, truth, behaviour, degree, p, outcome)
            tally_account(customer, rep, request, truth, behaviour, outcome, totals[rep.arm])
            if diary is not None:
                note_account(i, month, customer, rep, request, truth, behaviour, outcome, diary)
            if rep.adapts > 0:
                note_result(customer, notes[i], outcome)
        close_month(month, customers, reps, starts, neighbours, p, totals)
        if diary is not None:
            note_month(month, customers, reps, diary)


run = rule(_run)


def _copied(request):
    """Return a copy of a request."""
    shown = np.empty(1, REQUEST)
    shown[0] = request
    return shown[0]


def build(own_answer: Callable[[Any, Any], None]) -> Callable[..., None]:
    """Compile the loop around a strategy of one's own.

    Parameters
    ----------
    own_answer : callable
        ``own_answer(request, behaviour)`` in the subset of Python that numba compiles. It finds
        `behaviour` filled with the rep's point and changes what it wants to.

    Returns
    -------
    callable
        As `run`, with this answer. It is compiled once a process, not kept on disk.
    """
    own = own_answer if numba.config.DISABLE_JIT else numba.njit(nogil=True)(own_answer)

    # In plain Python a row knows how to copy itself, and keeps its attributes.
    off = numba.config.DISABLE_JIT
    copied = operator.methodcaller("copy") if off else numba.njit(nogil=True)(_copied)

    def with_luck(request, behaviour, p):
        request.luck = uniforms(
            p.seed, p.replication, draws.MONTHS, request.account, request.month, draws.MOOD
        )[0]
        # A copy: what a strategy does to a request does not reach the customer.
        own(copied(request), behaviour)
        check_answer(behaviour)

    compiled = with_luck if numba.config.DISABLE_JIT else numba.njit(nogil=True)(with_luck)
    return _rebuilt(_run, choose=_rebuilt(getattr(choose, "py_func", choose), answer=compiled))


def _rebuilt(function: Callable[..., Any], **replaced: Any) -> Callable[..., Any]:
    """Compile a function anew with some of its globals replaced."""
    own = FunctionType(
        function.__code__,
        {**function.__globals__, **replaced},
        function.__name__,
        function.__defaults__,
    )
    return own if numba.config.DISABLE_JIT else numba.njit(nogil=True)(own)
