"""The figure of an account's lives: what is drawn where, and in whose colour."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from relsim.figures import Happened, Life, lives, marks
from relsim.figures.lives import SYMBOLS
from relsim.tracing.scenes import SCENES

PANELS = {"respect": "Respect", "trust": "Trust"}
MONTHS = 24


def life(strategy: str, **more: Any) -> Life:
    line = np.linspace(0.4, 0.62, MONTHS)
    line[20:] = np.nan
    events = (Happened(3, "yes", "gives"), Happened(3, "trouble", "<b>bad</b>"))
    return Life(strategy, strategy.title(), {"respect": line, "trust": line / 2}, events, **more)


def test_each_belief_has_its_panel_on_one_axis_of_months() -> None:
    figure = lives([life("servile"), life("advisory")], PANELS, month=7, changed=[5])
    layout = figure["layout"]
    domains = [layout[f"yaxis{number}"]["domain"] for number in (2, 3)]
    strip = layout["yaxis"]["domain"]
    assert domains[0][0] > domains[1][1] > domains[1][0] > strip[1]
    assert [shape["x0"] for shape in layout["shapes"]] == [7, 5]
    respect = [t for t in figure["data"] if t.get("yaxis") == "y2" and t["mode"] == "lines"]
    assert [one["line"]["dash"] for one in respect] == ["dot", "solid"]
    assert respect[0]["y"][0] == pytest.approx(0.4)
    assert respect[0]["y"][20:] == [None] * 4
    json.dumps(figure, allow_nan=False)


def test_what_the_rep_does_stands_on_the_lines_and_what_befalls_below_in_the_row() -> None:
    figure = lives([life("servile")], PANELS)
    on_lines = [t for t in figure["data"] if t["mode"] == "markers" and t["yaxis"] != "y"]
    assert [one["marker"]["symbol"] for one in on_lines] == [[SYMBOLS["yes"]]] * 2
    (row,) = (t for t in figure["data"] if t["mode"] == "markers" and t["yaxis"] == "y")
    assert row["x"] == [3, 3] and row["y"][0] < row["y"][1]
    assert row["text"] == ["gives", "&lt;b&gt;bad&lt;/b&gt;"]
    assert row["marker"]["color"] == marks(["servile"])["servile"].line
    assert set(SCENES.values()) <= set(SYMBOLS)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_life_as_it_would_have_been_is_grey_beneath(theme: Any) -> None:
    plain = {"respect": np.full(MONTHS, 0.9)}
    figure = lives([life("servile", otherwise=plain)], PANELS, theme=theme)
    respect = [t for t in figure["data"] if t.get("yaxis") == "y2" and t["mode"] == "lines"]
    grey, colour = respect
    assert "name" not in grey and grey["line"]["dash"] == colour["line"]["dash"] == "dot"
    assert colour["line"]["color"] == marks(["servile"], theme)["servile"].line
    low, high = figure["layout"]["yaxis2"]["range"]
    assert low <= 0.4 and high >= 0.9


def test_labels_name_the_last_value_and_keep_their_distance() -> None:
    shown = [life("servile"), life("combative"), life("advisory")]
    for height in (300, 900):
        layout = lives(shown, PANELS, size=14, height=height)["layout"]
        notes = [one for one in layout["annotations"] if one["yref"] == "y2"]
        assert [one["text"] for one in notes] == [
            f"{name} 0.58" for name in ("Servile", "Combative", "Advisory")
        ]
        low, high = layout["yaxis2"]["range"]
        bottom, top = layout["yaxis2"]["domain"]
        margins = layout["margin"]["t"] + layout["margin"]["b"]
        pixel = (high - low) / ((top - bottom) * (height - margins))
        levels = sorted(one["y"] for one in notes)
        assert min(np.diff(levels)) >= 0.98 * 14 * 1.2 * pixel


def test_a_long_life_has_smaller_events_and_a_life_without_contact_is_drawn() -> None:
    long = np.full(600, 0.5)
    one = Life("servile", "S", {"respect": long}, (Happened(3, "yes"),))
    short = Life("servile", "S", {"respect": long[:24]}, (Happened(3, "yes"),))

    def sizes(figure: Any) -> list[float]:
        return [t["marker"]["size"] for t in figure["data"] if t["mode"] == "markers"]

    many, few = (sizes(lives([each], {"respect": "R"})) for each in (one, short))
    assert all(a == pytest.approx(b / 2) for a, b in zip(many, few, strict=True))
    never = Life("servile", "S", {"respect": np.full(12, np.nan)})
    figure = lives([never], {"respect": "R"})
    assert figure["layout"]["yaxis2"]["range"] == [0.0, 1.0]
    json.dumps(figure, allow_nan=False)
