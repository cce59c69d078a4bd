"""``relsim shapley``: which behaviours make the gap between two strategies."""

from __future__ import annotations

import json as json_text
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsim.cli import carrying, options, output
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.evidence.credit import Findings, Game

_Count = {"metavar": "N", "parser": options.integer}


def shapley(
    strategy: Annotated[
        str, typer.Argument(help="A preset, or NAME=BASE,behaviour=value,….")
    ] = "advisory",
    base: Annotated[str, typer.Argument(help="Whose behaviours it is compared with.")] = "servile",
    replications: Annotated[
        int, typer.Option("--replications", "-r", help="Territories drawn.", **_Count)
    ] = 20,
    periods: Annotated[int, typer.Option("--periods", help="Months of each run.", **_Count)] = 120,
    seed: Annotated[int, typer.Option("--seed", help="Root of all luck.", **_Count)] = 0,
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=options.SET_HELP)
    ] = None,
    workers: options.Workers = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FOLDER", help="Results folder; results/shapley-STRATEGY-BASE."
        ),
    ] = None,
    fresh: options.Fresh = False,
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """Which behaviours make the gap between two strategies: its Shapley decomposition.

    Every mixture of the two is run, with the same luck: what a behaviour adds when it is taken
    over, on average over all orders of taking over, is its share. With eleven behaviours as
    shipped: 40,960 runs, eight minutes on two cores. Goes on where it stopped.

    For example:

    - `relsim shapley`
    - `relsim shapley servile-competent servile` seconds: three behaviours differ
    - `relsim shapley advisory combative --periods 36`
    """
    from relsim.evidence.credit import findings_of, game_of
    from relsim.study.results import Results

    options.whole("--replications", replications, 2, 1_000_000)
    settings = options.settings(setting)
    game = game_of(
        _one("STRATEGY", strategy),
        _one("BASE", base),
        settings,
        replications=replications,
        periods=periods,
        seed=seed,
    )
    place = Path("results") / game.experiment.name if out is None else out
    summary = carrying.carry_out(
        game.experiment,
        place / "runs",
        workers=workers,
        fresh=fresh,
        announce=lambda: None if json else _announce(game, workers),
    )
    carrying.tell_failures(summary)
    if summary.failed:
        output.note("No shares: what failed is missing in the mixtures it belongs to.")
        raise typer.Exit(1)
    if not json:
        output.say(carrying.ran(summary))
        output.say()
    found = findings_of(game, Results.open(summary.folder))
    words = ["relsim", "shapley", strategy, base, "--replications", str(replications)]
    words += ["--periods", str(periods), "--seed", str(seed)]
    words += [word for item in setting or () for word in ("--set", item)]
    told = found.to_dict() | {"command": shlex.join(words)}
    written = _write(found, told, place) if report else None
    if json:
        output.write_json(told)
        return
    _show(found)
    if written is not None:
        output.say_whole(f"Report:      {written}")
    output.say_whole(f"Results:     {summary.folder}")


def _one(what: str, text: str) -> object:
    found = options.strategies([text])
    if len(found) != 1:
        raise InputError(f"{what} = {text!r} names {len(found)} strategies; it must be one")
    return found[0]


def _announce(game: Game, workers: int | None) -> None:
    from relsim.study.pools import available_workers

    asked = game.experiment
    seconds = asked.expected_seconds(workers or available_workers())
    output.say(asked.question, style="bold")
    output.say(
        f"{asked.design.size:,} mixtures of {len(game.behaviours)} behaviours ×"
        f" {output.counted(asked.replications, 'replication')} ×"
        f" {output.counted(asked.periods, 'month')}: {output.counted(asked.size, 'run')}, about"
        f" {output.span(seconds)} in all"
    )


def _write(found: Findings, told: dict[str, object], place: Path) -> Path:
    from relsim.report import credit
    from relsim.study import files

    text = json_text.dumps(output.plain(told), indent=1, ensure_ascii=False, allow_nan=False)
    with files.writing(place):
        files.replace_text(place / "shapley.json", text + "\n")
    return credit.write(found, str(told["command"]), place / "report.html")


def _show(found: Findings) -> None:
    from relsim.evidence.credit import wording

    rows = []
    for name in found.ranked():
        at = list(found.moved).index(name)
        cells = (wording.estimate(gap.credits[at].value, gap.decimals) for gap in found.gaps)
        rows.append((f"{name}\n  {wording.moved(found, name)}", *cells))
    whole = (wording.estimate(gap.gap, gap.decimals) for gap in found.gaps)
    rows.append(("the whole gap", *whole))
    output.show_table(
        f"What of {found.strategy} − {found.base} each behaviour makes",
        ("behaviour", *(f"{gap.label}\n{gap.unit}".replace(", ", "\n") for gap in found.gaps)),
        rows,
        numeric=range(1, len(found.gaps) + 1),
        caption=f"{wording.READING} {wording.COVER}",
    )
    output.say(wording.headline(found))
    output.say()
