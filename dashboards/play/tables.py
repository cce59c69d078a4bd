"""Games for whoever plays: played once, kept a while, one at a time, never too many."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from relsim.dashboards.live import Busy
from relsim.dashboards.play.debriefing import Debrief, debrief
from relsim.dashboards.play.game import KINDS, MONTHS, Choice, Game
from relsim.dashboards.play.playing import Situation, situation

#: Who may wait for a step, or for a debrief; one more is told to come back.
MOST_WAITING = 64
_SITUATIONS_KEPT = 256
_DEBRIEFS_KEPT = 64

_T = TypeVar("_T")


class Games:
    """The games of a dashboard; any number of threads may ask at once.

    Steps and debriefs take turns of their own: nobody's next month waits for another's debrief.
    """

    def __init__(self) -> None:
        self._steps: _Turns[Situation] = _Turns(_SITUATIONS_KEPT)
        self._debriefs: _Turns[Debrief] = _Turns(_DEBRIEFS_KEPT)

    def warm(self) -> None:
        """Compile what games need besides the engine, or load what was compiled before."""
        found = situation(Game(KINDS[0], months=MONTHS[0], choices=(Choice(0, "order"),)))
        self._steps.once(found.game, lambda: found)

    def situation(self, game: Game) -> Situation:
        """Return a game as far as it was played.

        Raises
        ------
        Busy
            When too many wait already.
        """
        return self._steps.once(game, lambda: situation(game))

    def debrief(self, game: Game) -> Debrief:
        """Return what a game that is over came to.

        Raises
        ------
        Busy
            When too many wait already.
        ValueError
            It is not over.
        """
        return self._debriefs.once(game, lambda: debrief(game))


class _Turns(Generic[_T]):
    """What was made for somebody, kept for whoever asks for the same."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._room = threading.BoundedSemaphore(MOST_WAITING)
        # Half the work is Python's own, which two threads cannot share.
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, _T] = OrderedDict()

    def once(self, key: Any, make: Callable[[], _T]) -> _T:
        found = self._known(key)
        if found is not None:
            return found
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            with self._turn:
                found = self._known(key)  # somebody else may have asked for it
                return found if found is not None else self._keep(key, make())
        finally:
            self._room.release()

    def _known(self, key: Any) -> _T | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def _keep(self, key: Any, made: _T) -> _T:
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
