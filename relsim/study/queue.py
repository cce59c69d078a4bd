"""What is still to be run, in batches; and what to do with runs whose worker was lost."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from relsim.study.adaptive import Adaptive
from relsim.study.plan import Failure, Record, run_of
from relsim.study.pools import Pool
from relsim.study.store import Store

DEATHS = 2
"""A run that loses its worker so often while it is alone is not given another."""
_ENDING = 4
"""A worker is handed at most this share (a quarter) of what is left for each."""
_PACE = 0.1
"""Weight of the latest run in what a run is expected to take."""


class Batch(NamedTuple):
    """Runs for one worker; `alone` when no other may be in the air with them."""

    run_ids: list[int]
    alone: bool = False


class Queue:
    """The missing runs of an experiment, a few at a time and never across chunks.

    Parameters
    ----------
    store
        What is kept already, and what is needed.
    limit
        Most runs handed out, or None.
    pool
        Who makes the runs: how many they are, and how much work they like to be given at a time.

    Attributes
    ----------
    suspects : deque of int
        Runs that were with a worker when it died. They are handed out before all others, one by one
        and alone.
    """

    def __init__(self, store: Store, limit: int | None, pool: Pool) -> None:
        self.job = store.job
        self.parts = store.parts
        self.suspects: deque[int] = deque()
        self._left = store.job.experiment.size if limit is None else limit
        self._pool = pool
        self._seconds = store.job.expected_seconds() / store.job.experiment.size
        self._adaptive = Adaptive(store.job.experiment, store.parts)
        self._sent = np.zeros(store.parts.done.size, dtype=np.bool_)
        self._chunks = deque(range(store.parts.chunks))
        self._deaths: dict[int, int] = {}
        self._unsent = store.parts.total - store.done

    def next(self) -> Batch | None:
        """Return the next runs to make, or None when all are handed out."""
        if self.suspects:
            return Batch([self.suspects.popleft()], alone=True)
        while self._chunks and self._left:
            missing = np.asarray(self.parts.missing(self._chunks[0]), dtype=np.int64)
            waiting = missing[~self._sent[missing]]
            if waiting.size == 0:
                self._chunks.popleft()
                continue
            run_ids = waiting[: min(self._batch_size(), self._left)].tolist()
            self._sent[run_ids] = True
            self._left -= len(run_ids)
            self._unsent -= len(run_ids)
            return Batch(run_ids)
        return None

    def took(self, records: Sequence[Record]) -> None:
        """Take note of finished runs: of their pace, and of the runs they make needed."""
        for record in records:
            self._seconds += _PACE * (record.seconds - self._seconds)
        extended = self._adaptive.take(records)
        for point in extended:
            self._chunks.extendleft(self._chunks_of(point))
        if extended:
            wanted = self.parts.needed & ~self.parts.done & ~self._sent
            self._unsent = int(np.count_nonzero(wanted))

    def lost(self, batch: Batch) -> list[Record]:
        """Hand out again what a lost worker held; return a failure for a run that is to blame.

        Who is to blame is not known while several runs were in the air, so they go out alone from
        now on.
        """
        if batch.alone:
            (run_id,) = batch.run_ids
            self._deaths[run_id] = self._deaths.get(run_id, 0) + 1
            if self._deaths[run_id] >= DEATHS:
                error = f"the worker died {DEATHS} times while it made this run and no other"
                failure = Failure("worker", error, "")
                return [Record(run_of(self.job.experiment, run_id), (), 0.0, failure=failure)]
        self.suspects.extend(batch.run_ids)
        return []

    def _batch_size(self) -> int:
        """Return how many runs to hand over: fewer towards the end, so that all end together."""
        count = self._pool.batch_seconds / max(self._seconds, 1e-9)
        return max(1, int(min(count, self._unsent / (_ENDING * self._pool.workers))))

    def _chunks_of(self, point: int) -> list[int]:
        runs = self.job.experiment.size // self.job.experiment.design.size
        first, last = (
            run // self.parts.chunk_runs for run in (point * runs, (point + 1) * runs - 1)
        )
        return list(range(last, first - 1, -1))
