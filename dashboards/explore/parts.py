"""What stands around a figure of the Explore page: the list of folders, the tabs, the selects."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.explore.choices import CUSTOMERS, OVERVIEW, RUNS, TOGETHER
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import spoken

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.shelf.shelf import Entry
    from relsim.dashboards.shelf.study import Asked, Study, Varied
    from relsim.dashboards.texts import Texts

#: What `data-go` sets to nothing when another folder or view is chosen.
ELSEWHERE: dict[str, Any] = {"where": None, "run": None, "table": False}
_AFRESH = ELSEWHERE | {"view": None, "outcome": None, "across": None, "upward": None, "fixed": {}}
_MOST_LISTED = 200
_MOST_OPEN = 3
# Views in which some of the varied names can be held while others move.
_HOLDING = ("phases", "shares", "parameter", "levels", "outcomes", "series", "whale", "survival")


def go(**state: Any) -> dict[str, Any]:
    """Return what makes a button of an element: what it sets of the page's state when clicked."""
    return {"data-go": json.dumps(state)}


def press(
    words: str | Sequence[Any], state: dict[str, Any], name: str = "press", **more: Any
) -> Component:
    """Return a button that sets some of the page's state."""
    return html.Button(words, type="button", className=name, **go(**state), **more)


def folders(entries: Sequence[Entry], chosen: str, said: Texts) -> list[Component]:
    """Return the results folders, last written first."""
    listed: list[Component] = [
        html.Li(_folder(entry, entry.id == chosen, said)) for entry in entries[:_MOST_LISTED]
    ]
    left = len(entries) - _MOST_LISTED
    if left > 0:
        listed.append(html.Li(said("explore.shelf.more", count=f"{left:,}"), className="quiet"))
    return listed


def _folder(entry: Entry, here: bool, said: Texts) -> Component:
    told = [html.Span(said(f"explore.state.{entry.state}"), className=f"state {entry.state}")]
    if entry.runs or entry.done:
        told.append(html.Span(runs_of(entry, said)))
    if entry.failed:
        failed = said("explore.failed", count=f"{entry.failed:,}")
        told.append(html.Span(failed, className="failed"))
    here_now: dict[str, Any] = {"aria-current": "true"} if here else {}
    return press(
        [
            html.B(entry.name),
            html.Span(entry.question, className="question"),
            html.Span(told, className="told"),
            html.Span(moment(entry.when), className="when"),
        ],
        _AFRESH | {"folder": entry.id},
        "folder",
        title=entry.folder,
        **here_now,
    )


def runs_of(entry: Entry, said: Texts) -> str:
    """Return how many runs there are, of how many."""
    if entry.done < entry.runs:
        return said("explore.runs.of", done=f"{entry.done:,}", count=f"{entry.runs:,}")
    count = max(entry.runs, entry.done)
    return said("explore.runs.one") if count == 1 else said("explore.runs", count=f"{count:,}")


def moment(when: str) -> str:
    """Return a moment in this computer's own time, to the minute.

    >>> moment("not a time")
    ''
    """
    try:
        return datetime.fromisoformat(when).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""


def tabs_of(study: Study) -> list[str]:
    """Return which tabs a folder has."""
    together = {name for names in TOGETHER.values() for name in names}
    tabs = [OVERVIEW] if study.views else []
    tabs += [name for name in study.views if name not in together]
    if any(name in together for name in study.views):
        tabs.append(CUSTOMERS)
    return [*tabs, RUNS]


def views_of(study: Study, tab: str) -> list[str]:
    """Return which of a folder's views a tab shows."""
    if tab == OVERVIEW:
        return [study.views[0]]
    return [name for name in TOGETHER.get(tab, (tab,)) if name in study.views]


def tabs(study: Study, here: str, outcome: object, said: Texts) -> list[Component]:
    """Return the buttons that choose a view; keys 1-9 press them."""
    buttons = []
    for place, name in enumerate(tabs_of(study), start=1):
        more: dict[str, Any] = {"data-key": str(place)} if place < 10 else {}
        if name == here:
            more["aria-current"] = "page"
        words = said(f"explore.view.{name}")
        state = ELSEWHERE | {"view": name}
        # An outcome that the other view does not know is left behind, and not complained about.
        known = [one.name for view in views_of(study, name) for one in study.choices(view)]
        if outcome and outcome not in known:
            state |= {"outcome": None}
        buttons.append(press(words, state, "view-tab", **more))
    return buttons


def controls(study: Study, asked: Asked, said: Texts, *, whole: bool) -> list[Component]:
    """Return the selects of a view; not the whole of them where it only gives an overview."""
    shown: list[Component] = []
    offered = study.choices(asked.view)
    if len(offered) > 1:
        named = [(one.name, one.label) for one in offered]
        shown.append(select("outcome", asked.outcome, named, said("explore.choice.outcome")))
    if not whole:
        return shown
    for name in ("across", "upward"):
        chosen = getattr(asked, name)
        if chosen and len(study.varied) > 1:
            named = [(one.name, one.label) for one in study.varied]
            shown.append(select(name, chosen, named, said(f"explore.choice.{name}")))
    return shown + _held(study, asked, said)


def _held(study: Study, asked: Asked, said: Texts) -> list[Component]:
    """Return a select for each name that may be held while others move."""
    if asked.view not in _HOLDING:
        return []
    held = dict(asked.fixed)
    moving = (asked.across, asked.upward)
    free = [one for one in study.varied if one.values and one.name not in moving]
    selects = [_holding(one, held.get(one.name), said) for one in free]
    if len(selects) <= _MOST_OPEN:
        return selects
    head = said("explore.choice.held.some", count=len(held), whole=len(selects))
    return [
        html.Details([html.Summary(head), html.Div(selects, className="held")], className="holding")
    ]


def _holding(one: Varied, at: float | None, said: Texts) -> Component:
    named = [("", said("explore.choice.averaged"))]
    named += [(repr(v), w) for v, w in zip(one.values, one.written, strict=True)]
    title = said("explore.choice.fixed", name=one.label)
    return select("fixed", "" if at is None else repr(at), named, title, **{"data-name": one.name})


def select(
    choice: str, chosen: str, offered: Sequence[tuple[str, str]], title: str, **more: Any
) -> Component:
    """Return one of the browser's own selects; the script sets `data-value` as its value."""
    options = [html.Option(words, value=value) for value, words in offered]
    given = {"data-choice": choice, "data-value": chosen, **more}
    chooser = html.Select(options, className="select", **given)
    return html.Label([html.Span(title), chooser], className="choice")


def centred(title: str, *parts: Any) -> list[Component]:
    """Return what is said where there is no figure."""
    return [html.H2(title), *parts]


def command(text: str, what: str, said: Texts) -> Component:
    """Return a command line with what it does, to be selected or copied."""
    copy = html.Button(
        said("explore.run.copy"),
        type="button",
        className="plain copy",
        **with_dashes(data_copy=text, data_done=said("explore.run.copied")),
        **spoken(said("explore.run.copy.long", what=what)),
    )
    return html.Div(
        [
            html.Div([html.H4(what), copy]),
            html.Pre(html.Code(text), tabIndex="0", className="command"),
        ],
        className="commanded",
    )
