"""Points that were tried, on disk: what an interrupted calibration does not try again.

The search is a pure function of its seed and of what each point gave. Resumed, it walks the same
way through points that the journal knows, at no cost, and goes on where it stopped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path


class Journal:
    """A file of one JSON line a point: its key, and the pooled sums it gave.

    Parameters
    ----------
    path : Path
        Begun if it is not there. A line cut off by a kill is left out and written again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: dict[str, dict[str, float]] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            whole = path.read_bytes()
            whole = whole[: whole.rfind(b"\n") + 1]
            for line in whole.splitlines():
                entry = json.loads(line)
                self._known[entry["key"]] = entry["sums"]
            with path.open("r+b") as file:
                file.truncate(len(whole))

    def __len__(self) -> int:
        return len(self._known)

    @staticmethod
    def key(settings: Mapping[str, float], seed: int, replications: int) -> str:
        """Return what tells a point from others: exact values, seed, replications."""
        values = " ".join(f"{name}={float(settings[name]).hex()}" for name in sorted(settings))
        return f"{seed}/{replications}: {values}"

    def get(self, key: str) -> dict[str, float] | None:
        """Return the sums of a point, or None where it was not tried."""
        return self._known.get(key)

    def put(self, key: str, sums: Mapping[str, float]) -> None:
        """Remember a point, on disk before this returns."""
        self._known[key] = dict(sums)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "sums": self._known[key]}) + "\n")
            file.flush()
            os.fsync(file.fileno())
