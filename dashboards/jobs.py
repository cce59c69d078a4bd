"""Long work beside the pages: a few threads, progress, cancel; what came of it kept a while."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Literal

from relsim.dashboards.security import LOG, told
from relsim.errors import InputError

State = Literal["waiting", "running", "done", "failed", "cancelled", "unknown"]

#: Called by work now and then with the share done (0-1); raises `Cancelled` when it should stop.
Progress = Callable[[float], None]

WORKERS = 2
MOST_WAITING = 16
"""Jobs that may wait for their turn; one more is told to come back."""
MOST_KEPT = 48
KEPT_SECONDS = 900.0
"""How long what came of a job is kept after anybody last looked at it."""
FORSAKEN_SECONDS = 60.0
"""After how long without anybody looking a job is given up: its page is closed."""
_LONGEST_ID = 64


class Full(Exception):
    """Too many jobs wait already."""


class Cancelled(Exception):
    """Nobody wants this work any more; raised inside it by its progress."""


@dataclass(frozen=True, slots=True)
class Look:
    """A job as it stands now.

    Attributes
    ----------
    id
        Opaque and not to be guessed.
    state
        ``unknown``: there never was one, or it is forgotten: ask again.
    share
        How much is done, 0-1.
    trouble
        Why it failed, in a calm sentence ("" where there is none to tell).
    result
        What came of it, once it is done.
    """

    id: str
    state: State
    share: float = 0.0
    trouble: str = ""
    result: Any = None

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state not in ("waiting", "running")


@dataclass(eq=False)
class _Job:
    id: str
    key: Hashable
    work: Callable[[Progress], Any] | None
    state: State = "waiting"
    share: float = 0.0
    trouble: str = ""
    result: Any = None
    seen: float = field(default_factory=time.monotonic)

    def look(self) -> Look:
        self.seen = time.monotonic()
        return Look(self.id, self.state, self.share, self.trouble, self.result)


class Jobs:
    """A bounded number of jobs; any number of threads may ask.

    Work that nobody looks at for a minute is given up: its page was closed.

    Parameters
    ----------
    workers
        Jobs done at the same time.
    """

    def __init__(self, workers: int = WORKERS) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._waiting: SimpleQueue[_Job | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def begin(self, key: Hashable, work: Callable[[Progress], Any]) -> Look:
        """Begin some work, or find it where it was begun under the same key.

        What was cancelled or failed is begun anew.

        Parameters
        ----------
        key
            What decides the result.
        work
            Called in a thread with its progress; an InputError it raises is shown to the user.

        Raises
        ------
        Full
            Too many wait already.
        """
        with self._lock:
            self._forget()
            for job in self._jobs.values():
                if job.key == key and job.state in ("waiting", "running", "done"):
                    return job.look()
            if sum(job.state == "waiting" for job in self._jobs.values()) >= MOST_WAITING:
                raise Full
            job = _Job(secrets.token_urlsafe(12), key, work)
            self._jobs[job.id] = job
            if len(self._threads) < self._workers:
                # Daemons: a server that is being stopped does not wait for what nobody will see.
                thread = threading.Thread(target=self._serve, name="relsim-job", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._waiting.put(job)
            return job.look()

    def look(self, job: object) -> Look:
        """Return how a job stands; whatever is no id is ``unknown``."""
        with self._lock:
            found = self._found(job)
            return found.look() if found is not None else Look("", "unknown")

    def cancel(self, job: object) -> Look:
        """Ask a job to stop: for whoever looks it is cancelled at once."""
        with self._lock:
            found = self._found(job)
            if found is None:
                return Look("", "unknown")
            if found.state in ("waiting", "running"):
                found.state = "cancelled"
            return found.look()

    def close(self) -> None:
        """Give up all work and let the threads go."""
        with self._lock:
            for job in self._jobs.values():
                if job.state in ("waiting", "running"):
                    job.state = "cancelled"
            for _ in self._threads:
                self._waiting.put(None)
            self._threads.clear()

    def _found(self, job: object) -> _Job | None:
        if not isinstance(job, str) or len(job) > _LONGEST_ID:
            return None
        return self._jobs.get(job)

    def _forget(self) -> None:
        """Drop what was over long ago or is too much to keep, the longest unseen first."""
        now = time.monotonic()
        over = sorted(
            (job for job in self._jobs.values() if job.state not in ("waiting", "running")),
            key=lambda job: job.seen,
        )
        spare = len(self._jobs) - MOST_KEPT
        for place, job in enumerate(over):
            if place < spare or now - job.seen > KEPT_SECONDS:
                del self._jobs[job.id]

    def _serve(self) -> None:
        while (job := self._waiting.get()) is not None:
            with self._lock:
                work, job.work = job.work, None
                if job.state != "waiting" or work is None:
                    continue
                job.state = "running"
            self._do(job, work)

    def _do(self, job: _Job, work: Callable[[Progress], Any]) -> None:
        def progress(share: float) -> None:
            with self._lock:
                if job.state != "running":
                    raise Cancelled
                if time.monotonic() - job.seen > FORSAKEN_SECONDS:
                    job.state = "cancelled"
                    raise Cancelled
                job.share = min(max(share, job.share), 1.0)

        state: State = "done"
        result, trouble = None, ""
        try:
            result = work(progress)
        except Cancelled:
            state = "cancelled"
        except InputError as error:
            state, trouble = "failed", str(error)
        except BaseException as error:  # the thread goes on; whoever looks is told that it failed
            state = "failed"
            LOG.error("a job failed: %s", told(error))
        with self._lock:
            if job.state == "running":
                job.state, job.result, job.trouble = state, result, trouble
                job.share = 1.0 if state == "done" else job.share
