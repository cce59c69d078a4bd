"""Own accounts as the territory: a book read from a CSV file.

What the book says of an account replaces what would be drawn; empty cells and columns that are
not there are drawn as in any territory, so that a book of names alone is a book already.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.bookfile import BookFile
from relsim.errors import InputError, nearest
from relsim.expressions import choice, recipe
from relsim.parameters import PARAMETERS
from relsim.state import CLIENT, LOST, NEVER, STATES, STATUS_NAMES, TRAITS

__all__ = ["COLUMNS", "Book", "parse_columns", "read_book"]

_POSITIVE = ("size", "service_intensity", "restlessness")
# The smallest number there is: for what must be more than 0.
_ABOVE_ZERO = math.ulp(0.0)
_PART = (0.0, 1.0, "0-1")
#: Columns of numbers: lowest and highest value, both allowed, and the unit.
NUMBERS: dict[str, tuple[float, float, str]] = {
    **dict.fromkeys(TRAITS, _PART),
    **dict.fromkeys(_POSITIVE, (_ABOVE_ZERO, 1e6, "more than 0, about 1 on average")),
    **dict.fromkeys(STATES, _PART),
    "reference": (-20.0, 20.0, "expected surplus, shares of the list price a month"),
    "discount": (0.0, 0.9, "share of list price"),
    "specials_hours": (0.0, 1e4, "hours a month"),
    "commitment_months": (0.0, 1200.0, "months"),
    "tenure": (0.0, 1200.0, "whole months"),
    "volume": (_ABOVE_ZERO, 100.0, "ratio to the first volume, more than 0"),
    "revenue": (_ABOVE_ZERO, 1e12, "EUR a month at list price, more than 0"),
}
_TEXTS = ("account_id", "rep", "name", "status")
#: All columns a book may have.
COLUMNS = (*_TEXTS, *NUMBERS)
_OF_CLIENTS = ("tenure", "discount", "specials_hours", "commitment_months")


@dataclass(frozen=True, eq=False)
class Book:
    """Own accounts, read and checked.

    Attributes
    ----------
    account_ids : tuple of str
        One for each account, in the order of the file.
    names : tuple of str
        For the trace; empty without such a column.
    rep_names : tuple of str
        In order of first appearance; empty without such a column.
    reps : int64, shape (size,)
        Index into `rep_names`; -1: dealt.
    statuses : int64, shape (size,)
        As in `relsim.state`.
    numbers : dict of str to float64, shape (size,)
        Column -> values; NaN: drawn.
    sha256 : str
        Of the file's bytes.
    """

    account_ids: tuple[str, ...]
    names: tuple[str, ...]
    rep_names: tuple[str, ...]
    reps: NDArray[np.int64]
    statuses: NDArray[np.int64]
    numbers: Mapping[str, NDArray[np.float64]]
    sha256: str

    @property
    def size(self) -> int:
        """How many accounts there are."""
        return len(self.account_ids)

    def write_into(self, customers: Any, parameters: Mapping[str, float]) -> None:
        """Put what the book says in place of what was drawn; modifies `customers`.

        Parameters
        ----------
        customers : record array of `relsim.state.CUSTOMER`, shape (size,)
            As drawn for month 0.
        parameters : mapping
            Complete; beliefs that the book does not give follow its status.

        Raises
        ------
        InputError
            If a revenue is no possible size at this list price.
        """
        given = dict(self.numbers)
        self._write_status(customers, parameters)
        if "revenue" in given:
            given["size"] = given.pop("revenue") / parameters["list_price"]
            low, high, _ = NUMBERS["size"]
            wrong = np.flatnonzero((given["size"] < low) | (given["size"] > high))
            if wrong.size:
                raise InputError(
                    f"account '{self.account_ids[wrong[0]]}': revenue / list_price = "
                    f"{given['size'][wrong[0]]:g} is no possible size (more than 0, at most 1e6)"
                )
        if "want_need_gap" in given:
            # What a client has was drawn as a share of the gap.
            gap = customers["want_need_gap"]
            known = ~np.isnan(given["want_need_gap"]) & (gap > 0.0)
            customers["solution"][known] *= given["want_need_gap"][known] / gap[known]
        for column, values in given.items():
            known = ~np.isnan(values)
            if column in _OF_CLIENTS:
                known &= self.statuses == CLIENT
            customers[column][known] = values[known]
        known = self.reps >= 0
        customers["rep"][known] = self.reps[known]

    def _write_status(self, customers: Any, parameters: Mapping[str, float]) -> None:
        """Make each account what the book says it is, with that status's start states."""
        client, lost = self.statuses == CLIENT, self.statuses == LOST
        customers["status"] = self.statuses
        customers["initial"] = client
        customers["joined"] = np.where(client, 0, NEVER)
        # Who comes back after having been lost is won back, not won.
        customers["spells"] = client | lost
        customers["cooling"] = np.where(lost, parameters["cooling_months"], 0)
        belief = np.where(client, parameters["client_belief_start"], parameters["stranger_belief"])
        for axis in ("respect", "trust", "frankness"):
            customers[axis] = belief
        customers["signals"] = np.where(client, parameters["signals_start"], 0.0)
        for field in (*_OF_CLIENTS, "solution"):
            customers[field][~client] = 0


def parse_columns(text: str) -> dict[str, str]:
    """Return which column, or recipe of columns, stands for which of ours.

    Parameters
    ----------
    text : str
        ``ours=theirs`` separated by commas; commas within parentheses, backticks or quotes
        belong to a recipe.

    Raises
    ------
    InputError
        A piece without ``=``, an unknown column of ours, one given twice.

    Examples
    --------
    >>> parse_columns("account_id=ID, tenure=round(T / 4.345)")
    {'account_id': 'ID', 'tenure': 'round(T / 4.345)'}
    """
    columns: dict[str, str] = {}
    for piece in re.findall(r"(?:`[^`]*`|\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,])+", text):
        ours, equals, theirs = (part.strip() for part in piece.partition("="))
        if not equals or not ours or not theirs:
            raise InputError(
                f"--columns: '{piece.strip()}' is not OURS=THEIRS as in 'account_id=ID,tenure=T'"
            )
        if ours in columns:
            raise InputError(f"--columns: '{ours}' is given twice")
        columns[ours] = theirs
    if not columns:
        raise InputError("--columns: no column is named; write OURS=THEIRS,...")
    _check_mapping(columns, "--columns")
    return columns


def read_book(path: str | os.PathLike[str], columns: Mapping[str, str] | None = None) -> Book:
    """Read a book of accounts from a CSV file.

    Parameters
    ----------
    path : str or path
        UTF-8 text; cells separated by commas, semicolons (then 1,5 is read as 1.5) or tabs.
    columns : mapping of str to str, optional
        Our column -> the file's column, or a recipe of its columns such as
        ``round(weeks / 4.345)``; for `status` also a choice, ``client if orders > 1 else
        prospect``. Columns that are not named in it are then taken where they bear one of our
        names, and ignored where they do not; without a mapping an unknown column is an error.

    Returns
    -------
    Book

    Raises
    ------
    InputError
        Naming file, line, column, value and bounds, and the nearest right name.
    """
    place = str(path)
    content = BookFile(Path(path), place)
    recipes = _recipes(content, columns, place)
    ids = _account_ids(content, recipes["account_id"], place)
    if len(ids) > PARAMETERS["customers"].high:
        raise InputError(f"{place}: more than {PARAMETERS['customers'].high:,} accounts")
    if "size" in recipes and "revenue" in recipes:
        raise InputError(f"{place}: size and revenue are both given; one of them is enough")
    reps = content.columns[recipes["rep"]] if "rep" in recipes else [""] * len(ids)
    rep_names = tuple(dict.fromkeys(rep for rep in reps if rep))
    if len(rep_names) > PARAMETERS["reps"].high:
        raise InputError(f"{place}: more than {PARAMETERS['reps'].high:,} reps")
    number_of = {name: number for number, name in enumerate(rep_names)} | {"": -1}
    return Book(
        account_ids=tuple(ids),
        names=tuple(content.columns[recipes["name"]]) if "name" in recipes else (),
        rep_names=rep_names,
        reps=np.array([number_of[rep] for rep in reps], np.int64),
        statuses=_statuses(content, recipes.get("status")),
        numbers={
            name: _checked(content, name, recipes[name]) for name in NUMBERS if name in recipes
        },
        sha256=content.sha256,
    )


def _check_mapping(columns: Mapping[str, str], place: str) -> None:
    for ours in columns:
        if ours not in COLUMNS:
            hint = _hint(ours, COLUMNS, "known:")
            raise InputError(f"{place}: '{ours}' is no column of a book{hint}")


def _recipes(content: BookFile, columns: Mapping[str, str] | None, place: str) -> dict[str, str]:
    """Return for each of our columns the file's column, or the recipe, that gives it."""
    there = content.columns
    if not columns:
        for name in there:
            if name not in COLUMNS:
                hint = _hint(name, COLUMNS, "known:")
                raise InputError(
                    f"{place}: unknown column '{name}'{hint} "
                    "(columns of other names can be mapped, and the rest is then ignored)"
                )
        recipes = {name: name for name in there}
    else:
        _check_mapping(columns, place)
        used = {name for text in columns.values() for name in there if _mentions(text, name)}
        recipes = {name: name for name in there if name in COLUMNS and name not in used}
        recipes |= {ours: _bare(text) for ours, text in columns.items()}
    if "account_id" not in recipes:
        hint = _hint("account_id", there, "the file has")
        raise InputError(f"{place}: the column account_id is missing{hint}")
    for ours in ("account_id", "rep", "name"):
        if ours in recipes and recipes[ours] not in there:
            hint = _hint(recipes[ours], there, "the file has")
            raise InputError(f"{place}: {ours}: there is no column '{recipes[ours]}'{hint}")
    return recipes


def _bare(text: str) -> str:
    """Return a column's name without the backticks around it; a recipe as it is."""
    found = re.fullmatch(r"\s*`([^`]*)`\s*", text)
    return found[1] if found else text.strip()


def _hint(name: str, names: Iterable[str], otherwise: str) -> str:
    """Return a hint at the nearest name, also where only capitals differ."""
    capitals = [known for known in names if known.lower() == name.lower()]
    if capitals:
        return f"; did you mean '{capitals[0]}'?"
    return nearest(name, names) or f"; {otherwise} {', '.join(names)}"


def _mentions(text: str, name: str) -> bool:
    return text == name or re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _account_ids(content: BookFile, column: str, place: str) -> list[str]:
    first: dict[str, int] = {}
    for line, account in zip(content.lines, content.columns[column], strict=True):
        if not account:
            raise InputError(f"{place}: line {line}: the cell of {column} (account_id) is empty")
        if account in first:
            raise InputError(
                f"{place}: line {line}: {column} '{account}' stands on line {first[account]} "
                "already; an account_id must be unique"
            )
        first[account] = line
    return list(first)


def _checked(content: BookFile, ours: str, text: str) -> NDArray[np.float64]:
    """Return one of our columns, within its bounds; NaN: drawn."""
    if text in content.columns:
        shown, values = text if text == ours else f"{text} ({ours})", content.numbers(text)
    else:
        shown = f"{ours} = {text}"
        made = recipe(text, content.columns, f"{content.place}: {ours}")
        values, _ = content.worked_out(made, shown)
    low, high, unit = NUMBERS[ours]
    wrong = np.flatnonzero((values < low) | (values > high))
    if wrong.size:
        bounds = f"]0, {high:g}]" if low == _ABOVE_ZERO else f"[{low:g}, {high:g}]"
        fault = f"{values[wrong[0]]:g} is outside {bounds} ({unit})"
        raise content.refusal(int(wrong[0]), shown, fault)
    if ours == "tenure":
        broken = np.flatnonzero(values % 1.0 > 0.0)
        if broken.size:
            fault = f"{values[broken[0]]:g} is not whole ({unit}); map it: tenure = round({text})"
            raise content.refusal(int(broken[0]), shown, fault)
    return values


def _statuses(content: BookFile, text: str | None) -> NDArray[np.int64]:
    """Return the status of each account; a client where the book does not say."""
    if text is None:
        return np.full(len(content.lines), CLIENT)
    if text not in content.columns:
        made = choice(text, content.columns, STATUS_NAMES, f"{content.place}: status")
        values, empty = content.worked_out(made, f"status = {text}")
        return np.where(empty, CLIENT, values).astype(np.int64)
    found = np.empty(len(content.lines), np.int64)
    for row, cell in enumerate(content.columns[text]):
        word = cell.lower() or STATUS_NAMES[CLIENT]
        if word not in STATUS_NAMES:
            known = ", ".join(STATUS_NAMES)
            fault = f"'{cell}' is none of {known}{nearest(word, STATUS_NAMES)}"
            raise content.refusal(row, text, fault)
        found[row] = STATUS_NAMES.index(word)
    return found
