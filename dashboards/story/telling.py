"""What the story needs beside its screens: what each bet comes to, made ready while one reads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

from relsim.dashboards.jobs import Full
from relsim.dashboards.live import Busy, Live
from relsim.dashboards.relationship.stories import Stories
from relsim.dashboards.story import corners, late, levers
from relsim.dashboards.story.asked import SCREENS
from relsim.dashboards.story.customer import GIVING, Customer
from relsim.dashboards.story.found import Found
from relsim.errors import InputError
from relsim.study.experiment import DEFAULT_STRATEGIES

if TYPE_CHECKING:
    from relsim.dashboards.context import Context
    from relsim.dashboards.jobs import Jobs, Progress

AHEAD = 2
"""Screens for which work is begun before anybody bets there."""
_LONG = ("where",)
"""What takes seconds is begun earlier still."""
_LONG_AHEAD = 5


class Telling:
    """The story's runs; any number of threads may ask.

    All is played on drawn territories, also where the dashboard was opened on an own book: the
    story is the same everywhere.

    Parameters
    ----------
    context
        What pages are built with.
    """

    def __init__(self, context: Context) -> None:
        self.said = context.texts
        self.live = context.live if context.book is None else Live()
        self.customer = Customer(Stories())
        self._prepared = Prepared(context.jobs)
        self._works: dict[str, Callable[[Progress], Any]] = {
            "puzzle": self.customer.kept,
            "time-12": lambda _: levers.over_months(12, self.live, self.said),
            "time-36": lambda _: levers.over_months(36, self.live, self.said),
            "time-120": lambda _: levers.over_months(120, self.live, self.said),
            "need": lambda progress: levers.mistaken(self.live, self.said, progress),
            "talk": lambda _: levers.talking(self.live, self.said),
            "late": self._late,
            "cost": self._late,
            "where": lambda progress: corners.where(self.live, self.said, progress),
        }

    def warm(self) -> None:
        """Compile what the customer's lives need, and have the first of them ready."""
        for strategy in (GIVING, *DEFAULT_STRATEGIES):
            self.customer.life(strategy)

    def prepare(self, screen: str) -> None:
        """Begin what will be asked for soon; where too much waits already, later will do."""
        place = SCREENS.index(screen)
        soon = SCREENS[place : place + 1 + AHEAD]
        long = [name for name in SCREENS[place : place + 1 + _LONG_AHEAD] if name in _LONG]
        for name in dict.fromkeys((*soon, *long)):
            if name in self._works:
                try:
                    self._prepared.look(self._key(name), self._works[name])
                except (Busy, InputError):
                    return

    def kept(self) -> dict[str, int] | float:
        """Return how many of all lost clients each answer would have kept; see `found`."""
        kept: dict[str, int] | float = self._prepared.look("puzzle", self._works["puzzle"])
        return kept

    def found(self, screen: str) -> Found | float:
        """Return what a screen's bet comes to, or how much of the work is done (0-1).

        Raises
        ------
        Busy
            When too much waits already.
        InputError
            When it could not be computed.
        """
        found = self._prepared.look(self._key(screen), self._works[screen])
        if isinstance(found, dict):
            kept: Found = found[screen]
            return kept
        assert isinstance(found, Found | float)
        return found

    def _key(self, screen: str) -> str:
        """Two screens that look at the same runs share them."""
        return "late" if screen == "cost" else screen

    def _late(self, progress: Progress) -> dict[str, Found]:
        found = late.turning(progress)
        return {"late": late.recovered(found, self.said), "cost": late.cost(found, self.said)}


class Prepared:
    """What was made by jobs, kept for good: there is only so much of it."""

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._kept: dict[Hashable, Any] = {}

    def look(self, key: str, work: Callable[[Progress], Any]) -> Any:
        """Return what was made, or how much of it is (0-1); it is begun where it was not.

        Raises
        ------
        Busy
            When too much waits already.
        InputError
            When it could not be made; asked for again it is begun anew.
        """
        with self._lock:
            if key in self._kept:
                return self._kept[key]
        try:
            job = self._jobs.begin(("story", key), work)
        except Full as error:
            raise Busy from error
        if job.state == "failed":
            raise InputError(job.trouble)
        if job.state != "done":
            return job.share
        with self._lock:
            return self._kept.setdefault(key, job.result)
