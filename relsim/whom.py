"""Whom an event befalls or a measure is taken over: accounts chosen at month 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim import draws
from relsim.compiled import rule
from relsim.draws import uniforms
from relsim.errors import InputError
from relsim.expressions import condition
from relsim.state import STATES, STATUS_NAMES, TRAITS

#: Traits and states at month 0 that a filter may read.
FILTERED = (*TRAITS, *STATES, "volume")

# Purposes of SAMPLES below this are the territory's.
_FIRST_SAMPLE = 10


@dataclass(frozen=True)
class Who:
    """Which accounts are meant: those that meet all that is given, at month 0.

    Attributes
    ----------
    share : float, 0-1
        Chance of each account to be chosen, by its own number.
    sample : int
        Which of its numbers: events with one sample number choose the same accounts.
    where : str
        A condition on traits and states at month 0.
    accounts : tuple of int
        Account numbers; empty for all.
    status : str
        ``client`` or ``prospect`` at month 0; empty for both.
    """

    share: float = 1.0
    sample: int = 0
    where: str = ""
    accounts: tuple[int, ...] = ()
    status: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the table that `parse_who` reads back; empty where all accounts are meant."""
        table: dict[str, Any] = {}
        if self.share < 1.0:
            table |= {"share": self.share, "sample": self.sample}
        table |= {key: getattr(self, key) for key in ("where", "status")}
        table["accounts"] = list(self.accounts)
        return {key: value for key, value in table.items() if value not in ("", [])}


@rule
def _fill_chances(seed: Any, replication: Any, purpose: Any, chances: NDArray[np.float64]) -> None:
    for account in range(chances.shape[0]):
        chances[account] = uniforms(seed, replication, draws.SAMPLES, account, 0, purpose)[0]


def accounts_of(who: Who, customers: Any, seed: int, replication: int) -> NDArray[np.int64]:
    """Return which accounts are meant, by their traits and states at month 0.

    Parameters
    ----------
    who : Who
    customers : record array of `relsim.state.CUSTOMER`, shape (n,)
    seed, replication : int
        The key of the luck by which a share is chosen; each account has its own number, so one
        more account changes the choice of no other.

    Returns
    -------
    int64, ascending
        Account numbers.

    Raises
    ------
    InputError
        If an account is named that the territory does not have.
    """
    count = len(customers)
    chosen = np.full(count, not who.accounts)
    if who.accounts:
        if who.accounts[-1] >= count:
            raise InputError(
                f"who.accounts names account {who.accounts[-1]}; "
                f"the territory has accounts 0 to {count - 1}"
            )
        chosen[list(who.accounts)] = True
    if who.status:
        chosen &= customers["status"] == STATUS_NAMES.index(who.status)
    if who.where:
        meant = condition(who.where, FILTERED, "who.where")
        chosen &= meant({name: customers[name].astype(float) for name in meant.names})
    if who.share < 1.0:
        chances = np.empty(count)
        key = np.uint64(seed), np.uint64(replication)
        _fill_chances(*key, np.int64(_FIRST_SAMPLE + who.sample), chances)
        chosen &= chances < who.share
    return np.flatnonzero(chosen)
