"""What a phone is answered: it says who it is and what it bets, and hears how the room stands.

A phone sends all it knows each time, so that on a bad network nothing is lost and nothing counts
twice: the same request may come again at any time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from relsim.dashboards.asked import mapping
from relsim.dashboards.marks import swatch
from relsim.dashboards.message import money
from relsim.dashboards.room.activities import Bet, Contest, Played
from relsim.dashboards.room.contests import margins
from relsim.dashboards.room.room import Answered
from relsim.dashboards.room.verdicts import Verdict, judged
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.room.session import Session

_LONGEST = 64


def answer(request: object, session: Session) -> dict[str, Any]:
    """Return what a phone shows; whatever it sent, nothing raises.

    Parameters
    ----------
    request
        JSON from anyone: ``room``, ``token``, ``name`` and ``bet`` (``round``, ``option``).
    session
        The room.
    """
    given = mapping(request)
    refused = let_in(given, session)
    if refused is not None:
        return refused
    token = str(given.get("token"))
    came = _counted(given.get("bet"), token, session)
    seen = session.room.seen()
    return {"state": "here", **_view(seen, token, session, came)}


def let_in(given: Mapping[Any, Any], session: Session) -> dict[str, Any] | None:
    """Let a phone in, or hear that it is still here; return what it is told if it cannot be."""
    said = session.context.texts
    if not session.open:
        return {"state": "shut", "said": said("room.phone.shut")}
    code = given.get("room")
    if not isinstance(code, str) or code[:_LONGEST].strip().upper() != session.room.code:
        key = "room.phone.gone" if code else "room.phone.code"
        return {"state": "gone", "said": said(key)}
    if not session.room.join(given.get("token"), given.get("name")):
        return {"state": "full", "said": said("room.phone.full")}
    return None


def _counted(bet: object, token: str, session: Session) -> Answered | None:
    if not isinstance(bet, Mapping):
        return None
    option = bet.get("option")
    value = option if isinstance(option, str) and len(option) <= _LONGEST else None
    return session.room.answer(token, bet.get("round"), value)


def _view(seen: Seen, token: str, session: Session, came: Answered | None) -> dict[str, Any]:
    said = session.context.texts
    activity = seen.activity
    mine = seen.answers.get(token)
    found: dict[str, Any] = {
        "round": seen.round,
        "stage": seen.stage,
        "name": seen.names.get(token, ""),
        "came": came,
        "mine": mine,
        "said": said(f"room.phone.{seen.stage}"),
    }
    if isinstance(mine, str) and seen.stage in ("open", "paused"):
        found["said"] = said(f"room.phone.{seen.stage}.mine")
    if came not in (None, "counted", "kept") and seen.stage != "waiting":
        found["said"] = said(f"room.phone.refused.{came}")
    if isinstance(activity, Contest):
        return found | _playing(seen, activity, mine, session)
    if isinstance(activity, Bet):
        words = activity.words(said)
        found |= {
            "kind": "bet",
            "question": activity.question(said),
            "about": activity.about(said),
            "options": [
                {"option": option, "words": words[option], "line": _line(option)}
                for option in activity.options
            ],
        }
        if seen.stage == "revealed":
            found |= _revealed(seen, activity, mine, session)
    return found


def _playing(seen: Seen, contest: Contest, mine: object, session: Session) -> dict[str, Any]:
    """Return what a phone needs to play, and how it did."""
    said = session.context.texts
    known = mine if isinstance(mine, Played) else Played((), False, 0.0, 0)
    shown: dict[str, Any] = {
        "kind": "play",
        "question": contest.question(said),
        "about": contest.about(said),
        "mine": None,
        "over": known.over,
        "game": dataclasses.replace(contest.game, choices=known.choices).to_json(),
        "said": said(f"room.play.phone.{seen.stage}"),
    }
    if known.over:
        shown["head"] = said("room.play.earned", money=money(known.margin, said))
        if seen.stage != "revealed":
            shown["said"] = said("room.play.through")
    if seen.stage == "revealed" and known.over:
        shown["said"] = said("room.play.phone.over")
        earned = margins(seen.answers.values())
        better = sum(one > known.margin for one in earned)
        shown["detail"] = said("room.play.place", place=better + 1, count=len(earned))
    return shown


def _revealed(seen: Seen, bet: Bet, mine: object, session: Session) -> dict[str, Any]:
    said = session.context.texts
    verdict = session.verdict(bet)
    if not isinstance(verdict, Verdict):
        return {"said": verdict or said("room.verdict.wait")}
    own = ""
    if mine is not None and verdict.right:
        own = said("room.phone.right" if mine == verdict.right else "room.phone.wrong")
    return {
        "said": own or said("room.phone.revealed"),
        "right": verdict.right,
        "head": verdict.said.head,
        "detail": verdict.said.detail,
        "judged": judged(seen.counts(bet.options), verdict.right, said),
    }


def _line(option: str) -> dict[str, str]:
    """Return a strategy's line as its button has it, on either ground."""
    if option not in PRESETS:
        return {}
    style: dict[str, str] = swatch(option).style  # type: ignore[attr-defined]
    return style
