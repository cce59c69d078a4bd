"""From a share of the unit interval to a value between two bounds."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from relsim.errors import InputError, nearest
from relsim.parameters.table import Parameter
from relsim.study import fields

SCALES = ("linear", "log")
SPREAD = ("low", "high", "scale")
PLAUSIBLE = "plausible"


@dataclass(frozen=True)
class Range:
    """Where a varied name may lie, each value as likely, or each ratio on a log scale.

    Attributes
    ----------
    low, high
        Bounds, both included.
    scale
        ``linear`` or ``log``.
    whole
        Whether only whole numbers lie in it.
    """

    low: float
    high: float
    scale: str = "linear"
    whole: bool = False

    def between(self, share: float) -> float:
        """Return what lies at a share (0-1) of the way from `low` to `high`.

        Twelve digits, so that the fourth of seven levels up to 0.3 reads 0.15 and not
        0.15000000000000002, can be filtered by it, and is the same on every machine.

        >>> Range(0.0, 0.3).between(0.5), Range(1.0, 100.0, "log").between(0.5)
        (0.15, 10.0)
        """
        return min(max(float(f"{self._at(share, self.low, self.high):.12g}"), self.low), self.high)

    def value(self, share: float) -> float:
        """Return the value for a uniform number (0-1); whole numbers have equal parts of it.

        >>> [Range(1, 3, whole=True).value(share) for share in (0.0, 0.3, 0.4, 0.7, 1.0)]
        [1, 1, 2, 3, 3]
        """
        if not self.whole:
            return self.between(share)
        return min(math.floor(self._at(share, self.low, self.high + 1)), int(self.high))

    @property
    def mean(self) -> float:
        """About the mean of the values of uniform numbers."""
        if self.scale == "log":
            return (self.high - self.low) / math.log(self.high / self.low)
        return (self.low + self.high) / 2.0

    def to_dict(self) -> dict[str, Any]:
        """Return the range as an inline table of an experiment file."""
        return {"low": self.low, "high": self.high, "scale": self.scale}

    def _at(self, share: float, low: float, high: float) -> float:
        if self.scale == "log":
            return low * (high / low) ** share
        return low + (high - low) * share


def parse_range(parameter: Parameter, value: object, head: str) -> Range:
    """Return the range written for a varied name: its bounds, or the word ``plausible``.

    Raises
    ------
    InputError
        When there is no such range, or it leaves the bounds of the parameter.
    """
    name = parameter.name
    whole = parameter.kind != "float"
    if value == PLAUSIBLE:
        return _settled(parameter.plausible_low, parameter.plausible_high, "linear", whole)
    if not isinstance(value, Mapping):
        hint = nearest(value, (PLAUSIBLE,)) if isinstance(value, str) else ""
        fields.refuse(head, name, value, f'{{ low = ..., high = ... }} or "{PLAUSIBLE}"{hint}')
    here = f"{head} {name}"
    spread = fields.table(value, here, SPREAD)
    for key in ("low", "high"):
        if key not in spread:
            raise InputError(f"{here}: {key} is missing; write {{ low = ..., high = ... }}")
    low, high = (
        dataclasses.replace(parameter, name=key).check(spread[key], here) for key in ("low", "high")
    )
    scale = fields.choice(spread.get("scale", "linear"), here, "scale", SCALES)
    if not low < high:
        raise InputError(f"{here}: low = {low:g} must be below high = {high:g}")
    if scale == "log" and low <= 0:
        raise InputError(f'{here}: low = {low:g} must be above 0 with scale = "log"')
    return _settled(low, high, scale, whole)


def _settled(low: float, high: float, scale: str, whole: bool) -> Range:
    """Return a range with bounds of one type, so that 1 and 1.0 are one design."""
    kind = int if whole else float
    return Range(kind(low), kind(high), scale, whole)
