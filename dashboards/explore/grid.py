"""The table of runs on the Explore page: a page of rows at a time, sorted and filtered by us."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import dash_ag_grid as dag

from relsim.dashboards.asked import mapping
from relsim.dashboards.explore import parts
from relsim.errors import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.shelf.shelf import Shelf
    from relsim.dashboards.shelf.study import Column, Study, Where
    from relsim.dashboards.texts import Texts

GRID = "explore-grid"
_PAGE = 100
_PAGES_KEPT = 20
# Chosen by selects above the table.
_CHOSEN = ("strategy", "status")
_FIRST = ("run_id", "point", "strategy", "replication", "status")
# The colours and type of the page (assets/frame.css), on either ground.
_THEME = (
    "themeQuartz.withParams({backgroundColor: 'var(--card)', foregroundColor: 'var(--ink)', "
    "accentColor: 'var(--link)', borderColor: 'var(--rule)', chromeBackgroundColor: 'var(--soft)', "
    "fontFamily: 'inherit', fontSize: '0.9rem', headerFontSize: '0.86rem', spacing: '5px', "
    "wrapperBorderRadius: '12px'})"
)


def runs_grid(study: Study, where: Where | None, said: Texts) -> dict[str, Any]:
    """Return the table of a folder's runs, what it is of, and how many rows it has."""
    scope = {
        "folder": study.entry.id,
        "where": where.to_json() if where is not None else None,
    }
    total = study.rows(_where(study, scope), {"startRow": 0, "endRow": 1}).total
    grid = dag.AgGrid(
        id=GRID,
        rowModelType="infinite",
        columnDefs=[_column(one) for one in _ordered(study)],
        defaultColDef={"sortable": True, "resizable": True, "minWidth": 90, "width": 130},
        getRowId="params.data.run_id + '-' + params.data.strategy",
        className="",
        style={"height": "100%", "width": "100%"},
        dashGridOptions={
            "theme": {"function": _THEME},
            "context": scope,
            "cacheBlockSize": _PAGE,
            "maxBlocksInCache": _PAGES_KEPT,
            "infiniteInitialRowCount": min(total, _PAGE),
            "rowSelection": {
                "mode": "singleRow",
                "checkboxes": False,
                "enableClickSelection": True,
            },
            "ensureDomOrder": True,
            "animateRows": False,
        },
    )
    # What was written since is another table.
    return {"key": repr((scope, study.entry.done, study.entry.when)), "part": grid, "total": total}


def choices(study: Study, where: Where | None, said: Texts) -> list[Component]:
    """Return what chooses runs above their table: strategy, state, all."""
    strategy = (where.strategy if where else None) or ""
    status = (where.status if where else None) or ""
    anyone = ("", said("explore.grid.any"))
    states = [(name, said(f"explore.grid.status.{name}")) for name in ("done", "failed")]
    shown = [
        parts.select(
            "where",
            strategy,
            [anyone, *study.strategies],
            said("explore.grid.strategy"),
            **{"data-name": "strategy"},
        )
    ]
    if study.entry.failed or status:
        title = said("explore.grid.status")
        more = {"data-name": "status"}
        shown.append(parts.select("where", status, [anyone, *states], title, **more))
    if where is not None:
        shown.append(parts.press(said("explore.grid.all"), {"where": None}))
    return shown


def rows(request: object, shelf: Shelf) -> dict[str, Any]:
    """Return the rows that the table asks for; of what cannot be read there are none."""
    given = mapping(request)
    scope = given.get("context")
    scope = scope if isinstance(scope, Mapping) else {}
    try:
        study = shelf.open(scope.get("folder"))
        page = study.rows(_where(study, scope), dict(given))
    except InputError:
        return {"rowData": [], "rowCount": 0}
    return {"rowData": page.rows, "rowCount": page.total}


def _where(study: Study, scope: Mapping[Any, Any]) -> Where:
    return study.where(scope.get("where"))


def _ordered(study: Study) -> list[Column]:
    """Return what a run is called first, then what is varied, then what came of it."""
    groups = ("key", "varied", "outcome", "state")
    return sorted(
        study.columns,
        key=lambda one: (
            0 if one.name in _FIRST else 1 + groups.index(one.group),
            _FIRST.index(one.name) if one.name in _FIRST else 0,
        ),
    )


def _column(one: Column) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "field": one.name,
        "headerName": one.label,
        "headerTooltip": f"{one.label} ({one.unit})" if one.unit else one.label,
    }
    if one.name not in _CHOSEN:
        shown["filter"] = "agNumberColumnFilter" if one.number else "agTextColumnFilter"
        shown["floatingFilter"] = True
    if one.number:
        shown["type"] = "rightAligned"
        whole = one.name in _FIRST
        shown["valueFormatter"] = {
            "function": "relsimWhole(params.value)" if whole else "relsimNumber(params.value)"
        }
    if one.name in _FIRST:
        shown["width"] = 110
        shown["pinned"] = "left" if one.name == "run_id" else None
    return shown
