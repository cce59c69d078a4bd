"""The territory as a Mesa model: its customers and reps are agents, views of the rows of a run.

`model.step()` plays a month by the same functions as the compiled engine (`relsim.engine`), one
agent at a time, and gives the same numbers bit for bit. What it adds is that everything may be
looked at, collected and overridden in between.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from relsim.agents import Customer, Rep, Tables, columns_of, one_at_a_time
from relsim.engine import close_month, force_events
from relsim.errors import InputError
from relsim.metrics import outcomes_of
from relsim.month.review import reflect
from relsim.simulation import LARGEST_SEED, Result, check_count, new_world
from relsim.state import MONTH, rows
from relsim.stepping import Ledger, tally_all

if TYPE_CHECKING:
    from relsim.accounts import Book
    from relsim.interventions import Intervention

__all__ = ["Customer", "RelationshipModel", "Rep"]


class _WeakKey:
    """Stands for a model in a dictionary, without keeping it alive."""

    def __init__(self, model: Any) -> None:
        self._reference = weakref.ref(model)
        self._hash = hash(model)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return other is self or (other is not None and other is self._reference())


def _count_agents_weakly(model: Any) -> None:
    """Keep Mesa from keeping the model alive for ever.

    Up to 3.3 `mesa.Agent` numbers agents by a dictionary that holds every model there ever was.
    """
    counters = getattr(mesa.Agent, "_ids", None)
    if counters is not None:
        key = _WeakKey(model)
        counters[key] = itertools.count(1)
        weakref.finalize(model, counters.pop, key, None)


class RelationshipModel(mesa.Model):
    """A territory of customers and reps, played month by month.

    Takes what `relsim.simulate` takes, and gives the same numbers bit for bit.

    Parameters
    ----------
    strategy : str, mapping, Strategy, or a list of these
        As in `relsim.simulate`; a list makes a mixed territory.
    rng : int, 0 to 2^64 - 1
        The seed. (Mesa's own generators, `random` and `rng`, start from it too, but only a
        shuffled order draws on them, and the order does not matter.)
    replication : int
    parameters : mapping, optional
    interventions : sequence of relsim.interventions.Intervention
    accounts : relsim.accounts.Book, optional
    customer_class, rep_class : type
        Subclasses of `Customer` and `Rep`.
    periods : int
        The horizon, in months: `running` is False after so many. `step` may go on.
    **overrides
        Parameters by name.

    Attributes
    ----------
    month : int
        The month being played, or to be played next.
    arms : tuple of Strategy
    world : relsim.simulation.World
        The rows that the agents are views of.
    ledger : relsim.stepping.Ledger
        Request, truth, behaviour and outcome of every account in the month last played.
    parameters : dict
        Complete.

    Notes
    -----
    A strategy with an `answer_all` of its own is asked one request at a time here.

    The rows cannot follow their agents into a copy, so a model is neither copied nor pickled.

    Examples
    --------
    >>> model = RelationshipModel("servile", rng=1, customers=40)
    >>> for _ in range(12):
    ...     model.step()
    >>> model.month, model.result().series.shape
    (12, (12, 1))
    >>> from relsim.state import CLIENT
    >>> clients = model.customers.select(lambda customer: customer.status == CLIENT)
    >>> bool(0 < clients.agg("respect", np.mean) < 1)
    True
    """

    def __init__(
        self,
        strategy: Any = "servile",
        rng: int = 1,
        replication: int = 0,
        parameters: Mapping[str, Any] | None = None,
        interventions: Sequence[Intervention] = (),
        accounts: Book | None = None,
        customer_class: type[Customer] = Customer,
        rep_class: type[Rep] = Rep,
        periods: int = 120,
        **overrides: Any,
    ) -> None:
        seed = check_count("rng", rng, 0, LARGEST_SEED, "root of all luck")
        super().__init__(rng=seed)
        self.world, self.arms, self.parameters = new_world(
            strategy,
            seed=seed,
            replication=replication,
            periods=periods,
            parameters=parameters,
            interventions=interventions,
            accounts=accounts,
            **overrides,
        )
        self.month = 0
        self.periods = periods
        self.ledger = Ledger(len(self.world.customers))
        self.tables = Tables(self.world, self.ledger)
        self.customer_columns = columns_of(self.world.customers)
        self.rep_columns = columns_of(self.world.reps)
        self.answers = tuple(one_at_a_time(arm) for arm in self.arms)
        self._months: list[Any] = []
        self._customer_class = customer_class
        _count_agents_weakly(self)
        self.rep_agents = tuple(rep_class(self, r) for r in range(len(self.world.reps)))
        for account in range(len(self.world.customers)):
            customer_class(self, account)

    @property
    def customers(self) -> Any:
        """The customers, an AgentSet in account order."""
        return self.agents_by_type[self._customer_class]

    @property
    def reps(self) -> Any:
        """The reps, an AgentSet in order."""
        return self.agents_by_type[type(self.rep_agents[0])]

    def step(self) -> None:
        """Play one month.

        Override it to step the agents otherwise, between `begin_month` and `end_month`.
        """
        self.begin_month()
        self.reps.do("step")
        self.customers.do("step")
        self.end_month()

    def begin_month(self) -> None:
        """Let adaptive reps review where it is time, and force this month's events."""
        self.ledger.active[:] = False
        world = self.world
        reflect(self.month, world.customers, world.reps, world.notes, world.parameters[0])
        force_events(self.month, self.world.customers, self.world.events)

    def end_month(self) -> None:
        """Sum the month up in account order, close the reps' month and let the market move."""
        customers, reps, notes, _, _, starts, neighbours, parameters = self.world
        ledger = self.ledger
        totals = rows(MONTH, len(self.arms))
        tally_all(
            customers, reps, notes, ledger.requests, ledger.truths, ledger.behaviours,
            ledger.active, ledger.outcomes, totals,
        )  # fmt: skip
        close_month(self.month, customers, reps, starts, neighbours, parameters[0], totals)
        self._months.append(totals)
        self.month += 1
        self.running = self.month < self.periods

    @property
    def series(self) -> Any:
        """The monthly sums so far, as `relsim.Result.series`: shape (months, arms)."""
        if not self._months:
            return np.zeros((0, len(self.arms)), MONTH).view(np.recarray)
        return np.stack(self._months).view(np.recarray)

    def result(self) -> Result:
        """Return what came of the months so far, as `relsim.simulate` does.

        Raises
        ------
        InputError
            No month has been played yet.
        """
        if self.month == 0:
            raise InputError("no month has been played yet: there is no result before step()")
        names = tuple(arm.name for arm in self.arms)
        series, customers = self.series, self.world.customers.copy()
        outcomes = {
            name: outcomes_of(series[:, number], customers, number, self.parameters)
            for number, name in enumerate(names)
        }
        return Result(names, outcomes, series, customers, self.world.reps.copy())

    def __getstate__(self) -> Any:
        raise TypeError("a RelationshipModel is neither copied nor pickled: make another one")
