"""Which points of the parameter space an experiment visits."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from relsim.errors import InputError, nearest
from relsim.parameters import PARAMETERS, check
from relsim.strategies import BEHAVIOURS
from relsim.study import fields
from relsim.study.arms import Arm

MOST_LEVELS = 10_000
"""Levels of one parameter; a finer grid is a slip of the finger."""


class Design(Protocol):
    """A numbered set of points, worked out when asked for: a design of any size takes no memory."""

    @property
    def kind(self) -> str:
        """The word for it in an experiment file."""

    @property
    def names(self) -> tuple[str, ...]:
        """The varied names, in column order."""

    @property
    def size(self) -> int:
        """How many points there are."""

    def point(self, index: int) -> dict[str, float]:
        """Return one point, 0 <= index < size: varied name -> value."""

    def label(self, index: int) -> str:
        """Return what one point is called: its own label, or its number."""

    def to_dict(self) -> dict[str, Any]:
        """Return the design as a table of an experiment file, every value spelt out."""


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

    def to_dict(self) -> dict[str, Any]:
        """Return the list of points, each complete."""
        labels = self.labels or ("",) * self.size
        points = [
            {**({"label": label} if label else {}), **self.point(index)}
            for index, label in enumerate(labels)
        ]
        return {"kind": self.kind, "points": points}


def parse_design(
    values: object,
    place: str,
    arms: Sequence[Arm],
    model: Mapping[str, float],
    fixed: Sequence[str],
) -> Design:
    """Return the design that a ``[design]`` table describes.

    Parameters
    ----------
    values
        The table, or None for an experiment that varies nothing.
    place
        The file, for messages.
    arms
        The strategies, whose behaviours may be varied.
    model
        Every model parameter at its fixed value; a listed point that leaves a name out takes
        it from here.
    fixed
        The parameters that ``[model]`` gives itself.
    """
    if values is None:
        return Grid()
    head = f"{place}: [design]"
    given = fields.table(values, head, ("kind", "parameters", "points"))
    if "kind" not in given:
        raise InputError(f"{head} has no kind; it must be {' or '.join(_KINDS)}")
    kind = fields.choice(given["kind"], head, "kind", tuple(_KINDS))
    wanted, parse = _KINDS[kind]
    for key in ("parameters", "points"):
        if key in given and key != wanted:
            raise InputError(f"{head}: a {kind} design takes {wanted}, not {key}")
    if wanted not in given:
        raise InputError(f"{head}: a {kind} design needs {wanted}")
    return parse(given[wanted], place, arms, model, fixed)


def _grid(
    values: object,
    place: str,
    arms: Sequence[Arm],
    model: Mapping[str, float],
    fixed: Sequence[str],
) -> Design:
    head = f"{place}: [design.parameters]"
    named = _flat(fields.table(values, head), head, arms)
    if not named:
        raise InputError(f"{head} is empty; name at least one parameter and its levels")
    for name in named:
        if name in fixed:
            raise InputError(
                f"{head}: {name} is varied here and fixed in [model]; take it out of one of them"
            )
    return Grid(
        tuple(named), tuple(_levels(name, value, head, arms) for name, value in named.items())
    )


def _levels(name: str, value: object, head: str, arms: Sequence[Arm]) -> tuple[float, ...]:
    if isinstance(value, Mapping):
        here = f"{head} {name}"
        spread = fields.table(value, here, ("low", "high", "levels"))
        for key in ("low", "high", "levels"):
            if key not in spread:
                raise InputError(
                    f"{here}: {key} is missing; write {{ low = ..., high = ..., levels = ... }}"
                )
        low, high = (fields.number(spread[key], here, key) for key in ("low", "high"))
        count = fields.whole(spread["levels"], here, "levels", 2, MOST_LEVELS)
        if not low < high:
            raise InputError(f"{here}: low = {low:g} must be below high = {high:g}")
        # Twelve digits, so that the fourth of seven levels up to 0.3 reads 0.15 and not
        # 0.15000000000000002, and can be filtered by it.
        steps = [float(f"{low + (high - low) * step / (count - 1):.12g}") for step in range(count)]
        levels = [varied_value(name, item, head, arms) for item in steps]
    else:
        items = fields.sequence(
            value, head, name, "levels, or { low = ..., high = ..., levels = ... }"
        )
        if len(items) > MOST_LEVELS:
            raise InputError(
                f"{head}: {name} has {len(items)} levels; at most {MOST_LEVELS} are allowed"
            )
        levels = [varied_value(name, item, head, arms) for item in items]
    for place, level in enumerate(levels):
        if level in levels[:place]:
            raise InputError(f"{head}: {name} has the level {level:g} twice")
    return tuple(levels)


def _listed(
    values: object,
    place: str,
    arms: Sequence[Arm],
    model: Mapping[str, float],
    fixed: Sequence[str],
) -> Design:
    head = f"{place}: [[design.points]]"
    points: list[dict[str, float]] = []
    labels: list[str] = []
    for number, entry in enumerate(
        fields.sequence(values, place, "design.points", "tables"), start=1
    ):
        here = f"{head} number {number}"
        given = dict(fields.table(entry, here))
        label = given.pop("label", "")
        labels.append(fields.name(label, here, "label") if label != "" else "")
        named = _flat(given, here, arms)
        points.append(
            {name: varied_value(name, value, here, arms) for name, value in named.items()}
        )
    names = tuple(dict.fromkeys(name for point in points for name in point))
    if not names:
        raise InputError(f"{head}: no point names a parameter")
    rows: list[tuple[float, ...]] = []
    for number, point in enumerate(points, start=1):
        row = tuple(
            point[name]
            if name in point
            else _own_value(name, f"{head} number {number}", arms, model)
            for name in names
        )
        if row in rows:
            raise InputError(
                f"{head} number {number} is the same point as number {rows.index(row) + 1}"
            )
        rows.append(row)
    for number, label in enumerate(labels, start=1):
        if label and labels.index(label) + 1 != number:
            raise InputError(
                f"{head} number {number} has the label of number {labels.index(label) + 1}: "
                f"'{label}'"
            )
    return Listed(names, tuple(rows), tuple(labels) if any(labels) else ())


def _own_value(name: str, here: str, arms: Sequence[Arm], model: Mapping[str, float]) -> float:
    if name in model:
        return model[name]
    arm_name, _, behaviour = name.rpartition(".")
    arm = next(arm for arm in arms if arm.name == arm_name)
    own = dict(arm.behaviours)
    if behaviour not in own:
        raise InputError(
            f"{here}: {name} is missing, and '{arm_name}' is code, whose own value is not known"
        )
    return own[behaviour]


def varied_value(name: str, value: object, head: str, arms: Sequence[Arm]) -> float:
    """Return a value of a varied parameter or behaviour, checked against its bounds."""
    if name in PARAMETERS:
        return check(name, value, head)
    arm_name, dot, behaviour = name.rpartition(".")
    arm_names = [arm.name for arm in arms]
    if not dot:
        known = [*PARAMETERS, *(f"{arm}.{item}" for arm in arm_names for item in BEHAVIOURS)]
        raise InputError(f"{head}: unknown name '{name}'{nearest(name, known)}")
    if arm_name not in arm_names:
        hint = nearest(arm_name, arm_names) or f"; compared are {', '.join(arm_names)}"
        raise InputError(f"{head}: '{name}' names no strategy compared here{hint}")
    if behaviour not in BEHAVIOURS:
        raise InputError(f"{head}: '{name}' names no behaviour{nearest(behaviour, BEHAVIOURS)}")
    return float(fields.number(value, head, name, 0.0, 1.0))


def _flat(values: Mapping[str, Any], head: str, arms: Sequence[Arm]) -> dict[str, Any]:
    """Return varied name -> value, ``servile.yielding``, which TOML nests, in one piece."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and any(arm.name == key for arm in arms):
            inner = {f"{key}.{behaviour}": item for behaviour, item in value.items()}
        else:
            inner = {key: value}
        for name, item in inner.items():
            if name in flat:
                raise InputError(f"{head}: {name} is given twice")
            flat[name] = item
    return flat


_Parser = Callable[[object, str, Sequence[Arm], Mapping[str, float], Sequence[str]], Design]
_KINDS: dict[str, tuple[str, _Parser]] = {
    "grid": ("parameters", _grid),
    "list": ("points", _listed),
}
