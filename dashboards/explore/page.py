"""Explore: results folders on disk, from the map of a sweep down to one run, in two clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, dcc, html

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.explore import parts
from relsim.dashboards.explore.answers import answer
from relsim.dashboards.explore.choices import read
from relsim.dashboards.explore.grid import GRID, rows
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import EMPTY_FIGURE, spoken
from relsim.dashboards.posted import post

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts

#: Where the page posts what it wants to see.
ADDRESS = "/explore/answer"
_FIGURES = ("first", "second")


def name_of(what: str) -> str:
    """Return the identifier of something on the Explore page."""
    return f"explore-{what}"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = context.texts
    shelf = said("explore.shelf.root", name=context.shelf.name)
    return html.Div(
        [
            html.Aside(
                [
                    html.Div(
                        [
                            html.H2(said("explore.shelf")),
                            parts.press(said("explore.shelf.refresh"), {}, "plain"),
                        ],
                        className="panel-head",
                    ),
                    html.Ul(id=name_of("folders"), className="folders"),
                    html.P(shelf, className="quiet"),
                ],
                className="panel",
                **spoken(said("explore.shelf")),
            ),
            html.Div(
                [
                    html.Div(
                        id=name_of("top"),
                        className="opening",
                        **with_dashes(data_first=said("explore.first")),
                    ),
                    html.Div(id=name_of("notes"), className="notes", role="status"),
                    _stage(said),
                    html.Div(id=name_of("alone"), className="alone"),
                ],
                className="results",
            ),
            html.Aside(id=name_of("side"), className="side", **spoken(said("explore.side"))),
            dcc.Store(id=name_of("setup"), data=_setup(said)),
            dcc.Store(id=name_of("begun")),
        ],
        id=name_of("page"),
        className="explore",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page, and hand the rest to its script (assets/explore.js)."""

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request), context, paths())

    post(app.server, ADDRESS, answered)

    @app.callback(
        Output(GRID, "getRowsResponse"),
        Input(GRID, "getRowsRequest"),
        prevent_initial_call=True,
    )
    def listed(request: object) -> dict[str, Any]:
        return rows(request, context.shelf)

    def scripted(name: str, *wires: Input | Output, at_once: bool = False) -> None:
        app.clientside_callback(
            ClientsideFunction("explore", name), *wires, prevent_initial_call=not at_once
        )

    # Without an output it would not be called when the page is opened.
    begun = Output(name_of("begun"), "data")
    scripted("start", begun, Input(name_of("setup"), "data"), at_once=True)
    scripted("chosen", Input(GRID, "selectedRows"))


def paths() -> list[str]:
    """Return where the other pages are; the list of them names this one too."""
    from relsim.dashboards.navigation import PAGES

    return [page.path for page in PAGES]


def _stage(said: Texts) -> Component:
    config: Any = {**figures.CONFIG, "displayModeBar": False}
    plots = [
        html.Figure(
            dcc.Graph(
                id=name_of(name),
                figure=dict(EMPTY_FIGURE),
                config=config,
                responsive=True,
                className="plot",
            ),
            className="figure",
            tabIndex="0",
            **spoken(said("explore.figure", place=place)),
        )
        for place, name in enumerate(_FIGURES, start=1)
    ]
    return html.Div(
        [
            html.Div(plots, className="plots"),
            html.Div(id=name_of("numbers"), className="scrolled", tabIndex="0"),
            html.Div(id=name_of("box"), className="box"),
            html.Div(id=name_of("working"), className="working-on"),
            html.P("", id=name_of("quiet"), className="quiet"),
        ],
        className="stage",
    )


def _setup(said: Texts) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "figures": [name_of(name) for name in _FIGURES],
        "texts": said.under("explore.script"),
        "ids": {
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "command": ids.COMMAND,
            "announced": ids.ANNOUNCED,
        },
    }
