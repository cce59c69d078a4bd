"""One request of the Workshop answered: the scenario simulated, drawn, and said in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from relsim.dashboards import message
from relsim.dashboards.asked import bounded, mapping, query_of, sequence_of, theme_of
from relsim.dashboards.drawing import (
    AT_FIRST,
    HEIGHTS,
    MEASURES,
    USUAL_HEIGHT,
    Look,
    Range,
    drawn,
)
from relsim.dashboards.live import Busy, Live, Shown
from relsim.dashboards.marks import NAMES
from relsim.dashboards.reading import Note
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.workshop.cards import OUTCOMES, Card, card, changes
from relsim.errors import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.analysis import Comparison
    from relsim.dashboards.texts import Texts

SIDES = ("left", "right")
BASELINE = "baseline"
#: What a link holds besides the scenario: which measures the figures show, and the baseline.
VIEW = (*SIDES, BASELINE)
_LARGEST = 1e15


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asked for, after everything in it was checked.

    Attributes
    ----------
    sequence
        Which request it is, given back with the answer.
    scenario, notes
        What is looked at, and what had to be changed about it.
    baseline
        What it is compared with.
    quick
        Whether a rough answer is wanted, as while a lever is dragged.
    measures
        What the two figures show.
    looks
        How each is drawn.
    held
        Vertical ranges that stay in sight.
    """

    sequence: int
    scenario: Scenario
    notes: tuple[Note, ...]
    baseline: Scenario
    quick: bool
    measures: tuple[str, str]
    looks: tuple[Look, Look]
    held: tuple[Range | None, Range | None]


def read(request: object, accounts: int | None = None) -> Wish:
    """Return what a page asks for; whatever cannot be used is replaced, and nothing raises.

    Parameters
    ----------
    request
        JSON from anyone.
    accounts
        How many accounts the own book has, if there is one.
    """
    given = mapping(request)
    query = given.get("query")
    measures = _measures(given.get("measures"))
    pinned = given.get("baseline")
    baseline = WORKSHOP if pinned is None else Scenario.read(pinned, accounts)[0]
    if isinstance(query, str):
        scenario, notes = Scenario.from_query(query, VIEW, accounts)
        view = _view(query)
        measures = _measures([view.get(side) for side in SIDES], measures)
        if BASELINE in view:
            baseline = Scenario.from_query(view[BASELINE], (), accounts)[0]
    else:
        scenario, notes = Scenario.read(given.get("scenario"), accounts)
    theme = theme_of(given)
    big = given.get("big") is True
    heights = [bounded(value, *HEIGHTS, USUAL_HEIGHT) for value in _pair(given.get("heights"))]
    held = [_range(value) for value in _pair(given.get("held"))]
    return Wish(
        sequence=sequence_of(given),
        scenario=scenario,
        notes=notes,
        baseline=baseline,
        quick=given.get("quick") is True,
        measures=measures,
        looks=(Look(theme, big, heights[0]), Look(theme, big, heights[1])),
        held=(held[0], held[1]),
    )


def answer(wish: Wish, live: Live, texts: Texts) -> dict[str, Any]:
    """Return all a page needs to show a scenario, as JSON carries it.

    A first look, while a lever is dragged, is the figures and the headline; the rest follows.
    """
    try:
        shown = live.show(wish.scenario, quick=wish.quick)
        before = _before(wish, live)
    except InputError as error:
        return {"sequence": wish.sequence, "trouble": str(error)}
    except Busy:
        return {"sequence": wish.sequence, "trouble": texts("workshop.busy"), "busy": True}
    outcomes = shown.outcomes(("margin",) if wish.quick else tuple(OUTCOMES))
    said = message.message(outcomes["margin"], NAMES, wish.scenario.periods, texts)
    gone = message.extinct(shown.curves("clients"), NAMES, texts)
    best = outcomes["margin"].best
    found = {
        "sequence": wish.sequence,
        "quick": wish.quick,
        **_figures(wish, shown, before, texts),
        "message": said.head,
        "detail": " ".join(part for part in (f"{said.detail.removesuffix('.')}.", gone) if part),
        "best": None if best is None else {"leader": best.leader, "clear": best.clear},
    }
    if wish.quick:
        return found
    return found | {
        "scenario": wish.scenario.to_json(),
        "baseline": None if wish.baseline == WORKSHOP else wish.baseline.to_json(),
        "measures": list(wish.measures),
        "notes": [texts(note.key, **note.values) for note in wish.notes],
        "cards": _cards(outcomes, shown, before, texts),
        "summary": message.summary(said, outcomes["respect"], NAMES, texts, gone),
        "replications": shown.replications,
        "command": wish.scenario.command(live.options),
        "link": _link(wish),
    }


def _figures(wish: Wish, shown: Shown, before: Shown | None, texts: Texts) -> dict[str, Any]:
    figures, ranges = [], []
    for measure, look, held in zip(wish.measures, wish.looks, wish.held, strict=True):
        grey = [] if before is None else before.curves(measure)
        kept = [curve for curve in grey if curve.strategy in wish.scenario.strategies]
        figure, bounds = drawn(MEASURES[measure], shown.curves(measure), kept, look, texts, held)
        figures.append(figure)
        ranges.append(bounds)
    return {"figures": figures, "ranges": ranges}


def _cards(
    outcomes: Mapping[str, Comparison], shown: Shown, before: Shown | None, texts: Texts
) -> list[Component]:
    months = shown.months
    return [
        card(
            Card(outcomes[name], None if before is None else changes(name, shown, before)),
            NAMES,
            months,
            texts,
        )
        for name in OUTCOMES
    ]


def _link(wish: Wish) -> str:
    """Return the query that brings this view back: scenario, measures, baseline."""
    view: dict[str, str] = {}
    if wish.measures != AT_FIRST:
        view |= zip(SIDES, wish.measures, strict=True)
    if wish.baseline.inputs != WORKSHOP.inputs:
        view[BASELINE] = wish.baseline.to_query()
    return "&".join(part for part in (wish.scenario.to_query(), urlencode(view)) if part)


def _before(wish: Wish, live: Live) -> Shown | None:
    """Return the baseline, with the strategies looked at; None where it is the same."""
    given = wish.baseline
    compared = Scenario(
        strategies=wish.scenario.strategies,
        settings=given.settings,
        periods=given.periods,
        replications=given.replications,
        seed=given.seed,
    ).capped(live.accounts)
    if compared == wish.scenario.inputs:
        return None
    return live.show(compared, quick=wish.quick)


def _view(query: str) -> dict[str, str]:
    """Return what a link holds besides the scenario."""
    told = query_of(query)
    return {key: told[key] for key in VIEW if key in told}


def _measures(value: object, otherwise: tuple[str, str] = AT_FIRST) -> tuple[str, str]:
    left, right = (
        name if isinstance(name, str) and name in MEASURES else kept
        for name, kept in zip(_pair(value), otherwise, strict=True)
    )
    return left, right


def _pair(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) and len(value) == 2 else (None, None)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < _LARGEST and math.isfinite(value) else None


def _range(value: object) -> Range | None:
    low, high = (_number(end) for end in _pair(value))
    if low is None or high is None or not low < high:
        return None
    return low, high
