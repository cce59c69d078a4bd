"""The runs a claim needs: a study for each stage and setting, resumable like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from relsim.evidence.claims.claim import Cell, Claim
from relsim.evidence.claims.contrasts import Reader
from relsim.evidence.claims.verdict import Floats
from relsim.study import spec
from relsim.study.experiment import Experiment
from relsim.study.plan import prepare
from relsim.study.results import Results
from relsim.study.run import Progress, execute

Settings = Mapping[str, float]


class Unfinished(Exception):
    """A study that was stopped before all its runs were there; they are kept."""


@dataclass(frozen=True)
class Stage:
    """One set of worlds in which a claim is looked at.

    Attributes
    ----------
    name
        Its folder below the claim's: ``verdict``, ``knock-outs``, ``worlds``.
    worlds
        What is set in each world beside what the claim itself sets; empty for the world as it is.
    labels
        What the worlds are called; empty where they have no names.
    replications
        How often each cell is run in each world; None for as often as the claim says.
    seed
        Seed of the luck; None for the claim's own, which pairs the stage with the verdict.
    """

    name: str
    worlds: tuple[Settings, ...] = ({},)
    labels: tuple[str, ...] = ()
    replications: int | None = None
    seed: int | None = None


def experiments(claim: Claim, stage: Stage) -> dict[tuple[tuple[str, float], ...], Experiment]:
    """Return the study of each of a claim's settings; luck is the same in all of them.

    Where a stage has luck of its own, each world has, but all cells of a world share it.
    """
    found = {}
    for number, settings in enumerate(claim.settings, start=1):
        several = f"-{number}" if len(claim.settings) > 1 else ""
        found[settings] = _experiment(claim, stage, dict(settings), several)
    return found


def folders(claim: Claim, stage: Stage, home: Path) -> dict[tuple[tuple[str, float], ...], Path]:
    """Return where the studies of a stage are kept, by setting."""
    several = len(claim.settings) > 1
    return {
        settings: home / claim.id / (f"{stage.name}-{number}" if several else stage.name)
        for number, settings in enumerate(claim.settings, start=1)
    }


def size(claim: Claim, stage: Stage) -> int:
    """Return how many runs a stage takes."""
    times = stage.replications or claim.experiment.replications
    arms = 1 if claim.experiment.mixed else len(claim.experiment.arms)
    return len(claim.settings) * len(stage.worlds) * times * arms


@dataclass
class Desk:
    """Where claims are tried: the folder of their runs, and who makes them.

    Attributes
    ----------
    home
        Folder of all claims; each has one of its own below it.
    workers
        Runs made at the same time; None for one a core.
    fresh
        Whether to make runs again that are there already.
    command
        The command line, for the manifests.
    replications
        How often each cell is run instead of as often as the claims say, or None.
    options
        Words of the command line that make these other claims, as for `fairness`.
    step
        Called when runs have finished: how many more are there now, and how many of them failed.
    messages
        What the user should be told.
    """

    home: Path
    workers: int | None = None
    fresh: bool = False
    command: str | None = None
    replications: int | None = None
    options: tuple[str, ...] = ()
    step: Callable[[int, int], None] = lambda done, failed: None

    def __post_init__(self) -> None:
        self.messages: list[str] = []

    def check(self, claim: Claim) -> None:
        """Refuse a claim whose territory or cohorts cannot be, before any other is run.

        Raises
        ------
        InputError
            As `relsim.study.plan.prepare` does: an empty cohort, code that does not import.
        """
        for experiment in experiments(claim, Stage("verdict")).values():
            prepare(experiment)

    def read(self, claim: Claim, stage: Stage) -> Reader:
        """Make the runs of a stage that are missing, and return a reader of its measures.

        What it returns has shape (worlds, replications).

        Raises
        ------
        Unfinished
            When it was stopped from the keyboard.
        InputError
            When a folder cannot be used.
        """
        if stage.replications is None:
            stage = Stage(stage.name, stage.worlds, stage.labels, self.replications, stage.seed)
        places = folders(claim, stage, self.home)
        found: dict[tuple[tuple[str, float], ...], Mapping[str, Mapping[str, Floats]]] = {}
        for settings, experiment in experiments(claim, stage).items():
            self._carry_out(experiment, places[settings])
            found[settings] = _values(places[settings], experiment, claim.measures)

        def reader(cell: Cell, measure: str) -> Floats:
            return found[cell.settings][cell.strategy][measure]

        return reader

    def _carry_out(self, experiment: Experiment, folder: Path) -> None:
        before = (0, 0)

        def progress(now: Progress) -> None:
            nonlocal before
            self.step(now.done - before[0], now.failed - before[1])
            before = (now.done, now.failed)

        summary = execute(
            experiment,
            folder,
            workers=self.workers,
            fresh=self.fresh,
            progress=progress,
            command=self.command,
        )
        self.step(summary.done - before[0], summary.failed - before[1])
        self.messages += summary.messages
        if not summary.complete:
            raise Unfinished(f"{summary.done:,} of {summary.total:,} runs are kept in {folder}")


def _experiment(claim: Claim, stage: Stage, settings: dict[str, float], several: str) -> Experiment:
    """Return the study of one setting, parsed like any experiment file."""
    tables: dict[str, Any] = dict(claim.tables)
    head = dict(tables["experiment"])
    head["name"] = f"{claim.id}-{stage.name}{several}"
    if stage.replications is not None:
        head["replications"] = stage.replications
    if stage.seed is not None:
        head |= {"seed": stage.seed, "luck": "independent"}
    tables["experiment"] = head
    tables["model"] = {**tables.get("model", {}), **settings}
    if any(stage.worlds):
        labels = stage.labels or ("",) * len(stage.worlds)
        tables["design"] = {
            "kind": "list",
            "points": [
                {**world, **({"label": label} if label else {})}
                for world, label in zip(stage.worlds, labels, strict=True)
            ],
        }
    return spec.parse(tables, str(claim.path), claim.path.parent, claim.id)


def _values(
    folder: Path, experiment: Experiment, measures: Sequence[str]
) -> dict[str, dict[str, Floats]]:
    """Return strategy -> measure -> float64, shape (points, replications), NaN where undefined."""
    keys = ["strategy", "point", "replication"]
    runs = Results.open(folder).runs.select(*keys, *measures).collect()
    shape = (experiment.design.size, experiment.replications)
    found: dict[str, dict[str, Floats]] = {}
    for (name,), rows in runs.partition_by("strategy", as_dict=True).items():
        place = rows["point"].to_numpy(), rows["replication"].to_numpy()
        found[str(name)] = {}
        for measure in measures:
            values = np.full(shape, np.nan)
            values[place] = rows[measure].cast(pl.Float64).fill_null(np.nan).to_numpy()
            found[str(name)][measure] = values
    return found
