"""What stands around every page: header, footer, banner, dialogs, and how it all looks."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component

from relsim.dashboards import ids
from relsim.dashboards.dialogs import DIALOGS, dialogs
from relsim.dashboards.texts import Texts

if TYPE_CHECKING:
    from relsim.dashboards.navigation import Page

CHECK_READY_MS = 500
_KEPT = (ids.SCENARIO, ids.HISTORY, ids.PINS, ids.BASELINE, ids.TITLE)
_LOOK_AT_FIRST = {"scheme": "auto", "projector": False}
# Mantine's colours and type are the page's own (assets/frame.css), so that both look alike.
_MANTINE = {
    "primaryColor": "dark",
    "autoContrast": True,
    "fontFamily": "var(--sans)",
    "fontFamilyMonospace": "var(--mono)",
    "headings": {"fontFamily": "var(--sans)"},
    "defaultRadius": "sm",
    "cursorType": "pointer",
}


def frame(pages: Sequence[Page], texts: Texts, *, language: str) -> Component:
    """Return the frame, with an empty place for the page in its middle."""
    return dmc.MantineProvider(
        id=ids.THEME,
        theme=_MANTINE,
        forceColorScheme="light",
        children=[
            dcc.Location(id=ids.WHERE, refresh="callback-nav"),
            *(dcc.Store(id=name) for name in _KEPT),
            dcc.Store(id=ids.CHOSEN_LOOK, storage_type="local", data=_LOOK_AT_FIRST),
            dcc.Interval(id=ids.PREPARING, interval=CHECK_READY_MS),
            html.A(texts["shell.skip"], href=f"#{ids.PAGE}", className="skip"),
            html.Div(
                className="frame",
                lang=language,
                children=[
                    _header(texts),
                    _banner(texts),
                    html.Main(preparing(texts), id=ids.PAGE, tabIndex="-1"),
                    _footer(texts),
                ],
            ),
            html.Div(
                id=ids.ANNOUNCED,
                className="unseen",
                role="status",
                **with_dashes(aria_live="polite"),
            ),
            *dialogs(pages, texts),
        ],
    )


def menu(pages: Sequence[Page], here: str, texts: Texts) -> list[Component]:
    """Return the links to the pages, those for a room apart; none where there is only one."""
    if len(pages) < 2:
        return []
    groups = {
        "shell.menu.model": [page for page in pages if not page.room],
        "shell.menu.room": [page for page in pages if page.room],
    }
    return [
        html.Div(
            className="menu-group",
            role="group",
            children=[
                html.Span(texts[named], className="menu-of", **with_dashes(aria_hidden="true")),
                *(_to(page, page.path == here, texts) for page in found),
            ],
            **with_dashes(aria_label=texts[named]),
        )
        for named, found in groups.items()
        if found
    ]


def _to(page: Page, here: bool, texts: Texts) -> Component:
    return dcc.Link(texts[page.title], href=page.path, className="here" if here else "")


def preparing(texts: Texts) -> Component:
    """Return what is shown until the model is compiled."""
    return html.Div(
        className="alone",
        role="status",
        children=[
            html.Div(className="working", **with_dashes(aria_hidden="true")),
            html.H2(texts["shell.preparing"]),
            html.P(texts["shell.preparing.help"]),
        ],
    )


def absent(texts: Texts) -> Component:
    """Return what is shown where there is no page."""
    return html.Div(
        className="alone",
        children=[
            html.H2(texts["shell.absent"]),
            html.P(dcc.Link(texts["shell.absent.back"], href="/")),
        ],
    )


def with_dashes(**named: str) -> dict[str, Any]:
    """Return attributes whose names Python cannot write, as in ``**with_dashes(aria_label="x")``.

    >>> with_dashes(aria_label="Undo", data_key="z")
    {'aria-label': 'Undo', 'data-key': 'z'}
    """
    return {name.replace("_", "-"): value for name, value in named.items()}


def register(app: Dash) -> None:
    """Wire up what works by itself on every page, all of it in the browser (assets/shell.js)."""

    def in_browser(name: str, *wires: Any, at_first: bool = False) -> None:
        function = ClientsideFunction("relsim_shell", name)
        app.clientside_callback(function, *wires, prevent_initial_call=not at_first)

    in_browser(
        "choose",
        Output(ids.CHOSEN_LOOK, "data"),
        Input(ids.SCHEME, "n_clicks"),
        Input(ids.PROJECTOR, "n_clicks"),
        State(ids.CHOSEN_LOOK, "data"),
    )
    in_browser(
        "wear",
        Output(ids.THEME, "forceColorScheme"),
        Output(ids.SCHEME, "aria-pressed"),
        Output(ids.PROJECTOR, "aria-pressed"),
        Input(ids.CHOSEN_LOOK, "modified_timestamp"),
        State(ids.CHOSEN_LOOK, "data"),
        at_first=True,
    )
    in_browser(
        "copyLink",
        Output(ids.LINK_SHOWN, "opened"),
        Output(ids.LINK, "value"),
        Input(ids.COPY_LINK, "n_clicks"),
    )
    in_browser(
        "opened",
        Output(ids.TRUST_SHOWN, "opened"),
        Input(ids.TRUST, "n_clicks"),
        Input(ids.WHERE, "pathname"),
        State(ids.TRUST_SHOWN, "opened"),
    )
    in_browser(
        "listKeys",
        Output(ids.KEYS_SHOWN, "opened"),
        Output(f"{ids.KEYS}-list", "children"),
        Input(ids.KEYS, "n_clicks"),
    )
    in_browser("closed", *(Input(name, "opened") for name in DIALOGS))
    in_browser("title", Input(ids.TITLE, "data"))


def _header(texts: Texts) -> Component:
    return html.Header(
        className="head",
        children=[
            html.Div(
                className="names",
                children=[
                    _fold(texts),
                    html.Span("relsim", className="brand"),
                    html.H1("", id=ids.HEADING),
                    html.Nav(id=ids.MENU, **with_dashes(aria_label=texts["shell.menu"])),
                    html.Span(id=ids.SCENARIO_NAME),
                ],
            ),
            html.Div(
                id=ids.SCENARIO_TOOLS,
                className="tools",
                role="group",
                hidden=True,
                **with_dashes(aria_label=texts["shell.tools"]),
                children=[
                    _tool(ids.UNDO, "shell.undo", texts, key="z", disabled=True),
                    _tool(ids.REDO, "shell.redo", texts, key="shift+z", disabled=True),
                    _tool(ids.REPLAY, "shell.replay", texts, key="r", disabled=True),
                ],
            ),
            html.Div(
                className="tools",
                role="group",
                **with_dashes(aria_label=texts["shell.view"]),
                children=[
                    _tool(
                        ids.COPY_LINK,
                        "shell.copy",
                        texts,
                        **with_dashes(data_done=texts["shell.copied"]),
                    ),
                    _tool(ids.PROJECTOR, "shell.projector", texts, key="p", pressed=False),
                    _tool(ids.SCHEME, "shell.scheme", texts, pressed=False),
                ],
            ),
        ],
    )


def _fold(texts: Texts) -> Component:
    """Return what opens and closes the menu on a phone (assets/folding.js); hidden elsewhere."""
    return html.Button(
        [
            html.Span(className="icon icon-fold", **with_dashes(aria_hidden="true")),
            texts["shell.menu.fold"],
        ],
        id=ids.FOLD,
        className="tool",
        type="button",
        **with_dashes(aria_controls=ids.MENU, aria_expanded="false"),
    )


def _tool(
    name: str,
    said: str,
    texts: Texts,
    *,
    key: str = "",
    pressed: bool | None = None,
    disabled: bool = False,
    **more: Any,
) -> Component:
    """Return a button of the header: a picture with its name beside it where there is room."""
    label = texts[said]
    short = texts.get(f"{said}.short", label)
    if key:
        more["data-key"] = key
        more["aria-keyshortcuts"] = key.title()
    if pressed is not None:
        more["aria-pressed"] = str(pressed).lower()
    return html.Button(
        id=name,
        className="tool",
        type="button",
        title=f"{label} ({key.upper()})" if key else label,
        disabled=disabled,
        n_clicks=0,
        children=[
            html.Span(className=f"icon icon-{name}", **with_dashes(aria_hidden="true")),
            html.Span(short, id=f"{name}-name", className="tool-name"),
        ],
        **with_dashes(aria_label=label, data_says=short),
        **more,
    )


def _banner(texts: Texts) -> Component:
    said: dict[str, Any] = {
        f"data-{kind}": texts[f"shell.{kind}"] for kind in ("lost", "back", "trouble", "refused")
    }
    return html.Div(id=ids.NOTICE, className="notice", role="status", hidden=True, **said)


def _footer(texts: Texts) -> Component:
    try:
        release = version("relsim")
    except PackageNotFoundError:
        release = ""
    return html.Footer(
        className="foot",
        children=[
            html.Dl(
                [
                    html.Div([html.Dt(texts["shell.seed"]), html.Dd(id=ids.SEED)]),
                    html.Div([html.Dt(texts["shell.replications"]), html.Dd(id=ids.REPLICATIONS)]),
                ]
            ),
            html.Span(texts("shell.version", version=release)),
            html.Button(texts["shell.keys"], id=ids.KEYS, className="plain", type="button"),
            html.Button(texts["shell.trust"], id=ids.TRUST, className="plain", type="button"),
        ],
    )
