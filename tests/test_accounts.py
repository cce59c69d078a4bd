"""Own books of accounts: what is read, what is mapped, what is refused."""

from __future__ import annotations

import contextlib
import math
import pickle

import numpy as np
import pytest
from books import book_writer, territory
from hypothesis import given
from hypothesis import strategies as st

from relsim.accounts import parse_columns, read_book
from relsim.errors import InputError
from relsim.state import CLIENT, LOST, PROSPECT


@pytest.fixture
def book(tmp_path):
    """Write a book and read it."""
    return book_writer(tmp_path)


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
