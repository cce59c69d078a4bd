"""How figures look: colours, dashes and type, on paper and on a projector.

A strategy is told by colour *and* dash *and* marker *and* a label at the end of its line, so that
no figure depends on colour alone. Colours are Okabe and Ito's (2008), lighter on dark ground.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import Any, Literal

ThemeName = Literal["light", "dark"]
Figure = dict[str, Any]

FONT = (
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", '
    '"Noto Sans", "Liberation Sans", Arial, sans-serif'
)

CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "displaylogo": False,
        "responsive": True,
        # Plotly's "share chart" uploads the figure to a cloud; nothing here may leave the machine.
        "showSendToCloud": False,
        "plotlyServerURL": "",
        "modeBarButtonsToRemove": [
            "sendChartToCloud",
            "zoom2d",
            "pan2d",
            "select2d",
            "lasso2d",
            "zoomIn2d",
            "zoomOut2d",
            "autoScale2d",
            "resetScale2d",
        ],
    }
)


@dataclass(frozen=True, slots=True)
class Theme:
    """The neutral colours of a ground: ink and lines, without any strategy's colour."""

    ink: str
    muted: str
    grid: str
    axis: str
    baseline: str
    hover: str
    blank: str


THEMES: Mapping[ThemeName, Theme] = MappingProxyType(
    {
        "light": Theme(
            ink="#1b2127",
            muted="#5a646e",
            grid="#e8ebee",
            axis="#b9c1c8",
            baseline="#8d969f",
            hover="#fdfdfe",
            blank="#f3f5f6",
        ),
        "dark": Theme(
            ink="#eceff1",
            muted="#a9b4bd",
            grid="#2c343b",
            axis="#56616b",
            baseline="#8b969f",
            hover="#20272d",
            blank="#252d33",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one strategy is drawn: line, band, label and cell colours, dash and marker."""

    line: str
    band: str
    label: str
    tint: str
    dash: str
    symbol: str


def _mark(line: str, label: str, tint: str, dash: str, symbol: str) -> Mark:
    red, green, blue = (int(line[i : i + 2], 16) for i in (1, 3, 5))
    return Mark(line, f"rgba({red},{green},{blue},0.15)", label, tint, dash, symbol)


# No strategies, but what is held against real customers; no strategy's name has a space in it.
MODEL, REAL, SORTING = "the model", "real customers", "sorting alone"

_LONG, _MIXED, _FINE, _SPARSE = "longdash", "longdashdot", "3px 2px", "14px 4px 3px 4px 3px 4px"
_NAMED: Mapping[ThemeName, Mapping[str, Mark]] = {
    "light": {
        "servile": _mark("#0072B2", "#005f96", "#b5d6ea", "dot", "circle"),
        "combative": _mark("#D55E00", "#ad4c00", "#f6cfb4", "dash", "square"),
        "advisory": _mark("#009E73", "#00714f", "#b0e0d0", "solid", "diamond"),
        "servile-competent": _mark("#CC79A7", "#99487a", "#efd5e4", "dashdot", "triangle-up"),
        MODEL: _mark("#3d464e", "#2c343a", "#d5d9dc", "solid", "circle"),
        REAL: _mark("#E69F00", "#8a5f00", "#f9e3b4", "dot", "diamond"),
        SORTING: _mark("#56B4E9", "#1c6f9f", "#d3eafa", "dash", "square"),
    },
    "dark": {
        "servile": _mark("#4FB0E8", "#74c2f0", "#1d4a66", "dot", "circle"),
        "combative": _mark("#FF8A3C", "#ffa264", "#6b3a16", "dash", "square"),
        "advisory": _mark("#33CFA0", "#5fdcb6", "#155541", "solid", "diamond"),
        "servile-competent": _mark("#E7A3C8", "#eeb9d6", "#5d3850", "dashdot", "triangle-up"),
        MODEL: _mark("#CBD3D9", "#d9dfe3", "#485159", "solid", "circle"),
        REAL: _mark("#F5B83D", "#f8c968", "#5f4712", "dot", "diamond"),
        SORTING: _mark("#8FD0F7", "#a9dbf9", "#264f66", "dash", "square"),
    },
}
_FREE: Mapping[ThemeName, tuple[Mark, ...]] = {
    "light": (
        _mark("#E69F00", "#8a5f00", "#f9e3b4", _LONG, "cross"),
        _mark("#56B4E9", "#1c6f9f", "#d3eafa", _MIXED, "x"),
        _mark("#3d464e", "#2c343a", "#d5d9dc", _FINE, "star"),
        _mark("#b3a800", "#6b6500", "#f2efb3", _SPARSE, "hexagon"),
    ),
    "dark": (
        _mark("#F5B83D", "#f8c968", "#5f4712", _LONG, "cross"),
        _mark("#8FD0F7", "#a9dbf9", "#264f66", _MIXED, "x"),
        _mark("#CBD3D9", "#d9dfe3", "#485159", _FINE, "star"),
        _mark("#F0E442", "#f3ea70", "#57531a", _SPARSE, "hexagon"),
    ),
}
_DASHES = ("solid", "dash", "dot", "dashdot", _LONG, _MIXED, _FINE, _SPARSE)


def marks(strategies: Iterable[str], theme: ThemeName = "light") -> dict[str, Mark]:
    """Return how each strategy is drawn: presets always alike, others in colours not yet taken.

    >>> marks(["patient", "servile"])["servile"].line
    '#0072B2'
    """
    named, free = _NAMED[theme], _FREE[theme]
    chosen: dict[str, Mark] = {}
    others = 0
    for name in dict.fromkeys(strategies):
        if name in named:
            chosen[name] = named[name]
            continue
        lap, place = divmod(others, len(free))
        mark = free[place]
        # After one lap colours repeat, so the dash moves on and the pair stays distinct.
        dash = mark.dash if lap == 0 else _DASHES[(place + lap) % len(_DASHES)]
        chosen[name] = Mark(mark.line, mark.band, mark.label, mark.tint, dash, mark.symbol)
        others += 1
    return chosen


def dark_of_light() -> dict[str, str]:
    """Return each light colour's dark twin, so that a page can repaint its figures by itself."""
    light, dark = THEMES["light"], THEMES["dark"]
    twins = {getattr(light, field): getattr(dark, field) for field in Theme.__slots__}
    pairs = [(_NAMED["light"][name], _NAMED["dark"][name]) for name in _NAMED["light"]]
    pairs += list(zip(_FREE["light"], _FREE["dark"], strict=True))
    for ours, theirs in pairs:
        for field in ("line", "band", "label", "tint"):
            twins[getattr(ours, field)] = getattr(theirs, field)
    return twins


def text_size(big: bool) -> int:
    """Return the size of text in a figure (px): for a page, or for the back row of a room."""
    return 22 if big else 14


def label_margin(labels: Iterable[str], big: bool) -> int:
    """Return the room (px) that labels at the ends of lines need to the right of a plot."""
    longest = max((len(label) for label in labels), default=0)
    return int(18 + longest * text_size(big) * 0.58)


def base_layout(
    theme: ThemeName,
    big: bool,
    *,
    height: int | None,
    right: int = 20,
    title: str | None = None,
) -> dict[str, Any]:
    """Return what all figures share: type, ground, margins and hover labels."""
    colours, size = THEMES[theme], text_size(big)
    top = size * 2 + (size * 2 if title else 0)
    layout: dict[str, Any] = {
        "font": {"family": FONT, "size": size, "color": colours.ink},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": size * 4 + 4, "r": right, "t": top, "b": size * 4, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {
            "bgcolor": colours.hover,
            "bordercolor": colours.axis,
            "font": {"family": FONT, "size": size, "color": colours.ink},
        },
        "annotations": [],
        "shapes": [],
    }
    if height is not None:
        layout["height"] = height
    if title:
        layout["title"] = {
            "text": escape(title, quote=False),
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "font": {"size": int(size * 1.25), "color": colours.ink},
        }
    return layout


def axis(theme: ThemeName, *, grid: bool, **more: Any) -> dict[str, Any]:
    """Return one quiet axis: a thin line, few ticks, a grid only where values are read off."""
    colours = THEMES[theme]
    quiet: dict[str, Any] = {
        "showgrid": grid,
        "gridcolor": colours.grid,
        "zeroline": False,
        "showline": not grid,
        "linecolor": colours.axis,
        "ticks": "" if grid else "outside",
        "tickcolor": colours.axis,
        "ticklen": 5,
        "tickfont": {"color": colours.muted},
        "tickangle": 0,
        "fixedrange": True,
        "automargin": True,
    }
    return quiet | more


def axis_title(text: str, theme: ThemeName, big: bool) -> dict[str, Any]:
    """Return what runs along an axis, no larger than its ticks, its text escaped."""
    return {
        "text": escape(text, quote=False),
        "standoff": 6,
        "font": {"color": THEMES[theme].muted, "size": text_size(big)},
    }


def note(text: str, theme: ThemeName, **more: Any) -> dict[str, Any]:
    """Return one annotation in muted ink, its text escaped."""
    plain: dict[str, Any] = {
        "text": escape(text, quote=False),
        "showarrow": False,
        "xref": "paper",
        "yref": "paper",
        "font": {"color": THEMES[theme].muted},
    }
    return plain | more


def unit_note(unit: str, theme: ThemeName, big: bool) -> dict[str, Any]:
    """Return the unit of the vertical axis, set flat above it where it is read first."""
    shift = int(text_size(big) * 0.5)
    return note(unit, theme, x=0, y=1, xanchor="left", yanchor="bottom", yshift=shift)
