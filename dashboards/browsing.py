"""A served dashboard in a real browser without a window, as benchmarks and pictures need it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from relsim.errors import InputError

#: What a page without a window may be called on the PATH, the likeliest first.
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
#: Width and height of a projector's picture.
SCREEN = (1920, 1080)
#: What is there once a page is shown and nothing more will happen by itself.
RESTING = "#page [data-idle]"
FIRST_WAIT_MS = 120_000
"""The first start compiles the model."""
_ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving(*options: str) -> Iterator[str]:
    """Run ``relsim dashboard`` in a process of its own, and give its address without a slash.

    Parameters
    ----------
    *options
        Of the command, besides a free port and no browser.

    Raises
    ------
    InputError
        It ended before it answered.
    """
    command = [sys.executable, "-m", "relsim", "dashboard", "--port", "0", "--no-browser"]
    with subprocess.Popen([*command, *options], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            said = process.stderr.readline()
            found = _ADDRESS.search(said)
            if found is None:
                raise InputError(f"relsim dashboard did not start: {said.strip()}")
            # What it says later must not fill the pipe, or it would wait for a reader.
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield found[0]
        finally:
            process.terminate()


@contextmanager
def chromium() -> Iterator[Any]:
    """Open Chromium without a window, and give it as Playwright has it.

    Raises
    ------
    InputError
        There is no browser, nothing to steer it with, or it gave up.
    """
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        raise InputError("playwright is not installed: pip install 'relsim[dev]'") from None
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise InputError("no Chromium on the PATH (Debian: apt-get install chromium)")
    with sync_playwright() as begun:
        # Without a sandbox, as root has none; it opens this machine's own pages only.
        browser = begun.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        except Error as error:
            raise InputError(
                f"the browser gave up: {error.message.partition('Call log')[0]}"
            ) from error
        finally:
            browser.close()


@contextmanager
def tab(
    browser: Any, address: str, *, scheme: str = "light", script: str | None = None
) -> Iterator[Any]:
    """Open an address in a window of its own, as large as a projector's picture, until it rests.

    Parameters
    ----------
    browser
        As `chromium` gives it.
    address
        With path and query.
    scheme
        ``light`` or ``dark``.
    script
        What runs in the page before its own scripts.
    """
    width, height = SCREEN
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    try:
        page = context.new_page()
        if script is not None:
            page.add_init_script(script)
        page.goto(address)
        rest(page, FIRST_WAIT_MS)
        yield page
    finally:
        context.close()


def rest(page: Any, milliseconds: int = 30_000) -> None:
    """Wait until nothing more happens on a page by itself."""
    page.wait_for_selector(RESTING, state="attached", timeout=milliseconds)
