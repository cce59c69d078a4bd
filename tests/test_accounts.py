"""Own books of accounts: what is read, what is refused, what a run makes of it."""

from __future__ import annotations

import contextlib
import math
import pickle
import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relsim.accounts import NUMBERS, parse_columns, read_book
from relsim.errors import InputError
from relsim.parameters import complete
from relsim.simulation import new_world, simulate
from relsim.state import CLIENT, LOST, PROSPECT, STATES, TRAITS

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "experiments" / "example_book.csv"


@pytest.fixture
def book(tmp_path):
    """Write a book and read it."""

    def write(text, columns=None, name="book.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_book(path, columns)

    return write


@pytest.fixture
def refusal(book):
    """What is said of a book that cannot be used, after the file's name."""

    def read(text, columns=None):
        with pytest.raises(InputError) as caught:
            book(text, columns)
        place, _, message = str(caught.value).partition("book.csv: ")
        assert place and message
        return message

    return read


def territory(accounts, strategy="advisory", **parameters):
    world, _, _ = new_world(strategy, seed=3, accounts=accounts, parameters=parameters)
    return world


# --- reading ---------------------------------------------------------------------------------


def test_a_list_of_accounts_is_a_book(book) -> None:
    read = book("account_id\nA\nB\n\nC\n")
    assert read.size == 3 and read.account_ids == ("A", "B", "C")
    assert read.rep_names == () and read.names == () and not read.numbers
    customers = territory(read).customers
    assert (customers["status"] == CLIENT).all() and (customers["initial"] == 1).all()


def test_each_way_of_writing_gives_the_same_book(book) -> None:
    plain = book("account_id,name,size,fit\nA,Alder,1.5,\nB,,2,0.25\n")
    for text in (
        "\ufeffaccount_id,name,size,fit\r\nA,Alder,1.5,\r\nB,,2,0.25\r\n",
        "account_id;name;size;fit\nA;Alder;1,5;\nB;;2;0,25\n",
        "account_id\tname\tsize\tfit\nA\tAlder\t1.5\t\nB\t\t2\t0.25",
        '# made-up accounts\n\n# more\n"account_id", name ,size,fit\n"A",Alder, 1.5,\nB,,2e0,.25',
        "account_id,name,size,fit,,\nA,Alder,1.5,,,\nB,,2,0.25,,\n,,,,,\n",
    ):
        read = book(text)
        assert (read.account_ids, read.names) == (plain.account_ids, plain.names), text
        for column in ("size", "fit"):
            assert np.array_equal(read.numbers[column], plain.numbers[column], equal_nan=True)
    assert plain.numbers["size"].tolist() == [1.5, 2.0]
    assert math.isnan(plain.numbers["fit"][0])


def test_an_account_that_begins_like_a_comment_is_an_account(book) -> None:
    assert book("account_id\n#1\n#2\n").account_ids == ("#1", "#2")


def test_the_hash_is_of_the_file(book) -> None:
    import hashlib

    text = "account_id\nA\n"
    assert book(text).sha256 == hashlib.sha256(text.encode()).hexdigest()


def test_a_book_travels_to_other_processes(book) -> None:
    read = book("account_id,size,rep\nA,2,Ada\nB,1,\n")
    again = pickle.loads(pickle.dumps(read))
    one, two = territory(read).customers, territory(again).customers
    assert one.tobytes() == two.tobytes()


BAD_TEXT = [
    (b"", "the file is empty"),
    (b"# nothing\n\n", "the file is empty"),
    (b"account_id,size\n", "no accounts"),
    (b"\x89PNG\r\n\x1a\n\0\0\0", "no text"),
    ("account_id\nA".encode("utf-16"), "no text"),
    (b"account_id,name\nA,M\xfcller\n", "line 2 holds byte 0xfc, which is not UTF-8"),
    ("id,size\nA,1\n", "unknown column 'id'"),
    ("size,fit\n1,1\n", "account_id is missing"),
    ("account_id,tenur\nA,1\n", "unknown column 'tenur'; did you mean 'tenure'?"),
    ("account_id,size,size\nA,1,1\n", "line 1: two columns named 'size'"),
    ("account_id,size\nA,1\nA,2\n", "line 3: account_id 'A' stands on line 2 already"),
    ("account_id,size\nA,1\n,2\n", "line 3: the cell of account_id (account_id) is empty"),
    ("account_id,size\nA,1\nB\n", "line 3 has 1 cells, but there are 2 columns"),
    ("account_id,size\nA,1,7\n", "line 2 has 3 cells"),
    ("account_id,size,\nA,1,7\n", "a filled column has no name"),
    ('account_id,name\nA,"x\nB,y\n', "unexpected end of data"),
    ("#c\naccount_id,fit\n\nA,.5\nB,1.4\n", "line 5, column fit: 1.4 is outside [0, 1] (0-1)"),
    ("account_id,fit\nA,-.1\n", "line 2, column fit: -0.1 is outside [0, 1]"),
    ("account_id,size\nA,0\n", "line 2, column size: 0 is outside ]0, 1e+06]"),
    ("account_id,size\nA,1e7\n", "1e+07 is outside ]0, 1e+06]"),
    ("account_id,discount\nA,.95\n", "0.95 is outside [0, 0.9] (share of list price)"),
    ("account_id,tenure\nA,1201\n", "1201 is outside [0, 1200] (whole months)"),
    ("account_id,tenure\nA,1.5\n", "1.5 is not whole (whole months); map it: tenure = round"),
    ("account_id,size\nA,big\n", "line 2, column size: 'big' is not a number"),
    ("account_id,size\nA,nan\n", "'nan' is not a number"),
    ("account_id,size\nA,inf\n", "'inf' is not a number"),
    ("account_id,size\nA,1e999\n", "'1e999' is not a number"),
    ("account_id,size\nA,1_0\n", "'1_0' is not a number"),
    ('account_id,size\nA,"1,5"\n', "'1,5' is not a number"),
    ("account_id;size\nA;1.234,5\n", "'1.234,5' is not a number"),
    ("account_id,status\nA,cliant\n", "'cliant' is none of prospect, client, lost; did you mean"),
    ("account_id,size,revenue\nA,1,900\n", "size and revenue are both given"),
]


@pytest.mark.parametrize(("text", "message"), BAD_TEXT, ids=[message for _, message in BAD_TEXT])
def test_what_cannot_be_used_is_named_with_file_line_and_column(refusal, text, message) -> None:
    assert message in refusal(text)


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path) -> None:
    (tmp_path / "accounts.csv").write_text("account_id\nA\n")
    with pytest.raises(InputError, match=r"no such file; did you mean 'accounts\.csv'\?"):
        read_book(tmp_path / "account.csv")
    with pytest.raises(InputError, match="this is a folder"):
        read_book(tmp_path)
    with pytest.raises(InputError, match="no such file"):
        read_book(tmp_path / "no" / "such.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_book("a\0b.csv")


@given(content=st.binary(max_size=200))
def test_no_bytes_end_in_anything_but_a_book_or_a_message(tmp_path_factory, content) -> None:
    path = tmp_path_factory.mktemp("any") / "book.csv"
    for head in (b"", b"account_id,size\n"):
        path.write_bytes(head + content)
        with contextlib.suppress(InputError):
            assert read_book(path).size > 0


# --- mapping ---------------------------------------------------------------------------------


def test_columns_are_mapped_and_the_rest_is_ignored(book) -> None:
    text = "No,weeks,Umsatz (EUR),size,colour\n7,30,24000,2,red\n8,,,,\n"
    columns = {"account_id": "No", "tenure": "round(weeks / 4.345)"}
    read = book(text, columns)
    assert read.account_ids == ("7", "8")
    assert set(read.numbers) == {"tenure", "size"}
    assert read.numbers["tenure"][0] == 7.0 and math.isnan(read.numbers["tenure"][1])
    columns |= {"size": "max(`Umsatz (EUR)` / 12 / 1000, 0.01) - -size * 0"}
    assert book(text, columns).numbers["size"][0] == 2.0


def test_a_column_that_a_recipe_reads_is_not_taken_as_it_is_too(book) -> None:
    read = book("account_id,revenue\nA,900\n", {"size": "revenue / 300"})
    assert set(read.numbers) == {"size"} and read.numbers["size"].tolist() == [3.0]


def test_a_name_in_backticks_is_the_column(book) -> None:
    text = '"Nr, old",Boss\nA,Zoe\n'
    assert book(text, {"account_id": "`Nr, old`", "rep": "`Boss`"}).rep_names == ("Zoe",)


def test_a_status_may_be_chosen_by_comparisons(book) -> None:
    text = "account_id,n\nA,0\nB,3\nC,9\nD,\n"
    columns = {"status": "client if 1 < n < 5 else (lost if n >= 5 else prospect)"}
    assert book(text, columns).statuses.tolist() == [PROSPECT, CLIENT, LOST, CLIENT]


MAPPINGS = [
    ({"acount_id": "ID"}, "'acount_id' is no column of a book; did you mean 'account_id'?"),
    ({"account_id": "id"}, "account_id: there is no column 'id'; did you mean 'ID'?"),
    ({"account_id": "ID", "rep": "boss"}, "rep: there is no column 'boss'; the file has ID"),
    ({"account_id": "ID", "size": "weaks"}, "size: 'weaks': unknown name 'weaks'; did you mean"),
    ({"account_id": "ID", "size": "weeks / 0"}, "line 2, column size = weeks / 0: this gives no"),
    ({"account_id": "ID", "fit": "weeks / 2"}, "fit = weeks / 2: 4 is outside [0, 1]"),
    ({"account_id": "ID", "tenure": "weeks / 5"}, "map it: tenure = round(weeks / 5)"),
    ({"account_id": "ID", "size": "pow(weeks, 2)"}, "unknown function 'pow'"),
    ({"account_id": "ID", "size": "round(weeks, 2)"}, "round takes 1 arguments"),
    ({"account_id": "ID", "size": "weeks > 2"}, "is not arithmetic"),
    ({"account_id": "ID", "size": "7"}, "names no column"),
    ({"account_id": "ID", "size": "().__class__"}, "is not arithmetic"),
    ({"account_id": "ID", "status": "weeks > 2"}, "is not one of prospect, client, lost"),
    ({"size": "weeks"}, "account_id is missing; the file has ID, weeks"),
]


@pytest.mark.parametrize(("columns", "message"), MAPPINGS, ids=[m for _, m in MAPPINGS])
def test_a_mapping_that_cannot_be_used(refusal, columns, message) -> None:
    assert message in refusal("ID,weeks\nA,8\n", columns)


def test_the_text_of_columns_is_read() -> None:
    text = (
        "account_id=ID,size=max(a, min(b, 2)) / 3, name=`Name, first`,"
        "status=client if n == 1 else lost"
    )
    assert parse_columns(text) == {
        "account_id": "ID",
        "size": "max(a, min(b, 2)) / 3",
        "name": "`Name, first`",
        "status": "client if n == 1 else lost",
    }
    for bad, message in (
        ("account_id", "is not OURS=THEIRS"),
        ("account_id=", "is not OURS=THEIRS"),
        ("size=a,size=b", "'size' is given twice"),
        ("sice=a", "did you mean 'size'?"),
        ("", "--columns"),
    ):
        with pytest.raises(InputError, match=r"--columns: ") as caught:
            parse_columns(bad)
        assert message in str(caught.value)


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
