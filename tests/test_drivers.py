"""One rule, several drivers: whoever plays a month, it is the same month, bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import (
    EVENTS,
    MIXED,
    SMALL,
    WORLDS,
    Idle,
    Moody,
    MoodyAtOnce,
    assert_same,
    moody_compiled,
    stepped,
)

from relsim import state
from relsim.interventions import parse
from relsim.simulation import Result, simulate
from relsim.state import BEHAVIOURS, rows
from relsim.strategies import PRESETS, Strategy, compiled_answer


def idle(request: Any, behaviour: Any) -> None:
    """Leave the point as it is."""


def served_by(kind: str, preset: str) -> Strategy:
    """Return a strategy that answers as a preset does, by another way."""
    if kind == "python":
        return Idle(preset, PRESETS[preset].point, adapts=PRESETS[preset].adapts)
    return compiled_answer(base=preset, name=preset)(idle)


@pytest.mark.parametrize("name", WORLDS)
def test_stepping_gives_what_the_compiled_loop_gives(name):
    assert_same(simulate(**WORLDS[name]), stepped(**WORLDS[name]))


def test_the_worlds_compared_are_eventful():
    """Otherwise equality would say little."""
    total: dict[str, float] = {}
    for world in WORLDS.values():
        series = simulate(**world).series
        for name in series.dtype.names:
            total[name] = total.get(name, 0.0) + float(series[name].sum())
    assert not [name for name, value in total.items() if value == 0.0]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", ["python", "compiled"])
def test_an_answer_that_changes_nothing_is_the_point(kind, preset):
    options = {"seed": 11, **SMALL}
    assert_same(simulate(preset, **options), simulate(served_by(kind, preset), **options))


def test_a_point_reached_by_compiled_code_over_another_base_is_that_point():
    """The base is filled in, then every number overwritten."""

    def become_servile(request, behaviour):
        behaviour.yielding, behaviour.reciprocity, behaviour.diagnosis = 0.9, 0.05, 0.15
        behaviour.challenge, behaviour.initiative, behaviour.empathy = 0.0, 0.1, 0.8
        behaviour.candour, behaviour.triage, behaviour.openness = 0.15, 0.0, 0.6
        behaviour.walk_away, behaviour.selectivity = 0.0, 0.0

    point = dict(zip(BEHAVIOURS, (0.9, 0.05, 0.15, 0, 0.1, 0.8, 0.15, 0, 0.6, 0, 0), strict=True))
    disguised = compiled_answer(base="combative", name="servile")(become_servile)
    options = {"seed": 12, **SMALL}
    plain = simulate(Strategy("servile", point), **options)
    coded = simulate(disguised, **options)
    # The rep's row shows the base, and so do the sums of the reps' points.
    for name in BEHAVIOURS:
        coded.series[name] = plain.series[name]
    assert_same(plain, Result((), {}, coded.series, coded.accounts, plain.reps))


@pytest.mark.parametrize("seed", [0, 1])
def test_code_of_ones_own_gives_the_same_in_python_at_once_and_compiled(seed):
    options = {"seed": seed, "interventions": parse(EVENTS), **SMALL}
    compiled = simulate(moody_compiled, **options)
    assert_same(compiled, simulate(Moody(), **options))
    assert_same(compiled, simulate(MoodyAtOnce(), **options))
    assert_same(compiled, stepped(moody_compiled, **options))
    changed = simulate("combative", **options)
    assert changed.series.tobytes() != compiled.series.tobytes()


def test_code_and_points_share_a_mixed_territory():
    options = {"seed": 3, **SMALL}
    points = simulate(MIXED, **options)
    assert_same(points, simulate([served_by("python", n) for n in MIXED], **options))
    assert_same(points, simulate(["servile", served_by("compiled", "combative"),
                                  served_by("python", "advisory")], **options))  # fmt: skip


def test_what_compiled_code_does_to_a_request_stays_with_the_rep():
    """As in Python, where a strategy is shown a copy."""

    def forgetful(request, behaviour):
        request.demand_size = 0.01
        request.room = 0.0
        request.demand_kind = 0

    own = compiled_answer(base="servile", name="servile")(forgetful)
    options = {"seed": 13, **SMALL}
    expected = simulate("servile", **options)
    assert_same(expected, stepped(own, **options))
    assert_same(expected, simulate(own, **options))


@pytest.mark.parametrize("amount", [1.5, -0.1, float("nan")])
def test_an_answer_outside_the_scale_is_refused(amount):
    class Wild(Strategy):
        def answer(self, request: Any, behaviour: Any) -> None:
            behaviour.candour = amount

    with pytest.raises(ValueError, match="outside"):
        simulate(Wild(), **SMALL)


KINDS = [name for name, kind in vars(state).items() if isinstance(kind, np.dtype) and kind.names]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_an_attribute_in_plain_python_too(kind):
    """NumPy's own attributes (`size`) come first, unless something is done about it."""
    row = rows(getattr(state, kind), 1)[0]
    for number, name in enumerate(row.dtype.names, start=2):
        setattr(row, name, number)
        assert getattr(row, name) == row[name] == number, name
