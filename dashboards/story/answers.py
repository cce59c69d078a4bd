"""One request of the Story page answered: a screen, its link, and the way on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from relsim.dashboards.live import Busy
from relsim.dashboards.story.asked import CHAPTERS, Wish, written
from relsim.dashboards.story.screen import Screen, foot
from relsim.dashboards.story.screens import screen
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.dashboards.story.telling import Telling


def answer(wish: Wish, telling: Telling, results: Path) -> dict[str, Any]:
    """Return all the page needs to show a screen, as JSON carries it."""
    said = telling.said
    try:
        shown = screen(wish, telling, results)
    except Busy:
        shown = Screen(said("story.busy"), onward=False, share=0.0)
    except InputError:
        shown = Screen(said("story.trouble"), onward=False)
    telling.prepare(wish.screen)
    number = list(CHAPTERS).index(wish.chapter) + 1
    chapter = said(f"story.chapter.{wish.chapter}")
    bets = dict(wish.bets)
    return {
        "sequence": wish.sequence,
        "state": {"screen": wish.screen, "bets": bets, "answers": list(wish.answers)},
        "link": written(wish),
        "eyebrow": said("story.eyebrow", number=number, chapter=chapter),
        "head": shown.head,
        "lead": shown.lead,
        "body": shown.body,
        "options": shown.options,
        "feedback": shown.feedback,
        "after": shown.after,
        "foot": foot(wish, shown.onward, said),
        "figure": shown.figure,
        "waits": shown.share is not None,
        "announced": " ".join(part for part in (shown.head, shown.lead, shown.spoken) if part),
        "command": shown.command,
        "seed": shown.seed,
        "replications": shown.replications,
    }
