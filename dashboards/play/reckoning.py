"""A debrief in words: what it came to, what one could not know, which decisions mattered."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim import figures
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital, listed
from relsim.dashboards.play.debriefing import Debrief, Life, Turn
from relsim.dashboards.play.playing import BELIEFS, Month
from relsim.dashboards.play.telling import euros
from relsim.figures import Curve, Figure, ThemeName
from relsim.rules import decision
from relsim.rules.request import CRISIS

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts

#: How the player is marked in figures; no shipped strategy has the name.
YOU = "you"
_LEFT = {
    decision.DRIFTED_OFF: "drifted",
    decision.LEFT_FOR_RIVAL: "rival",
    decision.LEFT_AFTER_REFUSAL: "refusal",
    decision.LEFT_AFTER_FAILURE: "failure",
    decision.TALKS_ENDED: "talks",
}


def lives(found: Debrief) -> dict[str, Life]:
    """Return the lives that stand beside each other, the player's first."""
    return {YOU: found.own, **found.beside}


def name_of(who: str, said: Texts) -> str:
    """Return how one of `lives` is called in a heading."""
    return said("play.you") if who == YOU else capital(NAMES[who])


def headline(found: Debrief, said: Texts) -> tuple[str, str]:
    """Return who earned more than the player, in a few words, and the values behind it."""
    own = round(found.own.margin)
    ahead = [name for name, life in found.beside.items() if round(life.margin) > own]
    names = [NAMES[name] for name in ahead]
    if not ahead:
        head = said("play.head.most")
    elif len(ahead) == len(found.beside):
        head = said("play.head.least")
    elif len(ahead) == 1:
        head = said("play.head.behind", name=names[0])
    else:
        head = said("play.head.behind.two", first=names[0], second=names[1])
    others = [
        said("play.detail.one", name=NAMES[name], value=euros(life.margin, said))
        for name, life in found.beside.items()
    ]
    values = {"own": euros(own, said), "others": capital(listed(others, said))}
    return head, said("play.detail", **values)


def table(found: Debrief, said: Texts) -> list[list[str]]:
    """Return rows of what came of each life: a name, then a value for each of `lives`."""
    shown = list(lives(found).values())
    rows = {
        "margin": [f"{round(life.margin):,}" for life in shown],
        "stayed": [_stayed(life, said) for life in shown],
        **{belief: [f"{life.final(belief):.2f}" for life in shown] for belief in BELIEFS},
        "given": [said("play.times", count=life.concessions) for life in shown],
        "referrals": [said("play.times", count=life.referrals) for life in shown],
    }
    return [[said(f"play.row.{name}"), *values] for name, values in rows.items()]


def _stayed(life: Life, said: Texts) -> str:
    if life.left is None:
        return said("play.stayed.all")
    return said("play.stayed.until", month=life.left + 1)


def turn(one: Turn, found: Debrief, said: Texts) -> dict[str, Any]:
    """Return a decision that mattered, in words, with where to try again."""
    kind = "good" if one.difference > 0.0 else "costly"
    month = one.step.month
    text = said(
        f"play.turn.{kind}.text",
        month=month + 1,
        chosen=said(f"play.did.{one.step.chosen}"),
        other=said("play.had.take" if one.other == "order" else f"play.did.{one.other}"),
        value=euros(abs(one.difference), said),
    )
    return {
        "kind": kind,
        "title": said(f"play.turn.{kind}"),
        "text": " ".join([text, *_instead(one, found.own.left, said)]),
        "month": month,
        "ask": one.step.ask,
        "chosen": one.step.chosen,
        "other": one.other,
        "difference": one.difference,
        "again": said("play.again", month=month + 1),
        "game": found.situation.game.until(month).to_json(),
    }


def _instead(one: Turn, left: int | None, said: Texts) -> list[str]:
    if one.left == left:
        return []
    if one.left is None:
        return [said("play.turn.stayed")]
    longer = left is not None and one.left > left
    return [said(f"play.turn.{'stayed_longer' if longer else 'left'}", month=one.left + 1)]


def hidden(found: Debrief, said: Texts) -> list[str]:
    """Return what the player could not know: bluffs, true emergencies, why they left."""
    months = found.own.months
    claims = [month for month in months if month.request.claims_rival]
    told = []
    if claims:
        bluffs = [month for month in claims if month.truth.bluff]
        what = _among("play.hidden.bluffs", bluffs, said)
        told.append(said("play.hidden.claims", claims=_often(claims, said), bluffs=what))
        paid = [month for month in bluffs if month.outcome.bluff_paid]
        if paid:
            told.append(said("play.hidden.paid", months=_in(paid, said)))
    calls = [month for month in months if month.request.urgent]
    if calls:
        true = [month for month in calls if month.truth.urgency == CRISIS]
        what = (
            said("play.hidden.true.all")
            if len(true) == len(calls)
            else _among("play.hidden.true", true, said)
        )
        told.append(said("play.hidden.calls", calls=_often(calls, said), true=what))
    silent = [month for month in months if month.truth.rival and not month.request.claims_rival]
    if silent:
        told.append(said("play.hidden.silent", months=_in(silent, said)))
    if found.own.left is not None:
        told.append(said(f"play.hidden.left.{_LEFT[months[-1].outcome.left]}"))
    return told or [said("play.hidden.nothing")]


def _among(key: str, some: Sequence[Month], said: Texts) -> str:
    return said(f"{key}.some", months=_in(some, said)) if some else said(f"{key}.none")


def _often(some: Sequence[Month], said: Texts) -> str:
    if len(some) > 2:
        return said("play.often", count=len(some))
    return said("play.once" if len(some) == 1 else "play.twice")


def _in(some: Sequence[Month], said: Texts) -> str:
    numbers = listed([str(month.number + 1) for month in some], said)
    return said("play.in_month" if len(some) == 1 else "play.in_months", months=numbers)


def was_set(found: Debrief, said: Texts) -> str:
    """Return what was forced upon the customer, in every arm alike."""
    each = [
        said("play.set.each", month=month + 1, what=said(f"play.set.{what}"))
        for month, what in found.situation.customer.set
    ]
    return f"{capital(listed(each, said))}. {said('play.set.rest')}"


def curves(
    found: Debrief, said: Texts, theme: ThemeName, big: bool, height: int
) -> list[dict[str, Any]]:
    """Return a figure for what was earned and one for each belief, with their titles."""
    months = found.situation.game.months
    shown = lives(found)
    drawn: dict[str, Mapping[str, Any]] = {
        "margin": {name: _earned(life, months) for name, life in shown.items()}
    }
    for belief in BELIEFS:
        drawn[belief] = {name: _believed(life, belief, months) for name, life in shown.items()}
    return [
        {
            "title": said(f"play.curve.{what}"),
            "figure": _figure(what, lines, said, theme=theme, big=big, height=height),
        }
        for what, lines in drawn.items()
    ]


def _figure(
    what: str,
    lines: Mapping[str, Any],
    said: Texts,
    *,
    theme: ThemeName,
    big: bool,
    height: int,
) -> Figure:
    index = what != "margin"
    figure = figures.over_time(
        [Curve(name, name_of(name, said), line) for name, line in lines.items()],
        unit="",
        reading="index" if index else "money",
        across_title=said("play.curve.months"),
        value_range=_ends(list(lines.values())) if index else None,
        theme=theme,
        big=big,
        height=height,
    )
    if index:
        figure["layout"]["yaxis"]["dtick"] = 0.1
    del figure["layout"]["height"]
    figure["layout"]["autosize"] = True
    return figure


def _ends(lines: Sequence[Any]) -> tuple[float, float]:
    """Return round ends that hold all lines, a fifth of the scale apart at least."""
    seen = np.concatenate([line[np.isfinite(line)] for line in lines])
    low, high = math.floor(10.0 * seen.min()), math.ceil(10.0 * seen.max())
    if high - low < 2:
        low, high = max(0, low - 1), min(10, high + 1)
    return low / 10.0, high / 10.0


def _earned(life: Life, months: int) -> Any:
    each = np.zeros(months)
    for month in life.months:
        each[month.number] = month.outcome.margin
    return np.cumsum(each)


def _believed(life: Life, belief: str, months: int) -> Any:
    line = np.full(months, np.nan)
    for month in life.months:
        line[month.number] = month.after[belief]
    return line
