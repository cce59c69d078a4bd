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
    """Return the largest round step that is fine enough and meets both ends, the default if it can.

    A default that was fitted to the third digit need not lie on a step: exact entry, undo and
    presets lead back to it.
    """
    size = math.floor(math.log10(high - low))
    steps = [factor * 10.0**e for e in range(size, size - 4, -1) for factor in _NICE]
    fine = [step for step in steps if _meets(high - low, step) >= _FEWEST_STEPS]
    best = next((step for step in fine if _meets(default - low, step) >= 0), None)
    return float(f"{best or next(iter(fine), (high - low) / 100.0):.6g}")


def _meets(way: float, step: float) -> int:
    """Return how many whole steps a way has, -1 where they do not meet its end."""
    count = way / step
    return round(count) if abs(count - round(count)) < 1e-6 else -1


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
