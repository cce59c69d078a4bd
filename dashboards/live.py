"""The model at work while a lever moves: quick answers at once, full ones soon after."""

from __future__ import annotations

import dataclasses
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from relsim.analysis import Comparison, compare_outcomes
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.turns import Turns
from relsim.figures import MEASURED, MEASURES, Curve, band
from relsim.figures.curves import FloatArray
from relsim.metrics import OUTCOMES, monthly
from relsim.strategies import PRESETS
from relsim.study.plan import Job, perform, prepare
from relsim.study.pools import available_workers

if TYPE_CHECKING:
    from relsim.accounts import Book

QUICK_WORK = 220_000
"""Account-months of an answer while a lever is dragged: some 20 ms on two cores."""
QUICK_REPLICATIONS = 3
"""What a dragged lever shows of a territory that is not cut down for it."""
CROWD = 6
"""People who wait for an answer at the same time, from which on first looks are rougher."""
MOST_WAITING = 64
"""Requests that may wait for their turn; one more is told to come back."""
CACHE_BYTES = 128 * 2**20
_HURRY_SECONDS = (0.3, 0.0)
"""How much later than it was asked for a full answer, and a first look, count as asked for."""
_SUMMED_COLUMNS = [
    place
    for place, name in enumerate(MEASURED)
    if name in ("margin", "clients", "churned", "referrals_won") or name.startswith("demands_")
]
_SUMMED_OUTCOMES = [
    place
    for place, outcome in enumerate(OUTCOMES.values())
    if outcome.unit in ("EUR", "accounts", "referrals", "talks")
    and not outcome.name.startswith("margin_per_rep")
]
_NAMES = tuple(OUTCOMES)


class Busy(Exception):
    """Too many people ask at once."""


@dataclass(frozen=True, eq=False)
class Shown:
    """What came of a scenario: numbers ready to be drawn and put into words.

    Attributes
    ----------
    scenario
        What was run; smaller than what was asked for where that was beyond all bounds.
    quick
        Whether it is a first look, on fewer replications or a smaller territory.
    replications, months
        How many were run: fewer replications than the scenario's in a first look.
    failed
        Runs that gave no numbers; they are left out.
    seconds
        How long it took.
    scale
        What sums were multiplied by, because the territory of a first look was so much smaller.
    """

    scenario: Scenario
    quick: bool
    replications: int
    months: int
    failed: int
    seconds: float
    scale: float
    _columns: Mapping[str, Mapping[str, FloatArray]] = field(repr=False)
    _outcomes: FloatArray = field(repr=False)
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def strategies(self) -> tuple[str, ...]:
        """The strategies, in the order they are shown."""
        return self.scenario.strategies

    @property
    def size_bytes(self) -> int:
        """Memory it takes."""
        arrays = [array for of in self._columns.values() for array in of.values()]
        return sum(array.nbytes for array in (self._outcomes, *arrays))

    def curves(self, measure: str) -> list[Curve]:
        """Return a measure of `relsim.figures.MEASURES` over time, a line a strategy.

        The middle is the mean over replications, the band holds the middle 90 % of them.
        """
        if measure not in self._kept:
            self._kept[measure] = [
                band(name, called(name), MEASURES[measure](self._columns[name]))
                for name in self.strategies
            ]
        return list(self._kept[measure])

    def outcomes(self, names: Sequence[str] = _NAMES) -> dict[str, Comparison]:
        """Return outcomes of `relsim.metrics.OUTCOMES` compared between the strategies."""
        places = [_NAMES.index(name) for name in names]
        described = [OUTCOMES[name] for name in names]
        return compare_outcomes(self._outcomes[places], described, self.strategies)

    def values(self, name: str) -> dict[str, FloatArray]:
        """Return an outcome by strategy, one value a replication, NaN where undefined.

        Replication r has the same luck in every scenario with the same seed.
        """
        return dict(zip(self.strategies, self._outcomes[_NAMES.index(name)], strict=True))


class Live:
    """The engine behind the pages; any number of threads may ask it at once.

    Parameters
    ----------
    book
        Own accounts, in place of the territory a scenario would draw.
    options
        Which book that is, as options of the command line; no folder of this machine is told.
    workers
        Runs made at the same time; one a processor unless said otherwise.
    """

    def __init__(
        self,
        book: Book | None = None,
        *,
        options: Sequence[str] = (),
        workers: int | None = None,
    ) -> None:
        self.book = book
        self.options = tuple(options)
        self._turns = Turns(workers or available_workers())
        self._room = threading.BoundedSemaphore(MOST_WAITING)
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[Scenario, Scenario], Future[Shown]] = OrderedDict()

    @property
    def accounts(self) -> int | None:
        """How many accounts the own book has, if there is one."""
        return None if self.book is None else self.book.size

    def warm(self) -> None:
        """Compile the model, or load what was compiled before; the Workshop is then at hand."""
        self.show(WORKSHOP)

    def close(self) -> None:
        """Let the workers go."""
        self._turns.close()

    def show(self, scenario: Scenario, quick: bool = False) -> Shown:
        """Run a scenario, or find it among those run before.

        Parameters
        ----------
        scenario
            What to run; cut down to `relsim.dashboards.scenario.CAP` where it is larger.
        quick
            Whether a first look will do; it is the full answer where that is as quick. First looks
            at scenarios alike but for what a lever moves share their replications and their luck.

        Raises
        ------
        Busy
            When too many wait already.
        """
        asked = scenario.inputs.capped(self.accounts)
        plan, scale = self._first_look(asked, self._time_for()) if quick else (asked, 1.0)
        quick = plan != asked
        key = (asked, plan)
        with self._lock:
            future = self._found.get(key)
            mine = future is None
            if future is None:
                future = self._found[key] = Future()
            self._found.move_to_end(key)
        if mine:
            try:
                future.set_result(self._run(asked, plan, scale, quick))
            except BaseException as error:
                with self._lock:
                    del self._found[key]
                future.set_exception(error)
            self._forget()
        shown = future.result()
        return dataclasses.replace(
            shown, scenario=dataclasses.replace(shown.scenario, name=scenario.name)
        )

    def _time_for(self) -> int:
        """Return the account-months of a first look: fewer where many people ask at once."""
        with self._lock:
            asking = sum(not future.done() for future in self._found.values())
        return QUICK_WORK if asking < CROWD else QUICK_WORK // 2

    def _first_look(self, scenario: Scenario, most: int = QUICK_WORK) -> tuple[Scenario, float]:
        """Return what is run while a lever is dragged, and what its sums are multiplied by."""
        each = scenario.work(self.accounts) // scenario.replications
        count = min(scenario.replications, max(QUICK_REPLICATIONS, most // each))
        if each * count <= most:
            return dataclasses.replace(scenario, replications=count), 1.0
        if self.book is not None:
            return dataclasses.replace(scenario, replications=max(1, most // each)), 1.0
        customers, reps = int(scenario.value("customers")), int(scenario.value("reps"))
        fewer = max(1, math.floor(reps * most / (each * count)))
        kept = max(1, round(customers * fewer / reps))
        smaller = scenario.changed("customers", kept).changed("reps", fewer)
        each = smaller.work() // smaller.replications
        count = min(count, max(1, most // each))
        return dataclasses.replace(smaller, replications=count), customers / kept

    def _run(self, asked: Scenario, plan: Scenario, scale: float, quick: bool) -> Shown:
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            start = time.perf_counter()
            job = prepare(plan.experiment(), self.book)
            until = time.monotonic() + _HURRY_SECONDS[quick]
            waiting = [
                self._turns.take(until, _made, job, run_id) for run_id in range(job.experiment.size)
            ]
            runs = [future.result() for future in waiting]
        finally:
            self._room.release()
        columns, outcomes = _gathered(runs, plan, scale)
        failed = sum(run.columns is None for run in runs)
        seconds = time.perf_counter() - start
        replications, months = plan.replications, plan.periods
        return Shown(asked, quick, replications, months, failed, seconds, scale, columns, outcomes)

    def _forget(self) -> None:
        """Let go of what was asked for longest ago, until the rest fits."""
        with self._lock:
            done = [(key, future) for key, future in self._found.items() if future.done()]
            held = sum(future.result().size_bytes for _, future in done)
            for key, future in done[:-1]:
                if held <= CACHE_BYTES:
                    break
                held -= future.result().size_bytes
                del self._found[key]


def called(strategy: str) -> str:
    """Return a shipped strategy's neutral name as a heading has it.

    >>> called("servile")
    'Yes-sayer'
    """
    display = PRESETS[strategy].display
    return display[:1].upper() + display[1:]


class _Run(NamedTuple):
    """What is kept of one run: its columns, shape (`MEASURED`, months), and its outcomes."""

    strategy: str
    replication: int
    columns: FloatArray | None
    outcomes: Sequence[float]


def _made(job: Job, run_id: int) -> _Run:
    """Make one run, on a worker; what is not shown is let go of at once."""
    (record,) = perform(job, (run_id,))
    strategy, replication = record.run.arms[0].name, record.run.replication
    if record.series is None:
        return _Run(strategy, replication, None, ())
    of = monthly(record.series[:, 0])
    columns = np.stack([of[name] for name in MEASURED])
    return _Run(strategy, replication, columns, tuple(record.outcomes[0].values()))


def _gathered(
    runs: Sequence[_Run], plan: Scenario, scale: float
) -> tuple[dict[str, dict[str, FloatArray]], FloatArray]:
    """Return monthly columns by strategy, and outcomes of shape (outcomes, arms, replications)."""
    arms = plan.strategies
    shape = (len(MEASURED), plan.replications, plan.periods)
    months = {arm: np.full(shape, np.nan) for arm in arms}
    outcomes = np.full((len(OUTCOMES), len(arms), plan.replications), np.nan)
    for run in runs:
        if run.columns is not None:
            months[run.strategy][:, run.replication] = run.columns
            outcomes[:, arms.index(run.strategy), run.replication] = run.outcomes
    if scale != 1.0:
        for found in months.values():
            found[_SUMMED_COLUMNS] *= scale
        outcomes[_SUMMED_OUTCOMES] *= scale
    return {arm: dict(zip(MEASURED, months[arm], strict=True)) for arm in arms}, outcomes
