"""What a results folder shows handed out as CSV, to whoever may ask."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from shelves import SAID, entry_of, study_of

from relsim.dashboards.app import Settings, context_of, create_app
from relsim.dashboards.shelf.tables import ADDRESS


@pytest.fixture(scope="module")
def client(studies: Path) -> Any:
    app = create_app(Settings(results=studies))
    return app.server.test_client(), context_of(app)


def fetched(client: Any, link: str) -> tuple[list[str], list[list[str]]]:
    answer = client.get(link, headers={"Host": "127.0.0.1"})
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    heads, *rows = csv.reader(io.StringIO(answer.get_data(as_text=True)))
    return heads, rows


def test_runs_are_handed_out_as_stored(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from relsim.dashboards.shelf import runs as shelf_runs

    monkeypatch.setattr(shelf_runs, "CSV_ROWS", 25)
    study = study_of(client[1].shelf, "plane")
    where = study.where({"values": {"competition": [0.1, 0.5]}})
    heads, rows = fetched(client[0], study.csv_link(where))
    stored = study.results.runs.filter(pl.col("competition") > 0.1).collect()
    assert heads == stored.columns
    assert len(rows) == 72
    at = heads.index("margin")
    assert [float(row[at]) for row in rows] == stored["margin"].to_list()
    assert {row[heads.index("strategy")] for row in rows} == {"servile", "combative", "advisory"}


@pytest.mark.parametrize("name", ["phases", "levels", "parameter", "series"])
def test_views_are_handed_out(client: Any, name: str) -> None:
    study = study_of(client[1].shelf, "plane")
    asked = study.read({"view": name})
    view = client[1].asking.view(study, asked)
    heads, rows = fetched(client[0], study.csv_link(asked))
    assert tuple(heads) == view.heads
    assert len(rows) == len(view.rows)
    assert float(rows[0][0]) == view.rows[0][0]


@pytest.mark.parametrize(
    "query",
    ["", "id=", "id=../..", "id=plane", "id=%00", "id=" + "x" * 5_000, "where=%7B", "asked=[[[["],
)
def test_what_is_not_there_is_refused_calmly(client: Any, query: str) -> None:
    answer = client[0].get(f"{ADDRESS}?{query}", headers={"Host": "127.0.0.1"})
    assert answer.status_code == 404
    assert answer.get_data(as_text=True) == SAID["shelf.absent"]


@pytest.mark.parametrize("key", ["asked", "where"])
@pytest.mark.parametrize("told", ["", "{", "[" * 3_000, "null", "7", '"x"', '{"view":{}}', "NaN"])
def test_whatever_is_asked_for_is_handed_out_calmly(client: Any, key: str, told: str) -> None:
    entry = entry_of(client[1].shelf, "plane")
    answer = client[0].get(
        ADDRESS, query_string={"id": entry.id, key: told}, headers={"Host": "127.0.0.1"}
    )
    assert answer.status_code == 200
    assert answer.get_data(as_text=True).count("\n") > 5


def test_other_sites_may_not_ask(client: Any) -> None:
    answer = client[0].get(ADDRESS, headers={"Host": "evil.example"})
    assert answer.status_code == 421
