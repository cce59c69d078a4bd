"""A room of people with phones: who is in it, what is asked, what they answered, each once.

All of it is held in memory and gone with the process.
"""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from relsim.dashboards.room.names import plain

Stage = Literal["waiting", "open", "paused", "revealed"]
Answered = Literal[
    "counted", "kept", "stranger", "waiting", "paused", "closed", "stale", "unknown", "hasty"
]

MOST_PEOPLE = 200
MOST_HANDS = 999
"""Raised hands that may be typed in for one option."""
HERE_SECONDS = 8.0
"""How long somebody counts as here after their phone was last heard of."""
FORSAKEN_SECONDS = 60.0
"""After how long unheard somebody without an answer makes room for another in a full room."""
BURST = 20
"""Changes of an answer that somebody may make at once; one a second after that."""
_LETTERS = "BCDFGHJKMNPQRTVWXYZ"  # no vowels, so no words; nothing that looks like a digit
_CODE_LENGTH = 4
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22,64}")


@dataclass(eq=False)
class _Person:
    name: str
    seen: float
    left: float = BURST
    refilled: float = 0.0
    answer: Hashable = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A room as it stands at one moment.

    Attributes
    ----------
    round
        Number of the question; an answer to another one is not counted.
    stage
        ``waiting`` (chosen, not yet begun), ``open``, ``paused`` or ``revealed``.
    activity
        What is done, whatever it is; None before anything was chosen.
    joined, here
        People who came, and those whose phones were heard of in the last seconds.
    answers
        What each answered, by token, in the order in which they came.
    names
        What those who gave a name are called, by token.
    hands
        Raised hands that were typed in, by option.
    """

    round: int
    stage: Stage
    activity: Any
    joined: int
    here: int
    answers: Mapping[str, Hashable]
    names: Mapping[str, str]
    hands: Mapping[str, int]

    def counts(self, options: Sequence[str]) -> dict[str, int]:
        """Return how many chose each option, phones and hands together."""
        told = Counter(self.answers.values())
        return {option: told[option] + self.hands.get(option, 0) for option in options}


class Room:
    """One room; any number of threads may ask.

    Parameters
    ----------
    now
        A clock in seconds.

    Attributes
    ----------
    code
        Stands in the address: who has it is before this projector, or was told.
    key
        Who has it leads; never told to a phone.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.code = _code()
        self.key = secrets.token_urlsafe(9)
        self._now = now
        self._lock = threading.Lock()
        self._people: dict[str, _Person] = {}
        self._hands: dict[str, int] = {}
        self._options: tuple[str, ...] | None = ()
        self._activity: Any = None
        self._stage: Stage = "waiting"
        self._round = 0

    # --- who leads -----------------------------------------------------------------------------

    def leads(self, key: object) -> bool:
        """Whether somebody has the key; how long it takes tells nothing about it."""
        given = key.encode(errors="replace") if isinstance(key, str) else b""
        return secrets.compare_digest(given, self.key.encode())

    def choose(self, activity: Any, options: Sequence[str] | None = ()) -> None:
        """Put something new before the room; what was answered before is let go.

        Parameters
        ----------
        activity
            What is asked or played.
        options
            The answers there are; None where any value may be handed in.
        """
        with self._lock:
            self._activity = activity
            self._options = None if options is None else tuple(options)
            self._again()

    def start(self) -> None:
        """Take answers, from the beginning or after a pause."""
        self._turn("open", ("waiting", "paused"))

    def pause(self) -> None:
        """Take no answers for now."""
        self._turn("paused", ("open",))

    def reveal(self) -> None:
        """Close: what was answered stands, and what comes of it may be seen."""
        self._turn("revealed", ("waiting", "open", "paused"))

    def reset(self) -> None:
        """Ask the same once more, of the same people."""
        with self._lock:
            self._again()

    def empty(self) -> None:
        """Send everybody home: another code, nobody in the room, the same question."""
        with self._lock:
            self._people.clear()
            self.code = _code()
            self._again()

    def show_hands(self, hands: Mapping[str, int]) -> None:
        """Take down raised hands in place of those before; not once it is revealed."""
        with self._lock:
            if self._stage != "revealed" and self._options is not None:
                self._hands = {
                    option: min(max(hands[option], 0), MOST_HANDS)
                    for option in self._options
                    if option in hands
                }

    # --- who takes part ------------------------------------------------------------------------

    def join(self, token: object, name: object = None) -> bool:
        """Let somebody in, or hear that they are still here; False where that cannot be.

        Parameters
        ----------
        token
            Made by their phone and known to nobody else: the same token is the same person.
        name
            What they want to be called; None leaves it as it was.
        """
        if not isinstance(token, str) or _TOKEN.fullmatch(token) is None:
            return False
        with self._lock:
            now = self._now()
            person = self._people.get(token)
            if person is None:
                if len(self._people) >= MOST_PEOPLE and not self._made_room(now):
                    return False
                person = self._people[token] = _Person("", now, refilled=now)
            person.seen = now
            if name is not None:
                person.name = plain(name)
            return True

    def answer(self, token: str, number: object, value: Hashable) -> Answered:
        """Count somebody's answer; before the close a later one replaces it.

        Parameters
        ----------
        token
            Of somebody who joined.
        number
            The round they answer in.
        value
            One of the options, or any value where there are none.

        Returns
        -------
        Answered
            ``counted``; ``kept`` where it stood already; or why it does not count.
        """
        with self._lock:
            person = self._people.get(token)
            if person is None:
                return "stranger"
            if isinstance(number, bool) or number != self._round:
                return "stale"
            if value == person.answer and value is not None:
                return "kept"
            if self._stage != "open":
                return "closed" if self._stage == "revealed" else self._stage
            if value is None or (self._options is not None and value not in self._options):
                return "unknown"
            now = self._now()
            person.left = min(BURST, person.left + now - person.refilled)
            person.refilled = now
            if person.left < 1.0:
                return "hasty"
            person.left -= 1.0
            person.answer = value
            return "counted"

    def seen(self) -> Seen:
        """Return how the room stands."""
        with self._lock:
            now = self._now()
            people = self._people
            return Seen(
                round=self._round,
                stage=self._stage,
                activity=self._activity,
                joined=len(people),
                here=sum(now - one.seen <= HERE_SECONDS for one in people.values()),
                answers=_fixed({t: p.answer for t, p in people.items() if p.answer is not None}),
                names=_fixed({token: p.name for token, p in people.items() if p.name}),
                hands=_fixed(dict(self._hands)),
            )

    def _turn(self, to: Stage, of: Sequence[Stage]) -> None:
        with self._lock:
            if self._activity is not None and self._stage in of:
                self._stage = to

    def _again(self) -> None:
        self._round += 1
        self._stage = "waiting"
        self._hands = {}
        for person in self._people.values():
            person.answer = None

    def _made_room(self, now: float) -> bool:
        """Let go of those who went away without an answer."""
        gone = [
            token
            for token, one in self._people.items()
            if one.answer is None and now - one.seen > FORSAKEN_SECONDS
        ]
        for token in gone:
            del self._people[token]
        return bool(gone)


def _fixed(table: dict[str, Any]) -> Mapping[str, Any]:
    return MappingProxyType(table)


def _code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
