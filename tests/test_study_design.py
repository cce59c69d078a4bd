"""Designs: which points an experiment visits, and what is said of one that cannot be."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsim.errors import InputError
from relsim.parameters import complete
from relsim.study.arms import Arm, parse_arms
from relsim.study.design import Design, Grid, Listed, Setting, parse_design

ARMS = parse_arms(["servile", "advisory"], "x.toml: [strategies]")


def design(
    table: object, arms: tuple[Arm, ...] = ARMS, mixed: bool = False, **fixed: float
) -> Design:
    setting = Setting("x.toml", arms, complete(fixed), tuple(fixed), seed=5, mixed=mixed)
    return parse_design(table, setting)


def refusal(table: object, **changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        design(table, **changes)
    return str(caught.value)


def test_an_experiment_that_varies_nothing_has_one_point() -> None:
    assert design(None).size == 1
    assert design(None).point(0) == {}


def test_grid_by_hand_last_name_fastest() -> None:
    grid = design(
        {"kind": "grid", "parameters": {"competition": [0.1, 0.4], "servile.yielding": [0, 1]}}
    )
    assert [tuple(grid.point(index).values()) for index in range(grid.size)] == [
        (0.1, 0.0),
        (0.1, 1.0),
        (0.4, 0.0),
        (0.4, 1.0),
    ]


@given(counts=st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_grid_is_the_cartesian_product(counts: list[int]) -> None:
    levels = tuple(tuple(float(level) for level in range(count)) for count in counts)
    grid = Grid(tuple(f"p{place}" for place in range(len(counts))), levels)
    points = [tuple(grid.point(index).values()) for index in range(grid.size)]
    assert points == list(itertools.product(*levels))


def test_spread_levels_have_both_ends_and_short_decimals() -> None:
    grid = design(
        {"kind": "grid", "parameters": {"competition": {"low": 0.0, "high": 0.3, "levels": 7}}}
    )
    assert [grid.point(index)["competition"] for index in range(7)] == [
        0.0,
        0.05,
        0.1,
        0.15,
        0.2,
        0.25,
        0.3,
    ]


def test_whole_parameters_stay_whole() -> None:
    grid = design(
        {"kind": "grid", "parameters": {"customers": {"low": 100, "high": 300, "levels": 3}}}
    )
    values = [grid.point(index)["customers"] for index in range(3)]
    assert values == [100, 200, 300]
    assert all(type(value) is int for value in values)


def test_a_behaviour_may_be_written_as_a_dotted_key() -> None:
    nested = design({"kind": "grid", "parameters": {"servile": {"yielding": [0.1, 0.9]}}})
    quoted = design({"kind": "grid", "parameters": {"servile.yielding": [0.1, 0.9]}})
    assert nested == quoted
    assert nested.names == ("servile.yielding",)


def test_listed_points_take_what_they_leave_out_from_the_model_and_the_arm() -> None:
    listed = design(
        {"kind": "list", "points": [{"competition": 0.3}, {"servile": {"yielding": 0.5}}]},
        competition=0.07,
    )
    own = dict(ARMS[0].behaviours)["yielding"]
    assert listed.names == ("competition", "servile.yielding")
    assert listed.point(0) == {"competition": 0.3, "servile.yielding": own}
    assert listed.point(1) == {"competition": 0.07, "servile.yielding": 0.5}


def test_a_design_written_out_reads_the_same() -> None:
    for table in (
        {"kind": "grid", "parameters": {"competition": {"low": 0, "high": 1, "levels": 4}}},
        {"kind": "list", "points": [{"competition": 0.3}, {"servile.yielding": 0.5}]},
    ):
        first = design(table)
        assert design(first.to_dict()) == first


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"kind": "gird"}, ["kind = 'gird'", "'grid'", "did you mean"]),
        ({"parameters": {}}, ["no kind"]),
        ({"kind": "grid"}, ["needs parameters"]),
        ({"kind": "grid", "parameters": {}}, ["empty"]),
        ({"kind": "grid", "points": []}, ["takes parameters, not points"]),
        ({"kind": "grid", "levels": 3}, ["a grid design takes parameters, not levels"]),
        ({"kind": "grid", "level": 3}, ["unknown key 'level'; did you mean 'levels'?"]),
        ([1], ["must be a table"]),
    ],
)
def test_refused_designs(table: object, told: list[str]) -> None:
    message = refusal(table)
    assert message.startswith("x.toml: [design")
    assert all(words in message for words in told), message


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ({"competiton": [0.1]}, "did you mean 'competition'?"),
        ({"servil.yielding": [0.1]}, "did you mean 'servile'?"),
        ({"servile.yeilding": [0.1]}, "did you mean 'yielding'?"),
        ({"combative.yielding": [0.1]}, "names no strategy compared here"),
        ({"competition": []}, "competition is empty"),
        ({"competition": 0.1}, "competition = 0.1 must be a list"),
        ({"competition": [0.1, 1.4]}, "competition = 1.4"),
        ({"competition": [0.1, 0.1]}, "0.1 twice"),
        ({"competition": [True]}, "competition"),
        ({"competition": [float("nan")]}, "competition = nan"),
        ({"servile.yielding": [1.5]}, "servile.yielding = 1.5 is outside [0, 1]"),
        ({"servile.yielding": [True]}, "servile.yielding = true is not a number"),
        ({"servile.yielding": [0.1], "servile": {"yielding": [0.2]}}, "given twice"),
        ({"competition": {"low": 0.3, "high": 0.1, "levels": 3}}, "low = 0.3 must be below"),
        ({"competition": {"low": 0.1, "high": 0.3}}, "levels is missing"),
        ({"competition": {"low": 0.1, "high": 0.3, "levels": 1}}, "levels = 1 is outside"),
        ({"competition": {"low": 0.1, "high": 0.3, "levels": 10**9}}, "is outside [2, 10000]"),
        ({"competition": {"low": 0.1, "high": 0.3, "level": 3}}, "did you mean 'levels'?"),
        ({"customers": {"low": 100, "high": 201, "levels": 3}}, "customers"),
    ],
)
def test_refused_levels(levels: dict[str, Any], told: str) -> None:
    message = refusal({"kind": "grid", "parameters": levels})
    assert message.startswith("x.toml: [design.parameters]")
    assert told in message


def test_a_parameter_cannot_be_fixed_and_varied() -> None:
    message = refusal({"kind": "grid", "parameters": {"competition": [0.1]}}, competition=0.1)
    assert "competition is varied here and fixed in [model]" in message


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([], "design.points is empty"),
        ([{}], "no point names a parameter"),
        ([{"competition": 0.1}, 3], "number 2 = 3 must be a table"),
        ([{"competition": 0.1}, {"competition": 0.1}], "number 2 is the same point as number 1"),
        ([{"competition": 0.1}, {"competition": 7}], "number 2: competition = 7"),
    ],
)
def test_refused_points(points: list[Any], told: str) -> None:
    assert told in refusal({"kind": "list", "points": points})


def test_code_has_no_known_behaviour_to_fall_back_on() -> None:
    arms = parse_arms(["servile", "some_module:Mine"], "x.toml: [strategies]")
    table = {"kind": "list", "points": [{"competition": 0.1}, {"Mine.yielding": 0.5}]}
    with pytest.raises(InputError, match=r"Mine\.yielding is missing"):
        design(table, arms)


def test_a_listed_design_is_numbered_as_written() -> None:
    assert Listed(("a",), ((3.0,), (1.0,))).point(1) == {"a": 1.0}
