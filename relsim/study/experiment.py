"""An experiment: a question, the strategies compared, the points visited and how often."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import tomli_w

from relsim.metrics import OUTCOMES, Outcome
from relsim.parameters import PARAMETERS, complete
from relsim.study import fields
from relsim.study.arms import Arm, parse_arms
from relsim.study.design import Design, Grid, Sampled

if TYPE_CHECKING:
    from relsim.interventions import Intervention
    from relsim.measures import Measure

DEFAULT_STRATEGIES = ("servile", "combative", "advisory")
DEFAULT_REPLICATIONS = 30
DEFAULT_PERIODS = 120
DEFAULT_SEED = 0
MOST_PERIODS = 12_000
MOST_REPLICATIONS = 1_000_000
_COMPARED = "Which way of treating customers earns respect, margin, loyalty and referrals here?"

ACCOUNT_MONTH_NS = 250.0
"""Nanoseconds one account takes for one month on one core; for estimates of time only."""


@dataclass(frozen=True)
class Until:
    """When a point has been repeated often enough: its intervals are narrow, whatever they say.

    Attributes
    ----------
    outcome
        Whose 95 % intervals are looked at.
    half_width
        How far the widest of them may reach to each side, in the outcome's unit; for outcomes in
        EUR as a share of the mean list revenue of the first strategy compared.
    at_least
        Replications before the first look, 30 or more.
    """

    outcome: str
    half_width: float
    at_least: int = 30


class Book(NamedTuple):
    """An own book of accounts: its file, and its columns by our names (ours, theirs)."""

    path: Path
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Experiment:
    """A question with all it takes to answer it; made by ``spec.load`` or :meth:`for_compare`.

    Attributes
    ----------
    name, question
        What it is called (its folder) and what it asks.
    seed
        Root of all luck, 0 to 2**64 - 1.
    replications
        Territories (with their luck) drawn at each point; at most so many where `until` is set.
    periods
        Months of each run.
    luck
        ``common``: replication r meets the same luck at every point. ``independent``: fresh luck
        at each point.
    mixed
        Whether the strategies share one territory, instead of each having a world to itself.
    book
        An own book of accounts instead of a drawn territory.
    parameters
        Every model parameter by name, before a design varies some of them.
    arms
        The strategies compared.
    design
        The points visited.
    interventions
        Events forced on accounts.
    measures
        Outcomes of its own: quantities over cohorts and windows.
    keep_periods, keep_customers
        Whether the monthly series and the customers at the end are kept.
    until
        When a point has been repeated often enough, or None to repeat all `replications` times.
    """

    name: str
    question: str
    seed: int
    replications: int
    periods: int
    luck: str
    mixed: bool
    book: Book | None
    parameters: tuple[tuple[str, float], ...]
    arms: tuple[Arm, ...]
    design: Design = field(default_factory=Grid)
    interventions: tuple[Intervention, ...] = ()
    measures: tuple[Measure, ...] = ()
    keep_periods: bool = False
    keep_customers: bool = False
    until: Until | None = None

    @classmethod
    def for_compare(
        cls,
        strategies: Sequence[object] = DEFAULT_STRATEGIES,
        parameters: Mapping[str, object] | None = None,
        *,
        replications: int = DEFAULT_REPLICATIONS,
        periods: int = DEFAULT_PERIODS,
        seed: int = DEFAULT_SEED,
        mixed: bool = False,
        accounts: str | os.PathLike[str] | None = None,
        accounts_columns: Mapping[str, str] | None = None,
        interventions: Sequence[Mapping[str, Any]] = (),
        jitter: float | None = None,
        name: str = "compare",
        customers: bool = True,
    ) -> Experiment:
        """Return the experiment behind ``relsim compare``: nothing varied, everything kept.

        Parameters
        ----------
        strategies
            Preset names, code as ``"module:Class"``, or tables
            ``{name, base, behaviours..., jitter, share}``.
        parameters
            Model parameters that differ from their defaults.
        interventions
            Tables as ``[[intervention]]`` has them.
        jitter
            Overrides the jitter of every strategy (0-1).

        Raises
        ------
        InputError
            When a value cannot be used.
        """
        from relsim.study.building import build

        place = "compare"
        arms = parse_arms(list(strategies), f"{place}: strategies", jitter)
        book = (
            None
            if accounts is None
            else Book(Path(accounts), tuple(sorted((accounts_columns or {}).items())))
        )
        return build(
            place,
            arms=arms,
            name=fields.name(name, place),
            question=_COMPARED,
            seed=seed,
            replications=replications,
            periods=periods,
            mixed=mixed,
            book=book,
            parameters=complete(parameters or {}, place),
            interventions=interventions,
            keep_periods=True,
            keep_customers=customers,
        )

    @property
    def arm_names(self) -> tuple[str, ...]:
        """The names of the strategies, in the order they are compared."""
        return tuple(arm.name for arm in self.arms)

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """What its runs are summed up in, by name: the outcomes of every run, then its measures."""
        return {**OUTCOMES, **{measure.name: measure.outcome for measure in self.measures}}

    @property
    def own_outcomes(self) -> tuple[str, ...]:
        """The names of its measures."""
        return tuple(measure.name for measure in self.measures)

    @property
    def arms_per_run(self) -> int:
        """How many strategies meet in one run: all in a mixed territory, one in parallel worlds."""
        return len(self.arms) if self.mixed else 1

    @property
    def equal_teams(self) -> bool:
        """Whether all strategies have as many reps, so that their totals can be compared."""
        if not self.mixed:
            return True
        varied = any(name == "reps" or name.endswith(".share") for name in self.design.names)
        uneven = dict(self.parameters)["reps"] % len(self.arms)
        return not (varied or uneven) and len({arm.share for arm in self.arms}) == 1

    @property
    def size(self) -> int:
        """How many runs the experiment takes; at most so many where `until` is set."""
        return self.design.size * self.replications * (1 if self.mixed else len(self.arms))

    def seed_at(self, point: int) -> int:
        """Return the seed used at a point.

        With common luck it is the experiment's own. With independent luck it is the first 64-bit
        word of ``numpy.random.SeedSequence([seed % 2**32, seed // 2**32, point])``.
        """
        if self.luck == "common":
            return self.seed
        entropy = [self.seed % 2**32, self.seed // 2**32, point]
        return int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0])

    def parameters_at(self, point: Mapping[str, float]) -> dict[str, float]:
        """Return every model parameter at a point of the design."""
        values = dict(self.parameters)
        values.update((name, value) for name, value in point.items() if name in PARAMETERS)
        return values

    def seconds_per_run(self, accounts: int | None = None) -> float:
        """Return about how long one run takes on one core.

        Parameters
        ----------
        accounts
            How many an own book has; a drawn territory's are known.
        """
        count: float = dict(self.parameters)["customers"] if accounts is None else accounts
        if accounts is None and "customers" in self.design.names:
            count = self.design.mean("customers")
        return count * self.periods * ACCOUNT_MONTH_NS * 1e-9

    def expected_seconds(self, workers: int = 1, accounts: int | None = None) -> float:
        """Return about how long all runs take at most, each worker on a core of its own."""
        return self.size * self.seconds_per_run(accounts) / workers

    def to_dict(self, folder: Path | None = None) -> dict[str, Any]:
        """Return the experiment as the tables of its file, every default spelt out.

        Parameters
        ----------
        folder
            Where the file will lie; the path of an own book is written relative to it.
        """
        head: dict[str, Any] = {
            "name": self.name,
            "question": self.question,
            "replications": self._replications(),
            "periods": self.periods,
            "seed": self.seed,
            "luck": self.luck,
            "mixed": self.mixed,
        }
        if self.book is not None:
            path = _relative(self.book.path, folder)
            columns = dict(self.book.columns)
            head["accounts"] = {"path": path, "columns": columns} if columns else path
        varied = set(self.design.names)
        tables: dict[str, Any] = {
            "experiment": head,
            "model": {name: value for name, value in self.parameters if name not in varied},
            "strategies": {"compare": [arm.to_dict(self.mixed) for arm in self.arms]},
        }
        if self.design.names:
            tables["design"] = self.design.to_dict()
        if self.interventions:
            tables["intervention"] = [dict(event.to_dict()) for event in self.interventions]
        if self.measures:
            tables["measure"] = [measure.to_dict() for measure in self.measures]
        tables["outputs"] = {"periods": self.keep_periods, "customers": self.keep_customers}
        return tables

    def _replications(self) -> int | dict[str, Any]:
        if self.until is None:
            return self.replications
        return {
            "at_least": self.until.at_least,
            "at_most": self.replications,
            "until": {"outcome": self.until.outcome, "half_width": self.until.half_width},
        }

    def to_toml(self, folder: Path | None = None) -> str:
        """Return the experiment as a file that a version with other defaults reads the same."""
        return "# The experiment as it was run, with every value spelt out.\n" + tomli_w.dumps(
            self.to_dict(folder)
        )

    def design_hash(self, book_sha256: str | None = None) -> str:
        """Return a hash of all that decides the numbers and tables; name and question do not."""
        tables = self.to_dict()
        for key in ("name", "question"):
            del tables["experiment"][key]
        if self.book is not None:
            tables["experiment"]["accounts"] = {
                "sha256": book_sha256,
                "columns": dict(self.book.columns),
            }
        if self.design.names:
            # The order of names numbers the points, and sorted keys would lose it.
            tables["design"]["names"] = list(self.design.names)
        if isinstance(self.design, Sampled):
            tables["design"]["sha256"] = self.design.digest
        text = json.dumps(tables, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _relative(path: Path, folder: Path | None) -> str:
    if folder is None:
        return path.as_posix()
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # another drive, on Windows
        return path.resolve().as_posix()
