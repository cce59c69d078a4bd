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
        Where the search begins: where earlier searches ended.
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
    Free("exit_base", 0.004, 0.00435, "P1, P3"),
    Free("competition", 0.03, 0.013, "P1, P3"),
    Free("restlessness_shape", 0.6, 0.607, "P1"),
    Free("service_sigma", 0.9, 1.22, "P7"),
    Free("hourly_cost", 45.0, 84.1, "P4, P7"),
    Free("capacity_hours", 170.0, 288, "P4"),
    Free("floor_margin", 0.3, 0.117, "P8, P12"),
    Free("renewal_carry", 0.6, 0.913, "P11"),
    Free("demand_base", -4.3, -3.89, "P11"),
    Free("hold_high", 0.95, 0.647, "P12"),
    Free("pitch_base", 0.33, 0.312, "P8, P12"),
    Free("pitch_relation", 0.58, 1.07, "P8"),
    Free("word_weight", 0.5, 0.735, "P8"),
    Free("talk_rate", 0.08, 0.125, "P9"),
    Free("satisfaction_gain", 0.2, 0.303, "P13"),
    Free("cheap_yes_cost", 0.1, 0.243, "P4, P13"),
    Free("empathy_warmth", 0.03, 0.0837, "P4"),
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
