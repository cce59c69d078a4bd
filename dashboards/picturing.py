"""A picture of each page, as the README shows them.

``python -m relsim.dashboards.picturing`` (``make pictures``) opens every page in Chromium at the
size of a projector and writes ``docs/pictures/PAGE.png``. What they show is the same each time:
shipped scenarios and experiments with their seeds.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from relsim.dashboards import browsing
from relsim.dashboards.compare import asked
from relsim.dashboards.navigation import PAGES, Page
from relsim.dashboards.presets import presets
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.shelf.shelf import Shelf
from relsim.dashboards.texts import texts
from relsim.errors import InputError

#: In the source tree; they are no part of the installed package.
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"
#: What the shelf of Explore holds, the one that is opened first.
EXPERIMENTS = ("ticket-size", "competition", "recovery")
_WRITTEN = "2026-11-21T12:00:00+00:00"
"""When these were run, as far as a picture tells: it shall be the same whenever it is taken."""


def name_of(page: Page) -> str:
    """Return the name of a page's picture.

    >>> [name_of(page) for page in PAGES][0]
    'workshop.png'
    """
    return f"{page.title.removeprefix('page.')}.png"


def take(folder: Path, results: Path, only: Sequence[str] = ()) -> list[Path]:
    """Write the pictures, and return where they are.

    Parameters
    ----------
    folder
        Where they are written.
    results
        The shelf that Explore shows; see `fill`.
    only
        Pages by the names of their pictures; all if there are none.

    Raises
    ------
    InputError
        There is no browser.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with browsing.serving("--results", str(results)) as address, browsing.chromium() as browser:
        for page in PAGES:
            name = name_of(page)
            if only and name.removesuffix(".png") not in only:
                continue
            query = _SHOWN[page.path](results) if page.path in _SHOWN else ""
            with browsing.tab(browser, f"{address}{page.path}?{query}") as tab:
                if page.path in _DONE:
                    _DONE[page.path](tab)
                path = folder / name
                tab.screenshot(path=path, animations="disabled", caret="hide")
                written.append(path)
    return written


def fill(results: Path) -> None:
    """Run what the shelf shall hold."""
    from relsim.study import spec
    from relsim.study.run import execute

    for name in EXPERIMENTS:
        execute(spec.load(name), results / name)
        manifest = results / name / "manifest.json"
        told = json.loads(manifest.read_text(encoding="utf-8"))
        manifest.write_text(json.dumps(told | {"end": _WRITTEN}), encoding="utf-8")


#: Scenarios beside each other, with the same luck.
_COMPARED = ("shipped", "fierce-competition", "complex-needs")


def _workshop(_results: Path) -> str:
    return urlencode({"competition": 0.09, "want_need_gap_mean": 0.45})


def _compare(_results: Path) -> str:
    said, found = texts("en"), {preset.name: preset for preset in presets()}
    shown = [
        dataclasses.replace(found[name].scenario, name=said(found[name].title), seed=WORKSHOP.seed)
        for name in _COMPARED
    ]
    return asked.link(shown, asked.View())


def _relationship(_results: Path) -> str:
    # One no, and what the account brings nearly doubles.
    return urlencode({"account": 60, "branch": "servile.33.refuse", "month": 33})


def _explore(results: Path) -> str:
    found = Shelf(results, texts("en")).entries()
    (first,) = (entry.id for entry in found if entry.folder == EXPERIMENTS[0])
    return urlencode({"folder": first})


def _evidence(_results: Path) -> str:
    # What ships: the shelf holds no claims.
    return urlencode({"open": "C11"})


def _play(_results: Path) -> str:
    # Gave in twice to one who asks and asks, and said no in between.
    answers = (
        "0.grant,0.frank,1.order,2.check,3.frank,4.grant,5.reason,6.ask,7.grant,8.trade,9.reason,"
        "10.order"
    )
    return urlencode({"customer": "demanding", "luck": 3, "months": 12, "choices": answers})


def _guide(_results: Path) -> str:
    return "#guide-lever-discount_authority"


def _story(_results: Path) -> str:
    return urlencode({"screen": "where", "bets": "where.corner"})


def _room(_results: Path) -> str:
    return urlencode({"preset": "complex-needs", "months": 36})


def _hands(tab: Any) -> None:
    """Let a room bet by a show of hands, and reveal."""
    for option, hands in (("servile", 4), ("combative", 9), ("advisory", 14), ("unclear", 5)):
        tab.fill(f"[data-hands={option}] input", str(hands))
    tab.wait_for_function("() => document.querySelector('.answered')?.innerText.includes('32')")
    tab.click(".acts [data-key=r]")
    tab.wait_for_selector(".room .right")


#: The query with which a page is shown at its best.
_SHOWN: Mapping[str, Callable[[Path], str]] = {
    "/": _workshop,
    "/compare": _compare,
    "/relationship": _relationship,
    "/explore": _explore,
    "/evidence": _evidence,
    "/play": _play,
    "/story": _story,
    "/room": _room,
    "/guide": _guide,
}

#: What is done on a page before it is pictured.
_DONE: Mapping[str, Callable[[Any], None]] = {"/room": _hands}


def main() -> None:
    """Write the pictures of the README."""
    parser = argparse.ArgumentParser(
        prog="python -m relsim.dashboards.picturing", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("pages", nargs="*", help="which, as in docs/pictures (default: all)")
    parser.add_argument("--folder", type=Path, default=PICTURES)
    parser.add_argument("--results", type=Path, help="a shelf that was filled before")
    given = parser.parse_args()
    try:
        with tempfile.TemporaryDirectory() as made:
            results = given.results or Path(made) / "results"
            if not results.exists():
                fill(results)
            for path in take(given.folder, results, given.pages):
                print(path)
    except InputError as error:
        sys.exit(f"pictures: {error}")


if __name__ == "__main__":
    main()
