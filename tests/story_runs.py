"""What tests of the Story share: its screens as the page gets them, and plain runs."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import relsim
from relsim.analysis import compare_outcome
from relsim.analysis.findings import Comparison
from relsim.dashboards.scenario import WORKSHOP
from relsim.dashboards.story.found import Found
from relsim.dashboards.story.telling import Telling
from relsim.metrics import OUTCOMES
from relsim.study.experiment import DEFAULT_STRATEGIES


def ask(client: Any, screen: str, bet: str = "", answers: tuple[str, ...] = ()) -> Any:
    """A screen as the page gets it, when everything it waits for is done."""
    body = {"screen": screen, "bets": {screen: bet} if bet else {}, "answers": list(answers)}
    while (found := client.post("/story/answer", json=body).get_json())["waits"]:
        time.sleep(0.05)
    return found


def found_for(telling: Telling, screen: str) -> Found:
    while isinstance(found := telling.found(screen), float):
        time.sleep(0.05)
    return found


def written_in(part: Any) -> str:
    """All the text in some components."""
    if isinstance(part, dict):
        return written_in(part.get("props", {}).get("children"))
    if isinstance(part, list):
        return " ".join(map(written_in, part))
    return "" if part is None else str(part)


def margins(months: int, **changed: Any) -> dict[str, list[float]]:
    """What each strategy earns in the Workshop's territories, by plain runs."""
    return {
        name: [
            relsim.simulate(
                name,
                seed=WORKSHOP.seed,
                replication=replication,
                periods=months,
                parameters=dict(WORKSHOP.settings) | changed,
            ).outcomes[name]["margin"]
            for replication in range(WORKSHOP.replications)
        ]
        for name in DEFAULT_STRATEGIES
    }


def earning(values: Mapping[str, Any]) -> Comparison:
    """Strategies compared by margin, a value a territory."""
    return compare_outcome(values, OUTCOMES["margin"])
