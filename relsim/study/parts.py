"""Finished runs kept in parts, so that a kill at any moment loses only what is in flight.

Runs are cut into chunks by the design alone, never by the number of workers. A chunk is kept as one
or more parts; each has a receipt, written last, with the checksum of its files. What has no receipt
does not exist, and what does not match its receipt is run again. Joining puts the rows in order.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from relsim.study import files, receipts
from relsim.study.experiment import Experiment
from relsim.study.frames import frames_of
from relsim.study.plan import Record
from relsim.study.receipts import Damaged, Receipt

CHUNK_SECONDS = 2.0
CHUNK_ROWS = 200_000
CHUNK_RUNS = 1000
MOST_PIECES = 40
"""In how many pieces an unfinished table is put in order."""


def chunk_runs(experiment: Experiment) -> int:
    """Return how many runs make a chunk: about two seconds of work, and rows that fit in memory."""
    accounts = dict(experiment.parameters)["customers"] if experiment.keep_customers else 1
    months = experiment.periods if experiment.keep_periods else 1
    rows = max(accounts, months * experiment.arms_per_run)
    return int(
        max(1, min(CHUNK_RUNS, CHUNK_SECONDS / experiment.seconds_per_run(), CHUNK_ROWS / rows))
    )


class Counts(NamedTuple):
    """How many runs are kept, and how many of these failed."""

    done: int
    failed: int


class Part(NamedTuple):
    """A part that is kept: the number it has in its chunk, its tables, and how many runs failed."""

    chunk: int
    number: int
    tables: tuple[str, ...]
    failed: int

    @property
    def stem(self) -> str:
        """What the names of its files begin with."""
        return f"{self.chunk:08d}-{self.number:04d}"


class Parts:
    """The parts of one results folder.

    Attributes
    ----------
    folder
        Where they lie.
    done
        Whether each run is kept, bool, shape (runs,).
    """

    def __init__(self, folder: Path, experiment: Experiment) -> None:
        self.folder = folder
        self.experiment = experiment
        self.chunk_runs = chunk_runs(experiment)
        self.done = np.zeros(experiment.size, dtype=np.bool_)
        self._failures = np.zeros(experiment.size, dtype=np.bool_)
        # Counted along the way, because a progress bar asks after every batch.
        self._counted = Counts(0, 0)
        self._kept: dict[int, list[Part]] = {}

    @cached_property
    def needed(self) -> NDArray[np.bool_]:
        """Whether each run is needed, bool, shape (runs,); all are, unless it is set otherwise."""
        return np.ones(self.done.size, dtype=np.bool_)

    @property
    def counts(self) -> Counts:
        """How many of the needed runs are kept, and how many of these failed."""
        if self._all_needed:
            return self._counted
        kept = self.done & self.needed
        return Counts(int(np.count_nonzero(kept)), int(np.count_nonzero(kept & self._failures)))

    @property
    def total(self) -> int:
        """How many runs are needed."""
        return self.done.size if self._all_needed else int(np.count_nonzero(self.needed))

    @property
    def complete(self) -> bool:
        """Whether every needed run is kept."""
        return self.counts.done == self.total

    @property
    def chunks(self) -> int:
        """How many chunks the runs are cut into."""
        return -(-self.done.size // self.chunk_runs)

    def missing(self, chunk: int) -> list[int]:
        """Return the runs of a chunk that are needed and not kept yet."""
        return (chunk * self.chunk_runs + np.flatnonzero(self._wanted(chunk))).tolist()

    def left(self, chunk: int) -> int:
        """Return how many runs of a chunk are needed and not kept yet."""
        return int(np.count_nonzero(self._wanted(chunk)))

    def keep(self, records: Sequence[Record]) -> None:
        """Write what some runs of one chunk left as one part; a run kept already is left out."""
        fresh = {r.run.run_id: r for r in records if not self.done[r.run.run_id]}
        if fresh:
            failed = [run_id for run_id, record in fresh.items() if record.failure is not None]
            self.write(fresh, failed, frames_of(self.experiment, list(fresh.values())))

    def write(
        self,
        run_ids: Iterable[int],
        failed: Iterable[int],
        frames: Mapping[str, pl.DataFrame],
        instead_of: str | None = None,
    ) -> None:
        """Write one part, whole or not at all. Modifies `done` once it is there.

        Parameters
        ----------
        run_ids, failed
            The runs, all of one chunk, and those of them that failed.
        frames
            Their rows in each table.
        instead_of
            The part whose place it takes.
        """
        runs = np.array(sorted(run_ids), dtype=np.int64)
        chunk = int(runs[0]) // self.chunk_runs
        number = 1 + max((part.number for part in self._kept.get(chunk, ())), default=-1)
        stem = Part(chunk, number, (), 0).stem
        written: dict[str, int] = {}
        try:
            for table, frame in frames.items():
                path = self._file(stem, table)
                files.write_part(frame, path)
                written[table] = files.checksum(path)
            receipt = Receipt(runs, np.array(sorted(failed), dtype=np.int64), written, instead_of)
            receipts.write(receipt, self._receipt(stem))
        except BaseException:
            # A full disk wants the room of what will never have a receipt.
            for table in frames:
                files.remove(self._file(stem, table))
            raise
        self._count(chunk, number, receipt)

    def survey(self) -> list[str]:
        """Take in the parts whose receipt is right; return what is wrong with the others."""
        damaged: list[str] = []
        replaced: set[str] = set()
        # From the last, because what was written in place of another part comes after it.
        for path in sorted(self.folder.glob("*.json"), reverse=True):
            if path.stem in replaced:
                continue
            try:
                chunk, number = _numbers(path.stem)
                receipt = self._examine(chunk, path.stem)
            except Damaged as fault:
                damaged.append(f"{path}: {fault}; the runs of this part are done again")
                continue
            self._count(chunk, number, receipt)
            if receipt.instead_of is not None:
                replaced.add(receipt.instead_of)
        return damaged[::-1]

    def forget_failed(self) -> None:
        """Let failed runs be missing again, part by part; a kill in between spoils none."""
        for part in [part for parts in self._kept.values() for part in parts if part.failed]:
            runs, failed, *_ = self._read(part.chunk, part.stem)
            good = np.setdiff1d(runs, failed)
            if good.size:
                frames = {
                    table: files.scan(self._file(part.stem, table))
                    .filter(~pl.col("run_id").is_in(failed.tolist()))
                    .collect()
                    for table in part.tables
                    if table != "failures"
                }
                self.write(good.tolist(), (), frames, instead_of=part.stem)
            self._kept[part.chunk].remove(part)
            self._counted = Counts(
                self._counted.done - runs.size, self._counted.failed - failed.size
            )
            self.done[failed] = self._failures[failed] = False
            # The receipt first: what has none does not exist.
            self._receipt(part.stem).unlink()
            for table in part.tables:
                self._file(part.stem, table).unlink()

    def clear(self) -> None:
        """Delete what no good receipt names: damaged parts, and what a kill left half-done."""
        kept = {part.stem for parts in self._kept.values() for part in parts}
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path.name.partition(".")[0] not in kept or path.suffix == ".tmp":
                path.unlink()

    def join(self, table: str) -> list[Path]:
        """Return the files that hold a table's needed rows, in order of run one after the other."""
        joined = self.folder / "joined"
        joined.mkdir(exist_ok=True)
        return [path for chunk in sorted(self._kept) for path in self._joined(chunk, table, joined)]

    def scan(self, table: str) -> pl.LazyFrame | None:
        """Return the rows kept of a table so far, in order of run, or None where there are none."""
        chunks = sorted(self._kept)
        pieces: list[pl.LazyFrame] = []
        # Sorted piece by piece, for the sake of memory; but Polars is slow with many pieces.
        step = max(1, -(-len(chunks) // MOST_PIECES))
        for first in range(0, len(chunks), step):
            found = [self.paths(chunk, table) for chunk in chunks[first : first + step]]
            paths = [path for several in found for path in several]
            if paths:
                frame = files.scan(paths)
                ordered = all(len(several) <= 1 for several in found)
                pieces.append(frame if ordered else frame.sort("run_id", maintain_order=True))
        return pl.concat(pieces) if pieces else None

    def paths(self, chunk: int, table: str) -> list[Path]:
        """Return the files of a table in a chunk, in no order of run."""
        return [self._file(part.stem, table) for part in self._kept[chunk] if table in part.tables]

    def _joined(self, chunk: int, table: str, joined: Path) -> list[Path]:
        paths = self.paths(chunk, table)
        spare: list[int] = []
        if not self._all_needed:
            runs = self._runs_of(chunk)
            spare = (runs.start + np.flatnonzero(self.done[runs] & ~self.needed[runs])).tolist()
        if not paths or (len(paths) == 1 and not spare):
            return paths
        rows = files.scan(paths).filter(~pl.col("run_id").is_in(spare)).collect()
        path = joined / f"{chunk:08d}.{table}.parquet"
        files.write_part(rows.sort("run_id", maintain_order=True), path)
        return [path]

    def _read(self, chunk: int, stem: str) -> Receipt:
        runs = self._runs_of(chunk)
        return receipts.read(self._receipt(stem), runs.start, runs.stop - 1)

    def _examine(self, chunk: int, stem: str) -> Receipt:
        """Return a receipt that is right in every way, its files included."""
        receipt = self._read(chunk, stem)
        if self.done[receipt.runs].any():
            raise Damaged("names runs twice")
        for table, crc in receipt.files.items():
            file = self._file(stem, table)
            try:
                whole = files.checksum(file) == crc
            except OSError:
                raise Damaged(f"{file.name} is missing or cannot be read") from None
            if not whole:
                raise Damaged(f"its {table} file is damaged")
        return receipt

    def _count(self, chunk: int, number: int, receipt: Receipt) -> None:
        self.done[receipt.runs] = True
        self._failures[receipt.failed] = True
        self._counted = Counts(
            self._counted.done + receipt.runs.size, self._counted.failed + receipt.failed.size
        )
        part = Part(chunk, number, receipt.tables, receipt.failed.size)
        self._kept.setdefault(chunk, []).append(part)

    @property
    def _all_needed(self) -> bool:
        """Whether nobody has asked for `needed`, let alone set it: then it takes no memory."""
        return "needed" not in vars(self)

    def _wanted(self, chunk: int) -> NDArray[np.bool_]:
        runs = self._runs_of(chunk)
        wanted = ~self.done[runs]
        return wanted if self._all_needed else wanted & self.needed[runs]

    def _runs_of(self, chunk: int) -> slice:
        first = chunk * self.chunk_runs
        return slice(first, min(first + self.chunk_runs, self.done.size))

    def _file(self, stem: str, table: str) -> Path:
        return self.folder / f"{stem}.{table}.parquet"

    def _receipt(self, stem: str) -> Path:
        return self.folder / f"{stem}.json"


def _numbers(stem: str) -> tuple[int, int]:
    """Return the chunk and the number that the name of a part tells."""
    chunk, _, number = stem.partition("-")
    if not (chunk.isdecimal() and number.isdecimal()):
        raise Damaged("is no part's receipt")
    return int(chunk), int(number)
