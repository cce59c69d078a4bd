"""What a room does together: bet on a scenario, or play the same customer."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relsim.dashboards import message
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.marks import NAMES
from relsim.dashboards.play.game import Choice, Game
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts

UNCLEAR = "unclear"
"""The bet that no strategy is clearly ahead."""
HORIZONS = (12, 36, 60, 120)
OWN = "own"
"""In place of a preset's name: what the Workshop shows."""


@dataclass(frozen=True, slots=True)
class Bet:
    """The question which strategy earns most in a scenario.

    Attributes
    ----------
    scenario
        What is run for the answer.
    preset
        The name of the preset it is, or `OWN`.
    """

    scenario: Scenario
    preset: str

    @property
    def options(self) -> tuple[str, ...]:
        """What can be bet on."""
        return (*self.scenario.strategies, UNCLEAR)

    def question(self, texts: Texts) -> str:
        """Return what the room is asked."""
        return texts("room.bet.question", span=message.span(self.scenario.periods, texts))

    def about(self, texts: Texts) -> str:
        """Return what the territory is like."""
        if self.preset == OWN:
            return _described(self.scenario, texts)
        (found,) = (one for one in presets() if one.name == self.preset)
        return texts("room.bet.about", name=texts(found.title), about=texts(found.about))

    def words(self, texts: Texts) -> dict[str, str]:
        """Return how each option is called."""
        return {name: _called(name, texts) for name in self.options}


@dataclass(frozen=True, slots=True)
class Contest:
    """All play the same customer, with the same luck.

    Attributes
    ----------
    game
        The game that all begin with.
    """

    game: Game

    def question(self, texts: Texts) -> str:
        """Return what the room is asked to do."""
        return texts("room.play.question", span=message.span(self.game.months, texts))

    def about(self, texts: Texts) -> str:
        """Return whom they play with."""
        return texts("room.play.about", kind=texts(f"play.customer.{self.game.customer}"))


@dataclass(frozen=True, slots=True)
class Played:
    """How far somebody has come with a customer.

    Attributes
    ----------
    choices
        Made so far, those that the game asked for.
    over
        Whether nothing is left to decide.
    margin
        What the account brought until then (EUR).
    month
        In which they are, from 0.
    """

    choices: tuple[Choice, ...]
    over: bool
    margin: float
    month: int


def contest(given: Mapping[Any, Any]) -> Contest:
    """Return the contest that a facilitator asks for; never raises."""
    return Contest(Game.read(given).bare)


def bet(given: Mapping[Any, Any], accounts: int | None) -> Bet:
    """Return the bet that a facilitator asks for; never raises.

    Parameters
    ----------
    given
        ``preset``: a name or `OWN`; ``scenario``: the Workshop's own; ``months``: a horizon.
    accounts
        How many accounts the own book has that it will be played on.
    """
    named = {one.name: one.scenario for one in presets()}
    preset = given.get("preset")
    if preset == OWN and isinstance(given.get("scenario"), Mapping):
        scenario = Scenario.read(given["scenario"], accounts)[0]
    else:
        preset = preset if isinstance(preset, str) and preset in named else "shipped"
        scenario = named[preset]
    months = given.get("months")
    if isinstance(months, int) and months in HORIZONS:
        scenario = dataclasses.replace(scenario, periods=months)
    if len(scenario.strategies) < 2:  # nothing to bet on
        scenario = dataclasses.replace(scenario, strategies=WORKSHOP.strategies)
    return Bet(scenario.capped(accounts), preset)


def _called(option: str, texts: Texts) -> str:
    if option not in PRESETS:
        return texts("room.bet.unclear")
    return message.capital(NAMES[option])


def _described(scenario: Scenario, texts: Texts) -> str:
    """Return which levers stand elsewhere than in the Workshop as shipped, in words."""
    moved = [
        texts(
            "room.bet.lever", name=texts(one.title), word=texts(one.third(scenario.value(one.name)))
        )
        for one in LEVERS
        if one.name != "periods" and scenario.value(one.name) != WORKSHOP.value(one.name)
    ]
    if scenario.name:
        moved.insert(0, scenario.name)
    return "; ".join(moved) or texts("room.bet.own")
