"""Reading an experiment from its TOML file, or a shipped one by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.parameters import PARAMETERS, complete
from relsim.study import fields
from relsim.study.arms import parse_arms
from relsim.study.building import build, runs_in_words
from relsim.study.design import Setting, parse_design
from relsim.study.experiment import DEFAULT_SEED, Book, Experiment

_TABLES = ("experiment", "model", "strategies", "design", "intervention", "measure", "outputs")
_HEAD = ("name", "question", "replications", "periods", "seed", "luck", "mixed", "accounts")
LARGE = 1_000_000
"""Points or runs that nobody starts unasked."""


@dataclass(frozen=True)
class Shipped:
    """An experiment that comes with relsim.

    Attributes
    ----------
    name, question
        What it is called and what it asks.
    runs
        How many runs it takes.
    adaptive
        Whether these are the most it takes, because replications end when intervals are narrow.
    seconds
        About how long they take on one core.
    path
        Its file.
    """

    name: str
    question: str
    runs: int
    adaptive: bool
    seconds: float
    path: Path


def load(source: str | Path) -> Experiment:
    """Return the experiment in a TOML file, or the shipped one of that name.

    No code that the experiment names is imported.

    Parameters
    ----------
    source
        A path, or the name of a shipped experiment. A file of that name wins.

    Raises
    ------
    InputError
        When there is no such experiment, or a value in it cannot be used.
    """
    path = Path(source)
    if not path.is_file():
        shipped = _shipped_files()
        if str(source) not in shipped:
            raise InputError(_not_found(str(source), path, list(shipped)))
        path = shipped[str(source)]
    return parse(read_tables(path), str(path), path.parent, path.stem)


def read_tables(path: Path) -> dict[str, Any]:
    """Return the tables of a TOML file, whatever they are.

    Raises
    ------
    InputError
        When it cannot be read, is no TOML, or has keys that would break up a message.
    """
    try:
        # utf-8-sig, because editors on Windows put a byte order mark before the text.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: is not UTF-8 text ({error.reason} at byte {error.start})"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    try:
        tables = tomllib.loads(text)
    # A number of thousands of digits or brackets within brackets are no TOMLDecodeError.
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is not valid TOML: {error}") from None
    _keys_shown(tables, str(path))
    return tables


def parse(
    tables: Mapping[str, Any], place: str, folder: Path, name: str = "experiment"
) -> Experiment:
    """Return the experiment that a file's tables describe.

    Parameters
    ----------
    tables
        What the TOML file holds.
    place
        The file's name, for messages.
    folder
        Where the file lies; the path of an own book is relative to it.
    name
        What the experiment is called if it does not say so itself.
    """
    _tables_known(tables, place)
    head = f"{place}: [experiment]"
    given = fields.table(tables.get("experiment", {}), head, _HEAD)
    listed = fields.table(tables.get("strategies", {}), f"{place}: [strategies]", ("compare",))
    if "compare" not in listed:
        raise InputError(
            f'{place}: [strategies] needs compare, a list like ["servile", "advisory"]'
        )
    outputs = fields.table(
        tables.get("outputs", {}), f"{place}: [outputs]", ("periods", "customers")
    )
    own = fields.table(tables.get("model", {}), f"{place}: [model]")
    model = complete(own, f"{place}: [model]")
    arms = parse_arms(listed["compare"], f"{place}: [strategies]")
    setting = Setting(
        place,
        arms,
        model,
        fixed=tuple(own),
        seed=fields.seed(given.get("seed", DEFAULT_SEED), head),
        mixed=fields.yes_or_no(given.get("mixed", False), head, "mixed"),
    )
    settings = {
        key: given[key]
        for key in ("seed", "replications", "periods", "luck", "mixed")
        if key in given
    }
    return build(
        place,
        arms=arms,
        name=fields.name(given.get("name", name), head),
        question=fields.text(given.get("question", ""), head, "question"),
        book=_book(given["accounts"], head, folder) if "accounts" in given else None,
        parameters=model,
        design=parse_design(tables.get("design"), setting),
        interventions=_listed(tables.get("intervention", []), place, "intervention", "events"),
        measures=_listed(tables.get("measure", []), place, "measure", "measures"),
        keep_periods=outputs.get("periods", False),
        keep_customers=outputs.get("customers", False),
        **settings,
    )


def too_large(experiment: Experiment) -> str | None:
    """Return why an experiment is too large to be started unasked, or None.

    It is where it has a million points or runs: mostly a slip in the table ``[design]``.
    """
    if max(experiment.design.size, experiment.size) < LARGE:
        return None
    days = experiment.expected_seconds() / 86_400
    return f"{runs_in_words(experiment)}, about {days:,.1f} days on one core"


def shipped() -> list[Shipped]:
    """Return the experiments that come with relsim, in order of name."""
    listing: list[Shipped] = []
    for name, path in _shipped_files().items():
        experiment = load(path)
        listing.append(
            Shipped(
                name,
                experiment.question,
                experiment.size,
                experiment.until is not None,
                experiment.expected_seconds(),
                path,
            )
        )
    return listing


def shipped_folder() -> Path:
    """Return where the experiments that come with relsim lie."""
    package = Path(__file__).resolve().parents[1]
    # A checkout keeps them beside the package; packaging maps them into it.
    inside = package / "experiments"
    return inside if inside.is_dir() else package.parent / "experiments"


def _shipped_files() -> dict[str, Path]:
    return {path.stem: path for path in sorted(shipped_folder().glob("*.toml"))}


def _not_found(source: str, path: Path, names: list[str]) -> str:
    if path.is_dir():
        return f"{source}: is a folder, not an experiment file"
    hint = nearest(source, names) or f"; shipped are {', '.join(names)}" * bool(names)
    return f"{source}: there is no such file, and no shipped experiment of that name{hint}"


def _tables_known(tables: Mapping[str, Any], place: str) -> None:
    for key in tables:
        if key in _TABLES:
            continue
        if key in _HEAD or key in PARAMETERS:
            home = "experiment" if key in _HEAD else "model"
            raise InputError(
                f"{place}: '{key}' stands outside of any table; it belongs under [{home}]"
            )
        hint = nearest(key, _TABLES) or f"; known: {', '.join(_TABLES)}"
        raise InputError(f"{place}: unknown table [{key}]{hint}")


def _keys_shown(value: object, place: str) -> None:
    """Refuse keys with line breaks or escape sequences, which would break up any message."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if not key.isprintable():
                raise InputError(f"{place}: the key {shown(key)} has characters that do not show")
            _keys_shown(item, place)
    elif isinstance(value, list):
        for item in value:
            _keys_shown(item, place)


def _book(value: object, head: str, folder: Path) -> Book:
    if isinstance(value, Mapping):
        here = f"{head} accounts"
        entry = fields.table(value, here, ("path", "columns"))
        if "path" not in entry:
            raise InputError(f"{here}: path is missing")
        columns = fields.table(entry.get("columns", {}), f"{here}.columns")
        pairs = tuple(
            sorted(
                (key, fields.text(column, f"{here}.columns", key))
                for key, column in columns.items()
            )
        )
        return Book(folder / fields.text(entry["path"], here, "path"), pairs)
    return Book(folder / fields.text(value, head, "accounts"))


def _listed(value: object, place: str, table: str, what: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise InputError(f"{place}: {what} are written as [[{table}]] tables, with double brackets")
    return value
