"""The report of a comparison: its message, then pictures, tables, and how sure all that is."""

from __future__ import annotations

from html import escape

import numpy as np

from relsim import figures
from relsim.analysis import wording
from relsim.analysis.findings import Comparison, Difference
from relsim.figures import Interval, Reading
from relsim.report.customers import customers
from relsim.report.headline import headline, last_values, ranking, span, value, verdict
from relsim.report.material import MAIN, PER_REP, Material
from relsim.report.page import (
    Page,
    folded,
    grid,
    paragraph,
    section,
    swatch,
)
from relsim.report.provenance import closing, warnings, what_was_run
from relsim.report.series import monthly_curves, months_of
from relsim.report.tables import oriented, outcome_table, plain_table, shown_pairs

_CARDS = ("respect", "churn_yearly", "referrals_won")
_OVER_TIME: tuple[tuple[str, str, str, Reading], ...] = (
    ("respect", "Respect", "index 0–1, clients of month 0, value at exit carried on", "index"),
    ("margin", "Cumulative margin", "EUR since the start", "money"),
    ("churn", "Churn", "yearly rate over the last 12 months", "share"),
    ("referrals", "Referrals won", "clients won by referral since the start", "number"),
    ("discount", "Discount", "share of list price given away", "share"),
    ("demands", "Demands", "per 100 client-months, over the last 12", "number"),
)


def written(material: Material) -> bytes:
    """Return the page that reports a comparison at a single point."""
    over = "a rep and month"
    if material.earned != PER_REP:
        over = f"in {span(material.experiment.periods)}"
    message = headline(material.comparisons[material.earned], material.names, over)
    page = Page(f"{material.experiment.name}: {message}")
    page.add("<main>", _opening(material, message))
    several = len(material.strategies) > 1
    if several:
        page.add(_margin(page, material))
    if material.periods is not None:
        page.add(_over_time(page, material))
    page.add(customers(page, material), _outcomes(material))
    if several:
        page.add(_sureness(material))
    page.add(what_was_run(material), "</main>", closing(material))
    return page.written()


def _cards(material: Material) -> tuple[str, ...]:
    return (material.earned, *_CARDS)


def _opening(material: Material, message: str) -> str:
    experiment, found = material.experiment, material.comparisons
    eyebrow = f"<b>{escape(experiment.name)}</b> · {escape(experiment.question)}"
    lines = [
        ranking(found[name], material.names, what)
        for name, what in (
            ("respect", "Respect"),
            ("churn_yearly", "Clients lost a year"),
            ("referrals_won", "Clients won by referral"),
        )
        if name in found
    ]
    lead = "".join(f"<li>{escape(line)}</li>" for line in lines)
    cautions = "".join(paragraph(text, "caveat") for text in warnings(material))
    cards = "".join(_card(material, found[name]) for name in _cards(material) if name in found)
    return (
        f'<header><p class="eyebrow">{eyebrow}</p><h1>{escape(message)}</h1>'
        f'<ul class="lead">{lead}</ul>{cautions}</header>'
        f'<div class="cards">{cards}</div>{paragraph(_basis(material), "caveat")}'
    )


def _basis(material: Material) -> str:
    experiment = material.experiment
    # of one point: as many as it was given, or as it took until its interval was narrow
    count = material.replications[1]
    if count == 1:
        return (
            "A single replication: one draw of luck, so there are no intervals and nothing can be "
            "said to be clear. Run it with more replications."
        )
    how = f"each strategy run {count:,} times"
    if len(material.strategies) > 1:
        how += " on the same luck"
    if experiment.mixed:
        how = f"all strategies together in one territory, {count:,} times"
    told = f"Means over {span(experiment.periods)}, {how}. {wording.INTERVALS_COVER_LUCK}"
    return f"{told} {wording.REPLICATION_IS_THE_UNIT}" if experiment.mixed else told


def _card(material: Material, comparison: Comparison) -> str:
    rows = []
    for estimate in comparison.estimates:
        interval = wording.interval_in_words(estimate.low, estimate.high, comparison.unit)
        if comparison.unit.startswith("EUR") and np.isfinite(estimate.low):
            interval = f"[{_short(estimate.low)}, {_short(estimate.high)}]"
        shown = value(estimate, comparison.unit).removesuffix(f" {comparison.unit}")
        rows.append(
            f'<dt>{swatch(material.strategies, estimate.arm)}<span class="who">'
            f"{escape(material.names[estimate.arm])}</span></dt>"
            f"<dd><b>{escape(shown)}</b>"
            + (f"<small>{escape(interval)}</small>" if np.isfinite(estimate.low) else "")
            + "</dd>"
        )
    said = verdict(comparison, material.names)
    foot = f"<p>{escape(said)}</p>" if said else ""
    return (
        f'<div class="card"><h3>{escape(comparison.label)} '
        f"<span>{escape(comparison.unit)}</span></h3><dl>{''.join(rows)}</dl>{foot}</div>"
    )


def _short(number: float) -> str:
    return figures.short_value(number, "money")


def _margin(page: Page, material: Material) -> str:
    margin = material.comparisons[material.earned]
    differences = [oriented(margin, arm, base) for arm, base in shown_pairs(material)]
    rows = [
        Interval(
            d.arm,
            material.label(d),
            d.mean,
            d.simultaneous_low,
            d.simultaneous_high,
            d.verdict in ("more", "less"),
        )
        for d in differences
        if np.isfinite(d.mean)
    ]
    if not rows:
        return ""
    said = [wording.say_difference(d, margin.unit, material.names) for d in differences]
    over = "whole run" if material.earned != PER_REP else "a rep and month"
    frame = page.figure(
        "Paired differences in margin",
        f"On the same territory and luck, {over}: {'; '.join(said)}. Bars are 95 % intervals "
        "that hold for all pairs together; an open mark is not clear.",
        figures.differences(rows, unit=f"{margin.unit}, {over}"),
    )
    return section("Who earns more, on the same luck", grid([frame], one=True), place="margin")


def _over_time(page: Page, material: Material) -> str:
    assert material.periods is not None
    months = months_of(material.periods, material.strategies)
    curves = monthly_curves(months, material.names)
    frames = [
        page.figure(
            heading,
            last_values(curves[key], reading, material.experiment.periods),
            figures.over_time(curves[key], unit=unit, reading=reading),
        )
        for key, heading, unit, reading in _OVER_TIME
        # A rate over the last twelve months has nothing to show in a shorter run.
        if any(np.isfinite(curve.middle).any() for curve in curves[key])
    ]
    told = "Lines show the single replication."
    if material.experiment.replications > 1:
        told = "Lines are means over replications; bands hold the middle 90 % of them (5–95 %)."
    drawn = max(len(of["margin"]) for of in months.values())
    if drawn < material.replications[1]:
        told += f" Drawn from {drawn:,} of {material.replications[1]:,} replications."
    return section("Month by month", paragraph(told, "quiet"), grid(frames), place="over-time")


def _outcomes(material: Material) -> str:
    main = (*MAIN, *material.experiment.own_outcomes)
    first = [name for name in main if name in material.outcomes]
    rest = [name for name in material.outcomes if name not in first]
    several = len(material.strategies) > 1
    told = "Mean ± half a 95 % interval over replications."
    if several:
        told += (
            " Shaded: paired differences, with intervals that hold for all pairs together; "
            "bold where nought is left out."
        )
    parts = [outcome_table(material, first, told)]
    if rest:
        parts.append(folded(f"{len(rest)} more outcomes", outcome_table(material, rest, told)))
    if several:
        parts.append(paragraph(wording.EACH_OUTCOME_ALONE, "prose again quiet"))
    return section("Outcomes", *parts, place="outcomes")


def _sureness(material: Material) -> str:
    main = (*MAIN, *material.experiment.own_outcomes)
    found = [material.comparisons[name] for name in main if name in material.comparisons]
    open_ones = [
        f"{comparison.label}: {wording.say_difference(d, comparison.unit, material.names)}."
        for comparison in found
        for d in comparison.differences
        if d.verdict == "no clear difference"
    ]
    if open_ones:
        lines = "".join(f"<li>{escape(line)}</li>" for line in open_ones)
        unclear = f"<h3>Not clear yet</h3><ul>{lines}</ul>"
    else:
        unclear = paragraph("Nothing among the main outcomes is left open by luck.")
    pairs = shown_pairs(material)
    heads = ["Outcome", *(f"{material.names[a]} and {material.names[b]}" for a, b in pairs)]
    rows = [
        [comparison.label, *(_luck(oriented(comparison, arm, base)) for arm, base in pairs)]
        for comparison in (
            material.comparisons[n] for n in _cards(material) if n in material.outcomes
        )
    ]
    told = (
        "Every strategy met the same territories and the same luck. The more their results rise "
        "and fall together, the less luck blurs their difference. In the table: the correlation "
        "over replications, and how many times the replications separate luck would have taken."
    )
    table = plain_table("Correlation that common luck achieved", heads, rows)
    return section(
        "How sure is that?",
        paragraph(wording.INTERVALS_COVER_LUCK, "prose"),
        unclear,
        paragraph(told, "prose again"),
        table,
        place="how-sure",
    )


def _luck(difference: Difference) -> str:
    """Return the correlation that common luck achieved, and what it was worth."""
    if np.isnan(difference.correlation):
        return "–"
    if difference.variance_ratio == 0:
        return f"{difference.correlation:.2f}; cancels luck"
    if np.isnan(difference.variance_ratio):
        return f"{difference.correlation:.2f}"
    return f"{difference.correlation:.2f}; {1 / difference.variance_ratio:.2g} ×"
