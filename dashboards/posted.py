"""Addresses of our own that pages post JSON to: answers that cannot wait for Dash's callbacks."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask, Response


def post(server: Flask, address: str, answer: Callable[[object], object]) -> None:
    """Answer what is posted to an address.

    Parameters
    ----------
    server
        The Flask server of the app; its guards hold for this address too.
    address
        Path, starting with ``/``.
    answer
        Takes JSON from anyone, None where it was none; returns what may hold Dash components.
    """

    def posted() -> Response:
        from flask import Response, request

        found = answered(answer, request.get_json(silent=True))
        return Response(json.dumps(found, default=_component), mimetype="application/json")

    posted.__name__ = address.strip("/").replace("/", "_")
    server.add_url_rule(address, view_func=posted, methods=["POST"])


def answered(answer: Callable[[object], object], given: object) -> object:
    """Return a page's answer: what fails below here is our fault, not the asker's."""
    return answer(given)


def _component(part: Any) -> Any:
    """Return a Dash component as its properties, as the browser takes it."""
    return part.to_plotly_json()
