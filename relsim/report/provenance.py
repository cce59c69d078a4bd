"""What was run and how to run it again, from the resolved experiment and the manifest."""

from __future__ import annotations

import json
import shlex
from html import escape
from typing import Any

from relsim.parameters import PARAMETERS
from relsim.report.material import Material
from relsim.report.page import command, facts, folded, paragraph, section
from relsim.report.tables import plain_table
from relsim.strategies import BEHAVIOURS


def what_was_run(material: Material) -> str:
    """Return the section that lets a stranger judge the numbers and make them again."""
    experiment = material.experiment
    parts = [facts(_facts(material)), _changed(material)]
    if experiment.interventions:
        rows = [[_told(event.to_dict())] for event in experiment.interventions]
        parts.append(plain_table("Events forced on accounts", ["Events forced on accounts"], rows))
    if experiment.measures:
        told = [measure.outcome for measure in experiment.measures]
        rows = [[one.label, one.name, one.unit, one.meaning] for one in told]
        heads = ["Measure", "Column", "Unit", "What it is"]
        parts.append(plain_table("Measures of its own", heads, rows, words=4))
    parts += [_strategies(material), *_again(material)]
    return section("What was run", *parts, place="what-was-run")


def warnings(material: Material) -> list[str]:
    """Return what a reader must know before the numbers: runs that failed or are missing."""
    told: list[str] = []
    counts = material.manifest.get("counts", {})
    whole, done = int(counts.get("runs", 0)), int(counts.get("done", 0))
    failed = int(counts.get("failed", 0))
    if not material.manifest.get("complete", True):
        told.append(
            f"This folder is not finished: {done:,} of {whole:,} runs are there. The figures and "
            "intervals cover those; run the experiment again and it goes on from here."
        )
    if failed:
        share = f"{failed:,} of {whole:,}" if whole else f"{failed:,}"
        told.append(
            f"{share} runs failed and are left out of all figures and tables; "
            "failures.parquet says why."
        )
    if not material.experiment.equal_teams:
        told.append(
            "The strategies share one territory with unequal numbers of reps, so they are compared "
            "by margin a rep and month: totals would favour the larger team."
        )
    return told


def _facts(material: Material) -> dict[str, str]:
    experiment, manifest = material.experiment, material.manifest
    luck = "the same luck for every strategy"
    if experiment.design.size > 1:
        points = "at every point" if experiment.luck == "common" else "at each point, anew"
        luck += f" and replication, {'common' if experiment.luck == 'common' else 'drawn'} {points}"
    mode = "one territory shared by all" if experiment.mixed else "each in a world of its own"
    called = [
        name if name.lower() == arm.lower() else f"{name} ({arm})"
        for arm, name in material.names.items()
    ]
    values = dict(experiment.parameters)
    told = {
        "Question": experiment.question,
        "Strategies": f"{', '.join(called)}; {mode}",
        "Territory": f"{values.get('customers', 0):,.0f} accounts, {values.get('reps', 0):g} reps",
        "Length": f"{experiment.periods} months",
        "Replications": f"{_replications(material)}; {luck}",
        "Seed": str(experiment.seed),
    }
    book = manifest.get("accounts")
    if isinstance(book, dict):
        told["Territory"] = (
            f"own book of accounts: {book.get('file')} (SHA-256 {book.get('sha256')})"
        )
    if experiment.design.size > 1:
        told["Design"] = (
            f"{experiment.design.kind}, {experiment.design.size:,} points: "
            + ", ".join(experiment.design.names)
        )
    told["Software"] = _software(manifest)
    if manifest.get("start"):
        told["Run"] = f"{manifest['start']} to {manifest.get('end') or '(not finished)'}"
    return {name: text for name, text in told.items() if text}


def _replications(material: Material) -> str:
    until = material.experiment.until
    if until is None:
        return f"{material.experiment.replications:,}"
    fewest, most = material.replications
    told = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,} a point"
    unit = material.experiment.outcomes[until.outcome].unit
    money = " of the mean list revenue" if unit.startswith("EUR") else ""
    return (
        f"{told}: until the 95 % interval of {until.outcome} reached no further than"
        f" {until.half_width:g}{money} to each side, at most {material.experiment.replications:,}"
    )


def _software(manifest: Any) -> str:
    packages = manifest.get("packages") or {}
    commit = manifest.get("git_commit")
    told = [f"relsim {manifest.get('version')}"]
    if commit:
        told[0] += f" ({str(commit)[:12]}{', modified' if manifest.get('git_modified') else ''})"
    told.append(f"Python {manifest.get('python')}")
    told += [f"{name} {found}" for name, found in packages.items() if found]
    if manifest.get("platform"):
        told.append(str(manifest["platform"]))
    return ", ".join(told)


def _changed(material: Material) -> str:
    varied = set(material.experiment.design.names)
    rows = []
    for name, value in material.experiment.parameters:
        known = PARAMETERS.get(name)
        if known is None or name in varied or value == known.default:
            continue
        rows.append([name, f"{value:g}", f"{known.default:g}", known.unit, known.meaning])
    if not rows:
        return paragraph("Every parameter that is not varied is at its default.", "again quiet")
    heads = ["Differs from its default", "Value", "Default", "Unit", "Meaning"]
    return plain_table("Parameters that differ from their defaults", heads, rows)


def _strategies(material: Material) -> str:
    arms = material.experiment.arms
    heads = ["Behaviour", *(material.names[arm.name] for arm in arms)]
    given = [dict(arm.behaviours) for arm in arms]
    rows = [
        [name, *(f"{point[name]:.2f}" if name in point else "in code" for point in given)]
        for name in BEHAVIOURS
    ]
    rows.append(
        ["jitter", *("in code" if arm.jitter is None else f"{arm.jitter:.2f}" for arm in arms)]
    )
    if any(arm.adapts for arm in arms):
        told = {None: "in code", True: "yes, from here on", False: "no"}
        rows.append(["adapts", *(told[arm.adapts] for arm in arms)])
    table = plain_table("The strategies as points in eleven behaviours", heads, rows)
    return folded("The strategies in numbers", table)


def _again(material: Material) -> list[str]:
    place = shlex.quote(material.place)
    lines = []
    if material.manifest.get("command"):
        lines.append(command("The command that made this", str(material.manifest["command"])))
    lines.append(
        command(
            "Run it again, elsewhere",
            f"relsim run {shlex.quote(material.place + '/experiment.toml')} --out again",
        )
    )
    if material.done.height:
        first = int(material.done["run_id"][0])
        lines.append(
            command("Check that one run gives its stored numbers", f"relsim replay {place} {first}")
        )
    lines.append(
        command("Hand the data to R, Excel or pandas", f"relsim export {place} --format csv")
    )
    return lines


def _told(event: Any) -> str:
    """Return an event on one line, as its table in the file says it."""
    return ", ".join(f"{key} = {json.dumps(value)}" for key, value in dict(event).items())


def closing(material: Material) -> str:
    """Return the foot of the page: what made it, and what it cannot say."""
    version = escape(str(material.manifest.get("version", "")))
    return (
        f"<footer><p>Made by relsim {version}. A model shows what follows from its assumptions; "
        "whether your territory is like that, only your own data can tell.</p></footer>"
    )
