"""``relsim claims``: what the essays claim, put on trial."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsim.cli import options, output
from relsim.cli.progress import Interrupted, Waiting
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.evidence.claims.claim import Claim
    from relsim.evidence.claims.findings import Table
    from relsim.evidence.claims.reading import Change
    from relsim.evidence.claims.studies import Desk
    from relsim.evidence.claims.trial import Effort

FULL_WORLDS, FULL_SEARCH = 200, 2_000
_MOST_WORLDS = 10_000


def _count(help_text: str, option: str) -> object:
    return typer.Option(option, metavar="N", parser=options.integer, help=help_text)


def claims(
    ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[C07 ...]", help="Which claims, or TOML files; all without it."),
    ] = None,
    list_only: Annotated[
        bool, typer.Option("--list", help="Say what is claimed, and try nothing.")
    ] = False,
    replications: Annotated[
        int | None, _count("Instead of as often as each claim says.", "--replications")
    ] = None,
    knock_outs: Annotated[
        bool, typer.Option("--knock-outs", help="Again without each mechanism.")
    ] = False,
    knock_ins: Annotated[
        bool, typer.Option("--knock-ins", help="And with each mechanism alone.")
    ] = False,
    pairs: Annotated[
        bool,
        typer.Option("--pairs", help="And without each pair, for what survives the loss of one."),
    ] = False,
    worlds: Annotated[
        int, _count("Also in so many plausible worlds (Latin hypercube).", "--worlds")
    ] = 0,
    ensemble: Annotated[
        bool, typer.Option("--ensemble", help="Also with every accepted set of parameters.")
    ] = False,
    search: Annotated[
        int, _count("Search so many worlds within hard bounds for one that refutes.", "--search")
    ] = 0,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help=f"All of these, with {FULL_WORLDS} worlds and a search of {FULL_SEARCH:,}.",
        ),
    ] = False,
    steel_man: Annotated[
        bool, typer.Option("--steel-man", help="With a yes-sayer as competent as the adviser.")
    ] = False,
    jitter: Annotated[
        bool, typer.Option("--jitter", help="With reps who stray by up to .15 from their strategy.")
    ] = False,
    workers: options.Workers = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="Results folder; results/claims."),
    ] = None,
    fresh: options.Fresh = False,
    report: options.Report = True,
    json: options.Json = False,
) -> None:
    """The claims of the essays on trial: which hold, where that comes from, and where they do not.

    Each claim is an experiment that can refute it, written down before it was run
    (experiments/claims). Its effect is paired by luck and judged against the smallest that matters.
    Runs that are there are not made again: killed or interrupted, the same command goes on.

    For example:

    - `relsim claims` all verdicts
    - `relsim claims C07` one claim in full
    - `relsim claims --knock-outs` and which mechanisms each finding falls without
    - `relsim claims --full` everything; hours, and resumable
    """
    from relsim.evidence.claims import reading, trial
    from relsim.evidence.claims.studies import Desk, Unfinished

    options.whole("--replications", replications, reading.FEWEST, 1_000_000)
    options.whole("--worlds", worlds, 0, _MOST_WORLDS)
    options.whole("--search", search, 0, _MOST_WORLDS)
    if steel_man and jitter:
        raise InputError("--steel-man and --jitter are tables of their own; ask for one of them")
    found = reading.find(ids or (), _change(steel_man, jitter))
    if not found:
        raise InputError("no claims come with this relsim; name a TOML file with a [claim] table")
    if list_only:
        _list(found, json)
        return
    effort = trial.Effort(
        knock_outs=full or knock_outs or knock_ins or pairs,
        knock_ins=full or knock_ins or pairs,
        pairs=full or pairs,
        plausible=worlds or (FULL_WORLDS if full else 0),
        ensemble=_accepted() if full or ensemble else (),
        search=search or (FULL_SEARCH if full else 0),
    )
    kind = "-steel-man" if steel_man else "-jitter" if jitter else ""
    home = Path("results") / f"claims{kind}" if out is None else out
    changed = ("--steel-man",) * steel_man + ("--jitter",) * jitter
    desk = Desk(home, workers, fresh, _written(), replications, changed)
    if not json:
        _announce(found, desk, effort)
    with Waiting("runs", _total(found, desk, effort)[1]) as waiting:
        done = failed = 0

        def step(more: int, broken: int) -> None:
            nonlocal done, failed
            done, failed = done + more, failed + broken
            waiting.step(done, failed=failed)

        desk.step = step
        try:
            table = trial.try_claims(found, desk, effort)
        except Unfinished as error:
            raise Interrupted(f"interrupted: {error}") from None
        except KeyboardInterrupt:  # between two studies
            raise Interrupted(f"interrupted: what has finished is kept in {home}") from None
    for message in dict.fromkeys(desk.messages):
        output.note(message)
    _tell(table, home / _table_of(found) if ids else home, report=report, json=json)
    if failed:
        output.note(f"{failed:,} runs failed and are left out; failures.parquet says why")
        raise typer.Exit(1)


def _change(steel_man: bool, jitter: bool) -> Change | None:
    from relsim.evidence.claims import fairness

    return fairness.steel_manned if steel_man else fairness.jittered if jitter else None


def _accepted() -> tuple[dict[str, float], ...]:
    """The accepted sets of parameters, as the calibration ships them."""
    from relsim.evidence.calibration import ensemble

    return tuple(ensemble())


def _written() -> str:
    import shlex

    return shlex.join(["relsim", *sys.argv[1:]])


def _table_of(found: list[Claim]) -> str:
    """Where the table of some claims goes, so that it does not replace that of all."""
    return "-".join(claim.id for claim in found)[:100]


def _total(found: list[Claim], desk: Desk, effort: Effort) -> tuple[int, int]:
    """How many runs it takes, at least and at most."""
    from relsim.evidence.claims.trial import runs

    counts = [runs(claim, effort, desk.replications) for claim in found]
    return sum(least for least, _ in counts), sum(most for _, most in counts)


def _announce(found: list[Claim], desk: Desk, effort: Effort) -> None:
    """Say how much is asked for, and about how long it takes."""
    from relsim.evidence.claims.trial import runs
    from relsim.study.pools import available_workers

    workers = desk.workers or available_workers()
    seconds = [0.0, 0.0]
    for claim in found:
        for place, count in enumerate(runs(claim, effort, desk.replications)):
            seconds[place] += count * claim.experiment.seconds_per_run() / workers
    counts = list(dict.fromkeys(f"{count:,}" for count in _total(found, desk, effort)))
    spans = list(dict.fromkeys(output.span(one) for one in seconds))
    output.note(
        f"{output.counted(len(found), 'claim')}, {' to '.join(counts)} runs, about"
        f" {' to '.join(spans)} on {output.counted(workers, 'core')}"
    )


def _tell(table: Table, place: Path, *, report: bool, json: bool) -> None:
    import json as as_json

    from relsim.cli import claims_told
    from relsim.study import files

    text = as_json.dumps(output.plain(table.to_dict()), indent=2, ensure_ascii=False) + "\n"
    with files.writing(place):
        place.mkdir(parents=True, exist_ok=True)
        files.replace(place / "claims.json", lambda to: to.write_text(text, encoding="utf-8"))
    page = None
    if report:
        from relsim.report.claims import write

        page = write(table, place / "report.html")
    if json:
        output.write_json(table.to_dict())
        return
    if len(table.claims) == 1:
        claims_told.one(table.claims[0])
    else:
        claims_told.all_of(table)
    for path in (place / "claims.json", page):
        if path is not None:
            output.say_whole(str(path))


def _list(found: list[Claim], json: bool) -> None:
    from relsim.study.pools import available_workers

    workers = available_workers()
    if json:
        output.write_json(
            {
                claim.id: {
                    "essay": claim.essay,
                    "says": claim.says,
                    "test": claim.test,
                    "evidence": claim.evidence,
                    "estimands": [question.estimand for question in claim.questions],
                    "for": claim.speaks_for,
                    "against": claim.speaks_against,
                    "file": claim.path,
                }
                for claim in found
            }
        )
        return
    rows = [
        (
            claim.id,
            " ".join(claim.essay),
            claim.says,
            "\n".join(dict.fromkeys(question.estimand for question in claim.questions)),
            output.span(claim.experiment.expected_seconds(workers) * len(claim.settings)),
        )
        for claim in found
    ]
    output.show_table(
        "What the essays claim",
        ("id", "essay", "claim", "estimand", "about"),
        rows,
        numeric=(4,),
        caption=f"Times are for {workers} workers. Try one: relsim claims C07",
        spaced=True,
    )
