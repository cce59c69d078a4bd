"""What every test of the room finds: a dashboard that lets phones in, and who leads its room."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from dashboard_server import Served, served
from roomed import Leader, session

from relsim.dashboards.app import Settings


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Served]:
    with served(Settings(lan=True)) as found:
        # So that nobody waits for the first answer.
        found.context.live.show(session(found).room.seen().activity.scenario)
        yield found


@pytest.fixture
def leader(dashboard: Served) -> Leader:
    """Whoever leads, with an empty room."""
    leader = Leader(dashboard)
    leader.act("empty")
    return leader


@pytest.fixture
def client(dashboard: Served) -> Any:
    """Whoever asks without a connection, from a machine of one's choice."""
    return dashboard.app.server.test_client()
