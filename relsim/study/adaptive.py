"""How often a point is repeated: until its interval is narrow enough, whatever it says.

The rule looks at the width of intervals only. To stop as soon as an interval leaves zero out would
find differences where there are none: with a look after each replication, in about a third of all
experiments. What has been decided at a point depends on its runs alone, never on their order.

Source: fixed-width sequential intervals, Chow & Robbins 1965; two-stage inflation of error by
optional stopping, Armitage, McPherson & Rowe 1969.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from relsim.study.experiment import Experiment
from relsim.study.parts import Parts
from relsim.study.plan import Record

_STEP = 10
_GROWTH = 4
_SCALE = "list_revenue"
LEVEL = 0.95


def next_look(replications: int, at_most: int) -> int:
    """Return after how many replications a point is looked at again: a quarter more, at least 10.

    >>> next_look(30, 500), next_look(100, 500), next_look(495, 500)
    (40, 125, 500)
    """
    return min(at_most, replications + max(_STEP, replications // _GROWTH))


def half_width(outcomes: NDArray[np.float64], scale: NDArray[np.float64] | None = None) -> float:
    """Return how far the widest 95 % interval of a point reaches to each side.

    Parameters
    ----------
    outcomes : float64, shape (replications, strategies)
        Several strategies: the paired differences of all pairs count. One: its mean.
        NaN where a run failed or the outcome is undefined; such a replication counts for nothing.
    scale : float64, shape (replications,), optional
        What the half-width is measured in: its mean.

    Returns
    -------
    float
        Infinite while fewer than two replications count.

    Examples
    --------
    >>> float(round(half_width(np.array([[1.0, 1.0], [2.0, 4.0], [3.0, 7.0]])), 3))
    4.968
    """
    from scipy import stats

    columns = outcomes.T
    compared = [a - b for a, b in combinations(columns, 2)] or list(columns)
    widest = 0.0
    for values in compared:
        defined = values[~np.isnan(values)]
        if defined.size < 2:
            return np.inf
        reach = stats.t.ppf(0.5 + LEVEL / 2.0, defined.size - 1)
        widest = max(widest, float(reach * defined.std(ddof=1) / np.sqrt(defined.size)))
    if scale is None:
        return widest
    unit = float(np.nanmean(scale)) if not np.isnan(scale).all() else 0.0
    return widest / unit if unit > 0 else np.inf


class Adaptive:
    """Which runs of an experiment are needed, as its points are repeated.

    Without a rule (``experiment.until`` is None) all are. With one, each point begins with as many
    replications as the rule asks for at least, and gets more while its widest interval is wider
    than wished.

    Parameters
    ----------
    experiment
        What is asked.
    parts
        The runs kept so far; the runs that are needed stand in its `needed`, which is modified.
    """

    def __init__(self, experiment: Experiment, parts: Parts) -> None:
        self.experiment = experiment
        self._until = experiment.until
        if self._until is None:
            return
        arms = 1 if experiment.mixed else len(experiment.arms)
        self._needed = parts.needed.reshape(experiment.design.size, experiment.replications, arms)
        shape = (experiment.design.size, experiment.replications, len(experiment.arms))
        self._values = np.full(shape, np.nan)
        self._scales = np.full(shape[:2], np.nan)
        self._there = np.zeros(self._needed.shape, dtype=np.bool_)
        self._looks = np.full(shape[0], min(self._until.at_least, experiment.replications))
        self._needed[:] = False
        self._needed[:, : self._looks[0]] = True
        kept = parts.scan("runs")
        if kept is not None:
            self._resume(kept)

    def take(self, records: Sequence[Record]) -> list[int]:
        """Take in runs that have finished; return the points that now need more of them."""
        if self._until is None:
            return []
        arms = self.experiment.arms
        touched: dict[int, None] = {}
        for record in records:
            run = record.run
            for arm, outcomes in zip(run.arms, record.outcomes, strict=False):
                place = arms.index(arm)
                self._values[run.point, run.replication, place] = outcomes[self._until.outcome]
                if place == 0:
                    self._scales[run.point, run.replication] = outcomes[_SCALE]
            first = 0 if self.experiment.mixed else arms.index(run.arms[0])
            self._there[run.point, run.replication, first] = True
            touched[run.point] = None
        return [point for point in touched if self._look(point)]

    def _resume(self, kept: pl.LazyFrame) -> None:
        """Take in the runs that are kept already, rows of table ``runs``."""
        assert self._until is not None
        arms = list(self.experiment.arm_names)
        columns = ["point", "replication", "strategy", self._until.outcome, _SCALE]
        runs = kept.select(*dict.fromkeys(columns)).collect()
        point, replication = runs["point"].to_numpy(), runs["replication"].to_numpy()
        arm = runs["strategy"].cast(pl.Enum(arms)).to_physical().to_numpy()
        self._values[point, replication, arm] = _floats(runs[self._until.outcome])
        first = arm == 0
        self._scales[point[first], replication[first]] = _floats(runs[_SCALE])[first]
        self._there[point, replication, 0 if self.experiment.mixed else arm] = True
        for number in range(len(self._looks)):
            self._look(number)

    def _look(self, point: int) -> bool:
        """Ask for more replications of a point while its intervals are too wide.

        Each look sees the replications up to it and no more, though more may be there already: so
        an interrupted execution decides as an uninterrupted one.
        """
        before = self._looks[point]
        at_most = self.experiment.replications
        while self._there[point, : (look := self._looks[point])].all() and look < at_most:
            if self._narrow(point, look):
                break
            self._looks[point] = next_look(int(look), at_most)
        self._needed[point, : self._looks[point]] = True
        return bool(self._looks[point] > before)

    def _narrow(self, point: int, look: int) -> bool:
        assert self._until is not None
        money = self.experiment.outcomes[self._until.outcome].unit == "EUR"
        scale = self._scales[point, :look] if money else None
        return half_width(self._values[point, :look], scale) <= self._until.half_width


def _floats(column: pl.Series) -> NDArray[np.float64]:
    """Return a column with NaN where it is null, as it is for a failed run."""
    return column.cast(pl.Float64).fill_null(np.nan).to_numpy()
