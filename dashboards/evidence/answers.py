"""One request of the Evidence page answered: the claims, the patterns, or one of them in full."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dash import html

from relsim.dashboards.evidence import claims, one_claim, patterns
from relsim.dashboards.evidence.asked import PATTERNS, VIEWS, Wish, written
from relsim.dashboards.explore.parts import centred, command, press
from relsim.dashboards.reading import said as shown
from relsim.dashboards.shelf.entries import without_paths
from relsim.evidence.claims.wording import VERDICTS
from relsim.evidence.patterns import wording as patterns_wording

if TYPE_CHECKING:
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context
    from relsim.dashboards.evidence.sources import Evidence, Kept
    from relsim.dashboards.texts import Texts
    from relsim.evidence.claims.findings import Table
    from relsim.evidence.patterns import Assessment
    from relsim.figures import Figure

#: What makes the evidence where there is none.
MAKING = {"claims": "relsim claims --knock-outs", "patterns": "relsim patterns"}


@dataclass
class Shown:
    """What the page shows; the script takes it as it is.

    Attributes
    ----------
    state
        What the link holds.
    message, detail, notes
        Above the list: the words for the back row, what they rest on, what must be known first.
    filters, list
        The claims or patterns.
    side, below
        One of them in full; what stands below its figure.
    figure
        Of the pattern that is shown in full.
    alone
        What stands in place of everything.
    announced, seed, replications, command
        For screen readers, footer and dialog.
    """

    state: dict[str, str] = field(default_factory=dict)
    message: str = ""
    detail: str = ""
    notes: list[str] = field(default_factory=list)
    filters: list[Component] = field(default_factory=list)
    list: Sequence[Component] = ()
    side: Sequence[Component] = ()
    below: Sequence[Component] = ()
    figure: Figure | None = None
    alone: Sequence[Any] = ()
    announced: str = ""
    seed: str = ""
    replications: str = ""
    command: str = ""


def answer(wish: Wish, evidence: Evidence, context: Context) -> dict[str, Any]:
    """Return all the page needs to show what is asked for."""
    said = context.texts
    found = Shown(state={"view": wish.view, "verdict": wish.verdict, "open": wish.open})
    if wish.view == PATTERNS:
        _patterns(found, wish, evidence.patterns(), said)
    else:
        _claims(found, wish, evidence.claims(), context)
    parts = {name: getattr(found, name) for name in Shown.__dataclass_fields__}
    return parts | {
        "sequence": wish.sequence,
        "link": written(found.state),
        "tabs": _tabs(wish.view, said),
        "notes": [html.P(note) for note in found.notes],
    }


def _tabs(here: str, said: Texts) -> list[Component]:
    buttons = []
    for place, view in enumerate(VIEWS, start=1):
        more: dict[str, Any] = {"data-key": str(place)}
        if view == here:
            more["aria-current"] = "page"
        state = {"view": view, "verdict": "", "open": ""}
        buttons.append(press(said(f"evidence.view.{view}"), state, "view-tab", **more))
    return buttons


def _claims(found: Shown, wish: Wish, kept: Kept[Table], context: Context) -> None:
    said, table = context.texts, kept.found
    if table is None:
        return _nothing(found, wish, kept, said)
    tried = table.claims
    counted = claims.counts(tried)
    found.message = said("evidence.claims.head", count=len(tried), **counted)
    adjusted = {verdict: sum(one.verdict_holm == verdict for one in tried) for verdict in VERDICTS}
    family = said("evidence.claims.holm", **adjusted)
    found.detail = f"{said('evidence.claims.detail')} {family} {_made(kept, said)}"
    found.notes += _notes(kept, said)
    found.filters = claims.filters(tried, wish.verdict, said)
    chosen = next((one for one in tried if one.id == wish.open), None)
    if wish.open and chosen is None:
        found.notes.append(said("evidence.gone.claim", id=shown(wish.open)))
    verdict = wish.verdict
    if chosen is not None and verdict not in ("", chosen.verdict):
        verdict = ""  # what a link opens is in the list
        found.filters = claims.filters(tried, verdict, said)
    listed = claims.in_order(tried, verdict)
    found.state |= {"verdict": verdict, "open": chosen.id if chosen is not None else ""}
    found.list = [claims.listed(listed, found.state["open"], said)]
    found.command = without_paths(table.command)
    if not listed:
        found.list = [html.P(said("evidence.none"), className="quiet")]
    if chosen is None:
        refuted = [one.id for one in tried if one.verdict == "fails"]
        told = said("evidence.claims.refuted", ids=", ".join(refuted)) if refuted else ""
        found.announced = f"{found.message}. {told}".strip()
        return None
    found.side = one_claim.in_full(chosen, [one.id for one in listed], context, bool(kept.own))
    found.announced = one_claim.spoken_of(chosen)
    found.seed, found.replications = str(chosen.seed), f"{chosen.replications:,}"
    found.command = without_paths(chosen.command)
    return None


def _patterns(found: Shown, wish: Wish, kept: Kept[Assessment], said: Texts) -> None:
    assessed = kept.found
    if assessed is None:
        return _nothing(found, wish, kept, said)
    found.message = assessed.headline
    found.detail = f"{patterns_wording.READ_BACK} {_made(kept, said)}"
    found.notes += _notes(kept, said)
    chosen = wish.open if wish.open in assessed.met else ""
    if wish.open and not chosen:
        found.notes.append(said("evidence.gone.pattern", id=shown(wish.open)))
    found.state |= {"verdict": "", "open": chosen}
    found.list = [patterns.listed(assessed, chosen, said)]
    found.seed, found.replications = str(assessed.seed), f"{assessed.replications:,}"
    found.command = patterns_wording.command(assessed)
    missed = [key for key, met in assessed.met.items() if not met]
    told = said("evidence.patterns.missed", ids=", ".join(missed)) if missed else ""
    found.announced = f"{assessed.headline}. {told}".strip()
    if chosen:
        found.side, found.below = patterns.in_full(assessed, chosen, said)
        found.figure = patterns.figure(assessed, wish)
        found.announced = patterns.spoken_of(assessed, chosen)
    return None


def _made(kept: Kept[Any], said: Texts) -> str:
    """Return who made the evidence."""
    if kept.own:
        return said("evidence.own", place=kept.own, when=kept.when)
    table = kept.found
    version = getattr(table, "version", "")
    return said("evidence.shipped.of", version=version) if version else said("evidence.shipped")


def _notes(kept: Kept[Any], said: Texts) -> list[str]:
    return [said("evidence.fault", fault=kept.fault)] if kept.fault else []


def _nothing(found: Shown, wish: Wish, kept: Kept[Any], said: Texts) -> None:
    """Say calmly that there is nothing to show, and what would make it."""
    found.state |= {"verdict": "", "open": ""}
    making = command(MAKING[wish.view], said(f"evidence.empty.{wish.view}"), said)
    again = press(said("evidence.empty.again"), {})
    fault = html.P(said("evidence.empty.fault", fault=kept.fault))
    title = said(f"evidence.empty.title.{wish.view}")
    found.alone = centred(title, fault, making, again)
    found.announced = title
    found.command = MAKING[wish.view]
