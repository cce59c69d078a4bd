"""Effects of claims: contrasts of cells within replications, by hand and against a bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from planted import question
from scipy import stats

from relsim.evidence.claims import contrasts
from relsim.evidence.claims.claim import Cell, Contrast, Term
from relsim.evidence.claims.contrasts import Reader, contrast_in, effects

PAIR = (Term(Cell("t", "t"), 1.0, "margin"), Term(Cell("c", "c"), -1.0, "margin"))


def of(**runs: list[float]) -> Reader:
    """Return a reader of numbers written down as strategy_measure."""

    def read(cell: Cell, measure: str) -> NDArray[np.float64]:
        return np.array(runs[f"{cell.strategy}_{measure}"])

    return read


def test_superiority_is_treatment_less_control_turned_by_the_sign() -> None:
    read = of(treatment_respect=[0.3, 0.5], control_respect=[0.1, 0.2])
    (more,) = effects([question("superiority")], read)
    (less,) = effects([question("superiority", sign=-1)], read)
    assert more.values == pytest.approx([0.2, 0.3])
    assert less.values == pytest.approx([-0.2, -0.3])
    assert (more.threshold, more.turned, less.turned) == (0.05, 1, -1)


def test_an_interaction_is_the_difference_of_differences() -> None:
    read = of(
        treatment_high_respect=[0.9],
        control_high_respect=[0.5],
        treatment_low_respect=[0.6],
        control_low_respect=[0.5],
    )
    (found,) = effects([question("interaction")], read)
    assert found.values == pytest.approx([0.4 - 0.1])


def test_a_crossing_is_turned_at_its_first_horizon_and_shows_what_lies_between() -> None:
    horizons = ("early", "between", "late")
    read = of(
        treatment_early=[1.0],
        control_early=[3.0],
        treatment_between=[2.0],
        control_between=[2.0],
        treatment_late=[4.0],
        control_late=[1.0],
    )
    found = effects([question("crossing", horizons=horizons)], read)
    assert [float(one.values[0]) for one in found] == [2.0, 0.0, 3.0]
    assert [one.turned for one in found] == [-1, 1, 1]
    assert [one.decides for one in found] == [True, False, True]


def test_thresholds_by_estimand() -> None:
    wanted = {"superiority": 0.05, "non-inferiority": -0.05, "interaction": 0.05, "crossing": 0.05}
    for estimand, threshold in wanted.items():
        assert contrasts.threshold(question(estimand)) == threshold
    assert contrasts.threshold(question("association")) == 0.05
    assert contrasts.threshold(question("association", sign=-1)) == -0.05


def test_a_replication_without_one_of_its_cells_has_no_effect() -> None:
    read = of(t_margin=[1.0, np.nan, 3.0], c_margin=[0.0, 1.0, np.nan])
    assert np.isnan(contrast_in(Contrast(PAIR), read)).tolist() == [False, True, True]


def test_relative_effects_are_the_mean_difference_by_the_mean_it_is_relative_to() -> None:
    read = of(t_margin=[3.0, 5.0, 4.0], c_margin=[1.0, 2.0, 3.0], c_list=[8.0, 12.0, 10.0])
    found = contrast_in(Contrast(PAIR, "list"), read)
    assert found.mean() == pytest.approx(((2 + 3 + 1) / 3) / 10)


def test_nothing_sold_is_nothing_to_be_relative_to() -> None:
    read = of(t_margin=[3.0, 5.0], c_margin=[1.0, 2.0], c_list=[0.0, 0.0])
    assert np.isnan(contrast_in(Contrast(PAIR, "list"), read)).all()


def test_worlds_are_relative_to_themselves() -> None:
    worlds = np.array([[1.0, 3.0], [10.0, 30.0]])
    read = of(t_margin=(2 * worlds).tolist(), c_margin=worlds.tolist(), c_list=worlds.tolist())
    assert contrast_in(Contrast(PAIR, "list"), read).mean(axis=-1) == pytest.approx([1.0, 1.0])


def test_the_interval_of_a_relative_effect_is_that_of_a_bootstrap_of_the_ratio() -> None:
    rng = np.random.default_rng(5)
    size = rng.normal(10.0, 2.0, 60)
    gain = 0.3 * size + rng.normal(0.0, 0.4, 60)
    read = of(t_margin=gain.tolist(), c_margin=[0.0] * 60, c_list=size.tolist())
    values = contrast_in(Contrast(PAIR, "list"), read)
    ratio = stats.bootstrap(
        (gain, size),
        lambda one, other, axis: one.mean(axis=axis) / other.mean(axis=axis),
        paired=True,
        vectorized=True,
        n_resamples=4000,
        rng=np.random.default_rng(6),
    )
    assert values.std(ddof=1) / np.sqrt(60) == pytest.approx(ratio.standard_error, rel=0.05)
    # dividing each replication's difference by the mean would miss the luck in the size
    assert (gain / size.mean()).std(ddof=1) > 1.5 * values.std(ddof=1)
