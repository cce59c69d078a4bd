"""What a trainer is offered: levers as the parameter table has them, and presets that show much."""

from __future__ import annotations

from typing import Any

import pytest

from relsim.dashboards.levers import HORIZON, LEVERS
from relsim.dashboards.live import Live
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.texts import LANGUAGES, texts
from relsim.parameters import PARAMETERS


@pytest.mark.parametrize("lever", LEVERS, ids=lambda lever: lever.name)
def test_levers_stand_as_the_parameter_table_has_them(lever: Any) -> None:
    if lever.name == "periods":
        assert (lever.low, lever.high) == HORIZON
    else:
        parameter = PARAMETERS[lever.name]
        assert (lever.low, lever.high) == (parameter.plausible_low, parameter.plausible_high)
        assert (lever.unit, lever.meaning) == (parameter.unit, parameter.meaning)
        assert lever.default == parameter.default
    steps = (lever.high - lever.low) / lever.step
    assert steps == pytest.approx(round(steps), abs=1e-6)
    assert 9 <= steps <= 1_500
    assert WORKSHOP.changed(lever.name, lever.low).value(lever.name) == lever.low
    for language in LANGUAGES:
        said = texts(language)
        assert all(said[key] for key in (lever.title, lever.watch, *lever.thirds))


def test_the_parts_of_a_range_are_equal_and_reach_beyond_it() -> None:
    (lever,) = (lever for lever in LEVERS if lever.name == "capacity_hours")
    known = PARAMETERS["capacity_hours"]
    at, third = known.plausible_low, (known.plausible_high - known.plausible_low) / 3
    places = (-1e9, at - 10, at, at + third - 1, at + third + 1, at + 2 * third - 1)
    found = [lever.third(value) for value in (*places, at + 2 * third + 1, at + 3 * third, 1e9)]
    low, middle, high = lever.thirds
    assert found == [low, low, low, low, middle, middle, high, high, high]


def test_presets_are_points_of_their_experiments_at_the_size_of_the_workshop() -> None:
    from relsim.study import spec

    offered = presets()
    assert offered[0].scenario == WORKSHOP
    assert len({preset.name for preset in offered}) == len(offered) >= 4
    for preset in offered:
        scenario = preset.scenario
        assert all(scenario.value(n) == WORKSHOP.value(n) for n in ("customers", "reps"))
        assert scenario.capped() == scenario
        for language in LANGUAGES:
            assert texts(language)[preset.title]
            assert texts(language)[preset.about]
        if preset.experiment:
            study = spec.load(preset.experiment)
            points = [study.design.point(index) for index in range(study.design.size)]
            mine = scenario.parameters
            assert any(point.items() <= mine.items() for point in points)
            assert (scenario.seed, scenario.periods) == (study.seed, study.periods)


@pytest.mark.parametrize(
    ("name", "leader"),
    [
        ("large-and-loyal", "servile"),
        ("small-and-loud", "combative"),
        ("complex-needs", "advisory"),
    ],
)
def test_each_strategy_wins_somewhere_at_the_size_of_the_workshop(name: str, leader: str) -> None:
    (preset,) = (preset for preset in presets() if preset.name == name)
    live = Live()
    best = live.show(preset.scenario).outcomes(["margin"])["margin"].best
    assert best is not None
    assert (best.leader, best.clear) == (leader, True)
    live.close()
