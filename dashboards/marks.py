"""How strategies are called and marked on every page, and what is said to a screen reader."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dash import html
from dash.development.base_component import Component

from relsim import figures
from relsim.strategies import PRESETS

#: The neutral names of the shipped strategies.
NAMES: Mapping[str, str] = {name: preset.display or name for name, preset in PRESETS.items()}
#: Dashes of the marks in pixels, as a legend draws them.
_STROKES: Mapping[str, tuple[int, ...]] = {
    "dot": (3, 3),
    "dash": (8, 4),
    "dashdot": (8, 3, 2, 3),
    "longdash": (12, 4),
}


#: A figure before anything is drawn in it: no axes, on the page's own ground.
EMPTY_FIGURE: Mapping[str, Any] = MappingProxyType(
    {
        "data": [],
        "layout": {
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {"visible": False},
            "yaxis": {"visible": False},
        },
    }
)
#: What is drawn for the eye only.
UNSPOKEN: Mapping[str, Any] = MappingProxyType({"aria-hidden": "true"})


def spoken(text: str) -> dict[str, Any]:
    """Return what names something for a screen reader."""
    return {"aria-label": text}


def swatch(strategy: str) -> Component:
    """Return a short piece of a strategy's line, in its colour and dash, on either ground."""
    grounds = {
        f"--{theme}": _stroke(mark.line, mark.dash)
        for theme, mark in (("light", _mark(strategy, "light")), ("dark", _mark(strategy, "dark")))
    }
    return html.Span(className="swatch", style=grounds, **UNSPOKEN)


def ink(strategy: str) -> dict[str, str]:
    """Return the style of text in a strategy's colour, dark enough to be read on either ground."""
    return {"--light": _mark(strategy, "light").label, "--dark": _mark(strategy, "dark").label}


def _mark(strategy: str, theme: figures.ThemeName) -> figures.style.Mark:
    """Return how a strategy is drawn wherever it stands: no other takes its colour.

    Whoever is no strategy, as a player, has the first colour that none of the three takes.
    """
    return figures.marks(PRESETS if strategy in PRESETS else (strategy,), theme)[strategy]


def _stroke(colour: str, dash: str) -> str:
    """Return a piece of line as a background: Plotly's dashes in short."""
    lengths = _STROKES.get(dash, (1, 0))
    stops: list[str] = []
    place = 0
    for order, length in enumerate(lengths):
        shown = colour if order % 2 == 0 else "transparent"
        stops.append(f"{shown} {place}px {place + length}px")
        place += length
    return f"repeating-linear-gradient(90deg,{','.join(stops)})"
