"""What decides the outcomes of a results folder: indices of a Sobol or Morris design as a view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from relsim import figures
from relsim.analysis.morris import MorrisEffects
from relsim.analysis.sensitivity import COLUMNS, Sensitivity, sensitivities
from relsim.dashboards.jobs import Progress
from relsim.dashboards.message import listed
from relsim.dashboards.shelf.asked import BETWEEN
from relsim.dashboards.shelf.types import Asked, View
from relsim.errors import InputError
from relsim.report import indices
from relsim.report.material import Material

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import Study

_KEYS = COLUMNS[:5]


def importance(study: Study, asked: Asked, progress: Progress) -> View:
    """Return how much each varied name matters to an outcome, a panel a strategy."""
    between = asked.outcome == BETWEEN
    name = study.earned if between else asked.outcome
    runs = study.runs.frame.select(*_KEYS, name).collect()
    progress(0.1)
    entry = study.entry
    found = sensitivities(
        study.experiment,
        runs,
        {"runs": entry.runs},
        study.shelf.place(entry.folder),
        (name,),
        watch=lambda share: progress(0.1 + 0.9 * share),
        pairs=between,
    )
    said = study.texts
    if found.refused is not None:
        raise InputError(said("exploring.refused", why=found.refused))
    material = Material(study.experiment, study.results.manifest, runs, None, None, "")
    shown = [one for one in found.found if one.indices is not None]
    title = said("exploring.title.importance", outcome=_label(study, asked))
    if not shown:
        whys = dict.fromkeys(one.refused for one in found.found)
        raise InputError(said("exploring.refused", why="; ".join(str(why) for why in whys)))
    notes = [*found.notes, *_refused(study, found.found)]
    order = indices.most_important(shown)
    panels = shown[: indices.MOST_PANELS]

    def draw(**look: Any) -> figures.Figure:
        return indices.drawn(material, found, panels, order, **look)

    return View(
        asked,
        title,
        " ".join(f"{_first(study, found.names, one)}." for one in shown),
        tuple(notes),
        _HEADS[found.kind],
        [row for one in shown for row in _rows(found.names, one)],
        draw,
    )


def warm() -> None:
    """Load what lays out sampled designs: it takes a second, which nobody should wait for."""
    import SALib.sample.morris
    import SALib.sample.sobol  # noqa: F401


_HEADS = {
    kind: ("strategy", "minus", "name", *(f"{m}{end}" for m in of for end in ("", " low", " high")))
    for kind, of in {"sobol": ("first", "total"), "morris": ("mu", "mu*", "sigma")}.items()
}


def _rows(names: tuple[str, ...], one: Sensitivity) -> list[tuple[Any, ...]]:
    of = one.indices
    assert of is not None
    several = (
        (of.mu, of.mu_star, of.sigma) if isinstance(of, MorrisEffects) else (of.first, of.total)
    )
    return [
        (
            one.arm,
            one.base or "",
            names[at],
            *(float(end[at]) for e in several for end in (e.value, e.low, e.high)),
        )
        for at in one.ranked()
    ]


def _first(study: Study, names: tuple[str, ...], one: Sensitivity) -> str:
    clear = one.clear
    telling = [names[at].replace("_", " ") for at in one.ranked()[:2] if clear[at]]
    if not telling:
        return study.texts("exploring.none_decides", name=_who(study, one))
    return study.texts("exploring.most", name=_who(study, one), first=listed(telling, study.texts))


def _refused(study: Study, found: tuple[Sensitivity, ...]) -> list[str]:
    return [
        study.texts("exploring.no_indices", name=_who(study, one), why=one.refused)
        for one in found
        if one.refused is not None
    ]


def _who(study: Study, one: Sensitivity) -> str:
    if one.base is None:
        return study.names[one.arm]
    return study.texts("exploring.either", one=study.names[one.arm], other=study.names[one.base])


def _label(study: Study, asked: Asked) -> str:
    return next(one.label for one in study.choices("importance") if one.name == asked.outcome)
