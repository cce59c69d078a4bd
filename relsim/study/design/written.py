"""Designs whose points are written down: every combination of levels, or one by one."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relsim.errors import InputError
from relsim.parameters.table import Parameter
from relsim.study import fields
from relsim.study.design import names
from relsim.study.design.names import Setting
from relsim.study.design.ranges import SPREAD, Range, parse_range

MOST_LEVELS = 10_000
"""Levels of one parameter; a finer grid is a slip of the finger."""


@dataclass(frozen=True)
class Grid:
    """Every combination of levels, the last name varying fastest; without names a single point."""

    names: tuple[str, ...] = ()
    levels: tuple[tuple[float, ...], ...] = ()
    kind: str = "grid"

    @property
    def size(self) -> int:
        """How many combinations there are."""
        return math.prod(len(levels) for levels in self.levels)

    def point(self, index: int) -> dict[str, float]:
        """Return one combination.

        >>> Grid(("competition", "crisis_rate"), ((0.0, 0.1), (0.01, 0.02, 0.03))).point(4)
        {'competition': 0.1, 'crisis_rate': 0.02}
        """
        values: list[float] = []
        for levels in reversed(self.levels):
            index, place = divmod(index, len(levels))
            values.append(levels[place])
        return dict(zip(self.names, reversed(values), strict=True))

    def label(self, index: int) -> str:
        """Return the point's number: what it varies says the rest."""
        return f"point {index}"

    def mean(self, name: str) -> float:
        """Return the mean of a name's levels, which all meet the same others."""
        levels = self.levels[self.names.index(name)]
        return math.fsum(levels) / len(levels)

    def to_dict(self) -> dict[str, Any]:
        """Return the grid with its levels as lists."""
        levels = {name: list(values) for name, values in zip(self.names, self.levels, strict=True)}
        return {"kind": self.kind, "parameters": levels}


@dataclass(frozen=True)
class Listed:
    """Points written down one by one, each with a label of its own or none ("")."""

    names: tuple[str, ...]
    rows: tuple[tuple[float, ...], ...]
    labels: tuple[str, ...] = ()
    kind: str = "list"

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.rows)

    def point(self, index: int) -> dict[str, float]:
        """Return one point as it was written."""
        return dict(zip(self.names, self.rows[index], strict=True))

    def label(self, index: int) -> str:
        """Return the point's own label, or its number."""
        own = self.labels[index] if self.labels else ""
        return own or f"point {index}"

    def mean(self, name: str) -> float:
        """Return the mean of a name over the points."""
        place = self.names.index(name)
        return math.fsum(row[place] for row in self.rows) / self.size

    def to_dict(self) -> dict[str, Any]:
        """Return the list of points, each complete."""
        labels = self.labels or ("",) * self.size
        points = [
            {**({"label": label} if label else {}), **self.point(index)}
            for index, label in enumerate(labels)
        ]
        return {"kind": self.kind, "points": points}


def parse_grid(given: Mapping[str, Any], setting: Setting) -> Grid:
    """Return the grid of a ``[design]`` table."""
    head = f"{setting.place}: [design.parameters]"
    varied = names.free(given["parameters"], head, setting)
    return Grid(
        tuple(varied),
        tuple(_levels(parameter, value, head) for parameter, value in varied.values()),
    )


def _levels(parameter: Parameter, value: object, head: str) -> tuple[float, ...]:
    name = parameter.name
    if isinstance(value, Mapping):
        here = f"{head} {name}"
        spread = fields.table(value, here, (*SPREAD, "levels"))
        if "levels" not in spread:
            raise InputError(
                f"{here}: levels is missing; write {{ low = ..., high = ..., levels = ... }}"
            )
        ends = {key: item for key, item in spread.items() if key != "levels"}
        levels = _spread(
            parse_range(parameter, ends, head),
            fields.whole(spread["levels"], here, "levels", 2, MOST_LEVELS),
        )
        levels = [parameter.check(level, head) for level in levels]
    else:
        items = fields.sequence(
            value, head, name, "levels, or { low = ..., high = ..., levels = ... }"
        )
        if len(items) > MOST_LEVELS:
            raise InputError(
                f"{head}: {name} has {len(items):,} levels; at most {MOST_LEVELS:,} are allowed"
            )
        levels = [parameter.check(item, head) for item in items]
    seen: set[float] = set()
    for level in levels:
        if level in seen:
            raise InputError(f"{head}: {name} has the level {level:g} twice")
        seen.add(level)
    return tuple(levels)


def _spread(span: Range, count: int) -> list[float]:
    """Return levels at equal distances, or at equal ratios on a log scale, both ends included."""
    steps = [span.between(step / (count - 1)) for step in range(count)]
    # A ratio seldom gives a whole number; equal distances that miss one are a slip.
    return [round(level) for level in steps] if span.whole and span.scale == "log" else steps


def parse_list(given: Mapping[str, Any], setting: Setting) -> Listed:
    """Return the listed points of a ``[design]`` table.

    A point that leaves a name out has the experiment's own value of it.
    """
    head = f"{setting.place}: [[design.points]]"
    entries = fields.sequence(given["points"], setting.place, "design.points", "tables")
    points: list[dict[str, float]] = []
    labels: list[str] = []
    labelled: dict[str, int] = {}
    for number, entry in enumerate(entries, start=1):
        here = f"{head} number {number}"
        point = dict(fields.table(entry, here))
        label = point.pop("label", "")
        if label != "" and labelled.setdefault(fields.name(label, here, "label"), number) < number:
            raise InputError(f"{here} has the label of number {labelled[label]}: '{label}'")
        labels.append(label)
        points.append(
            {
                parameter.name: parameter.check(value, here)
                for parameter, value in names.varied(point, here, setting).values()
            }
        )
    varied = tuple(dict.fromkeys(name for point in points for name in point))
    if not varied:
        raise InputError(f"{head}: no point names a parameter")
    rows: dict[tuple[float, ...], int] = {}
    for number, point in enumerate(points, start=1):
        row = tuple(
            point[name]
            if name in point
            else names.own_value(name, f"{head} number {number}", setting)
            for name in varied
        )
        if row in rows:
            raise InputError(f"{head} number {number} is the same point as number {rows[row]}")
        rows[row] = number
    return Listed(varied, tuple(rows), tuple(labels) if any(labels) else ())
