"""What makes no difference: a strategy's name, what a rep may not see, one more customer."""

from __future__ import annotations

import ast
import copy
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from worlds import (
    MIXED,
    SMALL,
    Moody,
    MoodyAtOnce,
    assert_same,
    differences,
    equal_to,
    moody_compiled,
    places,
)

from relsim import engine, stepping
from relsim.simulation import new_world, simulate
from relsim.state import MONTH, REQUEST, STATES, TRAITS, TRUTH, rows
from relsim.strategies import PRESETS, Strategy

PACKAGE = Path(engine.__file__).parent


# Placebo: a name is a name.


def test_three_strategies_that_differ_in_name_only_do_the_same():
    """In parallel worlds."""
    names = ("servile", "combative", "Z-9")
    runs = [simulate(equal_to(name, jitter=0.1), seed=5, **SMALL) for name in names]
    for run, name in zip(runs, names, strict=True):
        assert_same(runs[0], run)
        assert run.arms == (name,)
        assert repr(run.outcomes[name]) == repr(runs[0].outcomes[names[0]])


def test_names_change_nothing_in_a_mixed_territory():
    names = ("servile", "combative", "advisory")
    run = simulate([equal_to(name, jitter=0.1) for name in names], seed=5, **SMALL)
    for others in (("combative", "advisory", "servile"), ("x", "y", "Z")):
        assert_same(run, simulate([equal_to(n, jitter=0.1) for n in others], seed=5, **SMALL))


LABELS = ("name", "display", "origin")


def labels_read(source: str) -> list[str]:
    """Return where code reads a strategy's name, or speaks of a preset by name."""
    found = []
    tree = ast.parse(source)
    described = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)
    }  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in LABELS:
            found.append(f"line {node.lineno}: .{node.attr}")
        if isinstance(node, ast.Constant) and id(node) not in described and node.value in PRESETS:
            found.append(f"line {node.lineno}: {node.value!r}")
    return found


CORE = sorted(
    path.relative_to(PACKAGE).as_posix()
    for pattern in ("rules/*.py", "month/*.py", "engine.py", "stepping.py", "territory.py",
                    "draws.py", "network.py", "curves.py", "state.py")
    for path in PACKAGE.glob(pattern)
)  # fmt: skip


@pytest.mark.parametrize("path", CORE)
def test_nothing_but_a_reps_answers_depends_on_the_strategy(path):
    assert labels_read((PACKAGE / path).read_text()) == []


def test_reading_a_name_would_be_seen():
    assert labels_read("def f(rep):\n    return rep.strategy.name") == ["line 2: .name"]
    assert labels_read("if arm == 'servile':\n    pass") == ["line 1: 'servile'"]
    assert labels_read("'servile'") == []


# What a rep may not see.

SEEN = ("rep", "forced_strategy", "forced_answer")  # whom to ask, and what is no answer of theirs


class Peeking(Strategy):
    """A rep who looks behind a claim: what the test below must find."""

    ledger: Any = None

    def answer(self, request: Any, behaviour: Any) -> None:
        behaviour.yielding = 1.0 if self.ledger.truths[request.account].rival == 1 else 0.0


def overwrite(table: Any, spare: tuple[str, ...] = ()) -> None:
    """Put NaN and nonsense into every field but some; modifies `table`."""
    for name in table.dtype.names:
        if name not in spare:
            table[name] = np.nan if table.dtype[name].kind == "f" else 987_654_321


def answer_all(world: Any, arms: Any, ledger: stepping.Ledger) -> Any:
    """Let all active accounts be answered, and return the answers."""
    customers, reps, notes, points, *_, parameters = world
    ledger.behaviours[:] = 0
    for account in np.flatnonzero(ledger.active):
        engine.choose(
            customers[account], reps[customers[account].rep], notes, points,
            ledger.requests[account], parameters[0], ledger.behaviours[account],
        )  # fmt: skip
    stepping.answer_by_strategies(arms, customers, reps, ledger)
    return ledger.behaviours[ledger.active].copy()


def answers_changed_by_the_hidden(strategy: Strategy, months: int = 6) -> tuple[int, int]:
    """Return how many answers there were, and how many change without what is hidden."""
    world, arms, _ = new_world(
        strategy, seed=8, customers=60, reps=4, competition=0.3, client_share_start=0.6
    )
    customers, reps, notes, points, _, starts, neighbours, parameters = world
    p, ledger = parameters[0], stepping.Ledger(60)
    strategy.ledger = ledger
    given = changed = 0
    for month in range(months):
        rows_of = (ledger.requests, ledger.truths, ledger.behaviours)
        stepping.ask_all(month, customers, reps, notes, points, p, *rows_of, ledger.active)
        before, truths = customers.copy(), ledger.truths.copy()
        overwrite(customers, SEEN)
        overwrite(ledger.truths)
        overwrite(ledger.outcomes)
        blind = answer_all(world, arms, ledger)
        customers[:], ledger.truths[:] = before, truths
        knowing = answer_all(world, arms, ledger)
        given += len(knowing)
        changed += len({at[0] for at, _ in places(blind, knowing)})
        stepping.finish_all(
            month, customers, reps, points, starts, p, *rows_of, ledger.active, ledger.outcomes,
            ledger.blank,
        )  # fmt: skip
        totals = rows(MONTH, 1)
        stepping.tally_all(customers, reps, notes, *rows_of, ledger.active, ledger.outcomes, totals)
        engine.close_month(month, customers, reps, starts, neighbours, p, totals)
    return given, changed


@pytest.mark.parametrize(
    "strategy", [*PRESETS.values(), Moody(), MoodyAtOnce(), moody_compiled], ids=lambda s: s.name
)
def test_what_a_rep_may_not_see_changes_no_answer(strategy):
    given, changed = answers_changed_by_the_hidden(copy.copy(strategy))
    assert given > 100
    assert changed == 0


def test_a_rep_who_peeks_would_be_found():
    assert answers_changed_by_the_hidden(Peeking())[1] > 0


def test_a_request_shows_nothing_hidden():
    hidden = {*TRAITS, *STATES, *TRUTH.names} - {"size", "tenure", "discount", "specials_hours"}
    assert not hidden & set(REQUEST.names)


# One more customer.


@pytest.mark.parametrize("strategy", ["advisory", MIXED])
def test_one_more_customer_leaves_the_others_as_they_were_drawn(strategy):
    few, _, _ = new_world(strategy, seed=9, customers=40, reps=4)
    more, _, _ = new_world(strategy, seed=9, customers=41, reps=4)
    found = differences(few.customers, more.customers[:40], "customers")
    # In a mixed territory accounts are dealt within strata of size, which one more may shift.
    dealt = {"customers.rep", "customers.home_arm"} if strategy is MIXED else set()
    assert {text.split("[")[0] for _, text in found} <= dealt
    assert not differences(few.reps, more.reps, "reps")


def test_one_more_customer_changes_nobodys_history_where_nothing_connects_them():
    """No word of mouth, no shared capacity, no mood of a shared rep."""
    apart = {"m09_capacity": 0, "m14_word_of_mouth": 0, "m16_rep": 0, "reps": 4, "periods": 36}
    few = simulate("advisory", seed=9, customers=40, **apart)
    more = simulate("advisory", seed=9, customers=41, **apart)
    # Counted, but without word of mouth nobody heeds them.
    more.accounts["references"][:40] = few.accounts["references"]
    found = differences(few.accounts, more.accounts[:40], "accounts")
    assert not found, found
    for mechanism in ("m09_capacity", "m14_word_of_mouth", "m16_rep"):
        joined = apart | {mechanism: 1, "reps": 2}
        few = simulate("advisory", seed=9, customers=40, **joined)
        more = simulate("advisory", seed=9, customers=60, **joined)
        assert differences(few.accounts, more.accounts[:40], "accounts"), mechanism
