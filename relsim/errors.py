"""What a user is told when an input cannot be used."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class InputError(ValueError):
    """Bad input by a user: one message that names file, key, value and bounds.

    The command line prints the message without a traceback and exits with status 2.
    """


def shown(value: object) -> str:
    """Return a value as its author wrote it, on one line and shortened to fit it.

    >>> shown(True), shown("a"), shown(float("nan"))
    ('true', "'a'", 'nan')
    """
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint at the nearest known name, ready to be appended to a message.

    >>> nearest("competiton", ["competition", "complexity_mean"])
    "; did you mean 'competition'?"
    >>> nearest("xyz", ["competition"])
    ''
    """
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else ""
