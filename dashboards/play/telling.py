"""A game in words: what is asked, what may be answered, what happened since, and how one stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from relsim.dashboards.message import span
from relsim.dashboards.play.choosing import room_of
from relsim.dashboards.play.customers import parameters
from relsim.dashboards.play.playing import Month, Situation, Step
from relsim.dashboards.play.seeing import seen
from relsim.rules.bargain import GRANTED, TRADED, WALKED
from relsim.rules.request import DEADLINE, PRICE, SCOPE
from relsim.tracing.phrases import DAYS_A_MONTH, percent

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts

_YEARS = 24
_KINDS = {PRICE: "price", SCOPE: "scope", DEADLINE: "deadline"}


def opening(found: Situation, said: Texts) -> str:
    """Return what a game begins with."""
    months = span(found.game.months, said)
    return said("play.opening", company=found.customer.company, months=months)


def question(found: Situation, said: Texts) -> tuple[str, list[str]]:
    """Return what is asked now: a headline, and what belongs to it."""
    assert found.next is not None
    ask, month = found.next.ask, seen(found.months[-1])
    request = month.request
    if ask == "demand":
        return _demand(found, request, said)
    if ask == "late":
        days = round(DAYS_A_MONTH * month.outcome.lateness)
        return said("play.ask.late", days=days), [said("play.ask.late.more")]
    if ask == "complaint":
        what = "failure" if month.outcome.failure else "lapse"
        return said("play.ask.complaint"), [said(f"play.ask.complaint.{what}")]
    return said(f"play.ask.{ask}"), [said(f"play.ask.{ask}.more")]


def _demand(found: Situation, request: Any, said: Texts) -> tuple[str, list[str]]:
    kind = _KINDS[request.demand_kind]
    again = ".again" if kind == "price" and request.discount > 0.0 else ""
    head = said(f"play.ask.{kind}{again}", size=share(request.demand_size))
    more = (
        [] if kind == "price" else [said(f"play.ask.{kind}.size", size=share(request.demand_size))]
    )
    more += [said("play.ask.claim")] if request.claims_rival else []
    room = room_of(request, parameters().record[0])
    if room <= 0.0:
        more.append(said("play.ask.no_room"))
    elif room < request.demand_size:
        more.append(said("play.ask.room", room=share(room)))
    return head, more


def choices(found: Situation, said: Texts) -> list[dict[str, str]]:
    """Return the answers there are now: what they are called, and what one does then."""
    step = found.next
    assert step is not None
    p, request = parameters().record[0], seen(found.months[-1]).request
    values: dict[str, object] = {"months": round(p.trade_commitment)}
    if step.ask == "demand":
        most = min(request.demand_size, room_of(request, p))
        given = f"play.given.{_KINDS[request.demand_kind]}"
        values["most"] = said(given, size=share(most))
        values["part"] = said(given, size=share(p.trade_price * most))
    return [
        {
            "answer": answer,
            "choice": f"{step.month}.{answer}",
            "says": said(f"play.answer.{answer}"),
            "does": said(f"play.does.{answer}", **values),
        }
        for answer in step.answers
    ]


def facts(found: Situation, said: Texts) -> list[list[str]]:
    """Return how one stands with the account, as a rep's own books have it: name and value."""
    now = seen(found.months[-1]).request
    past = [seen(month) for month in found.past]
    told = [["margin", euros(found.margin, said)]]
    if past:
        hours = past[-1].outcome.hours
        told.append(["hours", said("play.hours", hours=f"{hours:.0f}")])
    told.append(["price", _price(now.discount, said)])
    if now.specials_hours > 0.0:
        told.append(["extras", said("play.hours_monthly", hours=f"{now.specials_hours:.0f}")])
    days = round(DAYS_A_MONTH * now.backlog_months)
    told.append(["backlog", said("play.days", days=days) if days else said("play.no_backlog")])
    told.append(["tenure", _known(int(now.tenure), said)])
    return [[said(f"play.fact.{name}"), value] for name, value in told]


def _known(months: int, said: Texts) -> str:
    """Return a tenure: who has been there for years is not counted in months."""
    return span(max(1, months) if months < _YEARS else 12 * round(months / 12), said)


def share(value: float) -> str:
    """Return a share in percent, on one line whatever the width of the page."""
    return percent(value).replace(" ", "\N{NO-BREAK SPACE}")


def euros(value: float, said: Texts) -> str:
    """Return an amount in whole euros: what one decision is worth is no round number."""
    return said("play.euros", value=f"{round(value):,}")


def _price(discount: float, said: Texts) -> str:
    return said("play.below_list", share=share(discount)) if discount > 0.0 else said("play.list")


def happened(found: Situation, said: Texts) -> list[dict[str, Any]]:
    """Return what happened, in order: months with something to tell, and quiet ones together."""
    told: list[dict[str, Any]] = []
    quiet: list[int] = []
    for month in found.months:
        steps = [step for step in found.steps if step.month == month.number]
        over = found.next is None or month.number < found.next.month
        texts = _month(month, steps, over, said)
        if over and not texts:
            quiet.append(month.number)
            continue
        told += _quiet(quiet, said)
        quiet = []
        if texts:
            told.append({"month": month.number, "head": _head(month.number, said), "texts": texts})
    return told + _quiet(quiet, said)


def _head(month: int, said: Texts) -> str:
    return said("play.month", month=month + 1)


def _quiet(months: Sequence[int], said: Texts) -> list[dict[str, Any]]:
    if not months:
        return []
    if len(months) == 1:
        head, text = _head(months[0], said), said("play.quiet.one")
    else:
        head = said("play.month_range", first=months[0] + 1, last=months[-1] + 1)
        text = said("play.quiet", count=said(f"play.count.{min(len(months), 9)}"))
    return [{"month": months[0], "head": head, "texts": [text]}]


def _month(month: Month, steps: Sequence[Step], over: bool, said: Texts) -> list[str]:
    """Return the sentences of a month, as far as it was decided."""
    what = seen(month)
    told = []
    for step in steps:
        told += _STEPS[step.ask](what, step, said)
    if over and what.outcome.further_pitch:
        told.append(
            said("play.told.further" if what.outcome.further_won else "play.told.elsewhere")
        )
    if over and what.outcome.gone:
        told.append(said("play.told.ended" if what.outcome.talks_ended else "play.told.left"))
    return told


def _talks(month: Any, step: Step, said: Texts) -> list[str]:
    outcome = month.outcome
    kind = _KINDS[month.request.demand_kind]
    asked = said(f"play.told.asked.{kind}", size=share(month.request.demand_size))
    told = [asked]
    if outcome.reframed:
        told.append(said("play.told.reframed", size=share(outcome.demand_size)))
    given = said(f"play.given.{kind}", size=share(outcome.conceded))
    if outcome.answer == GRANTED:
        told.append(said("play.told.granted", given=given))
    elif outcome.answer == TRADED:
        told.append(said("play.told.traded", given=given))
    elif outcome.answer == WALKED:
        told.append(said("play.told.returned" if outcome.returned else "play.told.walked"))
    elif outcome.proposed:
        told.append(said("play.told.no_trade"))
    elif step.chosen in ("grant", "trade"):
        told.append(said("play.told.too_little"))
    else:
        told.append(said("play.told.reason" if step.chosen == "reason" else "play.told.refused"))
    return told


def _urgency(month: Any, step: Step, said: Texts) -> list[str]:
    if step.chosen == "drop":
        return [said("play.told.dropped")]
    return [said("play.told.went" if month.outcome.urgency_served else "play.told.waited")]


def _order(month: Any, step: Step, said: Texts) -> list[str]:
    if step.chosen == "order":
        return [said("play.told.order")]
    if step.chosen == "ask":
        apart = month.outcome.apart >= parameters().record[0].advice_notable
        return [said("play.told.asked.far" if apart else "play.told.asked.near")]
    if not month.outcome.challenged:
        return [said("play.told.asked.near")]
    return [said("play.told.heard" if month.outcome.advice_taken else "play.told.not_heard")]


def _plain(_month: Any, step: Step, said: Texts) -> list[str]:
    return [said(f"play.told.{step.chosen}")]


_STEPS = {
    "demand": _talks,
    "urgency": _urgency,
    "want": _order,
    "late": _plain,
    "complaint": _plain,
}
