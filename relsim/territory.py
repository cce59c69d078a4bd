"""A new territory: customers, reps and the network at month 0, drawn or read from a book."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from relsim import draws
from relsim.network import small_world
from relsim.parameters import PARAMETERS
from relsim.state import (
    BEHAVIOURS,
    CARRIED,
    CLIENT,
    CUSTOMER,
    NEVER,
    NOBODY,
    PROSPECT,
    REP,
    as_numbers,
    as_rows,
    copied,
)
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
_KEPT_CUSTOMERS = 4000
"""Nothing drawn for larger territories is kept, so that memory stays flat: some 30 MB at most."""


class Territory(NamedTuple):
    """Rows of customers and reps at month 0, and who talks to whom."""

    customers: Any
    reps: Any
    starts: NDArray[np.int64]
    neighbours: NDArray[np.int32]


def even_around(u: NDArray[np.float64], mean: Any, spread: float) -> NDArray[np.float64]:
    """Return traits evenly distributed around a mean, within 0-1, as wide as `spread` allows.

    Parameters
    ----------
    u : float64, shape (n,) or (traits, n), 0-1
    mean : float, or float64 of shape (traits, 1), 0-1
        The exact mean, also at the ends of the scale.
    spread : float, 0-1
        1: the range reaches the nearer end of the scale.

    Examples
    --------
    >>> even_around(np.array([0.0, 0.5, 1.0]), 0.2, 1.0)
    array([0. , 0.2, 0.4])
    """
    half = spread * np.minimum(mean, 1.0 - mean)
    return np.clip(mean + half * (2.0 * u - 1.0), 0.0, 1.0)


@functools.lru_cache(maxsize=256)
def _gamma(shape: float, luck: bytes) -> NDArray[np.float64]:
    """Return gamma-distributed numbers with mean 1 for even ones, given as bytes.

    They take longest of all that is drawn, and with common luck return at each point of a sweep.
    """
    return np.asarray(special.gammaincinv(shape, np.frombuffer(luck)) / shape)


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
    table = np.ascontiguousarray(table.T)  # a lane a row, quicker to reckon with
    u = {name: table[lane] for name, lane in _LANE.items()}
    means = np.array([[parameters[f"{trait}_mean"]] for trait in _EVEN_TRAITS])
    even = even_around(table[: len(_EVEN_TRAITS)], means, parameters["trait_spread"])
    trait = dict(zip(_EVEN_TRAITS, even, strict=True))
    # An established book was chosen: who fits better is likelier to be a client.
    relative_fit = trait["fit"] / max(parameters["fit_mean"], 1e-9)
    share = parameters["client_share_start"]
    chance = share * relative_fit ** parameters["client_fit_start"]
    client = (u["client"] < chance) | (share == 1.0)
    same = as_numbers(_shared_states(parameters))
    customers = same[client.astype(np.intp)].view(CUSTOMER)[:, 0]
    for name, values in trait.items():
        customers[name] = values
    sigma = parameters["size_sigma"]
    customers["size"] = np.exp(sigma * _normal(u["size"]) - sigma * sigma / 2.0)
    shared = parameters["service_demandingness"]
    score = shared * _normal(u["demandingness"])
    score += np.sqrt(1.0 - shared * shared) * _normal(u["service"])
    sigma = parameters["service_sigma"]
    customers["service_intensity"] = np.exp(sigma * score - sigma * sigma / 2.0)
    gamma = _gamma if count <= _KEPT_CUSTOMERS else _gamma.__wrapped__
    restlessness = gamma(parameters["restlessness_shape"], u["restlessness"].tobytes())
    customers["restlessness"] = restlessness
    # The restless stay less long: what an established book looks like by sorting alone.
    floor = parameters["tenure_restlessness_floor"]
    patience = parameters["tenure_start"] / np.maximum(restlessness, floor)
    most = parameters["tenure_most_start"] * parameters["tenure_start"]
    tenure = np.minimum(-np.log1p(-u["tenure"]) * patience, most)
    customers["tenure"] = np.where(client, tenure.astype(np.int64), 0)
    mean = min(parameters["discount_start"], parameters["discount_authority"] / 2.0)
    customers["discount"] = np.where(client, 2.0 * mean * u["discount"], 0.0)
    misbelief = np.sqrt(3.0) * (2.0 * u["misbelief"] - 1.0)
    customers["misbelief"] = misbelief
    if parameters["m01_want_need"] > 0:
        error = trait["want_need_gap"] * misbelief * u["solution"]
        customers["solution"] = np.where(client, error, 0.0)
    return as_rows(customers)


def _shared_states(parameters: Parameters) -> Any:
    """Return what all have in common at month 0: a row of prospects, a row of clients."""
    pair = np.zeros(2, CUSTOMER)
    pair["status"] = PROSPECT, CLIENT
    pair["initial"] = pair["spells"] = 0, 1
    for axis in ("respect", "trust", "frankness"):
        pair[axis] = parameters["stranger_belief"], parameters["client_belief_start"]
    pair["precedent"] = parameters["precedent_start"]
    pair["satisfaction"] = parameters["neutral_belief"]
    pair["reference"] = parameters["value"] * parameters["rival_quality"] - 1.0
    pair["signals"] = 0.0, parameters["signals_start"]
    pair["volume"] = 1.0
    pair["joined"], pair["left"] = (NEVER, 0), NEVER
    pair["referred_by"] = pair["recommends"] = NOBODY
    pair["forced_answer"] = pair["forced_strategy"] = -1
    return pair


@functools.lru_cache(maxsize=32)
def arms_of_reps(shares: tuple[float, ...], count: int) -> NDArray[np.int64]:
    """Deal reps to the arms of a mixed territory by their shares.

    Each rep in turn goes to the arm with the greatest share / reps it has (ties: the first), so
    that every arm gets one before any gets two, and equal shares deal the arms in turn.

    Parameters
    ----------
    shares : tuple of float, > 0
        One for each arm, relative to one another.
    count : int
        Reps.

    Returns
    -------
    int64, shape (count,)
        The arm of each rep.

    Source: Adams's method, of the family of highest averages to which D'Hondt's belongs
    (Balinski & Young 1982, Fair Representation).

    Examples
    --------
    >>> arms_of_reps((1.0, 3.0), 8)
    array([0, 1, 1, 1, 0, 1, 1, 1])
    """
    with np.errstate(divide="ignore"):  # an arm without reps comes before all others
        averages = np.divide.outer(np.asarray(shares, float), np.arange(count))
    # An arm's averages only fall, so that the greatest ones of all are dealt in order; a stable
    # order leaves ties to the first arm.
    return np.argsort(-averages, axis=None, kind="stable")[:count] // count


def draw_reps(
    parameters: Parameters, arms: Sequence[Strategy], seed: int, replication: int, count: int
) -> Any:
    """Draw the reps: expertise, and points around their strategy's where it has a jitter.

    Returns
    -------
    record array of `relsim.state.REP`, shape (count,)
    """
    table = np.empty((count, 12))
    draws.fill_uniforms(np.uint64(seed), np.uint64(replication), draws.REPS, 0, table)
    reps = np.zeros(count, REP)
    reps["expertise"] = even_around(
        table[:, 0], parameters["expertise_start"], parameters["expertise_spread"]
    )
    reps["morale"] = parameters["morale_rest"]
    reps["capacity_hours"] = parameters["capacity_hours"]
    arm = arms_of_reps(tuple(strategy.share for strategy in arms), count)
    reps["arm"] = arm
    adapts = np.array([strategy.adapts for strategy in arms])
    reps["adapts"] = adapts[arm] & (parameters["m17_adaptive"] > 0)
    points = np.array([[strategy.point[name] for name in BEHAVIOURS] for strategy in arms])
    jitters = np.array([[strategy.jitter] for strategy in arms])
    shift = jitters[arm] * (2.0 * table[:, 1:] - 1.0)
    first = REP.names.index(BEHAVIOURS[0])  # type: ignore[union-attr]
    as_numbers(reps)[:, first : first + len(BEHAVIOURS)] = np.clip(points[arm] + shift, 0.0, 1.0)
    return as_rows(reps)


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
    by_size = np.argsort(-customers["size"], kind="stable")
    stratum = np.empty(count, np.int64)
    stratum[by_size] = np.arange(count) // reps
    order = np.lexsort((table[:, 0], stratum))
    rep = np.empty(count, np.int64)
    rep[order] = np.arange(count) % reps
    return rep


@functools.lru_cache(maxsize=8)
def _kept(
    values: bytes, seed: int, replication: int, count: int
) -> tuple[Any, NDArray[np.int64], NDArray[np.int32]]:
    """Draw customers and network from parameters given as bytes, in the table's order."""
    parameters = dict(zip(PARAMETERS, np.frombuffer(values).tolist(), strict=True))
    return _drawn(parameters, seed, replication, count)


def _drawn(
    parameters: Parameters, seed: int, replication: int, count: int
) -> tuple[Any, NDArray[np.int64], NDArray[np.int32]]:
    """Return what does not depend on the strategies: customers without reps, and their network."""
    network = small_world(
        count,
        int(parameters["network_degree"]),
        parameters["network_rewiring"],
        np.uint64(seed),  # type: ignore[arg-type]
        np.uint64(replication),  # type: ignore[arg-type]
    )
    return draw_customers(parameters, seed, replication, count), *network


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
    if count <= _KEPT_CUSTOMERS:
        # The strategies that are compared meet the same customers: drawn once, copied for each.
        values = np.array([drawn[name] for name in PARAMETERS], float).tobytes()
        kept, starts, neighbours = _kept(values, seed, replication, count)
        customers, starts, neighbours = copied(kept), starts.copy(), neighbours.copy()
    else:
        customers, starts, neighbours = _drawn(drawn, seed, replication, count)
    reps = draw_reps(parameters, arms, seed, replication, rep_count)
    if len(arms) > 1:
        customers["rep"] = deal_in_strata(customers, rep_count, seed, replication)
    else:
        customers["rep"] = np.arange(count) % rep_count
    if book is not None:
        book.write_into(customers, parameters)
    fields = customers.view(np.ndarray)
    fields["tenure_start"] = fields["tenure"]
    fields["home_arm"] = reps["arm"][fields["rep"]]
    for belief in CARRIED:
        fields[f"{belief}_carried"] = fields[belief]
    return Territory(customers, reps, starts, neighbours)
