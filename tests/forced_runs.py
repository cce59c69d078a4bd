"""Events to force on accounts, and runs in which everything is seen that came of them."""

from __future__ import annotations

import numpy as np

from relsim.interventions import parse
from relsim.simulation import new_world, run_world
from relsim.state import CLIENT

MONTHS = 12
ALONE = {"m14_word_of_mouth": 0, "network_degree": 0, "m09_capacity": 0, "m16_rep": 0}
EXAMPLES = [
    {"period": 0, "until": 2, "what": "answer", "answer": {"yielding": 1, "reciprocity": 0.0}},
    {"periods": [4, 0, 2], "what": "crisis", "who": {"accounts": [7, 3], "status": "client"}},
    {"periods": [3, 4], "what": "urgency", "arms": ["servile", "advisory"]},
    {"period": 6, "what": "strategy", "strategy": "servile", "who": {"share": 0.5, "sample": 4}},
    {"period": 6, "what": "strategy", "strategy": {"name": "soft", "yielding": 0.6}},
    {"period": 1, "what": "rival-offer", "value": 0.2, "who": {"share": 0.1}},
    {"period": 1, "what": "impossible-demand", "value": 0.7, "who": {"where": "not fit < 0.5"}},
    {"period": 1, "what": "impossible-deadline"},
    {"period": 1, "what": "warning"},
    {"period": 1, "what": "walk-away"},
    {"period": 1, "what": "failure"},
]


def one(**table):
    return parse([table])


class Seen:
    """What every account did in every month of a run, and the accounts at the end."""

    def __init__(self, events=(), strategy="advisory", periods=MONTHS, seed=5, **parameters):
        world, arms, _ = new_world(
            strategy,
            seed=seed,
            periods=periods,
            interventions=events,
            parameters={"customers": 200, **ALONE, **parameters},
        )
        self.start = world.customers.copy()
        self.events = world.events
        self.months = []

        def watch(month, ledger):
            kinds = ("requests", "truths", "behaviours", "outcomes")
            self.months.append(
                {name: getattr(ledger, name).copy() for name in kinds}
                | {"active": ledger.active.copy(), "customers": world.customers.copy()}
            )

        self.series = run_world(world, arms, periods, watch)
        self.customers = world.customers

    def __getitem__(self, month):
        return self.months[month]


def clients(seen, month):
    """Clients at the start of a month."""
    before = seen.start if month == 0 else seen[month - 1]["customers"]
    return before["status"] == CLIENT


def hit_by(seen):
    mask = np.zeros(len(seen.customers), bool)
    mask[seen.events["account"]] = True
    return mask
