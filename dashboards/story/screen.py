"""What one screen of the story shows, and the parts that screens are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.explore.parts import press
from relsim.dashboards.marks import UNSPOKEN, spoken, swatch
from relsim.dashboards.story.asked import CHAPTERS, SCREENS, Wish
from relsim.strategies import PRESETS

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.story.found import Found, Judged
    from relsim.dashboards.texts import Texts
    from relsim.figures import Figure


@dataclass
class Screen:
    """What a screen shows; the script takes it as it is.

    Attributes
    ----------
    head, lead
        The one message, and a line below it.
    body
        What stands below that.
    options
        What can be chosen, as buttons.
    feedback
        What answers a bet.
    figure
        Drawn for the room that the page said it has.
    after
        Small buttons: bet anew, take back.
    onward
        Whether the next screen may be gone to: not before the bet.
    share
        How much of the work is done that is waited for (0-1); None where nothing is.
    spoken
        What else a screen reader is told.
    command, seed, replications
        For footer and dialog.
    """

    head: str
    lead: str = ""
    body: list[Component] = field(default_factory=list)
    options: list[Component] = field(default_factory=list)
    feedback: list[Component] = field(default_factory=list)
    figure: Figure | None = None
    after: list[Component] = field(default_factory=list)
    onward: bool = True
    share: float | None = None
    spoken: str = ""
    command: str = "relsim compare"
    seed: str = ""
    replications: str = ""


def asking(head: str, lead: str, offered: Mapping[str, str], wish: Wish) -> Screen:
    """Return a screen that asks for a bet.

    Parameters
    ----------
    offered
        What can be bet -> its words.
    """
    options = [
        option(number, words, {"bets": {**wish.bets, wish.screen: bet}}, bet)
        for number, (bet, words) in enumerate(offered.items(), start=1)
    ]
    return Screen(head, lead, options=options, onward=False, spoken="; ".join(offered.values()))


def option(
    number: int, words: str, state: dict[str, Any], strategy: str = "", does: str = ""
) -> Component:
    """Return one thing that can be chosen, with the key that chooses it."""
    marked = [swatch(strategy)] if strategy in PRESETS else []
    below = [html.Small(does)] if does else []
    said = html.Span([html.B([*marked, words]), *below], className="words")
    more: dict[str, Any] = {"data-key": str(number), "data-says": words}
    return press(
        [html.Span(str(number), className="key", **UNSPOKEN), said], state, "option", **more
    )


def answered(found: Found, asked: str, bet: str, words: str, wish: Wish, said: Texts) -> Screen:
    """Return the screen that shows what a bet came to."""
    judged = found.judged(bet)
    return Screen(
        found.head,
        asked,
        feedback=verdict(judged, words, found.detail, said),
        figure=found.draw(wish),
        after=[anew(wish, said)],
        spoken=f"{said(f'story.bet.{judged}', bet=words)} {found.detail}",
        command=found.command,
        seed=str(found.seed),
        replications=f"{found.replications:,}",
    )


def verdict(judged: Judged, bet: str, detail: str, said: Texts) -> list[Component]:
    """Return the sentence that answers a bet, and the values behind it."""
    answer = html.P(
        [html.Span(className=f"sign {judged}", **UNSPOKEN), said(f"story.bet.{judged}", bet=bet)],
        className=f"answer {judged}",
    )
    return [answer, html.P(detail, className="detail")]


def waiting(head: str, share: float, said: Texts) -> Screen:
    """Return a screen whose runs are not done yet."""
    bar = html.Div(
        [
            html.P(said("story.computing")),
            html.Progress(value=f"{share:.3f}", max="1", **spoken(said("story.computing"))),
        ],
        className="computing",
    )
    return Screen(head, body=[bar], onward=False, share=share)


def anew(wish: Wish, said: Texts) -> Component:
    """Return the button that takes a screen's bet back."""
    rest = {other: bet for other, bet in wish.bets.items() if other != wish.screen}
    return press(said("story.again"), {"bets": rest}, "plain")


def foot(wish: Wish, onward: bool, said: Texts) -> list[Component]:
    """Return the way back and on, and a dot for each chapter between them."""
    place = SCREENS.index(wish.screen)
    before = SCREENS[place - 1] if place else None
    after = SCREENS[place + 1] if place + 1 < len(SCREENS) else None
    back: dict[str, Any] = {"data-key": "arrowleft", "data-says": said("story.back")}
    arrow: dict[str, Any] = {"data-key": "arrowright", "data-says": said("story.next")}
    on: dict[str, Any] = {"data-key": "space", "data-says": said("story.next")}
    start: dict[str, Any] = {"screen": SCREENS[0], "bets": {}, "answers": []}
    forward = (
        press(said("story.from_start"), start, "step")
        if after is None
        # A click on the arrow is one on the button around it: two keys for the same.
        else press(
            [said("story.next"), " ", html.Span("\u2192", **arrow, **UNSPOKEN)],
            {"screen": after},
            "step next",
            disabled=not onward,
            **on,
        )
    )
    return [
        press(
            [html.Span("\u2190", **UNSPOKEN), " ", said("story.back")],
            {"screen": before} if before else {},
            "step",
            disabled=before is None,
            **back,
        ),
        html.Nav(_dots(wish, said), className="dots", **spoken(said("story.chapters"))),
        forward,
    ]


def _dots(wish: Wish, said: Texts) -> Sequence[Component]:
    dots = []
    here = list(CHAPTERS).index(wish.chapter)
    for number, (chapter, screens) in enumerate(CHAPTERS.items(), start=1):
        told = said("story.dot", number=number, chapter=said(f"story.chapter.{chapter}"))
        more: dict[str, Any] = {"aria-current": "step"} if number - 1 == here else {}
        gone = " gone" if number - 1 < here else ""
        dots.append(press(str(number), {"screen": screens[0]}, f"dot{gone}", title=told, **more))
    return dots
