"""A results folder while it is written: begun, resumed, finished, never mixed with another."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from relsim.errors import InputError
from relsim.study import files, manifest
from relsim.study.frames import FAILURES_SCHEMA, TABLES
from relsim.study.parts import Parts
from relsim.study.plan import Job, Record

MOST_RUNS = 50_000_000
LISTED_FAILURES = 20
_OURS = (
    "manifest.json",
    "experiment.toml",
    "report.html",
    *(f"{table}.parquet" for table in TABLES),
)
_PARTS = "parts"


class Store:
    """A results folder open for writing; :meth:`open` begins or resumes it.

    Attributes
    ----------
    folder
        Where it lies.
    parts
        The runs kept so far.
    messages
        What the user should be told: damaged parts, results of another version.
    complete
        Whether all runs are kept and the tables finished.
    """

    def __init__(self, folder: Path, job: Job, command: str | None) -> None:
        self.folder = folder
        self.job = job
        self.command = command
        self.design_hash = job.design_hash
        self.software = manifest.software()
        self.start = manifest.now()
        self.parts = Parts(folder / _PARTS, job.experiment)
        self.messages: list[str] = []
        self.complete = False

    @classmethod
    def open(
        cls, folder: Path, job: Job, *, fresh: bool = False, command: str | None = None
    ) -> Store:
        """Return the folder ready for writing: new, resumed, or emptied of its results if `fresh`.

        Raises
        ------
        InputError
            When the folder holds another design or foreign files, or cannot be written.
        """
        if job.experiment.size > MOST_RUNS:
            raise InputError(
                f"{job.experiment.name}: {job.experiment.size:,} runs are more than {MOST_RUNS:,}"
            )
        if folder.exists() and not folder.is_dir():
            raise InputError(f"{folder}: is a file, not a folder; choose another with --out")
        with files.writing(folder):
            earlier = None if fresh else manifest.read(folder)
            store = cls(folder, job, command)
            if earlier is None:
                _refuse_foreign(folder, fresh)
                store._begin(fresh)
            else:
                store._resume(earlier)
        return store

    @property
    def done(self) -> int:
        """How many runs are kept."""
        return int(self.parts.done.sum())

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return self.parts.failed

    def keep(self, records: list[Record]) -> None:
        """Write what some runs of one chunk left."""
        with files.writing(self.folder):
            self.parts.keep(records)

    def finish(self) -> None:
        """Finish the tables once every run is kept; else only bring the manifest up to date."""
        if self.complete:
            return
        with files.writing(self.folder):
            if self.parts.done.all():
                for table in TABLES:
                    self._finish_table(table)
                self.complete = True
            self._write_manifest(end=manifest.now())
            if self.complete:
                shutil.rmtree(self.parts.folder, ignore_errors=True)

    def _begin(self, fresh: bool) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if fresh:
            # The manifest goes first: a kill in between leaves a folder that is refused, not mixed.
            for name in _OURS:
                (self.folder / name).unlink(missing_ok=True)
            shutil.rmtree(self.parts.folder, ignore_errors=True)
        self.parts.folder.mkdir(exist_ok=True)
        files.replace_text(
            self.folder / "experiment.toml", self.job.experiment.to_toml(self.folder)
        )
        self._write_manifest(end=None)

    def _resume(self, earlier: Mapping[str, Any]) -> None:
        if earlier["design_hash"] != self.design_hash:
            raise InputError(
                f"{self.folder}: holds results of another design{self._changes()}; "
                "choose another folder with --out, or replace them with --fresh"
            )
        begun, ours = earlier.get("version"), self.software["version"]
        if earlier.get("complete"):
            _check_tables(self.folder)
            self.complete = True
            self.parts.done[:] = True
            self.parts.failed = int(earlier["counts"]["failed"])
            if begun != ours:
                self.messages.append(
                    f"{self.folder}: was made by relsim {begun}; --fresh runs it again with {ours}"
                )
            return
        if begun != ours:
            raise InputError(
                f"{self.folder}: was begun by relsim {begun}, and this is {ours}, whose numbers "
                "may differ; choose another folder with --out, or start again with --fresh"
            )
        self.start = earlier.get("start") or self.start
        self.parts.folder.mkdir(exist_ok=True)
        self.messages += self.parts.survey()
        self.parts.clear()

    def _finish_table(self, table: str) -> None:
        target = self.folder / f"{table}.parquet"
        paths = self.parts.join(table)
        if paths:
            files.write_table(pl.scan_parquet(paths), target)
        elif table == "failures":
            files.write_table(pl.LazyFrame(schema=FAILURES_SCHEMA), target)

    def _write_manifest(self, end: str | None) -> None:
        experiment = self.job.experiment
        book = None
        if experiment.book is not None and self.job.book is not None:
            book = {"file": experiment.book.path.name, "sha256": self.job.book.sha256}
        values = {
            "format": manifest.FORMAT,
            "name": experiment.name,
            **self.software,
            "command": self.command,
            "seed": experiment.seed,
            "design_hash": self.design_hash,
            "accounts": book,
            "complete": self.complete,
            "start": self.start,
            "end": end,
            "counts": {
                "points": experiment.design.size,
                "replications": experiment.replications,
                "strategies": len(experiment.arms),
                "runs": experiment.size,
                "done": self.done,
                "failed": self.failed,
            },
            "failures": self._first_failures(),
        }
        files.replace_text(self.folder / "manifest.json", manifest.text(values))

    def _first_failures(self) -> list[dict[str, Any]]:
        if not (self.complete and self.failed):
            return []
        failures = pl.scan_parquet(self.folder / "failures.parquet").select(
            "run_id", "stage", "error"
        )
        return failures.head(LISTED_FAILURES).collect().to_dicts()

    def _changes(self) -> str:
        """Return in brackets what differs from the experiment that the folder holds."""
        try:
            there = tomllib.loads((self.folder / "experiment.toml").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return ""
        # Through TOML's eyes on both sides, so that only values are compared.
        here = tomllib.loads(self.job.experiment.to_toml(self.folder))
        ours, theirs = dict(_leaves(here)), dict(_leaves(there))
        differ = [
            key for key in dict.fromkeys([*theirs, *ours]) if theirs.get(key) != ours.get(key)
        ]
        differ = [key for key in differ if key not in ("experiment.name", "experiment.question")]
        told = [
            f"{key} is {_brief(theirs.get(key))} there, {_brief(ours.get(key))} here"
            for key in differ[:3]
        ]
        if len(differ) > len(told):
            told.append(f"and {len(differ) - len(told)} more")
        return f" ({'; '.join(told)})" if told else ""


def _refuse_foreign(folder: Path, fresh: bool) -> None:
    """Refuse a folder with things in it that are not ours; `fresh` may clear only what is."""
    if not folder.is_dir():
        return
    names = {path.name for path in folder.iterdir() if path.suffix != ".tmp"}
    strangers = names - {*_OURS, _PARTS}
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    ours = isinstance(found, dict) and "design_hash" in found
    if not names or (fresh and (ours or (found is None and not strangers))):
        return
    if not strangers and found is None:
        raise InputError(
            f"{folder}: holds results without a manifest; "
            "start again with --fresh, or choose another folder with --out"
        )
    raise InputError(
        f"{folder}: is not empty and holds no results of relsim; choose another folder with --out"
    )


def _check_tables(folder: Path) -> None:
    for name in ("runs", "failures"):
        path = folder / f"{name}.parquet"
        try:
            pl.read_parquet_schema(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise InputError(
                f"{path}: cannot be read ({error}); run the experiment again with --fresh"
            ) from None


def _leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield the single values of nested tables by their dotted names."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            label = item.get("name", number) if isinstance(item, Mapping) else number
            yield from _leaves(item, f"{key}.{label}")
    else:
        yield key, value


def _brief(value: object) -> str:
    text = "not given" if value is None else str(value)
    return text if len(text) <= 30 else text[:27] + "..."
