"""Who makes the runs: threads, processes or a Dask cluster, each a `concurrent.futures.Executor`.

Threads serve compiled strategies, whose kernels leave the interpreter free; plain Python strategies
hold each other up in threads and get processes. All make the same runs: which pool, and how many
workers it has, decides nothing but the time.
"""

from __future__ import annotations

import functools
import os
import pickle
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import connection, get_context, parent_process
from typing import TYPE_CHECKING, Any, NamedTuple

from relsim.errors import InputError
from relsim.study import manifest
from relsim.study.experiment import Experiment
from relsim.study.plan import Job, Record, perform, prepare

if TYPE_CHECKING:
    from relsim.accounts import Book

PROCESSES_FROM_SECONDS = 5.0
"""Plain Python strategies with less work than this stay in one thread: a process takes a second or
two to start."""
_CONNECT_SECONDS = 10
_FIRST_WORKER_SECONDS = 60


class Gone(Exception):
    """The workers are gone for good, so that no run can be made."""


class Pool:
    """Workers that make runs.

    Attributes
    ----------
    kind : str
        ``threads``, ``processes`` or ``dask``.
    workers : int
        How many runs are made at the same time.
    batch_seconds : float
        About how much work is handed over at a time, so that handing it over costs little.
    """

    kind = "threads"
    batch_seconds = 0.1
    losses: tuple[type[BaseException], ...] = ()
    """What a future raises when the worker died, and not the run."""

    def __init__(self, job: Job, workers: int) -> None:
        self.job = job
        self.workers = workers
        self._executor = self._opened()

    def submit(self, run_ids: Sequence[int]) -> Future[list[Record]]:
        """Hand runs to a worker."""
        return self._executor.submit(perform, self.job, run_ids)

    def recall(self, future: Future[list[Record]]) -> bool:
        """Take work back that nobody has begun; return whether that was so."""
        return future.cancel()

    def replace(self) -> None:
        """Get new workers after one was lost."""

    def check(self) -> None:
        """Raise `Gone` when there is nobody left to wait for."""

    def close(self) -> None:
        """Let the workers go when they have finished what they hold."""
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _opened(self) -> Executor:
        return ThreadPoolExecutor(self.workers, thread_name_prefix="relsim")


class Processes(Pool):
    """Worker processes on this machine; one that dies is replaced."""

    kind = "processes"
    batch_seconds = 0.2
    losses = (BrokenProcessPool,)

    def submit(self, run_ids: Sequence[int]) -> Future[list[Record]]:
        """Hand runs to a worker, which may be started for it."""
        with _without_interrupts():
            return self._executor.submit(_perform_received, run_ids)

    def replace(self) -> None:
        """Start anew: one dead worker breaks the whole pool."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._opened()

    def _opened(self) -> Executor:
        # Not forked: numba's and Polars' threads do not survive a fork.
        return ProcessPoolExecutor(
            self.workers,
            mp_context=get_context("spawn"),
            initializer=_begin,
            initargs=(Parcel.of(self.job),),
        )


class Cluster(Pool):
    """The workers of a Dask scheduler, however many there are at the time.

    Parameters
    ----------
    job
        What is run.
    address
        The scheduler's, like ``tcp://10.0.0.7:8786``.
    """

    kind = "dask"
    batch_seconds = 0.3

    def __init__(self, job: Job, address: str) -> None:
        try:
            from distributed import Client
            from distributed.scheduler import KilledWorker
        except ImportError:
            raise InputError(
                "--scheduler needs Dask, which is not installed; pip install 'relsim[cluster]'"
            ) from None
        self.address = address
        self.losses = (KilledWorker,)
        try:
            self.client: Any = Client(address, timeout=_CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"--scheduler = {address}: no Dask scheduler answers there"
                f" ({str(error).splitlines()[0] if str(error) else type(error).__name__})"
            ) from None
        try:
            self.client.wait_for_workers(1, timeout=_FIRST_WORKER_SECONDS)
        except TimeoutError:
            self.client.close()
            raise InputError(
                f"--scheduler = {address}: has no workers after {_FIRST_WORKER_SECONDS} s"
            ) from None
        self._parcel = Parcel.of(job)
        super().__init__(job, sum(self.client.nthreads().values()))

    def submit(self, run_ids: Sequence[int]) -> Future[list[Record]]:
        """Hand runs to the scheduler, which gives those of a lost worker to another."""
        with self._or_gone():
            return self._executor.submit(_perform_sent, self._parcel, run_ids)

    def recall(self, future: Future[list[Record]]) -> bool:
        """Leave work where it is: a Dask future does not tell whether somebody has begun it."""
        return False

    def check(self) -> None:
        """Raise `Gone` when the scheduler is gone; count the workers that are there now."""
        with self._or_gone():
            self.workers = max(1, sum(self.client.nthreads().values()))

    def close(self) -> None:
        """Leave the cluster to its owner, without waiting for what nobody needs any more."""
        with suppress(Exception):  # whatever it says when it is gone, there is nothing left to do
            self._executor.shutdown(wait=False)
        with suppress(Exception):
            self.client.close(timeout=_CONNECT_SECONDS)

    def _opened(self) -> Executor:
        # With `pure`, which is Dask's default, equal calls are made once.
        executor: Executor = self.client.get_executor(pure=False)
        return executor

    @contextmanager
    def _or_gone(self) -> Iterator[None]:
        """Turn whatever Dask raises when it has lost its scheduler into one word."""
        try:
            yield
        except Exception as error:
            raise Gone(
                f"the scheduler at {self.address} is gone ({type(error).__name__})"
            ) from None


def pool_for(job: Job, workers: int | None, scheduler: str | None) -> Pool:
    """Return the pool that suits a job.

    Parameters
    ----------
    job
        What is run.
    workers
        How many; all cores unless said otherwise. A cluster has as many as it has.
    scheduler
        Address of a Dask scheduler, or None to stay on this machine.

    Raises
    ------
    InputError
        When no scheduler answers, or Dask is not installed.
    """
    if scheduler is not None:
        return Cluster(job, scheduler)
    count = workers or available_workers()
    if job.compiled:
        return Pool(job, count)
    if count == 1 or job.expected_seconds() < PROCESSES_FROM_SECONDS:
        return Pool(job, 1)
    return Processes(job, count)


def available_workers() -> int:
    """Return how many processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Origin(NamedTuple):
    """What must be the same on both sides for a run to give the same numbers."""

    version: str | None
    source: str | None
    design: str

    @classmethod
    def of(cls, job: Job) -> Origin:
        """Return what decides a job's numbers here."""
        return cls(manifest.version("relsim"), manifest.source(), job.design_hash)


@dataclass(frozen=True)
class Parcel:
    """A job on its way to a worker that shares nothing with this process.

    Attributes
    ----------
    experiment, book
        Pickled. Strategies are made anew at the other end: code travels by its name.
    origin
        What the other end must agree on.
    """

    content: bytes
    origin: Origin

    @classmethod
    def of(cls, job: Job) -> Parcel:
        """Return a job packed."""
        return cls(pickle.dumps((job.experiment, job.book)), Origin.of(job))


@functools.lru_cache(maxsize=2)
def _unpacked(parcel: Parcel) -> Job:
    """Return the job in a parcel, prepared once and kept for the batches that follow."""
    experiment: Experiment
    book: Book | None
    experiment, book = pickle.loads(parcel.content)
    job = prepare(experiment, book)
    here, there = Origin.of(job), parcel.origin
    for what, ours, theirs in zip(("version", "source", "design"), here, there, strict=True):
        if ours != theirs:
            raise InputError(
                f"a worker has another {_TOLD[what]} ({ours}, not {theirs}), so its numbers might"
                " differ; install the same everywhere"
            )
    return job


_TOLD = {
    "version": "version of relsim",
    "source": "state of relsim's sources",
    "design": "sampling of the design, by another SciPy or SALib",
}


def _perform_sent(parcel: Parcel, run_ids: Sequence[int]) -> list[Record]:
    """Make runs on a worker of a cluster."""
    return perform(_unpacked(parcel), run_ids)


_received: list[Parcel] = []


def _begin(parcel: Parcel) -> None:
    """Begin to live as a worker process."""
    # Ctrl-C reaches every process of a terminal; whether work ends is for the first one to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _received[:] = [parcel]
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone, even by kill -9."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _perform_received(run_ids: Sequence[int]) -> list[Record]:
    """Make runs in a worker process."""
    return perform(_unpacked(_received[0]), run_ids)


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold Ctrl-C back, here and from the start in the processes begun meanwhile.

    Until it has imported what it needs, a new process would answer Ctrl-C with a traceback.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    earlier = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, earlier)
