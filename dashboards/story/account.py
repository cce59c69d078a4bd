"""The screens about one customer: one's own turn, and the three ways to serve them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import numpy as np
from dash import html

from relsim import figures
from relsim.dashboards.explore.parts import press
from relsim.dashboards.live import called
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital, listed, money, span
from relsim.dashboards.story import customer as lives
from relsim.dashboards.story.asked import MOST_ANSWERS, Wish
from relsim.dashboards.story.customer import GIVING, MONTHS, WORLD, Customer, Demand, Ending
from relsim.dashboards.story.found import UNCLEAR
from relsim.dashboards.story.screen import Screen, anew, asking, option, verdict
from relsim.figures import Curve
from relsim.study.experiment import DEFAULT_STRATEGIES

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.story.found import Judged
    from relsim.dashboards.texts import Texts
    from relsim.tracing import Trace

YOU = "you"


def serve(wish: Wish, customer: Customer, said: Texts) -> Screen:
    """Return the next demand to be answered, or what came of the answers."""
    life, given, asked = customer.served(wish.answers)
    kept = [answer for _, answer in given]
    steps = [_step(life, demand, answer, said) for demand, answer in given]
    if asked:
        shown = _demand(life, asked[0], kept, said)
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
    return signed(shown, lives.YOURS, customer.account, _answered(given))


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
    compared = ",".join(DEFAULT_STRATEGIES)
    if bet not in offered:
        head = said("story.three.ask", company=first.company)
        shown = asking(head, said("story.three.lead", span=over), offered, wish)
        return signed(shown, compared, customer.account)
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
    shown = Screen(
        head,
        said("story.three.ask", company=first.company),
        feedback=[*verdict(judged, offered[bet], detail, said), quiet(said("story.three.one"))],
        figure=figure,
        after=[anew(wish, said)],
        spoken=f"{said(f'story.bet.{judged}', bet=offered[bet])} {detail}",
    )
    return signed(shown, compared, customer.account)


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


def end_of(one: Ending, said: Texts) -> str:
    """Return how a life ended, in words."""
    return said("story.end.kept") if one.left is None else said("story.end.left", month=one.left)


def quiet(words: str) -> Component:
    """Return a line that is not read from the back row."""
    return html.P(words, className="quiet")


def _answered(given: list[tuple[Demand, str]]) -> list[str]:
    return [f"{lives.YOURS}.{demand.month}.{answer}" for demand, answer in given]


def signed(shown: Screen, strategies: str, account: int, changed: Sequence[str] = ()) -> Screen:
    """Return a screen whose footer and dialog have the command line that tells the same."""
    settings = " ".join(f"--set {name}={value!r}" for name, value in WORLD.settings)
    told = (
        f"relsim trace --customer {account} --strategy {strategies} --months 0-{MONTHS - 1}"
        f" {settings} --seed {WORLD.seed}"
    )
    shown.command = told + "".join(f" --what-if {branch}" for branch in changed)
    shown.seed, shown.replications = str(WORLD.seed), "1"
    return shown


def link(account: int) -> str:
    """Return where the customer's life is told month by month."""
    settings = dict(WORLD.settings)
    return f"/relationship?{urlencode({**settings, 'periods': MONTHS, 'account': account})}"
