"""One workshop's room with what leads it: what is asked, and what the model says to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from relsim.dashboards.jobs import Full
from relsim.dashboards.room.activities import Bet, Contest, bet, contest
from relsim.dashboards.room.contests import Contests, Found, through
from relsim.dashboards.room.room import Room, Seen
from relsim.dashboards.room.verdicts import Verdict, verdict

if TYPE_CHECKING:
    from relsim.dashboards.context import Context
    from relsim.dashboards.jobs import Look


class Session:
    """A room and the model behind it; there is one a server, and it ends with it.

    Parameters
    ----------
    context
        The dashboard it belongs to.
    """

    def __init__(self, context: Context) -> None:
        self.context = context
        self.room = Room()
        self.contests = Contests()
        self._lock = threading.Lock()
        self._verdict: tuple[Bet, Verdict] | None = None
        context.later.append(self.contests.games.warm)
        self.choose({})

    @property
    def open(self) -> bool:
        """Whether phones can come at all."""
        return self.context.settings.lan

    def choose(self, given: Mapping[Any, Any]) -> None:
        """Put before the room what a facilitator asks for."""
        if self.open and given.get("activity") == "play":
            self.room.choose(contest(given), None)
            return
        found = bet(given, self.context.live.accounts)
        self.room.choose(found, found.options)

    def prepare(self, seen: Seen) -> None:
        """Have the model look for the answer while the room bets, or go through games."""
        if isinstance(seen.activity, Bet):
            self.verdict(seen.activity)
        elif isinstance(seen.activity, Contest):
            self.reckon(seen.activity, seen)

    def reckon(self, asked: Contest, seen: Seen) -> Found | None:
        """Return what is known of a contest by now, having the rest looked into.

        Nothing is gone through before the room is: each debrief takes a processor for a while.
        """
        over = through(asked, seen.answers.values())
        games = tuple(game for game, _ in over) if seen.stage == "revealed" else ()
        known = self.contests.found(asked)
        if known is None or any(game not in known.debriefs for game in games):
            with suppress(Full):
                self.context.jobs.begin(
                    ("contest", asked, games),
                    lambda progress: self.contests.look_into(asked, games, progress),
                )
        return known

    def verdict(self, asked: Bet) -> Verdict | str | None:
        """Return what the model finds; None while it computes, a calm sentence if it cannot."""
        with self._lock:
            if self._verdict is not None and self._verdict[0] == asked:
                return self._verdict[1]
        try:
            look: Look = self.context.jobs.begin(
                ("room", asked), lambda _: verdict(asked, self.context.live, self.context.texts)
            )
        except Full:
            return None
        if look.state == "done":
            with self._lock:
                self._verdict = asked, look.result
            found: Verdict = look.result
            return found
        if look.state == "failed":
            return look.trouble or self.context.texts("room.verdict.failed")
        return None
