"""An experiment carried out: bounded work in flight, nothing lost on the way."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from relsim.errors import InputError
from relsim.study.experiment import Experiment
from relsim.study.plan import Record, prepare
from relsim.study.pools import Gone, Pool, pool_for
from relsim.study.queue import Batch, Queue
from relsim.study.store import Store

FLUSH_SECONDS = 10.0
"""Finished runs wait at most about this long before they are written."""
CHECK_SECONDS = 5.0
"""How often to see whether the workers are still there."""
IN_FLIGHT = 2
"""Batches handed out per worker: one at work, one waiting, and memory flat."""


@dataclass(frozen=True)
class Progress:
    """How far an experiment is.

    Attributes
    ----------
    total, done, failed
        Runs in all, finished ones (earlier executions and failed ones included), and failed ones.
        With adaptive replications the total grows as points turn out to need more.
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
    gone
        Why no more runs could be made, or None: a cluster went away.
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
    gone: str | None
    messages: tuple[str, ...]


def results_folder(experiment: Experiment) -> Path:
    """Return where results go when nobody says otherwise."""
    return Path("results") / experiment.name


def execute(
    experiment: Experiment,
    folder: str | Path | None = None,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    fresh: bool = False,
    retry_failed: bool = False,
    limit_runs: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    command: str | None = None,
) -> Summary:
    """Carry out the runs of an experiment that its results folder does not hold yet.

    Ctrl-C finishes what is in flight, keeps it and returns with `interrupted` set; a second one
    stops at once. A worker that dies is replaced and its runs are made again; a run whose worker
    dies each time is kept as failed.

    Parameters
    ----------
    experiment
        What to run.
    folder
        Where the results go; ``results/NAME`` unless said otherwise.
    workers
        How many runs are made at the same time; all cores unless said otherwise. Compiled
        strategies are run by threads, plain Python ones by processes: a script that calls this
        with such a strategy needs the ``if __name__ == "__main__"`` of `multiprocessing`.
    scheduler
        Address of a Dask scheduler whose workers make the runs.
    fresh
        Whether to replace earlier results.
    retry_failed
        Whether to make again the runs that failed before.
    limit_runs
        Stop after this many runs; a later execution goes on from there.
    progress
        Called from this thread whenever runs have finished.
    command
        The command line, for the manifest.

    Raises
    ------
    InputError
        When code does not import, the book cannot be read, no scheduler answers, or the folder
        cannot be used. In the first three cases nothing has been written.
    """
    for name, value in (("workers", workers), ("limit-runs", limit_runs)):
        if value is not None and (
            isinstance(value, bool) or not isinstance(value, int) or value < 1
        ):
            raise InputError(f"--{name} = {value} must be a whole number of at least 1")
    start = time.perf_counter()
    job = prepare(experiment)
    target = results_folder(experiment) if folder is None else Path(folder)
    with (
        closing(pool_for(job, workers, scheduler)) as pool,
        Store.open(target, job, fresh=fresh, retry_failed=retry_failed, command=command) as store,
        _stop_on_interrupt() as stop,
    ):
        resumed, gone = store.done, None
        if not store.complete:
            store.execution = {"executor": pool.kind, "workers": pool.workers}
            work = _Work(store, pool, limit_runs, progress, stop)
            try:
                work.carry_out()
            except Gone as error:
                gone = str(error)
        store.finish()
        return Summary(
            folder=store.folder,
            total=store.total,
            done=store.done,
            failed=store.failed,
            resumed=resumed,
            seconds=time.perf_counter() - start,
            complete=store.complete,
            interrupted=stop.is_set() and not store.complete,
            gone=gone,
            messages=tuple(store.messages),
        )


class _Work:
    """The runs that are missing, made by a pool and kept in a store."""

    def __init__(
        self,
        store: Store,
        pool: Pool,
        limit: int | None,
        progress: Callable[[Progress], None] | None,
        stop: threading.Event,
    ) -> None:
        self.store = store
        self.pool = pool
        self.stop = stop
        self._progress = progress
        self._resumed = store.done
        self._queue = Queue(store, limit, pool)
        self._gathered = _Gathered(store)
        self._flying: dict[Future[list[Record]], Batch] = {}
        self._checked = time.monotonic()

    def carry_out(self) -> None:
        """Make the runs until none is missing, or the stop is asked for."""
        try:
            while True:
                self._send()
                if self.stop.is_set():
                    for future in [f for f in self._flying if self.pool.recall(f)]:
                        del self._flying[future]
                if not self._flying:
                    break
                finished = wait(self._flying, CHECK_SECONDS, return_when=FIRST_COMPLETED).done
                self._receive(finished)
                if not finished or time.monotonic() - self._checked > CHECK_SECONDS:
                    self.pool.check()
                    self._checked = time.monotonic()
        finally:
            self._gathered.flush()

    def _send(self) -> None:
        """Hand out batches: enough that no worker waits, few enough that memory stays flat."""
        while not self.stop.is_set() and len(self._flying) < self.pool.workers * IN_FLIGHT:
            trial = self._queue.suspects or any(b.alone for b in self._flying.values())
            if self._flying and trial:
                return  # each suspect is run alone, so that it is known whose fault a loss is
            batch = self._queue.next()
            if batch is None:
                return
            self._flying[self.pool.submit(batch.run_ids)] = batch

    def _receive(self, finished: Iterable[Future[list[Record]]]) -> None:
        """Take in what has finished, and what was lost on the way."""
        lost = False
        for future in finished:
            batch = self._flying.pop(future)
            error = None if future.cancelled() else future.exception()
            if error is None and not future.cancelled():
                records = future.result()
            elif isinstance(error, self.pool.losses) or future.cancelled():
                lost = True
                records = self._queue.lost(batch)
            else:
                assert error is not None
                raise error
            self._queue.took(records)
            self._gathered.take(records)
        if lost:
            self.pool.replace()
        if self._progress is not None:
            done = self.store.done + self._gathered.count
            failed = self.store.failed + self._gathered.failed
            total = self.store.total
            self._progress(Progress(total, done, failed, self._resumed))


class _Gathered:
    """Finished runs that wait for their chunk to be whole, but not for long."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0
        self.failed = 0
        self._records: dict[int, list[Record]] = {}
        self._flushed = time.monotonic()

    def take(self, records: Sequence[Record]) -> None:
        """Take in finished runs, and write their chunk when it is whole or long overdue."""
        if not records:
            return
        chunk = records[0].run.run_id // self.store.parts.chunk_runs
        self._records.setdefault(chunk, []).extend(records)
        self.count += len(records)
        self.failed += sum(record.failure is not None for record in records)
        if time.monotonic() - self._flushed > FLUSH_SECONDS:
            self.flush()
        elif len(self._records[chunk]) >= self.store.parts.left(chunk):
            self._write(chunk)

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
