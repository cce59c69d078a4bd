"""What is compared on the Compare page: honest numbers, one cap for all, and links from anyone."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relsim.dashboards.compare import apart
from relsim.dashboards.compare.answers import ORDERED, answer
from relsim.dashboards.compare.asked import MOST, VIEW, View, affordable, from_query, link, read
from relsim.dashboards.compare.contrasts import contrasts, plain_text, table
from relsim.dashboards.compare.side_by_side import in_signs
from relsim.dashboards.live import Live
from relsim.dashboards.posted import _component
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import CAP, WORKSHOP, Scenario
from relsim.dashboards.texts import texts
from relsim.metrics import OUTCOMES

SMALL = Scenario(
    settings=(("customers", 120), ("reps", 2), ("competition", 0.05)),
    periods=24,
    replications=4,
    seed=11,
)
FIERCE = SMALL.changed("competition", 0.3)
WIDE = SMALL.changed("want_need_gap_mean", 0.8)
SAID = texts("en")


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    opened = Live(workers=2)
    yield opened
    opened.close()


def asked(live: Live, *scenarios: Scenario, **more: Any) -> dict[str, Any]:
    request = {"pins": [one.to_json() for one in scenarios], **more}
    found = answer(read(request), live, SAID)
    carried: dict[str, Any] = json.loads(json.dumps(found, default=_component))
    return carried


def words(part: Any) -> str:
    """All text of a component as JSON carries it."""
    if isinstance(part, list):
        return " ".join(words(one) for one in part)
    if isinstance(part, dict):
        return words(part["props"].get("children"))
    return "" if part is None else str(part)


def test_means_are_those_relsim_compare_prints(
    live: Live, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from relsim.cli import main

    monkeypatch.chdir(tmp_path)
    told = asked(live, SMALL, FIERCE, view={"shown": "settings"})
    shown = [live.show(one) for one in (SMALL, FIERCE)]
    rows = list(csv.DictReader(io.StringIO(table(shown, ["calm", "fierce"]))))
    assert len(rows) == 2 * 3 * len(OUTCOMES)
    for line, name in zip(told["command"].split("\n"), ("calm", "fierce"), strict=True):
        arguments = line.split()[1:]
        assert main([*arguments, "--out", name, "--json", "--no-report"]) == 0
        printed = json.loads(capsys.readouterr().out)["outcomes"]
        mine = {(r["outcome"], r["strategy"]): r["mean"] for r in rows if r["scenario"] == name}
        assert len(mine) == 3 * len(OUTCOMES)
        for (outcome, strategy), mean in mine.items():
            (theirs,) = (
                one["mean"] for one in printed[outcome]["estimates"] if one["arm"] == strategy
            )
            assert (None if mean == "" else float(mean)) == theirs


def test_differences_are_paired_by_territory_and_hold_together(live: Live) -> None:
    shown = [live.show(one) for one in (SMALL, FIERCE, WIDE)]
    found = contrasts(shown, ("margin", "respect"))
    for strategy in SMALL.strategies:
        by_hand = shown[1].values("margin")[strategy] - shown[0].values("margin")[strategy]
        none, fierce, wide = (cell.difference for cell in found["margin", strategy])
        assert none is None
        assert fierce is not None
        assert wide is not None
        assert fierce.mean == pytest.approx(float(np.mean(by_hand)))
        assert fierce.n == 4
        # Two differences are shown: the interval that holds for both is the wider one.
        assert fierce.simultaneous_high - fierce.simultaneous_low > fierce.high - fierce.low
    alone = contrasts(shown[:2], ("margin",))["margin", "servile"][1].difference
    assert alone is not None
    assert (alone.simultaneous_low, alone.simultaneous_high) == (alone.low, alone.high)


def test_the_same_scenario_twice_differs_in_nothing(live: Live) -> None:
    shown = [live.show(SMALL), live.show(dataclasses.replace(SMALL, name="twin"))]
    for cells in contrasts(shown, tuple(OUTCOMES)).values():
        assert cells[1].difference is not None
        assert cells[1].difference.verdict in ("identical", "undefined")
    told = asked(live, SMALL, dataclasses.replace(SMALL, name="twin"))
    assert SAID("compare.same") in words(told["strip"])
    assert SAID("compare.alike") in words(told["heads"])


def test_replications_that_the_other_lacks_are_left_out_of_differences_only(live: Live) -> None:
    fewer = dataclasses.replace(FIERCE, replications=2)
    shown = [live.show(SMALL), live.show(fewer)]
    first, second = contrasts(shown, ("margin",))["margin", "advisory"]
    assert first.estimate is not None
    assert second.estimate is not None
    assert second.difference is not None
    assert (first.estimate.n, second.estimate.n, second.difference.n) == (4, 2, 2)
    assert "first 2 territories" in asked(live, SMALL, fewer)["detail"]


def test_a_strategy_that_only_one_scenario_has_is_not_compared(live: Live) -> None:
    two = dataclasses.replace(SMALL, strategies=("servile", "advisory"))
    fewer, more = asked(live, two, FIERCE, WIDE), asked(live, FIERCE, two)
    for told in (fewer, more):
        assert SAID("compare.absent") in words(told["strip"])
        assert len(told["figures"]) == 2
    found = contrasts([live.show(two), live.show(FIERCE)], ("margin",))
    assert found["margin", "combative"][0].estimate is None
    assert found["margin", "combative"][1].difference is None
    assert found["margin", "combative"][1].estimate is not None


def test_an_interval_that_leaves_nought_out_does_not_read_as_if_it_touched_it(live: Live) -> None:
    shown = [live.show(SMALL), live.show(FIERCE)]
    difference = contrasts(shown, ("margin",))["margin", "servile"][1].difference
    assert difference is not None
    barely = dataclasses.replace(
        difference, mean=-4e5, simultaneous_low=-8e5, simultaneous_high=-90.0, verdict="less"
    )
    size, interval = in_signs(barely, "money")
    assert size.startswith("−")
    assert not interval.endswith(", 0]")
    assert "−0]" not in interval


def test_luck_is_named_as_it_is(live: Live) -> None:
    other = dataclasses.replace(FIERCE, seed=12)
    same, differing = asked(live, SMALL, FIERCE), asked(live, SMALL, other)
    assert "Same luck in all: seed 11, 4 territories" in same["detail"]
    assert not same["unlike"]
    assert "seeds 11, 12" in differing["detail"]
    assert differing["unlike"]
    assert differing["seed"] == "11, 12"


def test_horizons_and_lost_books_are_warned_of(live: Live) -> None:
    short = dataclasses.replace(SMALL, periods=12)
    assert SAID("compare.horizons") in asked(live, SMALL, short)["notes"]
    # Nobody buys, and all who are there soon leave.
    gone = dataclasses.replace(SMALL, periods=240, name="Desert").changed("lead_rate", 0.0)
    gone = gone.changed("competition", 1.0).changed("rival_quality", 1.0)
    gone = gone.changed("rival_discount", 0.6)
    told = asked(live, SMALL, gone)
    assert any(one.startswith("Desert: ") and "ran out of clients" in one for one in told["notes"])


def test_one_replication_settles_nothing(live: Live) -> None:
    single = dataclasses.replace(SMALL, replications=1)
    told = asked(live, single, dataclasses.replace(FIERCE, replications=1))
    assert SAID("compare.single") in words(told["strip"])
    assert SAID("card.single") in words(told["heads"])


@pytest.mark.parametrize("shown", VIEW["shown"])
def test_each_view_has_its_parts(live: Live, shown: str) -> None:
    told = asked(live, SMALL, FIERCE, WIDE, view={"shown": shown, "top": "trust"})
    assert told["view"]["shown"] == shown
    assert len(told["heads"]) == len(told["titles"]) == 3
    assert ("figures" in told) == (shown == "figures")
    if shown == "settings":
        assert "0.05" in words(told["tables"])
        assert words(told["tables"]).count("relsim compare") == 3
    elif shown != "figures":
        count = words(told["tables"]).count("yes-sayer")
        assert count == (len(ORDERED) if shown == "everything" else 14)


def test_scenarios_are_called_after_what_sets_them_apart() -> None:
    fierce, both = WORKSHOP.changed("competition", 0.1), WORKSHOP.changed("competition", 0.2)
    both = both.changed("crisis_rate", 0.05).changed("periods", 60)
    told = apart.titles([WORKSHOP, fierce, both, presets()[1].scenario], SAID)
    assert told[:3] == ["As shipped", "Competition 0.1", "Competition 0.2 +2"]
    assert told[3] == SAID(presets()[1].title)
    named = dataclasses.replace(fierce, name="Mine")
    assert apart.titles([named, named], SAID) == ["Mine", "Mine (2)"]
    # What all of them change sets none apart.
    short = [dataclasses.replace(one, periods=60) for one in (fierce, fierce.changed("reps", 5))]
    assert apart.titles(short, SAID) == ["Base", "Reps 5"]
    assert apart.titles(short[:1], SAID) == ["Competition 0.1, Horizon 60"]


def test_what_differs_is_listed_with_unit_and_value() -> None:
    other = dataclasses.replace(WORKSHOP.changed("crisis_rate", 0.05), seed=3, periods=60)
    found = {one.name: one for one in apart.settings([WORKSHOP, other], SAID)}
    assert list(found) == ["crisis_rate", "periods", "seed"]
    assert found["crisis_rate"].unit == "chance a month"
    assert found["crisis_rate"].values == ("0.01", "0.05")
    assert found["periods"].values == ("120", "60")
    assert found["seed"].luck
    assert found["seed"].changed == (False, True)


def test_a_spreadsheet_computes_no_name(live: Live) -> None:
    evil = '=HYPERLINK("http://x","y")'
    shown = [live.show(SMALL), live.show(FIERCE)]
    rows = list(csv.reader(io.StringIO(table(shown, [evil, "-2"]))))
    first = {row[0] for row in rows[1:]}
    assert first == {f"'{evil}", "'-2"}
    assert not any(name.startswith(("=", "+", "-", "@")) for name in first)
    assert plain_text("Calm") == "Calm"


SCENARIOS = st.builds(
    lambda name, rival, gap, periods, seed, chosen: dataclasses.replace(
        WORKSHOP.changed("competition", rival).changed("want_need_gap_mean", gap),
        name=name,
        periods=periods,
        seed=seed,
        strategies=chosen,
    ),
    st.text("ab &=.%+#\u00e9<", max_size=12),
    st.floats(0, 1),
    st.sampled_from([0.0, 0.35, 0.6]),
    st.integers(12, 120),
    st.sampled_from([0, 7, 2**64 - 1]),
    st.sampled_from([("servile",), ("servile", "advisory"), WORKSHOP.strategies]),
)


@given(
    st.lists(SCENARIOS, min_size=1, max_size=MOST),
    st.sampled_from(VIEW["top"]),
    st.sampled_from(VIEW["shown"]),
)
def test_a_link_brings_scenarios_and_view_back(
    scenarios: list[Scenario], top: str, shown: str
) -> None:
    view = View(top=top, shown=shown)
    wish = read({"query": link(scenarios, view)})
    assert list(wish.scenarios) == scenarios
    assert wish.view == view
    assert wish.remarks == ()


def test_a_link_says_once_what_all_share() -> None:
    pins = [SMALL, FIERCE, WIDE]
    assert link(pins, View()).count("seed=") == 1
    assert link([], View()) == ""


def test_a_link_of_the_workshop_is_one_scenario() -> None:
    found, remarks, _ = from_query(f"{FIERCE.to_query()}&left=churn&baseline=seed%3D4")
    assert (found, remarks) == ((FIERCE,), [])


def test_values_out_of_bounds_are_clamped_and_the_scenario_is_named(live: Live) -> None:
    query = "n=2&2.competition=7&2.name=Hell&1.nonsense=1&periods=24&replications=2"
    told = answer(read({"query": query}), live, SAID)
    assert any(one.startswith("Hell: competition = 7") for one in told["remarks"])
    assert any("nonsense" in one for one in told["remarks"])
    assert "2.competition=1.0" in told["link"]


@given(st.lists(st.tuples(st.integers(1, 20_000), st.integers(1, 500)), min_size=1, max_size=4))
def test_scenarios_are_affordable_together(sizes: list[tuple[int, int]]) -> None:
    pins = [
        dataclasses.replace(WORKSHOP.changed("customers", size), replications=replications).capped()
        for size, replications in sizes
    ]
    kept = affordable(pins)
    assert sum(one.work() for one in kept) <= CAP
    if sum(one.work() for one in pins) <= CAP:
        assert list(kept) == pins
    smallest = min(range(len(pins)), key=lambda place: pins[place].work())
    if pins[smallest].work() <= CAP // len(pins):
        assert kept[smallest] == pins[smallest]


def test_what_is_cut_to_be_affordable_is_said() -> None:
    many = dataclasses.replace(WORKSHOP, replications=200)
    pins = [dataclasses.replace(many, seed=seed).to_json() for seed in range(4)]
    wish = read({"pins": pins})
    assert sum(one.work() for one in wish.scenarios) <= CAP
    # Once, as it holds for all of them.
    assert [(one.place, one.note.key) for one in wish.remarks] == [(None, "note.capped")]


def test_an_own_book_is_never_cut() -> None:
    pins = [dataclasses.replace(WORKSHOP, seed=seed).to_json() for seed in range(4)]
    wish = read({"pins": pins}, accounts=4_000)
    assert sum(one.work(4_000) for one in wish.scenarios) <= CAP
    assert {one.value("customers") for one in wish.scenarios} == {WORKSHOP.value("customers")}
    assert {one.replications for one in wish.scenarios} == {3}


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["margin", "figures", "advisory", "../../etc/passwd", "<img src=x>"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=12,
)


@settings(max_examples=300)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("sequence", "pins", "query", "view", "theme", "width", "left", "heights"), ANYTHING
        ),
    )
    | ANYTHING
)
def test_no_request_is_too_strange(request: object) -> None:
    wish = read(request)
    assert len(wish.scenarios) <= MOST
    assert sum(one.work() for one in wish.scenarios) <= CAP
    assert 320 <= wish.room.width <= 4000
    assert wish.view.top in VIEW["top"]
    for one in wish.remarks:
        SAID(one.note.key, **one.note.values)


def test_an_unreadable_link_is_no_scenario(live: Live) -> None:
    for query in ("x" * 20_000, 7, ["n=2"], "&".join(["a=1"] * 2_000)):
        told = answer(read({"query": query}), live, SAID)
        assert told["pins"] == []
        assert told["remarks"] == [SAID("compare.unreadable")]
