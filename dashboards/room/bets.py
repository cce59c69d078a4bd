"""A bet on the projector: how many have bet, then which way, beside what the model finds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.analysis.wording import interval_in_words
from relsim.dashboards.marks import UNSPOKEN, swatch
from relsim.dashboards.message import money
from relsim.dashboards.room import board
from relsim.dashboards.room.verdicts import Verdict, judged
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.analysis.findings import Estimate
    from relsim.dashboards.room.activities import Bet
    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.room.session import Session
    from relsim.dashboards.texts import Texts

_MOST_IN_A_COLUMN = 4


def told(bet: Bet, seen: Seen, session: Session) -> dict[str, Any]:
    """Return what the projector shows of a bet."""
    said = session.context.texts
    found = session.verdict(bet) if seen.stage == "revealed" else None
    revealed = seen.stage == "revealed"
    return {
        "board": _after(bet, seen, found, said) if revealed else _before(bet, seen, said),
        "computing": revealed and found is None,
        "announced": _announced(bet, seen, found, said),
        "seed": str(bet.scenario.seed),
        "replications": str(bet.scenario.replications),
        "command": bet.scenario.command(session.context.live.options),
    }


def rows(bet: Bet, seen: Seen, session: Session) -> list[tuple[Any, ...]]:
    """Return who bet what, the hands, and what the model found if that was revealed."""
    said = session.context.texts
    words = bet.words(said)
    kept: list[tuple[Any, ...]] = []
    for place, (token, option) in enumerate(seen.answers.items(), start=1):
        who = seen.names.get(token) or said("room.export.person", number=place)
        kept.append((who, words.get(str(option), ""), 1))
    for option, count in seen.hands.items():
        if count:
            kept.append((said("room.export.hands"), words[option], count))
    if seen.stage == "revealed" and isinstance(found := session.verdict(bet), Verdict):
        kept.append((said("room.export.model"), words.get(found.right, ""), ""))
    return kept


def _announced(bet: Bet, seen: Seen, found: Verdict | str | None, said: Texts) -> str:
    """Return what is read out when the room goes on to another stage."""
    if isinstance(found, Verdict):
        return f"{found.said.head}. {found.said.detail}"
    if seen.stage == "revealed":
        return found or said("room.verdict.wait")
    return bet.question(said) if seen.stage == "waiting" else said(f"room.stage.{seen.stage}")


def _before(bet: Bet, seen: Seen, said: Texts) -> list[Component]:
    """Return the options and how many have answered, never which way."""
    words = bet.words(said)
    counts = seen.counts(bet.options)
    answered, hands = sum(counts.values()), sum(seen.hands.values())
    whole = max(seen.joined + hands, answered)
    share = answered / whole if whole else 0.0
    told = said("room.answered", count=answered, whole=whole)
    if hands:
        told += said("room.answered.hands", count=hands)
    sentences = [told if answered else said("room.answered.none")]
    status = said(f"room.stage.{seen.stage}")
    quiet = seen.stage == "waiting" and not answered
    return [
        html.Ul(
            [html.Li(_option(option, words[option]), className="choice") for option in bet.options],
            className="choices many" if len(bet.options) > _MOST_IN_A_COLUMN else "choices",
        ),
        board.meter(status, seen.stage, [] if quiet else sentences, share),
    ]


def _after(bet: Bet, seen: Seen, found: Verdict | str | None, said: Texts) -> list[Component]:
    """Return how the room bet, beside what the model finds."""
    counts = seen.counts(bet.options)
    words = bet.words(said)
    right = found.right if isinstance(found, Verdict) else ""
    most = max(1, *counts.values())
    estimates = (
        {one.arm: one for one in found.margin.estimates} if isinstance(found, Verdict) else {}
    )
    ends = _ends(list(estimates.values()))
    rows = [
        html.Tr(
            [
                html.Th(_option(option, words[option]), scope="row"),
                html.Td(_bar(counts[option], most, sum(counts.values()), option), className="bar"),
                html.Td(_earned(estimates.get(option), ends, said), className="earned"),
                html.Td(
                    html.Span(said("room.verdict.mark"), className="right")
                    if option == right
                    else None,
                    className="mark",
                ),
            ],
            className="chosen" if option == right else "",
        )
        for option in bet.options
    ]
    heads = (said("room.table.option"), said("room.table.room"), said("room.table.model"), "")
    table = html.Table(
        [
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads[:3]] + [html.Td()])),
            html.Tbody(rows),
        ],
        className="result",
    )
    return [*_verdict(found, counts, said), table]


def _verdict(found: Verdict | str | None, counts: dict[str, int], said: Texts) -> list[Component]:
    if not isinstance(found, Verdict):
        return [html.P(found or said("room.verdict.wait"), className="verdict wait")]
    words = judged(counts, found.right, said)
    rests = said("room.verdict.rests", count=found.replications)
    shown: list[Component] = [
        html.H3(found.said.head, className="verdict"),
        html.P(f"{found.said.detail.removesuffix('.')}. {rests}", className="detail"),
    ]
    if words:
        shown.append(html.P(words, className="judged"))
    return shown


def _option(option: str, words: str) -> list[Component]:
    line = swatch(option) if option in PRESETS else html.Span(className="swatch none", **UNSPOKEN)
    return [line, html.Span(words)]


def _bar(count: int, most: int, whole: int, option: str) -> Component:
    share = f" · {100.0 * count / whole:.0f} %" if whole else ""
    style = {"width": f"{max(100.0 * count / most, 0.6 if count else 0.0):.1f}%"}
    if option in PRESETS:
        style |= swatch(option).style  # type: ignore[attr-defined]
    return html.Div(
        [
            html.Span(className="fill", style=style, **UNSPOKEN),
            html.Span([html.B(str(count)), share], className="count"),
        ],
        className="room-bar",
    )


def _ends(estimates: list[Estimate]) -> tuple[float, float]:
    values = [
        value
        for one in estimates
        for value in (one.mean, one.low, one.high)
        if math.isfinite(value)
    ]
    return min((0.0, *values)), max((0.0, *values))


def _earned(found: Estimate | None, ends: tuple[float, float], said: Texts) -> list[Any]:
    """Return what a strategy earns in words, and its interval on a scale that all share."""
    if found is None or not math.isfinite(found.mean):
        return []
    low, high = ends
    reach = (high - low) or 1.0

    def place(value: float) -> str:
        return f"{100.0 * (value - low) / reach:.2f}%"

    parts: list[Component] = [
        html.Span(className="nought", style={"left": place(0.0)}),
        html.Span(className="mean", style={"left": place(found.mean)}),
    ]
    told = money(found.mean, said)
    if math.isfinite(found.low) and math.isfinite(found.high):
        width = f"{100.0 * (found.high - found.low) / reach:.2f}%"
        parts.insert(
            1, html.Span(className="reach", style={"left": place(found.low), "width": width})
        )
        told_interval = interval_in_words(found.low, found.high, "EUR")
    else:
        told_interval = ""
    return [
        html.Span(told, className="amount"),
        html.Small(told_interval),
        html.Span(parts, className="scale", **UNSPOKEN),
    ]
