"""What a phone is answered that plays: the next month, held to what it chose before."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from relsim.dashboards.asked import mapping
from relsim.dashboards.live import Busy
from relsim.dashboards.play.answers import Wish, answer, read
from relsim.dashboards.play.game import Game
from relsim.dashboards.room.activities import Contest, Played
from relsim.dashboards.room.guests import let_in

if TYPE_CHECKING:
    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.room.session import Session


def play(request: object, session: Session) -> dict[str, Any]:
    """Return what comes of a choice, counting it; whatever was sent, nothing raises.

    The room's customer and luck are played whatever was sent, and what was chosen once stays:
    who sends another past is shown their own.

    Parameters
    ----------
    request
        As for `relsim.dashboards.play.answers.read`, and ``room``, ``token``, ``round``.
    session
        The room.
    """
    wish = dataclasses.replace(read(request), drawn=False)
    said = session.context.texts
    given = mapping(request)

    def later(key: str) -> dict[str, Any]:
        return {"sequence": wish.sequence, "trouble": said(key)}

    refused = let_in(given, session)
    if refused is not None:
        return {"sequence": wish.sequence, "trouble": refused["said"]}
    seen, token = session.room.seen(), str(given.get("token"))
    contest = seen.activity
    if not isinstance(contest, Contest) or given.get("round") != seen.round:
        return later("room.play.other")
    if seen.stage == "waiting":
        return later("room.phone.waiting")
    game, old = _continued(wish, contest, seen.answers.get(token))
    if seen.stage == "paused" and not old:
        return later("room.play.paused")
    try:
        found = session.contests.games.situation(game)
    except Busy:
        return later("play.busy")
    if seen.stage == "open":
        month = found.next.month if found.next is not None else game.months
        played = Played(found.game.choices, found.over, found.margin, month)
        came = session.room.answer(token, seen.round, played)
        if came not in ("counted", "kept"):
            return later("room.play.paused" if came == "paused" else "room.play.moment")
    if found.over and not _revealed(seen):
        return later("room.play.through")
    shown = answer(dataclasses.replace(wish, game=found.game), session.contests.games, said)
    if "trouble" in shown and found.over:
        return later("room.play.reckoning")
    return shown


def _continued(wish: Wish, contest: Contest, mine: object) -> tuple[Game, bool]:
    """Return the game as it goes on, and whether nothing was chosen beyond what is known."""
    known = mine.choices if isinstance(mine, Played) else ()
    own = dataclasses.replace(contest.game, choices=known)
    sent = wish.game.choices
    if len(sent) <= len(known) or set(known) - set(sent):
        return own, True
    return Game.read({**own.to_json(), "choices": [str(choice) for choice in sent]}), False


def _revealed(seen: Seen) -> bool:
    return seen.stage == "revealed"
