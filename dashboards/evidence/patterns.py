"""The patterns of real customers in a table, and one of them in full, with its figure if any."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from dash import html

from relsim.dashboards.drawing import sized
from relsim.dashboards.evidence import tracks
from relsim.dashboards.evidence.one_claim import head
from relsim.dashboards.explore.parts import command, press
from relsim.dashboards.marks import UNSPOKEN
from relsim.dashboards.message import capital
from relsim.evidence.patterns import PATTERNS, Assessment, Finding, wording
from relsim.figures import patterns as drawn

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.evidence.asked import Wish
    from relsim.dashboards.texts import Texts
    from relsim.figures import Figure


class Picture(NamedTuple):
    """A pattern's figure, and the sentence that says what it shows."""

    draw: Callable[..., Figure]
    told: Callable[[Assessment], str]


PICTURES: Mapping[str, Picture] = {
    "P1": Picture(drawn.survival, wording.on_survival),
    "P4": Picture(drawn.orientation, wording.on_orientation),
    "P7": Picture(drawn.whale, wording.on_whale),
    "P14": Picture(drawn.recovery, wording.on_recovery),
}


def listed(found: Assessment, chosen: str, said: Texts) -> Component:
    """Return the table: each pattern with its criteria, missed ones as missed."""
    heads = [
        html.Th(said(f"evidence.column.{name}"), scope="col", className=f"of-{name}")
        for name in ("pattern", "band", "kind", "met")
    ]
    bodies = []
    for key, pattern in PATTERNS.items():
        criteria = [one for one in found.findings if one.criterion.pattern == key]
        here = key == chosen
        top = html.Tr(
            [
                html.Th(
                    press(
                        [html.B(key), html.Span(capital(pattern.title))],
                        {"open": "" if here else key},
                        "opener",
                        **{"aria-expanded": "true" if here else "false", "data-id": key},
                    ),
                    scope="rowgroup",
                    colSpan=3,
                ),
                html.Td(_verdict(found.met[key]), className="of-met"),
            ],
            className="pattern chosen" if here else "pattern",
        )
        rows = [
            html.Tr(
                [
                    html.Th(wording.label(one), scope="row"),
                    html.Td(_measured(one), className="of-band"),
                    html.Td(wording.kind(one), className="of-kind"),
                    html.Td(_verdict(one.met), className="of-met"),
                ],
                className="criterion chosen" if here else "criterion",
            )
            for one in criteria
        ]
        bodies.append(html.Tbody([top, *rows]))
    return html.Table([html.Thead(html.Tr(heads)), *bodies], className="listed patterns")


def in_full(found: Assessment, key: str, said: Texts) -> tuple[list[Component], list[Component]]:
    """Return what stands above and below a pattern's figure."""
    pattern = PATTERNS[key]
    verdict = wording.verdict(found.met[key])
    above: list[Component] = [
        head(said("evidence.pattern.title", id=key, verdict=verdict), list(PATTERNS), key, said),
        html.H3(capital(pattern.title), tabIndex="-1"),
        html.P(said("evidence.pattern.source", source=pattern.source), className="quiet"),
    ]
    if key in PICTURES:
        above.append(html.P(PICTURES[key].told(found), className="shows"))
    below: list[Component] = [
        html.Ul([html.Li(_judged(one)) for one in _criteria(found, key)], className="criteria"),
        html.P(wording.basis(found), className="quiet"),
        command(wording.command(found), said("evidence.again.patterns"), said),
    ]
    return above, below


def figure(found: Assessment, wish: Wish) -> Figure | None:
    """Return the chosen pattern's figure at the size it has on the page, if it has one."""
    if wish.open not in PICTURES:
        return None
    roomy, least, most = (460, 0.7, 1.0) if wish.big else (760, 0.6, 0.82)
    ratio = min(max(min(wish.height, wish.width) / roomy, least), most)
    height = round(wish.height / ratio)
    made = PICTURES[wish.open].draw(found, theme=wish.theme, big=True, height=height)
    # The page gives the height; a fixed one would outlive a change of the window.
    made["layout"].pop("height", None)
    made["layout"]["autosize"] = True
    sized(made, ratio)
    return made


def spoken_of(found: Assessment, key: str) -> str:
    """Return a pattern as a screen reader hears it."""
    told = "; ".join(_sentence(one) for one in _criteria(found, key))
    shows = f" {PICTURES[key].told(found)}" if key in PICTURES else ""
    return f"{key}, {wording.verdict(found.met[key])}: {PATTERNS[key].title}.{shows} {told}."


def _criteria(found: Assessment, key: str) -> Sequence[Finding]:
    return [one for one in found.findings if one.criterion.pattern == key]


def _sentence(one: Finding) -> str:
    return f"{wording.label(one)}: {_numbers(one)}, {wording.kind(one)}, {wording.verdict(one.met)}"


def _judged(one: Finding) -> list[Component]:
    kind = html.Span(wording.kind(one), className="quiet")
    words = html.Span([wording.label(one), kind])
    return [words, _measured(one), html.Span(_verdict(one.met))]


def _numbers(one: Finding) -> str:
    return f"{wording.number(one.value)} {wording.interval(one)} · {one.criterion.band}"


def _measured(one: Finding) -> Component:
    return html.Div(
        [tracks.band(one), html.Span(_numbers(one), className="numbers")], className="measured"
    )


def _verdict(met: bool) -> list[Any]:
    kind = "holds" if met else "fails"
    mark = html.Span(className=f"mark {kind}", **UNSPOKEN)
    return [html.Span([mark, html.B(wording.verdict(met))], className=f"verdict {kind}")]
