"""Which folders a study may not write: those of others, and those of another study."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from relsim.errors import InputError
from relsim.study import files, lock, manifest
from relsim.study.experiment import Experiment
from relsim.study.frames import TABLES

REPORT = "report.html"
PARTS = "parts"
OURS = (
    "manifest.json",
    "experiment.toml",
    REPORT,
    *(f"{table}.parquet" for table in TABLES),
)
"""The files of a results folder, the manifest first."""


def refuse_files(folder: Path) -> None:
    """Refuse a path that is a file, leads through one, or is a link to nothing."""
    for place in (folder, *folder.parents):
        if place.is_symlink() and not place.exists():
            raise InputError(f"{place}: is a link to nothing; choose another folder with --out")
        if place.exists() and not place.is_dir():
            raise InputError(f"{place}: is a file, not a folder; choose another folder with --out")


def refuse_foreign(folder: Path, fresh: bool) -> None:
    """Refuse a folder with things in it that are not ours; `fresh` may clear only what is."""
    if not folder.is_dir():
        return
    names = {path.name for path in folder.iterdir() if path.suffix != ".tmp"} - {lock.NAME}
    strangers = names - {*OURS, PARTS}
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        found = None
    ours = isinstance(found, dict) and "design_hash" in found
    if not names or (fresh and (ours or (found is None and not strangers))):
        return
    if not strangers and found is None:
        raise InputError(
            f"{folder}: holds results without a manifest; "
            "start again with --fresh, or choose another folder with --out"
        )
    raise InputError(
        f"{folder}: is not empty and holds no results of relsim; choose another folder with --out"
    )


def refuse_other_design(
    folder: Path, earlier: Mapping[str, Any], experiment: Experiment, design_hash: str
) -> None:
    """Refuse results of another design, and say what differs."""
    if earlier["design_hash"] != design_hash:
        raise InputError(
            f"{folder}: holds results of another design{_changes(folder, experiment)}; "
            "choose another folder with --out, or replace them with --fresh"
        )


def refuse_other_software(folder: Path, earlier: Mapping[str, Any]) -> None:
    """Refuse to add to results whose numbers may be of another kind."""
    other = manifest.made_by_other(earlier)
    if other is not None:
        raise InputError(
            f"{folder}: was begun by {other}, whose numbers may differ from those of "
            f"{manifest.here()} here; choose another folder with --out, "
            "or start again with --fresh"
        )


def refuse_damaged(folder: Path, experiment: Experiment, some_done: bool) -> None:
    """Refuse finished results of which a table is gone or cannot be read."""
    kept = {"periods": experiment.keep_periods, "customers": experiment.keep_customers}
    for table in TABLES:
        path = folder / f"{table}.parquet"
        if kept.get(table, True) and (some_done or table not in kept):
            fault = files.fault(path) if path.exists() else "it is missing"
            if fault is not None:
                raise InputError(
                    f"{path}: cannot be read ({fault}); run the experiment again with --fresh"
                )


def _changes(folder: Path, experiment: Experiment) -> str:
    """Return in brackets what differs from the experiment that a folder holds."""
    try:
        there = tomllib.loads((folder / "experiment.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    # Through TOML's eyes on both sides, so that only values are compared.
    here = tomllib.loads(experiment.to_toml(folder))
    ours, theirs = dict(_leaves(here)), dict(_leaves(there))
    differ = [key for key in dict.fromkeys([*theirs, *ours]) if theirs.get(key) != ours.get(key)]
    differ = [key for key in differ if key not in ("experiment.name", "experiment.question")]
    told = [
        f"{key} is {_brief(theirs.get(key))} there, {_brief(ours.get(key))} here"
        for key in differ[:3]
    ]
    if len(differ) > len(told):
        told.append(f"and {len(differ) - len(told)} more")
    return f" ({'; '.join(told)})" if told else ""


def _leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Yield the single values of nested tables by their dotted names."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _leaves(item, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            label = item.get("name", number) if isinstance(item, Mapping) else number
            yield from _leaves(item, f"{key}.{label}")
    else:
        yield key, value


def _brief(value: object) -> str:
    text = "not given" if value is None else str(value)
    return text if len(text) <= 30 else text[:27] + "..."
