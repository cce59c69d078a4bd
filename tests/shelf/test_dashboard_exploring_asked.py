"""What is asked of a results folder, from anyone; answers at once or by a job; marks and runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from shelves import SAID, asking, entry_of, make, shelf_of, study_of, view_of

from relsim.dashboards.jobs import Cancelled, Jobs
from relsim.dashboards.shelf import asking as shelf_asking
from relsim.dashboards.shelf import customers, maps
from relsim.dashboards.shelf.shelf import Shelf
from relsim.dashboards.shelf.study import Asked, View, Where, weight
from relsim.errors import InputError

HOSTILE: list[Any] = [
    None, "", "phases", 7, True, float("nan"), float("inf"), 10**400, -1, [], {}, [[]], "\x00",
    "x" * 100_000, "<img src=x onerror=alert(1)>", "../../etc/passwd", {"a": {"b": []}}, [None] * 9,
]  # fmt: skip
MARKED = (
    ("plane", "phases"),
    ("plane", "levels"),
    ("line", "parameter"),
    ("worlds", "phases"),
    ("worlds", "shares"),
    ("single", "whale"),
    ("indices", "importance"),
)


# From a mark to its runs.


def test_a_mark_of_a_map_means_the_runs_of_its_cell(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    for name in ("phases", "levels"):
        view = view_of(study, view=name)
        figure = view.figure()
        assert figure is not None
        trace = figure["data"][-1]
        where = view.picked({"x": trace["x"][1], "y": trace["y"][2], "curveNumber": 2})
        assert where is not None
        rows = study.rows(where).rows
        assert {(row["list_price"], row["competition"]) for row in rows} == {(1400.0, 0.3)}
        assert len(rows) == (18 if name == "phases" else 6)
        assert study.where(where.to_json()) == where
        assert {row["strategy"] for row in rows} <= set(study.names.values())
    assert study.said(where) == "Adviser, list price = 1400, competition = 0.3"


def test_a_mark_of_a_line_means_the_runs_at_its_value(shelf: Shelf) -> None:
    study = study_of(shelf, "cube")
    view = view_of(study, view="parameter", across="list_price", fixed={"competition": 0.3})
    where = view.picked({"x": 1000, "curveNumber": 1, "y": 17.5})
    assert where == Where((("list_price", 1000.0, 1000.0), ("competition", 0.3, 0.3)), "combative")
    assert study.rows(where).total == 12
    listed = study_of(shelf, "listed")
    where = view_of(listed, view="parameter").picked({"x": 1, "curveNumber": 0})
    assert where is not None
    assert {row["point"] for row in listed.rows(where).rows} == {1}
    assert listed.said(where) == "Yes-sayer, point of the list = fierce"


def test_a_mark_of_sampled_points_means_the_runs_of_its_part(shelf: Shelf) -> None:
    study = study_of(shelf, "worlds")
    for name in ("parameter", "shares"):
        view = view_of(study, view=name, across="competition")
        figure = view.figure()
        assert figure is not None
        where = view.picked({"x": figure["data"][0]["x"][1], "curveNumber": 0})
        assert where is not None
        ((varied, low, high),) = where.values
        assert (varied, low, high) == (
            "competition",
            *view.rows[3 if name == "parameter" else 1][:2],
        )
        rows = study.rows(where, {"endRow": 500})
        points = {row["point"] for row in rows.rows}
        assert len(points) == 8 and rows.total == 8 * 6 * (1 if name == "parameter" else 3)


def test_a_mark_of_a_map_of_sampled_points_means_the_runs_of_its_part(shelf: Shelf) -> None:
    study = study_of(shelf, "worlds")
    for name in ("phases", "levels"):
        view = view_of(study, view=name)
        figure = view.figure()
        assert figure is not None
        trace = figure["data"][-1]
        where = view.picked({"x": trace["x"][1], "y": trace["y"][0], "curveNumber": 2})
        assert where is not None
        (row,) = {
            r[:5] for r in view.rows if r[0] == where.values[1][1] and r[2] == where.values[0][1]
        }
        assert where.values == (("competition", *row[2:4]), ("list_price", *row[:2]))
        assert study.rows(where).total == row[4] * 6 * (3 if name == "phases" else 1)
        assert study.where(where.to_json()) == where


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: repr(given)[:12])
def test_a_mark_that_is_none_means_nothing(shelf: Shelf, given: Any) -> None:
    for folder, name in MARKED:
        view = view_of(study_of(shelf, folder), view=name)
        for mark in (given, {"x": given, "y": given, "curveNumber": given}, {"points": [given]}):
            where = view.picked(mark)
            assert where is None or isinstance(where, Where)


# What is asked, from anyone.


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: repr(given)[:12])
def test_whatever_is_asked_can_be_answered(shelf: Shelf, given: Any) -> None:
    for folder in ("plane", "worlds", "single"):
        study = study_of(shelf, folder)
        for choices in (
            given,
            {"view": given, "outcome": given, "across": given, "upward": given, "fixed": given},
            {"fixed": {"competition": given, "list_price": given, "nothing": given}},
            {given: given} if isinstance(given, str | int | float | None) else given,
        ):
            asked = study.read(choices)
            assert isinstance(asked, Asked)
            assert asked.view in study.views
            assert study.read(json.loads(json.dumps(asked.to_json()))) == asked
            assert all(len(note) < 200 for note in asked.notes)
            assert asking().ask(study, asked).view is not None


def test_what_cannot_be_used_is_said(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    asked = study.read({"view": "levels", "outcome": "fun", "across": "luck"})
    assert (asked.view, asked.outcome, asked.across) == ("levels", "margin", "list_price")
    assert asked.notes == (
        "fun cannot be shown here; this is margin.",
        "luck cannot be shown here; this is list_price.",
    )
    near = study.read({"view": "parameter", "across": "list_price", "fixed": {"competition": 0.14}})
    assert near.fixed == (("competition", 0.15),)
    # What is gone through is not held.
    both = {"competition": 0.15, "list_price": 700}
    along = study.read({"view": "parameter", "across": "list_price", "fixed": both})
    assert along.fixed == (("competition", 0.15),)
    assert study.read({"view": "phases", "fixed": both}).fixed == ()


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: repr(given)[:12])
def test_which_runs_are_meant_can_be_anything(shelf: Shelf, given: Any) -> None:
    study = study_of(shelf, "plane")
    for value in (
        given,
        {"values": given, "strategy": given, "status": given, "point": given},
        {"values": {"competition": given, "list_price": [given, given]}},
    ):
        where = study.where(value)
        assert study.rows(where).total <= 108
        assert study.said(where)


def test_a_value_beyond_all_points_fits_no_run(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    assert study.rows(study.where({"values": {"competition": [5, 6]}})).total == 0


# At once, or by a job.


def test_an_answer_is_worked_out_once(shelf: Shelf) -> None:
    study, asks = study_of(shelf, "plane"), asking()
    first = asks.ask(study, study.read({"view": "levels"}))
    assert asks.ask(study, study.read({"view": "levels", "across": "nothing"})).view is first.view


def test_what_takes_long_is_a_job(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_asking, "AT_ONCE_SECONDS", -1.0)
    study, jobs = study_of(shelf, "plane"), Jobs()
    study.kept.clear()
    asks = shelf_asking.Asking(jobs, SAID)
    asked = study.read({"view": "whale"})
    answer = asks.ask(study, asked)
    assert answer.view is None and answer.job is not None
    look = jobs.look(answer.job.id)
    while not look.over:
        look = jobs.look(look.id)
    assert look.state == "done" and isinstance(look.result, View)
    assert asks.ask(study, asked).view is look.result


def test_a_job_that_is_given_up_stops_between_its_steps(shelf: Shelf) -> None:
    seen: list[float] = []

    def watched(share: float) -> None:
        seen.append(share)
        if len(seen) == 3:
            raise Cancelled

    study = study_of(shelf, "plane")
    with pytest.raises(Cancelled):
        customers.whale(study, study.read({"view": "whale"}), watched)
    assert seen == sorted(seen) and 0 <= seen[0] < seen[2] < 1


def test_more_work_weighs_more(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    assert weight(study, study.read({"view": "whale"})) > weight(
        study, study.read({"view": "levels"})
    )
    assert weight(study, study.read({"view": "phases"})) < shelf_asking.AT_ONCE_SECONDS


def test_a_grid_finer_than_a_screen_is_refused(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maps, "MOST_CELLS", 5)
    study = study_of(shelf, "plane")
    study.kept.clear()
    answer = asking().ask(study, study.read({"view": "levels"}))
    assert answer.trouble == SAID["exploring.too_fine"]


def test_a_single_strategy_has_no_rivals(tmp_path: Path) -> None:
    make(tmp_path, "line", strategies={"compare": ["advisory"]})
    study = study_of(shelf_of(tmp_path), "line")
    assert study.views == ("parameter", "outcomes")
    assert view_of(study, view="outcomes").figure() is None


def test_an_extinct_book_and_undefined_outcomes_are_drawn(tmp_path: Path) -> None:
    # Runs of six months have no second year: retention is undefined in all of them.
    make(tmp_path, "plane", experiment={"periods": 6})
    study = study_of(shelf_of(tmp_path), "plane")
    for name in ("phases", "levels", "parameter", "outcomes"):
        view_of(study, view=name, outcome="retention_24")
    assert "survival" not in study.views
    assert entry_of(study.shelf, "plane").usable
    with pytest.raises(InputError):
        customers.survival(study, Asked("survival", ""), lambda share: None)
