"""The strategies an experiment compares, as they are written in its file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.parameters import PARAMETERS
from relsim.strategies import BEHAVIOURS, PRESETS, SHARES, resolve
from relsim.study import fields

_CODE = re.compile(r"[\w.]+:\w+")


@dataclass(frozen=True)
class Arm:
    """One strategy of a comparison: a way of answering customers, not yet given to any rep.

    Attributes
    ----------
    name
        What the arm is called in tables and in varied names like ``servile.yielding``.
    base
        The preset it starts from, code as ``"module:Class"``, or None when all behaviours
        are given.
    behaviours
        Behaviour and value (0-1): all eleven, or for code those that the file gives.
    jitter
        How far single reps stray from the point (0-1), or None to leave it to the code.
    share
        In a mixed territory, how many reps it has relative to the other arms' shares.
    """

    name: str
    base: str | None
    behaviours: tuple[tuple[str, float], ...] = ()
    jitter: float | None = None
    share: float = 1.0

    @property
    def is_code(self) -> bool:
        """Whether the arm names code, which only running it may import."""
        return self.base is not None and ":" in self.base

    @property
    def adapts(self) -> bool | None:
        """Whether its reps learn from the point on (M17), or None where only the code knows."""
        return None if self.is_code else self.base in PRESETS and PRESETS[self.base].adapts

    def to_dict(self, mixed: bool = False) -> dict[str, Any]:
        """Return the arm as an inline table of an experiment file; shares stand in mixed ones."""
        entry: dict[str, Any] = {"name": self.name}
        if self.base is not None:
            entry["base"] = self.base
        entry.update(self.behaviours)
        if self.jitter is not None:
            entry["jitter"] = self.jitter
        if mixed:
            entry["share"] = self.share
        return entry

    def at(self, point: Mapping[str, float], mixed: bool = False) -> dict[str, Any]:
        """Return the strategy at a point of a design, with what is varied for this arm."""
        entry = self.to_dict(mixed)
        prefix = f"{self.name}."
        entry.update(
            (key[len(prefix) :], value) for key, value in point.items() if key.startswith(prefix)
        )
        return entry


def parse_arms(entries: object, place: str, jitter: float | None = None) -> tuple[Arm, ...]:
    """Return the arms of a comparison, with every behaviour spelt out and no code imported.

    Parameters
    ----------
    entries
        A list of names (``"servile"``), code (``"my_module:Patient"``) and tables
        (``{name, base, jitter, share, behaviours...}``).
    place
        File and key, for messages.
    jitter
        Overrides the jitter of every arm when it is given.
    """
    arms: list[Arm] = []
    for entry in fields.sequence(entries, place, "compare", "strategies"):
        arm = _arm(entry, place, jitter)
        if any(arm.name == other.name for other in arms):
            raise InputError(
                f"{place}: two strategies are called '{arm.name}'; give one of them another name"
            )
        if arm.name in PARAMETERS:
            raise InputError(
                f"{place}: a strategy cannot be called '{arm.name}', which is a model parameter"
            )
        arms.append(arm)
    return tuple(arms)


def _arm(entry: object, place: str, jitter: float | None) -> Arm:
    if isinstance(entry, str):
        if ":" not in entry and entry not in PRESETS:
            hint = (
                nearest(entry, PRESETS)
                or f"; known: {', '.join(PRESETS)}, or code as 'module:Class'"
            )
            raise InputError(f"{place}: unknown strategy {shown(entry)}{hint}")
        given: dict[str, Any] = {"name": entry.rpartition(":")[2], "base": entry}
    else:
        given = dict(fields.table(entry, place, ("name", "base", "jitter", "share", *BEHAVIOURS)))
        if "name" not in given:
            raise InputError(f"{place}: the strategy {shown(entry)} has no name")
    if jitter is not None:
        given["jitter"] = jitter
    name = fields.name(given["name"], place)
    here = f"{place}: {name}"
    behaviours = tuple(
        (key, float(fields.number(given[key], here, key, 0.0, 1.0)))
        for key in BEHAVIOURS
        if key in given
    )
    stray = (
        float(fields.number(given["jitter"], here, "jitter", 0.0, 1.0))
        if "jitter" in given
        else None
    )
    share = float(fields.number(given.get("share", 1.0), here, "share", *SHARES))
    base = fields.text(given["base"], here, "base") if "base" in given else None
    if base is not None and ":" in base:
        if not _CODE.fullmatch(base):
            fields.refuse(here, "base", base, "code as 'module:Class'")
        return Arm(name, base, behaviours, stray, share)
    # A preset is spelt out, so that a later version with other presets asks the same question.
    strategy = resolve(Arm(name, base, behaviours, stray).to_dict(), here)
    point = tuple((key, float(strategy.point[key])) for key in BEHAVIOURS)
    return Arm(name, base, point, float(strategy.jitter), share)


def arm_names(arms: Sequence[Arm]) -> tuple[str, ...]:
    """Return the names of the arms, in the order they are compared."""
    return tuple(arm.name for arm in arms)
