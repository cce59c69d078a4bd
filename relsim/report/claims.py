"""The page of claims on trial: all in one table, then each in full with what repeats it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from relsim.evidence.claims import wording
from relsim.evidence.claims.findings import Dependence, Table, Tried
from relsim.report.page import Page, command, facts, folded, paragraph, scrolled, section
from relsim.report.tables import plain_table
from relsim.study import files

EFFECT = "Effect [95 %] and what matters"
_HEADINGS = {"fails": "Refuted", "undecided": "Undecided", "holds": "Not refuted"}


def write(table: Table, target: Path) -> Path:
    """Write the page of a trial and return where it is.

    Raises
    ------
    InputError
        When it cannot be written.
    """
    page = render(table)
    with files.writing(target.parent):
        files.replace(target, lambda place: place.write_bytes(page))
    return target


def render(table: Table) -> bytes:
    """Return the whole page, the claims refuted first."""
    told = wording.tally(table.claims)
    page = Page(f"On trial, {told}")
    page.add(
        f"<main><header><h1>On trial, {escape(told)}</h1>",
        paragraph(f"{wording.LUCK} {wording.HOLM}"),
        "</header>",
        section("Verdicts", _summary(table), command("The whole table again", table.command)),
    )
    for word in wording.VERDICTS:
        chosen = [one for one in table.claims if one.verdict == word]
        if chosen:
            page.add(section(_HEADINGS[word], *(_claim(one) for one in chosen), place=word))
    page.add(
        "</main>",
        f"<footer><p>Made by relsim {escape(table.version)}. Each claim was written down, with the "
        "smallest effect that matters, before it was run.</p></footer>",
    )
    return page.written()


def _summary(table: Table) -> str:
    """Return all claims in one table, what was not asked left out.

    A claim's number leads to it in full, its verdict to the command that repeats it.
    """
    rows = sorted(table.claims, key=lambda one: wording.VERDICTS.index(one.verdict))
    columns = {
        EFFECT: ["<br>".join(map(escape, wording.effects(one))) for one in rows],
        "Verdict": [
            f'<a href="#{escape(one.id)}-again">{escape(wording.verdict(one))}</a>' for one in rows
        ],
        "Holm": [escape(wording.holm(one)) for one in rows],
        "Comes from": [escape(wording.origin(one.origin)) for one in rows],
        "Depends": ["<br>".join(map(escape, wording.standing(one))) for one in rows],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    head = "".join(
        f'<th scope="col" class="words">{escape(text)}</th>' for text in ("Claim", *shown)
    )
    body = "".join(
        f'<tr><th scope="row"><a href="#{escape(one.id)}">{escape(one.id)}</a>'
        f"<small>{escape(one.says)}</small></th>"
        + "".join(f'<td class="words">{cell}</td>' for cell in cells)
        + "</tr>"
        for one, cells in zip(rows, zip(*shown.values(), strict=True), strict=True)
    )
    return scrolled(
        "All claims", f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _claim(one: Tried) -> str:
    told = {
        "Verdict": wording.verdict(one),
        "With Holm": f"{one.verdict_holm} (p = {one.p:.2g}, adjusted {one.p_holm:.2g})",
        "Tested": one.test,
        "Run": f"{', '.join(one.strategies)}; {one.customers:,} accounts, {one.periods} months, "
        f"{one.replications:,} replications, seed {one.seed}",
        "Others found": one.evidence,
        "Speaks for it": ", ".join(one.speaks_for),
        "Speaks against it": ", ".join(one.speaks_against),
        "Comes from": _comes_from(one),
        "Stands": "; ".join(wording.standing(one)),
    }
    parts = [facts({name: text for name, text in told.items() if text}), _measured(one)]
    if one.origin is not None and one.origin.without_one:
        parts.append(folded("What is left without each mechanism", _left(one)))
    for name, found in (("plausible worlds", one.worlds), ("accepted sets", one.ensemble)):
        if found is not None and found.decided_by:
            parts.append(folded(f"What decides in {name}", _deciding(found)))
    again = command("This claim again", one.command) + command("One run again", one.replay)
    return (
        f'<section id="{escape(one.id)}"><h3>{escape(f"{one.id}: {one.says}")}</h3>'
        f'{"".join(parts)}<div id="{escape(one.id)}-again">{again}</div></section>'
    )


def _comes_from(one: Tried) -> str:
    if one.origin is None or not one.origin.explains:
        return wording.origin(one.origin)
    return f"{wording.origin(one.origin)} ({', '.join(one.origin.explains)})"


def _measured(one: Tried) -> str:
    heads = [
        "Measure",
        "Estimand",
        EFFECT,
        "Verdict",
        "p",
        "n",
        "Because",
    ]
    rows = [
        [
            found.label,
            found.estimand,
            wording.effect(found),
            f"{found.verdict}{f': {found.how}' if found.how else ''}"
            + ("" if found.decides else " (beside)"),
            f"{found.p:.2g}",
            str(found.n),
            found.reason,
        ]
        for found in one.effects
    ]
    return plain_table(f"What was measured for {one.id}", heads, rows, words=len(heads))


def _left(one: Tried) -> str:
    assert one.origin is not None
    kinds = (
        ("without", one.origin.without_one),
        ("alone", one.origin.alone),
        ("without both", one.origin.without_two),
    )
    rows = [
        [
            kind,
            " ".join(found.mechanisms) or "none",
            f"{100 * found.share:.0f} %",
            f"[{100 * found.low:.0f}, {100 * found.high:.0f}]",
            found.left,
        ]
        for kind, several in kinds
        for found in several
    ]
    heads = ["World", "Mechanisms", "Left of the effect", "Against a half", "Effect"]
    return plain_table(f"What is left of {one.id}", heads, rows, words=2)


def _deciding(found: Dependence) -> str:
    rows = [[one.parameter, f"{one.advantage:+.2f}", f"{one.p:.2g}"] for one in found.decided_by]
    return plain_table(
        "Parameters that decide", ["Parameter", "Higher where it holds", "p (Holm)"], rows
    )
