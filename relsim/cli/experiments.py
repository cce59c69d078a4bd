"""``relsim run`` and ``relsim list``: experiments from files and those that come with relsim."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relsim.cli import carrying, options, output, telling


def run(
    experiment: Annotated[
        str, typer.Argument(help="A TOML file, or the name of a shipped one (relsim list).")
    ],
    workers: options.Workers = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="Results folder; results/NAME."),
    ] = None,
    fresh: options.Fresh = False,
    limit_runs: Annotated[
        int | None,
        typer.Option(
            "--limit-runs",
            metavar="N",
            parser=options.integer,
            help="Stop after so many; a later call goes on from there.",
        ),
    ] = None,
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """An experiment: a question, strategies, what is varied, how often; goes on where it stopped.

    What the results folder holds already is not run again. A folder of another design is refused.
    Code that the experiment names (MODULE:CLASS) is imported, so run only files you trust.

    For example:

    - `relsim run competition`
    - `relsim run mine.toml --workers 4 --out results/mine`
    """
    from relsim.study import spec

    asked = spec.load(experiment)

    def announce() -> None:
        if not json:
            output.say(asked.question or asked.name, style="bold")
            points = f"{asked.design.size:,} points × " if asked.design.size > 1 else ""
            output.say(
                f"{points}{', '.join(asked.arm_names)} ×"
                f" {output.counted(asked.replications, 'replication')} ×"
                f" {output.counted(asked.periods, 'month')}: {output.counted(asked.size, 'run')}"
            )

    summary = carrying.carry_out(
        asked, out, workers=workers, fresh=fresh, limit_runs=limit_runs, announce=announce
    )
    telling.tell(summary, report=report, json=json)


def list_experiments(
    json: options.Json = False,
) -> None:
    """The experiments that come with relsim: what each asks, how many runs, about how long.

    Run one by its name, as in `relsim run NAME`; its file is a model for your own.
    """
    from relsim.study.run import available_workers
    from relsim.study.spec import shipped

    workers = available_workers()
    listed = shipped()
    if json:
        output.write_json(
            {
                one.name: {
                    "question": one.question,
                    "runs": one.runs,
                    "seconds": one.seconds / workers,
                    "workers": workers,
                    "file": str(one.path),
                }
                for one in listed
            }
        )
        return
    rows = [
        (one.name, one.question, f"{one.runs:,}", output.span(one.seconds / workers))
        for one in listed
    ]
    output.show_table(
        "Experiments that come with relsim",
        ("name", "question", "runs", "about"),
        rows,
        numeric=(2, 3),
        caption=f"Times are for {workers} workers. Run one: relsim run NAME",
    )
