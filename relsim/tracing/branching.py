"""What if the rep had answered otherwise: answers that one month allows, and what they force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any

from relsim.errors import InputError, nearest
from relsim.interventions import Intervention, parse
from relsim.rules.bargain import GRANTED, REFUSED, TRADED, WALKED, below_floor
from relsim.rules.request import CALM, PRICE
from relsim.tracing.events import MENDED, NOTABLE_LATENESS

MOST_BRANCHES = 2
_LONGEST = 60  # characters of a branch as a link carries it

#: What each answer forces, of the eleven behaviours; all else stays as the strategy has it.
ANSWERS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        "grant": {"yielding": 1.0, "reciprocity": 0.0, "challenge": 0.0, "walk_away": 0.0},
        # Empathy softens a no until it is none.
        "refuse": {"yielding": 0.0, "reciprocity": 0.0, "empathy": 0.0, "walk_away": 0.0},
        "reason": {"yielding": 0.0, "reciprocity": 1.0, "empathy": 0.0, "walk_away": 0.0},
        # A rep who asks about a rival comes to believe in it, and gives way.
        "stand": {
            "yielding": 0.0,
            "reciprocity": 0.0,
            "diagnosis": 0.0,
            "empathy": 0.0,
            "walk_away": 0.0,
        },
        "trade": {"yielding": 1.0, "reciprocity": 1.0, "walk_away": 0.0},
        "walk": {"walk_away": 1.0},
        "drop": {"triage": 0.0},
        "check": {"triage": 1.0},
        "mend": {"empathy": 1.0, "openness": 1.0},
        "brush": {"empathy": 0.0, "openness": 0.0},
        "frank": {"candour": 1.0},
        "promise": {"candour": 0.0},
        "ask": {"diagnosis": 1.0, "challenge": 0.0},
        "push": {"diagnosis": 1.0, "challenge": 1.0},
        "order": {"diagnosis": 0.0, "challenge": 0.0},
        "pitch": {"selectivity": 0.0},
        "pass": {"selectivity": 1.0},
    }
)


@dataclass(frozen=True, slots=True)
class Branch:
    """One answer of one account's rep, other than it was.

    Attributes
    ----------
    strategy
        Under which strategy.
    month
        When.
    answer
        A key of `ANSWERS`.
    """

    strategy: str
    month: int
    answer: str

    def __str__(self) -> str:
        """Return the branch as a link carries it."""
        return f"{self.strategy}.{self.month}.{self.answer}"

    def table(self, account: int) -> dict[str, Any]:
        """Return it as an ``[[intervention]]`` table of an experiment file."""
        return {
            "period": self.month,
            "what": "answer",
            "who": {"accounts": [account]},
            "answer": dict(ANSWERS[self.answer]),
            "arms": [self.strategy],
        }


def branches(given: object, strategies: Sequence[str], months: int) -> tuple[Branch, ...]:
    """Return the branches among what somebody sent; what is none is left out.

    Two answers of one rep in one month cannot both be given: the later one holds.

    Parameters
    ----------
    given
        Texts as `Branch` writes them, in a list or divided by commas.
    strategies
        Those that are told.
    months
        How many are told.
    """
    texts = given.split(",") if isinstance(given, str) else given
    if not isinstance(texts, list | tuple):
        return ()
    found: dict[tuple[str, int], Branch] = {}
    for text in texts[-4 * MOST_BRANCHES :]:
        if not isinstance(text, str) or len(text) > _LONGEST:
            continue
        try:
            branch = branch_of(text, strategies, months)
        except InputError:
            continue
        at = branch.strategy, branch.month
        found.pop(at, None)
        found[at] = branch
    return tuple(found.values())[-MOST_BRANCHES:]


def branch_of(text: str, strategies: Sequence[str], months: int, where: str = "branch") -> Branch:
    """Return the branch that a text means.

    Parameters
    ----------
    text
        As `Branch` writes it.
    strategies, months
        What is told.
    where
        Put before messages.

    Raises
    ------
    InputError
        With what is wrong, and the nearest right name.

    Examples
    --------
    >>> branch_of("servile.7.refuse", ["servile"], 24)
    Branch(strategy='servile', month=7, answer='refuse')
    """
    parts = text.rsplit(".", 2)
    if len(parts) != 3:
        raise InputError(f"{where} {text!r}: expected STRATEGY.MONTH.ANSWER, as servile.7.refuse")
    strategy, month, answer = parts
    if strategy not in strategies:
        hint = nearest(strategy, strategies)
        raise InputError(f"{where} {text!r}: '{strategy}' is not told here{hint}")
    if answer not in ANSWERS:
        hint = nearest(answer, ANSWERS) or f"; one of {', '.join(ANSWERS)}"
        raise InputError(f"{where} {text!r}: '{answer}' is no answer{hint}")
    whole = len(month) < 7 and month.isascii() and month.isdigit()
    if not (whole and int(month) < months):
        raise InputError(f"{where} {text!r}: the month must be a number in [0, {months - 1}]")
    return Branch(strategy, int(month), answer)


def interventions(some: Sequence[Branch], account: int) -> tuple[Intervention, ...]:
    """Return what forces some branches upon an account."""
    return parse([branch.table(account) for branch in some])


def allowed(month: Mapping[str, Any], p: Any) -> list[str]:
    """Return the answers that a traced month allows and the rep did not give, likeliest first.

    Parameters
    ----------
    month
        One of `relsim.tracing.Trace.months`.
    p
        Parameters, as attributes.
    """
    if month["request"] is None:
        return []
    q, t, b, o = (
        SimpleNamespace(**month[part]) for part in ("request", "truth", "behaviour", "outcome")
    )
    if q.pitch and not o.pursued:
        return ["pitch"]
    found = _of_demand(q, b, o, p) if o.answer else []
    if q.pitch:
        return [*found, "pass"]
    if t.urgency != CALM:
        found.append("check" if o.urgency_served else "drop")
    if o.failure or o.lapse:
        found.append("brush" if o.complained and o.recovery >= MENDED else "mend")
    if o.lateness >= NOTABLE_LATENESS:
        found.append("frank" if o.broken_months >= NOTABLE_LATENESS else "promise")
    return [*found, *(["ask", "order"] if o.challenged else ["ask", "push"])]


def _of_demand(q: Any, b: Any, o: Any, p: Any) -> list[str]:
    given = {GRANTED: "grant", TRADED: "trade", WALKED: "walk"}.get(o.answer)
    if given is None:
        given = "trade" if o.proposed else "reason" if o.reasoned else "refuse"
    below = q.demand_kind == PRICE and below_floor(q.discount + o.demand_size, p)
    noes = ["stand"] if q.claims_rival else ["refuse", "reason"]
    answers = [*noes, "trade", "grant", *(["walk"] if below else [])]
    if o.answer == REFUSED and q.claims_rival and not o.proposed:
        given = "stand"
    return [answer for answer in answers if answer != given]
