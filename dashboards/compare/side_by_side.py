"""The tables of the Compare page: how scenarios differ from the first, and in which settings."""

from __future__ import annotations

import math
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from relsim.analysis import wording
from relsim.analysis.findings import Difference, Estimate
from relsim.dashboards.compare.apart import Setting
from relsim.dashboards.compare.contrasts import Cell, Contrasts
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import NAMES, UNSPOKEN, ink, swatch
from relsim.dashboards.message import capital
from relsim.dashboards.texts import Texts
from relsim.figures import Reading, reading_of, short_value
from relsim.metrics import OUTCOMES

# Beyond so many rows they stand closer together.
_MANY = 3
_SHARE_POINT = "\u00a0pt"


def differences(
    outcomes: Sequence[str],
    found: Contrasts,
    titles: Sequence[str],
    texts: Texts,
    *,
    grouped: bool,
) -> Component:
    """Return outcomes by strategy: as they are in the first scenario, and how the others differ.

    Parameters
    ----------
    outcomes
        In the order they are shown.
    found
        Means and paired differences.
    titles
        What the scenarios are called.
    grouped
        Whether each outcome has a heading of its own, as where there are several.
    """
    body: list[Component] = []
    for outcome in outcomes:
        rows = [
            _row(outcome, strategy, cells, titles, texts)
            for (name, strategy), cells in found.items()
            if name == outcome
        ]
        if grouped:
            body.append(_group(outcome, len(titles)))
        body += rows
    told = texts(
        "compare.strip" if not grouped else "compare.table",
        **({"outcome": OUTCOMES[outcomes[0]].label} if not grouped else {"name": titles[0]}),
    )
    return html.Table(
        [
            html.Caption(told, className="unseen"),
            _columns(),
            html.Thead(_heads(titles, None if grouped else OUTCOMES[outcomes[0]].unit, texts)),
            html.Tbody(body),
        ],
        className="compare-table compare-many" if len(body) > _MANY else "compare-table",
    )


def _columns() -> Component:
    """Return the width of the first column: the rest share what is left, as the heads do."""
    return html.Colgroup(html.Col(className="compare-gutter"))


def _heads(titles: Sequence[str], unit: str | None, texts: Texts) -> Component:
    first = texts("compare.value")
    if unit and not wording.is_scale(unit) and not wording.is_share(unit):
        first = f"{first}, {unit}"
    # Over their columns the scenarios' names stand already; here they are for screen readers.
    cells = [
        html.Th([html.Span(f"{title}: ", className="unseen"), said], scope="col")
        for title, said in zip(
            titles,
            [first, *[texts("compare.difference", name=titles[0])] * (len(titles) - 1)],
            strict=True,
        )
    ]
    return html.Tr([html.Td(), *cells])


def _group(outcome: str, columns: int) -> Component:
    told = OUTCOMES[outcome]
    return html.Tr(
        html.Th(
            [told.label, html.Small(", ".join(part for part in (told.unit, told.meaning) if part))],
            scope="rowgroup",
            colSpan=str(columns + 1),
        ),
        className="compare-group",
    )


def _row(
    outcome: str, strategy: str, cells: Sequence[Cell], titles: Sequence[str], texts: Texts
) -> Component:
    reading = reading_of(OUTCOMES[outcome].unit)
    drawn = [_value(cells[0].estimate, strategy, reading, texts)]
    for cell in cells[1:]:
        if cell.difference is None:
            drawn.append(html.Td(_lone(cell.estimate, reading, texts), className="even"))
        else:
            drawn.append(_difference(cell.difference, outcome, titles, texts))
    return html.Tr([html.Th([swatch(strategy), html.Span(NAMES[strategy])], scope="row"), *drawn])


def _value(estimate: Estimate | None, strategy: str, reading: Reading, texts: Texts) -> Component:
    if estimate is None or not math.isfinite(estimate.mean):
        return html.Td(_lone(estimate, reading, texts), className="even")
    factor, suffix = _scale(estimate.mean, reading)
    half = (estimate.high - estimate.low) / 2.0 * factor
    shown = short_value(estimate.mean, reading)
    reach = ""
    if math.isfinite(half) and half > 0:
        reach = f"±{_rounded(half)}{suffix}"
    return html.Td([html.B(shown, className="ink", style=ink(strategy)), html.Small(reach)])


def _lone(estimate: Estimate | None, reading: Reading, texts: Texts) -> str:
    """Return what stands where nothing can be compared."""
    if estimate is None:
        return texts("compare.absent")
    if not math.isfinite(estimate.mean):
        return texts("compare.undefined")
    return short_value(estimate.mean, reading)


def _difference(found: Difference, outcome: str, titles: Sequence[str], texts: Texts) -> Component:
    described, reading = OUTCOMES[outcome], reading_of(OUTCOMES[outcome].unit)
    names = {str(place): f"“{title}”" for place, title in enumerate(titles)}
    sentence = capital(wording.say_difference(found, described.unit, names))
    if found.verdict in ("undefined", "identical"):
        key = "compare.undefined" if found.verdict == "undefined" else "compare.same"
        return html.Td(texts(key), className="even", title=sentence)
    size, interval = in_signs(found, reading)
    if found.verdict in ("more", "less"):
        better = described.good and (found.mean > 0) == (described.good > 0)
        tone = "even" if not described.good else "better" if better else "worse"
        arrow = html.Span("▲" if found.mean > 0 else "▼", className="arrow", **UNSPOKEN)
        return html.Td(
            [arrow, html.B(size), html.Small(interval)],
            className=f"clear {tone}",
            title=sentence,
        )
    words = texts("compare.single" if found.verdict == "one replication" else "compare.notclear")
    said = f"{size} {interval}".strip()
    return html.Td([html.Span(words), html.Small(said)], className="even", title=sentence)


def in_signs(found: Difference, reading: Reading) -> tuple[str, str]:
    """Return a difference and the interval its verdict rests on, short and in one scale."""
    low, high = found.simultaneous_low, found.simultaneous_high
    ends = [abs(end) for end in (found.mean, low, high) if math.isfinite(end)]
    factor, suffix = _scale(max(ends, default=0.0), reading)
    half = (high - low) / 2.0 * factor
    spread = half if math.isfinite(half) and half > 0 else None
    size = wording.difference_in_words(found.mean * factor, "", spread)
    sign = "+" if found.mean > 0 else ""
    bracket = ""
    if spread is not None:
        bracket = wording.interval_in_words(low * factor, high * factor, "")
    return _minus(f"{sign}{size}{suffix}"), _minus(bracket)


def _scale(size: float, reading: Reading) -> tuple[float, str]:
    if reading == "share":
        return 100.0, _SHARE_POINT
    for limit, letter in ((1e6, "M"), (1e3, "k")):
        if abs(size) >= limit:
            return 1.0 / limit, letter
    return 1.0, ""


def _rounded(half: float) -> str:
    return wording.difference_in_words(half, "", half)


def _minus(text: str) -> str:
    return text.replace("-", "−")


def settings_table(settings: Sequence[Setting], texts: Texts) -> Component:
    """Return the settings that differ: name, unit and value in each scenario."""
    rows = [
        html.Tr(
            [
                html.Th(
                    [html.Span(one.label), html.Small(one.unit)],
                    scope="row",
                    title=one.meaning,
                ),
                *(
                    html.Td(html.B(value) if changed else value)
                    for value, changed in zip(one.values, one.changed, strict=True)
                ),
            ]
        )
        for one in settings
    ]
    return html.Table(
        [
            html.Caption(texts("compare.settings"), className="unseen"),
            _columns(),
            html.Tbody(rows),
        ],
        className="compare-table compare-settings",
    )


def everything(count: int, texts: Texts) -> Component:
    """Return the button that shows the outcomes that are asked about less often."""
    return html.Button(
        texts("compare.everything", count=count),
        type="button",
        className="press",
        **with_dashes(data_act="everything"),
    )
