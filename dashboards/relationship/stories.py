"""Accounts' stories for whoever asks: told once, kept a while, one at a time, never too long."""

from __future__ import annotations

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from relsim.dashboards.live import Busy
from relsim.dashboards.reading import Note, said
from relsim.dashboards.scenario import MONTHS, Scenario
from relsim.strategies import PRESETS
from relsim.tracing import Trace, trace
from relsim.tracing.branching import Branch, interventions
from relsim.tracing.telling import Survey, survey

if TYPE_CHECKING:
    from relsim.accounts import Book

TOLD_WORK = 650_000
"""Account-months that are gone through for one strategy's story: some half a second."""
MOST_WAITING = 32
"""Who may wait for a story; one more is told to come back."""
MOST_KEPT = 8_000
"""Months of stories that are kept: some 80 MB."""
_SURVEY_MONTHS = 20  # what keeping a survey costs, in months of a story

_T = TypeVar("_T")


class Stories:
    """The stories that a dashboard tells; any number of threads may ask at once.

    Parameters
    ----------
    book
        Own accounts, in place of the territory a scenario would draw.
    options
        Which book that is, as options of the command line.
    """

    def __init__(self, book: Book | None = None, options: Sequence[str] = ()) -> None:
        self.book = book
        self.options = tuple(options)
        self._room = threading.BoundedSemaphore(MOST_WAITING)
        # Half the work is Python's own, which two threads cannot share.
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, tuple[int, Any]] = OrderedDict()

    @property
    def accounts(self) -> int | None:
        """How many accounts the own book has, if there is one."""
        return None if self.book is None else self.book.size

    def warm(self) -> None:
        """Compile what stories need besides the engine, or load what was compiled before."""
        first = Scenario(strategies=("servile",), settings=(("customers", 20), ("reps", 1)))
        short = dataclasses.replace(first, periods=MONTHS[0])
        self.survey(short)
        self.trace(short, "servile", 0)

    def fitted(self, scenario: Scenario) -> tuple[Scenario, tuple[Note, ...]]:
        """Return what can be told soon of one territory of a scenario, and what was cut for it.

        Months first, which leaves what is told as it was; then customers with their reps.
        """
        alone = dataclasses.replace(scenario, replications=1)
        notes = []
        months = alone.periods
        # What the network costs once does not become less with the months: one step is too few.
        while months > MONTHS[0] and (work := _work(alone, self.accounts)) > TOLD_WORK:
            months = max(MONTHS[0], min(months - 1, months * TOLD_WORK // work))
            alone = dataclasses.replace(alone, periods=months)
        if alone.periods < scenario.periods:
            notes.append(Note("note.capped", {"what": "periods", "used": str(alone.periods)}))
        if self.accounts is None and _work(alone, None) > TOLD_WORK:
            one = dataclasses.replace(alone, strategies=alone.strategies[:1]).capped(most=TOLD_WORK)
            alone = dataclasses.replace(one, strategies=alone.strategies)
            used = said(alone.value("customers"))
            notes.append(Note("note.capped", {"what": "customers", "used": used}))
        return alone, tuple(notes)

    def survey(self, scenario: Scenario, replication: int = 0) -> Survey:
        """Look one of a scenario's territories through for accounts with a story.

        Raises
        ------
        Busy
            When too many wait already.
        """
        key = ("survey", scenario.inputs, replication)
        world = self._world(scenario, replication)
        return self._once(key, _SURVEY_MONTHS, lambda: survey(scenario.strategies, **world))

    def trace(
        self,
        scenario: Scenario,
        strategy: str,
        account: int,
        branches: Sequence[Branch] = (),
        replication: int = 0,
    ) -> Trace:
        """Return one account's story under one strategy.

        Parameters
        ----------
        scenario
            As `fitted` returned it; its strategies do not matter.
        strategy
            A shipped one.
        account
            Its number.
        branches
            Answers that were changed; those of other strategies do not matter.
        replication
            Which of the seed's territories.

        Raises
        ------
        Busy
            When too many wait already.
        """
        own = tuple(branch for branch in branches if branch.strategy == strategy)
        alike = dataclasses.replace(scenario.inputs, strategies=tuple(PRESETS))
        key = ("trace", alike, strategy, account, own, replication)
        forced = interventions(own, account)
        world = self._world(scenario, replication)
        return self._once(
            key,
            scenario.periods,
            lambda: trace(strategy, customer=account, interventions=forced, **world),
        )

    def _world(self, scenario: Scenario, replication: int) -> dict[str, Any]:
        return {
            "seed": scenario.seed,
            "replication": replication,
            "periods": scenario.periods,
            "parameters": dict(scenario.settings),
            "accounts": self.book,
        }

    def _once(self, key: Any, months: int, make: Callable[[], _T]) -> _T:
        found = self._known(key)
        if found is not None:
            return found[0]
        if not self._room.acquire(blocking=False):
            raise Busy
        try:
            with self._turn:
                found = self._known(key)  # somebody else may have asked for it
                if found is not None:
                    return found[0]
                made = make()
                self._keep(key, months, made)
                return made
        finally:
            self._room.release()

    def _known(self, key: Any) -> tuple[Any] | None:
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return (self._kept[key][1],)

    def _keep(self, key: Any, months: int, made: Any) -> None:
        with self._lock:
            self._kept[key] = months, made
            while sum(size for size, _ in self._kept.values()) > MOST_KEPT and len(self._kept) > 1:
                self._kept.popitem(last=False)


def _work(scenario: Scenario, accounts: int | None) -> int:
    return dataclasses.replace(scenario, strategies=scenario.strategies[:1]).work(accounts)
