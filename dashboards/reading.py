"""Values that somebody sent, made usable: held within bounds, unknown ones left out, all noted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from relsim.parameters import PARAMETERS
from relsim.strategies import PRESETS

MOST_NOTES = 6
_LONGEST_SHOWN = 24

Number = int | float
Settings = tuple[tuple[str, Number], ...]


class Note(NamedTuple):
    """What was changed about a scenario that somebody sent, for `texts(note.key, **note.values)`.

    Attributes
    ----------
    key
        ``note.unreadable``, ``note.unknown`` {what}, ``note.value`` {what, used},
        ``note.bounds`` {what, given, used}, ``note.rounded`` {what, used},
        ``note.capped`` {what, used} or ``note.more`` {count}.
    values
        What fills its places, as plain text; `what` is the name of a parameter or part. Some of it
        comes from whoever sent the scenario.
    """

    key: str
    values: dict[str, str]


class Reading:
    """One scenario being read, and what is noted on the way."""

    def __init__(self) -> None:
        self.notes: list[Note] = []

    def note(self, kind: str, **values: str) -> None:
        """Note that something was changed."""
        self.notes.append(Note(f"note.{kind}", values))

    def unknown(self, name: object) -> None:
        """Note that something was left out."""
        self.note("unknown", what=said(name))

    def shortened(self) -> tuple[Note, ...]:
        """Return the notes, the rest of many as a number."""
        if len(self.notes) <= MOST_NOTES:
            return tuple(self.notes)
        rest = len(self.notes) - MOST_NOTES + 1
        return (*self.notes[: MOST_NOTES - 1], Note("note.more", {"count": str(rest)}))

    def strategies(self, value: object, otherwise: tuple[str, ...]) -> tuple[str, ...]:
        """Return the shipped strategies among those named; `otherwise` if there are none."""
        named = value if isinstance(value, list | tuple) else [value]
        known = tuple(name for name in PRESETS if name in named)
        for other in named:
            if other not in known:
                self.unknown(other)
        if known:
            return known
        self.note("value", what="strategies", used=", ".join(otherwise))
        return otherwise

    def settings(self, value: object, otherwise: Settings) -> Settings:
        """Return the parameters and values that can be used; `otherwise` if it is no table."""
        if not isinstance(value, Mapping):
            self.note("unreadable")
            return otherwise
        found = {name: self.parameter(name, given) for name, given in value.items()}
        return tuple((name, kept) for name, kept in found.items() if kept is not None)

    def parameter(self, name: object, value: object) -> Number | None:
        """Return a parameter's value within its hard bounds, or None to leave the default."""
        parameter = PARAMETERS.get(name) if isinstance(name, str) else None
        if parameter is None:
            self.unknown(name)
            return None
        found = number(value)
        if found is None:
            self.note("value", what=parameter.name, used=said(parameter.default))
            return None
        bounds = (parameter.low, parameter.high)
        return self._fitted(parameter.name, found, bounds, whole=parameter.kind != "float")

    def count(self, name: str, value: object, bounds: tuple[int, int], otherwise: int) -> int:
        """Return a whole number within bounds; `otherwise` where there is none."""
        if value is None:
            return otherwise
        found = number(number_in(value) if isinstance(value, str) else value)
        if found is None:
            self.note("value", what=name, used=said(otherwise))
            return otherwise
        return int(self._fitted(name, found, bounds, whole=True))

    def _fitted(
        self, name: str, given: Number, bounds: tuple[float, float], *, whole: bool
    ) -> Number:
        low, high = bounds
        held = low if given < low else high if given > high else given
        used = round(held) if whole else float(held)
        if held != given:
            self.note("bounds", what=name, given=said(given), used=said(used))
        elif used != given:
            self.note("rounded", what=name, used=said(used))
        return used


def number(value: object) -> Number | None:
    """Return a finite number, or None."""
    if isinstance(value, int):
        return value
    return value if isinstance(value, float) and math.isfinite(value) else None


def number_in(text: str) -> Number | str:
    """Return the number that a text is, whole if it looks so; else the text."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def said(value: object) -> str:
    """Return what somebody sent as a few printable characters."""
    if isinstance(value, int) and abs(value) < 10**18:
        return f"{value:,}"
    if isinstance(value, int | float):
        try:
            return f"{float(value):.6g}"
        except OverflowError:
            return "∞"
    if not isinstance(value, str):
        return type(value).__name__
    shown = "".join(letter for letter in value[: 2 * _LONGEST_SHOWN] if letter.isprintable())
    return shown if len(shown) <= _LONGEST_SHOWN else shown[: _LONGEST_SHOWN - 1] + "…"
