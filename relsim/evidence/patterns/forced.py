"""Patterns of what is forced on an established firm: an instant yes, and failures."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.evidence.patterns.customers import Sums
from relsim.evidence.patterns.firm import Firm, Month
from relsim.evidence.patterns.published import BUYING_AGAIN
from relsim.rules.bargain import GRANTED
from relsim.state import CLIENT, FORCE_DEMAND, FORCE_FAILURE

ASKED = 0.04
"""Discount that everyone asks for in the month of an instant yes, a share of list price."""

TRUSTED = 0.9
"""Trust of customers to whom an instant yes should read as kindness, 0-1."""

MONTHS_AFTER = 3

# Between what is felt as mended by being heard, by a resolution and by a quick one.
UNRESOLVED_BELOW, QUICKLY_FROM = 0.435, 0.825

_GRANT = {"yielding": 1.0, "reciprocity": 0.0, "challenge": 0.0, "walk_away": 0.0}


class _Last:
    """Remembers who had what happen to them in the one month seen."""

    def see(self, month: Month) -> None:
        self.clients = month.clients.copy()
        self.outcomes = month.outcomes.copy()
        self.satisfaction = month.customers["satisfaction"].copy()


def _clients(firm: Firm) -> NDArray[np.int64]:
    return np.flatnonzero(firm.customers["status"] == CLIENT)


def instant_yes(firm: Firm) -> Sums:
    """Return how a demand granted at once satisfies, against the same price after an exchange.

    The same month with the same luck and the same final price is played twice: as it is, and with
    the yes heard as after an exchange (M7 off). Once with beliefs as they are, once trusted.

    Parameters
    ----------
    firm : Firm
        As it stands; it is copied.
    """
    sums: Sums = {}
    for name, trust in (("instant", None), ("trusted", TRUSTED)):
        seen = {}
        for exchange in (False, True):
            twin = firm.fork()
            chosen = _clients(twin)
            if trust is not None:
                twin.customers["trust"][chosen] = trust
            if exchange:
                twin.set_parameter(m07_concession_signal=0)
            twin.force(chosen, FORCE_DEMAND, value=ASKED, answer=_GRANT)
            month = seen[exchange] = _Last()
            twin.live(1, month.see)
        at_once, after = seen[False], seen[True]
        outcomes = at_once.outcomes
        in_full = outcomes["conceded"] >= ASKED - 1e-12
        paired = at_once.clients & (outcomes["answer"] == GRANTED) & in_full
        before, then = after.satisfaction[paired], at_once.satisfaction[paired]
        both = np.concatenate((before, then))
        sums |= {
            f"{name}_n": float(paired.sum()),
            f"{name}_lower": float((before - then).sum()),
            f"{name}_sum": float(both.sum()),
            f"{name}_squares": float((both**2).sum()),
        }
    return sums


def recovery(firm: Firm) -> Sums:
    """Return who complains of a forced major failure, who buys again, and what a second one does.

    Parameters
    ----------
    firm : Firm
        As it stands; it is copied.
    """
    failed, spared = firm.fork(), firm.fork()
    failed.force(_clients(failed), FORCE_FAILURE)
    spells = failed.customers["spells"].copy()
    first = _Last()
    failed.live(1, first.see)
    failed.run(MONTHS_AFTER)
    still = _still(failed, spells)
    mended = first.outcomes["recovery"]
    complained = first.outcomes["complained"] > 0
    groups = {
        "silent": ~complained,
        "unresolved": complained & (mended < UNRESOLVED_BELOW),
        "resolved": complained & (mended >= UNRESOLVED_BELOW) & (mended < QUICKLY_FROM),
        "quickly": complained & (mended >= QUICKLY_FROM),
    }
    assert set(groups) == set(BUYING_AGAIN)
    sums = {
        "failed": float(first.clients.sum()),
        "complained": float((first.clients & complained).sum()),
    }
    for name, group in groups.items():
        sums[f"{name}_failed"] = float((first.clients & group).sum())
        sums[f"{name}_still"] = float((first.clients & group & still).sum())

    second = _Last()
    failed.force(_clients(failed), FORCE_FAILURE)
    failed.live(1, second.see)
    spared.run(failed.month - spared.month)
    well = second.outcomes["recovery"] >= _best_half(second)
    both = second.clients & well & _still(failed, spells) & _still(spared, spells)
    change = failed.customers["satisfaction"] - spared.customers["satisfaction"]
    return sums | {"paradox_n": float(both.sum()), "paradox": float(change[both].sum())}


def _still(firm: Firm, spells: NDArray[np.int64]) -> Any:
    return (firm.customers["status"] == CLIENT) & (firm.customers["spells"] == spells)


def _best_half(month: _Last) -> float:
    """Return the recovery that the better half of those who complained met."""
    chosen = month.clients & (month.outcomes["complained"] > 0)
    return float(np.median(month.outcomes["recovery"][chosen])) if chosen.any() else np.inf
