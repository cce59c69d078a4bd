"""``relsim patterns``: what is known of real customers, and how the model does on it."""

from __future__ import annotations

import json as jsons
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

from relsim.cli import options, output
from relsim.cli.carrying import quoted
from relsim.cli.progress import Interrupted, Waiting

if TYPE_CHECKING:
    from relsim.evidence.patterns import Assessment, Finding

_CRITERION = "pattern, and its criteria"
# Title, width, and side of the other columns.
_COLUMNS: tuple[tuple[str, int, Literal["left", "right"]], ...] = (
    ("band", 14, "left"),
    ("value", 6, "right"),
    ("95 % interval", 16, "left"),
    ("kind", 10, "left"),
    ("", 6, "left"),
)
_Count = {"metavar": "N", "parser": options.integer}


def patterns(
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=options.SET_HELP)
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-r", help="Territories drawn.", **_Count)
    ] = 200,
    seed: Annotated[int, typer.Option("--seed", help="Root of all luck.", **_Count)] = 0,
    workers: options.Workers = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where the table and page go.")
    ] = Path("results/patterns"),
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """Ten patterns of real customers, and whether the model meets them.

    Each pattern with its band, the model's value and 95 % interval; what is missed stays in the
    table as missed. Measured on a firm whose reps are drawn broadly, not on the three presets.
    Writes patterns.json and report.html. Under a minute, once compiled.

    For example:

    - `relsim patterns --set m07_concession_signal=0` which patterns fall without a mechanism
    """
    options.whole("--replications", replications, 2, 1_000_000)
    options.whole("--seed", seed, 0, 2**64 - 1)
    options.whole("--workers", workers, 1, 10_000)
    settings = options.settings(setting)
    found = _measured(settings, seed, replications, workers or os.cpu_count() or 1, out)
    told = found.to_dict()
    written = _write(found, told, out, report)
    if json:
        page = None if written is None else str(written)
        output.write_json({"folder": str(out), "report": page, **told})
        return
    _show(found)
    output.say()
    if written is not None:
        output.say_whole(f"Report:      {written}")
    output.say_whole(f"Results:     {out}")
    output.say_whole(f"Same again:  {_again(found, out)}")


def _measured(
    settings: dict[str, float | int], seed: int, replications: int, workers: int, out: Path
) -> Assessment:
    """Measure, with a bar where a user waits."""
    from relsim.evidence.patterns import assess
    from relsim.study import files

    # Before minutes of work rather than after.
    with files.writing(out):
        out.mkdir(parents=True, exist_ok=True)
    with Waiting("territories", replications) as waiting:
        try:
            return assess(
                settings,
                seed,
                replications,
                workers=workers,
                done=lambda: waiting.step(waiting.done + 1),
            )
        except KeyboardInterrupt:
            raise Interrupted("interrupted; nothing was written") from None


def _write(found: Assessment, told: dict[str, object], out: Path, report: bool) -> Path | None:
    """Write the table as JSON, and the page."""
    from relsim.report import patterns as page
    from relsim.study import files

    text = jsons.dumps(told, indent=1, ensure_ascii=False, allow_nan=False)
    with files.writing(out):
        files.replace_text(out / "patterns.json", text + "\n")
    return page.write(found, out / "report.html") if report else None


def _show(found: Assessment) -> None:
    from relsim.evidence.patterns import PATTERNS, wording

    page = output.console()
    told = _in_columns if output.width() == output.WIDEST else _in_lines
    page.print(told(()))
    for pattern in PATTERNS.values():
        met = wording.verdict(found.met[pattern.id])
        page.print(f"{pattern.id} {pattern.title}: {met}", style="bold")
        page.print(told([f for f in found.findings if f.criterion.pattern == pattern.id]))
        page.print()
    page.print(f"{found.headline}.", style="bold")
    page.print(f"{wording.basis(found)} {wording.READ_BACK}")


def _in_columns(findings: Sequence[Finding]) -> RenderableType:
    """Return a pattern's criteria in columns that stand below those of the others, or the heads."""
    table = Table(box=None, show_header=not findings, padding=(0, 2, 0, 0), expand=True)
    table.add_column(_CRITERION, ratio=1)
    for title, width, justify in _COLUMNS:
        table.add_column(title, width=width, justify=justify)
    for one in findings:
        label, *cells = _cells(one)
        table.add_row(Padding(label, (0, 0, 0, 2)), *cells)
    return table


def _in_lines(findings: Sequence[Finding]) -> RenderableType:
    """Return a pattern's criteria one below the other, for a narrow page."""
    lines = []
    for one in findings:
        label, band, value, interval, kind, met = _cells(one)
        told = f"{label}: {value} {interval}, band {band}, {kind}: {met}"
        lines.append(Padding(told, (0, 0, 0, 2)))
    return Group(*lines)


def _cells(one: Finding) -> tuple[str, str, str, str, str, str]:
    from relsim.evidence.patterns import wording

    return (
        wording.label(one),
        one.criterion.band,
        wording.number(one.value),
        wording.interval(one),
        wording.kind(one),
        wording.verdict(one.met),
    )


def _again(found: Assessment, out: Path) -> str:
    from relsim.evidence.patterns import wording

    return f"{wording.command(found)} --out {quoted(out)}"
