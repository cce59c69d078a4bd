"""A results folder while it is written: begun, resumed, finished, never mixed with another."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from relsim.errors import InputError
from relsim.study import files, manifest, refusals
from relsim.study.frames import FAILURES_SCHEMA, TABLES
from relsim.study.lock import FolderLock
from relsim.study.parts import Parts
from relsim.study.plan import Job, Record
from relsim.study.reopening import take_apart

LISTED_FAILURES = 20


class Store:
    """A results folder open for writing; :meth:`open` begins or resumes it.

    Nobody else can write it until it is closed; it is a context manager that closes it. A folder
    that is finished already is only read, and needs no permission to write.

    Attributes
    ----------
    folder
        Where it lies.
    parts
        The runs kept so far.
    messages
        What the user should be told: damaged parts, results of other software.
    complete
        Whether all needed runs are kept and the tables finished.
    execution
        How the runs were carried out (workers, executor), for the manifest; decides no number.
    """

    def __init__(self, folder: Path, job: Job, command: str | None, fresh: bool) -> None:
        self.folder = folder
        self.job = job
        self.command = command
        self.fresh = fresh
        self.design_hash = job.design_hash
        self.software = manifest.software()
        self.start = manifest.now()
        self.parts = Parts(folder / refusals.PARTS, job.experiment)
        self.messages: list[str] = []
        self.complete = False
        self.execution: dict[str, Any] = {}
        self._lock = FolderLock(folder)
        self._finished: Mapping[str, Any] = {}

    @classmethod
    def open(
        cls,
        folder: Path,
        job: Job,
        *,
        fresh: bool = False,
        retry_failed: bool = False,
        command: str | None = None,
    ) -> Store:
        """Return the folder ready for writing: new, resumed, or emptied of its results if `fresh`.

        Parameters
        ----------
        folder
            Where it lies or will lie.
        job
            What is run.
        fresh
            Whether to replace earlier results.
        retry_failed
            Whether the runs that failed are missing again, in a finished folder too.
        command
            The command line, for the manifest.

        Raises
        ------
        InputError
            When the folder holds another design or foreign files, cannot be written, or is being
            written by another process.
        """
        store = cls(folder, job, command, fresh)
        with store._writing():
            if store._is_finished(store._earlier(), retry_failed):
                store._tidy()
                return store
            folder.mkdir(parents=True, exist_ok=True)
            store._lock.take()
            try:
                # Looked at again: another process may have been here before the lock was ours.
                earlier = store._earlier()
                if not store._is_finished(earlier, retry_failed):
                    store._make_ready(earlier, retry_failed)
            except BaseException:
                store.close()
                raise
        return store

    @property
    def done(self) -> int:
        """How many of the needed runs are kept."""
        return self._count("done", self.parts.counts.done)

    @property
    def total(self) -> int:
        """How many runs are needed in all."""
        return self._count("runs", self.parts.total)

    @property
    def failed(self) -> int:
        """How many of them failed."""
        return self._count("failed", self.parts.counts.failed)

    def keep(self, records: list[Record]) -> None:
        """Write what some runs of one chunk left.

        Raises
        ------
        InputError
            When the disk refuses. What was kept before is kept, and these records are not.
        """
        with self._writing():
            self._check_place()
            self.parts.keep(records)

    def finish(self) -> None:
        """Finish the tables once every needed run is kept; else bring the manifest up to date."""
        if self.complete:
            return
        with self._writing():
            self._check_place()
            if self.parts.complete:
                for table in TABLES:
                    self._finish_table(table)
            self._write_manifest(end=manifest.now(), complete=self.parts.complete)
            if self.parts.complete:
                self.complete = True
                shutil.rmtree(self.parts.folder, ignore_errors=True)

    def close(self) -> None:
        """Let others write the folder."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _earlier(self) -> dict[str, Any] | None:
        """Return the manifest of what is to be continued, or refuse what lies there."""
        refusals.refuse_files(self.folder)
        earlier = None if self.fresh else manifest.read(self.folder)
        if earlier is None:
            refusals.refuse_foreign(self.folder, self.fresh)
            return None
        experiment = self.job.experiment
        refusals.refuse_other_design(self.folder, earlier, experiment, self.design_hash)
        if earlier.get("complete"):
            counts = earlier["counts"]
            refusals.refuse_damaged(self.folder, experiment, counts["done"] > counts["failed"])
        else:
            refusals.refuse_other_software(self.folder, earlier)
        return earlier

    def _is_finished(self, earlier: Mapping[str, Any] | None, retry_failed: bool) -> bool:
        """Return whether nothing is left to do, and take over what is there if so."""
        if earlier is None or not earlier.get("complete"):
            return False
        if retry_failed and earlier["counts"]["failed"]:
            refusals.refuse_other_software(self.folder, earlier)
            return False
        if retry_failed:
            self.messages.append(_no_failures(self.folder))
        other = manifest.made_by_other(earlier)
        if other is not None:
            self.messages.append(f"{self.folder}: was made by {other}; --fresh runs it again")
        self.complete, self._finished = True, earlier["counts"]
        return True

    def _make_ready(self, earlier: Mapping[str, Any] | None, retry_failed: bool) -> None:
        if earlier is None:
            self._begin()
            return
        self.start = earlier.get("start") or self.start
        self.parts.chunk_runs = manifest.chunk_runs(earlier) or self.parts.chunk_runs
        if earlier.get("complete"):
            self._reopen(earlier["counts"])
            return
        self._make_folders()
        self.messages += self.parts.survey()
        if retry_failed and not self.failed:
            self.messages.append(_no_failures(self.folder))
        elif retry_failed:
            self.parts.forget_failed()
        self.parts.clear()

    def _begin(self) -> None:
        if self.fresh:
            # The manifest goes first: a kill in between leaves a folder that is refused, not mixed.
            for name in refusals.OURS:
                (self.folder / name).unlink(missing_ok=True)
            shutil.rmtree(self.parts.folder, ignore_errors=True)
        # And comes first: a kill in between leaves a folder that the same command goes on with.
        self._write_manifest(end=None)
        self._make_folders()

    def _reopen(self, counts: Mapping[str, Any]) -> None:
        """Make a finished folder an unfinished one without its failed runs."""
        # Until the manifest says otherwise, the tables are the results, and the parts are nothing.
        self._finished = counts
        shutil.rmtree(self.parts.folder, ignore_errors=True)
        self._make_folders()
        try:
            take_apart(self.folder, self.parts)
        except BaseException as error:
            shutil.rmtree(self.parts.folder, ignore_errors=True)
            if not isinstance(error, pl.exceptions.PolarsError):
                raise
            raise InputError(
                f"{self.folder}: its tables cannot be read ({files.first_line(error)}); "
                "start again with --fresh"
            ) from error
        self._finished = {}
        self._write_manifest(end=None)
        for table in TABLES:
            (self.folder / f"{table}.parquet").unlink(missing_ok=True)

    def _tidy(self) -> None:
        """Take away what a kill left in a finished folder, if it can be written."""
        if not (self.parts.folder.exists() or self._lock.path.exists()):
            return
        with suppress(InputError):
            self._lock.take()
            if (manifest.read(self.folder) or {}).get("complete"):
                shutil.rmtree(self.parts.folder, ignore_errors=True)
        self.close()

    def _make_folders(self) -> None:
        self.parts.folder.mkdir(exist_ok=True)
        for path in self.folder.glob("*.tmp"):
            if path.name.startswith(refusals.OURS) and not path.name.startswith(refusals.REPORT):
                path.unlink(missing_ok=True)
        target = self.folder / "experiment.toml"
        if not target.exists():
            files.replace_text(target, self.job.experiment.to_toml(self.folder))

    def _count(self, key: str, kept: int) -> int:
        return int(self._finished[key]) if self._finished else kept

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Say what the disk refuses, what is kept all the same, and how to go on."""
        try:
            with files.writing(self.folder):
                yield
        except files.Unwritable as error:
            if self._lock.taken and not self.folder.exists():
                raise self._vanished() from error
            if not (self._lock.taken and error.full):
                raise
            again = "the same command without --fresh" if self.fresh else "the same command"
            raise InputError(
                f"{error}; {self.done:,} runs are kept in {self.folder}: "
                f"free some space, then {again} goes on from there"
            ) from error
        except pl.exceptions.PolarsError as error:
            raise InputError(
                f"{self.folder}: what was kept cannot be read ({files.first_line(error)}); "
                "start the same command again, which does the runs of damaged parts once more"
            ) from error

    def _check_place(self) -> None:
        if not self._lock.held():
            raise self._vanished()

    def _vanished(self) -> InputError:
        return InputError(
            f"{self.folder}: has vanished or was replaced while its runs were made, and what it "
            "held is gone; the same command begins anew"
        )

    def _finish_table(self, table: str) -> None:
        target = self.folder / f"{table}.parquet"
        paths = self.parts.join(table)
        if paths:
            files.write_table(files.scan(paths), target)
        elif table == "failures":
            files.write_table(pl.LazyFrame(schema=FAILURES_SCHEMA), target)

    def _write_manifest(self, end: str | None, complete: bool = False) -> None:
        experiment = self.job.experiment
        book = None
        if experiment.book is not None and self.job.book is not None:
            book = {"file": experiment.book.path.name, "sha256": self.job.book.sha256}
        values = {
            "format": manifest.FORMAT,
            "name": experiment.name,
            **self.software,
            "command": self.command,
            "execution": self.execution,
            "seed": experiment.seed,
            "design_hash": self.design_hash,
            "accounts": book,
            "complete": complete,
            "start": self.start,
            "end": end,
            "chunk_runs": self.parts.chunk_runs,
            "counts": {
                "points": experiment.design.size,
                "replications": experiment.replications,
                "strategies": len(experiment.arms),
                "runs": self.parts.total,
                "done": self.done,
                "failed": self.failed,
            },
            "failures": self._first_failures() if complete and self.failed else [],
        }
        files.replace_text(self.folder / "manifest.json", manifest.text(values), durable=True)

    def _first_failures(self) -> list[dict[str, Any]]:
        failures = files.scan(self.folder / "failures.parquet").select("run_id", "stage", "error")
        return failures.head(LISTED_FAILURES).collect().to_dicts()


def _no_failures(folder: Path) -> str:
    return f"{folder}: no run failed, so none is run again"
