"""The live engine: the numbers of `relsim compare`, quick first looks, whatever is asked."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import numpy as np
import pytest
from corners import corner
from lively import SMALL, numbers, same

from relsim.dashboards import live as engine
from relsim.dashboards.live import CROWD, QUICK_WORK, Live, Shown, called
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.figures import MEASURES
from relsim.metrics import OUTCOMES
from relsim.report.series import monthly_curves, months_of
from relsim.strategies import PRESETS
from relsim.study.results import Results


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    opened = Live(workers=2)
    yield opened
    opened.close()


def test_the_numbers_are_those_that_relsim_compare_prints(
    live: Live,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from relsim.cli import main

    monkeypatch.chdir(tmp_path)
    options = ["-r", "4", "-p", "30", "--seed", "11", "--set", "competition=0.1"]
    territory = ["--set", "customers=120", "--set", "reps=2"]
    assert main(["compare", *options, *territory, "--out", "x", "--json", "--no-report"]) == 0
    printed = json.loads(capsys.readouterr().out)["outcomes"]

    shown = live.show(SMALL)
    assert not shown.quick
    assert (shown.replications, shown.months, shown.failed, shown.scale) == (4, 30, 0, 1.0)
    found = {name: comparison.to_dict() for name, comparison in shown.outcomes().items()}
    assert json.loads(json.dumps(found)) == printed

    months = months_of(Results.open(Path("x")).periods.collect(), shown.strategies)
    drawn = monthly_curves(months, {arm: called(arm) for arm in shown.strategies})
    assert len(drawn) == 6
    for measure, curves in drawn.items():
        mine = shown.curves(measure)
        assert [curve.label for curve in mine] == ["Yes-sayer", "Fighter", "Adviser"]
        assert list(map(numbers, mine)) == list(map(numbers, curves))


def test_the_last_point_of_a_line_is_the_outcome_on_the_card(live: Live) -> None:
    shown = live.show(SMALL)
    for measure, name in (
        ("margin", "margin"),
        ("respect", "respect"),
        ("trust", "trust"),
        ("satisfaction", "satisfaction"),
        ("clients", "clients_end"),
        ("referrals", "referrals_won"),
    ):
        for curve, estimate in zip(
            shown.curves(measure), shown.outcomes([name])[name].estimates, strict=True
        ):
            assert curve.strategy == estimate.arm
            assert curve.middle[-1] == pytest.approx(estimate.mean, rel=1e-9)
    assert set(shown.outcomes(["margin", "respect"])) == {"margin", "respect"}


def test_the_middle_is_the_mean_and_the_band_the_middle_nine_tenths(live: Live) -> None:
    shown = live.show(SMALL)
    values = shown.values("clients_end")["combative"]
    curve = shown.curves("clients")[1]
    assert curve.low is not None
    assert curve.high is not None
    assert curve.middle[-1] == pytest.approx(np.mean(values))
    assert curve.low[-1] == pytest.approx(np.quantile(values, 0.05))
    assert curve.high[-1] == pytest.approx(np.quantile(values, 0.95))


def test_churn_is_of_the_twelve_months_before(live: Live) -> None:
    for curve in live.show(SMALL).curves("churn"):
        assert np.isnan(curve.middle[:11]).all()
        assert np.isfinite(curve.middle[11:]).all()


def test_a_first_look_is_the_beginning_of_the_whole(live: Live) -> None:
    """With common luck, so that nothing but the lever moves what is shown while it is dragged."""
    first, whole = live.show(WORKSHOP, quick=True), live.show(WORKSHOP)
    assert first.quick
    assert first.scenario == whole.scenario == WORKSHOP
    assert 2 < first.replications < whole.replications == WORKSHOP.replications
    for name in OUTCOMES:
        for arm in first.strategies:
            beginning = whole.values(name)[arm][: first.replications]
            assert first.values(name)[arm].tobytes() == beginning.tobytes()
    moved = live.show(WORKSHOP.changed("competition", 0.1), quick=True)
    assert moved.replications == first.replications


def test_first_looks_are_rougher_while_many_wait(live: Live) -> None:
    usual = live._first_look(WORKSHOP, live._time_for())[0]
    seeds = [dataclasses.replace(WORKSHOP, seed=seed) for seed in range(CROWD)]
    waiting = {(scenario, scenario): Future[Shown]() for scenario in seeds}
    live._found.update(waiting)
    rougher, scale = live._first_look(WORKSHOP, live._time_for())
    for key in waiting:
        del live._found[key]
    assert rougher.work() <= QUICK_WORK // 2 < usual.work() <= QUICK_WORK
    assert scale == WORKSHOP.value("customers") / rougher.value("customers")


def test_a_first_look_that_is_no_quicker_is_the_whole(live: Live) -> None:
    shown = live.show(SMALL, quick=True)
    assert not shown.quick
    assert shown.replications == SMALL.replications
    assert same(shown, live.show(SMALL))


@pytest.mark.parametrize(
    "scenario",
    [
        WORKSHOP.changed("customers", 1000).changed("reps", 12),
        WORKSHOP.changed("customers", 4000).changed("reps", 10),
        dataclasses.replace(WORKSHOP, periods=600),
        dataclasses.replace(WORKSHOP, strategies=tuple(PRESETS)),
    ],
)
def test_a_first_look_at_much_is_smaller_in_proportion(live: Live, scenario: Scenario) -> None:
    plan, scale = live._first_look(scenario)
    one_run = plan.work() // plan.replications
    assert plan.work() <= QUICK_WORK or plan.replications == 1
    assert one_run <= QUICK_WORK or plan.value("reps") == 1
    load = scenario.value("customers") / scenario.value("reps")
    assert plan.value("customers") / plan.value("reps") == pytest.approx(load, rel=0.01)
    assert scale == scenario.value("customers") / plan.value("customers")
    assert (
        dataclasses.replace(plan, settings=scenario.settings, replications=scenario.replications)
        == scenario
    )


def test_sums_of_a_smaller_territory_are_told_at_the_size_of_the_whole(live: Live) -> None:
    large = dataclasses.replace(WORKSHOP, replications=4, periods=60)
    large = large.changed("customers", 2000).changed("reps", 24)
    first, whole = live.show(large, quick=True), live.show(large)
    assert first.quick
    assert first.scale > 2
    for name in ("revenue", "clients_end", "referrals_made", "respect", "margin"):
        for arm in first.strategies:
            about = whole.values(name)[arm].mean()
            # What is left of revenue may be little: it is held against revenue.
            near = 0.1 * whole.values("revenue")[arm].mean() if name == "margin" else 0.0
            assert first.values(name)[arm].mean() == pytest.approx(about, rel=0.25, abs=near), name
    for measure in ("clients", "respect", "churn", "demands"):
        for mine, its in zip(first.curves(measure), whole.curves(measure), strict=True):
            assert mine.middle[-1] == pytest.approx(its.middle[-1], rel=0.35), measure


def test_runs_that_failed_are_left_out(live: Live) -> None:
    job = engine.prepare(SMALL.experiment())
    runs = [engine._made(job, number) for number in range(job.experiment.size)]
    broken = [runs[0]._replace(columns=None, outcomes=()), *runs[1:]]
    columns, outcomes = engine._gathered(broken, SMALL, 1.0)
    whole, all_of_it = engine._gathered(runs, SMALL, 1.0)
    assert np.isnan(outcomes[:, 0, 0]).all()
    assert np.isnan(columns["servile"]["clients"][0]).all()
    assert np.array_equal(outcomes[:, :, 1:], all_of_it[:, :, 1:], equal_nan=True)
    assert columns["servile"]["clients"][1:].tolist() == whole["servile"]["clients"][1:].tolist()


def test_a_territory_without_a_client_is_shown_all_the_same(live: Live) -> None:
    nobody = SMALL.changed("client_share_start", 0.0).changed("lead_rate", 0.0)
    shown = live.show(nobody)
    assert shown.failed == 0
    assert [curve.middle[-1] for curve in shown.curves("clients")] == [0.0, 0.0, 0.0]
    assert all(np.isnan(curve.middle).all() for curve in shown.curves("respect"))
    compared = shown.outcomes(["respect", "churn_yearly", "clients_end"])
    assert compared["respect"].best is None or compared["respect"].best.leader is None
    assert compared["clients_end"].differences[0].verdict == "identical"


@pytest.mark.parametrize("number", range(24))
def test_whatever_the_parameters_an_answer_comes(live: Live, number: int) -> None:
    values, _ = corner(number)
    scenario = Scenario(
        strategies=("servile", "advisory"),
        settings=tuple(values.items()),
        periods=14,
        replications=2,
        seed=number,
    )
    shown = live.show(scenario)
    assert shown.failed == 0
    compared = shown.outcomes()
    assert list(compared) == list(OUTCOMES)
    for measure in MEASURES:
        for curve in shown.curves(measure):
            assert not np.isinf(curve.middle).any()
