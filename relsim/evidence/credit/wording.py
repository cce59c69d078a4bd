"""How a decomposition is told: the same words on the terminal and on the page."""

from __future__ import annotations

import math

from relsim.evidence.credit.findings import Credit, Estimate, Findings, Gap

READING = (
    "A behaviour's share of a gap is its Shapley value: what it adds when it is taken over, on"
    " average over all orders in which the behaviours could be taken over. The shares of an outcome"
    " sum to its gap. Each mixture met the same territory and luck."
)
COVER = (
    "Intervals of 95 %, each for itself, cover luck, not the world. The shares are those of these"
    " two points: others between the same two strategies may depend on other behaviours."
)


def estimate(of: Estimate, decimals: int) -> str:
    """Return a difference with its interval.

    >>> estimate(Estimate(3.14, 2.96, 3.32), 1), estimate(Estimate(-0.001, -0.02, 0.018), 2)
    ('+3.1 [3.0, 3.3]', '0.00 [-0.02, 0.02]')
    """
    if math.isnan(of.low):
        return number(of.mean, decimals)
    low, high = (f"{round(end, decimals) + 0.0:,.{decimals}f}" for end in (of.low, of.high))
    return f"{number(of.mean, decimals)} [{low}, {high}]"


def number(value: float, decimals: int) -> str:
    """Return a difference with its sign, unless it is nought as far as it is written.

    >>> number(12345.6, 0), number(-0.04, 1)
    ('+12,346', '0.0')
    """
    # Adding nought makes -0.0 a plain 0, which has no sign.
    rounded = round(value, decimals) + 0.0
    return f"{rounded:+,.{decimals}f}" if rounded else f"{rounded:,.{decimals}f}"


def part(credit: Credit, gap: Gap) -> str:
    """Return what part of a gap is a behaviour's, in percent; a dash where there is no clear gap.

    >>> from relsim.evidence.credit.findings import ASKED
    >>> one = Estimate(1.0, 0.9, 1.1)
    >>> whole = Gap("respect", *ASKED["respect"][:3], one, one, Estimate(4.0, 3.0, 5.0), (), 9, 0)
    >>> part(Credit("candour", one, one, one), whole)
    '25 %'
    """
    if not (gap.gap.low > 0.0 or gap.gap.high < 0.0):
        return "–"
    return f"{100.0 * credit.value.mean / gap.gap.mean:.0f} %"


def moved(found: Findings, behaviour: str) -> str:
    """Return from where to where a behaviour goes."""
    start, to = found.moved[behaviour]
    return f"{start:g} → {to:g}"


def headline(found: Findings) -> str:
    """Return in one sentence what makes most of the first gap."""
    gap = found.gaps[0]
    by_name = {one.behaviour: one for one in gap.credits}
    ranked = found.ranked()
    if gap.gap.mean < 0:
        ranked.reverse()
    makes = [
        name
        for name in ranked
        if by_name[name].value.mean * gap.gap.mean > 0
        and (by_name[name].value.low > 0 or by_name[name].value.high < 0)
    ]
    told = f"{found.strategy} − {found.base}, {gap.label.lower()} ({gap.unit}):"
    told += f" {estimate(gap.gap, gap.decimals)}"
    if not (gap.gap.low > 0.0 or gap.gap.high < 0.0) or not makes:
        return f"{told}."
    most = [f"{plain(name)} {number(by_name[name].value.mean, gap.decimals)}" for name in makes[:3]]
    return f"{told}; most of it by {', '.join(most)}."


def plain(name: str) -> str:
    """Return a behaviour as it is read in a sentence."""
    return name.replace("_", " ")
