"""The report's figures over sampled designs: margin along each name, and who leads where."""

from __future__ import annotations

import numpy as np

from relsim import figures
from relsim.analysis.binned import Binned, binned
from relsim.figures import Curve
from relsim.report.headline import listed
from relsim.report.material import Material
from relsim.report.page import Page, folded, grid, paragraph, section
from relsim.report.points import Points, leader_of, titled

_MOST_BINS = 10
_FEWEST_IN_BIN = 8
_MOST_OPEN = 6
_MOST_DRAWN = 24  # a screening varies some 180 names; Explore draws each of them


def over_samples(page: Page, material: Material, points: Points) -> str:
    """Draw margin, the difference of the two best, and who leads, along each varied name."""
    bins = max(2, min(_MOST_BINS, len(points.numbers) // _FEWEST_IN_BIN))
    every = _by_importance(material, points)
    order = every[:_MOST_DRAWN]
    levels = [_levels(page, material, points, name, bins) for name in order]
    lead = _two_best(material, points) if len(material.strategies) > 1 else None
    told = (
        "Means over the points of each part of a name's range, as many points in each, averaging "
        "over all other varied names; 95 % intervals over points and luck."
    )
    if len(every) > len(order):
        told += f" The {len(order)} of {len(every)} names along which margin moves most."
    parts = [section("How margin moves", paragraph(told, "quiet"), _open(levels), place="lines")]
    if lead is not None:
        first, second = (material.names[material.strategies[place]] for place in lead)
        drawn = [_lead(page, material, points, name, bins, lead) for name in order]
        told = (
            f"Margin under {first} less that under {second}, on the same luck: the two that earn "
            "most over all points. Means of each part of a name's range, with 95 % intervals."
        )
        parts.append(
            section("How the lead moves", paragraph(told, "quiet"), _open(drawn), place="lead")
        )
        leads = [_phases(page, material, points, name, bins) for name in order]
        told = (
            "At what share of the points each strategy clearly earns most, by simultaneous 95 % "
            "intervals at each point; blank where that is not clear."
        )
        profile = section("Who wins where", paragraph(told, "quiet"), _open(leads), place="phases")
        parts.insert(0, profile)
    return "".join(parts)


def _open(frames: list[str]) -> str:
    """Return the first figures open, the others folded away."""
    shown = grid(frames[:_MOST_OPEN])
    left = frames[_MOST_OPEN:]
    return shown + (folded(f"{len(left)} more varied names", grid(left)) if left else "")


def _by_importance(material: Material, points: Points) -> list[str]:
    """Return the varied names, that along which margin's means differ most first."""
    with np.errstate(invalid="ignore"):
        means = np.stack([curve.middle for curve in points.curves[material.earned]])
    shift = {}
    for name, values in points.values.items():
        order = np.argsort(values, kind="stable")
        parts = np.array_split(means[:, order], 4, axis=1)
        levels = np.stack([np.nanmean(part, axis=1) for part in parts if part.size])
        shift[name] = float(np.nanmax(np.ptp(levels, axis=0)))
    return sorted(shift, key=lambda name: -shift[name])


def _levels(page: Page, material: Material, points: Points, name: str, bins: int) -> str:
    values = np.asarray(points.values[name])
    common = material.experiment.luck == "common"
    found = [
        binned(values, points.margin[:, arm], common_luck=common, most=bins)
        for arm in range(len(material.strategies))
    ]
    curves = [
        Curve(strategy, material.names[strategy], of.mean, of.low, of.high)
        for strategy, of in zip(material.strategies, found, strict=True)
    ]
    return page.figure(
        f"Margin over {name.replace('_', ' ')}",
        _moves(curves, found[0]),
        figures.over_values(
            curves,
            found[0].middle,
            unit=material.outcomes[material.earned].unit,
            across_title=titled(name),
            reading="money",
        ),
    )


def _moves(curves: list[Curve], of: Binned) -> str:
    first, last = (f"{float(end):.3g}" for end in (of.middle[0], of.middle[-1]))
    ends = [
        f"{c.label} from {figures.short_value(float(c.middle[0]), 'money')} "
        f"to {figures.short_value(float(c.middle[-1]), 'money')}"
        for c in curves
    ]
    return f"From {first} to {last}: {listed(ends)}."


def _two_best(material: Material, points: Points) -> tuple[int, int]:
    """Return the strategies that earn most and next most over all points."""
    means = np.array([np.nanmean(curve.middle) for curve in points.curves[material.earned]])
    second, first = np.argsort(means)[-2:].tolist()
    return first, second


def _lead(
    page: Page, material: Material, points: Points, name: str, bins: int, pair: tuple[int, int]
) -> str:
    values = np.asarray(points.values[name])
    first, second = pair
    common = material.experiment.luck == "common"
    lead = points.margin[:, first] - points.margin[:, second]
    of = binned(values, lead, common_luck=common, most=bins)
    strategy = material.strategies[first]
    label = f"{material.names[strategy]} − {material.names[material.strategies[second]]}"
    curve = Curve(strategy, label, of.mean, of.low, of.high)
    return page.figure(
        f"Lead over {name.replace('_', ' ')}",
        _moves([curve], of),
        figures.over_values(
            [curve],
            of.middle,
            unit=material.outcomes[material.earned].unit,
            across_title=titled(name),
            reading="money",
        ),
    )


def _phases(page: Page, material: Material, points: Points, name: str, bins: int) -> str:
    values = np.asarray(points.values[name])
    of = binned(values, points.margin[:, 0], common_luck=False, most=bins)
    leading = np.array([leader_of(best) or "" for best in points.best[material.earned]])
    shares = {
        strategy: np.array(
            [np.mean(leading[of.members == place] == strategy) for place in range(len(of.middle))]
        )
        for strategy in material.strategies
    }
    across = [f"{middle:.2g}" for middle in of.middle.tolist()]
    ranges = [_bin(low, high) for low, high in of.edges.tolist()]
    labels = [material.names[strategy] for strategy in material.strategies]
    ends = [
        f"{label} at {figures.short_value(share[0], 'share')} of the points at the low end, "
        f"{figures.short_value(share[-1], 'share')} at the high"
        for label, share in zip(labels, shares.values(), strict=True)
        if share.any()
    ]
    return page.figure(
        f"Who leads over {name.replace('_', ' ')}",
        f"{listed(ends)}." if ends else "Not clear anywhere.",
        figures.phases(shares, labels, across, ranges, across_title=titled(name)),
    )


def _bin(low: float, high: float) -> str:
    return f"{low:.3g}" if low == high else f"{low:.2g}–{high:.2g}"
