"""One rule, several drivers: whoever plays a month, it is the same month, bit for bit.

The Mesa model is held to the same by `test_model`, which takes the worlds and the comparison from
here.
"""

from __future__ import annotations

import ast
import copy
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pytest

from relsim import engine, state, stepping
from relsim.interventions import parse
from relsim.parameters import PARAMETERS
from relsim.simulation import Result, new_world, run_world, simulate
from relsim.state import BEHAVIOUR, BEHAVIOURS, MONTH, OUTCOME, REQUEST, STATES, TRAITS, TRUTH, rows
from relsim.strategies import PRESETS, Strategy, compiled_answer

PACKAGE = Path(engine.__file__).parent
SMALL = {"customers": 60, "reps": 4, "periods": 24}
MIXED = ["servile", "combative", "advisory"]
SWITCHES = [name for name, p in PARAMETERS.items() if p.kind == "switch"]
EVENTS = [
    {"what": "failure", "period": 3, "who": {"share": 0.5}},
    {"what": "crisis", "period": 4, "until": 6, "who": {"share": 0.5, "sample": 1}},
    {"what": "urgency", "period": 8, "who": {"share": 0.5}},
    {"what": "rival-offer", "period": 9, "value": 0.3, "who": {"share": 0.5, "sample": 2}},
    {"what": "impossible-demand", "period": 10, "who": {"status": "client"}},
    {"what": "impossible-deadline", "period": 11, "who": {"status": "client"}},
    {"what": "walk-away", "period": 10, "who": {"share": 0.2}},
    {"what": "warning", "period": 12, "who": {"share": 0.3}},
    {"what": "answer", "period": 13, "answer": {"yielding": 1.0, "challenge": 0.0}},
    {"what": "strategy", "period": 15, "strategy": "combative", "who": {"share": 0.5}},
]


def anywhere_plausible(number: int) -> dict[str, float]:
    """Return every parameter at some place in its plausible range."""
    luck = np.random.default_rng(number)
    values: dict[str, float] = {}
    for name, p in PARAMETERS.items():
        if p.kind == "switch" or name in SMALL:
            continue
        value = luck.uniform(p.plausible_low, p.plausible_high)
        values[name] = value if p.kind == "float" else round(value)
    return values


def equal_to(name: str, jitter: float = 0.0) -> dict[str, Any]:
    return {"name": name, "base": "advisory", "jitter": jitter}


#: Name -> keyword arguments of `simulate`.
WORLDS: dict[str, dict[str, Any]] = {
    **{
        f"{name}, seed {seed}": {"strategy": name, "seed": seed, **SMALL}
        for name in PRESETS
        for seed in (0, 7)
    },
    **{
        f"{name} off": {"strategy": "advisory", "seed": 2, **SMALL, name: 0} for name in SWITCHES
    },
    "all off": {"strategy": "combative", "seed": 2, **SMALL, **dict.fromkeys(SWITCHES, 0)},
    **{
        f"plausible {number}": {
            "strategy": ["servile", "combative", "advisory"][number],
            "parameters": anywhere_plausible(number),
            **SMALL,
        }
        for number in range(3)
    },
    "largest seed": {"strategy": "servile", "seed": 2**64 - 1, "replication": 2**63, **SMALL},
    "mixed": {"strategy": MIXED, "seed": 3, **SMALL},
    "jitter": {"strategy": equal_to("varied", jitter=0.2), "seed": 4, **SMALL},
    "mixed with jitter": {
        "strategy": ["servile", equal_to("varied", jitter=0.3)], "seed": 5, **SMALL,
    },
    "forced events": {"strategy": "advisory", "interventions": parse(EVENTS), **SMALL},
    "busy": {
        "strategy": MIXED, "seed": 6, "capacity_hours": 20, "competition": 0.2,
        "client_share_start": 0.6, "crisis_rate": 0.1, "lead_rate": 0.2, **SMALL,
    },
}  # fmt: skip


def bits(array: Any) -> Any:
    """Return numbers as words, so that NaN equals NaN and 0.0 is not -0.0."""
    return np.ascontiguousarray(array).view(np.uint64)


def places(one: Any, other: Any) -> list[tuple[Any, str]]:
    """Return (place, field) wherever two tables differ."""
    return [
        (tuple(int(i) for i in at), name)
        for name in one.dtype.names
        for at in np.argwhere(bits(one[name]) != bits(other[name]))
    ]


def differences(one: Any, other: Any, part: str) -> list[tuple[Any, str]]:
    """Return (first place, description) of every field that differs between two tables."""
    assert one.dtype.names == other.dtype.names
    assert one.shape == other.shape, f"{part}: {one.shape} and {other.shape}"
    found: dict[str, tuple[Any, str]] = {}
    for at, name in places(one, other):
        if name not in found:
            text = f"{one[name][at]!r} is not {other[name][at]!r}"
            found[name] = (at, f"{part}.{name}{list(at)}: {text}")
    return sorted(found.values())


def assert_same(one: Result, other: Result) -> None:
    """Hold two runs equal bit for bit, and show where they first part."""
    found = differences(one.series, other.series, "series")
    found += differences(one.accounts, other.accounts, "accounts")
    found += differences(one.reps, other.reps, "reps")
    assert not found, "\n".join([f"{len(found)} fields differ", *(f[1] for f in found[:15])])


def stepped(strategy: Any, watch: Any = None, **options: Any) -> Result:
    """Run a world month by month, as the trace does."""
    world, arms, _ = new_world(strategy, **options)
    series = run_world(world, arms, options["periods"], watch or (lambda month, ledger: None))
    return Result(tuple(arm.name for arm in arms), {}, series, world.customers, world.reps)


def moody(request: Any, behaviour: Any) -> None:
    """Answer by what is seen, with a gamble."""
    if request.demand_kind > 0 and request.tenure < 12:
        behaviour.yielding *= 0.5
    if request.luck < 0.3:
        behaviour.challenge = 1.0 - behaviour.challenge
    behaviour.triage = min(1.0, behaviour.triage + 0.1 * request.backlog_months)
    if request.size > 1.0:
        behaviour.initiative = 1.0
    behaviour.empathy = behaviour.empathy / (1.0 + request.demand_size + request.complaints)


class Moody(Strategy):
    """`moody` in plain Python, request by request."""

    base = "combative"

    def answer(self, request: Any, behaviour: Any) -> None:
        moody(request, behaviour)


class MoodyAtOnce(Strategy):
    """`moody` over a month's requests at once."""

    base = "combative"

    def answer_all(self, requests: Any, behaviours: Any) -> None:
        asked = (requests["demand_kind"] > 0) & (requests["tenure"] < 12)
        behaviours["yielding"] *= np.where(asked, 0.5, 1.0)
        gamble = requests["luck"] < 0.3
        challenge = behaviours["challenge"]
        behaviours["challenge"] = np.where(gamble, 1.0 - challenge, challenge)
        more = behaviours["triage"] + 0.1 * requests["backlog_months"]
        behaviours["triage"] = np.minimum(1.0, more)
        behaviours["initiative"][requests["size"] > 1.0] = 1.0
        behaviours["empathy"] /= 1.0 + requests["demand_size"] + requests["complaints"]


moody_compiled = compiled_answer(base="combative", name="moody")(moody)


def idle(request: Any, behaviour: Any) -> None:
    """Leave the point as it is."""


class Idle(Strategy):
    """A point that takes the way of plain Python."""

    def answer(self, request: Any, behaviour: Any) -> None:
        pass


def served_by(kind: str, preset: str) -> Strategy:
    """Return a strategy that answers as a preset does, by another way."""
    if kind == "python":
        return Idle(preset, PRESETS[preset].point)
    return compiled_answer(base=preset, name=preset)(idle)


# Compiled loop and steps.


@pytest.mark.parametrize("name", WORLDS)
def test_stepping_gives_what_the_compiled_loop_gives(name):
    assert_same(simulate(**WORLDS[name]), stepped(**WORLDS[name]))


def test_the_worlds_compared_are_eventful():
    """Otherwise equality would say little."""
    total: dict[str, float] = {}
    for world in WORLDS.values():
        series = simulate(**world).series
        for name in series.dtype.names:
            total[name] = total.get(name, 0.0) + float(series[name].sum())
    assert not [name for name, value in total.items() if value == 0.0]


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", ["python", "compiled"])
def test_an_answer_that_changes_nothing_is_the_point(kind, preset):
    options = {"seed": 11, **SMALL}
    assert_same(simulate(preset, **options), simulate(served_by(kind, preset), **options))


def test_a_point_reached_by_compiled_code_over_another_base_is_that_point():
    """The base is filled in, then every number overwritten."""

    def become_servile(request, behaviour):
        behaviour.yielding, behaviour.reciprocity, behaviour.diagnosis = 0.9, 0.05, 0.15
        behaviour.challenge, behaviour.initiative, behaviour.empathy = 0.0, 0.1, 0.8
        behaviour.candour, behaviour.triage, behaviour.openness = 0.15, 0.0, 0.6
        behaviour.walk_away, behaviour.selectivity = 0.0, 0.0

    point = dict(zip(BEHAVIOURS, (0.9, 0.05, 0.15, 0, 0.1, 0.8, 0.15, 0, 0.6, 0, 0), strict=True))
    disguised = compiled_answer(base="combative", name="servile")(become_servile)
    options = {"seed": 12, **SMALL}
    plain = simulate(Strategy("servile", point), **options)
    coded = simulate(disguised, **options)
    # The rep's row shows the base.
    assert_same(plain, Result((), {}, coded.series, coded.accounts, plain.reps))


@pytest.mark.parametrize("seed", [0, 1])
def test_code_of_ones_own_gives_the_same_in_python_at_once_and_compiled(seed):
    options = {"seed": seed, "interventions": parse(EVENTS), **SMALL}
    compiled = simulate(moody_compiled, **options)
    assert_same(compiled, simulate(Moody(), **options))
    assert_same(compiled, simulate(MoodyAtOnce(), **options))
    assert_same(compiled, stepped(moody_compiled, **options))
    changed = simulate("combative", **options)
    assert changed.series.tobytes() != compiled.series.tobytes()


def test_code_and_points_share_a_mixed_territory():
    options = {"seed": 3, **SMALL}
    points = simulate(MIXED, **options)
    assert_same(points, simulate([served_by("python", n) for n in MIXED], **options))
    assert_same(points, simulate(["servile", served_by("compiled", "combative"),
                                  served_by("python", "advisory")], **options))  # fmt: skip


def test_what_compiled_code_does_to_a_request_stays_with_the_rep():
    """As in Python, where a strategy is shown a copy."""

    def forgetful(request, behaviour):
        request.demand_size = 0.01
        request.room = 0.0
        request.demand_kind = 0

    own = compiled_answer(base="servile", name="servile")(forgetful)
    options = {"seed": 13, **SMALL}
    expected = simulate("servile", **options)
    assert_same(expected, stepped(own, **options))
    assert_same(expected, simulate(own, **options))


@pytest.mark.parametrize("amount", [1.5, -0.1, float("nan")])
def test_an_answer_outside_the_scale_is_refused(amount):
    class Wild(Strategy):
        def answer(self, request: Any, behaviour: Any) -> None:
            behaviour.candour = amount

    with pytest.raises(ValueError, match="outside"):
        simulate(Wild(), **SMALL)


KINDS = [name for name, kind in vars(state).items() if isinstance(kind, np.dtype) and kind.names]


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_an_attribute_in_plain_python_too(kind):
    """NumPy's own attributes (`size`) come first, unless something is done about it."""
    row = rows(getattr(state, kind), 1)[0]
    for number, name in enumerate(row.dtype.names, start=2):
        setattr(row, name, number)
        assert getattr(row, name) == row[name] == number, name


# Compiled code switched off. A process of its own plays `UNCOMPILED` and leaves its rows.

UNCOMPILED = [
    "servile, seed 0",
    "combative, seed 7",
    "advisory, seed 0",
    "all off",
    "plausible 0",
    "plausible 1",
    "plausible 2",
    "largest seed",
    "mixed with jitter",
    "forced events",
    "busy",
]
TINY = {"customers": 40, "reps": 4, "periods": 18}


class Rows(list):
    """Ordinary objects in a row, written to as a record array is: field by field, in place."""

    @property
    def shape(self) -> tuple[int]:
        return (len(self),)

    def __setitem__(self, place: Any, value: Any) -> None:
        vars(self[place]).update(vars(value))


def plain_objects(table: Any) -> Rows:
    """Return the rows of a record array as objects with ordinary Python numbers."""
    names = table.dtype.names
    return Rows(SimpleNamespace(**dict(zip(names, row.tolist(), strict=True))) for row in table)


def into_rows(objects: Rows, table: Any) -> None:
    """Write objects back into the record array that they were read from; modifies `table`."""
    for thing, row in zip(objects, table, strict=True):
        for name in table.dtype.names:
            row[name] = getattr(thing, name)


def over_plain_objects(strategy: Any, **options: Any) -> Result:
    """Run a world by the un-jitted rules over ordinary Python objects."""
    world, arms, _ = new_world(strategy, **options)
    customers, reps, points, events, starts, neighbours, parameters = world
    series = np.zeros((options["periods"], len(arms)), MONTH).view(np.recarray)
    months = [plain_objects(month) for month in series]
    objects = (
        plain_objects(customers), plain_objects(reps), plain_objects(points),
        plain_objects(events), starts.tolist(), neighbours.tolist(), plain_objects(parameters),
    )  # fmt: skip
    scratch = tuple(
        plain_objects(rows(k, 1)) for k in (REQUEST, TRUTH, BEHAVIOUR, OUTCOME, OUTCOME)
    )
    engine.run(0, options["periods"], objects, scratch, months)
    into_rows(objects[0], customers)
    into_rows(objects[1], reps)
    for month, totals in zip(months, series, strict=True):
        into_rows(month, totals)
    return Result(tuple(arm.name for arm in arms), {}, series, customers, reps)


def tiny(name: str) -> dict[str, Any]:
    return {**WORLDS[name], **TINY}


def play_uncompiled(folder: str) -> None:
    """Play the worlds without numba and save their rows; called in a process of its own."""
    assert numba.config.DISABLE_JIT and not hasattr(engine.run, "py_func")
    for number, name in enumerate(UNCOMPILED):
        for kind, play in (("loop", simulate), ("steps", stepped), ("plain", over_plain_objects)):
            keep(play(**tiny(name)), Path(folder) / f"{number}-{kind}")
    for kind, strategy in (("compiled", moody_compiled), ("python", Moody())):
        keep(simulate(strategy, seed=1, **TINY), Path(folder) / f"moody-{kind}")


def keep(result: Result, path: Path) -> None:
    for part in ("series", "accounts", "reps"):
        np.save(f"{path}-{part}.npy", np.asarray(getattr(result, part)))


def kept(path: Path) -> Result:
    parts = (np.load(f"{path}-{part}.npy") for part in ("series", "accounts", "reps"))
    return Result((), {}, *parts)


@pytest.fixture(scope="module")
def uncompiled(tmp_path_factory):
    """Return the folder with what a process without compiled code made, warnings being errors."""
    folder = tmp_path_factory.mktemp("uncompiled")
    code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_drivers;"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{code} test_drivers.play_uncompiled(sys.argv[1])",
         str(folder)],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:]
    assert not done.stderr
    return folder


compiled_only = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing to compare with")


@compiled_only
@pytest.mark.parametrize("kind", ["loop", "steps", "plain"])
@pytest.mark.parametrize("name", UNCOMPILED)
def test_plain_python_gives_what_compiled_code_gives(uncompiled, name, kind):
    """`plain`: over ordinary objects, because rules only read and write attributes."""
    other = kept(uncompiled / f"{UNCOMPILED.index(name)}-{kind}")
    assert_same(simulate(**tiny(name)), other)


@compiled_only
@pytest.mark.parametrize("kind", ["compiled", "python"])
def test_code_of_ones_own_gives_the_same_uncompiled(uncompiled, kind):
    assert_same(simulate(moody_compiled, seed=1, **TINY), kept(uncompiled / f"moody-{kind}"))


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
    customers, reps, points, *_, parameters = world
    ledger.behaviours[:] = 0
    for account in np.flatnonzero(ledger.active):
        engine.choose(
            customers[account], reps[customers[account].rep], points, ledger.requests[account],
            parameters[0], ledger.behaviours[account],
        )  # fmt: skip
    stepping.answer_by_strategies(arms, customers, reps, ledger)
    return ledger.behaviours[ledger.active].copy()


def answers_changed_by_the_hidden(strategy: Strategy, months: int = 6) -> tuple[int, int]:
    """Return how many answers there were, and how many change without what is hidden."""
    world, arms, _ = new_world(
        strategy, seed=8, customers=60, reps=4, competition=0.3, client_share_start=0.6
    )
    customers, reps, points, _, starts, neighbours, parameters = world
    p, ledger = parameters[0], stepping.Ledger(60)
    strategy.ledger = ledger
    given = changed = 0
    for month in range(months):
        rows_of = (ledger.requests, ledger.truths, ledger.behaviours)
        stepping.ask_all(month, customers, reps, points, p, *rows_of, ledger.active)
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
        stepping.tally_all(customers, reps, *rows_of, ledger.active, ledger.outcomes, totals)
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
