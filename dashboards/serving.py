"""The dashboard's server: waitress on this machine, never Flask's own, never in debug mode."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from threading import Thread
from typing import TYPE_CHECKING, Any

from relsim.dashboards.app import context_of
from relsim.dashboards.room.joining import lan_address
from relsim.dashboards.room.page import announced
from relsim.dashboards.security import LARGEST_BODY, LOG, told
from relsim.errors import InputError

if TYPE_CHECKING:
    from dash import Dash

    from relsim.dashboards.context import Context

__all__ = ["bound", "lan_address", "run", "warming"]

HERE = "127.0.0.1"
ANYWHERE = "0.0.0.0"
PORT = 8050
# Most of them wait for the engine, which has its own limit, while others hand out files.
THREADS = 32
# Twenty browsers in a room open six connections each.
MOST_CONNECTIONS = 500


def bound(app: Dash, *, port: int = PORT, lan: bool = False) -> Any:
    """Return the server, listening but not yet answering.

    Parameters
    ----------
    app
        As `relsim.dashboards.app.create_app` makes it.
    port
        0 takes a free one.
    lan
        Whether other machines of the network can reach it.

    Raises
    ------
    InputError
        The port is in use or not ours to take.
    """
    from waitress import create_server

    # Whatever is wrong with a request is the asker's affair; the queue's depth is nobody's.
    logging.getLogger("waitress").setLevel(logging.ERROR)
    try:
        server: Any = create_server(
            app.server,
            host=ANYWHERE if lan else HERE,
            port=port,
            threads=THREADS,
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
            max_request_body_size=LARGEST_BODY,
            clear_untrusted_proxy_headers=True,
            ident="relsim",
        )
    except OSError as error:
        raise InputError(
            f"--port {port}: {error.strerror or error}; choose another, as in --port {port + 1}"
        ) from error
    return server


def run(app: Dash, server: Any, opened: Callable[[], None] | None = None) -> None:
    """Answer until interrupted, compiling the model meanwhile.

    Parameters
    ----------
    app, server
        What is served, and the server that `bound` returned.
    opened
        Called once the server is about to answer, as to open a browser.
    """
    context = context_of(app)
    warming(context)
    if context.settings.lan:
        print(announced(app, int(server.effective_port)), file=sys.stderr, flush=True)
    if opened is not None:
        opened()
    try:
        server.run()  # returns quietly when interrupted
    finally:
        server.close()


def warming(context: Context) -> Thread:
    """Compile the model in a thread of its own, and say when pages may be shown."""

    def warm() -> None:
        try:
            context.live.warm()
        except Exception as error:  # the page says what it can do without
            LOG.error("the model could not be compiled: %s", told(error))
        finally:
            context.ready.set()
        for compile_more in context.later:
            try:
                compile_more()
            except Exception as error:  # the page that needs it will say so
                LOG.error("a part of the model could not be compiled: %s", told(error))

    thread = Thread(target=warm, name="warming", daemon=True)
    thread.start()
    return thread
