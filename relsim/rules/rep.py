"""What does the month do to the rep? (M9 capacity, M16 rep)."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import clip


@rule
def backlog_after(backlog_hours, new_hours, capacity_hours, p):
    """Return the hours of work left over at the end of the month, at most the cap.

    Work beyond the cap goes undone; its customers have felt the delay. M9 off: none is left.
    Source: Little 1961; the cap is assumed.
    """
    if p.m09_capacity == 0:
        return 0.0
    left = backlog_hours + new_hours - capacity_hours
    return clip(left, 0.0, p.backlog_most_months * capacity_hours)


@rule
def expertise_after(expertise, lessons, p):
    """Return expertise after a month, 0-1: it grows by heard complaints of the demanding.

    `lessons` is the sum over complaints of openness times demandingness. M16 off: it stays.
    Source: assumed (essay S2); practice adds a little.
    """
    if p.m16_rep == 0:
        return expertise
    learned = min(1.0, p.practice_rate + p.lesson_rate * lessons)
    return expertise + (1.0 - expertise) * learned


@rule
def morale_after(morale, gifts, conflicts, clients, delay, p):
    """Return morale after a month, 0-1: one-sided giving, conflict and overload wear it down.

    `gifts` counts free grants, `conflicts` sums conflict over a book of `clients`.
    M16 off: it stays.
    Source: Brown & Lam 2008; Mulki & Wilkinson 2017; weights assumed.
    """
    if p.m16_rep == 0:
        return morale
    book = max(1.0, clients)
    target = (
        p.morale_rest - p.morale_one_sided * gifts / book - p.morale_conflict * conflicts / book
    )
    target -= p.morale_overload * min(1.0, delay)
    return morale + p.morale_gain * (clip(target, 0.0, 1.0) - morale)
