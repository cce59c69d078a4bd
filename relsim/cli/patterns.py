"""``relsim patterns``: what is known of real customers, and how the model does on it."""

from __future__ import annotations

import json as jsons
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsim.cli import options, output
from relsim.cli.carrying import quoted
from relsim.cli.progress import Interrupted, Waiting
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.evidence.patterns import Assessment

_Count = {"metavar": "N", "parser": options.integer}


def patterns(
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=options.SET_HELP)
    ] = None,
    replications: Annotated[
        int, typer.Option("--replications", "-r", help="Territories drawn.", **_Count)
    ] = 60,
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
    from rich.text import Text

    from relsim.evidence.patterns import PATTERNS, wording

    rows: list[tuple[str | Text, ...]] = []
    for pattern in PATTERNS.values():
        met = wording.verdict(found.met[pattern.id])
        rows.append(
            (
                Text(f"{pattern.id} {pattern.title}", style="bold"),
                *[""] * 4,
                Text(met, style="bold"),
            )
        )
        rows += [
            (
                Text(f"  {wording.label(one)}"),
                one.criterion.band,
                wording.number(one.value),
                wording.interval(one),
                wording.kind(one),
                wording.verdict(one.met),
            )
            for one in found.findings
            if one.criterion.pattern == pattern.id
        ]
    titles = ("pattern, and its criteria", "band", "value", "95 % interval", "kind", "")
    output.show_table("Ten patterns of real customers", titles, rows, numeric=(2,))
    output.say(f"{found.headline}.", style="bold")
    output.say(f"{wording.basis(found)} {wording.READ_BACK}")


def _again(found: Assessment, out: Path) -> str:
    from relsim.evidence.patterns import wording

    return f"{wording.command(found)} --out {quoted(out)}"
