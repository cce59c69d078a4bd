"""What the Story finds is what plain runs find, and it can say the opposite."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_runs import ask, earning, found_for, margins, written_in

import relsim
from relsim.analysis.findings import Best
from relsim.dashboards.app import Settings, context_of, create_app
from relsim.dashboards.message import message
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.story import corners, late, screens
from relsim.dashboards.story.asked import read
from relsim.dashboards.story.found import UNCLEAR, Found, settled_by
from relsim.dashboards.story.levers import GAPS, TALK, change
from relsim.dashboards.story.telling import Telling
from relsim.dashboards.texts import texts
from relsim.interventions import parse
from relsim.study.experiment import DEFAULT_STRATEGIES

SAID = texts("en")
ARMS = ["servile", "turned", "advisory"]


@pytest.fixture(scope="module")
def app() -> Any:
    made = create_app(Settings())
    context_of(made).live.warm()
    return made


@pytest.fixture(scope="module")
def telling(app: Any) -> Telling:
    return Telling(context_of(app))


@pytest.fixture(scope="module")
def client(app: Any) -> Any:
    return app.server.test_client()


@pytest.mark.parametrize("months", [12, 36, 120])
def test_a_horizon_is_that_of_relsim_compare(telling: Telling, months: int) -> None:
    compared = earning(margins(months))
    found = found_for(telling, f"time-{months}")
    best = compared.best
    assert best is not None
    assert found.right == {best.leader if best.clear else UNCLEAR}
    assert found.near == (set() if best.clear else set(best.contenders))
    names = {"servile": "yes-sayer", "combative": "fighter", "advisory": "adviser"}
    assert (found.head, found.detail) == (
        (told := message(compared, names, months, SAID)).head,
        told.detail,
    )
    figure = found.draw(read({"width": 900, "height": 400}))
    ends = {line["name"]: line["y"][-1] for line in figure["data"] if "name" in line}
    for one in compared.estimates:
        assert ends[names[one.arm].capitalize()] == pytest.approx(one.mean, rel=1e-3)


def test_wants_and_needs_are_those_of_relsim_compare(telling: Telling) -> None:
    found = found_for(telling, "need")
    lines = [line for line in found.draw(read({}))["data"] if "name" in line]
    for gap, place in ((GAPS[0], 0), (GAPS[-1], -1)):
        compared = earning(margins(120, want_need_gap_mean=gap))
        for line, one in zip(lines, compared.estimates, strict=True):
            assert line["y"][place] == pytest.approx(one.mean, rel=1e-3)
            assert line["error_y"]["array"][place] == pytest.approx(one.high - one.mean, rel=1e-3)
        if place == 0:
            best = compared.best
            assert best is not None
            assert found.right == {best.leader if best.clear else UNCLEAR}


def test_talking_is_a_paired_difference(telling: Telling) -> None:
    heard, silent = margins(120), margins(120, **{TALK: 0})
    gains = {name: np.subtract(heard[name], silent[name]) for name in heard}
    compared = earning(gains)
    found = found_for(telling, "talk")
    best = compared.best
    assert best is not None
    leader = max(gains, key=lambda name: float(gains[name].mean()))
    assert found.right == {leader if best.clear else UNCLEAR}
    for one in compared.estimates:
        sentence = change(one.mean, one.low, one.high, SAID)
        assert sentence in found.detail


@given(st.floats(-1e6, 1e6), st.floats(1.0, 1e6))
def test_a_change_is_no_surer_than_its_interval(mean: float, half: float) -> None:
    sentence = change(mean, mean - half, mean + half, SAID)
    if abs(mean) <= half:
        assert sentence == SAID("story.change.unclear")
    else:
        assert ("more" in sentence) == (mean > 0)


def test_a_bet_is_right_near_or_wrong() -> None:
    clear = Best("advisory", ("advisory",), True, False, True)
    open_ = Best("advisory", ("combative", "advisory"), False, False, True)
    for best, expected in (
        (clear, {"advisory": "right", "combative": "wrong", UNCLEAR: "wrong"}),
        (open_, {"advisory": "near", "combative": "near", "servile": "wrong", UNCLEAR: "right"}),
        (None, {"advisory": "wrong", UNCLEAR: "right"}),
    ):
        right, near = settled_by(best)
        found = Found(right, near, "", "", lambda _: {}, "", 0, 1)
        assert {bet: found.judged(bet) for bet in expected} == expected


# --- too late ---------------------------------------------------------------------------


def turning(respect: dict[str, float], margin: dict[str, float]) -> late.Turning:
    """Three ways whose territories differ by next to nothing, so that all is clear."""
    luck = np.linspace(-1e-3, 1e-3, 12)
    outcomes = {
        name: {arm: values[arm] + luck * (2 + place) for place, arm in enumerate(ARMS)}
        for name, values in (("respect", respect), ("margin", margin))
    }
    months = {
        name: {arm: np.tile(of[arm][:, None], (1, 120)) for arm in ARMS}
        for name, of in outcomes.items()
    }
    return late.Turning(outcomes, months)


@pytest.mark.parametrize(
    ("turned", "bet"),
    [(0.6, "full"), (0.55, "most"), (0.45, "some"), (0.4, UNCLEAR), (0.3, "some"), (0.7, "full")],
)
def test_what_comes_back_is_told_as_it_is(turned: float, bet: str) -> None:
    respect = {"servile": 0.4, "turned": turned, "advisory": 0.6}
    found = late.recovered(turning(respect, respect), SAID)
    assert found.right == {bet}
    assert found.head == SAID(f"story.late.{bet}.head")


@pytest.mark.parametrize(
    ("turned", "bet", "words"),
    [
        (950.0, "quarter", "costs 50 EUR"),
        (600.0, "half", "costs 400 EUR"),
        (400.0, "most", "costs 600 EUR"),
        (-50.0, "all", "costs 1.1 thousand EUR"),
        (1100.0, "quarter", "brings 100 EUR more"),
    ],
)
def test_what_it_costs_is_told_as_it_is(turned: float, bet: str, words: str) -> None:
    margin = {"servile": 0.0, "turned": turned, "advisory": 1000.0}
    found = late.cost(turning(margin, margin), SAID)
    assert found.right == {bet} and words in found.head


def test_nothing_to_win_is_no_clear_difference() -> None:
    same = dict.fromkeys(ARMS, 5.0)
    assert late.cost(turning(same, same), SAID).right == {UNCLEAR}


def test_an_edge_that_luck_reaches_over_is_near_on_both_sides() -> None:
    margin = {"servile": 0.0, "turned": 500.0, "advisory": 1000.0}
    wide = turning(margin, margin)
    wide.outcomes["margin"]["turned"] = 500.0 + 100.0 * np.linspace(-1, 1, 12)
    found = late.cost(wide, SAID)
    assert found.right == {UNCLEAR} and found.near == {"half", "most"}
    assert found.judged("half") == "near" and found.judged("quarter") == "wrong"


def test_turning_is_that_of_relsim_simulate(telling: Telling) -> None:
    event = {"period": late.TURNS, "what": "strategy", "who": {}, "strategy": "advisory"}
    values: dict[str, list[float]] = {}
    for arm, base, events in (
        ("servile", "servile", []),
        ("turned", "servile", [event]),
        ("advisory", "advisory", []),
    ):
        values[arm] = [
            relsim.simulate(
                base,
                seed=0,
                replication=replication,
                periods=120,
                interventions=parse(events),
                client_belief_start=late.DAMAGED,
                **dict(WORKSHOP.settings),
            ).outcomes[base]["margin"]
            for replication in range(WORKSHOP.replications)
        ]
    found = found_for(telling, "cost")
    lines = [line for line in found.draw(read({}))["data"] if "name" in line]
    for line, arm in zip(lines, ARMS, strict=True):
        assert line["y"][-1] == pytest.approx(np.mean(values[arm]), rel=1e-3)


# --- where, and what failed -------------------------------------------------------------


def test_the_corners_of_the_map_are_the_shipped_territories() -> None:
    loyal = corners.territory(1.0, 0.0)
    ends = {preset.name: preset.scenario for preset in corners.presets()}
    for name in ("list_price", "competition", "capacity_hours", "demand_base", "renewal_carry"):
        assert loyal.value(name) == pytest.approx(ends["large-and-loyal"].value(name))
        loud = corners.territory(0.0, 0.0)
        assert loud.value(name) == pytest.approx(ends["small-and-loud"].value(name))
    for name in corners.NEEDS:
        top = corners.territory(0.4, 1.0)
        assert top.value(name) == pytest.approx(ends["complex-needs"].value(name))


def test_a_point_of_the_map_is_that_of_relsim_compare(telling: Telling) -> None:
    found = found_for(telling, "where")
    leading = np.asarray(found.draw(read({}))["data"][0]["z"])
    assert leading.shape == (len(corners.UPWARD), len(corners.ACROSS))
    for row, column in ((0, -1), (0, 0), (-1, 2)):
        scenario = corners.territory(corners.ACROSS[column], corners.UPWARD[row])
        values = {
            name: [
                relsim.simulate(
                    name,
                    seed=0,
                    replication=replication,
                    periods=120,
                    parameters=dict(scenario.settings),
                ).outcomes[name]["margin"]
                for replication in range(corners.REPLICATIONS)
            ]
            for name in DEFAULT_STRATEGIES
        }
        best = earning(values).best
        assert best is not None and best.leader is not None
        place = DEFAULT_STRATEGIES.index(best.leader) if best.clear else -1
        assert leading[row, column] == place
    won = int((leading == DEFAULT_STRATEGIES.index("servile")).sum())
    assert found.right >= {"nowhere" if not won else "corner" if won < 10 else "third"}
    assert f"yes-sayer {won}" in found.detail


@pytest.mark.parametrize(
    ("won", "blank", "contending", "right", "near"),
    [
        (0, 0, False, {"nowhere"}, set()),
        (0, 3, True, {"nowhere"}, {"corner"}),
        (9, 0, True, {"corner"}, set()),
        (10, 16, True, {"third", UNCLEAR}, set()),
    ],
)
def test_how_much_of_the_map_is_the_kings(
    won: int, blank: int, contending: bool, right: set[str], near: set[str]
) -> None:
    assert corners.judged(won, blank, 30, contending) == (right, near)


def test_where_the_king_wins_is_read_off_the_map() -> None:
    def told(*points: tuple[int, int]) -> str:
        won = np.zeros((len(corners.UPWARD), len(corners.ACROSS)), bool)
        for row, column in points:
            won[row, column] = True
        return corners.king_in(won, SAID)

    assert told() == SAID("story.where.king.lost")
    assert "large and loyal" in (corner := told((0, 5))) and "simple" in corner
    assert "small and loud" in (other := told((4, 0), (3, 1))) and "complex" in other
    assert told((0, 0), (4, 5)) == SAID("story.where.king.here")


@pytest.mark.parametrize(
    ("fails", "undecided", "right"),
    [(0, 0, {"quarter"}), (10, 0, {"quarter"}), (11, 0, {"half"}), (20, 0, {"half"}),
     (21, 0, {"most"}), (0, 21, {"quarter", UNCLEAR})],
)  # fmt: skip
def test_how_many_fail(fails: int, undecided: int, right: set[str]) -> None:
    assert screens.failing({"fails": fails, "undecided": undecided}, 40) == right


def test_what_failed_is_what_the_evidence_says(client: Any) -> None:
    whole = client.post("/evidence/answer", json={"view": "claims"}).get_json()
    fails = client.post("/evidence/answer", json={"verdict": "fails"}).get_json()
    shown = ask(client, "honest", "most")
    refuted = written_in(fails["list"])
    told = [item for part in shown["body"] for item in part["props"]["children"] or []]
    texts_told = [item["props"]["children"] for item in told if isinstance(item, dict)]
    claims = [parts for parts in texts_told if isinstance(parts, list)]
    assert len(claims) == 3
    for parts in claims:
        assert written_in(parts[1]) in refuted
    counts = [int(word) for word in whole["message"].replace(",", "").split() if word.isdigit()]
    holds, count, failed, undecided = counts
    assert shown["head"] == SAID(
        "story.honest.head", count=count, holds=holds, fails=failed, undecided=undecided
    )
