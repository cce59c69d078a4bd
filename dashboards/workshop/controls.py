"""What moves a scenario: levers with drag and exact entry, strategies, presets, the seed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html
from dash.development.base_component import Component

from relsim.dashboards.frame import with_dashes
from relsim.dashboards.levers import LEVERS, Lever
from relsim.dashboards.marks import UNSPOKEN, spoken, swatch
from relsim.dashboards.texts import Texts
from relsim.parameters import PARAMETERS
from relsim.strategies import PRESETS


def name_of(what: str) -> str:
    """Return the identifier of something on the Workshop page."""
    return f"workshop-{what}"


def lever(lever: Lever, texts: Texts) -> Component:
    """Return one lever: its name, where it stands in a word, drag, exact entry, what to watch."""
    title = texts(lever.title)
    unit = lever.unit or texts(f"{lever.title.removesuffix('.name')}.unit")
    bounds = PARAMETERS.get(lever.name)
    entry = dmc.NumberInput(
        id=name_of(f"entry-{lever.name}"),
        value=lever.default,
        min=bounds.low if bounds else lever.low,
        max=bounds.high if bounds else lever.high,
        step=lever.step,
        allowDecimal=not lever.whole,
        decimalScale=0 if lever.whole else 6,
        clampBehavior="blur",
        debounce=True,
        hideControls=True,
        size="xs",
        className="lever-entry",
        **spoken(texts("control.entry", name=title, unit=unit)),
    )
    slider = dmc.Slider(
        id=name_of(f"lever-{lever.name}"),
        min=lever.low,
        max=lever.high,
        step=lever.step,
        precision=6,
        value=lever.default,
        updatemode="mouseup",  # while it is dragged the script reads it (assets/workshop.js)
        label=None,
        thumbLabel=texts("control.slider", name=title, unit=unit),
        thumbSize=20,
        size=6,
        className="lever-slider",
    )
    help_text = f"{lever.meaning} ({unit})" if lever.meaning else unit
    return html.Div(
        [
            html.Div(
                [
                    html.Span(title, className="lever-name", title=help_text),
                    html.Span(
                        texts(lever.third(lever.default)),
                        id=name_of(f"word-{lever.name}"),
                        className="lever-word",
                    ),
                    entry,
                ],
                className="lever-head",
            ),
            slider,
            html.P(texts(lever.watch), className="lever-watch"),
        ],
        className="lever",
        id=name_of(f"box-{lever.name}"),
        **with_dashes(data_lever=lever.name),
    )


def levers(texts: Texts) -> list[Component]:
    """Return the six levers, in their order."""
    return [lever(one, texts) for one in LEVERS]


def strategies(texts: Texts, chosen: Sequence[str]) -> Component:
    """Return the choice of strategies, each with a piece of its line."""
    chips = [
        dmc.Chip(
            [swatch(name), html.Span(strategy.display or name)],
            value=name,
            size="sm",
            variant="outline",
            radius="md",
        )
        for name, strategy in PRESETS.items()
    ]
    return html.Div(
        dmc.ChipGroup(chips, id=name_of("strategies"), multiple=True, value=list(chosen)),
        className="chips",
        role="group",
        **spoken(texts("control.strategies")),
    )


def presets(texts: Texts, names: Sequence[str]) -> Component:
    """Return the menu of ready-made scenarios."""
    return dmc.Select(
        id=name_of("preset"),
        data=[{"value": str(i), "label": name} for i, name in enumerate(names)],
        placeholder=texts("control.preset_own"),
        value="0",
        allowDeselect=False,
        size="sm",
        comboboxProps={"withinPortal": True},
        **spoken(texts("control.preset")),
    )


def keyed(offered: Sequence[Any]) -> Sequence[Any]:
    """Return the ready-made scenarios that have a key of their own, 1 to 9."""
    return offered[:9]


def preset_keys(names: Sequence[str]) -> list[Component]:
    """Return what the keys 1 to 9 press: the first ready-made scenarios, out of sight."""
    return [
        html.Button(
            name,
            id=name_of(f"go-{place}"),
            type="button",
            className="unseen",
            tabIndex="-1",
            **UNSPOKEN,
            **with_dashes(data_key=str(place + 1)),
        )
        for place, name in enumerate(keyed(names))
    ]


def seed(texts: Texts) -> Component:
    """Return the seed's entry, and a button that draws another."""
    return html.Div(
        [
            dmc.TextInput(
                id=name_of("seed"),
                value="0",
                size="xs",
                debounce=True,
                leftSection=html.Span(texts("control.seed"), className="seed-word"),
                leftSectionWidth=48,
                className="seed-entry",
                **spoken(texts("control.seed_long")),
            ),
            html.Button(
                texts("control.luck"),
                id=name_of("luck"),
                type="button",
                className="press",
                title=texts("control.luck_help"),
            ),
        ],
        className="seed",
    )
