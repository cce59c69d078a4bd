"""What may plausibly be otherwise: every number of the model that a screening moves, and how far.

A screening of everything needs ranges that are meant together. The plausible ranges of the
parameter table are each meant alone, and three kinds of parameters are not moved as they stand
there:

- *Switches* of mechanisms: to knock one out asks another question, whether a finding needs it.
- *How much is simulated* (customers, reps): twice the territory earns twice as much and says
  nothing of how a rep should treat it. What a rep has to carry is moved by ``capacity_hours``.
- *Money*: with list price, unit cost and hourly cost all twice as high every sum is twice as high
  and nothing else changes. So the list price stays, and the two costs go over the shares of it
  that their plausible ranges stand for: unit costs between the shares at the small and at the large
  end of both ranges, hours (on a log scale) between the share that the default hour has of the
  largest plausible ticket and the share that the dearest has of the experiment's own.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from relsim.errors import InputError
from relsim.parameters import PARAMETERS
from relsim.parameters.table import Parameter
from relsim.study.arms import parse_arms
from relsim.study.design import Grid
from relsim.study.design.ranges import PLAUSIBLE, Range, parse_range
from relsim.study.design.sampled import Sampled
from relsim.study.design.written import Listed
from relsim.study.experiment import Experiment

SIZES = ("customers", "reps")
"""How much is simulated."""
PRICE = "list_price"


@dataclass(frozen=True)
class Varied:
    """What a screening moves.

    Attributes
    ----------
    experiment
        What is asked, at one point: what its design varied is in `ranges`.
    ranges
        Name -> where it may lie; parameters in the order of their table, then what the design of
        the experiment itself varies besides (behaviours, jitter, shares).
    kept
        Name of a parameter -> why it is not moved.
    """

    experiment: Experiment
    ranges: dict[str, Range]
    kept: dict[str, str]


def varied_of(experiment: Experiment) -> Varied:
    """Return what the screening of an experiment moves.

    What its design varies keeps its own range. All other parameters go over their plausible
    ranges, except those the experiment sets to another value than their default: they say which
    territory it asks about. Behaviours are moved only where the design of the experiment does.
    """
    own, held = _own_ranges(experiment)
    still = dataclasses.replace(
        experiment,
        design=Grid(),
        parameters=tuple(experiment.parameters_at(held).items()),
        arms=parse_arms([arm.at(held, experiment.mixed) for arm in experiment.arms], "strategies"),
    )
    values = dict(still.parameters)
    ranges: dict[str, Range] = {}
    kept: dict[str, str] = {}
    for name, parameter in PARAMETERS.items():
        reason = None if name in own else _kept(parameter, values)
        if reason is None:
            ranges[name] = own.pop(name) if name in own else _plausible(parameter, values)
        else:
            kept[name] = reason
    ranges.update(own)
    if not ranges:
        raise InputError(f"{experiment.name}: fixes every parameter, so that nothing can be moved")
    return Varied(still, ranges, kept)


def _own_ranges(experiment: Experiment) -> tuple[dict[str, Range], dict[str, float]]:
    """Return what a design varies with its ranges, and what it names but holds at one level."""
    design = experiment.design
    if isinstance(design, Sampled):
        return dict(zip(design.names, design.ranges, strict=True)), {}
    if isinstance(design, Grid):
        levels: Mapping[str, tuple[float, ...]] = dict(
            zip(design.names, design.levels, strict=True)
        )
    elif isinstance(design, Listed):
        levels = dict(zip(design.names, zip(*design.rows, strict=True), strict=True))
    else:
        raise InputError(f"{experiment.name}: a {design.kind} design has no ranges")
    ranges, held = {}, {}
    for name, values in levels.items():
        low, high = min(values), max(values)
        if low < high:
            known = PARAMETERS.get(name)
            ranges[name] = Range(low, high, whole=known is not None and known.kind != "float")
        else:
            held[name] = low
    return ranges, held


def _kept(parameter: Parameter, values: Mapping[str, float]) -> str | None:
    """Say why a parameter is not moved, or None where it is."""
    name = parameter.name
    if parameter.kind == "switch":
        return "a switch"
    if name in SIZES:
        return "how much is simulated"
    if name == PRICE:
        return "money has no scale of its own"
    if values[name] != parameter.default:
        return f"the experiment sets it to {values[name]:g}"
    return None


def _plausible(parameter: Parameter, values: Mapping[str, float]) -> Range:
    price, costs = values[PRICE], PARAMETERS[PRICE]
    if parameter.name == "unit_cost":
        least, most = sorted(
            (
                parameter.plausible_low / costs.plausible_low,
                parameter.plausible_high / costs.plausible_high,
            )
        )
        return Range(price * least, price * most)
    if parameter.name == "hourly_cost":
        least = parameter.default / costs.plausible_high
        return Range(price * least, price * parameter.plausible_high / costs.default, "log")
    return parse_range(parameter, PLAUSIBLE, "screening")
