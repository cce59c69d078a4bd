"""The Guide: what a facilitator has in hand, on the screen and printed, a sheet a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, dcc, html

from relsim.dashboards import ids
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.guide import leaves
from relsim.dashboards.guide.answers import Answers
from relsim.dashboards.marks import UNSPOKEN, spoken
from relsim.dashboards.posted import post

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.guide.leaves import Leaf
    from relsim.dashboards.texts import Texts

#: Where the page asks for the sheets' numbers.
ADDRESS = "/guide/answer"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = context.texts
    found = leaves.leaves(context)
    return html.Div(
        [
            html.Div(
                [
                    html.H2(said["guide.title"], className="message"),
                    html.P(said["guide.about"], className="detail"),
                    html.P("", id="guide-busy", className="notes", role="status"),
                ],
                className="opening",
            ),
            _contents(found, said),
            html.Div([_sheet(leaf) for leaf in found], className="sheets"),
            dcc.Store(id="guide-setup", data=_setup(said)),
            dcc.Store(id="guide-begun"),
        ],
        id="guide-page",
        className="guide",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page; the rest is its script (assets/pages/guide.js)."""
    answers = Answers(context)
    post(app.server, ADDRESS, answers.answer)
    context.later.append(answers.prepare)
    # Without an output it would not be called when the page is opened.
    app.clientside_callback(
        ClientsideFunction("guide", "start"),
        Output("guide-begun", "data"),
        Input("guide-setup", "data"),
    )


def _contents(found: list[Leaf], said: Texts) -> Component:
    """Return the table of contents, and the buttons that go through it."""
    groups = []
    for part in dict.fromkeys(leaf.part for leaf in found):
        links = [
            html.Li(html.A(leaf.title, href=f"#{leaf.anchor}"))
            for leaf in found
            if leaf.part == part
        ]
        groups += [html.P(said(f"guide.part.{part}"), className="part"), html.Ul(links)]
    buttons = [
        html.Button(
            [html.Span(sign, **UNSPOKEN), html.Span(said[key], className="unseen")],
            id=f"guide-{name}",
            className="press",
            type="button",
            title=said[key],
            **with_dashes(data_key=pressed),
        )
        for name, sign, key, pressed in (
            ("previous", "←", "guide.previous", "arrowleft"),
            ("next", "→", "guide.next", "arrowright"),
        )
    ]
    printing = html.Button(said["guide.print"], id="guide-print", className="press", type="button")
    return html.Nav(
        [html.Div([*buttons, printing], className="presses"), html.Div(groups, className="index")],
        className="contents",
        **spoken(said["guide.contents"]),
    )


def _sheet(leaf: Leaf) -> Component:
    return html.Section(
        [html.H3(leaf.title, id=f"{leaf.anchor}-title"), *leaf.content],
        id=leaf.anchor,
        className=f"sheet {leaf.part}",
        tabIndex="-1",
        **with_dashes(aria_labelledby=f"{leaf.anchor}-title"),
    )


def _setup(said: Texts) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "gave_up": said["guide.gave_up"],
        "ids": {
            name.lower(): getattr(ids, name)
            for name in ("WHERE", "ANNOUNCED", "SEED", "REPLICATIONS", "COMMAND")
        },
    }
