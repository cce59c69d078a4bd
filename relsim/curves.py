"""The few curves that several rules share."""

from __future__ import annotations

import math

from relsim.compiled import rule

# exp(±STEEPEST) is finite and the logistic curve is flat there to the last bit that matters.
STEEPEST = 40.0
SQRT_3 = math.sqrt(3.0)


@rule
def clip(x, low, high):
    """Return x moved into [low, high]."""
    return max(low, min(high, x))


@rule
def logistic(x):
    """Return the probability that odds of e^x stand for, 0-1; safe for any finite x.

    >>> logistic(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-clip(x, -STEEPEST, STEEPEST)))


@rule
def growth(x):
    """Return e^x with x held within ±40, so that no corner of the parameter box overflows."""
    return math.exp(clip(x, -STEEPEST, STEEPEST))


@rule
def spread(u):
    """Turn a uniform number into a bounded shock of mean 0 and variance 1, within ±√3."""
    return (2.0 * u - 1.0) * SQRT_3


@rule
def logit_noise(u):
    """Turn a uniform number in [0, 1) into standard logistic noise, within ±40."""
    inside = clip(u, 1e-12, 1.0 - 1e-12)
    return math.log(inside / (1.0 - inside))
