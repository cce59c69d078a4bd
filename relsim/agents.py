"""Customers and reps as Mesa agents: views of the rows of a run (`relsim.model`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import mesa
import numba
import numpy as np

from relsim.compiled import rule
from relsim.month.answer import take_point
from relsim.month.ask import is_active
from relsim.month.stay import leave
from relsim.state import BEHAVIOUR, CLIENT, CUSTOMER, LOST, REP, REQUEST, rows
from relsim.stepping import Ledger, ask_account, finish_account
from relsim.strategies import Strategy

if TYPE_CHECKING:
    from relsim.model import RelationshipModel


@rule
def _raises_request(account: int, customers: Any) -> Any:
    return is_active(customers[account])


# Arrays and a number instead of rows: numba looks up the type of a plain array at once, but
# works out that of a row anew on every call, which takes longer than the month it plays.
@rule
def _ask(
    account: int,
    month: int,
    customers: Any,
    reps: Any,
    notes: Any,
    points: Any,
    parameters: Any,
    requests: Any,
    truths: Any,
    behaviours: Any,
) -> None:
    """Raise an account's request, answered by its rep's point; modifies the account's rows."""
    customer = customers[account]
    rep = reps[customer.rep]
    ask_account(
        account, month, customer, rep, notes, points, parameters[0],
        requests[account], truths[account], behaviours[account],
    )  # fmt: skip


@rule
def _play(
    account: int,
    month: int,
    customers: Any,
    reps: Any,
    points: Any,
    starts: Any,
    parameters: Any,
    requests: Any,
    truths: Any,
    behaviours: Any,
    active: Any,
    outcomes: Any,
    blank: Any,
) -> None:
    """Play an account's month once it is answered; modifies the account's rows."""
    customer = customers[account]
    active[account] = True
    rep = reps[customer.rep]
    degree = starts[account + 1] - starts[account]
    finish_account(
        account, month, customer, rep, points, requests[account], truths[account],
        behaviours[account], degree, parameters[0], outcomes, blank,
    )  # fmt: skip


def _quickly_typed(array: Any) -> Any:
    """Return a record array as the plain array below it; switched off, rules need the former."""
    return array if numba.config.DISABLE_JIT else array.view(np.ndarray)


class _Field:
    """A number on an agent's row, read and written as an attribute of the agent."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, agent: _Row | None, owner: type) -> Any:
        return self if agent is None else agent.columns[self.name].item(agent.number)

    def __set__(self, agent: _Row, value: float) -> None:
        agent.columns[self.name][agent.number] = value


class _Row(mesa.Agent):
    """An agent that is a view of one row of a record array."""

    model: RelationshipModel

    def __init__(
        self, model: RelationshipModel, number: int, table: Any, columns: Mapping[str, Any]
    ) -> None:
        super().__init__(model)
        self.number = number
        self.columns = columns
        self.row = table[number]

    if TYPE_CHECKING:  # the fields of the row

        def __getattr__(self, name: str) -> Any: ...


class Customer(_Row):
    """An account: every field of `relsim.state.CUSTOMER` is an attribute, read and written.

    Made by the model, one for each row. Override `step`, or one of the pieces it is made of, to
    change what customers do, and hand the class to the model as ``customer_class``.

    Attributes
    ----------
    number : int
        Which account; the order in which months are summed up.
    row : record of `relsim.state.CUSTOMER`
    request, truth, behaviour, outcome : records of `relsim.state`
        What the account asked for last, what is true behind it (hidden from the rep), how the rep
        answered, and what came of it.

    Examples
    --------
    Customers who never ask for anything:

    >>> from relsim.model import RelationshipModel
    >>> class Modest(Customer):
    ...     def raise_request(self):
    ...         request = super().raise_request()
    ...         request.demand_kind, request.demand_size = 0, 0.0
    ...         return request
    >>> model = RelationshipModel("servile", customers=40, customer_class=Modest)
    >>> for _ in range(12):
    ...     model.step()
    >>> model.result().outcomes["servile"]["demands"]
    0.0
    """

    def __init__(self, model: RelationshipModel, number: int) -> None:
        super().__init__(model, number, model.world.customers, model.customer_columns)
        ledger = model.ledger
        self.request = ledger.requests[number]
        self.truth = ledger.truths[number]
        self.behaviour = ledger.behaviours[number]
        self.outcome = ledger.outcomes[number]

    @property
    def own_rep(self) -> Rep:
        """The rep who has the account (``customer.rep`` is the number of that rep)."""
        return self.model.rep_agents[self.rep]

    def step(self) -> None:
        """Play the month: raise a request, have it answered by the rep, live with the outcome.

        Others are read as they stood at the start of the month, so customers may step in any
        order.
        """
        if self.is_active():
            self.raise_request()
            if self.forced_strategy < 0:
                # A copy: what a rep does to a request does not reach the customer.
                self.own_rep.answer(self.request.copy(), self.behaviour)
            self.play()

    def is_active(self) -> bool:
        """Return whether there is a request this month: clients, and prospects with a lead."""
        return bool(_raises_request(self.number, self.model.tables.customers))

    def raise_request(self) -> Any:
        """Ask for something, or for nothing but service; modifies `row`, `request`, `truth`.

        Also fills `behaviour` with the point of the rep, before `Rep.answer` changes it.

        Returns
        -------
        record of `relsim.state.REQUEST`
            `self.request`. Change it in place; what is returned in its stead is not looked at.
        """
        t = self.model.tables
        _ask(
            self.number, self.model.month, t.customers, t.reps, t.notes, t.points, t.parameters,
            t.requests, t.truths, t.behaviours,
        )  # fmt: skip
        return self.request

    def play(self) -> Any:
        """Be answered as `behaviour` says, be served, and decide; modifies `row`, `outcome`.

        Returns
        -------
        record of `relsim.state.OUTCOME`
            `self.outcome`.
        """
        t = self.model.tables
        _play(
            self.number, self.model.month, t.customers, t.reps, t.points, t.starts, t.parameters,
            t.requests, t.truths, t.behaviours, t.active, t.outcomes, t.blank,
        )  # fmt: skip
        return self.outcome

    def remove(self) -> None:
        """Take the account out of the territory: a client leaves, and nobody wins it back."""
        if self.row.status == CLIENT:
            leave(self.model.month, self.row, self.model.world.parameters[0])
        self.row.status = LOST
        self.row.cooling = np.iinfo(np.int64).max
        super().remove()


class Rep(_Row):
    """A rep: every field of `relsim.state.REP` is an attribute, read and written.

    The eleven behaviours on it are the point this rep answers by. Override `answer` to answer
    otherwise, or `step` to change in the course of time, and hand the class to the model as
    ``rep_class``.

    Attributes
    ----------
    number : int
    row : record of `relsim.state.REP`

    Examples
    --------
    A rep who dares nothing when morale is low:

    >>> from relsim.model import RelationshipModel
    >>> class Moody(Rep):
    ...     def answer(self, request, behaviour):
    ...         super().answer(request, behaviour)
    ...         behaviour.challenge *= self.morale
    >>> model = RelationshipModel("combative", customers=40, rep_class=Moody)
    >>> model.step()
    """

    def __init__(self, model: RelationshipModel, number: int) -> None:
        super().__init__(model, number, model.world.reps, model.rep_columns)

    @property
    def strategy(self) -> Strategy:
        """The strategy of the rep's arm."""
        return self.model.arms[self.arm]

    def step(self) -> None:
        """Begin the month; nothing by default.

        Backlog, expertise and morale move when the month is closed.
        """

    def answer(self, request: Any, behaviour: Any) -> None:
        """Answer one request as the strategy does; modifies `behaviour`.

        Parameters
        ----------
        request : record of `relsim.state.REQUEST`
            What the rep may see, as `Strategy.answer` has it.
        behaviour : record of `relsim.state.BEHAVIOUR`
            The eleven amounts, 0-1, filled with the rep's point.
        """
        own = self.model.answers[self.arm]
        if own is not None:
            own(request, behaviour)


class Tables:
    """The arrays of a world and its month, as the compiled functions take them."""

    def __init__(self, world: Any, ledger: Ledger) -> None:
        for name, array in {**world._asdict(), **vars(ledger)}.items():
            setattr(self, name, _quickly_typed(array))

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any: ...


def one_at_a_time(strategy: Strategy) -> Callable[[Any, Any], None] | None:
    """Return how a strategy answers one request; None where its point is all there is."""
    if strategy.is_point:
        return None
    if strategy.own_answer is not None:
        return strategy.own_answer
    if type(strategy).answer_all is Strategy.answer_all:
        return strategy.answer
    requests, behaviours = rows(REQUEST, 1), rows(BEHAVIOUR, 1)

    def answer(request: Any, behaviour: Any) -> None:
        requests[0] = request
        take_point(behaviour, behaviours[0])
        strategy.answer_all(requests, behaviours)
        take_point(behaviours[0], behaviour)

    return answer


def columns_of(table: Any) -> dict[str, Any]:
    """Return the columns of a record array by name, each a view."""
    return {name: table[name] for name in table.dtype.names}


for _view, _kind in ((Customer, CUSTOMER), (Rep, REP)):
    for _name in _kind.names or ():
        setattr(_view, _name, _Field(_name))
