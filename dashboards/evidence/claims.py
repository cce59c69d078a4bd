"""The claims in a table: each with its effects, verdict and where it comes from; refuted first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.evidence import tracks
from relsim.dashboards.explore.parts import press
from relsim.dashboards.marks import UNSPOKEN, spoken
from relsim.evidence.claims import wording
from relsim.evidence.claims.findings import Measured, Tried
from relsim.evidence.claims.wording import VERDICTS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.texts import Texts


def in_order(claims: Sequence[Tried], verdict: str = "") -> list[Tried]:
    """Return the claims as they are listed: refuted first, or only those of a verdict."""
    chosen = [one for one in claims if verdict in ("", one.verdict)]
    return sorted(chosen, key=lambda one: VERDICTS.index(one.verdict))


def counts(claims: Sequence[Tried]) -> dict[str, int]:
    """Return how many claims have each verdict."""
    return {verdict: len(in_order(claims, verdict)) for verdict in VERDICTS}


def filters(claims: Sequence[Tried], chosen: str, said: Texts) -> list[Component]:
    """Return the buttons that choose a verdict, with how many claims have it."""
    found = {"": len(claims), **counts(claims)}
    buttons = []
    for verdict, count in found.items():
        pressed: dict[str, Any] = {"aria-pressed": "true" if verdict == chosen else "false"}
        words = [html.B(str(count)), html.Span(said(f"evidence.filter.{verdict or 'all'}"))]
        marked = [html.Span(className=f"mark {verdict}", **UNSPOKEN)] if verdict else []
        name = f"chip {verdict}" if verdict else "chip"
        buttons.append(press([*marked, *words], {"verdict": verdict, "open": ""}, name, **pressed))
    return buttons


def listed(claims: Sequence[Tried], chosen: str, said: Texts) -> Component:
    """Return the table; what was not asked has no column."""
    columns: dict[str, list[Any]] = {
        "effect": [_effects(one) for one in claims],
        "verdict": [verdict(one) for one in claims],
        "holm": [_holm(one, said) for one in claims],
        "origin": [wording.origin(one.origin) for one in claims],
        "stands": [[html.Div(line) for line in wording.standing(one)] for one in claims],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    heads = [html.Th(said("evidence.column.claim"), scope="col")]
    heads += [html.Th(_head(name, said), scope="col", className=f"of-{name}") for name in shown]
    rows = [
        html.Tr(
            [
                html.Th(_opener(one, one.id == chosen), scope="row"),
                *(html.Td(shown[name][place], className=f"of-{name}") for name in shown),
            ],
            className="chosen" if one.id == chosen else "",
        )
        for place, one in enumerate(claims)
    ]
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="listed claims")


def verdict(one: Tried) -> list[Component]:
    """Return a verdict as a mark and a word, and how it came to that."""
    rest = wording.verdict(one).removeprefix(one.verdict).strip(" :()")
    return [
        html.Span(
            [html.Span(className=f"mark {one.verdict}", **UNSPOKEN), html.B(one.verdict)],
            className=f"verdict {one.verdict}",
        ),
        *([html.Span(rest, className="how")] if rest else []),
    ]


def effect(one: Measured) -> Component:
    """Return an effect as a track, with its numbers below."""
    told: list[Any] = [
        html.Span(one.label, className="measure"),
        " ",
        html.Span(wording.effect(one)),
    ]
    numbers = html.Span(told, className="numbers")
    return html.Div([tracks.effect(one), numbers], className="measured")


def _effects(one: Tried) -> list[Component]:
    return [effect(found) for found in one.effects if found.decides]


def _head(name: str, said: Texts) -> list[Any]:
    words: list[Any] = [html.Span(said(f"evidence.column.{name}"))]
    if name != "effect":
        return words
    ends = [html.Span(said(f"evidence.side.{side}")) for side in ("against", "for")]
    return [*words, html.Span(ends, className="sides", **UNSPOKEN), tracks.scale()]


def _opener(one: Tried, here: bool) -> Component:
    """Return a claim's sentence as the button that opens it, or closes it again."""
    state = {"open": "" if here else one.id}
    more: dict[str, Any] = {"aria-expanded": "true" if here else "false", "data-id": one.id}
    return press([html.B(one.id), html.Span(one.says)], state, "opener", **more)


def _holm(one: Tried, said: Texts) -> Component:
    same = one.verdict_holm == one.verdict
    p = html.Small(said("evidence.p", p=chance(one.p_holm)))
    words = html.Span(wording.holm(one), className="" if same else "other")
    return html.Span([words, " ", p], **spoken(said("evidence.holm", verdict=one.verdict_holm)))


def chance(p: float) -> str:
    """Return a p-value.

    >>> chance(0.0), chance(0.0312), chance(1.0)
    ('< .001', '= .031', '= 1')
    """
    if p < 0.001:
        return "< .001"
    return f"= {p:.2g}".replace(" 0.", " .")
