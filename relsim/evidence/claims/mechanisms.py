"""The switches of the model's mechanisms, and how they are named briefly."""

from __future__ import annotations

from relsim.parameters.mechanisms import SWITCHES

MECHANISMS: dict[str, str] = {switch.name: switch.meaning for switch in SWITCHES.parameters}
"""Switch -> what it switches, and its neutral form."""


def brief(switch: str) -> str:
    """Return a mechanism as tables name it.

    >>> brief("m04_precedent")
    'M4'
    """
    return f"M{int(switch[1:3])}"
