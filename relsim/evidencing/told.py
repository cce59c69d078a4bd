"""The committed tables as ``docs/evidence.md`` shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from relsim.evidencing.keeping import MADE, read
from relsim.evidencing.steps import STEPS


class Told(NamedTuple):
    """A table of a document: its heads and rows, none where nothing has been found yet."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]


def _patterns(results: Path) -> Told:
    rows = []
    shown = ""
    for row in read(results / "patterns.csv"):
        met = {"yes": "met", "no": "**missed**"}
        if row["pattern"] != shown:
            shown = row["pattern"]
            title = f"**{shown}** {row['title']}"
            rows.append((title, "", "", "", met[row["pattern_met"]]))
        interval = f" [{_short(row['low'])}, {_short(row['high'])}]" if row["low"] else ""
        rows.append(
            (
                f"{row['label']} ({row['unit']})",
                row["band"],
                f"{_short(row['value'])}{interval}",
                row["kind"],
                met[row["met"]],
            )
        )
    return Told(("pattern", "band", "value", "kind", ""), rows)


def _claims(results: Path) -> Told:
    by_id: dict[str, list[Mapping[str, str]]] = {}
    for row in read(results / "claims.csv"):
        by_id.setdefault(row["id"], []).append(row)
    rows = []
    for name, effects in by_id.items():
        head = effects[0]
        told = "<br>".join(
            f"{'' if one['decides'] == 'yes' else 'beside: '}{one['measure']}: {one['in_words']}"
            for one in effects
        )
        kept = head["verdict"].partition(":")[0].partition(" (")[0]
        holm = "same" if head["holm"] == kept else head["holm"]
        rows.append((f"**{name}** {head['claim']}", f"**{head['verdict']}**", holm, told))
    return Told(("claim", "verdict", "Holm", "effect [95 %] and what matters"), rows)


def _origins(results: Path) -> Told:
    whence = {row["id"]: row for row in read(results / "origins.csv")}
    falls: dict[str, list[str]] = {}
    for row in read(results / "knock-outs.csv"):
        falls.setdefault(row["id"], [])
        if row["left"] == "falls":
            falls[row["id"]].append(f"{row['without']} ({100 * float(row['share_left']):.0f} %)")
    rows = [
        (name, " ".join(without) or "none", whence[name]["comes_from"] if name in whence else "")
        for name, without in falls.items()
    ]
    return Told(("claim", "falls without (left)", "comes from"), rows)


def _depends(results: Path) -> Told:
    found: dict[str, dict[str, str]] = {}
    for row in read(results / "depends.csv"):
        found.setdefault(row["id"], {})[row["over"]] = row["in_words"]
    over = ("plausible worlds", "accepted sets", "any world")
    rows = [(name, *(of.get(one, "") for one in over)) for name, of in found.items()]
    return Told(("claim", *over), rows)


def _fair_play(results: Path) -> Told:
    kinds = ("as_it_is", "steel_man", "jitter")
    rows = []
    for row in read(results / "fair-play.csv"):
        verdicts = [row[f"{kind}_verdict"] for kind in kinds]
        if len({_word(verdict) for verdict in verdicts}) > 1:
            cells = (
                f"{verdict}<br>{row[kind]}" for verdict, kind in zip(verdicts, kinds, strict=True)
            )
            rows.append((row["id"], *cells))
    heads = ("claim", "as it is", "competent yes-sayer", "jittered ± .15")
    return Told(heads, rows)


def _shapley(results: Path) -> Told:
    found: dict[str, dict[str, str]] = {}
    units: dict[str, str] = {}
    for row in read(results / "shapley.csv"):
        units[row["outcome"]] = row["unit"]
        moved = f" {row['from']} → {row['to']}" if row["from"] else ""
        value, low, high = (
            f"{float(row[key]) + 0.0:,.{row['decimals']}f}" for key in ("value", "low", "high")
        )
        cells = found.setdefault(f"`{row['behaviour']}`{moved}", {})
        cells[row["outcome"]] = f"{value} [{low}, {high}]"
    rows = [(name, *(of.get(outcome, "") for outcome in units)) for name, of in found.items()]
    return Told(("behaviour", *(f"{name} ({unit})" for name, unit in units.items())), rows)


def _sensitivity(results: Path) -> Told:
    """The names that make the most of the lead come first."""
    rows = read(results / "sensitivity.csv")
    lead, chance, moved = (
        {row["name"]: row for row in rows if row["asked"] == asked}
        for asked in ("difference", "earns most", "moves most")
    )

    def total(row: Mapping[str, str]) -> str:
        low, high = float(row["total_low"]), float(row["total_high"])
        return f"{float(row['total']):.2f} [{low:.2f}, {high:.2f}]"

    told = [
        (
            f"`{name}`",
            total(lead[name]),
            f"{float(chance[name]['mu_star_share']):.2f}",
            f"{row['outcome']} of {row['of']}: {total(row)}",
        )
        for name, row in moved.items()
    ]
    told.sort(key=lambda cells: cells[1], reverse=True)
    pair, best = (next(iter(of.values()), {"of": ""})["of"] for of in (lead, chance))
    return Told(
        (
            "name",
            f"who earns more: margin, {pair} (ST)",
            f"who earns most: {best} (μ* share)",
            "what it moves most (ST)",
        ),
        told,
    )


def _calibration(results: Path) -> Told:
    rows = [
        (
            f"`{row['parameter']}`",
            row["before"],
            row["fitted"],
            f"{row['accepted_low']} – {row['accepted_high']}",
            f"{row['plausible_low']} – {row['plausible_high']}",
            row["moves"],
            row["for"],
        )
        for row in read(results / "calibration.csv")
    ]
    heads = ("free parameter", "before", "fitted", "accepted sets", "plausible", "moves", "for")
    return Told(heads, rows)


FILES = {
    "patterns.csv": "the ten calibration patterns: band, value, interval, met or missed",
    "calibration.csv": "the free parameters: before, fitted, the range of the accepted sets",
    "claims.csv": "every effect of every claim, with its verdict; what is refuted comes first",
    "knock-outs.csv": "what is left of each finding without each mechanism",
    "origins.csv": "where each finding comes from: built in, needs, joint, over-determined",
    "depends.csv": "in which worlds each claim stands, and whether any refutes it",
    "fair-play.csv": "the verdicts with a competent yes-sayer, and with jittered presets",
    "shapley.csv": "what part of the gaps between adviser and yes-sayer each behaviour makes",
    "sensitivity.csv": "which numbers decide who earns most, and what else they move",
    "levers.csv": "what each behaviour does alone, from 0 to 1, in eleven territories",
    "where-each-wins.csv": "which strategy earns most, in three territories and at three horizons",
}
"""What the committed tables hold."""


def _files(results: Path) -> Told:
    made = {row["file"]: row for row in read(results / MADE)}
    rows = []
    for name, what in FILES.items():
        if (results / name).is_file():
            of = made.get(name, {})
            shown = f"[{name}]({name})"
            command = of.get("command", _LEVERS.get(name, ""))
            rows.append((shown, what, f"`{command}`", of.get("sources", "")))
    return Told(("file", "what it holds", "made by", "sources"), rows)


_LEVERS = {f"{step.name}.csv": f"relsim {' '.join(step.words)}" for step in STEPS}

TOLD: Mapping[str, Callable[[Path], Told]] = {
    "evidence-patterns": _patterns,
    "evidence-claims": _claims,
    "evidence-origins": _origins,
    "evidence-depends": _depends,
    "evidence-fair-play": _fair_play,
    "evidence-shapley": _shapley,
    "evidence-sensitivity": _sensitivity,
    "evidence-calibration": _calibration,
    "evidence-files": _files,
}
"""Name of a pair of markers -> the table between them, from the folder of tables."""


def _short(number: str) -> str:
    """Return a number of a table with three decimals at most; a dash where there is none.

    >>> _short("0.08651"), _short("2.5"), _short("")
    ('0.087', '2.5', '–')
    """
    return f"{round(float(number), 3) + 0.0:g}" if number else "–"


def _word(verdict: str) -> str:
    """Return whether a claim holds, fails or is undecided."""
    return verdict.partition(":")[0].partition(" ")[0]
