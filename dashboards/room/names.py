"""What people call themselves, as plain text that can stand before forty others."""

from __future__ import annotations

import unicodedata

LONGEST = 24
"""Characters of a name."""
_LONGEST_READ = 200
_MARKS_IN_A_ROW = 3  # Hindi needs three; towers of them would leave the line
# Letters and marks by their category that show nothing, or change how their neighbours show.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(code) for code in (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10))
}


def plain(name: object) -> str:
    r"""Return a name without what is no text: control signs, marks of direction, nothing unseen.

    Parameters
    ----------
    name
        What somebody sent. It is never HTML: whoever shows it sets it as text.

    >>> plain("  Ada\u200b \u202eLovelace\x00\n")
    'Ada Lovelace'
    >>> plain("<b>Bo</b>"), plain(17), plain("x" * 99) == "x" * LONGEST
    ('<b>Bo</b>', '', True)
    """
    if not isinstance(name, str):
        return ""
    composed = unicodedata.normalize("NFKC", name[:_LONGEST_READ])
    spaced = "".join(" " if letter.isspace() else letter for letter in composed)
    seen = unicodedata.normalize("NFKC", "".join(filter(_seen, spaced)))
    return " ".join(_few_marks(seen).split())[:LONGEST].strip()


def _seen(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C" and letter not in _INVISIBLE


def _few_marks(text: str) -> str:
    """Return a text without marks that stand on nothing, or too high upon each other."""
    kept = ""
    marks = 0
    for letter in text:
        mark = unicodedata.category(letter)[0] == "M"
        marks = marks + 1 if mark else 0
        if not mark or (kept[-1:] not in ("", " ") and marks <= _MARKS_IN_A_ROW):
            kept += letter
    return kept
