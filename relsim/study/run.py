"""An experiment carried out: threads, bounded work in flight, nothing lost on the way."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from relsim.errors import InputError
from relsim.study.experiment import Experiment
from relsim.study.plan import Record, perform, prepare
from relsim.study.store import Store

BATCH_SECONDS = 0.02
"""Work handed to a worker at a time, so that handing it over costs little beside it."""
FLUSH_SECONDS = 10.0
"""Finished runs wait at most about this long before they are written."""
IN_FLIGHT = 2
"""Batches handed out per worker: one at work, one waiting, and memory flat."""


@dataclass(frozen=True)
class Progress:
    """How far an experiment is.

    Attributes
    ----------
    total, done, failed
        Runs in all, finished ones (earlier executions and failed ones included), and failed ones.
    resumed
        Those of `done` that were there at the start; a rate is (done - resumed) / time.
    """

    total: int
    done: int
    failed: int
    resumed: int


@dataclass(frozen=True)
class Summary:
    """How an execution ended.

    Attributes
    ----------
    folder
        The results folder.
    total, done, failed
        Runs in all, kept ones, and failed ones among these.
    resumed
        How many were there already.
    seconds
        How long this execution took.
    complete
        Whether all runs are kept and the tables finished.
    interrupted
        Whether it was stopped from the keyboard; the same command goes on from there.
    messages
        What the user should be told.
    """

    folder: Path
    total: int
    done: int
    failed: int
    resumed: int
    seconds: float
    complete: bool
    interrupted: bool
    messages: tuple[str, ...]


class _Batch(NamedTuple):
    chunk: int
    run_ids: list[int]


def results_folder(experiment: Experiment) -> Path:
    """Return where results go when nobody says otherwise."""
    return Path("results") / experiment.name


def available_workers() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def execute(
    experiment: Experiment,
    folder: str | Path | None = None,
    *,
    workers: int | None = None,
    fresh: bool = False,
    limit_runs: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    command: str | None = None,
) -> Summary:
    """Carry out the runs of an experiment that its results folder does not hold yet.

    Ctrl-C finishes what is in flight, keeps it and returns with `interrupted` set; a second one
    stops at once.

    Parameters
    ----------
    experiment
        What to run.
    folder
        Where the results go; ``results/NAME`` unless said otherwise.
    workers
        Threads; all cores unless said otherwise. Plain Python strategies always have
        one, because they hold each other up.
    fresh
        Whether to replace earlier results.
    limit_runs
        Stop after this many runs; a later execution goes on from there.
    progress
        Called from this thread whenever runs have finished.
    command
        The command line, for the manifest.

    Raises
    ------
    InputError
        When code does not import, the book cannot be read, or the folder cannot be used. In the
        first two cases nothing has been written.
    """
    for name, value in (("workers", workers), ("limit-runs", limit_runs)):
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int) or value < 1
        ):
            raise InputError(f"--{name} = {value} must be a whole number of at least 1")
    start = time.perf_counter()
    job = prepare(experiment)
    store = Store.open(
        results_folder(experiment) if folder is None else Path(folder),
        job,
        fresh=fresh,
        command=command,
    )
    resumed = store.done
    count = (workers or available_workers()) if job.compiled else 1
    with store, _stop_on_interrupt() as stop:
        if not store.complete:
            _carry_out(store, count, limit_runs, progress, stop)
        store.finish()
    return Summary(
        folder=store.folder,
        total=experiment.size,
        done=store.done,
        failed=store.failed,
        resumed=resumed,
        seconds=time.perf_counter() - start,
        complete=store.complete,
        interrupted=stop.is_set() and not store.complete,
        messages=tuple(store.messages),
    )


def _carry_out(
    store: Store,
    workers: int,
    limit: int | None,
    progress: Callable[[Progress], None] | None,
    stop: threading.Event,
) -> None:
    """Run what is missing. Modifies `store`."""
    job = store.job
    batches = _batches(store, limit)
    gathered = _Gathered(store)
    resumed, total = store.done, job.experiment.size
    flying: dict[Future[list[Record]], _Batch] = {}
    pool = ThreadPoolExecutor(workers, thread_name_prefix="relsim")
    try:
        while True:
            while (
                len(flying) < workers * IN_FLIGHT
                and not stop.is_set()
                and (batch := next(batches, None))
            ):
                flying[pool.submit(perform, job, batch.run_ids)] = batch
            if stop.is_set():
                flying = {future: batch for future, batch in flying.items() if not future.cancel()}
            if not flying:
                break
            for future in wait(flying, return_when=FIRST_COMPLETED).done:
                gathered.take(flying.pop(future), future.result())
            if progress is not None:
                progress(
                    Progress(
                        total, store.done + gathered.count, store.failed + gathered.failed, resumed
                    )
                )
        gathered.flush()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _batches(store: Store, limit: int | None) -> Iterator[_Batch]:
    """Yield the missing runs in order, a few at a time and never across chunks."""
    size = max(1, int(BATCH_SECONDS / store.job.experiment.seconds_per_run()))
    left = store.job.experiment.size if limit is None else limit
    for chunk in range(store.parts.chunks):
        missing = store.parts.missing(chunk)[:left]
        left -= len(missing)
        for first in range(0, len(missing), size):
            yield _Batch(chunk, missing[first : first + size])
        if left == 0:
            return


class _Gathered:
    """Finished runs that wait for their chunk to be whole, but not for long."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0
        self.failed = 0
        self._records: dict[int, list[Record]] = {}
        self._flushed = time.monotonic()

    def take(self, batch: _Batch, records: list[Record]) -> None:
        """Take in finished runs, and write their chunk when it is whole or long overdue."""
        self._records.setdefault(batch.chunk, []).extend(records)
        self.count += len(records)
        self.failed += sum(record.failure is not None for record in records)
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self.flush()
            return
        if len(self._records[batch.chunk]) == len(self.store.parts.missing(batch.chunk)):
            self._write(batch.chunk)

    def flush(self) -> None:
        """Write everything that has finished."""
        for chunk in list(self._records):
            self._write(chunk)
        self._flushed = time.monotonic()

    def _write(self, chunk: int) -> None:
        records = self._records.pop(chunk)
        self.store.keep(records)
        self.count -= len(records)
        self.failed -= sum(record.failure is not None for record in records)


@contextmanager
def _stop_on_interrupt() -> Iterator[threading.Event]:
    """Let the first Ctrl-C only ask for a stop, so that no file is left half-written."""
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    earlier = signal.getsignal(signal.SIGINT)

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, earlier)

    signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, earlier)
