"""What the Evidence page is asked for: read from anyone's JSON or link, and written into a link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from relsim.dashboards.asked import bounded, mapping, query_of, sequence_of, theme_of
from relsim.evidence.claims.wording import VERDICTS
from relsim.figures import ThemeName

CLAIMS, PATTERNS = "claims", "patterns"
VIEWS = (CLAIMS, PATTERNS)
#: What a link holds.
KEYS = ("view", "verdict", "open")
SIZES = (160, 2000)
_USUAL_SIZE = 420
_LONGEST_WORD = 80


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
    given = mapping(request)
    query = given.get("query")
    state = query_of(query) if isinstance(query, str) else given
    verdict = state.get("verdict")
    return Wish(
        sequence=sequence_of(given),
        view=PATTERNS if state.get("view") == PATTERNS else CLAIMS,
        verdict=verdict if isinstance(verdict, str) and verdict in VERDICTS else "",
        open=_word(state.get("open")),
        theme=theme_of(given),
        big=given.get("big") is True,
        width=bounded(given.get("width"), *SIZES, _USUAL_SIZE),
        height=bounded(given.get("height"), *SIZES, _USUAL_SIZE),
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


def _word(value: object) -> str:
    return value if isinstance(value, str) and len(value) <= _LONGEST_WORD else ""
