"""The points of a sweep, each with its outcomes compared, and who clearly leads where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relsim.analysis.findings import Comparison
from relsim.analysis.intervals import moments, t_interval
from relsim.figures import Curve, Reading
from relsim.parameters import PARAMETERS
from relsim.report.headline import counted, listed
from relsim.report.material import Material

if TYPE_CHECKING:
    import polars as pl

#: Outcomes drawn over the points, and how their values are written.
DRAWN: tuple[tuple[str, Reading], ...] = (
    ("margin", "money"),
    ("respect", "index"),
    ("churn_yearly", "share"),
    ("referrals_won", "number"),
)
#: Margin after one year, three years, and the whole run: who wins may turn with the horizon.
HORIZONS = ("margin_12", "margin_36", "margin")
_MOST_POINTS = 1_000


@dataclass(frozen=True)
class Points:
    """The points of a sweep that gave numbers, in order, with their outcomes.

    Attributes
    ----------
    numbers
        Which points of the design.
    values
        Varied name -> value at each point.
    found
        Margin at each horizon -> strategies compared at each point.
    curves
        Outcome -> each strategy's mean and 95 % interval at each point.
    whole
        How many points gave numbers, those beyond what a page can hold included.
    """

    numbers: list[int]
    values: dict[str, list[float]]
    found: dict[str, list[Comparison]]
    curves: dict[str, list[Curve]]
    whole: int


def points_of(material: Material) -> Points:
    """Return the points of a sweep, their margins compared."""
    ordered = material.done.sort("point", maintain_order=True)
    numbers = ordered["point"].unique(maintain_order=True).to_list()
    shown = ordered.filter(ordered["point"] <= numbers[:_MOST_POINTS][-1])
    parts = shown.partition_by("point", maintain_order=True)
    compared = [material.compared(part, HORIZONS) for part in parts]
    return Points(
        numbers=numbers[:_MOST_POINTS],
        values={
            name: [float(part[name][0]) for part in parts]
            for name in material.experiment.design.names
        },
        found={name: [at[name] for at in compared] for name in HORIZONS},
        curves={name: curves_by(material, shown, "point", name) for name, _ in DRAWN},
        whole=len(numbers),
    )


def curves_by(material: Material, runs: pl.DataFrame, key: str, outcome: str) -> list[Curve]:
    """Return each strategy's mean of an outcome, with its 95 % interval, at each value of a column.

    Parameters
    ----------
    runs : polars.DataFrame
        strategy, replication, the column and the outcome; a row each.
    """
    keys, place = np.unique(runs[key].to_numpy(), return_inverse=True)
    replications, column = np.unique(runs["replication"].to_numpy(), return_inverse=True)
    values = runs[outcome].cast(float).to_numpy()
    curves = []
    for arm in material.strategies:
        of = (runs["strategy"] == arm).to_numpy()
        table = np.full((keys.size, replications.size), np.nan)
        table[place[of], column[of]] = values[of]
        mean, sd, n = moments(table)
        low, high = t_interval(mean, sd, n)
        curves.append(Curve(arm, material.names[arm], mean, low, high))
    return curves


def leader_of(comparison: Comparison) -> str | None:
    """Return the strategy that is clearly best at a point, by simultaneous intervals, or None."""
    best = comparison.best
    return best.leader if best is not None and best.clear else None


def wins_of(material: Material, comparisons: Sequence[Comparison]) -> list[tuple[str, int]]:
    """Return how often each strategy clearly leads, most often first."""
    leading = [leader_of(comparison) for comparison in comparisons]
    wins = [(material.names[arm], leading.count(arm)) for arm in material.strategies]
    return sorted(wins, key=lambda win: -win[1])


def wins_in_words(material: Material, comparisons: Sequence[Comparison]) -> str:
    """Return who clearly leads at how many points, and at how many that is not clear."""
    wins = [(name, won) for name, won in wins_of(material, comparisons) if won]
    count = len(comparisons)
    unclear = count - sum(won for _, won in wins)
    if not wins:
        return "not clear anywhere"
    told = listed([f"{name} at {counted(won)}" for name, won in wins])
    rest = f"; not clear at {counted(unclear)}" if unclear else ""
    return f"{told} of {counted(count)} points{rest}"


def titled(name: str) -> str:
    """Return a varied name as the title of an axis, with its unit."""
    known = PARAMETERS.get(name)
    words = name.replace("_", " ")
    return f"{words} ({known.unit})" if known is not None and known.unit else words
