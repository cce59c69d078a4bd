"""What the receipt of a part says: its runs, which of them failed, the checksums of its files."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from relsim.errors import InputError
from relsim.study import files

Numbers = NDArray[np.int64]


class Damaged(InputError):
    """A receipt, or a file it names, that cannot be trusted."""


class Receipt(NamedTuple):
    """A part as its receipt describes it.

    Attributes
    ----------
    runs, failed
        Numbers of the runs it holds and of those among them that failed, int64, ascending.
    files
        The checksum of each table's file.
    instead_of
        The part whose place it takes; when that one is still there, it counts for nothing.
    """

    runs: Numbers
    failed: Numbers
    files: dict[str, int]
    instead_of: str | None = None

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables it has rows of."""
        return tuple(self.files)


def write(receipt: Receipt, path: Path) -> None:
    """Write a receipt in one step."""
    values: dict[str, Any] = {
        "runs": ranges(receipt.runs.tolist()),
        "failed": ranges(receipt.failed.tolist()),
        "files": receipt.files,
    }
    if receipt.instead_of is not None:
        values["instead_of"] = receipt.instead_of
    files.replace_text(path, json.dumps(values))


def read(path: Path, first: int, last: int) -> Receipt:
    """Return a receipt, whose runs must lie from `first` to `last`.

    Raises
    ------
    Damaged
        When it cannot be what was written.
    """
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        bounds = values["runs"]
        if not bounds or bounds[0][0] < first or bounds[-1][1] > last:
            raise Damaged("names runs that do not belong to it")
        runs, failed = (_numbers(values[key], last - first + 1) for key in ("runs", "failed"))
        written = {str(table): int(crc) for table, crc in values["files"].items()}
    except Damaged:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise Damaged(f"is damaged ({type(error).__name__})") from None
    if not np.isin(failed, runs).all() or "runs" not in written:
        raise Damaged("is damaged")
    return Receipt(runs, failed, written, values.get("instead_of"))


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Return ascending numbers as ranges, first and last.

    >>> ranges([3, 4, 5, 9])
    [[3, 5], [9, 9]]
    """
    found: list[list[int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def _numbers(bounds: list[list[int]], most: int) -> Numbers:
    """Return the numbers of some ranges, which must ascend and be `most` at most."""
    before = -1
    for low, high in bounds:
        if not before < low <= high < low + most:
            raise Damaged("names runs twice")
        before = high
    if not bounds:
        return np.empty(0, dtype=np.int64)
    return np.concatenate([np.arange(low, high + 1) for low, high in bounds], dtype=np.int64)
