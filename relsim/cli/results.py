"""``relsim report``, ``replay`` and ``export``: what can be done with a results folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relsim.cli import output
from relsim.cli.options import Json, integer

Folder = Annotated[
    Path, typer.Argument(metavar="RESULTS", help="A results folder, such as results/compare.")
]


def report(
    results: Folder,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File to write; report.html in the folder."
        ),
    ] = None,
) -> None:
    """Write the report of a results folder again: one file that opens offline.

    No code that the experiment names is imported.
    """
    from relsim.report import write_report

    output.say_whole(str(write_report(results, out)))


def replay(
    results: Folder,
    run_id: Annotated[
        int,
        typer.Argument(
            metavar="RUN_ID", parser=integer, help="Number of the run, as in runs.parquet."
        ),
    ],
    json: Json = False,
) -> None:
    """Run one stored run again and check that it gives the stored numbers to the last bit.

    Code that the experiment names (MODULE:CLASS) is imported. Exit status 1 if anything differs.
    """
    from relsim.study.replay import replay as run_again

    found = run_again(results, run_id)
    if json:
        output.write_json(
            {
                "run_id": found.run_id,
                "point": found.point,
                "replication": found.replication,
                "same": found.same,
                "failure": found.failure,
                "outcomes": found.outcomes,
                "differences": [
                    {"strategy": d.strategy, "what": d.what, "stored": d.stored, "again": d.again}
                    for d in found.differences
                ],
                "made_by": found.made_by,
                "run_by": found.run_by,
            }
        )
    else:
        output.say(
            f"Run {found.run_id}: {', '.join(found.strategies)}, replication {found.replication},"
            f" point {found.point}",
            style="bold",
        )
        if found.failure is not None:
            output.say(f"It failed: {found.failure}")
        for strategy, outcomes in found.outcomes.items():
            rows = [
                (
                    found.described[name].label,
                    output.number(float(value)),
                    found.described[name].unit,
                )
                for name, value in outcomes.items()
            ]
            output.show_table(strategy, ("outcome", "value", "unit"), rows, numeric=(1,))
        if found.same:
            output.say("Same as stored, to the last bit.")
    if not found.same:
        if not json:
            changes = [(d.strategy, d.what, str(d.stored), str(d.again)) for d in found.differences]
            titles = ("strategy", "what", "stored", "now")
            output.show_table("Differs from what is stored", titles, changes, numeric=(2, 3))
            if found.made_by != found.run_by:
                output.say(f"Stored by relsim {found.made_by}, run by {found.run_by}.")
        raise typer.Exit(1)


def export(
    results: Folder,
    form: Annotated[
        str, typer.Option("--format", "-f", metavar="FORM", help="csv or parquet.")
    ] = "csv",
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="Folder to write to; RESULTS-csv."),
    ] = None,
) -> None:
    """Hand the tables of a results folder to R, Excel or pandas.

    Writes runs, monthly series, customers and failures, as far as they are there, with the
    experiment and its manifest. No code that the experiment names is imported.
    """
    from relsim.study.results import export as write_tables

    target = out if out is not None else results.with_name(f"{results.resolve().name}-{form}")
    for path in write_tables(results, target, form):
        output.say_whole(str(path))
