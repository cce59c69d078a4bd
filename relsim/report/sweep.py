"""The report of an experiment over several points: its message, where strategies win, a table."""

from __future__ import annotations

from html import escape

from relsim.analysis import wording
from relsim.analysis.sensitivity import COLUMNS as INDEX_COLUMNS
from relsim.analysis.sensitivity import KINDS
from relsim.figures import Curve
from relsim.report import indices
from relsim.report.headline import counted, listed, span
from relsim.report.material import HORIZONS, PER_REP, Material
from relsim.report.page import Page, folded, paragraph, section
from relsim.report.points import (
    Points,
    leader_of,
    points_of,
    wins_in_words,
    wins_of,
)
from relsim.report.provenance import closing, warnings, what_was_run
from relsim.report.samples import over_samples
from relsim.report.surfaces import over_many, over_one, over_points, over_three, over_two
from relsim.report.tables import plain_table

#: Designs whose points stand in no order that could be drawn.
SAMPLED = ("latin-hypercube", *KINDS)
#: What is read of ``runs.parquet``, apart from the varied names.
COLUMNS = tuple(dict.fromkeys((*INDEX_COLUMNS, *HORIZONS, PER_REP)))
_MOST_ROWS = 200
_MOST_OPEN_ROWS = 24
_MOST_NAMED = 16
_MOST_BESIDE = 4


def written(material: Material) -> bytes:
    """Return the page that reports a sweep."""
    points = points_of(material)
    message = indices.headline(material) or _headline(material, points)
    page = Page(f"{material.experiment.name}: {message}")
    page.add("<main>", _opening(material, points, message))
    names = list(points.values)
    page.add(indices.decided(page, material))
    if material.experiment.design.kind in SAMPLED:
        page.add(over_samples(page, material, points))
    elif len(names) == 1:
        page.add(over_one(page, material, points, names[0]))
    elif len(names) == 2 and material.experiment.design.kind == "grid":
        page.add(over_two(page, material, points, names[0], names[1]))
    elif material.experiment.design.kind == "grid":
        page.add(over_three(page, material, points, names) if len(names) == 3 else "")
        page.add(over_many(page, material, names))
    elif len(points.numbers) <= _MOST_NAMED:
        labels = [material.experiment.design.label(number) for number in points.numbers]
        page.add(over_points(page, material, points.curves, labels, "point of the list"))
    page.add(_table(material, points), what_was_run(material), "</main>", closing(material))
    return page.written()


def _headline(material: Material, points: Points) -> str:
    count = len(points.numbers)
    whole = f"{counted(count)} point{'s' if count != 1 else ''}"
    if len(material.strategies) == 1:
        return f"{material.names[material.strategies[0]]} at {whole}"
    wins = [(name, won) for name, won in wins_of(material, points.best[material.earned]) if won]
    if not wins:
        return f"No strategy clearly earns most at any of {whole}"
    (first, most), others = wins[0], wins[1:]
    if most == count:
        return f"{first} earns most at all {whole}" if count > 1 else f"{first} earns most"
    told = f"{first} earns most at {counted(most)} of {whole}"
    if others:
        told += f", {listed([f'{name} at {counted(won)}' for name, won in others])}"
    unclear = count - sum(won for _, won in wins)
    return f"{told}; at {counted(unclear)} it is not clear" if unclear else told


def _opening(material: Material, points: Points, message: str) -> str:
    experiment = material.experiment
    eyebrow = f"<b>{escape(experiment.name)}</b> · {escape(experiment.question)}"
    lines = indices.decided_in_words(material)
    if len(material.strategies) > 1:
        for name in material.horizons:
            defined = [b for b in points.best[name] if b is not None and b.leader is not None]
            if not defined:
                continue
            told = wins_in_words(material, defined)
            lines.append(f"{material.outcomes[name].label}: {told}.")
    lead = "".join(f"<li>{escape(line)}</li>" for line in lines)
    cautions = "".join(paragraph(text, "caveat") for text in warnings(material))
    if points.whole > len(points.numbers):
        cautions += paragraph(
            f"This page shows the first {len(points.numbers):,} of {points.whole:,} points; "
            "runs.parquet has them all.",
            "caveat",
        )
    basis = f"{_each_point(material)} of {span(experiment.periods)}. {wording.INTERVALS_COVER_LUCK}"
    return (
        f'<header><p class="eyebrow">{eyebrow}</p><h1>{escape(message)}</h1>'
        f'<ul class="lead">{lead}</ul>{cautions}</header>{paragraph(basis, "caveat")}'
    )


def _table(material: Material, points: Points) -> str:
    several = len(material.strategies) > 1
    found_heads = [material.names[arm] for arm in material.strategies]
    if several:
        found_heads.append("Clearly most")
    # Where much is varied, what was found comes first: the rest may run off the page.
    found_first = len(points.values) > _MOST_BESIDE
    pair = [[*points.values], found_heads]
    heads = ["Point", *(head for part in (pair[::-1] if found_first else pair) for head in part)]
    rows = []
    unit = material.outcomes[material.earned].unit
    for place, best in enumerate(points.best[material.earned][:_MOST_ROWS]):
        label = material.experiment.design.label(points.numbers[place]).removeprefix("point ")
        varied = [f"{values[place]:.6g}" for values in points.values.values()]
        outcome = [_cell(curve, place, unit) for curve in points.curves[material.earned]]
        if several:
            leader = leader_of(best)
            outcome.append(material.names[leader] if leader is not None else "not clear")
        rows.append([label, *(outcome + varied if found_first else varied + outcome)])
    label = material.outcomes[material.earned].label
    told = f"{label}, {unit}, whole run: mean ± half a 95 % interval over replications."
    if points.whole > len(rows):
        told += f" The first {len(rows)} of {points.whole:,} points; runs.parquet has them all."
    table = plain_table("Margin at each point", heads, rows, words=0)
    if len(rows) > _MOST_OPEN_ROWS:
        table = folded(f"All {len(rows)} points", table)
    return section("Margin at each point", paragraph(told, "quiet"), table, place="points")


def _cell(curve: Curve, place: int, unit: str) -> str:
    assert curve.high is not None
    half = float(curve.high[place] - curve.middle[place])
    return wording.cell(float(curve.middle[place]), half, unit)


def _each_point(material: Material) -> str:
    fewest, most = material.replications
    if fewest == most:
        return f"Each point: {most:,} replication{'s' if most != 1 else ''}"
    return f"{fewest:,} to {most:,} replications a point"
