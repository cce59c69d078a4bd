"""The runs of an experiment: their numbers, and one of them carried out."""

from __future__ import annotations

import functools
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from relsim.measures import check_cohorts, run_measured
from relsim.simulation import Settled, new_world, result_of, settled
from relsim.strategies import resolve
from relsim.study.arms import Arm
from relsim.study.experiment import Experiment

if TYPE_CHECKING:
    from relsim.accounts import Book
    from relsim.strategies import Strategy

PYTHON_TIMES = 15.0
"""How much longer a month takes with a plain Python strategy; for estimates of time only."""


class Run(NamedTuple):
    """One run: a point, a replication, and the arms that meet in it (all in a mixed territory)."""

    run_id: int
    point: int
    replication: int
    arms: tuple[Arm, ...]


class Failure(NamedTuple):
    """Why a run gave no numbers; stages are ``prepare``, ``simulate`` and ``collect``."""

    stage: str
    error: str
    traceback: str


class Record(NamedTuple):
    """What a run left: outcomes by arm, and the rows asked for; or a failure.

    The rows are plain arrays, as `relsim.Result` describes them: quick to hand from one process to
    another, and made frames many runs at a time.
    """

    run: Run
    outcomes: tuple[dict[str, float], ...]
    seconds: float
    series: NDArray[Any] | None = None
    accounts: NDArray[Any] | None = None
    reps: NDArray[Any] | None = None
    failure: Failure | None = None


@dataclass(frozen=True, eq=False)
class Job:
    """An experiment ready to run: code imported, the book read.

    Attributes
    ----------
    experiment
        What is asked.
    book
        The own book of accounts, if there is one.
    strategies
        The arms as strategies, at the first point. One in plain Python is made anew for each run:
        what its object remembers of one run must not colour the next.
    """

    experiment: Experiment
    book: Book | None
    strategies: tuple[Strategy, ...]

    @property
    def compiled(self) -> bool:
        """Whether all strategies are compiled, so that threads run side by side."""
        return all(strategy.compiled for strategy in self.strategies)

    def expected_seconds(self) -> float:
        """Return about how long all runs take on one core."""
        accounts = None if self.book is None else self.book.size
        seconds = self.experiment.expected_seconds(accounts=accounts)
        return seconds * (1.0 if self.compiled else PYTHON_TIMES)

    @property
    def design_hash(self) -> str:
        """The hash of all that decides the numbers, the book's contents included."""
        return self.experiment.design_hash(self.book.sha256 if self.book is not None else None)


def prepare(experiment: Experiment, book: Book | None = None) -> Job:
    """Return an experiment made ready: the code it names imported, its book of accounts read.

    Parameters
    ----------
    experiment
        What is asked.
    book
        The book of accounts, where it has been read already.

    Raises
    ------
    InputError
        When the code does not import or the book cannot be used. Nothing has been written by then.
    """
    if experiment.book is not None and book is None:
        from relsim.accounts import read_book

        book = read_book(experiment.book.path, dict(experiment.book.columns) or None)
    first = experiment.design.point(0)
    strategies = tuple(
        resolve(arm.at(first, experiment.mixed), f"{experiment.name}: {arm.name}")
        for arm in experiment.arms
    )
    # A world is set up for what only a territory tells, like fewer reps than strategies, and one
    # for each strategy where events are forced, which may be forced on one of them only.
    worlds = [list(strategies)] if experiment.mixed else [[item] for item in strategies]
    for together in worlds if experiment.interventions else worlds[:1]:
        world, arms, _ = new_world(
            together,
            seed=experiment.seed_at(0),
            periods=experiment.periods,
            parameters=experiment.parameters_at(first),
            interventions=experiment.interventions,
            accounts=book,
        )
        check_cohorts(experiment.measures, world, arms)
    return Job(experiment, book, strategies)


def run_of(experiment: Experiment, run_id: int) -> Run:
    """Return the run of a number: points are slowest, then replications, then strategies."""
    if experiment.mixed:
        point, replication = divmod(run_id, experiment.replications)
        return Run(run_id, point, replication, experiment.arms)
    rest, arm = divmod(run_id, len(experiment.arms))
    point, replication = divmod(rest, experiment.replications)
    return Run(run_id, point, replication, (experiment.arms[arm],))


def perform(job: Job, run_ids: Sequence[int]) -> list[Record]:
    """Return what some runs left; a run that fails says why and spoils no other."""
    return [_perform(job, run_of(job.experiment, run_id)) for run_id in run_ids]


class _Shared(NamedTuple):
    """What the runs of a point share."""

    point: dict[str, float]
    parameters: Settled
    seed: int
    strategies: dict[str, Strategy]


@functools.lru_cache(maxsize=32)
def _shared(job: Job, number: int) -> _Shared:
    experiment = job.experiment
    point = experiment.design.point(number)
    varied = {name.partition(".")[0] for name in point}
    strategies = {
        arm.name: resolve(arm.at(point, experiment.mixed), arm.name)
        if arm.name in varied
        else ready
        for arm, ready in zip(experiment.arms, job.strategies, strict=True)
    }
    parameters = settled(experiment.parameters_at(point))
    return _Shared(point, parameters, experiment.seed_at(number), strategies)


def _perform(job: Job, run: Run) -> Record:
    experiment = job.experiment
    start = time.perf_counter()
    stage = "prepare"
    try:
        shared = _shared(job, run.point)
        strategies = [_strategy(shared, arm, experiment.mixed) for arm in run.arms]
        stage = "simulate"
        world, arms, values = new_world(
            strategies,
            seed=shared.seed,
            replication=run.replication,
            periods=experiment.periods,
            parameters=shared.parameters,
            interventions=experiment.interventions,
            accounts=job.book,
        )
        series, measured = run_measured(world, arms, experiment.periods, experiment.measures)
        stage = "collect"
        result = result_of(world, arms, values, series)
        outcomes = (
            {**common, **own}
            for common, own in zip(result.outcomes.values(), measured, strict=True)
        )
        record = Record(run, tuple(outcomes), time.perf_counter() - start)
        if experiment.keep_periods:
            record = record._replace(series=result.series.view(np.ndarray))
        if experiment.keep_customers:
            accounts, reps = result.accounts.view(np.ndarray), result.reps.view(np.ndarray)
            record = record._replace(accounts=accounts, reps=reps)
        return record
    # Whatever a strategy of one's own raises costs its run and no other.
    except Exception as error:
        failure = Failure(stage, f"{type(error).__name__}: {error}", traceback.format_exc())
        return Record(run, (), time.perf_counter() - start, failure=failure)


def _strategy(shared: _Shared, arm: Arm, mixed: bool) -> Strategy:
    strategy = shared.strategies[arm.name]
    return strategy if strategy.compiled else resolve(arm.at(shared.point, mixed), arm.name)
