"""In which worlds a claim stands: plausible ones, those the calibration accepts, and any at all.

The worlds of each stage have luck of their own, so that no chance run of it colours all of them.
What a claim sets itself, and how many accounts and reps there are, stays in every world.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from relsim.evidence.claims import contrasts, verdict
from relsim.evidence.claims.claim import Claim
from relsim.evidence.claims.findings import Decides, Dependence, OnTrial, Share
from relsim.evidence.claims.studies import Desk, Settings, Stage
from relsim.evidence.claims.verdict import ALPHA
from relsim.parameters import PARAMETERS
from relsim.parameters.table import Parameter
from relsim.study.design.ranges import Range
from relsim.study.design.sampled import LatinHypercube

BOTH = 0.10
"""A claim depends where at least this share of worlds is clearly for it, and clearly against."""
MOST_NAMED = 5
"""Deciding parameters that are told."""
OUTSIDE = 0.2
"""How often a parameter lies outside its plausible range while a search goes to the bounds."""
BLOCK = 250
"""Worlds of a search that are run before their refutations are confirmed."""
SUSPECTS = 10
"""Worlds of a block, the most refuting ones, that are run again to confirm it."""

_SEEDS = {"worlds": 1, "ensemble": 2, "search": 1_000, "confirm": 2_000}
_STAYS = ("customers", "reps")
"""What sets the size of a run, and with it the price of a world."""


class Searching(NamedTuple):
    """How often worlds are run.

    Attributes
    ----------
    plausible
        Replications of a plausible or accepted world.
    search
        Replications of a world within hard bounds.
    confirm
        Fresh replications of a world that seems to refute the claim.
    """

    plausible: int = 10
    search: int = 4
    confirm: int = 30


def varied(claim: Claim) -> list[Parameter]:
    """Return the parameters in which worlds differ: all that a claim does not set, but switches."""
    return [
        parameter
        for name, parameter in PARAMETERS.items()
        if parameter.kind != "switch" and name not in claim.fixed and name not in _STAYS
    ]


def plausible(claim: Claim, count: int) -> tuple[Settings, ...]:
    """Return worlds from a Latin hypercube over the plausible ranges."""
    ranges = [(one, _range(one, one.plausible_low, one.plausible_high)) for one in varied(claim)]
    spread = {one.name: span for one, span in ranges if span.low < span.high}
    design = LatinHypercube(tuple(spread), tuple(spread.values()), _seed(claim, "worlds"), count)
    return tuple(design.point(place) for place in range(count))


def within_bounds(claim: Claim, count: int, block: int) -> tuple[Settings, ...]:
    """Return worlds from a Latin hypercube within the hard bounds.

    A fifth of all values lies outside the plausible range, evenly between it and the bounds. Were
    every parameter drawn evenly between its bounds, nobody would stay a client for a month in
    nearly all worlds, and nothing could be learned from them.
    """
    parameters = varied(claim)
    names = tuple(one.name for one in parameters)
    unit = LatinHypercube(
        names, (Range(0.0, 1.0),) * len(names), _seed(claim, "search") + block, count
    )
    return tuple(
        {
            one.name: stretched(one, share)
            for one, share in zip(parameters, row.tolist(), strict=True)
        }
        for row in unit.matrix
    )


def stretched(parameter: Parameter, share: float) -> float:
    """Return the value of a parameter at a share (0-1) of its range with the plausible one widened.

    >>> rate = PARAMETERS["competition"]
    >>> [round(stretched(rate, share), 4) for share in (0.0, 0.05, 0.1, 0.9, 0.95, 1.0)]
    [0.0, 0.0025, 0.005, 0.15, 0.575, 1.0]
    """
    low, high = parameter.plausible_low, parameter.plausible_high
    tail = OUTSIDE / 2.0
    # A side without room outside gives its share to the plausible range.
    below = tail if parameter.low < low else 0.0
    above = tail if high < parameter.high else 0.0
    if share < below:
        return _range(parameter, parameter.low, low).value(share / below)
    if share > 1.0 - above:
        return _range(parameter, high, parameter.high).value((share - 1.0 + above) / above)
    middle = (share - below) / (1.0 - above - below)
    return _range(parameter, low, high).value(middle)


def depends(
    claim: Claim, desk: Desk, name: str, worlds: Sequence[Settings], times: int
) -> Dependence:
    """Return in which of many worlds a claim clearly stands, and which parameters decide.

    Parameters
    ----------
    claim
        What is claimed.
    desk
        Where the runs are made.
    name
        The stage: ``worlds`` or ``ensemble``.
    worlds
        What is set in each.
    times
        Replications of each.
    """
    # Sets that differ only in what the claim itself sets are one world.
    kept = [
        tuple((key, value) for key, value in world.items() if key not in claim.fixed)
        for world in worlds
    ]
    settings = tuple(dict(world) for world in dict.fromkeys(kept))
    stage = Stage(name, settings, replications=times, seed=_seed(claim, name))
    effects = contrasts.effects(claim.questions, desk.read(claim, stage))
    stand = verdict.stands(effects)
    defined = np.all(
        [verdict.judge(one.values, one.threshold).n > 1 for one in effects if one.decides], axis=0
    )
    return summed_up(stand, defined, settings, times)


def summed_up(
    stand: NDArray[np.int64], defined: NDArray[np.bool_], worlds: Sequence[Settings], times: int
) -> Dependence:
    """Return what many verdicts come to.

    Parameters
    ----------
    stand : int64, shape (worlds,); +1 holds, -1 fails, 0 undecided.
    defined : bool, shape (worlds,); whether anything could be measured there.
    worlds : what is set in each.
    times : replications of each.
    """
    count = len(worlds)
    clear_for, clear_against = (
        share(int((stand > 0).sum()), count),
        share(int((stand < 0).sum()), count),
    )
    both = min(clear_for.share, clear_against.share) >= BOTH
    return Dependence(
        worlds=count,
        undefined=int((~defined).sum()),
        clearly_for=clear_for,
        clearly_against=clear_against,
        depends=both,
        decided_by=deciding(stand, worlds) if both else (),
        replications=times,
    )


def share(count: int, of: int) -> Share:
    """Return a share with its Wilson interval.

    >>> found = share(10, 100)
    >>> round(found.low, 4), round(found.high, 4)
    (0.0552, 0.1744)
    """
    from scipy.stats import binomtest

    interval = binomtest(count, of).proportion_ci(1.0 - ALPHA, method="wilson")
    return Share(count, of, count / of, float(interval.low), float(interval.high))


def deciding(stand: NDArray[np.int64], worlds: Sequence[Settings]) -> tuple[Decides, ...]:
    """Return the parameters by which worlds clearly for a claim differ from those clearly against.

    Each is looked at by itself, with the rank test of Mann & Whitney 1947; Holm's adjustment is for
    having looked at them all.
    """
    from scipy.stats import mannwhitneyu

    names = list(worlds[0])
    values = np.array([[world[name] for name in names] for world in worlds], dtype=np.float64)
    pro, con = values[stand > 0], values[stand < 0]
    if len(pro) < 2 or len(con) < 2 or not names:
        return ()
    found = mannwhitneyu(pro, con, axis=0, method="asymptotic")
    # A parameter that is the same everywhere has no ranks to compare.
    p = np.where(np.ptp(values, axis=0) > 0, found.pvalue, 1.0)
    advantage = 2.0 * found.statistic / (len(pro) * len(con)) - 1.0
    told = [
        Decides(name, float(size), adjusted)
        for name, size, adjusted in zip(names, advantage, verdict.holm(p.tolist()), strict=True)
        if adjusted < ALPHA
    ]
    return tuple(sorted(told, key=lambda one: -abs(one.advantage))[:MOST_NAMED])


def confirmed_at_most(count: int) -> int:
    """Return how many worlds of a search may be run again to confirm that they refute.

    >>> confirmed_at_most(2000)
    80
    """
    return SUSPECTS * -(-count // BLOCK)


def search(claim: Claim, desk: Desk, count: int, times: Searching) -> OnTrial:
    """Search worlds within hard bounds for one that refutes a claim.

    Worlds come in blocks. Those of a block that refute it most clearly are run again with fresh
    luck, and count only if they refute it then, each at a level that allows for all that were run
    again; the search ends with the first that does.
    """
    block, searched = 0, 0
    while searched < count:
        size = min(BLOCK, count - searched)
        worlds = within_bounds(claim, size, block)
        first = Stage(
            f"search-{block}",
            worlds,
            replications=times.search,
            seed=_seed(claim, "search") + block,
        )
        p = _against(claim, desk, first)
        order = np.argsort(p, kind="stable")
        suspects = [int(place) for place in order[:SUSPECTS] if p[place] < ALPHA]
        searched += size
        if suspects:
            again = Stage(
                f"confirm-{block}",
                tuple(worlds[place] for place in suspects),
                replications=times.confirm,
                seed=_seed(claim, "confirm") + block,
            )
            confirmed = _against(claim, desk, again)
            most = int(np.argmin(confirmed))
            if confirmed[most] < ALPHA / confirmed_at_most(count):
                world = dict(again.worlds[most])
                how = _how(claim, desk, again, most)
                return OnTrial(True, "within hard bounds", searched, how, world)
        block += 1
    return OnTrial(False, "", searched)


def _against(claim: Claim, desk: Desk, stage: Stage) -> NDArray[np.float64]:
    """Return for each world how likely its refutation is by luck: the least p of a part below."""
    effects = contrasts.effects(claim.questions, desk.read(claim, stage))
    judged = [verdict.judge(one.values, one.threshold) for one in effects if one.decides]
    parts = np.array([np.where(one.stand < 0, one.p, 1.0) for one in judged])
    return np.asarray(np.minimum(len(judged) * parts.min(axis=0), 1.0))


def _how(claim: Claim, desk: Desk, stage: Stage, world: int) -> str:
    for effect in contrasts.effects(claim.questions, desk.read(claim, stage)):
        judged = verdict.judge(effect.values[world], effect.threshold)
        if effect.decides and judged.stand < 0:
            how = verdict.how(float(judged.low), float(judged.high), effect.threshold, effect.delta)
            if how:
                return how
    return ""


def _range(parameter: Parameter, low: float, high: float) -> Range:
    whole = parameter.kind != "float"
    kind = int if whole else float
    return Range(kind(low), kind(high), "linear", whole)


def _seed(claim: Claim, stage: str) -> int:
    """Return a stage's own root of luck, apart from the claim's."""
    entropy = [claim.experiment.seed % 2**32, claim.experiment.seed // 2**32, _SEEDS[stage]]
    return int(np.random.SeedSequence(entropy).generate_state(1, np.uint64)[0]) % 2**63
