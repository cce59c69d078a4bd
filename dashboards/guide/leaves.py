"""The sheets of the guide, in the order they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dash import dcc, html

from relsim.dashboards.evidence import claims
from relsim.dashboards.evidence.sources import Evidence
from relsim.dashboards.guide.agendas import AGENDAS, Step, starts
from relsim.dashboards.guide.answers import place
from relsim.dashboards.guide.sheets import SHEETS, Sheet
from relsim.dashboards.levers import Lever
from relsim.dashboards.marks import NAMES, UNSPOKEN, spoken, swatch
from relsim.dashboards.scenario import WORKSHOP
from relsim.parameters import PARAMETERS
from relsim.state import BEHAVIOURS
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts


@dataclass(frozen=True, slots=True)
class Leaf:
    """One sheet of the guide.

    Attributes
    ----------
    part
        Which part of the table of contents: start, agendas, levers, after.
    name
        What its anchor is called.
    title
        Its heading.
    content
        What stands below.
    """

    part: str
    name: str
    title: str
    content: Sequence[Component]

    @property
    def anchor(self) -> str:
        """Where links to it lead."""
        return f"guide-{self.name}"


def leaves(context: Context) -> list[Leaf]:
    """Return all sheets."""
    said = context.texts
    return [
        Leaf("start", "before", said["guide.before.title"], _told("guide.before", said)),
        *(
            Leaf(
                "agendas",
                f"agenda-{minutes}",
                said("guide.agenda.title", minutes=minutes),
                _agenda(minutes, steps, said),
            )
            for minutes, steps in AGENDAS.items()
        ),
        *(
            Leaf(
                "levers", f"lever-{sheet.lever.name}", said[sheet.lever.title], _lever(sheet, said)
            )
            for sheet in SHEETS
        ),
        Leaf("after", "debrief", said["guide.debrief.title"], _debrief(said)),
        Leaf("after", "model", said["guide.model.title"], _model(said)),
        Leaf("after", "limits", said["guide.limits.title"], _limits(context)),
    ]


def _told(prefix: str, said: Texts) -> list[Component]:
    """Return headings with a paragraph each, as many as the texts have."""
    found: list[Component] = []
    number = 1
    while f"{prefix}.{number}.heading" in said:
        found.append(html.H4(said[f"{prefix}.{number}.heading"]))
        found.append(html.P(said[f"{prefix}.{number}.text"]))
        number += 1
    return found


def _agenda(minutes: int, steps: Sequence[Step], said: Texts) -> list[Component]:
    heads = ("at", "what", "where", "say")
    rows = [
        html.Tr(
            [
                html.Td(str(start), className="minute"),
                html.Th(said[f"guide.step.{step.name}.title"], scope="row"),
                html.Td(_page(step, said)),
                html.Td(said[f"guide.step.{step.name}.say"], className="aloud"),
            ]
        )
        for start, step in zip(starts(tuple(steps)), steps, strict=True)
    ]
    head = html.Tr([html.Th(said[f"guide.agenda.{name}"], scope="col") for name in heads])
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="agenda")
    return [html.P(said[f"guide.agenda.{minutes}.about"], className="lead"), table]


def _page(step: Step, said: Texts) -> list[Component | str]:
    """Return the link to what is on the projector, and the one to what comes after the bet."""
    from relsim.dashboards.navigation import PAGES  # which hold this page

    titles = {page.path: said[page.title] for page in PAGES}
    if not step.path:
        return [said["guide.agenda.nowhere"]]
    opened = dcc.Link(titles[step.path], href=step.path)
    if not step.query:
        return [opened]
    called, value = step.shows
    shown = dcc.Link(f"{said[called]} {value}".strip(), href=step.link)
    return [opened, html.Small([said["guide.agenda.then"], " ", shown])]


def _lever(sheet: Sheet, said: Texts) -> list[Component]:
    lever = sheet.lever
    computing = html.Span(said["guide.computing"], className="computing")
    sayings: list[Component] = []
    for number, _ in enumerate(sheet.sayings, start=1):
        sayings += [
            html.Dt(f"“{said[f'{sheet.key}.say.{number}']}”"),
            html.Dd(computing, id=place(sheet, f"judged-{number}")),
            html.Dd(
                [html.B(said["guide.sheet.back"]), " ", said[f"{sheet.key}.back.{number}"]],
                className="back",
            ),
        ]
    return [
        html.P(
            [said[f"{sheet.key}.meaning"], " ", html.Small(_range(lever, said))],
            className="lead",
        ),
        html.P(computing, id=place(sheet, "big"), className="big"),
        html.P("", id=place(sheet, "moves"), className="moves"),
        html.Div(
            [
                html.Div(
                    [
                        html.H4(said["guide.sheet.ask"]),
                        html.P(said[f"{sheet.key}.ask"], className="aloud"),
                    ]
                ),
                html.Div([html.H4(said["guide.sheet.watch"]), html.P(said[lever.watch])]),
            ],
            className="pair",
        ),
        html.H4(said["guide.sheet.found"]),
        html.Div(
            computing,
            id=place(sheet, "found"),
            className="table",
            tabIndex="0",
            role="region",
            **spoken(f"{said['guide.sheet.found']}: {said[lever.title]}"),
        ),
        html.H4(said["guide.sheet.sayings"]),
        html.Dl(sayings, className="sayings"),
    ]


def _range(lever: Lever, said: Texts) -> str:
    values = (lever.low, lever.high, WORKSHOP.value(lever.name))
    low, high, usual = (f"{value:,.4g}" for value in values)
    unit = lever.unit or said[f"lever.{lever.name}.unit"]
    return said("guide.sheet.range", low=low, high=high, unit=unit, usual=usual)


def _debrief(said: Texts) -> list[Component]:
    found: list[Component] = [html.P(said["guide.debrief.about"], className="lead")]
    for part in (1, 2, 3):
        asked = said.under(f"guide.debrief.{part}")
        heading = asked.pop("heading")
        found += [html.H4(heading), html.Ul([html.Li(text) for text in asked.values()])]
    return found


def _model(said: Texts) -> list[Component]:
    arms = WORKSHOP.strategies
    month = said.under("guide.model.month").values()
    head = [
        html.Th(said["guide.model.behaviour"], scope="col"),
        *(html.Th([swatch(arm), NAMES[arm]], scope="col") for arm in arms),
    ]
    rows = [
        html.Tr(
            [
                html.Th(said[f"guide.behaviour.{name}"], scope="row"),
                *(html.Td(_amount(PRESETS[arm].point[name])) for arm in arms),
            ]
        )
        for name in BEHAVIOURS
    ]
    return [
        html.P(said["guide.model.about"], className="lead"),
        html.H4(said["guide.model.month"]),
        html.Ol([html.Li(text) for text in month]),
        html.H4(said["guide.model.strategies"]),
        html.P(said["guide.model.strategies.about"]),
        html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="behaviours"),
        html.H4(said["guide.model.measured"]),
        html.P(said["guide.model.measured.text"]),
    ]


def _amount(value: float) -> Component:
    """Return an amount between 0 and 1 as a bar and a number."""
    bar = html.Span(
        html.Span(style={"width": f"{100 * value:.0f}%"}),
        className="amount",
        **UNSPOKEN,
    )
    return html.Div([bar, f"{value:.2f}"], className="amounts")


def _limits(context: Context) -> list[Component]:
    said = context.texts
    sources = [parameter.source for parameter in PARAMETERS.values()]
    table = Evidence(context.settings.results).claims().found
    filled = {
        1: {
            "parameters": str(len(sources)),
            "fitted": str(sum("fitted to" in source for source in sources)),
            "assumed": str(sum(source.startswith("assumed") for source in sources)),
        },
    }
    if table is not None:
        counted = claims.counts(table.claims)
        filled[2] = {"count": str(len(table.claims)), **{k: str(v) for k, v in counted.items()}}
    found: list[Component] = []
    number = 1
    while f"guide.limits.{number}.heading" in said:
        key = f"guide.limits.{number}.text"
        text = said["guide.limits.2.none"] if number == 2 and table is None else None
        found.append(html.H4(said[f"guide.limits.{number}.heading"]))
        found.append(html.P(text or said(key, **filled.get(number, {}))))
        number += 1
    found.append(html.P(dcc.Link(said["guide.limits.evidence"], href="/evidence")))
    return found
