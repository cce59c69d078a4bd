"""A scenario: what a workshop looks at, small enough for a link, and safe to read from anyone."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from relsim.dashboards.reading import Note, Number, Reading, Settings, number_in, said
from relsim.errors import InputError
from relsim.parameters import PARAMETERS
from relsim.simulation import LARGEST_SEED, check_count
from relsim.strategies import PRESETS
from relsim.study.experiment import DEFAULT_STRATEGIES, Experiment

__all__ = ["CAP", "MONTHS", "REPLICATIONS", "WORKSHOP", "Note", "Scenario"]

MONTHS = (12, 600)
REPLICATIONS = (1, 500)
CAP = 20_000_000
"""Account-months that one request may simulate: some two seconds on two cores."""
LEAST_REPLICATIONS = 5
"""What replications are not cut below while there are customers to cut."""
LONGEST_NAME = 60
LONGEST_LINK = 8_000
# What a run costs besides its accounts' months: measured, and rounded up.
_SMALLEST = 50
_REPS_AN_ACCOUNT = 10
_NEIGHBOURS_A_MONTH = 5
_EXACT_IN_JSON = 2**53
_HEADS = ("name", "strategies", "periods", "replications", "seed")


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is looked at: strategies in a territory, over so many months, with such luck.

    Every scenario there is can be run: one that cannot raises InputError when it is made.

    Attributes
    ----------
    name
        What it is called, or nothing.
    strategies
        One to five of the shipped ones, in their order.
    settings
        Parameters and values other than their defaults, in the order of the table.
    periods
        Months, 12-600.
    replications
        Territories drawn, 1-500.
    seed
        Root of all luck.
    """

    name: str = ""
    strategies: tuple[str, ...] = DEFAULT_STRATEGIES
    settings: Settings = ()
    periods: int = 120
    replications: int = 20
    seed: int = 0

    def __post_init__(self) -> None:
        """Bring what was given into the one form that equal scenarios share."""
        chosen = tuple(name for name in PRESETS if name in self.strategies)
        if not chosen or len(set(self.strategies)) > len(chosen):
            raise InputError(f"strategies = {self.strategies!r} must be some of {list(PRESETS)}")
        given = dict(self.settings)
        for name in given:
            if name not in PARAMETERS:
                raise InputError(f"unknown parameter {name!r}")
        checked = {n: p.check(given[n]) for n, p in PARAMETERS.items() if n in given}
        differing = tuple((n, v) for n, v in checked.items() if v != PARAMETERS[n].default)
        object.__setattr__(self, "name", _printable(self.name))
        object.__setattr__(self, "strategies", chosen)
        object.__setattr__(self, "settings", differing)
        check_count("periods", self.periods, *MONTHS, "months")
        check_count("replications", self.replications, *REPLICATIONS, "territories")
        check_count("seed", self.seed, 0, LARGEST_SEED, "root of all luck")

    def value(self, name: str) -> Number:
        """Return what a parameter is set to; ``periods`` is the horizon."""
        return self.periods if name == "periods" else self.parameters[name]

    def changed(self, name: str, value: object) -> Scenario:
        """Return the scenario with one parameter (or ``periods``) moved, within its hard bounds.

        >>> WORKSHOP.changed("competition", 7.0).value("competition")
        1.0
        """
        reading = Reading()
        if name == "periods":
            return dataclasses.replace(self, periods=reading.count(name, value, MONTHS, 120))
        found = reading.parameter(name, value)
        if found is None:
            return self
        return dataclasses.replace(self, settings=(*dict(self.settings, **{name: found}).items(),))

    @property
    def parameters(self) -> dict[str, Number]:
        """Every parameter's value."""
        return {name: p.default for name, p in PARAMETERS.items()} | dict(self.settings)

    @property
    def inputs(self) -> Scenario:
        """The scenario without its name: what decides the numbers."""
        return dataclasses.replace(self, name="")

    def experiment(self) -> Experiment:
        """Return what ``relsim compare`` would run for it."""
        return Experiment.for_compare(
            self.strategies,
            dict(self.settings),
            replications=self.replications,
            periods=self.periods,
            seed=self.seed,
            customers=False,
        )

    def work(self, accounts: int | None = None) -> int:
        """Return about how many account-months it takes, what reps and networks cost included.

        Parameters
        ----------
        accounts
            How many an own book has that it is played on.
        """
        size = self.value("customers") if accounts is None else accounts
        each = max(_SMALLEST, size + self.value("reps") / _REPS_AN_ACCOUNT)
        months = self.periods + self.value("network_degree") / _NEIGHBOURS_A_MONTH
        return math.ceil(each * months * self.replications * len(self.strategies))

    def capped(self, accounts: int | None = None, most: int = CAP) -> Scenario:
        """Return the scenario with fewer replications, then customers, as far as `most` needs.

        Reps are cut with their customers. An own book is never cut.
        """
        work = self.work(accounts)
        if work <= most:
            return self
        fewest = min(self.replications, 1 if accounts is not None else LEAST_REPLICATIONS)
        kept = max(fewest, math.floor(self.replications * most / work))
        fewer = dataclasses.replace(self, replications=kept)
        if accounts is not None or fewer.work() <= most:
            return fewer
        # A little less than its share, for what rounding adds.
        share = 0.99 * most / fewer.work()
        customers, reps = (max(1, int(self.value(name) * share)) for name in ("customers", "reps"))
        return fewer.changed("customers", customers).changed("reps", reps)

    def command(self, options: Sequence[str] = ()) -> str:
        """Return the command line that gives the scenario's numbers again.

        Parameters
        ----------
        options
            What this dashboard was started with that decides numbers, as `Live.options`.

        >>> Scenario(settings=(("competition", 0.1),), seed=7).command().split(" --")[1:3]
        ['strategies servile,combative,advisory', 'set competition=0.1']
        """
        return " ".join(
            [
                f"relsim compare --strategies {','.join(self.strategies)}",
                *options,
                *(f"--set {name}={value!r}" for name, value in self.settings),
                f"--periods {self.periods}",
                f"--replications {self.replications}",
                f"--seed {self.seed}",
            ]
        )

    def to_json(self) -> dict[str, Any]:
        """Return the scenario as a page keeps it."""
        exact = self.seed < _EXACT_IN_JSON  # browsers round larger whole numbers
        return {
            "name": self.name,
            "strategies": list(self.strategies),
            "settings": dict(self.settings),
            "periods": self.periods,
            "replications": self.replications,
            "seed": self.seed if exact else str(self.seed),
        }

    def to_query(self) -> str:
        """Return the scenario as a link carries it: how it differs from the Workshop as shipped."""
        base = WORKSHOP
        told: dict[str, str] = {}
        if self.name != base.name:
            told["name"] = self.name
        if self.strategies != base.strategies:
            told["strategies"] = ",".join(self.strategies)
        mine, theirs = self.parameters, base.parameters
        told |= {name: repr(mine[name]) for name in PARAMETERS if mine[name] != theirs[name]}
        for name in ("periods", "replications", "seed"):
            if getattr(self, name) != getattr(base, name):
                told[name] = str(getattr(self, name))
        return urlencode(told)

    @classmethod
    def from_query(
        cls, text: object, others: Container[str] = (), accounts: int | None = None
    ) -> tuple[Scenario, tuple[Note, ...]]:
        """Return the scenario of a link's query, and what had to be changed.

        Parameters
        ----------
        text
            The query, with or without its question mark.
        others
            Keys that are not the scenario's, but the page's.
        accounts
            See `read`.
        """
        if not isinstance(text, str) or len(text) > LONGEST_LINK:
            return WORKSHOP, (Note("note.unreadable", {}),)
        try:
            pairs = parse_qsl(text.removeprefix("?"), keep_blank_values=True, max_num_fields=200)
        except ValueError:
            return WORKSHOP, (Note("note.unreadable", {}),)
        given: dict[str, Any] = {"settings": dict(WORKSHOP.settings)}
        for key, told in pairs:
            if key in others:
                continue
            if key == "strategies":
                given[key] = [name for name in told.split(",") if name]
            elif key == "name":
                given[key] = told
            elif key in _HEADS:
                given[key] = number_in(told)
            else:
                given["settings"][key] = number_in(told)
        return cls.read(given, accounts)

    @classmethod
    def read(cls, value: object, accounts: int | None = None) -> tuple[Scenario, tuple[Note, ...]]:
        """Return the scenario that somebody sent, and what had to be changed; never raises.

        Parameters
        ----------
        value
            What `to_json` gave, or anything at all. What is missing is as in the Workshop.
        accounts
            How many accounts the own book has that it will be played on.
        """
        if not isinstance(value, Mapping):
            return WORKSHOP, (Note("note.unreadable", {}),)
        reading = Reading()
        for key in value:
            if key not in (*_HEADS, "settings"):
                reading.unknown(key)
        name = value.get("name", WORKSHOP.name)
        asked = cls(
            name if isinstance(name, str) else "",
            reading.strategies(value.get("strategies", WORKSHOP.strategies), WORKSHOP.strategies),
            reading.settings(value.get("settings", dict(WORKSHOP.settings)), WORKSHOP.settings),
            reading.count("periods", value.get("periods"), MONTHS, WORKSHOP.periods),
            reading.count(
                "replications", value.get("replications"), REPLICATIONS, WORKSHOP.replications
            ),
            reading.count("seed", value.get("seed"), (0, LARGEST_SEED), WORKSHOP.seed),
        )
        kept = asked.capped(accounts)
        for part in ("replications", "customers"):
            before, after = _part(asked, part), _part(kept, part)
            if before != after:
                reading.note("capped", what=part, used=said(after))
        return kept, reading.shortened()


def _printable(name: str) -> str:
    kept = "".join(letter for letter in name[: 4 * LONGEST_NAME] if letter.isprintable())
    return kept.strip()[:LONGEST_NAME].strip()


def _part(scenario: Scenario, name: str) -> Number:
    return scenario.replications if name == "replications" else scenario.value(name)


WORKSHOP = Scenario(settings=(("customers", 167), ("reps", 2)), replications=12)
"""The Workshop as shipped: the default territory at a sixth of its size, reps in proportion.

Twenty people who move levers at once on two cores wait about two seconds for it."""
