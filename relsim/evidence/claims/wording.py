"""What a trial came to, in the few words of a table; the command line and the report share them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from relsim.evidence.claims.findings import (
    HERE,
    Dependence,
    Measured,
    OnTrial,
    Origin,
    Share,
    Tried,
)

VERDICTS = ("fails", "undecided", "holds")
"""In the order in which they are told: what is refuted comes first."""
LUCK = (
    "Effects are treatment less control, paired by replication. Their 95 % intervals cover luck, "
    "not the world: whether the parameters are right they cannot say."
)
HOLM = "Holm: the verdict that is left when all claims tried at once count as one family."


def effect(one: Measured) -> str:
    """Return an effect with its interval, as it was measured, and what it must be above or below.

    >>> from dataclasses import replace
    >>> found = Measured("respect", "superiority", 0.0221, 0.0208, 0.0234, 0.001, 60, 0, 0.05, 0.05,
    ...     None, "", "0-1", 1, "", True, "fails", "negligible", 0.0, None)
    >>> effect(found)
    '0.022 [0.021, 0.023] > 0.05'
    >>> effect(replace(found, turned=-1, relative_to="list_revenue", threshold=0.02))
    '-2.21 % [-2.34, -2.08] < -2 %'
    """
    share = one.relative_to != "" or one.unit == "share"
    times, unit = (100.0 * one.turned, " %") if share else (1.0 * one.turned, "")
    low, high = sorted((times * one.low, times * one.high))
    words = _rounded((times * one.effect, low, high))
    sign = ">" if one.turned > 0 else "<"
    return f"{words[0]}{unit} [{words[1]}, {words[2]}] {sign} {times * one.threshold:.4g}{unit}"


def _rounded(values: Iterable[float]) -> list[str]:
    """Return numbers with as many decimals as the width of their interval deserves."""
    mean, low, high = values
    if any(math.isnan(value) for value in (mean, low, high)):
        return ["–" if math.isnan(value) else f"{value:.3g}" for value in (mean, low, high)]
    width = high - low
    digits = 3 if width == 0 else max(0, min(6, 1 - math.floor(math.log10(width))))
    digits = min(digits, 3) if max(abs(low), abs(high)) < 1 else min(digits, 2)
    # Adding nought makes -0.0 a plain 0.
    return [f"{round(value, digits) + 0.0:,.{digits}f}" for value in (mean, low, high)]


def verdict(tried: Tried) -> str:
    """Return a verdict, and what fails and how, or what would decide it."""
    if tried.verdict == "undecided":
        return f"undecided ({needed(tried)})"
    if tried.verdict != "fails":
        return tried.verdict
    deciding = [one for one in tried.effects if one.decides]
    failed = [one for one in deciding if one.verdict == "fails"]
    ways = list(dict.fromkeys(one.how or "too small" for one in failed))
    if len(failed) == len(deciding):
        return f"fails: {', '.join(ways)}"
    labels = list(dict.fromkeys(f"{one.label} {one.how or 'too small'}" for one in failed))
    return f"fails: {', '.join(labels)}"


def tally(claims: Sequence[Tried]) -> str:
    """Return how many claims fail, are undecided and hold."""
    counts = {word: sum(one.verdict == word for one in claims) for word in VERDICTS}
    told = [f"{count} {_plural(word, count)}" for word, count in counts.items()]
    return f"{len(claims):,} claim{'s' * (len(claims) != 1)}: {', '.join(told)}"


def _plural(word: str, count: int) -> str:
    """Return a verdict as so many of them have it.

    >>> _plural("holds", 1), _plural("holds", 2), _plural("undecided", 2)
    ('holds', 'hold', 'undecided')
    """
    return word if count == 1 else word.removesuffix("s")


def needed(tried: Tried) -> str:
    """Return the replications that would decide an undecided claim."""
    missing = [one for one in tried.effects if one.decides and one.verdict == "undecided"]
    counts = [one.replications_needed for one in missing]
    if not counts or any(count is None for count in counts):
        return "no number of replications would do"
    return f"~{max(count for count in counts if count is not None):,} replications would do"


def origin(found: Origin | None) -> str:
    """Return where a finding comes from.

    >>> origin(Origin("joint", ("M4", "M12")))
    'joint: M4 M12'
    """
    if found is None:
        return ""
    against = "reversed: " * found.reversed
    return f"{against}{_kind(found)}"


def _kind(found: Origin) -> str:
    if found.kind == "built in":
        alone = "no mechanism needed" if "none" in found.suffices else " ".join(found.suffices)
        return f"built in: {alone}"
    if found.kind in ("needs", "joint"):
        return f"{found.kind}{':' * (found.kind == 'joint')} {' '.join(found.needs)}"
    if found.kind == "over-determined":
        return f"over-determined: {' '.join(found.pairs) or 'no pair fells it'}"
    if found.kind == "singles only":
        return f"falls without {' '.join(found.needs)}" if found.needs else "survives each"
    if found.kind == "nothing to explain":
        return "–"
    return f"undecided (falls without {' '.join(found.needs)})" if found.needs else "undecided"


def share(found: Share) -> str:
    """Return a share with its interval.

    >>> share(Share(10, 100, 0.1, 0.0552, 0.1744))
    '10 % [6, 17]'
    """
    return f"{100 * found.share:.0f} % [{100 * found.low:.0f}, {100 * found.high:.0f}]"


def dependence(found: Dependence | None) -> str:
    """Return the shares of worlds for and against, and whether the claim depends on the world."""
    if found is None:
        return ""
    pro, con = f"{100 * found.clearly_for.share:.0f}", f"{100 * found.clearly_against.share:.0f}"
    told = f"{pro} % for, {con} % against"
    if not found.depends:
        return told
    names = ", ".join(one.parameter for one in found.decided_by[:2])
    return f"{told}; depends" + (f" on {names}" if names else "")


def on_trial(found: OnTrial | None) -> str:
    """Return whether the claim can be refuted at all."""
    if found is None:
        return ""
    if not found.refuted:
        return f"not on trial: built into the rules ({found.searched:,} worlds)"
    where = found.where if found.where.startswith("within") else f"in {found.where}"
    return f"refuted {where}" + (f" ({found.how})" if found.how else "")


def effects(tried: Tried) -> list[str]:
    """Return every effect of a claim in a line."""
    return [
        f"{'' if one.decides else 'beside: '}{one.label}: {effect(one)}" for one in tried.effects
    ]


def standing(tried: Tried) -> list[str]:
    """Return in which worlds a claim stands, and which refute it where its verdict does not."""
    found = (("plausible worlds", tried.worlds), ("accepted sets", tried.ensemble))
    told = [f"{name}: {dependence(one)}" for name, one in found if one is not None]
    if tried.on_trial is not None and tried.on_trial.where != HERE:
        told.append(on_trial(tried.on_trial))
    return told


def holm(tried: Tried) -> str:
    """Return what is left of a verdict after Holm's adjustment."""
    return "same" if tried.verdict_holm == tried.verdict else tried.verdict_holm
