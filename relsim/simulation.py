"""Parameters, a strategy and a seed in; a run's results out."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from relsim import engine, stepping
from relsim.errors import InputError
from relsim.metrics import customers_at_end, monthly, outcomes_of
from relsim.parameters import PARAMETERS, complete
from relsim.state import (
    BEHAVIOUR,
    BEHAVIOURS,
    EVENT,
    MONTH,
    NOTE,
    OUTCOME,
    REQUEST,
    TRUTH,
    copied,
    rows,
)
from relsim.strategies import Strategy, resolve
from relsim.territory import new_territory

if TYPE_CHECKING:
    import polars

    from relsim.accounts import Book
    from relsim.interventions import Intervention

#: Largest seed: half of the key of the counter-based generator.
LARGEST_SEED = 2**64 - 1

_PARAMETERS = np.dtype(
    [(name, "f8" if p.kind == "float" else "i8") for name, p in PARAMETERS.items()]
    + [("seed", "u8"), ("replication", "u8")]
)


class World(NamedTuple):
    """Everything a run reads and writes, as arrays; what the engine takes.

    Attributes
    ----------
    customers, reps : record arrays of `relsim.state.CUSTOMER` and `REP`
    notes : record array of `relsim.state.NOTE`
        What reps who adapt have noted of each account; else never touched.
    points : record array of `relsim.state.BEHAVIOUR`
        Points that interventions force (a row of zeros where there are none).
    events : record array of `relsim.state.EVENT`
    starts, neighbours : arrays of `relsim.network.Network`
    parameters : record array, shape (1,)
        All parameters, the seed and the replication.
    """

    customers: Any
    reps: Any
    notes: Any
    points: Any
    events: Any
    starts: Any
    neighbours: Any
    parameters: Any


def parameter_record(values: Mapping[str, float], seed: int, replication: int) -> Any:
    """Return the parameters, seed and replication as the record that rules read.

    Returns
    -------
    record array, shape (1,)
    """
    record = rows(_PARAMETERS, 1)
    record[0] = (*(values[name] for name in PARAMETERS), seed, replication)
    return record


@dataclass(frozen=True)
class Result:
    """What came of a run.

    Attributes
    ----------
    arms : tuple of str
        Names of the strategies: one, or those that shared a mixed territory.
    outcomes : dict
        Arm -> outcome -> value; names and units stand in `relsim.metrics.OUTCOMES`.
    series : structured array of `relsim.state.MONTH`, shape (periods, arms)
        Monthly sums, as counted.
    accounts : structured array of `relsim.state.CUSTOMER`, shape (customers,)
        The accounts at the end.
    reps : structured array of `relsim.state.REP`, shape (reps,)
    """

    arms: tuple[str, ...]
    outcomes: dict[str, dict[str, float]]
    series: Any
    accounts: Any
    reps: Any

    @property
    def periods(self) -> polars.DataFrame:
        """The monthly series: a row per period and strategy."""
        import polars

        frames = []
        for number, arm in enumerate(self.arms):
            columns = monthly(self.series[:, number])
            head = {"period": np.arange(len(self.series)), "strategy": [arm] * len(self.series)}
            frames.append(polars.DataFrame({**head, **columns}))
        return polars.concat(frames)

    @property
    def customers(self) -> polars.DataFrame:
        """The customers at the end: a row each."""
        import polars

        return polars.DataFrame(customers_at_end(self.accounts, self.arms, self.reps))


def check_count(name: str, value: object, low: int, high: int, unit: str) -> int:
    """Return a whole number within bounds.

    Raises
    ------
    InputError
        With name, value and bounds.
    """
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise InputError(f"{name} = {value!r} is not a whole number ({unit})")
    if not low <= value <= high:
        raise InputError(f"{name} = {value} is outside [{low}, {high}] ({unit})")
    return int(value)


def resolve_arms(strategy: Any) -> tuple[Strategy, ...]:
    """Return one strategy, or the several of a mixed territory, from what a user gave."""
    specs = strategy if isinstance(strategy, list | tuple) else [strategy]
    if not specs:
        raise InputError("no strategy given")
    arms = tuple(resolve(spec) for spec in specs)
    names = [arm.name for arm in arms]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"two strategies are named '{name}': give one another name")
    return arms


class Settled(dict[str, float]):
    """A value for every parameter, checked: what the runs of one point share.

    Given to `simulate` as its parameters, it is neither checked nor laid out again.
    """

    @functools.cached_property
    def record(self) -> Any:
        """The values as the record that rules read, for seed 0 and replication 0."""
        return parameter_record(self, 0, 0)


def settled(given: Mapping[str, Any]) -> Settled:
    """Return complete parameters.

    Raises
    ------
    InputError
        As `relsim.parameters.complete`.
    """
    return given if isinstance(given, Settled) else Settled(complete(given))


def new_world(
    strategy: Any,
    *,
    seed: int = 0,
    replication: int = 0,
    periods: int = 120,
    parameters: Mapping[str, Any] | None = None,
    interventions: Sequence[Intervention] = (),
    accounts: Book | None = None,
    **overrides: Any,
) -> tuple[World, tuple[Strategy, ...], Settled]:
    """Return the world at month 0, its arms and the complete parameters; see `simulate`."""
    arms = resolve_arms(strategy)
    check_count("seed", seed, 0, LARGEST_SEED, "root of all luck")
    check_count("replication", replication, 0, LARGEST_SEED, "number of the repetition")
    check_count("periods", periods, 1, 12_000, "months")
    values = settled({**(parameters or {}), **overrides} if overrides else parameters or {})
    territory = new_territory(values, arms, seed, replication, accounts)
    if len(arms) > len(territory.reps):
        raise InputError(
            f"a mixed territory of {len(arms)} strategies needs as many reps; "
            f"there are {len(territory.reps)}"
        )
    points, events = rows(BEHAVIOUR, 1), rows(EVENT, 0)
    if interventions:
        from relsim.interventions import compile_events

        names = [arm.name for arm in arms]
        points, events = compile_events(
            interventions, territory.customers, territory.reps, names, seed, replication, periods
        )
    record = copied(values.record)
    record["seed"], record["replication"] = seed, replication
    customers, reps, starts, neighbours = territory
    notes = rows(NOTE, len(customers))
    world = World(customers, reps, notes, points, events, starts, neighbours, record)
    return world, arms, values


@functools.cache
def _engine_for(own_answer: Callable[[Any, Any], None]) -> Callable[..., None]:
    return engine.build(own_answer)


def run_world(
    world: World, arms: Sequence[Strategy], periods: int, watch: Any = None, diary: Any = None
) -> Any:
    """Run a world from month 0; modifies its rows.

    Parameters
    ----------
    watch : callable, optional
        ``watch(month, ledger)``; with it, the months are stepped one by one.
    diary : tuple, optional
        Windows and what is noted of accounts in them (`relsim.month.diary`); modified.

    Returns
    -------
    record array of `relsim.state.MONTH`, shape (periods, arms)
    """
    series = np.zeros((periods, len(arms)), MONTH).view(np.recarray)
    own = [arm for arm in arms if not arm.is_point]
    run = None
    if watch is None and not own:
        run = engine.run
    elif watch is None and len(arms) == 1 and own[0].own_answer is not None:
        run = _engine_for(own[0].own_answer)
    if run is not None:
        kinds = (REQUEST, TRUTH, BEHAVIOUR, OUTCOME, OUTCOME)
        # Left out rather than None, so that the loop without a diary is compiled once only.
        noted = () if diary is None else (diary,)
        run(0, periods, tuple(world), tuple(rows(kind, 1) for kind in kinds), series, *noted)
        return series
    ledger = stepping.Ledger(len(world.customers))
    for month in range(periods):
        stepping.step(month, world, arms, ledger, series[month], watch, diary)
    return series


def simulate(
    strategy: Any = "advisory",
    *,
    seed: int = 0,
    replication: int = 0,
    periods: int = 120,
    parameters: Mapping[str, Any] | None = None,
    interventions: Sequence[Intervention] = (),
    accounts: Book | None = None,
    **overrides: Any,
) -> Result:
    """Run one territory under one strategy, or several sharing it.

    A pure function of its arguments: the same seed and replication give any strategy the same
    customers and the same luck.

    Parameters
    ----------
    strategy : str, mapping, Strategy, or a list of these
        A preset's name, ``"module:Class"``, a changed preset
        (``{"base": "advisory", "yielding": 0.6}``); a list makes a mixed territory.
    seed, replication : int, 0 to 2^64 - 1
        The key of the world.
    periods : int, 1-12,000
        Months.
    parameters : mapping, optional
        Values by name; see ``relsim parameters``.
    interventions : sequence of relsim.interventions.Intervention
        Events forced on chosen accounts and months.
    accounts : relsim.accounts.Book, optional
        Own accounts in place of a drawn territory.
    **overrides
        Parameters by name.

    Returns
    -------
    Result

    Raises
    ------
    InputError
        A name, value or strategy that cannot be used.

    Examples
    --------
    >>> result = simulate("advisory", seed=1, periods=12, customers=50)
    >>> result.arms, len(result.series)
    (('advisory',), 12)
    """
    world, arms, values = new_world(
        strategy,
        seed=seed,
        replication=replication,
        periods=periods,
        parameters=parameters,
        interventions=interventions,
        accounts=accounts,
        **overrides,
    )
    return result_of(world, arms, values, run_world(world, arms, periods))


def result_of(
    world: World, arms: Sequence[Strategy], values: Mapping[str, float], series: Any
) -> Result:
    """Return what came of a world that was run, its parameters and its monthly series."""
    names = tuple(arm.name for arm in arms)
    outcomes = {
        name: outcomes_of(series[:, number], world.customers, number, values)
        for number, name in enumerate(names)
    }
    return Result(names, outcomes, series, world.customers, world.reps)


__all__ = ["BEHAVIOURS", "Result", "World", "new_world", "run_world", "simulate"]
