"""One request of the Compare page answered: scenarios simulated, drawn side by side, and said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from dash import html
from dash.development.base_component import Component

from relsim import figures
from relsim.dashboards import message
from relsim.dashboards.compare import columns, side_by_side
from relsim.dashboards.compare.apart import Setting, settings, titles
from relsim.dashboards.compare.asked import Room, Wish, link
from relsim.dashboards.compare.contrasts import contrasts, same_luck
from relsim.dashboards.drawing import MEASURES, sized
from relsim.dashboards.live import Busy, Live, Shown
from relsim.dashboards.marks import NAMES
from relsim.errors import InputError
from relsim.figures import Figure
from relsim.metrics import OUTCOMES
from relsim.report.material import MAIN

if TYPE_CHECKING:
    from relsim.analysis.findings import Comparison
    from relsim.dashboards.texts import Texts

#: Outcomes in the order of the table: those that are asked about first.
ORDERED = (*MAIN, *(name for name in OUTCOMES if name not in MAIN))
# A label with its strategy's name may take this much of a panel.
_MOST_LABEL = 0.38


def answer(wish: Wish, live: Live, texts: Texts) -> dict[str, Any]:
    """Return all the page needs to show the scenarios, as JSON carries it."""
    told: dict[str, Any] = {
        "sequence": wish.sequence,
        "pins": [one.to_json() for one in wish.scenarios],
        "view": {key: getattr(wish.view, key) for key in ("top", "bottom", "outcome", "shown")},
        "link": link(wish.scenarios, wish.view),
    }
    names = titles(wish.scenarios, texts)
    told["remarks"] = [
        _remark(one.place, names, texts(one.note.key, **one.note.values), texts)
        for one in wish.remarks
    ]
    if not wish.scenarios:
        return told | {"titles": [], "notes": [], "message": texts("compare.empty")}
    try:
        shown = [live.show(one) for one in wish.scenarios]
    except InputError as error:
        return {"sequence": wish.sequence, "trouble": str(error)}
    except Busy:
        return {"sequence": wish.sequence, "trouble": texts("compare.busy")}
    apart = settings(wish.scenarios, texts)
    margins = [one.outcomes(("margin",))["margin"] for one in shown]
    said, luck = headline(margins, shown[0].months, texts), _luck(shown, texts)
    verdicts = [columns.verdict(margin, texts) for margin in margins]
    heads = [
        columns.head(place, name, one, verdicts[place], apart, texts)
        for place, (name, one) in enumerate(zip(names, wish.scenarios, strict=True))
    ]
    return (
        told
        | _shown(wish, shown, names, apart, live.options, texts)
        | {
            "titles": names,
            "heads": heads,
            "message": said,
            "detail": luck,
            "unlike": len({(one.seed, one.replications) for one in wish.scenarios}) > 1,
            "notes": _cautions(shown, names, texts),
            "summary": _summary(said, luck, names, verdicts, texts),
            "seed": _listed_once([str(one.seed) for one in wish.scenarios]),
            "replications": _listed_once([f"{one.replications:,}" for one in shown]),
            "command": "\n".join(one.command(live.options) for one in wish.scenarios),
        }
    )


def _shown(
    wish: Wish,
    shown: Sequence[Shown],
    names: Sequence[str],
    apart: Sequence[Setting],
    options: Sequence[str],
    texts: Texts,
) -> dict[str, Any]:
    """Return the figures with the differences below them, or one of the tables."""
    if wish.view.shown == "figures":
        one = (wish.view.outcome,)
        return {
            "figures": row_figures(wish, shown, texts),
            "strip": side_by_side.differences(
                one, contrasts(shown, one), names, texts, grouped=False
            ),
        }
    if wish.view.shown == "settings":
        told = texts("compare.settings" if apart else "compare.settings.none")
        table = [side_by_side.settings_table(apart, texts)] if apart else []
        return {"note": told, "tables": [*table, *_commands(wish, names, options, texts)]}
    outcomes = ORDERED if wish.view.shown == "everything" else MAIN
    found = contrasts(shown, outcomes)
    tables = [side_by_side.differences(outcomes, found, names, texts, grouped=True)]
    if outcomes is MAIN:
        tables.append(side_by_side.everything(len(ORDERED) - len(MAIN), texts))
    return {"note": texts("compare.table.note"), "tables": tables}


def _commands(
    wish: Wish, names: Sequence[str], options: Sequence[str], texts: Texts
) -> list[Component]:
    rows = [
        html.Div([html.Dt(name), html.Dd(html.Code(one.command(options)))])
        for name, one in zip(names, wish.scenarios, strict=True)
    ]
    return [html.H3(texts("compare.commands")), html.Dl(rows, className="compare-commands")]


def row_figures(wish: Wish, shown: Sequence[Shown], texts: Texts) -> list[Figure]:
    """Return the two rows of small multiples, each on one scale, sized for the page."""
    room = wish.room
    ratio = _ratio(room)
    width, left = round(room.width / ratio), round(room.left / ratio)
    names = (wish.view.top, wish.view.bottom)
    rows = [[one.curves(name) for one in shown] for name in names]
    needed = {
        named: max(
            figures.labels_width(panels, MEASURES[name].reading, named=named, big=True)
            for name, panels in zip(names, rows, strict=True)
        )
        for named in (True, False)
    }
    named = needed[True] * len(shown) < _MOST_LABEL * (width - left)
    drawn: list[Figure] = []
    for name, panels, height in zip(names, rows, room.heights, strict=True):
        figure = figures.multiples(
            panels,
            reading=MEASURES[name].reading,
            baseline=panels[0],
            across_title=texts("measure.months") if drawn else "",
            named=named,
            right=needed[named],
            theme=room.theme,
            big=True,
            width=width,
            height=round(height / ratio),
            left=left,
        )
        layout = figure["layout"]
        # The page gives the height; a fixed one would outlive a change of the window.
        layout.pop("height", None)
        layout["autosize"] = True
        sized(figure, ratio)
        drawn.append(figure)
    return drawn


def _ratio(room: Room) -> float:
    """Return how large the rows' type and lines are, beside a projector's single figure."""
    roomy, least, most = (330, 0.72, 1.0) if room.big else (360, 0.64, 0.82)
    return min(max(min(room.heights) / roomy, least), most)


def headline(margins: Sequence[Comparison], months: int, texts: Texts) -> str:
    """Return who earns most across the scenarios, no surer than the intervals are.

    Parameters
    ----------
    margins
        The strategies compared by what they earn, scenario by scenario.
    months
        The horizon, where there is but one scenario.
    """
    if len(margins) == 1:
        return message.message(margins[0], NAMES, months, texts).head
    bests = [margin.best for margin in margins if len(margin.estimates) > 1]
    if len(bests) < len(margins):
        return texts("compare.first")
    clear = [best.leader for best in bests if best is not None and best.clear and best.leader]
    if not clear:
        return texts("compare.head.unclear", any=texts(f"compare.any.{len(margins)}"))
    if len(set(clear)) > 1:
        return texts("compare.head.depends")
    leader = message.capital(NAMES[clear[0]])
    if len(clear) == len(margins):
        return texts("compare.head.same", leader=leader, all=texts(f"compare.all.{len(margins)}"))
    some = texts("compare.some", count=len(clear), all=len(margins))
    return texts("compare.head.some", leader=leader, some=some)


def _luck(shown: Sequence[Shown], texts: Texts) -> str:
    """Return whether the scenarios share their luck, and over how many territories."""
    if len(shown) == 1:
        return texts("compare.one")
    if not same_luck(shown):
        return texts(
            "compare.luck.other", seeds=_listed_once([str(o.scenario.seed) for o in shown])
        )
    counts = {one.replications for one in shown}
    key = "compare.luck" if len(counts) == 1 else "compare.luck.fewer"
    return texts(key, seed=shown[0].scenario.seed, count=f"{min(counts):,}")


def _cautions(shown: Sequence[Shown], names: Sequence[str], texts: Texts) -> list[str]:
    """Return what has to be known before the numbers are read."""
    found = []
    if len({one.months for one in shown}) > 1:
        found.append(texts("compare.horizons"))
    failed = sum(one.failed for one in shown)
    if failed:
        found.append(texts("compare.failed", count=f"{failed:,}"))
    for one, name in zip(shown, names, strict=True):
        gone = message.extinct(one.curves("clients"), NAMES, texts)
        if gone:
            found.append(texts("compare.extinct", name=name, gone=gone))
    return found


def _remark(place: int | None, names: Sequence[str], said: str, texts: Texts) -> str:
    if place is None or len(names) < 2:
        return said
    return texts("compare.remark", name=names[place], said=said)


def _summary(
    said: str, luck: str, names: Sequence[str], verdicts: Sequence[str], texts: Texts
) -> str:
    """Return the page in words, for those who do not see it."""
    each = [
        texts("compare.summary.one", name=name, said=verdict)
        for name, verdict in zip(names, verdicts, strict=True)
    ]
    return texts("compare.summary", head=said, luck=luck, values=" ".join(each))


def _listed_once(values: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(values))
