"""What each free parameter does to each statistic, in band widths."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from relsim.evidence.calibration.distance import is_matched
from relsim.evidence.calibration.fit import Search
from relsim.evidence.calibration.free import FREE
from relsim.evidence.patterns import CRITERIA, values_of

REACH = 0.25
"""How far a parameter is moved to either side for a difference, a share of its plausible range."""

NOTICEABLE = 0.1
"""Band widths from which a statistic counts as moved by a whole plausible range."""


@dataclass(frozen=True)
class Moved:
    """How a statistic changes with a parameter, along the line through two points near the fit.

    Attributes
    ----------
    parameter, criterion : str
    widths : float
        Widths of the criterion's band, for the whole plausible range of the parameter.
    """

    parameter: str
    criterion: str
    widths: float


def jacobian(
    search: Search, settings: Mapping[str, float], done: Callable[[int], None] | None = None
) -> list[Moved]:
    """Return the Jacobian at a point by central differences.

    A parameter near an end of its plausible range is moved up to that end.
    """
    found = []
    for number, one in enumerate(FREE, start=1):
        reach = REACH * (one.high - one.low)
        ends = (
            max(one.low, settings[one.name] - reach),
            min(one.high, settings[one.name] + reach),
        )
        low, high = (values_of(search.sums({**settings, one.name: end})) for end in ends)
        scale = (one.high - one.low) / (ends[1] - ends[0])
        for name, criterion in CRITERIA.items():
            change = scale * (high[name] - low[name]) / criterion.width
            found.append(Moved(one.name, name, change))
        if done is not None:
            done(number)
    return found


def statistics_moved(moved: list[Moved]) -> dict[str, int]:
    """Return for each free parameter how many matched statistics it moves noticeably."""
    return {
        one.name: sum(
            abs(cell.widths) >= NOTICEABLE
            for cell in moved
            if cell.parameter == one.name and is_matched(CRITERIA[cell.criterion])
        )
        for one in FREE
    }
