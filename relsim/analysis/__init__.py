"""What the runs say: strategies compared, customers followed, results put into words.

>>> from relsim.analysis import compare_outcome
>>> found = compare_outcome({"servile": [1.0, 2.0, 4.0], "advisory": [3.0, 4.0, 6.1]})
>>> found.differences[0].verdict
'more'
"""

from __future__ import annotations

from relsim.analysis.bands import Bands, series_bands
from relsim.analysis.compare import compare_outcome, compare_outcomes, compare_runs
from relsim.analysis.findings import (
    Best,
    Comparison,
    Described,
    Difference,
    Estimate,
    Measured,
)
from relsim.analysis.intervals import replications_for_half_width, replications_to_settle
from relsim.analysis.tenure import Survival, WhaleCurve, retention_by_tenure, whale_curve
from relsim.analysis.wording import (
    EACH_OUTCOME_ALONE,
    INTERVALS_COVER_LUCK,
    REPLICATION_IS_THE_UNIT,
)

__all__ = [
    "EACH_OUTCOME_ALONE",
    "INTERVALS_COVER_LUCK",
    "REPLICATION_IS_THE_UNIT",
    "Bands",
    "Best",
    "Comparison",
    "Described",
    "Difference",
    "Estimate",
    "Measured",
    "Survival",
    "WhaleCurve",
    "compare_outcome",
    "compare_outcomes",
    "compare_runs",
    "replications_for_half_width",
    "replications_to_settle",
    "retention_by_tenure",
    "series_bands",
    "whale_curve",
]
