"""The projector's side of a room: the way in, the question, how many answered, what came of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.analysis.wording import interval_in_words
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import UNSPOKEN, spoken, swatch
from relsim.dashboards.message import money
from relsim.dashboards.room import joining
from relsim.dashboards.room.verdicts import Verdict, judged
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.analysis.findings import Estimate
    from relsim.dashboards.room.activities import Bet
    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.texts import Texts


_MOST_IN_A_COLUMN = 4


def way(base: str, code: str, seen: Seen, said: Texts) -> list[Component]:
    """Return how to come in: a QR code, the address to type, the code, and how many came."""
    address = f"{base}{joining.PATH}"
    full = f"{address}?room={code}"
    typed = address.removeprefix("http://")
    more = [f"{one}{joining.PATH}" for one in joining.others(base)]
    shown: list[Component] = [
        html.Div(
            role="img",
            className="qr",
            style={"background-image": f'url("{joining.qr(full)}")'},
            **spoken(said("room.way.qr", address=full)),
        ),
        html.P(typed, className="typed"),
        html.P([html.Span(said("room.way.code")), html.B(code)], className="code"),
        html.P([html.B(str(seen.joined)), html.Span(_came(seen, said))], className="came"),
    ]
    if more:
        shown.append(html.P(said("room.way.or", addresses=", ".join(more)), className="quiet"))
    return shown


def no_way(said: Texts) -> list[Component]:
    """Return what stands there where no phone is let in: how to begin, and what works without."""
    return [
        html.H3(said("room.shut.title")),
        html.P(said("room.shut.how")),
        html.Pre(html.Code("relsim dashboard --lan"), tabIndex="0", className="command"),
        html.P(said("room.shut.hands"), className="quiet"),
    ]


def _came(seen: Seen, said: Texts) -> str:
    words = said("room.way.came.one") if seen.joined == 1 else said("room.way.came")
    away = seen.joined - seen.here
    return f"{words}{said('room.way.away', count=away)}" if away > 0 else words


def question(bet: Bet, said: Texts) -> list[Component]:
    """Return what the room is asked."""
    return [
        html.H2(bet.question(said), className="message"),
        html.P(bet.about(said), className="detail"),
    ]


def before(bet: Bet, seen: Seen, said: Texts) -> list[Component]:
    """Return the options and how many have answered, never which way."""
    words = bet.words(said)
    counts = seen.counts(bet.options)
    answered, hands = sum(counts.values()), sum(seen.hands.values())
    whole = max(seen.joined + hands, answered)
    share = 100.0 * answered / whole if whole else 0.0
    status = said(f"room.stage.{seen.stage}")
    told = said("room.answered", count=answered, whole=whole)
    if hands:
        told += said("room.answered.hands", count=hands)
    meter: list[Component] = []
    if seen.stage != "waiting" or answered:
        bar = html.Span(style={"width": f"{share:.1f}%"})
        meter = [
            html.P(told if answered else said("room.answered.none"), className="answered"),
            html.Div(bar, className="progress", **UNSPOKEN),
        ]
    return [
        html.Ul(
            [html.Li(_option(option, words[option]), className="choice") for option in bet.options],
            className="choices many" if len(bet.options) > _MOST_IN_A_COLUMN else "choices",
        ),
        html.Div([html.P(status, className=f"status {seen.stage}"), *meter], className="meter"),
    ]


def after(bet: Bet, seen: Seen, found: Verdict | str | None, said: Texts) -> list[Component]:
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


def data(**named: str) -> dict[str, Any]:
    """Return attributes that a script reads."""
    return with_dashes(**{f"data_{name}": value for name, value in named.items()})
