"""What a screening and its Sobol design found: what each name moves, and which of them decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from relsim.analysis.binned import binned
from relsim.analysis.findings import plain
from relsim.analysis.intervals import Floats
from relsim.analysis.sensitivity import (
    EARNS_MOST,
    Sensitivities,
    Sensitivity,
    earning_most,
    outcome_table,
    sensitivities,
)
from relsim.analysis.sobol import SobolIndices
from relsim.evidence.screening.matters import (
    LEAD,
    OUTCOMES_ASKED,
    Shares,
    chosen,
    group_of,
    groups,
    largest,
    shares_of,
)
from relsim.evidence.screening.varied import Varied

if TYPE_CHECKING:
    import polars as pl

    from relsim.study.design.ranges import Range
    from relsim.study.results import Results

Interval = tuple[float, float, float]
"""A value with the ends of its interval: value, low, high."""
PARTS = 4
"""The points are parted in so many along a name, to tell who wins at its low and its high end."""
UNEQUAL = "margin_per_rep_month"
"""What says who earns most where strategies share a territory with unequal teams."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What one name does to the answer to one question.

    Attributes
    ----------
    name : of a parameter or behaviour.
    span : the range it went through.
    asked : the question.
    share : mu* over the largest of the question, with its interval (value, low, high).
    sign : +1 or -1 where the name mostly moves the answer up or down, else 0.
    clear : whether it clearly matters, by the screening.
    first, total : Sobol indices with intervals, or None where there are none.
    """

    name: str
    span: Range
    asked: Sensitivity
    share: Interval
    sign: float
    clear: bool
    first: Interval | None
    total: Interval | None

    @property
    def weight(self) -> tuple[float, float]:
        """How much it decides: by the total index, by the share where there is none."""
        return (0.0 if self.total is None else self.total[0]), self.share[0]


@dataclass(frozen=True, slots=True)
class Ends:
    """How often a strategy earns most where a name is low and where it is high (a quarter each).

    Attributes
    ----------
    low, high : chance (0-1) with its 95 % interval: value, low, high.
    """

    low: Interval
    high: Interval


@dataclass(frozen=True)
class Findings:
    """Everything a screening tells.

    Attributes
    ----------
    varied : what was moved, and what was not.
    screened : Morris effects of all names, by question.
    names : those chosen for the Sobol design, the first chosen first.
    won : strategy -> its chance of earning most (0-1) over the worlds of the screening, with its
        95 % interval over trajectories and luck: value, low, high.
    indices : Sobol indices of the chosen names by question, or None before they are there.
    ends : chosen name -> strategy -> who wins at its ends.
    """

    varied: Varied
    screened: Sensitivities
    names: tuple[str, ...]
    won: Mapping[str, Interval]
    indices: Sensitivities | None = None
    ends: Mapping[str, Mapping[str, Ends]] | None = None

    @property
    def refused(self) -> str | None:
        """Why there is nothing to tell, such as runs that failed; None where there is."""
        if self.screened.refused is not None:
            return self.screened.refused
        return None if self.indices is None else self.indices.refused

    @property
    def leaders(self) -> tuple[str, ...]:
        """The strategies, those first that earn most most often."""
        return tuple(sorted(self.won, key=lambda arm: -self.won[arm][0]))

    def shares(self) -> dict[str, list[Shares]]:
        """Return the shares of all names by group of questions."""
        return {
            group: [share for one in asked if (share := shares_of(one)) is not None]
            for group, asked in groups(self.screened.found).items()
        }

    def counted(self) -> tuple[int, int]:
        """Return how many names clearly matter to something, and how many are ruled out of all."""
        everything = [share for of in self.shares().values() for share in of]
        if not everything:
            return 0, 0
        whole = largest(everything)
        return int(whole.clear.sum()), int(whole.out.sum())

    def outcomes(self) -> list[Decided]:
        """Return for each chosen name the outcome that it moves most, the largest first."""
        asked = [of for group, of in self.shares().items() if group not in (LEAD, EARNS_MOST)]
        told = [self._most(name, [share for of in asked for share in of]) for name in self.names]
        return sorted((one for one in told if one is not None), key=lambda one: -one.share[0])

    def winners(self) -> list[tuple[Decided, Decided]]:
        """Return for each chosen name what it does to the leaders' difference and to who leads.

        That is the difference in margin between the two strategies that most often earn most, and
        the chance of the first of them to do so. Names that decide more about either come first.
        """
        if len(self.won) < 2:
            return []
        first, second = self.leaders[:2]
        asked = [
            share
            for of in self.shares().values()
            for share in of
            if {share.asked.arm, share.asked.base} == {first, second}
            or (share.asked.outcome == EARNS_MOST and share.asked.arm == first)
        ]
        if len(asked) < 2:
            return []
        told = []
        for name in self.names:
            lead, chance = (self._one(name, share) for share in asked)
            told.append((lead, chance))
        return sorted(told, key=lambda pair: max(one.weight for one in pair), reverse=True)

    def _most(self, name: str, shares: Sequence[Shares]) -> Decided | None:
        at = self.screened.names.index(name)
        if not shares:
            return None
        return self._one(name, max(shares, key=lambda share: float(share.value[at])))

    def _one(self, name: str, share: Shares) -> Decided:
        at = self.screened.names.index(name)
        first = total = None
        found = self._indices_of(share.asked)
        if found is not None and self.indices is not None:
            there = self.indices.names.index(name)
            first, total = (
                (float(of.value[there]), float(of.low[there]), float(of.high[there]))
                for of in (found.first, found.total)
            )
        return Decided(
            name,
            self.varied.ranges[name],
            share.asked,
            (float(share.value[at]), float(share.low[at]), float(share.high[at])),
            float(share.sign[at]),
            bool(share.clear[at]),
            first,
            total,
        )

    def _indices_of(self, asked: Sensitivity) -> SobolIndices | None:
        for one in self.indices.found if self.indices is not None else ():
            if (one.outcome, one.arm, one.base) == (asked.outcome, asked.arm, asked.base):
                return one.indices if isinstance(one.indices, SobolIndices) else None
        return None

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it: each name's shares and each chosen name's indices, with intervals."""
        names = self.screened.names
        clear, out = self.counted()
        told: dict[str, Any] = {
            "varied": {name: span.to_dict() for name, span in self.varied.ranges.items()},
            "not_varied": dict(self.varied.kept),
            "clearly_matter": clear,
            "ruled_out": out,
            "chosen": list(self.names),
            "earns_most": dict(self.won),
            "shares": {
                group: {
                    name: {
                        "value": float(of.value[at]),
                        "low": float(of.low[at]),
                        "high": float(of.high[at]),
                        "matters": bool(of.matters[at]),
                        "clear": bool(of.clear[at]),
                        "ruled_out": bool(of.out[at]),
                    }
                    for at, name in enumerate(names)
                }
                for group, shares in self.shares().items()
                if shares
                for of in [largest(shares)]
            },
            "outcomes": [_told(one) for one in self.outcomes()],
            "winners": [
                {"difference": _told(lead), "chance": _told(chance)}
                for lead, chance in self.winners()
            ],
            "ends": {
                name: {arm: {"low": ends.low, "high": ends.high} for arm, ends in of.items()}
                for name, of in (self.ends or {}).items()
            },
            "sobol": None if self.indices is None else self.indices.to_dict(),
        }
        return dict(plain(told))


def findings_of(varied: Varied, screened: Results, decided: Results | None, most: int) -> Findings:
    """Return what a screening tells, and its Sobol design where that has been run.

    Parameters
    ----------
    varied : what was moved.
    screened, decided : the two results folders.
    most : how many names go on to the Sobol design at most.
    """
    runs, morris = _asked(screened)
    won: dict[str, Interval] = {}
    names: tuple[str, ...] = ()
    if morris.refused is None:
        won = _won(screened, runs)
        names = tuple(chosen(morris, most))
    if decided is None or morris.refused is not None:
        return Findings(varied, morris, names, won)
    runs, sobol = _asked(decided)
    ends = None if sobol.refused is not None or len(won) < 2 else _ends(decided, runs)
    return Findings(varied, morris, tuple(decided.experiment.design.names), won, sobol, ends)


def _outcomes(results: Results) -> tuple[str, ...]:
    if results.experiment.equal_teams:
        return OUTCOMES_ASKED
    return (UNEQUAL, *OUTCOMES_ASKED[1:])


def _asked(results: Results) -> tuple[pl.DataFrame, Sensitivities]:
    outcomes = _outcomes(results)
    columns = ("run_id", "point", "strategy", "replication", "status", *outcomes)
    runs = results.runs.select(columns).collect()
    counts, place = results.manifest.get("counts", {}), str(results.folder)
    found = sensitivities(results.experiment, runs, counts, place, outcomes, winning=True)
    return runs, found


def _chances(results: Results, runs: pl.DataFrame) -> Floats:
    """Return who earns most, shape (strategies, points, replications)."""
    return earning_most(outcome_table(results.experiment, runs, _outcomes(results)[:1])[0])


def _won(results: Results, runs: pl.DataFrame) -> dict[str, Interval]:
    """Return how often each strategy earns most; a trajectory is one world and its changes."""
    experiment = results.experiment
    steps = len(experiment.design.names) + 1
    chance = _chances(results, runs)
    worlds = chance.reshape(len(chance), -1, steps, chance.shape[-1]).mean(axis=2)
    one = np.zeros(worlds.shape[1])
    return {
        arm: _parts(one, of, experiment.luck)[0]
        for arm, of in zip(experiment.arm_names, worlds, strict=True)
    }


def _ends(results: Results, runs: pl.DataFrame) -> dict[str, dict[str, Ends]]:
    experiment = results.experiment
    design = experiment.design
    points = [design.point(number) for number in range(design.size)]
    ends: dict[str, dict[str, Ends]] = {name: {} for name in design.names}
    for arm, of in zip(experiment.arm_names, _chances(results, runs), strict=True):
        for name in design.names:
            values = np.array([point[name] for point in points], dtype=np.float64)
            low, *_, high = _parts(values, of, experiment.luck)
            ends[name][arm] = Ends(low, high)
    return ends


def _parts(values: Floats, chance: Floats, luck: str) -> list[Interval]:
    """Return the mean of a chance in each part of the values, its interval cut to 0-1."""
    of = binned(values, chance, common_luck=luck == "common", most=PARTS)
    low, high = np.maximum(of.low, 0.0), np.minimum(of.high, 1.0)
    return list(zip(of.mean.tolist(), low.tolist(), high.tolist(), strict=True))


def _told(one: Decided) -> dict[str, Any]:
    return {
        "name": one.name,
        "range": one.span.to_dict(),
        "outcome": one.asked.outcome,
        "group": group_of(one.asked),
        "strategy": one.asked.arm,
        "minus": one.asked.base,
        "share": one.share,
        "sign": one.sign,
        "clear": one.clear,
        "first": one.first,
        "total": one.total,
    }
