"""The shipped strategies: named points, each with its origin."""

from __future__ import annotations

from relsim.state import BEHAVIOURS
from relsim.strategies.protocol import Strategy


def _preset(
    name: str, display: str, origin: str, *amounts: float, adapts: bool = False
) -> Strategy:
    point = dict(zip(BEHAVIOURS, amounts, strict=True))
    return Strategy(name, point, display=display, origin=origin, adapts=adapts)


_ESSAYS = "five essays on whether the customer is king; numbers assumed"

# fmt: off
#                 yield  recip  diagn  chall  init   emp    cand   triage open   walk   select
_SERVILE       = (0.90,  0.05,  0.15,  0.00,  0.10,  0.80,  0.15,  0.00,  0.60,  0.00,  0.00)
_COMBATIVE     = (0.10,  0.10,  0.30,  0.90,  0.30,  0.10,  0.70,  0.90,  0.05,  0.90,  0.30)
_ADVISORY      = (0.40,  0.85,  0.80,  0.65,  0.70,  0.75,  0.90,  0.80,  0.85,  0.60,  0.30)
_COMPETENT     = (0.90,  0.05,  0.80,  0.00,  0.10,  0.80,  0.90,  0.00,  0.85,  0.00,  0.00)
_MIDDLING      = (0.50,) * 11
# fmt: on

PRESETS: dict[str, Strategy] = {
    strategy.name: strategy
    for strategy in (
        _preset("servile", "yes-sayer", _ESSAYS, *_SERVILE),
        _preset("combative", "fighter", _ESSAYS, *_COMBATIVE),
        _preset("advisory", "adviser", _ESSAYS, *_ADVISORY),
        _preset(
            "servile-competent",
            "competent yes-sayer",
            "servile with the advisory's diagnosis, candour and openness: no straw man",
            *_COMPETENT,
        ),
        _preset(
            "middling",
            "average rep",
            "every behaviour half-way: the point from which single behaviours are swept",
            *_MIDDLING,
        ),
        _preset(
            "adaptive",
            "learner",
            "starts half-way and learns from the accounts (M17)",
            *_MIDDLING,
            adapts=True,
        ),
        _preset(
            "adaptive-servile",
            "yes-sayer who learns",
            "starts as the servile and learns from the accounts (M17)",
            *_SERVILE,
            adapts=True,
        ),
    )
}
