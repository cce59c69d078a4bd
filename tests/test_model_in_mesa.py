"""The Mesa model among Mesa's own tools: collected, grouped, numbered, freed, never copied."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from typing import Any

import mesa
import numpy as np
import pytest
from worlds import SMALL

from relsim.model import Customer, RelationshipModel, Rep
from relsim.state import CLIENT, CUSTOMER, REP


def test_no_field_hides_what_mesa_needs():
    needed = {*dir(mesa.Agent(RelationshipModel(**SMALL))), "number", "columns", "row"}
    assert not needed & {*CUSTOMER.names, *REP.names}


def test_mesa_collects_selects_and_groups():
    model = RelationshipModel("advisory", rng=4, **SMALL)
    collector = mesa.DataCollector(
        model_reporters={
            "clients": lambda m: len(m.customers.select(lambda c: c.status == CLIENT)),
            "month": "month",
        },
        agenttype_reporters={Customer: {"respect": "respect", "status": "status"},
                             Rep: {"morale": lambda rep: rep.morale}},
    )  # fmt: skip
    for _ in range(12):
        model.step()
        collector.collect(model)
    series = model.result().periods
    table = collector.get_model_vars_dataframe()
    assert table["clients"].tolist() == series["clients"].to_list()
    assert table["month"].tolist() == list(range(1, 13))
    seen = collector.get_agenttype_vars_dataframe(Customer).reset_index()
    clients = seen[seen["status"] == CLIENT].groupby("Step")["respect"].mean()
    np.testing.assert_allclose(clients.to_numpy(), series["respect_current"].to_numpy())
    morale = collector.get_agenttype_vars_dataframe(Rep).groupby("Step")["morale"].mean()
    np.testing.assert_allclose(morale.to_numpy(), series["morale"].to_numpy())

    customers, rows = model.agents_by_type[Customer], model.world.customers
    assert customers.agg("respect", np.mean) == np.mean(rows["respect"])
    groups = customers.groupby("status").count()
    assert groups == {s: int(n) for s, n in zip(*np.unique(rows["status"], return_counts=True),
                                                strict=True)}  # fmt: skip
    assert [c.number for c in customers] == list(range(60))
    customers.set("satisfaction", 0.25)
    assert set(rows["satisfaction"]) == {0.25}


def forgotten(make: Any) -> bool:
    """Return whether what was made is freed once nobody holds it."""
    reference = weakref.ref(make())
    gc.collect()
    return reference() is None


def test_a_model_that_nobody_holds_is_freed():
    """Up to Mesa 3.3 `mesa.Agent` keeps every model; see `relsim.model._count_agents_weakly`."""

    def make() -> Any:
        model = RelationshipModel(**SMALL)
        mesa.Agent(model)
        model.step()
        return model

    gc.collect()
    before = len(getattr(mesa.Agent, "_ids", {}))
    assert forgotten(make)
    assert len(getattr(mesa.Agent, "_ids", {})) == before


@pytest.mark.skipif(
    not hasattr(mesa.Agent, "_ids"), reason="this Mesa keeps no Agent._ids, so models are let go of"
)
def test_the_leak_in_mesa_is_real():
    class Plain(mesa.Model):
        pass

    def make() -> Any:
        model = Plain(rng=1)
        mesa.Agent(model)
        return model

    assert not forgotten(make)
    for model in [model for model in mesa.Agent._ids if isinstance(model, Plain)]:
        del mesa.Agent._ids[model]


def test_agents_are_numbered_without_a_gap_or_a_repeat():
    models = [RelationshipModel(**SMALL) for _ in range(2)]
    for model in models:
        other = mesa.Agent(model)
        assert [agent.unique_id for agent in model.agents] == list(range(1, 66))
        assert other.unique_id == 65


@pytest.mark.parametrize("carry", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_copy_whose_agents_would_see_the_rows_of_another_is_refused(carry):
    with pytest.raises(TypeError, match="neither copied nor pickled"):
        carry(RelationshipModel(**SMALL))
