"""Months told together: those in which nothing much happened, and those between two scenes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relsim.tracing.events import ROUTINE
from relsim.tracing.phrases import count, joined, moved, sentence


def tell_quiet(months: Sequence[Mapping[str, Any]]) -> str:
    """Return the story of months in a row in which nothing much happened."""
    number = len(months)
    if months[0]["outcome"] is None:
        return "No contact." if number == 1 else f"No contact for {count(number, 'month')}."
    text = "A quiet month" if number == 1 else f"{number} quiet months"
    text = "; ".join([text, *_in_passing(months)])
    first, last = months[0]["before"], months[-1]["after"]
    changes = [
        f"{belief} {change}"
        for belief in ("respect", "trust", "satisfaction")
        if number > 1 and (change := moved(first[belief], last[belief]))
    ]
    return f"{text}. {sentence(', '.join(changes))}" if changes else f"{text}."


def _in_passing(months: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what happened in quiet months that happens in most, counted."""
    times = {event: sum(event in month["events"] for month in months) for event in ROUTINE}
    taken, refused = times["small_advice_taken"], times["small_advice_refused"]
    if len(months) == 1:
        advice = ["the rep's advice is taken"] * taken + ["the rep's advice is refused"] * refused
        late = ["delivery is late, as the rep had told them"] * times["late"]
        return advice + late
    counted = [f"{how} in {n}" for how, n in (("taken", taken), ("refused", refused)) if n]
    told = [f"the rep's advice is {joined(counted)}"] if counted else []
    if times["late"]:
        told.append(f"late in {times['late']}, as the rep had told them")
    return told


def tell_between(months: Sequence[Mapping[str, Any]]) -> str:
    """Return the story of months in a row in which nothing was asked and nothing went wrong."""
    active = [month for month in months if month["outcome"] is not None]
    if not active:
        return tell_quiet(months)
    if len(months) == 1:
        return str(months[0]["story"])
    text = "; ".join([f"Nothing is asked for {count(len(months), 'month')}", *_passing(active)])
    first, last = active[0]["before"], active[-1]["after"]
    changes = [
        f"{belief} {change}"
        for belief in ("respect", "trust", "satisfaction", "precedent")
        if (change := moved(first[belief], last[belief]))
    ]
    return f"{text}. {sentence(', '.join(changes))}" if changes else f"{text}."


def _passing(months: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return what happened between two scenes, counted."""

    def times(*events: str) -> int:
        return sum(month["events"].count(event) for month in months for event in events)

    taken = times("advice_taken", "small_advice_taken")
    refused = times("advice_refused", "small_advice_refused")
    counted = [f"{how} in {n}" for how, n in (("taken", taken), ("refused", refused)) if n]
    told = [f"the rep's advice is {joined(counted)}"] if counted else []
    if number := times("further_won"):
        told.append(f"the rep gets more of their work {_often(number)}")
    if number := times("recommended"):
        told.append(f"they recommend the rep {_often(number)}")
    if number := times("promise_broken"):
        told.append(f"a promise is broken {_often(number)}")
    return told


def _often(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
