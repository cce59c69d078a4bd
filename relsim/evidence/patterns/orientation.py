"""The pattern of customer orientation (P4): parallel worlds along one index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relsim.evidence.patterns.customers import Sums
from relsim.evidence.patterns.firm import Firm

LEVELS = tuple(round(level / 6, 4) for level in range(7))
MONTHS = 60


def behaviours_at(index: float) -> dict[str, float]:
    """Return the behaviours that the index moves, each 0-1.

    Diagnosis, empathy, yielding and service time (initiative, and no triage: everything that is
    called urgent is served at once) move together from 0 to 1; the other behaviours stay as broadly
    drawn as they are.

    Source: Homburg, Müller & Klarmann 2011, When should the customer really be king?, J. of
    Marketing 75(2): customer orientation in sales encounters.
    """
    return {
        "diagnosis": index,
        "empathy": index,
        "yielding": index,
        "initiative": index,
        "triage": 1.0 - index,
    }


def orientation(parameters: Mapping[str, Any], seed: int, replication: int) -> Sums:
    """Return margin, list revenue and satisfaction of the firm at each level of the index."""
    sums: Sums = {}
    for number, level in enumerate(LEVELS):
        firm = Firm(parameters, seed, replication)
        firm.set_behaviour(**behaviours_at(level))
        months = firm.run(MONTHS)
        sums |= {
            f"index_margin_{number}": float(months["margin"].sum()),
            f"index_list_{number}": float(months["list_revenue"].sum()),
            f"index_satisfaction_{number}": firm.satisfaction,
        }
    return sums
