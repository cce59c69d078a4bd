"""Questions to results folders, answered at once or by a job, each worked out once."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import TYPE_CHECKING

from relsim.dashboards.jobs import Cancelled, Full, Jobs, Progress
from relsim.dashboards.shelf import customers, indices, maps, views
from relsim.dashboards.shelf.study import Study, weight
from relsim.dashboards.shelf.types import Answer, Asked, View
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts

AT_ONCE_SECONDS = 0.5
"""What is expected to take longer is a job."""
SIDE_BY_SIDE = 2
"""Answers worked out at the same time; others wait for their turn."""
PATIENCE_SECONDS = 20.0
MOST_KEPT = 40
"""Views kept of one folder."""

_MADE = {
    "phases": maps.phases,
    "levels": maps.levels,
    "shares": maps.shares,
    "parameter": views.parameter,
    "outcomes": views.outcomes,
    "series": customers.series,
    "whale": customers.whale,
    "survival": customers.survival,
    "importance": indices.importance,
}


class Asking:
    """Answers to what pages ask of results folders; any number of threads may ask.

    Parameters
    ----------
    jobs
        Where long work is done.
    texts
        What is said.
    """

    def __init__(self, jobs: Jobs, texts: Texts) -> None:
        self._jobs = jobs
        self._texts = texts
        self._turns = threading.BoundedSemaphore(SIDE_BY_SIDE)
        self._lock = threading.Lock()

    def ask(self, study: Study, asked: Asked) -> Answer:
        """Return the view, from memory where it was asked before, or the job that makes it.

        Parameters
        ----------
        study, asked
            As `Shelf.open` and `Study.read` return them.
        """
        with self._lock:
            held = study.kept.get(asked)
        if held is None and weight(study, asked) > AT_ONCE_SECONDS:
            try:
                look = self._jobs.begin(
                    (study, asked), lambda progress: self._view(study, asked, progress)
                )
            except Full:
                return Answer(trouble=self._texts["shelf.busy"])
            return Answer(view=look.result) if look.state == "done" else Answer(job=look)
        try:
            return Answer(view=self._view(study, asked, _ignored))
        except InputError as error:
            return Answer(trouble=str(error))

    def view(self, study: Study, asked: Asked) -> View:
        """Return a view however long it takes, for whoever can wait.

        Raises
        ------
        InputError
            There is nothing to show, or the files cannot be read; calm.
        """
        return self._view(study, asked, _ignored)

    def _view(self, study: Study, asked: Asked, progress: Progress) -> View:
        with self._lock:
            kept = study.kept
            future = kept.get(asked)
            mine = future is None
            if future is None:
                future = kept[asked] = Future()
            kept.move_to_end(asked)
            while len(kept) > MOST_KEPT:
                kept.popitem(last=False)
        if not mine:
            try:
                return future.result()
            except Cancelled:
                raise InputError(self._texts["shelf.failed"]) from None
        try:
            future.set_result(self._made(study, asked, progress))
        except BaseException as error:
            with self._lock:
                kept.pop(asked, None)
            future.set_exception(error)
        return future.result()

    def _made(self, study: Study, asked: Asked, progress: Progress) -> View:
        def make() -> View:
            return study.shelf.calmly(lambda: _MADE[asked.view](study, asked, progress))

        if progress is not _ignored:  # jobs have turns of their own
            return make()
        if not self._turns.acquire(timeout=PATIENCE_SECONDS):
            raise InputError(self._texts["shelf.busy"])
        try:
            return make()
        finally:
            self._turns.release()


def _ignored(_share: float) -> None:
    """Take note of progress that nobody watches."""
