"""The firm that patterns are measured on: one territory, reps drawn broadly over the behaviours.

Real firms do not employ twelve servile reps. The patterns are facts about ordinary firms, so they
are measured, and the model is calibrated, on reps each of whom draws every behaviour evenly from
the whole scale; the three presets play no part in it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from relsim import engine, stepping
from relsim.simulation import new_world
from relsim.state import BEHAVIOUR, BEHAVIOURS, EVENT, MONTH, OUTCOME, REQUEST, TRUTH, copied, rows

BROAD = {"name": "broad", "base": "middling", "jitter": 0.5}
"""Each behaviour of each rep is drawn evenly from 0-1."""

PERIODS = 120
"""Months of the firm's history."""

FORK = 48
"""Month at which the established firm is copied and something is forced on it."""


def in_words(parameters: Mapping[str, float]) -> str:
    """Return what firm the patterns are measured on.

    Parameters
    ----------
    parameters : mapping
        Complete.
    """
    return (
        f"One territory of {parameters['customers']:,.0f} accounts, of which"
        f" {100 * parameters['client_share_start']:.0f} % are clients at month 0, over {PERIODS}"
        f" months; each of {parameters['reps']:.0f} reps draws every behaviour evenly from 0 to 1,"
        " and the presets (servile, combative, advisory) play no part."
    )


class Month(NamedTuple):
    """What happened in a month: rows of all accounts, valid while they are being looked at.

    Attributes
    ----------
    number : int
    customers : structured array, shape (n,); when all had played, before the market moved.
    leads : int64, shape (n,); the kind of lead (0 none) that each account was at its start.
    spells : int64, shape (n,); how often each had been a client at its start.
    active : bool, shape (n,); who raised a request; the other rows below are stale.
    requests, truths, outcomes : structured arrays, shape (n,)
    """

    number: int
    customers: Any
    leads: Any
    spells: Any
    active: Any
    requests: Any
    truths: Any
    outcomes: Any

    @property
    def clients(self) -> Any:
        """bool, shape (n,): accounts that were clients this month."""
        return self.active & (self.requests["pitch"] == 0)

    @property
    def pitched(self) -> Any:
        """bool, shape (n,): prospects that a rep thought worth a pitch."""
        return self.active & (self.requests["pitch"] > 0) & (self.outcomes["pursued"] > 0)


class Firm:
    """A firm at some month: its rows, and the luck it will meet.

    Parameters
    ----------
    parameters : mapping
        Values by name; the rest are defaults.
    seed, replication : int
        The world's key.
    """

    def __init__(self, parameters: Mapping[str, Any], seed: int, replication: int) -> None:
        world, arms, values = new_world(
            BROAD, seed=seed, replication=replication, periods=PERIODS, parameters=parameters
        )
        self.world = world
        self.month = 0
        self.parameters = values
        self._arms = arms

    @property
    def customers(self) -> Any:
        """The accounts as they stand, a plain structured array."""
        return self.world.customers.view(np.ndarray)

    @property
    def satisfaction(self) -> float:
        """Mean satisfaction of the clients of month 0, value at exit carried on; NaN for none."""
        cohort = self.customers[self.customers["initial"] > 0]
        return float(np.mean(cohort["satisfaction_carried"])) if len(cohort) else math.nan

    def fork(self) -> Firm:
        """Return a copy that meets the same luck."""
        twin = Firm.__new__(Firm)
        twin.__dict__.update(self.__dict__)
        kept = ("customers", "reps", "notes", "parameters")
        own = {name: copied(getattr(self.world, name)) for name in kept}
        twin.world = self.world._replace(**own)
        return twin

    def set_parameter(self, **values: float) -> None:
        """Change parameters from now on; the rows stay as they are."""
        for name, value in values.items():
            self.world.parameters[name] = value

    def set_behaviour(self, **amounts: float) -> None:
        """Give all reps the same amount of some behaviours, 0-1."""
        for name, amount in amounts.items():
            self.world.reps[name] = amount

    def shift_behaviour(self, **shifts: float) -> None:
        """Move a behaviour of all reps by an amount, held in 0-1."""
        for name, shift in shifts.items():
            self.world.reps[name] = np.clip(self.world.reps[name] + shift, 0.0, 1.0)

    def force(
        self,
        accounts: Any,
        bits: int,
        *,
        value: float = 0.0,
        answer: Mapping[str, float] | None = None,
    ) -> None:
        """Force an event on accounts in the month that comes.

        Parameters
        ----------
        accounts : int64, shape (k,)
        bits : int
            Of ``relsim.state.FORCE_*``.
        value : float
            A size, where the event has one.
        answer : mapping, optional
            Behaviours that the rep's answer is forced to.
        """
        events = rows(EVENT, len(accounts))
        events["month"], events["account"] = self.month, accounts
        events["bits"], events["value"] = bits, value
        events["answer"] = events["strategy"] = -1
        points = self.world.points
        if answer is not None:
            points = rows(BEHAVIOUR, 1)
            for name in BEHAVIOURS:
                points[name] = answer.get(name, np.nan)
            events["answer"] = 0
        self.world = self.world._replace(events=events, points=points)

    def run(self, months: int) -> Any:
        """Let months pass in one compiled call.

        Returns
        -------
        structured array of `relsim.state.MONTH`, shape (months,)
            The months' totals.
        """
        last = self.month + months
        series = rows(MONTH, last).reshape(last, 1)
        kinds = (REQUEST, TRUTH, BEHAVIOUR, OUTCOME, OUTCOME)
        scratch = tuple(rows(kind, 1) for kind in kinds)
        engine.run(self.month, last, tuple(self.world), scratch, series)
        totals = series[self.month :, 0].view(np.ndarray)
        self.month = last
        return totals

    def live(self, months: int, observe: Callable[[Month], None]) -> None:
        """Let months pass one by one and show each to `observe`, when all accounts have played."""
        ledger = stepping.Ledger(len(self.customers))
        totals = rows(MONTH, 1)
        for _ in range(months):
            leads, spells = self.customers["lead"].copy(), self.customers["spells"].copy()

            def watch(
                month: int, ledger: stepping.Ledger, leads: Any = leads, spells: Any = spells
            ) -> None:
                views = (ledger.requests, ledger.truths, ledger.outcomes)
                plain = (rows.view(np.ndarray) for rows in views)
                observe(Month(month, self.customers, leads, spells, ledger.active, *plain))

            stepping.step(self.month, self.world, self._arms, ledger, totals, watch)
            self.month += 1
