"""Claims with an effect planted in them, and readers that hand out numbers without any runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from relsim.evidence.claims.claim import ROLES, Cell, Contrast, Question, Term
from relsim.evidence.claims.contrasts import Reader

DELTA = 0.05
REPLICATIONS = 60
MEASURE = "respect"


def question(estimand: str, *, sign: int = 1, horizons: Sequence[str] = (MEASURE,)) -> Question:
    """Return one outcome whose cells are called by their roles; an association has one cell."""
    roles: Mapping[str, float] = ROLES[estimand] or {"treatment": 1.0}
    contrasts = tuple(
        Contrast(tuple(Term(Cell(role, role), weight, name) for role, weight in roles.items()))
        for name in horizons
    )
    delta, bound = (0.0, DELTA) if estimand == "association" else (DELTA, 0.0)
    return Question(estimand, contrasts, sign, delta, bound, "planted")


def reader(
    effects: Mapping[str, float], error: float, rng: np.random.Generator, trials: int
) -> Reader:
    """Return a reader of planted runs: luck that all cells of a replication share, and noise.

    Parameters
    ----------
    effects
        Measure -> the effect planted in it, on the treatment cell alone.
    error
        Standard error of the contrast over all replications: noise is on the treatment cell.
    trials
        How many trials at once.
    """
    shape = (trials, REPLICATIONS)
    luck = rng.normal(0.5, 0.3, shape)
    noise = {name: rng.normal(0.0, error * np.sqrt(REPLICATIONS), shape) for name in effects}

    def read(cell: Cell, measure: str) -> NDArray[np.float64]:
        if cell.name in ("treatment", "treatment_high"):
            return luck + effects[measure] + noise[measure]
        return luck

    return read
