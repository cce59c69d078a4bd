"""Single values of an experiment file, with messages that name file, key, value and bounds."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NoReturn

from relsim.errors import InputError, nearest, shown

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")
"""What the name of an experiment or a strategy is made of: it becomes a folder and a column."""


def refuse(place: str, key: str, value: object, wanted: str) -> NoReturn:
    """Say that a value cannot be used, where it stands and what would do.

    Raises
    ------
    InputError
        Always.
    """
    raise InputError(f"{place}: {key} = {shown(value)} must be {wanted}")


def table(value: object, place: str, keys: Iterable[str] | None = None) -> Mapping[str, Any]:
    """Return a value that must be a table, with none but the known keys unless `keys` is None."""
    if not isinstance(value, Mapping):
        raise InputError(f"{place} = {shown(value)} must be a table")
    if keys is not None:
        known = tuple(keys)
        for key in value:
            if key not in known:
                hint = nearest(str(key), known) or f"; known: {', '.join(known)}"
                raise InputError(f"{place}: unknown key {shown(key)}{hint}")
    return value


def sequence(value: object, place: str, key: str, of: str) -> Sequence[Any]:
    """Return a value that must be a list with something in it."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        refuse(place, key, value, f"a list of {of}")
    if not value:
        raise InputError(f"{place}: {key} is empty; it needs a list of {of}")
    return value


def number(
    value: object, place: str, key: str, low: float = -math.inf, high: float = math.inf
) -> float:
    """Return a finite number within bounds, both included; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        refuse(place, key, value, f"a number{_within(low, high)}")
    # Compared, not converted: TOML's whole numbers may be too long for a float.
    if not -sys.float_info.max <= value <= sys.float_info.max:
        refuse(place, key, value, f"a finite number{_within(low, high)}")
    if not low <= value <= high:
        raise InputError(f"{place}: {key} = {shown(value)} is outside [{low:g}, {high:g}]")
    return value


def whole(value: object, place: str, key: str, low: int, high: int) -> int:
    """Return a whole number within bounds, both included; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int):
        refuse(place, key, value, f"a whole number from {low} to {high}")
    if not low <= value <= high:
        raise InputError(f"{place}: {key} = {shown(value)} is outside [{low}, {high}]")
    return value


def seed(value: object, place: str) -> int:
    """Return a seed: any whole number of 64 bits."""
    return whole(value, place, "seed", 0, 2**64 - 1)


def yes_or_no(value: object, place: str, key: str) -> bool:
    """Return true or false, and take nothing else for them."""
    if not isinstance(value, bool):
        refuse(place, key, value, "true or false")
    return value


def text(value: object, place: str, key: str) -> str:
    """Return a text."""
    if not isinstance(value, str):
        refuse(place, key, value, "a text in quotes")
    return value


def choice(value: object, place: str, key: str, choices: Sequence[str]) -> str:
    """Return one of a few known words."""
    if not isinstance(value, str) or value not in choices:
        hint = nearest(value, choices) if isinstance(value, str) else ""
        refuse(place, key, value, " or ".join(f"'{item}'" for item in choices) + hint)
    return value


def name(value: object, place: str, key: str = "name") -> str:
    """Return a name: letters, digits, ``-`` and ``_``, at most 100 of them."""
    if not isinstance(value, str) or not NAME.fullmatch(value):
        refuse(place, key, value, "a name of letters, digits, '-' and '_' (at most 100)")
    return value


def _within(low: float, high: float) -> str:
    return "" if math.isinf(low) and math.isinf(high) else f" in [{low:g}, {high:g}]"
