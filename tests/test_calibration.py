"""Calibration: distance, journal, search, accepted sets, and the defaults as its outcome."""

import json
import math

import numpy as np
import pytest

from relsim.evidence.calibration import FREE, Plan, carry_out, ensemble, read, shipped
from relsim.evidence.calibration.accepted import reflected, step_shape
from relsim.evidence.calibration.carrying import JOURNAL
from relsim.evidence.calibration.distance import (
    MATCHED,
    UNDEFINED,
    least_rise,
    outside,
    residual,
)
from relsim.evidence.calibration.fit import Search, rounded, starts
from relsim.evidence.calibration.free import at, place_of
from relsim.evidence.calibration.jacobian import Moved, jacobian, statistics_moved
from relsim.evidence.calibration.journal import Journal
from relsim.evidence.patterns import CRITERIA, measure_all, pooled, values_of
from relsim.parameters import PARAMETERS

SMALL = {"customers": 60, "reps": 3}
TINY = Plan(seed=5, replications=2, spread=1, climbs=1, steps=1, ensemble=2, tries=2)


def test_residual_by_hand():
    churn = CRITERIA["yearly_churn"]  # 0.05 to 0.20: core 0.06125 to 0.18875, half a band 0.075
    assert residual(churn, 0.0613) == residual(churn, 0.1887) == 0.0
    # Below, a tenth of the band's half is three tenths of half its edge of 0.05.
    assert residual(churn, 0.05375) == pytest.approx(0.3)
    assert residual(churn, 0.26375) == pytest.approx(1.0)
    whale = CRITERIA["whale_worst"]  # 0.25 to 2: core from 0.38125, half its edge 0.125
    assert residual(whale, 0.13125) == pytest.approx(2.0)
    assert residual(churn, math.nan) == UNDEFINED
    rmse = CRITERIA["survival_rmse"]  # at most 2.5, one band 2.5: a fifth of it inside, 2.0
    assert residual(rmse, 2.0) == 0.0
    assert residual(rmse, 3.25) == pytest.approx(1.0)
    assert residual(rmse, 0.0) == 0.0


def test_least_rise_by_hand():
    # Of 100: 80, 64, 51.2 ... with retention .8 for three years, then .9, .9, .9, .81.
    shares = np.cumprod([0.8, 0.8, 0.8, 0.9, 0.9, 0.9, 0.81])
    sums = {"cohort_began": 100.0}
    sums |= {f"cohort_year_{year}": 100 * share for year, share in enumerate(shares, start=1)}
    assert least_rise(sums, "cohort") == pytest.approx(-0.09)
    assert math.isnan(least_rise(dict.fromkeys(sums, 0.0), "cohort"))


def test_outside_names_structural_criteria_only(tmp_path):
    sums = Search(Journal(tmp_path / "j"), 4, 2).sums(SMALL)
    values = values_of(sums)
    told = outside(sums)
    for name, criterion in CRITERIA.items():
        if name in MATCHED:
            assert (name in told) is not (criterion.low <= values[name] <= criterion.high)
    assert "complained" not in outside(sums | {"complained": 0.0})  # read back
    assert "yearly_churn" in outside(sums | {"year_stayed": 0.0})
    steady = {f"cohort_year_{year}": 0.8**year for year in range(1, 8)}
    assert "retention_rises" in outside(sums | {"cohort_began": 0.0})
    assert ("retention_rises" in outside(sums | {"cohort_began": 1.0} | steady)) is (
        least_rise({"cohort_began": 1.0} | steady, "cohort") < 0
    )


def test_free_parameters_lie_in_the_unit_cube_where_they_should():
    for one in FREE:
        parameter = PARAMETERS[one.name]
        assert parameter.kind == "float"
        assert parameter.low <= one.before <= parameter.high
        assert one.low <= one.start <= one.high
    middle = at(np.full(len(FREE), 0.5))
    assert place_of(middle) == pytest.approx(np.full(len(FREE), 0.5))


def test_starts_are_where_the_parameters_were_and_a_spread_that_repeats():
    first, before, *spread = starts(3, 8)
    assert at(first) == pytest.approx({one.name: one.start for one in FREE})
    assert at(before) == pytest.approx({one.name: one.before for one in FREE})
    places = np.array(spread)
    # A Latin hypercube: one point in each eighth of every parameter.
    assert (np.sort((places * 8).astype(int), axis=0).T == np.arange(8)).all()
    again = np.array(starts(3, 8)[2:])
    assert (places == again).all()
    assert (places != np.array(starts(4, 8)[2:])).all()


def test_journal_gives_back_what_was_put_and_drops_a_line_cut_off(tmp_path):
    path = tmp_path / "journal.jsonl"
    journal = Journal(path)
    key = Journal.key({"b": 0.1, "a": 2.0}, 1, 2)
    assert key == Journal.key({"a": 2, "b": 0.1}, 1, 2)
    assert key != Journal.key({"a": 2, "b": 0.1}, 1, 3)
    assert journal.get(key) is None
    journal.put(key, {"x": 0.1 + 0.2})
    with path.open("a") as file:
        file.write('{"key": "half')
    again = Journal(path)
    assert len(again) == 1
    assert again.get(key) == {"x": 0.1 + 0.2}
    again.put("other", {"x": 1.0})
    assert [json.loads(line)["key"] for line in path.read_text().splitlines()] == [key, "other"]


def test_search_measures_a_point_once_and_as_the_patterns_do(tmp_path):
    settings = {**SMALL, "exit_base": 0.003}
    tried = []
    search = Search(Journal(tmp_path / "j"), 4, 2, tried=lambda *told: tried.append(told))
    found = search.point(settings)
    direct = values_of(pooled(measure_all(settings, 4, 2)))
    assert found.values == pytest.approx(direct, nan_ok=True, rel=0, abs=0)
    assert len(search.journal) == 1
    assert search.point(settings).distance == found.distance
    assert len(search.journal) == 1
    assert tried == [(1, found.distance), (2, found.distance)]


def test_jacobian_is_the_change_in_band_widths_over_the_plausible_range(tmp_path):
    settings = {one.name: PARAMETERS[one.name].default for one in FREE} | SMALL
    search = Search(Journal(tmp_path / "j"), 4, 2)
    cells = {(cell.parameter, cell.criterion): cell.widths for cell in jacobian(search, settings)}
    one = next(free for free in FREE if free.name == "talk_rate")
    reach = (one.high - one.low) / 4
    ends = [
        max(one.low, settings["talk_rate"] - reach),
        min(one.high, settings["talk_rate"] + reach),
    ]
    low, high = (
        values_of(pooled(measure_all({**settings, "talk_rate": end}, 4, 2)))["did_refer"]
        for end in ends
    )
    expected = (high - low) / 0.2 * (one.high - one.low) / (ends[1] - ends[0])
    assert cells["talk_rate", "did_refer"] == pytest.approx(expected)
    assert len(cells) == len(FREE) * len(CRITERIA)


def test_statistics_moved_counts_matched_ones_only():
    cells = [
        Moved("talk_rate", "did_refer", 0.5),
        Moved("talk_rate", "did_would", -0.1),
        Moved("talk_rate", "impasse", 0.09),
        Moved("talk_rate", "loss_gain_kink", 3.0),
    ]
    assert statistics_moved(cells)["talk_rate"] == 2


def test_steps_are_long_where_statistics_move_little():
    moved = [
        Moved(one.name, name, 1.0 if (one.name, name) == ("talk_rate", "did_refer") else 0.0)
        for one in FREE
        for name in CRITERIA
    ]
    shape = step_shape(moved)
    spread = dict(zip((one.name for one in FREE), np.sqrt(np.diag(shape @ shape.T)), strict=True))
    # A whole plausible range moves the statistic by a band; a step may move it by a quarter.
    assert spread["talk_rate"] == pytest.approx((0.3**-2 + (1 / 0.25) ** 2) ** -0.5)
    assert spread["exit_base"] == pytest.approx(0.3)


def test_reflected_stays_inside():
    places = np.linspace(-5, 5, 1001)
    folded = reflected(places)
    assert folded.min() >= 0
    assert folded.max() <= 1
    inside = (places >= 0) & (places <= 1)
    assert folded[inside] == pytest.approx(places[inside])


def test_interrupted_it_goes_on_to_the_same_end(tmp_path):
    whole = carry_out(TINY, tmp_path / "whole", workers=2)
    lines = (tmp_path / "whole" / JOURNAL).read_bytes().splitlines(keepends=True)
    cut = tmp_path / "cut"
    cut.mkdir()
    (cut / JOURNAL).write_bytes(b"".join(lines[: len(lines) // 2]) + lines[-1][:50])
    carry_out(TINY, cut, workers=1)
    for name in ("calibration.toml", "ensemble.csv", "jacobian.csv", JOURNAL):
        assert (cut / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    kept = read(cut)
    assert kept.settings == whole.settings
    assert kept.ensemble == whole.ensemble


def test_defaults_are_the_outcome_of_the_calibration_that_is_shipped():
    found = shipped()
    assert found.settings == {one.name: PARAMETERS[one.name].default for one in FREE}
    assert set(found.values) == set(CRITERIA)


def test_the_ensemble_that_is_shipped_has_fifty_sets_and_begins_with_the_defaults():
    sets = ensemble()
    assert len(sets) >= 50
    assert sets[0] == {one.name: PARAMETERS[one.name].default for one in FREE}
    assert len({tuple(one.values()) for one in sets}) == len(sets)
    for one in FREE:
        values = [settings[one.name] for settings in sets]
        assert one.low <= min(values) < max(values) <= one.high


def test_each_free_parameter_moves_two_statistics():
    moved = statistics_moved(list(shipped().jacobian))
    assert min(moved.values()) >= 2


def test_rounded_to_what_the_data_can_tell():
    assert rounded({"a": 0.0123456, "b": 257.9}) == {"a": 0.0123, "b": 258.0}
