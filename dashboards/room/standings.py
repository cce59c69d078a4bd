"""A contest on the projector: how far the room is, then what each earned, and what cost most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.marks import NAMES, UNSPOKEN, ink, spoken, swatch
from relsim.dashboards.message import capital, money
from relsim.dashboards.room import board
from relsim.dashboards.room.activities import Contest, Played
from relsim.dashboards.room.contests import (
    Found,
    margins,
    median,
    mistakes,
    through,
)

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.room.session import Session
    from relsim.dashboards.texts import Texts

_BINS = 24


def told(contest: Contest, seen: Seen, session: Session) -> dict[str, Any]:
    """Return what the projector shows of a contest."""
    said = session.context.texts
    revealed = seen.stage == "revealed"
    found = session.reckon(contest, seen) if revealed else None
    over = through(contest, seen.answers.values())
    waits = revealed and (found is None or any(game not in found.debriefs for game, _ in over))
    return {
        "board": _after(contest, seen, found, said) if revealed else _before(seen, said),
        "computing": waits,
        "announced": _announced(contest, seen, said),
        "seed": str(contest.game.luck),
        "replications": "1",
        "command": "",
    }


def rows(contest: Contest, seen: Seen, session: Session) -> list[tuple[Any, ...]]:
    """Return what each earned who is through, and the strategies if that was revealed."""
    said = session.context.texts
    kept: list[tuple[Any, ...]] = []
    for place, (token, played) in enumerate(seen.answers.items(), start=1):
        if isinstance(played, Played) and played.over:
            who = seen.names.get(token) or said("room.export.person", number=place)
            kept.append((who, round(played.margin), 1))
    found = session.contests.found(contest) if seen.stage == "revealed" else None
    for name, value in (found.beside if found is not None else {}).items():
        kept.append((NAMES[name], round(value), ""))
    return kept


def _announced(contest: Contest, seen: Seen, said: Texts) -> str:
    """Return what is read out when the room goes on to another stage."""
    if seen.stage == "revealed":
        return _head(margins(seen.answers.values()), said)
    if seen.stage == "waiting":
        return contest.question(said)
    return said(f"room.play.stage.{seen.stage}")


def _before(seen: Seen, said: Texts) -> list[Component]:
    """Return how many are through, and where the others are; never what anybody earned."""
    played = [one for one in seen.answers.values() if isinstance(one, Played)]
    over = sum(one.over for one in played)
    months = sorted({one.month for one in played if not one.over})
    sentences: list[str] = []
    if seen.stage != "waiting":
        sentences.append(said("room.play.through.count", count=over, whole=seen.joined))
    if months:
        key = "room.play.where" if len(months) > 1 else "room.play.where.one"
        sentences.append(said(key, first=months[0] + 1, last=months[-1] + 1))
    share = over / seen.joined if seen.joined else 0.0
    return [board.meter(said(f"room.play.stage.{seen.stage}"), seen.stage, sentences, share)]


def _after(contest: Contest, seen: Seen, found: Found | None, said: Texts) -> list[Component]:
    """Return what each earned beside the strategies, and which decisions cost the room most."""
    earned = margins(seen.answers.values())
    shown: list[Component] = [html.H3(_head(earned, said), className="verdict")]
    if earned:
        shown.append(html.P(" ".join(_told(earned, seen, found, said)), className="judged"))
    if found is None:
        return [*shown, html.P(said("room.play.wait"), className="detail")]
    parts = [_strip(earned, found.beside, said)]
    games = through(contest, seen.answers.values())
    if games:
        parts.append(_mistakes(games, found, len(earned), said))
    return [*shown, html.Div(parts, className="outcome")]


def _head(earned: Sequence[float], said: Texts) -> str:
    if not earned:
        return said("room.play.nobody")
    key = "room.play.head" if len(earned) > 1 else "room.play.head.one"
    return said(key, median=money(median(earned), said))


def _told(earned: Sequence[float], seen: Seen, found: Found | None, said: Texts) -> list[str]:
    """Return who did best, how many beat the best strategy, and who is left out."""
    best = max(earned)
    named = [
        seen.names[token]
        for token, one in seen.answers.items()
        if isinstance(one, Played) and one.over and one.margin == best and token in seen.names
    ]
    amount = money(best, said)
    first = said("room.play.best", best=amount)
    if len(named) == 1:
        first = said("room.play.best.named", name=named[0], best=amount)
    sentences = [f"{first}."]
    if found is not None:
        name = max(found.beside, key=lambda one: found.beside[one])
        count = sum(one > found.beside[name] for one in earned)
        beat = said("room.play.beat", count=count, whole=len(earned), name=NAMES[name])
        sentences.append(f"{beat}.")
    left = len(seen.answers) - len(earned)
    if left:
        sentences.append(f"{said('room.play.unfinished', count=left)}.")
    return sentences


def binned(earned: Sequence[float], ends: tuple[float, float]) -> list[int]:
    """Return how many earned as much as each part of a scale stands for.

    >>> [place for place, count in enumerate(binned([0.0, 5.0, 10.0], (0.0, 10.0))) if count]
    [0, 12, 23]
    """
    low, high = ends
    width = (high - low) / _BINS or 1.0
    counts = [0] * _BINS
    for one in earned:
        counts[min(max(int((one - low) / width), 0), _BINS - 1)] += 1
    return counts


def _strip(earned: Sequence[float], beside: Mapping[str, float], said: Texts) -> Component:
    """Return a histogram of the room; its median and the strategies below, on the same scale."""
    values = [*earned, *beside.values()]
    low, high = min(values), max(values)
    space = 0.04 * (high - low) or 1.0
    ends = low - space, high + space

    def place(value: float) -> str:
        return f"{100.0 * (value - ends[0]) / (ends[1] - ends[0]):.2f}%"

    counts = binned(earned, ends)
    most = max(1, *counts)
    bars = [
        html.Span(
            html.B(str(count)) if count else "",
            style={"height": f"{100.0 * count / most:.1f}%"},
            className="stack" if count else "stack none",
        )
        for count in counts
    ]
    lines: list[Component] = [
        _line(
            [swatch(name), capital(NAMES[name])], value, {"left": place(value), **ink(name)}, said
        )
        for name, value in sorted(beside.items(), key=lambda one: -one[1])
    ]
    if earned:
        middle = median(earned)
        dot = html.Span("◆", className="middle", **UNSPOKEN)
        words = [dot, said("room.play.median")]
        lines.insert(0, _line(words, middle, {"left": place(middle)}, said))
    return html.Div(
        [
            html.Div(bars, className="stacks", **UNSPOKEN),
            html.Ul(lines, className="lines"),
        ],
        className="strip",
        role="group",
        **spoken(said("room.play.strip")),
    )


def _line(words: list[Any], value: float, style: dict[str, str], said: Texts) -> Component:
    pin = html.Span(html.Span(style=style, className="pin"), className="rail", **UNSPOKEN)
    name = html.Span(words, className="whose")
    return html.Li([name, pin, html.B(money(value, said), className="amount")])


def _mistakes(games: Sequence[tuple[Any, int]], found: Found, whole: int, said: Texts) -> Component:
    """Return the decisions that cost the room most, as far as its games were gone through."""
    done = sum(game in found.debriefs for game, _ in games)
    told = [
        html.Li(
            said(
                "room.play.mistake",
                month=one.month + 1,
                people=one.people,
                whole=whole,
                chosen=said(f"room.play.did.{one.chosen}"),
                other=said.get(f"room.play.had.{one.other}", said(f"room.play.did.{one.other}")),
                money=money(one.cost, said),
            )
        )
        for one in mistakes(games, found)
    ]
    parts: list[Component] = [html.H4(said("room.play.mistakes"))]
    if told:
        parts += [
            html.Ul(told),
            html.P(said("room.play.mistakes.rule"), className="quiet"),
        ]
    if done < len(games):
        words = said("room.play.mistakes.wait", done=done, whole=len(games))
        parts.append(html.P(words, className="quiet"))
    elif not told:
        parts.append(html.P(said("room.play.mistakes.none"), className="detail"))
    return html.Div(parts, className="mistakes")
