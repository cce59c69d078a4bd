"""How outcomes of scenarios differ from the first one's, territory by territory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from relsim.analysis import compare_outcomes
from relsim.analysis.findings import Difference, Estimate
from relsim.metrics import OUTCOMES
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from relsim.dashboards.live import Shown

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = (
    "scenario",
    "against",
    "strategy",
    "outcome",
    "unit",
    "mean",
    "mean_against",
    "difference",
    "low_95",
    "high_95",
    "simultaneous_low_95",
    "simultaneous_high_95",
    "replications",
    "left_out",
    "verdict",
    "same_luck",
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One strategy's outcome in one scenario.

    Attributes
    ----------
    estimate
        Its mean over the scenario's own replications; None where the strategy is not in it.
    difference
        From the first scenario, replication by replication; None for the first itself, and where
        either of them lacks the strategy.
    """

    estimate: Estimate | None
    difference: Difference | None


Contrasts = Mapping[tuple[str, str], tuple[Cell, ...]]
"""(Outcome, strategy) -> a cell for each scenario."""


def contrasts(shown: Sequence[Shown], outcomes: Sequence[str]) -> Contrasts:
    """Compare each scenario with the first, strategy by strategy.

    The intervals of a difference are simultaneous for all scenarios compared with the first; each
    strategy and each outcome is taken alone. Replications beyond the fewest are left out of the
    differences: there is nothing to pair them with.

    Parameters
    ----------
    shown
        What came of the scenarios, the first being what the others are compared with.
    outcomes
        Of `relsim.metrics.OUTCOMES`.
    """
    described = [OUTCOMES[name] for name in outcomes]
    fewest = min((one.replications for one in shown), default=0)
    found: dict[tuple[str, str], tuple[Cell, ...]] = {}
    for strategy in strategies(shown):
        places = [place for place, one in enumerate(shown) if strategy in one.strategies]
        differences: dict[tuple[str, int], Difference] = {}
        if places[0] == 0 and len(places) > 1:
            values = [
                [shown[place].values(name)[strategy][:fewest] for place in places]
                for name in outcomes
            ]
            compared = compare_outcomes(
                np.asarray(values),
                described,
                [str(place) for place in places],
                base="0",
            )
            differences = {
                (name, int(one.arm)): one for name in outcomes for one in compared[name].differences
            }
        means = {place: _means(shown[place], strategy, outcomes) for place in places}
        for name in outcomes:
            found[name, strategy] = tuple(
                Cell(means[place][name] if place in means else None, differences.get((name, place)))
                for place in range(len(shown))
            )
    return found


def _means(shown: Shown, strategy: str, outcomes: Sequence[str]) -> dict[str, Estimate]:
    """Return one strategy's means over all replications of a scenario."""
    values = np.asarray([[shown.values(name)[strategy]] for name in outcomes])
    described = [OUTCOMES[name] for name in outcomes]
    alone = compare_outcomes(values, described, [strategy])
    return {name: alone[name].estimates[0] for name in outcomes}


def strategies(shown: Sequence[Shown]) -> list[str]:
    """Return the strategies that are in any of the scenarios, in their usual order."""
    return [name for name in PRESETS if any(name in one.strategies for one in shown)]


def same_luck(shown: Sequence[Shown]) -> bool:
    """Whether all scenarios meet the same luck."""
    return len({one.scenario.seed for one in shown}) < 2


def table(shown: Sequence[Shown], names: Sequence[str]) -> str:
    """Return every difference as CSV, the mean of each scenario with it.

    Parameters
    ----------
    shown
        What came of the scenarios.
    names
        What they are called. A spreadsheet takes none of them for a formula.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    writer.writerows(_rows(shown, [plain_text(name) for name in names]))
    return text.getvalue()


def plain_text(name: str) -> str:
    """Return a name that a spreadsheet shows and does not compute.

    >>> plain_text("=1+1"), plain_text("Calm")
    ("'=1+1", 'Calm')
    """
    return f"'{name}" if name.startswith(_FORMULA) else name


def _rows(shown: Sequence[Shown], names: Sequence[str]) -> Iterator[list[object]]:
    luck = "yes" if same_luck(shown) else "no"
    for (outcome, strategy), cells in contrasts(shown, tuple(OUTCOMES)).items():
        first = cells[0].estimate
        for place, cell in enumerate(cells):
            if cell.estimate is None:
                continue
            told: list[object] = [names[place], names[0] if place else "", strategy, outcome]
            told += [OUTCOMES[outcome].unit, _number(cell.estimate.mean)]
            told += [_number(first.mean) if place and first is not None else ""]
            found = cell.difference
            if found is None:
                yield [*told, *[""] * 5, cell.estimate.n, cell.estimate.missing, "", luck]
                continue
            ends = (
                found.mean,
                found.low,
                found.high,
                found.simultaneous_low,
                found.simultaneous_high,
            )
            kept = [found.n, found.dropped, found.verdict, luck]
            yield [*told, *map(_number, ends), *kept]


def _number(value: float) -> str:
    """Return a number in full, nothing where there is none."""
    return repr(float(value)) if np.isfinite(value) else ""
