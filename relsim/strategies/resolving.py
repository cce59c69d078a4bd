"""From what a user wrote to a strategy."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Mapping
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.state import BEHAVIOURS
from relsim.strategies.presets import PRESETS
from relsim.strategies.protocol import SHARES, Strategy

_NAME = re.compile(r"[A-Za-z0-9_-]+")
_KEYS = ("name", "base", "jitter", "share", *BEHAVIOURS)


def resolve(spec: Any, where: str = "") -> Strategy:
    """Return the strategy that a user means.

    Parameters
    ----------
    spec : str, mapping or Strategy
        A preset's name; ``"module:Class"`` (a `Strategy` subclass, an instance, or a class of
        one's own with an `answer` method); a mapping with `base`, `name`, `jitter`, `share` and any
        of the eleven behaviours.
    where : str
        Where it was written, put before messages.

    Raises
    ------
    InputError
        Unknown preset or key, an amount outside 0-1, a module or class that cannot be used.

    Examples
    --------
    >>> resolve({"name": "softer", "base": "advisory", "yielding": 0.6}).point["yielding"]
    0.6
    """
    at = f"{where}: " if where else ""
    if isinstance(spec, Strategy):
        return _checked(spec, at)
    if isinstance(spec, type) and issubclass(spec, Strategy):
        return _checked(spec(), at)
    if isinstance(spec, Mapping):
        return _from_mapping(spec, at)
    if not isinstance(spec, str):
        raise InputError(f"{at}strategy {spec!r} is neither a name nor a table")
    if ":" in spec:
        return _checked(_from_module(spec, at), at)
    if spec not in PRESETS:
        raise InputError(
            f"{at}unknown strategy {shown(spec)}{nearest(spec, PRESETS)} "
            f"(known: {', '.join(PRESETS)}; code of your own as module:Class)"
        )
    return PRESETS[spec]


def _amount(name: str, value: object, at: str, bounds: tuple[float, float] = (0.0, 1.0)) -> float:
    low, high = bounds
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise InputError(f"{at}{name} = {shown(value)} is not a number ({low:g}-{high:g})")
    if not low <= value <= high:
        raise InputError(f"{at}{name} = {shown(value)} is outside [{low:g}, {high:g}]")
    return float(value)


def _from_mapping(spec: Mapping[str, Any], at: str) -> Strategy:
    for key in spec:
        if key not in _KEYS:
            raise InputError(f"{at}unknown key {shown(key)} of a strategy{nearest(key, _KEYS)}")
    base = resolve(spec.get("base", "advisory"), at.removesuffix(": "))
    name = spec.get("name", base.name)
    point = {
        **base.point,
        **{key: _amount(key, spec[key], at) for key in BEHAVIOURS if key in spec},
    }
    jitter = _amount("jitter", spec.get("jitter", base.jitter), at)
    share = _amount("share", spec.get("share", base.share), at, SHARES)
    if not isinstance(name, str):
        raise InputError(f"{at}name = {name!r} of a strategy is not text")
    changed = type(base).__new__(type(base))
    changed.__dict__.update(base.__dict__)
    changed.name, changed.point, changed.jitter, changed.share = name, point, jitter, share
    if name != base.name:
        changed.display = name
    return _checked(changed, at)


def _from_module(spec: str, at: str) -> Strategy:
    module_name, _, attribute = spec.partition(":")
    # The folder one stands in, as `python -m` has it: code of one's own lies there.
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        module = importlib.import_module(module_name)
    except (Exception, SystemExit) as error:  # whatever a user's module does is the user's to know
        raise InputError(
            f"{at}strategy '{spec}': importing {module_name} failed with "
            f"{type(error).__name__}: {error}"
        ) from error
    if not hasattr(module, attribute):
        raise InputError(
            f"{at}strategy '{spec}': {module_name} has no '{attribute}'"
            f"{nearest(attribute, vars(module))}"
        )
    found = getattr(module, attribute)
    if isinstance(found, Strategy):
        return found
    try:
        made = found()
    except Exception as error:
        raise InputError(
            f"{at}strategy '{spec}': {attribute}() failed with {type(error).__name__}: {error}"
        ) from error
    if isinstance(made, Strategy):
        return made
    if callable(getattr(made, "answer", None)):
        return _adopted(made, attribute)
    raise InputError(f"{at}strategy '{spec}': {attribute} has no method answer(request, behaviour)")


def _adopted(made: Any, name: str) -> Strategy:
    """Wrap an object of a class that does not derive from `Strategy` but answers like one."""
    answers = {"answer": lambda _, *args: made.answer(*args)}
    adopted = type(name, (Strategy,), {"base": getattr(made, "base", Strategy.base), **answers})
    adoptee: Strategy = adopted(getattr(made, "name", name))
    return adoptee


def _checked(strategy: Strategy, at: str) -> Strategy:
    if not _NAME.fullmatch(strategy.name):
        raise InputError(
            f"{at}strategy name '{strategy.name}' may hold only letters, digits, '-' and '_'"
        )
    for behaviour, amount in strategy.point.items():
        _amount(f"{strategy.name}.{behaviour}", amount, at)
    _amount(f"{strategy.name}.jitter", strategy.jitter, at)
    _amount(f"{strategy.name}.share", strategy.share, at, SHARES)
    return strategy
