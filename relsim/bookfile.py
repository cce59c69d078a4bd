"""The text of a user's own book of accounts: a CSV file as columns of text and numbers."""

from __future__ import annotations

import csv
import hashlib
import io
import itertools
import math
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.errors import InputError, nearest
from relsim.expressions import Expression

SEPARATORS = (",", ";", "\t")
# float() alone would take nan, inf and 1_000 for numbers.
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

_PLAIN = frozenset("0123456789.+-eE")


class BookFile:
    """A CSV file as it was written: UTF-8, separated by commas, semicolons or tabs.

    Lines before the line of names that begin with ``#``, and empty lines, are skipped.

    Parameters
    ----------
    path : Path
    place : str
        What the file is called in messages.

    Attributes
    ----------
    columns : dict of str to list of str
        Cells without the space around them; empty ones are "".
    lines : list of int
        The line of the file on which each row ends.
    sha256 : str
        Of the file's bytes.

    Raises
    ------
    InputError
        A file that is not there or is no such text, a row of another length than the names'.
    """

    def __init__(self, path: Path, place: str) -> None:
        self.place = place
        content = _bytes(path, place)
        self.sha256 = hashlib.sha256(content).hexdigest()
        text = io.StringIO(_text(content, place), newline="")
        skipped, head = 0, text.readline()
        while head and (not head.strip() or head.startswith("#")):
            skipped, head = skipped + 1, text.readline()
        if not head:
            raise InputError(f"{place}: the file is empty; it needs a line of names, and accounts")
        separator = max(SEPARATORS, key=head.count)
        # Where commas separate no cells they may separate decimals.
        self._decimal_comma = separator != ","
        reader = csv.reader(itertools.chain([head], text), delimiter=separator, strict=True)
        try:
            self._read_rows(reader, skipped)
        except csv.Error as error:
            raise InputError(f"{place}: line {skipped + reader.line_num}: {error}") from None
        self._numbers: dict[str, NDArray[np.float64]] = {}

    def _read_rows(self, reader: Any, skipped: int) -> None:
        names = [name.strip() for name in next(reader)]
        for name in names:
            if name and names.count(name) > 1:
                raise InputError(f"{self.place}: line {skipped + 1}: two columns named '{name}'")
        rows: list[list[str]] = []
        self.lines: list[int] = []
        for row in reader:
            if len(row) != len(names):
                if not any(cell.strip() for cell in row):
                    continue
                raise InputError(
                    f"{self.place}: line {skipped + reader.line_num} has {len(row)} cells, "
                    f"but there are {len(names)} columns"
                )
            if any(row) and any(cell.strip() for cell in row):
                rows.append(row)
                self.lines.append(skipped + reader.line_num)
        if not self.lines:
            raise InputError(f"{self.place}: there are column names but no accounts")
        cells = [[cell.strip() for cell in column] for column in zip(*rows, strict=True)]
        # Spreadsheets leave separators without a name at the ends of lines.
        for name, column in zip(names, cells, strict=True):
            if not name and any(column):
                raise InputError(f"{self.place}: line {skipped + 1}: a filled column has no name")
        self.columns = {name: column for name, column in zip(names, cells, strict=True) if name}

    def numbers(self, column: str) -> NDArray[np.float64]:
        """Return a column as numbers; NaN where the cell is empty."""
        if column not in self._numbers:
            cells = self.columns[column]
            values = _plainly(cells)
            if values is None:
                each = [self._number(cell, column, row) for row, cell in enumerate(cells)]
                values = np.array(each)
            self._numbers[column] = values
        return self._numbers[column]

    def _number(self, cell: str, column: str, row: int) -> float:
        if not cell:
            return math.nan
        plain = cell
        if self._decimal_comma and "." not in cell:
            plain = cell.replace(",", ".", 1)
        if not _NUMBER.fullmatch(plain) or not math.isfinite(float(plain)):
            raise self.refusal(row, column, f"'{cell}' is not a number")
        return float(plain)

    def worked_out(
        self, recipe: Expression, shown: str
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return what a recipe gives (NaN: nothing), and where a cell that it needs is empty."""
        columns = {name: self.numbers(name) for name in recipe.names}
        empty = np.any([np.isnan(values) for values in columns.values()], axis=0)
        values = np.where(empty, np.nan, recipe(columns))
        wrong = np.flatnonzero(~empty & ~np.isfinite(values))
        if wrong.size:
            raise self.refusal(int(wrong[0]), shown, "this gives no finite number")
        return values, empty

    def refusal(self, row: int, column: str, fault: str) -> InputError:
        """Return the message about a cell: file, line, column and what is wrong."""
        return InputError(f"{self.place}: line {self.lines[row]}, column {column}: {fault}")


def _plainly(cells: list[str]) -> NDArray[np.float64] | None:
    """Return cells as numbers where all are written plainly, in a fraction of the time."""
    if not _PLAIN.issuperset("".join(cells)):
        return None
    try:
        values = np.array([float(cell) if cell else math.nan for cell in cells])
    except ValueError:
        return None
    return None if np.isinf(values).any() else values


def _bytes(path: Path, place: str) -> bytes:
    if path.is_dir():
        raise InputError(f"{place}: this is a folder; a CSV file is needed")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        beside = [found.name for found in path.parent.glob("*.csv")]
        raise InputError(f"{place}: there is no such file{nearest(path.name, beside)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{place}: the file cannot be read ({reason})") from None


def _text(content: bytes, place: str) -> str:
    if b"\0" in content:
        raise InputError(f"{place}: this is no text; save the accounts as 'CSV UTF-8'")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{place}: line {line} holds byte 0x{content[error.start]:02x}, which is not UTF-8; "
            "save the accounts as 'CSV UTF-8'"
        ) from None
