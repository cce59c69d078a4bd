"""Who is served next: a few threads that make runs, the most pressing first."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import PriorityQueue
from typing import Any, TypeVar

_T = TypeVar("_T")


class Turns:
    """Threads that make what is most pressing first; nothing waits for ever.

    Parameters
    ----------
    workers
        How many.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._numbers = itertools.count()
        self._waiting: PriorityQueue[tuple[float, int, Callable[[], None] | None]] = PriorityQueue()
        for number in range(workers):
            # Daemons: a page that is being closed does not wait for a scenario nobody will see.
            threading.Thread(target=self._serve, name=f"relsim-live-{number}", daemon=True).start()

    def take(self, until: float, work: Callable[..., _T], *arguments: Any) -> Future[_T]:
        """Queue some work; what has the earliest `until` is begun first, equals in their order."""
        future: Future[_T] = Future()

        def make() -> None:
            try:
                future.set_result(work(*arguments))
            except BaseException as error:  # whoever asked is told; the thread goes on
                future.set_exception(error)

        self._waiting.put((until, next(self._numbers), make))
        return future

    def close(self) -> None:
        """Let the threads go when all that waits is made."""
        for _ in range(self.workers):
            self._waiting.put((float("inf"), next(self._numbers), None))

    def _serve(self) -> None:
        while True:
            _, _, make = self._waiting.get()
            if make is None:
                return
            make()
