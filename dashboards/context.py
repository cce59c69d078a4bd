"""What a page is given to work with: settings of this server, the live engine, its words."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from relsim.dashboards.texts import Texts

if TYPE_CHECKING:
    from relsim.accounts import Book
    from relsim.dashboards.jobs import Jobs
    from relsim.dashboards.live import Live
    from relsim.dashboards.shelf.asking import Asking
    from relsim.dashboards.shelf.shelf import Shelf


RESULTS = Path("results")


@dataclass(frozen=True, slots=True)
class Settings:
    """How this server was started.

    Attributes
    ----------
    accounts
        A book of one's own accounts in place of the drawn territory.
    results
        Where results folders lie that can be explored; it need not be there.
    columns
        Which column of that book, or recipe of columns, stands for which of ours.
    lan
        Whether other machines of the network are let in.
    language
        Which of `relsim.dashboards.texts`.
    """

    accounts: Path | None = None
    results: Path = RESULTS
    columns: tuple[tuple[str, str], ...] = ()
    lan: bool = False
    language: str = "en"

    @property
    def options(self) -> tuple[str, ...]:
        """What decides numbers, as options of the command line; the book's folder is not told.

        >>> Settings(Path("mine/my book.csv"), columns=(("account_id", "ID"),)).options
        ("--accounts 'my book.csv'", '--columns account_id=ID')
        """
        if self.accounts is None:
            return ()
        named = shlex.join(["--accounts", self.accounts.name])
        columns = ",".join(f"{ours}={theirs}" for ours, theirs in self.columns)
        return (named, shlex.join(["--columns", columns])) if columns else (named,)


@dataclass(frozen=True, slots=True)
class Context:
    """What every page is built with.

    Attributes
    ----------
    settings
        How this server was started.
    live
        The engine that answers while a slider moves.
    texts
        What is said, in the chosen language.
    shelf
        The results folders below `Settings.results`.
    jobs
        Long work done beside the pages.
    asking
        Questions to results folders, answered at once or by a job.
    book
        The accounts read from `Settings.accounts`.
    ready
        Set once the model is compiled; no page is shown before.
    later
        What a page has compiled after that, so that the first one is not kept waiting for it.
    """

    settings: Settings
    live: Live
    texts: Texts
    shelf: Shelf
    jobs: Jobs
    asking: Asking
    book: Book | None = None
    ready: Event = field(default_factory=Event)
    later: list[Callable[[], None]] = field(default_factory=list)
