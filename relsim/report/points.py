"""The points of a sweep, each with its outcomes, and who clearly leads where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from relsim.analysis.best import bests_over
from relsim.analysis.findings import Best
from relsim.analysis.intervals import moments, t_interval
from relsim.figures import Curve, Reading, reading_of
from relsim.figures.curves import FloatArray
from relsim.parameters import PARAMETERS
from relsim.report.headline import counted, listed
from relsim.report.material import Material

if TYPE_CHECKING:
    import polars as pl

_MOST_POINTS = 4_000


def outcomes_drawn(material: Material) -> list[tuple[str, Reading]]:
    """Return the outcomes drawn over the points, and how their values are written."""
    own = material.experiment.own_outcomes
    names = (material.earned, "respect", "churn_yearly", "referrals_won", *own)
    return [(name, reading_of(material.outcomes[name].unit)) for name in names]


@dataclass(frozen=True)
class Points:
    """The points of a sweep that gave numbers, in order, with their outcomes.

    Attributes
    ----------
    numbers
        Which points of the design.
    values
        Varied name -> value at each point.
    best
        Margin at each horizon -> who does best at each point, None where it stands alone.
    curves
        Outcome -> each strategy's mean and 95 % interval at each point.
    margin
        Margin of each run, shape (points, strategies, replications); NaN where it was not made.
    whole
        How many points gave numbers, those beyond what a page can hold included.
    """

    numbers: list[int]
    values: dict[str, list[float]]
    best: dict[str, list[Best | None]]
    curves: dict[str, list[Curve]]
    margin: FloatArray
    whole: int


@dataclass(frozen=True)
class Lined:
    """Runs lined up by point, strategy and replication, so that their outcomes make tables.

    Attributes
    ----------
    keys
        The points, ascending.
    present
        Replications of each point that are there.
    first
        The first row of each point.
    """

    keys: NDArray[np.int64]
    present: NDArray[np.int64]
    first: NDArray[np.int64]
    _places: tuple[NDArray[np.int64], ...]
    _shape: tuple[int, int, int]

    @classmethod
    def of(cls, runs: pl.DataFrame, key: str, arms: Sequence[str]) -> Lined:
        """Line up runs.

        Replications are lined up by rank: a point that lacks some has fewer, not holes.

        Parameters
        ----------
        runs : polars.DataFrame
            strategy, replication and the column of points (whole numbers); a row each.
        key : str
            That column.
        arms : sequence of str
            The strategies, in order.
        """
        point, replication = (runs[name].to_numpy() for name in (key, "replication"))
        most = int(replication.max(initial=0)) + 1
        cells, cell = np.unique(point * most + replication, return_inverse=True)
        keys, start, row, present = np.unique(
            cells // most, return_index=True, return_inverse=True, return_counts=True
        )
        rank = np.arange(len(cells)) - start[row]
        arm = runs["strategy"].replace_strict(list(arms), list(range(len(arms)))).to_numpy()
        _, first = np.unique(row[cell], return_index=True)
        shape = (len(keys), len(arms), int(present.max(initial=0)))
        return cls(keys, present, first, (row[cell], arm, rank[cell]), shape)

    def table(self, outcome: pl.Series) -> FloatArray:
        """Return an outcome as (points, strategies, replications); NaN where it was not made."""
        values = np.full(self._shape, np.nan)
        values[self._places] = outcome.cast(float).fill_null(np.nan).to_numpy()
        return values


def points_of(material: Material) -> Points:
    """Return the points of a sweep, who leads at each of them, and their means."""
    done = material.done
    whole = np.unique(done["point"].to_numpy())
    shown = done if len(whole) <= _MOST_POINTS else done.filter(done["point"] < whole[_MOST_POINTS])
    arms = list(material.strategies)
    lined = Lined.of(shown, "point", arms)

    def table(outcome: str) -> FloatArray:
        return lined.table(shown[outcome])

    return Points(
        numbers=lined.keys.tolist(),
        values={
            name: shown[name].cast(float).to_numpy()[lined.first].tolist()
            for name in material.experiment.design.names
        },
        best={
            name: bests_over(table(name), lined.present, material.outcomes[name].good, arms)
            for name in material.horizons
        },
        curves={name: _curves(material, table(name)) for name, _ in outcomes_drawn(material)},
        margin=table(material.earned),
        whole=len(whole),
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
    table = np.full((keys.size, len(material.strategies), replications.size), np.nan)
    for arm, strategy in enumerate(material.strategies):
        of = (runs["strategy"] == strategy).to_numpy()
        table[place[of], arm, column[of]] = values[of]
    return _curves(material, table)


def _curves(material: Material, table: FloatArray) -> list[Curve]:
    return curves_over(table, material.strategies, material.names)


def curves_over(table: FloatArray, arms: Sequence[str], names: Mapping[str, str]) -> list[Curve]:
    """Return each strategy's mean over replications, with its 95 % interval, point by point.

    Parameters
    ----------
    table : float64, shape (points, strategies, replications)
    """
    mean, sd, n = moments(table)
    low, high = t_interval(mean, sd, n)
    return [
        Curve(arm, names[arm], mean[:, place], low[:, place], high[:, place])
        for place, arm in enumerate(arms)
    ]


def leader_of(best: Best | None) -> str | None:
    """Return the strategy that is clearly best at a point, by simultaneous intervals, or None."""
    return best.leader if best is not None and best.clear else None


def wins_of(material: Material, bests: Sequence[Best | None]) -> list[tuple[str, int]]:
    """Return how often each strategy clearly leads, most often first."""
    leading = [leader_of(best) for best in bests]
    wins = [(material.names[arm], leading.count(arm)) for arm in material.strategies]
    return sorted(wins, key=lambda win: -win[1])


def wins_in_words(material: Material, bests: Sequence[Best | None]) -> str:
    """Return who clearly leads at how many points, and at how many that is not clear."""
    wins = [(name, won) for name, won in wins_of(material, bests) if won]
    count = len(bests)
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
