"""One request of a player answered: what is asked next, or what the game came to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relsim.dashboards.asked import bounded, mapping, sequence_of, theme_of
from relsim.dashboards.live import Busy
from relsim.dashboards.marks import swatch
from relsim.dashboards.play import reckoning, telling
from relsim.dashboards.play.customers import TEAM, TERRITORY
from relsim.dashboards.play.game import Game
from relsim.dashboards.play.playing import Situation
from relsim.figures import ThemeName

if TYPE_CHECKING:
    from relsim.dashboards.play.debriefing import Debrief
    from relsim.dashboards.play.tables import Games
    from relsim.dashboards.texts import Texts

#: Bounds and usual height of a figure (px).
_HEIGHT = (120, 1200, 260)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a player sent, after everything in it was checked.

    Attributes
    ----------
    sequence
        Which request it is, given back with the answer.
    game
        As far as it was played.
    drawn
        Whether figures are wanted: phones do without.
    theme, big, height
        How they are drawn (px).
    """

    sequence: int
    game: Game
    drawn: bool
    theme: ThemeName
    big: bool
    height: int


def read(request: object) -> Wish:
    """Return what a player asks for; whatever cannot be used is replaced, and nothing raises."""
    given = mapping(request)
    query = given.get("query")
    return Wish(
        sequence=sequence_of(given),
        game=Game.from_query(query) if isinstance(query, str) else Game.read(given.get("game")),
        drawn=given.get("drawn") is True,
        theme=theme_of(given),
        big=given.get("big") is True,
        height=bounded(given.get("height"), *_HEIGHT),
    )


def answer(wish: Wish, games: Games, said: Texts) -> dict[str, Any]:
    """Return what the player is shown, as JSON carries it."""
    try:
        found = games.situation(wish.game)
        own = {
            "sequence": wish.sequence,
            "game": found.game.to_json(),
            "query": found.game.to_query(),
            "company": found.customer.company,
            "kind": said(f"play.customer.{found.game.customer}"),
            "log": telling.happened(found, said),
            "facts": telling.facts(found, said),
            "command": command(found),
        }
        if found.next is not None:
            return own | {"situation": situation(found, said)}
        return own | {"debrief": debriefed(wish, games.debrief(found.game), said)}
    except Busy:
        return {"sequence": wish.sequence, "trouble": said("play.busy")}


def situation(found: Situation, said: Texts) -> dict[str, Any]:
    """Return what is asked now, and the answers there are."""
    step = found.next
    assert step is not None
    head, more = telling.question(found, said)
    decided = found.steps[-1].month if found.steps else 0
    return {
        "month": step.month,
        "ask": step.ask,
        "when": said("play.of", month=step.month + 1, months=found.game.months),
        "done": step.month / found.game.months,
        "head": head,
        "more": more,
        "since": decided,
        "opening": "" if found.steps else telling.opening(found, said),
        "choices": telling.choices(found, said),
    }


def command(found: Situation) -> str:
    """Return the command line that tells the same customer's months with an average rep."""
    them = found.customer
    return " ".join(
        [
            f"relsim trace --customer {them.account} --strategy {TEAM}",
            f"--months 0-{them.months - 1}",
            *(f"--set {name}={value}" for name, value in TERRITORY.items()),
            f"--seed {them.luck}",
        ]
    )


def debriefed(wish: Wish, found: Debrief, said: Texts) -> dict[str, Any]:
    """Return what a game came to."""
    head, detail = reckoning.headline(found, said)
    own = found.own
    months = found.situation.game.months
    when = (
        said("play.over", months=months)
        if own.left is None
        else said("play.over.left", month=own.left + 1)
    )
    return {
        "when": when,
        "head": head,
        "detail": detail,
        "margin": own.margin,
        "left": own.left,
        "strategies": {
            name: {"margin": life.margin, "left": life.left} for name, life in found.beside.items()
        },
        "names": [
            {"name": who, "label": reckoning.name_of(who, said), "swatch": _swatch(who)}
            for who in reckoning.lives(found)
        ],
        "rows": reckoning.table(found, said),
        "turns": [reckoning.turn(one, found, said) for one in found.mattered],
        "hidden": reckoning.hidden(found, said),
        "set": reckoning.was_set(found, said),
        "figures": reckoning.curves(found, said, wish.theme, wish.big, wish.height)
        if wish.drawn
        else [],
    }


def _swatch(who: str) -> dict[str, str]:
    """Return how a short piece of somebody's line looks on either ground."""
    style: dict[str, str] = swatch(who).to_plotly_json()["props"]["style"]
    return style
