"""Where numbers come from: software, machine and settings, written beside every result."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from relsim.errors import InputError

FORMAT = 1
_PACKAGES = ("numpy", "numba", "scipy", "polars", "mesa")
_GIT_SECONDS = 5
_PACKAGE = Path(__file__).resolve().parents[1]
_COMPUTING = ("numpy", "numba")
"""Packages whose next minor version may round otherwise."""
_ABOVE = {
    "__main__.py",
    "analysis",
    "bench",
    "cli",
    "dashboards",
    "documents.py",
    "evidence",
    "evidencing",
    "experiments",
    "figures",
    "model.py",
    "report",
    "study",
    "tracing",
}
_STUDY = ("adaptive.py", "arms.py", "design/*.py", "experiment.py", "frames.py", "plan.py")
"""Of ``study``, what decides which numbers come out; the rest carries them about."""


def software() -> dict[str, Any]:
    """Return what made a result: versions of relsim, Python and packages, commit, platform."""
    commit, modified = _git()
    return {
        "version": version("relsim"),
        "source": source(),
        "git_commit": commit,
        "git_modified": modified,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in _PACKAGES},
        "platform": platform.platform(),
    }


@functools.cache
def source(package: Path = _PACKAGE) -> str:
    """Return a hash of those sources of relsim that decide the numbers of a study."""
    files = [path for part in _STUDY for path in (package / "study").glob(part)]
    for entry in package.iterdir():
        if entry.name not in _ABOVE:
            files += [entry] if entry.suffix == ".py" else entry.rglob("*.py")
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(package).as_posix(), path) for path in files):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def made_by_other(earlier: Mapping[str, Any]) -> str | None:
    """Return what made results where its numbers may differ from those made here, or None.

    Parameters
    ----------
    earlier
        The manifest of the results.
    """
    ours = version("relsim")
    if earlier.get("version") != ours:
        return f"relsim {earlier.get('version')}"
    if earlier.get("source") != source():
        return f"other sources of relsim {ours}"
    packages = earlier.get("packages") or {}
    for name in _COMPUTING:
        if _minor(packages.get(name)) != _minor(version(name)):
            return f"relsim {ours} on {name} {packages.get(name)}"
    return None


def here() -> str:
    """Return this program and its version, as messages name it."""
    return f"relsim {version('relsim')}"


def _minor(number: str | None) -> list[str] | None:
    return None if number is None else number.split(".")[:2]


def version(package: str) -> str | None:
    """Return the version of an installed package, or None when it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def now() -> str:
    """Return the time, in UTC to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def read(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a results folder, or None when it has none.

    Raises
    ------
    InputError
        When there is one, but it is damaged or of a later format.
    """
    path = folder / "manifest.json"
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from None
    except ValueError:
        raise InputError(f"{path}: is damaged; start again with --fresh") from None
    if (
        not isinstance(values, dict)
        or not isinstance(values.get("format"), int)
        or "design_hash" not in values
    ):
        raise InputError(f"{path}: is not a manifest of relsim; choose another folder with --out")
    if values["format"] > FORMAT:
        raise InputError(
            f"{path}: was written by relsim {values.get('version')}; this one is too old for it"
        )
    return values


def chunk_runs(values: Mapping[str, Any]) -> int | None:
    """Return how many runs made a chunk where parts are kept; None where it is not said."""
    number = values.get("chunk_runs")
    return number if isinstance(number, int) and number >= 1 else None


def text(values: Mapping[str, Any]) -> str:
    """Return a manifest as it stands in its file."""
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def _git() -> tuple[str | None, bool | None]:
    """Return a checkout's commit and whether files differ from it; an installed copy has none."""
    source = Path(__file__).resolve().parents[2]
    if not (source / ".git").exists():
        return None, None
    commit = _git_output(source, "rev-parse", "--verify", "-q", "HEAD")
    if not commit:
        return None, None
    changes = _git_output(source, "status", "--porcelain", "--untracked-files=no")
    return commit, None if changes is None else bool(changes)


def _git_output(source: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(source), *words],
            capture_output=True,
            text=True,
            timeout=_GIT_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None
