"""What the Compare page is asked for: up to four scenarios, checked, and affordable together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from relsim.dashboards import drawing
from relsim.dashboards.asked import bounded, mapping, sequence_of, theme_of
from relsim.dashboards.drawing import HEIGHTS, MEASURES, USUAL_HEIGHT
from relsim.dashboards.reading import MOST_NOTES, Note, number_in, said
from relsim.dashboards.scenario import CAP, Scenario
from relsim.dashboards.workshop.answers import VIEW as WORKSHOP_VIEW
from relsim.figures import ThemeName
from relsim.metrics import OUTCOMES

MOST = 4
"""Scenarios that are compared at once."""
SHOWN = ("figures", "differences", "settings", "everything")
"""What the page can show of them; the last is the differences of all outcomes."""
LONGEST_LINK = 16_000
WIDTHS = (320, 4000)
_FIELDS = 800


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at of the scenarios.

    Attributes
    ----------
    top, bottom
        Measures of the two rows of figures.
    outcome
        Whose differences stand below the figures.
    shown
        Which of `SHOWN`.
    """

    top: str = drawing.AT_FIRST[0]
    bottom: str = drawing.AT_FIRST[1]
    outcome: str = "margin"
    shown: str = SHOWN[0]

    def told(self) -> dict[str, str]:
        """Return what a link holds of it: how it differs from the view at first."""
        first = View()
        return {
            key: getattr(self, key) for key in VIEW if getattr(self, key) != getattr(first, key)
        }


VIEW: Mapping[str, Sequence[str]] = {
    "top": tuple(MEASURES),
    "bottom": tuple(MEASURES),
    "outcome": tuple(OUTCOMES),
    "shown": SHOWN,
}
"""What of a view can be chosen, and among what; the keys are a link's, too."""


class Remark(NamedTuple):
    """What was changed about one of the scenarios, or about all (None)."""

    place: int | None
    note: Note


@dataclass(frozen=True, slots=True)
class Room:
    """The place the figures have on the page.

    Attributes
    ----------
    theme, big
        Ground, and type for a projector.
    width, left
        Of a row of figures, and of what stands left of its first panel (px).
    heights
        Of the two rows (px).
    """

    theme: ThemeName = "light"
    big: bool = False
    width: int = 1200
    left: int = 180
    heights: tuple[int, int] = (USUAL_HEIGHT // 2, USUAL_HEIGHT // 2)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a page asked for, after everything in it was checked.

    Attributes
    ----------
    sequence
        Which request it is, given back with the answer.
    scenarios
        At most `MOST`, the first is what the others are compared with.
    remarks
        What had to be changed about them.
    view, room
        What is shown of them, and how large.
    """

    sequence: int
    scenarios: tuple[Scenario, ...]
    remarks: tuple[Remark, ...]
    view: View
    room: Room


def read(request: object, accounts: int | None = None) -> Wish:
    """Return what a page asks for; whatever cannot be used is replaced, and nothing raises.

    Parameters
    ----------
    request
        JSON from anyone.
    accounts
        How many accounts the own book has, if there is one.
    """
    given = mapping(request)
    query = given.get("query")
    chosen: Mapping[Any, Any] = {}
    if query is not None:
        scenarios, remarks, chosen = from_query(query, accounts)
    else:
        scenarios, remarks = _pinned(given.get("pins"), accounts)
        view = given.get("view")
        chosen = view if isinstance(view, Mapping) else {}
    kept = affordable(scenarios, accounts)
    remarks = [*remarks, *_cut(scenarios, kept)]
    top, bottom = _pair(given.get("heights"))
    usual = Room()
    room = Room(
        theme=theme_of(given),
        big=given.get("big") is True,
        width=bounded(given.get("width"), *WIDTHS, usual.width),
        left=bounded(given.get("left"), 0, WIDTHS[0], usual.left),
        heights=(_height(top), _height(bottom)),
    )
    return Wish(sequence_of(given), kept, _shortened(remarks), _view(chosen), room)


def affordable(
    scenarios: Sequence[Scenario], accounts: int | None = None, most: int = CAP
) -> tuple[Scenario, ...]:
    """Return scenarios whose work together stays below `most`: the largest are cut, to one size.

    >>> big = Scenario(replications=200)
    >>> [one.replications for one in affordable([big, Scenario(replications=5)])]
    [49, 5]
    """
    rest, share = most, most
    for place, work in enumerate(sorted(one.work(accounts) for one in scenarios)):
        share = rest // (len(scenarios) - place)
        if work > share:
            break
        rest -= work
    else:
        return tuple(scenarios)
    return tuple(one.capped(accounts, share) for one in scenarios)


def link(scenarios: Sequence[Scenario], view: View) -> str:
    """Return the query that brings scenarios and view back: once what they share, then the rest.

    >>> link([Scenario(seed=7), Scenario(seed=7, periods=60)], View(top="trust"))
    'n=2&reps=12&customers=1000&replications=20&seed=7&2.periods=60&top=trust'
    """
    if not scenarios:
        return urlencode(view.told())
    each = [dict(parse_qsl(one.to_query(), keep_blank_values=True)) for one in scenarios]
    shared = {
        key: told for key, told in each[0].items() if all(one.get(key) == told for one in each)
    }
    own = {
        f"{place}.{key}": told
        for place, one in enumerate(each, 1)
        for key, told in one.items()
        if key not in shared
    }
    return urlencode({"n": str(len(scenarios))} | shared | own | view.told())


def from_query(
    query: object, accounts: int | None = None
) -> tuple[tuple[Scenario, ...], list[Remark], dict[str, str]]:
    """Return the scenarios of a link's query, what had to be changed, and the view it asks for.

    A link of the Workshop is one scenario.
    """
    unreadable = [Remark(None, Note("compare.unreadable", {}))]
    if not isinstance(query, str) or len(query) > LONGEST_LINK:
        return (), unreadable, {}
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        return (), unreadable, {}
    shared: dict[str, str] = {}
    own: list[dict[str, str]] = [{} for _ in range(MOST)]
    view: dict[str, str] = {}
    count: object = None
    highest = 0
    for key, told in pairs:
        number_of, dot, name = key.partition(".")
        if key in WORKSHOP_VIEW:
            continue  # a link of the Workshop: only its scenario counts here
        if key in VIEW:
            view[key] = told
        elif key == "n":
            count = number_in(told)
        elif dot and number_of in ("1", "2", "3", "4"):
            own[int(number_of) - 1][name] = told
            highest = max(highest, int(number_of))
        else:
            shared[key] = told
    size = bounded(count, 0, MOST, max(highest, 1 if shared else 0))
    found, remarks = [], []
    for place, mine in enumerate(own[:size]):
        told = urlencode(shared | mine, errors="replace")  # half a character cannot be sent
        scenario, notes = Scenario.from_query(told, (), accounts)
        found.append(scenario)
        remarks += [Remark(place, note) for note in notes]
    return tuple(found), remarks, view


def _pinned(value: object, accounts: int | None) -> tuple[tuple[Scenario, ...], list[Remark]]:
    """Return the scenarios of a list that somebody sent."""
    listed = value if isinstance(value, list) else []
    found, remarks = [], []
    for place, one in enumerate(listed[:MOST]):
        scenario, notes = Scenario.read(one, accounts)
        found.append(scenario)
        remarks += [Remark(place, note) for note in notes]
    return tuple(found), remarks


def _cut(asked: Sequence[Scenario], kept: Sequence[Scenario]) -> list[Remark]:
    """Return what was cut so that all can be afforded."""
    remarks = []
    for place, (before, after) in enumerate(zip(asked, kept, strict=True)):
        if before.replications != after.replications:
            values = {"what": "replications", "used": said(after.replications)}
            remarks.append(Remark(place, Note("note.capped", values)))
        if before.value("customers") != after.value("customers"):
            values = {"what": "customers", "used": said(after.value("customers"))}
            remarks.append(Remark(place, Note("note.capped", values)))
    return remarks


def _shortened(remarks: Sequence[Remark]) -> tuple[Remark, ...]:
    """Return remarks that hold for several scenarios once, and the rest of many as a number."""
    once: list[Remark] = []
    for remark in remarks:
        same = [place for place, other in enumerate(once) if other.note == remark.note]
        if not same:
            once.append(remark)
        elif once[same[0]].place != remark.place:
            once[same[0]] = Remark(None, remark.note)
    if len(once) <= MOST_NOTES:
        return tuple(once)
    rest = str(len(once) - MOST_NOTES + 1)
    return (*once[: MOST_NOTES - 1], Remark(None, Note("note.more", {"count": rest})))


def _view(given: Mapping[Any, Any]) -> View:
    found = {key: given.get(key) for key in VIEW}
    return View(
        **{
            key: value
            for key, value in found.items()
            if isinstance(value, str) and value in VIEW[key]
        }
    )


def _pair(value: object) -> Sequence[object]:
    return value if isinstance(value, list) and len(value) == 2 else (None, None)


def _height(value: object) -> int:
    return bounded(value, HEIGHTS[0] // 2, HEIGHTS[1], USUAL_HEIGHT // 2)
