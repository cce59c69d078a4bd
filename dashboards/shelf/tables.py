"""Numbers of a results folder as CSV: a view's own, or the runs behind it, streamed."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import polars as pl
import polars.selectors as cs

from relsim.dashboards.shelf import runs as shelf_runs
from relsim.dashboards.shelf.types import Asked, Where
from relsim.errors import InputError

if TYPE_CHECKING:
    from flask import Flask, Response

    from relsim.dashboards.context import Context
    from relsim.dashboards.shelf.study import Study

ADDRESS = "/explore/csv"
_LONGEST = 8_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def link(study: Study, of: Asked | Where) -> str:
    """Return the address that streams a view's numbers, or the runs meant."""
    key = "asked" if isinstance(of, Asked) else "where"
    told = json.dumps(of.to_json(), separators=(",", ":"))
    return f"{ADDRESS}?{urlencode({'id': study.entry.id, key: told})}"


def register(server: Flask, context: Context) -> None:
    """Hand out CSV at `ADDRESS`; what cannot be handed out is told in one calm sentence."""

    def handed() -> Response:
        from flask import Response, request

        try:
            name, lines = _lines(context, request.args.to_dict())
        except InputError as error:
            return Response(str(error), status=404, mimetype="text/plain")
        return Response(
            lines,
            mimetype="text/csv",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        )

    server.add_url_rule(ADDRESS, "explore_csv", handed, methods=["GET"])


def _lines(context: Context, given: dict[str, str]) -> tuple[str, Iterator[str]]:
    study = context.shelf.open(given.get("id"))
    name = re.sub(r"[^A-Za-z0-9_-]+", "-", study.entry.name).strip("-") or "results"
    if "asked" in given:
        asked = study.read(_json(given["asked"]))
        view = context.asking.view(study, asked)
        return f"{name}-{asked.view}", written(view.heads, view.rows)
    where = study.where(_json(given.get("where", "")))
    return f"{name}-runs", streamed(study, where)


def streamed(study: Study, where: Where) -> Iterator[str]:
    """Return the runs meant as CSV, as they are stored, a few thousand at a time.

    Raises
    ------
    InputError
        The files cannot be read; before anything is handed out.
    """
    batches = shelf_runs.batches(study, where)
    return _lines_of(next(batches), batches)


def _lines_of(first: pl.DataFrame, rest: Iterator[pl.DataFrame]) -> Iterator[str]:
    undefined = cs.float().fill_nan(None)
    yield first.with_columns(undefined).write_csv()
    for part in rest:
        yield part.with_columns(undefined).write_csv(include_header=False)


def written(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    r"""Yield a table as lines of CSV, a few hundred at a time.

    >>> "".join(written(("a", "b"), [(0.1, "x,y"), (None, "=1+1")]))
    'a,b\n0.1,"x,y"\n,\'=1+1\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if heads:
        writer.writerow(heads)
    for count, row in enumerate(rows):
        writer.writerow([_cell(value) for value in row])
        if count % 500 == 499:
            yield text.getvalue()
            text.seek(0)
            text.truncate()
    yield text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        # A spreadsheet would run a text that begins like a formula.
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, float):
        return repr(value) if math.isfinite(value) else ""
    return value


def _json(told: str) -> object:
    if len(told) > _LONGEST:
        return None
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None
