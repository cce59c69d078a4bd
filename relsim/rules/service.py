"""When and how well is it delivered, and who complains? (M1, M9 capacity, M11, M16)."""

from __future__ import annotations

import math

from relsim.compiled import rule
from relsim.curves import clip, growth


@rule
def delay_months(backlog_hours, capacity_hours, p):
    """Return how late everything runs: the backlog in months of capacity. M9 off: never late.

    Source: Little 1961.
    """
    if p.m09_capacity == 0:
        return 0.0
    return backlog_hours / capacity_hours


@rule
def promised_months(delay, candour):
    """Return the delay a rep owns up to, months: all of it (candour 1) or none (candour 0).

    Source: assumed.
    """
    return delay * candour


@rule
def crisis_seen(is_crisis, power, u, p):
    """Return whether the rep takes an urgency for a true crisis, helped by diagnosis.

    Source: assumed (signal detection).
    """
    right = p.crisis_recognition + (1.0 - p.crisis_recognition) * power / (1.0 + power)
    return is_crisis if u < right else not is_crisis


@rule
def account_hours(service_intensity, scale, specials_hours, behaviour, p):
    """Return the hours an account takes in a plain month.

    `scale` is size times volume. Questions, empathy and initiative take hours that grow with the
    square root of the account, empathy at a rising rate.
    Source: assumed.
    """
    talk = (
        p.diagnosis_hours * behaviour.diagnosis
        + p.empathy_hours * behaviour.empathy * behaviour.empathy
        + p.initiative_hours * behaviour.initiative
    )
    return p.base_hours * service_intensity * scale + talk * math.sqrt(scale) + specials_hours


@rule
def quality_of(fit, complexity, solution, morale, p):
    """Return the quality of what the account has, 0-1.

    It falls with the distance from the need, the more so the more complex the account; a rep low
    in morale serves worse (M16 off: not so).
    Source: assumed; Brown & Lam 2008 for morale.
    """
    quality = fit * growth(-p.error_cost * complexity * abs(solution))
    if p.m16_rep > 0:
        quality *= 1.0 - p.morale_service * (1.0 - morale)
    return quality


@rule
def lapse_chance(quality, fit, lateness, broken_months, p):
    """Return the chance of a bad month worth a complaint, 0-1.

    Source: assumed: poor fit of the answer, lateness and broken promises each add to it.
    """
    shortfall = 0.0 if fit <= 0.0 else 1.0 - quality / fit
    chance = p.lapse_base + p.lapse_quality * shortfall
    chance += p.lapse_late * lateness + p.lapse_broken * broken_months
    return clip(chance, 0.0, p.lapse_most)


@rule
def complaint_chance(major, demandingness, p):
    """Return the chance that a failure is complained of to the rep, 0-1. M11 off: never.

    Source: TARP; the share told to the rep is higher for major failures.
    """
    if p.m11_recovery == 0:
        return 0.0
    base = p.complaint_major if major else p.complaint_minor
    return clip(base + p.complaint_demandingness * (demandingness - p.neutral_behaviour), 0.0, 1.0)


@rule
def recovery_of(openness, empathy, expertise, delay, repeated, p):
    """Return how much of a complaint's harm is mended, 0-1: 0 silent, 1 resolved quickly.

    Complaining at all helps a little; the rest is openness times empathy and skill, at speed. A
    second failure is forgiven half as much.
    Source: Maxham & Netemeyer 2002; TARP.
    """
    care = p.recovery_base + p.recovery_empathy * empathy + p.recovery_skill * expertise
    mended = p.recovery_heard + (1.0 - p.recovery_heard) * openness * min(1.0, care)
    mended *= growth(-p.recovery_slowness * delay)
    return mended * p.recovery_repeated if repeated else mended


@rule
def solution_mended(solution, recovery, p):
    """Return the solution after a complaint was taken as input. Source: assumed."""
    return solution * (1.0 - p.complaint_learning * recovery)


@rule
def obedience_blame(delivered_as_wanted, warned, p):
    """Return the blame for a failure of what the customer had insisted on, 0-1.

    Doing as told does not spare the rep, less so after a warning.
    Source: assumed after Maxham & Netemeyer 2002.
    """
    if not delivered_as_wanted:
        return 1.0
    return p.warned_blame if warned else 1.0
