"""Small multiples: the lines of several places on one scale, each in its own column."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from relsim import figures
from relsim.figures import Curve

THREE = ("servile", "combative", "advisory")
ROOM = {"width": 1200, "height": 220, "left": 150}


def panel(scale: float, months: int = 24) -> list[Curve]:
    rng = np.random.default_rng(3)
    return [
        figures.band(name, name.title(), scale * (rng.random((5, months)) + place))
        for place, name in enumerate(THREE)
    ]


def drawn(panels: list[list[Curve]], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = figures.multiples(panels, **(ROOM | more))
    return found


def panels_of(figure: dict[str, Any]) -> list[list[dict[str, Any]]]:
    axes = [name.replace("xaxis", "x") for name in figure["layout"] if name.startswith("xaxis")]
    named = [trace for trace in figure["data"] if trace.get("name")]
    return [[trace for trace in named if trace["xaxis"] == axis] for axis in axes]


def test_every_panel_has_its_own_lines_on_one_vertical_scale() -> None:
    panels = [panel(1.0), panel(2.0), panel(10.0)]
    figure = drawn(panels)
    for shown, given in zip(panels_of(figure), panels, strict=True):
        assert [trace["y"] for trace in shown] == [figures.plain(curve.middle) for curve in given]
    assert {trace["yaxis"] for trace in figure["data"]} == {"y"}
    low, high = figure["layout"]["yaxis"]["range"]
    assert low <= 0.0
    assert high >= 20.0
    assert json.loads(json.dumps(figure)) == figure


def test_panels_share_months_and_stand_beside_each_other() -> None:
    layout = drawn([panel(1.0, 24), panel(1.0, 60)])["layout"]
    assert layout["xaxis"]["range"] == layout["xaxis2"]["range"] == [0, 60]
    assert layout["xaxis"]["dtick"] == layout["xaxis2"]["dtick"]
    (_, end), (begin, last) = layout["xaxis"]["domain"], layout["xaxis2"]["domain"]
    assert end < begin == 0.5
    assert last < 1.0


def test_the_first_panel_lies_in_grey_beneath_the_others() -> None:
    first = panel(1.0)
    figure = drawn([first, panel(2.0)], baseline=first)
    grey = [trace for trace in figure["data"] if "name" not in trace and "fill" not in trace]
    assert [trace["xaxis"] for trace in grey] == ["x2"] * 3
    assert [trace["y"] for trace in grey] == [figures.plain(curve.middle) for curve in first]
    marks = figures.marks(THREE)
    assert [trace["line"]["dash"] for trace in grey] == [marks[name].dash for name in THREE]


@pytest.mark.parametrize("height", [60, 120, 400])
def test_no_label_stands_beyond_the_scale_where_it_would_not_be_drawn(height: int) -> None:
    crowded = [Curve(f"own-{place}", "Rep", np.full(12, 0.5 + place / 1000)) for place in range(6)]
    figure = drawn([crowded, crowded], reading="index", height=height)
    heights = [note["y"] for note in figure["layout"]["annotations"]]
    assert len(heights) == 12
    assert min(heights) >= 0.0
    assert max(heights) <= 1.0


def test_labels_are_short_where_names_would_take_the_lines_room() -> None:
    names = [note["text"] for note in drawn([panel(1.0)] * 2)["layout"]["annotations"]]
    values = [
        note["text"] for note in drawn([panel(1.0)] * 2, named=False)["layout"]["annotations"]
    ]
    assert names[0].startswith("Servile")
    assert all(name.endswith(value) for name, value in zip(names, values, strict=True))
    assert not any(value.startswith("Servile") for value in values)


def test_a_panel_without_any_value_is_empty_and_labels_stay_with_their_lines() -> None:
    lost = [Curve(name, name.title(), np.full(24, np.nan)) for name in THREE]
    mixed = [panel(1.0)[0], lost[1], panel(1.0)[2]]
    figure = drawn([lost, mixed])
    notes = figure["layout"]["annotations"]
    assert [note["xref"] for note in notes] == ["x2", "x2"]
    assert [note["text"].split()[0] for note in notes] == ["Servile", "Advisory"]


def test_labels_are_text() -> None:
    evil = [Curve("own", "<b>&", np.ones(12))]
    assert "&lt;b&gt;&amp;" in drawn([evil])["layout"]["annotations"][0]["text"]
