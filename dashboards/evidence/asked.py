"""What the Evidence page is asked for: read from anyone's JSON or link, and written into a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from relsim.dashboards.reading import number
from relsim.evidence.claims.wording import VERDICTS
from relsim.figures import ThemeName

CLAIMS, PATTERNS = "claims", "patterns"
VIEWS = (CLAIMS, PATTERNS)
#: What a link holds.
KEYS = ("view", "verdict", "open")
SIZES = (160, 2000)
_USUAL_SIZE = 420
_LONGEST_LINK = 4_000
_LONGEST_WORD = 80
_EXACT = 2**53


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page asked for, after everything in it was checked.

    Attributes
    ----------
    sequence
        Which request it is, given back with the answer.
    view
        ``claims`` or ``patterns``.
    verdict
        Which claims are listed: a verdict, or "" for all.
    open
        The id of the claim or pattern that is shown in full, or "".
    theme, big, width, height
        How a figure is drawn, and the room there is for it (px).
    """

    sequence: int = 0
    view: str = CLAIMS
    verdict: str = ""
    open: str = ""
    theme: ThemeName = "light"
    big: bool = False
    width: int = _USUAL_SIZE
    height: int = _USUAL_SIZE


def read(request: object) -> Wish:
    """Return what a page asks for; whatever cannot be used is left out, and nothing raises.

    >>> found = read({"query": "?view=patterns&open=P4&verdict=maybe"})
    >>> found.view, found.open, found.verdict
    ('patterns', 'P4', '')
    """
    given: Mapping[Any, Any] = request if isinstance(request, Mapping) else {}
    query = given.get("query")
    state = _of_query(query) if isinstance(query, str) else given
    sequence, verdict = given.get("sequence"), state.get("verdict")
    return Wish(
        sequence=sequence if isinstance(sequence, int) and abs(sequence) < _EXACT else 0,
        view=PATTERNS if state.get("view") == PATTERNS else CLAIMS,
        verdict=verdict if isinstance(verdict, str) and verdict in VERDICTS else "",
        open=_word(state.get("open")),
        theme="dark" if given.get("theme") == "dark" else "light",
        big=given.get("big") is True,
        width=_size(given.get("width")),
        height=_size(given.get("height")),
    )


def written(state: Mapping[str, str]) -> str:
    """Return the link's query that brings a state back.

    >>> written({"view": "claims", "verdict": "fails", "open": "C07"})
    'verdict=fails&open=C07'
    """
    told = {key: state[key] for key in KEYS if state.get(key)}
    if told.get("view") == CLAIMS:
        del told["view"]  # what is shown at first
    return urlencode(told)


def _of_query(query: str) -> dict[str, str]:
    if len(query) > _LONGEST_LINK:
        return {}
    try:
        return dict(parse_qsl(query.removeprefix("?"), max_num_fields=40))
    except ValueError:
        return {}


def _word(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_WORD else ""


def _size(value: object) -> int:
    found = None if isinstance(value, bool) else number(value)
    return _USUAL_SIZE if found is None else round(min(max(found, SIZES[0]), SIZES[1]))
