"""One claim in full: what it says, how it was tried, what came of it, and how to do it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.evidence import claims, opening
from relsim.dashboards.evidence.sources import CLAIMS
from relsim.dashboards.explore.parts import command, press
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import spoken
from relsim.dashboards.shelf.entries import without_paths
from relsim.evidence.claims import wording
from relsim.evidence.claims.findings import Dependence, Measured, Tried
from relsim.evidence.claims.mechanisms import MECHANISMS, brief

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts
    from relsim.evidence.claims.claim import Cell, Claim


def head(title: str, ids: Sequence[str], chosen: str, said: Texts) -> Component:
    """Return what stands above what is shown in full: its neighbours in the list, and a way out."""
    place = ids.index(chosen) if chosen in ids else 0
    steps = []
    for side, sign, step, key in (("previous", "←", -1, "left"), ("next", "→", 1, "right")):
        to = ids[(place + step) % len(ids)] if ids else chosen
        named = spoken(said(f"evidence.side.{side}")) | {"data-key": f"arrow{key}"}
        steps.append(press(sign, {"open": to}, "press step", **named))
    out = spoken(said("evidence.side.close")) | {"data-key": "escape"}
    close = press("×", {"open": ""}, "press step", **out)
    return html.Div(
        [html.Span(title, className="eyebrow"), html.Div([*steps, close], className="steps")],
        className="side-head",
    )


def in_full(one: Tried, ids: Sequence[str], context: Context, own: bool) -> list[Component]:
    """Return all that is known of a claim.

    Parameters
    ----------
    one
        The claim, tried.
    ids
        The claims of the list, in its order.
    own
        Whether it is of a run of one's own, whose runs may lie on the shelf.
    """
    said = context.texts
    claim = opening.file_of(one)
    title = said("evidence.claim.title", id=one.id, essay=", ".join(one.essay))
    return [
        head(title, ids, one.id, said),
        html.H3(one.says, tabIndex="-1"),
        html.P(claims.verdict(one), className="verdict-line"),
        html.Div([_measured(found, said) for found in one.effects], className="effects"),
        _facts(one, claim, said),
        *_folded(one, said),
        _acts(one, claim, context, own),
        command(without_paths(one.command), said("evidence.again.claim"), said),
        command(without_paths(one.replay), said("evidence.again.run"), said),
    ]


def spoken_of(one: Tried) -> str:
    """Return a claim as a screen reader hears it."""
    told = "; ".join(wording.effects(one))
    return f"{one.id}: {one.says} {wording.verdict(one)}. {told}."


def _measured(one: Measured, said: Texts) -> Component:
    what = said(f"evidence.estimand.{one.estimand}")
    decides = said("evidence.effect.decides" if one.decides else "evidence.effect.beside")
    count = said("evidence.effect.count", n=f"{one.n:,}", p=claims.chance(one.p))
    size = "evidence.effect.bound" if one.delta is None else "evidence.effect.delta"
    value = f"{one.bound if one.delta is None else one.delta:g}"
    parts = [f"{what}, {decides}.", said(size, value=value, reason=one.reason), count]
    if one.dropped:
        parts.append(said("evidence.effect.dropped", count=one.dropped))
    return html.Div([claims.effect(one), html.P(" ".join(parts), className="quiet")])


def _facts(one: Tried, claim: Claim | None, said: Texts) -> Component:
    world = said(
        "evidence.world",
        customers=f"{one.customers:,}",
        months=one.periods,
        replications=f"{one.replications:,}",
        seed=one.seed,
    )
    told: dict[str, Any] = {
        "test": one.test,
        "cells": html.Ul(_cells(claim)) if claim is not None else ", ".join(one.strategies),
        "world": world,
        "evidence": one.evidence,
        "for": _switches(one.speaks_for),
        "against": _switches(one.speaks_against),
        "origin": _origin(one),
        "stands": [html.Div(line) for line in wording.standing(one)],
        "holm": said("evidence.holm.full", verdict=one.verdict_holm, p=claims.chance(one.p_holm)),
        "failed": said("evidence.failed", count=one.failed_runs) if one.failed_runs else "",
    }
    return html.Dl(
        [
            html.Div([html.Dt(said(f"evidence.fact.{name}")), html.Dd(value)])
            for name, value in told.items()
            if value
        ]
    )


def _cells(claim: Claim) -> list[Component]:
    """Return what is compared: each cell's strategy, and what is set in its world."""
    arms = {arm.name: arm for arm in claim.experiment.arms}
    given = dict(claim.tables.get("model", {}))
    lines: list[Component] = []
    for cell in claim.cells:
        arm = arms[cell.strategy]
        differing = [f"{name} {value:g}" for name, value in opening.changed(arm).items()]
        base = arm.base or ""
        named = arm.name if arm.name == base else f"{arm.name} ({', '.join([base, *differing])})"
        lines.append(html.Li([html.B(cell.name), f": {named}", _set(cell)]))
    common = ", ".join(f"{name} {value}" for name, value in given.items())
    if common:
        lines.append(html.Li(html.Span(common, className="quiet")))
    return lines


def _set(cell: Cell) -> str:
    return "".join(f", {name} {value:g}" for name, value in cell.settings)


def _switches(names: Sequence[str]) -> list[Component]:
    """Return mechanisms by their short names, what they switch as a hint."""
    return [
        html.Span(
            brief(name) if name in MECHANISMS else name,
            title=MECHANISMS.get(name, ""),
            className="mechanism",
        )
        for name in names
    ]


def _origin(one: Tried) -> str:
    told = wording.origin(one.origin)
    if one.origin is None or not one.origin.explains:
        return told
    return f"{told} ({', '.join(one.origin.explains)})"


def _folded(one: Tried, said: Texts) -> list[Component]:
    """Return what is looked up rather than read: what each mechanism leaves, what decides."""
    found = []
    if one.origin is not None and one.origin.without_one:
        kinds = ("without_one", "alone", "without_two")
        rows = [
            [
                said(f"evidence.left.{kind}", which=" ".join(left.mechanisms) or "–"),
                f"{100 * left.share:.0f} % [{100 * left.low:.0f}, {100 * left.high:.0f}]",
                left.left,
            ]
            for kind in kinds
            for left in getattr(one.origin, kind)
        ]
        heads = [said(f"evidence.left.{what}") for what in ("world", "share", "effect")]
        found.append(_fold(said("evidence.left"), heads, rows))
    for name, where in (("worlds", one.worlds), ("ensemble", one.ensemble)):
        if where is not None and where.decided_by:
            found.append(_fold(said(f"evidence.decides.{name}"), *_deciding(where, said)))
    return found


def _deciding(found: Dependence, said: Texts) -> tuple[list[str], list[list[str]]]:
    heads = [said(f"evidence.decides.{what}") for what in ("parameter", "advantage", "p")]
    rows = [[one.parameter, f"{one.advantage:+.2f}", f"{one.p:.2g}"] for one in found.decided_by]
    return heads, rows


def _fold(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Component:
    top = html.Tr([html.Th(text, scope="col") for text in heads])
    body = [
        html.Tr([html.Th(first, scope="row"), *(html.Td(text) for text in rest)])
        for first, *rest in rows
    ]
    table = html.Table([html.Thead(top), html.Tbody(body)])
    return html.Details([html.Summary(title), table])


def _acts(one: Tried, claim: Claim | None, context: Context, own: bool) -> Component:
    """Return the ways from a claim to the pages where it can be looked into."""
    said = context.texts
    acts: list[Component] = []
    shown = opening.scenarios(claim) if claim is not None else ()
    if shown:
        words = said("evidence.open.workshop" if len(shown) == 1 else "evidence.open.compare")
        acts.append(_leading(words, opening.link(shown)))
    elif claim is not None:
        acts.append(html.Span(said("evidence.open.not"), className="quiet"))
    runs = _runs(one, context) if own else ""
    if runs:
        acts.append(_leading(said("evidence.open.explore"), f"/explore?folder={runs}"))
    return html.Div(acts, className="acts")


def _leading(words: str, link: str) -> Component:
    return html.A(words, href=link, className="press", **with_dashes(data_page=""))


def _runs(one: Tried, context: Context) -> str:
    """Return the id of the results folder that holds a claim's runs, if it is on the shelf."""
    begin = f"{CLAIMS}/{one.id}/verdict"
    found = [entry for entry in context.shelf.entries() if entry.folder.startswith(begin)]
    return min(found, key=lambda entry: entry.folder).id if found else ""
