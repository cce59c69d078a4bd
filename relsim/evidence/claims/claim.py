"""What a claim is: a sentence that can be wrong, and the contrast of runs that would show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsim.study.experiment import Experiment

_PAIR = {"treatment": 1.0, "control": -1.0}
ROLES: dict[str, Mapping[str, float]] = {
    "superiority": _PAIR,
    "non-inferiority": _PAIR,
    "interaction": {
        "treatment_high": 1.0,
        "control_high": -1.0,
        "treatment_low": -1.0,
        "control_low": 1.0,
    },
    "crossing": _PAIR,
    "association": {},
}
"""Estimand -> roles that cells play in it, and their weights; an association writes its own."""


@dataclass(frozen=True)
class Cell:
    """One side of a contrast: a strategy, in a world where some parameters are set.

    Attributes
    ----------
    name, strategy
        What it is called, and who answers the customers.
    settings
        Parameters that have another value here than in the claim's ``[model]``.
    """

    name: str
    strategy: str
    settings: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Term:
    """One summand of a contrast: a cell's measure, times a weight."""

    cell: Cell
    weight: float
    measure: str


@dataclass(frozen=True)
class Contrast:
    """A weighted sum of cells' measures, within a replication; a crossing has one a horizon.

    Attributes
    ----------
    terms
        What is summed.
    relative_to
        The measure whose mean in the control cells it is divided by, or "" for its own unit.
    """

    terms: tuple[Term, ...]
    relative_to: str = ""

    @property
    def label(self) -> str:
        """What is measured; where cells differ in it, all of it."""
        return " / ".join(dict.fromkeys(term.measure for term in self.terms))

    @property
    def controls(self) -> tuple[Cell, ...]:
        """The cells that say what 'relative' means: those with a negative weight, else all."""
        found = [term.cell for term in self.terms if term.weight < 0]
        return tuple(dict.fromkeys(found or [term.cell for term in self.terms]))

    @property
    def measures(self) -> tuple[str, ...]:
        """Every column of the runs that it reads."""
        read = [term.measure for term in self.terms]
        return tuple(dict.fromkeys([*read, self.relative_to] if self.relative_to else read))


@dataclass(frozen=True)
class Question:
    """One outcome of a claim: what is asked of the runs, and how large the answer must be.

    Attributes
    ----------
    estimand
        A key of `ROLES`.
    contrasts
        One; for a crossing one a horizon, in order.
    sign
        +1 where the claim says more, -1 where it says less.
    delta
        The smallest effect that matters, more than 0; 0 for an association, which has a bound.
    bound
        What an association must lie above (sign 1) or below (sign -1); 0 for all others.
    reason
        Why this delta or bound.
    beside
        Whether it is only shown, because the claim's sentence does not rest on it.
    """

    estimand: str
    contrasts: tuple[Contrast, ...]
    sign: int
    delta: float
    bound: float
    reason: str
    beside: bool = False


@dataclass(frozen=True)
class Claim:
    """A claim of the essays, ready for trial.

    Attributes
    ----------
    id, essay, says, test, evidence
        Its number, where it stands, its sentence, how it is tested, and what others found.
    speaks_for, speaks_against
        Switches of the mechanisms that speak for it, and against.
    questions
        What must all hold.
    cells
        The sides of its contrasts.
    tables
        The experiment in its file, without ``[claim]``.
    experiment
        That experiment, read: strategies, replications, months, measures.
    path
        Its file.
    """

    id: str
    essay: tuple[str, ...]
    says: str
    test: str
    evidence: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    questions: tuple[Question, ...]
    cells: tuple[Cell, ...]
    tables: Mapping[str, Any]
    experiment: Experiment
    path: Path

    @property
    def settings(self) -> tuple[tuple[tuple[str, float], ...], ...]:
        """The distinct settings of its cells, in order: a study is made for each."""
        return tuple(dict.fromkeys(cell.settings for cell in self.cells))

    @property
    def fixed(self) -> frozenset[str]:
        """The parameters it is about or conditional on: what its file gives, and its cells set."""
        set_by_cells = {name for cell in self.cells for name, _ in cell.settings}
        return frozenset({*self.tables.get("model", {}), *set_by_cells})

    @property
    def contrasts(self) -> Iterator[Contrast]:
        """Every contrast of every question."""
        for question in self.questions:
            yield from question.contrasts

    @property
    def measures(self) -> tuple[str, ...]:
        """Every column of the runs that it reads."""
        return tuple(dict.fromkeys(name for one in self.contrasts for name in one.measures))
