"""Outcomes of one's own: a quantity over a cohort of accounts and a window of months.

>>> from relsim.measures import parse_measures
>>> table = {"name": "late", "of": "lateness", "window": [3, 23], "cohort": {"status": "client"}}
>>> (late,) = parse_measures([table], periods=24)
>>> late.outcome.label, late.outcome.unit, late.outcome.good
('Late', 'months', -1)
"""

from __future__ import annotations

from relsim.measures.measure import Cohort, Measure, parse_measures
from relsim.measures.measuring import check_cohorts, cohort_of, run_measured
from relsim.measures.quantities import QUANTITIES, Quantity

__all__ = [
    "QUANTITIES",
    "Cohort",
    "Measure",
    "Quantity",
    "check_cohorts",
    "cohort_of",
    "parse_measures",
    "run_measured",
]
