"""The table of a trial read back from ``claims.json``, whatever has become of the file."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from relsim.errors import InputError, shown
from relsim.evidence.claims.findings import FORMAT, Table


def table(told: object) -> Table:
    """Return what `Table.to_dict` told.

    Parameters
    ----------
    told
        What ``claims.json`` holds, or anything at all.

    Raises
    ------
    InputError
        It is of another version, or not a table of claims; names the part that is wrong.
    """
    if not isinstance(told, Mapping) or told.get("format") != FORMAT:
        raise InputError("claims.json: not made by this version of relsim; run relsim claims again")
    found: Table = _read(Table, told, "claims.json")
    return found


@cache
def _kinds(record: type) -> dict[str, Any]:
    return get_type_hints(record)


def _read(kind: Any, value: Any, place: str) -> Any:
    """Return a value as a record's field of that kind holds it; null is an undefined number."""
    if isinstance(kind, UnionType):
        (only,) = (one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _read(only, value, place)
    if dataclasses.is_dataclass(kind):
        return _record(kind, value, place)
    if get_origin(kind) is tuple and isinstance(value, list):
        each = get_args(kind)[0]
        return tuple(_read(each, one, f"{place}[{at}]") for at, one in enumerate(value))
    if get_origin(kind) is dict and isinstance(value, Mapping):
        each = get_args(kind)[1]
        return {str(key): _read(each, one, f"{place}.{key}") for key, one in value.items()}
    if kind is float and value is None:
        return math.nan
    if kind is float and isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    if kind in (str, int, bool) and type(value) is kind:
        return value
    raise InputError(f"{place} = {shown(value)} is not what a table of claims has there")


def _record(kind: Any, value: Any, place: str) -> Any:
    if not isinstance(value, Mapping):
        raise InputError(f"{place} = {shown(value)} is not what a table of claims has there")
    kinds = _kinds(kind)
    given = {}
    for field in dataclasses.fields(kind):
        if field.name in value:
            given[field.name] = _read(kinds[field.name], value[field.name], f"{place}.{field.name}")
        elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
            raise InputError(f"{place}.{field.name} is missing")
    return kind(**given)
