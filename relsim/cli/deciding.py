"""What decides the outcomes, for the terminal: the first names of a Sobol or Morris sweep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from relsim.analysis import wording
from relsim.analysis.morris import MorrisEffects
from relsim.analysis.sensitivity import DECIDED
from relsim.cli import output
from relsim.metrics import OUTCOMES

if TYPE_CHECKING:
    from relsim.analysis.sensitivity import Sensitivities, Sensitivity

NAMES_SHOWN = 10


def show(found: Sensitivities) -> None:
    """Write what margin depends on under each strategy, and what decides who earns more."""
    if found.refused is not None:
        output.say(f"No indices: {found.refused}.")
        return
    for one in found.found:
        if one.outcome != DECIDED[0]:
            continue
        what = f"under {one.arm}" if one.base is None else f"{one.arm} minus {one.base}"
        title = f"What decides {OUTCOMES[one.outcome].label.lower()}, {what}"
        if one.indices is None:
            output.say(f"{title}: no indices, because {one.refused}.")
            output.say()
            continue
        ranked = one.ranked()
        left = len(ranked) - NAMES_SHOWN
        output.show_table(
            title,
            _heads(one),
            [(found.names[at], *_cells(one, at)) for at in ranked[:NAMES_SHOWN]],
            numeric=range(1, 4),
            caption=f"{output.counted(left, 'more name')}: see the report." if left > 0 else None,
        )
    for note in found.notes:
        output.say(note)
    cover = "do not cover" if found.notes else "cover the points drawn and luck, not"
    output.say(
        f"Intervals of 95 %, each for itself, {cover} the world: the ranges asked about and the"
        " form of the model are taken as they are."
    )


def _heads(one: Sensitivity) -> tuple[str, ...]:
    if isinstance(one.indices, MorrisEffects):
        unit = OUTCOMES[one.outcome].unit
        return ("name", f"mu ({unit})", f"mu* ({unit})", "95 % interval of mu*")
    return ("name", "first order", "total", "95 % interval of total")


def _cells(one: Sensitivity, at: int) -> tuple[str, str, str]:
    indices, main = one.indices, one.main
    assert indices is not None
    assert main is not None
    low, high = float(main.low[at]), float(main.high[at])
    if isinstance(indices, MorrisEffects):
        unit = OUTCOMES[one.outcome].unit
        values = (float(indices.mu.value[at]), float(main.value[at]), low, high)
        mean, size, least, most = (wording.cell(value, float("nan"), unit) for value in values)
        return mean, size, f"[{least}, {most}]"
    # "-0.00" would claim a sign
    alone, total, least, most = (
        f"{round(float(value), 2) + 0.0:.2f}"
        for value in (indices.first.value[at], main.value[at], low, high)
    )
    return alone, total, f"[{least}, {most}]"
