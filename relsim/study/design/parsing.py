"""From the ``[design]`` table of an experiment file to the points it visits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from relsim.errors import InputError
from relsim.study import fields
from relsim.study.design.names import Setting
from relsim.study.design.protocol import Design
from relsim.study.design.sampled import parse_latin_hypercube, parse_morris, parse_sobol
from relsim.study.design.written import Grid, parse_grid, parse_list


class _Kind(NamedTuple):
    """A kind of design: the keys that it needs, those that it may have, and who reads them."""

    needs: tuple[str, ...]
    may_have: tuple[str, ...]
    parse: Callable[[Mapping[str, Any], Setting], Design]


_KINDS = {
    "grid": _Kind(("parameters",), (), parse_grid),
    "list": _Kind(("points",), (), parse_list),
    "latin-hypercube": _Kind(("samples", "parameters"), ("seed",), parse_latin_hypercube),
    "morris": _Kind(("trajectories", "parameters"), ("levels", "seed"), parse_morris),
    "sobol": _Kind(("samples", "parameters"), ("second_order", "seed"), parse_sobol),
}
_KEYS = dict.fromkeys(key for kind in _KINDS.values() for key in (*kind.needs, *kind.may_have))


def parse_design(values: object, setting: Setting) -> Design:
    """Return the design that a ``[design]`` table describes.

    Parameters
    ----------
    values
        The table, or None for an experiment that varies nothing.
    setting
        The rest of the experiment.

    Raises
    ------
    InputError
        When a value in it cannot be used.
    """
    if values is None:
        return Grid()
    head = f"{setting.place}: [design]"
    given = fields.table(values, head, ("kind", *_KEYS))
    if "kind" not in given:
        raise InputError(f"{head} has no kind; it must be {' or '.join(_KINDS)}")
    name = fields.choice(given["kind"], head, "kind", tuple(_KINDS))
    kind = _KINDS[name]
    takes = (*kind.needs, *kind.may_have)
    for key in given:
        if key != "kind" and key not in takes:
            raise InputError(f"{head}: a {name} design takes {', '.join(takes)}, not {key}")
    for key in kind.needs:
        if key not in given:
            raise InputError(f"{head}: a {name} design needs {key}")
    return kind.parse(given, setting)
