"""Which names matter, by a screening: effects measured by the largest of their kind.

**What "matters" means.** For each question (an outcome under a strategy, the difference in margin
between two, a strategy's chance of earning most) the screening gives each name a mu*: how far the
answer moves, on average over worlds, when the name goes through its range. A name's *share* is its
mu* divided by the largest mu* of the same question, so that it has no unit and questions can be
compared; its interval is that of mu* (bootstrap over trajectories, jackknife over luck, see
`relsim.analysis.resampling`), divided by the same number. Then a name

- *matters* where its share is a tenth or more, and its mu* more than luck alone would give;
- *clearly* matters where the whole interval says so;
- *is ruled out* where the whole interval lies below a tenth.

A tenth, because a name with a tenth of the largest effect has, were both alone, a hundredth of its
variance: a Sobol index of it could not be told from nought at any number of samples we can afford.
Intervals are each for itself: of many names that do not matter a few will seem to.

**Who goes on to the Sobol design.** The groups of questions (margin, respect, churn, referrals,
who earns more by how much, who earns most) take turns: each names, of those that matter to it, the
name with the largest share that is not chosen yet. Who wins thus has as much to say as what is
earned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from relsim.analysis.intervals import Floats
from relsim.analysis.morris import MorrisEffects
from relsim.analysis.sensitivity import EARNS_MOST, Sensitivities, Sensitivity

MATTERS = 0.1
"""Share of the largest effect from which a name is said to matter."""
OUTCOMES_ASKED = ("margin", "respect", "churn_yearly", "referrals_made")
"""What is asked of each strategy; who earns more and who earns most is told by the first."""
LEAD = "lead"
"""The group of the differences in margin between two strategies."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How far each name moves the answer to one question, beside the name that moves it most.

    Attributes
    ----------
    asked
        The question and its Morris effects.
    value, low, high
        Shape (names,); mu* and its interval over the largest mu*.
    net
        Shape (names,); the size of the mean effect mu, over the same: shorter than `value` where
        the name works both ways.
    sign
        Shape (names,); +1 or -1 where the name mostly moves the answer up or down, else 0.
    matters, clear, out
        Shape (names,), bool; whether each matters, does so clearly, is ruled out.
    """

    asked: Sensitivity
    value: Floats
    low: Floats
    high: Floats
    net: Floats
    sign: Floats
    matters: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    clear: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
    out: np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def shares_of(asked: Sensitivity) -> Shares | None:
    """Return the shares of one question, or None where it has no effects."""
    effects = asked.indices
    if not isinstance(effects, MorrisEffects):
        return None
    of, luck = effects.mu_star, np.nan_to_num(effects.luck)
    most = of.value.max()
    if not most > 0:  # what moves it under one luck is undone by another
        return None
    value, low, high = of.value / most, np.maximum(of.low, 0.0) / most, of.high / most
    net = np.abs(effects.mu.value)
    return Shares(
        asked=asked,
        value=value,
        low=low,
        high=high,
        net=net / most,
        sign=np.where(2 * net < of.value, 0.0, np.sign(effects.mu.value)),
        matters=(value >= MATTERS) & (of.value > luck),
        clear=(low >= MATTERS) & (of.low > luck),
        out=high < MATTERS,
    )


def group_of(asked: Sensitivity) -> str:
    """Return the group of a question: an outcome, `LEAD` or ``earns_most``."""
    return asked.outcome if asked.base is None else LEAD


def groups(asked: Sequence[Sensitivity]) -> dict[str, list[Sensitivity]]:
    """Return the questions by group, who wins last, in the order they are told."""
    order = [*dict.fromkeys(map(group_of, asked))]
    last = [group for group in (LEAD, EARNS_MOST) if group in order]
    order = [group for group in order if group not in last] + last
    return {group: [one for one in asked if group_of(one) == group] for group in order}


def largest(shares: Sequence[Shares]) -> Shares:
    """Return, name by name, the largest of some shares; which question they are of is the first's.

    Whether a name matters is then whether it does to any of the questions.
    """
    values = np.stack([one.value for one in shares])
    best = values.argmax(axis=0)

    def taken(field: str) -> np.ndarray:
        return np.stack([getattr(one, field) for one in shares])[best, np.arange(values.shape[1])]

    return Shares(
        asked=shares[0].asked,
        value=taken("value"),
        low=taken("low"),
        high=taken("high"),
        net=taken("net"),
        sign=taken("sign"),
        matters=np.any([one.matters for one in shares], axis=0),
        clear=np.any([one.clear for one in shares], axis=0),
        out=np.all([one.out for one in shares], axis=0),
    )


def chosen(found: Sensitivities, most: int) -> list[str]:
    """Return the names that go on to the Sobol design, the first chosen first."""
    ranked = []
    for questions in groups(found.found).values():
        shares = [share for one in questions if (share := shares_of(one)) is not None]
        if shares:
            of = largest(shares)
            order = np.argsort(-of.value, kind="stable").tolist()
            ranked.append([at for at in order if of.matters[at]])
    taken: list[int] = []
    while len(taken) < most and any(ranked):
        for own in ranked:
            left = [at for at in own if at not in taken]
            own[:] = left[1:]
            taken += left[: 1 if len(taken) < most else 0]
    return [found.names[at] for at in taken]
