"""The tables of the documents that are made from the program, so that they cannot go stale.

``python -m relsim.documents`` writes them into ``docs/odd.md`` between their markers;
``--levers RESULTS`` first takes the effects of single behaviours from a finished run of the
experiment ``levers``; ``python -m relsim.documents --check`` only says whether they are current
(exit status 1 if not).
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from relsim.analysis.levers import MEASURES, clearest, effects_of, read_effects, write_effects
from relsim.errors import InputError
from relsim.parameters import PARAMETERS
from relsim.strategies import BEHAVIOURS, PRESETS

#: The description of the model, in the source tree; it is no part of the installed package.
ODD = Path(__file__).resolve().parent.parent / "docs" / "odd.md"

#: Effects of single behaviours, made from a finished run of the experiment ``levers``.
LEVERS = ODD.parent.parent / "results" / "levers.csv"


def _number(value: float) -> str:
    """Write a number in full: no exponent up to a million millions, no needless zeros."""
    return f"{value:.12g}"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> list[str]:
    return [_row(head), "|" + "---|" * len(head), *(_row(cells) for cells in body)]


def parameter_table() -> str:
    """Return all parameters as markdown: a heading and a table for each group.

    Returns
    -------
    str
        No blank lines at the ends.
    """
    lines: list[str] = []
    for group, members in itertools.groupby(PARAMETERS.values(), key=lambda p: p.group):
        rows = []
        for p in members:
            bounds = f"{_number(p.low)} to {_number(p.high)}"
            plausible = f"{_number(p.plausible_low)} to {_number(p.plausible_high)}"
            unit = p.unit if p.kind == "float" else f"{p.unit} ({p.kind})"
            rows.append(
                (f"`{p.name}`", _number(p.default), bounds, plausible, unit, p.meaning, p.source)
            )
        head = ("name", "default", "bounds", "plausible", "unit", "meaning", "source")
        lines += ["", f"### {group}", "", *_table(head, rows)]
    return "\n".join(lines[1:])


def strategy_table() -> str:
    """Return the shipped strategies as markdown: a row a behaviour, a column a preset."""
    names = list(PRESETS)
    rows = [
        [f"`{behaviour}`", *(_number(PRESETS[name].point[behaviour]) for name in names)]
        for behaviour in BEHAVIOURS
    ]
    rows += [
        ["jitter", *(_number(PRESETS[name].jitter) for name in names)],
        ["display name", *(PRESETS[name].display for name in names)],
        ["origin", *(PRESETS[name].origin for name in names)],
    ]
    return "\n".join(_table(["behaviour", *(f"`{name}`" for name in names)], rows))


def lever_table() -> str:
    """Return what each behaviour does alone, as markdown, from ``results/levers.csv``."""
    effects = read_effects(LEVERS)

    def cell(behaviour: str, measure: str, sign: int) -> str:
        effect = clearest(effects, behaviour, measure, sign)
        if effect is None:
            return "nowhere clearly"
        numbers = f"{effect.mean:+.2g} [{effect.low:+.2g}, {effect.high:+.2g}]"
        return f"{effect.territory}: {numbers}"

    rows = [
        (f"`{behaviour}`", *(cell(behaviour, m, sign) for m in MEASURES for sign in (1, -1)))
        for behaviour in BEHAVIOURS
    ]
    heads = [f"{m} {way} ({unit})" for m, unit in MEASURES.items() for way in ("up", "down")]
    return "\n".join(_table(["behaviour 0 to 1", *heads], rows))


#: Name of a pair of markers in the document -> what stands between them.
GENERATED: dict[str, Callable[[], str]] = {
    "parameters": parameter_table,
    "strategies": strategy_table,
    "levers": lever_table,
}


def with_part(text: str, name: str, body: str) -> str:
    """Return a document with what stands between a pair of markers replaced.

    Parameters
    ----------
    text : str
        The document, with ``<!-- begin:NAME -->`` and ``<!-- end:NAME -->`` once each.
    name, body : str
        The markers' name, and what is to stand between them.

    Raises
    ------
    InputError
        If a marker is missing, stands twice or in the wrong order.

    Examples
    --------
    >>> print(with_part("<!-- begin:a -->old<!-- end:a -->", "a", "new"))
    <!-- begin:a -->
    new
    <!-- end:a -->
    """
    begin, end = f"<!-- begin:{name} -->", f"<!-- end:{name} -->"
    if text.count(begin) != 1 or text.count(end) != 1 or text.index(end) < text.index(begin):
        raise InputError(f"the document needs the markers {begin} and {end} once each, in order")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n{body}\n{end}{after}"


def current(text: str) -> str:
    """Return a document with every generated part as the program has it now."""
    for name, render in GENERATED.items():
        text = with_part(text, name, render())
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the generated parts into the document, or check them.

    Returns
    -------
    int
        0 done or current, 1 stale (with ``--check``), 2 the document cannot be used.
    """
    parser = argparse.ArgumentParser(
        prog="python -m relsim.documents",
        description="Write the tables of docs/odd.md from the program.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if not current")
    parser.add_argument("path", nargs="?", type=Path, default=ODD, help="default: docs/odd.md")
    parser.add_argument(
        "--levers", type=Path, metavar="RESULTS", help="first take the levers from this folder"
    )
    options = parser.parse_args(arguments)
    try:
        if options.levers is not None:
            from relsim.study.results import Results

            write_effects(effects_of(Results.open(options.levers)), LEVERS)
        text = options.path.read_text(encoding="utf-8")
        made = current(text)
    except (OSError, InputError) as error:
        print(f"{options.path}: {error}", file=sys.stderr)
        return 2
    if made == text:
        return 0
    if options.check:
        print(
            f"{options.path} is not current; run python -m relsim.documents",
            file=sys.stderr,
        )
        return 1
    options.path.write_text(made, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
