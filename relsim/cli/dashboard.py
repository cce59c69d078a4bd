"""``relsim dashboard``: the pages for a workshop and for a researcher, served on this machine."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from relsim.cli import options, output
from relsim.cli.compare import RESULTS
from relsim.errors import InputError

HIGHEST_PORT = 65_535


def dashboard(
    port: Annotated[
        int,
        typer.Option(
            "--port",
            metavar="N",
            parser=options.integer,
            help="Where to serve; 0 takes a free one.",
        ),
    ] = 8050,
    results: Annotated[
        Path,
        typer.Option("--results", metavar="FOLDER", help="Where results lie that can be explored."),
    ] = RESULTS,
    accounts: options.Accounts = None,
    columns: options.Columns = None,
    lan: Annotated[
        bool,
        typer.Option("--lan", help="Let other machines of this network in; read the warning."),
    ] = False,
    browser: Annotated[
        bool | None,
        typer.Option(
            "--browser/--no-browser",
            help="Open the page; without either, where there is a screen.",
        ),
    ] = None,
) -> None:
    """Move competition from calm to fierce and watch how the strategies part, while you move it.

    Serves pages on this machine until Ctrl-C: a workshop to show to a room, results folders to
    explore, with nothing leaving the machine. The first start compiles the model, which the page
    says and waits for.

    Example: `relsim dashboard --port 8051 --accounts book.csv`
    """
    options.whole("--port", port, 0, HIGHEST_PORT)
    read = options.columns(columns)
    if accounts is None:
        options.book(None, columns)  # refuses columns of no book
    from relsim.dashboards.app import Settings, create_app
    from relsim.dashboards.serving import bound, lan_address, run

    named = tuple((read or {}).items())
    if results != RESULTS and not results.is_dir():
        raise InputError(f"--results {results}: there is no such folder")
    settings = Settings(accounts=accounts, columns=named, results=results, lan=lan)
    app = create_app(settings)
    server = bound(app, port=port, lan=lan)
    address = f"http://127.0.0.1:{server.effective_port}/"
    output.note(f"The dashboard is at {address}  (Ctrl-C ends it)")
    if lan:
        output.note(
            f"On this network: http://{lan_address()}:{server.effective_port}/\n"
            "Everyone on this network can open it, use this machine to simulate and see the results"
            " served; nothing is encrypted. Use --lan only among people you trust."
        )
    wanted = _has_screen() if browser is None else browser
    run(app, server, (lambda: _show(address)) if wanted else None)


def _has_screen() -> bool:
    """Whether a person sits before a graphical screen here, and not at the end of a wire."""
    if not sys.stdout.isatty():
        return False
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _show(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        output.note("No browser could be opened; open the address by hand.")
