"""The two experiments behind a screening: all names on Morris trajectories, a few in Sobol blocks.

Both are experiments like any other: they are run, resumed, replayed and reported by `relsim.study`
in results folders of their own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from relsim.errors import InputError
from relsim.evidence.screening.varied import Varied
from relsim.study import fields
from relsim.study.design.sampled import Morris, Sampled, Sobol
from relsim.study.experiment import Experiment

LEVELS = 4
"""Levels of the lattice on which names step, two thirds of their range at a time."""


@dataclass(frozen=True)
class Sizes:
    """How much a screening runs.

    As shipped, three strategies over some 240 parameters make about 58,000 runs, then up to 43,008.
    Of 400 accounts and ten years these take about ten minutes on two cores.

    Attributes
    ----------
    trajectories
        Morris trajectories, each with a point more than there are names.
    samples
        Sobol blocks, a power of two, each with two points more than there are names.
    replications
        Territories drawn at each point. From three on intervals cover luck.
    names
        How many names go on to the Sobol design at most.
    """

    trajectories: int = 20
    samples: int = 256
    replications: int = 4
    names: int = 12

    def check(self) -> None:
        """Refuse sizes that no design has.

        Raises
        ------
        InputError
            Naming the option, the value and its bounds.
        """
        for name, least, most in (
            ("trajectories", 2, 10_000),
            ("samples", 2, 2**20),
            ("replications", 1, 10_000),
            ("names", 1, 50),
        ):
            value = getattr(self, name)
            if not least <= value <= most:
                raise InputError(f"--{name} = {value} is outside [{least}, {most:,}]")
        below = 1 << (self.samples.bit_length() - 1)
        if self.samples != below:
            raise InputError(
                f"--samples = {self.samples} must be a power of two; the nearest are {below}"
                f" and {2 * below}"
            )


def screening(varied: Varied, sizes: Sizes) -> Experiment:
    """Return the experiment that moves every name: ``NAME-morris``."""
    names, ranges = tuple(varied.ranges), tuple(varied.ranges.values())
    design = Morris(names, ranges, varied.experiment.seed, sizes.trajectories, LEVELS)
    return _study(varied, design, sizes, "Which numbers of the model matter at all?")


def deciding(varied: Varied, names: Sequence[str], sizes: Sizes) -> Experiment:
    """Return the experiment that moves a few names, all others as they are: ``NAME-sobol``."""
    ranges = tuple(varied.ranges[name] for name in names)
    design = Sobol(tuple(names), ranges, varied.experiment.seed, sizes.samples)
    return _study(varied, design, sizes, "How much does each number that matters decide?")


def _study(varied: Varied, design: Sampled, sizes: Sizes, question: str) -> Experiment:
    asked = varied.experiment
    return dataclasses.replace(
        asked,
        name=fields.name(f"{asked.name}-{design.kind}", asked.name),
        question=question,
        replications=sizes.replications,
        until=None,
        design=design,
        keep_periods=False,
        keep_customers=False,
    )
