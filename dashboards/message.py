"""What a scenario shows, in words large enough for the back row: who earns most, how surely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relsim import figures
from relsim.analysis.findings import Comparison, Estimate
from relsim.dashboards.texts import Texts
from relsim.figures import Curve

#: Below this share of a client on average a book counts as gone.
_GONE = 0.5


@dataclass(frozen=True, slots=True)
class Message:
    """A headline and what stands below it.

    Attributes
    ----------
    head
        A few words.
    detail
        The values behind it.
    """

    head: str
    detail: str


def span(months: int, texts: Texts) -> str:
    """Return a number of months in years where they are whole."""
    years, rest = divmod(months, 12)
    if rest or not years:
        return texts("message.months", count=months)
    return texts("message.year") if years == 1 else texts("message.years", count=years)


def money(value: float, texts: Texts) -> str:
    """Return an amount for reading at a glance."""
    for size, word in ((1e6, "million"), (1e3, "thousand")):
        if abs(value) >= size:
            shown = f"{value / size:.1f}" if abs(value) < 100 * size else f"{value / size:,.0f}"
            return texts(f"message.money.{word}", value=shown)
    return texts("message.money.plain", value=f"{value:,.0f}")


def listed(words: Sequence[str], texts: Texts) -> str:
    """Return words in a row."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {texts('message.and')} {words[-1]}"


def capital(words: str) -> str:
    """Return a sentence with its first letter large."""
    return words[:1].upper() + words[1:]


def message(margin: Comparison, names: Mapping[str, str], months: int, texts: Texts) -> Message:
    """Return who earns most, no surer than the intervals are.

    Parameters
    ----------
    margin
        The strategies compared by what they earn.
    names
        How they are called.
    months
        The horizon.
    """
    over = span(months, texts)
    found = {estimate.arm: estimate for estimate in margin.estimates}
    if len(found) == 1:
        (only,) = margin.estimates
        head = texts("message.alone", leader=names[only.arm], most=money(only.mean, texts))
        return Message(capital(head), texts("message.alone.values", span=over))
    best = margin.best
    if best is None or best.leader is None:
        return Message(texts("message.none"), texts("message.none.values"))
    if best.clear:
        others = sorted(
            (e for e in margin.estimates if e.arm != best.leader), key=lambda e: -e.mean
        )
        rest = listed([f"{names[e.arm]} {money(e.mean, texts)}" for e in others], texts)
        return Message(
            capital(texts("message.wins", leader=names[best.leader])),
            texts(
                "message.wins.values",
                most=money(found[best.leader].mean, texts),
                span=over,
                rest=rest,
            ),
        )
    if best.identical and len(best.contenders) == len(found):
        most = money(found[best.leader].mean, texts)
        head = texts("message.identical")
        return Message(head, texts("message.identical.values", most=most, span=over))
    behind = [names[arm] for arm in found if arm not in best.contenders]
    tail = texts("message.unclear.behind", names=listed(behind, texts)) if behind else ""
    among = listed([names[arm] for arm in best.contenders], texts)
    return Message(
        texts("message.unclear"),
        texts("message.unclear.values", among=among, span=over, behind=tail),
    )


def extinct(clients: Sequence[Curve], names: Mapping[str, str], texts: Texts) -> str:
    """Return which strategies have lost all their clients by the end, in a sentence, or nothing."""
    gone = [
        names[curve.strategy]
        for curve in clients
        if curve.middle.size and not curve.middle[-1] >= _GONE
    ]
    return texts("message.extinct", names=capital(listed(gone, texts))) if gone else ""


def summary(
    said: Message,
    respect: Comparison,
    names: Mapping[str, str],
    texts: Texts,
    more: str = "",
) -> str:
    """Return the figures in words, for those who do not see them."""
    values = listed([f"{names[e.arm]} {_index(e)}" for e in respect.estimates], texts)
    parts = (f"{said.head}. {said.detail}.", texts("message.respect", values=values), more)
    return " ".join(part for part in parts if part).replace("..", ".")


def _index(estimate: Estimate) -> str:
    return figures.short_value(estimate.mean, "index") if np.isfinite(estimate.mean) else "–"
