"""The facilitator's side of a room: what begins, pauses, reveals, and the show of hands."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from dash import dcc, html

from relsim.dashboards import message
from relsim.dashboards.explore.parts import press, select
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.play.game import KINDS, LAST_LUCK
from relsim.dashboards.play.game import MONTHS as GAME_MONTHS
from relsim.dashboards.presets import presets
from relsim.dashboards.room.activities import HORIZONS, OWN, Bet, Contest
from relsim.dashboards.room.room import MOST_HANDS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.texts import Texts

MOST_NAMES = 60


def desk(asked: Bet | Contest, seen: Seen, said: Texts, *, phones: bool) -> list[Component]:
    """Return what a facilitator can do now.

    Parameters
    ----------
    asked
        What is asked, or played.
    seen
        How the room stands.
    phones
        Whether phones are let in.
    """
    betting = isinstance(asked, Bet)
    acts = _acts(seen, said, "" if betting else ".play")
    parts: list[Component] = [html.Div(acts, className="acts")]
    if seen.stage in ("waiting", "revealed"):
        what = _territory(asked, said) if isinstance(asked, Bet) else _customer(asked, said)
        chosen = ([_activity(asked, said)] if phones else []) + what
        parts.append(html.Div(chosen, className="chooser"))
    if isinstance(asked, Bet) and seen.stage != "revealed":
        parts.append(_hands(asked, seen, said, folded=phones))
    return parts


def _acts(seen: Seen, said: Texts, kind: str) -> list[Component]:
    """Return the buttons, the one that comes next first."""
    waiting, reveal = seen.stage == "waiting", ("reveal", "room.act.reveal", "r")
    again = ("reset", "room.act.reset.open", "n")
    offered: dict[str, list[tuple[str, str, str]]] = {
        "waiting": [("start", f"room.act.start{kind}", "space"), reveal],
        "open": [reveal, ("pause", "room.act.pause", "space"), again],
        "paused": [("start", "room.act.start.again", "space"), reveal, again],
        "revealed": [("reset", f"room.act.reset{kind}", "n")],
    }
    buttons = []
    for place, (act, words, key) in enumerate(offered[seen.stage]):
        name = "press main" if place == 0 else "press"
        more = with_dashes(data_key=key, aria_keyshortcuts=key.title())
        buttons.append(press(said(words), {"do": act}, name, **more))
    if not waiting:
        buttons.append(_plain("export", said("room.act.export")))
    return buttons


def _plain(act: str, words: str, **more: Any) -> Component:
    return press(words, {"do": act}, "press quiet", **more)


def _activity(asked: Bet | Contest, said: Texts) -> Component:
    kinds = [(kind, said(f"room.choose.activity.{kind}")) for kind in ("bet", "play")]
    chosen = "bet" if isinstance(asked, Bet) else "play"
    return select("activity", chosen, kinds, said("room.choose.activity"))


def _customer(contest: Contest, said: Texts) -> list[Component]:
    """Return what chooses whom the room plays with."""
    game = contest.game
    kinds = [(kind, said(f"play.customer.{kind}")) for kind in KINDS]
    spans = [(str(count), message.span(count, said)) for count in GAME_MONTHS]
    other = dataclasses.replace(game, luck=(game.luck + 1) % LAST_LUCK)
    again = {"do": "choose", "activity": "play", **other.to_json()}
    return [
        select("customer", game.customer, kinds, said("room.choose.customer")),
        select("months", str(game.months), spans, said("room.choose.months")),
        press(said("room.choose.luck"), again, "press quiet"),
    ]


def _territory(bet: Bet, said: Texts) -> list[Component]:
    offered = [(one.name, said(one.title)) for one in presets()]
    offered.append((OWN, said("room.choose.own")))
    months = sorted({*HORIZONS, bet.scenario.periods})
    spans = [(str(count), message.span(count, said)) for count in months]
    return [
        select("preset", bet.preset, offered, said("room.choose.preset")),
        select("months", str(bet.scenario.periods), spans, said("room.choose.months")),
    ]


def _hands(bet: Bet, seen: Seen, said: Texts, *, folded: bool) -> Component:
    """Return an entry for each option, under a heading that folds where phones do the work."""
    words = bet.words(said)
    entries = [
        html.Label(
            [
                html.Span(words[option]),
                dcc.Input(type="number", min=0, max=MOST_HANDS, inputMode="numeric"),
            ],
            className="hand",
            **with_dashes(data_hands=option, data_value=str(seen.hands.get(option, 0))),
        )
        for option in bet.options
    ]
    inside = [
        html.P(said("room.hands.help"), className="quiet"),
        html.Div(entries, className="hands"),
    ]
    if folded:
        return html.Details([html.Summary(said("room.hands")), *inside], className="fold")
    return html.Div([html.H3(said("room.hands")), *inside], className="fold")


def people(seen: Seen, said: Texts) -> Component:
    """Return who is here by name, folded away: names are for the facilitator's eye first."""
    names = sorted(seen.names.values(), key=str.casefold)
    unnamed = seen.joined - len(names)
    listed = [html.Li(name) for name in names[:MOST_NAMES]]
    if len(names) > MOST_NAMES:
        more = said("room.people.more", count=len(names) - MOST_NAMES)
        listed.append(html.Li(more, className="quiet"))
    if names and unnamed:
        listed.append(html.Li(said("room.people.unnamed", count=unnamed), className="quiet"))
    inside: Any = html.Ul(listed) if names else html.P(said("room.people.none"), className="quiet")
    sure = with_dashes(data_sure=said("room.act.empty.sure"))
    return html.Details(
        [
            html.Summary(said("room.people")),
            inside,
            _plain("empty", said("room.act.empty"), **sure),
        ],
        className="fold",
    )


def elsewhere(base: str, key: str, said: Texts) -> Component:
    """Return the address that leads the room from another machine."""
    return html.Details(
        [
            html.Summary(said("room.lead")),
            html.P(said("room.lead.help"), className="quiet"),
            html.Pre(html.Code(f"{base}/room#{key}"), tabIndex="0", className="command"),
        ],
        className="fold",
    )


def refused(said: Texts, *, wrong: bool) -> list[Component]:
    """Return what somebody without the key is told."""
    field = html.Label(
        [
            html.Span(said("room.refused.key")),
            dcc.Input(type="password", autoComplete="off", maxLength=64),
        ],
        className="hand",
        **with_dashes(data_secret=""),
    )
    parts: list[Component] = [
        html.H2(said("room.refused.title")),
        html.P(said("room.refused.text")),
    ]
    if wrong:
        parts.append(html.P(said("room.refused.wrong"), className="wrong"))
    lead = html.Button(
        said("room.refused.lead"), type="button", className="press", **with_dashes(data_lead="")
    )
    join = html.A(said("room.refused.join"), href="/join", className="press main")
    return [*parts, html.P(join), html.Div([field, lead], className="unlock")]
