"""A run with everything that was asked, answered and came of it, month by month."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from relsim.simulation import new_world, run_world


class Watched(NamedTuple):
    """A run and its ledger: one row for each active account and month.

    Attributes
    ----------
    customers, reps : record arrays at the end
    series : record array of `relsim.state.MONTH`, shape (periods, arms)
    requests, truths, behaviours, outcomes : record arrays, shape (n,)
    served : bool, shape (n,)
        Which rows are months of clients; the others are pitches.
    """

    customers: Any
    reps: Any
    series: Any
    requests: Any
    truths: Any
    behaviours: Any
    outcomes: Any
    served: Any


def watch_run(strategy: Any, *, periods: int, **settings: Any) -> Watched:
    """Run a world and keep its ledger."""
    world, arms, _ = new_world(strategy, periods=periods, **settings)
    months: list[tuple[Any, ...]] = []

    def keep(month: int, ledger: Any) -> None:
        kinds = (ledger.requests, ledger.truths, ledger.behaviours, ledger.outcomes)
        months.append(tuple(rows[ledger.active] for rows in kinds))

    series = run_world(world, arms, periods, keep)
    ledger = [np.concatenate(kind).view(np.recarray) for kind in zip(*months, strict=True)]
    return Watched(world.customers, world.reps, series, *ledger, ledger[0].pitch == 0)
