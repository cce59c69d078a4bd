"""The page of patterns: each with band, value and verdict, then four of them in pictures."""

from __future__ import annotations

from html import escape
from pathlib import Path

from relsim.evidence.patterns import PATTERNS, Assessment, wording
from relsim.figures import patterns as figures
from relsim.report.page import Page, command, grid, paragraph, scrolled, section
from relsim.study import files
from relsim.study.manifest import here


def write(found: Assessment, target: Path) -> Path:
    """Write the page and return where it is.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    page = render(found)
    with files.writing(target.parent):
        files.replace(target, lambda place: place.write_bytes(page))
    return target


def render(found: Assessment) -> bytes:
    """Return the whole page."""
    page = Page(found.headline)
    page.add(
        '<main><header><p class="eyebrow"><b>patterns</b> · Does the model do what real customers'
        f" do?</p><h1>{escape(found.headline)}</h1></header>",
        paragraph(wording.basis(found), "caveat"),
        section(
            "Ten patterns of real customers",
            paragraph(wording.READ_BACK, "quiet"),
            table(found),
            place="patterns",
        ),
        section("Four of them in pictures", *_pictures(page, found), place="pictures"),
        section("What was run", command("The same again", wording.command(found)), place="again"),
        f"</main><footer><p>Made by {escape(here())}. The published numbers come from other firms"
        " and other times, so the bands are wide; what misses one is shown as missed.</p></footer>",
    )
    return page.written()


def table(found: Assessment) -> str:
    """Return all criteria below their patterns."""
    heads = ("Criterion", "Band", "Value", "95 % interval", "Kind", "")
    head = "".join(
        f'<th scope="col"{_words(place in {0, 4, 5})}>{escape(text)}</th>'
        for place, text in enumerate(heads)
    )
    bodies = []
    for pattern in PATTERNS.values():
        met = wording.verdict(found.met[pattern.id])
        bodies.append(
            f'<tbody class="part"><tr><th scope="rowgroup" colspan="5">{escape(pattern.id)} ·'
            f" {escape(pattern.title)} ({escape(pattern.source)})</th>"
            f'<td class="words">{met}</td></tr>'
        )
        for one in found.findings:
            if one.criterion.pattern != pattern.id:
                continue
            quiet = "" if one.criterion.structural else ' class="unclear"'
            criterion = one.criterion
            bodies.append(
                f'<tr><th scope="row">{escape(wording.label(one))}'
                f"</th><td{quiet}>{escape(criterion.band)}</td>"
                f"<td{quiet}>{wording.number(one.value)}</td><td{quiet}>{wording.interval(one)}"
                f'</td><td class="words">{wording.kind(one)}</td>'
                f'<td class="words">{_verdict(one.met)}</td></tr>'
            )
        bodies.append("</tbody>")
    return scrolled(
        "Patterns and their criteria",
        f"<table><thead><tr>{head}</tr></thead>{''.join(bodies)}</table>",
    )


def _pictures(page: Page, found: Assessment) -> list[str]:
    survival = page.figure(
        "Survival of a new cohort", wording.on_survival(found), figures.survival(found)
    )
    whale = page.figure("Whale curve", wording.on_whale(found), figures.whale(found))
    orientation = page.figure(
        "Customer orientation", wording.on_orientation(found), figures.orientation(found)
    )
    recovery = page.figure(
        "After a major failure", wording.on_recovery(found), figures.recovery(found)
    )
    told = "Lines and points are over all replications; bands and bars are 95 % intervals."
    return [
        paragraph(told, "quiet"),
        grid([survival, whale]),
        grid([orientation], one=True),
        grid([recovery], one=True),
    ]


def _words(words: bool) -> str:
    return ' class="words"' if words else ""


def _verdict(met: bool) -> str:
    word = wording.verdict(met)
    return word if met else f"<b>{word}</b>"
