"""Small claims for tests: one that is true by the rules of the model, and files of any other."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import tomli_w

LATENESS: dict[str, Any] = {
    "experiment": {"replications": 8, "periods": 12, "seed": 3},
    "model": {
        "customers": 60,
        "reps": 2,
        "capacity_hours": 60,
        "urgency_rate": 0.4,
        "client_share_start": 0.8,
    },
    "strategies": {
        "compare": [
            {"name": "dropping", "base": "middling", "triage": 0.0},
            {"name": "triaging", "base": "middling", "triage": 1.0},
        ]
    },
    "claim": {
        "id": "T01",
        "essay": ["S0"],
        "says": "Who drops everything for every urgency makes everyone late.",
        "test": "triage 1 -> 0 of an average rep: lateness",
        "evidence": "none",
        "estimand": "superiority",
        "for": ["m09_capacity"],
        "against": [],
        "cells": {"treatment": "dropping", "control": "triaging"},
        "outcome": [{"measure": "lateness", "sign": 1, "delta": 0.05, "reason": "a test"}],
    },
}
"""Urgencies served take hours; hours make late by M9 alone."""


def tables(**changes: Any) -> dict[str, Any]:
    """Return the claim's tables with some keys of some tables changed, or left out if None."""
    found = copy.deepcopy(LATENESS)
    for name, keys in changes.items():
        if not isinstance(keys, dict):
            found[name] = keys
            continue
        table = found.setdefault(name, {})
        for key, value in keys.items():
            table[key] = value
            if value is None:
                del table[key]
    return found


def written(folder: Path, name: str = "T01", **changes: Any) -> Path:
    """Write the claim to a file and return it."""
    path = folder / f"{name}.toml"
    path.write_text(tomli_w.dumps(tables(**changes)))
    return path
