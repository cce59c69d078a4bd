"""What the Guide page is answered: the sheets' numbers, the same for everybody who asks."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.analysis.findings import Comparison, Estimate
from relsim.dashboards.asked import mapping, sequence_of
from relsim.dashboards.frame import with_dashes
from relsim.dashboards.guide.finding import (
    Found,
    answer,
    big,
    found,
    moves,
)
from relsim.dashboards.guide.sheets import POSITIONS, Sheet
from relsim.dashboards.live import Busy
from relsim.dashboards.marks import NAMES, ink, swatch
from relsim.dashboards.message import capital, message
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.workshop.cards import half_width
from relsim.figures import Reading, short_value

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.texts import Texts


class Answers:
    """The sheets as the model fills them, computed once while the server runs.

    Parameters
    ----------
    context
        The engine and the words.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = threading.Lock()
        self._parts: dict[str, Any] | None = None

    def prepare(self) -> None:
        """Compute what every page will ask for, unless somebody is at it already."""
        if self._parts is not None or not self._lock.acquire(blocking=False):
            return
        try:
            said = self._context.texts
            self._parts = {
                part: children
                for one in found(self._context.live)
                for part, children in _parts(one, said).items()
            }
        finally:
            self._lock.release()

    def answer(self, request: object) -> dict[str, Any]:
        """Return the sheets; whatever is asked, they are the same.

        While one computes, the others are told to come back, so that a room full of phones does
        not hold the server's threads.
        """
        kept = sequence_of(mapping(request))
        with contextlib.suppress(Busy):
            self.prepare()
        parts = self._parts
        if parts is None:
            return {"sequence": kept, "busy": self._context.texts["guide.busy"], "parts": {}}
        scenario = WORKSHOP.capped(self._context.live.accounts)
        return {
            "sequence": kept,
            "busy": "",
            "parts": parts,
            "announced": self._context.texts["guide.ready"],
            "seed": str(scenario.seed),
            "replications": f"{scenario.replications:,}",
            "command": scenario.command(self._context.live.options),
        }


def place(sheet: Sheet, part: str) -> str:
    """Return where on the page a part of a sheet stands."""
    return f"guide-{part}-{sheet.lever.name}"


def _parts(found: Found, said: Texts) -> dict[str, list[Component]]:
    sheet = found.sheet
    parts: dict[str, list[Any]] = {
        place(sheet, "big"): [big(found, said)],
        place(sheet, "moves"): [moves(found, said)],
        place(sheet, "found"): [_table(found, said)],
    }
    for number, saying in enumerate(sheet.sayings, start=1):
        verdict, values = answer(found, saying, said)
        head = html.B(said(f"guide.judged.{verdict}"), className=f"verdict {verdict}")
        parts[place(sheet, f"judged-{number}")] = [head, " ", values]
    return parts


def _table(found: Found, said: Texts) -> Component:
    """Return what is earned, and what is watched, by strategy for each place of the lever."""
    sheet = found.sheet
    blocks: tuple[tuple[str, str, Reading], ...] = (
        (sheet.earned, said(f"guide.earned.{sheet.earned}"), "money"),
        (sheet.watched, said(f"guide.outcome.{sheet.watched}"), sheet.reading),
    )
    rows: list[Component] = []
    for outcome, title, reading in blocks:
        arms = found.shown(POSITIONS[0]).strategies
        rows.append(
            html.Tr(
                [
                    html.Th(title, scope="col"),
                    *(html.Th([swatch(arm), NAMES[arm]], scope="col") for arm in arms),
                    html.Th(said("guide.sheet.who") if reading == "money" else "", scope="col"),
                ],
                className="block",
            )
        )
        rows += [_row(found, at, outcome, reading, said) for at in POSITIONS]
    return html.Table(html.Tbody(rows), className="found")


def _row(found: Found, at: str, outcome: str, reading: Reading, said: Texts) -> Component:
    sheet, compared = found.sheet, found.compared(outcome, at)
    scenario = sheet.scenario(at)
    where = html.A(
        capital(said(f"{sheet.key}.at.{at}")),
        href=f"/?{scenario.to_query()}".rstrip("?"),
        **with_dashes(data_page=""),
    )
    told = (
        message(compared, NAMES, scenario.periods, said).head
        if reading == "money"
        else _best(compared, said)
    )
    return html.Tr(
        [
            html.Th([where, " ", html.Small(standing(sheet, at))], scope="row"),
            *(html.Td(_value(one, reading)) for one in compared.estimates),
            html.Td(told, className="who"),
        ]
    )


def standing(sheet: Sheet, at: str) -> str:
    """Return the lever's value at a position, as its exact entry has it."""
    return f"{sheet.at(at):,.4g}"


def _value(one: Estimate, reading: Reading) -> list[Any]:
    shown = html.B(short_value(one.mean, reading), className="ink", style=ink(one.arm))
    return [shown, " ", html.Small(_reach(one, reading))]


def _reach(one: Estimate, reading: Reading) -> str:
    """Return the half of an interval: no finer than it means anything."""
    half = (one.high - one.low) / 2.0
    if reading != "number":
        return half_width(one, reading)
    return f"±{half:.0f}" if half >= 10.0 else f"±{half:.1g}"


def _best(compared: Comparison, said: Texts) -> str:
    best = compared.best
    if best is None or best.leader is None or not best.clear:
        return said("guide.who.unclear") if best is not None else ""
    extreme = said("card.best.highest" if best.highest else "card.best.lowest")
    return capital(said("card.best", leader=NAMES[best.leader], extreme=extreme))
