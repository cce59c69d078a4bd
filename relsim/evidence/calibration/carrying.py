"""A whole calibration: search, Jacobian, accepted ensemble."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from relsim.evidence.calibration import record
from relsim.evidence.calibration.accepted import accepted
from relsim.evidence.calibration.distance import outside
from relsim.evidence.calibration.fit import Search, calibrate
from relsim.evidence.calibration.free import FREE
from relsim.evidence.calibration.jacobian import jacobian
from relsim.evidence.calibration.journal import Journal
from relsim.evidence.calibration.record import Calibration

JOURNAL = "journal.jsonl"

Told = Callable[[str, int, int | None], None]


@dataclass(frozen=True)
class Plan:
    """How long to search.

    Attributes
    ----------
    seed, replications
        Of the territories that every point is measured on.
    spread, climbs, steps
        See `relsim.evidence.calibration.fit.calibrate`.
    ensemble, tries
        Accepted sets wanted, and points tried for them at most.
    """

    seed: int = 1
    replications: int = 16
    spread: int = 8
    climbs: int = 1
    steps: int = 3
    ensemble: int = 50
    tries: int = 600

    @property
    def points(self) -> int:
        """Points that the search takes at most."""
        return 3 + self.spread + self.climbs * self.steps * (1 + len(FREE))


def carry_out(
    plan: Plan, folder: Path, *, workers: int = 2, tell: Told | None = None
) -> Calibration:
    """Calibrate, and keep everything in a folder; interrupted, it goes on from what is there.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Of the journal and of the three files of `record.write`.
    workers : int
        Threads; any number gives the same result.
    tell : callable, optional
        ``tell(stage, done, total)``.
    """

    def say(stage: str, done: int, total: int | None) -> None:
        if tell is not None:
            tell(stage, done, total)

    search = Search(
        Journal(folder / JOURNAL),
        plan.seed,
        plan.replications,
        workers=workers,
        tried=lambda count, distance: say(f"search, distance {distance:.2f}", count, plan.points),
    )
    fitted = calibrate(search, spread=plan.spread, climbs=plan.climbs, steps=plan.steps)
    points = search.count
    missed = outside(search.sums(fitted.settings))
    moved = jacobian(search, fitted.settings, lambda done: say("Jacobian", done, len(FREE)))
    walker = Search(search.journal, plan.seed, plan.replications, workers=workers)
    sets = accepted(
        walker,
        fitted.settings,
        moved,
        frozenset(missed),
        wanted=plan.ensemble,
        tries=plan.tries,
        done=lambda found: say("accepted sets", found, plan.ensemble),
    )
    found = Calibration(
        plan.seed, plan.replications, plan.spread, plan.climbs, plan.steps, points,
        fitted.settings, fitted.values, missed, tuple(moved), tuple(sets),
    )  # fmt: skip
    record.write(found, folder)
    return found
