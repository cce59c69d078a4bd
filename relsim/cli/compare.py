"""``relsim compare``: strategies on the same territory with the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relsim.cli import carrying, options, output, telling
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.study.experiment import Experiment

RESULTS = Path("results")


def compare(
    strategies: Annotated[
        list[str] | None,
        typer.Option(
            "--strategies", "--strategy", "-s", metavar="A,B,…", help=options.STRATEGY_HELP
        ),
    ] = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=options.SET_HELP)
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(
            "--replications",
            "-r",
            metavar="N",
            parser=options.integer,
            help="Territories drawn; 30.",
        ),
    ] = None,
    periods: Annotated[
        int | None,
        typer.Option("--periods", "-p", metavar="N", parser=options.integer, help="Months; 120."),
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", parser=options.integer, help="Root of all luck; 0."),
    ] = None,
    mixed: Annotated[
        bool, typer.Option("--mixed", help="Reps of all strategies share one territory.")
    ] = False,
    jitter: Annotated[
        float | None,
        typer.Option(
            "--jitter",
            metavar="X",
            parser=options.real,
            help="Draw each rep this far around the strategy's point, 0–1.",
        ),
    ] = None,
    accounts: options.Accounts = None,
    columns: options.Columns = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FOLDER",
            help="Results folder; results/compare, or results/compare-DESIGN for other settings.",
        ),
    ] = None,
    fresh: options.Fresh = False,
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """Strategies on the same territory with the same luck: who earns, who is respected, who stays.

    Prints outcomes with 95 % intervals and paired differences in words, and writes a results
    folder with a report. Without --out each other setting gets a folder of its own, so nothing is
    mixed or replaced; the same setting again shows what is stored.

    For example:

    - `relsim compare --set competition=0.1 --replications 100`
    - `relsim compare --strategies servile,advisory --strategy 'softer=advisory,yielding=0.6'`
    - `relsim compare --accounts book.csv --columns 'account_id=ID,tenure=T'`
    """
    experiment = _asked(
        strategies, setting, replications, periods, seed, mixed, jitter, accounts, columns
    )
    folder, outdated = (out, False) if out is not None else own_folder(experiment)

    def announce() -> None:
        if not json:
            output.say(_in_one_line(experiment), style="bold")

    summary = carrying.carry_out(
        experiment, folder, workers=workers, fresh=fresh or outdated, announce=announce
    )
    telling.tell(summary, report=report, json=json)


def _asked(
    strategies: list[str] | None,
    setting: list[str] | None,
    replications: int | None,
    periods: int | None,
    seed: int | None,
    mixed: bool,
    jitter: float | None,
    accounts: Path | None,
    columns: str | None,
) -> Experiment:
    """The experiment the options ask for."""
    from relsim.study import experiment as study

    options.whole("--replications", replications, 1, study.MOST_REPLICATIONS)
    options.whole("--periods", periods, 1, study.MOST_PERIODS)
    options.whole("--seed", seed, 0, 2**64 - 1)
    options.part("--jitter", jitter)
    if columns is not None and accounts is None:
        raise InputError("--columns needs --accounts, the book whose columns it names")
    chosen: dict[str, Any] = {
        "replications": replications,
        "periods": periods,
        "seed": seed,
    }
    specs = options.strategies(strategies) if strategies else study.DEFAULT_STRATEGIES
    return study.Experiment.for_compare(
        specs,
        options.settings(setting),
        mixed=mixed,
        jitter=jitter,
        accounts=accounts,
        accounts_columns=options.columns(columns),
        **{name: value for name, value in chosen.items() if value is not None},
    )


def own_folder(experiment: Experiment) -> tuple[Path, bool]:
    """The folder of a comparison nobody named one for, and whether what it holds is outdated.

    ``results/compare`` for the comparison as shipped, ``results/compare-DESIGN`` for any other, so
    that two never meet in one folder. Results of another state of the program are outdated: they
    are of the very same design and can be made again, so they are replaced.
    """
    from relsim.accounts import read_book
    from relsim.study import manifest
    from relsim.study.experiment import Experiment as Study

    book = experiment.book
    read = None if book is None else read_book(book.path, dict(book.columns) or None)
    digest = experiment.design_hash(None if read is None else read.sha256)
    shipped = digest == Study.for_compare().design_hash()
    folder = RESULTS / ("compare" if shipped else f"compare-{digest[:8]}")
    earlier = manifest.read(folder)
    if earlier is not None and earlier["design_hash"] != digest:
        # begun by a version with other defaults: left alone
        folder = RESULTS / f"compare-{digest[:8]}"
        earlier = manifest.read(folder)
    return folder, earlier is not None and manifest.made_by_other(earlier) is not None


def _in_one_line(experiment: Experiment) -> str:
    """What is run, in one sentence."""
    from relsim.parameters import PARAMETERS

    fixed = dict(experiment.parameters)
    changed = [
        f"{name} = {output.number(value)}"
        for name, value in fixed.items()
        if value != PARAMETERS[name].default and name != "customers"
    ]
    where = "sharing one territory" if experiment.mixed else "each in a world of its own, same luck"
    whose = (
        f"the accounts of {experiment.book.path}"
        if experiment.book is not None
        else f"{int(fixed['customers']):,} customers"
    )
    told = (
        f"{', '.join(experiment.arm_names)}, {where}:"
        f" {output.counted(experiment.replications, 'replication')} ×"
        f" {output.counted(experiment.periods, 'month')} × {whose}"
        f" ({output.counted(experiment.size, 'run')}, seed {experiment.seed})"
    )
    return told + (f", with {', '.join(changed)}." if changed else ".")
