"""The dashboard served to tests: a real waitress on a free port, a real browser that is watched.

`browser` and `dashboard` are fixtures of `conftest.py`; a module that wants another dashboard makes
its own of `served`:

    def test_something(browser: Any, dashboard: Served) -> None:
        with watched(browser, dashboard) as tab:
            ...
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from waitress import wasyncore

from relsim.dashboards import navigation
from relsim.dashboards.app import Context, Settings, context_of, create_app
from relsim.dashboards.navigation import Page
from relsim.dashboards.serving import bound

SIZES = ((1920, 1080), (1280, 720))
SCHEMES = ("light", "dark")
WAIT_MS = 60_000


@dataclass
class Served:
    """A dashboard that answers."""

    app: Any
    context: Context
    address: str
    port: int
    _server: Any = field(repr=False)
    _thread: threading.Thread = field(repr=False)

    def stop(self) -> None:
        """Break off every connection and answer no more, as if the process were gone."""
        if self._thread.is_alive():
            everything = self._server._map
            # In the server's own thread, which ends when nothing is left to wait for.
            self._server.trigger.pull_trigger(lambda: wasyncore.close_all(everything, True))
            self._thread.join()
            self._server.task_dispatcher.shutdown()


def start(app: Any, *, port: int = 0, lan: bool = False) -> Served:
    """Serve an app in a thread of its own; the model is warmed by whoever wants it to be."""
    server = bound(app, port=port, lan=lan)
    thread = threading.Thread(target=server.run, name="dashboard", daemon=True)
    thread.start()
    number = int(server.effective_port)
    address = f"http://127.0.0.1:{number}"
    return Served(app, context_of(app), address, number, server, thread)


@contextmanager
def served(
    settings: Settings | None = None,
    pages: Sequence[Page] = navigation.PAGES,
    *,
    warm: bool = True,
) -> Iterator[Served]:
    """Serve a dashboard until the block ends, compiled beforehand unless `warm` is False."""
    app = create_app(settings or Settings(), pages)
    context = context_of(app)
    if warm:
        context.live.warm()
        context.ready.set()
    found = start(app)
    try:
        yield found
    finally:
        found.stop()


@contextmanager
def chromium(path: str) -> Iterator[Any]:
    """Open Debian's Chromium without a window."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as begun:
        opened = begun.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@dataclass
class Tab:
    """A page in the browser, with everything it asked for and everything it complained about."""

    page: Any
    faults: list[Any] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)

    def elsewhere(self, address: str) -> list[str]:
        """What it asked for anywhere but at `address`."""
        own = (address, "data:", "blob:")
        return [url for url in self.asked if not url.startswith(own)]


@contextmanager
def watched(
    browser: Any,
    dashboard: Served,
    path: str = "/",
    *,
    size: tuple[int, int] = SIZES[1],
    scheme: str = "light",
    ready: str = "#page > :not(.alone)",
    calm: bool = True,
    permissions: Sequence[str] = (),
) -> Iterator[Tab]:
    """Open a page and wait until `ready` is in it.

    When the block ends, the page must not have asked for anything elsewhere and, if `calm`, must
    have complained about nothing.
    """
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        permissions=list(permissions),
    )
    page = context.new_page()
    tab = Tab(page)
    page.on("console", lambda said: tab.faults.append(said.text) if _fault(said) else None)
    page.on("pageerror", lambda error: tab.faults.append(str(error)))
    page.on("request", lambda request: tab.asked.append(request.url))
    page.on("response", lambda answer: tab.answers.append((answer.status, answer.url)))
    try:
        page.goto(dashboard.address + path)
        page.wait_for_selector(ready, state="attached", timeout=WAIT_MS)
        yield tab
        # With messages: pytest explains asserts only in test modules.
        elsewhere = tab.elsewhere(dashboard.address)
        assert not elsewhere, elsewhere
        refused = [found for found in tab.answers if found[0] >= 400]
        assert not calm or not tab.faults + refused, tab.faults + refused
    finally:
        context.close()


def _fault(said: Any) -> bool:
    return said.type in ("error", "warning")


def serious(page: Any) -> list[str]:
    """What axe finds wrong with a page that is serious or critical, with the place it is at."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    found = axe.Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:200]} {node['failureSummary'][:300]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


OVERFLOWING = """() => {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) wrong.push(`page is ${root.scrollWidth} wide`);
  if (root.scrollHeight > innerHeight) wrong.push(`page is ${root.scrollHeight} high`);
  for (const one of document.querySelectorAll('header *, footer *')) {
    const box = one.getBoundingClientRect();
    if (box.width === 0 || getComputedStyle(one).visibility === 'hidden') continue;
    if (box.left < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      wrong.push(`${one.tagName} ${one.id} ${one.className} is outside`);
  }
  const tops = [...document.querySelectorAll('header button, header a, header h1')]
    .filter((one) => one.getBoundingClientRect().width > 1);
  for (const one of tops) for (const other of tops) {
    if (one === other || one.contains(other) || other.contains(one)) continue;
    const a = one.getBoundingClientRect(), b = other.getBoundingClientRect();
    const beside = a.left >= b.right - 1 || b.left >= a.right - 1;
    if (!beside && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      wrong.push(`${one.id || one.textContent} lies on ${other.id || other.textContent}`);
  }
  return wrong;
}"""
"""What of the frame is cut off or lies on something else, as a script for `page.evaluate`."""
