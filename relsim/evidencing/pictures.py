"""Figures of the commands' report pages as small pictures, which a reader sees without running."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from relsim.dashboards.browsing import chromium
from relsim.study import files

#: Step -> its page below the step's folder, and the headings of figures with what they are called.
PICTURES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "patterns": (
        "report.html",
        {
            "Survival of a new cohort": "survival",
            "Whale curve": "whale",
            "Customer orientation": "orientation",
            "After a major failure": "recovery",
        },
    ),
    "shapley": (
        "report.html",
        {
            "Margin share, % of list revenue": "shapley-margin",
            "Respect, 0-1": "shapley-respect",
        },
    ),
    "sensitivity": ("*-sensitivity/report.html", {"Who earns most": "who-earns-most"}),
}
_WIDTH = 900
_PATIENCE_MS = 120_000
"""A page of many figures is drawn slowly where all cores are at work."""
_DRAW = """async ([heading, width]) => {
    const found = [...document.querySelectorAll("figure")].find(
        (figure) => figure.querySelector("h3")?.textContent === heading);
    if (!found) return null;
    const plot = found.querySelector(".plot");
    return Plotly.toImage(plot, {format: "svg", width, height: plot.clientHeight});
}"""


def take(step: str, home: Path, root: Path) -> list[Path]:
    """Write the pictures of a finished step to ``results/``, and return them.

    Parameters
    ----------
    step
        Its name; one that has no pictures writes none.
    home, root
        The working folder and the source tree.

    Raises
    ------
    InputError
        There is no browser to draw them, or it gave up.
    """
    if step not in PICTURES:
        return []
    place, names = PICTURES[step]
    written = []
    with chromium() as browser:
        for path in sorted((home / step).glob(place)):
            page = browser.new_page(color_scheme="light", reduced_motion="reduce")
            page.set_default_timeout(_PATIENCE_MS)
            page.goto(path.resolve().as_uri())
            page.wait_for_selector("html[data-drawn]")
            for heading, name in names.items():
                drawn = page.evaluate(_DRAW, [heading, _WIDTH])
                if drawn is not None:
                    target = root / "results" / f"{name}.svg"
                    files.replace_text(target, the_same(unquote(drawn.partition(",")[2])) + "\n")
                    written.append(target)
            page.close()
    return written


def the_same(svg: str) -> str:
    """Return a picture with Plotly's random names taken out, so that it is the same each time.

    >>> the_same('<g id="defs-a1b2c3"><use href="#clipa1b2c3xy"/><g class="trace4d5e6f"/></g>')
    '<g id="defs-figure"><use href="#clipfigurexy"/><g class="trace"/></g>'
    """
    found = re.search(r'id="defs-([0-9a-f]+)"', svg)
    named = svg if found is None else svg.replace(found[1], "figure")
    return re.sub(r"\btrace[0-9a-f]{6}\b", "trace", named)
