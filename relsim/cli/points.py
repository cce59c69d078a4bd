"""Who earns most at the points of a sweep, for the terminal and for scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from relsim.cli import output
from relsim.cli.findings import EARNS

if TYPE_CHECKING:
    import polars as pl

    from relsim.analysis.findings import Comparison
    from relsim.study.results import Results

POINTS_SHOWN = 20
STRATEGIES_BESIDE = 5
VARIED_BESIDE = 4


def compared(results: Results, runs: pl.DataFrame, names: Sequence[str]) -> dict[str, Comparison]:
    """The strategies compared on some outcomes over the runs of one point."""
    from relsim.analysis.compare import compare_runs

    done = runs.filter(runs["status"] == "done")
    present = set(done["strategy"].to_list())
    arms = [name for name in results.experiment.arm_names if name in present]
    outcomes = results.experiment.outcomes
    return compare_runs(done, [outcomes[name] for name in names], arms=arms) if arms else {}


def in_json(results: Results) -> list[dict[str, Any]]:
    """What each point that has runs varied, who earns most there, and what was measured."""
    design = results.experiment.design
    own = results.experiment.own_outcomes
    outcomes = (EARNS, *own)
    needed = ["point", "strategy", "replication", "status", *outcomes]
    runs = results.runs.select(needed).collect()
    told = []
    for part in runs.partition_by("point", maintain_order=True):
        point = int(part["point"][0])
        found = compared(results, part, outcomes)
        told.append(
            {
                "point": point,
                "label": design.label(point),
                "varied": design.point(point),
                EARNS: found[EARNS].to_dict() if found else None,
                **(
                    {"measures": {name: found[name].to_dict() for name in own if found}}
                    if own
                    else {}
                ),
            }
        )
    return told


def show(results: Results) -> None:
    """Write a line for each point where there are few, else who leads at how many of them."""
    from relsim.analysis import wording

    if results.experiment.design.size <= POINTS_SHOWN:
        told = in_json(results)
        for outcome in (EARNS, *results.experiment.own_outcomes):
            _show_each(results, told, outcome)
    else:
        _show_leads(results)
    output.say(wording.INTERVALS_COVER_LUCK)


def _show_each(results: Results, told: Sequence[Mapping[str, Any]], outcome: str) -> None:
    """A line for each point: what was varied, an outcome of each strategy, who does best in it."""
    from relsim.analysis import wording

    experiment = results.experiment
    varied = experiment.design.names
    described = experiment.outcomes[outcome]
    # Where neither more nor less is better nobody does best.
    several = len(experiment.arm_names) > 1 and described.good != 0
    arms = experiment.arm_names if len(experiment.arm_names) <= STRATEGIES_BESIDE else ()
    unit = described.unit
    rows = []
    for point in told:
        values = [f"{point['varied'][name]:g}" for name in varied]
        if len(varied) > VARIED_BESIDE:
            pairs = zip(varied, values, strict=True)
            listed = ", ".join(f"{name} {value}" for name, value in pairs)
            named = not str(point["label"]).startswith("point ")
            values = [str(point["label"]) if named else listed]
        means = dict.fromkeys(arms, "–")
        best = "–"
        found = {**point.get("measures", {}), EARNS: point[EARNS]}.get(outcome)
        if found is not None:
            for estimate in found["estimates"]:
                if estimate["arm"] in means and estimate["mean"] is not None:
                    mean = estimate["mean"]
                    means[estimate["arm"]] = wording.cell(mean, float("nan"), unit)
            best = _best(found["best"])
        rows.append((*values, *means.values(), *([best] if several else [])))
    heads = varied if len(varied) <= VARIED_BESIDE else ("varied",)
    numbers = range(0 if heads == varied else 1, len(heads) + len(arms))
    best_is = "most" if described.good > 0 else "least"
    does = f"earns {best_is}" if outcome == EARNS else f"has {best_is}"
    also = f", mean, and who {does} by simultaneous intervals" if several else ", mean"
    output.show_table(
        f"{described.label} ({unit}){also}",
        (*heads, *arms, *([best_is] if several else [])),
        rows,
        numeric=numbers,
        spaced=heads != varied,
    )


def _best(best: dict[str, Any] | None) -> str:
    if best is None or best["leader"] is None:
        return "–"
    if best["clear"]:
        return str(best["leader"])
    return "not clear: " + ", ".join(best["contenders"])


def _show_leads(results: Results) -> None:
    """At how many points each strategy clearly earns most, a line for each horizon."""
    from relsim.report import material_of
    from relsim.report.points import points_of

    material = material_of(results)
    if len(material.strategies) < 2:
        output.say(f"{len(material.strategies)} strategy at {_points(results)}: see the report.")
        return
    points = points_of(material)
    rows = []
    for horizon in material.horizons:
        found = [best for best in points.best[horizon] if best is not None and best.leader]
        leads = [best.leader for best in found if best.clear]
        if found:
            counts = [leads.count(arm) for arm in material.strategies]
            told = (*counts, len(found) - len(leads))
            label = material.outcomes[horizon].label
            rows.append((label, *(f"{count:,}" for count in told)))
    shown = len(points.numbers)
    first = "" if shown == points.whole else f"the first {shown:,} of "
    output.show_table(
        f"Who clearly earns most, by simultaneous intervals, at {first}{_points(results)}",
        ("", *material.strategies, "not clear"),
        rows,
        numeric=range(1, len(material.strategies) + 2),
    )


def _points(results: Results) -> str:
    return output.counted(results.experiment.design.size, "point")
