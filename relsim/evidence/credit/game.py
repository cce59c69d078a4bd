"""The study behind a decomposition: every mixture of the behaviours of two strategies."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from relsim.errors import InputError
from relsim.strategies import BEHAVIOURS
from relsim.study.arms import Arm, parse_arms
from relsim.study.design import Grid
from relsim.study.experiment import DEFAULT_PERIODS, DEFAULT_SEED, Experiment

PLACE = "shapley"
REPLICATIONS = 20
"""As shipped: 2,048 points of 1,000 accounts and ten years, eight minutes on two idle cores."""
MIXTURE = "mixture"


@dataclass(frozen=True)
class Game:
    """Two strategies, the behaviours in which they differ, and a study of all mixtures of them.

    Attributes
    ----------
    strategy, base
        Their names: the gap is the strategy's outcome less the base's.
    behaviours
        Those in which they differ.
    experiment
        A grid of two levels a behaviour: the base's value, and the strategy's. All points share
        territory and luck.
    """

    strategy: str
    base: str
    behaviours: tuple[str, ...]
    experiment: Experiment


def game_of(
    strategy: object = "advisory",
    base: object = "servile",
    parameters: Mapping[str, object] | None = None,
    *,
    replications: int = REPLICATIONS,
    periods: int = DEFAULT_PERIODS,
    seed: int = DEFAULT_SEED,
) -> Game:
    """Return the game in which a base takes over the behaviours of a strategy, one after another.

    Parameters
    ----------
    strategy, base
        As an experiment compares them: names of presets, or tables.
    parameters
        Model parameters that differ from their defaults.
    replications, periods, seed
        Of the study.

    Raises
    ------
    InputError
        Where one of the two is no fixed point, or they do not differ.
    """
    arms = parse_arms([strategy, base], PLACE)
    for arm in arms:
        if arm.is_code or arm.adapts:
            raise InputError(
                f"{PLACE}: {arm.name} is no fixed point of eleven behaviours, so it has no"
                " behaviour to take over"
            )
    to, start = (dict(arm.behaviours) for arm in arms)
    differing = tuple(name for name in BEHAVIOURS if to[name] != start[name])
    if not differing:
        raise InputError(f"{PLACE}: {arms[0].name} and {arms[1].name} behave alike")
    if arms[0].jitter != arms[1].jitter:
        raise InputError(
            f"{PLACE}: {arms[0].name} and {arms[1].name} stray differently (jitter), which is no"
            " behaviour; give both the same"
        )
    asked = Experiment.for_compare(
        [_mixture(arms[1])],
        parameters,
        replications=replications,
        periods=periods,
        seed=seed,
        name=f"{PLACE}-{arms[0].name}-{arms[1].name}",
        customers=False,
    )
    grid = Grid(
        tuple(f"{MIXTURE}.{name}" for name in differing),
        tuple((start[name], to[name]) for name in differing),
    )
    experiment = dataclasses.replace(
        asked,
        question=f"Which behaviours make the gap between {arms[0].name} and {arms[1].name}?",
        design=grid,
        keep_periods=False,
    )
    return Game(arms[0].name, arms[1].name, differing, experiment)


def _mixture(base: Arm) -> dict[str, object]:
    return base.to_dict() | {"name": MIXTURE}
