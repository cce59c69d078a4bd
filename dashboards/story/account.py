"""The screens about one customer: the puzzle, one's own turn, and the three ways to serve them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np
from dash import html

from relsim import figures
from relsim.dashboards.explore.parts import press
from relsim.dashboards.live import called
from relsim.dashboards.marks import NAMES, spoken
from relsim.dashboards.message import capital, listed, money, span
from relsim.dashboards.story import customer as lives
from relsim.dashboards.story.asked import MOST_ANSWERS, Wish
from relsim.dashboards.story.customer import GIVING, MONTHS, TRIED, WORLD, Customer, Demand, Ending
from relsim.dashboards.story.found import UNCLEAR
from relsim.dashboards.story.screen import Screen, anew, asking, option, verdict
from relsim.figures import Curve
from relsim.study.experiment import DEFAULT_STRATEGIES

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.story.found import Judged
    from relsim.dashboards.texts import Texts
    from relsim.tracing import Trace

NOTHING = "nothing"
YOU = "you"


def puzzle(wish: Wish, customer: Customer, said: Texts) -> Screen:
    """Return the customer who got everything and left, and what would have kept them."""
    offered = {answer: said(f"story.puzzle.option.{answer}") for answer in (*TRIED, NOTHING)}
    life = customer.life(GIVING)
    was, given = lives.ending(life), lives.gifts(life)
    bet = wish.bets.get("puzzle")
    if bet not in offered:
        return _lost(wish, life, was, given, offered, said)
    tried = {answer: lives.ending(customer.life(GIVING, answer)) for answer in TRIED}
    kept = [answer for answer in TRIED if tried[answer].left is None]
    names = [said(f"story.puzzle.name.{answer}") for answer in kept]
    head = (
        said("story.puzzle.kept", names=listed(names, said)) if kept else said("story.puzzle.none")
    )
    judged: Judged = "right" if bet in (kept or [NOTHING]) else "wrong"
    return Screen(
        head,
        said("story.puzzle.asked"),
        feedback=verdict(judged, offered[bet], said("story.puzzle.same"), said),
        body=[_tried(tried, was, offered, bet, said), _quiet(said("story.rule"))],
        after=[anew(wish, said)],
        spoken=said(f"story.bet.{judged}", bet=offered[bet]),
        **_made(GIVING, customer.account),
    )


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
        shown.body.append(_quiet(said("story.puzzle.last", month=was.left, told=told)))
    for name, value in _made(GIVING, life.account).items():
        setattr(shown, name, value)
    return shown


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
    told = said("story.puzzle.strip", gifts=len(given), count=MONTHS, end=_end(was, said))
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
    tried: dict[str, Ending], was: Ending, offered: dict[str, str], bet: str, said: Texts
) -> Component:
    over = span(MONTHS, said)
    heads = ("what", "end", "margin")
    rows = [
        _row(offered[answer], one, "chosen" if answer == bet else "", said)
        for answer, one in tried.items()
    ]
    cells = [html.Th(said(f"story.puzzle.column.{head}", span=over), scope="col") for head in heads]
    rows.append(_row(said("story.puzzle.was"), was, "was", said))
    return html.Table([html.Thead(html.Tr(cells)), html.Tbody(rows)], className="tried")


def _row(words: str, one: Ending, name: str, said: Texts) -> Component:
    end = "left" if one.left is not None else "kept"
    return html.Tr(
        [
            html.Th(words, scope="row"),
            html.Td(_end(one, said), className=end),
            html.Td(amount(one.margin, said), className="number"),
        ],
        className=name,
    )


def serve(wish: Wish, customer: Customer, said: Texts) -> Screen:
    """Return the next demand to be answered, or what came of the answers."""
    life, given, waiting = customer.served(wish.answers)
    kept = [answer for _, answer in given]
    steps = [_step(life, demand, answer, said) for demand, answer in given]
    if waiting:
        shown = _demand(life, waiting[0], kept, said)
        shown.body += [html.Ul(steps[-1:], className="steps")] if steps else []
    else:
        end = lives.ending(life)
        which = "kept" if end.left is None else "left"
        head = said(f"story.serve.done.{which}", company=life.company, month=end.left)
        lead = said(
            "story.serve.done.lead", span=span(MONTHS, said), margin=amount(end.margin, said)
        )
        none = [html.Li(said("story.serve.none", span=span(MONTHS, said)))]
        shown = Screen(head, lead, body=[html.Ul(steps or none, className="steps")])
    shown.spoken = " ".join(told.children for told in steps[-1:])
    if kept:
        shown.after = [press(said("story.take_back"), {"answers": kept[:-1]}, "plain")]
    for name, value in _made(lives.YOURS, customer.account, _answered(given)).items():
        setattr(shown, name, value)
    return shown


def _demand(life: Trace, demand: Demand, given: list[str], said: Texts) -> Screen:
    number, month = len(given) + 1, demand.month
    size = figures.short_value(demand.size, "share")
    what = said(f"story.serve.{demand.kind}", size=size)
    head = said("story.serve.ask", company=life.company, what=what)
    if demand.rival:
        head = f"{head} {said('story.serve.rival')}"
    options = [
        option(
            place,
            said(f"story.serve.{answer}"),
            {"answers": [*given, answer]},
            does=said(f"story.serve.{answer}.does"),
        )
        for place, answer in enumerate(demand.answers, start=1)
    ]
    lead = said("story.serve.lead", number=number, count=MOST_ANSWERS, month=month)
    return Screen(head, lead, options=options, onward=False)


def _step(life: Trace, demand: Demand, answer: str, said: Texts) -> Component:
    parts = life.months[demand.month]["parts"]
    came = f"{parts['answered']} {parts['came']}".strip()
    told = said(
        "story.serve.step", month=demand.month, answer=said(f"story.serve.{answer}"), came=came
    )
    return html.Li(told)


def three(wish: Wish, customer: Customer, said: Texts) -> Screen:
    """Return the three strategies with the customer, beside the one who follows the story."""
    offered = {name: said(f"story.option.{name}") for name in (*DEFAULT_STRATEGIES, UNCLEAR)}
    told = {name: customer.life(name) for name in DEFAULT_STRATEGIES}
    first = told[GIVING]
    over = span(MONTHS, said)
    bet = wish.bets.get("three")
    made = _made(",".join(DEFAULT_STRATEGIES), customer.account)
    if bet not in offered:
        head = said("story.three.ask", company=first.company)
        shown = asking(head, said("story.three.lead", span=over), offered, wish)
        for name, value in made.items():
            setattr(shown, name, value)
        return shown
    ends = {name: lives.ending(life) for name, life in told.items()}
    near = alike({name: end.margin for name, end in ends.items()}, lives.list_price(first))
    judged: Judged = "near" if bet in near else "wrong"
    if bet == (near[0] if len(near) == 1 else UNCLEAR):
        judged = "right"
    if len(near) == 1:
        head = capital(said("story.three.wins", name=NAMES[near[0]]))
    else:
        names = listed([said("relationship.the", name=NAMES[name]) for name in near], said)
        head = said("story.three.unclear", names=names)
    life, given, _ = customer.served(wish.answers)
    if given:
        told[YOU], ends[YOU] = life, lives.ending(life)
    each = [_ended(name, end, said) for name, end in ends.items()]
    curves = [
        Curve(name, said("story.three.You") if name == YOU else called(name), lives.earned(one))
        for name, one in told.items()
    ]
    figure = figures.over_time(
        curves,
        unit=said("story.three.unit"),
        reading="money",
        across_title=said("measure.months"),
        months=np.arange(1.0, MONTHS + 1.0),
        theme=wish.theme,
        big=wish.big,
        height=wish.height,
    )
    detail = f"{capital('; '.join(each))}."
    return Screen(
        head,
        said("story.three.ask", company=first.company),
        feedback=[
            *verdict(judged, offered[bet], detail, said),
            _quiet(said("story.three.one")),
        ],
        figure=figure,
        after=[anew(wish, said)],
        spoken=f"{said(f'story.bet.{judged}', bet=offered[bet])} {detail}",
        **made,
    )


def alike(margins: dict[str, float], month: float) -> list[str]:
    """Return who earns most, with all that are closer to it than a month's list price.

    >>> alike({"servile": -10.0, "combative": 470.0, "advisory": 472.0}, month=900.0)
    ['servile', 'combative', 'advisory']
    >>> alike({"servile": -4000.0, "combative": 470.0, "advisory": 472.0}, month=900.0)
    ['combative', 'advisory']
    """
    most = max(margins.values())
    return [name for name, margin in margins.items() if not most - margin > month]


def amount(value: float, said: Texts) -> str:
    """Return an amount, what is lost with a minus as long as a plus."""
    return money(value, said).replace("-", "\u2212")


def _ended(name: str, end: Ending, said: Texts) -> str:
    which = "kept" if end.left is None else "left"
    called_so = said("story.three.you") if name == YOU else NAMES[name]
    earned = amount(end.margin, said)
    return said(f"story.three.end.{which}", name=called_so, margin=earned, month=end.left)


def _end(one: Ending, said: Texts) -> str:
    return said("story.end.kept") if one.left is None else said("story.end.left", month=one.left)


def _quiet(words: str) -> Component:
    return html.P(words, className="quiet")


def _answered(given: list[tuple[Demand, str]]) -> list[str]:
    return [f"{lives.YOURS}.{demand.month}.{answer}" for demand, answer in given]


def _made(strategies: str, account: int, changed: list[str] | None = None) -> dict[str, Any]:
    """Return what footer and dialog say: the command line that tells the same."""
    settings = " ".join(f"--set {name}={value!r}" for name, value in WORLD.settings)
    command = (
        f"relsim trace --customer {account} --strategy {strategies} --months 0-{MONTHS - 1}"
        f" {settings} --seed {WORLD.seed}"
    )
    what_if = "".join(f" --what-if {branch}" for branch in changed or [])
    return {"command": command + what_if, "seed": str(WORLD.seed), "replications": "1"}


def link(account: int) -> str:
    """Return where the customer's life is told month by month."""
    settings = dict(WORLD.settings)
    return f"/relationship?{urlencode({**settings, 'periods': MONTHS, 'account': account})}"
