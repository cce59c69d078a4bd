"""The report's sections on what decides the outcomes: Sobol indices and Morris effects."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.morris import MorrisEffects
from relsim.analysis.resampling import Estimates
from relsim.analysis.sensitivity import DECIDED, Sensitivities, Sensitivity
from relsim.analysis.sobol import SobolIndices
from relsim.figures import Panel, Reading
from relsim.report.headline import listed
from relsim.report.material import Material
from relsim.report.page import Page, folded, grid, paragraph, section
from relsim.report.tables import plain_table

_MOST_NAMES = 10
MOST_PANELS = 4
_MOST_PAIRS = 3
_MOST_SECOND = 30
_READ = {
    "sobol": (
        "The wide bar is a name's total index: the share of the variance of the expected outcome "
        "that would be left if all but this name were known. The narrow bar is its first-order "
        "index, the share that goes with it alone; what is between them it does with others. "
        "Indices are estimates and may fall a little below 0. Lines are 95 % intervals, each for "
        "itself, over the points drawn and over luck."
    ),
    "morris": (
        "The wide bar is mu*, the mean size of the effect of moving a name through its whole "
        "range, + or − where it mostly goes one way; the narrow bar is the size of the mean effect "
        "mu: where it is shorter, the name works both ways. Lines are 95 % intervals of mu*, each "
        "for itself, over the trajectories drawn and over luck."
    ),
}


def decided(page: Page, material: Material) -> str:
    """Return the sections on what decides each outcome, and who earns more."""
    found = material.sensitivities
    if found is None:
        return ""
    heading = "What decides the outcomes"
    if found.refused is not None:
        return section(heading, paragraph(f"No indices: {found.refused}.", "caveat"), place="what")
    asked = {
        material.outcomes[name].label: [
            one for one in found.found if (one.outcome, one.base) == (name, None)
        ]
        for name in (*DECIDED, *material.experiment.own_outcomes)
    }
    asked["Who earns more"] = _between(material, found)
    frames = [
        _figure(page, material, found, chosen, label) for label, chosen in _in_order(asked).items()
    ]
    notes = [paragraph(text, "caveat") for text in found.notes]
    refused = [
        paragraph(f"{_subject(material, one)}: no indices, because {one.refused}.", "quiet")
        for one in found.found
        if one.refused is not None
    ]
    return section(
        heading,
        paragraph(_READ[found.kind], "prose quiet"),
        *notes,
        *(grid([frame], one=True) for several in frames for frame in several),
        *refused,
        _table(material, found),
        place="what",
    )


def decided_in_words(material: Material) -> list[str]:
    """Return a sentence for each strategy's margin, and for who earns more."""
    found = material.sensitivities
    if found is None:
        return []
    if found.refused is not None:
        return [f"What decides the outcomes: no indices yet, because {found.refused}."]
    lines = []
    margin = [one for one in found.found if (one.outcome, one.base) == (DECIDED[0], None)]
    for one in (*margin, *_between(material, found)):
        if one.main is None:
            continue
        names = [at for at in one.ranked()[:2] if one.clear[at]]
        told = ", then ".join(_with_interval(material, found, one, at) for at in names)
        subject = _subject(material, one) + ("," if one.base is not None else "")
        lines.append(f"{subject} is decided by {told or 'nothing that is shown to matter'}.")
    return lines


def headline(material: Material) -> str | None:
    """Return what decides margin most under each strategy, in one sentence, or None."""
    found = material.sensitivities
    if found is None or found.refused is not None:
        return None
    first: dict[str, list[str]] = {}
    for one in found.found:
        if one.outcome == DECIDED[0] and one.base is None and one.main is not None:
            first.setdefault(found.names[one.ranked()[0]], []).append(material.names[one.arm])
    if not first:
        return None
    if len(first) == 1:
        (name,) = first
        return f"{_plain(name)} decides margin most".capitalize()
    told = [f"{_plain(name)} under {listed(arms)}" for name, arms in first.items()]
    return f"What decides margin most: {listed(told)}"


def _figure(
    page: Page,
    material: Material,
    found: Sensitivities,
    asked: Sequence[Sensitivity],
    label: str,
) -> list[str]:
    """Draw the most important names of some strategies side by side, a few to a figure."""
    shown = [one for one in asked if one.indices is not None]
    if not shown:
        return []
    order = most_important(shown)
    left = len(found.names) - len(order)
    rest = f" {left} less important names stand in the table." if left > 0 else ""
    favours = " + favours the first of a pair." if asked[0].base and found.kind != "sobol" else ""
    frames = []
    for start in range(0, len(shown), MOST_PANELS):
        some = shown[start : start + MOST_PANELS]
        first = [f"{_subject(material, one, whole=False)} {_first(found, one)}" for one in some]
        frames.append(
            page.figure(
                label,
                f"Decides most: {'; '.join(first)}.{rest}{favours}",
                drawn(material, found, some, order),
            )
        )
    return frames


def most_important(shown: Sequence[Sensitivity]) -> list[int]:
    """Return the places of the names that matter most to any of some outcomes, at most ten."""
    most = np.max([one.main.value for one in shown if one.main is not None], axis=0)
    return np.argsort(-most, kind="stable")[:_MOST_NAMES].tolist()


def drawn(
    material: Material,
    found: Sensitivities,
    shown: Sequence[Sensitivity],
    order: Sequence[int],
    *,
    theme: figures.ThemeName = "light",
    big: bool = False,
    height: int | None = None,
) -> figures.Figure:
    """Draw what decides an outcome: a panel a strategy, a row a name, in the order given."""
    outcome = material.outcomes[shown[0].outcome]
    sobol, share = found.kind == "sobol", wording.is_share(outcome.unit)
    reading: Reading = "index" if sobol else figures.reading_of(outcome.unit)
    unit = "share of the variance of the expected outcome"
    if not sobol:
        unit = f"effect of a whole range, {'points' if share else outcome.unit}"
        reading = "number" if share else reading
    places = np.asarray(order, dtype=np.int64)
    return figures.importance(
        [_panel(material, found, one, places, 100.0 if share else 1.0, reading) for one in shown],
        [_plain(found.names[at]) for at in order],
        unit=unit,
        reading=reading,
        theme=theme,
        big=big,
        height=height,
    )


def _in_order(asked: dict[str, list[Sensitivity]]) -> dict[str, list[Sensitivity]]:
    """Return margin first, then who earns more, then the other outcomes."""
    first, *others = [label for label in asked if label != "Who earns more"]
    return {label: asked[label] for label in (first, "Who earns more", *others)}


def _between(material: Material, found: Sensitivities) -> list[Sensitivity]:
    """Return the differences worth telling: all of three, else those from who earns most."""
    pairs = [one for one in found.found if one.base is not None]
    if len(pairs) <= _MOST_PAIRS:
        return pairs
    means = material.done.select("strategy", "margin").group_by("strategy").mean()
    leader = means.sort("margin", descending=True)["strategy"][0]
    return [one for one in pairs if leader in (one.arm, one.base)]


def _first(found: Sensitivities, one: Sensitivity) -> str:
    return _plain(found.names[one.ranked()[0]])


def _panel(
    material: Material,
    found: Sensitivities,
    one: Sensitivity,
    order: np.ndarray,
    factor: float,
    reading: Reading,
) -> Panel:
    indices, main = one.indices, one.main
    assert main is not None
    if isinstance(indices, MorrisEffects):
        signed = indices.mu.value
        part = np.abs(signed)
        signs = np.where(2 * part < main.value, "", np.where(signed > 0, "+", "−"))
    else:
        assert indices is not None
        factor, part = 1.0, indices.first.value
        signs = np.full(len(part), "")
    return Panel(
        strategy=one.arm if one.base is None else None,
        label=_subject(material, one, whole=False),
        whole=factor * main.value[order],
        low=factor * main.low[order],
        high=factor * main.high[order],
        part=factor * part[order],
        shown=[
            # "-0.00" would claim a sign
            f"{signs[at]}"
            f"{figures.short_value(round(factor * float(main.value[at]), 3) + 0.0, reading)}"
            for at in order
        ],
        told=[
            f"{_plain(found.names[at])}: {_with_interval(material, found, one, int(at), bare=True)}"
            for at in order
        ],
    )


def _with_interval(
    material: Material, found: Sensitivities, one: Sensitivity, at: int, *, bare: bool = False
) -> str:
    """Return a name with its index and interval, as in `competition (total index 0.61 [...])`."""
    assert one.main is not None
    if found.kind == "sobol":
        told = f"total index {_index(one.main, at)}"
    else:
        unit = material.outcomes[one.outcome].unit
        half = float(one.main.high[at] - one.main.value[at])
        value = wording.difference_in_words(float(one.main.value[at]), unit, half)
        interval = wording.interval_in_words(
            float(one.main.low[at]), float(one.main.high[at]), unit
        )
        told = f"mu* {value} {interval}"
    return told if bare else f"{_plain(found.names[at])} ({told})"


def _index(of: Estimates, at: int) -> str:
    # "-0.00" would claim a sign
    value, low, high = (round(float(end[at]), 2) + 0.0 for end in (of.value, of.low, of.high))
    return f"{value:.2f} [{low:.2f}, {high:.2f}]"


def _subject(material: Material, one: Sensitivity, *, whole: bool = True) -> str:
    """Return what is decided: an outcome under a strategy, or which of two earns more."""
    names = material.names
    if one.base is not None:
        pair = f"{names[one.arm]} or {names[one.base]}"
        return f"Who earns more, {pair}" if whole else pair
    if not whole:
        return names[one.arm]
    return f"{material.outcomes[one.outcome].label} under {names[one.arm]}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _table(material: Material, found: Sensitivities) -> str:
    """Return every index with its interval, folded away."""
    sobol = found.kind == "sobol"
    measures = ["First order", "Total"] if sobol else ["mu", "mu*", "sigma", "mu* of luck alone"]
    rows, second = [], []
    for one in found.found:
        indices, subject = one.indices, _subject(material, one)
        if indices is None:
            continue
        for at in one.ranked():
            if isinstance(indices, MorrisEffects):
                unit = material.outcomes[one.outcome].unit
                cells = [
                    _effect(of, at, unit) for of in (indices.mu, indices.mu_star, indices.sigma)
                ]
                cells.append(wording.difference_in_words(float(indices.luck[at]), unit))
            else:
                cells = [_index(indices.first, at), _index(indices.total, at)]
            rows.append([subject, found.names[at], *cells])
        if isinstance(indices, SobolIndices) and indices.second is not None:
            together = indices.second
            largest = np.argsort(-together.value, kind="stable")[:_MOST_SECOND]
            second += [
                [
                    subject,
                    " × ".join(found.names[name] for name in indices.pairs[place]),
                    _index(together, int(place)),
                ]
                for place in largest.tolist()
            ]
    if not rows:
        return ""
    heads = ["Outcome", "Name", *measures]
    parts = [folded("Every index with its interval", plain_table("Indices", heads, rows, words=2))]
    if second:
        heads = ["Outcome", "Together", "Second order"]
        parts.append(
            folded(
                "Pairs of names: what they do only together",
                plain_table("Second-order indices", heads, second, words=2),
            )
        )
    return "".join(parts)


def _effect(of: Estimates, at: int, unit: str) -> str:
    half = float(of.high[at] - of.value[at])
    value = wording.difference_in_words(float(of.value[at]), unit, half)
    return f"{value} {wording.interval_in_words(float(of.low[at]), float(of.high[at]), unit)}"
