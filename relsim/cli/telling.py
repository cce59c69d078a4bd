"""After the last run, for `compare` and `run`: tables, the report, where everything is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from relsim.cli import carrying, output
from relsim.cli.carrying import quoted

if TYPE_CHECKING:
    import polars as pl

    from relsim.analysis.findings import Comparison
    from relsim.analysis.sensitivity import Sensitivities
    from relsim.study.results import Results
    from relsim.study.run import Summary

POINTS_SHOWN = 20
STRATEGIES_BESIDE = 5
VARIED_BESIDE = 4


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


def _report(summary: Summary) -> Path:
    from relsim.report import write_report

    return write_report(summary.folder)


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
    from relsim.metrics import OUTCOMES

    if results.experiment.design.size == 1:
        compared = _compared(results, list(OUTCOMES))
        return {
            "outcomes": {name: found.to_dict() for name, found in compared.items()},
            "intervals_cover": wording.INTERVALS_COVER_LUCK,
        }
    decided = _sensitivities(results)
    return {
        "points": _points(results),
        **({} if decided is None else {"sensitivity": decided.to_dict()}),
        "intervals_cover": wording.INTERVALS_COVER_LUCK,
    }


def _show(results: Results) -> None:
    from relsim.cli import deciding, findings

    if results.experiment.design.size == 1:
        findings.show(_compared(results, findings.SHOWN), mixed=results.experiment.mixed)
        return
    found = _sensitivities(results)
    if found is None:
        _show_points(results)
    else:
        deciding.show(found)


def _sensitivities(results: Results) -> Sensitivities | None:
    """What decides the outcomes of a design made to tell, else None."""
    from relsim.analysis.sensitivity import COLUMNS, KINDS, sensitivities

    if results.experiment.design.kind not in KINDS:
        return None
    counts = results.manifest.get("counts", {})
    runs = results.runs.select(COLUMNS).collect()
    return sensitivities(results.experiment, runs, counts, str(results.folder))


def _compared(results: Results, names: Sequence[str]) -> dict[str, Comparison]:
    """The strategies compared on some outcomes, where nothing was varied."""
    return _compare(results, results.runs.collect(), names)


def _compare(results: Results, runs: pl.DataFrame, names: Sequence[str]) -> dict[str, Comparison]:
    from relsim.analysis.compare import compare_runs
    from relsim.metrics import OUTCOMES

    done = runs.filter(runs["status"] == "done")
    present = set(done["strategy"].to_list())
    arms = [name for name in results.experiment.arm_names if name in present]
    return compare_runs(done, [OUTCOMES[name] for name in names], arms=arms) if arms else {}


def _points(results: Results, most: int | None = None) -> list[dict[str, Any]]:
    """What each point of a design varied and who earns most there."""
    from relsim.cli.findings import EARNS

    design = results.experiment.design
    needed = ["point", "strategy", "replication", "status", EARNS]
    runs = results.runs.select(needed).collect().partition_by("point", as_dict=True)
    told = []
    for point in range(design.size if most is None else min(most, design.size)):
        compared = _compare(results, runs[point,], (EARNS,)) if (point,) in runs else {}
        told.append(
            {
                "point": point,
                "label": design.label(point),
                "varied": design.point(point),
                EARNS: compared[EARNS].to_dict() if compared else None,
            }
        )
    return told


def _show_points(results: Results) -> None:
    """A line for each point: what was varied, what each strategy earns, who earns most."""
    from relsim.analysis import wording
    from relsim.cli.findings import EARNS
    from relsim.metrics import OUTCOMES

    experiment = results.experiment
    varied = experiment.design.names
    arms = experiment.arm_names if len(experiment.arm_names) <= STRATEGIES_BESIDE else ()
    unit = OUTCOMES[EARNS].unit
    rows = []
    for point in _points(results, POINTS_SHOWN):
        values = [f"{point['varied'].get(name, float('nan')):g}" for name in varied]
        if len(varied) > VARIED_BESIDE:
            pairs = zip(varied, values, strict=True)
            told = ", ".join(f"{name} {value}" for name, value in pairs)
            named = not str(point["label"]).startswith("point ")
            values = [str(point["label"]) if named else told]
        means = dict.fromkeys(arms, "–")
        best = "–"
        if point[EARNS] is not None:
            for estimate in point[EARNS]["estimates"]:
                if estimate["arm"] in means and estimate["mean"] is not None:
                    mean = estimate["mean"]
                    means[estimate["arm"]] = wording.cell(mean, float("nan"), unit)
            best = _best(point[EARNS]["best"])
        rows.append((*values, *means.values(), best))
    heads = varied if len(varied) <= VARIED_BESIDE else ("varied",)
    numbers = range(0 if heads == varied else 1, len(heads) + len(arms))
    left = experiment.design.size - len(rows)
    output.show_table(
        f"{OUTCOMES[EARNS].label} ({unit}), mean, and who earns most by simultaneous intervals",
        (*heads, *arms, "most"),
        rows,
        numeric=numbers,
        caption=f"{left:,} more points: see the report." if left > 0 else None,
        spaced=heads != varied,
    )
    output.say(wording.INTERVALS_COVER_LUCK)


def _best(best: dict[str, Any] | None) -> str:
    if best is None or best["leader"] is None:
        return "–"
    if best["clear"]:
        return str(best["leader"])
    return "not clear: " + ", ".join(best["contenders"])


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
