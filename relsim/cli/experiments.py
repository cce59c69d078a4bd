"""``relsim run`` and ``relsim list``: experiments from files and those that come with relsim."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relsim.cli import carrying, options, output, telling
from relsim.errors import InputError


def run(
    experiment: Annotated[
        str, typer.Argument(help="A TOML file, or the name of a shipped one (relsim list).")
    ],
    workers: options.Workers = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler",
            metavar="ADDRESS",
            help="Let the workers of a Dask scheduler make the runs, as in tcp://10.0.0.7:8786.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="Results folder; results/NAME."),
    ] = None,
    fresh: options.Fresh = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Make the runs again that failed before.")
    ] = False,
    limit_runs: Annotated[
        int | None,
        typer.Option(
            "--limit-runs",
            metavar="N",
            parser=options.integer,
            help="Stop after so many; a later call goes on from there.",
        ),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Go ahead with a million points or runs, or more.")
    ] = False,
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """An experiment: a question, strategies, what is varied, how often; goes on where it stopped.

    What the results folder holds already is not run again. A folder of another design is refused.
    Any number of workers, here or in a cluster, gives the same numbers.
    Code that the experiment names (MODULE:CLASS) is imported, so run only files you trust.

    For example:

    - `relsim run competition`
    - `relsim run mine.toml --workers 4 --out results/mine`
    - `relsim run mine.toml --scheduler tcp://10.0.0.7:8786`
    """
    from relsim.study import spec
    from relsim.study.spec import too_large

    asked = spec.load(experiment)
    if not yes and (told := too_large(asked)) is not None:
        raise InputError(f"{experiment}: {told}; say --yes to go ahead")
    if scheduler is not None and workers is not None:
        raise InputError("--workers is for this machine; a cluster has as many as it has")

    def announce() -> None:
        if not json:
            output.say(asked.question or asked.name, style="bold")
            points = f"{asked.design.size:,} points × " if asked.design.size > 1 else ""
            least = "" if asked.until is None else f"{asked.until.at_least:,} to "
            most = "" if asked.until is None else "at most "
            output.say(
                f"{points}{', '.join(asked.arm_names)} ×"
                f" {least}{output.counted(asked.replications, 'replication')} ×"
                f" {output.counted(asked.periods, 'month')}:"
                f" {most}{output.counted(asked.size, 'run')}"
            )

    summary = carrying.carry_out(
        asked,
        out,
        workers=workers,
        scheduler=scheduler,
        fresh=fresh,
        retry_failed=retry_failed,
        limit_runs=limit_runs,
        announce=announce,
    )
    telling.tell(summary, report=report, json=json)


def list_experiments(
    json: options.Json = False,
) -> None:
    """The experiments that come with relsim: what each asks, how many runs, about how long.

    Run one by its name, as in `relsim run NAME`; its file is a model for your own.
    """
    from relsim.study.pools import available_workers
    from relsim.study.spec import shipped

    workers = available_workers()
    listed = shipped()
    if json:
        output.write_json(
            {
                one.name: {
                    "question": one.question,
                    "runs": one.runs,
                    "adaptive": one.adaptive,
                    "seconds": one.seconds / workers,
                    "workers": workers,
                    "file": str(one.path),
                }
                for one in listed
            }
        )
        return
    rows = [
        (
            one.name,
            one.question,
            f"{'≤ ' if one.adaptive else ''}{one.runs:,}",
            output.span(one.seconds / workers),
        )
        for one in listed
    ]
    output.show_table(
        "Experiments that come with relsim",
        ("name", "question", "runs", "about"),
        rows,
        numeric=(2, 3),
        caption=f"Times are for {workers} workers. Run one: relsim run NAME",
    )
