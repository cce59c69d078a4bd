"""What keeps the dashboard safe on a workshop's network: who may ask, how much, and what is said.

Everything a browser sends is written by whoever wants to. What reads it checks it; what slips
through all checks ends here, in one line of the log and one calm sentence, never a traceback.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import socket
import traceback
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from relsim.dashboards.posted import answered
from relsim.dashboards.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from flask import Flask, Response

LOG = logging.getLogger("relsim.dashboards")
LARGEST_BODY = 256 * 1024  # bytes; the largest honest request, a history of scenarios, is a tenth
ON_THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
LONGEST_MESSAGE = 200
# Nothing of this may be used, so that a page which is broken into cannot ask for it either.
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "usb")


def guard(server: Flask, hashes: Sequence[str], texts: Texts, *, lan: bool) -> None:
    """Put the guards around a server whose pages are all registered.

    Parameters
    ----------
    server
        The Flask server that answers.
    hashes
        Of all inline scripts, as `dash.Dash.csp_hashes` gives them once all callbacks are known.
    texts
        What is said to someone who is refused.
    lan
        Whether other machines may ask, by this one's addresses or names.
    """
    from flask_talisman import Talisman

    server.debug = False  # FLASK_DEBUG in the environment would show tracebacks
    server.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    server.config["PROPAGATE_EXCEPTIONS"] = False
    names = ON_THIS_MACHINE | (own_names() if lan else frozenset())
    server.before_request(lambda: _refuse_strangers(names, lan))
    _calm_errors(server, texts)
    Talisman(
        server,
        force_https=False,  # there is no certificate for a laptop's address
        session_cookie_secure=False,
        strict_transport_security=False,
        frame_options="DENY",
        referrer_policy="no-referrer",
        permissions_policy=dict.fromkeys(UNUSED, "()"),
        content_security_policy={
            "default-src": "'none'",
            "script-src": ["'self'", *hashes],
            # Mantine and Plotly set styles from their scripts; there is no other way to let them.
            "style-src": ["'self'", "'unsafe-inline'"],
            "img-src": ["'self'", "data:", "blob:"],
            "font-src": ["'self'", "data:"],
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        },
    )


def trusted(host: str, names: Collection[str], *, lan: bool) -> bool:
    """Whether a request's Host is this server's own.

    A page on another site may make its own name point at this machine and then read what is
    served here (DNS rebinding); it cannot make a number do that, so numbers are let in with `lan`.

    >>> trusted("127.0.0.1:8050", ON_THIS_MACHINE, lan=False)
    True
    >>> trusted("192.168.1.7:8050", ON_THIS_MACHINE, lan=False)
    False
    >>> trusted("192.168.1.7:8050", ON_THIS_MACHINE, lan=True)
    True
    >>> trusted("evil.example:8050", ON_THIS_MACHINE, lan=True)
    False
    """
    name = _name_of(host)
    if name is None:
        return False
    if name in names:
        return True
    if not lan:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def own_names() -> frozenset[str]:
    """The names by which a local network knows this machine."""
    name = socket.gethostname().lower()
    return frozenset({name, f"{name.partition('.')[0]}.local"}) if name else frozenset()


def told(error: BaseException) -> str:
    """An error in one line for the log: what and where, whatever a stranger put into it."""
    steps = traceback.extract_tb(error.__traceback__)
    place = f" ({steps[-1].filename.rpartition('/')[2]}:{steps[-1].lineno})" if steps else ""
    try:
        message = ascii(str(error))
    except Exception:  # an error that cannot even be written
        message = "''"
    if len(message) > LONGEST_MESSAGE:
        message = message[:LONGEST_MESSAGE] + "…"
    return f"{type(error).__name__}: {message}{place}"


def _refuse_strangers(names: Collection[str], lan: bool) -> None:
    from flask import abort, request

    if not trusted(request.headers.get("Host", ""), names, lan=lan):
        abort(421)
    # A page of another site may send, even where it may not read: it must not make us work.
    origin = request.headers.get("Origin")
    own = (None, f"http://{request.headers.get('Host')}")
    if request.method not in ("GET", "HEAD", "OPTIONS") and origin not in own:
        abort(403)


def _name_of(host: str) -> str | None:
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # a port that is none raises
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or parts.username is not None:
        return None
    return parts.hostname


def _calm_errors(server: Flask, texts: Texts) -> None:
    from dash.exceptions import DependencyException, InvalidResourceError
    from flask import Response, request

    def answer(key: str, status: int) -> Response:
        body = json.dumps({"message": texts[key]})
        return Response(body, status=status, mimetype="application/json")

    # Dash's own answer repeats the path that was asked for, as HTML.
    @server.errorhandler(InvalidResourceError)
    @server.errorhandler(DependencyException)
    def _no_such_file(error: Exception) -> Response:
        return answer("shell.refused", 404)

    @server.errorhandler(Exception)
    def _failed(error: Exception) -> Response:
        refused = getattr(error, "code", None)
        if isinstance(refused, int) and not _ours(error):  # an answer that Flask gives as an error
            LOG.debug("%s %s", refused, ascii(request.path))
            return answer("shell.refused", refused)
        # What fails before one of our callbacks is reached was not sent by our pages.
        if request.method == "POST" and not _ours(error):
            LOG.debug("refused: %s", told(error))
            return answer("shell.refused", 400)
        LOG.error("%s %s failed: %s", request.method, ascii(request.path), told(error))
        return answer("shell.trouble", 500)


def _ours(error: BaseException) -> bool:
    """Whether an error came up in or below an answer of a page, not in the reading of a request."""
    from dash._callback import _invoke_callback

    ours = {_invoke_callback.__code__, answered.__code__}
    return any(frame.f_code in ours for frame, _ in traceback.walk_tb(error.__traceback__))
