"""How far a point is from the bands: one residual a criterion, zero well inside its band."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from relsim.evidence.patterns import CRITERIA, Criterion

CORE = 0.85
"""Share of a band, around its middle, within which a value is as good as any other: intervals over
fresh luck must fit into the band as well."""

OPEN_MARGIN = 0.2
"""The same for a band open to one side: how far inside its end, in widths (`Criterion.scale`)."""

UNDEFINED = 3.0
"""Residual of a criterion that could not be measured."""

JUDGED_ONLY = frozenset({"retention_rises", "sorting_rises", "loss_gain"})
"""Criteria that are judged but give the search no direction: rank correlations move in steps, and
no point of the plausible ranges brings the responses of all clients to losses and gains near their
band, so that reaching for it would only bend everything else."""


def is_matched(criterion: Criterion) -> bool:
    """Return whether the search looks at a criterion."""
    return criterion.structural and criterion.name not in JUDGED_ONLY


MATCHED = tuple(name for name, criterion in CRITERIA.items() if is_matched(criterion))


def residual(criterion: Criterion, value: float) -> float:
    """Return how far a value lies outside the core of its band, in half band widths, >= 0.

    Examples
    --------
    >>> criterion = CRITERIA["yearly_churn"]  # 0.05 to 0.20
    >>> [round(residual(criterion, churn), 2) for churn in (0.125, 0.17, 0.2, 0.275)]
    [0.0, 0.0, 0.15, 1.15]
    """
    if not math.isfinite(value):
        return UNDEFINED
    half = criterion.width / 2.0
    is_open = math.isinf(criterion.high - criterion.low)
    margin = OPEN_MARGIN * criterion.width if is_open else (1.0 - CORE) * half
    return max(0.0, criterion.low + margin - value, value - (criterion.high - margin)) / half


def residuals(values: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the residuals of all matched criteria, in the order of `MATCHED`."""
    return np.array([residual(CRITERIA[name], values[name]) for name in MATCHED])


def within(values: Mapping[str, float], missed: frozenset[str] = frozenset()) -> bool:
    """Return whether every structural criterion lies within its band, but for those `missed`."""
    return all(
        criterion.low <= values[name] <= criterion.high
        for name, criterion in CRITERIA.items()
        if criterion.structural and name not in missed
    )
