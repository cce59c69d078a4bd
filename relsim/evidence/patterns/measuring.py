"""Measures all patterns on fresh territories: a dictionary of sums for each replication."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from relsim.evidence.patterns.customers import Book, Sums, survival
from relsim.evidence.patterns.firm import FORK, PERIODS, Firm, Month
from relsim.evidence.patterns.forced import instant_yes, recovery
from relsim.evidence.patterns.orientation import orientation
from relsim.evidence.patterns.talks import Talks, toughness
from relsim.parameters import PARAMETERS

SORTING_ALONE = {
    "exit_satisfaction": 0,
    "exit_commitment": 0,
    "relation_beliefs": 0,
    "relation_satisfaction": 0,
    "relation_commitment": 0,
    "refusal_push": 0,
    "refusal_stay": PARAMETERS["refusal_stay"].high,
    "failure_rate": 0,
    "crisis_rate": 0,
    "m01_want_need": 0,
    "m08_walk_away": 0,
}
"""Every reason to be loyal, and every event that drives clients away, neutral: who is left after
some years is left because the restless have gone.

Wants equal needs, because a solution that nears the need over the years is a reason to stay; talks
are not ended, because new clients' are ended most. So among equally restless clients retention
does not rise.
"""


def measure(parameters: Mapping[str, Any], seed: int, replication: int) -> Sums:
    """Return the sums of one replication that `relsim.evidence.patterns.criteria` reads.

    Parameters
    ----------
    parameters : mapping
        Values by name; the rest are defaults.
    seed, replication : int
        The world's key.
    """
    firm = Firm(parameters, seed, replication)
    book = Book(firm.parameters, firm.world.parameters[0])
    talks = Talks(firm.parameters)

    def see(month: Month) -> None:
        book.see(month)
        talks.see(month)

    firm.live(FORK, see)
    established = firm.fork()
    firm.live(PERIODS - FORK, see)
    sorting = Firm({**parameters, **SORTING_ALONE}, seed, replication)
    sorting.run(PERIODS)
    return {
        "runs": 1.0,
        **survival(firm.customers, "cohort"),
        **survival(sorting.customers, "sorted"),
        **book.sums,
        **talks.sums,
        **instant_yes(established),
        **recovery(established),
        **orientation(parameters, seed, replication),
        **toughness(parameters, seed, replication),
    }


def measure_all(
    parameters: Mapping[str, Any],
    seed: int,
    replications: int,
    *,
    workers: int = 2,
    done: Callable[[], None] | None = None,
) -> list[Sums]:
    """Return the sums of replications 0, 1 ..., in order; the same for any number of workers.

    Parameters
    ----------
    parameters, seed
        As `measure`.
    replications : int
    workers : int
        Threads: the compiled parts run side by side.
    done : callable, optional
        Called after each replication.
    """

    def one(replication: int) -> Sums:
        sums = measure(parameters, seed, replication)
        if done is not None:
            done()
        return sums

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(replications)))
