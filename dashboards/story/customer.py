"""The one customer of the story: whom the yes-sayer gave most and lost, and lives of theirs."""

from __future__ import annotations

import dataclasses
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.story.asked import MOST_ANSWERS
from relsim.rules.bargain import GRANTED
from relsim.simulation import settled, simulate
from relsim.tracing.branching import Branch, allowed

if TYPE_CHECKING:
    from relsim.dashboards.jobs import Progress
    from relsim.dashboards.relationship.stories import Stories
    from relsim.tracing import Trace

MONTHS = 36
WORLD = dataclasses.replace(WORKSHOP, periods=MONTHS, replications=1)
"""The first of the Workshop's territories, over three years."""
GIVING, YOURS = "servile", "middling"
#: What the puzzle tries in every month; each a key of `relsim.tracing.branching.ANSWERS`.
TRIED = ("grant", "trade", "reason", "ask")
_NONE = -1


@dataclass(frozen=True, slots=True)
class Ending:
    """How a life ended for the firm.

    Attributes
    ----------
    margin
        All that the account brought (EUR).
    left
        The first month in which it stopped being a client, None where it never did.
    """

    margin: float
    left: int | None


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand as a rep hears it, with the answers there are to it.

    Attributes
    ----------
    month
        When.
    kind
        ``price``, ``scope`` or ``deadline``.
    size
        What it is worth, as a share of the list price.
    rival
        Whether they say that a competitor has made an offer; whether that is true no rep knows.
    answers
        Keys of `relsim.tracing.branching.ANSWERS`.
    """

    month: int
    kind: str
    size: float
    rival: bool
    answers: tuple[str, ...]


class Customer:
    """The customer, and what becomes of them; any number of threads may ask.

    Parameters
    ----------
    stories
        Tells accounts' lives, one at a time, and keeps them.
    """

    def __init__(self, stories: Stories) -> None:
        self._stories = stories
        self._lock = threading.Lock()
        self._lost: list[int] | None = None
        self._p = settled(dict(WORLD.settings)).record[0]

    @property
    def lost(self) -> list[int]:
        """Numbers of the clients of month 0 whom the yes-sayer loses, most concessions first."""
        with self._lock:
            if self._lost is None:
                self._lost = lost_clients()
            return self._lost

    @property
    def account(self) -> int:
        """The number of the account: the lost client with most concessions; of equals the first.

        Where nobody is lost, the first account.
        """
        return self.lost[0] if self.lost else 0

    def life(
        self,
        strategy: str,
        always: str = "",
        answers: Sequence[Branch] = (),
        account: int | None = None,
    ) -> Trace:
        """Return the customer's life, with one answer in every month or some in theirs.

        Parameters
        ----------
        strategy, always
            A shipped strategy, and a key of `relsim.tracing.branching.ANSWERS`.
        answers
            Given in their months.
        account
            Another one, in place of the customer.
        """
        every = [Branch(strategy, month, always) for month in range(MONTHS)] if always else []
        which = self.account if account is None else account
        return self._stories.trace(WORLD, strategy, which, (*every, *answers))

    def kept(self, progress: Progress) -> dict[str, int]:
        """Return how many of all that the yes-sayer loses each of `TRIED` would have kept."""
        counts = dict.fromkeys(TRIED, 0)
        for place, account in enumerate(self.lost):
            progress(place / len(self.lost))
            for answer in TRIED:
                counts[answer] += ending(self.life(GIVING, answer, account=account)).left is None
        return counts

    def served(
        self, answers: Sequence[str]
    ) -> tuple[Trace, list[tuple[Demand, str]], list[Demand]]:
        """Return the life under given answers: it, what was answered, and the demand that waits.

        An average rep does all else. An answer that its demand does not allow ends what was
        answered; the list of waiting demands is empty when `MOST_ANSWERS` are given or there are
        no more.
        """
        given: list[tuple[Demand, str]] = []
        branches: list[Branch] = []
        life = self.life(YOURS)
        last = _NONE
        for answer in (*answers, None):
            waiting = [one for one in self._demands(life) if one.month > last]
            if not waiting or len(given) == MOST_ANSWERS:
                return life, given, []
            demand = waiting[0]
            if answer not in demand.answers:
                return life, given, [demand]
            given.append((demand, str(answer)))
            branches.append(Branch(YOURS, demand.month, str(answer)))
            last = demand.month
            life = self.life(YOURS, answers=branches)
        return life, given, []

    def _demands(self, life: Trace) -> list[Demand]:
        found = []
        for month in life.months:
            if month["status"] != "client" or not month["outcome"]["answer"]:
                continue
            request = month["request"]
            rival = bool(request["claims_rival"])
            may = ["grant", "trade", "stand" if rival else "reason"]
            may += ["walk"] if "walk" in allowed(month, self._p) else []
            kind = ("price", "scope", "deadline")[int(request["demand_kind"]) - 1]
            size = float(request["demand_size"])
            found.append(Demand(int(month["month"]), kind, size, rival, tuple(may)))
        return found


def lost_clients() -> list[int]:
    """Return the clients of month 0 whom the yes-sayer loses; see `Customer.lost`."""
    found = simulate(
        GIVING, seed=WORLD.seed, periods=MONTHS, parameters=dict(WORLD.settings)
    ).accounts
    lost = np.flatnonzero((found["initial"] == 1) & (found["left"] >= 0))
    return [int(one) for one in lost[np.argsort(-found["concessions"][lost], kind="stable")]]


def ending(life: Trace) -> Ending:
    """Return how a life ended."""
    margin = sum(month["outcome"]["margin"] for month in life.months if month["outcome"])
    left = [month["month"] for month in life.months if _leaves(month)]
    return Ending(float(margin), left[0] if left else None)


def gifts(life: Trace) -> list[int]:
    """Return the months in which something was given for nothing."""
    return [
        int(month["month"])
        for month in life.months
        if month["outcome"]
        and month["status"] == "client"
        and month["outcome"]["answer"] == GRANTED
        and month["outcome"]["conceded"] > 0.0
    ]


def earned(life: Trace) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return what the account has brought by the end of each month (EUR)."""
    margins = [month["outcome"]["margin"] if month["outcome"] else 0.0 for month in life.months]
    return np.cumsum(np.asarray(margins, dtype=np.float64))


def list_price(life: Trace) -> float:
    """Return what a month of the account costs at list price (EUR), as it was at first."""
    for month in life.months:
        if month["outcome"] and month["status"] == "client":
            return float(month["outcome"]["list_revenue"])
    return math.nan


def _leaves(month: Mapping[str, Any]) -> bool:
    return bool(month["status"] == "client" and month["status_after"] != "client")
