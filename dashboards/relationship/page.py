"""Relationship: one account under some strategies, the same luck, and what an answer changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import EMPTY_FIGURE, UNSPOKEN, spoken, swatch
from relsim.dashboards.posted import post
from relsim.dashboards.relationship.answers import MOST_TOLD, answer, read
from relsim.dashboards.relationship.stories import Stories
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.texts import Texts, texts
from relsim.strategies import PRESETS
from relsim.tracing.branching import ANSWERS, MOST_BRANCHES
from relsim.tracing.telling import KINDS

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context

#: Where the page posts what it wants to be told.
ADDRESS = "/relationship/answer"
#: What the events of the figure are explained by, in the order of a life.
_KEY = ("yes", "trade", "no", "emergency", "rival", "trouble", "left", "signed")


def name_of(what: str) -> str:
    """Return the identifier of something on the Relationship page."""
    return f"relationship-{what}"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = texts(context.settings.language)
    return html.Div(
        [
            _opening(said),
            html.Div(
                [_lives(said), _month(said), _story(said)],
                className="relationship-stage",
            ),
            *_stores(said),
        ],
        id=name_of("page"),
        className="relationship",
        **with_dashes(data_view="month"),
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page; the rest is its script (assets/pages/relationship.js)."""
    said = texts(context.settings.language)
    stories = Stories(context.book, context.settings.options)
    context.later.append(stories.warm)

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request, stories), stories, said)

    post(app.server, ADDRESS, answered)

    def scripted(name: str, *wires: Input | Output | State, at_once: bool = False) -> None:
        app.clientside_callback(
            ClientsideFunction("relationship", name), *wires, prevent_initial_call=not at_once
        )

    # Without an output it would not be called when the page is opened.
    begun = Output(name_of("begun"), "data")
    kept = State(ids.SCENARIO, "data")
    scripted("start", begun, Input(name_of("setup"), "data"), kept, at_once=True)
    scripted(
        "chosen", *(Input(name_of(what), "value") for what in ("strategies", "kind", "account"))
    )


def _opening(said: Texts) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.P("", id=name_of("about"), className="about"),
                    html.H2(said("relationship.first"), id=name_of("message"), className="message"),
                ],
                className="said",
            ),
            _choices(said),
            html.P(said("relationship.wait"), id=name_of("detail"), className="detail"),
            html.Div(id=name_of("branches"), className="relationship-branches"),
            html.P("", id=name_of("notes"), className="notes", role="status"),
        ],
        className="opening",
    )


def _choices(said: Texts) -> Component:
    chips = [
        dmc.Chip(
            [swatch(name), html.Span(strategy.display or name)],
            value=name,
            size="sm",
            variant="outline",
            radius="md",
        )
        for name, strategy in PRESETS.items()
    ]
    kinds = [{"value": kind, "label": said(f"relationship.kind.{kind}")} for kind in KINDS]
    return html.Div(
        [
            html.Div(
                dmc.ChipGroup(
                    chips,
                    id=name_of("strategies"),
                    multiple=True,
                    value=list(WORKSHOP.strategies),
                ),
                className="chips",
                role="group",
                **spoken(said("relationship.strategies")),
            ),
            html.Div(
                [
                    dmc.TextInput(
                        id=name_of("account"),
                        value="",
                        size="xs",
                        debounce=True,
                        leftSection=html.Span(said("relationship.account"), className="small"),
                        leftSectionWidth=70,
                        className="account-entry",
                        **spoken(said("relationship.account.long")),
                    ),
                    dmc.Select(
                        id=name_of("kind"),
                        data=kinds,
                        value="telling",
                        allowDeselect=False,
                        size="xs",
                        className="account-kind",
                        comboboxProps={"withinPortal": True},
                        **spoken(said("relationship.kind")),
                    ),
                    _press(said, "next", key="n"),
                    _press(said, "luck", help_key="relationship.luck_help"),
                ],
                className="account",
            ),
        ],
        className="choices",
    )


def _lives(said: Texts) -> Component:
    # The script draws: a graph of Dash's puts back its own figure whenever it is clicked. One that
    # is out of sight brings Plotly along.
    graph = html.Div(html.Div(id=name_of("plot")), id=name_of("lives"), className="plot")
    config: Any = dict(figures.CONFIG)  # or it holds a link to elsewhere, out of sight as it is
    bringing = html.Div(
        dcc.Graph(id=name_of("bringing"), figure=dict(EMPTY_FIGURE), config=config), hidden=True
    )
    key = [
        html.Span(
            [_symbol(kind), html.Span(said(f"relationship.key.{kind}"))], className="key-entry"
        )
        for kind in _KEY
    ]
    return html.Figure(
        [
            graph,
            bringing,
            html.Figcaption(
                [html.Span(key, className="key"), html.Span(said("relationship.legend"))],
                className="legend",
            ),
        ],
        className="figure",
        **spoken(said("relationship.lives")),
    )


def _symbol(kind: str) -> Component:
    return html.Span(className=f"symbol symbol-{kind}", **UNSPOKEN)


def _month(said: Texts) -> Component:
    return html.Section(
        [
            html.Div(
                [
                    _press(said, "earlier", key="arrowleft", long=True),
                    _step("back", "−", said),
                    html.H3("", id=name_of("month"), className="month"),
                    _step("on", "+", said),
                    _press(said, "later", key="arrowright", long=True),
                    _press(said, "story", key="s"),
                ],
                className="walk",
            ),
            html.Div(id=name_of("told"), className="told"),
        ],
        className="relationship-month",
        **spoken(said("relationship.told")),
    )


def _story(said: Texts) -> Component:
    return html.Section(
        [
            html.Div(
                [
                    html.H3(said("relationship.story"), className="month"),
                    _press(said, "back-to-month", said_key="relationship.back", key="s"),
                ],
                className="walk",
            ),
            html.Div(
                id=name_of("passages"),
                className="passages",
                role="region",
                tabIndex="0",
                **spoken(said("relationship.story")),
            ),
        ],
        className="relationship-story",
    )


def _press(
    said: Texts,
    what: str,
    *,
    key: str = "",
    long: bool = False,
    help_key: str = "",
    said_key: str = "",
) -> Component:
    more: dict[str, Any] = {"data-press": what}
    if key:
        more["data-key"] = key
    if long:
        more["aria-label"] = said(f"relationship.{what}.long")
    if help_key:
        more["title"] = said(help_key)
    return html.Button(
        said(said_key or f"relationship.{what}"),
        id=name_of(what),
        type="button",
        className="press",
        **more,
    )


def _step(what: str, sign: str, said: Texts) -> Component:
    """Return a button that goes one month on or back."""
    return html.Button(
        sign,
        id=name_of(what),
        type="button",
        className="press step",
        **spoken(said(f"relationship.step.{what}")),
        **with_dashes(
            data_press=what, data_key="shift+arrowleft" if what == "back" else "shift+arrowright"
        ),
    )


def _stores(said: Texts) -> list[Component]:
    setup = {
        "address": ADDRESS,
        "start": WORKSHOP.to_json(),
        "strategies": list(PRESETS),
        "swatches": {name: swatch(name).to_plotly_json()["props"]["style"] for name in PRESETS},
        "config": {**figures.CONFIG, "displayModeBar": False},
        "most": {"told": MOST_TOLD, "branches": MOST_BRANCHES},
        "answers": {name: said(f"relationship.answer.{name}") for name in ANSWERS},
        "texts": said.under("relationship"),
        "ids": {
            "name": ids.SCENARIO_NAME,
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "announced": ids.ANNOUNCED,
            "command": ids.COMMAND,
        },
    }
    return [dcc.Store(id=name_of("setup"), data=setup), dcc.Store(id=name_of("begun"))]
