"""What a screening moves, what it calls mattering, and who decides: by hand and by oracle."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from SALib.test_functions import Ishigami

import relsim
from relsim.analysis.morris import MorrisEffects
from relsim.analysis.resampling import Estimates
from relsim.analysis.sensitivity import EARNS_MOST, Sensitivities, Sensitivity, earning_most
from relsim.analysis.sensitivity import sensitivities as found_in
from relsim.errors import InputError
from relsim.evidence.screening import (
    Decided,
    Sizes,
    Varied,
    chosen,
    deciding,
    groups,
    largest,
    screening,
    shares_of,
    varied_of,
    wording,
)
from relsim.parameters import PARAMETERS
from relsim.study import spec
from relsim.study.design.ranges import Range
from relsim.study.experiment import Experiment


def asked(**tables: Any) -> Experiment:
    whole = {"strategies": {"compare": ["servile", "advisory"]}, **tables}
    return spec.parse(whole, "asked.toml", Path())


# What is moved


def test_everything_plausible_is_moved_but_switches_sizes_and_the_price() -> None:
    varied = varied_of(asked())
    assert set(varied.ranges) | set(varied.kept) == set(PARAMETERS)
    assert not set(varied.ranges) & set(varied.kept)
    kept = {name for name in varied.kept if PARAMETERS[name].kind != "switch"}
    assert kept == {"customers", "reps", "list_price"}
    for name, span in varied.ranges.items():
        parameter = PARAMETERS[name]
        assert parameter.low <= span.low < span.high <= parameter.high, name
        if name not in ("unit_cost", "hourly_cost"):
            assert (span.low, span.high) == (parameter.plausible_low, parameter.plausible_high)


def test_costs_go_over_shares_of_the_list_price() -> None:
    # Of the experiment's own 2,000, unit costs: 60 of 200 and 2,500 of 5,000; an hour: what it
    # costs by default of 5,000 and 90 of 1,000.
    varied = varied_of(asked(model={"list_price": 2000}))
    assert varied.ranges["unit_cost"] == Range(600.0, 1000.0)
    assert varied.ranges["hourly_cost"] == Range(
        pytest.approx(2_000 / 5_000 * PARAMETERS["hourly_cost"].default), 180.0, "log"
    )
    assert varied.kept["list_price"] == "money has no scale of its own"


@pytest.mark.parametrize("strategy", ["servile", "advisory"])
def test_money_has_no_scale_of_its_own(strategy: str) -> None:
    world: dict[str, Any] = {"seed": 3, "periods": 24, "customers": 80, "reps": 2}
    plain = relsim.simulate(strategy, **world).outcomes[strategy]
    prices = ("list_price", "unit_cost", "hourly_cost")
    dearer = {name: 2 * PARAMETERS[name].default for name in prices}
    twice = relsim.simulate(strategy, **world, **dearer).outcomes[strategy]
    for name, value in plain.items():
        scale = 2.0 if relsim.metrics.OUTCOMES[name].unit.startswith("EUR") else 1.0
        assert twice[name] == pytest.approx(scale * value, rel=1e-12, nan_ok=True), name


def test_what_an_experiment_sets_stays_and_what_it_varies_keeps_its_range() -> None:
    varied = varied_of(
        asked(
            model={"crisis_rate": 0.03, "loss_aversion": 2.0},
            design={
                "kind": "grid",
                "parameters": {
                    "competition": [0.1, 0.02, 0.05],
                    "servile.yielding": [0.2, 0.9],
                    "advisory.candour": [0.4],
                    "m04_precedent": [0, 1],
                    "urgency_rate": [0.3],
                },
            },
        )
    )
    assert varied.kept["crisis_rate"] == "the experiment sets it to 0.03"
    assert "loss_aversion" in varied.ranges  # at its default it says nothing
    assert varied.ranges["competition"] == Range(0.02, 0.1)
    assert varied.ranges["servile.yielding"] == Range(0.2, 0.9)
    assert varied.ranges["m04_precedent"] == Range(0, 1, whole=True)
    # a single level is a value, not a range
    assert varied.kept["urgency_rate"] == "the experiment sets it to 0.3"
    assert dict(varied.experiment.arms[1].behaviours)["candour"] == 0.4
    assert "advisory.candour" not in varied.ranges
    assert dict(varied.experiment.parameters)["urgency_rate"] == 0.3


def test_points_of_a_list_and_sampled_ranges_are_ranges() -> None:
    listed = asked(
        design={"kind": "list", "points": [{"competition": 0.1}, {"fit_mean": 0.6}, {"reps": 4}]}
    )
    ranges = varied_of(listed).ranges
    assert ranges["competition"] == Range(PARAMETERS["competition"].default, 0.1)
    assert ranges["fit_mean"] == Range(0.6, 0.7)
    assert ranges["reps"] == Range(4, 12, whole=True)
    morris = varied_of(spec.load("behaviours-sobol")).ranges
    assert [name for name in morris if "." in name][:2] == ["rep.yielding", "rep.reciprocity"]


def test_both_studies_are_experiments_that_their_files_give_again() -> None:
    sizes = Sizes(trajectories=2, samples=4, replications=3, names=2)
    varied = varied_of(asked(experiment={"replications": 9, "name": "mine"}))
    for study, name in (
        (screening(varied, sizes), "mine-morris"),
        (deciding(varied, ["fit_mean", "hourly_cost"], sizes), "mine-sobol"),
    ):
        assert (study.name, study.replications) == (name, 3)
        again = spec.parse(study.to_dict(), "again.toml", Path())
        assert again.design_hash() == study.design_hash()


@pytest.mark.parametrize(
    ("sizes", "told"),
    [
        ({"samples": 100}, "--samples = 100 must be a power of two; the nearest are 64 and 128"),
        ({"samples": 1}, r"--samples = 1 is outside \[2,"),
        ({"trajectories": 1}, r"--trajectories = 1 is outside \[2,"),
        ({"replications": 0}, r"--replications = 0 is outside \[1,"),
        ({"names": 0}, r"--names = 0 is outside \[1, 50\]"),
    ],
)
def test_sizes_that_no_design_has_are_refused(sizes: dict[str, int], told: str) -> None:
    with pytest.raises(InputError, match=told):
        Sizes(**sizes).check()


# What matters


def effects(
    outcome: str, mu_star: list[float], reach: float, luck: float = 0.0, base: str | None = None
) -> Sensitivity:
    """Effects of a size, up and down in turn, with intervals that reach as far to each side."""
    of = np.array(mu_star)
    known = Estimates(of, of - reach, of + reach, np.full(len(of), reach / 2))
    mu = of * [1.0, -1.0, 0.3, 1.0][: len(of)]
    moved = dataclasses.replace(known, value=mu, low=mu - reach, high=mu + reach)
    found = MorrisEffects(moved, known, known, np.full(len(of), luck), 10, 4)
    return Sensitivity(outcome, "servile", base, found)


def test_a_share_is_the_effect_over_the_largest_by_hand() -> None:
    found = shares_of(effects("margin", [50.0, 10.0, 4.0, 1.0], 3.0))
    assert found is not None
    np.testing.assert_allclose(found.value, [1.0, 0.2, 0.08, 0.02])
    np.testing.assert_allclose(found.low, [0.94, 0.14, 0.02, 0.0])
    np.testing.assert_allclose(found.high, [1.06, 0.26, 0.14, 0.08])
    np.testing.assert_allclose(found.net, [1.0, 0.2, 0.024, 0.02])
    assert found.sign.tolist() == [1.0, -1.0, 0.0, 1.0]
    assert found.matters.tolist() == [True, True, False, False]
    assert found.clear.tolist() == [True, True, False, False]
    assert found.out.tolist() == [False, False, False, True]


def test_what_luck_alone_would_give_does_not_matter() -> None:
    found = shares_of(effects("margin", [50.0, 10.0, 8.0, 1.0], 3.0, luck=9.0))
    assert found is not None
    assert found.matters.tolist() == [True, True, False, False]
    assert found.clear.tolist() == [True, False, False, False]


def test_a_question_without_effects_has_no_shares() -> None:
    assert shares_of(Sensitivity("margin", "servile", None, None, "nothing moves it")) is None
    assert shares_of(effects(EARNS_MOST, [0.0, 0.0, 0.0, 0.0], 0.1)) is None


def test_groups_take_turns_in_choosing() -> None:
    found = Sensitivities(
        "morris",
        ("a", "b", "c", "d"),
        (
            effects("margin", [9.0, 8.0, 1.0, 0.0], 0.1),
            effects("margin", [0.0, 8.0, 9.0, 0.0], 0.1, base="advisory"),
            effects("respect", [1.0, 0.7, 0.2, 0.8], 0.01),
            effects(EARNS_MOST, [0.0, 0.0, 0.5, 0.0], 0.01),
        ),
        (),
    )
    assert list(groups(found.found)) == ["margin", "respect", "lead", EARNS_MOST]
    # margin a; respect d, because a is taken; the lead c; who earns most has none left; margin b
    assert chosen(found, 4) == ["a", "d", "c", "b"]
    assert chosen(found, 2) == ["a", "d"]
    nothing = dataclasses.replace(found, found=(Sensitivity("margin", "servile", None, None),))
    assert chosen(nothing, 4) == []


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_one_strategy_earns_most_or_several_share_it(earned: list[list[int]]) -> None:
    table = np.array(earned, dtype=float)
    chance = earning_most(table)
    np.testing.assert_allclose(chance.sum(axis=0), 1.0)
    assert ((chance > 0) == (table == table.max(axis=0))).all()


def test_nobody_earns_most_where_anyone_is_undefined() -> None:
    assert np.isnan(earning_most(np.array([[1.0], [np.nan]]))).all()


# The oracle: Ishigami's function decides how much is earned, another name decides by whom

NAMES = ("competition", "fit_mean", "complexity_mean", "honesty_mean", "talk_rate", "value")
SPANS = dict.fromkeys(NAMES, Range(0.1, 0.9))


def planted(study: Experiment, earned: Callable[[np.ndarray], np.ndarray]) -> pl.DataFrame:
    """Runs of a study whose servile margin is a function of the point, and the rest of it.

    The advisory strategy earns three more where the fourth name is above its middle, three less
    below. Replications add luck that all points share, and a little that they do not.
    """
    rng = np.random.default_rng(5)
    matrix = np.asarray(study.design.matrix)  # type: ignore[attr-defined]
    common = rng.normal(size=study.replications)
    rows = []
    base = earned(matrix)
    lead = np.where(matrix[:, NAMES.index("honesty_mean")] > 0.5, 3.0, -3.0)
    for replication in range(study.replications):
        luck = common[replication] + 0.02 * rng.normal(size=(2, len(matrix)))
        for arm, values in (("servile", base + luck[0]), ("advisory", base + lead + luck[1])):
            rows.append(
                pl.DataFrame(
                    {
                        "point": np.arange(len(matrix)),
                        "strategy": arm,
                        "replication": replication,
                        "margin": values,
                        "status": "done",
                    }
                )
            )
    return pl.concat(rows).with_row_index("run_id")


def ishigami(matrix: np.ndarray) -> np.ndarray:
    values: np.ndarray = Ishigami.evaluate((2 * matrix[:, :3] - 1) * np.pi)
    return values


@pytest.fixture(scope="module")
def oracle() -> tuple[Sensitivities, Sensitivities]:
    varied = Varied(asked(), SPANS, {})
    sizes = Sizes(trajectories=40, samples=2048, replications=4)
    found = []
    for study in (screening(varied, sizes), deciding(varied, NAMES[:4], sizes)):
        runs = planted(study, ishigami)
        found.append(found_in(study, runs, {"runs": len(runs)}, "x", ("margin",), winning=True))
    return found[0], found[1]


def test_screening_finds_what_decides_how_much_and_what_decides_by_whom(
    oracle: tuple[Sensitivities, Sensitivities],
) -> None:
    screened, _ = oracle
    by_group = {
        group: largest([share for one in of if (share := shares_of(one)) is not None])
        for group, of in groups(screened.found).items()
    }
    by_whom = [False, False, False, True, False, False]
    # the servile rep's margin knows nothing of the fourth name, the adviser's does
    assert by_group["margin"].clear.tolist() == [True, True, True, True, False, False]
    assert by_group["margin"].out.tolist() == [False, False, False, False, True, True]
    for group in ("lead", EARNS_MOST):
        assert by_group[group].matters.tolist() == by_whom
        assert by_group[group].out.tolist() == [not own for own in by_whom]
        assert by_group[group].sign[3] != 0
    assert set(chosen(screened, 12)) == set(NAMES[:4])
    assert "honesty_mean" in chosen(screened, 2)  # who wins has as much to say as what is earned


def test_sobol_indices_of_the_oracle_equal_their_closed_forms(
    oracle: tuple[Sensitivities, Sensitivities],
) -> None:
    _, decided = oracle
    found = {(one.outcome, one.arm, one.base): one.indices for one in decided.found}
    eighth, fifth = 0.1 * np.pi**4, 0.1**2 * np.pi**8
    alone = np.array([0.5 * (1 + eighth / 5) ** 2, 49 / 8, 0.0, 0.0])
    joint = fifth * (1 / 18 - 1 / 50)
    total = (alone + np.array([joint, 0.0, joint, 0.0])) / (alone.sum() + joint)
    own = found["margin", "servile", None]
    assert own is not None
    np.testing.assert_allclose(own.total.value, total, atol=0.03)  # type: ignore[union-attr]
    for question in (
        ("margin", "advisory", "servile"),
        (EARNS_MOST, "servile", None),
        (EARNS_MOST, "advisory", None),
    ):
        of = found[question]
        assert of is not None
        np.testing.assert_allclose(of.total.value, [0, 0, 0, 1], atol=0.02)  # type: ignore[union-attr]
        np.testing.assert_allclose(of.first.value, [0, 0, 0, 1], atol=0.02)  # type: ignore[union-attr]


# What is said of it


def decided(
    name: str, outcome: str, base: str | None, total: tuple[float, float, float]
) -> Decided:
    asked_for = Sensitivity(outcome, "servile", base, None)
    return Decided(name, Range(0.0, 1.0), asked_for, (1.0, 0.9, 1.1), 1.0, True, None, total)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        ((0.2, 0.1, 0.3), "fit mean decides most by how much servile and advisory differ"),
        ((0.4, 0.3, 0.5), "fit mean seems to decide most by how much servile and advisory differ"),
    ],
)
def test_who_decides_most_is_claimed_only_of_intervals_that_stand_apart(
    second: tuple[float, float, float], told: str
) -> None:
    winners = [
        (decided(name, "margin", "advisory", total), decided(name, EARNS_MOST, None, total))
        for name, total in (("talk_rate", second), ("fit_mean", (0.5, 0.4, 0.6)))
    ]
    assert wording.deciding(winners) == f"{told}, and whether servile earns most"
    (lead, _), (_, chance) = winners
    assert wording.deciding([(lead, chance)], {"servile": "Yes-sayer"}) == (
        "talk rate decides most by how much Yes-sayer and advisory differ; fit mean,"
        " whether Yes-sayer earns most"
    )
