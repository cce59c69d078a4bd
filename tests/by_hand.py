"""Rows that the tests of the rules fill by hand."""

from __future__ import annotations

from typing import Any

from relsim.parameters import complete
from relsim.simulation import parameter_record
from relsim.state import BEHAVIOUR, CUSTOMER, OUTCOME, REP, rows


def given(**values: float) -> Any:
    """Return the record of parameters that rules read, with some of them set by hand."""
    return parameter_record(complete(values), 0, 0)[0]


def _filled(kind: Any, values: dict[str, float]) -> Any:
    row = rows(kind, 1)
    for name, value in values.items():
        row[name] = value
    return row[0]


def a_behaviour(**amounts: float) -> Any:
    """Return an answer, all zero but for what is given."""
    return _filled(BEHAVIOUR, amounts)


def an_outcome(**fields: float) -> Any:
    """Return what came of a month, all zero but for what is given."""
    return _filled(OUTCOME, fields)


def a_customer(**fields: float) -> Any:
    """Return a customer, all zero but for what is given."""
    return _filled(CUSTOMER, fields)


def a_rep(**fields: float) -> Any:
    """Return a rep, all zero but for what is given."""
    return _filled(REP, fields)
