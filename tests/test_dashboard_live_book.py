"""The live engine with a book of one's own accounts."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from books import book_writer
from lively import SMALL

from relsim.accounts import Book
from relsim.dashboards.live import QUICK_WORK, Live
from relsim.metrics import OUTCOMES
from relsim.strategies import PRESETS
from relsim.study.experiment import Experiment
from relsim.study.results import Results
from relsim.study.run import execute


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
