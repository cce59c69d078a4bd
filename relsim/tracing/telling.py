"""Which account tells most: a territory looked through for stories, by kind of customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from relsim.simulation import World, new_world, run_world
from relsim.state import CLIENT, TRAITS
from relsim.stepping import Ledger
from relsim.strategies import Strategy
from relsim.tracing.events import EVENTS, ROUTINE

if TYPE_CHECKING:
    from relsim.accounts import Book
    from relsim.interventions import Intervention

#: A telling account is at most this many times as large, or as small, as the median client.
NEAR_MEDIAN = 2.0
#: Clients of a kind are those in the quarter of all clients that has most (or least) of a trait.
OF_A_KIND = 0.25
#: Kind of account -> its trait, and whether it has much of it; None where what happens decides.
KINDS: Mapping[str, tuple[str, bool] | None] = {
    "telling": None,
    "demanding": ("demandingness", True),
    "crises": None,
    "mistaken": ("want_need_gap", True),
    "large": ("size", True),
    "bluffing": ("honesty", False),
    "restless": ("restlessness", True),
}
_NOTABLE = {event: happened for event, happened in EVENTS.items() if event not in ROUTINE}
_CRISES = [place for place, event in enumerate(_NOTABLE) if event.startswith("crisis_")]


@dataclass(frozen=True, eq=False)
class Survey:
    """What every account of a territory meets under some strategies.

    Attributes
    ----------
    traits : dict of float64 arrays, shape (accounts,)
    clients : int64 array
        Numbers of the clients at month 0.
    counts : list of int64 arrays, shape (accounts, kinds of event)
        One a strategy: how often each event that is no routine happened to a client.
    """

    traits: dict[str, NDArray[np.float64]]
    clients: NDArray[np.int64]
    counts: list[NDArray[np.int64]]

    @property
    def size(self) -> int:
        """How many accounts there are."""
        return int(self.traits["size"].size)

    def ranked(self, kind: str = "telling") -> NDArray[np.int64]:
        """Return accounts of a kind, the one that tells most first.

        That is the one that meets most kinds of event, summed over the strategies; then the one
        with most events; then the first. Of accounts with crises, the one with most of them.

        Parameters
        ----------
        kind : str
            A key of `KINDS`.
        """
        chosen = self._of_kind(kind)
        kinds = sum((counts > 0).sum(axis=1) for counts in self.counts)
        number = sum(counts.sum(axis=1) for counts in self.counts)
        keys = [chosen, -np.asarray(number)[chosen], -np.asarray(kinds)[chosen]]
        if kind == "crises":
            crises = sum(counts[:, _CRISES].sum(axis=1) for counts in self.counts)
            keys.append(-np.asarray(crises)[chosen])
        return chosen[np.lexsort(keys)]

    def place(self, account: int, trait: str) -> float:
        """Return the share of all accounts that have less of a trait than one has, 0-1."""
        values = self.traits[trait]
        return float((values < values[account]).mean())

    def _of_kind(self, kind: str) -> NDArray[np.int64]:
        if self.clients.size == 0:
            return np.arange(self.size)
        named = KINDS[kind]
        if named is not None:
            values = self.traits[named[0]][self.clients] * (1.0 if named[1] else -1.0)
            return self.clients[values >= np.quantile(values, 1.0 - OF_A_KIND)]
        if kind == "crises":
            return self.clients
        size = self.traits["size"][self.clients]
        near = np.abs(np.log(size / np.median(size))) <= np.log(NEAR_MEDIAN)
        return self.clients[near] if near.any() else self.clients


def survey(
    strategies: Sequence[Any],
    *,
    seed: int = 0,
    replication: int = 0,
    periods: int = 36,
    parameters: Mapping[str, Any] | None = None,
    interventions: Sequence[Intervention] = (),
    accounts: Book | None = None,
    **overrides: Any,
) -> Survey:
    """Look a territory through for accounts with a story.

    Parameters
    ----------
    strategies : sequence of specs
        As for `relsim.simulate`; each serves the territory alone.
    seed, replication, periods, parameters, interventions, accounts, **overrides
        As for `relsim.simulate`.
    """
    traits: dict[str, NDArray[np.float64]] = {}
    clients = np.empty(0, np.int64)
    counts = []
    for strategy in strategies:
        world, arms, _ = new_world(
            strategy,
            seed=seed,
            replication=replication,
            periods=periods,
            parameters=parameters,
            interventions=interventions,
            accounts=accounts,
            **overrides,
        )
        if not traits:
            traits = {name: np.array(world.customers[name], float) for name in TRAITS}
            clients = np.flatnonzero(world.customers["status"] == CLIENT)
        counts.append(_count_events(world, arms, periods))
    return Survey(traits, clients, counts)


def telling_account(
    strategies: Sequence[Any],
    *,
    seed: int = 0,
    replication: int = 0,
    periods: int = 36,
    parameters: Mapping[str, Any] | None = None,
    interventions: Sequence[Intervention] = (),
    accounts: Book | None = None,
    **overrides: Any,
) -> int:
    """Return the account whose story tells most about some strategies.

    Of the clients at month 0 whose size is near the median, the one that meets most kinds of
    event, summed over the strategies; then the one with most events; then the first. Where there
    is no such client, of all accounts.

    Parameters
    ----------
    strategies : sequence of specs
        As for `relsim.simulate`; each serves the territory alone.
    seed, replication, periods, parameters, interventions, accounts, **overrides
        As for `relsim.simulate`.

    Returns
    -------
    int
    """
    found = survey(
        strategies,
        seed=seed,
        replication=replication,
        periods=periods,
        parameters=parameters,
        interventions=interventions,
        accounts=accounts,
        **overrides,
    )
    return int(found.ranked()[0])


def _count_events(world: World, arms: Sequence[Strategy], periods: int) -> NDArray[np.int64]:
    """Run a world and count its clients' events, int64, shape (accounts, kinds of event)."""
    counts = np.zeros((len(world.customers), len(_NOTABLE)), np.int64)
    p = world.parameters[0]

    def watch(_: int, ledger: Ledger) -> None:
        rows = (ledger.requests, ledger.truths, ledger.behaviours, ledger.outcomes)
        clients = ledger.active & (ledger.requests.pitch == 0)
        for column, happened in enumerate(_NOTABLE.values()):
            counts[:, column] += happened(*rows, p) & clients

    run_world(world, arms, periods, watch)
    return counts
