"""Figures: readable without colour, pure, plain JSON, and true to the arrays they are given."""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsim import figures
from relsim.figures import Curve, Interval
from relsim.figures.curves import spread

THREE = ("servile", "combative", "advisory")
MANY = (*THREE, "servile-competent", *(f"own-{place}" for place in range(12)))


def three_curves(months: int = 24, replications: int = 9) -> list[Curve]:
    rng = np.random.default_rng(1)
    return [
        figures.band(name, name.title(), rng.random((replications, months)) + place)
        for place, name in enumerate(THREE)
    ]


def three_panels(label: str = "Adviser") -> list[figures.Panel]:
    whole = np.array([0.6, 0.1])
    return [
        figures.Panel(
            of, label, whole, whole - 0.05, whole + 0.05, whole / 2, ["0.60", "0.10"], told
        )
        for of, told in (("advisory", [label] * 2), ("servile", [label] * 2), (None, [label] * 2))
    ]


def every_figure(theme: figures.ThemeName, big: bool) -> dict[str, figures.Figure]:
    curves = three_curves()
    rows = [Interval(name, name, 1.0 + i, 0.5 + i, 1.5 + i, i != 1) for i, name in enumerate(THREE)]
    cells = np.arange(6.0).reshape(2, 3)
    across, upward = ["0.1", "0.2", "0.3"], ["1", "2"]
    titles: dict[str, Any] = {"across_title": "competition", "upward_title": "gap"}
    return {
        "time": figures.over_time(
            curves, unit="EUR", baseline=curves[:1], title="Margin", theme=theme, big=big
        ),
        "share": figures.over_share(
            curves, unit="EUR", across_title="accounts", theme=theme, big=big
        ),
        "values": figures.over_values(
            curves, np.arange(24.0), unit="EUR", across_title="competition", theme=theme, big=big
        ),
        "differences": figures.differences(rows, unit="EUR", theme=theme, big=big),
        "twins": figures.twins(
            ["respect"], [(row, row) for row in rows], unit="0-1", theme=theme, big=big
        ),
        "levels": figures.levels(
            {"Adviser": cells, "Fighter": cells + 1.0},
            across,
            upward,
            unit="EUR",
            theme=theme,
            big=big,
            **titles,
        ),
        "importance": figures.importance(
            three_panels(), ["competition", "crisis_rate"], unit="share", theme=theme, big=big
        ),
        "phases": figures.phases(
            {name: np.array([0.2, 0.3]) for name in THREE},
            THREE,
            ["0.1", "0.2"],
            ["0–0.15", "0.15–0.3"],
            across_title="competition",
            theme=theme,
            big=big,
        ),
        "leaders": figures.leaders(
            np.array([[0, -1, 1], [2, 2, -1]]),
            THREE,
            THREE,
            across,
            upward,
            theme=theme,
            big=big,
            **titles,
        ),
    }


def strings(value: object) -> set[str]:
    if isinstance(value, dict):
        return set().union(*map(strings, value.values()), set())
    if isinstance(value, list | tuple):
        return set().union(*map(strings, value), set())
    return {value} if isinstance(value, str) else set()


@pytest.mark.parametrize("big", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_are_plain_json(theme: figures.ThemeName, big: bool) -> None:
    for name, figure in every_figure(theme, big).items():
        assert set(figure) == {"data", "layout"}, name
        text = json.dumps(figure, allow_nan=False)
        assert json.loads(text) == figure, name


def test_presets_have_the_colours_and_dashes_of_the_contract() -> None:
    drawn = figures.marks(THREE)
    assert [(drawn[name].line, drawn[name].dash) for name in THREE] == [
        ("#0072B2", "dot"),
        ("#D55E00", "dash"),
        ("#009E73", "solid"),
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_two_strategies_look_alike(theme: figures.ThemeName) -> None:
    drawn = figures.marks(MANY, theme)
    looks = [(mark.line, mark.dash) for mark in drawn.values()]
    assert len(set(looks)) == len(MANY)
    first_lap = [drawn[name] for name in MANY[:8]]
    assert len({mark.dash for mark in first_lap}) == 8
    assert len({mark.symbol for mark in first_lap}) == 8


def test_a_strategy_keeps_its_look_whatever_else_is_shown() -> None:
    alone = figures.marks(["advisory"])["advisory"]
    assert figures.marks(["own", "advisory", "servile"])["advisory"] == alone


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("theme", "ground"), [("light", "#ffffff"), ("dark", "#1a2024")])
def test_labels_can_be_read_on_their_ground(theme: figures.ThemeName, ground: str) -> None:
    for name, mark in figures.marks(MANY, theme).items():
        assert contrast(mark.label, ground) >= 4.5, name
        assert contrast(figures.THEMES[theme].ink, mark.tint) >= 4.5, name
    assert contrast(figures.THEMES[theme].muted, ground) >= 4.5


def test_repainting_the_light_figure_gives_the_dark_one() -> None:
    twins = figures.dark_of_light()

    def repainted(value: object) -> object:
        if isinstance(value, dict):
            return {key: repainted(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [repainted(inner) for inner in value]
        return twins.get(value, value) if isinstance(value, str) else value

    light, dark = every_figure("light", False), every_figure("dark", False)
    for name in light:
        assert repainted(light[name]) == dark[name], name
        assert light[name] != dark[name], name


def test_every_line_is_labelled_at_its_end() -> None:
    figure = figures.over_time(three_curves(), unit="EUR")
    ends = [note for note in figure["layout"]["annotations"] if note["xref"] == "x"]
    assert [note["text"].split()[0] for note in ends] == ["Servile", "Combative", "Advisory"]
    assert {note["x"] for note in ends} == {24.0}


def test_the_band_holds_the_middle_of_the_replications() -> None:
    values = np.arange(101.0)[:, None] + np.array([0.0, 1000.0])
    curve = figures.band("servile", "Servile", values)
    assert curve.middle.tolist() == [50.0, 1050.0]
    assert curve.low is not None
    assert curve.high is not None
    assert curve.low.tolist() == pytest.approx([5.0, 1005.0])
    assert curve.high.tolist() == pytest.approx([95.0, 1095.0])


def test_a_band_leaves_out_what_is_undefined() -> None:
    values = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan], [2.0, 7.0, np.nan]])
    curve = figures.band("servile", "Servile", values)
    np.testing.assert_array_equal(curve.middle, [2.0, 6.0, np.nan])
    assert curve.low is not None
    np.testing.assert_allclose(curve.low, [1.1, 5.1, np.nan])


def test_one_replication_has_no_band() -> None:
    curve = figures.band("servile", "Servile", [[1.0, 2.0]])
    assert curve.low is None
    assert len(figures.over_time([curve], unit="EUR")["data"]) == 1


def test_churn_by_hand() -> None:
    churned = np.array([[1.0] * 12 + [0.0] * 12])
    clients = np.full((1, 24), 100.0)
    rate = figures.yearly(figures.trailing(churned, clients))[0]
    assert np.isnan(rate[:11]).all()
    assert rate[11] == pytest.approx(1 - 0.99**12)
    assert rate[17] == pytest.approx(1 - 0.995**12)
    assert rate[23] == 0.0


def test_churn_of_an_extinct_book_is_undefined() -> None:
    nobody = np.zeros((1, 24))
    assert np.isnan(figures.trailing(nobody, nobody)).all()


@given(
    st.lists(st.floats(0.0, 1.0), max_size=8),
    st.floats(0.01, 0.1),
)
def test_labels_never_overlap(wanted: list[float], gap: float) -> None:
    heights = spread(wanted, gap, 0.0, 1.0)
    ordered = sorted(heights)
    assert all(b - a >= gap * (1 - 1e-6) for a, b in itertools.pairwise(ordered))
    ranks = sorted(range(len(wanted)), key=lambda place: wanted[place])
    assert [heights[place] for place in ranks] == ordered


def test_undefined_values_are_gaps() -> None:
    curve = Curve("servile", "Servile", np.array([np.nan, 1.0, np.inf]))
    figure = figures.over_time([curve], unit="EUR")
    assert figure["data"][0]["y"] == [None, 1.0, None]


def test_nothing_at_all_still_draws() -> None:
    empty = Curve("servile", "Servile", np.full(5, np.nan))
    for figure in (
        figures.over_time([], unit="EUR"),
        figures.over_time([empty], unit="EUR"),
        figures.over_values([empty], np.zeros(5), unit="EUR", across_title="x"),
        figures.differences([], unit="EUR"),
        figures.levels({}, [], [], across_title="", upward_title="", unit="EUR"),
    ):
        json.dumps(figure, allow_nan=False)


def test_text_of_users_is_escaped() -> None:
    hostile = "<a href='https://example.org'>x</a>"
    curve = figures.band(hostile, hostile, np.ones((3, 4)))
    row = Interval(hostile, hostile, 1.0, 0.5, 1.5)
    cells = np.zeros((1, 1))
    titles: dict[str, Any] = {"across_title": hostile, "upward_title": hostile}
    for figure in (
        figures.over_time([curve], unit=hostile, title=hostile),
        figures.over_values([curve], [hostile] * 4, unit=hostile, across_title=hostile),
        figures.differences([row], unit=hostile, title=hostile),
        figures.twins([hostile], [(row, row)], unit=hostile),
        figures.levels({hostile: cells}, [hostile], [hostile], unit=hostile, **titles),
        figures.importance(three_panels(hostile), [hostile] * 2, unit=hostile),
        figures.phases(
            {hostile: np.ones(1)}, [hostile], [hostile], [hostile], across_title=hostile
        ),
        figures.leaders(
            np.zeros((1, 1), dtype=np.int64),
            [hostile],
            [hostile],
            [hostile],
            [hostile],
            details=[[hostile]],
            **titles,
        ),
    ):
        assert not [text for text in strings(figure) if "<a " in text]


def test_bars_of_importance_stand_in_the_order_given_with_their_intervals() -> None:
    figure = figures.importance(three_panels(), ["competition", "crisis_rate"], unit="share")
    wide, narrow, interval = figure["data"][:3]
    assert (wide["x"], narrow["x"], wide["y"]) == ([0.6, 0.1], [0.3, 0.05], [0, 1])
    assert interval["error_x"]["array"] == pytest.approx([0.05, 0.05])
    top, bottom = figure["layout"]["yaxis"]["range"]
    assert top > bottom  # the first name stands at the top
    assert figure["layout"]["yaxis"]["ticktext"] == ["competition", "crisis_rate"]
    colours = {trace["marker"]["color"] for trace in figure["data"][::3]}
    assert len(colours) == 3


def test_shares_of_a_range_leave_blank_what_is_not_clear() -> None:
    figure = every_figure("light", False)["phases"]
    assert figure["layout"]["yaxis"]["range"] == [0, 1]
    assert sum(trace["y"][0] for trace in figure["data"]) == pytest.approx(0.6)


def test_a_fixed_range_is_kept() -> None:
    figure = figures.over_time(three_curves(), unit="EUR", value_range=(0.0, 9.0))
    assert figure["layout"]["yaxis"]["range"] == [0.0, 9.0]


def test_cells_where_no_one_leads_stay_blank() -> None:
    figure = every_figure("light", False)["leaders"]
    cells = figure["data"][0]
    assert cells["text"] == [["servile", "", "combative"], ["advisory", "advisory", ""]]
    assert cells["customdata"][0][1] == "no clear difference"
    blank = figures.THEMES["light"].blank
    assert cells["colorscale"][0] == [0.0, blank]
    assert cells["colorscale"][1] == [0.25, blank]


def test_a_fine_map_names_leaders_by_a_key() -> None:
    columns = [f"{place}" for place in range(20)]
    figure = figures.leaders(
        np.tile([0, 2, -1, 1], (2, 5)),
        THREE,
        ["Yes-sayer", "Fighter", "Adviser"],
        columns,
        ["1", "2"],
        across_title="competition",
        upward_title="gap",
    )
    assert figure["data"][0]["text"][0][:4] == ["Y", "A", "", "F"]
    assert figure["data"][0]["customdata"][0][:2] == ["Yes-sayer", "Adviser"]
    key = figure["layout"]["annotations"][0]["text"]
    assert key == "Y Yes-sayer, F Fighter, A Adviser"
    assert figure["layout"]["xaxis"]["ticktext"][:3] == ["0", "2", "4"]


def test_arguments_are_not_modified() -> None:
    values = np.random.default_rng(3).random((4, 12))
    before = values.copy()
    curves = [figures.band("servile", "Servile", values)]
    figures.over_time(curves, unit="EUR")
    np.testing.assert_array_equal(values, before)


def test_the_cloud_button_is_gone() -> None:
    assert "sendChartToCloud" in figures.CONFIG["modeBarButtonsToRemove"]
    assert figures.CONFIG["plotlyServerURL"] == ""
    assert figures.CONFIG["displaylogo"] is False


def test_levels_by_ratios_get_a_logarithmic_axis_and_labels_at_the_line_ends() -> None:
    values = np.array([0.1, 0.3, 1.0, 3.0, 10.0])
    curve = Curve("servile", "Yes-sayer", np.arange(5.0), None, None)
    figure = figures.over_values([curve], values, unit="EUR", across_title="share")
    assert figure["layout"]["xaxis"]["type"] == "log"
    assert figure["data"][0]["x"] == values.tolist()
    (label,) = [a for a in figure["layout"]["annotations"] if "Yes-sayer" in a["text"]]
    assert label["x"] == 1.0
    plain = figures.over_values([curve], np.arange(5.0), unit="EUR", across_title="share")
    assert "type" not in plain["layout"]["xaxis"]
