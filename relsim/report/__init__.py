"""Results folder -> `report.html`: one file that stands alone and opens without a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from relsim.errors import InputError
from relsim.report import compare, sweep
from relsim.report.material import Material
from relsim.report.series import ACCOUNTS_READ, MONTHS_READ
from relsim.study import files
from relsim.study.results import Results

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Material", "render", "write_report"]

_MOST_ROWS = 3_000_000


def write_report(folder: str | Path, target: str | Path | None = None) -> Path:
    """Write the report of a results folder and return where it is.

    No code that the experiment names is imported.

    Parameters
    ----------
    folder
        The results folder, finished or not.
    target
        Where the report goes; `report.html` in the folder when left out.

    Raises
    ------
    InputError
        When the folder holds no results, or the report cannot be written.
    """
    results = Results.open(folder)
    page = render(material_of(results))
    path = results.folder / "report.html" if target is None else Path(target)
    with files.writing(path.parent):
        files.replace(path, lambda place: place.write_bytes(page))
    return path


def material_of(results: Results) -> Material:
    """Return what a report needs of a results folder, read into memory."""
    one_point = results.experiment.design.size == 1
    runs = results.runs
    if not one_point:
        # A report of a sweep shows a few outcomes: of 100,000 runs the others would fill memory.
        experiment = results.experiment
        runs = runs.select(*sweep.COLUMNS, *experiment.own_outcomes, *experiment.design.names)
    return Material(
        experiment=results.experiment,
        manifest=results.manifest,
        runs=runs.collect(),
        # A sweep's report stays with outcomes: its monthly series are for exploring.
        periods=_first_rows(results.periods, MONTHS_READ) if one_point else None,
        customers=_first_rows(results.customers, ACCOUNTS_READ) if one_point else None,
        place=_place(results.folder),
    )


def _first_rows(table: pl.LazyFrame | None, columns: Sequence[str]) -> pl.DataFrame | None:
    """Read what is drawn of a table; of a long one the first replications, as many as fit."""
    import polars as pl

    if table is None:
        return None
    rows, replications = table.select(pl.len(), pl.col("replication").max() + 1).collect().row(0)
    if rows > _MOST_ROWS:
        table = table.filter(pl.col("replication") < max(1, replications * _MOST_ROWS // rows))
    return table.select(*columns).collect()


def render(material: Material) -> bytes:
    """Return the whole page: of a comparison where nothing was varied, else of a sweep."""
    if not material.strategies:
        raise InputError(f"{material.place}: no run has finished, so there is nothing to report")
    if material.experiment.design.size == 1:
        return compare.written(material)
    return sweep.written(material)


def _place(folder: Path) -> str:
    """Return a folder as a command would name it, without the path of the machine it lies on."""
    whole = folder.resolve()
    here = Path.cwd().resolve()
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else whole.name
