"""What a trial of claims came to: the schema of ``claims.json``, one table of frozen records."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

FORMAT = 1


@dataclass(frozen=True)
class Measured:
    """One effect of a claim: what was measured, what it must pass, and how it stands.

    Attributes
    ----------
    label, estimand
        What is measured, and what kind of question is asked of it.
    effect, low, high
        Mean of the paired effect over replications in the claimed direction, and its 95 % interval.
    sd, n, dropped
        Its standard deviation between replications; in how many it is defined, and in how many not.
    threshold, delta, bound
        What it must pass; the smallest effect that matters (None for an association) and the
        association's bound as written (None for all others).
    relative_to
        The measure it is a share of, or "".
    unit
        Of the effect.
    turned
        -1 where the claim asks for less: the difference itself is minus the effect; else +1.
    reason
        Why this delta or bound.
    decides
        Whether the claim needs it; what stands beside it, and what lies between the ends of a
        crossing, is only shown.
    verdict
        ``holds``, ``fails`` or ``undecided``.
    how
        ``reversed`` or ``negligible`` where it fails so, else "".
    p
        Two-sided, of a mean at the threshold.
    replications_needed
        Where undecided: those that would do with 80 % chance; None where none would.
    """

    label: str
    estimand: str
    effect: float
    low: float
    high: float
    sd: float
    n: int
    dropped: int
    threshold: float
    delta: float | None
    bound: float | None
    relative_to: str
    unit: str
    turned: int
    reason: str
    decides: bool
    verdict: str
    how: str
    p: float
    replications_needed: int | None


@dataclass(frozen=True)
class Without:
    """What is left of a finding in a world that misses, or only keeps, some mechanisms.

    Attributes
    ----------
    mechanisms
        Which, as "M4"; empty where all are off.
    share, low, high
        What is left as a share of the whole, with a 95 % interval to be read against a half.
    left
        ``stands``, ``falls`` or ``unclear``.
    """

    mechanisms: tuple[str, ...]
    share: float
    low: float
    high: float
    left: str


@dataclass(frozen=True)
class Origin:
    """Where a finding comes from.

    Attributes
    ----------
    kind
        ``built in``, ``needs``, ``joint``, ``over-determined``, ``undecided``, ``singles only`` or
        ``nothing to explain``.
    needs
        The mechanisms with each of which it falls.
    suffices
        Those that carry it alone; ``none`` where it needs no mechanism at all.
    pairs
        Pairs with which it falls though it survives the loss of each single one.
    without_one, alone, without_two
        All that was looked at.
    explains, reversed
        Which effects are explained, and whether they run against the claim.
    """

    kind: str
    needs: tuple[str, ...] = ()
    suffices: tuple[str, ...] = ()
    pairs: tuple[str, ...] = ()
    without_one: tuple[Without, ...] = ()
    alone: tuple[Without, ...] = ()
    without_two: tuple[Without, ...] = ()
    explains: tuple[str, ...] = ()
    reversed: bool = False


@dataclass(frozen=True)
class Share:
    """A share of worlds with its 95 % Wilson interval."""

    count: int
    of: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Decides:
    """A parameter by which worlds for a claim differ from those against it.

    Attributes
    ----------
    parameter
        Its name.
    advantage
        How often it is higher in a world for the claim than in one against it, less how often it is
        lower: -1 to 1 (the rank-biserial correlation).
    p
        Two-sided (Mann-Whitney), adjusted for all parameters looked at (Holm).
    """

    parameter: str
    advantage: float
    p: float


@dataclass(frozen=True)
class Dependence:
    """How a claim stands over many worlds.

    Attributes
    ----------
    worlds, undefined
        How many were looked at; in how many of them nothing could be measured.
    clearly_for, clearly_against
        The shares in which it holds and fails.
    depends
        Whether both are at least a tenth.
    decided_by
        The parameters that tell them apart, the most telling first.
    replications
        In each world.
    """

    worlds: int
    undefined: int
    clearly_for: Share
    clearly_against: Share
    depends: bool
    decided_by: tuple[Decides, ...]
    replications: int


HERE = "the world as it is"
"""Where a claim is refuted that fails by its verdict."""


@dataclass(frozen=True)
class OnTrial:
    """Whether any world refutes a claim.

    Attributes
    ----------
    refuted
        Whether one does.
    where
        ``the world as it is``, ``plausible worlds``, ``the accepted ensemble``, ``within hard
        bounds`` or "".
    searched
        How many worlds within hard bounds were searched.
    how
        ``reversed`` or ``negligible`` in the refuting world of the search, else "".
    world
        What is set in that world.
    """

    refuted: bool
    where: str
    searched: int
    how: str = ""
    world: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Tried:
    """A claim, tried.

    Attributes
    ----------
    id, essay, says, test, evidence, speaks_for, speaks_against
        What its file says.
    strategies, periods, replications, seed, customers
        How it was run.
    verdict, how
        ``holds``, ``fails`` or ``undecided``; how it fails.
    p, p_holm, verdict_holm
        Of the verdict; adjusted over all claims tried at once, and the verdict that is left.
    effects
        What was measured.
    origin, worlds, ensemble, on_trial
        Where it comes from, where it stands, whether it can be refuted; None where not asked.
    failed_runs
        Runs that gave no numbers and are left out.
    folder, command, replay
        Where its runs lie, the command that repeats it, and one that checks a single run.
    """

    id: str
    essay: tuple[str, ...]
    says: str
    test: str
    evidence: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]
    strategies: tuple[str, ...]
    periods: int
    replications: int
    seed: int
    customers: int
    verdict: str
    how: str
    p: float
    p_holm: float
    verdict_holm: str
    effects: tuple[Measured, ...]
    origin: Origin | None
    worlds: Dependence | None
    ensemble: Dependence | None
    on_trial: OnTrial | None
    failed_runs: int
    folder: str
    command: str
    replay: str


@dataclass(frozen=True)
class Table:
    """All claims tried at once.

    Attributes
    ----------
    claims
        In the order asked.
    command
        The command that repeats the table.
    version
        Of relsim.
    """

    claims: tuple[Tried, ...]
    command: str
    version: str

    def to_dict(self) -> dict[str, Any]:
        """Return the table as it stands in ``claims.json``."""
        return {"format": FORMAT, **dataclasses.asdict(self)}
