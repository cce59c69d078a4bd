"""One request of the Explore page answered: list, view, runs behind a point, one run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.explore import drawn as explore_drawn
from relsim.dashboards.explore import parts, side, states
from relsim.dashboards.explore.choices import (
    OVERVIEW,
    RUNS,
    Choices,
    written,
)
from relsim.dashboards.explore.grid import choices as grid_choices
from relsim.dashboards.explore.grid import runs_grid
from relsim.dashboards.marks import spoken
from relsim.dashboards.shelf.types import Answer
from relsim.errors import InputError

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.shelf.shelf import Entry
    from relsim.dashboards.shelf.study import Asked, Study, Where
    from relsim.dashboards.texts import Texts

_MOST_ROWS = 500
_LONGEST_HEADING = 90
_MOST_TRIED = 5
#: What the script takes as it is.
_GIVEN = (
    "folders",
    "quiet",
    "figures",
    "numbers",
    "alone",
    "side",
    "grid",
    "job",
    "working",
    "announced",
    "file",
    "command",
)


@dataclass
class Shown:
    """What the page shows, filled in step by step; `to_json` is what the script takes.

    Attributes
    ----------
    state
        What the link holds.
    head, title, said, notes, caveats, tabs, controls, tools
        What stands above a figure, from the top down: notes say what of a link had to be changed,
        caveats what must be known before the numbers.
    numbers, alone, side, working
        What stands in place of a figure, in place of everything, beside, or until there is one.
    figures
        None to two of them.
    grid
        The table of runs and what it is of, so that it is not built anew for nothing.
    job
        What is still worked on: view -> id, share done.
    announced
        For screen readers.
    """

    state: dict[str, Any] = field(default_factory=dict)
    folders: list[Component] = field(default_factory=list)
    head: list[Any] = field(default_factory=list)
    tabs: list[Component] = field(default_factory=list)
    controls: list[Component] = field(default_factory=list)
    tools: list[Component] = field(default_factory=list)
    title: str = ""
    said: str = ""
    notes: list[str] = field(default_factory=list)
    caveats: list[Any] = field(default_factory=list)
    quiet: str = ""
    figures: list[dict[str, Any]] = field(default_factory=list)
    numbers: list[Component] = field(default_factory=list)
    alone: list[Any] = field(default_factory=list)
    side: list[Component] = field(default_factory=list)
    grid: dict[str, Any] | None = None
    job: dict[str, Any] | None = None
    working: list[Any] = field(default_factory=list)
    announced: str = ""
    file: str = "relsim"
    views: str = ""
    command: str = ""

    def to_json(self, sequence: int) -> dict[str, Any]:
        """Return all of it as JSON carries it, components as they are."""
        return {
            "sequence": sequence,
            "state": self.state,
            "link": written(self.state),
            "top": [] if self.alone else self._top(),
            "notes": [html.P(text) for text in self.notes],
            **{name: getattr(self, name) for name in _GIVEN},
        }

    def _top(self) -> list[Component]:
        """Return what stands above the figure; each part keeps its place, so that focus stays."""
        return [
            html.P(self.head, className="eyebrow"),
            html.H2(self.title, className="message"),
            html.P(self.said, className="detail"),
            html.Div(self.caveats, className="notes"),
            html.Nav(self.tabs, className="tabs", **spoken(self.views)),
            html.Div(
                [
                    html.Div(self.controls, className="controls"),
                    html.Div(self.tools, className="acts"),
                ],
                className="bar",
            ),
        ]


def answer(choices: Choices, context: Context, pages: Sequence[str]) -> dict[str, Any]:
    """Return all the page needs to show what is asked for.

    Parameters
    ----------
    pages
        The paths of the dashboard's pages, for links to them.
    """
    said = context.texts
    shown = Shown(views=said("explore.views"))
    for job in choices.jobs.values() if choices.cancelled else ():
        context.jobs.cancel(job)
    entries = context.shelf.entries()
    entry = _chosen(choices.folder, entries, context)
    shown.folders = parts.folders(entries, entry.id if entry else "", said)
    if entry is None:
        shown.alone = states.gone(said) if entries else states.empty(context.shelf.name, said)
        return shown.to_json(choices.sequence)
    shown.state = {"folder": entry.id}
    if not entry.usable:
        shown.alone = states.closed(entry, said)
        return shown.to_json(choices.sequence)
    try:
        study = context.shelf.open(entry.id)
        _opened(shown, study, choices, context, pages)
    except InputError as error:
        name = said("explore.damaged.title", name=entry.name)
        shown.alone = parts.centred(name, html.P(str(error)), states.again(said))
    return shown.to_json(choices.sequence)


def _chosen(folder: str, entries: Sequence[Entry], context: Context) -> Entry | None:
    """Return the folder that was chosen, or else the newest that can be read."""
    if folder:
        return next((entry for entry in entries if entry.id == folder), None)
    for entry in [entry for entry in entries if entry.usable][:_MOST_TRIED]:
        try:
            context.shelf.open(entry.id)
        except InputError:
            continue
        return entry
    return entries[0] if entries else None


def _opened(
    shown: Shown, study: Study, choices: Choices, context: Context, pages: Sequence[str]
) -> None:
    said = context.texts
    entry = study.entry
    tabs = parts.tabs_of(study)
    view = choices.view if choices.view in tabs else tabs[0]
    if choices.view not in ("", view):
        shown.notes.append(said("explore.view.absent", view=said(f"explore.view.{view}")))
    shown.head = [html.B(entry.name), " ", html.Span(entry.question)]
    shown.state |= {"view": view}
    shown.file = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{entry.name}-{view}")[:80].strip("-")
    shown.caveats = [html.Span(text) for text in study.caveats]
    if not entry.complete:
        shown.caveats.append(states.again(said))
    if entry.failed:
        failed = {"view": RUNS, "where": {"status": "failed"}, "run": None}
        shown.caveats.append(parts.press(said("explore.failed.show"), failed))
    shown.announced = entry.name
    shown.command = f"relsim report {shlex.quote(study.shelf.place(entry.folder))}"
    where = study.where(choices.where) if choices.where else None
    if view == RUNS:
        _all_runs(shown, study, where, said)
        outcome = ""
    else:
        where, outcome = _views(shown, study, view, where, choices, context)
    shown.tabs = parts.tabs(study, view, shown.state.get("outcome"), said)
    _beside(shown, study, where, outcome, choices, pages, said)


def _all_runs(shown: Shown, study: Study, where: Where | None, said: Texts) -> None:
    """Show the table of runs, all of them or those behind a point."""
    shown.title = said("explore.view.runs")
    if where == study.where(None):
        where = None
    shown.grid = runs_grid(study, where, said)
    shown.controls = grid_choices(study, where, said)
    shown.said = said("explore.grid.rows", count=f"{shown.grid['total']:,}")
    if where is not None:
        shown.state["where"] = where.to_json()
        shown.said = f"{study.said(where)}. {shown.said}"
    link = study.csv_link(where if where is not None else study.where(None))
    shown.tools = [states.csv(link, said)]


def _views(
    shown: Shown,
    study: Study,
    tab: str,
    where: Where | None,
    choices: Choices,
    context: Context,
) -> tuple[Where | None, str]:
    """Show what a tab has, one view or two; return the runs chosen in it and its outcome."""
    said = context.texts
    wanted = parts.views_of(study, tab)
    asked = [study.read({**choices.asked, "view": name}) for name in wanted]
    first = asked[0]
    shown.title = said(f"explore.view.{tab}")
    names = ("outcome", "across", "upward")
    shown.state |= {name: getattr(first, name) for name in names}
    shown.state |= {"fixed": dict(first.fixed), "table": choices.table}
    shown.notes += first.notes
    shown.controls = parts.controls(study, first, said, whole=tab != OVERVIEW)
    if choices.cancelled:  # to ask would begin it again
        again = parts.press(said("explore.job.again"), {})
        shown.working = [html.P(said("explore.job.cancelled")), again]
        return where, first.outcome
    answers = [_asked(study, one, choices.jobs.get(one.view), context) for one in asked]
    _working(shown, wanted, answers, said)
    drawn = [found.view for found in answers if found.view is not None]
    plotted = [view for view in drawn if view.draw is not None and not choices.table]
    if choices.mark is not None and choices.figure < len(plotted):
        where = plotted[choices.figure].picked(choices.mark) or where
    for view, height in zip(plotted, choices.heights, strict=False):
        figure = explore_drawn.drawn(view, where, choices.theme, choices.big, height)
        if figure is not None:
            shown.figures.append(figure)
    if choices.table:
        shown.numbers = [
            part
            for view in drawn
            for part in side.table(study, view.heads, view.rows, _MOST_ROWS, said)
        ]
    if drawn:
        main = drawn[0]
        shown.title = main.title if len(drawn) == 1 else shown.title
        shown.said = " ".join(view.said for view in drawn)
        shown.announced = f"{shown.title}. {shown.said}"
        if tab == OVERVIEW and len(main.said) <= _LONGEST_HEADING:
            shown.title, shown.said = main.said.removesuffix("."), main.title
        quiet = [note for view in drawn for note in view.notes]
        quiet += [said("explore.click") for view in plotted if view.pick is not None]
        shown.quiet = " ".join(dict.fromkeys(quiet))
        shown.tools = states.tools(study, drawn, choices.table, bool(shown.figures), said)
    if where is not None:
        shown.state["where"] = where.to_json()
    return where, first.outcome


def _asked(study: Study, asked: Asked, job: str | None, context: Context) -> Answer:
    """Return a view, or the job that makes it, which the page may be waiting for already."""
    if job is not None:
        look = context.jobs.look(job)
        if not look.over:
            return Answer(job=look)
        if look.state == "failed":  # to ask would begin it again
            return Answer(trouble=look.trouble)
    try:
        return context.asking.ask(study, asked)
    except InputError as error:  # as where no run fits
        return Answer(trouble=str(error))


def _working(shown: Shown, views: Sequence[str], answers: Sequence[Answer], said: Texts) -> None:
    """Say what is still worked on, and what could not be answered."""
    trouble = [found.trouble for found in answers if found.trouble]
    looks = {view: found.job for view, found in zip(views, answers, strict=True)}
    running = {view: look for view, look in looks.items() if look is not None}
    if running:
        share = sum(look.share for look in running.values()) / len(running)
        shown.job = {"ids": {view: look.id for view, look in running.items()}, "share": share}
        waiting = all(look.state == "waiting" for look in running.values())
        shown.working = states.progress(share, waiting, said)
    elif trouble and not any(found.view is not None for found in answers):
        title = said("explore.trouble.title")
        shown.working = [html.H2(title), *(html.P(text) for text in dict.fromkeys(trouble))]
    else:
        shown.notes += list(dict.fromkeys(trouble))


def _beside(
    shown: Shown,
    study: Study,
    where: Where | None,
    outcome: str,
    choices: Choices,
    pages: Sequence[str],
    said: Texts,
) -> None:
    """Show one run, or the runs behind a point, or what was run."""
    view = shown.state["view"]
    if choices.run is not None and choices.mark is None:
        try:
            run = study.run(choices.run)
        except InputError as error:
            shown.notes.append(str(error))
        else:
            shown.state["run"] = run.run_id
            shown.command = run.replay
            behind = where if view != RUNS else None
            shown.side, shown.announced = side.one(run, behind, pages, said)
            return
    if where is not None and view != RUNS:
        shown.side, shown.announced = side.point(study, where, outcome, said)
    elif view == OVERVIEW:
        shown.side = side.facts(study, said)
