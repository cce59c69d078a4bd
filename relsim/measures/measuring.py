"""A world run with its measures taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.errors import InputError
from relsim.measures.measure import Cohort, Measure
from relsim.measures.quantities import QUANTITIES
from relsim.simulation import World, run_world
from relsim.state import DIARY, as_numbers, rows
from relsim.strategies import Strategy
from relsim.whom import accounts_of


def cohort_of(measure: Measure, world: World) -> NDArray[np.bool_]:
    """Return which accounts a measure is taken over, by their traits and states at month 0.

    Returns
    -------
    bool, shape (customers,)

    Raises
    ------
    InputError
        If an account is named that the territory does not have.
    """
    who, p = measure.cohort.who, world.parameters
    key = int(p["seed"][0]), int(p["replication"][0])
    chosen = np.zeros(len(world.customers), np.bool_)
    try:
        if measure.cohort.rest:
            chosen[accounts_of(replace(who, share=1.0), world.customers, *key)] = True
            chosen[accounts_of(who, world.customers, *key)] = False
        else:
            chosen[accounts_of(who, world.customers, *key)] = True
    except InputError as error:
        raise InputError(f"measure '{measure.name}': {error}") from None
    return chosen


def check_cohorts(measures: Sequence[Measure], world: World, arms: Sequence[Strategy]) -> None:
    """Refuse measures over nobody.

    Raises
    ------
    InputError
        Naming the measure, and in a mixed territory the strategy that has nobody of its cohort.
    """
    for measure in measures:
        homes = world.customers["home_arm"][cohort_of(measure, world)]
        for number, arm in enumerate(arms):
            if not (homes == number).any():
                under = f" under '{arm.name}'" if len(arms) > 1 else ""
                raise InputError(
                    f"measure '{measure.name}': its cohort is empty{under}: the first territory "
                    f"has no {measure.cohort.in_words()}"
                )


def run_measured(
    world: World, arms: Sequence[Strategy], periods: int, measures: Sequence[Measure]
) -> tuple[Any, list[dict[str, float]]]:
    """Run a world from month 0 and take measures of it; modifies its rows.

    Returns
    -------
    series : record array of `relsim.state.MONTH`, shape (periods, arms)
    taken : list of dict
        For each arm, measure -> value over the cohort's accounts that were its reps' at month 0;
        NaN where there is none of them.
    """
    if not measures:
        return run_world(world, arms, periods), [{} for _ in arms]
    windows = sorted({measure.window for measure in measures})
    cohorts = {measure.cohort: cohort_of(measure, world) for measure in measures}
    count = len(world.customers)
    entries = rows(DIARY, len(windows) * count).reshape(len(windows), count)
    for measure in measures:
        entries["accounts"][windows.index(measure.window), cohorts[measure.cohort]] = 1.0
    homes = world.customers["home_arm"].copy()
    series = run_world(world, arms, periods, diary=(np.array(windows, np.int64), entries))
    taken: list[dict[str, float]] = [{} for _ in arms]
    for arm, values in enumerate(taken):
        for (window, cohort), chosen in _together(measures).items():
            diary = entries[windows.index(window)].view(np.ndarray)
            own = diary[cohorts[cohort] & (homes == arm)]
            sums = dict(zip(DIARY.names or (), as_numbers(own).sum(axis=0).tolist(), strict=True))
            sums["rep_months"] = float(series["reps"][window[0] : window[1] + 1, arm].sum())
            for measure in chosen:
                values[measure.name] = QUANTITIES[measure.of].of(own, sums)
    # In the order they were asked for.
    return series, [{measure.name: of[measure.name] for measure in measures} for of in taken]


def _together(
    measures: Sequence[Measure],
) -> dict[tuple[tuple[int, int], Cohort], list[Measure]]:
    """Return the measures that read the same rows, by window and cohort."""
    found: dict[tuple[tuple[int, int], Cohort], list[Measure]] = {}
    for measure in measures:
        found.setdefault((measure.window, measure.cohort), []).append(measure)
    return found
