"""What the Explore page asks for: read from anyone's JSON or link, and written into a link."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode

from relsim.dashboards.asked import EXACT, bounded, mapping, sequence_of, theme_of
from relsim.figures import ThemeName

#: What stands above the views: one of a study's own, or one of these.
OVERVIEW, CUSTOMERS, RUNS = "overview", "customers", "runs"
#: Views of a study that one tab shows side by side.
TOGETHER = {CUSTOMERS: ("whale", "survival")}
HEIGHTS = (160, 1600)
USUAL_HEIGHT = 420
_LONGEST_LINK = 8_000
_LONGEST_WORD = 200
_MOST_FIXED = 60
_MOST_JOBS = 4
_FIX = "fix."
_WORDS = ("outcome", "across", "upward")


@dataclass(frozen=True, slots=True)
class Choices:
    """What the page is to show, as far as it can be told without looking into the folder.

    Attributes
    ----------
    folder
        Opaque id of a results folder; "" for the newest.
    view
        Which tab; "" for the first.
    asked
        What `Study.read` reads.
    where, run
        Which runs are looked at beside the figure, and which one of them.
    table
        Whether numbers stand in place of the figure.
    mark
        A mark of a figure that was clicked, as Plotly tells it; `figure` says of which figure.
    jobs
        View -> the job that makes it, where the page waits for one.
    cancelled
        Whether nobody waits for them any more.
    theme, big, heights
        How figures are drawn.
    """

    sequence: int = 0
    folder: str = ""
    view: str = ""
    asked: Mapping[str, Any] = field(default_factory=dict)
    where: object = None
    run: int | None = None
    table: bool = False
    mark: object = None
    figure: int = 0
    jobs: Mapping[str, str] = field(default_factory=dict)
    cancelled: bool = False
    theme: ThemeName = "light"
    big: bool = False
    heights: tuple[int, int] = (USUAL_HEIGHT, USUAL_HEIGHT)


def read(request: object) -> Choices:
    """Return what a page asks for; whatever cannot be used is left out, and nothing raises.

    >>> read({"view": "runs", "run": "12", "heights": [float("nan"), 10**9]}).run
    12
    >>> read(["no", "request"]) == Choices()
    True
    """
    given = mapping(request)
    query = given.get("query")
    state = _of_query(query) if isinstance(query, str) else given
    asked: dict[str, Any] = {name: _word(state.get(name)) for name in _WORDS}
    asked["fixed"] = _fixed(state.get("fixed"))
    figure = _whole(given.get("figure"))
    heights = given.get("heights")
    if not isinstance(heights, list) or len(heights) != 2:
        heights = [None, None]
    return Choices(
        sequence=sequence_of(given),
        folder=_word(state.get("folder")),
        view=_word(state.get("view")),
        asked={name: value for name, value in asked.items() if value},
        where=state.get("where"),
        run=_whole(state.get("run")),
        table=state.get("table") is True,
        mark=given.get("mark"),
        figure=figure if figure in (0, 1) else 0,
        jobs=_jobs(given.get("jobs")),
        cancelled=given.get("cancel") is True,
        theme=theme_of(given),
        big=given.get("big") is True,
        heights=(
            bounded(heights[0], *HEIGHTS, USUAL_HEIGHT),
            bounded(heights[1], *HEIGHTS, USUAL_HEIGHT),
        ),
    )


def written(state: Mapping[str, Any]) -> str:
    """Return the link's query that brings a state back.

    >>> written({"folder": "a1", "view": "levels", "fixed": {"crisis_rate": 0.02}, "run": None})
    'folder=a1&view=levels&fix.crisis_rate=0.02'
    >>> read({"query": written({"fixed": {"crisis_rate": 0.02}, "run": 0})}).run
    0
    """
    told = {name: state.get(name) for name in ("folder", "view", *_WORDS)}
    told = {name: value for name, value in told.items() if value}
    told |= {f"{_FIX}{name}": repr(value) for name, value in (state.get("fixed") or {}).items()}
    if state.get("where"):
        told["where"] = json.dumps(state["where"], separators=(",", ":"))
    if state.get("run") is not None:
        told["run"] = state["run"]
    if state.get("table"):
        told["table"] = 1
    return urlencode(told)


def _of_query(query: str) -> dict[str, Any]:
    if len(query) > _LONGEST_LINK:
        return {}
    try:
        pairs = parse_qsl(query.removeprefix("?"), max_num_fields=_MOST_FIXED + 20)
    except ValueError:
        return {}
    state: dict[str, Any] = dict(pairs)
    state["fixed"] = {
        key.removeprefix(_FIX): _number_in(value) for key, value in pairs if key.startswith(_FIX)
    }
    state["table"] = state.get("table") == "1"
    state["where"] = _json_in(state.get("where"))
    return state


def _json_in(text: object) -> object:
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _number_in(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _fixed(value: object) -> dict[str, float]:
    if not isinstance(value, Mapping) or len(value) > _MOST_FIXED:
        return {}
    return {
        name: float(at)
        for name, at in value.items()
        if isinstance(name, str)
        and len(name) <= _LONGEST_WORD
        and isinstance(at, int | float)
        and not isinstance(at, bool)
        and abs(at) <= EXACT
        and math.isfinite(at)
    }


def _jobs(value: object) -> dict[str, str]:
    if not isinstance(value, Mapping) or len(value) > _MOST_JOBS:
        return {}
    return {view: word for view, job in value.items() if _word(view) and (word := _word(job))}


def _word(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_WORD else ""


def _whole(value: object) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < EXACT:
        return value
    return None
