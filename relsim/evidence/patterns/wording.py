"""What a pattern comes to, in words: for the terminal, the page and below figures."""

from __future__ import annotations

import math
import shlex

import numpy as np

from relsim.evidence.patterns.assessment import Assessment
from relsim.evidence.patterns.judging import ENOUGH, Finding
from relsim.evidence.patterns.published import BUYING_AGAIN, COHORT_SURVIVAL

READ_BACK = (
    "A criterion is structural where its value comes out of the interplay, read-back where it"
    " nearly repeats a parameter; a pattern is met when the 95 % intervals of all its structural"
    " criteria lie within their bands."
)


def verdict(met: bool) -> str:
    """Return whether something is met, in a word."""
    return "met" if met else "missed"


def kind(found: Finding) -> str:
    """Return whether a criterion counts."""
    return "structural" if found.criterion.structural else "read-back"


def label(found: Finding) -> str:
    """Return what a criterion measures, with its unit."""
    return f"{found.criterion.label} ({found.criterion.unit})"


def number(value: float) -> str:
    """Return a measured value, short; a dash where nothing could be measured.

    >>> number(0.08651), number(-0.00031), number(math.nan)
    ('0.087', '0.000', '–')
    """
    # "-0.000" would claim a sign
    return f"{round(value, 3) + 0.0:.3f}" if math.isfinite(value) else "–"


def interval(found: Finding) -> str:
    """Return the 95 % interval; a dash where there is none."""
    if not (math.isfinite(found.low) and math.isfinite(found.high)):
        return "–"
    return f"[{number(found.low)}, {number(found.high)}]"


def basis(found: Assessment) -> str:
    """Return what was measured how often, and what the intervals cover."""
    told = (
        f"{found.firm} {found.replications:,} replications, seed {found.seed}; the intervals cover"
        " luck, not the world."
    )
    if found.changed:
        changes = ", ".join(f"{name} = {value:g}" for name, value in found.changed.items())
        told += f" Not at their defaults: {changes}."
    if found.replications < ENOUGH:
        told += f" Fewer than {ENOUGH} replications are too few to judge a pattern by."
    return told


def command(found: Assessment) -> str:
    """Return the command that gives the same numbers again."""
    words = ["relsim", "patterns", "--replications", str(found.replications)]
    words += ["--seed", str(found.seed)]
    for name, value in found.changed.items():
        words += ["--set", f"{name}={value!r}"]
    return shlex.join(words)


def on_survival(found: Assessment) -> str:
    """Return what the survival of a new cohort comes to (P1)."""
    model = found.lines["survival"].middle[-1]
    error = _value(found, "survival_rmse")
    rises = "rises" if _met(found, "retention_rises") else "does not clearly rise"
    alone = "also" if _met(found, "sorting_rises") else "not clearly"
    return (
        f"After seven years {_percent(model)} of new clients are left,"
        f" {_percent(COHORT_SURVIVAL[-1])} of the published cohort, {error:.1f} points apart over"
        f" the years (at most 2.5); retention {rises} with tenure, {alone} by sorting alone."
    )


def on_whale(found: Assessment) -> str:
    """Return what the whale curve comes to (P7)."""
    line = found.lines["whale"].middle
    if not np.isfinite(line).all():
        return "There was no profit to be shared."
    return (
        f"The best 20 % of customers bring {_percent(_value(found, 'whale_top'))} of all profit"
        f" (published 120 to 320 %), the worst 10 % lose {_percent(_value(found, 'whale_worst'))}"
        " of it (25 to 200 %)."
    )


def on_orientation(found: Assessment) -> str:
    """Return what customer orientation does (P4)."""
    margin = found.lines["margin"].middle
    if not np.isfinite(margin).all():
        return "Nothing was sold."
    best = _value(found, "margin_optimum")
    ends = all(_met(found, name) for name in ("margin_slope_low", "margin_slope_high"))
    shape = f"peaks at {best:.2f}" if ends else f"is highest at {best:.2f}, without a clear peak"
    rises = "rises throughout" if _met(found, "satisfaction_slope") else "does not rise throughout"
    return (
        f"Margin {shape} and satisfaction {rises} as diagnosis, empathy, yielding and service time"
        " (initiative, and no triage) of all reps go from 0 to 1 together."
    )


def on_recovery(found: Assessment) -> str:
    """Return who buys again after a failure (P14)."""
    names = [f"again_{name}" for name in BUYING_AGAIN]
    near = sum(_met(found, name) for name in names)
    shares = ", ".join(_percent(_value(found, name)) for name in names)
    return (
        f"Three months after a major failure {shares} are still clients, from silent to quickly"
        f" resolved: {near} of {len(names)} shares are clearly within .10 of the published."
    )


def _finding(found: Assessment, name: str) -> Finding:
    return next(one for one in found.findings if one.criterion.name == name)


def _value(found: Assessment, name: str) -> float:
    return _finding(found, name).value


def _met(found: Assessment, name: str) -> bool:
    return _finding(found, name).met


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if math.isfinite(share) else "–"
