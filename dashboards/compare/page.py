"""Compare: up to four pinned scenarios side by side, with the same luck, and how they differ."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.exceptions import PreventUpdate

from relsim import figures
from relsim.dashboards import ids
from relsim.dashboards.compare.answers import ORDERED, answer
from relsim.dashboards.compare.apart import titles
from relsim.dashboards.compare.asked import MOST, SHOWN, View, read
from relsim.dashboards.compare.columns import name_of
from relsim.dashboards.compare.contrasts import table
from relsim.dashboards.drawing import MEASURES
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.live import Busy
from relsim.dashboards.marks import EMPTY_FIGURE, spoken
from relsim.dashboards.posted import post
from relsim.dashboards.presets import presets
from relsim.dashboards.texts import Texts, texts
from relsim.errors import InputError
from relsim.metrics import OUTCOMES

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context

#: Where the page posts what it wants to see.
ADDRESS = "/compare/answer"
_ROWS = ("top", "bottom")
_EXAMPLE = ("shipped", "fierce-competition", "complex-needs")


def layout(context: Context) -> Component:
    """Return what stands between header and footer."""
    said = texts(context.settings.language)
    return html.Div(
        [
            _opening(said),
            _empty(said),
            html.Div(
                [
                    html.Div(id=name_of("heads"), className="compare-heads"),
                    html.Div([_row(said, row) for row in _ROWS], className="compare-rows"),
                    html.Div(
                        [_outcome(said), html.Div(id=name_of("strip"))], className="compare-strip"
                    ),
                    html.Div(
                        [
                            html.Div(
                                [
                                    html.P("", id=name_of("note"), className="compare-note"),
                                    html.Button(
                                        said("compare.save"),
                                        id=name_of("save"),
                                        type="button",
                                        className="press",
                                    ),
                                ],
                                className="compare-above",
                            ),
                            html.Div(id=name_of("tables")),
                        ],
                        className="compare-tables",
                    ),
                ],
                className="compare-board",
                tabIndex="0",
                role="region",
                **spoken(said("compare.first")),
            ),
            *_stores(said),
        ],
        id=name_of("page"),
        className="compare",
        **with_dashes(data_shown=SHOWN[0]),
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page, and hand the rest to its script (assets/compare.js)."""
    said = texts(context.settings.language)

    def answered(request: object) -> dict[str, Any]:
        return answer(read(request, context.live.accounts), context.live, said)

    post(app.server, ADDRESS, answered)

    @app.callback(
        Output(name_of("file"), "data"),
        Input(name_of("save"), "n_clicks"),
        State(ids.PINS, "data"),
        prevent_initial_call=True,
    )
    def save(clicks: object, pins: object) -> dict[str, str]:
        scenarios = read({"pins": pins}, context.live.accounts).scenarios
        if not clicks or not scenarios:
            raise PreventUpdate
        try:
            shown = [context.live.show(one) for one in scenarios]
        except (Busy, InputError) as error:
            raise PreventUpdate from error
        content = table(shown, titles(scenarios, said))
        return {
            "content": content,
            "filename": said("compare.save.file"),
            "type": "text/csv;charset=utf-8",
        }

    def scripted(name: str, *wires: Input | Output | State, at_once: bool = False) -> None:
        app.clientside_callback(
            ClientsideFunction("compare", name), *wires, prevent_initial_call=not at_once
        )

    # Without an output it would not be called when the page is opened.
    scripted(
        "start",
        Output(name_of("begun"), "data"),
        Input(name_of("setup"), "data"),
        State(ids.PINS, "data"),
        State(ids.SCENARIO, "data"),
        at_once=True,
    )
    chosen = ("shown", "add", "outcome", *_ROWS)
    scripted("chosen", *(Input(name_of(what), "value") for what in chosen))


def _opening(said: Texts) -> Component:
    offered = [{"value": str(i), "label": said(p.title)} for i, p in enumerate(presets())]
    return html.Div(
        [
            html.Div(
                [
                    html.H2(said("compare.first"), id=name_of("message"), className="message"),
                    html.P(
                        [
                            html.Span(said("compare.wait"), id=name_of("detail")),
                            html.Span(said("compare.legend"), className="compare-legend"),
                            html.Span(
                                said("compare.legend.band"),
                                className="compare-legend compare-band",
                            ),
                            _button(said("compare.luck.same"), "luck", hidden=True),
                        ],
                        className="detail",
                    ),
                ],
                className="said",
            ),
            html.Div(
                [
                    dmc.SegmentedControl(
                        id=name_of("shown"),
                        data=[
                            {"value": what, "label": said(f"compare.shown.{what}")}
                            for what in SHOWN[:3]
                        ],
                        value=SHOWN[0],
                        size="sm",
                        className="compare-shown",
                        **spoken(said("compare.shown")),
                    ),
                    dmc.Select(
                        id=name_of("add"),
                        data=offered,
                        value=None,
                        placeholder=said("compare.add"),
                        size="sm",
                        className="compare-add",
                        **spoken(said("compare.add")),
                    ),
                    _button(
                        said("compare.add.workshop"),
                        "workshop",
                        title=said("compare.add.workshop.long"),
                    ),
                ],
                className="acts",
                role="group",
                **spoken(said("compare.acts")),
            ),
            html.P("", id=name_of("notes"), className="notes", role="status"),
        ],
        className="opening",
    )


def _empty(said: Texts) -> Component:
    return html.Section(
        [
            html.P(said("compare.empty.how"), className="compare-how"),
            html.Ol([html.Li(said(f"compare.empty.{step}")) for step in (1, 2, 3)]),
            html.Div(
                [
                    _button(said("compare.empty.example"), "example", main=True),
                    dcc.Link(said("compare.empty.workshop"), href="/"),
                ],
                className="compare-begin",
            ),
        ],
        className="compare-empty",
        **spoken(said("compare.empty")),
    )


def _row(said: Texts, row: str) -> Component:
    config: Any = {**figures.CONFIG, "displayModeBar": False}
    return html.Figure(
        [
            html.Div(
                [
                    dmc.Select(
                        id=name_of(row),
                        data=[
                            {"value": name, "label": said(f"measure.{name}.title")}
                            for name in MEASURES
                        ],
                        value=getattr(View(), row),
                        allowDeselect=False,
                        variant="unstyled",
                        className="measure",
                        **spoken(said(f"compare.{row}")),
                    ),
                    html.P("", id=name_of(f"{row}-unit"), className="compare-unit"),
                ],
                className="compare-what",
            ),
            dcc.Graph(
                id=name_of(f"{row}-figure"),
                figure=dict(EMPTY_FIGURE),
                config=config,
                responsive=True,
                className="plot",
            ),
        ],
        className="compare-row",
        **spoken(said(f"compare.figures.{row}")),
    )


def _outcome(said: Texts) -> Component:
    return dmc.Select(
        id=name_of("outcome"),
        data=[{"value": name, "label": OUTCOMES[name].label} for name in ORDERED],
        value=View().outcome,
        allowDeselect=False,
        variant="unstyled",
        className="measure",
        **spoken(said("compare.outcome")),
    )


def _button(
    text: str, act: str, *, main: bool = False, hidden: bool = False, title: str = ""
) -> Component:
    """Return a button; the page's script hears of it by its ``data-act``."""
    return html.Button(
        text,
        id=name_of(act),
        type="button",
        className="press main" if main else "press",
        hidden=hidden,
        title=title,
        **with_dashes(data_act=act),
    )


def _stores(said: Texts) -> list[Component]:
    by_name = {preset.name: place for place, preset in enumerate(presets())}
    setup = {
        "address": ADDRESS,
        "most": MOST,
        "presets": [p.scenario.to_json() | {"name": said(p.title)} for p in presets()],
        "example": [by_name[name] for name in _EXAMPLE],
        "view": asdict(View()),
        "units": {name: said(f"measure.{name}.unit") for name in MEASURES},
        "texts": said.under("compare.script"),
        "ids": {
            "pins": ids.PINS,
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "command": ids.COMMAND,
            "announced": ids.ANNOUNCED,
        },
    }
    return [
        dcc.Store(id=name_of("setup"), data=setup),
        dcc.Store(id=name_of("begun")),
        dcc.Download(id=name_of("file")),
    ]
