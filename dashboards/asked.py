"""What every page sends along with what it asks for, from anyone, made usable; nothing raises."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from relsim.dashboards.reading import number
from relsim.figures import ThemeName

#: Whole numbers below this are the same in a browser as here.
EXACT = 2**53
_LONGEST_QUERY = 8_000
_MOST_FIELDS = 200


def mapping(request: object) -> Mapping[Any, Any]:
    """Return a request as a mapping; an empty one where it is none."""
    return request if isinstance(request, Mapping) else {}


def sequence_of(given: Mapping[Any, Any]) -> int:
    """Return which request of its page it is, to be given back with the answer; 0 if untold."""
    found = given.get("sequence")
    if not isinstance(found, int) or isinstance(found, bool) or abs(found) >= EXACT:
        return 0
    return found


def theme_of(given: Mapping[Any, Any]) -> ThemeName:
    """Return the ground that figures stand on: ``light`` unless the page says ``dark``."""
    return "dark" if given.get("theme") == "dark" else "light"


def bounded(value: object, low: int, high: int, usual: int) -> int:
    """Return a whole number, such as of pixels, between two bounds; `usual` where none is told.

    >>> [bounded(sent, 160, 2000, 420) for sent in (300.4, 9_999, None, True, "300")]
    [300, 2000, 420, 420, 420]
    """
    found = None if isinstance(value, bool) else number(value)
    return usual if found is None else round(min(max(found, low), high))


def query_of(text: str) -> dict[str, str]:
    """Return what an address tells behind its question mark; nothing where that is too long.

    >>> query_of("?view=patterns&open=P4&empty=")
    {'view': 'patterns', 'open': 'P4'}
    """
    if len(text) > _LONGEST_QUERY:
        return {}
    try:
        return dict(parse_qsl(text.removeprefix("?"), max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
