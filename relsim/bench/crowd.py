"""A room full of people who all move a lever at once: what twenty clients wait for, at worst."""

from __future__ import annotations

import copy
import http.client
import itertools
import json
import random
import statistics
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from relsim.bench.painting import SCRIPT, Noise, against, drag_steps, drawn, quantile
from relsim.dashboards import browsing
from relsim.dashboards.levers import LEVERS

CLIENTS = 20
WINDOWS = 3
"""So many of them are real browsers; more would time their own drawing on the same two cores."""
ROUNDS = 3
DRAG_SECONDS = (0.5, 1.5)
REST_SECONDS = (2.0, 5.0)
"""How long people look at what came of a drag before the next."""
DRAWING_SECONDS = 0.05
"""What a browser draws for each picture; the others wait as long before they ask for the next."""
MOST_WAIT_MS = 2000.0
"""What issue 4 allows."""
_VIEW = {"width": browsing.SCREEN[0], "height": browsing.SCREEN[1]}


@dataclass
class Client:
    """Somebody who moves levers, without the pictures: asks as the page does, one at a time.

    Attributes
    ----------
    address
        Where requests are posted.
    template
        A request as the page sends it.
    number
        Decides where this one moves to, so that no two look at the same.
    waits
        Seconds until each answer was there, first looks and full ones.
    faults
        Whatever was no proper answer.
    last
        The last full request, and its answer.
    """

    address: str
    template: Mapping[str, Any]
    number: int
    waits: dict[str, list[float]] = field(default_factory=lambda: {"quick": [], "full": []})
    faults: list[str] = field(default_factory=list)
    last: tuple[dict[str, Any], dict[str, Any]] | None = None

    def __post_init__(self) -> None:
        """Have an own wish and an own way there."""
        self._luck = random.Random(self.number)
        self._sequence = itertools.count(1)

    def drag(self, seconds: float, least: int = 1) -> None:
        """Move a lever to and fro as long, and let go: first looks, then the full scenario."""
        parts = urlsplit(self.address)
        wire = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        until, moves = time.monotonic() + seconds, 0
        try:
            while moves < least or time.monotonic() < until:
                began = time.monotonic()
                self._move(wire, parts.path, quick=True)
                moves += 1
                time.sleep(max(0.0, DRAWING_SECONDS - (time.monotonic() - began)))
            self._move(wire, parts.path, quick=False)
        finally:
            wire.close()

    def _move(self, wire: http.client.HTTPConnection, path: str, *, quick: bool) -> None:
        request = copy.deepcopy(dict(self.template))
        request |= {"sequence": next(self._sequence), "quick": quick, "query": None}
        for lever in self._luck.sample(LEVERS[:-1], 2):
            steps = round((lever.high - lever.low) / lever.step)
            # Off the steps a little, each client by its own: nobody finds another's answer.
            value = lever.low + lever.step * self._luck.randrange(steps)
            own = value if lever.whole else value + lever.step * (self.number + 1) / 100
            request["scenario"]["settings"][lever.name] = round(own, 9)
        start = time.monotonic()
        try:
            wire.request("POST", path, json.dumps(request), {"Content-Type": "application/json"})
            response = wire.getresponse()
            body = response.read()
            self.waits["quick" if quick else "full"].append(time.monotonic() - start)
            found = json.loads(body)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.faults.append(f"{type(error).__name__}: {error}")
            wire.close()  # opened again by the next request
            return
        if response.status != 200 or found.get("trouble"):
            self.faults.append(f"{response.status}: {body[:200]!r}")
        elif found["sequence"] != request["sequence"]:
            self.faults.append(f"asked {request['sequence']}, answered {found['sequence']}")
        elif not quick:
            self.last = (request, found)
            if found["scenario"]["settings"] != request["scenario"]["settings"]:
                self.faults.append(f"was given another's scenario: {found['scenario']}")


def bench_crowd() -> Iterator[tuple[str, str]]:
    """Let twenty clients drag and let go, three of them browsers: in a row, then all at once."""
    noise = Noise()
    noise.look()
    with browsing.serving() as address, browsing.chromium() as browser:
        windows = [browser.new_context(viewport=_VIEW) for _ in range(WINDOWS)]
        pages = [window.new_page() for window in windows]
        faults: list[str] = []
        for page in pages:
            page.add_init_script(SCRIPT)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("response", lambda found: faults.append(found.url) if not found.ok else None)
            page.goto(address)
            browsing.rest(page, browsing.FIRST_WAIT_MS)
        url, template = posted(pages[0])
        for name, together in (("each at their own pace", False), ("all let go at once", True)):
            clients = [
                Client(url, template, number + together * CLIENTS)
                for number in range(CLIENTS - WINDOWS)
            ]
            painted = _moving(clients, pages, together=together)
            yield from _told(name, clients, painted, faults)
            faults.clear()
            noise.look(1.0)
    yield noise.told()


def posted(page: Any) -> tuple[str, dict[str, Any]]:
    """Return where the Workshop posts a request for a scenario, and such a request."""

    def asks(request: Any) -> bool:
        return request.method == "POST" and '"scenario"' in (request.post_data or "")

    page.locator(f"#workshop-box-{LEVERS[0].name} [role=slider]").focus()
    with page.expect_request(asks) as found:
        page.keyboard.press("ArrowRight")
    browsing.rest(page)
    return found.value.url, found.value.post_data_json


def _moving(
    clients: Sequence[Client], pages: Sequence[Any], *, together: bool
) -> list[tuple[float, float]]:
    """Drag in all places; return the windows' waits after release: last drag picture, full one."""
    gate = threading.Barrier(len(clients) + 1)
    middle = statistics.mean(DRAG_SECONDS)

    def rounds(client: Client) -> None:
        luck = random.Random(client.number)
        for _ in range(ROUNDS):
            if together:
                gate.wait()
                client.drag(middle)
            else:
                time.sleep(luck.uniform(*REST_SECONDS))
                client.drag(luck.uniform(*DRAG_SECONDS))

    painted: list[tuple[float, float]] = []
    with ThreadPoolExecutor(len(clients)) as pool:
        working = [pool.submit(rounds, client) for client in clients]
        for turn in range(ROUNDS):
            time.sleep(statistics.mean(REST_SECONDS))
            for page in pages:
                page.evaluate("relsimWatch.attach(); relsimWatch.taken()")
            if together:
                gate.wait()
            _drag_all(pages, middle, 1 if turn % 2 == 0 else -1)
            for page in pages:
                browsing.rest(page, 60_000)
                painted += _after_release(page.evaluate("relsimWatch.taken()"))
        for work in working:
            work.result()
    return painted


def _after_release(seen: list[dict[str, Any]]) -> Iterator[tuple[float, float]]:
    release = next(one["at"] for one in reversed(seen) if one["what"] == "pointerup")
    what = drawn(seen, seen[0]["at"])
    if what is not None:
        late = max([look - release for look in what.looks[:-1]], default=0.0)
        yield late, what.looks[-1] - release


def _drag_all(pages: Sequence[Any], seconds: float, way: int) -> None:
    """Drag a lever in every window, a step here and a step there."""
    names = [lever.name for lever in LEVERS if not lever.whole]
    steps = [drag_steps(page, name, way, seconds) for page, name in zip(pages, names, strict=False)]
    for _ in itertools.zip_longest(*steps):
        pass


def _told(
    name: str,
    clients: Sequence[Client],
    painted: Sequence[tuple[float, float]],
    faults: Sequence[str],
) -> Iterator[tuple[str, str]]:
    wrong = [fault for client in clients for fault in client.faults] + list(faults)
    waits = {
        kind: [1e3 * wait for client in clients for wait in client.waits[kind]]
        for kind in ("quick", "full")
    }
    count = sum(map(len, waits.values()))
    yield f"{CLIENTS} clients drag, {name}", f"{count} answers, {len(wrong)} errors (goal: 0)"
    for kind, what in (("quick", "a first look"), ("full", "the full scenario after release")):
        found = waits[kind]
        middle, most = statistics.median(found), max(found)
        told = f"{middle:.0f} ms median, {quantile(found, 0.95):.0f} 95 %"
        yield f"  {what}", f"{told}, {against(most, MOST_WAIT_MS, 'worst')}"
    if painted:
        late, full = (max(part) for part in zip(*painted, strict=True))
        yield "  in the browsers, full scenario painted", against(full, MOST_WAIT_MS, "worst")
        yield "    last picture of the drag", f"{late:.0f} ms after release, worst"
    for fault in wrong[:3]:
        yield "  error", fault
