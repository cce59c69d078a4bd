"""The heads of the columns on the Compare page: a name, who earns most, and what differs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from relsim.analysis.findings import Best, Comparison
from relsim.dashboards.compare.apart import Setting
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.marks import NAMES, spoken
from relsim.dashboards.message import capital, listed, money
from relsim.dashboards.scenario import Scenario
from relsim.dashboards.texts import Texts

# What a narrow column and a wide one have room for, and up to how many columns are wide.
_MOST_CHIPS = 2
_MOST_NAMES = 2
_WIDE = 2


def name_of(what: str) -> str:
    """Return the identifier of something on the Compare page."""
    return f"compare-{what}"


def head(
    place: int,
    title: str,
    scenario: Scenario,
    said: str,
    settings: Sequence[Setting],
    texts: Texts,
) -> Component:
    """Return the head of a scenario's column: its name, who earns most, and how it differs.

    Parameters
    ----------
    place
        Which column, from 0.
    title
        What it is called.
    scenario
        What was run.
    said
        Who earns most in it.
    settings
        What is not the same in all scenarios.
    """
    name = dmc.Textarea(
        id=name_of(f"name-{place}"),
        value=title,
        autosize=True,
        minRows=1,
        maxRows=3,
        variant="unstyled",
        className="compare-name",
        **spoken(texts("compare.rename", place=place + 1)),
    )
    return html.Section(
        [
            name,
            html.Div(
                [
                    html.P(said, className="compare-verdict"),
                    _acts(place, title, scenario, texts),
                ],
                className="compare-said",
            ),
            html.P(_chips(place, settings, texts), className="compare-chips"),
        ],
        className="compare-head",
        **spoken(texts("compare.scenario", place=place + 1, name=title)),
    )


def _acts(place: int, title: str, scenario: Scenario, texts: Texts) -> Component:
    query = scenario.to_query()
    return html.Div(
        [
            _act("lead", place, title, texts) if place else None,
            dcc.Link(
                html.Span(texts("compare.open.long", name=title), className="unseen"),
                # One's own address, whatever the scenario is called.
                href=f"/?{query}" if query else "/?seed=0",
                className="compare-act act-open",
                title=texts("compare.open"),
            ),
            _act("remove", place, title, texts),
        ],
        className="compare-acts",
    )


def _act(what: str, place: int, title: str, texts: Texts) -> Component:
    return html.Button(
        type="button",
        className=f"compare-act act-{what}",
        title=texts(f"compare.{what}"),
        **spoken(texts(f"compare.{what}.long", name=title)),
        **with_dashes(data_act=what, data_place=str(place)),
    )


def _chips(place: int, settings: Sequence[Setting], texts: Texts) -> list[Component]:
    """Return the first few things that differ from the first scenario."""
    if not place:
        return [html.Span(texts("compare.base"))] if settings else []
    told = [one for one in settings if not one.luck and one.changed[place]]
    if not told:
        key = (
            "compare.luck_only" if any(one.changed[place] for one in settings) else "compare.alike"
        )
        return [html.Span(texts(key))]
    most = _MOST_CHIPS if len(settings[0].values) <= _WIDE else 1
    chips: list[Component] = [
        html.Span(
            [
                one.label,
                html.B(texts("compare.chip", before=one.values[0], now=one.values[place])),
            ],
            className="compare-chip",
        )
        for one in told[:most]
    ]
    if len(told) > most:
        rest = len(told) - most
        chips.append(
            html.Button(
                texts("compare.shows", count=rest),
                type="button",
                className="compare-rest",
                **spoken(texts("compare.shows.long", count=rest)),
                **with_dashes(data_act="settings", data_place=str(place)),
            )
        )
    return chips


def verdict(margin: Comparison, texts: Texts) -> str:
    """Return who earns most in a scenario, in a few words."""
    if len(margin.estimates) == 1:
        (only,) = margin.estimates
        if not math.isfinite(only.mean):
            return texts("compare.none")
        return capital(texts("compare.only", leader=NAMES[only.arm], most=money(only.mean, texts)))
    best = margin.best
    if best is None or best.leader is None:
        return texts("compare.none")
    if margin.estimates[0].n < 2:
        return texts("card.single")
    if best.clear:
        return capital(texts("compare.best", leader=NAMES[best.leader]))
    if best.identical and len(best.contenders) == len(margin.estimates):
        return texts("compare.identical")
    return _unclear(best, len(margin.estimates), texts)


def _unclear(best: Best, count: int, texts: Texts) -> str:
    """Return that there is no winner, in as many words as a column's head has room for."""
    contenders = best.contenders
    if len(contenders) > _MOST_NAMES:
        whole = len(contenders) == count
        return texts(
            "compare.unclear.all" if whole else "compare.unclear.of", count=len(contenders)
        )
    return texts("compare.unclear", among=listed([NAMES[arm] for arm in contenders], texts))
