"""The Workshop's levers moved in a browser, and what it then shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

SETTLED = "#workshop-page[data-idle]"


def settled(page: Any) -> int:
    return int(page.evaluate("document.querySelector('#workshop-page').dataset.settled || 0"))


def after(page: Any, before: int) -> int:
    """Wait until another full answer has been drawn."""
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#workshop-page').dataset;
          return Number(page.settled) > before && 'idle' in page;
        }""",
        arg=before,
    )
    return settled(page)


def link(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def linked(page: Any, **wanted: str) -> None:
    """Wait until the link holds these numbers."""
    page.wait_for_function(
        "wanted => Object.entries(wanted).every(([name, value]) =>"
        " Number(new URLSearchParams(location.search).get(name)) === Number(value))",
        arg=wanted,
    )


def slider(page: Any, name: str) -> Any:
    return page.locator(f"#workshop-box-{name} [role=slider]")


def moved(page: Any, name: str, steps: int) -> float:
    """Move a lever by the keyboard and wait until what it does has been drawn."""
    before = settled(page)
    lever = slider(page, name)
    lever.focus()
    for _ in range(abs(steps)):
        lever.press("ArrowRight" if steps > 0 else "ArrowLeft")
    after(page, before)
    return float(lever.get_attribute("aria-valuenow"))


def lines(page: Any, side: str) -> list[list[float]]:
    """Return the values of the coloured lines of a figure, by strategy."""
    found: list[list[float]] = page.evaluate(
        "side => document.querySelector(`#workshop-${side} .js-plotly-plot`)"
        ".data.filter(one => one.name).map(one => [...one.y])",
        side,
    )
    return found
