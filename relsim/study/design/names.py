"""What a design can vary: model parameters, and behaviours, jitter and share of a strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.parameters import PARAMETERS
from relsim.parameters.table import ASSUMED, Parameter
from relsim.strategies import BEHAVIOURS, SHARES
from relsim.study import fields
from relsim.study.arms import Arm
from relsim.study.design.ranges import SPREAD

_PLAUSIBLE_JITTER = (0.0, 0.3)
_PLAUSIBLE_SHARE = (0.25, 4.0)
_OF_ARMS = (*BEHAVIOURS, "jitter", "share")


@dataclass(frozen=True)
class Setting:
    """What a design refers to in the rest of its experiment.

    Attributes
    ----------
    place
        The file, for messages.
    arms
        The strategies compared.
    model
        Every model parameter at its fixed value.
    fixed
        The parameters that ``[model]`` gives itself.
    seed
        The experiment's seed, for sampled designs that have none of their own.
    mixed
        Whether the strategies share one territory, so that shares of it can vary.
    """

    place: str
    arms: Sequence[Arm]
    model: Mapping[str, float]
    fixed: Sequence[str] = ()
    seed: int = 0
    mixed: bool = False


def varied(
    values: Mapping[str, Any], head: str, setting: Setting
) -> dict[str, tuple[Parameter, Any]]:
    """Return varied name -> what it is and what was written for it.

    ``servile.yielding``, which TOML nests unless it is quoted, is one name either way.
    """
    found: dict[str, tuple[Parameter, Any]] = {}
    for key, value in values.items():
        inner = {key: value}
        nested = isinstance(value, Mapping) and value and not set(value) & {*SPREAD, "levels"}
        if nested and key not in PARAMETERS:
            inner = {f"{key}.{item}": entry for item, entry in value.items()}
        for name, item in inner.items():
            if name in found:
                raise InputError(f"{head}: {name} is given twice")
            found[name] = (_parameter(name, head, setting), item)
    return found


def free(values: object, head: str, setting: Setting) -> dict[str, tuple[Parameter, Any]]:
    """Return what `varied` does for a table that must name something, and nothing fixed."""
    found = varied(fields.table(values, head), head, setting)
    if not found:
        raise InputError(f"{head} is empty; name at least one parameter")
    for name in found:
        if name in setting.fixed:
            raise InputError(
                f"{head}: {name} is varied here and fixed in [model]; take it out of one of them"
            )
    return found


def own_value(name: str, here: str, setting: Setting) -> float:
    """Return what a name is where nothing varies it."""
    if name in setting.model:
        return setting.model[name]
    arm_name, _, key = name.rpartition(".")
    arm = next(arm for arm in setting.arms if arm.name == arm_name)
    own = {**dict(arm.behaviours), "jitter": arm.jitter, "share": arm.share}.get(key)
    if own is None:
        raise InputError(
            f"{here}: {name} is missing, and '{arm_name}' is code, whose own value is not known"
        )
    return own


def _parameter(name: str, head: str, setting: Setting) -> Parameter:
    if name in PARAMETERS:
        return PARAMETERS[name]
    arm_name, dot, key = name.rpartition(".")
    arm_names = [arm.name for arm in setting.arms]
    if not dot:
        known = [*PARAMETERS, *(f"{arm}.{item}" for arm in arm_names for item in _OF_ARMS)]
        raise InputError(f"{head}: unknown name {shown(name)}{nearest(name, known)}")
    if arm_name not in arm_names:
        hint = nearest(arm_name, arm_names) or f"; compared are {', '.join(arm_names)}"
        raise InputError(f"{head}: {shown(name)} names no strategy compared here{hint}")
    if key not in _OF_ARMS:
        hint = nearest(key, _OF_ARMS) or f"; known: {', '.join(_OF_ARMS)}"
        raise InputError(f"{head}: {shown(name)} names no behaviour{hint}")
    if key == "share" and not setting.mixed:
        raise InputError(
            f"{head}: {name} can vary only in a mixed territory; "
            "write mixed = true under [experiment]"
        )
    bounds, plausible, unit, meaning = {
        "jitter": ((0.0, 1.0), _PLAUSIBLE_JITTER, "0-1", "how far single reps stray"),
        "share": (SHARES, _PLAUSIBLE_SHARE, "weight", "its share of the reps"),
    }.get(key, ((0.0, 1.0), (0.0, 1.0), "0-1", "a behaviour"))
    default = bounds[0]
    return Parameter(
        name, default, *bounds, *plausible, unit, meaning, ASSUMED, "float", "Strategies"
    )
