"""A calibration as it is kept: what was asked, what came out, and the sets that do as well."""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import tomli_w

from relsim.evidence.calibration.free import FREE
from relsim.evidence.calibration.jacobian import Moved

RECORD, ENSEMBLE, JACOBIAN = "calibration.toml", "ensemble.csv", "jacobian.csv"
SHIPPED = "relsim.evidence.calibration.shipped"


@dataclass(frozen=True)
class Calibration:
    """What a calibration was asked and what it found.

    Attributes
    ----------
    seed, replications : int
        Of the territories that every point was measured on.
    spread, climbs, steps : int
        How long it searched; see `relsim.evidence.calibration.fit.calibrate`.
    points : int
        How many points were measured for the fit.
    settings : dict
        Free parameter -> fitted value: the defaults of the parameter table.
    values : dict
        Criterion -> value at the fitted point, on the territories of the search.
    missed : tuple of str
        Structural criteria that lie outside their bands there.
    jacobian : tuple of Moved
    ensemble : tuple of dict
        Sets of the free parameters within all bands but those missed, the fitted one first.
    """

    seed: int
    replications: int
    spread: int
    climbs: int
    steps: int
    points: int
    settings: dict[str, float]
    values: dict[str, float]
    missed: tuple[str, ...]
    jacobian: tuple[Moved, ...]
    ensemble: tuple[dict[str, float], ...]


def write(found: Calibration, folder: Path) -> None:
    """Write a calibration as three small files: the record, the ensemble, the Jacobian."""
    folder.mkdir(parents=True, exist_ok=True)
    search = {name: getattr(found, name) for name in _SEARCH}
    record = {
        "search": search,
        "fitted": found.settings,
        "values": found.values,
        "missed": list(found.missed),
    }
    (folder / RECORD).write_text(tomli_w.dumps(record), encoding="utf-8")
    names = [one.name for one in FREE]
    _write_rows(folder / ENSEMBLE, names, ([one[name] for name in names] for one in found.ensemble))
    head = ["parameter", "criterion", "band_widths"]
    cells = ((one.parameter, one.criterion, f"{one.widths:.4g}") for one in found.jacobian)
    _write_rows(folder / JACOBIAN, head, cells)


_SEARCH = ("seed", "replications", "spread", "climbs", "steps", "points")


def _write_rows(path: Path, head: Sequence[str], rows: Any) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def read(folder: Any) -> Calibration:
    """Return a calibration that `write` wrote.

    Parameters
    ----------
    folder : Path or importlib.resources.abc.Traversable
    """
    record: Mapping[str, Any] = tomllib.loads((folder / RECORD).read_text(encoding="utf-8"))
    cells = csv.DictReader((folder / JACOBIAN).read_text(encoding="utf-8").splitlines())
    sets = csv.DictReader((folder / ENSEMBLE).read_text(encoding="utf-8").splitlines())
    return Calibration(
        **{name: int(record["search"][name]) for name in _SEARCH},
        settings=dict(record["fitted"]),
        values=dict(record["values"]),
        missed=tuple(record["missed"]),
        jacobian=tuple(
            Moved(row["parameter"], row["criterion"], float(row["band_widths"])) for row in cells
        ),
        ensemble=tuple({name: float(value) for name, value in row.items()} for row in sets),
    )


@functools.cache
def shipped() -> Calibration:
    """Return the calibration that the defaults of the parameter table come from."""
    return read(resources.files(SHIPPED))


def ensemble() -> list[dict[str, float]]:
    """Return the accepted sets of the free parameters that come with relsim, fitted one first."""
    return [dict(one) for one in shipped().ensemble]
