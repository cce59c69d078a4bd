"""What each behaviour does alone: the sweep from 0 to 1 in several territories."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim.analysis.intervals import moments, t_interval
from relsim.strategies import BEHAVIOURS

if TYPE_CHECKING:
    from relsim.study.results import Results

#: What is measured, and its unit: margin as a share of the list revenue with the behaviour at 0.
MEASURES = {"margin": "% of list revenue", "retention_24": "points", "respect": "0-1"}


@dataclass(frozen=True)
class Effect:
    """The paired effect of moving one behaviour from 0 to 1 in one territory, with 95 % interval.

    Attributes
    ----------
    behaviour, territory, measure : str
    mean, low, high : float
        In the unit of `MEASURES`; replications share territory and luck.
    """

    behaviour: str
    territory: str
    measure: str
    mean: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


def effects_of(results: Results) -> list[Effect]:
    """Return the effects of all behaviours in all territories of a finished sweep.

    Parameters
    ----------
    results : relsim.study.results.Results
        Of the shipped experiment ``levers``, or one of its form: arms ``BEHAVIOUR-0`` and
        ``BEHAVIOUR-1`` at labelled points.
    """
    columns = ["point", "strategy", "replication", "list_revenue", *MEASURES]
    runs = results.runs.select(columns).collect().sort("point", "strategy", "replication")
    label = results.experiment.design.label
    found = []
    for (point, strategy), high in runs.group_by("point", "strategy", maintain_order=True):
        behaviour, _, end = str(strategy).rpartition("-")
        if end != "1" or behaviour not in BEHAVIOURS:
            continue
        low = runs.filter((runs["point"] == point) & (runs["strategy"] == f"{behaviour}-0"))
        for measure in MEASURES:
            shift = (high[measure] - low[measure]).to_numpy()
            if measure == "margin":
                shift = 100.0 * shift / low["list_revenue"].to_numpy().mean()
            elif measure == "retention_24":
                shift = 100.0 * shift
            mean, sd, n = moments(np.asarray(shift, float))
            bounds = t_interval(mean, sd, n)
            numbers = (float(mean), float(bounds[0]), float(bounds[1]))
            found.append(Effect(behaviour, label(int(point)), measure, *numbers))
    return sorted(found, key=lambda effect: BEHAVIOURS.index(effect.behaviour))


def write_effects(effects: Iterable[Effect], path: Path) -> None:
    """Write effects to a CSV file, four significant digits."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Effect)], lineterminator="\n")
        writer.writeheader()
        for effect in effects:
            row: dict[str, Any] = asdict(effect)
            writer.writerow({k: f"{v:.4g}" if isinstance(v, float) else v for k, v in row.items()})


def read_effects(path: Path) -> list[Effect]:
    """Read effects from a CSV file that `write_effects` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Effect(
                row["behaviour"],
                row["territory"],
                row["measure"],
                *(float(row[name]) for name in ("mean", "low", "high")),
            )
            for row in csv.DictReader(file)
        ]


def clearest(effects: Sequence[Effect], behaviour: str, measure: str, sign: int) -> Effect | None:
    """Return the largest clear effect of a behaviour in one direction, or None."""
    fitting = [
        effect
        for effect in effects
        if (effect.behaviour, effect.measure) == (behaviour, measure)
        and effect.clear
        and effect.mean * sign > 0.0
    ]
    return max(fitting, key=lambda effect: effect.mean * sign, default=None)
