"""How the command line speaks: tables within 100 columns, JSON on stdout, all else on stderr."""

from __future__ import annotations

import json
import math
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDEST = 100


def width() -> int:
    """Columns to write in: the terminal's, never more than 100; 100 where there is no terminal."""
    return max(40, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns))


def console(*, stderr: bool = False) -> Console:
    """The page written to; names given by users are shown as they are, never read as markup."""
    return Console(stderr=stderr, width=width(), markup=False, highlight=False, emoji=False)


def say(text: str | Text = "", *, style: str | None = None) -> None:
    """Write a paragraph to stdout, wrapped to the page."""
    console().print(text, style=style)


def say_items(title: str, items: Iterable[str]) -> None:
    """Write a few lines under a title, set in below it, and an empty line."""
    page = console()
    page.print(title, style="bold")
    for item in items:
        page.print(Padding(item, (0, 0, 0, 2), expand=False))
    page.print()


def say_whole(text: str) -> None:
    """Write a line to stdout that must stay one line, such as a command to copy."""
    console().print(text, soft_wrap=True)


def note(text: str) -> None:
    """Write a remark to stderr: to be seen by a person, out of the way of a pipe."""
    console(stderr=True).print(text, soft_wrap=True)


def complain(message: str) -> None:
    """Write the one message that tells a user what cannot be used and why."""
    print(f"relsim: {message}", file=sys.stderr)


def show_table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[RenderableType]],
    *,
    numeric: Iterable[int] = (),
    caption: str | None = None,
    spaced: bool = False,
) -> None:
    """Write a table to stdout; columns wrap to fit the page, ``numeric`` ones stand to the right.

    With ``spaced`` rows stand apart, for texts. Title and caption are lines of their own: inside
    a narrow table they would be broken up.
    """
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, leading=int(spaced))
    right = set(numeric)
    for position, column in enumerate(columns):
        made.add_column(column, justify="right" if position in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*row)
    page = console()
    if title:
        page.print(title, style="bold")
    page.print(made)
    if caption is not None:
        page.print(caption, style="dim")
    page.print()


def explained(name: str, meaning: str) -> RenderableType:
    """A cell that says what its name means, in lines set in below it."""
    return Group(Text(name, style="bold"), Padding(Text(meaning), (0, 0, 0, 2)))


def plain(value: Any) -> Any:
    """The value as JSON can hold it: NumPy numbers as Python's, NaN and infinity as null.

    >>> plain({"a": (1, float("nan")), "b": float("inf")})
    {'a': [1, None], 'b': None}
    """
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, bool | str) or value is None:
        return value
    if hasattr(value, "tolist"):  # NumPy scalars and arrays, without importing NumPy
        return plain(value.tolist())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, int):
        return value
    if isinstance(value, Iterable):
        return [plain(item) for item in value]
    return str(value)


def write_json(value: Any) -> None:
    """Write one JSON document to stdout and nothing else."""
    json.dump(plain(value), sys.stdout, indent=2, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def counted(count: int, what: str) -> str:
    """A count with its noun.

    >>> counted(1, "run"), counted(1200, "run")
    ('1 run', '1,200 runs')
    """
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def number(value: float) -> str:
    """A number as it is best read: whole thousands grouped, three to four figures otherwise.

    >>> [number(x) for x in (12345.6, 0.02071, 3, 1e-6, float("nan"), -0.5, float("inf"))]
    ['12,346', '0.0207', '3', '1e-06', '–', '-0.5', '∞']
    """
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞" if value > 0 else "-∞"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def span(seconds: float) -> str:
    """A length of time in words short enough for a table.

    >>> [span(s) for s in (0.4, 12, 95, 4000, 90000)]
    ['< 1 s', '12 s', '1 min 35 s', '1 h 7 min', '25 h']
    """
    if seconds < 1:
        return "< 1 s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        minutes, rest = divmod(round(seconds), 60)
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(seconds / 60), 60)
    return f"{hours} h {minutes} min" if minutes and hours < 10 else f"{hours} h"
