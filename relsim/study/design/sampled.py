"""Designs whose points are sampled: Latin hypercubes, Morris' trajectories, Sobol's sequence.

They are sampled in the unit cube by the libraries that analyse them, then mapped to the ranges of
what is varied. The sample is a pure function of design and seed; it is worked out when the first
point is asked for, and again in every process, so that a design of any size is sent at no cost.
"""

from __future__ import annotations

import hashlib
import math
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from relsim.errors import InputError
from relsim.study import fields
from relsim.study.design import names as naming
from relsim.study.design.names import Setting
from relsim.study.design.ranges import Range, parse_range

MOST_SAMPLES = 2**20
"""Samples and trajectories; more than a million are a slip of the finger."""
MOST_STEPS = 1000


@dataclass(frozen=True)
class Sampled(ABC):
    """Points of the unit cube, mapped to ranges.

    Attributes
    ----------
    names
        The varied names, in column order.
    ranges
        Where each may lie.
    seed
        Seed of the sample, 0 to 2**64 - 1; it has nothing to do with the luck of the runs.
    """

    kind: ClassVar[str]
    names: tuple[str, ...]
    ranges: tuple[Range, ...]
    seed: int

    @property
    @abstractmethod
    def size(self) -> int:
        """How many points there are."""

    @property
    def problem(self) -> dict[str, Any]:
        """What SALib calls the problem: the unit cube under the varied names."""
        return {
            "num_vars": len(self.names),
            "names": list(self.names),
            "bounds": [[0.0, 1.0] for _ in self.names],
        }

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The sample in the unit cube, float64, shape (size, names), 0-1; read only."""
        return _matrix(self)

    @property
    def digest(self) -> str:
        """The SHA-256 of the sample: a library that samples otherwise makes another design."""
        return hashlib.sha256(self.matrix.tobytes()).hexdigest()

    def point(self, index: int) -> dict[str, float]:
        """Return one point, in the units of what is varied."""
        shares = self.matrix[index].tolist()
        return {
            name: self._value(share, span)
            for name, share, span in zip(self.names, shares, self.ranges, strict=True)
        }

    def label(self, index: int) -> str:
        """Return the point's number."""
        return f"point {index}"

    def mean(self, name: str) -> float:
        """Return about the mean of a name, without sampling."""
        return self.ranges[self.names.index(name)].mean

    def to_dict(self) -> dict[str, Any]:
        """Return the design with its seed and its ranges spelt out."""
        ranges = {name: span.to_dict() for name, span in zip(self.names, self.ranges, strict=True)}
        return {"kind": self.kind, **self._settings(), "seed": self.seed, "parameters": ranges}

    @abstractmethod
    def _sample(self) -> NDArray[np.float64]:
        """Return the sample in the unit cube, shape (size, names)."""

    @abstractmethod
    def _settings(self) -> dict[str, Any]:
        """Return what sets this design apart from others of its kind, as a file gives it."""

    def _value(self, share: float, span: Range) -> float:
        return span.value(share)


@lru_cache(maxsize=2)
def _matrix(design: Sampled) -> NDArray[np.float64]:
    matrix = np.ascontiguousarray(design._sample(), dtype=np.float64)
    matrix.flags.writeable = False  # one array for all who ask
    return matrix


@dataclass(frozen=True)
class LatinHypercube(Sampled):
    """Points of which each of as many equal parts of every range holds exactly one.

    Source: McKay, Beckman & Conover 1979; SciPy's ``qmc.LatinHypercube``.
    """

    kind: ClassVar[str] = "latin-hypercube"
    samples: int

    @property
    def size(self) -> int:
        """How many points there are."""
        return self.samples

    def _sample(self) -> NDArray[np.float64]:
        from scipy.stats import qmc

        rng = np.random.default_rng(self.seed)
        return qmc.LatinHypercube(len(self.names), rng=rng).random(self.samples)

    def _settings(self) -> dict[str, Any]:
        return {"samples": self.samples}


@dataclass(frozen=True)
class Morris(Sampled):
    """Trajectories on a lattice of levels; each step of one moves one name, half the range or more.

    Source: Morris 1991; SALib's ``sample.morris``.

    Attributes
    ----------
    trajectories
        How many there are, each with a point more than there are names.
    levels
        Levels of each name, an even number.
    """

    kind: ClassVar[str] = "morris"
    trajectories: int
    levels: int = 4

    @property
    def size(self) -> int:
        """How many points there are."""
        return self.trajectories * (len(self.names) + 1)

    def _sample(self) -> NDArray[np.float64]:
        from SALib.sample import morris

        return morris.sample(
            self.problem, self.trajectories, num_levels=self.levels, seed=self.seed
        )

    def _settings(self) -> dict[str, Any]:
        return {"trajectories": self.trajectories, "levels": self.levels}

    def _value(self, share: float, span: Range) -> float:
        level = round(share * (self.levels - 1))
        # Levels stand for equal parts of a range of whole numbers, so that they share these out
        # evenly; of any other range they are points, the ends included.
        if span.whole:
            return span.value((level + 0.5) / self.levels)
        return span.value(level / (self.levels - 1))


@dataclass(frozen=True)
class Sobol(Sampled):
    """Saltelli's scheme: two samples of Sobol's sequence, and each with columns of the other.

    For each sample a block: A, A with one column of B for each name, with `second_order` B with one
    column of A for each name, and B.

    Source: Saltelli 2002; Owen 2020 (scrambling); SALib's ``sample.sobol``.

    Attributes
    ----------
    samples
        How many blocks there are, a power of two.
    second_order
        Whether indices of pairs can be estimated, at nearly twice the price.
    """

    kind: ClassVar[str] = "sobol"
    samples: int
    second_order: bool = False

    @property
    def size(self) -> int:
        """How many points there are."""
        return self.samples * ((2 if self.second_order else 1) * len(self.names) + 2)

    def _sample(self) -> NDArray[np.float64]:
        from SALib.sample import sobol

        return sobol.sample(
            self.problem, self.samples, calc_second_order=self.second_order, seed=self.seed
        )

    def _settings(self) -> dict[str, Any]:
        return {"samples": self.samples, "second_order": self.second_order}


def parse_latin_hypercube(given: Mapping[str, Any], setting: Setting) -> LatinHypercube:
    """Return the Latin hypercube of a ``[design]`` table."""
    samples = fields.whole(given["samples"], _head(setting), "samples", 2, MOST_SAMPLES)
    return LatinHypercube(*_common(given, setting), samples)


def parse_morris(given: Mapping[str, Any], setting: Setting) -> Morris:
    """Return the trajectories of a ``[design]`` table."""
    head = _head(setting)
    trajectories = fields.whole(given["trajectories"], head, "trajectories", 2, MOST_SAMPLES)
    levels = fields.whole(given.get("levels", 4), head, "levels", 2, MOST_STEPS)
    if levels % 2:
        raise InputError(
            f"{head}: levels = {levels} must be even; the nearest are {levels - 1} and {levels + 1}"
        )
    return Morris(*_common(given, setting), trajectories, levels)


def parse_sobol(given: Mapping[str, Any], setting: Setting) -> Sobol:
    """Return the Sobol design of a ``[design]`` table."""
    head = _head(setting)
    samples = fields.whole(given["samples"], head, "samples", 2, MOST_SAMPLES)
    below = 2 ** math.floor(math.log2(samples))
    if samples != below:
        raise InputError(
            f"{head}: samples = {samples} must be a power of two; "
            f"the nearest are {below} and {2 * below}"
        )
    second_order = fields.yes_or_no(given.get("second_order", False), head, "second_order")
    return Sobol(*_common(given, setting), samples, second_order)


def _common(
    given: Mapping[str, Any], setting: Setting
) -> tuple[tuple[str, ...], tuple[Range, ...], int]:
    head = f"{setting.place}: [design.parameters]"
    varied = naming.free(given["parameters"], head, setting)
    ranges = tuple(parse_range(parameter, value, head) for parameter, value in varied.values())
    seed = fields.seed(given.get("seed", setting.seed), _head(setting))
    return tuple(varied), ranges, seed


def _head(setting: Setting) -> str:
    return f"{setting.place}: [design]"
