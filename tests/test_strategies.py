"""The battery that every strategy passes, presets and code alike; and what is told of bad ones."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from relsim.errors import InputError
from relsim.month.answer import check_answer
from relsim.simulation import new_world, run_world, simulate
from relsim.state import BEHAVIOUR, BEHAVIOURS, REQUEST, rows
from relsim.strategies import PRESETS, Strategy, compiled_answer, resolve

SMALL = {"customers": 60, "reps": 4, "periods": 12, "seed": 5}


@compiled_answer(base="advisory")
def by_discount(request: Any, behaviour: Any) -> None:
    """Gives twice what stands already: beyond 1 where an authority of more than half is used."""
    behaviour.yielding = 2.0 * request.discount


class FirmAtFirst(Strategy):
    base = "servile"

    def answer(self, request: Any, behaviour: Any) -> None:
        if request.tenure < 12:
            behaviour.yielding = 0.1
        behaviour.candour = 0.5 + 0.5 * request.luck


class ByTheMonth(Strategy):
    base = "combative"
    display = "by the month"

    def answer_all(self, requests: Any, behaviours: Any) -> None:
        behaviours["empathy"] = np.where(requests["complaints"] > 0, 0.9, 0.3)


class Foreign:
    """Knows nothing of relsim but how to answer."""

    base = "servile"

    def answer(self, request: Any, behaviour: Any) -> None:
        behaviour.openness = 1.0 if request.demand_kind > 0 else 0.25


class Reckless(Strategy):
    def answer(self, request: Any, behaviour: Any) -> None:
        behaviour.yielding = 1.5


class Mute:
    """Has no answer."""


class Broken(Strategy):
    def __init__(self) -> None:
        raise RuntimeError("no rep to be had")


HERE = __name__
SPECS: dict[str, Any] = {
    **{name: name for name in PRESETS},
    "compiled": f"{HERE}:by_discount",
    "plain": f"{HERE}:FirmAtFirst",
    "whole months": f"{HERE}:ByTheMonth",
    "foreign": f"{HERE}:Foreign",
    "jittered": {"name": "jittered", "base": "advisory", "jitter": 0.3},
    "changed code": {"name": "changed", "base": f"{HERE}:FirmAtFirst", "triage": 0.25},
}
every_strategy = pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)


def some_requests(count: int = 64) -> Any:
    """Return requests of all kinds."""
    rng = np.random.default_rng(3)
    requests = rows(REQUEST, count)
    for name in REQUEST.names:
        requests[name] = rng.random(count)
    requests["account"] = rng.permutation(count)
    requests["month"], requests["pitch"] = 7, rng.integers(0, 2, count)
    requests["demand_kind"], requests["tenure"] = rng.integers(0, 4, (2, count)) * [[1], [9]]
    requests["complaints"] = rng.integers(0, 3, count)
    requests["discount"] *= 0.3
    return requests


def answers(strategy: Strategy, requests: Any) -> Any:
    behaviours = rows(BEHAVIOUR, len(requests))
    for name in BEHAVIOURS:
        behaviours[name] = strategy.point[name]
    if strategy.own_answer is None:
        strategy.answer_all(requests, behaviours)
    else:
        for request, behaviour in zip(requests, behaviours, strict=True):
            strategy.own_answer(request, behaviour)
    return behaviours


@every_strategy
def test_resolves_to_a_named_point(spec: Any) -> None:
    strategy = resolve(spec)
    assert strategy.name and strategy.display and strategy.origin
    assert tuple(strategy.point) == BEHAVIOURS
    assert all(0.0 <= amount <= 1.0 for amount in strategy.point.values())
    assert 0.0 <= strategy.jitter <= 1.0
    assert strategy.compiled == (strategy.is_point or strategy.own_answer is not None)
    again = resolve(strategy)
    assert again.name == strategy.name and again.point == strategy.point
    assert strategy.name in repr(strategy)


@every_strategy
def test_answers_within_the_scale_alike_each_time_and_in_any_order(spec: Any) -> None:
    strategy, requests = resolve(spec), some_requests()
    before = requests.copy()
    given = answers(strategy, requests)
    assert (requests == before).all(), "an answer changed the request"
    for behaviour in given:
        check_answer(behaviour)
    assert (answers(strategy, requests) == given).all()
    order = np.random.default_rng(1).permutation(len(requests))
    assert (answers(strategy, requests[order]) == given[order]).all()
    one_by_one = np.concatenate([answers(strategy, requests[k : k + 1]) for k in range(9)])
    assert (one_by_one == given[:9]).all()


@every_strategy
def test_runs_and_runs_again_to_the_bit(spec: Any) -> None:
    first, second = (simulate(spec, **SMALL) for _ in range(2))
    assert first.arms == (resolve(spec).name,)
    assert (first.series == second.series).all() and (first.accounts == second.accounts).all()
    assert first.series["served"].sum() > 0


@every_strategy
def test_survives_pickling_if_it_can(spec: Any) -> None:
    strategy = resolve(spec)
    try:
        packed = pickle.dumps(strategy)
    except (pickle.PicklingError, AttributeError, TypeError):
        assert not strategy.is_point, "a point must travel"
        return
    copy = pickle.loads(packed)
    assert (copy.name, copy.point, copy.jitter) == (strategy.name, strategy.point, strategy.jitter)
    assert (answers(copy, some_requests()) == answers(strategy, some_requests())).all()


@every_strategy
def test_the_territory_is_the_same_for_all(spec: Any) -> None:
    mine, theirs = (new_world(s, customers=50, seed=2)[0] for s in (spec, "middling"))
    assert (mine.customers == theirs.customers).all()
    assert (mine.reps["expertise"] == theirs.reps["expertise"]).all()


def test_only_jitter_sets_the_reps_of_a_strategy_apart() -> None:
    for name, differ in (("advisory", False), ("jittered", True)):
        world, _, _ = new_world(SPECS[name], customers=10, seed=1)
        assert (len(set(world.reps["diagnosis"])) > 1) == differ


@pytest.fixture(scope="module")
def months() -> dict[str, dict[str, float]]:
    """Return what the presets did, summed over three territories."""
    done: dict[str, dict[str, float]] = {}
    for name in PRESETS:
        runs = [simulate(name, seed=21, replication=k, customers=400, reps=8, periods=48).series
                for k in range(3)]  # fmt: skip
        sums = {
            field: sum(float(run[field].sum()) for run in runs) for field in runs[0].dtype.names
        }
        demands = sums["demands_price"] + sums["demands_scope"] + sums["demands_deadline"]
        done[name] = {
            "given": (sums["granted"] + sums["traded"]) / demands,
            "granted": sums["granted"] / demands,
            "traded": sums["traded"] / demands,
            "discount": 1.0 - sums["revenue"] / sums["list_revenue"],
            "challenged": sums["challenges"] / sums["served"],
            "walked": sums["walkaways"] / demands,
            "recovered": sums["recovered"] / sums["complaints"],
            "missed": sums["crises_missed"] / sums["crises"],
            "served": sums["urgencies_served"] / (sums["urgencies"] + sums["crises"]),
            "precedent": sums["precedent"] / sums["cohort"],
        }
    return done


# From the one who does it most to the one who does it least.
@pytest.mark.parametrize(
    ("what", "order"),
    [
        ("given", ("servile", "advisory", "combative")),
        ("granted", ("servile", "combative")),
        ("granted", ("servile", "advisory")),
        ("discount", ("servile", "advisory")),
        ("discount", ("servile", "combative")),
        ("traded", ("advisory", "combative")),
        ("traded", ("advisory", "servile")),
        ("challenged", ("combative", "advisory", "servile")),
        ("walked", ("combative", "advisory", "servile")),
        ("recovered", ("advisory", "servile", "combative")),
        ("missed", ("combative", "advisory", "servile")),
        ("served", ("servile", "advisory", "combative")),
        ("precedent", ("servile", "advisory")),
    ],
)
def test_presets_behave_as_they_are_declared(
    months: dict[str, dict[str, float]], what: str, order: tuple[str, ...]
) -> None:
    measured = [months[name][what] for name in order]
    assert measured == sorted(measured, reverse=True) and len(set(measured)) == len(measured)


def test_who_never_challenges_walks_away_or_sorts_urgencies_never_does(
    months: dict[str, dict[str, float]],
) -> None:
    for name in ("servile", "servile-competent"):
        never = [months[name][what] for what in ("challenged", "walked", "missed")]
        assert never == [0.0, 0.0, 0.0] and months[name]["served"] == 1.0


@pytest.mark.parametrize(
    ("spec", "told"),
    [
        ("advisery", "unknown strategy 'advisery'; did you mean 'advisory'"),
        ({"base": "nobody"}, "unknown strategy 'nobody'"),
        ({"yeilding": 0.5}, "unknown key 'yeilding' of a strategy; did you mean 'yielding'"),
        ({"yielding": 1.5}, "yielding = 1.5 is outside [0, 1]"),
        ({"candour": -0.1}, "candour = -0.1 is outside [0, 1]"),
        ({"jitter": 2}, "jitter = 2 is outside [0, 1]"),
        ({"share": 0}, "share = 0 is outside [0.001, 1000]"),
        ({"yielding": 10**400}, "is outside [0, 1]"),
        (Strategy("vast", share=2e3), "vast.share = 2000.0 is outside [0.001, 1000]"),
        ({"yielding": float("nan")}, "yielding = nan is not a number"),
        ({"yielding": True}, "yielding = true is not a number"),
        ({"yielding": "much"}, "yielding = 'much' is not a number"),
        ({"name": 5}, "name = 5 of a strategy is not text"),
        ({"name": "../x"}, "may hold only letters"),
        (3, "strategy 3 is neither a name nor a table"),
        (None, "strategy None is neither"),
        ("no_such_module:Rep", "importing no_such_module failed with ModuleNotFoundError"),
        (f"{HERE}:FirmAtFist", "has no 'FirmAtFist'; did you mean 'FirmAtFirst'"),
        (f"{HERE}:Mute", "Mute has no method answer(request, behaviour)"),
        (f"{HERE}:Broken", "Broken() failed with RuntimeError: no rep to be had"),
        (f"{HERE}:HERE", "HERE() failed with TypeError"),
        (Strategy("far", {"yielding": 7.0}), "far.yielding = 7.0 is outside [0, 1]"),
        (Strategy("odd", {"yielding": float("nan")}), "odd.yielding = nan is not a number"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_message(spec: Any, told: str) -> None:
    with pytest.raises(InputError) as caught:
        resolve(spec, where="arms.toml")
    message = str(caught.value)
    assert told in message and message.startswith("arms.toml: ") and "\n" not in message


def test_a_module_that_raises_on_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_reps.py").write_text("raise OSError('disk full')\n")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InputError, match="importing my_reps failed with OSError: disk full"):
        resolve("my_reps:Rep")


def test_a_foreign_base_that_does_not_exist(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "class Rep:\n    base = 'advisery'\n    def answer(self, request, behaviour): pass\n"
    (tmp_path / "lost_reps.py").write_text(code)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(InputError, match="advisory"):
        resolve("lost_reps:Rep")


def test_a_misspelt_behaviour_of_a_strategy_in_python_is_no_silence() -> None:
    with pytest.raises(ValueError, match="yeilding"):
        resolve(Strategy("slip", {"yeilding": 0.2}))


@pytest.mark.parametrize("amount", [-0.1, 1.1, float("nan"), float("inf")])
@pytest.mark.parametrize("name", BEHAVIOURS)
def test_no_amount_outside_the_scale_passes(name: str, amount: float) -> None:
    behaviour = rows(BEHAVIOUR, 1)[0]
    check_answer(behaviour)
    behaviour[name] = amount
    with pytest.raises(ValueError, match=r"behaviour outside \[0, 1\]"):
        check_answer(behaviour)


OUTSIDE = {
    "plain": (Reckless(), {}),
    "compiled": (by_discount, {"discount_authority": 0.9, "discount_start": 0.9}),
}


@pytest.mark.parametrize("kind", OUTSIDE)
@pytest.mark.parametrize("stepped", [False, True], ids=["engine", "stepping"])
def test_an_answer_outside_the_scale_stops_the_run(kind: str, stepped: bool) -> None:
    strategy, settings = OUTSIDE[kind]
    world, arms, _ = new_world(strategy, **SMALL, **settings)
    watch = (lambda month, ledger: None) if stepped else None
    with pytest.raises(ValueError, match=r"behaviour outside \[0, 1\]"):
        run_world(world, arms, SMALL["periods"], watch)
