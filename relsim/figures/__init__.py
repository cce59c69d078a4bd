"""Figures as plain dicts `{"data": [...], "layout": {...}}`, for report and dashboard alike.

They are pure functions of arrays: no figure reads a file, keeps a state, or imports plotly.
"""

from __future__ import annotations

from relsim.figures.bars import Panel, importance, phases
from relsim.figures.curves import Curve, band, plain, trailing, yearly
from relsim.figures.differences import Interval, differences, twins
from relsim.figures.labels import Reading, reading_of, short_value
from relsim.figures.lines import over_share, over_time, over_values
from relsim.figures.lives import Happened, Life, lives
from relsim.figures.maps import leaders, levels
from relsim.figures.measures import MEASURED, MEASURES
from relsim.figures.multiples import labels_width, multiples
from relsim.figures.style import CONFIG, THEMES, Figure, ThemeName, dark_of_light, marks

__all__ = [
    "CONFIG",
    "MEASURED",
    "MEASURES",
    "THEMES",
    "Curve",
    "Figure",
    "Happened",
    "Interval",
    "Life",
    "Panel",
    "Reading",
    "ThemeName",
    "band",
    "dark_of_light",
    "differences",
    "importance",
    "labels_width",
    "leaders",
    "levels",
    "lives",
    "marks",
    "multiples",
    "over_share",
    "over_time",
    "over_values",
    "phases",
    "plain",
    "reading_of",
    "short_value",
    "trailing",
    "twins",
    "yearly",
]
