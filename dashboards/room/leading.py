"""What the projector's page is answered: the room as it stands, to whoever may lead it."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relsim.dashboards.reading import number
from relsim.dashboards.room import board, desk
from relsim.dashboards.room.verdicts import Verdict
from relsim.dashboards.shelf.tables import written

if TYPE_CHECKING:
    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.room.session import Session

_EXACT = 2**53


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
    given: Mapping[Any, Any] = request if isinstance(request, Mapping) else {}
    said = session.context.texts
    sequence = given.get("sequence")
    found: dict[str, Any] = {
        "sequence": sequence if isinstance(sequence, int) and abs(sequence) < _EXACT else 0
    }
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
    bet = seen.activity
    session.prepare(seen)
    found = session.verdict(bet) if seen.stage == "revealed" else None
    if session.open:
        way = board.way(asker.base, room.code, seen, said)
        aside = [desk.people(seen, said), desk.elsewhere(asker.base, room.key, said)]
    else:
        way, aside = board.no_way(said), []
    revealed = seen.stage == "revealed"
    shown = board.after(bet, seen, found, said) if revealed else board.before(bet, seen, said)
    return {
        "round": seen.round,
        "stage": seen.stage,
        "computing": revealed and found is None,
        "way": way,
        "aside": aside,
        "question": board.question(bet, said),
        "board": shown,
        "desk": desk.desk(bet, seen, said, phones=session.open),
        "announced": _announced(seen, found, session),
        "seed": str(bet.scenario.seed),
        "replications": str(bet.scenario.replications),
        "command": bet.scenario.command(session.context.live.options),
    }


def _announced(seen: Seen, found: Verdict | str | None, session: Session) -> str:
    """Return what is read out when the room goes on to another stage."""
    said = session.context.texts
    if isinstance(found, Verdict):
        return f"{found.said.head}. {found.said.detail}"
    if seen.stage == "revealed":
        return found or said("room.verdict.wait")
    if seen.stage == "waiting":
        question: str = seen.activity.question(said)
        return question
    return said(f"room.stage.{seen.stage}")


def _table(session: Session) -> Iterator[str]:
    """Return the round as CSV: all that is ever kept of it, and only where it is asked for."""
    said, seen = session.context.texts, session.room.seen()
    bet = seen.activity
    words = bet.words(said)
    heads = [said(f"room.export.{head}") for head in ("question", "who", "answer", "count")]
    asked = f"{bet.question(said)} ({bet.about(said)})"
    rows: list[tuple[Any, ...]] = []
    for place, (token, option) in enumerate(seen.answers.items(), start=1):
        who = seen.names.get(token) or said("room.export.person", number=place)
        rows.append((asked, who, words.get(str(option), ""), 1))
    for option, count in seen.hands.items():
        if count:
            rows.append((asked, said("room.export.hands"), words[option], count))
    if seen.stage == "revealed" and isinstance(found := session.verdict(bet), Verdict):
        rows.append((asked, said("room.export.model"), words.get(found.right, ""), ""))
    return written(heads, rows)
