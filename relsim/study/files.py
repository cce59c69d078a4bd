"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from relsim.errors import InputError

ROW_GROUP = 100_000
"""Rows of a group in a finished table; fixed, so that the bytes depend on the rows alone."""


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one plain message."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise InputError(f"{where}: cannot be written ({error.strerror or error})") from error


def replace(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and move it there in one step."""
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        write(temporary)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def replace_text(target: Path, text: str) -> None:
    """Write a text file in one step, with the same bytes on every system."""
    replace(target, lambda path: path.write_text(text, encoding="utf-8", newline="\n"))


def write_part(frame: pl.DataFrame, target: Path) -> None:
    """Write rows that will be read once more and then deleted: quickly rather than small."""
    replace(target, lambda path: frame.write_parquet(path, compression="lz4", statistics=False))


def write_table(frame: pl.LazyFrame, target: Path) -> None:
    """Write a finished table row by row, without holding it in memory."""
    replace(
        target,
        lambda path: frame.sink_parquet(
            path, compression="zstd", compression_level=1, row_group_size=ROW_GROUP
        ),
    )


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    value = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            value = zlib.crc32(block, value)
    return value
