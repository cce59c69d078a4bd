"""A finished study taken apart again, so that its failed runs can be done once more."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, groupby
from pathlib import Path

import polars as pl

from relsim.study import files
from relsim.study.frames import TABLES
from relsim.study.parts import Parts

BATCH_ROWS = 2 * files.ROW_GROUP
"""Rows of a table in memory at a time, beside those of one chunk."""


def take_apart(folder: Path, parts: Parts) -> None:
    """Write the good runs of a folder's finished tables as parts again.

    Parameters
    ----------
    folder
        Where the tables lie; they stay as they are.
    parts
        Where the runs go. Modified; it holds none yet.
    """
    streams = {
        table: _by_chunk(path, parts.chunk_runs)
        for table in TABLES
        if table != "failures" and (path := folder / f"{table}.parquet").exists()
    }
    runs = streams.pop("runs")
    waiting = {table: next(stream, None) for table, stream in streams.items()}
    for chunk, rows in runs:
        good = rows.filter(pl.col("status") != "failed")
        frames = {"runs": good}
        for table, held in waiting.items():
            if held is not None and held[0] == chunk:
                frames[table] = held[1]
                waiting[table] = next(streams[table], None)
        if good.height:
            parts.write(good["run_id"].unique().to_list(), (), frames)


def _by_chunk(path: Path, size: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield the rows of each chunk that has some, in order."""
    pieces = (
        (int(chunk), rows)
        for batch in _batches(path)
        for (chunk,), rows in batch.group_by(pl.col("run_id") // size, maintain_order=True)
    )
    for chunk, group in groupby(pieces, key=lambda piece: piece[0]):
        yield chunk, pl.concat([rows for _, rows in group])


def _batches(path: Path) -> Iterator[pl.DataFrame]:
    # Slices, because Polars' own batches are all made at once, however slowly they are taken.
    for first in count(0, BATCH_ROWS):
        batch = files.scan(path).slice(first, BATCH_ROWS).collect()
        if batch.is_empty():
            return
        yield batch
