"""Reading an experiment from its TOML file, or a shipped one by its name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relsim.errors import InputError, nearest
from relsim.parameters import PARAMETERS, complete
from relsim.study import fields
from relsim.study.arms import parse_arms
from relsim.study.design import parse_design
from relsim.study.experiment import Book, Experiment, build

_TABLES = ("experiment", "model", "strategies", "design", "intervention", "outputs")
_HEAD = ("name", "question", "replications", "periods", "seed", "luck", "mixed", "accounts")


@dataclass(frozen=True)
class Shipped:
    """An experiment that comes with relsim.

    Attributes
    ----------
    name, question
        What it is called and what it asks.
    runs
        How many runs it takes.
    seconds
        About how long they take on one core.
    path
        Its file.
    """

    name: str
    question: str
    runs: int
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
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not valid TOML: {error}") from None
    return parse(tables, str(path), path.parent, path.stem)


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
        design=parse_design(tables.get("design"), place, arms, model, tuple(own)),
        interventions=_events(tables.get("intervention", []), place),
        keep_periods=outputs.get("periods", False),
        keep_customers=outputs.get("customers", False),
        **settings,
    )


def shipped() -> list[Shipped]:
    """Return the experiments that come with relsim, in order of name."""
    listing: list[Shipped] = []
    for name, path in _shipped_files().items():
        experiment = load(path)
        listing.append(
            Shipped(name, experiment.question, experiment.size, experiment.expected_seconds(), path)
        )
    return listing


def _shipped_files() -> dict[str, Path]:
    package = Path(__file__).resolve().parents[1]
    # A checkout keeps them beside the package; packaging maps them into it.
    inside = package / "experiments"
    folder = inside if inside.is_dir() else package.parent / "experiments"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


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


def _events(value: object, place: str) -> list[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(event, Mapping) for event in value):
        raise InputError(
            f"{place}: events are written as [[intervention]] tables, with double brackets"
        )
    return value
