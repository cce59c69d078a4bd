"""What every test finds: the hypothesis profiles and a browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

IN_CI = os.environ.get("CI", "").lower() == "true"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# The first example may wait for numba to compile, which says nothing about the code under test.
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# In CI the examples are the same each time: a red run is red again when it is repeated.
settings.register_profile("ci", settings.get_profile("desk"), derandomize=True, print_blob=True)
settings.load_profile("ci" if IN_CI else "desk")


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is; without one the test is skipped, or fails where CI=true."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found is not None:
            return found
    message = "no Chromium on the PATH (Debian: apt-get install chromium)"
    if IN_CI:
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Any]:
    """Chromium, opened once for the tests of a module."""
    # Only tests that look into a browser need what serves pages to it.
    from dashboard_server import chromium

    with chromium(chromium_path) as found:
        yield found


@pytest.fixture(scope="module")
def dashboard() -> Iterator[Any]:
    """The dashboard as it is shipped; modules that want another one say so themselves."""
    from dashboard_server import served

    with served() as found:
        yield found
