"""Play: you are the rep of one account; month by month it asks, and you answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, dcc, html

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.marks import UNSPOKEN, spoken
from relsim.dashboards.play.answers import answer, read
from relsim.dashboards.play.game import KINDS, LAST_LUCK, MONTHS
from relsim.dashboards.play.tables import Games
from relsim.dashboards.posted import post

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts

#: Where games are posted, by this page and by phones.
ADDRESS = "/play/answer"


def name_of(what: str) -> str:
    """Return the identifier of something on the Play page."""
    return f"play-{what}"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = context.texts
    return html.Div(
        [
            html.Div(
                [
                    _choice(
                        "customer", [(kind, said(f"play.customer.{kind}")) for kind in KINDS], said
                    ),
                    _choice(
                        "length",
                        [(str(count), said("play.length.months", count=count)) for count in MONTHS],
                        said,
                    ),
                    html.Span(id=name_of("luck-number"), className="quiet"),
                    _press("luck", said, help_key="play.luck_help"),
                    _press("restart", said),
                ],
                className="play-choices",
                role="group",
                **spoken(said("play.game")),
            ),
            html.Div(id=name_of("game"), className="playing"),
            # Plotly comes along with a graph; the debrief's are drawn by assets/playing.js.
            html.Div(
                dcc.Graph(figure={"data": [], "layout": {}}, config={"staticPlot": True}),
                className="fetched",
                **UNSPOKEN,
            ),
            dcc.Store(id=name_of("setup"), data=_setup(said)),
            dcc.Store(id=name_of("begun")),
        ],
        id=name_of("page"),
        className="play",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page; the rest is its script (assets/pages/play.js)."""
    games, said = Games(), context.texts
    context.later.append(games.warm)

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request), games, said)

    post(app.server, ADDRESS, answered)
    # Without an output it would not be called when the page is opened.
    app.clientside_callback(
        ClientsideFunction("play", "start"),
        Output(name_of("begun"), "data"),
        Input(name_of("setup"), "data"),
    )


def playing_texts(said: Texts) -> dict[str, str]:
    """Return what assets/playing.js says by itself, wherever it is used."""
    return said.under("play.script")


def _choice(what: str, options: list[tuple[str, str]], said: Texts) -> Component:
    """Return a native menu: its value is set by the page's script."""
    return html.Label(
        [
            html.Span(said(f"play.{what}")),
            html.Select(
                [html.Option(label, value=value) for value, label in options],
                id=name_of(what),
            ),
        ]
    )


def _press(what: str, said: Texts, *, help_key: str = "") -> Component:
    more: dict[str, Any] = {"title": said(help_key)} if help_key else {}
    return html.Button(
        said(f"play.{what}"), id=name_of(what), type="button", className="press", **more
    )


def _setup(said: Texts) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "texts": playing_texts(said),
        "config": {**figures.CONFIG, "displayModeBar": False},
        "last_luck": LAST_LUCK,
        "luck": said["play.luck_number"],
        "one": said["play.replication"],
        "ids": {
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "command": ids.COMMAND,
            "announced": ids.ANNOUNCED,
        },
    }
