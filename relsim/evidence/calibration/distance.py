"""How far a point is from the bands: one residual a criterion, zero well inside its band."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from relsim.evidence.patterns import CRITERIA, Criterion, values_of
from relsim.evidence.patterns.criteria import survival_of

CORE = 0.85
"""Share of a band, around its middle, within which a value is as good as any other: intervals over
fresh luck must fit into the band as well."""

OPEN_MARGIN = 0.2
"""The same for a band open to one side: how far inside its end, in widths (`Criterion.scale`)."""

UNDEFINED = 3.0
"""Residual of a criterion that could not be measured."""

UNREACHED = ("loss_gain",)
"""No point of the plausible ranges brings the responses of all clients to losses and gains near
their band: it is judged, but reaching for it would only bend everything else."""

RISING = {"cohort": "retention_rises", "sorted": "sorting_rises"}
"""Cohort -> the rank correlation whose place its least rise takes."""

LEAST_RISE = 0.01
"""Yearly retention three years on should be higher by so much; the published cohort's by .039."""

RISE_SCALE = 0.02
"""How much less makes a residual of 1."""


def is_matched(criterion: Criterion) -> bool:
    """Return whether the search looks at a criterion itself."""
    left_out = {*UNREACHED, *RISING.values()}
    return criterion.structural and criterion.name not in left_out


MATCHED = tuple(name for name, criterion in CRITERIA.items() if is_matched(criterion))


def residual(criterion: Criterion, value: float) -> float:
    """Return how far a value lies outside the core of its band, >= 0.

    In half band widths, or in halves of the edge that it lies beyond where these are less: half of
    what is asked for is far, however wide the band.

    Examples
    --------
    >>> criterion = CRITERIA["yearly_churn"]  # 0.05 to 0.20
    >>> [round(residual(criterion, churn), 2) for churn in (0.125, 0.17, 0.2, 0.275, 0.05)]
    [0.0, 0.0, 0.15, 1.15, 0.45]
    """
    if not math.isfinite(value):
        return UNDEFINED
    half = criterion.width / 2.0
    if math.isinf(criterion.high - criterion.low):
        margin = OPEN_MARGIN * criterion.width
        return max(0.0, criterion.low + margin - value, value - (criterion.high - margin)) / half
    margin = (1.0 - CORE) * half
    below, above = criterion.low + margin - value, value - (criterion.high - margin)
    beyond, edge = (below, criterion.low) if below > above else (above, criterion.high)
    return max(0.0, beyond) / (min(half, abs(edge) / 2.0) if edge else half)


def least_rise(sums: Mapping[str, float], prefix: str) -> float:
    """Return the least change of a cohort's yearly retention over three years; NaN without one."""
    curve = np.array([1.0, *survival_of(sums, prefix)])
    before = np.where(curve[:-1] > 0, curve[:-1], np.nan)
    yearly = curve[1:] / before
    return float(np.min(yearly[3:] - yearly[:-3]))


def residuals(sums: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the residuals of all matched criteria, in the order of `MATCHED`, and of the rises.

    Parameters
    ----------
    sums : mapping
        Pooled, as `relsim.evidence.patterns.pooled` gives them.
    """
    values = values_of(sums)
    matched = [residual(CRITERIA[name], values[name]) for name in MATCHED]
    for prefix in RISING:
        rise = least_rise(sums, prefix)
        short = UNDEFINED if math.isnan(rise) else max(0.0, LEAST_RISE - rise) / RISE_SCALE
        matched.append(short)
    return np.array(matched)


def outside(sums: Mapping[str, float]) -> tuple[str, ...]:
    """Return the structural criteria whose values lie outside their bands.

    Rank correlations of few territories tell little: in their place stands whether retention
    three years on is higher anywhere.
    """
    values = values_of(sums)
    found = [name for name in MATCHED if not _inside(CRITERIA[name], values[name])]
    found += [name for prefix, name in RISING.items() if not least_rise(sums, prefix) >= 0.0]
    found += [name for name in UNREACHED if not _inside(CRITERIA[name], values[name])]
    return tuple(found)


def _inside(criterion: Criterion, value: float) -> bool:
    return criterion.low <= value <= criterion.high
