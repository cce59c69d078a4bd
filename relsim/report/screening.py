"""The report of a screening: what moves the outcomes, and what decides which strategy wins."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np

from relsim import figures
from relsim.analysis.intervals import Floats
from relsim.analysis.resampling import Estimates
from relsim.analysis.sensitivity import Sensitivity
from relsim.analysis.sobol import SobolIndices
from relsim.evidence.screening import Decided, Findings, Shares, groups, largest, wording
from relsim.figures import Panel
from relsim.report import material_of
from relsim.report.page import Page, command, folded, grid, paragraph, section
from relsim.report.points import points_of
from relsim.report.provenance import closing, what_was_run
from relsim.report.samples import over_samples
from relsim.report.tables import plain_table
from relsim.study.results import Results

_MOST_NAMES = 12
_MOST_PANELS = 3
_EFFECTS = (
    "The wide bar is a name's share: the mean size of its effect (mu*) over the largest of the "
    "same panel; the narrow bar is the size of the mean effect (mu): where it is shorter, the name "
    "works both ways. + or − says which way it mostly goes. Lines are 95 % intervals."
)
_INDICES = (
    "The wide bar is a name's total index: the share of the variance that would be left if all but "
    "this name were known; the narrow bar is the share that goes with it alone. Only the chosen "
    "names are moved here. Lines are 95 % intervals."
)


def rendered(found: Findings, studies: Mapping[str, Results]) -> bytes:
    """Return the whole page.

    Parameters
    ----------
    found : what the screening and its Sobol design tell.
    studies : their results folders, by kind of design.
    """
    experiment = found.varied.experiment
    last = material_of(studies["sobol" if "sobol" in studies else "morris"])
    names = last.names
    message = wording.headline(found, names)
    page = Page(f"{experiment.name}: {message}")
    eyebrow = f"<b>{escape(experiment.name)}</b> · Which numbers matter, and which decide who wins?"
    # the last line of the summary is the headline
    lead = "".join(f"<li>{escape(line)}</li>" for line in wording.summary(found, names)[:-1])
    page.add(
        "<main>",
        f'<header><p class="eyebrow">{eyebrow}</p><h1>{escape(message)}</h1>'
        f'<ul class="lead">{lead}</ul></header>',
        *(paragraph(text, "caveat") for text in wording.reserve(found, names)),
        _winners(found, names),
        _decided(page, found, names),
        _outcomes(found, names),
        _screened(page, found, names),
        _everything(found),
    )
    if found.indices is not None:
        page.add(over_samples(page, last, points_of(last)))
    page.add(_studies(studies), what_was_run(last), "</main>", closing(last))
    return page.written()


def _winners(found: Findings, names: wording.Names) -> str:
    winners = found.winners()
    if not winners:
        return ""
    lead, chance = (wording.question(one.asked, names) for one in winners[0])
    heads = ["Name", "From", "To", f"{lead}: S1", "ST", f"{chance}: S1", "ST"]
    heads += [names[arm] for arm in found.leaders]
    rows = [
        [
            one.name,
            *_span(one),
            *map(_whole, _both(one)),
            *map(_whole, _both(other)),
            *(_whole(wording.ends(found, one.name, arm)) for arm in found.leaders),
        ]
        for one, other in winners
    ]
    return section(
        "What decides which strategy wins",
        paragraph(wording.ENDS, "quiet"),
        plain_table("What decides which strategy wins", heads, rows),
        place="winners",
    )


def _outcomes(found: Findings, names: wording.Names) -> str:
    rows = [
        [
            one.name,
            *_span(one),
            wording.question(one.asked, names),
            *map(_whole, (wording.share(one), *_both(one))),
        ]
        for one in found.outcomes()
    ]
    if not rows:
        return ""
    heads = ["Name", "From", "To", "Moves most", "mu* share", "S1", "ST"]
    return section(
        "What moves the outcomes",
        paragraph(wording.SHARES, "quiet"),
        plain_table("What moves the outcomes", heads, rows),
        place="outcomes",
    )


def _decided(page: Page, found: Findings, names: wording.Names) -> str:
    """Draw the Sobol indices of the chosen names."""
    if found.indices is None:
        return ""
    frames = []
    for group, asked in groups(found.indices.found).items():
        of = [(one, one.indices) for one in asked if isinstance(one.indices, SobolIndices)]
        for start in range(0, len(of), _MOST_PANELS):
            some = of[start : start + _MOST_PANELS]
            order = _first(np.max([indices.total.value for _, indices in some], axis=0))
            panels = [
                _panel(one, names, indices.total, indices.first.value, order)
                for one, indices in some
            ]
            rows = [found.indices.names[at] for at in order]
            frames.append(_figure(page, group, panels, rows, "share of the variance"))
    if not frames:
        return ""
    return section(
        "How much each chosen name decides",
        paragraph(_INDICES, "quiet"),
        grid(frames, one=True),
        place="indices",
    )


def _screened(page: Page, found: Findings, names: wording.Names) -> str:
    """Draw the largest effects of the screening."""
    frames = []
    for group, shares in found.shares().items():
        for start in range(0, len(shares), _MOST_PANELS):
            some = shares[start : start + _MOST_PANELS]
            order = _first(largest(some).value)
            panels = [_panel(one.asked, names, one, one.net, order, one.sign) for one in some]
            rows = [found.screened.names[at] for at in order]
            frames.append(_figure(page, group, panels, rows, "effect over the largest effect"))
    return section(
        "What matters at all, of everything that was moved",
        paragraph(_EFFECTS, "quiet"),
        grid(frames, one=True),
        place="screening",
    )


def _first(values: Floats) -> list[int]:
    """Return the places of the largest values, in order."""
    return np.argsort(-values, kind="stable")[:_MOST_NAMES].tolist()


def _panel(
    asked: Sensitivity,
    names: wording.Names,
    whole: Estimates | Shares,
    part: Floats,
    order: Sequence[int],
    sign: Floats | None = None,
) -> Panel:
    """Return the bars of one question: a wide one with its interval, a narrow one on it."""
    told = [
        wording.index((float(whole.value[at]), float(whole.low[at]), float(whole.high[at])))
        for at in order
    ]
    signs = ["" if sign is None else wording.sign(float(sign[at])) for at in order]
    places = np.asarray(order)
    return Panel(
        asked.arm if asked.base is None else None,
        names[asked.arm] if asked.base is None else wording.question(asked, names),
        whole.value[places],
        whole.low[places],
        whole.high[places],
        part[places],
        [way + text.partition(" ")[0] for way, text in zip(signs, told, strict=True)],
        told,
    )


def _figure(
    page: Page, group: str, panels: Sequence[Panel], names: Sequence[str], unit: str
) -> str:
    called = [wording.plain(name) for name in names]
    most = [f"{panel.label} {called[int(np.nanargmax(panel.whole))]}" for panel in panels]
    drawn = figures.importance(panels, called, unit=unit)
    return page.figure(wording.group(group), f"Decides most: {'; '.join(most)}.", drawn)


def _everything(found: Findings) -> str:
    """Return every name with its largest share in each group of questions, folded away."""
    groups_of = {group: largest(of) for group, of in found.shares().items() if of}
    if not groups_of:
        return ""
    order = np.argsort(-np.max([of.value for of in groups_of.values()], axis=0), kind="stable")
    rows = [
        [
            found.screened.names[at],
            *(
                _whole(wording.index((float(of.value[at]), float(of.low[at]), float(of.high[at]))))
                for of in groups_of.values()
            ),
        ]
        for at in order.tolist()
    ]
    heads = ["Name", *(wording.group(group) for group in groups_of)]
    kept = [[name, why] for name, why in found.varied.kept.items()]
    return folded(
        f"All {len(rows)} names, the largest share of each in each group",
        plain_table("Shares of all names", heads, rows),
    ) + folded(
        f"{len(kept)} parameters that were not moved, and why",
        plain_table("Not moved", ["Name", "Why"], kept, words=2),
    )


def _studies(studies: Mapping[str, Results]) -> str:
    """Return the commands that tell of each study by itself."""
    lines = [
        command(
            f"The {results.experiment.design.kind} study by itself",
            shlex.join(["relsim", "report", str(results.folder)]),
        )
        for results in studies.values()
    ]
    return section("The two studies", *lines, place="studies")


def _span(one: Decided) -> tuple[str, str]:
    return f"{one.span.low:.3g}", f"{one.span.high:.3g}"


def _both(one: Decided) -> tuple[str, str]:
    return wording.index(one.first), wording.index(one.total)


def _whole(cell: str) -> str:
    """Return a cell that no line breaks within."""
    return cell.replace(" ", "\u00a0")
