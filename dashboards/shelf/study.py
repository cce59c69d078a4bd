"""One results folder looked into: what can be asked of it, and each question answered as a view.

How a page uses it:

    study = context.shelf.open(key)                 # InputError: calm, show it
    asked = study.read(choices)                     # JSON from anyone; never raises
    answer = context.asking.ask(study, asked)       # at most about a second; InputError: calm
    if answer.view is not None:
        figure = answer.view.figure(theme, big, height)      # plain dict, or None: table only
    elif answer.job is not None:                    # a Look of relsim.dashboards.jobs: poll it
        look = context.jobs.look(answer.job.id)     # .state, .share (0-1), .result: View when done
        context.jobs.cancel(answer.job.id)
    else:
        answer.trouble                              # a calm sentence
    where = view.picked(mark)                       # what a click on the figure means, or None
    rows = study.rows(where, request)               # the runs behind it, a page of them
    one = study.run(run_id)                         # values, outcomes, seed, commands, scenario
    link = study.csv_link(asked)                    # an address to stream it from; or of a Where
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from relsim.analysis.intervals import joint_is_known
from relsim.dashboards.message import listed
from relsim.dashboards.shelf import asked as shelf_asked
from relsim.dashboards.shelf import customers
from relsim.dashboards.shelf import one as shelf_one
from relsim.dashboards.shelf import runs as shelf_runs
from relsim.dashboards.shelf.cells import Cells, Runs
from relsim.dashboards.shelf.types import (
    VIEWS,
    Answer,
    Asked,
    Column,
    Measured,
    OneRun,
    Rows,
    Varied,
    View,
    Where,
)
from relsim.errors import InputError
from relsim.figures.curves import FloatArray
from relsim.metrics import Outcome
from relsim.report.material import MAIN, PER_REP, called
from relsim.study.design import Sampled
from relsim.study.results import Results

if TYPE_CHECKING:
    from relsim.dashboards.shelf.shelf import Entry, Shelf

__all__ = [
    "VIEWS",
    "Answer",
    "Asked",
    "Column",
    "Measured",
    "OneRun",
    "Rows",
    "Study",
    "Varied",
    "View",
    "Where",
]

_NEEDED = ("run_id", "point", "strategy", "replication", "status")


class Study:
    """A results folder open for questions; tables are read lazily; threads may share it.

    Attributes
    ----------
    entry
        As in the list.
    kind
        As in `Entry.kind`.
    varied
        The names the design varies, in its order; of a list of points the one name ``point``.
    strategies
        Name and neutral display name, in order; `names` is the same as a dict.
    outcomes
        What can be asked about, the most telling first; `measures` likewise for ``series``.
        `choices` says which of them fit a view.
    views
        Which of `VIEWS` it has, the main one first: what to show when it is opened.
    columns
        Of the table of runs.
    caveats
        Unfinished, failed runs: sentences for the page.
    kept
        Views worked out before, the last asked for last; kept by `Asking`.
    known
        Its outcomes as they are described, by name.
    sampled
        Whether its points are sampled from ranges, so that names cannot be held at a value.
    """

    def __init__(self, results: Results, entry: Entry, shelf: Shelf) -> None:
        self.results = results
        self.entry = entry
        self.shelf = shelf
        self.texts = shelf.texts
        self.experiment = results.experiment
        self.kind = entry.kind
        frame = results.runs
        schema = frame.collect_schema()
        wanted = (*_NEEDED, *self.experiment.design.names)
        if any(name not in schema for name in wanted) or not all(
            schema[name].is_numeric() for name in wanted if name not in ("strategy", "status")
        ):
            raise InputError(self.texts["shelf.foreign"])
        self.schema = schema
        self.runs = Runs(frame, self.experiment.arm_names, self.experiment.until is None)
        self.kept: OrderedDict[Asked, Future[View]] = OrderedDict()
        self.names = _apart({arm.name: called(arm) for arm in self.experiment.arms})
        self.strategies = tuple(self.names.items())
        self.sampled = isinstance(self.experiment.design, Sampled)
        self.varied = shelf_asked.varied_of(self.experiment.design, self.texts)
        self.earned = "margin" if self.experiment.equal_teams else PER_REP
        own = self.experiment.own_outcomes
        self.known = self.experiment.outcomes
        first = dict.fromkeys((self.earned, *own, *MAIN, *self.known))
        self.outcomes = tuple(
            shelf_asked.measured_of(self.known[name]) for name in first if name in schema
        )
        self.measures = shelf_asked.measures_of(self.texts)
        self.views = shelf_asked.views_of(self)
        self.columns = shelf_runs.columns_of(self)
        self.caveats = self._caveats()

    @classmethod
    def open(cls, folder: Path, entry: Entry, shelf: Shelf) -> Study:
        """Return a results folder open for questions.

        Raises
        ------
        InputError, OSError, polars.exceptions.PolarsError
            It is damaged, or something else than a results folder.
        """
        return cls(Results.open(folder), entry, shelf)

    def choices(self, view: str) -> tuple[Measured, ...]:
        """Return what a view can be asked about; nothing where it shows but one thing."""
        if view == "series":
            return self.measures
        if view in ("whale", "survival"):
            return ()
        if view in ("phases", "shares"):
            return tuple(one for one in self.outcomes if self.known[one.name].good)
        if view == "importance" and len(self.strategies) > 1 and self.earned == "margin":
            return (self.outcomes[0], shelf_asked.between(self.texts), *self.outcomes[1:])
        return self.outcomes

    def read(self, choices: object) -> Asked:
        """Return what is asked for, anything unusable replaced; never raises.

        Parameters
        ----------
        choices
            ``{"view", "outcome", "across", "upward", "fixed": {name: value}}``, all optional, from
            anyone. Nothing at all gives the main view.
        """
        return shelf_asked.read(self, choices)

    def where(self, value: object) -> Where:
        """Return which runs somebody's JSON (`Where.to_json`) means, as far as it can be used."""
        return shelf_asked.where(self, value)

    def rows(self, where: Where, request: object = None) -> Rows:
        """Return a page of the runs.

        Parameters
        ----------
        where
            Which.
        request
            As AG Grid's infinite row model asks: ``startRow``, ``endRow``, ``sortModel``,
            ``filterModel``; at most 500 rows a page; anything unusable is passed over.

        Raises
        ------
        InputError
            The files cannot be read; calm.
        """
        return self.shelf.calmly(lambda: shelf_runs.rows(self, where, request))

    def failures(self, request: object = None) -> Rows:
        """Return a page of the runs that failed: run_id, strategy, stage, error."""
        return self.shelf.calmly(lambda: shelf_runs.failures(self, request))

    def run(self, run_id: object) -> OneRun:
        """Return one run.

        Raises
        ------
        InputError
            There is no such run here, or it has not been made yet; calm.
        """
        return self.shelf.calmly(lambda: shelf_one.one(self, run_id))

    def said(self, where: Where) -> str:
        """Return in words which runs are meant, as a heading above their table."""
        return shelf_asked.said(self, where)

    def csv_link(self, of: Asked | Where) -> str:
        """Return the address below the root that streams a view's numbers, or runs, as CSV."""
        from relsim.dashboards.shelf.tables import link

        return link(self, of)

    # What views are made of.

    def outcome(self, name: str) -> Measured:
        """Return an outcome by its name."""
        return next(one for one in self.outcomes if one.name == name)

    def name_of(self, name: str) -> Varied:
        """Return a varied name."""
        return next(one for one in self.varied if one.name == name)

    def described(self, outcome: Measured) -> Outcome:
        """Return an outcome as comparisons take it."""
        return self.known[outcome.name]

    def good(self, outcome: Measured) -> int:
        """Return +1 where more of an outcome is better, -1 where less is."""
        return self.known[outcome.name].good or 1

    def cells(self, asked: Asked, names: Sequence[str]) -> Cells:
        """Return an outcome over the values of some names, the others held or averaged over.

        Raises
        ------
        InputError
            No run fits.
        """
        free = bool(self._free(asked, names))
        cells = self.runs.cells(asked.outcome, names, asked.fixed, averaging=free)
        self.some(cells)
        return cells

    def some(self, cells: Cells) -> None:
        """Raise where there is nothing in a table."""
        if not cells.table.size:
            raise InputError(self.texts["shelf.nothing"])

    def held(self, asked: Asked) -> tuple[tuple[str, float, float], ...]:
        """Return the values at which names are held, as `Where` has them."""
        return tuple((name, value, value) for name, value in asked.fixed)

    def averaged(self, asked: Asked) -> list[str]:
        """Return in sentences what is held and what is averaged over."""
        notes = []
        if asked.fixed:
            told = [self.at(name, value, value) for name, value in asked.fixed]
            notes.append(self.texts("exploring.fixed", values=listed(told, self.texts)))
        free = [
            self.texts["exploring.points"] if one.name == "point" else one.label
            for one in self._free(asked, (asked.across, asked.upward))
        ]
        if free:
            notes.append(self.texts("exploring.averaged", names=listed(free, self.texts)))
        return notes

    def at(self, name: str, low: float, high: float) -> str:
        """Return a value or range of a varied name in words."""
        varied = self.name_of(name)
        first, last = (self.written(varied, np.array([end]))[0] for end in (low, high))
        if low == high:
            return self.texts("exploring.at", name=varied.label, value=first)
        return self.texts("exploring.from", name=varied.label, low=first, high=last)

    def written(self, varied: Varied, values: FloatArray, digits: int = 3) -> list[str]:
        """Return values of a name as text, levels as selects show them, others in few digits."""
        known = dict(zip(varied.values, varied.written, strict=True))
        texts = shelf_asked.short(values.tolist(), digits)
        return [known.get(v, text) for v, text in zip(values.tolist(), texts, strict=True)]

    def _free(self, asked: Asked, names: Sequence[str]) -> list[Varied]:
        taken = {*names, *(name for name, _ in asked.fixed)}
        return [one for one in self.varied if one.name not in taken]

    def _caveats(self) -> tuple[str, ...]:
        entry, told = self.entry, []
        if not entry.complete:
            done, runs = f"{entry.done:,}", f"{entry.runs:,}"
            told.append(self.texts("exploring.unfinished", done=done, runs=runs))
        if entry.failed:
            failed, runs = f"{entry.failed:,}", f"{entry.runs:,}"
            told.append(self.texts("exploring.failed", failed=failed, runs=runs))
        if not self.experiment.equal_teams:
            told.append(self.texts["exploring.unequal"])
        return tuple(told)


def _apart(names: dict[str, str]) -> dict[str, str]:
    """Return how strategies are called, no two alike."""
    seen = list(names.values())
    return {
        name: label if seen.count(label) == 1 else f"{label} ({name})"
        for name, label in names.items()
    }


def weight(study: Study, asked: Asked) -> float:
    """Return about how long an answer takes, in seconds, from how much is to be read."""
    runs, read = study.entry.done, study.entry.done * 5e-7
    if asked.view == "importance":
        return read + runs * len(study.varied) * 4e-7
    if asked.view in ("whale", "survival"):
        drawn, accounts = customers.size_of(study)
        return read + drawn * (2e-4 + accounts * 4e-7)
    if asked.view not in ("phases", "shares"):
        return read
    if study.sampled and asked.upward:
        return read + study.experiment.design.size * 3e-6 + 0.05 * len(study.strategies)
    # With replications enough, intervals are found from each point's own correlations.
    each = 4e-4 if joint_is_known(study.experiment.replications, len(study.strategies)) else 2e-5
    if study.sampled:
        return read + study.experiment.design.size * each
    gone = [len(one.values) for one in study.varied if one.name in (asked.across, asked.upward)]
    return read + math.prod(gone) * each
