"""One lever at a time: what time, mistaken wants and word of mouth do, live in the Workshop's own.

Every number is that of ``relsim compare`` for the scenario whose command is given with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from relsim import figures
from relsim.analysis import Comparison, compare_outcomes
from relsim.dashboards.levers import LEVERS
from relsim.dashboards.live import called
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital, message, money
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.story.found import Found, settled_by
from relsim.figures import Curve, Figure
from relsim.metrics import OUTCOMES

if TYPE_CHECKING:
    from relsim.dashboards.jobs import Progress
    from relsim.dashboards.live import Live, Shown
    from relsim.dashboards.story.asked import Wish
    from relsim.dashboards.texts import Texts

GAP = next(lever for lever in LEVERS if lever.name == "want_need_gap_mean")
_STEPS = 5
#: From wants that are needs to wants that mislead as far as a trainer can move them.
GAPS = tuple(round(float(gap), 3) for gap in np.linspace(0.0, GAP.high, _STEPS))
TALK = "m14_word_of_mouth"


def over_months(months: int, live: Live, said: Texts) -> Found:
    """Return who earns most by a horizon."""
    shown = live.show(WORKSHOP.changed("periods", months))
    margin = _margin(shown)
    right, near = settled_by(margin.best)
    told = message(margin, NAMES, months, said)

    def draw(wish: Wish) -> Figure:
        return figures.over_time(
            shown.curves("margin"),
            unit=said("story.margin.unit"),
            reading="money",
            across_title=said("measure.months"),
            theme=wish.theme,
            big=wish.big,
            height=wish.height,
        )

    return _found(right, near, told.head, told.detail, draw, shown.scenario)


def mistaken(live: Live, said: Texts, progress: Progress) -> Found:
    """Return who earns most where wants are needs, and where they mislead."""
    shown: list[Shown] = []
    for gap in GAPS:
        progress(len(shown) / len(GAPS))
        shown.append(live.show(WORKSHOP.changed(GAP.name, gap)))
    margins = [_margin(one) for one in shown]
    right, near = settled_by(margins[0].best)
    first, last = (message(one, NAMES, WORKSHOP.periods, said) for one in (margins[0], margins[-1]))
    detail = said("story.need.ends", low=first.detail, high=last.head[:1].lower() + last.head[1:])

    def draw(wish: Wish) -> Figure:
        return figures.over_values(
            _between(margins),
            np.asarray(GAPS),
            unit=said("story.earned.unit"),
            across_title=said("story.need.across"),
            reading="money",
            theme=wish.theme,
            big=wish.big,
            height=wish.height,
        )

    return _found(right, near, first.head, detail, draw, shown[0].scenario)


def talking(live: Live, said: Texts) -> Found:
    """Return who gains most when customers talk to each other."""
    silent, heard = live.show(WORKSHOP.changed(TALK, 0)), live.show(WORKSHOP)
    before, after = silent.values("margin"), heard.values("margin")
    arms = heard.strategies
    # The same territories and luck: what differs is the talking, territory by territory.
    gains = np.asarray([[after[arm] - before[arm] for arm in arms]])
    gained = compare_outcomes(gains, [OUTCOMES["margin"]], arms)["margin"]
    right, near = settled_by(gained.best)
    best = gained.best
    clear = best is not None and best.clear and best.leader is not None
    leader = NAMES[best.leader] if best is not None and best.leader is not None else ""
    head = said("story.talk.gains", name=leader) if clear else said("story.talk.unclear")
    each = [
        said(
            "story.talk.each", name=NAMES[one.arm], change=change(one.mean, one.low, one.high, said)
        )
        for one in gained.estimates
    ]

    def draw(wish: Wish) -> Figure:
        return figures.over_values(
            _between([_margin(silent), _margin(heard)]),
            [said("story.talk.silent"), said("story.talk.heard")],
            unit=said("story.earned.unit"),
            across_title="",
            reading="money",
            theme=wish.theme,
            big=wish.big,
            height=wish.height,
        )

    detail = f"{capital('; '.join(each))}."
    return _found(right, near, capital(head), detail, draw, silent.scenario)


def change(mean: float, low: float, high: float, said: Texts) -> str:
    """Return a change of money with its interval, no surer than that is."""
    if not (low > 0.0 or high < 0.0):
        return said("story.change.unclear")
    which = "more" if mean > 0.0 else "less"
    low_end, high_end = (figures.short_value(end, "money") for end in sorted((abs(low), abs(high))))
    return said(f"story.change.{which}", money=money(abs(mean), said), low=low_end, high=high_end)


def _margin(shown: Shown) -> Comparison:
    return shown.outcomes(["margin"])["margin"]


def _between(margins: list[Comparison]) -> list[Curve]:
    """Return a line a strategy through scenarios, with the interval of each mean."""
    lines = []
    for place, estimate in enumerate(margins[0].estimates):
        along = [one.estimates[place] for one in margins]
        middle, low, high = (
            np.asarray([getattr(one, name) for one in along]) for name in ("mean", "low", "high")
        )
        lines.append(Curve(estimate.arm, called(estimate.arm), middle, low, high))
    return lines


def _found(
    right: frozenset[str],
    near: frozenset[str],
    head: str,
    detail: str,
    draw: Callable[[Wish], Figure],
    scenario: Scenario,
) -> Found:
    command, seed, replications = scenario.command(), scenario.seed, scenario.replications
    return Found(right, near, head, detail, draw, command, seed, replications)
