"""One run of a results folder: what it was, what came of it, and how to make it again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from relsim.analysis import wording
from relsim.dashboards.scenario import MONTHS, REPLICATIONS, WORKSHOP, Scenario
from relsim.dashboards.shelf.types import OneRun
from relsim.errors import InputError
from relsim.parameters import PARAMETERS
from relsim.strategies import PRESETS
from relsim.study.arms import Arm

if TYPE_CHECKING:
    from relsim.dashboards.shelf.study import Study
    from relsim.metrics import Outcome

_FIRST_MONTHS = 24


def one(study: Study, run_id: object) -> OneRun:
    """Return one run; see `Study.run`."""
    experiment, said = study.experiment, study.texts
    if isinstance(run_id, bool) or not isinstance(run_id, int) or not 0 <= run_id < experiment.size:
        raise InputError(said("shelf.no_run", run=_told(run_id), last=experiment.size - 1))
    found = study.runs.frame.filter(pl.col("run_id") == run_id).collect()
    if found.is_empty():
        raise InputError(said("shelf.not_yet", run=run_id))
    row = found.row(0, named=True)
    point = experiment.design.point(row["point"])
    arms = [arm for arm in experiment.arms if arm.name in found["strategy"].to_list()]
    label = experiment.design.label(row["point"])
    compare, trace = _commands(study, row, point, arms)
    scenario, unsaid = _scenario(study, row, point, arms)
    return OneRun(
        run_id=run_id,
        point=row["point"],
        label="" if label == f"point {row['point']}" else label,
        replication=row["replication"],
        strategies=tuple(study.names[arm.name] for arm in arms),
        status=row["status"],
        seconds=float(row.get("seconds") or 0.0),
        seed=str(experiment.seed_at(row["point"])),
        varied=tuple(
            (name.replace("_", " "), f"{value:.12g}", _unit(name)) for name, value in point.items()
        ),
        outcomes=tuple(
            (one.label, one.unit, tuple(_values(found, arms, one)))
            for name, one in study.known.items()
            if name in study.schema
        ),
        failure=_failure(study, run_id) if row["status"] != "done" else None,
        replay=f"relsim replay {shlex.quote(study.shelf.place(study.entry.folder))} {run_id}",
        compare=compare,
        trace=trace,
        scenario=scenario,
        unsaid=unsaid,
    )


def _values(found: pl.DataFrame, arms: Sequence[Arm], outcome: Outcome) -> list[str]:
    of = dict(zip(found["strategy"].to_list(), found[outcome.name].to_list(), strict=True))
    return [
        wording.value_in_words(float(value), outcome.unit)
        if (value := of[arm.name]) is not None and np.isfinite(value)
        else "–"
        for arm in arms
    ]


def _failure(study: Study, run_id: int) -> tuple[str, str]:
    table = study.results.failures
    found = table.filter(pl.col("run_id") == run_id).select("stage", "error").collect()
    if found.is_empty():
        return "", ""
    stage, error = found.row(0)
    return study.shelf.scrubbed(str(stage)), study.shelf.scrubbed(str(error))


def _commands(
    study: Study, row: Mapping[str, Any], point: Mapping[str, float], arms: Sequence[Arm]
) -> tuple[str, str]:
    """Return the commands that compare at the run's point and tell its story, "" where none can."""
    experiment = study.experiment
    specs = [_spec(arm, point, experiment.mixed) for arm in experiment.arms]
    if experiment.book is not None or experiment.interventions or None in specs:
        return "", ""
    told = [spec for spec in specs if spec is not None]
    shares = {arm.at(point, experiment.mixed).get("share", 1.0) for arm in experiment.arms}
    settings = [f"--set {name}={value!r}" for name, value in _settings(study, point)]
    seed = f"--seed {experiment.seed_at(row['point'])}"
    compare = trace = ""
    if not experiment.mixed or shares == {1.0}:
        compare = " ".join(
            [
                "relsim compare",
                *_strategies(told),
                *settings,
                *(["--mixed"] if experiment.mixed else []),
                f"--periods {experiment.periods}",
                f"--replications {row['replication'] + 1}",
                seed,
            ]
        )
    if not experiment.mixed:
        mine = [spec for arm in arms if (spec := _spec(arm, point, False)) is not None]
        last = min(experiment.periods - 1, _FIRST_MONTHS)
        trace = " ".join(
            [
                "relsim trace",
                *_strategies(mine),
                *settings,
                seed,
                f"--replication {row['replication']}",
                f"--months 0-{last}",
            ]
        )
    return compare, trace


def _strategies(specs: Sequence[str]) -> list[str]:
    """Return strategies as options: plain names together, changed ones each by itself."""
    plain = [spec for spec in specs if "=" not in spec]
    changed = [f"--strategies {shlex.quote(spec)}" for spec in specs if "=" in spec]
    return [*([f"--strategies {','.join(plain)}"] if plain else []), *changed]


def _spec(arm: Arm, point: Mapping[str, float], mixed: bool) -> str | None:
    """Return a strategy at a point as the command line takes it, or None where it cannot."""
    at = arm.at(point, mixed)
    own = {key: at[key] for key in (*_behaviours(), "jitter") if key in at}
    if arm.is_code:
        return arm.base if not own else None
    preset = PRESETS.get(arm.name)
    if preset is not None and not _changes(own, arm.name):
        return arm.name
    base = arm.base if arm.base in PRESETS else "advisory"
    changes = ",".join(f"{key}={value!r}" for key, value in _changes(own, str(base)).items())
    return f"{arm.name}={base}" + (f",{changes}" if changes else "")


def _changes(own: Mapping[str, float], base: str) -> dict[str, float]:
    preset = PRESETS[base]
    usual = {**preset.point, "jitter": preset.jitter}
    return {key: value for key, value in own.items() if value != usual[key]}


def _behaviours() -> tuple[str, ...]:
    return tuple(next(iter(PRESETS.values())).point)


def _settings(study: Study, point: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return the parameters at a point that differ from their defaults."""
    values = study.experiment.parameters_at(point)
    found = []
    for name, parameter in PARAMETERS.items():
        value = values[name] if parameter.kind == "float" else int(values[name])
        if value != parameter.default:
            found.append((name, value))
    return found


def _scenario(
    study: Study, row: Mapping[str, Any], point: Mapping[str, float], arms: Sequence[Arm]
) -> tuple[Scenario | None, str]:
    """Return the run's territory and luck for the other pages, or why they cannot show it."""
    experiment, said = study.experiment, study.texts

    def unsaid(why: str) -> tuple[None, str]:
        return None, said("exploring.unsaid", why=said[f"exploring.unsaid.{why}"])

    if experiment.book is not None:
        return unsaid("book")
    if experiment.mixed:
        return unsaid("mixed")
    if experiment.interventions:
        return unsaid("events")
    if any(arm.is_code for arm in arms):
        return unsaid("code")
    shipped = [a.name for a in experiment.arms if _spec(a, point, False) == a.name]
    if not all(arm.name in shipped for arm in arms):
        return unsaid("changed")
    if not MONTHS[0] <= experiment.periods <= MONTHS[1]:
        return unsaid("size")
    count = min(max(row["replication"] + 1, WORKSHOP.replications), REPLICATIONS[1])
    try:
        scenario = Scenario(
            strategies=tuple(shipped),
            settings=tuple(_settings(study, point)),
            periods=experiment.periods,
            replications=count,
            seed=experiment.seed_at(row["point"]),
        )
    except InputError:
        return unsaid("size")
    if scenario.capped().value("customers") != scenario.value("customers"):
        return unsaid("size")
    return scenario.capped(), ""


def _unit(name: str) -> str:
    known = PARAMETERS.get(name)
    return known.unit if known is not None else ""


def _told(value: object) -> str:
    return str(value) if isinstance(value, int) and abs(value) < 2**53 else "?"
