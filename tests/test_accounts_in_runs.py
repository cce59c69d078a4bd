"""Own books of accounts: what a run makes of them, and what is shipped and documented."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path

import numpy as np
import pytest
from books import book_writer, territory

from relsim.accounts import NUMBERS, parse_columns, read_book
from relsim.errors import InputError
from relsim.parameters import complete
from relsim.simulation import simulate
from relsim.state import CLIENT, LOST, PROSPECT, STATES, TRAITS

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "experiments" / "example_book.csv"


@pytest.fixture
def book(tmp_path):
    """Write a book and read it."""
    return book_writer(tmp_path)


# --- the territory ---------------------------------------------------------------------------


def test_what_the_book_says_stands_and_the_rest_is_drawn(book) -> None:
    names = [name for name in (*TRAITS, *STATES, "volume") if name != "account_id"]
    said = {name: (7.0 if name in {"tenure", "size"} else 0.35) for name in names}
    header = "account_id," + ",".join(names)
    row = ",".join(f"{said[name]:g}" for name in names)
    read = book(f"{header}\nA,{row}\nB{',' * len(names)}\n")
    bare = territory(book("account_id\nA\nB\n", name="bare.csv")).customers
    customers = territory(read).customers
    for name in names:
        assert customers[name][0] == said[name], name
        assert customers[name][1] == bare[name][1], name
    assert customers["tenure_start"][0] == 7 and customers["respect_carried"][0] == 0.35
    drawn = territory(None, customers=2).customers
    for name in TRAITS:
        assert bare[name].tolist() == drawn[name].tolist()


def test_clients_start_as_clients_and_others_do_not(book) -> None:
    read = book(
        "account_id,status,tenure,discount\nA,client,9,.1\nB,prospect,9,.1\nC,Lost,9,.1\nD,,,\n"
    )
    customers = territory(
        read, client_belief_start=0.6, stranger_belief=0.2, signals_start=4, cooling_months=9
    ).customers
    assert customers["status"].tolist() == [CLIENT, PROSPECT, LOST, CLIENT]
    assert customers["initial"].tolist() == [1, 0, 0, 1]
    assert customers["joined"].tolist() == [0, -1, -1, 0]
    assert customers["spells"].tolist() == [1, 0, 1, 1]
    assert customers["cooling"].tolist() == [0, 0, 9, 0]
    for axis in ("respect", "trust", "frankness"):
        assert customers[axis].tolist() == [0.6, 0.2, 0.2, 0.6]
    assert customers["signals"].tolist() == [4.0, 0.0, 0.0, 4.0]
    assert customers["tenure"][:3].tolist() == [9, 0, 0]
    assert customers["discount"][:3].tolist() == [0.1, 0.0, 0.0]
    assert (customers["solution"][1:3] == 0.0).all()


def test_what_a_client_has_keeps_its_share_of_the_gap_that_is_given(book) -> None:
    many = "".join(f"A{i},0.9\n" for i in range(50))
    given_gap = territory(book("account_id,want_need_gap\n" + many)).customers
    drawn = territory(book("account_id\n" + "".join(f"A{i}\n" for i in range(50)))).customers
    assert np.allclose(
        given_gap["solution"] / 0.9, drawn["solution"] / drawn["want_need_gap"], rtol=1e-12
    )
    assert np.any(given_gap["solution"] != 0.0)


def test_revenue_is_made_size_at_the_list_price(book) -> None:
    read = book("account_id,revenue\nA,500\nB,\nC,2500\n")
    customers = territory(read, list_price=500).customers
    assert customers["size"][[0, 2]].tolist() == [1.0, 5.0]
    with pytest.raises(InputError, match=r"account 'A': revenue / list_price = 1e\+09"):
        territory(book("account_id,revenue\nA,1e9\n"), list_price=1, unit_cost=0)


def test_the_reps_of_the_book_are_the_team(book) -> None:
    read = book("account_id,rep\nA,Zoe\nB,Ann\nC,Zoe\nD,\nE,Ann\n")
    assert read.rep_names == ("Zoe", "Ann")
    world = territory(read)
    assert len(world.reps) == 2
    assert world.customers["rep"][[0, 1, 2, 4]].tolist() == [0, 1, 0, 1]
    mixed = territory(read, ["servile", "advisory"])
    assert mixed.customers["home_arm"][[0, 1, 2, 4]].tolist() == [0, 1, 0, 1]
    assert len(territory(book("account_id\nA\nB\n"), reps=5).reps) == 5


def test_a_book_is_the_same_under_every_strategy_and_seed(book) -> None:
    read = book("account_id,size,tenure\n" + "".join(f"A{i},{i + 1},{i}\n" for i in range(40)))
    one, two = territory(read, "servile"), territory(read, "combative")
    assert one.customers.tobytes() == two.customers.tobytes()
    assert read.numbers["size"].tolist() == list(range(1, 41))  # a run leaves the book as it is
    result = simulate("advisory", accounts=read, seed=1, periods=6)
    assert result.accounts["size"].tolist() == list(range(1, 41))
    assert result.series["cohort"][0, 0] == 40


def test_every_column_may_lie_at_its_bounds(book) -> None:
    for end in (0, 1):
        chosen = {name: bounds[end] for name, bounds in NUMBERS.items() if name != "revenue"}
        chosen["size"] = chosen["service_intensity"] = 1.0 + end
        text = f"account_id,{','.join(chosen)}\nA,{','.join(map(repr, chosen.values()))}\n"
        result = simulate("servile", accounts=book(text), periods=24, reps=1)
        for value in result.outcomes["servile"].values():
            assert not math.isinf(value)


# --- what is shipped -------------------------------------------------------------------------


def test_the_example_book_says_that_it_is_made_up_and_runs() -> None:
    assert EXAMPLE.read_text().startswith("# made-up accounts")
    read = read_book(EXAMPLE)
    assert read.size == 60 and len(read.rep_names) == 3 and len(set(read.names)) == 60
    size = read.numbers["revenue"] / complete()["list_price"]
    assert 0.6 < np.mean(size) < 1.6
    result = simulate("advisory", accounts=read, seed=1, periods=24)
    assert result.outcomes["advisory"]["clients_end"] > 10


def test_the_recipe_in_the_documents_reads_a_file_of_that_form(book) -> None:
    text = (ROOT / "docs" / "own-book.md").read_text(encoding="utf-8")
    toml = text.split("```toml\n")[1].split("```")[0]
    columns = tomllib.loads(toml)["experiment"]["accounts"]["columns"]
    read = book("ID,frequency,recency,T\n1,2,30.43,38.86\n2,0,0.0,27.0\n3,29,38,38\n", columns)
    assert read.statuses.tolist() == [CLIENT, PROSPECT, CLIENT]
    assert read.numbers["tenure"].tolist() == [9.0, 6.0, 9.0]
    assert read.numbers["size"][0] == pytest.approx(2.243 / 43.274 / 0.0765)
    assert read.numbers["restlessness"].tolist() == pytest.approx([0.43386, 2.0, 0.05], abs=1e-5)
    assert parse_columns(",".join(f"{ours}={their}" for ours, their in columns.items())) == columns


def test_every_column_is_in_the_documents() -> None:
    text = (ROOT / "docs" / "own-book.md").read_text(encoding="utf-8")
    table = text.split("| column |")[1].split("\n\n")[0]
    for column in (*NUMBERS, "account_id", "rep", "name", "status"):
        assert f"`{column}`" in table, column
