"""What the Explore page says where there is no figure, and what saves one where there is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.explore import parts
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import spoken

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.shelf.shelf import Entry
    from relsim.dashboards.shelf.study import Study, View
    from relsim.dashboards.texts import Texts


def progress(share: float, waiting: bool, said: Texts) -> list[Any]:
    """Say how much of a job is done, or that it waits for its turn, with a button that stops it."""
    percent = round(100 * share)
    told = said("explore.job.waiting") if waiting else said("explore.job.running", percent=percent)
    return [
        html.P(told),
        html.Progress(value=str(percent), max="100", **spoken(said("explore.job.progress"))),
        html.Button(
            said("explore.job.cancel"),
            type="button",
            className="press",
            **with_dashes(data_cancel=""),
        ),
    ]


def tools(
    study: Study, views: Sequence[View], table: bool, drawn: bool, said: Texts
) -> list[Component]:
    """Return what saves a view: its numbers, its figure."""
    words = said("explore.table.figure" if table else "explore.table")
    shown = [parts.press(words, {"table": not table}, title=said("explore.table.long"))]
    if drawn:
        shown += [
            html.Button(
                said(f"explore.save.{kind}"),
                type="button",
                className="press",
                title=said(f"explore.save.{kind}.long"),
                **with_dashes(data_save=kind),
            )
            for kind in ("png", "svg")
        ]
    several = len(views) > 1
    return shown + [
        csv(
            study.csv_link(view.asked),
            said,
            said("explore.save.csv.of", title=view.title) if several else "",
        )
        for view in views
    ]


def csv(link: str, said: Texts, words: str = "") -> Component:
    """Return the link that downloads numbers."""
    return html.A(
        words or said("explore.save.csv"),
        href=link,
        className="press",
        download="",
        title=said("explore.save.csv.long"),
    )


def again(said: Texts) -> Component:
    """Return the button that reads a folder again."""
    return parts.press(said("explore.refresh"), {})


def gone(said: Texts) -> list[Any]:
    """Say that a link's folder is not there."""
    return parts.centred(said("explore.gone.title"), html.P(said("explore.gone.text")))


def closed(entry: Entry, said: Texts) -> list[Any]:
    """Say why a folder cannot be looked into."""
    if entry.state == "empty":
        title = said("explore.begun.title", name=entry.name)
        return parts.centred(title, html.P(said("explore.begun.text")), again(said))
    title = said("explore.damaged.title", name=entry.name)
    told = [html.P(entry.fault), html.P(said("explore.damaged.text"))]
    return parts.centred(title, *told, again(said))


def empty(name: str, said: Texts) -> list[Any]:
    """Say how results are made where there are none below the folder of that name."""
    told = html.P(said("explore.empty.text", name=name))
    line = parts.command("relsim run competition", said("explore.empty.run"), said)
    listed = parts.command("relsim list", said("explore.empty.list"), said)
    return parts.centred(said("explore.empty.title"), told, line, listed, again(said))
