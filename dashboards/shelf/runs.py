"""The runs of a results folder as a table to page through, as a grid on the page asks for it."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from relsim.dashboards.asked import mapping
from relsim.dashboards.shelf.asked import number
from relsim.dashboards.shelf.cells import those
from relsim.dashboards.shelf.types import Column, Rows, Where
from relsim.parameters import PARAMETERS
from relsim.study.frames import FAILURES_SCHEMA

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import Study

MOST_ROWS = 500
"""Rows of a page."""
CSV_ROWS = 5_000
_TURNS = threading.BoundedSemaphore(2)
"""However many people page and download, so many tables are read at the same time."""
_MOST_SORTS = 4
_MOST_FILTERS = 20
_MOST_CONDITIONS = 6
_LONGEST = 100
_KEYS = ("run_id", "point", "strategy", "replication")
_STATE = ("status", "seconds")
_COMPARED = {
    "equals": pl.Expr.eq,
    "notEqual": pl.Expr.ne,
    "lessThan": pl.Expr.lt,
    "lessThanOrEqual": pl.Expr.le,
    "greaterThan": pl.Expr.gt,
    "greaterThanOrEqual": pl.Expr.ge,
}


def columns_of(study: Study) -> tuple[Column, ...]:
    """Return the columns of the table of runs, in order."""
    found = []
    for name, kind in study.schema.items():
        if name in _KEYS or name in _STATE:
            group = "key" if name in _KEYS else "state"
            found.append(Column(name, study.texts[f"column.{name}"], "", kind.is_numeric(), group))
        elif name in study.experiment.design.names:
            known = PARAMETERS.get(name)
            unit = known.unit if known is not None else ""
            found.append(Column(name, name.replace("_", " "), unit, True, "varied"))
        elif name in study.known:
            outcome = study.known[name]
            found.append(Column(name, outcome.label, outcome.unit, True, "outcome"))
    return tuple(found)


def rows(study: Study, where: Where, request: object) -> Rows:
    """Return a page of the runs; see `Study.rows`."""
    with _TURNS:
        return _rows(study, where, request)


def _rows(study: Study, where: Where, request: object) -> Rows:
    given = mapping(request)
    columns = tuple(column.name for column in study.columns)
    wanted = study.runs.frame.filter(those(where), *_filters(study, given.get("filterModel")))
    first, last = _page(given)
    order = _order(columns, given.get("sortModel"))
    total = int(wanted.select(pl.len()).collect().item())
    if order:
        # In two steps, so that only what is sorted by is ever whole in memory.
        names = [name for name, _ in order]
        keys = (
            wanted.select(list(dict.fromkeys(("run_id", "strategy", *names))))
            .sort(
                [pl.col(name).fill_nan(None) if _floats(study, name) else name for name in names],
                descending=[down for _, down in order],
                nulls_last=True,
                maintain_order=True,
            )
            .slice(first, last - first)
            .select("run_id", "strategy")
            .collect()
        )
        found = (
            study.runs.frame.filter(pl.col("run_id").is_in(keys["run_id"].unique().implode()))
            .select(columns)
            .collect()
        )
        found = keys.join(found, on=["run_id", "strategy"], how="left", maintain_order="left")
        found = found.select(columns)
    else:
        found = wanted.select(columns).slice(first, last - first).collect()
    return Rows(columns, [_plain(study, row) for row in found.iter_rows(named=True)], total)


def failures(study: Study, request: object) -> Rows:
    """Return a page of the runs that failed; see `Study.failures`."""
    given = mapping(request)
    first, last = _page(given)
    table = study.results.failures
    kept = [name for name in FAILURES_SCHEMA if name in table.collect_schema()]
    total = int(table.select(pl.len()).collect().item())
    page = table.select(kept).slice(first, last - first).collect()
    of = (
        study.runs.frame.filter(pl.col("run_id").is_in(page["run_id"].implode()))
        .group_by("run_id")
        .agg(pl.col("point").first(), pl.col("replication").first(), pl.col("strategy"))
        .collect()
    )
    arms = {row["run_id"]: row for row in of.iter_rows(named=True)}
    told = []
    for row in page.iter_rows(named=True):
        run = arms.get(row["run_id"], {})
        named = [study.names.get(arm, arm) for arm in run.get("strategy", ())]
        told.append(
            {
                "run_id": row["run_id"],
                "point": run.get("point"),
                "strategy": ", ".join(named),
                "replication": run.get("replication"),
                "stage": study.shelf.scrubbed(str(row.get("stage"))),
                "error": study.shelf.scrubbed(str(row.get("error"))),
            }
        )
    return Rows(("run_id", "point", "strategy", "replication", "stage", "error"), told, total)


def batches(study: Study, where: Where) -> Iterator[pl.DataFrame]:
    """Yield the runs meant, as stored, a few thousand rows at a time."""
    frame = study.runs.frame
    last = study.shelf.calmly(frame.select(pl.col("run_id").max()).collect).item()
    wanted = frame.filter(those(where))
    # By numbers of runs, which files are ordered by: a slice would be sought from the beginning.
    for first in range(0, (0 if last is None else last) + 1, CSV_ROWS):
        here = pl.col("run_id").is_between(first, first + CSV_ROWS - 1)
        with _TURNS:
            part = study.shelf.calmly(wanted.filter(here).collect)
        if first == 0 or part.height:
            yield part


def _page(given: Mapping[Any, Any]) -> tuple[int, int]:
    start, end = (number(given.get(key)) for key in ("startRow", "endRow"))
    first = max(0, int(start or 0))
    last = first + 100 if end is None else int(end)
    return first, min(max(last, first), first + MOST_ROWS)


def _order(columns: Sequence[str], asked: object) -> list[tuple[str, bool]]:
    found: dict[str, bool] = {}
    for one in (asked if isinstance(asked, list) else [])[:_MOST_SORTS]:
        name = one.get("colId") if isinstance(one, Mapping) else None
        if isinstance(name, str) and name in columns:
            found.setdefault(name, one.get("sort") == "desc")
    return list(found.items())


def _filters(study: Study, asked: object) -> list[pl.Expr]:
    if not isinstance(asked, Mapping):
        return []
    known = {column.name: column for column in study.columns}
    found = []
    for name, model in list(asked.items())[:_MOST_FILTERS]:
        column = known.get(name) if isinstance(name, str) else None
        if column is None or not isinstance(model, Mapping):
            continue
        several = model.get("conditions")
        conditions = several if isinstance(several, list) else [model]
        make = _number if column.number else _text
        parts = [
            part
            for one in conditions[:_MOST_CONDITIONS]
            if isinstance(one, Mapping) and (part := make(study, column, one)) is not None
        ]
        if parts:
            join = pl.any_horizontal if model.get("operator") == "OR" else pl.all_horizontal
            found.append(join(parts))
    return found


def _number(study: Study, column: Column, model: Mapping[Any, Any]) -> pl.Expr | None:
    at = pl.col(column.name)
    if _floats(study, column.name):
        at = at.fill_nan(None)
    kind = model.get("type")
    if kind in ("blank", "notBlank"):
        return at.is_null() if kind == "blank" else at.is_not_null()
    value, to = number(model.get("filter")), number(model.get("filterTo"))
    if value is None or not isinstance(kind, str):
        return None
    if kind == "inRange":
        return None if to is None else at.is_between(min(value, to), max(value, to))
    compared = _COMPARED.get(kind)
    return None if compared is None else compared(at, value)


def _text(study: Study, column: Column, model: Mapping[Any, Any]) -> pl.Expr | None:
    told = model.get("filter")
    if not isinstance(told, str) or len(told) > _LONGEST:
        return None
    at, wanted = pl.col(column.name), told.lower()
    if column.name == "strategy":
        # What is seen is how strategies are called; what is stored is their names.
        at = at.replace(study.names)
    at = at.str.to_lowercase()
    match model.get("type"):
        case "equals":
            return at == wanted
        case "notEqual":
            return at != wanted
        case "startsWith":
            return at.str.starts_with(wanted)
        case "endsWith":
            return at.str.ends_with(wanted)
        case "notContains":
            return ~at.str.contains(wanted, literal=True)
        case _:
            return at.str.contains(wanted, literal=True)


def _floats(study: Study, name: str) -> bool:
    return bool(study.schema[name].is_float())


def _plain(study: Study, row: Mapping[str, Any]) -> dict[str, Any]:
    told = {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in row.items()
    }
    return told | {"strategy": study.names.get(row["strategy"], row["strategy"])}
