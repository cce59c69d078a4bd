"""Where one is in the story: read from anyone's JSON or link, and written into a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from relsim.dashboards.asked import bounded, mapping, query_of, sequence_of, theme_of
from relsim.figures import ThemeName

#: Chapter -> its screens, in the order they are told; what links call them.
CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "puzzle": ("puzzle",),
    "serve": ("serve",),
    "three": ("three",),
    "time": ("time-12", "time-36", "time-120"),
    "need": ("need",),
    "talk": ("talk",),
    "late": ("late", "cost"),
    "where": ("where",),
    "honest": ("honest",),
    "sandbox": ("sandbox",),
}
SCREENS: tuple[str, ...] = tuple(name for names in CHAPTERS.values() for name in names)
#: Answers one may give to a demand.
ANSWERS = ("grant", "trade", "reason", "stand", "walk")
MOST_ANSWERS = 4
"""Demands that are answered by whoever follows the story."""
_SIZES = (160, 2000)
_USUAL_SIZE = (900, 460)
_ROOMY = 1_000
"""From this width (px) on a room looks on, not one person: figures are large in any case."""
_LONGEST_WORD = 40


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page asked for, after everything in it was checked.

    Attributes
    ----------
    sequence
        Which request it is, given back with the answer.
    screen
        One of `SCREENS`.
    bets
        Screen -> what was bet there; whether the screen offers that is for the screen to say.
    answers
        What was answered to the customer's demands, in their order.
    theme, big, width, height
        How a figure is drawn, and the room there is for it (px).
    """

    sequence: int = 0
    screen: str = SCREENS[0]
    bets: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[str, ...] = ()
    theme: ThemeName = "light"
    big: bool = False
    width: int = _USUAL_SIZE[0]
    height: int = _USUAL_SIZE[1]

    @property
    def chapter(self) -> str:
        """The chapter of the screen."""
        return next(name for name, screens in CHAPTERS.items() if self.screen in screens)


def read(request: object) -> Wish:
    """Return what a page asks for; whatever cannot be used is left out, and nothing raises.

    >>> found = read({"query": "?screen=time-36&bets=puzzle.trade&answers=grant.trade"})
    >>> found.screen, found.bets, found.answers
    ('time-36', {'puzzle': 'trade'}, ('grant', 'trade'))
    """
    given = mapping(request)
    query = given.get("query")
    state = _of_query(query) if isinstance(query, str) else given
    screen = state.get("screen")
    return Wish(
        sequence=sequence_of(given),
        screen=screen if isinstance(screen, str) and screen in SCREENS else SCREENS[0],
        bets=_bets(state.get("bets")),
        answers=_answers(state.get("answers")),
        theme=theme_of(given),
        big=given.get("big") is True or bounded(given.get("width"), *_SIZES, 0) >= _ROOMY,
        width=bounded(given.get("width"), *_SIZES, _USUAL_SIZE[0]),
        height=bounded(given.get("height"), *_SIZES, _USUAL_SIZE[1]),
    )


def written(wish: Wish) -> str:
    """Return the link's query that brings a place in the story back.

    >>> written(Wish(screen="serve", bets={"puzzle": "trade"}, answers=("grant",)))
    'screen=serve&bets=puzzle.trade&answers=grant'
    """
    told = {
        "screen": wish.screen if wish.screen != SCREENS[0] else "",
        "bets": "_".join(f"{name}.{bet}" for name, bet in wish.bets.items()),
        "answers": ".".join(wish.answers),
    }
    return urlencode({key: value for key, value in told.items() if value})


def _of_query(query: str) -> dict[str, Any]:
    told = query_of(query)
    bets = [bet.split(".") for bet in told.get("bets", "").split("_")[: len(SCREENS)]]
    return {
        "screen": told.get("screen"),
        "bets": {pair[0]: pair[1] for pair in bets if len(pair) == 2},
        "answers": told.get("answers", "").split("."),
    }


def _bets(given: object) -> dict[str, str]:
    """Return the bets among what was sent, in the order of the story."""
    if not isinstance(given, Mapping):
        return {}
    placed = {name: given.get(name) for name in SCREENS}
    return {name: bet for name, bet in placed.items() if isinstance(bet, str) and _word(bet)}


def _answers(given: object) -> tuple[str, ...]:
    """Return the answers up to the first that is none."""
    if isinstance(given, str) or not isinstance(given, Sequence):
        return ()
    kept: list[str] = []
    for one in given[:MOST_ANSWERS]:
        if not isinstance(one, str) or one not in ANSWERS:
            break
        kept.append(one)
    return tuple(kept)


def _word(bet: str) -> bool:
    return len(bet) <= _LONGEST_WORD and bet.isascii() and bet.replace("-", "").isalnum()
