"""What the rep brings to a request: the point of a strategy, or an answer that was forced."""

from __future__ import annotations

from relsim.compiled import rule


@rule
def take_point(point, behaviour):
    """Copy the eleven numbers of a point (a rep's row, or a row of points) into `behaviour`."""
    behaviour.yielding = point.yielding
    behaviour.reciprocity = point.reciprocity
    behaviour.diagnosis = point.diagnosis
    behaviour.challenge = point.challenge
    behaviour.initiative = point.initiative
    behaviour.empathy = point.empathy
    behaviour.candour = point.candour
    behaviour.triage = point.triage
    behaviour.openness = point.openness
    behaviour.walk_away = point.walk_away
    behaviour.selectivity = point.selectivity


@rule
def take_own_point(account, customer, rep, notes, behaviour):
    """Copy the point of an account's rep into `behaviour`, or what the rep tries with it (M17)."""
    if rep.adapts > 0 and notes[account].writer == customer.rep + 1:
        take_point(notes[account], behaviour)
    else:
        take_point(rep, behaviour)


@rule
def point_answer(request, behaviour, p):
    """Answer every request alike, as the rep's point says: leave `behaviour` as it is."""


@rule
def _forced(value, chosen):
    return chosen if value != value else value  # NaN: not forced


@rule
def force_answer(forced, behaviour):
    """Overwrite what an intervention forces; NaN leaves a behaviour as chosen."""
    behaviour.yielding = _forced(forced.yielding, behaviour.yielding)
    behaviour.reciprocity = _forced(forced.reciprocity, behaviour.reciprocity)
    behaviour.diagnosis = _forced(forced.diagnosis, behaviour.diagnosis)
    behaviour.challenge = _forced(forced.challenge, behaviour.challenge)
    behaviour.initiative = _forced(forced.initiative, behaviour.initiative)
    behaviour.empathy = _forced(forced.empathy, behaviour.empathy)
    behaviour.candour = _forced(forced.candour, behaviour.candour)
    behaviour.triage = _forced(forced.triage, behaviour.triage)
    behaviour.openness = _forced(forced.openness, behaviour.openness)
    behaviour.walk_away = _forced(forced.walk_away, behaviour.walk_away)
    behaviour.selectivity = _forced(forced.selectivity, behaviour.selectivity)


@rule
def _within(value):
    # Written so that NaN fails too.
    if not (0.0 <= value <= 1.0):
        raise ValueError("a strategy answered with a behaviour outside [0, 1]")


@rule
def check_answer(behaviour):
    """Refuse an answer outside 0-1 or NaN, so that no strategy of one's own breaks the model.

    Raises
    ------
    ValueError
        If any of the eleven behaviours is outside [0, 1].
    """
    _within(behaviour.yielding)
    _within(behaviour.reciprocity)
    _within(behaviour.diagnosis)
    _within(behaviour.challenge)
    _within(behaviour.initiative)
    _within(behaviour.empathy)
    _within(behaviour.candour)
    _within(behaviour.triage)
    _within(behaviour.openness)
    _within(behaviour.walk_away)
    _within(behaviour.selectivity)
