"""Every shipped experiment asks a question and runs; its points are plausible."""

from __future__ import annotations

import dataclasses

import pytest

from relsim.analysis import levers, wins
from relsim.documents import LEVERS, WINS
from relsim.parameters import PARAMETERS
from relsim.study import spec
from relsim.study.results import Results
from relsim.study.run import execute

NAMES = [shipped.name for shipped in spec.shipped()]


def smaller(name, **changes):
    """Return a shipped experiment with fewer replications, periods or customers."""
    experiment = spec.load(name)
    customers = changes.pop("customers", None)
    if customers is not None:
        parameters = {**dict(experiment.parameters), "customers": customers}
        changes["parameters"] = tuple(parameters.items())
    return dataclasses.replace(experiment, **changes)


@pytest.mark.parametrize("name", NAMES)
def test_each_runs_as_it_is_but_small(name, tmp_path):
    last = max(
        (month for event in spec.load(name).interventions for month in event.periods), default=0
    )
    small = smaller(name, replications=1, periods=last + 3, customers=60)
    summary = execute(small, tmp_path / name, workers=2)
    assert summary.complete
    assert summary.failed == 0
    runs = Results.open(tmp_path / name).runs.collect()
    assert runs["point"].n_unique() == small.design.size
    assert set(runs["strategy"]) == set(small.arm_names)
    assert runs["margin"].is_finite().all()


@pytest.mark.parametrize("name", NAMES)
def test_each_asks_a_question(name):
    assert spec.load(name).question.endswith("?")


@pytest.mark.parametrize("name", ["levers", "where-each-wins"])
def test_territories_are_plausible(name):
    """What is said of a territory there is said of one that might exist."""
    design = spec.load(name).design
    for index in range(design.size):
        for parameter, value in design.point(index).items():
            known = PARAMETERS[parameter]
            assert known.plausible_low <= value <= known.plausible_high, (
                design.label(index),
                parameter,
            )


def test_no_behaviour_is_free_and_none_is_without_effect():
    """The shipped table: each matters clearly somewhere, and lowers margin clearly elsewhere."""
    effects = levers.read_effects(LEVERS)
    for behaviour in {effect.behaviour for effect in effects}:
        clear = [e for e in effects if e.behaviour == behaviour and e.clear]
        dear = levers.clearest(effects, behaviour, "margin", -1)
        assert dear is not None, behaviour
        helped = {e.territory for e in clear if e.mean > 0.0}
        assert helped - {dear.territory}, behaviour


@pytest.mark.slow
def test_each_strategy_wins_where_the_table_says(tmp_path):
    """Fresh luck, fewer replications: the clear winners of the shipped table win again."""
    experiment = smaller("where-each-wins", replications=15, seed=7)
    execute(experiment, tmp_path / "wins", workers=2)
    found = wins.wins_of(Results.open(tmp_path / "wins"))
    shipped = {(w.territory, w.months): w.strategy for w in wins.read_wins(WINS) if w.best}
    assert {w for (_, months), w in shipped.items() if months == 120} == set(experiment.arm_names)
    for (territory, months), strategy in shipped.items():
        if months == 12:
            continue  # a year's differences may be too small for so few replications
        here = [w for w in found if (w.territory, w.months) == (territory, months)]
        assert max(here, key=lambda w: w.margin).strategy == strategy


@pytest.mark.slow
def test_the_levers_have_the_signs_that_the_table_says(tmp_path):
    """Fresh luck, fewer replications: large clear effects on margin keep their sign."""
    experiment = smaller("levers", replications=10, seed=7)
    execute(experiment, tmp_path / "levers", workers=2)
    again = {
        (e.behaviour, e.territory): e.mean
        for e in levers.effects_of(Results.open(tmp_path / "levers"))
        if e.measure == "margin"
    }
    shipped = [e for e in levers.read_effects(LEVERS) if e.measure == "margin"]
    large = [e for e in shipped if min(abs(e.low), abs(e.high)) > 1.0 and e.clear]
    assert len(large) > 30
    for effect in large:
        assert again[effect.behaviour, effect.territory] * effect.mean > 0.0, effect


def test_a_point_may_be_called_by_a_label():
    runs = spec.load("where-each-wins")
    assert [runs.design.label(i) for i in range(runs.design.size)] == [
        "large-and-loyal",
        "small-and-loud",
        "complex-needs",
    ]
