"""Whom one plays with: a client of a drawn territory, found by a rule, and what is set for it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.interventions import Intervention, parse
from relsim.rules.request import CRISIS, NO_DEMAND
from relsim.simulation import Settled, new_world, run_world, settled
from relsim.state import CLIENT
from relsim.stepping import Ledger
from relsim.study.experiment import DEFAULT_STRATEGIES
from relsim.tracing.names import company_name

#: Half the territory that the model has by default, with as many accounts to a rep: enough clients
#: to find each kind among, and a month of it is played in half a millisecond.
TERRITORY: Mapping[str, float] = {"customers": 500, "reps": 6}
#: How the team answers everything the player does not: every behaviour half-way.
TEAM = "middling"
#: By what they come with under each of these, in the first months, customers are told apart.
KNOWN_BY = (*DEFAULT_STRATEGIES, TEAM)
KNOWN_MONTHS = 12
#: Times an average account: large enough that a discount matters, and no whale.
SIZES = (1.0, 4.0)
_YEAR = 12

#: Kind of customer -> (month of the year, what, value): what is set in every year and every arm,
#: so that each game has what its kind is about. All else is the customer's own luck.
EVENTS: Mapping[str, tuple[tuple[int, str, float | None], ...]] = {
    "reasonable": ((5, "impossible-deadline", 0.1), (9, "rival-offer", None)),
    "demanding": ((5, "impossible-demand", 0.25), (9, "rival-offer", None)),
    "bluffing": ((2, "urgency", None), (6, "urgency", None), (8, "rival-offer", None)),
    "crises": (
        (2, "crisis", None),
        (5, "urgency", None),
        (7, "urgency", None),
        (9, "crisis", None),
    ),
    "mistaken": ((2, "impossible-demand", 0.1), (5, "urgency", None), (8, "rival-offer", None)),
}


@dataclass(frozen=True, slots=True)
class Customer:
    """The customer of a game.

    Attributes
    ----------
    kind
        One of `relsim.dashboards.play.game.KINDS`.
    luck, months
        Of the game.
    account
        Its number in the territory.
    company
        A made-up name.
    size
        Times an average account.
    tenure
        Months it has been a client when the game begins.
    set
        (month, what) that is forced upon it, whoever serves it.
    events
        The same, as the model takes it.
    """

    kind: str
    luck: int
    months: int
    account: int
    company: str
    size: float
    tenure: int
    set: tuple[tuple[int, str], ...]
    events: tuple[Intervention, ...]


@dataclass(frozen=True)
class _Known:
    """What reps of all kinds have met, account by account; arrays of shape (accounts,)."""

    clients: NDArray[np.int64]
    customers: Any
    demands: NDArray[np.int64]
    bluffs: NDArray[np.int64]
    calls: NDArray[np.int64]
    crises: NDArray[np.int64]


@functools.cache
def parameters() -> Settled:
    """Return the parameters of every game: the defaults, but for the territory's size."""
    return settled(TERRITORY)


@functools.lru_cache(maxsize=512)
def customer(kind: str, luck: int, months: int) -> Customer:
    """Return the customer of a kind that a territory has.

    Of the clients at month 0 of a fair size (`SIZES`) whom an average rep keeps for a year, and
    earns something with, the one that is most of its kind (`RULES`); of those alike, the first.
    """
    known = _known(luck)
    keys = [np.asarray(key, float)[known.clients] for key in RULES[kind](known)]
    # The last key of a lexsort decides first; equals stay in the order of their numbers.
    first = int(known.clients[np.lexsort([-key for key in reversed(keys)])[0]])
    own = known.customers[first]
    forced = tuple(
        (month + year, what, value)
        for year in range(0, months, _YEAR)
        for month, what, value in EVENTS[kind]
    )
    tables = [
        {"period": month, "what": what, "who": {"accounts": [first]}}
        | ({} if value is None else {"value": value})
        for month, what, value in forced
    ]
    return Customer(
        kind,
        luck,
        months,
        first,
        company_name(first, luck),
        float(own["size"]),
        int(own["tenure"]),
        tuple((month, what) for month, what, _ in forced),
        parse(tables),
    )


@functools.lru_cache(maxsize=64)
def _known(luck: int) -> _Known:
    """Serve a territory in the ways of `KNOWN_BY`, and count what its clients come with."""
    counts = np.zeros((4, int(TERRITORY["customers"])), np.int64)

    def watch(_month: int, ledger: Ledger) -> None:
        asked, truth = ledger.requests, ledger.truths
        there = ledger.active & (asked.pitch == 0)
        counts[0] += there & (asked.demand_kind != NO_DEMAND)
        counts[1] += there & (truth.bluff > 0)
        counts[2] += there & (asked.urgent > 0)
        counts[3] += there & (truth.urgency == CRISIS)

    for strategy in KNOWN_BY:
        world, arms, _ = new_world(
            strategy, seed=luck, periods=KNOWN_MONTHS, parameters=parameters()
        )
        drawn = world.customers.copy()
        run_world(world, arms, KNOWN_MONTHS, watch)
    # The last of them is the average rep.
    clients = drawn["status"] == CLIENT
    fair = (drawn["size"] >= SIZES[0]) & (drawn["size"] <= SIZES[1])
    good = (world.customers["left"] < 0) & (world.customers["margin"] > drawn["margin"])
    pools = (clients & fair & good, clients & good, clients)
    chosen = next(pool for pool in pools if pool.any())
    return _Known(np.flatnonzero(chosen), drawn, *counts)


def _rank(values: Any) -> NDArray[np.int64]:
    return np.argsort(np.argsort(values, kind="stable"), kind="stable")


def _stakes(customers: Any) -> Any:
    """Return what a wrong wish costs: how far it lies from the need, and how much that matters."""
    return customers["want_need_gap"] * customers["complexity"]


#: Kind -> what there must be most of; what comes later decides between equals.
RULES: Mapping[str, Callable[[_Known], tuple[Any, ...]]] = {
    # Little asked, honestly, and knowing what it needs: the three together.
    "reasonable": lambda known: (
        -(
            _rank(known.customers["demandingness"])
            + _rank(1.0 - known.customers["honesty"])
            + _rank(_stakes(known.customers))
        ),
    ),
    "demanding": lambda known: (known.demands, known.customers["demandingness"]),
    "bluffing": lambda known: (known.bluffs, 1.0 - known.customers["honesty"]),
    "crises": lambda known: (known.crises, known.calls, known.customers["complexity"]),
    "mistaken": lambda known: (_stakes(known.customers),),
}
