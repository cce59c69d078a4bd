"""Claims as they are written, and what is refused before anything is run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from claimed import LATENESS, tables, written

from relsim.errors import InputError
from relsim.evidence.claims import fairness, reading, studies

OUTCOME = LATENESS["claim"]["outcome"][0]
HIGH = {"strategy": "dropping", "set": {"crisis_rate": 0.04}}


def outcome(**changes: Any) -> dict[str, Any]:
    """Return the claim table's change that gives its outcome other keys."""
    found = {**OUTCOME, **changes}
    return {"outcome": [{key: value for key, value in found.items() if value is not None}]}


def test_a_claim_is_read_as_it_is_written(tmp_path: Path) -> None:
    claim = reading.load(written(tmp_path))
    (question,) = claim.questions
    assert (claim.id, claim.essay, claim.measures) == ("T01", ("S0",), ("lateness",))
    assert (question.estimand, question.sign, question.delta) == ("superiority", 1, 0.05)
    assert [(term.cell.strategy, term.weight) for term in question.contrasts[0].terms] == [
        ("dropping", 1.0),
        ("triaging", -1.0),
    ]
    assert claim.experiment.question == LATENESS["claim"]["says"]
    assert claim.fixed == set(LATENESS["model"])


def test_cells_that_set_parameters_make_as_many_settings(tmp_path: Path) -> None:
    cells = {
        "treatment_high": HIGH,
        "control_high": {"strategy": "triaging", "set": {"crisis_rate": 0.04}},
        "treatment_low": "dropping",
        "control_low": "triaging",
    }
    claim = reading.load(written(tmp_path, claim={"estimand": "interaction", "cells": cells}))
    assert set(claim.settings) == {(("crisis_rate", 0.04),), ()}
    assert "crisis_rate" in claim.fixed
    assert [term.weight for term in claim.questions[0].contrasts[0].terms] == [1, -1, -1, 1]


def test_what_a_cell_sets_goes_before_the_model_and_nothing_else_changes(tmp_path: Path) -> None:
    cells = {"treatment": HIGH, "control": "triaging"}
    path = written(tmp_path, model={"crisis_rate": 0.01}, claim={"cells": cells})
    claim = reading.load(path)
    found = studies.experiments(claim, studies.Stage("verdict"))
    rates = {key: dict(one.parameters)["crisis_rate"] for key, one in found.items()}
    assert rates == {(("crisis_rate", 0.04),): 0.04, (): 0.01}
    assert len({one.seed for one in found.values()}) == 1


def test_cells_may_differ_in_what_is_measured(tmp_path: Path) -> None:
    both = outcome(measure={"treatment": "respect", "control": "trust"})
    (question,) = reading.load(written(tmp_path, claim=both)).questions
    assert question.contrasts[0].label == "respect / trust"


def test_measures_of_the_file_may_be_asked_for(tmp_path: Path) -> None:
    early = {"name": "early", "of": "lateness", "window": [0, 5]}
    claim = reading.load(written(tmp_path, measure=[early], claim=outcome(measure="early")))
    assert claim.measures == ("early",)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no estimand": ({"claim": {"estimand": None}}, "number 1: estimand is missing"),
    "unknown estimand": ({"claim": {"estimand": "superiorty"}}, "did you mean 'superiority'"),
    "unknown outcome": (
        {"claim": outcome(measure="latenes")},
        "'latenes' is no outcome or measure; did you mean 'lateness'?",
    ),
    "delta of 0": ({"claim": outcome(delta=0)}, "delta = 0 must be more than 0"),
    "delta below 0": ({"claim": outcome(delta=-0.1)}, "delta = -0.1 must be more than 0"),
    "no delta": ({"claim": outcome(delta=None)}, "number 1: delta is missing"),
    "no reason": ({"claim": outcome(reason=" ")}, "reason is empty"),
    "no sign": ({"claim": outcome(sign=None)}, "sign is missing"),
    "a sign of 2": ({"claim": outcome(sign=2)}, "sign = 2 must be 1"),
    "misspelt key": ({"claim": outcome(dleta=1)}, "unknown key 'dleta'; did you mean 'delta'?"),
    "a bound": ({"claim": outcome(bound=1)}, "superiority takes delta, not bound"),
    "horizons": ({"claim": outcome(measures=["a"])}, "superiority takes measure, not measures"),
    "one horizon": (
        {"claim": {"estimand": "crossing", **outcome(measure=None, measures=["margin"])}},
        "at least two horizons",
    ),
    "scales": (
        {
            "claim": {
                "estimand": "crossing",
                **outcome(measure=None, measures=["margin", "margin_12"], relative_to=["revenue"]),
            }
        },
        "relative_to has 1 measures for 2 horizons",
    ),
    "unknown strategy": (
        {"claim": {"cells": {"treatment": "droping", "control": "triaging"}}},
        "unknown strategy 'droping'; did you mean 'dropping'?",
    ),
    "a missing role": (
        {"claim": {"cells": {"treatment": "dropping", "other": "triaging"}}},
        "control: there is no cell 'control'",
    ),
    "an idle cell": (
        {"claim": {"cells": {"treatment": "dropping", "control": "triaging", "x": "triaging"}}},
        "no outcome reads the cell 'x'",
    ),
    "an idle strategy": (
        {"strategies": {"compare": [*LATENESS["strategies"]["compare"], "servile"]}},
        "no cell uses the strategy 'servile'",
    ),
    "an idle measure": (
        {"measure": [{"name": "early", "of": "lateness"}]},
        "no outcome reads 'early'",
    ),
    "a parameter unknown": (
        {"claim": {"cells": {"treatment": {"strategy": "dropping", "set": {"crisis": 1}}}}},
        "unknown parameter 'crisis'",
    ),
    "a parameter out of bounds": (
        {"claim": {"cells": {"treatment": {"strategy": "dropping", "set": {"crisis_rate": 2}}}}},
        "crisis_rate = 2 is outside [0, 1]",
    ),
    "unknown mechanism": (
        {"claim": {"for": ["m09_capacty"]}},
        "did you mean 'm09_capacity'?",
    ),
    "its own mechanism": ({"model": {"m09_capacity": 0}}, "m09_capacity is set by the claim"),
    "another name": ({"claim": {"id": "T02"}}, "the name of its file, 'T01'"),
    "another folder": ({"experiment": {"name": "x"}}, "name = 'x' must be 'T01'"),
    "a design": ({"design": {"kind": "grid", "parameters": {}}}, "a claim has no [design]"),
    "fresh luck": ({"experiment": {"luck": "independent"}}, "effects are paired by it"),
    "one replication": ({"experiment": {"replications": 1}}, "at least 2"),
    "no such essay": ({"claim": {"essay": ["S9"]}}, "essay = 'S9'"),
    "no sentence": ({"claim": {"says": None}}, "says is missing"),
    "nothing decides": ({"claim": outcome(beside=True)}, "at least one must decide"),
    "no claim": ({"claim": None}, ""),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str, tmp_path: Path) -> None:
    changes, message = REFUSED[name]
    if name == "no claim":
        found = tables()
        del found["claim"]
        with pytest.raises(InputError, match=r"has no \[claim\] table"):
            reading.parse(found, tmp_path / "T01.toml")
        return
    path = written(tmp_path, **changes)
    with pytest.raises(InputError) as told:
        reading.load(path)
    assert message in str(told.value)
    assert str(path) in str(told.value)
    assert "\n" not in str(told.value)


def test_a_claim_nobody_made_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="there is no claim 'T99'"):
        reading.find(["T99"])


def test_a_file_may_be_named_instead_of_an_id(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert [claim.id for claim in reading.find([str(path), str(path)])] == ["T01"]


def test_the_steel_man_changes_who_serves_and_nothing_else(tmp_path: Path) -> None:
    arms = ["servile", {"name": "mine", "base": "servile", "triage": 0.5}]
    cells = {"treatment": "servile", "control": "mine"}
    turn = {"what": "strategy", "period": 3, "strategy": "servile", "arms": ["mine"]}
    path = written(
        tmp_path, strategies={"compare": arms}, claim={"cells": cells}, intervention=[turn]
    )
    before, after = reading.load(path), reading.load(path, fairness.steel_manned)
    competent, own = (dict(arm.behaviours) for arm in after.experiment.arms)
    assert after.experiment.arm_names == before.experiment.arm_names
    assert competent["diagnosis"] > dict(before.experiment.arms[0].behaviours)["diagnosis"]
    assert own["triage"] == 0.5 and own["diagnosis"] == competent["diagnosis"]
    (event,) = after.experiment.interventions
    assert event.point == tuple(competent.values())
    assert after.questions == before.questions


def test_jittered_reps_stray_in_every_strategy(tmp_path: Path) -> None:
    found = reading.load(written(tmp_path), fairness.jittered)
    assert [arm.jitter for arm in found.experiment.arms] == [0.15, 0.15]
