"""Reps who adapt (M17): what they try, what they learn from, and that nothing drifts by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from watched import watch_run
from worlds import LEARNER, SMALL, Idle, assert_same

from relsim.errors import InputError
from relsim.interventions import parse
from relsim.month.answer import take_own_point
from relsim.month.review import note_result, reflect
from relsim.rules.bargain import GRANTED, REFUSED, WALKED
from relsim.simulation import Result, new_world, simulate
from relsim.state import BEHAVIOUR, BEHAVIOURS, CUSTOMER, NOTE, OUTCOME, REP, rows
from relsim.strategies import PRESETS, Strategy, compiled_answer, resolve

# Half-way and with small steps, no review comes near an end of the scale, where only one way is
# left.
MANY = {"customers": 240, "reps": 4, "periods": 36, "review_months": 3, "review_step": 0.04}
BIASES: dict[str, dict[str, float]] = {
    "as shipped": {},
    "loss-averse": {"review_loss_aversion": 2.5},
    "short-sighted": {"far_sightedness": 0.0},
    "loss-averse and short-sighted": {"review_loss_aversion": 2.5, "far_sightedness": 0.0},
    "afraid of a no": {"fearful_silence": 0.3},
    "restless": {"review_inertia": 0.0},
    "inert": {"review_inertia": 1.5},
    "all at once": {"review_loss_aversion": 2.5, "far_sightedness": 0.3, "fearful_silence": 0.3},
}


def drift(replications: int, **options: Any) -> tuple[Any, Any]:
    """Return how far a replication's reps moved each behaviour: mean, standard error."""
    moved = np.array([
        [simulated.reps[name].mean() - 0.5 for name in BEHAVIOURS]
        for simulated in (
            simulate("adaptive", seed=4, replication=k, **{**MANY, **options})
            for k in range(replications)
        )
    ])  # fmt: skip
    return moved.mean(axis=0), moved.std(axis=0, ddof=1) / np.sqrt(replications)


# Nothing drifts by itself.

NEUTRAL = parse([{"what": "answer", "period": 0, "until": MANY["periods"] - 1,
                  "answer": dict.fromkeys(BEHAVIOURS, 0.5)}])  # fmt: skip


@pytest.mark.parametrize("bias", BIASES)
def test_where_outcomes_do_not_depend_on_the_rep_nothing_drifts(bias):
    """Every answer is forced, so that what was tried never reached a customer."""
    mean, error = drift(60, interventions=NEUTRAL, **BIASES[bias])
    assert (error < 0.008).all(), "too few to see a drift of a thirtieth"
    assert (np.abs(mean) < 4.0 * error).all(), dict(zip(BEHAVIOURS, mean / error, strict=True))


def test_who_lays_results_to_the_opposite_as_often_as_not_does_not_drift():
    mean, error = drift(60, misattribution=0.5, far_sightedness=0.0)
    assert (np.abs(mean) < 4.0 * error).all()


def test_where_outcomes_do_depend_on_the_rep_there_is_a_drift():
    """Else the tests above could not fail; whoever looks at the quarter only saves on hours."""
    mean, error = drift(120, far_sightedness=0.0)
    found = dict(zip(BEHAVIOURS, mean / error, strict=True))
    assert found["empathy"] < -5.0 and found["initiative"] < -5.0 and found["selectivity"] > 5.0


def test_fear_of_a_no_silences_challenges():
    mean, error = drift(60, fearful_silence=0.3)
    found = dict(zip(BEHAVIOURS, mean / error, strict=True))
    assert found["challenge"] < -5.0


def reviewed(results: Any, reps: int, **settings: float) -> Any:
    """Return the points after a first review of results given by account, in months of revenue.

    `results` is a function of the signs that were tried, shape (accounts, behaviours).
    """
    world, _, _ = new_world("adaptive", seed=9, customers=25 * reps, reps=reps, **settings)
    customers, rep_rows, notes, *_, parameters = world
    p = parameters[0]
    reflect(0, customers, rep_rows, notes, p)
    tried = np.stack([notes[name] for name in BEHAVIOURS], axis=1)
    notes["months"] = 1
    notes["margin"] = p.review_months * notes["standing"]
    notes["margin"] += p.list_price * customers["size"] * results(np.sign(tried - 0.5))
    reflect(p.review_months, customers, rep_rows, notes, p)
    return np.stack([rep_rows[name] for name in BEHAVIOURS], axis=1)


@pytest.mark.parametrize("bias", BIASES)
def test_noise_of_any_shape_moves_no_behaviour_more_up_than_down(bias):
    luck = np.random.default_rng(7)

    def losing(signs: Any) -> Any:
        """Small gains, and now and then the loss of an account."""
        return np.where(luck.random(len(signs)) < 0.04, -9.0, luck.normal(0.0, 0.3, len(signs)))

    moved = reviewed(losing, reps=3000, **BIASES[bias]) - 0.5
    error = moved.std(axis=0) / np.sqrt(len(moved))
    assert (error < 0.0015).all() and (np.abs(moved.mean(axis=0)) < 4.0 * error).all()


@pytest.mark.parametrize("bias", BIASES)
def test_what_pays_is_found_whichever_way_it_lies(bias):
    luck = np.random.default_rng(8)
    pays = np.linspace(-1.0, 1.0, len(BEHAVIOURS))
    moved = reviewed(lambda signs: signs @ pays + luck.normal(0.0, 2.0, len(signs)), reps=400,
                     **{**BIASES[bias], "review_inertia": 0.0}) - 0.5  # fmt: skip
    mean = moved.mean(axis=0)
    assert (np.diff(mean) > 0.0).all()
    assert mean[0] == pytest.approx(-mean[-1], abs=0.01)


# What is tried, and what is noted.


def test_each_account_is_tried_with_more_or_less_until_the_review():
    settings = {"customers": 300, "review_step": 0.0, "reassignment_chance": 0}
    run = watch_run("adaptive", periods=18, seed=3, **settings)
    by = np.stack([run.behaviours[name] for name in BEHAVIOURS], axis=1) - 0.5
    assert np.allclose(np.abs(by), 0.1)
    stretch = run.requests.account * 3 + run.requests.month // 6
    for one in np.unique(stretch):
        same = by[stretch == one]
        assert (same == same[0]).all()
    signs = np.sign(by[np.unique(stretch, return_index=True)[1]])
    assert np.abs(signs.mean(axis=0)).max() < 0.15
    together = signs.T @ signs / len(signs) - np.eye(len(BEHAVIOURS))
    assert np.abs(together).max() < 0.15, "behaviours are tried independently of each other"


def test_a_review_knows_nothing_that_the_rep_may_not_see():
    """Beliefs, traits and needs of customers are hidden; hours booked tell service intensity."""
    seen = ("size", "volume", "service_intensity", "discount", "specials_hours", "status", "rep")
    points = []
    for blind in (False, True):
        world, _, _ = new_world("adaptive", seed=2, customers=120, reps=3)
        customers, reps, notes, *_, parameters = world
        reflect(0, customers, reps, notes, parameters[0])
        notes["months"], notes["margin"] = 1, np.random.default_rng(1).normal(0, 500, 120)
        if blind:
            for name in CUSTOMER.names:
                if name not in seen:
                    customers[name] = np.nan if CUSTOMER[name].kind == "f" else 987_654_321
        reflect(6, customers, reps, notes, parameters[0])
        points.append(np.stack([reps[name] for name in BEHAVIOURS]))
    assert (points[0] == points[1]).all() and (points[0] != 0.5).any()


def test_an_account_that_changes_its_rep_stays_in_the_notes_of_the_old_one():
    customer, note, rep = rows(CUSTOMER, 1)[0], rows(NOTE, 1), rows(REP, 1)[0]
    customer.rep, rep.adapts, rep.yielding = 3, 1, 0.4
    note.writer, note.yielding = 4, 0.5
    behaviour, outcome = rows(BEHAVIOUR, 1)[0], rows(OUTCOME, 1)[0]
    outcome.margin, outcome.answer, outcome.challenged = 50.0, REFUSED, 1
    take_own_point(0, customer, rep, note, behaviour)
    note_result(customer, note[0], outcome)
    assert behaviour.yielding == 0.5
    assert (note[0].months, note[0].margin, note[0].noes) == (1, 50.0, 2.0)
    customer.rep = 1
    take_own_point(0, customer, rep, note, behaviour)
    note_result(customer, note[0], outcome)
    assert behaviour.yielding == 0.4
    assert (note[0].months, note[0].margin, note[0].noes) == (1, 50.0, 2.0)


@pytest.mark.parametrize(("answer", "noes"), [(GRANTED, 0.0), (REFUSED, 1.0), (WALKED, 1.0)])
def test_what_counts_as_a_no(answer, noes):
    customer, note, outcome = rows(CUSTOMER, 1)[0], rows(NOTE, 1)[0], rows(OUTCOME, 1)[0]
    note.writer, outcome.answer, outcome.recommended = 1, answer, 1
    note_result(customer, note, outcome)
    assert (note.noes, note.referrals) == (noes, 1.0)


# Who adapts, and who does not.


def test_switched_off_a_rep_who_adapts_is_the_point_it_starts_from():
    assert_same(simulate("adaptive", **SMALL, m17_adaptive=0),
                simulate("middling", **SMALL, m17_adaptive=0))  # fmt: skip
    assert_same(simulate("adaptive-servile", **SMALL, m17_adaptive=0), simulate("servile", **SMALL))


def test_reps_of_a_point_never_move_whoever_works_beside_them():
    result = simulate(["servile", "adaptive", "advisory"], seed=1, periods=36, reps=9)
    for arm, name in enumerate(("servile", "adaptive", "advisory")):
        mine = result.reps[result.reps["arm"] == arm]
        moved = any((mine[b] != PRESETS[name].point[b]).any() for b in BEHAVIOURS)
        assert moved == (name == "adaptive")


def test_nothing_of_it_touches_those_who_do_not_adapt():
    options = {"seed": 6, **SMALL}
    plain = simulate("advisory", **options)
    assert_same(plain, simulate("advisory", **options, review_months=1, misattribution=0.5))
    assert_same(plain, simulate("advisory", **options, m17_adaptive=0))


class Curious(Strategy):
    """Learns, and asks newcomers more."""

    base = "adaptive"

    def answer(self, request: Any, behaviour: Any) -> None:
        behaviour.diagnosis = 1.0 if request.tenure < 6 else behaviour.diagnosis


def test_whatever_is_based_on_one_who_adapts_adapts_too():
    started = resolve({"name": "mine", "base": "adaptive", "yielding": 0.2})
    assert started.adapts and started.point["yielding"] == 0.2
    assert Curious().adapts and not Idle().adapts
    assert compiled_answer(base="adaptive-servile")(lambda request, behaviour: None).adapts
    assert not resolve({"name": "mine", "base": "servile"}).adapts
    world, _, _ = new_world(["servile", LEARNER, Curious()], reps=6)
    assert world.reps["adapts"].tolist() == [0, 1, 1] * 2


def test_code_that_adapts_is_the_same_in_python_and_compiled():
    def curious(request: Any, behaviour: Any) -> None:
        if request.tenure < 6:
            behaviour.diagnosis = 1.0

    options = {"seed": 3, **SMALL}
    coded = simulate(compiled_answer(base="adaptive", name="Curious")(curious), **options)
    assert_same(simulate(Curious(), **options), coded)
    assert (coded.reps["diagnosis"] != 0.5).any()


def test_one_who_adapts_cannot_be_forced_on_an_account():
    with pytest.raises(InputError, match="'adaptive' adapts; only a point that stays"):
        parse([{"what": "strategy", "period": 3, "strategy": "adaptive"}])


def test_servility_by_hand():
    result: Result = simulate("servile", **SMALL)
    # Yielding .9, reciprocity .05, and neither challenge, triage nor walk-away.
    assert result.outcomes["servile"]["servility"] == pytest.approx((0.9 + 0.95 + 3.0) / 5.0)
    assert result.periods["yielding"].to_list() == pytest.approx([0.9] * SMALL["periods"])
    learned = simulate("adaptive", seed=1, periods=60)
    last, reps = learned.periods.tail(1), learned.reps
    for name in BEHAVIOURS:
        assert last[name].item() == pytest.approx(reps[name].mean())
