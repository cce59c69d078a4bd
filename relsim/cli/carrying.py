"""Carrying out an experiment in front of a user: progress, interruption, failures, the report."""

from __future__ import annotations

import importlib
import shlex
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsim.cli import output
from relsim.cli.progress import Interrupted, Stopped, Waiting

if TYPE_CHECKING:
    from relsim.study.experiment import Experiment
    from relsim.study.run import Progress, Summary

FAILURES_SHOWN = 5


def carry_out(
    experiment: Experiment,
    folder: Path | None,
    *,
    workers: int | None,
    fresh: bool,
    scheduler: str | None = None,
    retry_failed: bool = False,
    limit_runs: int | None = None,
    announce: Callable[[], None],
) -> Summary:
    """Make the runs an experiment's folder does not hold yet, with a bar where a user waits.

    Parameters
    ----------
    experiment, folder, workers, fresh, scheduler, retry_failed, limit_runs
        As `relsim.study.run.execute` takes them.
    announce
        Says what is run; called once, when the input has been found good and runs come in, so
        that bad input leaves nothing on stdout.

    Raises
    ------
    Interrupted, Stopped
        When Ctrl-C or the loss of a cluster ended it early; what had finished is kept.
    """
    from relsim.study.run import execute

    # Tables and report need half a second of imports: loaded while the runs go on, which leave
    # the interpreter free.
    threading.Thread(target=importlib.import_module, args=("relsim.report",), daemon=True).start()
    announced = False

    def announce_once() -> None:
        nonlocal announced
        if not announced:
            announced = True
            announce()

    with Waiting("runs", experiment.size) as waiting:

        def step(now: Progress) -> None:
            announce_once()
            waiting.step(now.done, now.total, now.failed)

        summary = execute(
            experiment,
            folder,
            workers=workers,
            scheduler=scheduler,
            fresh=fresh,
            retry_failed=retry_failed,
            limit_runs=limit_runs,
            progress=step,
            command=shlex.join(["relsim", *sys.argv[1:]]),
        )
    announce_once()
    for message in summary.messages:
        output.note(message)
    kept = f"{summary.done:,} of {summary.total:,} runs are kept in {summary.folder}"
    if summary.interrupted:
        raise Interrupted(f"interrupted: {kept}")
    if summary.gone is not None:
        raise Stopped(f"{summary.gone}: {kept}")
    return summary


def ran(summary: Summary) -> str:
    """What was done, in one sentence."""
    made = summary.done - summary.resumed
    if made == 0:
        return f"All {summary.total:,} runs were there already (--fresh runs them again)."
    before = f" ({summary.resumed:,} were there already)" if summary.resumed else ""
    left = summary.total - summary.done
    rest = f" {left:,} are left; the same command goes on." if left else ""
    return f"{output.counted(made, 'run')} in {output.span(summary.seconds)}{before}.{rest}"


def failures_of(summary: Summary) -> list[dict[str, Any]]:
    """The first failed runs: run_id, stage, error."""
    if not summary.failed:
        return []
    from relsim.study.results import Results

    frame = Results.open(summary.folder).failures.select("run_id", "stage", "error")
    return frame.head(FAILURES_SHOWN).collect().to_dicts()


def tell_failures(summary: Summary) -> None:
    """Say on stderr which runs failed and where the rest of the story stands."""
    if not summary.failed:
        return
    output.note(f"{summary.failed:,} of {summary.done:,} runs failed:")
    for failure in failures_of(summary):
        output.note(f"  run {failure['run_id']} ({failure['stage']}): {failure['error']}")
    if summary.failed > FAILURES_SHOWN:
        output.note(f"  and {summary.failed - FAILURES_SHOWN:,} more")
    if summary.complete:
        output.note(f"Tracebacks: {summary.folder / 'failures.parquet'}")


def quoted(path: Path) -> str:
    """A path as it can be pasted behind a command."""
    return shlex.quote(str(path))
