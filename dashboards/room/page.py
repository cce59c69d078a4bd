"""Room: the projector's page with what leads it, and the page of the phones."""

from __future__ import annotations

import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dash import ClientsideFunction, Input, Output, State, dcc, html

from relsim.dashboards import ids
from relsim.dashboards.marks import spoken
from relsim.dashboards.play.page import playing_texts
from relsim.dashboards.posted import post
from relsim.dashboards.room import guests, joining, leading, players
from relsim.dashboards.room.session import Session

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component
    from flask import Flask

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts

ADDRESS = "/room/answer"
"""Where the projector's page posts what is pressed, and asks how the room stands."""
GUESTS = "/join/answer"
"""Where phones post who they are and what they bet."""
PLAYERS = "/join/play"
"""Where phones post what they choose."""
_KEPT = "relsim-room"
_PHONE = Path(__file__).with_name("phone")
_KINDS = {"phone.css": "text/css", "phone.js": "text/javascript"}


def name_of(what: str) -> str:
    """Return the identifier of something on the Room page."""
    return f"room-{what}"


def layout(context: Context) -> Component:
    """Return what stands between header and footer; who may lead is known once it asks."""
    said = context.texts
    return html.Div(
        [
            html.Div(id=name_of("question"), className="question"),
            html.Aside(id=name_of("way"), className="way", **spoken(said("room.way"))),
            html.Div(
                html.P(said("room.first")),
                id=name_of("board"),
                className="board",
                role="region",
                tabIndex="0",
                **spoken(said("room.board")),
            ),
            html.Div(
                [
                    html.Div(id=name_of("desk"), className="desk"),
                    html.Div(id=name_of("aside"), className="aside"),
                ],
                className="lead",
                role="region",
                **spoken(said("room.desk")),
            ),
            html.Div(id=name_of("alone"), className="alone"),
            dcc.Store(id=name_of("setup"), data=_setup(said)),
            dcc.Store(id=name_of("begun")),
        ],
        id=name_of("page"),
        className="room",
    )


def register(app: Dash, context: Context) -> None:
    """Register what answers the page and the phones."""
    session = Session(context)
    app.server.extensions[_KEPT] = session

    def led(request: object) -> dict[str, Any]:
        return leading.answer(request, _asker(context), session)

    post(app.server, ADDRESS, led)
    post(app.server, GUESTS, lambda request: guests.answer(request, session))
    post(app.server, PLAYERS, lambda request: players.play(request, session))
    _phones(app.server, context.texts)
    app.clientside_callback(
        ClientsideFunction("room", "start"),
        Output(name_of("begun"), "data"),
        Input(name_of("setup"), "data"),
        State(ids.SCENARIO, "data"),
    )


def announced(app: Dash, port: int) -> str:
    """Return what the terminal is told: how the room is led from another machine.

    Parameters
    ----------
    app
        The app whose room it is.
    port
        At which it is served.
    """
    session: Session = app.server.extensions[_KEPT]
    address = f"http://{joining.lan_address()}:{port}/room"
    return session.context.texts("room.key.terminal", address=address, secret=session.room.key)


def _asker(context: Context) -> leading.Asker:
    from flask import request

    port = request.environ.get("SERVER_PORT", "")
    base = joining.base(request.host, port, lan=context.settings.lan)
    return leading.Asker(request.remote_addr or "", base)


def _phones(server: Flask, said: Texts) -> None:
    """Hand out the phones' page: one small file each of HTML, style and script, and no more."""
    files = {name: (_PHONE / name).read_text(encoding="utf-8") for name in _KINDS}
    versions = {n: hashlib.sha256(text.encode()).hexdigest()[:12] for n, text in files.items()}
    page = (_PHONE / "phone.html").read_text(encoding="utf-8")
    filled = page.format(
        language=escape(said.language),
        title=escape(said("room.phone.title")),
        noscript=escape(said("room.phone.script")),
        style=f"/join/phone.css?v={versions['phone.css']}",
        script=f"/join/phone.js?v={versions['phone.js']}",
        texts=escape(json.dumps(said.under("room.phone"))),
        playing=escape(json.dumps(playing_texts(said))),
        address=GUESTS,
        players=PLAYERS,
    )

    def handed(text: str, kind: str) -> Any:
        from flask import Response

        return Response(text, mimetype=kind)

    server.add_url_rule(
        joining.PATH, "room_join", lambda: handed(filled, "text/html"), methods=["GET"]
    )
    for name, kind in _KINDS.items():
        text = files[name]
        server.add_url_rule(
            f"/join/{name}",
            f"room_{name.replace('.', '_')}",
            lambda text=text, kind=kind: handed(text, kind),
            methods=["GET"],
        )


def _setup(said: Texts) -> dict[str, Any]:
    return {
        "address": ADDRESS,
        "texts": said.under("room.script"),
        "ids": {
            "seed": ids.SEED,
            "replications": ids.REPLICATIONS,
            "command": ids.COMMAND,
            "announced": ids.ANNOUNCED,
        },
    }
