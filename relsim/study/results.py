"""A results folder read again; code that its experiment names is not imported."""

from __future__ import annotations

import shutil
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from relsim.errors import InputError
from relsim.study import files, manifest, spec
from relsim.study.experiment import Experiment
from relsim.study.frames import FAILURES_SCHEMA, TABLES
from relsim.study.parts import Parts

FORMATS = ("csv", "parquet")


class Results:
    """A results folder open for reading; :meth:`open` checks that it is one.

    Attributes
    ----------
    folder
        Where it lies.
    manifest
        What ``manifest.json`` says: software, seed, counts, times.
    """

    def __init__(self, folder: Path, values: dict[str, Any]) -> None:
        self.folder = folder
        self.manifest = values

    @classmethod
    def open(cls, folder: str | Path) -> Results:
        """Return a results folder, finished or not.

        Raises
        ------
        InputError
            When the folder holds no results, or they are damaged.
        """
        path = Path(folder)
        if not path.is_dir():
            raise InputError(f"{path}: there is no such results folder")
        values = manifest.read(path)
        if values is None:
            raise InputError(f"{path}: holds no results of relsim (manifest.json is missing)")
        return cls(path, values)

    @property
    def complete(self) -> bool:
        """Whether every run is there; if not, the tables hold those kept so far."""
        return bool(self.manifest.get("complete"))

    @cached_property
    def experiment(self) -> Experiment:
        """The experiment as it was run. Code it names is not imported."""
        return spec.load(self.folder / "experiment.toml")

    @property
    def runs(self) -> pl.LazyFrame:
        """One row a run and strategy: keys, varied values, outcomes, status, seconds."""
        frame = self.table("runs")
        if frame is None:
            raise InputError(f"{self.folder}: holds no finished run yet")
        return frame

    @property
    def periods(self) -> pl.LazyFrame | None:
        """The monthly series of each run, or None where they were not kept."""
        return self.table("periods")

    @property
    def customers(self) -> pl.LazyFrame | None:
        """The customers at the end of each run, or None where they were not kept."""
        return self.table("customers")

    @property
    def failures(self) -> pl.LazyFrame:
        """The runs that failed: run_id, stage, error, traceback."""
        frame = self.table("failures")
        return pl.LazyFrame(schema=FAILURES_SCHEMA) if frame is None else frame

    def table(self, name: str) -> pl.LazyFrame | None:
        """Return a table (runs, periods, customers, failures) in order of run, or None.

        Of an unfinished folder it holds what was kept when the first table was asked for; a part
        that is damaged is left out.

        Raises
        ------
        InputError
            When its file is damaged.
        """
        if not self.complete:
            return self._parts.scan(name)
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            if name == "runs":
                raise InputError(f"{path}: is missing; run the experiment again with --fresh")
            return None
        fault = files.fault(path)
        if fault is not None:
            raise InputError(f"{path}: is damaged ({fault}); run the experiment again with --fresh")
        return files.scan(path)

    @cached_property
    def _parts(self) -> Parts:
        parts = Parts(self.folder / "parts", self.experiment)
        parts.chunk_runs = manifest.chunk_runs(self.manifest) or parts.chunk_runs
        parts.survey()
        return parts


def export(folder: str | Path, target: str | Path, form: str = "csv") -> list[Path]:
    """Write every table of a results folder for other programs (R, Excel, pandas) to read.

    Parameters
    ----------
    folder
        The results folder.
    target
        Where the files go; made if it is not there. Earlier exports in it are replaced.
    form
        ``csv`` or ``parquet``.

    Returns
    -------
    list of Path
        The files written.
    """
    if form not in FORMATS:
        raise InputError(f"--format = {form!r} must be {' or '.join(FORMATS)}")
    results = Results.open(folder)
    place = Path(target)
    if place.exists() and not place.is_dir():
        raise InputError(f"{place}: is a file, not a folder")
    if place.resolve() == results.folder.resolve():
        raise InputError(f"{place}: is the results folder itself; export into another")
    tables = {name: frame for name in TABLES if (frame := results.table(name)) is not None}
    written: list[Path] = []
    with files.writing(place):
        place.mkdir(parents=True, exist_ok=True)
        for name, frame in tables.items():
            path = place / f"{name}.{form}"
            if form == "csv":
                files.replace(path, frame.sink_csv)
            else:
                files.write_table(frame, path)
            written.append(path)
        written += [
            Path(shutil.copyfile(results.folder / name, place / name))
            for name in ("experiment.toml", "manifest.json")
        ]
    return written
