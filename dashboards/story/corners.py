"""Where each strategy wins: a map between the shipped territories, computed while one reads.

Across, all settings go from those of ``small-and-loud`` to those of ``large-and-loyal``; upward,
needs go from those the two share, simple and as wanted, to those of ``complex-needs``. The bet is
how much of the map the yes-sayer clearly wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from relsim import figures
from relsim.dashboards.live import called
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital, listed, message
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.story.found import UNCLEAR, Found
from relsim.figures import Figure
from relsim.figures.maps import shortened
from relsim.parameters import PARAMETERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from relsim.dashboards.jobs import Progress
    from relsim.dashboards.live import Live
    from relsim.dashboards.story.asked import Wish
    from relsim.dashboards.texts import Texts

LOUD, LOYAL, COMPLEX = "small-and-loud", "large-and-loyal", "complex-needs"
NEEDS = ("want_need_gap_mean", "complexity_mean", "needs_drift_mean")
#: What is money is moved by equal ratios.
_RATIOS = ("list_price", "unit_cost")
ACROSS = tuple(round(float(share), 2) for share in np.linspace(0.0, 1.0, 6))
UPWARD = tuple(round(float(share), 2) for share in np.linspace(0.0, 1.0, 5))
#: A rep and their accounts instead of the Workshop's two: there are thirty points to go through.
SIZE = {"customers": 83, "reps": 1}
REPLICATIONS = 8
KING = "servile"
_THIRD = 1 / 3
_MIDDLE = 0.5
_NARROW = 640
"""Below this width (px) names have no room in their cells."""


def territory(across: float, upward: float) -> Scenario:
    """Return what is run at a point of the map, 0-1 each way."""
    ends = {preset.name: preset.scenario for preset in presets()}
    loud, loyal, difficult = (ends[name] for name in (LOUD, LOYAL, COMPLEX))
    values: dict[str, float] = dict(SIZE)
    for name in PARAMETERS:
        low, high = float(loud.value(name)), float(loyal.value(name))
        if name in NEEDS:
            simple = (low + high) / 2.0
            values[name] = simple + (float(difficult.value(name)) - simple) * upward
        elif low != high:
            ratio = name in _RATIOS
            values[name] = low * (high / low) ** across if ratio else low + (high - low) * across
    whole = {name for name in values if PARAMETERS[name].kind != "float"}
    settings = tuple(
        (name, round(value) if name in whole else round(value, 6)) for name, value in values.items()
    )
    return Scenario(settings=settings, replications=REPLICATIONS, seed=WORKSHOP.seed)


def where(live: Live, said: Texts, progress: Progress) -> Found:
    """Return who clearly earns most at each point of the map."""
    arms = WORKSHOP.strategies
    leading = np.full((len(UPWARD), len(ACROSS)), -1, dtype=np.int64)
    hover: list[list[str]] = []
    contending = False
    for row, upward in enumerate(UPWARD):
        hover.append([])
        for column, across in enumerate(ACROSS):
            progress((row * len(ACROSS) + column) / leading.size)
            shown = live.show(territory(across, upward))
            margin = shown.outcomes(["margin"])["margin"]
            told = message(margin, NAMES, shown.months, said)
            hover[-1].append(f"{told.head}: {told.detail}")
            best = margin.best
            if best is not None and best.clear and best.leader is not None:
                leading[row, column] = arms.index(best.leader)
            elif best is not None:
                contending |= KING in best.contenders

    def draw(wish: Wish) -> Figure:
        labels = [called(arm) for arm in arms]
        return figures.leaders(
            leading,
            arms,
            shortened(labels) if wish.width < _NARROW else labels,
            _ends(ACROSS, said("story.where.loud"), said("story.where.loyal")),
            _ends(UPWARD, said("story.where.simple"), said("story.where.complex")),
            across_title=said("story.where.across"),
            upward_title=said("story.where.upward"),
            details=hover,
            theme=wish.theme,
            big=wish.big,
            height=wish.height,
        )

    counts = {arm: int((leading == place).sum()) for place, arm in enumerate(arms)}
    scenario = territory(1.0, 0.0)
    blank = int((leading < 0).sum())
    right, near = judged(counts[KING], blank, leading.size, contending)
    won = [NAMES[arm] for arm in arms if counts[arm]]
    if len(won) == len(arms):
        head = said("story.where.all")
    else:
        head = (
            said("story.where.some", names=listed(won, said)) if won else said("story.where.none")
        )
    each = [said("story.where.each", name=NAMES[arm], count=counts[arm]) for arm in arms]
    king = king_in(leading == arms.index(KING), said)
    detail = said(
        "story.where.values", each=listed(each, said), blank=blank, count=leading.size, king=king
    )
    return Found(
        right,
        near,
        capital(head),
        detail,
        draw,
        scenario.command(),
        scenario.seed,
        scenario.replications,
    )


def king_in(won: NDArray[np.bool_], said: Texts) -> str:
    """Return where the yes-sayer wins: the sides of the map on which all such points lie."""
    if not won.any():
        return said("story.where.king.lost")
    places = []
    rows, columns = np.nonzero(won)
    for name, steps, at in (("across", ACROSS, columns), ("upward", UPWARD, rows)):
        along = np.asarray(steps)[at]
        if (along < _MIDDLE).all() or (along > _MIDDLE).all():
            side = "low" if along[0] < _MIDDLE else "high"
            places.append(said(f"story.where.{name}.{side}"))
    if not places:
        return said("story.where.king.here")
    return said("story.where.king.won", places=listed(places, said))


def judged(
    won: int, blank: int, count: int, contending: bool
) -> tuple[frozenset[str], frozenset[str]]:
    """Return which bets on the king's part of the map are right, and which may be.

    >>> right, near = judged(1, 5, 30, True)
    >>> sorted(right), sorted(near)
    (['corner'], [])
    """
    right = {"nowhere" if not won else "corner" if won < count * _THIRD else "third"}
    if blank > count / 2:
        right.add(UNCLEAR)
    # Where the yes-sayer may lead but not clearly, a corner is not refuted.
    near = {"corner"} if not won and contending else set()
    return frozenset(right), frozenset(near)


def _ends(steps: tuple[float, ...], low: str, high: str) -> list[str]:
    """Return what stands along an axis: its ends by name, thin marks that differ between them."""
    between = ["\u00b7" + "\u200b" * place for place in range(1, len(steps) - 1)]
    return [low, *between, high]
