"""The few published numbers about real customers that the model is held against.

They come from other firms and other times, so that the bands around them (`criteria`) are wide.
"""

from __future__ import annotations

COHORT_SURVIVAL = (0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491)
"""Share of a cohort of "High End" subscribers still there after 1, 2 ... 7 years.

Source: Fader & Hardie 2007, How to project customer retention, J. Interactive Marketing 21(1),
table 1.
"""

BUYING_AGAIN = {"silent": 0.09, "unresolved": 0.19, "resolved": 0.54, "quickly": 0.82}
"""Share who buy again after a major problem, by how their complaint went.

Source: TARP, Technical Assistance Research Programs, as reported by Fast Company 2003.
"""
