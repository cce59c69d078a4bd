"""What is kept of the evidence in the source tree, and what it was made with."""

from __future__ import annotations

import contextlib
import csv
import dataclasses
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from relsim.analysis.levers import effects_of
from relsim.analysis.wins import wins_of
from relsim.evidence.calibration import shipped
from relsim.evidence.claims import stored
from relsim.evidence.claims.findings import Table, Tried
from relsim.evidencing import tables
from relsim.evidencing.steps import Step
from relsim.evidencing.tables import Row
from relsim.study import files, manifest
from relsim.study.results import Results

MADE = "made.csv"
"""Which table was made by which command, from which sources."""
SHIPPED = Path("relsim") / "evidence" / "shipped"
AS_A_READER = "results/claims"
"""Where a claim's runs lie for one who repeats its command without a folder of his own."""

_BESIDE = ("origin", "worlds", "ensemble", "on_trial", "failed_runs", "command", "folder", "replay")
"""What a table of verdicts alone says less of than a full one."""


def keep(step: Step, home: Path, root: Path) -> list[Path]:
    """Write the small tables that a finished step leads to, and return them.

    Parameters
    ----------
    step
        What was run.
    home
        The working folder.
    root
        The source tree.

    Raises
    ------
    InputError
        Where they cannot be written, or a finding is damaged.
    """
    rows, shown = _KEEPERS[step.name](home, root)
    written = []
    results = root / "results"
    for name, told in rows.items():
        path = results / f"{name}.csv"
        _write(path, _csv(told))
        written.append(path)
    for name, text in shown.items():
        _write(root / SHIPPED / name, text)
        written.append(root / SHIPPED / name)
    _remember(step, [path.name for path in written if path.suffix == ".csv"], results / MADE)
    return written


def _patterns(home: Path, _root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    text = (home / "patterns" / "patterns.json").read_text(encoding="utf-8")
    rows = {"patterns": tables.patterns(json.loads(text))}
    with contextlib.suppress(FileNotFoundError):  # until one has been carried out
        rows["calibration"] = tables.calibration(shipped())
    return rows, {"patterns.json": text}


def _claims(home: Path, root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    table = _table(home / "claims")
    rows = {"claims": tables.claims(table), "knock-outs": tables.knock_outs(table)}
    if any(one.worlds is not None for one in table.claims):
        rows |= {"origins": tables.origins(table), "depends": tables.depends(table)}
    place = root / SHIPPED / "claims.json"
    if place.is_file() and _says_more(stored.table(json.loads(place.read_text("utf-8"))), table):
        return rows, {}
    text = _place(home / "claims").read_text(encoding="utf-8")
    return rows, {"claims.json": text.replace((home / "claims").as_posix(), AS_A_READER)}


def _says_more(kept: Table, now: Table) -> bool:
    """Return whether a kept table has all that a new one has, and where claims come from besides.

    Verdicts alone, made again, thus do not throw away what took hours.
    """
    return [_verdict(one) for one in kept.claims] == [_verdict(one) for one in now.claims] and all(
        was.worlds is not None and one.worlds is None
        for was, one in zip(kept.claims, now.claims, strict=True)
    )


def _verdict(one: Tried) -> dict[str, Any]:
    told = dataclasses.asdict(one)
    for name in _BESIDE:
        del told[name]
    # Undefined numbers are equal to each other here.
    return {name: repr(value) for name, value in told.items()}


def _levers(home: Path, _root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    effects = effects_of(Results.open(home / "levers"))
    return {"levers": [dataclasses.asdict(one) for one in effects]}, {}


def _wins(home: Path, _root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    found = wins_of(Results.open(home / "where-each-wins"))
    rows = [dataclasses.asdict(one) | {"best": int(one.best)} for one in found]
    return {"where-each-wins": rows}, {}


def _fair(home: Path, _root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    found = {"as it is": "claims", "steel-man": "steel-man", "jitter": "jitter"}
    there = {
        name: _table(home / folder)
        for name, folder in found.items()
        if _place(home / folder).is_file()
    }
    # Until both are there it would be half a table.
    return ({"fair-play": tables.fair_play(there)} if len(there) == len(found) else {}), {}


def _shapley(home: Path, _root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    told = json.loads((home / "shapley" / "shapley.json").read_text(encoding="utf-8"))
    return {"shapley": tables.shapley(told)}, {}


def _sensitivity(home: Path, _root: Path) -> tuple[dict[str, list[Row]], dict[str, str]]:
    (place,) = (home / "sensitivity").glob("*-sensitivity/sensitivity.json")
    return {"sensitivity": tables.sensitivity(json.loads(place.read_text("utf-8")))}, {}


_KEEPERS: dict[str, Callable[[Path, Path], tuple[dict[str, list[Row]], dict[str, str]]]] = {
    "patterns": _patterns,
    "claims": _claims,
    "levers": _levers,
    "where-each-wins": _wins,
    "steel-man": _fair,
    "jitter": _fair,
    "shapley": _shapley,
    "sensitivity": _sensitivity,
}


def _table(folder: Path) -> Table:
    return stored.table(json.loads(_place(folder).read_text(encoding="utf-8")))


def _place(folder: Path) -> Path:
    """Return where a table of claims lies: where only some were tried, in a folder below."""
    whole = folder / "claims.json"
    return whole if whole.is_file() else next(iter(sorted(folder.glob("*/claims.json"))), whole)


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as CSV, numbers with four significant digits, so that noise does not show."""
    heads = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, heads, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: f"{of:.4g}" if isinstance(of, float) else of for name, of in row.items()}
        )
    return text.getvalue()


def _write(path: Path, text: str) -> None:
    with files.writing(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        files.replace_text(path, text)


def read(path: Path) -> list[dict[str, str]]:
    """Return the rows of a table; none where there is no such file yet."""
    if not path.is_file():
        return []
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _remember(step: Step, names: Sequence[str], place: Path) -> None:
    """Note what some tables were made with."""
    if not names:
        return
    told = {row["file"]: row for row in read(place)}
    for name in names:
        told[name] = {
            "file": name,
            "command": " ".join(("relsim", *step.words)),
            "relsim": str(manifest.version("relsim")),
            "sources": manifest.source()[:12],
        }
    _write(place, _csv([told[name] for name in sorted(told)]))
