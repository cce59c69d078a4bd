"""Where the page's evidence comes from: what ships with relsim, or a newer run of one's own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from relsim.dashboards.shelf.entries import without_paths
from relsim.errors import InputError
from relsim.evidence import shipped
from relsim.evidence.claims import stored
from relsim.evidence.claims.findings import Table
from relsim.evidence.patterns import Assessment, wording
from relsim.figures import patterns as drawn

SHIPPED = Path(shipped.__file__).parent
CLAIMS, PATTERNS = "claims", "patterns"
LARGEST = 32 * 1024 * 1024
"""Bytes of a file that is still read; all claims with all that can be asked take a tenth."""

_T = TypeVar("_T")
_Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Kept(Generic[_T]):
    """A table of evidence as it was found.

    Attributes
    ----------
    found
        The table; None where there is none that can be read.
    own
        Where it lies if it is a run of one's own, below the results folder's name; else "".
    when
        When that was written, this computer's time to the minute; else "".
    fault
        Why a file that is there is not shown, without paths of this machine; else "".
    """

    found: _T | None
    own: str = ""
    when: str = ""
    fault: str = ""


class Evidence:
    """The claims and patterns that the page shows; any number of threads may ask.

    Parameters
    ----------
    root
        Where results lie; it need not be there.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        self._lock = threading.Lock()
        self._known: dict[Path, tuple[_Stamp, Any]] = {}

    def claims(self) -> Kept[Table]:
        """Return the claims as they were tried last."""
        return self._kept(CLAIMS, stored.table)

    def patterns(self) -> Kept[Assessment]:
        """Return the patterns as they were measured last."""
        return self._kept(PATTERNS, _assessment)

    def _kept(self, name: str, read: Callable[[object], _T]) -> Kept[_T]:
        """Return a run of one's own where it is newer than what ships, else what ships."""
        ours, theirs = SHIPPED / f"{name}.json", self.root / name / f"{name}.json"
        stamp, fault = self._own_stamp(theirs), ""
        if stamp is not None and stamp[0] >= (_stamp(ours) or stamp)[0]:
            try:
                found = self._read(theirs, stamp, read)
            except InputError as error:
                fault = without_paths(str(error))
            else:
                place = (Path(self.root.name or "results") / name / theirs.name).as_posix()
                when = datetime.fromtimestamp(stamp[0] / 1e9).strftime("%Y-%m-%d %H:%M")
                return Kept(found, place, when)
        try:
            return Kept(self._read(ours, _stamp(ours), read), fault=fault)
        except InputError as error:
            return Kept(None, fault=fault or without_paths(str(error)))

    def _own_stamp(self, path: Path) -> _Stamp | None:
        """Return what changes when the file does; None where there is none of our own."""
        try:  # a link may lead anywhere
            inside = path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError, ValueError):
            return None
        return _stamp(path) if inside else None

    def _read(self, path: Path, stamp: _Stamp | None, read: Callable[[object], _T]) -> _T:
        if stamp is None:
            raise InputError(f"{path.name} is not there")
        with self._lock:
            known = self._known.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, _content(path, stamp, read))
                self._known[path] = known
        if isinstance(known[1], InputError):
            raise InputError(str(known[1]))
        found: _T = known[1]
        return found


def _content(path: Path, stamp: _Stamp, read: Callable[[object], _T]) -> _T | InputError:
    """Return what a file holds, or why it cannot be used, until it changes."""
    if stamp[1] > LARGEST:
        return InputError(f"{path.name} is larger than any that relsim writes")
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except InputError as error:
        return error
    except (OSError, ValueError, RecursionError):
        return InputError(f"{path.name} is damaged")


def _assessment(told: object) -> Assessment:
    """Return the patterns that a file tells of; what can be drawn from it is whole."""
    if not isinstance(told, Mapping):
        raise InputError("patterns.json holds no patterns")
    try:
        found = Assessment.from_dict(told)
        for draw in (drawn.survival, drawn.whale, drawn.orientation, drawn.recovery):
            draw(found)
        for one in found.findings:
            wording.number(one.value), wording.interval(one), one.met
        return found
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError("patterns.json is damaged") from error


def _stamp(path: Path) -> _Stamp | None:
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
