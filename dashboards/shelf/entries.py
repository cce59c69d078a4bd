"""One results folder as the list of them shows it, whatever state it is in."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from relsim.errors import InputError
from relsim.study import manifest, receipts, spec
from relsim.study.frames import TABLES
from relsim.study.results import Results

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts

State = Literal["done", "growing", "stopped", "empty", "damaged"]

GROWING_SECONDS = 60.0
"""A folder written to within this time is being filled."""
LONGEST_TEXT = 300
_OURS = (
    "manifest.json",
    "experiment.toml",
    "parts",
    *(f"{table}.parquet" for table in TABLES),
)
_PATH = re.compile(r"(?<![\w.])(?:[A-Za-z]:)?[/\\](?:[^/\\\s'\":]+[/\\])+([^/\\\s'\":]+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One results folder as the list shows it.

    Attributes
    ----------
    id
        Opaque, the same after a restart; for links and callbacks.
    folder
        Its path below the root, for reading and for sorting; never a path of this machine.
    name, question
        Of the experiment; plain text of anybody, to be shown escaped. The folder's name where
        nothing better is known.
    state
        ``done``; ``growing``: runs were written within the last minute; ``stopped``: unfinished,
        `relsim run` would go on; ``empty``: begun, no run yet; ``damaged``: see `fault`.
    fault
        Why it cannot be opened, in a calm sentence without paths of this machine; else "".
    kind
        ``single`` (nothing varied), ``grid``, ``list``, ``latin-hypercube``, ``sobol``, ``morris``;
        "" where unknown.
    varied
        Names that are varied.
    runs, done, failed
        How many runs there are to be, are there, and failed.
    when
        When it was last written, UTC, ISO 8601 to the second, or "".
    """

    id: str
    folder: str
    name: str
    question: str
    state: State
    fault: str = ""
    kind: str = ""
    varied: tuple[str, ...] = ()
    runs: int = 0
    done: int = 0
    failed: int = 0
    when: str = ""

    @property
    def complete(self) -> bool:
        """Whether every run is there."""
        return self.state == "done"

    @property
    def usable(self) -> bool:
        """Whether `Shelf.open` can show anything of it."""
        return self.state in ("done", "growing", "stopped")


def shortened(text: str) -> str:
    """Return a text that fits, on one line, of characters that show."""
    shown = "".join(c if c.isprintable() else " " for c in text[: 4 * LONGEST_TEXT])
    return shown if len(shown) <= LONGEST_TEXT else shown[: LONGEST_TEXT - 1] + "…"


def without_paths(text: str) -> str:
    """Return a text with absolute paths cut down to the names of their files.

    >>> without_paths("cannot open /home/me/books/own.csv: gone")
    'cannot open …/own.csv: gone'
    """
    return _PATH.sub(r"…/\1", text)


def read(folder: Path, plain: Entry, said: Texts) -> Entry:
    """Return a results folder as the list shows it.

    Parameters
    ----------
    folder
        Where it lies.
    plain
        What is known of it already.
    said
        What is said.

    Raises
    ------
    InputError
        It is damaged, or something else than a results folder.
    """
    values = manifest.read(folder)
    if values is None:  # gone since it was seen
        raise InputError(said["shelf.unreadable"])
    complete = bool(values.get("complete"))
    counts = values.get("counts")
    counted = {k: v for k, v in (counts if isinstance(counts, dict) else {}).items() if _whole(v)}
    toml = folder / "experiment.toml"
    if not toml.is_file():
        if complete:
            raise InputError(said["shelf.without"])
        return replace(plain, state="empty", fault=said["shelf.empty"])
    experiment = spec.load(toml)
    runs = int(counted.get("runs", experiment.size))
    entry = replace(
        plain,
        name=shortened(experiment.name),
        question=shortened(experiment.question),
        kind="single" if experiment.design.size == 1 else experiment.design.kind,
        varied=tuple(experiment.design.names),
        runs=runs,
        done=int(counted.get("done", 0)),
        failed=int(counted.get("failed", 0)),
    )
    if complete:
        if not (folder / "runs.parquet").is_file():
            raise InputError(said["shelf.without"])
        Results(folder, values).table("runs")  # says what is wrong with it
        return replace(entry, state="done", when=_when(values.get("end")) or entry.when)
    done, failed, last = _progress(folder / "parts")
    state: State = "growing" if time.time() - last < GROWING_SECONDS else "stopped"
    if not done:
        return replace(entry, state="empty", done=0, fault=said["shelf.empty"])
    when = _iso(last) if last else entry.when
    return replace(entry, state=state, done=min(done, runs), failed=failed, when=when)


def _progress(parts: Path) -> tuple[int, int, float]:
    """Return how many runs the receipts tell of, how many failed, and when the last was written."""
    done = failed = 0
    try:
        last = parts.stat().st_mtime
        for path in parts.glob("*.json"):
            try:
                receipt = receipts.read(path, 0, 2**62)
            except InputError:
                continue
            done += receipt.runs.size
            failed += receipt.failed.size
    except OSError:
        return 0, 0, 0.0
    return done, failed, last


def stamp(folder: Path) -> tuple[Any, ...]:
    """Return what changes when a folder's files do."""
    return tuple(_identity(folder / name) for name in _OURS)


def _identity(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _when(value: object) -> str:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return ""
    return "" if found is None else found.astimezone(UTC).isoformat(timespec="seconds")


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def written(path: Path) -> str:
    """Return when a file was last written, or nothing."""
    try:
        return _iso(path.stat().st_mtime)
    except OSError:
        return ""
