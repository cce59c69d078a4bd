"""Replications until intervals are narrow: by their width alone, whoever makes the runs."""

from __future__ import annotations

import dataclasses
import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from studies import assert_same_results, small

from relsim.study import parts
from relsim.study.adaptive import Adaptive, half_width, next_look
from relsim.study.experiment import Experiment, Until
from relsim.study.plan import Failure, Record, run_of
from relsim.study.results import Results
from relsim.study.run import execute


def test_half_width_of_pairs_by_scipy() -> None:
    values = np.random.default_rng(1).normal(size=(35, 3)) * [1.0, 3.0, 2.0]
    expected = []
    for one, other in ((0, 1), (0, 2), (1, 2)):
        interval = stats.ttest_rel(values[:, one], values[:, other]).confidence_interval(0.95)
        expected.append((interval.high - interval.low) / 2.0)
    assert half_width(values) == pytest.approx(max(expected), rel=1e-12)
    assert half_width(values, np.full(35, 4.0)) == pytest.approx(max(expected) / 4.0, rel=1e-12)


def test_half_width_of_one_strategy_by_scipy() -> None:
    values = np.random.default_rng(2).normal(5.0, 2.0, size=(40, 1))
    low, high = stats.t.interval(0.95, 39, loc=values.mean(), scale=stats.sem(values[:, 0]))
    assert half_width(values) == pytest.approx((high - low) / 2.0, rel=1e-12)


def test_a_replication_without_a_number_counts_for_nothing() -> None:
    values = np.random.default_rng(3).normal(size=(12, 2))
    with_gap = np.insert(values, 4, [np.nan, 1.0], axis=0)
    assert half_width(with_gap) == half_width(values)
    assert half_width(np.full((40, 2), np.nan)) == np.inf
    assert half_width(values, np.zeros(12)) == np.inf


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3))
def test_who_is_ahead_decides_nothing(shift: list[float]) -> None:
    """Whatever is added to a strategy's outcomes, the width stays: no stop on the sign."""
    values = np.random.default_rng(4).normal(size=(30, 3))
    assert half_width(values + shift) == pytest.approx(half_width(values), rel=1e-6)


def test_looks_come_closer_than_they_grow() -> None:
    looks = [30]
    while looks[-1] < 2000:
        looks.append(next_look(looks[-1], 2000))
    assert all(10 <= later - look <= max(10, look // 4) for look, later in pairwise(looks[:-1]))
    assert looks[-1] == 2000


def invented(points: int, strategies: int, replications: int, half: float) -> Experiment:
    """Return an experiment whose runs will be made up by these tests."""
    names = ["servile", "combative", "advisory"][:strategies]
    design = {
        "kind": "grid",
        "parameters": {"competition": {"low": 0.0, "high": 0.3, "levels": points}},
    }
    asked = small(strategies={"compare": names}, design=design)
    return dataclasses.replace(
        asked, replications=replications, until=Until("respect", half, at_least=30)
    )


def made_up(experiment: Experiment, run_id: int, values: np.ndarray) -> Record:
    run = run_of(experiment, run_id)
    outcome = values[run.point, run.replication, experiment.arms.index(run.arms[0])]
    return Record(run, ({"respect": float(outcome), "list_revenue": 1.0},), 0.0)


def decided(experiment: Experiment, values: np.ndarray, seed: int, batch: int) -> np.ndarray:
    """Feed runs in some order until none is needed any more."""
    kept = parts.Parts(Path(), experiment)
    rule, needed = Adaptive(experiment, kept), kept.needed
    done = np.zeros_like(needed)
    order = random.Random(seed)
    while (needed & ~done).any():
        waiting = np.flatnonzero(needed & ~done).tolist()
        order.shuffle(waiting)
        rule.take([made_up(experiment, run_id, values) for run_id in waiting[:batch]])
        done[waiting[:batch]] = True
    assert (needed == done).all()
    return needed


def test_order_and_batches_decide_nothing() -> None:
    experiment = invented(4, 3, 200, 0.3)
    spreads = np.array([0.2, 0.7, 1.1, 4.0])[:, None, None]
    values = np.random.default_rng(5).normal(size=(4, 200, 3)) * spreads
    first = decided(experiment, values, 0, 7)
    for seed, batch in ((1, 1), (2, 50), (3, 10_000)):
        assert (decided(experiment, values, seed, batch) == first).all()
    counts = first.reshape(4, 200, 3).sum(axis=1)
    assert (counts == counts[:, :1]).all()
    # The calm point stops at the least number, the wild one goes to the most.
    assert counts[0, 0] == 30
    assert counts[3, 0] == 200
    assert 30 < counts[1, 0] < counts[2, 0] < 200
    for point in range(3):
        assert half_width(values[point, : counts[point, 0]]) <= 0.3


def test_intervals_still_cover_when_the_rule_stopped() -> None:
    experiment = invented(2, 1, 400, 0.1)
    chance, covered, trials = np.random.default_rng(6), 0, 400
    for _ in range(trials // 2):
        values = chance.normal(size=(2, 400, 1)) * 0.4
        counts = decided(experiment, values, 0, 10_000).reshape(2, 400).sum(axis=1)
        for point, count in enumerate(counts):
            kept = values[point, :count]
            covered += abs(kept.mean()) <= half_width(kept)
    assert covered / trials > 0.92


def test_failed_runs_do_not_stop_it_and_it_ends() -> None:
    experiment = invented(2, 2, 60, 0.3)
    kept = parts.Parts(Path(), experiment)
    rule, needed = Adaptive(experiment, kept), kept.needed
    failure = Failure("simulate", "too much", "")
    for run_id in range(experiment.size):
        if needed[run_id]:
            rule.take([Record(run_of(experiment, run_id), (), 0.0, failure=failure)])
    assert needed.all()


def real(half: float) -> Experiment:
    asked = small(
        experiment={"periods": 24}, outputs={"periods": True}, design={
            "kind": "grid", "parameters": {"competition": [0.0, 0.1]},
        },
    )  # fmt: skip
    return dataclasses.replace(asked, replications=90, until=Until("margin", half, 30))


def test_workers_and_interruptions_change_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "CHUNK_RUNS", 50)
    whole = execute(real(0.025), tmp_path / "whole", workers=1)
    assert whole.complete
    rows = Results.open(tmp_path / "whole").runs.collect()
    counts = rows.group_by("point").agg(pl.col("replication").n_unique())["replication"]
    assert whole.total == rows.height < 2 * 2 * 90
    assert counts.max() > 30
    assert Results.open(tmp_path / "whole").manifest["counts"]["runs"] == rows.height
    execute(real(0.025), tmp_path / "two", workers=2)
    assert_same_results(tmp_path / "whole", tmp_path / "two")
    while not execute(real(0.025), tmp_path / "pieces", workers=2, limit_runs=37).complete:
        pass
    assert_same_results(tmp_path / "whole", tmp_path / "pieces")
    again = execute(real(0.025), tmp_path / "whole")
    assert (again.resumed, again.total) == (rows.height, rows.height)


def test_money_is_measured_by_the_first_strategys_list_revenue(tmp_path: Path) -> None:
    execute(real(0.025), tmp_path / "out", workers=2)
    rows = Results.open(tmp_path / "out").runs.filter(pl.col("point") == 0).collect()
    wide = rows.pivot("strategy", index="replication", values=["margin", "list_revenue"])
    difference = (wide["margin_servile"] - wide["margin_advisory"]).to_numpy()
    reach = stats.t.ppf(0.975, difference.size - 1) * stats.sem(difference)
    narrow = reach / wide["list_revenue_servile"].mean()
    assert narrow <= 0.025 or difference.size == 90
    before = difference[:30]
    early = stats.t.ppf(0.975, 29) * stats.sem(before)
    assert (difference.size == 30) == (early / wide["list_revenue_servile"][:30].mean() <= 0.025)
