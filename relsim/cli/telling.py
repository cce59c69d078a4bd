"""After the last run, for `compare` and `run`: tables, the report, where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from relsim.cli import carrying, output
from relsim.cli.carrying import quoted

if TYPE_CHECKING:
    from relsim.analysis.findings import Comparison
    from relsim.analysis.sensitivity import Sensitivities
    from relsim.study.results import Results
    from relsim.study.run import Summary


def tell(summary: Summary, *, report: bool, json: bool) -> None:
    """Show what an experiment found and write its report.

    Raises
    ------
    typer.Exit
        With status 1 when some runs failed.
    """
    from relsim.study.results import Results

    results = Results.open(summary.folder)
    written: Path | None = None
    if summary.done > summary.failed:
        if json:
            found = _in_json(results)
        else:
            output.say(carrying.ran(summary))
            output.say()
            _show(results)
            found = {}
        if report:
            written = _report(summary)
    else:
        found = {}
    if json:
        output.write_json(_head(summary, results, written) | found)
    elif summary.done > summary.failed:
        _show_paths(summary, results, written)
    carrying.tell_failures(summary)
    if summary.failed:
        raise typer.Exit(1)


def _report(summary: Summary) -> Path | None:
    """Write the report; where the folder cannot be written, the results are none the worse."""
    from relsim.report import write_report
    from relsim.study import files

    try:
        return write_report(summary.folder)
    except files.Unwritable as error:
        output.note(f"no report: {error}")
        return None


def _head(summary: Summary, results: Results, report: Path | None) -> dict[str, Any]:
    experiment = results.experiment
    return {
        "folder": str(summary.folder),
        "report": None if report is None else str(report),
        "runs": summary.total,
        "done": summary.done,
        "failed": summary.failed,
        "complete": summary.complete,
        "seconds": summary.seconds,
        "failures": carrying.failures_of(summary),
        "question": experiment.question,
        "strategies": list(experiment.arm_names),
        "mixed": experiment.mixed,
        "replications": experiment.replications,
        "periods": experiment.periods,
        "seed": experiment.seed,
        "parameters": dict(experiment.parameters),
    }


def _in_json(results: Results) -> dict[str, Any]:
    from relsim.analysis import wording

    if results.experiment.design.size == 1:
        compared = _compared(results, list(results.experiment.outcomes))
        return {
            "outcomes": {name: found.to_dict() for name, found in compared.items()},
            "intervals_cover": wording.INTERVALS_COVER_LUCK,
        }
    from relsim.cli import points

    decided = _sensitivities(results)
    return {
        "points": points.in_json(results),
        **({} if decided is None else {"sensitivity": decided.to_dict()}),
        "intervals_cover": wording.INTERVALS_COVER_LUCK,
    }


def _show(results: Results) -> None:
    from relsim.cli import deciding, findings, points

    if results.experiment.design.size == 1:
        own = results.experiment.own_outcomes
        compared = _compared(results, (*findings.SHOWN, *own))
        findings.show(compared, own=own, mixed=results.experiment.mixed)
        return
    found = _sensitivities(results)
    if found is None:
        points.show(results)
    else:
        deciding.show(found)


def _sensitivities(results: Results) -> Sensitivities | None:
    """What decides the outcomes of a design made to tell, else None."""
    from relsim.analysis.sensitivity import COLUMNS, DECIDED, KINDS, sensitivities

    if results.experiment.design.kind not in KINDS:
        return None
    counts = results.manifest.get("counts", {})
    own = results.experiment.own_outcomes
    runs = results.runs.select(*COLUMNS, *own).collect()
    return sensitivities(results.experiment, runs, counts, str(results.folder), (*DECIDED, *own))


def _compared(results: Results, names: Sequence[str]) -> dict[str, Comparison]:
    """The strategies compared on some outcomes, where nothing was varied."""
    from relsim.cli.points import compared

    return compared(results, results.runs.collect(), names)


def _show_paths(summary: Summary, results: Results, report: Path | None) -> None:
    folder = quoted(summary.folder)
    output.say()
    if report is not None:
        output.say_whole(f"Report:      {report}")
    output.say_whole(f"Results:     {summary.folder}")
    output.say_whole(
        f"Same again:  relsim run {quoted(summary.folder / 'experiment.toml')} --out again"
    )
    output.say_whole(f"One run:     relsim replay {folder} 0")
    if not summary.complete:
        output.say_whole("Not all runs are made yet; the tables hold those that are.")
