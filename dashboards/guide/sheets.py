"""A sheet for each lever: what is compared for it, and what people usually say about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from relsim.dashboards.levers import LEVERS, Lever
from relsim.dashboards.reading import Number
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.figures import Reading

LOW, MIDDLE, HIGH = "low", "middle", "high"
POSITIONS = (LOW, MIDDLE, HIGH)


@dataclass(frozen=True, slots=True)
class Place:
    """A strategy with the lever somewhere.

    Attributes
    ----------
    strategy
        One of the Workshop's.
    position
        One of `POSITIONS`.
    """

    strategy: str
    position: str


@dataclass(frozen=True, slots=True)
class Saying:
    """Something people say, as a difference that the model can be asked for.

    Attributes
    ----------
    outcome
        Of `relsim.metrics.OUTCOMES`.
    here, there
        What is compared with what.
    more
        Whether the saying has it that there is more here than there, or less.
    """

    outcome: str
    here: Place
    there: Place
    more: bool = True


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a trainer has at hand about one lever.

    Attributes
    ----------
    lever
        What is moved.
    earned
        The outcome by which strategies are ranked: a longer time brings more in any case, so that
        the horizon is judged by the month.
    watched
        The outcome that the lever's question is about.
    reading
        How that is written.
    sayings
        What people usually say, in the order of the texts.
    """

    lever: Lever
    earned: str
    watched: str
    reading: Reading
    sayings: tuple[Saying, ...]

    @property
    def key(self) -> str:
        """What its texts begin with."""
        return f"guide.{self.lever.name}"

    def at(self, position: str) -> Number:
        """Return where the lever stands: in the middle as shipped, unless that is an end."""
        lever = self.lever
        if position == LOW:
            return lever.low
        if position == HIGH:
            return lever.high
        if lever.low < lever.default < lever.high:
            return lever.default
        steps = round((lever.high - lever.low) / lever.step / 2)
        return lever.low + steps * lever.step

    def scenario(self, position: str) -> Scenario:
        """Return the Workshop as shipped with this one lever moved."""
        return WORKSHOP.changed(self.lever.name, self.at(position))


def _than(outcome: str, one: str, other: str, position: str, *, more: bool = True) -> Saying:
    """One strategy against another, with the lever at the same place."""
    return Saying(outcome, Place(one, position), Place(other, position), more)


def _moved(outcome: str, strategy: str, *, more: bool = True) -> Saying:
    """One strategy with the lever high against low."""
    return Saying(outcome, Place(strategy, HIGH), Place(strategy, LOW), more)


_ASKED: Mapping[str, tuple[str, str, Reading, tuple[Saying, ...]]] = {
    "competition": (
        "margin",
        "churn_yearly",
        "share",
        (
            _than("churn_yearly", "servile", "advisory", HIGH, more=False),
            _than("margin", "servile", "combative", HIGH),
        ),
    ),
    "want_need_gap_mean": (
        "margin",
        "respect",
        "index",
        (
            _than("margin", "servile", "advisory", LOW),
            _moved("margin", "servile", more=False),
        ),
    ),
    "crisis_rate": (
        "margin",
        "crises_missed",
        "share",
        (
            _than("churn_yearly", "servile", "advisory", HIGH, more=False),
            _than("margin", "combative", "advisory", HIGH),
        ),
    ),
    "capacity_hours": (
        "margin",
        "broken_promises",
        "number",
        (
            _moved("margin", "servile"),
            _than("margin", "combative", "advisory", LOW),
        ),
    ),
    "discount_authority": (
        "margin",
        "demands",
        "number",
        (
            _moved("churn_yearly", "servile", more=False),
            _moved("margin", "advisory"),
        ),
    ),
    "periods": (
        "margin_per_rep_month",
        "respect",
        "index",
        (
            _than("margin", "combative", "advisory", LOW),
            _than("margin", "servile", "combative", HIGH),
        ),
    ),
}

SHEETS: tuple[Sheet, ...] = tuple(Sheet(lever, *_ASKED[lever.name]) for lever in LEVERS)
