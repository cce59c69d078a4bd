"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from relsim.errors import InputError

ROW_GROUP = 25_000
"""Rows of a group in a finished table; fixed, so that the bytes depend on the rows alone.

Few, because a group is held in memory while it is packed.
"""
_PROBE_BYTES = 1 << 20
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Unwritable(InputError):
    """A file that could not be written.

    Attributes
    ----------
    full
        Whether for want of space.
    """

    def __init__(self, message: str, full: bool) -> None:
        super().__init__(message)
        self.full = full


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn what the disk refuses into one plain message."""
    try:
        yield
    except OSError as error:
        where = error.filename or folder
        raise Unwritable(
            f"{where}: cannot be written ({error.strerror or error})", error.errno in _FULL
        ) from error


def replace(target: Path, write: Callable[[Path], object], *, durable: bool = False) -> None:
    """Write a file beside its place and move it there in one step.

    Parameters
    ----------
    target
        Its place.
    write
        Writes the file it is given.
    durable
        Whether to wait until it is on the disk, so that a power cut cannot empty it. What is
        written every other second does not; a checksum tells what became of it.

    Raises
    ------
    OSError
        Naming `target`, when the disk refuses; what was written of it is gone.
    """
    temporary = target.with_name(f"{target.name}.{os.getpid()}.tmp")
    try:
        write(temporary)
        if durable:
            with temporary.open("r+b") as stream:
                os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException as error:
        refused = _refusal(error, temporary)
        remove(temporary)
        if refused is None:
            raise
        raise OSError(refused, os.strerror(refused), str(target)) from error


def _refusal(error: BaseException, path: Path) -> int | None:
    """Return the system's error number where writing a file failed for want of a working disk."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    if not isinstance(error, (OSError, pl.exceptions.PolarsError)):
        return None
    told = re.search(r"\(os error (\d+)\)", str(error))
    if told:
        return int(told.group(1))
    # A file whose last bytes do not fit is "out of specification" to Polars, without a number.
    try:
        with path.open("ab") as stream:
            stream.write(bytes(_PROBE_BYTES))
    except OSError as refused:
        return refused.errno
    return None


def remove(path: Path) -> None:
    """Delete a file if that can be done; for when something worse is being told."""
    with suppress(OSError):
        path.unlink()


def replace_text(target: Path, text: str, *, durable: bool = False) -> None:
    """Write a text file in one step, with the same bytes on every system."""
    replace(
        target,
        lambda path: path.write_text(text, encoding="utf-8", newline="\n"),
        durable=durable,
    )


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
        durable=True,
    )


def scan(paths: Path | list[Path]) -> pl.LazyFrame:
    """Return Parquet files as one table; their names are names, whatever ``*[=`` is in them."""
    return pl.scan_parquet(paths, glob=False, hive_partitioning=False)


def fault(path: Path) -> str | None:
    """Return what is wrong with a Parquet file as far as its frame tells, or None."""
    try:
        scan(path).collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        return first_line(error)
    return None


def first_line(error: Exception) -> str:
    """Return what an error says, without the advice that Polars adds."""
    return str(error).partition("\n")[0]


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    value = 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            value = zlib.crc32(block, value)
    return value
