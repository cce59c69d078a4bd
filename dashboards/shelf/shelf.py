"""The shelf: the results folders below one root, found by opaque ids, whatever state they are in.

Unfinished, growing, damaged and foreign folders are states of an `Entry`, never errors.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from relsim.dashboards.security import LOG, told
from relsim.dashboards.shelf import entries as shelf_entries
from relsim.dashboards.shelf.entries import Entry, shortened, without_paths
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import Study
    from relsim.dashboards.texts import Texts

__all__ = ["Entry", "Shelf"]

DEEPEST = 3
"""How many folders below the root results are looked for."""
MOST_FOLDERS = 500
MOST_LOOKED_AT = 5_000
MOST_OPEN = 6
"""Studies kept open, with what was asked of them."""
RESCAN_SECONDS = 1.0
FRESH_SECONDS = 5.0
"""A study of a growing folder is not opened anew before it is this old."""
_T = TypeVar("_T")


class Shelf:
    """The results folders below a root; any number of threads may ask.

    Parameters
    ----------
    root
        Where results lie; may be missing, or be a results folder itself.
    texts
        What is said.
    """

    def __init__(self, root: Path, texts: Texts) -> None:
        self.root = root.absolute()
        self.texts = texts
        self._lock = threading.Lock()
        self._scanned = -RESCAN_SECONDS
        self._entries: dict[str, Entry] = {}
        self._known: dict[str, tuple[Any, Entry]] = {}
        self._open: OrderedDict[str, tuple[Any, float, Study]] = OrderedDict()

    @property
    def name(self) -> str:
        """What the root is called on the page: ``results``, never where it lies."""
        return self.root.name or "results"

    def entries(self) -> tuple[Entry, ...]:
        """Return the folders, last written first; looks at the disk at most once a second."""
        with self._lock:
            if time.monotonic() - self._scanned >= RESCAN_SECONDS:
                self._entries = {entry.id: entry for entry in self._scan()}
                self._scanned = time.monotonic()
            return tuple(self._entries.values())

    def open(self, key: object) -> Study:
        """Return a folder to look into, the same object while its files stay the same.

        Parameters
        ----------
        key
            `Entry.id`, or anything at all.

        Raises
        ------
        InputError
            There is no such folder, or nothing can be read of it; the message is calm, names no
            path of this machine, and may be shown (escaped).
        """
        entries = {entry.id: entry for entry in self.entries()}
        entry = entries.get(key) if isinstance(key, str) else None
        if entry is None:
            raise InputError(self.texts["shelf.absent"])
        if not entry.usable:
            raise InputError(entry.fault or self.texts["shelf.empty"])
        folder = self.root / entry.folder
        if not self._inside(folder):
            raise InputError(self.texts["shelf.outside"])
        stamp = shelf_entries.stamp(folder)
        with self._lock:
            held = self._open.get(entry.id)
            if held is not None:
                known, when, study = held
                young = not entry.complete and time.monotonic() - when < FRESH_SECONDS
                if known == stamp or (young and study.entry.complete == entry.complete):
                    self._open.move_to_end(entry.id)
                    return study
        from relsim.dashboards.shelf.study import Study

        study = self.calmly(lambda: Study.open(folder, entry, self))
        with self._lock:
            self._open[entry.id] = (stamp, time.monotonic(), study)
            self._open.move_to_end(entry.id)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return study

    def calmly(self, ask: Callable[[], _T]) -> _T:
        """Return what is asked of files, or raise what is wrong with them as one calm InputError.

        Files may be damaged, or go while they are read: a study that ends joins its parts.
        """
        try:
            return ask()
        except InputError as error:
            raise InputError(self.scrubbed(str(error))) from None
        except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise InputError(self.texts["shelf.unreadable"]) from error
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            # Tables of somebody else's making hold what none of ours do.
            LOG.error("a results folder could not be read: %s", told(error))
            raise InputError(self.texts["shelf.unreadable"]) from error

    def scrubbed(self, text: str) -> str:
        """Return a text without where on this machine the root lies."""
        for place in {str(self.root), str(self.root.resolve()), self.root.as_posix()}:
            if len(place) > 1:
                text = text.replace(place, self.name)
        return shortened(without_paths(text))

    def place(self, folder: str) -> str:
        """Return a folder of the shelf as a command would name it, without this machine's paths."""
        whole = (self.root / folder).resolve()
        here = Path.cwd().resolve()
        if whole.is_relative_to(here) and whole != here:
            return whole.relative_to(here).as_posix()
        return (Path(self.name) / folder).as_posix()

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self.root.resolve())
        except (OSError, RuntimeError, ValueError):  # a link that leads round in a circle
            return False

    def _scan(self) -> list[Entry]:
        """Look for results folders; what has not changed since is not read again."""
        found: list[Entry] = []
        known: dict[str, tuple[Any, Entry]] = {}
        for folder in self._folders():
            inside = folder.relative_to(self.root).as_posix()
            stamp = shelf_entries.stamp(folder)
            held = self._known.get(inside)
            growing = held is not None and held[1].state == "growing"
            if held is not None and held[0] == stamp and not growing:
                entry = held[1]
            else:
                entry = self._entry(folder, inside)
            known[inside] = (stamp, entry)
            found.append(entry)
        self._known = known
        return sorted(
            sorted(found, key=lambda entry: entry.folder),
            key=lambda entry: entry.when,
            reverse=True,
        )

    def _folders(self) -> Iterator[Path]:
        """Yield the results folders below the root, the root itself among them if it is one."""
        waiting = [(self.root, 0)]
        looked = count = 0
        while waiting and count < MOST_FOLDERS:
            folder, depth = waiting.pop(0)
            looked += 1
            if looked > MOST_LOOKED_AT:
                return
            try:
                if (folder / "manifest.json").is_file():
                    count += 1
                    yield folder
                    continue
                if depth < DEEPEST:
                    inner = [Path(one.path) for one in os.scandir(folder) if _visible(one)]
                    waiting += [(path, depth + 1) for path in sorted(inner)]
            except OSError:
                continue

    def _entry(self, folder: Path, inside: str) -> Entry:
        key = hashlib.blake2b(f"relsim {inside}".encode(), digest_size=9).hexdigest()
        name = shortened(folder.name)
        plain = Entry(
            key, inside, name, "", "damaged", when=shelf_entries.written(folder / "manifest.json")
        )
        linked = self._linked(folder)
        if linked:
            return replace(plain, fault=self.texts["shelf.outside"])
        try:
            return self.calmly(lambda: shelf_entries.read(folder, plain, self.texts))
        except InputError as error:
            return replace(plain, fault=str(error))

    def _linked(self, folder: Path) -> bool:
        """Whether one of its files is a link that leads out of the root."""
        for place in (folder, folder / "parts"):
            try:
                with os.scandir(place) as inner:
                    if any(one.is_symlink() and not self._inside(Path(one.path)) for one in inner):
                        return True
            except OSError:
                continue
        return False


def _visible(one: os.DirEntry[str]) -> bool:
    # A link may lead anywhere; whatever lies below the root is found without it.
    return not one.name.startswith(".") and one.is_dir(follow_symlinks=False)
