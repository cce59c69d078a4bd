"""The pages there are: to add one, write its module and add its line to `PAGES`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relsim.dashboards.compare import page as compare
from relsim.dashboards.evidence import page as evidence
from relsim.dashboards.explore import page as explore
from relsim.dashboards.guide import page as guide
from relsim.dashboards.play import page as play
from relsim.dashboards.relationship import page as relationship
from relsim.dashboards.room import page as room
from relsim.dashboards.story import page as story
from relsim.dashboards.workshop import page as workshop

if TYPE_CHECKING:
    from dash import Dash
    from dash.development.base_component import Component

    from relsim.dashboards.context import Context


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the dashboard.

    Attributes
    ----------
    path
        Its address below the server's root, starting with ``/``.
    title
        The key of its title in the texts, ``page.`` and its name.
    layout
        Builds what stands between header and footer, anew at each visit.
    register
        Registers the page's callbacks, once, when the app is made.
    scenario
        Whether it shows a scenario that can be undone, redone and replayed.
    room
        Whether it is for a room full of people: the menu has these pages in a group of their own.
    """

    path: str
    title: str
    layout: Callable[[Context], Component]
    register: Callable[[Dash, Context], None]
    scenario: bool = True
    room: bool = False


PAGES: tuple[Page, ...] = (
    Page("/", "page.workshop", workshop.layout, workshop.register),
    Page("/compare", "page.compare", compare.layout, compare.register, scenario=False),
    Page(
        "/relationship",
        "page.relationship",
        relationship.layout,
        relationship.register,
        scenario=False,
    ),
    Page("/explore", "page.explore", explore.layout, explore.register, scenario=False),
    Page("/evidence", "page.evidence", evidence.layout, evidence.register, scenario=False),
    Page("/story", "page.story", story.layout, story.register, scenario=False, room=True),
    Page("/play", "page.play", play.layout, play.register, scenario=False, room=True),
    Page("/room", "page.room", room.layout, room.register, scenario=False, room=True),
    Page("/guide", "page.guide", guide.layout, guide.register, scenario=False, room=True),
)
