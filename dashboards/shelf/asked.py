"""What is asked of a results folder, read from anyone: names, views and runs that there are."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from relsim.dashboards.drawing import MEASURES
from relsim.dashboards.message import capital
from relsim.dashboards.shelf.types import VIEWS, Asked, Measured, Varied, Where
from relsim.figures import reading_of
from relsim.metrics import Outcome
from relsim.parameters import PARAMETERS
from relsim.study.design import Design, Grid, Sampled

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import Study
    from relsim.dashboards.texts import Texts

BETWEEN = "between"
"""What ``importance`` calls the question which of two strategies earns more."""
_LARGEST = 1e15
_LONGEST = 40


def varied_of(design: Design, texts: Texts) -> tuple[Varied, ...]:
    """Return what a design varies; a list of points is gone through point by point."""
    if design.size == 1:
        return ()
    if isinstance(design, Grid):
        return tuple(
            _levels(name, [float(level) for level in levels])
            for name, levels in zip(design.names, design.levels, strict=True)
            if len(levels) > 1
        )
    if isinstance(design, Sampled):
        return tuple(
            Varied(name, _plain(name), _unit(name), (), (), float(span.low), float(span.high))
            for name, span in zip(design.names, design.ranges, strict=True)
        )
    places = range(design.size)
    labels = [design.label(place) for place in places]
    return (
        Varied(
            "point",
            texts["exploring.point"],
            "",
            tuple(float(place) for place in places),
            tuple(label if labels.count(label) == 1 else f"{label} ({place})"
                  for place, label in enumerate(labels)),
            0.0,
            float(design.size - 1),
        ),
    )  # fmt: skip


def measured_of(outcome: Outcome) -> Measured:
    """Return an outcome as a select shows it."""
    return Measured(
        outcome.name, outcome.label, outcome.unit, reading_of(outcome.unit), outcome.meaning
    )


def measures_of(texts: Texts) -> tuple[Measured, ...]:
    """Return what can be followed month by month."""
    return tuple(
        Measured(name, texts[f"measure.{name}.title"], texts[f"measure.{name}.unit"], one.reading)
        for name, one in MEASURES.items()
    )


def between(texts: Texts) -> Measured:
    """Return the question which of two strategies earns more, as a select shows it."""
    told = texts["exploring.between.meaning"]
    return Measured(BETWEEN, texts["exploring.between"], "EUR", "money", told)


def views_of(study: Study) -> tuple[str, ...]:
    """Return the views a folder has, the main one first."""
    kind, several = study.kind, len(study.strategies) > 1
    found: list[str] = []
    if kind in ("sobol", "morris"):
        found.append("importance")
    two = len(study.varied) > 1
    if several and study.varied and (two or not study.sampled):
        found.append("phases")
    if two:
        found.append("levels")
    if several and study.sampled:
        found.append("shares")
    if study.varied:
        found.append("parameter")
    if not study.sampled:  # over a few replications of all points together little would be clear
        found.append("outcomes")
    if study.results.periods is not None:
        found.append("series")
    if study.results.customers is not None:
        found += ["whale", "survival"] if study.experiment.periods >= 12 else ["whale"]
    if len(study.varied) == 1 and not study.sampled:
        found.remove("parameter")
        found.insert(0, "parameter")
    return tuple(view for view in found if view in VIEWS)


def read(study: Study, choices: object) -> Asked:
    """Return what somebody asks for, as far as there is such a thing; see `Study.read`."""
    given: Mapping[Any, Any] = choices if isinstance(choices, Mapping) else {}
    notes: list[str] = []

    def chosen(key: str, known: Sequence[str], usual: str) -> str:
        told = given.get(key)
        if told in (None, "") or not known:
            return usual
        if isinstance(told, str) and told in known:
            return told
        what = told[:_LONGEST] if isinstance(told, str) and told.isprintable() else key
        notes.append(study.texts("exploring.differs", what=what, used=usual or "–"))
        return usual

    view = chosen("view", study.views, study.views[0])
    outcomes = [one.name for one in study.choices(view)]
    outcome = chosen("outcome", outcomes, outcomes[0] if outcomes else "")
    names = [one.name for one in study.varied]
    across = upward = ""
    plane = view in ("levels", "phases") and len(names) > 1
    if plane:
        # As the report has it: the first name upward, the second across.
        across = chosen("across", names, names[1])
        others = [name for name in names if name != across]
        upward = chosen("upward", others, others[0])
    elif view in ("parameter", "phases", "shares"):
        across = chosen("across", names, names[0])
    fixed = []
    held = given.get("fixed")
    if isinstance(held, Mapping) and not study.sampled and view != "importance":
        for one in study.varied:
            value = number(held.get(one.name))
            if value is not None and one.name not in (across, upward):
                fixed.append((one.name, min(one.values, key=lambda known: abs(known - value))))
    return Asked(view, outcome, across, upward, tuple(fixed), tuple(notes))


def where(study: Study, value: object) -> Where:
    """Return which runs somebody means, as far as it can be used; see `Study.where`."""
    given: Mapping[Any, Any] = value if isinstance(value, Mapping) else {}
    told = given.get("values")
    values: Mapping[Any, Any] = told if isinstance(told, Mapping) else {}
    known = {*study.experiment.design.names, *(one.name for one in study.varied)}
    kept = []
    for name, ends in values.items():
        if name not in known or not isinstance(ends, list | tuple) or len(ends) != 2:
            continue
        low, high = (number(end) for end in ends)
        if low is not None and high is not None:
            kept.append((name, min(low, high), max(low, high)))
    strategy, status = given.get("strategy"), given.get("status")
    return Where(
        tuple(kept),
        strategy if isinstance(strategy, str) and strategy in study.names else None,
        status if status in ("done", "failed") else None,
        _point(study, given.get("point")),
    )


def said(study: Study, where: Where) -> str:
    """Return in words which runs are meant."""
    texts = study.texts
    told = [
        study.at(name, low, high)
        for name, low, high in where.values
        if any(one.name == name for one in study.varied)
    ]
    if where.point is not None:
        told.append(texts("exploring.runs.point", number=where.point))
    if where.strategy is not None:
        told.insert(0, study.names[where.strategy])
    if where.status == "failed":
        told.append(texts["exploring.runs.failed"])
    return capital(", ".join(told)) if told else texts["exploring.all"]


def short(values: Sequence[float], fewest: int = 3) -> list[str]:
    """Return numbers as text, as short as tells them apart.

    Parameters
    ----------
    values
        Some numbers.
    fewest
        Digits that are kept in any case.

    Examples
    --------
    >>> short([0.1, 0.15]), short([1000.0, 1001.0]), short([0.33333])
    (['0.1', '0.15'], ['1000', '1001'], ['0.333'])
    >>> short([1437.3, 0.0123], 2)
    ['1400', '0.012']
    """
    texts: list[str] = []
    different = len(set(values))
    for digits in range(fewest, 18):
        texts = [_text(value, digits) for value in values]
        if len(set(texts)) == different:
            break
    return texts


def _text(value: float, digits: int) -> str:
    if value == round(value) and abs(value) < 1e6:
        return str(int(value))
    told = f"{value:.{digits}g}"
    return str(int(float(told))) if "e+" in told and abs(value) < 1e6 else told


def _levels(name: str, levels: list[float]) -> Varied:
    values = sorted(set(levels))
    return Varied(
        name, _plain(name), _unit(name), tuple(values), tuple(short(values)), values[0], values[-1]
    )


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _unit(name: str) -> str:
    known = PARAMETERS.get(name)
    return known.unit if known is not None else ""


def number(value: object) -> float | None:
    """Return a number that somebody sent, or None where it is none that can be used."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not -_LARGEST < value < _LARGEST:  # before float(), which huge whole numbers overflow
        return None
    return float(value) if math.isfinite(value) else None


def _point(study: Study, value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < study.experiment.design.size else None
