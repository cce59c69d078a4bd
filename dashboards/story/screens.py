"""Every screen of the story, by name: what is asked, and what the model says to it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.evidence import claims as tried
from relsim.dashboards.evidence.sources import Evidence
from relsim.dashboards.marks import UNSPOKEN
from relsim.dashboards.presets import presets
from relsim.dashboards.reading import said as shown_value
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.dashboards.story import account, corners, late, levers
from relsim.dashboards.story.asked import Wish
from relsim.dashboards.story.customer import GIVING
from relsim.dashboards.story.found import UNCLEAR
from relsim.dashboards.story.puzzle import puzzle
from relsim.dashboards.story.screen import Screen, anew, answered, asking, verdict, waiting
from relsim.parameters import PARAMETERS
from relsim.study.experiment import DEFAULT_STRATEGIES

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.story.found import Judged
    from relsim.dashboards.story.telling import Telling
    from relsim.dashboards.texts import Texts
    from relsim.evidence.claims.findings import Table, Tried

FAILS, UNDECIDED = "fails", "undecided"
_TOLD = 3
"""Refuted claims that are told in full."""
_WHO = (*DEFAULT_STRATEGIES, UNCLEAR)
#: What is bet about besides who does best.
_BETS: Mapping[str, tuple[str, ...]] = {
    "late": ("full", "most", "some", UNCLEAR),
    "cost": (*late.COSTS, UNCLEAR),
    "where": ("nowhere", "corner", "third", UNCLEAR),
    "honest": ("quarter", "half", "most", UNCLEAR),
}
#: What the lines of a screen name.
_NAMED: Mapping[str, Mapping[str, object]] = {
    "time-12": {"customers": WORKSHOP.value("customers"), "count": WORKSHOP.replications},
    "late": {
        "months": late.TURNS,
        "damaged": late.DAMAGED,
        "usual": shown_value(PARAMETERS["client_belief_start"].default),
    },
    "cost": {"months": late.TURNS},
    "where": {"count": len(corners.ACROSS) * len(corners.UPWARD)},
}


def screen(wish: Wish, telling: Telling, results: Path) -> Screen:
    """Return the screen that is asked for."""
    said, customer = telling.said, telling.customer
    if wish.screen == "puzzle":
        return puzzle(wish, customer, telling.kept, said)
    if wish.screen in _ACCOUNT:
        return _ACCOUNT[wish.screen](wish, customer, said)
    if wish.screen == "honest":
        return honest(wish, results, said)
    if wish.screen == "sandbox":
        return sandbox(telling)
    return _lever(wish, telling)


_ACCOUNT: Mapping[str, Callable[..., Screen]] = {
    "serve": account.serve,
    "three": account.three,
}


def offered(name: str, said: Texts) -> dict[str, str]:
    """Return what can be bet on a screen, with its words."""
    if name in _BETS:
        return {bet: said(f"story.{name}.option.{bet}") for bet in _BETS[name]}
    return {bet: said(f"story.option.{bet}") for bet in _WHO}


def _lever(wish: Wish, telling: Telling) -> Screen:
    name, said = wish.screen, telling.said
    may = offered(name, said)
    named = _NAMED.get(name, {})
    head, lead = (said(f"story.{name}.{what}", **named) for what in ("ask", "lead"))
    bet = wish.bets.get(name)
    if bet not in may:
        return asking(head, lead, may, wish)
    found = telling.found(name)
    if isinstance(found, float):
        return waiting(head, found, said)
    return answered(found, head, bet, may[bet], wish, said)


def honest(wish: Wish, results: Path, said: Texts) -> Screen:
    """Return how many claims failed, and some of them."""
    table = Evidence(results).claims().found
    if table is None:
        return Screen(said("story.honest.gone"), body=[_leading("/evidence", "honest.link", said)])
    counts = tried.counts(table.claims)
    total = len(table.claims)
    may = offered("honest", said)
    bet = wish.bets.get("honest")
    if bet not in may:
        head, lead = said("story.honest.ask", count=total), said("story.honest.lead")
        return _of(asking(head, lead, may, wish), table)
    which = "head" if counts[FAILS] else "none"
    judged: Judged = "right" if bet in failing(counts, total) else "wrong"
    told = [html.Li([html.B(one.id), html.Span(one.says)]) for one in refuted(table.claims)]
    shown = Screen(
        said(f"story.honest.{which}", count=total, **counts),
        said("story.honest.ask", count=total),
        feedback=verdict(judged, may[bet], said("story.honest.lead"), said),
        body=[
            *([html.P(said("story.honest.three"), className="detail")] if told else []),
            html.Ul(told, className="refuted"),
            _leading("/evidence", "honest.link", said),
        ],
        after=[anew(wish, said)],
        spoken=said(f"story.bet.{judged}", bet=may[bet]),
    )
    return _of(shown, table)


def failing(counts: Mapping[str, int], total: int) -> set[str]:
    """Return which bets on how many claims fail are right.

    >>> sorted(failing({"fails": 19, "undecided": 2}, 35))
    ['most']
    """
    share = counts[FAILS] / max(total, 1)
    right = {"quarter" if share <= 0.25 else "half" if share <= 0.5 else "most"}
    if counts[UNDECIDED] > total / 2:
        right.add(UNCLEAR)
    return right


def refuted(claims: list[Tried] | tuple[Tried, ...]) -> list[Tried]:
    """Return refuted claims to be told: the first of each essay, then others in their order."""
    failed = tried.in_order(claims, FAILS)
    first: dict[tuple[str, ...], Tried] = {}
    for one in failed:
        first.setdefault(tuple(one.essay)[:1], one)
    rest = [one for one in failed if one not in first.values()]
    return [*first.values(), *rest][:_TOLD]


def sandbox(telling: Telling) -> Screen:
    """Return the ways into the Workshop, with exactly the levers that were met."""
    said = telling.said
    ends = {preset.name: preset.scenario for preset in presets()}
    met: dict[str, Scenario] = {
        "time": WORKSHOP.changed("periods", 12),
        "need": WORKSHOP.changed(levers.GAP.name, levers.GAPS[0]),
        "talk": WORKSHOP.changed(levers.TALK, 0),
        "late": late.WORLD,
        **{name: ends[name] for name in (corners.LOYAL, corners.LOUD, corners.COMPLEX)},
        "all": WORKSHOP,
    }
    links = []
    for number, (name, scenario) in enumerate(met.items(), start=1):
        title = said(f"story.sandbox.{name}")
        named = scenario if name == "all" else dataclasses.replace(scenario, name=title)
        links.append(_option(number, title, f"/?{named.to_query()}"))
    customer = telling.customer
    company = customer.life(GIVING).company
    title = said("story.sandbox.customer", company=company)
    links.append(_option(len(links) + 1, title, account.link(customer.account)))
    return Screen(
        said("story.sandbox.head"),
        said("story.sandbox.lead"),
        options=links,
        feedback=[html.P(said("story.sandbox.luck"), className="quiet")],
        command=WORKSHOP.command(),
        seed=str(WORKSHOP.seed),
        replications=str(WORKSHOP.replications),
    )


def _option(number: int, words: str, href: str) -> Component:
    key = html.Span(str(number), className="key", **UNSPOKEN)
    more: dict[str, Any] = {"data-page": "", "data-key": str(number), "data-says": words}
    said = html.Span(html.B(words), className="words")
    return html.A([key, said], href=href, className="option", **more)


def _leading(href: str, key: str, said: Texts) -> Component:
    here: dict[str, Any] = {"data-page": ""}  # followed without leaving the app
    return html.P(html.A(said(f"story.{key}"), href=href, **here))


def _of(shown: Screen, table: Table) -> Screen:
    shown.command = "relsim claims"
    if table.claims:
        one = table.claims[0]
        shown.seed, shown.replications = str(one.seed), f"{one.replications:,}"
    return shown
