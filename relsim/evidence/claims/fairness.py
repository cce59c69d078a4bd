"""Fair play: the same claims with no straw man among the strategies, or with reps who stray."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

JITTER = 0.15
"""How far reps stray from their preset in the jittered tables."""
_STRAW, _STEEL = "servile", "servile-competent"


def steel_manned(tables: Mapping[str, Any]) -> dict[str, Any]:
    """Return a claim's tables with the yes-sayer as competent as the adviser, by the same name.

    >>> steel_manned({"strategies": {"compare": ["servile", "advisory"]}})["strategies"]
    {'compare': [{'name': 'servile', 'base': 'servile-competent'}, 'advisory']}
    """
    changed = dict(tables)
    compared = tables["strategies"]["compare"]
    changed["strategies"] = {"compare": [_steeled(entry) for entry in compared]}
    if "intervention" in tables:
        changed["intervention"] = [
            {**event, "strategy": _steeled(event["strategy"])} if "strategy" in event else event
            for event in tables["intervention"]
        ]
    return changed


def jittered(tables: Mapping[str, Any], jitter: float = JITTER) -> dict[str, Any]:
    """Return a claim's tables with reps drawn around every strategy instead of being all alike.

    >>> jittered({"strategies": {"compare": ["servile"]}})["strategies"]
    {'compare': [{'name': 'servile', 'base': 'servile', 'jitter': 0.15}]}
    """
    compared = tables["strategies"]["compare"]
    entries = [_table(entry) | {"jitter": jitter} for entry in compared]
    return {**tables, "strategies": {"compare": entries}}


def _steeled(entry: object) -> object:
    if entry == _STRAW:
        return {"name": _STRAW, "base": _STEEL}
    if isinstance(entry, Mapping) and entry.get("base") == _STRAW:
        return {**entry, "base": _STEEL}
    return entry


def _table(entry: Any) -> dict[str, Any]:
    if isinstance(entry, Mapping):
        return dict(entry)
    return {"name": str(entry).rpartition(":")[2], "base": entry}
