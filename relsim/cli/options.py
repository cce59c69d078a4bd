"""What users write after the options: settings, strategies, columns and months, read and checked.

Everything wrong with them is an `InputError` that names the option, so that a command ends with
one message before anything is run or written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsim.errors import InputError, nearest

if TYPE_CHECKING:
    from relsim.accounts import Book

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
WORDS = {"true": 1, "on": 1, "yes": 1, "false": 0, "off": 0, "no": 0}

SET_HELP = "Fix a parameter, KEY=VALUE; may be repeated (see: relsim parameters)."
STRATEGY_HELP = (
    "Names separated by commas, MODULE:CLASS for your own, or NAME=BASE,behaviour=value,… for a"
    " changed one, as in 'softer=advisory,yielding=0.6'; may be repeated."
)


def integer(text: str) -> int:
    """A whole number as an option takes it; refused by its own words."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a whole number") from None


def real(text: str) -> float:
    """A number as an option takes it; refused by its own words."""
    try:
        return float(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a number") from None


Workers = Annotated[
    int | None,
    typer.Option(
        "--workers",
        metavar="N",
        parser=integer,
        help="Runs made at the same time; without it, one a processor.",
    ),
]
Fresh = Annotated[
    bool, typer.Option("--fresh", help="Run again, replacing what the results folder holds.")
]
Report = Annotated[
    bool, typer.Option("--report/--no-report", help="Write report.html beside the results.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Write one JSON document to stdout instead of tables.")
]


Accounts = Annotated[
    Path | None,
    typer.Option("--accounts", metavar="CSV", help="Your own book of accounts as the territory."),
]
Columns = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="OURS=THEIRS,…",
        help="Columns or recipes of the book's: 'account_id=ID,tenure=round(weeks/4.345)'.",
    ),
]


def value_of(text: str) -> object:
    """A value as TOML would read it: whole number, number, switch word, else the text itself.

    >>> [value_of(t) for t in ("3", "0.5", "1e-3", "off", "high")]
    [3, 0.5, 0.001, 0, 'high']
    """
    written = text.strip()
    if written.lower() in WORDS:
        return WORDS[written.lower()]
    for kind in (int, float):
        try:
            return kind(written)
        except ValueError:
            continue
    return written


def pairs(option: str, items: Iterable[str], known: Sequence[str] = ()) -> dict[str, str]:
    """KEY=VALUE pieces as a mapping; a piece without ``=`` or a key given twice is refused.

    >>> pairs("--set", ["competition=0.1", "reps = 6"])
    {'competition': '0.1', 'reps': '6'}
    """
    read: dict[str, str] = {}
    for item in items:
        key, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not key or not value:
            hint = nearest(item, known) if known else ""
            raise InputError(f"{option} {item!r}: expected KEY=VALUE{hint}")
        if key in read:
            raise InputError(f"{option}: {key} is given twice ({read[key]} and {value})")
        read[key] = value
    return read


def settings(items: Iterable[str] | None) -> dict[str, float | int]:
    """The parameters fixed by ``--set``, each checked against the parameter table."""
    from relsim.parameters import PARAMETERS, check
    from relsim.strategies import BEHAVIOURS

    chosen: dict[str, float | int] = {}
    for key, text in pairs("--set", items or (), tuple(PARAMETERS)).items():
        if key in BEHAVIOURS:
            raise InputError(
                f"--set {key}={text}: {key} is a behaviour of a strategy, not a parameter; change"
                f" it with --strategy 'mine=advisory,{key}={text}'"
            )
        if key in ("seed", "periods", "replications", "replication"):
            raise InputError(f"--set {key}={text}: {key} is an option of its own: --{key} {text}")
        chosen[key] = check(key, value_of(text), where="--set")
    return chosen


def whole(option: str, value: int | None, least: int, most: int) -> None:
    """Refuse a count or seed outside its bounds; None stands for its default."""
    if value is not None and not least <= value <= most:
        raise InputError(f"{option} = {value} is outside [{least}, {most}]")


def part(option: str, value: float | None) -> None:
    """Refuse what is no part of a whole, NaN included; None stands for its default."""
    if value is not None and not 0 <= value <= 1:
        raise InputError(f"{option} = {value} is outside [0, 1]")


def strategies(items: Sequence[str]) -> list[object]:
    """The strategies named on the command line as specs that `relsim.strategies` resolves.

    Parameters
    ----------
    items
        The values of ``--strategies`` and ``--strategy``; each is a list of names and
        ``module:Class`` separated by commas, or one changed strategy
        ``NAME=BASE,behaviour=value,…``.

    Returns
    -------
    list
        A name, ``module:Class`` or mapping for each, in the order given.

    Examples
    --------
    >>> strategies(["servile, advisory", "softer=advisory,yielding=0.6"])
    ['servile', 'advisory', {'name': 'softer', 'base': 'advisory', 'yielding': 0.6}]
    """
    specs: list[object] = []
    for item in items:
        if "=" in item:
            specs.append(_changed(item))
        else:
            specs += [name.strip() for name in item.split(",") if name.strip()]
    if not specs:
        raise InputError("--strategies names no strategy")
    return specs


def _changed(item: str) -> dict[str, object]:
    from relsim.strategies import BEHAVIOURS

    first, *rest = (piece.strip() for piece in item.split(","))
    name, _, base = (part.strip() for part in first.partition("="))
    where = f"--strategy {item!r}"
    if name in BEHAVIOURS or not base:
        raise InputError(
            f"{where}: expected NAME=BASE,behaviour=value,… as in 'softer=advisory,yielding=0.6'"
        )
    if not NAME.fullmatch(name):
        raise InputError(f"{where}: a name is letters, digits, - and _; {name!r} is not")
    changes = pairs(where, rest, BEHAVIOURS)
    for key in changes:
        if key not in (*BEHAVIOURS, "jitter"):
            raise InputError(
                f"{where}: {key!r} is no behaviour{nearest(key, (*BEHAVIOURS, 'jitter'))}"
            )
    return {"name": name, "base": base, **{key: value_of(text) for key, text in changes.items()}}


def columns(text: str | None) -> dict[str, str] | None:
    """Which column of a user's own book, or recipe of columns, stands for which of ours."""
    if text is None:
        return None
    from relsim.accounts import parse_columns

    return parse_columns(text)


def book(accounts: Path | None, text: str | None) -> Book | None:
    """The user's own book of accounts, read and checked; None where none is named."""
    named = columns(text)
    if accounts is None:
        if named is not None:
            raise InputError("--columns needs --accounts, the book whose columns it names")
        return None
    from relsim.accounts import read_book

    return read_book(accounts, named)


def account(text: str | None, known: Book | None) -> int | None:
    """The account a user means: its number, or its account_id in their own book."""
    if text is None:
        return None
    if known is not None and text in known.account_ids:
        return known.account_ids.index(text)
    number = value_of(text)
    if not isinstance(number, int):
        hint = "" if known is None else nearest(text, known.account_ids)
        what = "number of an account" if known is None else "account_id or number of an account"
        raise InputError(f"--customer {text!r}: expected the {what}{hint}")
    whole("--customer", number, 0, 2**31)
    return number


def months(text: str) -> tuple[int, int]:
    """First and last month, both included, from ``0-24`` or ``7``.

    >>> months("0-24"), months("7")
    ((0, 24), (7, 7))
    """
    found = re.fullmatch(r"\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?", text)
    if not found:
        raise InputError(f"--months {text!r}: expected FIRST-LAST, such as 0-24, or one month")
    first = int(found[1])
    last = int(found[2]) if found[2] is not None else first
    if last < first:
        raise InputError(f"--months {text!r}: the last month is before the first")
    return first, last
