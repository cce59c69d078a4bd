"""A measure as it is written in an experiment file: a quantity, a window, a cohort."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.interventions import NAME, WHO, parse_who
from relsim.measures.quantities import QUANTITIES
from relsim.metrics import OUTCOMES, Outcome
from relsim.parameters import PARAMETERS
from relsim.whom import Who

_KEYS = ("name", "of", "window", "cohort")
_COHORT = (*WHO, "rest")
_COLUMNS = ("run_id", "point", "strategy", "replication", "status", "seconds")


@dataclass(frozen=True)
class Cohort:
    """Whom a measure is taken over: accounts chosen at month 0.

    Attributes
    ----------
    who : Who
        As an event chooses them: with the same share and sample number, the same accounts.
    rest : bool
        Those instead who meet everything else, but were not chosen by the share.
    """

    who: Who = field(default_factory=Who)
    rest: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return the table that is read back as this cohort."""
        return {**self.who.to_dict(), **({"rest": True} if self.rest else {})}

    def in_words(self) -> str:
        """Return whom it holds, as a reader is told.

        >>> Cohort(Who(share=0.5, sample=3, status="client"), rest=True).in_words()
        'clients at month 0, not in the share 0.5 of sample 3'
        """
        who = self.who
        told = [f"{who.status}s at month 0" if who.status else "accounts"]
        if who.where:
            told[0] += f" with {who.where}"
        if who.accounts:
            told.append(f"of {len(who.accounts)} named")
        if who.share < 1.0:
            chosen = "not in" if self.rest else "in"
            told.append(f"{chosen} the share {who.share:g} of sample {who.sample}")
        return ", ".join(told)


@dataclass(frozen=True)
class Measure:
    """An outcome of one's own: a quantity over a cohort and a window.

    Attributes
    ----------
    name : str
        Its column.
    of : str
        A key of `QUANTITIES`.
    window : tuple of int
        First and last month.
    cohort : Cohort
    """

    name: str
    of: str
    window: tuple[int, int]
    cohort: Cohort = field(default_factory=Cohort)

    @property
    def outcome(self) -> Outcome:
        """The measure as an outcome: label, unit, meaning, and which way is good."""
        quantity, (first, last) = QUANTITIES[self.of], self.window
        label = self.name.replace("_", " ").replace("-", " ").strip() or self.name
        months = f"months {first}-{last}" if first < last else f"month {first}"
        meaning = f"{quantity.label}: {quantity.meaning}; {months}; {self.cohort.in_words()}"
        return Outcome(
            self.name, label[:1].upper() + label[1:], quantity.unit, meaning, quantity.good
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the measure as a ``[[measure]]`` table that `parse_measures` reads back."""
        table: dict[str, Any] = {"name": self.name, "of": self.of, "window": list(self.window)}
        if cohort := self.cohort.to_dict():
            table["cohort"] = cohort
        return table


def parse_measures(
    tables: Sequence[Mapping[str, Any]],
    periods: int,
    where: str = "measure",
) -> tuple[Measure, ...]:
    """Return the measures that ``[[measure]]`` tables ask for.

    Parameters
    ----------
    tables : sequence of mapping
        As TOML gives them.
    periods : int
        Months of the run; the window is all of them where none is given.
    where : str
        File and table, put before messages.

    Raises
    ------
    InputError
        Naming the table by its number, the key, the value, its bounds and the nearest right name.

    Examples
    --------
    >>> table = {"name": "early", "of": "margin_share", "window": [0, 11]}
    >>> parse_measures([table], periods=60)[0].to_dict()
    {'name': 'early', 'of': 'margin_share', 'window': [0, 11]}
    """
    if isinstance(tables, str | Mapping) or not isinstance(tables, Sequence):
        raise InputError(f"{where} must be a list of tables")
    found: list[Measure] = []
    for number, table in enumerate(tables, start=1):
        at = f"{where} number {number}"
        measure = _measure(table, at, periods)
        if any(measure.name == other.name for other in found):
            raise InputError(f"{at}: two measures are called '{measure.name}'; rename one of them")
        found.append(measure)
    return tuple(found)


def _measure(table: object, at: str, periods: int) -> Measure:
    given = _known(table, at, _KEYS)
    for key in ("name", "of"):
        if key not in given:
            raise InputError(f"{at}: {key} is missing")
    return Measure(
        name=_name(given["name"], at),
        of=_quantity(given["of"], at),
        window=_window(given.get("window", [0, periods - 1]), at, periods),
        cohort=_cohort(given.get("cohort", {}), f"{at}: cohort"),
    )


def _known(value: object, at: str, keys: Collection[str]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError(f"{at} = {shown(value)} must be a table")
    for key in value:
        if key not in keys:
            hint = nearest(str(key), keys) or f"; known: {', '.join(keys)}"
            raise InputError(f"{at}: unknown key {shown(key)}{hint}")
    return value


def _name(value: object, at: str) -> str:
    if not isinstance(value, str) or not NAME.fullmatch(value):
        raise InputError(
            f"{at}: name = {shown(value)} must be a name of letters, digits, '-' and '_' "
            "(at most 100)"
        )
    for kind, taken in (("an outcome", OUTCOMES), ("a parameter", PARAMETERS), ("a", _COLUMNS)):
        if value in taken:
            which = f"{kind} column of every run" if kind == "a" else kind
            raise InputError(f"{at}: name = '{value}' is the name of {which}; choose another")
    return value


def _quantity(value: object, at: str) -> str:
    if not isinstance(value, str) or value not in QUANTITIES:
        near = nearest(value, QUANTITIES) if isinstance(value, str) else ""
        hint = near or "; such as margin, lateness, respect or retained"
        raise InputError(f"{at}: of = {shown(value)} is no quantity{hint}")
    return value


def _window(value: object, at: str, periods: int) -> tuple[int, int]:
    if (
        not isinstance(value, list | tuple)
        or len(value) != 2
        or any(isinstance(month, bool) or not isinstance(month, int) for month in value)
    ):
        raise InputError(
            f"{at}: window = {shown(value)} must be two months, the first and the last, "
            "such as [0, 11]"
        )
    first, last = value
    if not 0 <= first <= last < periods:
        raise InputError(
            f"{at}: window = {shown(value)} is outside [0, {periods - 1}], the months of a run, "
            "or ends before it begins"
        )
    return first, last


def _cohort(value: object, at: str) -> Cohort:
    given = dict(_known(value, at, _COHORT))
    rest = given.pop("rest", False)
    if not isinstance(rest, bool):
        raise InputError(f"{at}: rest = {shown(rest)} must be true or false")
    if rest and "share" not in given:
        raise InputError(f"{at}: rest goes with share: those that it did not choose")
    if "share" in given and "sample" not in given:
        raise InputError(
            f"{at}: share needs a sample, the number by which an event with that share and "
            "sample chooses the same accounts"
        )
    return Cohort(parse_who(given, at), rest)
