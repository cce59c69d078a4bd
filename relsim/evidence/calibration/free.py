"""What calibration may change: few parameters, each for patterns that speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from relsim.parameters import PARAMETERS


@dataclass(frozen=True)
class Free:
    """A parameter that calibration fits, within its plausible range.

    Attributes
    ----------
    name : str
    before : float
        Where it was before any calibration; where it is pulled to.
    start : float
        Where the search begins: near where trial searches ended.
    why : str
        Patterns that speak of it.
    """

    name: str
    before: float
    start: float
    why: str

    @property
    def low(self) -> float:
        """Lower end of its plausible range."""
        return PARAMETERS[self.name].plausible_low

    @property
    def high(self) -> float:
        """Upper end of its plausible range."""
        return PARAMETERS[self.name].plausible_high


FREE = (
    Free("exit_base", 0.004, 0.0024, "P1, P3"),
    Free("competition", 0.03, 0.032, "P1, P3"),
    Free("restlessness_shape", 0.6, 1.1, "P1"),
    Free("service_sigma", 0.9, 1.3, "P7"),
    Free("hourly_cost", 45.0, 84, "P4, P7"),
    Free("capacity_hours", 170.0, 280, "P4"),
    Free("floor_margin", 0.3, 0.11, "P8, P12"),
    Free("renewal_carry", 0.6, 0.96, "P11"),
    Free("demand_base", -4.3, -4.2, "P11"),
    Free("hold_high", 0.95, 0.67, "P12"),
    Free("pitch_base", 0.33, 0.29, "P8, P12"),
    Free("pitch_relation", 0.58, 1, "P8"),
    Free("word_weight", 0.5, 0.71, "P8"),
    Free("talk_rate", 0.08, 0.11, "P9"),
    Free("satisfaction_gain", 0.2, 0.32, "P13"),
    Free("cheap_yes_cost", 0.1, 0.23, "P4, P13"),
    Free("empathy_warmth", 0.03, 0.084, "P4"),
    Free("late_cost", 0.15, 0.061, "P4"),
)


def at(place: NDArray[np.float64]) -> dict[str, float]:
    """Return the parameters at a place in the unit cube of plausible ranges."""
    return {
        one.name: one.low + (one.high - one.low) * float(u)
        for one, u in zip(FREE, place, strict=True)
    }


def place_of(settings: Mapping[str, float]) -> NDArray[np.float64]:
    """Return where parameters lie in the unit cube of plausible ranges."""
    return np.array([(settings[one.name] - one.low) / (one.high - one.low) for one in FREE])
