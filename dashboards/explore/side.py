"""Beside a figure of the Explore page: what was run, the runs behind a point, one run."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.explore import parts
from relsim.dashboards.explore.choices import RUNS
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import spoken
from relsim.figures import Reading

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.shelf.study import Measured, OneRun, Study, Varied, Where
    from relsim.dashboards.texts import Texts

#: Where a scenario can be opened: path, text.
OPENED = (("/", "explore.run.workshop"), ("/relationship", "explore.run.relationship"))
_MOST_RUNS = 300
_MOST_NAMES = 6


def facts(study: Study, said: Texts) -> list[Component]:
    """Return what was run, beside the overview."""
    entry = study.entry
    told: list[tuple[str, Any]] = [("kind", said(f"explore.kind.{study.kind or 'single'}"))]
    if study.varied:
        lines: list[Any] = _some([_varied(one, said) for one in study.varied], said)
        if study.kind == "list":
            lines = _some(study.varied[0].written, said)
        told.append(("varied", html.Ul(lines)))
    names = _some([called for _, called in study.strategies], said)
    told += [
        ("strategies", html.Ul(names)),
        ("runs", parts.runs_of(entry, said)),
        ("when", parts.moment(entry.when)),
        ("folder", entry.folder),
    ]
    listed = [
        html.Div([html.Dt(said(f"explore.facts.{what}")), html.Dd(value)]) for what, value in told
    ]
    return [html.H3(said("explore.facts")), html.Dl(listed)]


def _some(items: Sequence[Any], said: Texts) -> list[Component]:
    """Return a list's items, the rest of many as a number."""
    lines: list[Component] = [html.Li(item) for item in items[:_MOST_NAMES]]
    if len(items) > _MOST_NAMES:
        lines.append(html.Li(said("explore.facts.more", count=len(items) - _MOST_NAMES)))
    return lines


def _varied(one: Varied, said: Texts) -> list[Any]:
    unit = f" {one.unit}" if one.unit else ""
    ends = {"low": f"{one.low:.4g}", "high": f"{one.high:.4g}", "unit": unit}
    if one.values:
        told = said("explore.facts.levels", count=len(one.values), **ends)
    else:
        told = said("explore.facts.range", **ends)
    return [html.B(one.label), " ", html.Span(told)]


def point(study: Study, where: Where, outcome: str, said: Texts) -> tuple[list[Component], str]:
    """Return the runs behind a point, those of the same luck in a row, and how that is said."""
    request = {
        "startRow": 0,
        "endRow": _MOST_RUNS,
        "sortModel": [{"colId": name, "sort": "asc"} for name in ("point", "replication")],
    }
    page = study.rows(where, request)
    words = study.said(where)
    measured = next((one for one in study.outcomes if one.name == outcome), study.outcomes[0])
    shown: list[Component] = [_head(words, said)]
    if not page.rows:
        shown.append(html.P(said("explore.point.none"), className="quiet"))
        return shown, f"{words}. {said('explore.point.none')}"
    count = said("explore.point.count", count=f"{page.total:,}", outcome=_titled(measured))
    shown.append(html.P(count, className="quiet"))
    shown.append(_acts(study, where, page.total, said))
    shown.append(_grid(study, page.rows, measured, said))
    announced = said("explore.announced.side", where=words, count=f"{page.total:,}")
    return shown, announced


def _head(words: str, said: Texts) -> Component:
    close = parts.press(
        "×",
        {"where": None, "run": None},
        "press close",
        **spoken(said("explore.side.close")),
        **{"data-key": "escape", "data-says": said("explore.side.close")},
    )
    return html.Div([html.H3(words, tabIndex="-1"), close], className="side-head")


def _titled(one: Measured) -> str:
    return f"{one.label} ({one.unit})" if one.unit else one.label


def _acts(study: Study, where: Where, total: int, said: Texts) -> Component:
    link = html.A(
        said("explore.point.csv"), href=study.csv_link(where), className="press", download=""
    )
    whole = parts.press(said("explore.point.all"), {"view": RUNS, "run": None})
    cut = []
    if total > _MOST_RUNS:
        told = said("explore.point.cut", shown=_MOST_RUNS, count=f"{total:,}")
        cut.append(html.P(told, className="quiet"))
    return html.Div([whole, link, *cut], className="acts")


def _grid(
    study: Study, rows: Sequence[Mapping[str, Any]], measured: Measured, said: Texts
) -> Component:
    """Return a table with a row a territory and luck, a column a strategy."""
    found_here = {row.get("strategy") for row in rows}
    present = [name for _, name in study.strategies if name in found_here]
    cells: dict[tuple[int, int], dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        key = (int(row["point"]), int(row["replication"]))
        cells.setdefault(key, {})[str(row.get("strategy"))] = row
    several = len({point for point, _ in cells}) > 1
    heads = [said("explore.point.point")] if several else []
    heads += [said("explore.point.replication"), *present]
    body = []
    for (at, replication), found in cells.items():
        first = [html.Th(at, scope="row")] if several else []
        first.append(html.Th(replication, scope="row"))
        runs = [_cell(found.get(name), measured, name, said) for name in present]
        body.append(html.Tr([*first, *(html.Td(run) for run in runs)]))
    head = html.Tr([html.Th(title, scope="col") for title in heads])
    blank = [html.Td("")] if several else []
    means = [html.Td(_mean(cells.values(), name, measured)) for name in present]
    mean = html.Tr([*blank, html.Th(said("explore.point.mean"), scope="row"), *means])
    table = html.Table([html.Thead([head, mean]), html.Tbody(body)], className="runs")
    return html.Div(table, className="scrolled", tabIndex="0", **spoken(said("explore.side")))


def _mean(
    territories: Iterable[Mapping[str, Mapping[str, Any]]], strategy: str, measured: Measured
) -> str:
    """Return the mean of the runs that stand in a column."""
    values = [found[strategy].get(measured.name) for found in territories if strategy in found]
    known = [value for value in values if isinstance(value, int | float) and math.isfinite(value)]
    return exactly(sum(known) / len(known) if known else None, measured.reading)


def _cell(
    row: Mapping[str, Any] | None, measured: Measured, strategy: str, said: Texts
) -> Component | str:
    if row is None:
        return ""
    value = exactly(row.get(measured.name), measured.reading)
    if row.get("status") not in (None, "done"):
        value = said("explore.point.failed")
    told = said(
        "explore.point.run",
        run=row["run_id"],
        strategy=strategy,
        replication=row["replication"],
        value=value,
    )
    return parts.press(value, {"run": row["run_id"]}, "run", **spoken(told))


def exactly(value: object, reading: Reading) -> str:
    r"""Return a value of one run with as many digits as tell runs apart.

    >>> exactly(12_431_000.4, "money"), exactly(0.0912, "share"), exactly(None, "index")
    ('12,431,000', '9.12\xa0%', '–')
    """
    if not isinstance(value, int | float) or not math.isfinite(value):
        return "–"
    if reading == "money":
        return f"{value:,.0f}"
    if reading == "share":
        return f"{100 * value:.2f}\u00a0%"
    if reading == "index":
        return f"{value:.3f}"
    return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"


def one(
    run: OneRun, where: Where | None, pages: Sequence[str], said: Texts
) -> tuple[list[Component], str]:
    """Return one run: what it was, what came of it, how to make it again, where else to see it."""
    who = said(
        "explore.run.who",
        strategies=", ".join(run.strategies),
        replication=run.replication,
        point=run.label or run.point,
    )
    shown: list[Component] = []
    if where is not None:
        shown.append(parts.press(said("explore.run.back"), {"run": None}, "plain back"))
    shown += [_head(said("explore.run.title", run=run.run_id), said), html.P(who)]
    if run.failure is not None:
        stage, error = run.failure
        shown.append(html.H4(said("explore.run.failed", stage=stage)))
        shown.append(html.Pre(error, className="error", tabIndex="0"))
    told = [(label, f"{value} {unit}".strip()) for label, value, unit in run.varied]
    told.append((said("explore.run.seed"), run.seed))
    listed = [html.Div([html.Dt(what), html.Dd(value)]) for what, value in told]
    shown += [html.Dl(listed, className="beside"), *_again(run, said)]
    shown.append(_elsewhere(run, pages, said))
    if run.outcomes and run.failure is None:
        shown += [html.H4(said("explore.run.outcomes")), _outcomes(run)]
    announced = said("explore.announced.run", run=run.run_id, replay=run.replay)
    return shown, announced


def _again(run: OneRun, said: Texts) -> list[Component]:
    """Return the command that repeats a run, and folded away those that tell more of it."""
    lines = [
        parts.command(getattr(run, what), said(f"explore.run.{what}"), said)
        for what in ("replay", "compare", "trace")
        if getattr(run, what)
    ]
    more = [html.Details([html.Summary(said("explore.run.more")), *lines[1:]])]
    return [*lines[:1], *(more if lines[1:] else [])]


def _elsewhere(run: OneRun, pages: Sequence[str], said: Texts) -> Component:
    """Return links that open what was run on another page, or why there are none."""
    if run.scenario is None:
        told = said("explore.run.unsaid", why=run.unsaid)
        return html.P(told if run.unsaid else "", className="quiet")
    query = run.scenario.to_query()
    # Relationship tells the first territory of a point, whichever run of it one comes from.
    other = ".point" if run.replication else ""
    links = [
        html.A(
            said(f"{text}{other}"),
            href=f"{path}?{query}",
            className="press",
            **with_dashes(data_page=""),
        )
        for path, text in OPENED
        if path in pages
    ]
    return html.Div(links, className="acts")


def _outcomes(run: OneRun) -> Component:
    several = len(run.strategies) > 1
    head = [html.Tr([html.Td(""), *(html.Th(name, scope="col") for name in run.strategies)])]
    rows = [
        html.Tr(
            [
                html.Th(label, scope="row"),
                *(html.Td(value) for value in values),
            ]
        )
        for label, _unit, values in run.outcomes
    ]
    body = html.Tbody(rows)
    return html.Table([html.Thead(head), body] if several else [body], className="outcomes")


def table(
    study: Study, heads: Sequence[str], rows: Sequence[Sequence[Any]], most: int, said: Texts
) -> list[Component]:
    """Return the numbers behind a figure, at most so many rows of them."""
    names = dict(study.strategies)
    body = [html.Tr([html.Td(_written(value, names)) for value in row]) for row in rows[:most]]
    titles = [names.get(title, title.replace("_", " ")) for title in heads]
    head = html.Tr([html.Th(title, scope="col") for title in titles])
    shown: list[Component] = [html.Table([html.Thead(head), html.Tbody(body)], className="numbers")]
    if len(rows) > most:
        told = said("explore.table.cut", shown=f"{most:,}", count=f"{len(rows):,}")
        shown.insert(0, html.P(told, className="quiet"))
    return shown


def _written(value: object, names: Mapping[str, str]) -> str:
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.6g}" if math.isfinite(value) else "–"
    words = str(value).split(" ")
    known = [names[word] for word in words if word in names]
    return ", ".join(known) if len(known) == len(words) else str(value)
