"""What a comparison found: means, paired differences, and who does best, ready to be shown."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from relsim.analysis import intervals, wording
from relsim.analysis.intervals import LEVEL

Verdict = Literal[
    "more", "less", "no clear difference", "identical", "one replication", "undefined"
]
Method = Literal["t", "max-t", "bonferroni"]


class Described(Protocol):
    """What a comparison must know of an outcome; `relsim.metrics.Outcome` has it."""

    @property
    def name(self) -> str:
        """Column name."""
        ...

    @property
    def label(self) -> str:
        """What a reader sees."""
        ...

    @property
    def unit(self) -> str:
        """Unit of its values."""
        ...

    @property
    def good(self) -> int:
        """+1 more is better, -1 less is, 0 neither."""
        ...


@dataclass(frozen=True, slots=True)
class Measured:
    """An outcome in plain words, for results that stand in no outcome table.

    Attributes
    ----------
    name, label : str; the label is the name unless given.
    unit : str, such as "EUR", "share", "0-1".
    good : +1 more is better, -1 less is, 0 neither.
    """

    name: str
    label: str = ""
    unit: str = ""
    good: int = 0

    def __post_init__(self) -> None:
        """Call an outcome without a label by its name."""
        if not self.label:
            object.__setattr__(self, "label", self.name)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One strategy's mean of an outcome over its replications, with its own t interval.

    Attributes
    ----------
    mean, low, high, standard_error, sd : float; NaN where undefined (interval: n < 2).
    n, missing : replications with a value, and without one.
    """

    arm: str
    mean: float
    low: float
    high: float
    standard_error: float
    sd: float
    n: int
    missing: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One strategy minus another over the replications in which both have a value.

    Attributes
    ----------
    mean, low, high, standard_error, sd : float; of the paired differences, plain t interval.
    simultaneous_low, simultaneous_high : interval that holds together with the others of the
        comparison; the plain one where only two strategies are compared. The verdict rests on it.
    n, dropped : replications used, and left out because a value was undefined.
    correlation : Pearson r between the two over replications: what common luck achieved.
    variance_ratio : variance of the difference over what it would be under independent luck.
    replications_to_settle : fewest at which the simultaneous interval would leave 0 out with 80 %
        power at the present estimate; None where no number would (identical, mean 0, n < 2).
    """

    arm: str
    base: str
    mean: float
    low: float
    high: float
    standard_error: float
    sd: float
    simultaneous_low: float
    simultaneous_high: float
    n: int
    dropped: int
    correlation: float
    variance_ratio: float
    verdict: Verdict
    replications_to_settle: int | None

    def replications_for(self, half_width: float, level: float = LEVEL) -> int | None:
        """Replications at which the plain interval would reach no further than `half_width`."""
        return intervals.replications_for_half_width(self.sd, half_width, alpha=1.0 - level)


@dataclass(frozen=True, slots=True)
class Best:
    """Which strategy does best on an outcome, as far as the intervals tell.

    Attributes
    ----------
    leader : the strategy with the best mean; None where no mean is defined.
    contenders : the leader and all that are not shown to be worse than it, in the order compared.
    clear : whether the leader's simultaneous intervals against all others leave 0 out.
    identical : whether the contenders' outcomes are the same in every replication.
    highest : whether the highest mean is the best (or the lowest).
    """

    leader: str | None
    contenders: tuple[str, ...]
    clear: bool
    identical: bool
    highest: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """One outcome of several strategies: their means, their paired differences, the best.

    Attributes
    ----------
    base : the strategy all others are compared with; None for all pairs.
    critical : standard errors to each side of a simultaneous interval; NaN where values are missing
        (then each difference has its own) or n < 2.
    method : "t" (one difference), "max-t" (joint distribution of the paired differences) or
        "bonferroni" (few replications, or values missing).
    """

    outcome: str
    label: str
    unit: str
    good: int
    level: float
    base: str | None
    estimates: tuple[Estimate, ...]
    differences: tuple[Difference, ...]
    best: Best | None
    method: Method
    critical: float

    def difference(self, arm: str, base: str) -> Difference:
        """Return one difference, `arm` minus `base`; KeyError where it was not compared so."""
        for found in self.differences:
            if (found.arm, found.base) == (arm, base):
                return found
        raise KeyError(f"{arm} minus {base}")

    def to_dict(self) -> dict[str, Any]:
        """As JSON carries it, None where undefined, with the sentences that belong to it."""
        told: dict[str, Any] = plain(dataclasses.asdict(self))
        return told | {"in_words": wording.say_comparison(self)}


def plain(value: Any) -> Any:
    """A value as JSON carries it: None where undefined."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
