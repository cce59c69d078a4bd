"""From events that a user asked for to the rows by which the engine forces them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relsim.errors import InputError
from relsim.state import (
    BEHAVIOUR,
    BEHAVIOURS,
    EVENT,
    FORCE_CRISIS,
    FORCE_DEADLINE,
    FORCE_DEMAND,
    FORCE_FAILURE,
    FORCE_RIVAL,
    FORCE_URGENCY,
    FORCE_WALK_AWAY,
    FORCE_WARNING,
    rows,
)
from relsim.whom import accounts_of

if TYPE_CHECKING:
    from relsim.interventions import Intervention

#: What may be forced, and the bit that forces it (0: an answer, a strategy).
WHAT = {
    "failure": FORCE_FAILURE,
    "crisis": FORCE_CRISIS,
    "urgency": FORCE_URGENCY,
    "rival-offer": FORCE_RIVAL,
    "impossible-demand": FORCE_DEMAND,
    "impossible-deadline": FORCE_DEADLINE,
    "warning": FORCE_WARNING,
    "walk-away": FORCE_WALK_AWAY,
    "answer": 0,
    "strategy": 0,
}
_DEMANDS = FORCE_DEMAND | FORCE_DEADLINE


class _Points:
    """The table of forced points: a row for each strategy and each set of forced behaviours."""

    def __init__(self) -> None:
        self._rows: list[dict[str, float]] = []

    def add(self, amounts: dict[str, float]) -> int:
        """Return the row of some behaviours; those left out are NaN: not forced."""
        if amounts not in self._rows:
            self._rows.append(amounts)
        return self._rows.index(amounts)

    def laid_over(self, before: NDArray[np.int64], amounts: dict[str, float]) -> NDArray[np.int64]:
        """Return the rows that have `amounts` put over what rows `before` (-1: none) force."""
        if (before < 0).all():
            return np.full(len(before), self.add(amounts))
        known, place = np.unique(before, return_inverse=True)
        new = [self.add({**(self._rows[row] if row >= 0 else {}), **amounts}) for row in known]
        return np.array(new, np.int64)[place]

    def table(self) -> Any:
        """Return the record array of `relsim.state.BEHAVIOUR`, at least one row."""
        points = rows(BEHAVIOUR, max(1, len(self._rows)))
        for name in BEHAVIOURS:
            points[name][: len(self._rows)] = [row.get(name, np.nan) for row in self._rows]
        return points


def compile_events(
    interventions: Sequence[Intervention],
    customers: Any,
    reps: Any,
    arm_names: Sequence[str],
    seed: int,
    replication: int,
    periods: int,
) -> tuple[Any, Any]:
    """Return the points and events by which the engine forces what was asked for.

    Where several events fall on one account in one month they become one row. What can stand
    together does; of two answers, demands, values or strategies the later one holds (behaviour
    by behaviour).

    Parameters
    ----------
    interventions : sequence of Intervention
    customers, reps : record arrays of `relsim.state.CUSTOMER`, `REP`
        At month 0.
    arm_names : sequence of str
        The strategies of this world. An event for other arms is left out; in a mixed territory
        one for some arms falls on the accounts that their reps have at month 0.
    seed, replication : int
    periods : int
        Months of the run; a range of months is cut there.

    Returns
    -------
    points : record array of `relsim.state.BEHAVIOUR`, at least one row
        NaN: the behaviour is not forced.
    events : record array of `relsim.state.EVENT`
        At most one row for each month and account, in that order.

    Raises
    ------
    InputError
        An account that the territory does not have, a month that the run does not have, or a
        rival's offer and a demand whose values the engine cannot hold apart.
    """
    count, points = len(customers), _Points()
    arm_of = np.array(arm_names)[reps["arm"][customers["rep"]]]
    falling = []  # what falls when (month * count + account) on whom
    for number, event in enumerate(interventions, start=1):
        if event.arms and not set(event.arms) & set(arm_names):
            continue
        try:
            accounts = accounts_of(event.who, customers, seed, replication)
        except InputError as error:
            raise InputError(f"intervention number {number}: {error}") from None
        if event.arms:
            accounts = accounts[np.isin(arm_of[accounts], event.arms)]
        if event.periods[0] >= periods:
            raise InputError(
                f"intervention number {number}: period = {event.periods[0]} is outside "
                f"[0, {periods - 1}], the months of the run"
            )
        months = np.array([month for month in event.periods if month < periods], np.int64)
        falling.append((event, (months[:, None] * count + accounts).ravel()))
    every = [when for _, when in falling] or [np.empty(0, np.int64)]
    # The rows of one event alone are in order as they come, and each there once.
    keys = every[0] if len(every) == 1 else np.unique(np.concatenate(every))
    events = rows(EVENT, len(keys))
    events["month"], events["account"] = np.divmod(keys, max(1, count))
    events["answer"] = events["strategy"] = -1
    discount, size = np.zeros(len(keys)), np.zeros(len(keys))
    for event, when in falling:
        row = np.searchsorted(keys, when) if len(falling) > 1 else slice(None)
        bit = WHAT[event.what]
        if bit & _DEMANDS:
            events["bits"][row] &= ~_DEMANDS
            size[row] = event.value or 0.0
        elif bit == FORCE_RIVAL:
            discount[row] = event.value or 0.0
        elif event.what == "answer":
            events["answer"][row] = points.laid_over(events["answer"][row], dict(event.answer))
        elif event.what == "strategy":
            point = dict(zip(BEHAVIOURS, event.point, strict=True))
            events["strategy"][row] = points.add(point)
        events["bits"][row] |= bit
    _settle_values(events, discount, size)
    return points.table(), events


def _settle_values(events: Any, discount: NDArray[np.float64], size: NDArray[np.float64]) -> None:
    """Give each event its one value, and talks to be ended where they are; modifies `events`."""
    # Talks can only be ended where there are some.
    silent = (events["bits"] & FORCE_WALK_AWAY > 0) & (events["bits"] & _DEMANDS == 0)
    events["bits"][silent] |= FORCE_DEMAND
    both = (events["bits"] & FORCE_RIVAL > 0) & (events["bits"] & _DEMANDS > 0)
    clash = np.flatnonzero(both & (discount != size))
    if clash.size:
        first = events[clash[0]]
        raise InputError(
            f"a rival's offer and a demand (or ended talks) are forced on account "
            f"{first['account']} in month {first['month']}: together they need one value"
        )
    events["value"] = np.maximum(discount, size)
