"""The one parameter table: every number the model uses, declared once.

It feeds the command line, TOML, sliders, sampling and the documents. To add a parameter, declare
it in the file of its group; nothing else needs to change.
"""

from __future__ import annotations

from collections.abc import Mapping

from relsim.errors import InputError, nearest, shown
from relsim.parameters import adaptive, customers, firm, mechanisms, relationship, talks
from relsim.parameters.table import Parameter, join

PARAMETERS: dict[str, Parameter] = join(
    [
        firm.FIRM,
        firm.REPS,
        customers.TERRITORY,
        customers.TRAITS,
        mechanisms.SWITCHES,
        talks.REQUESTS,
        talks.ADVICE,
        talks.BARGAINING,
        relationship.SERVICE,
        relationship.COMPLAINTS,
        relationship.APPRAISAL,
        relationship.BELIEFS,
        relationship.DECISIONS,
        relationship.WORD_OF_MOUTH,
        relationship.PITCH,
        adaptive.ADAPTIVE,
    ]
)


def check(name: str, value: object, where: str = "") -> float | int:
    """Return `value` if it may stand for the parameter `name`.

    Raises
    ------
    InputError
        Unknown name (the nearest is named), not a number, or outside the hard bounds.

    Examples
    --------
    >>> check("competition", 0.1)
    0.1
    """
    if name not in PARAMETERS:
        at = f"{where}: " if where else ""
        raise InputError(f"{at}unknown parameter {shown(name)}{nearest(name, PARAMETERS)}")
    return PARAMETERS[name].check(value, where)


def complete(overrides: Mapping[str, object] | None = None, where: str = "") -> dict[str, float]:
    """Return a value for every parameter: the defaults, with `overrides` checked and applied.

    Raises
    ------
    InputError
        As `check`.
    """
    values: dict[str, float] = {name: p.default for name, p in PARAMETERS.items()}
    for name, value in (overrides or {}).items():
        values[name] = check(name, value, where)
    return values
