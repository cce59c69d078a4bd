"""A game is a value: which customer, which luck, how many months, and the choices made so far."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from relsim.dashboards.asked import query_of
from relsim.dashboards.reading import number, number_in

#: Kinds of customer; how each is found stands in `relsim.dashboards.play.customers`.
KINDS = ("reasonable", "demanding", "bluffing", "crises", "mistaken")
_USUAL = "demanding"
MONTHS = (12, 24)
LAST_LUCK = 999_999
#: What may be decided in a month, in the order in which it comes up, and the answers there are.
ANSWERS: Mapping[str, tuple[str, ...]] = {
    "demand": ("grant", "trade", "reason", "refuse", "walk"),
    "urgency": ("drop", "check"),
    "want": ("order", "ask", "push"),
    "late": ("promise", "frank"),
    "complaint": ("mend", "brush"),
}
ASK_OF = {answer: ask for ask, answers in ANSWERS.items() for answer in answers}
_LONGEST_CHOICE = 12
_LONGEST_CHOICES = 4_000
#: What a link holds.
KEYS = ("customer", "luck", "months", "choices")


@dataclass(frozen=True, slots=True, order=True)
class Choice:
    """One answer given in one month.

    >>> str(Choice.read("3.refuse", 12)), Choice.read("12.refuse", 12)
    ('3.refuse', None)
    """

    month: int
    answer: str

    @property
    def ask(self) -> str:
        """What was decided by it: a key of `ANSWERS`."""
        return ASK_OF[self.answer]

    def __str__(self) -> str:
        """Return the choice as a link carries it."""
        return f"{self.month}.{self.answer}"

    @staticmethod
    def read(text: object, months: int) -> Choice | None:
        """Return the choice that a text means, or None."""
        if not isinstance(text, str) or len(text) > _LONGEST_CHOICE:
            return None
        month, _, answer = text.partition(".")
        if answer not in ASK_OF or not (month.isascii() and month.isdigit()):
            return None
        return Choice(int(month), answer) if int(month) < months else None


@dataclass(frozen=True, slots=True)
class Game:
    """A game as far as it was played.

    Attributes
    ----------
    customer
        One of `KINDS`.
    luck
        Seed of the territory and of all its luck, 0 to `LAST_LUCK`.
    months
        One of `MONTHS`.
    choices
        In order of months, and within a month in the order of `ANSWERS`; one of each kind a month.
    """

    customer: str = _USUAL
    luck: int = 0
    months: int = MONTHS[0]
    choices: tuple[Choice, ...] = ()

    @staticmethod
    def read(given: object) -> Game:
        """Return the game that somebody sent; whatever cannot be used is left out or held in.

        >>> Game.read({"customer": "king", "luck": -3, "choices": ["0.ask", "7", None]}).to_json()
        {'customer': 'demanding', 'luck': 0, 'months': 12, 'choices': ['0.ask']}
        """
        table: Mapping[Any, Any] = given if isinstance(given, Mapping) else {}
        customer, months = table.get("customer"), _whole(table.get("months"))
        known = isinstance(customer, str) and customer in KINDS
        last = MONTHS[-1] if months is not None and months > MONTHS[0] else MONTHS[0]
        luck = _whole(table.get("luck")) or 0
        texts = table.get("choices")
        if isinstance(texts, str):
            texts = texts[:_LONGEST_CHOICES].split(",")
        found: dict[tuple[int, int], Choice] = {}
        # No game has more: of each kind one a month.
        for text in texts[: last * len(ANSWERS)] if isinstance(texts, list | tuple) else ():
            choice = Choice.read(text, last)
            if choice is not None:
                found[choice.month, list(ANSWERS).index(choice.ask)] = choice
        return Game(
            customer=str(customer) if known else _USUAL,
            luck=min(max(luck, 0), LAST_LUCK),
            months=last,
            choices=tuple(found[place] for place in sorted(found)),
        )

    @staticmethod
    def from_query(query: str) -> Game:
        """Return the game of a link."""
        return Game.read(query_of(query))

    def to_json(self) -> dict[str, Any]:
        """Return the game as JSON carries it."""
        return dataclasses.asdict(self) | {"choices": [str(choice) for choice in self.choices]}

    def to_query(self) -> str:
        """Return the game as a link's query.

        >>> Game(luck=3, choices=(Choice(0, "ask"),)).to_query()
        'customer=demanding&luck=3&months=12&choices=0.ask'
        """
        told = self.to_json()
        told["choices"] = ",".join(told["choices"])
        if not told["choices"]:
            del told["choices"]
        return urlencode(told, safe=",.")

    @property
    def bare(self) -> Game:
        """The same customer and luck from the beginning."""
        return dataclasses.replace(self, choices=())

    def until(self, month: int) -> Game:
        """Return the game as it was before a month."""
        kept = tuple(choice for choice in self.choices if choice.month < month)
        return dataclasses.replace(self, choices=kept)

    def with_choice(self, text: str) -> Game:
        """Return the game with one more choice."""
        return Game.read({**self.to_json(), "choices": [*map(str, self.choices), text]})


def _whole(value: object) -> int | None:
    if isinstance(value, str):
        value = number_in(value) if len(value) <= _LONGEST_CHOICE else None
    found = None if isinstance(value, bool) else number(value)
    return None if found is None else int(found)
