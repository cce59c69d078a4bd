"""The commands that the evidence is made by, in order, and how long each takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from relsim.errors import InputError, nearest


@dataclass(frozen=True)
class Step:
    """A command, run with its results below the working folder.

    Attributes
    ----------
    name
        Its folder, and what it is called with ``--only``.
    what
        What it finds, in words.
    words
        The command line after ``relsim``, as one who repeats it writes it.
    minutes
        On two idle cores, from nothing; by processor time a run and counts of runs.
    size
        The option that makes it smaller, for a look; None where it has none.
    full
        Whether only the full evidence has it.
    """

    name: str
    what: str
    words: tuple[str, ...]
    minutes: float
    size: str | None = None
    full: bool = False

    def command(self, home: Path, options: Iterable[str] = ()) -> list[str]:
        """Return the words as they are run: results below the working folder, nothing shown."""
        return [*self.words, *options, "--out", str(home / self.name), "--json"]


CLAIMS = Step(
    "claims",
    "all claims, and each again without each mechanism",
    ("claims", "--knock-outs"),
    3,
    "--replications",
)
ALL_OF_CLAIMS = Step(
    "claims",
    "all claims: verdicts, knock-outs, pairs, knock-ins, worlds, accepted sets, the search",
    ("claims", "--full"),
    12,
    "--replications",
    full=True,
)

STEPS = (
    Step("patterns", "ten patterns of real customers", ("patterns",), 1, "--replications"),
    CLAIMS,
    Step("levers", "each behaviour alone, in eleven territories", ("run", "levers"), 1),
    Step("where-each-wins", "who wins where", ("run", "where-each-wins"), 1),
    Step(
        "steel-man",
        "the claims with a yes-sayer as competent as the adviser",
        ("claims", "--knock-outs", "--steel-man"),
        3,
        "--replications",
        full=True,
    ),
    Step(
        "jitter",
        "the claims with reps who stray from their strategy",
        ("claims", "--knock-outs", "--jitter"),
        3,
        "--replications",
        full=True,
    ),
    Step(
        "shapley",
        "which behaviours make the gap between adviser and yes-sayer",
        ("shapley",),
        8,
        "--replications",
        full=True,
    ),
    Step(
        "sensitivity",
        "which numbers matter, and which decide who wins",
        ("sensitivity",),
        9,
        "--trajectories",
        full=True,
    ),
)


def asked(full: bool, only: Sequence[str] = ()) -> list[Step]:
    """Return the steps to be done.

    Parameters
    ----------
    full
        All of them, the claims with everything that can be asked of them.
    only
        Names of steps; all there are if none is named.

    Raises
    ------
    InputError
        Where a name is no step's.
    """
    steps = [ALL_OF_CLAIMS if full and one is CLAIMS else one for one in STEPS]
    known = [one.name for one in steps]
    for name in only:
        if name not in known:
            raise InputError(
                f"--only {name}: no such step{nearest(name, known) or f'; {known} are'}"
            )
    return [one for one in steps if (one.name in only if only else full or not one.full)]
