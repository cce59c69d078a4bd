"""The live engine: the numbers of `relsim compare`, quick first looks, and many who ask at once."""

from __future__ import annotations

import dataclasses
import json
import random
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from books import book_writer
from corners import corner

from relsim.accounts import Book
from relsim.dashboards import live as engine
from relsim.dashboards.live import CROWD, QUICK_WORK, Busy, Live, Shown, called
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.figures import MEASURES, Curve
from relsim.metrics import OUTCOMES
from relsim.report.series import monthly_curves, months_of
from relsim.strategies import PRESETS
from relsim.study.experiment import Experiment
from relsim.study.results import Results
from relsim.study.run import execute

SMALL = Scenario(
    settings=(("customers", 120), ("reps", 2), ("competition", 0.1)),
    periods=30,
    replications=4,
    seed=11,
)


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    opened = Live(workers=2)
    yield opened
    opened.close()


def runs_waiting(opened: Live, count: int) -> None:
    """Wait until exactly so many runs wait for their turn."""
    for _ in range(1000):
        if opened._turns._waiting.qsize() == count:
            return
        threading.Event().wait(0.01)
    pytest.fail(f"{opened._turns._waiting.qsize()} runs wait, not {count}")


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


def test_answers_are_kept_and_shared_and_forgotten_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = Live(workers=1)
    shown = opened.show(SMALL)
    again = opened.show(dataclasses.replace(SMALL, name="called otherwise"))
    assert np.shares_memory(again._outcomes, shown._outcomes)
    assert (shown.scenario.name, again.scenario.name) == ("", "called otherwise")
    monkeypatch.setattr(engine, "CACHE_BYTES", 3 * shown.size_bytes)
    for seed in range(8):
        opened.show(dataclasses.replace(SMALL, seed=seed))
        opened.show(SMALL)  # asked for again and again: kept
    held = [future.result().size_bytes for future in opened._found.values()]
    assert 2 <= len(held) <= 3
    assert np.shares_memory(opened.show(SMALL)._outcomes, shown._outcomes)
    opened.close()


def test_many_who_ask_for_the_same_wait_for_one_answer() -> None:
    opened = Live(workers=1)
    go = threading.Event()
    opened._turns.take(-1.0, go.wait)
    with ThreadPoolExecutor(20) as people:
        asked = [people.submit(opened.show, SMALL) for _ in range(20)]
        runs_waiting(opened, SMALL.replications * 3)
        go.set()
        answers = [future.result() for future in asked]
    assert all(np.shares_memory(answers[0]._outcomes, other._outcomes) for other in answers)
    opened.close()


def test_twenty_people_at_once_get_what_each_would_get_alone(live: Live) -> None:
    luck = random.Random(3)
    wanted = [
        (SMALL.changed("competition", luck.random()).changed("periods", 12 + k % 3 * 6), k % 2 == 0)
        for k in range(60)
    ]
    with ThreadPoolExecutor(20) as people:
        found = list(people.map(lambda asked: live.show(*asked), wanted))
    alone = Live(workers=1)
    for asked, answer in list(zip(wanted, found, strict=True))[::7]:
        assert answer.scenario == asked[0]
        assert same(answer, alone.show(*asked))
    alone.close()


def test_who_comes_when_too_many_wait_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_WAITING", 3)
    opened = Live(workers=1)
    go = threading.Event()
    opened._turns.take(-1.0, go.wait)
    several = [dataclasses.replace(SMALL, seed=seed) for seed in range(4)]
    with ThreadPoolExecutor(4) as people:
        waiting = [people.submit(opened.show, scenario) for scenario in several[:3]]
        runs_waiting(opened, 3 * SMALL.replications * 3)
        refused = people.submit(opened.show, several[3]).exception(timeout=60)
        go.set()
        assert isinstance(refused, Busy)
        assert [future.result().scenario for future in waiting] == several[:3]
    assert opened.show(several[3]).scenario == several[3]  # nothing is left of the refusal
    opened.close()


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


@pytest.fixture
def book(tmp_path: Path) -> Book:
    lines = ["account_id,status,tenure", *(f"a{n},client,{n}" for n in range(40))]
    read: Book = book_writer(tmp_path)("\n".join(lines))
    return read


def test_an_own_book_is_played_as_relsim_compare_plays_it(book: Book, tmp_path: Path) -> None:
    opened = Live(book, workers=2)
    assert opened.accounts == 40
    shown = opened.show(SMALL)
    experiment = Experiment.for_compare(
        SMALL.strategies,
        dict(SMALL.settings),
        replications=4,
        periods=30,
        seed=11,
        accounts=tmp_path / "book.csv",
    )
    execute(experiment, tmp_path / "out", workers=1)
    runs = Results.open(tmp_path / "out").runs.collect().sort("replication")
    for arm in shown.strategies:
        part: Any = runs.filter(runs["strategy"] == arm)
        for name in OUTCOMES:
            assert shown.values(name)[arm].tobytes() == part[name].to_numpy().tobytes(), name
    opened.close()


def test_a_first_look_at_an_own_book_keeps_every_account(book: Book) -> None:
    opened = Live(book, workers=1)
    # As many account-months as ever, over seven strategies.
    for periods, replications in ((30, 20), (600, 1)):
        many = dataclasses.replace(
            SMALL, strategies=tuple(PRESETS), replications=500, periods=periods
        )
        plan, scale = opened._first_look(many)
        assert (scale, plan.replications) == (1.0, replications)
        assert plan == dataclasses.replace(many, replications=plan.replications)
        assert plan.work(opened.accounts) <= QUICK_WORK
    opened.close()
