"""Figures as plain dicts `{"data": [...], "layout": {...}}`, for report and dashboard alike.

They are pure functions of arrays: no figure reads a file, keeps a state, or imports plotly.
"""

from __future__ import annotations

from relsim.figures.bars import Panel, importance, phases
from relsim.figures.curves import Curve, band, plain, trailing, yearly
from relsim.figures.differences import Interval, differences, twins
from relsim.figures.labels import Reading, short_value
from relsim.figures.lines import over_share, over_time, over_values
from relsim.figures.maps import leaders, levels
from relsim.figures.measures import MEASURED, MEASURES
from relsim.figures.style import CONFIG, THEMES, Figure, ThemeName, dark_of_light, marks

__all__ = [
    "CONFIG",
    "MEASURED",
    "MEASURES",
    "THEMES",
    "Curve",
    "Figure",
    "Interval",
    "Panel",
    "Reading",
    "ThemeName",
    "band",
    "dark_of_light",
    "differences",
    "importance",
    "leaders",
    "levels",
    "marks",
    "over_share",
    "over_time",
    "over_values",
    "phases",
    "plain",
    "short_value",
    "trailing",
    "twins",
    "yearly",
]
