"""The Workshop: a trainer moves the levers, and a room sees how the strategies part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.drawing import AT_FIRST, MEASURES
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.marks import EMPTY_FIGURE, NAMES, UNSPOKEN, spoken, swatch
from relsim.dashboards.posted import post
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.texts import Texts, texts
from relsim.dashboards.workshop import controls
from relsim.dashboards.workshop.answers import answer, read
from relsim.dashboards.workshop.controls import name_of
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context

#: Where the page posts what it wants to see.
ADDRESS = "/workshop/answer"
_SIDES = ("left", "right")
_UNCLEAR = "unclear"


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = texts(context.settings.language)
    return html.Div(
        [
            _panel(said),
            html.Div(
                [_head(said), _stage(said), html.Div(id=name_of("cards"), className="cards")],
                className="results",
            ),
            *_stores(said),
        ],
        id=name_of("page"),
        className="workshop",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page, and hand the rest to its script (assets/workshop.js)."""
    said = texts(context.settings.language)

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request, context.live.accounts), context.live, said)

    post(app.server, ADDRESS, answered)

    def scripted(name: str, *wires: Input | Output | State, at_once: bool = False) -> None:
        app.clientside_callback(
            ClientsideFunction("workshop", name), *wires, prevent_initial_call=not at_once
        )

    levers = [lever.name for lever in LEVERS]
    moved = [f"{kind}-{name}" for name in levers for kind in ("lever", "entry")]
    chosen = ["strategies", "seed", "preset", "left-measure", "right-measure"]
    pressed = ["predict", "reveal", "pin", "unpin", "keep", "luck"]
    pressed += [f"go-{place}" for place in range(len(controls.keyed(presets())))]
    bets = [f"{kind}-{name}" for name in (*PRESETS, _UNCLEAR) for kind in ("more", "fewer")]
    # Without an output it would not be called when the page is opened.
    begun = Output(name_of("begun"), "data")
    kept = (State(ids.PINS, "data"), State(ids.BASELINE, "data"))
    scripted("start", begun, Input(name_of("setup"), "data"), *kept, at_once=True)
    scripted("controlled", *(Input(name_of(what), "value") for what in (*moved, *chosen)))
    scripted(
        "pressed",
        *(Input(name, "n_clicks") for name in (ids.UNDO, ids.REDO, ids.REPLAY)),
        *(Input(name_of(what), "n_clicks", allow_optional=True) for what in (*pressed, *bets)),
    )


def _panel(said: Texts) -> Component:
    offered = [said(preset.title) for preset in presets()]
    return html.Aside(
        [
            controls.presets(said, offered),
            controls.strategies(said, WORKSHOP.strategies),
            html.Div(controls.levers(said), className="levers"),
            controls.seed(said),
            *controls.preset_keys(offered),
        ],
        className="panel",
        **spoken(said("control.panel")),
    )


def _head(said: Texts) -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.H2(said("workshop.first"), id=name_of("message"), className="message"),
                    html.P(said("workshop.wait"), id=name_of("detail"), className="detail"),
                    html.P("", id=name_of("verdict"), className="room"),
                ],
                className="said",
            ),
            html.Div(
                [
                    _button(said, "predict", "space"),
                    _button(said, "pin"),
                    _button(said, "unpin", hidden=True),
                    _button(said, "keep"),
                    html.Span("", id=name_of("kept"), className="kept"),
                ],
                className="acts",
            ),
            html.P(said("workshop.legend"), className="legend"),
            html.P("", id=name_of("notes"), className="notes", role="status"),
        ],
        className="opening",
    )


def _stage(said: Texts) -> Component:
    return html.Div(
        [
            html.Div([_figure(said, side, i) for i, side in enumerate(_SIDES)], className="plots"),
            html.Span("", id=name_of("flick"), className="flick", **UNSPOKEN),
            _bets(said),
        ],
        className="stage",
    )


def _figure(said: Texts, side: str, place: int) -> Component:
    measure = dmc.Select(
        id=name_of(f"{side}-measure"),
        data=[{"value": name, "label": said(f"measure.{name}.title")} for name in MEASURES],
        value=AT_FIRST[place],
        allowDeselect=False,
        variant="unstyled",
        className="measure",
        **spoken(said(f"measure.swap_{side}")),
    )
    config: Any = {**figures.CONFIG, "displayModeBar": False}
    graph = dcc.Graph(
        id=name_of(side),
        figure=dict(EMPTY_FIGURE),
        config=config,
        responsive=True,
        className="plot",
    )
    return html.Figure([measure, graph], className="figure")


def _bets(said: Texts) -> Component:
    names = {**NAMES, _UNCLEAR: said("workshop.bets.unclear")}
    rows = [
        html.Div(
            [
                html.Button(
                    [swatch(who) if who in NAMES else None, html.Span(name)],
                    id=name_of(f"more-{who}"),
                    type="button",
                    className="press bet-more",
                    **spoken(said("workshop.bets.more", name=name)),
                ),
                html.B("0", id=name_of(f"votes-{who}"), className="votes"),
                html.Button(
                    "−",
                    id=name_of(f"fewer-{who}"),
                    type="button",
                    className="press bet-fewer",
                    **spoken(said("workshop.bets.fewer", name=name)),
                ),
            ],
            id=name_of(f"bet-{who}"),
            className="bet",
        )
        for who, name in names.items()
    ]
    return html.Section(
        [
            html.H2(said("workshop.bets.title"), className="message"),
            html.P(said("workshop.bets.help"), className="detail"),
            html.Div(rows, className="bet-rows"),
            _button(said, "reveal", "space"),
        ],
        className="bets",
        id=name_of("bets"),
        tabIndex="-1",
    )


def _button(said: Texts, what: str, key: str = "", *, hidden: bool = False) -> Component:
    pressed_by: dict[str, Any] = {"data-key": key} if key else {}
    return html.Button(
        said(f"workshop.{what}"),
        id=name_of(what),
        type="button",
        className="press main" if key else "press",
        hidden=hidden,
        **pressed_by,
    )


def _stores(said: Texts) -> list[Component]:
    setup = {
        "levers": {
            lever.name: {
                "low": lever.low,
                "high": lever.high,
                "default": lever.default,
                "words": [said(key) for key in lever.thirds],
            }
            for lever in LEVERS
        },
        "address": ADDRESS,
        "start": WORKSHOP.to_json(),
        "presets": [preset.scenario.to_json() for preset in presets()],
        "preset_names": [said(preset.title) for preset in presets()],
        "strategies": list(PRESETS),
        "names": {**NAMES, _UNCLEAR: said("workshop.bets.unclear")},
        "measures": list(AT_FIRST),
        "texts": said.under("script"),
        "ids": {
            "undo": ids.UNDO,
            "redo": ids.REDO,
            "replay": ids.REPLAY,
            "name": ids.SCENARIO_NAME,
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "scenario": ids.SCENARIO,
            "history": ids.HISTORY,
            "pins": ids.PINS,
            "baseline": ids.BASELINE,
            "announced": ids.ANNOUNCED,
            "command": ids.COMMAND,
        },
    }
    return [
        dcc.Store(id=name_of("setup"), data=setup),
        dcc.Store(id=name_of("begun")),
    ]
