"""Worlds that every driver plays, strategies that are code, and the comparison bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np

from relsim.interventions import parse
from relsim.parameters import PARAMETERS
from relsim.simulation import Result, new_world, run_world
from relsim.state import DIARY, rows
from relsim.strategies import PRESETS, Strategy, compiled_answer

SMALL = {"customers": 60, "reps": 4, "periods": 24}
MIXED = ["servile", "combative", "advisory"]
SWITCHES = [name for name, p in PARAMETERS.items() if p.kind == "switch"]
EVENTS = [
    {"what": "failure", "period": 3, "who": {"share": 0.5}},
    {"what": "crisis", "period": 4, "until": 6, "who": {"share": 0.5, "sample": 1}},
    {"what": "urgency", "period": 8, "who": {"share": 0.5}},
    {"what": "rival-offer", "period": 9, "value": 0.3, "who": {"share": 0.5, "sample": 2}},
    {"what": "impossible-demand", "period": 10, "who": {"status": "client"}},
    {"what": "impossible-deadline", "period": 11, "who": {"status": "client"}},
    {"what": "walk-away", "period": 10, "who": {"share": 0.2}},
    {"what": "warning", "period": 12, "who": {"share": 0.3}},
    {"what": "answer", "period": 13, "answer": {"yielding": 1.0, "challenge": 0.0}},
    {"what": "strategy", "period": 15, "strategy": "combative", "who": {"share": 0.5}},
]


LEARNER = {"name": "learner", "base": "adaptive-servile", "jitter": 0.2}
#: Adaptive reps with every bias; accounts that leave are soon back, with any rep.
BIASED = {
    "review_months": 5, "review_loss_aversion": 2.2, "far_sightedness": 0.5, "fearful_silence": 0.1,
    "misattribution": 0.2, "cooling_months": 1, "reassignment_chance": 1, "exit_base": 0.03,
}  # fmt: skip


def anywhere_plausible(number: int) -> dict[str, float]:
    """Return every parameter at some place in its plausible range."""
    luck = np.random.default_rng(number)
    values: dict[str, float] = {}
    for name, p in PARAMETERS.items():
        if p.kind == "switch" or name in SMALL:
            continue
        value = luck.uniform(p.plausible_low, p.plausible_high)
        values[name] = value if p.kind == "float" else round(value)
    return values


def equal_to(name: str, jitter: float = 0.0) -> dict[str, Any]:
    return {"name": name, "base": "advisory", "jitter": jitter}


def with_share(base: str, share: float) -> Strategy:
    """Return a preset that has a share of a mixed territory's reps."""
    strategy = Strategy(base, PRESETS[base].point)
    strategy.share = share
    return strategy


#: Most are advisory: of 7 reps 1, 5 and 1.
UNEVEN = [with_share("servile", 1.0), with_share("advisory", 6.0), with_share("combative", 0.5)]

#: Name -> keyword arguments of `simulate`.
WORLDS: dict[str, dict[str, Any]] = {
    **{
        f"{name}, seed {seed}": {"strategy": name, "seed": seed, **SMALL}
        for name in PRESETS
        for seed in (0, 7)
    },
    **{
        f"{name} off": {"strategy": "advisory", "seed": 2, **SMALL, name: 0} for name in SWITCHES
    },
    "all off": {"strategy": "combative", "seed": 2, **SMALL, **dict.fromkeys(SWITCHES, 0)},
    **{
        f"plausible {number}": {
            "strategy": ["servile", "combative", "advisory"][number],
            "parameters": anywhere_plausible(number),
            **SMALL,
        }
        for number in range(3)
    },
    "largest seed": {"strategy": "servile", "seed": 2**64 - 1, "replication": 2**63, **SMALL},
    "mixed": {"strategy": MIXED, "seed": 3, **SMALL},
    "jitter": {"strategy": equal_to("varied", jitter=0.2), "seed": 4, **SMALL},
    "mixed with jitter": {
        "strategy": ["servile", equal_to("varied", jitter=0.3)], "seed": 5, **SMALL,
    },
    "mixed by shares": {"strategy": UNEVEN, "seed": 8, **SMALL, "reps": 7},
    "learning, with every bias": {
        "strategy": ["adaptive", "servile", LEARNER],
        "interventions": parse(EVENTS), **SMALL, "parameters": BIASED,
    },
    "forced events": {"strategy": "advisory", "interventions": parse(EVENTS), **SMALL},
    "busy": {
        "strategy": MIXED, "seed": 6, "capacity_hours": 20, "competition": 0.2,
        "client_share_start": 0.6, "crisis_rate": 0.1, "lead_rate": 0.2, **SMALL,
    },
}  # fmt: skip


def bits(array: Any) -> Any:
    """Return numbers as words, so that NaN equals NaN and 0.0 is not -0.0."""
    return np.ascontiguousarray(array).view(np.uint64)


def places(one: Any, other: Any) -> list[tuple[Any, str]]:
    """Return (place, field) wherever two tables differ."""
    return [
        (tuple(int(i) for i in at), name)
        for name in one.dtype.names
        for at in np.argwhere(bits(one[name]) != bits(other[name]))
    ]


def differences(one: Any, other: Any, part: str) -> list[tuple[Any, str]]:
    """Return (first place, description) of every field that differs between two tables."""
    assert one.dtype.names == other.dtype.names
    assert one.shape == other.shape, f"{part}: {one.shape} and {other.shape}"
    found: dict[str, tuple[Any, str]] = {}
    for at, name in places(one, other):
        if name not in found:
            text = f"{one[name][at]!r} is not {other[name][at]!r}"
            found[name] = (at, f"{part}.{name}{list(at)}: {text}")
    return sorted(found.values())


def assert_same(one: Result, other: Result) -> None:
    """Hold two runs equal bit for bit, and show where they first part."""
    found = differences(one.series, other.series, "series")
    found += differences(one.accounts, other.accounts, "accounts")
    found += differences(one.reps, other.reps, "reps")
    assert not found, "\n".join([f"{len(found)} fields differ", *(f[1] for f in found[:15])])


def stepped(strategy: Any, watch: Any = None, **options: Any) -> Result:
    """Run a world month by month, as the trace does."""
    world, arms, _ = new_world(strategy, **options)
    series = run_world(world, arms, options["periods"], watch or (lambda month, ledger: None))
    return Result(tuple(arm.name for arm in arms), {}, series, world.customers, world.reps)


def diary_of(strategy: Any, step: bool = False, **options: Any) -> tuple[Any, Any, Any, Any]:
    """Return what is noted of every other account in three windows, and the run's rows."""
    world, arms, _ = new_world(strategy, **options)
    windows = np.array([[0, options["periods"] - 1], [2, 7], [5, 5]])
    entries = rows(DIARY, 3 * len(world.customers)).reshape(3, len(world.customers))
    entries["accounts"][:, ::2] = 1.0
    watch = (lambda month, ledger: None) if step else None
    series = run_world(world, arms, options["periods"], watch, (windows, entries))
    return entries, series, world.customers, world.reps


def moody(request: Any, behaviour: Any) -> None:
    """Answer by what is seen, with a gamble."""
    if request.demand_kind > 0 and request.tenure < 12:
        behaviour.yielding *= 0.5
    if request.luck < 0.3:
        behaviour.challenge = 1.0 - behaviour.challenge
    behaviour.triage = min(1.0, behaviour.triage + 0.1 * request.backlog_months)
    if request.size > 1.0:
        behaviour.initiative = 1.0
    behaviour.empathy = behaviour.empathy / (1.0 + request.demand_size + request.complaints)


class Moody(Strategy):
    """`moody` in plain Python, request by request."""

    base = "combative"

    def answer(self, request: Any, behaviour: Any) -> None:
        moody(request, behaviour)


class MoodyAtOnce(Strategy):
    """`moody` over a month's requests at once."""

    base = "combative"

    def answer_all(self, requests: Any, behaviours: Any) -> None:
        asked = (requests["demand_kind"] > 0) & (requests["tenure"] < 12)
        behaviours["yielding"] *= np.where(asked, 0.5, 1.0)
        gamble = requests["luck"] < 0.3
        challenge = behaviours["challenge"]
        behaviours["challenge"] = np.where(gamble, 1.0 - challenge, challenge)
        more = behaviours["triage"] + 0.1 * requests["backlog_months"]
        behaviours["triage"] = np.minimum(1.0, more)
        behaviours["initiative"][requests["size"] > 1.0] = 1.0
        behaviours["empathy"] /= 1.0 + requests["demand_size"] + requests["complaints"]


moody_compiled = compiled_answer(base="combative", name="moody")(moody)


class Idle(Strategy):
    """A point that takes the way of plain Python."""

    def answer(self, request: Any, behaviour: Any) -> None:
        pass
