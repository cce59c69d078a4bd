"""Evidence: the claims on trial and the patterns of real customers, each with its experiment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, dcc, html

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.evidence.answers import answer
from relsim.dashboards.evidence.asked import read
from relsim.dashboards.evidence.sources import Evidence
from relsim.dashboards.marks import EMPTY_FIGURE, spoken
from relsim.dashboards.posted import post

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts

#: Where the page posts what it wants to see.
ADDRESS = "/evidence/answer"


def name_of(what: str) -> str:
    """Return the identifier of something on the Evidence page."""
    return f"evidence-{what}"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = context.texts
    return html.Div(
        [
            html.Div(
                [
                    html.H2(said("evidence.first"), id=name_of("message"), className="message"),
                    html.P("", id=name_of("detail"), className="detail"),
                    html.Div(id=name_of("notes"), className="notes", role="status"),
                    html.Div(
                        [
                            html.Nav(
                                id=name_of("tabs"),
                                className="tabs",
                                **spoken(said("evidence.views")),
                            ),
                            html.Div(
                                id=name_of("filters"),
                                className="filters",
                                role="group",
                                **spoken(said("evidence.filters")),
                            ),
                        ],
                        className="bar",
                    ),
                ],
                className="opening",
            ),
            html.Div(
                id=name_of("list"),
                className="board",
                role="region",
                tabIndex="0",
                **spoken(said("evidence.list")),
            ),
            _side(said),
            html.Div(id=name_of("alone"), className="alone"),
            dcc.Store(id=name_of("setup"), data=_setup(said)),
            dcc.Store(id=name_of("begun")),
        ],
        id=name_of("page"),
        className="evidence",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page; the rest is its script (assets/pages/evidence.js)."""
    evidence = Evidence(context.settings.results)

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request), evidence, context)

    post(app.server, ADDRESS, answered)

    def scripted(name: str, *wires: Input | Output, at_once: bool = False) -> None:
        app.clientside_callback(
            ClientsideFunction("evidence", name), *wires, prevent_initial_call=not at_once
        )

    # Without an output it would not be called when the page is opened.
    begun = Output(name_of("begun"), "data")
    scripted("start", begun, Input(name_of("setup"), "data"), at_once=True)


def _side(said: Texts) -> Component:
    config: Any = {**figures.CONFIG, "displayModeBar": False}
    return html.Aside(
        [
            html.Div(id=name_of("side"), className="above"),
            html.Figure(
                dcc.Graph(
                    id=name_of("figure"),
                    figure=dict(EMPTY_FIGURE),
                    config=config,
                    responsive=True,
                    className="plot",
                ),
                className="figure",
                **spoken(said("evidence.figure")),
            ),
            html.Div(id=name_of("below"), className="below"),
        ],
        className="side",
        tabIndex="0",
        **spoken(said("evidence.side")),
    )


def _setup(said: Texts) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "figure": name_of("figure"),
        "texts": said.under("evidence.script"),
        "ids": {
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "command": ids.COMMAND,
            "announced": ids.ANNOUNCED,
        },
    }
