"""A plain Mesa program to compare with: the same rules, un-jitted, over ordinary objects."""

from __future__ import annotations

import time
from typing import Any


class PlainRows(list[Any]):
    """Rows as ordinary Python objects that the un-jitted rules take for a record array."""

    @property
    def shape(self) -> tuple[int]:
        """The number of rows, as an array has it."""
        return (len(self),)


class PlainRow:
    """One row as an ordinary Python object with attributes."""

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self.__dict__.update(zip(names, values, strict=True))

    def __getattr__(self, name: str) -> Any:
        """Say which field is missing; also tells the type checker that fields are attributes."""
        raise AttributeError(f"no field {name}")


def plain_rows(records: Any) -> PlainRows:
    """Return the rows of a record array as ordinary Python objects with Python numbers."""
    names = records.dtype.names
    return PlainRows(PlainRow(names, row) for row in records.tolist())


def plain_mesa_seconds(customers: int, months: int) -> tuple[float, float]:
    """Step a plain Mesa program: the same rules, un-jitted, over ordinary Python objects.

    Ordinary objects, because NumPy records in plain Python are slower and would flatter us.

    Returns
    -------
    tuple of float
        Seconds of stepping, and client-months served.
    """
    import mesa

    from relsim import engine, state
    from relsim.month.answer import take_point
    from relsim.month.ask import is_active, raise_request
    from relsim.month.tally import tally_account
    from relsim.simulation import new_world

    world, _, _ = new_world("advisory", seed=1, customers=customers)
    p = plain_rows(world.parameters)[0]
    reps = plain_rows(world.reps)
    starts, neighbours = world.starts.tolist(), world.neighbours.tolist()
    blank = plain_rows(state.rows(state.OUTCOME, 1))[0]

    def scratch(kind: Any) -> PlainRow:
        return plain_rows(state.rows(kind, 1))[0]

    class Account(mesa.Agent):
        def __init__(self, model: mesa.Model, number: int, row: PlainRow) -> None:
            super().__init__(model)
            self.number, self.row = number, row
            self.request, self.truth = scratch(state.REQUEST), scratch(state.TRUTH)
            self.behaviour = scratch(state.BEHAVIOUR)
            self.outcome: Any = None

        def step(self) -> None:
            self.outcome = None
            if not is_active(self.row):
                return
            month, number, rep = self.model.month, self.number, reps[self.row.rep]
            raise_request(number, month, self.row, rep, p, self.request, self.truth)
            take_point(rep, self.behaviour)
            self.outcome = PlainRow((), ())
            self.outcome.__dict__.update(blank.__dict__)
            engine.play_account(
                number, month, self.row, rep, self.request, self.truth, self.behaviour,
                starts[number + 1] - starts[number], p, self.outcome,
            )  # fmt: skip

    class Territory(mesa.Model):
        def __init__(self) -> None:
            super().__init__(rng=1)
            self.month = 0
            self.rows = plain_rows(world.customers)
            for number, row in enumerate(self.rows):
                Account(self, number, row)

        def step(self) -> None:
            totals = PlainRows([scratch(state.MONTH)])
            self.agents.do("step")
            for account in self.agents:
                if account.outcome is not None:
                    tally_account(
                        account.row, reps[account.row.rep], account.request, account.truth,
                        account.behaviour, account.outcome, totals[0],
                    )  # fmt: skip
            engine.close_month(self.month, self.rows, reps, starts, neighbours, p, totals)
            self.served += totals[0].served
            self.month += 1

        served = 0.0

    model = Territory()
    start = time.perf_counter()
    for _ in range(months):
        model.step()
    return time.perf_counter() - start, model.served
