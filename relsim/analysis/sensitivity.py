"""What decides each outcome of a sweep made for it: Sobol and Morris designs.

Outcomes of each strategy, the paired difference in margin of each pair of strategies, and each
strategy's chance of earning most: what decides who earns more may be something else than what
decides how much anyone earns.
"""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from relsim.analysis.findings import plain
from relsim.analysis.intervals import Floats
from relsim.analysis.morris import MorrisEffects, morris_effects
from relsim.analysis.resampling import LEAVE_OUT_FROM, Estimates
from relsim.analysis.sobol import SobolIndices, sobol_indices
from relsim.errors import InputError
from relsim.study.design.sampled import Morris, Sobol

if TYPE_CHECKING:
    import polars as pl

    from relsim.study.experiment import Experiment

KINDS = (Sobol.kind, Morris.kind)
"""Designs whose points are laid out for indices."""

DECIDED = ("margin", "respect", "churn_yearly", "referrals_won")
"""Outcomes asked about; the difference between strategies is taken in the first."""

EARNS_MOST = "earns_most"
"""Asked about like an outcome: the chance (0-1) that a strategy earns most, luck for luck."""

COLUMNS = ("run_id", "point", "strategy", "replication", "status", *DECIDED)
"""What is read of ``runs.parquet``."""


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """What one outcome depends on, under one strategy or between two.

    Attributes
    ----------
    outcome : name in the outcome table, or `EARNS_MOST`.
    arm, base : the strategy, and where a difference is asked about the one taken away from it.
    indices : None where `refused` says why there are none.
    """

    outcome: str
    arm: str
    base: str | None
    indices: SobolIndices | MorrisEffects | None
    refused: str | None = None

    @property
    def main(self) -> Estimates | None:
        """What names are ranked by: total indices, or mu_star."""
        if self.indices is None:
            return None
        return (
            self.indices.total if isinstance(self.indices, SobolIndices) else self.indices.mu_star
        )

    @property
    def clear(self) -> list[bool]:
        """Whether each name is shown to matter: more than not at all, more than luck alone would.

        Each by an interval of its own, so that of twenty names that do not matter one may seem to.
        """
        main = self.main
        if main is None:
            return []
        floor = np.zeros_like(main.low)
        if isinstance(self.indices, MorrisEffects):
            floor = np.nan_to_num(self.indices.luck)
        return [bool(above) for above in main.low > floor]

    def ranked(self) -> list[int]:
        """Return the places of the varied names, the most important first."""
        main = self.main
        return [] if main is None else np.argsort(-main.value, kind="stable").tolist()


@dataclass(frozen=True, slots=True)
class Sensitivities:
    """What all outcomes depend on.

    Attributes
    ----------
    kind : "sobol" or "morris".
    names : varied, in column order.
    found : one an outcome and strategy, then the differences; empty where all is `refused`.
    notes : what a reader must know of how luck was dealt with.
    refused : why there are no indices at all, such as runs that failed.
    """

    kind: str
    names: tuple[str, ...]
    found: tuple[Sensitivity, ...]
    notes: tuple[str, ...]
    refused: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it: an entry a name with every index and its interval."""
        return cast(
            dict[str, Any],
            plain(
                {
                    "kind": self.kind,
                    "refused": self.refused,
                    "notes": list(self.notes),
                    "found": [
                        {
                            "outcome": one.outcome,
                            "strategy": one.arm,
                            "minus": one.base,
                            "refused": one.refused,
                            **_indices(one.indices, self.names),
                        }
                        for one in self.found
                    ],
                }
            ),
        )


def sensitivities(
    experiment: Experiment,
    runs: pl.DataFrame,
    counts: Mapping[str, Any],
    place: str,
    outcomes: Sequence[str] = DECIDED,
    *,
    pairs: bool | None = None,
    winning: bool = False,
    watch: Callable[[float], None] | None = None,
) -> Sensitivities:
    """Return what the outcomes of a Sobol or Morris design depend on.

    Parameters
    ----------
    experiment : as it was run.
    runs : rows of ``runs.parquet`` with `COLUMNS`.
    counts : the manifest's: how many runs there should be.
    place : the results folder, as a command would name it.
    outcomes : those asked about; who earns more is told by the first of them.
    pairs : whether only the differences between strategies are asked about, or only the outcomes
        of each; both where it is left out.
    winning : whether each strategy's chance of earning most is asked about as well.
    watch : told the share that is done (0-1) before each index; what it raises ends the work.
    """
    design = experiment.design
    if not isinstance(design, Sobol | Morris):
        raise InputError(f"{place}: a {design.kind} design has no indices")
    names, kind = design.names, design.kind
    refused = _unfinished(runs, int(counts.get("runs", experiment.size)), place)
    if refused is not None:
        return Sensitivities(kind, names, (), (), refused)
    table = outcome_table(experiment, runs, outcomes)
    replications = table.shape[-1]
    arms = experiment.arm_names
    wanted: list[tuple[str, str, str | None, Floats]] = []
    if not pairs:
        wanted += [
            (name, arm, None, table[o, a])
            for o, name in enumerate(outcomes)
            for a, arm in enumerate(arms)
        ]
    if pairs is not False:
        wanted += [
            (outcomes[0], arms[later], arms[first], table[0, later] - table[0, first])
            for first, later in combinations(range(len(arms)), 2)
        ]
    if winning and len(arms) > 1:
        chances = zip(arms, earning_most(table[0]), strict=True)
        wanted += [(EARNS_MOST, arm, None, chance) for arm, chance in chances]
    found = []
    for number, (name, arm, base, values) in enumerate(wanted):
        if watch is not None:
            watch(number / len(wanted))
        indices, why = _indices_of(design, values, experiment.luck)
        found.append(Sensitivity(name, arm, base, indices, why))
    most = int(runs["replication"].max()) + 1  # type: ignore[arg-type]
    notes = _notes(experiment.luck, replications, most)
    return Sensitivities(kind, names, tuple(found), notes)


def _unfinished(runs: pl.DataFrame, expected: int, place: str) -> str | None:
    """Say why indices must wait: a hole in the design would move every one of them."""
    failed = runs.filter(runs["status"] != "done")["run_id"].n_unique()
    file, folder = shlex.quote(f"{place}/experiment.toml"), shlex.quote(place)
    again = f"relsim run {file} --out {folder}"
    if failed:
        return (
            f"{failed:,} of {expected:,} runs failed, and an index needs every point;"
            f" `{again} --retry-failed` runs them again"
        )
    missing = expected - runs["run_id"].n_unique()
    if missing > 0:
        return (
            f"{missing:,} of {expected:,} runs are not made yet, and an index needs every point;"
            f" `{again}` goes on"
        )
    return None


def outcome_table(experiment: Experiment, runs: pl.DataFrame, outcomes: Sequence[str]) -> Floats:
    """Return outcomes as (outcomes, strategies, points, replications that every point has)."""
    point, replication = (runs[key].to_numpy() for key in ("point", "replication"))
    arms = list(experiment.arm_names)
    arm = runs["strategy"].replace_strict(arms, list(range(len(arms)))).to_numpy()
    size = experiment.design.size
    made = np.bincount(point * len(arms) + arm, minlength=size * len(arms))
    common = int(made.min())
    kept = replication < common
    table = np.full((len(outcomes), len(arms), size, common), np.nan)
    for place, name in enumerate(outcomes):
        values = runs[name].cast(float).fill_null(np.nan).to_numpy()
        table[place, arm[kept], point[kept], replication[kept]] = values[kept]
    return table


def earning_most(earned: Floats) -> Floats:
    """Return whether each strategy earns most, 1 or 0; those who tie for it share the 1.

    The mean over replications is its chance of earning most at a point: not whether it has the
    highest mean, which one replication of great luck may decide.

    Parameters
    ----------
    earned : float64, shape (strategies, ...); NaN where undefined, which nobody wins.

    Examples
    --------
    >>> earning_most(np.array([[3.0, 1.0, 2.0], [1.0, 1.0, 4.0]])).tolist()
    [[1.0, 0.5, 0.0], [0.0, 0.5, 1.0]]
    """
    first = earned == earned.max(axis=0)
    shared: Floats = np.where(
        np.isnan(earned).any(axis=0), np.nan, first / np.maximum(first.sum(axis=0), 1)
    )
    return shared


def _indices_of(
    design: Sobol | Morris, values: Floats, luck: str
) -> tuple[SobolIndices | MorrisEffects | None, str | None]:
    undefined = int((~np.isfinite(values)).sum())
    if undefined:
        return None, f"it is undefined in {undefined:,} of {values.size:,} runs"
    try:
        if isinstance(design, Sobol):
            order = design.second_order
            return sobol_indices(values, len(design.names), luck=luck, second_order=order), None
        return morris_effects(values, design.matrix, design.levels, luck=luck), None
    except InputError as error:
        return None, str(error)


def _notes(luck: str, replications: int, most: int) -> tuple[str, ...]:
    told = []
    if most > replications:
        told.append(
            f"Points have {replications:,} to {most:,} replications; the indices take the first"
            f" {replications:,}, which every point has."
        )
    if replications == 1 and luck == "independent":
        told.append("One replication a point: luck counts as variance here, as if nothing else.")
    elif replications == 1:
        told.append(
            "One replication: the indices are those of this one draw of luck, and the intervals"
            " do not cover another."
        )
    elif luck == "common" and replications < LEAVE_OUT_FROM:
        told.append(
            f"With {replications} replications the intervals cover the points drawn, not luck."
        )
    return tuple(told)


def _indices(indices: SobolIndices | MorrisEffects | None, names: Sequence[str]) -> dict[str, Any]:
    """Return indices by name, each estimate with its interval."""
    if indices is None:
        return {}
    kept = [
        (field.name, value)
        for field in dataclasses.fields(indices)
        if isinstance(value := getattr(indices, field.name), Estimates) and value.value.ndim
    ]
    by_name = {
        name: {key: _one(value, at) for key, value in kept if key != "second"}
        for at, name in enumerate(names)
    }
    if isinstance(indices, MorrisEffects):
        return {
            "trajectories": indices.trajectories,
            "replications": indices.replications,
            "names": {
                name: {**told, "luck": float(indices.luck[at])}
                for at, (name, told) in enumerate(by_name.items())
            },
        }
    second = [
        {"names": [names[one], names[other]], **_one(indices.second, at)}
        for at, (one, other) in enumerate(indices.pairs)
        if indices.second is not None
    ]
    return {
        "samples": indices.samples,
        "replications": indices.replications,
        "variance": float(indices.variance.value),
        "names": by_name,
        **({"second": second} if second else {}),
    }


def _one(of: Estimates, at: int) -> dict[str, float]:
    return {
        "value": float(of.value[at]),
        "low": float(of.low[at]),
        "high": float(of.high[at]),
        "standard_error": float(of.standard_error[at]),
    }
