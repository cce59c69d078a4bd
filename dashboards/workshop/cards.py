"""The four outcomes that stand below the figures: value, interval, change, and how clear it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from dash import html
from dash.development.base_component import Component

from relsim.analysis.compare import compare_outcome
from relsim.analysis.findings import Comparison, Difference, Estimate
from relsim.analysis.wording import difference_in_words, interval_in_words
from relsim.dashboards.marks import ink, swatch
from relsim.dashboards.message import listed, span
from relsim.dashboards.texts import Texts
from relsim.figures import Reading, short_value
from relsim.metrics import OUTCOMES as OUTCOME_TABLE

if TYPE_CHECKING:
    from relsim.dashboards.live import Shown

#: The outcomes on cards, and how their values are written.
OUTCOMES: Mapping[str, Reading] = MappingProxyType(
    {
        "margin": "money",
        "respect": "index",
        "churn_yearly": "share",
        "referrals_won": "number",
    }
)


@dataclass(frozen=True, slots=True)
class Card:
    """One outcome of a scenario, and how it moved from the baseline.

    Attributes
    ----------
    found
        The strategies compared.
    changes
        How each strategy's outcome moved from the baseline; None where nothing is compared.
    """

    found: Comparison
    changes: Mapping[str, Difference] | None


def card(given: Card, names: Mapping[str, str], months: int, texts: Texts) -> Component:
    """Return the card of one outcome."""
    found = given.found
    reading = OUTCOMES[found.outcome]
    unit = texts(f"card.unit.{found.outcome}", span=span(months, texts))
    rows = [_row(estimate, given, reading, names, texts) for estimate in found.estimates]
    return html.Section(
        [
            html.H3([html.Span(texts(f"card.{found.outcome}")), html.Small(unit)]),
            html.Div(rows, className="card-rows"),
            html.P(_verdict(found, names, texts), className="card-verdict"),
        ],
        className="card",
        id=f"workshop-card-{found.outcome}",
    )


def _row(
    estimate: Estimate, given: Card, reading: Reading, names: Mapping[str, str], texts: Texts
) -> Component:
    if not np.isfinite(estimate.mean):
        value, reach = texts("card.undefined"), ""
    else:
        value = short_value(estimate.mean, reading)
        reach = half_width(estimate, reading)
    change = None if given.changes is None else given.changes.get(estimate.arm)
    return html.Div(
        [
            html.Span([swatch(estimate.arm), names[estimate.arm]], className="card-who"),
            html.Span(
                [html.B(value, className="ink", style=ink(estimate.arm)), html.Small(reach)],
                className="card-value",
            ),
            html.Span(
                said_change(change, reading, texts),
                className=f"card-change {_tone(change, given.found.good)}",
                title=_long(change, given.found, names[estimate.arm], texts),
            ),
        ],
        className="card-row",
    )


def half_width(estimate: Estimate, reading: Reading) -> str:
    """Return how far a mean's 95 % interval reaches to each side.

    >>> half_width(Estimate("a", 12.4e6, 12.2e6, 12.6e6, 0, 0, 20, 0), "money")
    '±200k'
    """
    half = (estimate.high - estimate.low) / 2.0
    return f"±{_amount(half, reading)}" if np.isfinite(half) else ""


def changes(name: str, now: Shown, before: Shown) -> dict[str, Difference]:
    """Return how each strategy's outcome moved from the baseline, replication by replication.

    With the same seed both share their luck, which is what makes small changes visible.
    """
    after, base = now.values(name), before.values(name)
    count = min(now.replications, before.replications)
    return {
        arm: compare_outcome(
            {"before": base[arm][:count], "now": after[arm][:count]}, OUTCOME_TABLE[name]
        ).difference("now", "before")
        for arm in now.strategies
        if arm in base
    }


def said_change(change: Difference | None, reading: Reading, texts: Texts) -> str:
    """Return a change against the baseline in a few signs, or in words where it is not clear."""
    if change is None or change.verdict in ("undefined", "one replication"):
        return ""
    if change.verdict == "identical":
        return texts("card.unchanged")
    if change.verdict in ("more", "less"):
        sign = "▲ +" if change.mean > 0 else "▼ −"
        return f"{sign}{_amount(abs(change.mean), reading)}"
    return texts("card.unclear")


def _tone(change: Difference | None, good: int) -> str:
    if change is None or change.verdict not in ("more", "less") or good == 0:
        return "even"
    return "better" if (change.mean > 0) == (good > 0) else "worse"


def _long(change: Difference | None, found: Comparison, name: str, texts: Texts) -> str:
    if change is None or not np.isfinite(change.mean):
        return ""
    half = (change.high - change.low) / 2.0
    spread = half if np.isfinite(half) and half > 0 else None
    return texts(
        "card.against.long",
        name=name,
        change=difference_in_words(change.mean, found.unit, spread),
        interval=interval_in_words(change.low, change.high, found.unit),
    )


def _amount(value: float, reading: Reading) -> str:
    """Return a difference: between shares it is counted in points."""
    if reading == "share":
        return f"{100 * value:.1f}\u00a0pt"
    if reading == "index" and 0.0 < value < 0.005:
        return f"{value:.1g}"  # it may be clear however small it is
    return short_value(value, reading)


def _verdict(found: Comparison, names: Mapping[str, str], texts: Texts) -> str:
    best = found.best
    if best is None or best.leader is None or len(found.estimates) < 2:
        return ""
    if found.estimates[0].n < 2:
        return texts("card.single")
    among = listed([names[arm] for arm in best.contenders], texts)
    if best.clear:
        extreme = texts("card.best.highest" if best.highest else "card.best.lowest")
        return texts("card.best", leader=names[best.leader], extreme=extreme)
    return texts("card.identical" if best.identical else "card.among", among=among)
