"""The Mesa model: the same months as the compiled loop, and open to whoever overrides something."""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np
import pytest
from worlds import EVENTS, SMALL, WORLDS, Idle, Moody, MoodyAtOnce, assert_same, moody_compiled

from relsim.errors import InputError
from relsim.interventions import parse
from relsim.model import Customer, RelationshipModel, Rep
from relsim.rules.bargain import REFUSED
from relsim.simulation import simulate
from relsim.state import CLIENT, CUSTOMER, LOST, REP
from relsim.strategies import PRESETS, Strategy


class Shuffled(RelationshipModel):
    """Agents in another order every month, reps among the customers."""

    def step(self) -> None:
        self.begin_month()
        self.agents.shuffle_do("step")
        self.end_month()


def played(kind: type[RelationshipModel] = RelationshipModel, **options: Any) -> RelationshipModel:
    """Return a model after its horizon; takes what `simulate` takes."""
    if "seed" in options:
        options["rng"] = options.pop("seed")
    model = kind(**{"rng": 0, **options})
    while model.running:
        model.step()
    return model


@pytest.mark.parametrize("kind", [RelationshipModel, Shuffled])
@pytest.mark.parametrize("name", WORLDS)
def test_the_model_gives_what_simulate_gives(name, kind):
    expected = simulate(**WORLDS[name])
    result = played(kind, **WORLDS[name]).result()
    assert_same(expected, result)
    assert repr(result.outcomes) == repr(expected.outcomes)
    assert result.arms == expected.arms


@pytest.mark.parametrize("kind", [RelationshipModel, Shuffled])
@pytest.mark.parametrize("strategy", [Moody(), MoodyAtOnce(), moody_compiled], ids=lambda s: s.name)
def test_code_of_ones_own_gives_what_simulate_gives(strategy, kind):
    options = {"seed": 2, "interventions": parse(EVENTS), **SMALL}
    assert_same(simulate(Moody(), **options), played(kind, strategy=strategy, **options).result())


def test_a_mixed_territory_may_mix_points_and_code():
    arms = ["servile", Moody(), Idle("idle", PRESETS["advisory"].point)]
    assert_same(simulate(arms, **SMALL), played(strategy=arms, **SMALL).result())


def test_a_strategy_may_be_a_class():
    class Patient(Strategy):
        base = "advisory"

        def answer(self, request: Any, behaviour: Any) -> None:
            if request.tenure < 6:
                behaviour.yielding = 0.1

    assert_same(simulate(Patient, seed=1, **SMALL),
                played(strategy=Patient, seed=1, **SMALL).result())  # fmt: skip


def test_results_may_be_asked_for_in_between():
    model = RelationshipModel("advisory", rng=3, **SMALL)
    with pytest.raises(InputError, match="no month"):
        model.result()
    assert len(model.series) == 0
    for month in range(1, 13):
        model.step()
        assert model.month == month
    between = model.result()
    expected = simulate("advisory", seed=3, **SMALL | {"periods": 12})
    assert_same(expected, between)
    assert expected.periods.equals(between.periods)
    assert expected.customers.equals(between.customers)
    for _ in range(12):
        model.step()
    assert_same(expected, between)  # a result stays as it was
    assert_same(simulate("advisory", seed=3, **SMALL), model.result())


def test_the_horizon_ends_running_and_no_more():
    model = RelationshipModel(**SMALL | {"periods": 2})
    assert model.running
    model.run_model()
    assert (model.month, model.running) == (2, False)
    model.step()
    assert_same(simulate("servile", seed=1, **SMALL | {"periods": 3}), model.result())


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"rng": -1}, "rng = -1"),
        ({"rng": 1.5}, "rng = 1.5"),
        ({"rng": None}, "rng = None"),
        ({"strategy": "servil"}, "servile"),
        ({"competitoin": 0.1}, "competition"),
        ({"parameters": {"competition": 2.0}}, "competition"),
    ],
)
def test_bad_input_is_named(options, named):
    with pytest.raises(InputError, match=named):
        RelationshipModel(**options)


# Agents are views.


def test_attributes_of_agents_read_and_write_their_rows():
    model = RelationshipModel(rng=1, **SMALL)
    for agents, kind in ((model.customers, CUSTOMER), (model.reps, REP)):
        for agent in agents:
            for name in kind.names:
                setattr(agent, name, 7)
                assert getattr(agent, name) == agent.row[name] == 7, name
                assert type(getattr(agent, name)) in {int, float}
    assert set(model.world.customers["size"]) == {7.0}


def test_a_customer_knows_its_rep_wherever_it_is_dealt():
    model = RelationshipModel(["servile", "advisory"], rng=1, **SMALL)
    for customer in model.customers:
        assert customer.own_rep.number == customer.rep
        assert customer.own_rep.strategy.name == ["servile", "advisory"][customer.own_rep.arm]


# Overriding changes what happens.


def outcomes(**options: Any) -> dict[str, float]:
    model = played(**{"strategy": "advisory", "seed": 1, **SMALL, **options})
    (values,) = model.result().outcomes.values()
    return values


def test_a_customers_request_may_be_another():
    class Modest(Customer):
        def raise_request(self) -> Any:
            request = super().raise_request()
            request.demand_kind, request.demand_size = 0, 0.0
            return request

    assert outcomes()["demands"] > 0
    assert outcomes(customer_class=Modest)["demands"] == 0


def test_a_customer_may_be_idle():
    class Absent(Customer):
        def step(self) -> None:
            if self.model.month < 6:
                super().step()

    model = played(strategy="advisory", seed=1, customer_class=Absent, **SMALL)
    served = model.series["served"][:, 0]
    assert (served[:6] > 0).all() and (served[6:] == 0).all()


def test_asking_without_being_served_counts_for_nothing():
    class Undecided(Customer):
        def play(self) -> Any:
            return super().play() if self.model.month % 2 == 0 else None

    model = played(strategy="advisory", seed=1, customer_class=Undecided, **SMALL)
    served = model.series["served"][:, 0]
    assert (served[::2] > 0).all() and (served[1::2] == 0).all()


def test_a_customer_may_take_it_otherwise():
    class Grudging(Customer):
        def play(self) -> Any:
            outcome = super().play()
            if outcome.answer == REFUSED:
                self.trust = 0.0
            return outcome

    assert outcomes(customer_class=Grudging)["trust"] < outcomes()["trust"]


def test_a_customer_may_be_active_when_others_are_not():
    class Open(Customer):
        def is_active(self) -> bool:
            return self.status != LOST

    assert outcomes(customer_class=Open)["wins_cold"] >= 0
    model = RelationshipModel(rng=1, customer_class=Open, **SMALL)
    model.step()
    assert model.ledger.active.all()


def test_a_rep_may_answer_otherwise():
    class Generous(Rep):
        def answer(self, request: Any, behaviour: Any) -> None:
            behaviour.yielding, behaviour.reciprocity = 1.0, 0.0

    assert outcomes(rep_class=Generous)["granted"] > outcomes()["granted"]


def test_an_answer_that_does_nothing_is_the_point_and_not_the_strategys_code():
    class Dull(Rep):
        def answer(self, request: Any, behaviour: Any) -> None:
            pass

    options = {"seed": 1, **SMALL}
    model = played(strategy=Moody("combative"), rep_class=Dull, **options)
    assert_same(simulate("combative", **options), model.result())


def test_a_rep_may_change_in_the_course_of_time():
    class Learning(Rep):
        def step(self) -> None:
            self.yielding = max(0.0, self.yielding - 0.05)

    learning, steady = (
        outcomes(strategy="servile", rep_class=Learning),
        outcomes(strategy="servile"),
    )
    assert learning["discount_mean"] < steady["discount_mean"]


def test_an_answer_outside_the_scale_is_refused():
    class Wild(Rep):
        def answer(self, request: Any, behaviour: Any) -> None:
            behaviour.candour = np.nan

    with pytest.raises(ValueError, match="outside"):
        RelationshipModel(rep_class=Wild, **SMALL).step()


def test_what_a_rep_does_to_a_request_does_not_reach_the_customer():
    class Forgetful(Rep):
        def answer(self, request: Any, behaviour: Any) -> None:
            for name in request.dtype.names:
                request[name] = 0

    options = {"strategy": "advisory", "seed": 1, **SMALL}
    assert_same(simulate(**options), played(rep_class=Forgetful, **options).result())


def test_a_rep_is_shown_the_request_and_nothing_else():
    given: set[Any] = set()

    class Watching(Rep):
        def answer(self, request: Any, behaviour: Any) -> None:
            given.update([*request.dtype.names, "|", *behaviour.dtype.names])

    RelationshipModel(rep_class=Watching, **SMALL).step()
    assert "demand_size" in given and "yielding" in given
    assert not given & {"bluff", "rival", "honesty", "respect", "trust", "reference"}
    assert list(inspect.signature(Rep.answer).parameters) == ["self", "request", "behaviour"]


def test_a_customer_removed_is_gone_for_good():
    model = RelationshipModel("advisory", rng=1, **SMALL)
    model.step()
    gone = next(iter(model.customers.select(lambda c: c.status == CLIENT)))
    before = gone.margin
    gone.remove()
    for _ in range(23):
        model.step()
    assert gone.status == LOST and gone.margin == before and gone.discount == 0.0
    assert len(model.customers) == 59
