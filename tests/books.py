"""Books of accounts that tests write, and the territories made of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from relsim.accounts import read_book
from relsim.simulation import new_world


def book_writer(folder: Path) -> Callable[..., Any]:
    """Return what writes a book into a folder and reads it."""

    def write(text, columns=None, name="book.csv"):
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_book(path, columns)

    return write


def territory(accounts, strategy="advisory", **parameters):
    world, _, _ = new_world(strategy, seed=3, accounts=accounts, parameters=parameters)
    return world
