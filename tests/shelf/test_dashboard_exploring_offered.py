"""What a results folder offers: its views, names, outcomes and strategies."""

from __future__ import annotations

import gc
import sys
import weakref
from pathlib import Path
from typing import Any

import pytest
from shelves import make, shelf_of, study_of, view_of

from relsim.dashboards.shelf.shelf import Shelf
from relsim.dashboards.shelf.study import VIEWS
from relsim.metrics import OUTCOMES


@pytest.mark.parametrize(
    ("folder", "views"),
    [
        ("single", ("outcomes", "series", "whale", "survival")),
        ("line", ("parameter", "phases", "outcomes")),
        ("plane", ("phases", "levels", "parameter", "outcomes", "series", "whale", "survival")),
        ("cube", ("phases", "levels", "parameter", "outcomes")),
        ("listed", ("parameter", "phases", "outcomes")),
        ("worlds", ("phases", "levels", "shares", "parameter")),
        ("indices", ("importance", "phases", "levels", "shares", "parameter")),
        ("steps", ("importance", "phases", "levels", "shares", "parameter")),
    ],
)
def test_each_kind_of_design_has_its_views(shelf: Shelf, folder: str, views: Any) -> None:
    study = study_of(shelf, folder)
    assert study.views == views
    assert set(views) <= set(VIEWS)
    for view in views:
        if (folder, view) != ("plane", "survival"):  # too few are won there to tell
            view_of(study, view=view)


def test_names_outcomes_and_strategies_are_described(shelf: Shelf) -> None:
    study = study_of(shelf, "cube")
    assert [one.name for one in study.varied] == ["competition", "list_price", "servile.yielding"]
    price = study.varied[1]
    assert (price.values, price.written, price.unit) == (
        (700.0, 1000.0, 1400.0), ("700", "1000", "1400"), "EUR a month per unit size",
    )  # fmt: skip
    assert study.strategies[0] == ("servile", "Yes-sayer")
    first = study.outcomes[0]
    assert (first.name, first.unit, first.reading) == ("margin", "EUR", "money")
    assert {one.name for one in study.outcomes} == set(OUTCOMES)
    worlds = study_of(shelf, "worlds").varied[0]
    assert (worlds.values, worlds.low, worlds.high) == ((), 600.0, 2400.0)
    listed = study_of(shelf, "listed").varied
    assert [one.written for one in listed] == [("calm", "fierce")]


def test_strategies_called_alike_are_told_apart(tmp_path: Path) -> None:
    alike = ["advisory", {"name": "adviser", "base": "advisory", "yielding": 0.1}]
    make(tmp_path, "plane", strategies={"compare": alike})
    study = study_of(shelf_of(tmp_path), "plane")
    assert study.names == {"advisory": "Adviser (advisory)", "adviser": "Adviser (adviser)"}
    figure = view_of(study, view="levels").figure()
    assert figure is not None and len(figure["data"]) == 2


def test_code_that_an_experiment_names_is_not_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path, "line", strategies={"compare": ["servile", "own_strategies:Plain"]})
    monkeypatch.delitem(sys.modules, "own_strategies")
    study = study_of(shelf_of(tmp_path), "line")
    for name in study.views:
        view_of(study, view=name)
    own = study.rows(study.where({"strategy": "Plain"})).rows[0]
    assert study.run(own["run_id"]).strategies == ("Plain",)
    assert study.rows(study.where({})).total == 36
    assert "own_strategies" not in sys.modules


def test_what_was_worked_out_goes_with_its_study(tmp_path: Path) -> None:
    make(tmp_path, "line")
    shelf = shelf_of(tmp_path)
    study = study_of(shelf, "line")
    view_of(study, view="parameter")
    gone = weakref.ref(study)
    del study
    shelf._open.clear()
    gc.collect()
    assert gone() is None
