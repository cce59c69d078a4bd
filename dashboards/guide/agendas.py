"""Agendas of a workshop: what is done when, on which page, with a link to exactly what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relsim.dashboards.guide.sheets import HIGH, LOW
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP

LEVERS_PAGE, STORY, ROOM = "/", "/story", "/room"
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
        The page on the projector, or nothing: as it opens, so that no result is seen before a bet.
    query
        What of it is shown after the bet, or nothing.
    shows
        The key of what that is called, and the value of it where it is a lever.
    """

    name: str
    minutes: int
    path: str = ""
    query: str = ""
    shows: tuple[str, str] = ("", "")

    @property
    def link(self) -> str:
        """Where the page opens with what is shown after the bet."""
        return f"{self.path}?{self.query}"


def _moved(name: str, minutes: int, lever_name: str, end: str) -> Step:
    """A bet on a lever moved to one of its ends."""
    lever = next(lever for lever in LEVERS if lever.name == lever_name)
    value = lever.low if end == LOW else lever.high
    query = WORKSHOP.changed(lever.name, value).to_query()
    return Step(name, minutes, LEVERS_PAGE, query, (lever.title, f"{value:g}"))


def _preset(name: str, minutes: int, which: str) -> Step:
    """A bet on a ready-made scenario."""
    preset = next(preset for preset in presets() if preset.name == which)
    return Step(name, minutes, LEVERS_PAGE, preset.scenario.to_query(), (preset.title, ""))


def _agendas() -> dict[int, tuple[Step, ...]]:
    return {
        30: (
            Step("open", 4),
            Step("story", 15, STORY),
            _moved("time", 5, "periods", LOW),
            Step("claims", 2, EVIDENCE),
            Step("close", 4),
        ),
        60: (
            Step("open", 4),
            Step("story", 15, STORY),
            Step("join", 3, ROOM),
            Step("play", 12, ROOM),
            Step("debrief", 8, ROOM),
            _moved("discounts", 8, "discount_authority", HIGH),
            Step("claims", 4, EVIDENCE),
            Step("close", 6),
        ),
        90: (
            Step("open", 5),
            Step("story", 15, STORY),
            Step("join", 5, ROOM),
            Step("play", 18, ROOM),
            Step("debrief", 12, ROOM),
            _moved("time", 7, "periods", LOW),
            _preset("king", 8, "large-and-loyal"),
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
