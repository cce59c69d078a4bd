"""The Story's customer is one of plain runs; links and strangers lead nowhere else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from story_runs import ask

import relsim
from relsim.dashboards.app import Settings, context_of, create_app
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.story import asked, customer
from relsim.dashboards.story.account import alike
from relsim.dashboards.story.asked import SCREENS, read, written
from relsim.dashboards.story.telling import Telling
from relsim.interventions import parse
from relsim.tracing.branching import ANSWERS


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


def test_the_customer_is_the_lost_client_with_most_concessions() -> None:
    found = relsim.simulate(
        "servile", seed=0, periods=customer.MONTHS, parameters=dict(WORKSHOP.settings)
    ).customers
    lost = found.filter(pl.col("initial") & (pl.col("left") >= 0))
    ranked = lost.sort(["concessions", "account"], descending=[True, False])
    assert customer.lost_clients() == ranked["account"].to_list() != []


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


def test_what_would_have_kept_the_others_is_counted(telling: Telling) -> None:
    counts = telling.customer.kept(lambda _: None)
    for answer in customer.TRIED:
        lives = [
            telling.customer.life("servile", answer, account=one) for one in telling.customer.lost
        ]
        stay = [all(m["status"] == "client" for m in one.months) for one in lives]
        ends = [one.months[-1]["status_after"] == "client" for one in lives]
        assert counts[answer] == sum(a and b for a, b in zip(stay, ends, strict=True))


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
