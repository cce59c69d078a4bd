"""What the projector shows whatever the room does: the way in, the question, how many are done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dash import html

from relsim.dashboards.marks import UNSPOKEN, spoken
from relsim.dashboards.room import joining

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.room.activities import Bet, Contest
    from relsim.dashboards.room.room import Seen
    from relsim.dashboards.texts import Texts


def way(base: str, code: str, seen: Seen, said: Texts) -> list[Component]:
    """Return how to come in: a QR code, the address to type, the code, and how many came."""
    address = f"{base}{joining.PATH}"
    full = f"{address}?room={code}"
    typed = address.removeprefix("http://")
    more = [f"{one}{joining.PATH}" for one in joining.others(base)]
    shown: list[Component] = [
        html.Div(
            role="img",
            className="qr",
            style={"background-image": f'url("{joining.qr(full)}")'},
            **spoken(said("room.way.qr", address=full)),
        ),
        html.P(typed, className="typed"),
        html.P([html.Span(said("room.way.code")), html.B(code)], className="code"),
        html.P([html.B(str(seen.joined)), html.Span(_came(seen, said))], className="came"),
    ]
    if more:
        shown.append(html.P(said("room.way.or", addresses=", ".join(more)), className="quiet"))
    return shown


def no_way(said: Texts) -> list[Component]:
    """Return what stands there where no phone is let in: how to begin, and what works without."""
    return [
        html.H3(said("room.shut.title")),
        html.P(said("room.shut.how")),
        html.Pre(html.Code("relsim dashboard --lan"), tabIndex="0", className="command"),
        html.P(said("room.shut.hands"), className="quiet"),
    ]


def _came(seen: Seen, said: Texts) -> str:
    words = said("room.way.came.one") if seen.joined == 1 else said("room.way.came")
    away = seen.joined - seen.here
    return f"{words}{said('room.way.away', count=away)}" if away > 0 else words


def question(asked: Bet | Contest, said: Texts) -> list[Component]:
    """Return what the room is asked."""
    return [
        html.H2(asked.question(said), className="message"),
        html.P(asked.about(said), className="detail"),
    ]


def meter(status: str, stage: str, told: Sequence[str], share: float) -> Component:
    """Return how the room stands: in a word, in numbers, and as a bar.

    Parameters
    ----------
    status, stage
        The word, and the stage that colours it.
    told
        Sentences; the bar is only there where there are any.
    share
        How many are done, 0-1.
    """
    shown: list[Component] = [html.P(status, className=f"status {stage}")]
    if told:
        shown.append(html.P(told[0], className="answered"))
        shown += [html.P(one, className="detail") for one in told[1:]]
        bar = html.Span(style={"width": f"{100.0 * share:.1f}%"})
        shown.append(html.Div(bar, className="progress", **UNSPOKEN))
    return html.Div(shown, className="meter")
