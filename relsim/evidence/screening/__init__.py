"""Which numbers of the model matter, and which of them decide which strategy wins.

First a Morris screening of everything that may plausibly be otherwise, then Sobol indices of the
few names that mattered there. ``varied`` says what may be otherwise, ``studies`` makes the two
experiments, ``matters`` ranks names and chooses among them, ``findings`` puts it all together.
"""

from __future__ import annotations

from relsim.evidence.screening.findings import Decided, Findings, findings_of
from relsim.evidence.screening.matters import (
    MATTERS,
    OUTCOMES_ASKED,
    Shares,
    chosen,
    groups,
    largest,
    shares_of,
)
from relsim.evidence.screening.studies import Sizes, deciding, screening
from relsim.evidence.screening.varied import Varied, varied_of

__all__ = [
    "MATTERS",
    "OUTCOMES_ASKED",
    "Decided",
    "Findings",
    "Shares",
    "Sizes",
    "Varied",
    "chosen",
    "deciding",
    "findings_of",
    "groups",
    "largest",
    "screening",
    "shares_of",
    "varied_of",
]
