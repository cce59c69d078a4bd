"""The runs of a results folder: paged, sorted, filtered, one made again."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from shelves import SAID, make, shelf_of, study_of

from relsim.cli import main
from relsim.dashboards.live import Live
from relsim.dashboards.shelf.shelf import Shelf
from relsim.dashboards.shelf.study import Study, Where
from relsim.errors import InputError
from relsim.metrics import OUTCOMES
from relsim.study.replay import replay

HOSTILE: list[Any] = [
    None, "", 7, -1, True, float("nan"), float("inf"), 10**400, [], {}, [[]], "\x00", "x" * 100_000,
    "<b>", {"a": []}, [None], [{"colId": []}], {"margin": 7}, {"margin": {"filter": []}},
    {"margin": {"type": "inRange", "filter": 1e400, "filterTo": "b"}},
    {"margin": {"conditions": [None, {"type": []}, {"type": "equals", "filter": 10**400}]}},
    {"strategy": {"type": "contains", "filter": "(((["}}, {"strategy": {"filter": 5}},
    {"run_id": {"type": "equals", "filter": 0.5}}, {"point": {"type": "lessThan", "filter": 1e14}},
]  # fmt: skip


def asked(study: Study, request: Any = None, **where: Any) -> list[dict[str, Any]]:
    return study.rows(study.where(where), request).rows


# Paging.


def test_runs_come_in_pages(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    stored = study.results.runs.collect()
    page = study.rows(study.where({}), {"startRow": 20, "endRow": 25})
    assert page.total == 108
    assert page.columns == tuple(stored.columns)
    assert [row["run_id"] for row in page.rows] == stored["run_id"][20:25].to_list()
    first = page.rows[0]
    assert first["strategy"] == study.names[stored["strategy"][20]]
    assert first["margin"] == stored["margin"][20]
    assert study.rows(study.where({}), {"startRow": 105, "endRow": 200}).rows[-1]["run_id"] == 107
    assert asked(study, {"startRow": 500, "endRow": 600}) == []
    assert len(asked(study, {"startRow": 0, "endRow": 10**9})) == 108
    assert len(asked(study)) == 100


def test_a_page_is_never_large(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    from relsim.dashboards.shelf import runs as shelf_runs

    monkeypatch.setattr(shelf_runs, "MOST_ROWS", 7)
    assert len(asked(study_of(shelf, "plane"), {"startRow": 3, "endRow": 90})) == 7


@pytest.mark.parametrize(("name", "down"), [("margin", True), ("respect", False), ("point", True)])
def test_runs_are_sorted(shelf: Shelf, name: str, down: bool) -> None:
    study = study_of(shelf, "plane")
    stored = study.results.runs.collect().sort(name, descending=down, maintain_order=True)
    sort = [{"colId": name, "sort": "desc" if down else "asc"}]
    page = asked(study, {"startRow": 30, "endRow": 60, "sortModel": sort})
    assert [row["run_id"] for row in page] == stored["run_id"][30:60].to_list()


def test_runs_are_sorted_by_several_columns_undefined_last(tmp_path: Path) -> None:
    path = make(tmp_path, "line") / "runs.parquet"
    undefined = pl.when(pl.col("run_id") % 3 == 0).then(float("nan")).otherwise(1.0)
    pl.read_parquet(path).with_columns(retention_24=undefined).write_parquet(path)
    study = study_of(shelf_of(tmp_path), "line")
    for way in ("asc", "desc"):
        sort = [{"colId": "retention_24", "sort": way}, {"colId": "margin", "sort": "asc"}]
        rows = asked(study, {"startRow": 0, "endRow": 108, "sortModel": sort})
        assert [row["retention_24"] for row in rows] == [1.0] * 36 + [None] * 18
        for part in (rows[:36], rows[36:]):
            margins = [row["margin"] for row in part]
            assert margins == sorted(margins)
    blank = {"filterModel": {"retention_24": {"type": "blank"}}}
    assert study.rows(study.where({}), blank).total == 18


def test_runs_are_filtered(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    stored = study.results.runs.collect()
    middle = float(stored["margin"].median())  # type: ignore[arg-type]
    cases: list[tuple[dict[str, Any], pl.Expr]] = [
        ({"margin": {"type": "greaterThan", "filter": middle}}, pl.col("margin") > middle),
        ({"competition": {"type": "equals", "filter": 0.15}}, pl.col("competition") == 0.15),
        (
            {"replication": {"type": "inRange", "filter": 1, "filterTo": 3}},
            pl.col("replication").is_between(1, 3),
        ),
        ({"strategy": {"type": "contains", "filter": "FIGHT"}}, pl.col("strategy") == "combative"),
        ({"status": {"type": "equals", "filter": "failed"}}, pl.lit(False)),
        (
            {
                "point": {
                    "operator": "OR",
                    "conditions": [
                        {"type": "lessThan", "filter": 1},
                        {"type": "greaterThanOrEqual", "filter": 5},
                    ],
                },
                "strategy": {"type": "startsWith", "filter": "adv"},
            },
            ((pl.col("point") < 1) | (pl.col("point") >= 5)) & (pl.col("strategy") == "advisory"),
        ),
    ]
    for model, wanted in cases:
        page = study.rows(study.where({}), {"endRow": 200, "filterModel": model})
        expected = stored.filter(wanted)["run_id"].to_list()
        assert ([row["run_id"] for row in page.rows], page.total) == (expected, len(expected))


@pytest.mark.parametrize("given", HOSTILE, ids=lambda given: repr(given)[:12])
def test_any_request_is_answered_calmly(shelf: Shelf, given: Any) -> None:
    study = study_of(shelf, "plane")
    for request in (
        given,
        {"startRow": given, "endRow": given, "sortModel": given, "filterModel": given},
        {"sortModel": [{"colId": given, "sort": given}], "filterModel": {"margin": given}},
    ):
        page = study.rows(Where(), request)
        assert len(page.rows) <= 500
        json.dumps(page.rows, allow_nan=False)
        assert study.failures(request).total == 0


def test_columns_are_described(shelf: Shelf) -> None:
    study = study_of(shelf, "cube")
    groups = {column.name: column.group for column in study.columns}
    assert groups["run_id"] == "key" and groups["status"] == "state"
    assert groups["servile.yielding"] == "varied" and groups["margin"] == "outcome"
    assert [column.name for column in study.columns] == study.results.runs.collect_schema().names()
    (margin,) = (column for column in study.columns if column.name == "margin")
    assert (margin.label, margin.unit, margin.number) == ("Margin", "EUR", True)


# One run.


def test_one_run_is_told(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    stored = study.results.runs.filter(pl.col("run_id") == 77).collect().row(0, named=True)
    one = study.run(77)
    assert (one.point, one.replication, one.status) == (
        stored["point"], stored["replication"], "done",
    )  # fmt: skip
    assert one.strategies == (study.names[stored["strategy"]],)
    assert one.seed == "5" and one.failure is None
    assert one.varied == (
        ("competition", f"{stored['competition']:g}", "chance a month"),
        ("list price", f"{stored['list_price']:g}", "EUR a month per unit size"),
    )
    assert [outcome[0] for outcome in one.outcomes] == [one.label for one in OUTCOMES.values()]
    assert one.outcomes[0][2] == (f"{stored['margin']:,.0f} EUR",)
    assert one.replay == "relsim replay results/plane 77"


@pytest.mark.parametrize("given", [*HOSTILE[:2], *HOSTILE[3:13], 108, "5", 5.0])
def test_a_run_that_is_not_there_is_told_calmly(shelf: Shelf, given: Any) -> None:
    with pytest.raises(InputError, match="There is no run"):
        study_of(shelf, "plane").run(given)


def test_a_run_not_made_yet_is_told_calmly(tmp_path: Path) -> None:
    make(tmp_path, "plane", limit=10)
    study = study_of(shelf_of(tmp_path), "plane")
    made = {row["run_id"] for row in asked(study)}
    missing = next(number for number in range(108) if number not in made)
    with pytest.raises(InputError, match="has not been made yet"):
        study.run(missing)


def test_the_commands_make_the_run_again(
    shelf: Shelf, studies: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = study_of(shelf, "cube")
    # Of the arm whose behaviour is varied, at a point and replication of its own.
    wanted = pl.all_horizontal(pl.col("strategy") == "servile", pl.col("replication") == 4)
    of = study.results.runs.filter(wanted, pl.col("servile.yielding") == 0.2).collect()
    stored = of.row(-1, named=True)
    one = study.run(stored["run_id"])
    monkeypatch.chdir(studies.parent)
    assert main(shlex.split(one.replay)[1:]) == 0
    out = tmp_path / "again"
    assert main([*shlex.split(one.compare)[1:], "--out", str(out), "--no-report"]) == 0
    again = pl.read_parquet(out / "runs.parquet").filter(wanted).row(0, named=True)
    for name in OUTCOMES:
        assert again[name] == stored[name] or again[name] != again[name], name
    assert main([*shlex.split(one.trace)[1:], "--customer", "3"]) == 0
    assert "servile=servile" in one.trace and "advisory" not in one.trace


def test_luck_of_its_own_has_a_seed_of_its_own(tmp_path: Path) -> None:
    make(tmp_path, "line", experiment={"luck": "independent"})
    study = study_of(shelf_of(tmp_path), "line")
    wanted = study.results.runs.filter(point=2, replication=3, strategy="advisory").collect()
    stored = wanted.row(0, named=True)
    one = study.run(stored["run_id"])
    assert one.seed != "5"
    out = tmp_path / "again"
    assert main([*shlex.split(one.compare)[1:], "--out", str(out), "--no-report"]) == 0
    again = pl.read_parquet(out / "runs.parquet").filter(replication=3, strategy="advisory")
    assert again["margin"].item() == stored["margin"]


def test_replaying_gives_what_is_stored(studies: Path, shelf: Shelf) -> None:
    assert replay(studies / "worlds", 100).same
    one = study_of(shelf, "worlds").run(100)
    assert one.replay.endswith("results/worlds 100")


def test_the_other_pages_show_the_same_run(shelf: Shelf) -> None:
    study = study_of(shelf, "plane")
    stored = study.results.runs.filter(pl.col("run_id") == 77).collect().row(0, named=True)
    one = study.run(77)
    assert one.scenario is not None and one.unsaid == ""
    shown = Live().show(one.scenario)
    values = shown.values("margin")[stored["strategy"]]
    assert values[one.replication] == stored["margin"]


@pytest.mark.parametrize(
    ("changes", "why", "commands"),
    [
        ({"experiment": {"mixed": True}}, "mixed", (True, False)),
        (
            {"intervention": [{"period": 3, "what": "crisis", "who": {"share": 0.5}}]},
            "events",
            (False, False),
        ),
        ({"experiment": {"periods": 6}}, "size", (True, True)),
        (
            {"strategies": {"compare": [{"name": "softer", "base": "advisory", "yielding": 0.6}]}},
            "changed",
            (True, True),
        ),
        ({"strategies": {"compare": ["own_strategies:Plain"]}}, "code", (True, True)),
    ],
)
def test_what_cannot_be_said_elsewhere_is_told(
    tmp_path: Path, changes: dict[str, Any], why: str, commands: tuple[bool, bool]
) -> None:
    make(tmp_path, "line", **changes)
    one = study_of(shelf_of(tmp_path), "line").run(2)
    assert one.scenario is None
    assert one.unsaid == SAID("exploring.unsaid", why=SAID[f"exploring.unsaid.{why}"])
    assert (bool(one.compare), bool(one.trace)) == commands
    assert ("--mixed" in one.compare) == (why == "mixed")


def test_a_mixed_run_has_a_value_for_each_strategy(tmp_path: Path) -> None:
    make(tmp_path, "line", experiment={"mixed": True})
    study = study_of(shelf_of(tmp_path), "line")
    one = study.run(7)
    assert one.strategies == ("Yes-sayer", "Fighter", "Adviser")
    assert len(one.outcomes[0][2]) == 3
    sort = [{"colId": "margin", "sort": "desc"}]
    rows = asked(study, {"endRow": 54, "sortModel": sort})
    margins = [row["margin"] for row in rows]
    assert margins == sorted(margins, reverse=True)
    assert len({(row["run_id"], row["strategy"]) for row in rows}) == 54
