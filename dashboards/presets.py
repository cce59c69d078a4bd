"""Scenarios to begin with, each a point of a shipped experiment at the Workshop's size."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.parameters import PARAMETERS
from relsim.study import spec

#: Name, experiment, and which point of it: the label of a listed one, or some of its values.
_CHOSEN: tuple[tuple[str, str, str | dict[str, float]], ...] = (
    ("large-and-loyal", "where-each-wins", "large-and-loyal"),
    ("small-and-loud", "where-each-wins", "small-and-loud"),
    ("complex-needs", "where-each-wins", "complex-needs"),
    ("fierce-competition", "competition", {"competition": 0.15}),
    ("hours-short", "tight-capacity", {"capacity_hours": 140.0}),
    (
        "hard-customers",
        "aggressive-territory",
        {"dominance_mean": 0.7, "demandingness_mean": 0.7},
    ),
    ("wants-are-needs", "want-need-gap", {"want_need_gap_mean": 0.0, "complexity_mean": 0.1}),
)


@dataclass(frozen=True, slots=True)
class Preset:
    """A scenario to begin with.

    Attributes
    ----------
    name
        What links and scripts call it.
    experiment
        The shipped experiment it is a point of, or nothing.
    scenario
        What is run.
    """

    name: str
    experiment: str
    scenario: Scenario

    @property
    def title(self) -> str:
        """Key of what a menu calls it."""
        return f"preset.{self.name}.name"

    @property
    def about(self) -> str:
        """Key of what it is good for."""
        return f"preset.{self.name}.about"


@functools.cache
def presets() -> tuple[Preset, ...]:
    """Return the scenarios to begin with, the Workshop as shipped first."""
    return (Preset("shipped", "", WORKSHOP), *(_preset(*chosen) for chosen in _CHOSEN))


def _preset(name: str, experiment: str, which: str | dict[str, float]) -> Preset:
    study = spec.load(experiment)
    design = study.design
    index = next(
        index
        for index in range(design.size)
        if (design.label(index) if isinstance(which, str) else design.point(index)) == which
    )
    values = study.parameters_at(design.point(index))
    # At the size of the Workshop, whatever the size of the experiment: answers must be quick.
    values |= {place: WORKSHOP.value(place) for place in ("customers", "reps")}
    return Preset(
        name,
        experiment,
        Scenario(
            strategies=study.arm_names,
            settings=tuple((key, values[key]) for key in PARAMETERS),
            periods=study.periods,
            replications=WORKSHOP.replications,
            seed=study.seed,
        ),
    )
