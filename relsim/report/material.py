"""What a report is written from: an experiment, its frames, and how its strategies are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from relsim.analysis.compare import compare_runs
from relsim.analysis.findings import Comparison, Difference
from relsim.analysis.sensitivity import DECIDED, KINDS, Sensitivities, sensitivities
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    import polars as pl

    from relsim.study.arms import Arm
    from relsim.study.experiment import Experiment

#: Margin after one year, three years, and the whole run: who wins may turn with the horizon.
HORIZONS = ("margin_12", "margin_36", "margin")
#: Margin where strategies have unequal numbers of reps: totals would favour the larger team.
PER_REP = "margin_per_rep_month"

#: What is shown first; the others are folded away or stand in the tables.
MAIN = (
    "margin",
    "margin_discounted",
    "margin_12",
    "margin_36",
    "clients_end",
    "wins",
    "churn_yearly",
    "retention_24",
    "referrals_won",
    "discount_mean",
    "demands",
    "respect",
    "trust",
    "satisfaction",
)


@dataclass(frozen=True)
class Material:
    """Everything one report is written from.

    Attributes
    ----------
    experiment
        As it was resolved and run.
    manifest
        Where the numbers come from.
    runs
        A row a run and strategy: point, strategy, replication, varied values, outcomes, status.
    periods, customers
        Monthly series and accounts at the end, where they were kept.
    place
        What the results folder is called in commands.
    """

    experiment: Experiment
    manifest: Mapping[str, Any]
    runs: pl.DataFrame
    periods: pl.DataFrame | None
    customers: pl.DataFrame | None
    place: str

    @cached_property
    def done(self) -> pl.DataFrame:
        """The runs that gave numbers."""
        return self.runs.filter(self.runs["status"] == "done")

    @cached_property
    def strategies(self) -> tuple[str, ...]:
        """The strategies that gave numbers, in the order they are compared."""
        seen = set(self.done["strategy"].unique().to_list())
        return tuple(name for name in self.experiment.arm_names if name in seen)

    @cached_property
    def replications(self) -> tuple[int, int]:
        """Fewest and most replications of a point; they differ where points stop by themselves."""
        if self.experiment.until is None:
            return self.experiment.replications, self.experiment.replications
        last = self.runs.select("point", "replication").group_by("point").max()
        ends = last["replication"].to_numpy() + 1
        return int(ends.min()), int(ends.max())

    @cached_property
    def sensitivities(self) -> Sensitivities | None:
        """What decides the outcomes, of a design made for it; else None."""
        if self.experiment.design.kind not in KINDS:
            return None
        return sensitivities(
            self.experiment,
            self.runs,
            self.manifest.get("counts", {}),
            self.place,
            (*DECIDED, *self.experiment.own_outcomes),
        )

    @property
    def earned(self) -> str:
        """The outcome that says who earns most."""
        return "margin" if self.experiment.equal_teams else PER_REP

    @property
    def horizons(self) -> tuple[str, ...]:
        """The outcomes that say who earns most by when; the last is `earned`."""
        return HORIZONS if self.experiment.equal_teams else (PER_REP,)

    @cached_property
    def names(self) -> dict[str, str]:
        """How each strategy is called on the page: neutral names for presets, else its own."""
        return {arm.name: called(arm) for arm in self.experiment.arms}

    @cached_property
    def outcomes(self) -> dict[str, Any]:
        """The outcomes that stand in the runs, by name."""
        return {
            name: found
            for name, found in self.experiment.outcomes.items()
            if name in self.runs.columns
        }

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """Every outcome compared, all pairs, over the runs of a single point."""
        return self.compared(self.done, tuple(self.outcomes))

    def compared(self, runs: pl.DataFrame, outcomes: Sequence[str]) -> dict[str, Comparison]:
        """Return outcomes compared over the runs of one point."""
        present = set(runs["strategy"].unique().to_list())
        arms = [name for name in self.strategies if name in present]
        described = [self.outcomes[name] for name in outcomes if name in self.outcomes]
        return compare_runs(runs, described, arms=arms)

    def label(self, difference: Difference) -> str:
        """Return a difference's name: the one strategy minus the other."""
        return f"{self.names[difference.arm]} − {self.names[difference.base]}"


def called(arm: Arm) -> str:
    """Return a preset's neutral name; a strategy that only shares its name keeps that name."""
    preset = PRESETS.get(arm.name)
    same = preset is not None and preset.point == dict(arm.behaviours)
    shown = preset.display if preset is not None and same else arm.name
    return shown[:1].upper() + shown[1:]
