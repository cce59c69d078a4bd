"""Compiled code switched off: plain Python plays the same months, over ordinary objects too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest
from worlds import (
    WORLDS,
    Moody,
    assert_same,
    diary_of,
    differences,
    moody_compiled,
    stepped,
)

from relsim import engine
from relsim.simulation import Result, new_world, simulate
from relsim.state import BEHAVIOUR, MONTH, OUTCOME, REQUEST, TRUTH, rows

# A process of its own plays these worlds and leaves its rows.
UNCOMPILED = [
    "servile, seed 0",
    "combative, seed 7",
    "advisory, seed 0",
    "all off",
    "plausible 0",
    "plausible 1",
    "plausible 2",
    "largest seed",
    "mixed with jitter",
    "adaptive, seed 0",
    "learning, with every bias",
    "forced events",
    "busy",
]
TINY = {"customers": 40, "reps": 4, "periods": 18}


class Rows(list):
    """Ordinary objects in a row, written to as a record array is: field by field, in place."""

    @property
    def shape(self) -> tuple[int]:
        return (len(self),)

    def __setitem__(self, place: Any, value: Any) -> None:
        vars(self[place]).update(vars(value))


def plain_objects(table: Any) -> Rows:
    """Return the rows of a record array as objects with ordinary Python numbers."""
    names = table.dtype.names
    return Rows(SimpleNamespace(**dict(zip(names, row.tolist(), strict=True))) for row in table)


def into_rows(objects: Rows, table: Any) -> None:
    """Write objects back into the record array that they were read from; modifies `table`."""
    for thing, row in zip(objects, table, strict=True):
        for name in table.dtype.names:
            row[name] = getattr(thing, name)


def over_plain_objects(strategy: Any, **options: Any) -> Result:
    """Run a world by the un-jitted rules over ordinary Python objects."""
    world, arms, _ = new_world(strategy, **options)
    customers, reps, notes, points, events, starts, neighbours, parameters = world
    series = np.zeros((options["periods"], len(arms)), MONTH).view(np.recarray)
    months = [plain_objects(month) for month in series]
    objects = (
        plain_objects(customers), plain_objects(reps), plain_objects(notes),
        plain_objects(points), plain_objects(events), starts.tolist(), neighbours.tolist(),
        plain_objects(parameters),
    )  # fmt: skip
    scratch = tuple(
        plain_objects(rows(k, 1)) for k in (REQUEST, TRUTH, BEHAVIOUR, OUTCOME, OUTCOME)
    )
    engine.run(0, options["periods"], objects, scratch, months)
    into_rows(objects[0], customers)
    into_rows(objects[1], reps)
    for month, totals in zip(months, series, strict=True):
        into_rows(month, totals)
    return Result(tuple(arm.name for arm in arms), {}, series, customers, reps)


def tiny(name: str) -> dict[str, Any]:
    return {**WORLDS[name], **TINY}


def play_uncompiled(folder: str) -> None:
    """Play the worlds without numba and save their rows; called in a process of its own."""
    assert numba.config.DISABLE_JIT and not hasattr(engine.run, "py_func")
    for number, name in enumerate(UNCOMPILED):
        for kind, play in (("loop", simulate), ("steps", stepped), ("plain", over_plain_objects)):
            keep(play(**tiny(name)), Path(folder) / f"{number}-{kind}")
        np.save(Path(folder) / f"{number}-diary.npy", np.asarray(diary_of(**tiny(name))[0]))
    for kind, strategy in (("compiled", moody_compiled), ("python", Moody())):
        keep(simulate(strategy, seed=1, **TINY), Path(folder) / f"moody-{kind}")


def keep(result: Result, path: Path) -> None:
    for part in ("series", "accounts", "reps"):
        np.save(f"{path}-{part}.npy", np.asarray(getattr(result, part)))


def kept(path: Path) -> Result:
    parts = (np.load(f"{path}-{part}.npy") for part in ("series", "accounts", "reps"))
    return Result((), {}, *parts)


@pytest.fixture(scope="module")
def uncompiled(tmp_path_factory):
    """Return the folder with what a process without compiled code made, warnings being errors."""
    folder = tmp_path_factory.mktemp("uncompiled")
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_uncompiled;"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c",
         f"{code} test_uncompiled.play_uncompiled(sys.argv[1])", str(folder)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert not done.stderr
    return folder


compiled_only = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing to compare with")


@compiled_only
@pytest.mark.parametrize("kind", ["loop", "steps", "plain"])
@pytest.mark.parametrize("name", UNCOMPILED)
def test_plain_python_gives_what_compiled_code_gives(uncompiled, name, kind):
    """`plain`: over ordinary objects, because rules only read and write attributes."""
    other = kept(uncompiled / f"{UNCOMPILED.index(name)}-{kind}")
    assert_same(simulate(**tiny(name)), other)


@compiled_only
@pytest.mark.parametrize("name", UNCOMPILED)
def test_plain_python_notes_what_compiled_code_notes(uncompiled, name):
    other = np.load(uncompiled / f"{UNCOMPILED.index(name)}-diary.npy")
    assert not differences(np.asarray(diary_of(**tiny(name))[0]), other, "diary")


@compiled_only
@pytest.mark.parametrize("kind", ["compiled", "python"])
def test_code_of_ones_own_gives_the_same_uncompiled(uncompiled, kind):
    assert_same(simulate(moody_compiled, seed=1, **TINY), kept(uncompiled / f"moody-{kind}"))
