"""An adaptive rep tries things out with the accounts, notes results, and reviews them (M17)."""

from __future__ import annotations

import numpy as np

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.rules import learning
from relsim.rules.bargain import REFUSED, WALKED
from relsim.rules.service import account_hours
from relsim.state import CLIENT

_BEHAVIOURS = 11
_TRIALS = 2048.0  # as many as eleven behaviours can be tried more or less at once


@rule
def reflect(month, customers, reps, notes, p):
    """At a review, let each adaptive rep learn from the months past and begin new trials.

    Modifies the behaviours of `reps`, and `notes`. Done before the month is played, so that
    reviews are in months 0 (nothing to learn yet), `review_months`, twice that, and so on.

    Parameters
    ----------
    notes : record array of `relsim.state.NOTE`, a row for each account
    """
    if month % p.review_months != 0:
        return
    adapting = 0
    for r in range(reps.shape[0]):
        adapting += reps[r].adapts
    if adapting == 0:
        return
    if month > 0:
        _learn(month - p.review_months, customers, reps, notes, p)
    for i in range(customers.shape[0]):
        _begin(i, month, customers[i], reps[customers[i].rep], notes[i], p)


@rule
def note_result(customer, note, outcome):
    """Note what an account's month brought, if its rep keeps notes of it; modifies `note`.

    A no is a demand refused, talks ended, or a challenge.
    """
    if note.writer != customer.rep + 1:
        return
    no = outcome.answer == REFUSED or outcome.answer == WALKED
    note.months += 1
    note.margin += outcome.margin
    note.noes += (1.0 if no else 0.0) + outcome.challenged
    note.referrals += outcome.recommended


@rule
def _luck(account, first, p):
    """Return what is tried with an account in the months from `first`, and whether it is mislaid.

    A whole number with a bit for each behaviour, and a truth value.
    """
    u_trial, u_mislaid, _, _ = uniforms(
        p.seed, p.replication, draws.MONTHS, account, first, draws.TRIAL
    )
    return int(u_trial * _TRIALS), u_mislaid < p.misattribution


@rule
def _standing(customer, rep, p):
    """Return what a client brings in a plain month as it stands, EUR; 0 for who is none."""
    if customer.status != CLIENT:
        return 0.0
    scale = customer.size * customer.volume
    hours = account_hours(customer.service_intensity, scale, customer.specials_hours, rep, p)
    return learning.standing_margin(scale, customer.discount, hours, p)


@rule
def _begin(account, month, customer, rep, note, p):
    """Begin new notes of an account, and say what is tried with it; modifies `note`."""
    note.writer = 0
    if rep.adapts == 0:
        return
    note.writer = customer.rep + 1
    note.months = 0
    note.standing = _standing(customer, rep, p)
    note.margin = 0.0
    note.noes = 0.0
    note.referrals = 0.0
    trial, _ = _luck(account, month, p)
    note.yielding = learning.tried_amount(rep.yielding, trial, 0, p)
    note.reciprocity = learning.tried_amount(rep.reciprocity, trial, 1, p)
    note.diagnosis = learning.tried_amount(rep.diagnosis, trial, 2, p)
    note.challenge = learning.tried_amount(rep.challenge, trial, 3, p)
    note.initiative = learning.tried_amount(rep.initiative, trial, 4, p)
    note.empathy = learning.tried_amount(rep.empathy, trial, 5, p)
    note.candour = learning.tried_amount(rep.candour, trial, 6, p)
    note.triage = learning.tried_amount(rep.triage, trial, 7, p)
    note.openness = learning.tried_amount(rep.openness, trial, 8, p)
    note.walk_away = learning.tried_amount(rep.walk_away, trial, 9, p)
    note.selectivity = learning.tried_amount(rep.selectivity, trial, 10, p)


@rule
def _felt(customer, note, rep, p):
    """Return how an account's results feel to the rep who noted them."""
    after = _standing(customer, rep, p) if customer.rep + 1 == note.writer else 0.0
    result = learning.result_of(note.margin, note.standing, after, note.referrals, customer.size, p)
    return learning.felt_result(result, note.noes, p)


@rule
def _learn(first, customers, reps, notes, p):
    """Let each rep compare the accounts with which more or less was tried, and move.

    Modifies the behaviours of `reps`. Sums over a rep's accounts are taken in account order.
    """
    count = np.zeros(reps.shape[0])
    mean = np.zeros(reps.shape[0])
    squares = np.zeros(reps.shape[0])
    contrasts = np.zeros((reps.shape[0], _BEHAVIOURS))
    for i in range(customers.shape[0]):
        if notes[i].writer > 0 and notes[i].months > 0:
            r = notes[i].writer - 1
            count[r] += 1.0
            mean[r] += _felt(customers[i], notes[i], reps[r], p)
    for r in range(reps.shape[0]):
        mean[r] /= max(1.0, count[r])
    for i in range(customers.shape[0]):
        if notes[i].writer > 0 and notes[i].months > 0:
            r = notes[i].writer - 1
            beyond = _felt(customers[i], notes[i], reps[r], p) - mean[r]
            squares[r] += beyond * beyond
            trial, mislaid = _luck(i, first, p)
            if mislaid:
                beyond = -beyond
            for k in range(_BEHAVIOURS):
                contrasts[r, k] += beyond * learning.trial_sign(trial, k)
    for r in range(reps.shape[0]):
        if reps[r].adapts > 0:
            _advance(reps[r], contrasts[r], squares[r], p)


@rule
def _advance(rep, contrasts, squares, p):
    """Move each behaviour of a rep's point by the evidence for it; modifies `rep`."""
    rep.yielding = learning.amount_after(rep.yielding, contrasts[0], squares, p)
    rep.reciprocity = learning.amount_after(rep.reciprocity, contrasts[1], squares, p)
    rep.diagnosis = learning.amount_after(rep.diagnosis, contrasts[2], squares, p)
    rep.challenge = learning.amount_after(rep.challenge, contrasts[3], squares, p)
    rep.initiative = learning.amount_after(rep.initiative, contrasts[4], squares, p)
    rep.empathy = learning.amount_after(rep.empathy, contrasts[5], squares, p)
    rep.candour = learning.amount_after(rep.candour, contrasts[6], squares, p)
    rep.triage = learning.amount_after(rep.triage, contrasts[7], squares, p)
    rep.openness = learning.amount_after(rep.openness, contrasts[8], squares, p)
    rep.walk_away = learning.amount_after(rep.walk_away, contrasts[9], squares, p)
    rep.selectivity = learning.amount_after(rep.selectivity, contrasts[10], squares, p)
