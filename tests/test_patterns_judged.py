"""Bands as the document has them, and what is made of values and intervals."""

from __future__ import annotations

import math

import numpy as np
import pytest

from relsim.errors import InputError
from relsim.evidence.patterns import (
    CRITERIA,
    PATTERNS,
    Assessment,
    Finding,
    Redrawn,
    assessment_of,
    judge,
    measure_all,
    patterns_met,
    pooled,
    values_of,
    wording,
)
from relsim.evidence.patterns.published import BUYING_AGAIN, COHORT_SURVIVAL

FREE = math.inf
#: The table of what is known of real customers, copied by hand: pattern -> criterion -> band.
BANDS = {
    "P1": {
        "survival_rmse": (-FREE, 2.5),
        "retention_rises": (0.9, FREE),
        "sorting_rises": (0.9, FREE),
    },
    "P3": {"yearly_churn": (0.05, 0.20), "revenue_retention": (0.85, 0.95)},
    "P4": {
        "margin_slope_low": (0.02, FREE),
        "margin_slope_high": (-FREE, -0.02),
        "margin_optimum": (0.1, 0.9),
        "satisfaction_slope": (0.0, FREE),
    },
    "P7": {"whale_top": (1.20, 3.20), "whale_worst": (0.25, 2.00)},
    "P8": {
        "win_strangers": (0.10, 0.30),
        "win_further": (0.55, 0.80),
        "win_rival": (0.2, 0.6),
        "win_referred": (2.0, FREE),
    },
    "P9": {"did_would": (0.30, 0.55), "did_refer": (0.20, 0.40)},
    "P11": {
        "price_fall": (0.02, 0.12),
        "loss_gain": (1.5, 2.5),
        "loss_gain_kink": (1.5, 2.5),
    },
    "P12": {
        "at_once": (0.20, 0.45),
        "impasse": (0.10, 0.30),
        "tough_price": (0.0, FREE),
        "tough_impasse": (0.0, FREE),
        "tough_satisfaction": (-FREE, 0.0),
    },
    "P13": {"instant_yes": (0.2, 0.8), "instant_trusted": (-0.15, 0.15)},
    "P14": {
        "complained": (0.65, 0.85),
        "again_silent": (0.0, 0.19),
        "again_unresolved": (0.09, 0.29),
        "again_resolved": (0.44, 0.64),
        "again_quickly": (0.72, 0.92),
        "paradox": (-FREE, 0.0),
    },
}
READ_BACK = {"loss_gain_kink", "complained"}
SMALL = {"customers": 100, "reps": 3}


@pytest.fixture(scope="module")
def assessed() -> Assessment:
    return assessment_of(measure_all(SMALL, 7, 3), {**SMALL, "loss_aversion": 2.0}, 7)


def found(name: str, value: float, low: float, high: float) -> Finding:
    return Finding(CRITERIA[name], value, low, high)


def test_patterns_and_bands_are_those_of_the_document() -> None:
    assert {name: (one.pattern, (one.low, one.high)) for name, one in CRITERIA.items()} == {
        name: (pattern, band) for pattern, bands in BANDS.items() for name, band in bands.items()
    }
    assert list(PATTERNS) == list(BANDS)
    assert {name for name, one in CRITERIA.items() if not one.structural} == READ_BACK


def test_published_numbers_are_those_of_the_document() -> None:
    assert [round(100 * share, 1) for share in COHORT_SURVIVAL] == [
        86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1,
    ]  # fmt: skip
    assert list(BUYING_AGAIN.values()) == [0.09, 0.19, 0.54, 0.82]


def test_bands_in_words() -> None:
    assert CRITERIA["yearly_churn"].band == "0.05 to 0.2"
    assert CRITERIA["win_referred"].band == "at least 2"
    assert CRITERIA["survival_rmse"].band == "at most 2.5"


def test_every_band_has_a_width_to_measure_distances_in() -> None:
    assert CRITERIA["yearly_churn"].width == pytest.approx(0.15)
    assert all(0 < one.width < FREE for one in CRITERIA.values())


@pytest.mark.parametrize(
    ("value", "low", "high", "met"),
    [
        (0.10, 0.06, 0.19, True),
        (0.10, 0.05, 0.20, True),  # the band holds its ends
        (0.10, 0.049, 0.19, False),
        (0.10, 0.06, 0.201, False),
        (0.10, math.nan, math.nan, False),
        (math.nan, math.nan, math.nan, False),
    ],
)
def test_met_is_the_whole_interval_within_the_band(
    value: float, low: float, high: float, met: bool
) -> None:
    assert found("yearly_churn", value, low, high).met is met


def test_what_was_not_measured_is_missed_in_an_open_band() -> None:
    assert not found("win_referred", math.nan, math.nan, math.nan).met
    assert not found("paradox", math.nan, math.nan, math.nan).met


def test_a_pattern_is_met_by_all_its_structural_criteria() -> None:
    def verdicts(**missed: bool) -> dict[str, bool]:
        outside = dict.fromkeys(missed, (9e9, 9e9, 9e9))
        inside = {
            name: (max(one.low, -9.0), max(one.low, -9.0), min(one.high, 9.0))
            for name, one in CRITERIA.items()
        }
        return patterns_met(found(name, *(inside | outside)[name]) for name in CRITERIA)

    assert all(verdicts().values())
    assert all(verdicts(complained=True, loss_gain_kink=True).values())
    assert [name for name, met in verdicts(yearly_churn=True, paradox=True).items() if not met] == [
        "P3",
        "P14",
    ]


def test_intervals_cover_a_planted_ratio() -> None:
    """A ratio of sums over 60 replications of unequal size: 95 % intervals, 100 times."""
    luck, covered = np.random.default_rng(20261122), 0
    for _ in range(100):
        clients = luck.poisson(50, 60)
        lost = luck.binomial(clients, 0.3)
        sums = [{"lost": float(a), "clients": float(b)}
                for a, b in zip(lost, clients, strict=True)]  # fmt: skip
        line = Redrawn(sums).line(lambda s: [s["lost"] / s["clients"]])
        covered += bool(line.low[0] <= 0.3 <= line.high[0])
    assert 90 <= covered <= 99


def test_intervals_are_as_wide_as_theory_has_them() -> None:
    """Of a mean: 1.96 standard errors to each side (divisor n, as the bootstrap draws)."""
    values = np.random.default_rng(1).normal(5.0, 2.0, 400)
    line = Redrawn([{"x": float(x), "runs": 1.0} for x in values]).line(
        lambda s: [s["x"] / s["runs"]]
    )
    assert line.middle[0] == pytest.approx(values.mean())
    reach = 1.96 * values.std() / 20.0
    assert (line.high[0] - line.low[0]) / 2.0 == pytest.approx(reach, rel=0.08)


def test_a_single_replication_has_no_interval_and_meets_nothing() -> None:
    line = Redrawn([{"x": 1.0}]).line(lambda s: [s["x"]])
    assert line.middle.tolist() == [1.0]
    assert np.isnan([line.low, line.high]).all()
    assert not any(one.met for one in judge(measure_all(SMALL, 7, 1)))


def test_an_interval_is_undefined_where_some_draws_are() -> None:
    sums = [{"x": 1.0, "n": 0.0}, {"x": 1.0, "n": 1.0}]
    line = Redrawn(sums).line(lambda s: [s["x"] / s["n"] if s["n"] else math.nan, s["x"]])
    assert line.middle.tolist() == [2.0, 2.0]
    assert np.isnan([line.low[0], line.high[0]]).all()
    assert (line.low[1], line.high[1]) == (2.0, 2.0)


def test_judged_in_order_and_alike_each_time() -> None:
    sums = measure_all(SMALL, 7, 3)
    findings = judge(sums)
    assert [one.criterion.name for one in findings] == list(CRITERIA)
    assert [one.value for one in findings] == pytest.approx(
        list(values_of(pooled(sums)).values()), nan_ok=True
    )
    assert str(judge(sums)) == str(findings)


def test_an_assessment_comes_back_from_json(assessed: Assessment) -> None:
    told = assessed.to_dict()
    again = Assessment.from_dict(told)
    assert again.to_dict() == told
    assert str(again.findings) == str(assessed.findings)
    assert again.changed == SMALL  # what was given at its default is not changed
    assert told["met"] == sum(one["met"] for one in told["patterns"])
    assert told["headline"].startswith(f"{told['met']} of 10 ")


def test_lines_of_figures_agree_with_the_values(assessed: Assessment) -> None:
    values = {one.criterion.name: one.value for one in assessed.findings}
    lines = assessed.lines
    assert lines["whale"].middle[[0, 4, 20]] == pytest.approx([0.0, values["whale_top"], 1.0])
    assert 1.0 - lines["whale"].middle[18] == pytest.approx(-values["whale_worst"])
    error = 100 * np.sqrt(np.mean((lines["survival"].middle[1:] - COHORT_SURVIVAL) ** 2))
    assert values["survival_rmse"] == pytest.approx(error)
    again = [values[f"again_{name}"] for name in BUYING_AGAIN]
    assert lines["recovery"].middle.tolist() == pytest.approx(again, nan_ok=True)
    steepest = np.diff(lines["satisfaction"].middle).min() * 6
    assert values["satisfaction_slope"] == pytest.approx(steepest, rel=1e-3)


def test_what_another_version_told_is_refused(assessed: Assessment) -> None:
    told = assessed.to_dict()
    for other in (told | {"format": 0}, told | {"patterns": told["patterns"][1:]}, {}):
        with pytest.raises(InputError, match=r"patterns\.json.*another version"):
            Assessment.from_dict(other)


def test_the_command_that_gives_it_again(assessed: Assessment) -> None:
    assert wording.command(assessed) == (
        "relsim patterns --replications 3 --seed 7 --set customers=100 --set reps=3"
    )


def test_too_few_replications_are_said(assessed: Assessment) -> None:
    assert "Fewer than 30 replications" in wording.basis(assessed)
    assert "customers = 100, reps = 3" in wording.basis(assessed)
