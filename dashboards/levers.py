"""The six levers a trainer moves, with bounds, unit and help as the parameter table has them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from relsim.parameters import PARAMETERS
from relsim.study.experiment import DEFAULT_PERIODS

THIRDS = ("low", "middle", "high")
"""The named parts of a lever's range, as text keys."""

HORIZON = (12, 120)
"""Months between which a trainer moves the horizon."""
_HORIZON_STEP = 12
_FEWEST_STEPS = 25
_NICE = (5, 2, 1)


@dataclass(frozen=True, slots=True)
class Lever:
    """One thing a trainer can move.

    Attributes
    ----------
    name
        The parameter moved, or ``periods`` for the horizon.
    low, high, step, default
        Where it can be dragged to: the plausible range; exact entry may leave it.
    unit, meaning
        As the parameter table says it; empty for the horizon, whose words stand with the texts.
    whole
        Whether only whole numbers count.
    """

    name: str
    low: float
    high: float
    step: float
    default: float
    unit: str
    meaning: str
    whole: bool

    @property
    def title(self) -> str:
        """Key of what the lever is called."""
        return f"lever.{self.name}.name"

    @property
    def watch(self) -> str:
        """Key of what an audience should look at while it moves."""
        return f"lever.{self.name}.watch"

    @property
    def thirds(self) -> tuple[str, str, str]:
        """Keys of the names of the lower, middle and upper part of the range."""
        low, middle, high = (f"lever.{self.name}.{third}" for third in THIRDS)
        return low, middle, high

    def third(self, value: float) -> str:
        """Return the key of the part of the range a value lies in.

        >>> [LEVERS[0].third(value) for value in (0.0, 0.08, 0.5)]
        ['lever.competition.low', 'lever.competition.middle', 'lever.competition.high']
        """
        place = math.floor(3.0 * (value - self.low) / (self.high - self.low))
        return self.thirds[min(max(place, 0), 2)]


def _step(low: float, high: float, default: float) -> float:
    """Return the largest round step that meets both ends and the default, and is fine enough."""
    size = math.floor(math.log10(high - low))
    for exponent in range(size, size - 4, -1):
        for factor in _NICE:
            step = factor * 10.0**exponent
            counts = ((high - low) / step, (default - low) / step)
            met = all(abs(count - round(count)) < 1e-6 for count in counts)
            if met and counts[0] >= _FEWEST_STEPS:
                return float(f"{step:.6g}")
    return (high - low) / 100.0


def _lever(name: str) -> Lever:
    parameter = PARAMETERS[name]
    low, high = parameter.plausible_low, parameter.plausible_high
    step = _step(low, high, parameter.default)
    whole = parameter.kind != "float"
    return Lever(name, low, high, step, parameter.default, parameter.unit, parameter.meaning, whole)


LEVERS: tuple[Lever, ...] = (
    _lever("competition"),
    _lever("want_need_gap_mean"),
    _lever("crisis_rate"),
    _lever("capacity_hours"),
    _lever("discount_authority"),
    Lever("periods", *HORIZON, _HORIZON_STEP, DEFAULT_PERIODS, "", "", True),
)
