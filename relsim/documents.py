"""The tables of the documents that are made from the program, so that they cannot go stale.

``python -m relsim.documents`` writes them into ``docs/odd.md``, ``docs/experiments.md``,
``docs/evidence.md``, ``README.md`` and ``results/README.md`` between their markers; ``--levers
RESULTS`` and ``--wins RESULTS`` first take the effects of single behaviours and where each strategy
wins from finished runs of the experiments ``levers`` and ``where-each-wins``; ``python -m
relsim.documents --check`` only says whether they are current (exit status 1 if not).
"""

from __future__ import annotations

import argparse
import functools
import itertools
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from relsim.analysis.levers import MEASURES, clearest, effects_of, read_effects, write_effects
from relsim.analysis.wins import HORIZONS, Win, read_wins, wins_of, write_wins
from relsim.errors import InputError
from relsim.evidencing.told import TOLD
from relsim.measures import QUANTITIES
from relsim.parameters import PARAMETERS
from relsim.strategies import BEHAVIOURS, PRESETS

#: The description of the model, in the source tree; it is no part of the installed package.
ODD = Path(__file__).resolve().parent.parent / "docs" / "odd.md"

EXPERIMENTS = ODD.with_name("experiments.md")

EVIDENCE = ODD.with_name("evidence.md")

README = ODD.parent.parent / "README.md"

#: The small tables that `make evidence` keeps, and what says which is which.
RESULTS = README.parent / "results"

#: What each strategy earns in three territories, made from a run of ``where-each-wins``.
WINS = RESULTS / "where-each-wins.csv"

#: Effects of single behaviours, made from a finished run of the experiment ``levers``.
LEVERS = RESULTS / "levers.csv"


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
        ["adapts", *("yes" if PRESETS[name].adapts else "no" for name in names)],
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


#: Territory of the experiment ``where-each-wins`` -> what it is, and why its winner wins there.
TERRITORIES = {
    "large-and-loyal": (
        "large accounts that ask for little and mean it, whose wants are their needs, with rivals "
        "about; price lists that reset each year; a young book to fill",
        "What is asked for is little and lapses at the renewal, so giving it freely wins pitches "
        "that a trade loses; and there is little to challenge where customers want what they need.",
    ),
    "small-and-loud": (
        "small tickets in a full book, simple needs, few rivals; customers who ask for much and "
        "cry wolf",
        "Hours are dear beside what an account brings: empathy, initiative, questions and false "
        "alarms served cost the adviser more than they earn.",
    ),
    "complex-needs": (
        "complex, drifting needs that customers misjudge",
        "Trading where the yes-sayer gives keeps discounts from ratcheting; diagnosis keeps the "
        "solution nearer the need than the fighter's. Both take longer than a year to pay.",
    ),
}


def win_table() -> str:
    """Return where each strategy wins and why, as markdown, from ``results/``."""
    wins = read_wins(WINS)

    def cell(territory: str, months: int) -> str:
        here = [win for win in wins if (win.territory, win.months) == (territory, months)]
        best = [win.strategy for win in here if win.best]
        told = [f"{win.strategy} {win.margin:,.0f}" for win in sorted(here, key=_by_margin)]
        return f"**{best[0] if best else 'not clear'}** ({', '.join(told)})"

    rows = [
        (f"`{name}`: {what}", *(cell(name, months) for months in HORIZONS), why)
        for name, (what, why) in TERRITORIES.items()
    ]
    heads = [f"{months} months" for months in HORIZONS]
    return "\n".join(_table(["territory", *heads, "why"], rows))


def _by_margin(win: Win) -> float:
    return -win.margin


def quantity_table() -> str:
    """Return what can be measured as markdown: a row a quantity."""
    rows = [
        (f"`{quantity.name}`", f"{quantity.label}: {quantity.meaning}", quantity.unit)
        for quantity in QUANTITIES.values()
    ]
    return "\n".join(["", *_table(("of", "what", "unit"), rows), ""])


def evidence_table(name: str) -> str:
    """Return a table of what was found as markdown, from ``results/``."""
    told = TOLD[name](RESULTS)
    if not told.rows:
        return "\n*Not made yet: `make evidence-full`.*\n"
    return "\n".join(["", *_table(told.heads, told.rows), ""])


#: Name of a pair of markers in the documents -> what stands between them.
GENERATED: dict[str, Callable[[], str]] = {
    "parameters": parameter_table,
    "strategies": strategy_table,
    "levers": lever_table,
    "wins": win_table,
    "quantities": quantity_table,
    **{name: functools.partial(evidence_table, name) for name in TOLD},
}

#: Document -> the generated parts it holds.
PARTS = {
    ODD: ("parameters", "strategies", "levers"),
    EXPERIMENTS: ("quantities",),
    README: ("wins",),
    EVIDENCE: tuple(name for name in TOLD if name != "evidence-files"),
    RESULTS / "README.md": ("evidence-files",),
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


def current(text: str, parts: Iterable[str]) -> str:
    """Return a document with its generated parts as the program has them now."""
    for name in parts:
        text = with_part(text, name, GENERATED[name]())
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
        description="Write the tables of docs/ and README.md from the program.",
    )
    parser.add_argument("--check", action="store_true", help="change nothing; 1 if not current")
    parser.add_argument("path", nargs="?", type=Path, help="default: all that have such tables")
    parser.add_argument(
        "--levers", type=Path, metavar="RESULTS", help="first take the levers from this folder"
    )
    parser.add_argument(
        "--wins", type=Path, metavar="RESULTS", help="first take where each wins from this folder"
    )
    options = parser.parse_args(arguments)
    status = 0
    for path in PARTS if options.path is None else [options.path]:
        try:
            _take_results(options.levers, options.wins)
            text = path.read_text(encoding="utf-8")
            made = current(text, PARTS.get(path, PARTS[ODD]))
        except (OSError, InputError) as error:
            print(f"{path}: {error}", file=sys.stderr)
            return 2
        if made != text and options.check:
            print(f"{path} is not current; run python -m relsim.documents", file=sys.stderr)
            status = 1
        elif made != text:
            path.write_text(made, encoding="utf-8", newline="\n")
    return status


def _take_results(levers: Path | None, wins: Path | None) -> None:
    """Write the small tables in ``results/`` anew from finished runs."""
    from relsim.study.results import Results

    if levers is not None:
        write_effects(effects_of(Results.open(levers)), LEVERS)
    if wins is not None:
        write_wins(wins_of(Results.open(wins)), WINS)


if __name__ == "__main__":
    sys.exit(main())
