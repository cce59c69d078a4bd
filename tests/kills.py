"""A process that dies between two steps on the disk, whichever they are."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

_STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir"}
_WRITING = os.O_WRONLY | os.O_RDWR


class Killed(BaseException):
    """Raised at every step from the fatal one on, so that nothing cleans up either."""


class _Fate:
    """Below which folder steps are counted, and how many are left to live."""

    folder: str | None = None
    left = 0


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _Fate.folder is None or event not in _STEPS:
        return
    if not str(arguments[0]).startswith(_Fate.folder):
        return
    if event == "open" and not arguments[2] & _WRITING:
        return
    _Fate.left -= 1
    if _Fate.left < 0:
        raise Killed(f"{event} {arguments[0]}")


sys.addaudithook(_watch)


def killed(folder: Path, act: Callable[[], object], stride: int = 1) -> Iterator[int]:
    """Do something, dead after 0, 1, 2, ... steps below a folder, until it once comes through.

    Yields the number of steps after each death, for the test to look at what is left. A `stride`
    leaves out all but each so-manieth step.
    """
    for step in count(0, stride):
        _Fate.folder, _Fate.left = str(folder), step
        try:
            act()
            return
        except Killed:
            pass
        finally:
            _Fate.folder = None
        gc.collect()  # the locks of the dead go with them
        yield step
