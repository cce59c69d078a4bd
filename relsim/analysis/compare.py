"""Strategies compared on the same territories and luck: paired differences and who does best.

Replication r of every strategy shares its territory and its luck, so differences are taken within
replications (paired). Several strategies are compared by simultaneous intervals; a strategy is
called best only where its intervals against all others leave 0 out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike

from relsim.analysis import intervals
from relsim.analysis.best import bests
from relsim.analysis.findings import Comparison, Described, Estimate, Measured
from relsim.analysis.intervals import LEVEL, Floats
from relsim.analysis.paired import Paired
from relsim.errors import InputError, nearest

Missing = Literal["drop", "refuse"]


class Columns(Protocol):
    """A table with named columns: a mapping of sequences or a polars frame."""

    def __getitem__(self, name: str, /) -> Any: ...


def compare_outcome(
    values: Mapping[str, ArrayLike],
    outcome: Described | str = "outcome",
    *,
    base: str | None = None,
    level: float = LEVEL,
    missing: Missing = "drop",
) -> Comparison:
    """Compare one outcome of several strategies.

    Parameters
    ----------
    values : strategy -> float64, shape (replications,); same place, same luck.
    outcome, base, level, missing : see `compare_outcomes`.

    Examples
    --------
    >>> found = compare_outcome({"servile": [1.0, 2.0, 4.0], "advisory": [3.0, 4.0, 6.1]})
    >>> print(*found.to_dict()["in_words"])
    advisory more than servile by 2.03 [1.89, 2.18]
    """
    lengths = {arm: np.atleast_1d(np.asarray(v)).shape for arm, v in values.items()}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{arm}: {shape[0]}" for arm, shape in lengths.items())
        raise InputError(f"strategies must have the same replications to be paired ({told})")
    array = [np.atleast_1d(np.asarray(v, dtype=np.float64)) for v in values.values()]
    named: Described = Measured(outcome) if isinstance(outcome, str) else outcome
    stacked = np.asarray(array).reshape(1, len(array), -1)
    (found,) = compare_outcomes(
        stacked, [named], list(values), base=base, level=level, missing=missing
    ).values()
    return found


def compare_runs(
    runs: Columns,
    outcomes: Sequence[Described],
    *,
    arms: Sequence[str] | None = None,
    base: str | None = None,
    level: float = LEVEL,
    missing: Missing = "drop",
) -> dict[str, Comparison]:
    """Compare strategies from the rows of one design point, a row per strategy and replication.

    Parameters
    ----------
    runs : frame or mapping with the columns `strategy`, `replication` and one per outcome. A run
        that is not there (it failed) counts as undefined.
    outcomes, base, level, missing : see `compare_outcomes`.
    arms : the strategies and their order; as they first appear unless given.
    """
    strategy = [str(name) for name in runs["strategy"]]
    order = list(dict.fromkeys(strategy)) if arms is None else list(arms)
    for arm in order:
        if arm not in strategy:
            raise InputError(f"strategy '{arm}' has no runs{nearest(arm, set(strategy))}")
    kept = np.asarray([name in order for name in strategy], dtype=bool)
    row = np.asarray([order.index(name) for name in strategy if name in order], dtype=np.int64)
    numbers = np.asarray(runs["replication"])[kept]
    replications, column = np.unique(numbers, return_inverse=True)
    cells = row * len(replications) + column
    if len(np.unique(cells)) < len(cells):
        raise InputError(
            "several runs share a strategy and a replication: compare one design point at a time"
        )
    table = np.full((len(outcomes), len(order) * len(replications)), np.nan)
    for place, outcome in enumerate(outcomes):
        table[place, cells] = np.asarray(runs[outcome.name], dtype=np.float64)[kept]
    shaped = table.reshape(len(outcomes), len(order), len(replications))
    return compare_outcomes(shaped, outcomes, order, base=base, level=level, missing=missing)


def compare_outcomes(
    values: ArrayLike,
    outcomes: Sequence[Described],
    arms: Sequence[str],
    *,
    base: str | None = None,
    level: float = LEVEL,
    missing: Missing = "drop",
) -> dict[str, Comparison]:
    """Compare many outcomes of several strategies at once.

    Parameters
    ----------
    values : float64, shape (outcomes, arms, replications); NaN where undefined. Replication r of
        every arm has the same territory and luck.
    outcomes : what the first axis is.
    arms : strategy names, the second axis.
    base : compare each other strategy with this one only; all pairs (later minus earlier) if None.
    level : coverage of the intervals; simultaneous ones: of all differences of one outcome.
    missing : "drop" leaves a replication out of the pairs that lack a value and counts it; "refuse"
        raises InputError.

    Returns
    -------
    dict of outcome name -> Comparison, in the order given.
    """
    array = np.asarray(values, dtype=np.float64)
    _check(array, outcomes, arms, base, level, missing)
    pairs = [(later, first) for first, later in combinations(range(len(arms)), 2)]
    everyone = shown = Paired.of(array, pairs, level)
    if base is not None:
        against = arms.index(base)
        others = [(arm, against) for arm in range(len(arms)) if arm != against]
        shown = Paired.of(array, others, level)
    mean, sd, n = intervals.moments(array)
    low, high = intervals.t_interval(mean, sd, n, intervals.critical_t(n, level))
    leading = bests([outcome.good for outcome in outcomes], mean, everyone, arms)
    comparisons = {}
    for o, outcome in enumerate(outcomes):
        estimates = tuple(
            Estimate(
                arm=arm,
                mean=float(mean[o, a]),
                low=float(low[o, a]),
                high=float(high[o, a]),
                standard_error=float(sd[o, a] / math.sqrt(max(int(n[o, a]), 1))),
                sd=float(sd[o, a]),
                n=int(n[o, a]),
                missing=array.shape[2] - int(n[o, a]),
            )
            for a, arm in enumerate(arms)
        )
        comparisons[outcome.name] = Comparison(
            outcome=outcome.name,
            label=outcome.label,
            unit=outcome.unit,
            good=outcome.good,
            level=level,
            base=base,
            estimates=estimates,
            differences=shown.differences(o, arms),
            best=leading[o],
            method=shown.method[o],
            critical=float(shown.common[o]),
        )
    return comparisons


def _check(
    array: Floats,
    outcomes: Sequence[Described],
    arms: Sequence[str],
    base: str | None,
    level: float,
    missing: Missing,
) -> None:
    """Refuse what cannot be compared, in words that say where it is."""
    if array.ndim != 3 or array.shape[:2] != (len(outcomes), len(arms)):
        raise InputError(
            f"values have shape {array.shape}; expected (outcomes, arms, replications) ="
            f" ({len(outcomes)}, {len(arms)}, n)"
        )
    if not arms or array.shape[2] == 0:
        raise InputError("nothing to compare: no strategy, or no replication")
    if len(set(arms)) < len(arms):
        raise InputError(f"strategies must have different names: {', '.join(arms)}")
    if base is not None and base not in arms:
        raise InputError(f"base = '{base}' is not among the strategies{nearest(base, arms)}")
    if not 0.0 < level < 1.0:
        raise InputError(f"level = {level} is outside (0, 1) (coverage of the intervals)")
    wrong = np.isinf(array) | (np.isnan(array) if missing == "refuse" else False)
    if wrong.any():
        o, a, r = (int(place) for place in np.argwhere(wrong)[0])
        raise InputError(
            f"{outcomes[o].name} = {array[o, a, r]} for '{arms[a]}' in replication {r}:"
            " not a number that can be compared"
        )
