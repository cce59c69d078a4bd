"""The message of a comparison in words: who earns most, how sure that is, and what goes with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.findings import Best, Comparison, Difference, Estimate
from relsim.figures import Curve, Reading

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def span(periods: int) -> str:
    """Return a number of months in the largest unit that fits.

    >>> span(120), span(18), span(1)
    ('ten years', '18 months', 'one month')
    """
    years, rest = divmod(periods, 12)
    count, unit = (periods, "month") if rest or not years else (years, "year")
    return f"{counted(count)} {unit}{'s' if count != 1 else ''}"


def counted(count: int) -> str:
    """Return a small number as a word.

    >>> counted(3), counted(30)
    ('three', '30')
    """
    return _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Return words in a row.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {joint} {words[-1]}"


def value(estimate: Estimate, unit: str) -> str:
    """Return a mean for reading at a glance: money in millions or thousands, counts bare."""
    mean = estimate.mean
    if unit.startswith("EUR"):
        for size, word in ((1e6, "million"), (1e3, "thousand")):
            if abs(mean) >= size:
                shown = f"{mean / size:.1f}" if abs(mean) < 100 * size else f"{mean / size:,.0f}"
                return f"{shown} {word} {unit}"
        return f"{mean:,.0f} {unit}"
    if wording.is_scale(unit):
        return f"{mean:.2f}"
    if wording.is_share(unit):
        return wording.value_in_words(mean, unit)
    digits = 0 if abs(mean) >= 10 else 1
    return f"{mean:,.{digits}f}"


def headline(margin: Comparison, names: Mapping[str, str], over: str) -> str:
    """Return who earns most, in a sentence that says no more than the intervals allow.

    Parameters
    ----------
    margin
        The strategies compared by what they earn.
    names
        How they are called.
    over
        What it is earned in or for, as in "in ten years".
    """
    found = {estimate.arm: estimate for estimate in margin.estimates}
    if len(found) == 1:
        (only,) = margin.estimates
        return f"{names[only.arm]} earns {value(only, margin.unit)} {over}"
    best = margin.best
    if best is None or best.leader is None:
        return "No strategy has a margin to compare"
    leader = best.leader
    most = value(found[leader], margin.unit)
    others = [arm for arm in found if arm != leader]
    if found[leader].n < 2:
        return f"{names[leader]} earned most in the single replication; that settles nothing yet"
    if best.identical and len(best.contenders) == len(found):
        return f"All {counted(len(found))} earn exactly the same: {most} {over}"
    if best.clear:
        ranked = sorted(others, key=lambda arm: -found[arm].mean)
        rest = [f"{names[arm]} {_plain(found[arm], found[leader], margin.unit)}" for arm in ranked]
        return f"{names[leader]} earns most: {most} {over}; {listed(rest)}"
    among = listed([names[arm] for arm in best.contenders])
    behind = [names[arm] for arm in found if arm not in best.contenders]
    tail = f"; {listed(behind)} clearly less" if behind else ""
    return f"No clear winner on margin between {among}{tail}"


def _plain(estimate: Estimate, leader: Estimate, unit: str) -> str:
    """Return a value without its unit where it is read in the same one as the leader's."""
    first, other = value(leader, unit), value(estimate, unit)
    word = first.partition(" ")[2]
    return other.removesuffix(f" {word}") if other.endswith(word) else other


def ranking(comparison: Comparison, names: Mapping[str, str], what: str) -> str:
    """Return a sentence on who stands where, the best first, and whether that is clear."""
    found = [e for e in comparison.estimates if e.n > 0]
    if not found:
        return f"{what}: undefined in every run."
    high = comparison.good >= 0
    ranked = sorted(found, key=lambda e: -e.mean if high else e.mean)
    values = listed([f"{names[e.arm]} {value(e, comparison.unit)}" for e in ranked])
    return f"{what}: {values}. {verdict(comparison, names, settled=False)}".rstrip()


def verdict(comparison: Comparison, names: Mapping[str, str], *, settled: bool = True) -> str:
    """Return in a short sentence who is best, or among whom that is not clear."""
    best = comparison.best
    if best is None:
        clear = [d for d in comparison.differences if d.verdict in ("more", "less")]
        whole = len(comparison.differences)
        return f"{len(clear)} of {whole} differences are clear." if whole else ""
    if best.leader is None or len(comparison.estimates) < 2:
        return ""
    leader, extreme = names[best.leader], "highest" if best.highest else "lowest"
    if best.clear:
        return f"{leader} is clearly {extreme}."
    if comparison.estimates[0].n < 2:
        return "One replication settles nothing."
    among = listed([names[arm] for arm in best.contenders])
    if best.identical:
        return f"Exactly the same for {among}."
    rest = [names[e.arm] for e in comparison.estimates if e.arm not in best.contenders]
    told = f"No clear difference between {among}"
    if rest:
        worse = "lower" if best.highest else "higher"
        told += f"; {listed(rest)} clearly {worse}"
    return f"{told}. {_sentence(_settled(comparison, best))}" if settled else f"{told}."


def last_values(curves: list[Curve], reading: Reading, periods: int) -> str:
    """Return where lines end, in words: what a screen reader says of a figure over time."""
    ends = []
    for curve in curves:
        seen = curve.middle[np.isfinite(curve.middle)]
        if seen.size:
            ends.append(f"{curve.label} {figures.short_value(float(seen[-1]), reading)}")
    return f"After {span(periods)}: {listed(ends)}."


def _settled(comparison: Comparison, best: Best) -> str:
    """Return the replications that would tell the leader from the nearest of its contenders."""
    open_pairs = [d for d in comparison.differences if _between(d, best)]
    needed = [d.replications_to_settle for d in open_pairs if d.replications_to_settle is not None]
    return wording.say_replications(max(needed) if needed else None)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _between(difference: Difference, best: Best) -> bool:
    pair = {difference.arm, difference.base}
    unclear = difference.verdict == "no clear difference"
    return unclear and best.leader in pair and pair <= set(best.contenders)
