"""What a page is given to work with: settings of this server, the live engine, its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from relsim.dashboards.texts import Texts

if TYPE_CHECKING:
    from relsim.accounts import Book
    from relsim.dashboards.live import Live


@dataclass(frozen=True, slots=True)
class Settings:
    """How this server was started.

    Attributes
    ----------
    accounts
        A book of one's own accounts in place of the drawn territory.
    columns
        Which column of that book, or recipe of columns, stands for which of ours.
    lan
        Whether other machines of the network are let in.
    language
        Which of `relsim.dashboards.texts`.
    """

    accounts: Path | None = None
    columns: tuple[tuple[str, str], ...] = ()
    lan: bool = False
    language: str = "en"


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
    book
        The accounts read from `Settings.accounts`.
    ready
        Set once the model is compiled; no page is shown before.
    """

    settings: Settings
    live: Live
    texts: Texts
    book: Book | None = None
    ready: Event = field(default_factory=Event)
