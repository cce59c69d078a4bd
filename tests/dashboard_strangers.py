"""What strangers may send: requests of the pages' own, learnt from a browser, and made hostile."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from dashboard_server import Served, watched
from roomed import PHONE, Leader, session

import relsim
from relsim.dashboards.navigation import Page

SCRIPT = "<script>window.hurt = 1</script><img src=x onerror='window.hurt = 1'>"
LINK = '<a href="http://evil.example/">x</a>'
HUGE = 10**400
#: Whatever is none of these was not meant for us; 500 would be a fault of ours.
CALM = (200, 204, 302, 400, 404, 405, 413, 415)
CLICKABLE = (
    "#page button:visible, #page [role=tab]:visible, #page label:visible,"
    " #page [role=slider]:visible, #page .ag-row:visible, #page summary:visible"
)
MOST_CLICKS = 32
LONGEST_CLICK_MS = 600

HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**31,
    2**63,
    1e308,
    -1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    HUGE,
    -HUGE,
    "",
    " ",
    "0.5",
    "nan",
    "-1e999",
    SCRIPT,
    LINK,
    "javascript:alert(1)",
    "../../../../etc/passwd",
    "..\\..\\secret",
    "/etc/passwd",
    "file:///etc/passwd",
    "%2e%2e%2f%2e%2e%2f",
    "\x00\ud800\u202e",
    "{{7*7}}%s%n{0.__class__}",
    "'; DROP TABLE runs; --",
    "a" * 20_000,
    "__class__",
    [],
    {},
    [[]] * 200,
    list(range(2_000)),
    [None, {"a": [float("nan")]}],
    {"__class__": "x", "__proto__": {"hurt": 1}},
    {"": None, "a" * 5_000: {"b": {"c": {"d": [[[[[[]]]]]]}}}},
    {"props": {"children": SCRIPT}, "type": "Script", "namespace": "dash_html_components"},
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as a browser sent it.

    Attributes
    ----------
    method
        GET or POST.
    path
        Without the query.
    body
        JSON; for GET the query's pairs.
    """

    method: str
    path: str
    body: Any

    def sent(self, client: Any) -> Any:
        """Send it."""
        if self.method == "GET":
            return client.get(self.path, query_string=_query(self.body))
        data = json.dumps(self.body).encode()
        return client.post(self.path, data=data, content_type="application/json")


def _query(pairs: Any) -> str:
    """Whatever it has become, as the query of an address."""
    given = pairs if isinstance(pairs, dict) else {"q": pairs}
    text = {str(key): value if isinstance(value, str) else str(value)[:4_000]
            for key, value in given.items()}  # fmt: skip
    return urlencode(text, errors="replace")[:20_000]


def learnt(browser: Any, dashboard: Served, page: Page) -> tuple[list[Asked], list[str]]:
    """What a page asks while everything on it is clicked once, and what it complains about.

    The last of what it asks is its own address, with the query that brings its view back.
    """
    found: list[Asked] = []

    def heard(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.path.startswith(("/assets", "/_dash-component", "/_favicon", "/_reload")):
            return
        if request.method == "POST":
            found.append(Asked("POST", parts.path, json.loads(request.post_data)))
        elif parts.query:
            found.append(Asked("GET", parts.path, dict(parse_qsl(parts.query))))

    resting = "#page [data-idle]"
    with watched(browser, dashboard, page.path, ready=resting, calm=False) as tab:
        tab.page.on("request", heard)
        tab.page.reload()
        tab.page.wait_for_selector(resting, state="attached", timeout=60_000)
        links: list[str] = []
        for place in range(MOST_CLICKS):
            links += tab.page.evaluate(
                "[...document.querySelectorAll('#page a[href]')].map(one => one.href)"
            )
            if place < tab.page.locator(CLICKABLE).count():
                click(tab.page, place)
        for url in dict.fromkeys([*links, tab.page.url]):
            parts = urlsplit(url)
            if url.startswith(dashboard.address):
                found.append(Asked("GET", parts.path, dict(parse_qsl(parts.query))))
        return found, tab.faults


def by_phone(browser: Any, dashboard: Served) -> tuple[list[Asked], list[str]]:
    """What a phone asks that joins the room, gives a name, bets and plays; what it complains of."""
    found: list[Asked] = []

    def heard(request: Any) -> None:
        parts = urlsplit(request.url)
        if request.method == "POST":
            found.append(Asked("POST", parts.path, json.loads(request.post_data)))
        elif parts.path.startswith("/join"):
            found.append(Asked("GET", parts.path, dict(parse_qsl(parts.query))))

    leader = Leader(dashboard)
    leader.act("choose", preset="shipped", months=12)
    leader.act("start")
    path = f"/join?room={session(dashboard).room.code}"
    with watched(browser, dashboard, path, size=PHONE, ready=".option", calm=False) as tab:
        tab.page.on("request", heard)
        tab.page.reload()
        tab.page.locator(".option").first.click(timeout=60_000)
        tab.page.fill("#naming input", "Ada")
        tab.page.click("#naming button")
        leader.act("choose", activity="play")
        leader.act("start")
        tab.page.wait_for_selector(".playing-choice", timeout=60_000)
        return found, tab.faults


def click(page: Any, place: int) -> None:
    """Click what stands at a place, as far as that is possible, and press an arrow key there."""
    from playwright.sync_api import Error

    there = page.locator(CLICKABLE).nth(place)
    try:
        there.click(timeout=LONGEST_CLICK_MS, no_wait_after=True)
        page.keyboard.press("ArrowRight")
        if page.locator("[role=option]:visible").count():
            page.locator("[role=option]:visible").last.click(timeout=LONGEST_CLICK_MS)
        page.wait_for_timeout(50)
    except Error:
        page.keyboard.press("Escape")


def small(value: Any) -> Any:
    """A request whose scenarios take next to no time."""
    if isinstance(value, list):
        return [small(one) for one in value]
    if not isinstance(value, dict):
        return value
    less = {key: small(one) for key, one in value.items()}
    if "replications" in less and isinstance(less.get("settings"), dict):
        less |= {"replications": 2, "periods": 24}
        less["settings"] |= {"customers": 40, "reps": 2}
    return less


def greedy(value: Any) -> Any:
    """A request whose scenarios are as large as the parameters allow, and larger."""
    if isinstance(value, list):
        return [greedy(one) for one in value]
    if not isinstance(value, dict):
        return value
    more = {key: greedy(one) for key, one in value.items()}
    if "replications" in more and isinstance(more.get("settings"), dict):
        more |= {"replications": 10**9, "periods": 10**9}
        more["settings"] |= {"customers": 10**9, "reps": 10**9, "network_degree": 10**9}
    return more


def told_apart(asked: Sequence[Asked], most: int) -> list[Asked]:
    """The requests that differ in their parts, those with most parts first, some an address."""
    shapes: dict[tuple[str, ...], Asked] = {}
    for one in asked:
        keys = sorted({".".join(map(str, path)) for path in leaves(one.body)})
        shapes.setdefault((one.method, one.path, _output(one.body), *keys), one)
    kept: dict[tuple[str, str, str], list[Asked]] = {}
    for shape, one in sorted(shapes.items(), key=lambda found: -len(found[0])):
        kept.setdefault((shape[0], shape[1], shape[2]), []).append(one)
    return [one for ones in kept.values() for one in ones[:most]]


def _output(body: Any) -> str:
    return str(body.get("output", "")) if isinstance(body, dict) else ""


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths to all parts of some JSON, branches included."""
    yield path
    inside = value.items() if isinstance(value, dict) else ()
    inside = enumerate(value) if isinstance(value, list) else inside
    for key, one in inside:
        yield from leaves(one, (*path, key))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Some JSON with one part replaced."""
    if not path:
        return new
    changed = copy.deepcopy(value)
    at(changed, path[:-1])[path[-1]] = new
    return changed


def made_hostile(asked: Asked, luck: random.Random, more: Sequence[Any] = ()) -> Asked:
    """A request with one to three of its parts replaced, removed, doubled or nested."""
    return Asked(asked.method, asked.path, _hostile(asked.body, luck, more))


def _hostile(body: Any, luck: random.Random, more: Sequence[Any]) -> Any:
    for _ in range(luck.choice((1, 1, 1, 2, 3))):
        path = luck.choice(list(leaves(body)))
        inside = _json(at(body, path))
        if inside is not None and luck.random() < 0.7:
            body = with_value(body, path, json.dumps(_hostile(inside, luck, more)))
            continue
        kind = luck.random()
        if kind < 0.8 or not path:
            body = with_value(body, path, luck.choice((*HOSTILE, *more)))
        elif kind < 0.9:
            body = copy.deepcopy(body)
            del at(body, path[:-1])[path[-1]]
        else:
            body = with_value(body, path, [at(body, path)] * luck.choice((1, 2, 300)))
    return body


def _json(text: Any) -> Any:
    """What a part of a request holds that is JSON itself, if anything."""
    try:
        found = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return found if isinstance(found, dict | list) else None


def faults(answer: Any, *secrets: str) -> list[str]:
    """What is wrong with an answer: it tells too much, is not calm, or would run somewhere."""
    text = answer.get_data(as_text=True)
    found = [] if answer.status_code in CALM else [f"status {answer.status_code}"]
    given_away = ("Traceback", 'File \\"', 'File "', "site-packages", *secrets)
    found += [f"tells {word}" for word in (*given_away, str(Path(relsim.__file__).parent))
              if word in text]  # fmt: skip
    if "json" in (answer.content_type or ""):
        found += list(_running(answer.get_json()))
    return found


def _running(value: Any, key: str = "", drawn: bool = False) -> Iterator[str]:
    """What a browser would run, open or fetch elsewhere, were it put into a page."""
    if isinstance(value, dict):
        if value.get("type") in ("Script", "Iframe", "DangerouslySetInnerHTML", "Object", "Embed"):
            yield f"a component {value['type']}"
        # Plotly makes links of what looks like one, in any text of a figure.
        inside = drawn or {"data", "layout"} <= value.keys()
        for name, one in value.items():
            yield from _running(one, name, inside)
    elif isinstance(value, list):
        for one in value:
            yield from _running(one, key, drawn)
    elif isinstance(value, str):
        if key in ("href", "src", "action") and not value.startswith(("/", "#", "?")):
            yield f"{key} {value[:60]}"
        if drawn and ("<a " in value or "<img" in value or "<script" in value):
            yield f"in a figure: {value[:60]}"
