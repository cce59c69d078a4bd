"""Where an effect comes from: measured again with mechanisms knocked out, in pairs, and alone.

How an effect falls
-------------------
Luck is shared, so that each replication has the effect in full, *e*, and without a mechanism, *v*.
What is left is compared with half of what was there: z = v - e / 2, replication by replication.

- The effect **falls** where the 95 % interval of z lies below 0: clearly less than half is left.
- It **stands** where that interval lies above 0: clearly more than half is left.
- It is **unclear** otherwise.

This looks at the shrinkage of the effect and at its interval, never at whether a verdict flips: an
effect just above delta that loses a tenth has not fallen, though its verdict may have. Where a
mechanism's absence leaves nothing to measure, the effect falls.

What is explained is a finding: an effect whose interval lies beyond delta, whether its claim holds
or not; where any is reversed, the reversed ones (for an association, the distance from the bound).
A finding of several effects falls with the first of them, and stands where all do.

What it is called
-----------------
*built in*
    It stands with a single mechanism kept in and all others off (or with none at all): that one
    suffices.
*needs Mx*
    No mechanism suffices, and it falls with exactly one.
*joint*
    It falls with each of several, and each mechanism alone clearly does not suffice.
*over-determined*
    It stands without any single mechanism, and no single one suffices; it falls with a pair, or
    not even with one.
*undecided*
    The intervals leave it open, or the pairs that would tell have not been asked for.
*singles only*
    Knock-ins have not been asked for: what it falls without is known, not whether that suffices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from relsim.evidence.claims import contrasts, verdict
from relsim.evidence.claims.claim import Claim
from relsim.evidence.claims.contrasts import Reader
from relsim.evidence.claims.findings import Origin, Without
from relsim.evidence.claims.mechanisms import MECHANISMS, brief
from relsim.evidence.claims.studies import Desk, Stage
from relsim.evidence.claims.verdict import Effect, Floats

ALL_OFF = "none"
"""The knock-in that keeps nothing in."""


@dataclass(frozen=True, eq=False)
class Finding:
    """What is to be explained: effects clearly beyond delta, turned so that they are positive.

    Attributes
    ----------
    places
        Which of a claim's effects these are.
    turn
        +1 where they lie in the claimed direction, -1 in the other.
    values
        Each in full, float64, shape (replications,).
    origins
        Where each is counted from: 0, or an association's bound.
    labels
        What each measures.
    """

    places: tuple[int, ...]
    turn: int
    values: tuple[Floats, ...]
    origins: tuple[float, ...]
    labels: tuple[str, ...]


def mechanisms_of(claim: Claim) -> tuple[str, ...]:
    """Return the mechanisms that can be knocked out: those that the claim itself does not set."""
    return tuple(name for name in MECHANISMS if name not in claim.fixed)


def knock_outs(claim: Claim) -> Stage:
    """Return the worlds that miss one mechanism."""
    names = mechanisms_of(claim)
    return Stage("knock-outs", tuple({name: 0} for name in names), tuple(map(_label, names)))


def pairs(claim: Claim) -> Stage:
    """Return the worlds that miss two mechanisms."""
    chosen = list(combinations(mechanisms_of(claim), 2))
    labels = tuple("-".join(map(_label, pair)) for pair in chosen)
    return Stage("pairs", tuple(dict.fromkeys(pair, 0) for pair in chosen), labels)


def knock_ins(claim: Claim) -> Stage:
    """Return the worlds that keep no mechanism in, and those that keep one."""
    names = mechanisms_of(claim)
    kept = [None, *names]
    worlds = tuple({name: int(name == one) for name in names} for one in kept)
    return Stage("knock-ins", worlds, (ALL_OFF, *map(_label, names)))


def finding(effects: Sequence[Effect]) -> Finding | None:
    """Return what is to be explained, or None where nothing is clearly beyond delta.

    Parameters
    ----------
    effects
        Of the world as it is, one world: values of shape (replications,).
    """
    for turn in (-1, 1):
        chosen = [
            (place, effect)
            for place, effect in enumerate(effects)
            if effect.decides and _beyond(effect, turn)
        ]
        # What is reversed is the finding of a claim that fails, whatever else holds of it.
        if chosen:
            return Finding(
                tuple(place for place, _ in chosen),
                turn,
                tuple(turn * (effect.values - _origin(effect)) for _, effect in chosen),
                tuple(_origin(effect) for _, effect in chosen),
                tuple(effect.label for _, effect in chosen),
            )
    return None


def _origin(effect: Effect) -> float:
    """Return what an effect is counted from: an association has no delta, but a bound."""
    return effect.threshold if effect.delta == 0 else 0.0


def _beyond(effect: Effect, turn: int) -> bool:
    judged = verdict.judge(turn * (effect.values - _origin(effect)), effect.delta)
    return bool(judged.stand > 0)


def looked_at(
    claim: Claim, found: Finding, read: Reader, names: Sequence[tuple[str, ...]]
) -> tuple[Without, ...]:
    """Return what is left of a finding in each world of a stage.

    Parameters
    ----------
    claim
        Whose finding it is.
    found
        The finding in full.
    read
        Reader of the stage, with luck shared.
    names
        For each world the mechanisms that set it apart.
    """
    effects = contrasts.effects(claim.questions, read)
    told: list[list[tuple[float, float, float, int]]] = [[] for _ in names]
    for place, full, bound in zip(found.places, found.values, found.origins, strict=True):
        left = found.turn * (effects[place].values - bound)
        for world, row in enumerate(left):
            told[world].append(shrinkage(full, row))
    return tuple(_without(parts, *which) for parts, which in zip(told, names, strict=True))


def shrinkage(full: Floats, left: Floats) -> tuple[float, float, float, int]:
    """Return the share of an effect that is left, with its interval, and whether it stands.

    Parameters
    ----------
    full, left : float64, shape (replications,); with shared luck, the first with positive mean.

    Returns
    -------
    share, low, high : what is left as a share of the mean effect in full; the interval is that of
        left - full / 2, moved back by that half, so that it can be read against .5.
    stand : +1 it stands, -1 it falls, 0 unclear.

    Examples
    --------
    >>> full = np.array([1.0, 1.2, 0.8, 1.0])
    >>> share, low, high, stand = shrinkage(full, 0.1 * full)
    >>> round(share, 3), high < 0.5, stand
    (0.1, True, -1)
    >>> shrinkage(full, np.full(4, np.nan))
    (0.0, 0.0, 0.0, -1)
    """
    both = ~(np.isnan(full) | np.isnan(left))
    if both.sum() < 2:
        return 0.0, 0.0, 0.0, -1
    size = float(np.mean(full[both]))
    judged = verdict.judge(left[both] - full[both] / 2.0, 0.0)
    share, low, high = (
        0.5 + float(value) / size for value in (judged.mean, judged.low, judged.high)
    )
    return share, low, high, int(judged.stand)


def _without(parts: Sequence[tuple[float, float, float, int]], *mechanisms: str) -> Without:
    """Return what is left of a finding of several parts: that of the one that shrank most."""
    share, low, high, _ = min(parts)
    stand = int(verdict.together([part[3] for part in parts]))
    words = {1: "stands", -1: "falls", 0: "unclear"}
    return Without(tuple(map(brief, mechanisms)), share, low, high, words[stand])


def trace(
    claim: Claim, effects: Sequence[Effect], desk: Desk, *, alone: bool, paired: bool
) -> Origin:
    """Return where a claim's finding comes from.

    Parameters
    ----------
    claim
        What is claimed.
    effects
        In the world as it is.
    desk
        Where the runs are made.
    alone
        Whether mechanisms are also kept in one by one.
    paired
        Whether pairs are knocked out where the finding survives the loss of each single one.
    """
    found = finding(effects)
    if found is None:
        return Origin("nothing to explain")
    names = mechanisms_of(claim)
    singles = looked_at(
        claim, found, desk.read(claim, knock_outs(claim)), [(name,) for name in names]
    )
    kept: tuple[Without, ...] = ()
    if alone:
        which: list[tuple[str, ...]] = [(), *((name,) for name in names)]
        kept = looked_at(claim, found, desk.read(claim, knock_ins(claim)), which)
    two: tuple[Without, ...] = ()
    if paired and all(one.left == "stands" for one in singles):
        two = looked_at(claim, found, desk.read(claim, pairs(claim)), list(combinations(names, 2)))
    came_from = classified(singles, kept, two)
    return replace(came_from, explains=found.labels, reversed=found.turn < 0)


def classified(
    singles: Sequence[Without], kept: Sequence[Without], two: Sequence[Without]
) -> Origin:
    """Return what an origin is called.

    Parameters
    ----------
    singles
        What is left without each mechanism.
    kept
        What is left with each alone, and with none; empty where that was not asked.
    two
        What is left without each pair; empty where that was not asked.

    Examples
    --------
    >>> gone, there = (lambda *m: Without(m, 0.1, 0.0, 0.2, "falls")), (
    ...     lambda *m: Without(m, 0.9, 0.8, 1.0, "stands"))
    >>> classified([gone("M1"), there("M2")], [gone(), gone("M1"), gone("M2")], []).kind
    'needs'
    >>> classified([gone("M1"), there("M2")], [gone(), there("M1"), gone("M2")], []).kind
    'built in'
    """
    needs = tuple(one.mechanisms[0] for one in singles if one.left == "falls")
    suffice = tuple("+".join(one.mechanisms) or ALL_OFF for one in kept if one.left == "stands")
    falling = tuple("+".join(one.mechanisms) for one in two if one.left == "falls")
    alone_never = bool(kept) and all(one.left == "falls" for one in kept)
    kind = "undecided" if kept else "singles only"
    if suffice:
        kind = "built in"
    elif kept and len(needs) == 1:
        kind = "needs"
    elif len(needs) > 1 and alone_never:
        kind = "joint"
    elif not needs and all(one.left == "stands" for one in singles) and alone_never and two:
        kind = "over-determined"
    return Origin(kind, needs, suffice, falling, tuple(singles), tuple(kept), tuple(two))


def _label(switch: str) -> str:
    return switch[:3]
