"""Results folder -> `report.html`: one file that stands alone and opens without a network."""

from __future__ import annotations

from pathlib import Path

from relsim.errors import InputError
from relsim.report import compare, sweep
from relsim.report.material import Material
from relsim.study import files
from relsim.study.results import Results

__all__ = ["Material", "render", "write_report"]


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
    periods, customers = results.periods, results.customers
    one_point = results.experiment.design.size == 1
    return Material(
        experiment=results.experiment,
        manifest=results.manifest,
        runs=results.runs.collect(),
        # A sweep's report stays with outcomes: its monthly series are for exploring.
        periods=periods.collect() if periods is not None and one_point else None,
        customers=customers.collect() if customers is not None and one_point else None,
        place=_place(results.folder),
    )


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
