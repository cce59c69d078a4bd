"""A room served to tests: who leads it and who takes part, over HTTP or in browsers."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dashboard_server import WAIT_MS, Served, watched

from relsim.dashboards.room.page import ADDRESS, GUESTS, PLAYERS
from relsim.dashboards.room.session import Session
from relsim.dashboards.scenario import WORKSHOP

SETTLED = "#room-page[data-idle]"
PHONE = (390, 844)
QUICK = {
    "preset": "own",
    "months": 12,
    "scenario": {
        "strategies": list(WORKSHOP.strategies),
        "settings": {"customers": 30, "reps": 2},
        "periods": 12,
        "replications": 4,
        "seed": 3,
    },
}
"""What a leader asks to have a question that is run at once."""


def session(dashboard: Served) -> Session:
    """Return the room that a dashboard holds."""
    found: Session = dashboard.app.server.extensions["relsim-room"]
    return found


def token(number: int) -> str:
    """Return what a phone made for itself."""
    return f"guest-{number:020d}"


class Line:
    """A connection that stays open, as a browser's does."""

    def __init__(self, dashboard: Served) -> None:
        self.port = dashboard.port
        self.wire = http.client.HTTPConnection("127.0.0.1", dashboard.port, timeout=60)

    def post(self, address: str, body: Any) -> Any:
        """Return what is answered; a fault is one of the test."""
        self.wire.request("POST", address, json.dumps(body), {"Content-Type": "application/json"})
        answer = self.wire.getresponse()
        text = answer.read()
        assert answer.status == 200, (answer.status, text[:300])
        return json.loads(text)


class Guest(Line):
    """Somebody with a phone, without the phone."""

    def __init__(self, dashboard: Served, number: int) -> None:
        super().__init__(dashboard)
        self.me = {"room": session(dashboard).room.code, "token": token(number)}
        self.view: dict[str, Any] = {}

    def ask(self, **more: Any) -> dict[str, Any]:
        """Say who one is, and hear how the room stands."""
        self.view = self.post(GUESTS, {**self.me, **more})
        return self.view

    def bet(self, option: str) -> str:
        """Bet in the round last heard of."""
        return str(self.ask(bet={"round": self.view["round"], "option": option})["came"])

    def step(self, game: Any, **more: Any) -> dict[str, Any]:
        """Send a game as far as it was played, and hear what comes next."""
        asked = {**self.me, "round": self.view["round"], "sequence": 1, "game": game, **more}
        found: dict[str, Any] = self.post(PLAYERS, asked)
        return found

    def play(self, wanted: Sequence[str] = (), most: int = 99) -> dict[str, Any]:
        """Play on until the game is over or `most` choices are made.

        Parameters
        ----------
        wanted
            Answers taken where they are offered, else the last one.
        most
            Choices at most.
        """
        found = self.step(self.view["game"])
        for _ in range(most):
            if "situation" not in found:
                break
            offered = {one["answer"]: one["choice"] for one in found["situation"]["choices"]}
            answer = next((one for one in wanted if one in offered), list(offered)[-1])
            game = found["game"]
            found = self.step({**game, "choices": [*game["choices"], offered[answer]]})
        return found


class Leader(Line):
    """Whoever sits at the projector's machine."""

    def __init__(self, dashboard: Served) -> None:
        super().__init__(dashboard)
        self.view: dict[str, Any] = {}
        self.look()

    def look(self) -> dict[str, Any]:
        """Return what the projector shows now."""
        self.view = self.post(ADDRESS, {"sequence": 1})
        return self.view

    def act(self, act: str, **more: Any) -> dict[str, Any]:
        """Press something."""
        asked = {"do": act, "round": self.view["round"], **more}
        self.view = self.post(ADDRESS, asked)
        return self.view

    def revealed(self) -> dict[str, Any]:
        """Reveal, and wait until the model has found its answer."""
        self.act("reveal")
        until(lambda: not self.look()["computing"])
        return self.view


def until(found: Callable[[], Any], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def words(parts: Any) -> str:
    """Return the text of a page's parts, as somebody reads it."""
    if parts is None:
        return ""
    if isinstance(parts, str):
        return parts
    if isinstance(parts, list):
        return " ".join(words(one) for one in parts)
    return words(parts.get("props", {}).get("children"))


@contextmanager
def phone(browser: Any, dashboard: Served, *, calm: bool = True, code: str = "") -> Iterator[Any]:
    """A phone that has scanned the code, and joined."""
    path = f"/join?room={code or session(dashboard).room.code}"
    ready = "body[data-state]"
    with watched(browser, dashboard, path, size=PHONE, ready=ready, calm=calm) as tab:
        yield tab.page


def shows(page: Any, stage: str) -> None:
    page.wait_for_selector(f"body[data-stage={stage}]", timeout=WAIT_MS)


def bets(page: Any, option: str) -> None:
    page.locator(f".option[data-option={option}]").click()
    page.wait_for_selector("body[data-came=counted], body[data-came=kept]", timeout=WAIT_MS)


def pressed(page: Any) -> list[str]:
    return list(
        page.eval_on_selector_all(
            ".option[aria-pressed=true]", "all => all.map((one) => one.dataset.option)"
        )
    )


def reads(page: Any, place: str, words: str) -> None:
    page.wait_for_function(
        "([place, words]) => document.querySelector(place)?.innerText.includes(words)",
        arg=[place, words],
        timeout=WAIT_MS,
    )


CUT_OFF = """() => [...document.querySelectorAll('.room .question *, .room .way *, .room .board *,'
  + '.room .lead *')].filter((one) => {
  const box = one.getBoundingClientRect();
  if (box.width === 0 || one.closest('details:not([open])')) return false;
  const frame = document.querySelector('#page').getBoundingClientRect();
  const out = box.right > frame.right + 1 || box.bottom > frame.bottom + 1 || box.left < -1;
  const block = getComputedStyle(one).display === 'block';
  return out || (block && one.scrollWidth > one.clientWidth + 1);
}).concat([...document.querySelectorAll('.room .board, .room .way')]
  .filter((one) => one.scrollHeight > one.clientHeight + 1)
  .concat([...document.querySelectorAll('.room .board')]
    .filter((one) => one.scrollWidth > one.clientWidth + 1)))
  .map((one) => `${one.tagName} ${one.id} ${one.className} ${one.textContent.slice(0, 30)}`)"""
"""What of the projector's page is cut off, as a script for `page.evaluate`."""
