"""Anywhere in the parameter box a world runs to its end, and every state stays in its range."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import corners
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from watched import watch_run

from relsim.parameters import PARAMETERS
from relsim.simulation import simulate
from relsim.state import BEHAVIOURS
from relsim.strategies import PRESETS

SHARE = st.sampled_from((0.0, 1.0)) | st.floats(0.0, 1.0, allow_subnormal=False)
SETTINGS = st.dictionaries(st.sampled_from(sorted(corners.BOX)), SHARE, max_size=25)
POINTS = st.fixed_dictionaries(dict.fromkeys(BEHAVIOURS, SHARE))


@pytest.mark.parametrize("first", range(0, 400, 50))
def test_corners_of_the_box(first: int) -> None:
    assert corners.play_all(first, 50, periods=30) == []


@settings(max_examples=100)
@given(SETTINGS, POINTS, st.integers(0, 2**64 - 1), st.sampled_from((1, 2, 30)))
def test_any_few_numbers_far_out(
    shares: dict[str, float], point: dict[str, float], seed: int, customers: int
) -> None:
    values = {name: corners.value_at(name, share) for name, share in shares.items()}
    sizes = {"customers": customers, "reps": 3}
    strategy = {"name": "anyone", **point}
    assert corners.play({**values, **sizes}, strategy, seed, periods=26) == []


@pytest.mark.parametrize("end", ["low", "high"])
def test_each_number_at_its_bounds(end: str) -> None:
    for name in corners.BOX:
        values = {name: getattr(PARAMETERS[name], end), "customers": 30, "reps": 3}
        assert corners.play(values, "advisory", 1, periods=13) == [], name


def test_a_mixed_territory_far_out() -> None:
    for number in range(40):
        values, _ = corners.corner(number)
        assert (
            corners.play({**values, "reps": len(PRESETS)}, list(PRESETS), number, periods=14) == []
        )


@pytest.mark.parametrize("periods", [1, 2, 11, 12, 24, 36])
def test_short_runs_say_which_outcomes_they_do_not_have(periods: int) -> None:
    assert corners.play({"customers": 30}, "servile", 0, periods) == []


@pytest.mark.parametrize(
    "empty",
    [
        {"client_share_start": 0.0, "lead_rate": 0.0},
        {"customers": 1, "client_share_start": 0.0},
        {"exit_base": 1.0, "exit_satisfaction": 0.0, "cooling_months": 240, "lead_rate": 0.0},
    ],
)
def test_a_territory_without_clients_has_no_figures_of_clients(empty: dict[str, Any]) -> None:
    assert corners.play({"customers": 20, **empty}, "advisory", 0, periods=24) == []


def test_the_largest_discount_is_the_largest_authority() -> None:
    assert PARAMETERS["discount_authority"].high == corners.LARGEST_DISCOUNT


def test_buyers_sign_within_the_authority_also_when_they_come_back() -> None:
    # Buyers who ask for far too much, and a floor that a far larger discount would leave.
    greedy = {"floor_margin": -1.0, "pitch_demand_scale": 20.0, "demand_size": 1.0}
    settings = {**greedy, "pitch_noise": 0.5, "return_base": 20.0, "customers": 200, "reps": 3}
    firm = {"name": "firm", "yielding": 0.0, "walk_away": 1.0}
    run = watch_run(firm, periods=24, seed=1, discount_authority=0.3, **settings)
    back = (run.outcomes.returned > 0) & ~run.served
    assert back.sum() > 5 and run.outcomes.conceded[back].max() > 0.1
    assert run.outcomes.conceded[~run.served].max() <= 0.3


def test_faults_are_found() -> None:
    result = simulate("advisory", periods=3, customers=20)
    assert corners.faults(result) == []
    result.accounts["trust"][3] = 1.5
    result.series["margin"][2] = float("nan")
    result.outcomes["advisory"]["margin_12"] = 5.0
    found = " ".join(corners.faults(result))
    assert "trust in" in found and "series.margin" in found and "margin_12" in found


def test_plain_python_finds_nothing_to_warn_of() -> None:
    """Un-jitted, every warning an error: divisions by zero and overflows show themselves."""
    told = subprocess.run(
        [sys.executable, "-W", "error", str(Path(corners.__file__)), "1000", "12"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
