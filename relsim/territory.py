"""A new territory: customers, reps and the network at month 0, drawn or read from a book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from relsim import draws
from relsim.network import small_world
from relsim.state import BEHAVIOURS, CLIENT, CUSTOMER, NEVER, NOBODY, PROSPECT, REP, rows
from relsim.strategies.protocol import Strategy

Parameters = Mapping[str, float]
_EVEN_TRAITS = (
    "want_need_gap",
    "fit",
    "complexity",
    "needs_drift",
    "demandingness",
    "dominance",
    "honesty",
    "price_sensitivity",
)
# Lanes of the table of uniform numbers that a customer's month 0 is drawn from.
_LANE = {
    name: lane
    for lane, name in enumerate(
        (*_EVEN_TRAITS, "size", "service", "restlessness", "client", "tenure", "discount",
         "misbelief", "solution")
    )
}  # fmt: skip
_LANES = 16


class Territory(NamedTuple):
    """Rows of customers and reps at month 0, and who talks to whom."""

    customers: Any
    reps: Any
    starts: NDArray[np.int64]
    neighbours: NDArray[np.int32]


def even_around(u: NDArray[np.float64], mean: float, spread: float) -> NDArray[np.float64]:
    """Return traits evenly distributed around a mean, within 0-1, as wide as `spread` allows.

    Parameters
    ----------
    u : float64, shape (n,), 0-1
    mean : float, 0-1
        The exact mean, also at the ends of the scale.
    spread : float, 0-1
        1: the range reaches the nearer end of the scale.

    Examples
    --------
    >>> even_around(np.array([0.0, 0.5, 1.0]), 0.2, 1.0)
    array([0. , 0.2, 0.4])
    """
    half = spread * min(mean, 1.0 - mean)
    return np.clip(mean + half * (2.0 * u - 1.0), 0.0, 1.0)


def _normal(u: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(special.ndtri(np.clip(u, 1e-12, 1.0 - 1e-12)))


def draw_customers(parameters: Parameters, seed: int, replication: int, count: int) -> Any:
    """Draw `count` customers; each is a function of its own numbers only.

    Returns
    -------
    record array of `relsim.state.CUSTOMER`, shape (count,)
    """
    table = np.empty((count, _LANES))
    draws.fill_uniforms(np.uint64(seed), np.uint64(replication), draws.TRAITS, 0, table)
    u = {name: table[:, lane] for name, lane in _LANE.items()}
    customers = rows(CUSTOMER, count)
    for trait in _EVEN_TRAITS:
        mean = parameters[f"{trait}_mean"]
        customers[trait] = even_around(u[trait], mean, parameters["trait_spread"])
    sigma = parameters["size_sigma"]
    customers["size"] = np.exp(sigma * _normal(u["size"]) - sigma * sigma / 2.0)
    shared = parameters["service_demandingness"]
    score = shared * _normal(u["demandingness"])
    score += np.sqrt(1.0 - shared * shared) * _normal(u["service"])
    sigma = parameters["service_sigma"]
    customers["service_intensity"] = np.exp(sigma * score - sigma * sigma / 2.0)
    shape = parameters["restlessness_shape"]
    customers["restlessness"] = special.gammaincinv(shape, u["restlessness"]) / shape
    _start_states(customers, u, parameters)
    return customers


def _start_states(customers: Any, u: Mapping[str, Any], parameters: Parameters) -> None:
    # An established book was chosen: who fits better is likelier to be a client.
    relative_fit = customers["fit"] / max(parameters["fit_mean"], 1e-9)
    share = parameters["client_share_start"]
    chance = share * relative_fit ** parameters["client_fit_start"]
    client = (u["client"] < chance) | (share == 1.0)
    customers["status"] = np.where(client, CLIENT, PROSPECT)
    customers["initial"] = client
    belief = np.where(client, parameters["client_belief_start"], parameters["stranger_belief"])
    for axis in ("respect", "trust", "frankness"):
        customers[axis] = belief
    customers["precedent"] = parameters["precedent_start"]
    customers["satisfaction"] = parameters["neutral_belief"]
    customers["reference"] = parameters["value"] * parameters["rival_quality"] - 1.0
    customers["signals"] = np.where(client, parameters["signals_start"], 0.0)
    # The restless stay less long: what an established book looks like by sorting alone.
    patience = parameters["tenure_start"] / np.maximum(
        customers["restlessness"], parameters["tenure_restlessness_floor"]
    )
    tenure = np.minimum(
        -np.log1p(-u["tenure"]) * patience,
        parameters["tenure_most_start"] * parameters["tenure_start"],
    )
    customers["tenure"] = np.where(client, tenure.astype(np.int64), 0)
    mean = min(parameters["discount_start"], parameters["discount_authority"] / 2.0)
    customers["discount"] = np.where(client, 2.0 * mean * u["discount"], 0.0)
    customers["misbelief"] = np.sqrt(3.0) * (2.0 * u["misbelief"] - 1.0)
    if parameters["m01_want_need"] > 0:
        error = customers["want_need_gap"] * customers["misbelief"] * u["solution"]
        customers["solution"] = np.where(client, error, 0.0)
    customers["volume"] = 1.0
    for field in ("joined", "left"):
        customers[field] = NEVER
    customers["joined"][client] = 0
    customers["spells"][client] = 1
    for field in ("referred_by", "recommends"):
        customers[field] = NOBODY
    for field in ("forced_answer", "forced_strategy"):
        customers[field] = -1


def draw_reps(
    parameters: Parameters, arms: Sequence[Strategy], seed: int, replication: int, count: int
) -> Any:
    """Draw the reps: expertise, and points around their strategy's where it has a jitter.

    Reps are dealt to arms in turn.

    Returns
    -------
    record array of `relsim.state.REP`, shape (count,)
    """
    table = np.empty((count, 12))
    draws.fill_uniforms(np.uint64(seed), np.uint64(replication), draws.REPS, 0, table)
    reps = rows(REP, count)
    reps["expertise"] = even_around(
        table[:, 0], parameters["expertise_start"], parameters["expertise_spread"]
    )
    reps["morale"] = parameters["morale_rest"]
    reps["capacity_hours"] = parameters["capacity_hours"]
    reps["arm"] = np.arange(count) % len(arms)
    for number, strategy in enumerate(arms):
        own = reps["arm"] == number
        for lane, behaviour in enumerate(BEHAVIOURS, start=1):
            shift = strategy.jitter * (2.0 * table[own, lane] - 1.0)
            reps[behaviour][own] = np.clip(strategy.point[behaviour] + shift, 0.0, 1.0)
    return reps


def deal_in_strata(customers: Any, reps: int, seed: int, replication: int) -> NDArray[np.int64]:
    """Deal accounts to reps at random within strata of size: each rep gets one of each stratum.

    Returns
    -------
    int64, shape (customers,)
        The rep of each account.
    """
    count = len(customers)
    table = np.empty((count, 4))
    draws.fill_uniforms(np.uint64(seed), np.uint64(replication), draws.SAMPLES, 0, table)
    by_size = np.lexsort((np.arange(count), -customers["size"]))
    stratum = np.empty(count, np.int64)
    stratum[by_size] = np.arange(count) // reps
    order = np.lexsort((table[:, 0], stratum))
    rep = np.empty(count, np.int64)
    rep[order] = np.arange(count) % reps
    return rep


def new_territory(
    parameters: Parameters,
    arms: Sequence[Strategy],
    seed: int,
    replication: int,
    book: Any = None,
) -> Territory:
    """Return a territory at month 0.

    Parameters
    ----------
    parameters : mapping
        Complete and checked (`relsim.parameters.complete`).
    arms : sequence of Strategy
        One, or several for a mixed territory.
    seed, replication : int
        The world's key. The same key gives the same customers under any strategy.
    book : relsim.accounts.Book, optional
        Own accounts in place of drawn ones: what its columns give replaces what was drawn.
    """
    count = int(parameters["customers"]) if book is None else book.size
    rep_count = int(parameters["reps"])
    if book is not None and book.rep_names:
        rep_count = len(book.rep_names)
    # In a book everyone is a client unless it says otherwise: what it leaves open is drawn so.
    drawn = parameters if book is None else {**parameters, "client_share_start": 1.0}
    customers = draw_customers(drawn, seed, replication, count)
    reps = draw_reps(parameters, arms, seed, replication, rep_count)
    if len(arms) > 1:
        customers["rep"] = deal_in_strata(customers, rep_count, seed, replication)
    else:
        customers["rep"] = np.arange(count) % rep_count
    if book is not None:
        book.write_into(customers, parameters)
    customers["tenure_start"] = customers["tenure"]
    customers["home_arm"] = reps["arm"][customers["rep"]]
    for belief in ("respect", "trust", "satisfaction", "precedent"):
        customers[f"{belief}_carried"] = customers[belief]
    network = small_world(
        count,
        int(parameters["network_degree"]),
        parameters["network_rewiring"],
        np.uint64(seed),  # type: ignore[arg-type]
        np.uint64(replication),  # type: ignore[arg-type]
    )
    return Territory(customers, reps, network.starts, network.neighbours)
