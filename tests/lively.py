"""A scenario that is quickly shown, and whether two that were shown are the same."""

from __future__ import annotations

from relsim.dashboards.live import Shown
from relsim.dashboards.scenario import Scenario
from relsim.figures import MEASURES, Curve
from relsim.metrics import OUTCOMES

SMALL = Scenario(
    settings=(("customers", 120), ("reps", 2), ("competition", 0.1)),
    periods=30,
    replications=4,
    seed=11,
)


def numbers(curve: Curve) -> bytes:
    arrays = [part for part in (curve.middle, curve.low, curve.high) if part is not None]
    return b"".join(array.tobytes() for array in arrays)


def same(one: Shown, other: Shown) -> bool:
    """Whether two answers are equal to the bit."""
    return all(
        one.values(name)[arm].tobytes() == other.values(name)[arm].tobytes()
        for name in OUTCOMES
        for arm in one.strategies
    ) and all(
        list(map(numbers, one.curves(measure))) == list(map(numbers, other.curves(measure)))
        for measure in MEASURES
    )
