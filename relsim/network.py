"""Who talks to whom: a small world of customers, in which a newcomer rewires nobody.

Every account knows the accounts that came just before it, except that now and then an
acquaintance is somebody else who came earlier. An edge belongs to the later of its two accounts
and is drawn from that account's own numbers, so the network of the first n customers is the same
whatever number of customers follows. (The usual generators run round a closed ring and consume
one stream of luck: one more customer would rewire everybody.)

Source: Watts & Strogatz 1998, Collective dynamics of 'small-world' networks; that the network
grows account by account, along a line, is assumed.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relsim.compiled import rule
from relsim.draws import EDGES, uniforms


class Network(NamedTuple):
    """The neighbours of every account, in compressed rows.

    Attributes
    ----------
    starts : int64, shape (customers + 1,)
        Account i talks to ``neighbours[starts[i]:starts[i + 1]]``.
    neighbours : int32, shape (2 * edges,)
        Account numbers, ascending within each row; every edge stands in the rows of both ends.
    """

    starts: NDArray[np.int64]
    neighbours: NDArray[np.int32]


@rule
def choose_earlier(
    account: int,
    half: int,
    rewiring: float,
    seed: int,
    replication: int,
    chosen: NDArray[np.int32],
) -> int:
    """Choose the earlier accounts that one account talks to; modifies `chosen`.

    Slot s leads to the account s places before, or with probability `rewiring` to one drawn
    evenly from the earlier accounts that this account does not yet talk to. Slots that stay are
    settled first, then the rewired ones in order. As the draw counts only the free accounts, a
    collision cannot arise: each slot uses its own two numbers and never another account's.

    Parameters
    ----------
    account : int, >= 0
    half : int, >= 0
        How many earlier accounts it talks to, where there are as many.
    rewiring : float, 0-1
    seed, replication : int, 0 to 2^64 - 1
    chosen : int32, shape (at least half,)
        Receives the earlier accounts, ascending, from its start.

    Returns
    -------
    int
        How many were chosen: ``min(half, account)``.

    Source: Watts & Strogatz 1998.
    """
    slots = min(half, account)
    count = 0
    for slot in range(slots, 0, -1):
        moved, _, _, _ = uniforms(seed, replication, EDGES, account, 0, slot)
        if moved >= rewiring:
            chosen[count] = account - slot
            count += 1
    if count == slots:
        return count
    for slot in range(1, slots + 1):
        moved, whom, _, _ = uniforms(seed, replication, EDGES, account, 0, slot)
        if moved < rewiring:
            other = int(whom * (account - count))
            place = 0
            while place < count and chosen[place] <= other:
                other += 1
                place += 1
            for k in range(count, place, -1):
                chosen[k] = chosen[k - 1]
            chosen[place] = other
            count += 1
    return count


@rule
def connect(
    customers: int, half: int, rewiring: float, seed: int, replication: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Draw every account's edges and set them down in the rows of both ends.

    Parameters
    ----------
    customers, half : int, >= 0
    rewiring : float, 0-1
    seed, replication : int, 0 to 2^64 - 1

    Returns
    -------
    starts : int64, shape (customers + 1,)
    neighbours : int32, shape (2 * edges,)

    Source: assumed.
    """
    # The first accounts have fewer before them than `half`: 0, 1, 2, ...
    few = min(half, customers)
    edges = few * (few - 1) // 2 + (customers - few) * half
    earlier = np.empty(edges, np.int32)
    starts = np.zeros(customers + 1, np.int64)
    edge = 0
    for account in range(customers):
        count = choose_earlier(account, half, rewiring, seed, replication, earlier[edge:])
        for k in range(edge, edge + count):
            starts[earlier[k] + 1] += 1
        starts[account + 1] += count
        edge += count
    for account in range(customers):
        starts[account + 1] += starts[account]
    # Accounts come in order, each first to its own row with those before it: rows end up sorted.
    neighbours = np.empty(2 * edges, np.int32)
    free = starts[:-1].copy()
    edge = 0
    for account in range(customers):
        for k in range(edge, edge + min(half, account)):
            other = earlier[k]
            neighbours[free[account]] = other
            free[account] += 1
            neighbours[free[other]] = account
            free[other] += 1
        edge += min(half, account)
    return starts, neighbours


def small_world(
    customers: int, degree: int, rewiring: float, seed: int, replication: int
) -> Network:
    """Return who talks to whom among so many customers.

    Parameters
    ----------
    customers : int, >= 0
    degree : int, >= 0
        How many others a customer talks to on average; an odd number counts as the even one
        below it, and nobody talks to more others than there are.
    rewiring : float, 0-1
        Chance that an edge leads to any earlier account instead of a near one.
    seed, replication : int, 0 to 2^64 - 1

    Returns
    -------
    Network

    Notes
    -----
    The first accounts have fewer accounts before them, so a little less than ``degree`` holds on
    average: edges number ``half * customers - half * (half + 1) / 2`` with ``half = degree // 2``.
    With rewiring, accounts that have been there longer have had more occasions to be met and
    talk to somewhat more others.

    Examples
    --------
    Without rewiring, near accounts know one another:

    >>> network = small_world(5, 4, 0.0, seed=1, replication=0)
    >>> [network.neighbours[a:b].tolist() for a, b in zip(network.starts, network.starts[1:])]
    [[1, 2], [0, 2, 3], [0, 1, 3, 4], [1, 2, 4], [2, 3]]
    """
    # One type for every seed, below and above 2^63: one compilation.
    key = np.uint64(seed), np.uint64(replication)
    return Network(*connect(int(customers), int(degree) // 2, float(rewiring), *key))
