"""Which strategy earns most in a territory, at each horizon, by simultaneous intervals."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from relsim.analysis.compare import compare_runs
from relsim.metrics import OUTCOMES

if TYPE_CHECKING:
    from relsim.study.results import Results

#: Months -> the outcome that sums margin over them in a run of 120 months.
HORIZONS = {12: "margin_12", 36: "margin_36", 120: "margin"}


@dataclass(frozen=True)
class Win:
    """What a strategy earns in a territory up to a horizon.

    Attributes
    ----------
    territory, strategy : str
    months : int
    margin : float
        Mean over replications, EUR a rep-month.
    best : bool
        Whether it clearly earns most, by simultaneous 95 % intervals.
    """

    territory: str
    months: int
    strategy: str
    margin: float
    best: bool


def wins_of(results: Results) -> list[Win]:
    """Return what each strategy earns at each labelled point and horizon of a finished sweep."""
    experiment = results.experiment
    runs = results.runs.collect()
    outcomes = [OUTCOMES[name] for name in HORIZONS.values()]
    found = []
    for point in range(experiment.design.size):
        here = runs.filter(pl.col("point") == point)
        reps = (here["margin"] / here["margin_per_rep_month"] / experiment.periods).round(0).max()
        compared = compare_runs(here, outcomes, arms=list(experiment.arm_names))
        for months, name in HORIZONS.items():
            best = compared[name].best
            found += [
                Win(
                    experiment.design.label(point),
                    months,
                    estimate.arm,
                    round(estimate.mean / months / float(str(reps))),
                    best is not None and best.clear and best.leader == estimate.arm,
                )
                for estimate in compared[name].estimates
            ]
    return found


def write_wins(wins: Iterable[Win], path: Path) -> None:
    """Write wins to a CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Win)], lineterminator="\n")
        writer.writeheader()
        for win in wins:
            writer.writerow({**asdict(win), "best": int(win.best)})


def read_wins(path: Path) -> list[Win]:
    """Read wins from a CSV file that `write_wins` wrote."""
    with path.open(newline="", encoding="utf-8") as file:
        return [
            Win(
                row["territory"],
                int(row["months"]),
                row["strategy"],
                float(row["margin"]),
                row["best"] == "1",
            )
            for row in csv.DictReader(file)
        ]
