"""Small results folders of every kind for tests of the shelf, made once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from relsim.dashboards.jobs import Jobs
from relsim.dashboards.shelf.asking import Asking
from relsim.dashboards.shelf.shelf import Entry, Shelf
from relsim.dashboards.shelf.study import Study, View
from relsim.dashboards.texts import texts
from relsim.errors import InputError
from relsim.study import spec
from relsim.study.run import execute

SAID = texts("en")
CANARY = "canary-that-nobody-may-read"
ARMS = {"compare": ["servile", "combative", "advisory"]}
RANGES = {
    "list_price": {"low": 600, "high": 2400},
    "competition": {"low": 0.0, "high": 0.3},
}
DESIGNS: dict[str, dict[str, Any]] = {
    "single": {
        # Enough leads that in each run clients enough are won to tell who stays.
        "model": {"customers": 200, "lead_rate": 0.2},
        "outputs": {"periods": True, "customers": True},
    },
    "line": {"design": {"kind": "grid", "parameters": {"competition": [0.0, 0.1, 0.3]}}},
    "plane": {
        "model": {"customers": 150},
        "design": {
            "kind": "grid",
            "parameters": {"competition": [0.0, 0.15, 0.3], "list_price": [700, 1400]},
        },
        "outputs": {"periods": True, "customers": True},
    },
    "cube": {
        "design": {
            "kind": "grid",
            "parameters": {
                "competition": [0.0, 0.3],
                "list_price": [700, 1000, 1400],
                "servile.yielding": [0.2, 0.9],
            },
        },
    },
    "listed": {
        "design": {
            "kind": "list",
            "points": [
                {"label": "calm", "competition": 0.0},
                {"label": "fierce", "competition": 0.3, "list_price": 900},
            ],
        },
    },
    "worlds": {"design": {"kind": "latin-hypercube", "samples": 40, "parameters": RANGES}},
    "indices": {
        "model": {"customers": 120},
        "design": {"kind": "sobol", "samples": 32, "parameters": RANGES},
    },
    "steps": {"design": {"kind": "morris", "trajectories": 8, "parameters": RANGES}},
}


def make(root: Path, name: str, limit: int | None = None, **changes: Any) -> Path:
    """Run one of `DESIGNS` into a folder of its name below a root."""
    of = {**DESIGNS[name], **changes}
    tables: dict[str, Any] = {
        "experiment": {
            "name": of.pop("called", name),
            "question": f"What does a {name} look like?",
            "replications": 6,
            "periods": 24,
            "seed": 5,
            **of.pop("experiment", {}),
        },
        "model": {"customers": 30, "reps": 3, **of.pop("model", {})},
        "strategies": ARMS,
        **of,
    }
    folder = root / name
    execute(spec.parse(tables, f"{name}.toml", root), folder, workers=1, limit_runs=limit)
    return folder


def shelf_of(root: Path) -> Shelf:
    """A shelf that looks at the disk whenever it is asked."""
    return Shelf(root, SAID)


def entry_of(shelf: Shelf, folder: str) -> Entry:
    """The entry of a folder."""
    (found,) = (entry for entry in shelf.entries() if entry.folder == folder)
    return found


def trouble(root: Path, folder: str = "line") -> str:
    """Why a folder cannot be opened, told without where it lies."""
    shelf = shelf_of(root)
    entry = entry_of(shelf, folder)
    with pytest.raises(InputError) as raised:
        shelf.open(entry.id)
    assert "secret place" not in f"{raised.value}{entry}"
    assert raised.value.__cause__ is None or "InputError" not in repr(raised.value.__cause__)
    return str(raised.value)


def study_of(shelf: Shelf, folder: str) -> Study:
    """A folder open for questions."""
    return shelf.open(entry_of(shelf, folder).id)


def asking() -> Asking:
    """Something that answers."""
    return Asking(Jobs(), SAID)


def view_of(study: Study, **choices: Any) -> View:
    """A view worked out anew, which must be one that JSON can carry."""
    study.kept.clear()
    asked = study.read(choices)
    assert asked.notes == ()
    view = asking().view(study, asked)
    json.dumps(view.figure(), allow_nan=False)
    assert view.title and view.said
    return view
