"""Two small pages to try the frame around them: buttons wired to it, and one that fails."""

from __future__ import annotations

from typing import Any

from dash import Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from relsim.dashboards import ids
from relsim.dashboards.context import Context
from relsim.dashboards.navigation import Page


def first(context: Context) -> Component:
    return html.Div(
        [
            html.H2("A page to try things on"),
            html.Button("Count", id="probe-count", **{"data-key": "space"}),
            html.Button("One", id="probe-one", **{"data-key": "1"}),
            html.Button("Fail", id="probe-fail", **{"data-key": "f"}),
            html.Label(["Text", dcc.Input(id="probe-text", value="")]),
            html.Output("0", id="probe-counted"),
            html.Output("in type", id="probe-type"),
            html.Output("fine", id="probe-failed"),
        ]
    )


def register_first(app: Dash, context: Context) -> None:
    @app.callback(
        Output("probe-counted", "children"),
        Input("probe-count", "n_clicks"),
        State("probe-text", "value"),
        prevent_initial_call=True,
    )
    def count(clicks: Any, text: Any) -> str:
        return str(clicks)

    @app.callback(
        Output(ids.UNDO, "disabled"),
        Output(ids.REDO, "disabled"),
        Output(ids.REPLAY, "disabled"),
        Output(ids.SCENARIO_NAME, "children"),
        Output(ids.SEED, "children"),
        Output(ids.REPLICATIONS, "children"),
        Output(ids.COMMAND, "children"),
        Input("probe-one", "n_clicks", allow_optional=True),
        Input(ids.UNDO, "n_clicks"),
        Input(ids.REDO, "n_clicks"),
        Input(ids.REPLAY, "n_clicks"),
    )
    def press(*clicks: Any) -> tuple[Any, ...]:
        told = " ".join(str(count or 0) for count in clicks)
        command = "relsim compare --seed 7"
        return False, False, False, f"Pressed {told}", "7", "20", command

    @app.callback(
        Output("probe-failed", "children"),
        Input("probe-fail", "n_clicks"),
        prevent_initial_call=True,
    )
    def fail(clicks: Any) -> str:
        if clicks == 1:
            raise RuntimeError("a secret\nTraceback in two lines")
        return "fine again"


def second(context: Context) -> Component:
    return html.H2("Another page")


def register_second(app: Dash, context: Context) -> None:
    """Nothing answers here."""


PROBES = (
    Page("/", "page.workshop", first, register_first),
    Page("/second", "shell.trust", second, register_second, scenario=False),
)
