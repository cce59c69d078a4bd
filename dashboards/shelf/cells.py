"""Outcomes of a results folder as tables: cells of the design, strategies, replications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import NDArray

from relsim.analysis.best import bests_over
from relsim.analysis.findings import Best
from relsim.figures import Curve
from relsim.figures.curves import FloatArray
from relsim.report.points import Lined, curves_over

if TYPE_CHECKING:
    from relsim.dashboards.shelf.types import Where

KEYS = ("run_id", "point", "strategy", "replication")
_CELL = "cell of the design"


@dataclass(frozen=True)
class Cells:
    """An outcome over cells: points of the design, averaged over names that are left free.

    Attributes
    ----------
    values
        Name gone through -> its value at each cell, shape (cells,).
    table
        The outcome, shape (cells, strategies, replications); NaN where undefined or not made.
    present
        Replications made at each cell.
    arms
        The strategies, in order.
    """

    values: Mapping[str, FloatArray]
    table: FloatArray
    present: NDArray[np.int64]
    arms: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many cells there are."""
        return len(self.table)

    def curves(self, names: Mapping[str, str]) -> list[Curve]:
        """Return each strategy's mean and 95 % interval at each cell."""
        return curves_over(self.table, self.arms, names)

    def bests(self, good: int) -> list[Best | None]:
        """Return who does best at each cell, by simultaneous intervals."""
        return bests_over(self.table, self.present, good, self.arms)


@dataclass(frozen=True)
class Runs:
    """The runs of a results folder that gave numbers, asked lazily.

    Attributes
    ----------
    frame
        All runs, those that failed included.
    arms
        The strategies of the experiment.
    even
        Whether every point has as many replications, as far as it is finished.
    """

    frame: pl.LazyFrame
    arms: tuple[str, ...]
    even: bool = True

    @property
    def done(self) -> pl.LazyFrame:
        """The runs that gave numbers."""
        return self.frame.filter(pl.col("status") == "done")

    @cached_property
    def present(self) -> tuple[str, ...]:
        """The strategies of which there are such runs, in order."""
        seen = self.done.select(pl.col("strategy").unique()).collect()["strategy"].to_list()
        return tuple(arm for arm in self.arms if arm in seen)

    @cached_property
    def everywhere(self) -> int:
        """How many replications every point has."""
        last = self.frame.group_by("point").agg(pl.col("replication").max())
        found = last.select(pl.col("replication").min()).collect().item()
        return 0 if found is None else int(found) + 1

    def cells(
        self,
        outcome: str,
        names: Sequence[str] = (),
        fixed: Sequence[tuple[str, float]] = (),
        *,
        averaging: bool = False,
    ) -> Cells:
        """Return an outcome over the values of some names.

        Parameters
        ----------
        outcome
            Its column.
        names
            Those gone through; every combination that was run is a cell. None: a single cell.
        fixed
            Names and the values they are held at.
        averaging
            Whether others are left free, so that a replication's value is its mean over them.
        """
        runs = self.done.filter(held_at(fixed))
        if averaging and not self.even:
            # Those that every point has: or a mean would jump where points drop out.
            runs = runs.filter(pl.col("replication") < self.everywhere)
        keys = list(dict.fromkeys(names))
        asked = list(dict.fromkeys(("strategy", "replication", *keys, outcome)))
        grouped = runs.select(asked)
        if averaging or not keys:
            grouped = grouped.group_by(*keys, "strategy", "replication").agg(pl.col(outcome).mean())
        frame = grouped.collect()
        if frame.is_empty():
            nothing = np.zeros((0, len(self.present), 0))
            empty = np.zeros(0)
            return Cells(
                dict.fromkeys(keys, empty), nothing, np.zeros(0, np.int64), tuple(self.present)
            )
        frame = frame.with_columns(self._cell(keys).alias(_CELL))
        lined = Lined.of(frame, _CELL, self.present)
        return Cells(
            {key: frame[key].cast(float).to_numpy()[lined.first] for key in keys},
            lined.table(frame[outcome]),
            lined.present,
            self.present,
        )

    @staticmethod
    def _cell(keys: Sequence[str]) -> pl.Expr:
        """Return the number of each row's cell, cells in order of their values."""
        if not keys:
            return pl.lit(0, dtype=pl.Int64)
        if keys == ["point"]:
            return pl.col("point").cast(pl.Int64)
        return pl.struct(*keys).rank("dense").cast(pl.Int64)


def held_at(fixed: Sequence[tuple[str, float]]) -> pl.Expr:
    """Return the condition that names are at some values."""
    return pl.all_horizontal(pl.lit(True), *(pl.col(name) == value for name, value in fixed))


def those(where: Where) -> pl.Expr:
    """Return the condition under which a row of ``runs.parquet`` is meant."""
    asked = [pl.col(name).is_between(low, high) for name, low, high in where.values]
    if where.strategy is not None:
        asked.append(pl.col("strategy") == where.strategy)
    if where.status is not None:
        asked.append(pl.col("status") == where.status)
    if where.point is not None:
        asked.append(pl.col("point") == where.point)
    return pl.all_horizontal(pl.lit(True), *asked)
