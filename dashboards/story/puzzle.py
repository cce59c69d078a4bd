"""The puzzle: a customer who got everything and left, and what would have kept them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from dash import html

from relsim.dashboards.marks import spoken
from relsim.dashboards.message import listed, span
from relsim.dashboards.story import customer as lives
from relsim.dashboards.story.account import amount, end_of, quiet, signed
from relsim.dashboards.story.asked import Wish
from relsim.dashboards.story.customer import GIVING, MONTHS, TRIED, Customer, Ending
from relsim.dashboards.story.screen import Screen, anew, asking, verdict, waiting

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.story.found import Judged
    from relsim.dashboards.texts import Texts
    from relsim.tracing import Trace

NOTHING = "nothing"
"""The bet that no answer would have kept them."""


def puzzle(
    wish: Wish,
    customer: Customer,
    counted: Callable[[], Mapping[str, int] | float],
    said: Texts,
) -> Screen:
    """Return the customer who got everything and left, and what would have kept them.

    Parameters
    ----------
    counted
        How many of all lost clients each answer would have kept, or how much of that is known.
    """
    offered = {answer: said(f"story.puzzle.option.{answer}") for answer in (*TRIED, NOTHING)}
    life = customer.life(GIVING)
    was, given = lives.ending(life), lives.gifts(life)
    bet = wish.bets.get("puzzle")
    if bet not in offered:
        return _lost(wish, life, was, given, offered, said)
    of_all = counted()
    if not isinstance(of_all, Mapping):
        return waiting(said("story.puzzle.asked"), of_all, said)
    tried = {answer: lives.ending(customer.life(GIVING, answer)) for answer in TRIED}
    kept = [answer for answer in TRIED if tried[answer].left is None]
    names = [said(f"story.puzzle.name.{answer}") for answer in kept]
    head = (
        said("story.puzzle.kept", names=listed(names, said)) if kept else said("story.puzzle.none")
    )
    judged: Judged = "right" if bet in (kept or [NOTHING]) else "wrong"
    shown = Screen(
        head,
        said("story.puzzle.asked"),
        feedback=verdict(judged, offered[bet], said("story.puzzle.same"), said),
        body=[
            _tried(tried, was, offered, bet, of_all, len(customer.lost), said),
            quiet(said("story.rule")),
        ],
        after=[anew(wish, said)],
        spoken=said(f"story.bet.{judged}", bet=offered[bet]),
    )
    return signed(shown, GIVING, customer.account)


def _lost(
    wish: Wish,
    life: Trace,
    was: Ending,
    given: list[int],
    offered: dict[str, str],
    said: Texts,
) -> Screen:
    which = "stayed" if was.left is None else "ask"
    shown = asking(
        said(f"story.puzzle.{which}", company=life.company, count=len(given)),
        said("story.puzzle.lead", span=span(MONTHS, said), margin=amount(was.margin, said)),
        offered,
        wish,
    )
    shown.body = [_strip(life, was, given, said)]
    if was.left is not None:
        told = life.months[was.left]["parts"]["came"].rpartition(". ")[2]
        shown.body.append(quiet(said("story.puzzle.last", month=was.left, told=told)))
    return signed(shown, GIVING, life.account)


def _strip(life: Trace, was: Ending, given: list[int], said: Texts) -> Component:
    """Return the months in a row: a gift, no agreement, gone."""
    kinds = dict.fromkeys(given, "gift")
    for month in life.months:
        number = int(month["month"])
        if was.left is not None and number >= was.left:
            kinds[number] = "left" if number == was.left else "over"
        elif month["outcome"] and month["outcome"]["answer"] and number not in kinds:
            kinds[number] = "refused"
    signs = {"gift": "\u25cf", "refused": "\u25cb", "left": "\u2715"}
    cells = [
        html.Span(signs.get(kinds.get(number, ""), ""), className=f"month {kinds.get(number, '')}")
        for number in range(MONTHS)
    ]
    told = said("story.puzzle.strip", gifts=len(given), count=MONTHS, end=end_of(was, said))
    seen = [kind for kind in signs if kind in kinds.values()]
    legend = [html.Li([html.B(signs[kind]), " ", said(f"story.puzzle.{kind}")]) for kind in seen]
    return html.Div(
        [
            html.Div(cells, className="months", role="img", **spoken(told)),
            html.Ul(legend, className="legend"),
        ],
        className="strip",
    )


def _tried(
    tried: Mapping[str, Ending],
    was: Ending,
    offered: Mapping[str, str],
    bet: str,
    of_all: Mapping[str, int],
    lost: int,
    said: Texts,
) -> Component:
    named = {"span": span(MONTHS, said), "count": lost}
    heads = [
        html.Th(said(f"story.puzzle.column.{head}", **named), scope="col", className=f"of-{head}")
        for head in ("what", "end", "margin", "all")
    ]
    rows = [
        _row(offered[answer], one, of_all[answer], "chosen" if answer == bet else "", said)
        for answer, one in tried.items()
    ]
    rows.append(_row(said("story.puzzle.was"), was, 0, "was", said))
    return html.Table([html.Thead(html.Tr(heads)), html.Tbody(rows)], className="tried")


def _row(words: str, one: Ending, kept: int, name: str, said: Texts) -> Component:
    end = "left" if one.left is not None else "kept"
    return html.Tr(
        [
            html.Th(words, scope="row"),
            html.Td(end_of(one, said), className=end),
            html.Td(amount(one.margin, said), className="of-margin"),
            html.Td(str(kept), className="of-all"),
        ],
        className=name,
    )
