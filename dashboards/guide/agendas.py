"""Agendas of a workshop: what is done when, on which page, with a link to exactly what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from relsim.dashboards.levers import LEVERS, Lever
from relsim.dashboards.presets import presets

WORKSHOP, STORY, PLAY, ROOM = "/", "/story", "/play", "/room"
RELATIONSHIP, EVIDENCE = "/relationship", "/evidence"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done in a workshop.

    Attributes
    ----------
    name
        What the texts call it: ``guide.step.NAME.title`` and ``guide.step.NAME.say``.
    minutes
        How long it takes.
    path
        The page on the projector, or nothing.
    query
        What of it is opened.
    """

    name: str
    minutes: int
    path: str = ""
    query: str = ""

    @property
    def link(self) -> str:
        """Where the page opens with what the step shows."""
        return f"{self.path}?{self.query}" if self.query else self.path


def _lever(name: str) -> Lever:
    return next(lever for lever in LEVERS if lever.name == name)


def _preset(name: str) -> str:
    return next(preset.scenario.to_query() for preset in presets() if preset.name == name)


def _agendas() -> dict[int, tuple[Step, ...]]:
    short = urlencode({"periods": int(_lever("periods").low)})
    tight = urlencode({"discount_authority": _lever("discount_authority").low})
    king = _preset("large-and-loyal")
    return {
        30: (
            Step("open", 4),
            Step("story", 15, STORY),
            Step("time", 5, WORKSHOP, short),
            Step("claims", 2, EVIDENCE),
            Step("close", 4),
        ),
        60: (
            Step("open", 4),
            Step("story", 15, STORY),
            Step("join", 3, ROOM),
            Step("play", 12, PLAY),
            Step("debrief", 8, ROOM),
            Step("discounts", 8, WORKSHOP, tight),
            Step("claims", 4, EVIDENCE),
            Step("close", 6),
        ),
        90: (
            Step("open", 5),
            Step("story", 15, STORY),
            Step("join", 5, ROOM),
            Step("play", 18, PLAY),
            Step("debrief", 12, ROOM),
            Step("time", 7, WORKSHOP, short),
            Step("king", 8, WORKSHOP, king),
            Step("account", 8, RELATIONSHIP),
            Step("claims", 4, EVIDENCE),
            Step("close", 8),
        ),
    }


#: Steps by the minutes an agenda takes.
AGENDAS: Mapping[int, tuple[Step, ...]] = _agendas()


def starts(steps: tuple[Step, ...]) -> list[int]:
    """Return the minute at which each step begins.

    >>> starts((Step("open", 4), Step("close", 6)))
    [0, 4]
    """
    return [sum(step.minutes for step in steps[:place]) for place in range(len(steps))]
