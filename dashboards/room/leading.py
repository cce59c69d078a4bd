"""What the projector's page is answered: the room as it stands, to whoever may lead it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relsim.dashboards.asked import mapping, sequence_of
from relsim.dashboards.reading import number
from relsim.dashboards.room import bets, board, desk, standings
from relsim.dashboards.room.activities import Bet
from relsim.dashboards.shelf.tables import written

if TYPE_CHECKING:
    from relsim.dashboards.room.session import Session


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks.

    Attributes
    ----------
    machine
        The number of the machine that asks, as the connection tells it.
    base
        The root under which phones reach this server.
    """

    machine: str
    base: str

    @property
    def here(self) -> bool:
        """Whether it is this machine itself.

        >>> [Asker(one, "").here for one in ("127.0.0.1", "::ffff:127.0.0.1", "192.168.1.7", "")]
        [True, True, False, False]
        """
        try:
            address = ipaddress.ip_address(self.machine)
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return (mapped or address).is_loopback


def answer(request: object, asker: Asker, session: Session) -> dict[str, Any]:
    """Return what the projector's page shows, after doing what was asked; nothing raises.

    Parameters
    ----------
    request
        JSON from anyone: ``key``, ``do`` and what it needs, and the ``round`` it was meant for.
    asker
        Who sent it.
    session
        The room.
    """
    given = mapping(request)
    said = session.context.texts
    found: dict[str, Any] = {"sequence": sequence_of(given)}
    key = given.get("key")
    if not asker.here and not session.room.leads(key):
        wrong = isinstance(key, str) and bool(key)
        return found | {"leads": False, "alone": desk.refused(said, wrong=wrong)}
    found |= {"leads": True, "alone": []}
    if given.get("do") == "export":
        return found | {"csv": "".join(_table(session)), "file": f"room-{session.room.code}.csv"}
    _do(given, session)
    return found | _shown(session, asker)


def _do(given: Mapping[Any, Any], session: Session) -> None:
    room, act = session.room, given.get("do")
    # What was pressed for a question that is over by now, as when a lost server is back.
    if act is None or given.get("round") != room.seen().round:
        return
    acts: dict[str, Callable[[], None]] = {
        "start": room.start,
        "pause": room.pause,
        "reveal": room.reveal,
        "reset": room.reset,
        "empty": room.empty,
        "choose": lambda: session.choose(given),
        "hands": lambda: room.show_hands(_hands(given.get("hands"))),
    }
    if isinstance(act, str) and act in acts:
        acts[act]()


def _hands(given: object) -> dict[str, int]:
    told = given if isinstance(given, Mapping) else {}
    counts = {option: number(count) for option, count in list(told.items())[:9]}
    return {
        option: int(count)
        for option, count in counts.items()
        if isinstance(option, str) and count is not None
    }


def _shown(session: Session, asker: Asker) -> dict[str, Any]:
    said, room = session.context.texts, session.room
    seen = room.seen()
    activity = seen.activity
    session.prepare(seen)
    if session.open:
        way = board.way(asker.base, room.code, seen, said)
        aside = [desk.people(seen, said), desk.elsewhere(asker.base, room.key, said)]
    else:
        way, aside = board.no_way(said), []
    shown = bets.told if isinstance(activity, Bet) else standings.told
    return {
        "round": seen.round,
        "stage": seen.stage,
        "phones": session.open,
        "way": way,
        "aside": aside,
        "question": board.question(activity, said),
        "desk": desk.desk(activity, seen, said, phones=session.open),
        **shown(activity, seen, session),
    }


def _table(session: Session) -> Iterator[str]:
    """Return the round as CSV: all that is ever kept of it, and only where it is asked for."""
    said, seen = session.context.texts, session.room.seen()
    activity = seen.activity
    asked = f"{activity.question(said)} ({activity.about(said)})"
    made = bets.rows if isinstance(activity, Bet) else standings.rows
    answer = "answer" if isinstance(activity, Bet) else "earned"
    heads = [said(f"room.export.{head}") for head in ("question", "who", answer, "count")]
    return written(heads, [(asked, *row) for row in made(activity, seen, session)])
