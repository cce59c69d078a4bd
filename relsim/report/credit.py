"""The page of a Shapley decomposition: which behaviours make the gaps between two strategies."""

from __future__ import annotations

from html import escape
from pathlib import Path

import numpy as np

from relsim import figures
from relsim.evidence.credit import Findings, Gap, wording
from relsim.figures import Figure, Panel
from relsim.report.page import Page, command, folded, grid, paragraph, section
from relsim.report.tables import plain_table
from relsim.study import files
from relsim.study.manifest import here

_BARS = (
    "Wide bars with 95 % intervals: a behaviour's share of the gap. Narrow bars: what it adds when"
    " it is the only one taken over; where the two differ, behaviours depend on each other."
)


def write(found: Findings, line: str, target: Path) -> Path:
    """Write the page and return where it is.

    Parameters
    ----------
    found
        What is told.
    line
        The command that gives the same numbers again.
    target
        The page's file.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    page = render(found, line)
    with files.writing(target.parent):
        files.replace(target, lambda place: place.write_bytes(page))
    return target


def render(found: Findings, line: str) -> bytes:
    """Return the whole page."""
    title = f"What makes {found.strategy} differ from {found.base}"
    page = Page(title)
    frames = [
        page.figure(f"{gap.label}, {gap.unit}", _message(found, gap), bars(found, gap))
        for gap in found.gaps
    ]
    run = (
        f"{2 ** len(found.moved):,} mixtures, {found.customers:,} accounts,"
        f" {found.periods} months, {found.replications:,} replications, seed {found.seed}."
    )
    page.add(
        f"<main><header><h1>{escape(title)}</h1>",
        paragraph(wording.headline(found)),
        paragraph(f"{wording.READING} {run}", "caveat"),
        "</header>",
        section("Shares of the gaps", paragraph(_BARS, "quiet"), grid(frames), place="shares"),
        section("In numbers", *(_table(found, gap) for gap in found.gaps), place="numbers"),
        section("What was run", command("The same again", line), place="again"),
        f"</main><footer><p>Made by {escape(here())}. {escape(wording.COVER)}</p></footer>",
    )
    return page.written()


def bars(found: Findings, gap: Gap) -> Figure:
    """Draw what part of a gap each behaviour makes, the largest first."""
    order = sorted(gap.credits, key=lambda one: -abs(one.value.mean))
    value = np.array([one.value for one in order])
    panel = Panel(
        None,
        f"{found.strategy} − {found.base}: {wording.estimate(gap.gap, gap.decimals)}",
        value[:, 0],
        value[:, 1],
        value[:, 2],
        np.array([one.alone.mean for one in order]),
        [wording.number(one.value.mean, gap.decimals) for one in order],
        [
            f"{wording.plain(one.behaviour)} {wording.moved(found, one.behaviour)}:"
            f" {wording.estimate(one.value, gap.decimals)}"
            for one in order
        ],
    )
    names = [wording.plain(one.behaviour) for one in order]
    return figures.importance([panel], names, unit=gap.unit)


def _message(found: Findings, gap: Gap) -> str:
    largest = max(gap.credits, key=lambda one: abs(one.value.mean))
    told = wording.estimate(largest.value, gap.decimals)
    return (
        f"{found.base} {gap.base.mean:,.{gap.decimals}f}, {found.strategy}"
        f" {gap.strategy.mean:,.{gap.decimals}f}. Moves most: {wording.plain(largest.behaviour)},"
        f" {told}."
    )


def _table(found: Findings, gap: Gap) -> str:
    rows = [
        [
            one.behaviour,
            wording.moved(found, one.behaviour),
            wording.estimate(one.value, gap.decimals),
            wording.part(one, gap),
            wording.estimate(one.alone, gap.decimals),
            wording.estimate(one.last, gap.decimals),
        ]
        for one in sorted(gap.credits, key=lambda one: -abs(one.value.mean))
    ]
    heads = ["Behaviour", "From → to", "Share of the gap", "Part", "Alone", "Last"]
    left = f" {gap.undefined} replications are left out: undefined." if gap.undefined else ""
    return folded(
        f"{gap.label} ({gap.unit}), {gap.replications:,} replications.{left}",
        plain_table(f"Shares of {gap.label}", heads, rows, words=2),
    )
