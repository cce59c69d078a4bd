"""Story: fifteen minutes from a lost customer to a sandbox already understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, dcc, html

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.marks import EMPTY_FIGURE, spoken
from relsim.dashboards.posted import post
from relsim.dashboards.story.answers import answer
from relsim.dashboards.story.asked import read
from relsim.dashboards.story.telling import Telling

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts

#: Where the page posts where in the story it is.
ADDRESS = "/story/answer"


def name_of(what: str) -> str:
    """Return the identifier of something on the Story page."""
    return f"story-{what}"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = context.texts
    config: Any = {**figures.CONFIG, "displayModeBar": False}
    return html.Div(
        [
            html.Div(
                [
                    html.P("", id=name_of("eyebrow"), className="eyebrow"),
                    html.H2(
                        said("story.first"), id=name_of("head"), className="message", tabIndex="-1"
                    ),
                    html.P("", id=name_of("lead"), className="lead"),
                ],
                className="opening",
            ),
            html.Div(
                [
                    html.Div(id=name_of("body"), className="body"),
                    html.Div(id=name_of("options"), className="options"),
                    html.Figure(
                        dcc.Graph(
                            id=name_of("figure"),
                            figure=dict(EMPTY_FIGURE),
                            config=config,
                            responsive=True,
                            className="plot",
                        ),
                        className="figure",
                        **spoken(said("story.figure")),
                    ),
                    html.Div(
                        [
                            html.Div(id=name_of("feedback"), className="said"),
                            html.Div(id=name_of("after"), className="after"),
                        ],
                        className="feedback",
                    ),
                ],
                className="stage",
                role="region",
                tabIndex="0",
                **spoken(said("story.stage")),
            ),
            html.Div(id=name_of("foot"), className="turning"),
            dcc.Store(id=name_of("setup"), data=_setup(said)),
            dcc.Store(id=name_of("begun")),
        ],
        id=name_of("page"),
        className="story",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page; the rest is its script (assets/pages/story.js)."""
    telling = Telling(context)
    context.later.append(telling.warm)

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request), telling, context.settings.results)

    post(app.server, ADDRESS, answered)
    # Without an output it would not be called when the page is opened.
    app.clientside_callback(
        ClientsideFunction("story", "start"),
        Output(name_of("begun"), "data"),
        Input(name_of("setup"), "data"),
    )


def _setup(said: Texts) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "figure": name_of("figure"),
        "texts": said.under("story.script"),
        "ids": {
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "command": ids.COMMAND,
            "announced": ids.ANNOUNCED,
        },
    }
