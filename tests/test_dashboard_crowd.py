"""Twenty people move levers at once: each gets their own answer, and nobody an error."""

from __future__ import annotations

import http.client
import json
import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dashboard_server import Served, chromium, served, watched
from test_dashboard_workshop import SETTLED, after, link, settled, slider

from relsim.bench.crowd import Client
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.workshop.page import ADDRESS

pytestmark = pytest.mark.slow

CLIENTS = 20
WINDOWS = 3
REQUEST: dict[str, Any] = {
    "scenario": {
        "strategies": ["servile", "combative", "advisory"],
        "settings": {"customers": 250, "reps": 3},
        "periods": 24,
        "replications": 6,
        "seed": 4,
    },
    "heights": [300, 300],
}


@pytest.fixture
def dashboard() -> Iterator[Served]:
    with served() as found:
        yield found


def asked_alone(dashboard: Served, request: dict[str, Any]) -> dict[str, Any]:
    wire = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=60)
    wire.request("POST", ADDRESS, json.dumps(request), {"Content-Type": "application/json"})
    found: dict[str, Any] = json.loads(wire.getresponse().read())
    wire.close()
    return found


def all_at_once(clients: list[Client]) -> ThreadPoolExecutor:
    """Let every client drag a few pictures twice, all beginning in the same moment."""
    gate = threading.Barrier(len(clients))

    def move(client: Client) -> None:
        for _ in range(2):
            gate.wait(60)
            client.drag(0.0, least=3)

    pool = ThreadPoolExecutor(len(clients))
    for client in clients:
        pool.submit(move, client)
    return pool


def hold_their_own(clients: list[Client], dashboard: Served) -> None:
    for client in clients:
        assert client.faults == []
        assert [len(client.waits[kind]) for kind in ("quick", "full")] == [6, 2]
    lasts = [client.last for client in clients if client.last is not None]
    assert len({json.dumps(asked["scenario"]) for asked, _ in lasts}) == len(clients)
    assert len({json.dumps(found["figures"]) for _, found in lasts}) == len(clients)
    # Asked once more with nobody else there: the same numbers, drawn the same way.
    dashboard.context.live._found.clear()
    for client in clients[::4]:
        assert client.last is not None
        request, found = client.last
        assert asked_alone(dashboard, request) == found


def test_each_of_twenty_gets_their_own_last_answer(
    dashboard: Served, caplog: pytest.LogCaptureFixture
) -> None:
    clients = [Client(dashboard.address + ADDRESS, REQUEST, number) for number in range(CLIENTS)]
    all_at_once(clients).shutdown()
    hold_their_own(clients, dashboard)
    assert [said for said in caplog.records if said.levelno >= logging.WARNING] == []


@pytest.mark.browser
def test_browsers_among_them_show_their_own_scenario(chromium_path: str, dashboard: Served) -> None:
    clients = [
        Client(dashboard.address + ADDRESS, REQUEST, number) for number in range(CLIENTS - WINDOWS)
    ]
    with (
        chromium(chromium_path) as browser,
        watched(browser, dashboard, ready=SETTLED) as one,
        watched(browser, dashboard, ready=SETTLED) as two,
        watched(browser, dashboard, ready=SETTLED) as three,
    ):
        pages = [tab.page for tab in (one, two, three)]
        before = [settled(page) for page in pages]
        crowd = all_at_once(clients)
        for step in range(6):
            for page, lever in zip(pages, LEVERS, strict=False):
                slider(page, lever.name).press("ArrowRight" if step else "ArrowLeft")
        crowd.shutdown()
        for page, lever, old in zip(pages, LEVERS, before, strict=False):
            after(page, old)
            value = float(slider(page, lever.name).get_attribute("aria-valuenow"))
            assert value != lever.default
            ((name, (told,)),) = link(page).items()
            assert (name, float(told)) == (lever.name, value)
    hold_their_own(clients, dashboard)
