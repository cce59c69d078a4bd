"""From a lever's move to the frame that shows what it does: the Workshop page in real Chromium."""

from __future__ import annotations

import functools
import itertools
import os
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsim.dashboards import browsing
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.live import Live
from relsim.dashboards.scenario import WORKSHOP

MOVES = 11
"""Single moves of each lever; the horizon has room for nine."""
DRAGS = 8
DRAG_SECONDS = 1.0
FLOORS = 20
GOALS = {
    "median": 120.0,
    "p95": 250.0,
    "late": 500.0,
    "full": 2000.0,
}
"""Milliseconds that issue 4 allows."""
SCRIPT = Path(__file__).with_name("watch.js").read_text("utf-8")
"""What a page writes down about itself."""
_DRAGGED_PIXELS = 90
_MOVE_SECONDS = 1 / 60

_STAT = Path("/proc/stat")

Seen = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of one change, in milliseconds of the page's clock.

    Attributes
    ----------
    looks
        When each picture was painted to the end, in order; the last one is the full scenario's.
    asked, answered
        When the first request left, and when the last byte of its answer was there.
    """

    looks: tuple[float, ...]
    asked: float
    answered: float


def drawn(seen: Seen, start: float) -> Drawn | None:
    """Return what was drawn since `start`, from what `watch.js` wrote down; None if nothing was.

    A figure that shows the same lines again is part of the same picture: the later frame counts.
    """
    places: dict[int, list[tuple[float, float]]] = {}
    for one in seen:
        if one["what"] == "painted" and one["at"] >= start:
            pictures = places.setdefault(one["place"], [])
            if pictures and pictures[-1][0] == one["shows"]:
                pictures.pop()
            pictures.append((one["shows"], one["at"]))
    answers = [one for one in seen if one["what"] == "answer" and one["asked"] >= start]
    if not places or not answers:
        return None
    most = max(len(pictures) for pictures in places.values())
    # From the end, as the full scenario's picture is the last of every figure.
    looks = [
        max(pictures[-back][1] for pictures in places.values() if len(pictures) >= back)
        for back in range(most, 0, -1)
    ]
    return Drawn(tuple(looks), answers[0]["asked"], answers[0]["at"])


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Noise:
    """What else goes on on this machine, looked at now and then while nothing of ours runs."""

    def __init__(self) -> None:
        self._seen: list[float] = []

    def look(self, seconds: float = 0.25) -> None:
        """See how many cores others keep busy; learns nothing where there is no /proc."""
        if not _STAT.exists():
            return
        busy, total = self._ticks()
        time.sleep(seconds)
        later_busy, later_total = self._ticks()
        share = (later_busy - busy) / max(1, later_total - total)
        self._seen.append(share * (os.cpu_count() or 1))

    def told(self) -> tuple[str, str]:
        """Return it as a row of the table."""
        what = f"  noise: of {os.cpu_count()} cores others kept busy"
        if not self._seen:
            return what, "not measured: no /proc here"
        middle, most = statistics.median(self._seen), max(self._seen)
        return what, f"{middle:.1f} (median of {len(self._seen)} looks), {most:.1f} at most"

    @staticmethod
    def _ticks() -> tuple[int, int]:
        ticks = [int(one) for one in _STAT.read_text().split("\n", 1)[0].split()[1:9]]
        return sum(ticks) - ticks[3] - ticks[4], sum(ticks)  # idle, and waiting for a disk


def bench_painting() -> Iterator[tuple[str, str]]:
    """Time moves and drags of the levers at the shipped settings, from input to painted frame."""
    noise = Noise()
    noise.look()
    with (
        browsing.serving() as address,
        browsing.chromium() as browser,
        browsing.tab(browser, address, script=SCRIPT) as page,
    ):
        frame, redraw = (statistics.median(_called(page, w)) for w in ("nothing", "redrawn"))
        floor = _Floor(frame, redraw, _runs())
        yield from floor.rows()
        yield from _moves(page, floor, noise)
        yield from _drags(page, noise)
    yield noise.told()


@dataclass(frozen=True, slots=True)
class _Floor:
    """What cannot be saved, in milliseconds.

    Attributes
    ----------
    frame
        Until a frame ends in which nothing changes.
    redraw
        Until the frame ends that shows the same two figures drawn again.
    runs
        The runs of a first look that nobody has asked for before.
    """

    frame: float
    redraw: float
    runs: float

    @property
    def all(self) -> float:
        """Runs, then figures, and nothing in between."""
        return self.redraw + self.runs

    def rows(self) -> Iterator[tuple[str, str]]:
        """Say it."""
        yield "dashboard: an empty frame", f"{self.frame:.0f} ms"
        yield "  the two figures drawn again, nothing else", f"{self.redraw:.0f} ms"
        yield "  the runs of a first look, nothing else", f"{self.runs:.0f} ms"


def _runs() -> float:
    live = Live()
    live.warm()
    times = []
    for place in range(FLOORS):
        scenario = WORKSHOP.changed("competition", 0.02 + place / 1000)
        times.append(live.show(scenario, quick=True).seconds * 1e3)
    live.close()
    return statistics.median(times)


def _called(page: Any, what: str) -> list[float]:
    return [page.evaluate(f"relsimWatch.{what}()") for _ in range(FLOORS)]


def _moves(page: Any, floor: _Floor, noise: Noise) -> Iterator[tuple[str, str]]:
    """Press an arrow key on each lever, every time at a scenario that was never asked for."""
    found: list[tuple[float, Drawn]] = []
    missed = 0
    for lever in LEVERS:
        noise.look()
        page.locator(f"#workshop-box-{lever.name} [role=slider]").focus()
        room = {"ArrowRight": lever.high - lever.default, "ArrowLeft": lever.default - lever.low}
        key = max(room, key=lambda name: room[name])
        for _ in range(min(MOVES, round(room[key] / lever.step))):
            seen = _watched(page, functools.partial(page.keyboard.press, key))
            start = next(one["at"] for one in seen if one["what"] == "keydown")
            what = drawn(seen, start)
            if what is None:
                missed += 1
            else:
                found.append((start, what))
    first = [what.looks[0] - start for start, what in found]
    full = [what.looks[-1] - start for start, what in found]
    parts = [
        (what.asked - start, what.answered - what.asked, what.looks[0] - what.answered)
        for start, what in found
    ]
    asked, served, shown = (statistics.median(part) for part in zip(*parts, strict=True))
    median = statistics.median(first)
    yield (
        f"a lever moved -> painted ({len(found)} moves)",
        against(median, GOALS["median"], "median"),
    )
    yield "", against(quantile(first, 0.95), GOALS["p95"], "95 %")
    yield "  the median / runs and figures alone", f"{median / floor.all:.1f} x"
    yield (
        "  of it, in the middle",
        f"{asked:.0f} ms to the request, {served:.0f} to its answer, {shown:.0f} to the frame",
    )
    yield "  the full scenario (after a rest of 350 ms)", f"{statistics.median(full):.0f} ms median"
    if missed:
        yield "  moves that drew nothing", str(missed)


def _drags(page: Any, noise: Noise) -> Iterator[tuple[str, str]]:
    """Drag a lever for a second, let go, and see what is still drawn afterwards."""
    late, full, frames = [], [], []
    levers = [lever.name for lever in LEVERS if not lever.whole]
    for way, name in itertools.islice(itertools.product((1, -1), levers), DRAGS):
        noise.look()
        seen = _watched(page, functools.partial(_drag, page, name, way))
        start = next(one["at"] for one in seen if one["what"] == "pointerdown")
        release = next(one["at"] for one in reversed(seen) if one["what"] == "pointerup")
        what = drawn(seen, start)
        if what is not None:
            *dragged, settled = what.looks
            frames.append(len(dragged))
            late.append(max([painted - release for painted in dragged], default=0.0))
            full.append(settled - release)
    count = statistics.median(frames)
    yield f"a drag of one second ({len(late)} drags)", f"{count:.0f} pictures (median)"
    yield "  the last of them, after release", against(max(late), GOALS["late"], "worst")
    yield "  the full scenario, after release", against(max(full), GOALS["full"], "worst")


def drag_steps(page: Any, name: str, way: int, seconds: float) -> Iterator[None]:
    """Drag a lever with the mouse for some seconds and let go, yielding between the steps."""
    box = page.locator(f"#workshop-box-{name} [role=slider]").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    start = time.perf_counter()
    while (gone := time.perf_counter() - start) < seconds:
        page.mouse.move(x + way * _DRAGGED_PIXELS * gone / seconds, y)
        yield
        time.sleep(_MOVE_SECONDS)
    page.mouse.up()


def _drag(page: Any, name: str, way: int) -> None:
    for _ in drag_steps(page, name, way, DRAG_SECONDS):
        pass


def _watched(page: Any, act: Any) -> Seen:
    """Do something, wait until all of it has been drawn, and return what was seen."""
    page.evaluate("relsimWatch.attach(); relsimWatch.taken()")
    settled = page.evaluate("document.querySelector('#workshop-page').dataset.settled")
    act()
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#workshop-page').dataset;
          return page.settled !== before && 'idle' in page;
        }""",
        arg=settled,
    )
    found: Seen = page.evaluate("relsimWatch.taken()")
    return found


def against(value: float, goal: float, what: str) -> str:
    """Return a time beside what it should be at most."""
    return f"{value:.0f} ms {what} (goal: {goal:.0f} ms)"
