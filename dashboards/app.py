"""The dashboard as one Dash app: frame, pages, and what keeps it safe on a workshop's network."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import dash
from dash import Dash, Input, Output
from flask import Flask

from relsim.dashboards import frame, ids
from relsim.dashboards.context import Context, Settings
from relsim.dashboards.navigation import PAGES, Page
from relsim.dashboards.security import guard
from relsim.dashboards.shelf import indices, tables
from relsim.dashboards.texts import Texts, texts

if TYPE_CHECKING:
    from dash.development.base_component import Component

__all__ = ["Context", "Settings", "context_of", "create_app"]

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><g fill="none" stroke-width="4">'
    '<path d="M3 25 12 18 20 20 29 6" stroke="#009E73"/>'
    '<path d="M3 16 13 15 29 26" stroke="#0072B2" stroke-dasharray="3 2.5"/></g></svg>'
)
_INDEX = """<!doctype html>
<html lang="{language}">
<head>
{{%metas%}}
<meta name="color-scheme" content="light dark">
<title>{{%title%}}</title>
<link rel="icon" href="data:image/svg+xml,{icon}">
{{%css%}}
</head>
<body>
<noscript>{script}</noscript>
{{%app_entry%}}
{{%config%}}
{{%scripts%}}
{{%renderer%}}
</body>
</html>"""


def create_app(settings: Settings, pages: Sequence[Page] = PAGES) -> Dash:
    """Return the app with its pages, ready to be served.

    The model is not compiled yet: `relsim.dashboards.serving` does that while it serves, and sets
    `Context.ready`.

    Parameters
    ----------
    settings
        How this server was started.
    pages
        The pages in the order of the menu.

    Raises
    ------
    relsim.errors.InputError
        The book of accounts cannot be used.
    """
    context = _context(settings)
    said = context.texts
    server = Flask("relsim.dashboards", static_folder=None)
    server.extensions["relsim"] = context
    with _no_foreign_settings():
        app = _app(server, settings.language, said)
    app.layout = lambda: frame.frame(pages, said, language=settings.language)
    frame.register(app)
    _route(app, context, pages)
    tables.register(server, context)
    context.later.append(indices.warm)
    for page in pages:
        page.register(app, context)
    guard(server, app.csp_hashes(), said, lan=settings.lan)
    return app


def context_of(app: Dash) -> Context:
    """Return what an app's pages are built with."""
    context: Context = app.server.extensions["relsim"]
    return context


def _app(server: Flask, language: str, said: Texts) -> Dash:
    return Dash(
        "relsim.dashboards",
        server=server,  # type: ignore[arg-type]  # takes a Flask, and says so in its own docs
        title="relsim",
        update_title="",
        assets_folder=str(Path(__file__).with_name("assets")),
        index_string=_INDEX.format(
            language=language, icon=quote(_ICON), script=said["shell.script"]
        ),
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
        # A page's parts come and go, so callbacks name ids that are not there at first.
        suppress_callback_exceptions=True,
        add_log_handler=False,
        compress=False,
        enable_mcp=False,
    )


@contextmanager
def _no_foreign_settings() -> Iterator[None]:
    """Hide ``DASH_…`` in the environment: meant for another app, it would move or open this one."""
    hidden = {name: value for name, value in os.environ.items() if name.startswith("DASH_")}
    for name in hidden:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(hidden)


def _context(settings: Settings) -> Context:
    from relsim.dashboards.jobs import Jobs
    from relsim.dashboards.live import Live
    from relsim.dashboards.shelf.asking import Asking
    from relsim.dashboards.shelf.shelf import Shelf

    book = None
    if settings.accounts is not None:
        from relsim.accounts import read_book

        book = read_book(settings.accounts, dict(settings.columns) or None)
    said = texts(settings.language)
    jobs = Jobs()
    return Context(
        settings,
        Live(book, options=settings.options),
        said,
        Shelf(settings.results, said),
        jobs,
        Asking(jobs, said),
        book,
    )


def _route(app: Dash, context: Context, pages: Sequence[Page]) -> None:
    """Show the page that belongs to the address, once the model is compiled."""
    said = context.texts
    by_path = {page.path: page for page in pages}

    @app.callback(
        Output(ids.PAGE, "children"),
        Output(ids.HEADING, "children"),
        Output(ids.MENU, "children"),
        Output(ids.TITLE, "data"),
        Output(ids.SCENARIO_TOOLS, "hidden"),
        Output(ids.SCENARIO_NAME, "hidden"),
        Output(ids.PREPARING, "disabled"),
        Input(ids.WHERE, "pathname"),
        Input(ids.PREPARING, "n_intervals"),
    )
    def show(path: object, _checked: object) -> tuple[Any, ...]:
        page = by_path.get(_plain(path))
        ready = context.ready.is_set()
        if not ready and dash.ctx.triggered_id == ids.PREPARING:
            raise dash.exceptions.PreventUpdate
        name = said[page.title] if page is not None else said["shell.absent"]
        content: Component
        if page is None:
            content = frame.absent(said)
        elif ready:
            content = page.layout(context)
        else:
            content = frame.preparing(said)
        without = page is None or not page.scenario
        return (
            content,
            name,
            frame.menu(pages, page.path if page is not None else "", said),
            said("page.tab", title=name),
            without,
            without,
            ready,
        )


def _plain(path: object) -> str:
    """An address without the slash at its end; what is none leads to the first page."""
    if not isinstance(path, str):
        return "/"
    return path.rstrip("/") or "/"
