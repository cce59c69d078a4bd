"""A page that stands alone: text, tables and figures in one file that opens without a network."""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any

from relsim.figures import CONFIG, Figure, dark_of_light, marks

_DASHES = {"solid": "", "dot": "2 3", "dash": "6 4", "dashdot": "6 3 2 3", "longdash": "10 4"}


@dataclass
class Page:
    """A page being written: the parts of its body in order, and the figures drawn into them.

    Attributes
    ----------
    title
        What stands in the browser's tab.
    parts
        Markup, already escaped, in reading order.
    figures
        Figures by the id of the place they are drawn in.
    """

    title: str
    parts: list[str] = field(default_factory=list)
    figures: dict[str, Figure] = field(default_factory=dict)

    def add(self, *markup: str) -> None:
        """Add markup, already escaped, at the end."""
        self.parts.extend(markup)

    def figure(self, heading: str, summary: str, drawn: Figure, *, height: int = 340) -> str:
        """Keep a figure for drawing and return its frame: heading, what it shows in words, place.

        The summary stands in the caption and is what a screen reader hears for the picture.
        """
        place = f"figure-{len(self.figures) + 1}"
        self.figures[place] = drawn
        room = int(drawn["layout"].get("height", height))
        return (
            f'<figure aria-labelledby="{place}-h"><figcaption><h3 id="{place}-h">{escape(heading)}'
            f'</h3><p id="{place}-s">{escape(summary)}</p></figcaption>'
            f'<div class="plot" id="{place}" role="img" aria-labelledby="{place}-h" '
            f'aria-describedby="{place}-s" style="min-height:{room}px"></div></figure>'
        )

    def written(self) -> bytes:
        """Return the whole page, with the drawing code inside it."""
        drawing = {"config": dict(CONFIG), "dark": dark_of_light()}
        plotly, own = plotly_code(), _packaged("page.js").encode()
        # Scripts are named by their hashes, so that nothing else on the page could ever run; and
        # with no other source allowed, nothing can leave the machine that opens it.
        policy = (
            "default-src 'none'; img-src data: blob:; style-src 'unsafe-inline'; "
            f"script-src '{_hash(plotly)}' '{_hash(own)}'; base-uri 'none'; form-action 'none'"
        )
        head = (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{escape(self.title)}</title>\n"
            # An empty icon: or the browser would ask for one.
            '<link rel="icon" href="data:,">\n'
            f"<style>\n{_packaged('page.css')}</style>\n</head>\n<body>\n"
        )
        data = (
            '<noscript><p class="absent">The figures need JavaScript; the tables do not.</p>'
            "</noscript>\n"
            f'<script type="application/json" id="drawing">{_json(drawing)}</script>\n'
            f'<script type="application/json" id="figures">{_json(self.figures)}</script>\n'
        )
        body = "\n".join(self.parts)
        return b"".join(
            (
                (head + body + "\n" + data).encode(),
                b"<script>",
                plotly,
                b"</script>\n<script>",
                own,
                b"</script>\n</body>\n</html>\n",
            )
        )


def section(heading: str, *parts: str, place: str = "") -> str:
    """Return a section with its heading; the parts are markup, already escaped."""
    anchor = f' id="{escape(place)}"' if place else ""
    return f"<section{anchor}><h2>{escape(heading)}</h2>{''.join(parts)}</section>"


def paragraph(text: str, style: str = "prose") -> str:
    """Return a paragraph of plain text, escaped."""
    return f'<p class="{style}">{escape(text)}</p>'


def grid(frames: Iterable[str], *, one: bool = False) -> str:
    """Return figures side by side where there is room."""
    return f'<div class="figures{" one" if one else ""}">{"".join(frames)}</div>'


def swatch(strategies: Sequence[str], strategy: str) -> str:
    """Return a strategy's line as a small picture, in its colours for light and dark ground."""
    light, dark = marks(strategies, "light")[strategy], marks(strategies, "dark")[strategy]
    dashes = _DASHES.get(light.dash, "9 3 3 3")
    return (
        f'<svg class="mark" style="--light:{light.line};--dark:{dark.line}" viewBox="0 0 30 10" '
        'aria-hidden="true"><line x1="1" y1="5" x2="29" y2="5" stroke="currentColor" '
        f'stroke-width="3.5" stroke-dasharray="{dashes}"/></svg>'
    )


def facts(entries: Mapping[str, str]) -> str:
    """Return names and what they are, as a list for reading."""
    rows = (f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in entries.items())
    return f'<dl class="facts">{"".join(rows)}</dl>'


def command(heading: str, line: str) -> str:
    """Return a command line that a click selects whole."""
    return (
        f'<div class="again"><h3>{escape(heading)}</h3>'
        f'<pre tabindex="0"><code>{escape(line)}</code></pre></div>'
    )


def scrolled(label: str, table: str) -> str:
    """Return a table that scrolls by itself where the page is too narrow for it."""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{table}</div>'
    )


def folded(summary: str, *parts: str) -> str:
    """Return what only some readers want, folded away; printing opens it."""
    return f"<details><summary>{escape(summary)}</summary>{''.join(parts)}</details>"


def plotly_code() -> bytes:
    """Return Plotly's own code as its Python package carries it, without importing that package."""
    found = importlib.util.find_spec("plotly")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("the report needs plotly; install relsim with its dependencies")
    folder = Path(next(iter(found.submodule_search_locations)))
    return (folder / "package_data" / "plotly.min.js").read_bytes()


def _packaged(name: str) -> str:
    return resources.files("relsim.report").joinpath(name).read_text(encoding="utf-8")


def _hash(code: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code).digest()).decode()


def _json(value: Any) -> str:
    """Return JSON that cannot close the script element it stands in."""
    text = json.dumps(value, allow_nan=False, separators=(",", ":"), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
