"""Events forced on chosen accounts in chosen months, in every arm alike or in those named.

A treatment that should not be left to luck is forced: the same failure on the same accounts under
every strategy. Claims, branching a run and the interactive drivers all use this one facility.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from relsim.errors import InputError, nearest
from relsim.expressions import condition
from relsim.forcing import WHAT, compile_events
from relsim.state import BEHAVIOURS
from relsim.strategies import PRESETS, Strategy, resolve
from relsim.whom import FILTERED, Who

__all__ = [
    "FILTERED",
    "WHAT",
    "Intervention",
    "Who",
    "check_arms",
    "compile_events",
    "parse",
    "parse_who",
]

LAST_MONTH = 11_999
MOST_SAMPLES = 1_000_000

# Largest value, and its unit, of those that have one.
_VALUES = {
    "rival-offer": (0.9, "discount, share of list price"),
    "impossible-demand": (1.0, "size, share of list price"),
    "impossible-deadline": (1.0, "size, its worth as a share of list price"),
}
_KEYS = ("period", "until", "periods", "who", "what", "value", "answer", "strategy", "arms")
#: What chooses accounts.
WHO = ("share", "sample", "where", "accounts", "status")
_STATUS = ("client", "prospect")
#: What the name of a strategy or a measure is made of.
NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True)
class Intervention:
    """An event forced on some accounts in some months.

    Attributes
    ----------
    what : str
        A key of `WHAT`.
    periods : tuple of int
        Months, ascending. A strategy is changed from its one month on.
    who : Who
    value : float, optional
        A rival's discount, the size of an impossible demand; None for the parameter's.
    answer : tuple of (str, float)
        Behaviours that the rep's answer is forced to.
    strategy : str
        Name of the strategy that answers from then on.
    point : tuple of float
        Its eleven behaviours, in the order of `relsim.state.BEHAVIOURS`.
    arms : tuple of str
        Strategies under which it happens; empty for all.
    """

    what: str
    periods: tuple[int, ...]
    who: Who = field(default_factory=Who)
    value: float | None = None
    answer: tuple[tuple[str, float], ...] = ()
    strategy: str = ""
    point: tuple[float, ...] = ()
    arms: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the event as an ``[[intervention]]`` table that `parse` reads back."""
        first, last = self.periods[0], self.periods[-1]
        table: dict[str, Any] = {"what": self.what, "period": first}
        if last - first + 1 != len(self.periods):
            del table["period"]
            table["periods"] = list(self.periods)
        elif last > first:
            table["until"] = last
        if who := self.who.to_dict():
            table["who"] = who
        if self.value is not None:
            table["value"] = self.value
        if self.answer:
            table["answer"] = dict(self.answer)
        if self.strategy:
            behaviours = dict(zip(BEHAVIOURS, self.point, strict=True))
            table["strategy"] = {"name": self.strategy, **behaviours}
        if self.arms:
            table["arms"] = list(self.arms)
        return table


def parse(
    tables: Sequence[Mapping[str, Any]], where: str = "intervention"
) -> tuple[Intervention, ...]:
    """Return the events that ``[[intervention]]`` tables ask for.

    Parameters
    ----------
    tables : sequence of mapping
        As TOML gives them.
    where : str
        File and table, put before messages.

    Raises
    ------
    InputError
        Naming the table by its number, the key, the value, its bounds and the nearest right name.

    Examples
    --------
    >>> table = {"period": 6, "what": "failure", "who": {"share": 0.25, "where": "size > 1.5"}}
    >>> parse([table])[0].to_dict()["who"]
    {'share': 0.25, 'sample': 0, 'where': 'size > 1.5'}
    """
    if isinstance(tables, Mapping | str) or not isinstance(tables, Sequence):
        raise InputError(f"{where} must be a list of tables")
    return tuple(
        _event(table, f"{where} number {number}", number - 1)
        for number, table in enumerate(tables, start=1)
    )


def check_arms(interventions: Iterable[Intervention], all_names: Sequence[str], where: str) -> None:
    """Refuse events for arms that are not compared.

    Raises
    ------
    InputError
        Naming the event by its number, the arm and the nearest one compared.
    """
    for number, event in enumerate(interventions, start=1):
        for arm in event.arms:
            if arm not in all_names:
                raise InputError(
                    f"{where} number {number}: arms names '{arm}', which is not compared"
                    f"{nearest(arm, all_names)}"
                )


def _event(table: object, at: str, index: int) -> Intervention:
    given = _table(table, at, _KEYS)
    what = _word(given, "what", WHAT, at)
    for key in ("answer", "strategy"):
        if (key in given) != (what == key):
            raise InputError(
                f"{at}: what = '{key}' needs a key '{key}'"
                if what == key
                else f"{at}: '{key}' stands only with what = \"{key}\", not with '{what}'"
            )
    value = None
    if "value" in given:
        if what not in _VALUES:
            raise InputError(f"{at}: '{what}' has no value (these have: {', '.join(_VALUES)})")
        most, unit = _VALUES[what]
        value = _number(given["value"], f"{at}: value", 0.0, most, unit)
        if value == 0.0:
            raise InputError(f"{at}: value = 0 of '{what}' must be more than 0 ({unit})")
    name, point = _point(given["strategy"], f"{at}: strategy") if what == "strategy" else ("", ())
    return Intervention(
        what=what,
        periods=_periods(given, at, what),
        who=parse_who(given.get("who", {}), f"{at}: who", index),
        value=value,
        answer=_answer(given["answer"], f"{at}: answer") if what == "answer" else (),
        strategy=name,
        point=point,
        arms=_names(given["arms"], f"{at}: arms") if "arms" in given else (),
    )


def _table(value: object, at: str, keys: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{at} = {value!r} must be a table")
    for key in value:
        if key not in keys:
            hint = nearest(str(key), keys) or f"; known: {', '.join(keys)}"
            raise InputError(f"{at}: unknown key '{key}'{hint}")
    return value


def _word(given: Mapping[str, Any], key: str, words: Iterable[str], at: str) -> str:
    if key not in given:
        raise InputError(f"{at}: {key} is missing; one of {', '.join(words)}")
    word = given[key]
    if not isinstance(word, str) or word not in words:
        hint = nearest(word, words) if isinstance(word, str) else ""
        raise InputError(f"{at}: {key} = {word!r} is none of {', '.join(words)}{hint}")
    return word


def _number(value: object, at: str, low: float, high: float, unit: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InputError(f"{at} = {value!r} is not a number in [{low:g}, {high:g}] ({unit})")
    if not low <= value <= high:
        raise InputError(f"{at} = {value:g} is outside [{low:g}, {high:g}] ({unit})")
    return float(value)


def _whole(value: object, at: str, high: int, unit: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{at} = {value!r} is not a whole number ({unit})")
    if not 0 <= value <= high:
        raise InputError(f"{at} = {value} is outside [0, {high}] ({unit})")
    return value


def _list(value: object, at: str, of: str) -> Sequence[Any]:
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        raise InputError(f"{at} = {value!r} must be a list of {of}, not empty")
    return value


def _periods(given: Mapping[str, Any], at: str, what: str) -> tuple[int, ...]:
    if ("period" in given) == ("periods" in given):
        raise InputError(f"{at}: give a period (and perhaps until) or a list of periods")
    if what == "strategy" and ("until" in given or "periods" in given):
        raise InputError(
            f"{at}: a strategy answers from its one period on; to change back, "
            "add another with a later period"
        )
    if "periods" in given:
        if "until" in given:
            raise InputError(f"{at}: until goes with period, not with periods")
        months = _list(given["periods"], f"{at}: periods", "months")
        return tuple(
            sorted({_whole(month, f"{at}: periods", LAST_MONTH, "months") for month in months})
        )
    first = _whole(given["period"], f"{at}: period", LAST_MONTH, "months")
    last = _whole(given.get("until", first), f"{at}: until", LAST_MONTH, "months")
    if last < first:
        raise InputError(f"{at}: until = {last} is before period = {first}")
    return tuple(range(first, last + 1))


def parse_who(value: object, at: str, number: int = 0) -> Who:
    """Return whom a table ``{ share, sample, where, accounts, status }`` chooses.

    Parameters
    ----------
    value : mapping
    at : str
        Put before messages.
    number : int
        The sample number where a share has none.

    Raises
    ------
    InputError
        Naming the key, the value, its bounds and the nearest right name.
    """
    given = _table(value, at, WHO)
    if "sample" in given and "share" not in given:
        raise InputError(f"{at}: sample goes with share")
    share = _number(given.get("share", 1.0), f"{at}: share", 0.0, 1.0, "chance of each account")
    sample = _whole(given.get("sample", number), f"{at}: sample", MOST_SAMPLES, "a number")
    test = given.get("where", "")
    if "where" in given:
        if not isinstance(test, str):
            raise InputError(f"{at}: where = {test!r} is not a condition such as 'size > 1.5'")
        condition(test, FILTERED, f"{at}: where")
    most = 5_000_000
    accounts = [
        _whole(account, f"{at}: accounts", most, "account numbers")
        for account in (
            _list(given["accounts"], f"{at}: accounts", "numbers") if "accounts" in given else ()
        )
    ]
    return Who(
        share=share,
        sample=sample if share < 1.0 else 0,
        where=test,
        accounts=tuple(sorted(set(accounts))),
        status=_word(given, "status", _STATUS, at) if "status" in given else "",
    )


def _answer(value: object, at: str) -> tuple[tuple[str, float], ...]:
    given = _table(value, at, BEHAVIOURS)
    if not given:
        raise InputError(f"{at} forces no behaviour")
    return tuple(
        (name, _number(given[name], f"{at}: {name}", 0.0, 1.0, "behaviour"))
        for name in BEHAVIOURS
        if name in given
    )


def _point(spec: object, at: str) -> tuple[str, tuple[float, ...]]:
    """Return name and behaviours of a strategy that is a point; no code is imported for it."""
    base = spec.get("base") if isinstance(spec, Mapping) else spec
    if isinstance(base, str) and ":" in base:
        raise InputError(
            f"{at}: '{base}' is code; only a point can be forced "
            f"({', '.join(PRESETS)}, or a table of behaviours)"
        )
    for key in ("jitter", "share"):
        if isinstance(spec, Mapping) and spec.get(key):
            raise InputError(f"{at}: {key} has no effect here: accounts are answered by one point")
    strategy: Strategy = resolve(spec, at)
    if not strategy.is_point:
        raise InputError(f"{at}: '{strategy.name}' is code; only a point can be forced")
    if strategy.adapts:
        raise InputError(
            f"{at}: '{strategy.name}' adapts; only a point that stays can be forced on an account"
        )
    return strategy.name, tuple(float(strategy.point[name]) for name in BEHAVIOURS)


def _names(value: object, at: str) -> tuple[str, ...]:
    names = _list(value, at, "names of strategies")
    for name in names:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise InputError(f"{at}: {name!r} is no name (letters, digits, '-' and '_')")
    return tuple(dict.fromkeys(names))
