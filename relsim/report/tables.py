"""Tables of outcomes: a mean with its interval for each strategy, and the paired differences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from relsim.analysis import wording
from relsim.analysis.findings import Comparison, Difference, Verdict
from relsim.report.material import Material
from relsim.report.page import scrolled, swatch

_MOST_PAIRS = 3
_NOT_CLEAR = {
    "no clear difference": "no clear difference",
    "identical": "identical",
    "one replication": "one replication",
    "undefined": "undefined",
}


def outcome_table(material: Material, outcomes: Sequence[str], caption: str) -> str:
    """Return outcomes in rows: strategies first, then paired differences.

    With more than three strategies only the differences from the one that earns most are shown;
    their intervals still hold for all pairs.
    """
    comparisons = material.comparisons
    rows = [comparisons[name] for name in outcomes if name in comparisons]
    pairs = shown_pairs(material)
    heads = [
        f'<th scope="col">{swatch(material.strategies, arm)}{escape(material.names[arm])}</th>'
        for arm in material.strategies
    ]
    heads += [
        f'<th scope="col" class="pair">{escape(material.names[arm])}<br>'
        f"− {escape(material.names[base])}</th>"
        for arm, base in pairs
    ]
    body = "".join(_row(material, comparison, pairs) for comparison in rows)
    return scrolled(
        caption,
        f"<table><caption>{escape(caption)}</caption><thead><tr>"
        f'<th scope="col" class="words">Outcome</th>{"".join(heads)}</tr></thead>'
        f"<tbody>{body}</tbody></table>",
    )


def shown_pairs(material: Material) -> list[tuple[str, str]]:
    """Return the pairs whose differences are shown, each as (one, minus the other)."""
    margin = material.comparisons[material.earned]
    pairs = [(d.arm, d.base) for d in margin.differences]
    if len(pairs) <= _MOST_PAIRS:
        return pairs
    leader = (margin.best.leader if margin.best else None) or material.strategies[0]
    return [(leader, arm) for arm in material.strategies if arm != leader]


def oriented(comparison: Comparison, arm: str, base: str) -> Difference:
    """Return a difference as `arm` minus `base`, whichever way round it was compared."""
    for found in comparison.differences:
        if (found.arm, found.base) == (arm, base):
            return found
        if (found.arm, found.base) == (base, arm):
            turned: dict[Verdict, Verdict] = {"more": "less", "less": "more"}
            return replace(
                found,
                arm=arm,
                base=base,
                mean=-found.mean,
                low=-found.high,
                high=-found.low,
                simultaneous_low=-found.simultaneous_high,
                simultaneous_high=-found.simultaneous_low,
                verdict=turned.get(found.verdict, found.verdict),
            )
    raise KeyError(f"{arm} minus {base}")


def plain_table(
    label: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1
) -> str:
    """Return a table of plain texts, escaped; the first `words` columns are set for reading."""
    styles = [' class="words"' if place < words else "" for place in range(len(heads))]
    head = "".join(
        f'<th scope="col"{style}>{escape(text)}</th>'
        for text, style in zip(heads, styles, strict=True)
    )
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{style}>{escape(text)}</td>" for text, style in zip(row, styles, strict=True)
        )
        + "</tr>"
        for row in rows
    )
    return scrolled(label, f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _row(material: Material, comparison: Comparison, pairs: Sequence[tuple[str, str]]) -> str:
    meaning = material.outcomes[comparison.outcome].meaning
    told = ", ".join(part for part in (comparison.unit, meaning) if part)
    found = {estimate.arm: estimate for estimate in comparison.estimates}
    cells = [
        f"<td>{escape(wording.estimate_in_table(found[arm], comparison.unit))}</td>"
        if arm in found
        else "<td>–</td>"
        for arm in material.strategies
    ]
    cells += [_pair(oriented(comparison, arm, base), comparison.unit) for arm, base in pairs]
    return (
        f'<tr><th scope="row">{escape(comparison.label)}<small>{escape(told)}</small></th>'
        f"{''.join(cells)}</tr>"
    )


def _pair(difference: Difference, unit: str) -> str:
    words = _NOT_CLEAR.get(difference.verdict)
    if difference.verdict in ("undefined", "identical"):
        return f'<td class="pair unclear">{words}</td>'
    half = (difference.simultaneous_high - difference.simultaneous_low) / 2.0
    text = wording.cell(difference.mean, half, unit)
    if wording.is_share(unit):
        # Between shares a difference is counted in points, never in percent.
        text = text.replace("%", "pts")
    sign = "+" if difference.mean > 0 else ""
    if words is None:
        return f'<td class="pair clear"><b>{sign}{escape(text)}</b></td>'
    return f'<td class="pair unclear">{sign}{escape(text)}<small>{words}</small></td>'
