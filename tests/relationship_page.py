"""The Relationship page as tests read and press it, and the traces that it must tell."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from relsim.dashboards import navigation
from relsim.dashboards.relationship.answers import PANELS
from relsim.interventions import parse
from relsim.tracing import Trace, trace
from relsim.tracing.branching import ANSWERS

SETTLED = "#relationship-page[data-idle]"
#: A small territory, told quickly.
WORLD: dict[str, Any] = {"customers": 120, "reps": 3, "periods": 48, "seed": 4}
PATH = "/relationship?" + "&".join(f"{name}={value}" for name, value in WORLD.items())
STRATEGIES = ("servile", "combative", "advisory")
PAGES = [page for page in navigation.PAGES if page.path in ("/", "/relationship")]


def link(page: Any) -> dict[str, str]:
    return {key: one[0] for key, one in parse_qs(urlsplit(page.url).query).items()}


def shown(page: Any) -> dict[str, int]:
    """Which account and month are told."""
    return {key: int(link(page)[key]) for key in ("account", "month")}


def told(page: Any) -> int:
    return int(page.evaluate("document.querySelector('#relationship-page').dataset.told || 0"))


def after(page: Any, before: int) -> None:
    """Wait until another answer is told."""
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#relationship-page').dataset;
          return Number(page.told) > before && 'idle' in page;
        }""",
        arg=before,
    )


def pressed(page: Any, selector: str) -> None:
    """Press what asks the server for another story, and wait for it."""
    before = told(page)
    page.locator(selector).first.click()
    after(page, before)


def traced(strategy: str, account: int, *tables: dict[str, Any]) -> Trace:
    return trace(strategy, customer=account, interventions=parse(tables), **WORLD)


def lines(page: Any, panel: str, *, grey: bool = False) -> list[list[float | None]]:
    """Return the values of the coloured, or grey, lines of a panel, by strategy."""
    found: list[list[float | None]] = page.evaluate(
        """([axis, grey]) => document.querySelector('#relationship-lives .js-plotly-plot').data
             .filter((one) => one.yaxis === axis && one.mode === 'lines' && !one.name === grey)
             .map((one) => [...one.y])""",
        [f"y{2 + PANELS.index(panel)}", grey],
    )
    return found


def beliefs(one: Trace, panel: str) -> list[Any]:
    return [
        pytest.approx(month["after"][panel], rel=1e-4)
        if "client" in (month["status"], month["status_after"])
        else None
        for month in one.months
    ]


def stories(page: Any) -> list[str]:
    """What is told of the month, by strategy, in one line; what is asked of all stands once."""
    found: list[str] = page.locator(".life").evaluate_all(
        """all => all.map((one) => [
             ...document.querySelectorAll('.asked'), ...one.querySelectorAll('dd')
           ].map((part) => part.textContent).join(' '))"""
    )
    return found


def said_no(account: int, month: int) -> dict[str, Any]:
    """The intervention of "what if the yes-sayer had said no"."""
    return {
        "period": month,
        "what": "answer",
        "who": {"accounts": [account]},
        "answer": dict(ANSWERS["refuse"]),
        "arms": ["servile"],
    }


def to_a_yes(page: Any) -> None:
    """Go to a month in which the yes-sayer could have said no."""
    for _ in range(30):
        if page.locator("[data-strategy=servile] [data-answer=refuse]").count():
            return
        page.locator("#relationship-later").click()
    pytest.fail("the yes-sayer never says yes")
