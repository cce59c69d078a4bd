"""Finished runs kept in parts, so that a kill at any moment loses only what is in flight.

Runs are cut into chunks by the design alone, never by the number of workers. A chunk is kept as one
or more parts; each has a receipt, written last, with the checksum of its files. What has no receipt
does not exist, and what does not match its receipt is run again. Joining puts the rows in order.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from relsim.study import files
from relsim.study.experiment import Experiment
from relsim.study.frames import frames_of
from relsim.study.plan import Record

CHUNK_SECONDS = 2.0
CHUNK_ROWS = 200_000
CHUNK_RUNS = 1000


def chunk_runs(experiment: Experiment) -> int:
    """Return how many runs make a chunk: about two seconds of work, and rows that fit in memory."""
    accounts = dict(experiment.parameters)["customers"] if experiment.keep_customers else 1
    months = experiment.periods if experiment.keep_periods else 1
    rows = max(accounts, months * experiment.arms_per_run)
    return int(
        max(1, min(CHUNK_RUNS, CHUNK_SECONDS / experiment.seconds_per_run(), CHUNK_ROWS / rows))
    )


class Parts:
    """The parts of one results folder.

    Attributes
    ----------
    folder
        Where they lie.
    done
        Whether each run is kept, bool, shape (runs,).
    failed
        How many of the kept runs failed.
    """

    def __init__(self, folder: Path, experiment: Experiment) -> None:
        self.folder = folder
        self.experiment = experiment
        self.chunk_runs = chunk_runs(experiment)
        self.done = np.zeros(experiment.size, dtype=np.bool_)
        self.failed = 0
        self._stems: dict[int, list[str]] = {}

    @property
    def chunks(self) -> int:
        """How many chunks the runs are cut into."""
        return -(-self.done.size // self.chunk_runs)

    def missing(self, chunk: int) -> list[int]:
        """Return the runs of a chunk that are not kept yet."""
        first = chunk * self.chunk_runs
        return [
            first + int(place)
            for place in np.flatnonzero(~self.done[first : first + self.chunk_runs])
        ]

    def keep(self, records: Sequence[Record]) -> None:
        """Write what some runs of one chunk left as one part. Modifies `done` and `failed`."""
        run_ids = sorted(record.run.run_id for record in records)
        failed = sorted(record.run.run_id for record in records if record.failure is not None)
        chunk = run_ids[0] // self.chunk_runs
        stem = f"{chunk:08d}-{self._next_number(chunk):04d}"
        written: dict[str, int] = {}
        for table, frame in frames_of(self.experiment, records).items():
            path = self._file(stem, table)
            files.write_part(frame, path)
            written[table] = files.checksum(path)
        receipt = {"runs": run_ids, "failed": failed, "files": written}
        files.replace_text(self.folder / f"{stem}.json", json.dumps(receipt))
        self._count(stem, receipt)

    def survey(self) -> list[str]:
        """Take in the parts whose receipt is right; return what is wrong with the others."""
        damaged: list[str] = []
        for path in sorted(self.folder.glob("*.json")):
            receipt, fault = self._examine(path)
            if receipt is None:
                damaged.append(f"{path}: {fault}; the runs of this part are done again")
            else:
                self._count(path.stem, receipt)
        return damaged

    def clear(self) -> None:
        """Delete what no good receipt names: damaged parts, and what a kill left half-done."""
        kept = {stem for stems in self._stems.values() for stem in stems}
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name.partition(".")[0] not in kept or path.suffix == ".tmp":
                path.unlink()

    def join(self, table: str) -> list[Path]:
        """Return the files that hold a table, in order of run when read one after the other."""
        joined = self.folder / "joined"
        joined.mkdir(exist_ok=True)
        return [path for chunk in range(self.chunks) for path in self._joined(chunk, table, joined)]

    def paths(self, table: str) -> list[Path]:
        """Return the files of a table kept so far, in no order of run within a chunk."""
        stems = (stem for chunk in sorted(self._stems) for stem in self._stems[chunk])
        return [path for stem in stems if (path := self._file(stem, table)).exists()]

    def _joined(self, chunk: int, table: str, joined: Path) -> Iterator[Path]:
        paths = [path for stem in self._stems[chunk] if (path := self._file(stem, table)).exists()]
        if len(paths) > 1:
            whole = pl.concat([pl.read_parquet(path) for path in paths]).sort(
                "run_id", maintain_order=True
            )
            paths = [joined / f"{chunk:08d}.{table}.parquet"]
            files.write_part(whole, paths[0])
        yield from paths

    def _examine(self, path: Path) -> tuple[dict[str, Any] | None, str]:
        """Return a receipt that is right in every way, or None and what is wrong."""
        try:
            receipt = json.loads(path.read_text(encoding="utf-8"))
            run_ids, failed, written = receipt["runs"], receipt["failed"], receipt["files"]
            chunk = int(path.stem.partition("-")[0])
            first = chunk * self.chunk_runs
            if not run_ids or not all(
                first <= run_id < min(first + self.chunk_runs, self.done.size) for run_id in run_ids
            ):
                return None, "names runs that do not belong to it"
            if (
                self.done[run_ids].any()
                or len(set(run_ids)) < len(run_ids)
                or not set(failed) <= set(run_ids)
            ):
                return None, "names runs twice"
            for table, crc in written.items():
                if files.checksum(self._file(path.stem, table)) != crc:
                    return None, f"its {table} file is damaged"
        except FileNotFoundError as error:
            return None, f"{Path(error.filename).name} is missing"
        except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            return None, f"is damaged ({type(error).__name__})"
        return receipt, ""

    def _count(self, stem: str, receipt: dict[str, Any]) -> None:
        self.done[receipt["runs"]] = True
        self.failed += len(receipt["failed"])
        self._stems.setdefault(int(stem.partition("-")[0]), []).append(stem)

    def _next_number(self, chunk: int) -> int:
        stems = self._stems.get(chunk)
        return int(stems[-1].partition("-")[2]) + 1 if stems else 0

    def _file(self, stem: str, table: str) -> Path:
        return self.folder / f"{stem}.{table}.parquet"
