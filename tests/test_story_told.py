"""What the Story finds: held against plain runs of the model, and able to say the opposite."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import relsim
from relsim.analysis import compare_outcome
from relsim.analysis.findings import Best, Comparison
from relsim.dashboards.app import Settings, context_of, create_app
from relsim.dashboards.message import message
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.story import asked, corners, customer, late, screens
from relsim.dashboards.story.account import alike
from relsim.dashboards.story.asked import SCREENS, read, written
from relsim.dashboards.story.found import UNCLEAR, Found, settled_by
from relsim.dashboards.story.levers import GAPS, TALK, change
from relsim.dashboards.story.telling import Telling
from relsim.dashboards.texts import texts
from relsim.interventions import parse
from relsim.metrics import OUTCOMES
from relsim.study.experiment import DEFAULT_STRATEGIES
from relsim.tracing.branching import ANSWERS

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


def ask(client: Any, screen: str, bet: str = "", answers: tuple[str, ...] = ()) -> Any:
    """A screen as the page gets it, when everything it waits for is done."""
    body = {"screen": screen, "bets": {screen: bet} if bet else {}, "answers": list(answers)}
    while (found := client.post("/story/answer", json=body).get_json())["waits"]:
        time.sleep(0.05)
    return found


def found_for(telling: Telling, screen: str) -> Found:
    while isinstance(found := telling.found(screen), float):
        time.sleep(0.05)
    return found


def written_in(part: Any) -> str:
    """All the text in some components."""
    if isinstance(part, dict):
        return written_in(part.get("props", {}).get("children"))
    if isinstance(part, list):
        return " ".join(map(written_in, part))
    return "" if part is None else str(part)


def margins(months: int, **changed: Any) -> dict[str, list[float]]:
    """What each strategy earns in the Workshop's territories, by plain runs."""
    return {
        name: [
            relsim.simulate(
                name,
                seed=WORKSHOP.seed,
                replication=replication,
                periods=months,
                parameters=dict(WORKSHOP.settings) | changed,
            ).outcomes[name]["margin"]
            for replication in range(WORKSHOP.replications)
        ]
        for name in DEFAULT_STRATEGIES
    }


def earning(values: Mapping[str, Any]) -> Comparison:
    """Strategies compared by margin, a value a territory."""
    return compare_outcome(values, OUTCOMES["margin"])


# --- the customer -----------------------------------------------------------------------


def test_the_customer_is_the_lost_client_with_most_concessions() -> None:
    found = relsim.simulate(
        "servile", seed=0, periods=customer.MONTHS, parameters=dict(WORKSHOP.settings)
    ).customers
    lost = found.filter(pl.col("initial") & pl.col("left").is_not_null() & (pl.col("left") >= 0))
    best = lost.sort(["concessions", "account"], descending=[True, False])
    assert customer.most_given() == best["account"][0]


def test_the_puzzle_is_played_as_plain_runs_are(telling: Telling) -> None:
    account = telling.customer.account
    for answer in ("", *customer.TRIED):
        table = {
            "period": 0,
            "until": customer.MONTHS - 1,
            "what": "answer",
            "who": {"accounts": [account]},
            "answer": dict(ANSWERS[answer or "grant"]),
        }
        run = relsim.simulate(
            "servile",
            seed=WORKSHOP.seed,
            periods=customer.MONTHS,
            parameters=dict(WORKSHOP.settings),
            interventions=parse([table] if answer else []),
        )
        told = customer.ending(telling.customer.life("servile", answer))
        assert told.margin == pytest.approx(float(run.accounts["margin"][account]))
        row = run.customers.filter(pl.col("account") == account)
        stays = row["status"][0] == "client" and row["spells"][0] == 1
        assert (told.left is None) == stays


def test_the_puzzle_says_which_bets_would_have_kept_them(client: Any, telling: Telling) -> None:
    lives = {a: customer.ending(telling.customer.life("servile", a)) for a in customer.TRIED}
    kept = {answer for answer, life in lives.items() if life.left is None}
    for bet in (*customer.TRIED, "nothing"):
        shown = ask(client, "puzzle", bet)
        right = bet in kept or (bet == "nothing" and not kept)
        judged = "right" if right else "wrong"
        assert shown["feedback"][0]["props"]["className"] == f"answer {judged}"


def test_every_demand_is_shown_as_the_rep_hears_it(telling: Telling, client: Any) -> None:
    """Whether there is a rival behind a claim is told by nothing before the answer."""
    answers: tuple[str, ...] = ()
    heads = []
    while (shown := ask(client, "serve", answers=answers))["options"]:
        heads.append(shown["head"])
        assert "there is" not in shown["head"] and "bluff" not in shown["head"]
        first = json.loads(shown["options"][0]["props"]["data-go"])
        answers = tuple(first["answers"])
    assert 1 <= len(heads) <= asked.MOST_ANSWERS
    life, given, waiting = telling.customer.served(answers)
    assert [answer for _, answer in given] == list(answers) and waiting == []
    # The answers are what the trace says was forced, in the months of the demands.
    forced = [month["month"] for month in life.months if "answer" in month["forced"]]
    assert forced == [demand.month for demand, _ in given]


@given(st.lists(st.sampled_from((*asked.ANSWERS, "nonsense")), max_size=6))
def test_only_answers_that_a_demand_allows_are_kept(told: list[str]) -> None:
    kept = read({"answers": told}).answers
    assert kept == tuple(told)[: len(kept)]
    assert len(kept) <= asked.MOST_ANSWERS and "nonsense" not in kept


def test_an_answer_that_is_not_allowed_ends_what_was_answered(telling: Telling) -> None:
    _, _, (first,) = telling.customer.served(())
    other = next(answer for answer in asked.ANSWERS if answer not in first.answers)
    _, given, waiting = telling.customer.served((other, "grant"))
    assert given == [] and waiting == [first]


def test_closer_than_a_month_is_no_clear_difference() -> None:
    assert alike({"a": 100.0, "b": 40.0, "c": -900.0}, 60.0) == ["a", "b"]
    assert alike({"a": 100.0, "b": 39.0, "c": -900.0}, 60.0) == ["a"]
    assert alike({"a": 100.0, "b": -1e9}, float("nan")) == ["a", "b"]


# --- the levers -------------------------------------------------------------------------


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


# --- links and strangers ----------------------------------------------------------------


@given(
    st.sampled_from(SCREENS),
    st.dictionaries(st.sampled_from(SCREENS), st.sampled_from(("advisory", "unclear", "a-b1"))),
    st.lists(st.sampled_from(asked.ANSWERS), max_size=4),
)
def test_a_link_is_a_place_in_the_story(
    screen: str, bets: dict[str, str], answers: list[str]
) -> None:
    wish = read({"screen": screen, "bets": bets, "answers": answers})
    again = read({"query": written(wish)})
    assert (again.screen, again.bets, again.answers) == (wish.screen, wish.bets, wish.answers)


def test_own_bets_that_no_screen_offers_are_asked_again(client: Any) -> None:
    for screen in ("puzzle", "three", "time-36", "late", "honest"):
        shown = ask(client, screen, "nonsense")
        assert len(shown["options"]) >= 4 and shown["feedback"] == []


def test_an_own_book_does_not_change_the_story(tmp_path: Path, client: Any) -> None:
    book = tmp_path / "book.csv"
    book.write_text("account_id,size\n" + "".join(f"a{n},1\n" for n in range(30)))
    other = create_app(Settings(accounts=book))
    context_of(other).live.warm()
    mine = other.server.test_client()
    for screen, bet in (("puzzle", "trade"), ("time-12", "advisory")):
        theirs, ours = ask(client, screen, bet), ask(mine, screen, bet)
        assert (theirs["head"], theirs["feedback"]) == (ours["head"], ours["feedback"])
