"""The report's section on customers: beliefs at the end, the whale curve, retention by tenure."""

from __future__ import annotations

import numpy as np

from relsim import figures
from relsim.figures import Curve, Interval
from relsim.report.headline import listed
from relsim.report.material import Material
from relsim.report.page import Page, grid, paragraph, section
from relsim.report.series import account_curves

_BELIEFS = ("respect", "trust", "satisfaction", "precedent")


def customers(page: Page, material: Material) -> str:
    """Return the section on customers: what they hold, who pays, who stays."""
    beliefs = _twins(page, material)
    held = grid([beliefs], one=True) if beliefs else ""
    frames: list[str] = []
    missing = ""
    if material.customers is None:
        missing = paragraph(
            "The customers at the end were not kept, so whale curve and retention by tenure are "
            "not shown (outputs: customers = true keeps them).",
            "quiet",
        )
    else:
        drawn = material.customers.group_by("strategy").n_unique()["run_id"].to_list()
        if max(drawn, default=0) < material.replications[1]:
            told = f"{max(drawn, default=0):,} of {material.replications[1]:,} replications"
            missing = paragraph(f"Whale curve and retention are drawn from {told}.", "quiet")
        whales, stays = account_curves(
            material.customers, material.strategies, material.names, material.experiment.periods
        )
        if whales:
            frames.append(_whale(page, whales))
        if stays and any(np.isfinite(curve.middle).any() for curve in stays):
            frames.append(_stays(page, stays))
    shown = grid(frames) if frames else ""
    return section("Customers", missing, held, shown, place="customers")


def _whale(page: Page, curves: list[Curve]) -> str:
    peaks = []
    for curve in curves:
        top, end = float(np.nanmax(curve.middle)), float(curve.middle[-1])
        share = np.nanargmax(curve.middle) / (curve.middle.size - 1)
        if end > 0:
            accounts, brought = (
                figures.short_value(float(part), "share") for part in (share, top / end)
            )
            peaks.append(f"{curve.label} {accounts} of accounts bring {brought}")
    told = f"Of the margin at the end: {listed(peaks)}. " if peaks else ""
    return page.figure(
        "Whale curve",
        f"{told}Where a line falls, the last accounts cost more than they bring.",
        figures.over_share(
            curves,
            unit="EUR, cumulative, most profitable accounts first",
            across_title="share of accounts served",
        ),
    )


def _stays(page: Page, curves: list[Curve]) -> str:
    firsts = [
        f"{curve.label} {figures.short_value(float(curve.middle[0]), 'share')}"
        for curve in curves
        if np.isfinite(curve.middle[0])
    ]
    told = f"Of clients won, this many see out their first year: {listed(firsts)}. "
    edges = np.concatenate([c.middle if c.low is None else c.low for c in curves])
    low = float(np.nanmin(edges))
    return page.figure(
        "Retention by tenure",
        f"{told if firsts else ''}It rises with tenure partly because the restless have left.",
        figures.over_time(
            curves,
            unit="share who see the year out, of clients won after month 0",
            reading="share",
            across_title="year as a client",
            value_range=(float(np.floor(max(low - 0.02, 0.0) * 10.0) / 10.0), 1.0),
        ),
    )


def _twins(page: Page, material: Material) -> str:
    found = material.comparisons
    kept = [name for name in _BELIEFS if name in found and f"{name}_current" in found]
    if not kept:
        return ""
    pairs = []
    for name in kept:
        rows = zip(found[name].estimates, found[f"{name}_current"].estimates, strict=True)
        for cohort, current in rows:
            pair = [
                Interval(e.arm, material.names[e.arm], e.mean, e.low, e.high)
                for e in (cohort, current)
            ]
            pairs.append((pair[0], pair[1]))
    return page.figure(
        "What clients hold, at the end",
        "Filled: all clients of month 0, with the value at exit carried on, so that losing people "
        "makes nobody look better. Open: clients at the end. Bars: 95 % intervals.",
        figures.twins([found[name].label for name in kept], pairs, unit="index 0–1"),
    )
