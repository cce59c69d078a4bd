"""From the measures of cells to effects: contrasts within replications, turned as a claim says."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from relsim.evidence.claims.claim import Cell, Contrast, Question
from relsim.evidence.claims.verdict import Effect, Floats

Reader = Callable[[Cell, str], Floats]
"""A cell's measure in each world and replication: float64, shape (..., replications)."""


def effects(questions: Sequence[Question], read: Reader) -> list[Effect]:
    """Return the effects that a claim speaks of, each against its threshold.

    Parameters
    ----------
    questions
        The outcomes of the claim.
    read
        Gives a cell's measure; its leading axes are worlds.
    """
    found: list[Effect] = []
    for question in questions:
        last = len(question.contrasts) - 1
        for place, contrast in enumerate(question.contrasts):
            crossed = question.estimand == "crossing" and place == 0
            sign = -question.sign if crossed else question.sign
            found.append(
                Effect(
                    contrast.label,
                    sign * contrast_in(contrast, read),
                    sign,
                    threshold(question),
                    question.delta,
                    decides=place in (0, last) and not question.beside,
                )
            )
    return found


def threshold(question: Question) -> float:
    """Return what the mean of an effect, in the claimed direction, must pass."""
    if question.estimand == "association":
        return question.sign * question.bound
    return -question.delta if question.estimand == "non-inferiority" else question.delta


def contrast_in(contrast: Contrast, read: Reader) -> Floats:
    """Return a contrast in each replication; relative ones as linearised ratios.

    A relative effect is the mean contrast by the mean of what it is relative to. Its replications
    are those of the ratio's linear approximation, so that luck in both is in the interval.

    Source: the delta method, as in Fieller 1954 for large samples; Koehler, Brown & Haneuse 2009.

    Examples
    --------
    >>> from relsim.evidence.claims.claim import Term
    >>> one, other = Cell("treatment", "a"), Cell("control", "b")
    >>> runs = {"a margin": [3.0, 5.0], "b margin": [1.0, 2.0], "b list": [8.0, 12.0]}
    >>> read = lambda cell, measure: np.array(runs[f"{cell.strategy} {measure}"])
    >>> terms = (Term(one, 1.0, "margin"), Term(other, -1.0, "margin"))
    >>> contrast_in(Contrast(terms), read).tolist()
    [2.0, 3.0]
    >>> contrast_in(Contrast(terms, "list"), read).round(3).tolist()
    [0.25, 0.25]
    """
    total = sum(term.weight * read(term.cell, term.measure) for term in contrast.terms)
    difference = np.asarray(total, dtype=np.float64)
    if not contrast.relative_to:
        return difference
    scale = np.mean([read(cell, contrast.relative_to) for cell in contrast.controls], axis=0)
    both = ~(np.isnan(difference) | np.isnan(scale))
    count = np.maximum(both.sum(axis=-1, keepdims=True), 1)
    mean = np.where(both, difference, 0.0).sum(axis=-1, keepdims=True) / count
    size = np.where(both, scale, 0.0).sum(axis=-1, keepdims=True) / count
    # Where nothing was sold there is nothing to be relative to.
    size = np.where(size > 0, size, np.nan)
    return mean / size + (difference - mean / size * scale) / size
