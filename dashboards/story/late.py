"""Respect that was damaged, and a yes-sayer who turns adviser: what comes back, what it costs.

Each number is that of `relsim.simulate` with the intervention that changes the strategy.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from relsim import figures
from relsim.analysis import compare_outcome
from relsim.dashboards.live import called
from relsim.dashboards.message import capital, money, span
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.story.found import UNCLEAR, Found
from relsim.figures import MEASURES, Curve, Figure, band
from relsim.interventions import parse
from relsim.metrics import monthly
from relsim.simulation import simulate
from relsim.study.experiment import DEFAULT_PERIODS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relsim.dashboards.jobs import Progress
    from relsim.dashboards.story.asked import Wish
    from relsim.dashboards.texts import Texts
    from relsim.figures.labels import Reading

TURNS = 24
DAMAGED = 0.2
"""Respect and trust of the clients of month 0, which is otherwise the parameter's default."""
WORLD = dataclasses.replace(
    WORKSHOP.changed("client_belief_start", DAMAGED), periods=DEFAULT_PERIODS
)
STAYS, TURNED, ADVISES = "servile", "turned", "advisory"
ARMS = (STAYS, TURNED, ADVISES)
#: Shares of what advice from the start would have brought, between which one bets.
QUARTERS = (0.25, 0.5, 0.75)
COSTS = ("quarter", "half", "most", "all")


@dataclasses.dataclass(frozen=True)
class Turning:
    """Three ways through the same ten years, territory by territory.

    Attributes
    ----------
    outcomes
        Respect at the end, and margin: arm -> a value a territory.
    months
        Measure -> arm -> float64, shape (territories, months).
    """

    outcomes: dict[str, dict[str, NDArray[np.float64]]]
    months: dict[str, dict[str, NDArray[np.float64]]]


def turning(progress: Progress) -> Turning:
    """Run the territories in which the reps stay as they are, turn, and advise from the start."""
    turned = parse([{"period": TURNS, "what": "strategy", "who": {}, "strategy": ADVISES}])
    ways = {STAYS: (STAYS, ()), TURNED: (STAYS, turned), ADVISES: (ADVISES, ())}
    runs = []
    for replication in range(WORLD.replications):
        progress(replication / WORLD.replications)
        for strategy, events in ways.values():
            runs.append(
                simulate(
                    strategy,
                    seed=WORLD.seed,
                    replication=replication,
                    periods=WORLD.periods,
                    parameters=dict(WORLD.settings),
                    interventions=events,
                )
            )
    outcomes: dict[str, dict[str, NDArray[np.float64]]] = {}
    for name in ("respect", "margin"):
        values = [next(iter(run.outcomes.values()))[name] for run in runs]
        table = np.asarray(values, dtype=np.float64).reshape(WORLD.replications, len(ARMS))
        outcomes[name] = {arm: table[:, place] for place, arm in enumerate(ARMS)}
    columns = [monthly(run.series[:, 0]) for run in runs]
    months: dict[str, dict[str, NDArray[np.float64]]] = {}
    for name in ("respect", "margin"):
        months[name] = {
            arm: np.stack([MEASURES[name](one) for one in columns[place :: len(ARMS)]])
            for place, arm in enumerate(ARMS)
        }
    return Turning(outcomes, months)


def recovered(found: Turning, said: Texts) -> Found:
    """Return how much of the respect comes back by the end."""
    respect = found.outcomes["respect"]
    compared = compare_outcome(respect)
    near: frozenset[str] = frozenset()
    if compared.difference(TURNED, STAYS).verdict == "no clear difference":
        bet = UNCLEAR
    elif compared.difference(ADVISES, TURNED).verdict != "more":
        bet = "full"
    else:
        part = _against(0.5, respect[TURNED] - respect[STAYS], respect[ADVISES] - respect[STAYS])
        bet = {"more": "most", "less": "some"}.get(part, UNCLEAR)
        near = frozenset({"most", "some"} if bet == UNCLEAR else ())
    means = {one.arm: one.mean for one in compared.estimates}
    values = {arm: figures.short_value(mean, "index") for arm, mean in means.items()}
    detail = said("story.late.values", **values)
    if compared.difference(ADVISES, STAYS).verdict == "more":
        share = (means[TURNED] - means[STAYS]) / (means[ADVISES] - means[STAYS])
        detail += " " + said("story.late.share", share=f"{share:.0%}")
    key = "between" if near else bet
    return _found(bet, near, said(f"story.late.{key}.head"), detail, _over(found, "respect", said))


def cost(found: Turning, said: Texts) -> Found:
    """Return how much of what advice would have brought is lost by turning late."""
    margin = found.outcomes["margin"]
    compared = compare_outcome(margin)
    lost, whole = (compared.difference(ADVISES, arm) for arm in (TURNED, STAYS))
    worth = whole.verdict == "more"
    bet, near = _part(margin) if worth else (UNCLEAR, frozenset[str]())
    ends = sorted((abs(lost.simultaneous_low), abs(lost.simultaneous_high)))
    low, high = (figures.short_value(end, "money") for end in ends)
    key = lost.verdict if lost.verdict in ("more", "less") else "unclear"
    late = span(TURNS, said)
    head = said(f"story.cost.{key}", late=late, money=money(abs(lost.mean), said))
    means = {one.arm: money(one.mean, said) for one in compared.estimates}
    detail = said("story.cost.values", **means)
    if key != "unclear":
        detail += " " + said("story.cost.interval", low=low, high=high)
    if worth:
        detail += " " + said("story.cost.share", share=f"{lost.mean / whole.mean:.0%}")
    return _found(bet, near, capital(head), detail, _over(found, "margin", said))


def _part(margin: dict[str, NDArray[np.float64]]) -> tuple[str, frozenset[str]]:
    """Return which part is lost; where an interval reaches over an edge, both sides are near."""
    lost = margin[ADVISES] - margin[TURNED]
    whole = margin[ADVISES] - margin[STAYS]
    over = [_against(share, lost, whole) for share in QUARTERS]
    low = sum(verdict == "more" for verdict in over)
    high = sum(verdict != "less" for verdict in over)
    if low == high:
        return COSTS[low], frozenset()
    return UNCLEAR, frozenset(COSTS[low : high + 1])


def _against(share: float, part: NDArray[np.float64], whole: NDArray[np.float64]) -> str:
    """Return whether a part is more or less than a share of the whole, territory by territory.

    What the part is more than that share is a paired difference like any other.
    """
    both = compare_outcome({"edge": share * whole, "part": part})
    return both.difference("part", "edge").verdict


def _over(found: Turning, measure: str, said: Texts) -> Callable[[Wish], Figure]:
    labels = {STAYS: called(STAYS), TURNED: said("story.late.turned"), ADVISES: called(ADVISES)}
    curves: list[Curve] = [band(arm, labels[arm], found.months[measure][arm]) for arm in ARMS]
    reading: Reading = "index" if measure == "respect" else "money"

    def draw(wish: Wish) -> Figure:
        return figures.over_time(
            curves,
            unit=said(f"story.{measure}.unit"),
            reading=reading,
            across_title=said("measure.months"),
            theme=wish.theme,
            big=wish.big,
            height=wish.height,
        )

    return draw


def _found(
    bet: str, near: frozenset[str], head: str, detail: str, draw: Callable[[Wish], Figure]
) -> Found:
    plain = dataclasses.replace(WORLD, strategies=(STAYS, ADVISES))
    command, seed, replications = plain.command(), WORLD.seed, WORLD.replications
    return Found(frozenset({bet}), near, head, detail, draw, command, seed, replications)
