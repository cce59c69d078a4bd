"""What each behaviour has to do with the gaps between two strategies, with intervals over luck."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import polars as pl

from relsim.analysis.intervals import Floats, moments, t_interval
from relsim.analysis.shapley import first_and_last, shapley_values
from relsim.errors import InputError
from relsim.evidence.credit.game import Game

if TYPE_CHECKING:
    from relsim.study.results import Results

FORMAT = 1


class Asked(NamedTuple):
    """An outcome whose gap is shared out: what it is called, its unit, decimals, and its values."""

    label: str
    unit: str
    decimals: int
    values: pl.Expr


ASKED = {
    "margin_share": Asked(
        "Margin share",
        "% of list revenue",
        1,
        100.0 * pl.col("margin") / pl.col("list_revenue"),
    ),
    "margin_per_rep_month": Asked("Margin a rep-month", "EUR", 0, pl.col("margin_per_rep_month")),
    "retention_24": Asked("Retention, two years", "points", 1, 100.0 * pl.col("retention_24")),
    "respect": Asked("Respect", "0-1", 3, pl.col("respect")),
}
"""By name; the first decides the order in which behaviours are told."""
_COLUMNS = ("margin", "list_revenue", "margin_per_rep_month", "retention_24", "respect")


class Estimate(NamedTuple):
    """A mean over replications with its 95 % interval (Student's t), which covers luck only."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Credit:
    """What one behaviour has to do with a gap.

    Attributes
    ----------
    behaviour
        Its name.
    value
        Its Shapley value: what taking it over adds, on average over all orders of taking over.
    alone, last
        What it adds as the only one taken over, and when all others have been.
    """

    behaviour: str
    value: Estimate
    alone: Estimate
    last: Estimate


@dataclass(frozen=True)
class Gap:
    """The gap between two strategies in one outcome, and whose it is.

    Attributes
    ----------
    outcome, label, unit, decimals
        Which outcome, and how it is told.
    base, strategy, gap
        The outcome of both, and the difference.
    credits
        One a behaviour; their values sum to the gap.
    replications, undefined
        In how many it is defined for every mixture, and in how many not: these are left out.
    """

    outcome: str
    label: str
    unit: str
    decimals: int
    base: Estimate
    strategy: Estimate
    gap: Estimate
    credits: tuple[Credit, ...]
    replications: int
    undefined: int


@dataclass(frozen=True)
class Findings:
    """A decomposition: the schema of ``shapley.json``.

    Attributes
    ----------
    strategy, base
        Between whom.
    moved
        Behaviour -> its value in the base and in the strategy.
    gaps
        One an outcome, those left out that are nowhere defined.
    replications, periods, seed, customers
        How it was run.
    """

    strategy: str
    base: str
    moved: dict[str, tuple[float, float]]
    gaps: tuple[Gap, ...]
    replications: int
    periods: int
    seed: int
    customers: int

    def ranked(self) -> list[str]:
        """Return the behaviours, those first that add most to the first outcome."""
        first = {one.behaviour: one.value.mean for one in self.gaps[0].credits}
        return sorted(first, key=lambda name: -first[name])

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON holds it."""
        return {"format": FORMAT, **dataclasses.asdict(self)}


def findings_of(game: Game, results: Results) -> Findings:
    """Return how the gaps between two strategies are shared out among their behaviours.

    Parameters
    ----------
    game : Game
    results : relsim.study.results.Results
        Of its experiment, complete.

    Raises
    ------
    InputError
        Where runs failed, or no outcome is defined.
    """
    experiment = game.experiment
    keys = ["point", "replication"]
    runs = results.runs.select(*keys, "status", *_COLUMNS).sort(*keys).collect()
    failed = runs.filter(pl.col("status") != "done").height
    if failed:
        raise InputError(
            f"{results.folder}: {failed:,} runs failed, so the mixtures cannot be compared"
            " (failures.parquet says why)"
        )
    gaps = []
    for name, asked in ASKED.items():
        column = runs.select(asked.values.cast(pl.Float64).fill_null(np.nan)).to_series()
        worth = column.to_numpy().reshape(experiment.design.size, experiment.replications)
        found = gap_of(name, worth, game.behaviours)
        if found is not None:
            gaps.append(found)
    if not gaps:
        raise InputError(f"{results.folder}: no outcome is defined for every mixture")
    levels = [experiment.design.point(at) for at in (0, experiment.design.size - 1)]
    return Findings(
        strategy=game.strategy,
        base=game.base,
        moved={
            behaviour: (start, to)
            for behaviour, start, to in zip(
                game.behaviours, *(level.values() for level in levels), strict=True
            )
        },
        gaps=tuple(gaps),
        replications=experiment.replications,
        periods=experiment.periods,
        seed=experiment.seed,
        customers=int(dict(experiment.parameters)["customers"]),
    )


def gap_of(outcome: str, worth: Floats, behaviours: tuple[str, ...]) -> Gap | None:
    """Return how one outcome's gap is shared out; None where it is nowhere defined.

    Each replication has its own values, all of the same luck; intervals are over these.

    Parameters
    ----------
    outcome : str
        A key of `ASKED`.
    worth : float64, shape (2 ** behaviours, replications)
        Mixtures in the order of a grid: the last behaviour varies fastest.
    behaviours : tuple of str
    """
    defined = ~np.isnan(worth).any(axis=0)
    if not defined.any():
        return None
    players = len(behaviours)
    cube = worth[:, defined].reshape(*(2,) * players, -1)
    values = shapley_values(cube, players)
    alone, last = first_and_last(cube, players)
    base, strategy = cube[(0,) * players], cube[(1,) * players]
    return Gap(
        outcome,
        *ASKED[outcome][:3],
        _estimate(base),
        _estimate(strategy),
        _estimate(strategy - base),
        tuple(
            Credit(name, *(_estimate(of[player]) for of in (values, alone, last)))
            for player, name in enumerate(behaviours)
        ),
        int(defined.sum()),
        int((~defined).sum()),
    )


def _estimate(values: Floats) -> Estimate:
    mean, sd, n = moments(values)
    low, high = t_interval(mean, sd, n)
    return Estimate(float(mean), float(low), float(high))
