"""The Compare page as a browser's tests see it: what is on it, and when it has come to rest."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

IDLE = "#compare-page[data-idle]"
SMALL = "customers=100&reps=2&replications=4&periods=24"
THREE = (
    f"/compare?n=3&{SMALL}&2.competition=0.15&2.name=Fierce"
    "&3.want_need_gap_mean=0.6&3.crisis_rate=0.02"
)


def drawn(page: Any) -> int:
    return int(page.evaluate("document.querySelector('#compare-page').dataset.drawn || 0"))


def after(page: Any, before: int) -> None:
    """Wait until another answer has been drawn and nothing more happens."""
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#compare-page');
          return page && Number(page.dataset.drawn) > before && 'idle' in page.dataset;
        }""",
        arg=before,
    )


def names(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".compare-name textarea:not([aria-hidden])", "all => all.map(one => one.value)"
    )
    return found


def link(page: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def lines(page: Any, row: str) -> dict[str, list[list[float]]]:
    """Return the values of the coloured lines of a row of figures, by panel."""
    found: dict[str, list[list[float]]] = page.evaluate(
        """row => {
          const panels = {};
          const plot = document.querySelector(`#compare-${row}-figure .js-plotly-plot`);
          for (const one of plot.data.filter(one => one.name))
            (panels[one.xaxis] ||= []).push([...one.y]);
          return panels;
        }""",
        row,
    )
    return found


def act(page: Any, place: int, what: str) -> None:
    before = drawn(page)
    page.locator(f"[data-act={what}][data-place='{place}']").click()
    after(page, before)
