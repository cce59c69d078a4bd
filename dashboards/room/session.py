"""One workshop's room with what leads it: what is asked, and what the model says to it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from relsim.dashboards.jobs import Full
from relsim.dashboards.room.activities import Bet, bet
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
        self._lock = threading.Lock()
        self._verdict: tuple[Bet, Verdict] | None = None
        self.choose({})

    @property
    def open(self) -> bool:
        """Whether phones can come at all."""
        return self.context.settings.lan

    def choose(self, given: Mapping[Any, Any]) -> None:
        """Put before the room what a facilitator asks for."""
        found = bet(given, self.context.live.accounts)
        self.room.choose(found, found.options)

    def prepare(self, seen: Seen) -> None:
        """Have the model look for the answer while the room bets."""
        if isinstance(seen.activity, Bet):
            self.verdict(seen.activity)

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
            return look.result  # type: ignore[no-any-return]
        if look.state == "failed":
            return look.trouble or self.context.texts("room.verdict.failed")
        return None
