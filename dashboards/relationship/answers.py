"""One request of the Relationship page answered: an account's lives, told, drawn and branched."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import numpy as np

from relsim import figures
from relsim.dashboards.asked import EXACT, bounded, mapping, query_of, sequence_of, theme_of
from relsim.dashboards.live import Busy
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital
from relsim.dashboards.reading import Note, number, number_in, said
from relsim.dashboards.relationship import narrating
from relsim.dashboards.relationship.narrating import Told
from relsim.dashboards.relationship.stories import Stories
from relsim.dashboards.scenario import WORKSHOP, Scenario
from relsim.errors import InputError
from relsim.figures import Figure, Happened, Life, ThemeName
from relsim.simulation import settled
from relsim.strategies import PRESETS
from relsim.study.experiment import DEFAULT_STRATEGIES
from relsim.tracing.branching import Branch, branches
from relsim.tracing.scenes import scenes
from relsim.tracing.telling import KINDS, Survey

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts

MOST_TOLD = 3
"""Strategies that have room beside each other."""
PANELS = ("respect", "trust", "precedent")
#: What a link holds besides the scenario.
VIEW = ("replication", "account", "kind", "branch", "month", "view")
#: Bounds and usual value of the type's size and the figure's height (px).
_SIZE = (11, 26, 14)
_HEIGHT = (160, 2000, 560)
_LONGEST_ACCOUNT = 200
_LAST_REPLICATION = 999_999


@dataclass(frozen=True, slots=True)
class Wish:
    """What the page asked for, after everything in it was checked.

    Attributes
    ----------
    sequence
        Which request it is, given back with the answer.
    scenario, notes
        What is told, and what had to be changed about it.
    replication
        Which of the territories of the scenario's seed.
    account
        Number or name as it was given; None for the one that tells most.
    kind
        Of account: a key of `KINDS`.
    step
        How many telling accounts further on than `account`.
    branched
        What was sent as branches.
    month
        Which is told at first; None for the first worth it.
    theme, size, height
        Ground, and size of the type and height of the figure (px).
    """

    sequence: int
    scenario: Scenario
    notes: tuple[Note, ...]
    replication: int
    account: str | None
    kind: str
    step: int
    branched: object
    month: int | None
    theme: ThemeName
    size: int
    height: int


def read(request: object, stories: Stories) -> Wish:
    """Return what a page asks for; whatever cannot be used is replaced, and nothing raises."""
    given = mapping(request)
    query = given.get("query")
    if isinstance(query, str):
        scenario, notes = Scenario.from_query(query, VIEW, stories.accounts)
        given = {**given, **_view(query)}
    else:
        scenario, notes = Scenario.read(given.get("scenario", WORKSHOP.to_json()), stories.accounts)
    # Replications do not matter here: none is worth a note.
    notes = tuple(note for note in notes if note.values.get("what") != "replications")
    fitted, cut = stories.fitted(dataclasses.replace(scenario, strategies=_few(scenario)))
    account, kind, step = given.get("account"), given.get("kind"), given.get("step")
    month = _whole(given.get("month"))
    return Wish(
        sequence=sequence_of(given),
        scenario=fitted,
        notes=(*notes, *cut),
        replication=min(max(_whole(given.get("replication")) or 0, 0), _LAST_REPLICATION),
        account=_account(account),
        kind=kind if isinstance(kind, str) and kind in KINDS else "telling",
        step=step if step in (0, 1) and isinstance(step, int) else 0,
        branched=given.get("branch"),
        month=None if month is None else min(max(month, 0), fitted.periods - 1),
        theme=theme_of(given),
        size=bounded(given.get("size"), *_SIZE),
        height=bounded(given.get("height"), *_HEIGHT),
    )


def answer(wish: Wish, stories: Stories, texts: Texts) -> dict[str, Any]:
    """Return all the page needs to tell an account's lives, as JSON carries it."""
    try:
        return _answer(wish, stories, texts)
    except InputError as error:
        return {"sequence": wish.sequence, "trouble": str(error)}
    except Busy:
        return {"sequence": wish.sequence, "trouble": texts("relationship.busy")}


def _answer(wish: Wish, stories: Stories, texts: Texts) -> dict[str, Any]:
    scenario = wish.scenario
    found = stories.survey(scenario, wish.replication)
    account, changes = _chosen(wish, found, stories)
    changed = branches(wish.branched, scenario.strategies, scenario.periods)
    p = settled(dict(scenario.settings)).record[0]
    told = []
    for strategy in scenario.strategies:
        plain = stories.trace(scenario, strategy, account, (), wish.replication)
        now = stories.trace(scenario, strategy, account, changed, wish.replication)
        other = any(branch.strategy == strategy for branch in changed)
        told.append(Told(strategy, now, plain if other else None))
    month = narrating.opening(told, changed) if wish.month is None else wish.month
    notes = [texts(note.key, **note.values) for note in (*wish.notes, *changes)]
    return {
        "sequence": wish.sequence,
        "scenario": scenario.to_json(),
        "notes": notes,
        "replication": wish.replication,
        "account": account,
        "kind": wish.kind,
        "company": told[0].now.company,
        "about": narrating.about(found, account, texts),
        "month": month,
        "months": scenario.periods,
        "figure": _figure(wish, told, changed, month, texts),
        "lives": [narrating.life(one, p, texts) for one in told],
        "passages": narrating.story(told, texts),
        "branches": [narrating.named(branch, texts) for branch in changed],
        "verdict": narrating.verdict(told, changed, texts),
        "summary": narrating.summary(told, changed, texts),
        "command": command(scenario, account, changed, wish.replication, stories.options),
        "link": _link(wish, account, changed),
    }


def _chosen(wish: Wish, found: Survey, stories: Stories) -> tuple[int, list[Note]]:
    """Return the account that is meant, and what had to be changed for it."""
    ranked = found.ranked(wish.kind)
    best = int(ranked[0])
    if wish.account is None:
        return best, []
    book = stories.book
    if book is not None and wish.account in book.account_ids:
        account = book.account_ids.index(wish.account)
    elif (asked := number(number_in(wish.account))) is None:
        note = Note("note.value", {"what": "account", "used": str(best)})
        return best, [note]
    else:
        account = int(min(max(asked, 0), found.size - 1))
        if account != asked:
            used = {"what": "account", "given": said(asked), "used": str(account)}
            return account, [Note("note.bounds", used)]
    if wish.step:
        place = np.flatnonzero(ranked == account)
        account = int(ranked[(int(place[0]) + wish.step) % ranked.size]) if place.size else best
    return account, []


def _figure(
    wish: Wish, told: Sequence[Told], changed: Sequence[Branch], month: int, texts: Texts
) -> Figure:
    shown = [
        Life(
            one.strategy,
            capital(NAMES[one.strategy]),
            _beliefs(one.now.months),
            tuple(
                Happened(each["month"], what, texts(f"relationship.scene.{what}"))
                for each in one.now.months
                for what in scenes(each)
            ),
            _beliefs(one.plain.months) if one.plain is not None else {},
        )
        for one in told
    ]
    figure = figures.lives(
        shown,
        {belief: texts(f"relationship.panel.{belief}") for belief in PANELS},
        month=month,
        changed=[branch.month for branch in changed],
        across_title=texts("relationship.month"),
        theme=wish.theme,
        size=wish.size,
        height=wish.height,
    )
    figure["layout"]["autosize"] = True
    return figure


def _beliefs(months: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return what is believed after each month, NaN while the account is no client."""
    return {
        belief: np.array(
            [
                month["after"][belief]
                if "client" in (month["status"], month["status_after"])
                else math.nan
                for month in months
            ]
        )
        for belief in PANELS
    }


def command(
    scenario: Scenario,
    account: int,
    changed: Sequence[Branch],
    replication: int = 0,
    options: Sequence[str] = (),
) -> str:
    """Return the command line that tells the same.

    >>> command(WORKSHOP, 7, [Branch("servile", 5, "refuse")]).split(" --")[-2:]
    ['seed 0', 'what-if servile.5.refuse']
    """
    settings = [f"--set {name}={value!r}" for name, value in scenario.settings]
    return " ".join(
        [
            f"relsim trace --customer {account}",
            f"--strategy {','.join(scenario.strategies)}",
            f"--months 0-{scenario.periods - 1}",
            *options,
            *settings,
            f"--seed {scenario.seed}",
            *([f"--replication {replication}"] if replication else []),
            *(f"--what-if {branch}" for branch in changed),
        ]
    )


def _link(wish: Wish, account: int, changed: Sequence[Branch]) -> str:
    view = {"account": str(account)}
    if wish.replication:
        view["replication"] = str(wish.replication)
    if wish.kind != "telling":
        view["kind"] = wish.kind
    if changed:
        view["branch"] = ",".join(map(str, changed))
    # As many replications as the Workshop has: what is told is one of them.
    whole = dataclasses.replace(wish.scenario, replications=WORKSHOP.replications)
    return "&".join(part for part in (whole.to_query(), urlencode(view)) if part)


def _few(scenario: Scenario) -> tuple[str, ...]:
    """Return the strategies that are told: those asked for, the usual ones first."""
    asked = scenario.strategies
    if len(asked) <= MOST_TOLD:
        return asked
    usual = [name for name in DEFAULT_STRATEGIES if name in asked]
    others = [name for name in asked if name not in usual]
    kept = [*usual, *others][:MOST_TOLD]
    return tuple(name for name in PRESETS if name in kept)


def _view(query: str) -> dict[str, str]:
    """Return what a link holds besides the scenario."""
    told = query_of(query)
    return {key: told[key] for key in VIEW if key in told}


def _account(value: object) -> str | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        value = str(value) if abs(value) < EXACT else ""
    if not isinstance(value, str) or len(value) > _LONGEST_ACCOUNT or not value.strip():
        return None
    return value.strip()


def _whole(value: object) -> int | None:
    """Return a whole number, also one that a link has written, or None."""
    if isinstance(value, str) and len(value) <= _LONGEST_ACCOUNT:
        value = number_in(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
