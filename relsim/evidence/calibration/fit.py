"""The search: a few spread starts, then steps on linearised sums from the best of them.

The sums behind the statistics are taken over many territories that share their luck at every
point, so they change smoothly with the parameters. Each step follows straight lines through the
sums, by differences, to where the distance would be least within a radius; what is made of the
sums (ratios, the least of several slopes, a distance flat inside the bands and steep outside) is
not linearised. A weak pull holds each parameter where it was before, where no pattern asks for
another value.

Source: Fletcher & Sainz de la Maza 1989 (sequential linearisation within a trust radius); Broyden
1965 (slopes learned from steps); McKay, Beckman & Conover 1979 (Latin hypercube); Tikhonov &
Arsenin 1977 (the pull).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize
from scipy.stats import qmc

from relsim.evidence.calibration.distance import residuals
from relsim.evidence.calibration.free import FREE, at, place_of
from relsim.evidence.calibration.journal import Journal
from relsim.evidence.patterns import measure_all, pooled, values_of

PULL = 0.1
"""Residual of a parameter that lies a whole plausible range from where it was."""

STEP = 0.1
"""Step of the differences, a share of the plausible range: well above what luck does."""

RADIUS = 0.2
"""How far a first step may move a parameter, a share of its plausible range."""

TRIALS = 4
"""Steps that are taken by the same slopes before they are measured again."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Point:
    """A point that was tried.

    Attributes
    ----------
    settings : dict
        Free parameter -> value.
    values : dict
        Criterion -> value.
    distance : float
        Sum of squared residuals, the pull left out; 0 where all values are well inside their bands.
    """

    settings: dict[str, float]
    values: dict[str, float]
    distance: float


class Search:
    """Tries points, remembers them, and says what each gave.

    Parameters
    ----------
    journal : Journal
    seed, replications : int
        Of the territories that every point is measured on.
    workers : int
    tried : callable, optional
        ``tried(points so far, best distance so far)``, after each point.
    """

    def __init__(
        self,
        journal: Journal,
        seed: int,
        replications: int,
        *,
        workers: int = 2,
        tried: Callable[[int, float], None] | None = None,
    ) -> None:
        self.journal = journal
        self.seed = seed
        self.replications = replications
        self.workers = workers
        self.best: Point | None = None
        self.count = 0
        self.names: tuple[str, ...] = ()
        self._tried = tried

    def sums(self, settings: Mapping[str, float]) -> dict[str, float]:
        """Return the pooled sums at a point, from the journal where it is known."""
        key = Journal.key(settings, self.seed, self.replications)
        known = self.journal.get(key)
        if known is None:
            runs = measure_all(settings, self.seed, self.replications, workers=self.workers)
            known = pooled(runs)
            self.journal.put(key, known)
        return known

    def point(self, settings: Mapping[str, float]) -> Point:
        """Measure a point and compare it with the best so far."""
        sums = self.sums(settings)
        distance = float((residuals(sums) ** 2).sum())
        found = Point(dict(settings), values_of(sums), distance)
        self.count += 1
        if self.best is None or distance < self.best.distance:
            self.best = found
        if self._tried is not None:
            self._tried(self.count, self.best.distance)
        return found

    def at(self, place: Floats) -> Floats:
        """Return the pooled sums at a place in the unit cube, in the order of `names`."""
        settings = at(place)
        self.point(settings)
        sums = self.sums(settings)
        self.names = tuple(sums)
        return np.array(list(sums.values()))


def _before() -> Floats:
    return place_of({one.name: one.before for one in FREE})


def shortfalls(names: Sequence[str], sums: Floats, place: Floats) -> Floats:
    """Return what the search makes small: residuals of the statistics, and the pull."""
    found = residuals(dict(zip(names, sums.tolist(), strict=True)))
    return np.concatenate([found, PULL * (place - _before())])


def worth(names: Sequence[str], sums: Floats, place: Floats) -> float:
    """Return the sum of squared shortfalls."""
    return float((shortfalls(names, sums, place) ** 2).sum())


def slopes_at(search: Search, place: Floats, here: Floats) -> Floats:
    """Return the slopes of the sums by differences towards the middle of the cube.

    Returns
    -------
    float64, shape (sums, free)
    """
    columns = []
    for number in range(len(FREE)):
        moved = place.copy()
        step = STEP if place[number] < 0.5 else -STEP
        moved[number] += step
        columns.append((search.at(moved) - here) / step)
    return np.array(columns).T


def climb(search: Search, place: Floats, steps: int) -> tuple[float, Floats]:
    """Walk to the bands from a place in the unit cube.

    Parameters
    ----------
    search : Search
    place : float64, shape (free,)
    steps : int
        How often the slopes are measured at most.

    Returns
    -------
    worth : float
    place : float64, shape (free,)
    """
    here = search.at(place)
    best, radius = worth(search.names, here, place), RADIUS
    for _ in range(steps):
        slopes = slopes_at(search, place, here)
        before = best
        for _ in range(TRIALS):
            there = _best_on_lines(search.names, place, here, slopes, radius)
            found = search.at(there)
            gained = worth(search.names, found, there)
            step = there - place
            # What the step showed, where the lines had promised something else.
            wrong = found - here - slopes @ step
            slopes = slopes + np.outer(wrong, step) / max(float(step @ step), 1e-12)
            if gained < best:
                place, here, best = there, found, gained
                radius = min(2.0 * radius, 0.5)
            else:
                radius /= 2.0
        if best > 0.99 * before:
            break
        radius = max(radius, RADIUS / 4.0)
    return best, place


def _best_on_lines(
    names: Sequence[str], place: Floats, here: Floats, slopes: Floats, radius: float
) -> Floats:
    """Return where the distance is least if the sums follow their lines."""
    low, high = np.maximum(place - radius, 0.0), np.minimum(place + radius, 1.0)
    start = np.clip(place, low + 1e-9, high - 1e-9)
    found = optimize.least_squares(
        lambda there: shortfalls(names, here + slopes @ (there - place), there),
        start,
        bounds=(low, high),
        diff_step=0.001,
        max_nfev=40,
    )
    return np.asarray(found.x)


def starts(seed: int, count: int) -> list[Floats]:
    """Return places in the unit cube to start from: near earlier ends, as before, and a spread."""
    first = place_of({one.name: one.start for one in FREE})
    spread = qmc.LatinHypercube(len(FREE), rng=np.random.default_rng(seed)).random(count)
    return [first, _before(), *spread]


def calibrate(search: Search, *, spread: int, climbs: int, steps: int) -> Point:
    """Search for the point nearest to the bands, and return it with its values rounded.

    Parameters
    ----------
    search : Search
    spread : int
        Points of a Latin hypercube tried beside the first one.
    climbs : int
        From how many of them, the best first, steps are taken.
    steps : int
        How often slopes are measured at most from each, a point for each free parameter.
    """
    places = starts(search.seed, spread)

    def first(place: Floats) -> float:
        sums = search.at(place)
        return worth(search.names, sums, place)

    ranked = sorted(places, key=first)
    ends = [climb(search, place, steps) for place in ranked[:climbs]]
    return search.point(rounded(at(min(ends, key=lambda end: end[0])[1])))


def rounded(settings: Mapping[str, float]) -> dict[str, float]:
    """Return values to three significant digits: more would claim a precision that is not there."""
    return {name: float(f"{value:.3g}") for name, value in settings.items()}
