"""An account's lives in words: who kept it, what each month held, what a branch changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from relsim import figures
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital, listed, money, span
from relsim.tracing import Trace
from relsim.tracing.branching import Branch, allowed
from relsim.tracing.quiet import tell_quiet
from relsim.tracing.scenes import passages, scenes

if TYPE_CHECKING:
    from relsim.dashboards.texts import Texts
    from relsim.tracing.telling import Survey

#: What is said of an account where it is among the first or last quarter: trait, text keys.
_SPOKEN = ("size", "demandingness", "want_need_gap", "honesty", "restlessness", "dominance")
_QUARTER = 0.25
MOST_DIFFERENCES = 4
_PARTS = ("asked", "answered", "came")
_SAME_MONEY = 0.5  # EUR


@dataclass(frozen=True)
class Told:
    """One account's life under one strategy, and how it would have been.

    Attributes
    ----------
    strategy
        Its name.
    now
        What is told.
    plain
        The life without any branch; None where nothing was changed.
    """

    strategy: str
    now: Trace
    plain: Trace | None


@dataclass(frozen=True, slots=True)
class End:
    """How a life ended: margin (EUR), respect after the last month as a client, when it was lost.

    Attributes
    ----------
    lost
        The month in which the account left for good, None while it is a client.
    ever
        Whether it was a client at all.
    elsewhere
        Margin of the rest of the territory (EUR).
    """

    margin: float
    respect: float
    lost: int | None
    ever: bool
    elsewhere: float


def end(trace: Trace) -> End:
    """Return how a life ended."""
    margin = sum(month["outcome"]["margin"] for month in trace.months if month["outcome"])
    served = [month for month in trace.months if "client" in (month["status"], _after(month))]
    if not served:
        return End(margin, float("nan"), None, False, float(trace.series["margin"].sum()) - margin)
    last = served[-1]
    lost = None if _after(trace.months[-1]) == "client" else int(last["month"])
    whole = float(trace.series["margin"].sum())
    return End(margin, last["after"]["respect"], lost, True, whole - margin)


def _after(month: Mapping[str, Any]) -> str:
    return str(month["status_after"])


def opening(told: Sequence[Told], changed: Sequence[Branch]) -> int:
    """Return the month to begin with: where a branch is, or the first that parts the strategies."""
    if changed:
        return changed[-1].month
    kinds = [[scenes(month) for month in one.now.months] for one in told]
    eventful = [number for number, beside in enumerate(zip(*kinds, strict=True)) if any(beside)]
    for number in eventful:
        beside = [kind[number] for kind in kinds]
        if all(beside) and len({tuple(kind) for kind in beside}) > 1:
            return number
    return eventful[0] if eventful else 0


def about(found: Survey, account: int, texts: Texts) -> str:
    """Return what an account is like beside the others, in a few words."""
    told = []
    for trait in _SPOKEN:
        place = found.place(account, trait)
        if place < _QUARTER or place > 1.0 - _QUARTER:
            told.append(texts(f"relationship.{trait}.{'low' if place < _QUARTER else 'high'}"))
    return ", ".join(told) or texts("relationship.average")


def life(one: Told, p: Any, texts: Texts) -> dict[str, Any]:
    """Return a life month by month as the page's script takes it.

    Each month has what was asked, answered and came of it, what of it was otherwise, which answers
    it allows, and what makes it a scene.
    """
    months = []
    margin = 0.0
    for place, month in enumerate(one.now.months):
        margin += month["outcome"]["margin"] if month["outcome"] else 0.0
        told: dict[str, Any] = {"said": [month["parts"][part] for part in _PARTS]}
        if not any(told["said"]):
            told["said"][-1] = tell_quiet([month])
        if one.plain is not None:
            before = one.plain.months[place]
            if _story(before) != _story(month):
                told["was"] = _story(before, besides=month["parts"]["asked"])
        if answers := allowed(month, p):
            told["answers"] = answers
        if found := scenes(month):
            told["scenes"] = found
        told["state"] = _state(month, margin, texts)
        months.append(told)
    return {"strategy": one.strategy, "name": capital(NAMES[one.strategy]), "months": months}


def _story(month: Mapping[str, Any], besides: str = "") -> str:
    """Return a month's story without what an intervention forces: the page says that itself.

    What was asked is left out where it is said already, `besides`.
    """
    parts = [month["parts"][part] for part in _PARTS]
    told = " ".join(text for text in parts if text and text != besides)
    return told or tell_quiet([month])


def _state(month: Mapping[str, Any], margin: float, texts: Texts) -> str:
    status = _after(month)
    earned = texts("relationship.earned", money=_amount(margin, texts))
    if status == "client":
        discount = month["after"]["discount"]
        pays = texts("relationship.discount", share=figures.short_value(discount, "share"))
        return f"{earned} · {pays}"
    return f"{texts(f'relationship.status.{status}')} · {earned}"


def _amount(value: float, texts: Texts) -> str:
    """Return an amount, what is lost with a minus as long as a plus."""
    return money(value, texts).replace("-", "\u2212")


def story(told: Sequence[Told], texts: Texts) -> list[dict[str, Any]]:
    """Return the whole story cut into scenes, what was otherwise in a scene beneath it."""
    found = []
    for passage in passages([one.now for one in told]):
        text = [
            _story(one.now.months[passage.first]) if passage.first == passage.last else words
            for one, words in zip(told, passage.texts, strict=True)
        ]
        found.append(
            {
                "first": passage.first,
                "last": passage.last,
                "scene": passage.scene,
                "texts": text,
                "changed": [_changed(one, passage.first, passage.last) for one in told],
            }
        )
    return found


def _changed(one: Told, first: int, last: int) -> bool:
    if one.plain is None:
        return False
    beside = zip(one.now.months[first : last + 1], one.plain.months[first : last + 1], strict=True)
    return any(_story(now) != _story(before) for now, before in beside)


def named(branch: Branch, texts: Texts) -> dict[str, Any]:
    """Return a branch with its words."""
    said = texts(
        "relationship.branch",
        name=capital(NAMES[branch.strategy]),
        month=branch.month,
        answer=texts(f"relationship.answer.{branch.answer}"),
    )
    return {"branch": str(branch), "month": branch.month, "said": said}


def verdict(told: Sequence[Told], changed: Sequence[Branch], texts: Texts) -> dict[str, Any]:
    """Return what came of it all: a headline, what stands below it, and first differences."""
    if not changed:
        return {"head": _head(told, texts), "detail": _detail(told, texts), "first": []}
    had = [
        texts(
            "relationship.had",
            name=NAMES[branch.strategy],
            answer=texts(f"relationship.answer.{branch.answer}"),
            month=branch.month,
        )
        for branch in sorted(changed, key=lambda branch: branch.month)
    ]
    many = sum(one.plain is not None for one in told) > 1
    details = []
    first: list[dict[str, Any]] = []
    for one in told:
        if one.plain is None:
            continue
        name = f"{capital(NAMES[one.strategy])}: " if many else ""
        details.append(name + _differs(end(one.plain), end(one.now), texts))
        first += _first(one)
    months = sorted({each["month"] for each in first})[:MOST_DIFFERENCES]
    head = texts("relationship.had_all", had=listed(had, texts))
    return {"head": head, "detail": " ".join(details), "first": months}


def _first(one: Told) -> list[dict[str, Any]]:
    assert one.plain is not None
    beside = zip(one.now.months, one.plain.months, strict=True)
    return [{"month": now["month"]} for now, before in beside if _story(now) != _story(before)]


def _head(told: Sequence[Told], texts: Texts) -> str:
    ends = {NAMES[one.strategy]: end(one.now) for one in told}
    if not any(found.ever for found in ends.values()):
        return texts("relationship.head.never")
    kept = [name for name, found in ends.items() if found.ever and found.lost is None]
    lost = [name for name in ends if name not in kept]
    if not lost:
        which = "one" if len(told) == 1 else "all"
        return capital(texts(f"relationship.head.kept.{which}", name=kept[0]))
    if not kept:
        which = "one" if len(told) == 1 else "all"
        return capital(texts(f"relationship.head.lost.{which}", name=lost[0]))
    return capital(
        texts(
            "relationship.head.parted",
            kept=_doing(kept, "keeps", texts),
            lost=_doing(lost, "loses", texts),
        )
    )


def _doing(names: Sequence[str], what: str, texts: Texts) -> str:
    number = "one" if len(names) == 1 else "many"
    articled = [texts("relationship.the", name=name) for name in names]
    return texts(f"relationship.head.{what}.{number}", names=listed(articled, texts))


def _detail(told: Sequence[Told], texts: Texts) -> str:
    over = span(len(told[0].now.months), texts)
    ends = sorted(((NAMES[one.strategy], end(one.now)) for one in told), key=lambda e: -e[1].margin)
    earned = listed([f"{name} {_amount(found.margin, texts)}" for name, found in ends], texts)
    return texts("relationship.detail", span=over, earned=earned)


def _differs(before: End, now: End, texts: Texts) -> str:
    """Return what a branch cost or won by the end, as one sentence."""
    told = [_money(now.margin - before.margin, "margin", texts)]
    if before.ever and now.ever:
        was, is_now = (figures.short_value(found.respect, "index") for found in (before, now))
        same = was == is_now
        told.append(texts(f"relationship.respect.{'same' if same else 'now'}", now=is_now, was=was))
    told.append(_kept(before, now, texts))
    rest = now.elsewhere - before.elsewhere
    if abs(rest) >= _SAME_MONEY:
        told.append(_money(rest, "elsewhere", texts))
    return capital("; ".join(told)) + "."


def _money(change: float, what: str, texts: Texts) -> str:
    if not abs(change) >= _SAME_MONEY:
        return texts(f"relationship.{what}.same")
    which = "more" if change > 0.0 else "less"
    return texts(f"relationship.{what}.{which}", money=money(abs(change), texts))


def _kept(before: End, now: End, texts: Texts) -> str:
    if not now.ever:
        return texts("relationship.kept.never")
    if before.lost == now.lost and before.ever:
        which = "still" if now.lost is None else "same"
        return texts(f"relationship.kept.{which}", month=now.lost)
    if now.lost is None:
        return texts("relationship.kept.won", month=before.lost)
    if before.lost is None:
        return texts("relationship.kept.cost", month=now.lost)
    return texts("relationship.kept.moved", month=now.lost, was=before.lost)


def summary(told: Sequence[Told], changed: Sequence[Branch], texts: Texts) -> str:
    """Return what is seen in words, for those who do not see it."""
    found = verdict(told, changed, texts)
    parts = [f"{found['head']}.", found["detail"]]
    respect = [
        f"{NAMES[one.strategy]} {figures.short_value(end(one.now).respect, 'index')}"
        for one in told
    ]
    parts.append(texts("message.respect", values=listed(respect, texts)))
    return " ".join(parts).replace("..", ".")
