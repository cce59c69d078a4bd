"""What is known of real customers, and how the model does on it.

==============  =====================================================================
file            holds
==============  =====================================================================
published       the published numbers
criteria        the ten patterns, their criteria and bands: add a criterion here
firm            the firm they are measured on, copied and forced where a pattern asks
customers       P1, P3, P7, P9, P11: an established book
talks           P8, P12: pitches and bargaining
forced          P13, P14: an instant yes, failures
orientation     P4: the index of customer orientation
measuring       all of them on a fresh territory: sums that pool over replications
judging         values, intervals, met or missed
assessment      all of it together, as patterns.json keeps it
==============  =====================================================================
"""

from relsim.evidence.patterns.assessment import Assessment, assess, assessment_of
from relsim.evidence.patterns.criteria import CRITERIA, PATTERNS, Criterion, Pattern
from relsim.evidence.patterns.judging import (
    Finding,
    Line,
    Redrawn,
    judge,
    patterns_met,
    pooled,
    values_of,
)
from relsim.evidence.patterns.measuring import measure, measure_all

__all__ = [
    "CRITERIA",
    "PATTERNS",
    "Assessment",
    "Criterion",
    "Finding",
    "Line",
    "Pattern",
    "Redrawn",
    "assess",
    "assessment_of",
    "judge",
    "measure",
    "measure_all",
    "patterns_met",
    "pooled",
    "values_of",
]
