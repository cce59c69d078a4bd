"""How a rule becomes machine code, and where that code is kept.

Every rule and every loop is an ordinary Python function under one decorator, `rule`. With
``NUMBA_DISABLE_JIT=1`` the decorator does nothing, and the same functions run as plain Python.
"""

from __future__ import annotations

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import platformdirs

# No function is handed to C: its wrapper for C would cost a tenth of the compilation.
_OPTIONS = {"nogil": True, "no_cfunc_wrapper": True}

# Where compiled code is written; what lies elsewhere may be edited without compiling anew.
_COMPILED = (
    "agents.py",
    "compiled.py",
    "curves.py",
    "draws.py",
    "engine.py",
    "month/*.py",
    "network.py",
    "rules/*.py",
    "state.py",
    "stepping.py",
    "whom.py",
)


@functools.cache
def _cache_folder() -> str | None:
    """Name the folder of compiled code, keyed by the package's own sources.

    numba notices an edit of the compiled function's file only, never of a file it calls into
    (https://github.com/numba/numba/issues/1833); a folder for each state of the sources that are
    compiled cannot go stale. Where it cannot be written there is none, and nothing is kept:
    numba would fall back on folders that do go stale, or give up.
    """
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(path for part in _COMPILED for path in root.glob(part)):
        digest.update(source.relative_to(root).as_posix().encode())
        digest.update(source.read_bytes())
    base = os.environ.get("NUMBA_CACHE_DIR") or platformdirs.user_cache_dir("relsim", False)
    folder = Path(base) / f"compiled-{digest.hexdigest()[:16]}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return str(folder)
    except OSError:
        return None


def rule(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a function of the model; it releases the GIL and is kept on disk.

    Parameters
    ----------
    function : callable
        A pure function of scalars and records (or a loop over them) written in the subset of
        Python that numba compiles.

    Returns
    -------
    callable
        The compiled function; its ``py_func`` is the function given.
    """
    if numba.config.DISABLE_JIT:
        return function
    folder = _cache_folder()
    if folder is None:
        return numba.njit(**_OPTIONS)(function)
    # numba reads the folder at decoration, from a setting shared by the whole process: it is
    # put back at once, so that a user's own numba code keeps its own folder.
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = folder
    try:
        return numba.njit(cache=True, **_OPTIONS)(function)
    finally:
        numba.config.CACHE_DIR = before
