"""What a parameter is, and how a value for one is checked."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from relsim.errors import InputError, shown

ASSUMED = "assumed"


@dataclass(frozen=True)
class Parameter:
    """One number the model uses.

    Attributes
    ----------
    name : str
    default : float or int
    low, high : float
        Hard bounds, inclusive: the model is well defined anywhere within them.
    plausible_low, plausible_high : float
        Where real firms may lie: what sliders and sampling designs offer.
    unit, meaning : str
    source : str
        A citation or ``assumed``.
    kind : str
        ``float``, ``int`` or ``switch`` (0 or 1).
    group : str
        The heading it stands under.
    """

    name: str
    default: float
    low: float
    high: float
    plausible_low: float
    plausible_high: float
    unit: str
    meaning: str
    source: str
    kind: str
    group: str

    def check(self, value: object, where: str = "") -> float | int:
        """Return `value` if it may stand for this parameter.

        Parameters
        ----------
        value : object
            What the user gave.
        where : str
            Where they gave it (a file and table), put before the message.

        Raises
        ------
        InputError
            Not a number, not finite, or outside the bounds.
        """
        at = f"{where}: " if where else ""
        if self.kind == "switch" and isinstance(value, bool):
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"{at}{self.name} = {shown(value)} is not a number ({self.unit})")
        try:
            number = float(value)
        except OverflowError:  # a whole number of hundreds of digits
            number = math.inf
        if not math.isfinite(number):
            raise InputError(
                f"{at}{self.name} = {shown(value)} is not a finite number ({self.unit})"
            )
        if not self.low <= number <= self.high:
            raise InputError(
                f"{at}{self.name} = {value:g} is outside [{self.low:g}, {self.high:g}] "
                f"({self.unit})"
            )
        if self.kind == "float":
            return number
        if number != int(number):
            raise InputError(f"{at}{self.name} = {value:g} is not a whole number ({self.unit})")
        return int(number)


class Group:
    """Collects the parameters declared under one heading."""

    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.parameters: list[Parameter] = []

    def add(
        self,
        name: str,
        default: float,
        bounds: tuple[float, float],
        plausible: tuple[float, float],
        unit: str,
        meaning: str,
        source: str = ASSUMED,
        kind: str = "float",
    ) -> None:
        """Declare a parameter; the arguments are those of `Parameter`."""
        self.parameters.append(
            Parameter(name, default, *bounds, *plausible, unit, meaning, source, kind, self.heading)
        )

    def switch(self, name: str, meaning: str) -> None:
        """Declare the switch of a mechanism; `meaning` says what the neutral form is."""
        self.add(name, 1, (0, 1), (0, 1), "0 off, 1 on", meaning, ASSUMED, "switch")


def join(groups: Iterable[Group]) -> dict[str, Parameter]:
    """Return all parameters by name, in order of declaration.

    Raises
    ------
    ValueError
        If a name is declared twice, or a default lies outside its bounds (a fault of ours).
    """
    table: dict[str, Parameter] = {}
    for group in groups:
        for parameter in group.parameters:
            if parameter.name in table:
                raise ValueError(f"{parameter.name} is declared twice")
            parameter.check(parameter.default)
            table[parameter.name] = parameter
    return table
