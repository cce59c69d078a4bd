"""What the model finds for each sheet, computed when it is asked: nothing here is known before."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from relsim.analysis.compare import compare_outcome
from relsim.analysis.findings import Best, Difference, Verdict
from relsim.analysis.wording import is_share
from relsim.dashboards.guide.sheets import HIGH, LOW, POSITIONS, SHEETS, Place, Saying, Sheet
from relsim.dashboards.live import Live, Shown
from relsim.dashboards.marks import NAMES
from relsim.dashboards.message import capital, listed, money
from relsim.dashboards.texts import Texts
from relsim.figures import Reading, short_value
from relsim.metrics import OUTCOMES

if TYPE_CHECKING:
    from relsim.analysis.findings import Comparison

READINGS: Mapping[str, Reading] = {
    "churn_yearly": "share",
    "crises_missed": "share",
    "respect": "index",
}
"""How outcomes are written; what is not here is money or a plain number."""


class Found:
    """A sheet's lever low, in the middle and high, each run with the same luck.

    Parameters
    ----------
    sheet
        What is asked.
    live
        The engine.
    """

    def __init__(self, sheet: Sheet, live: Live) -> None:
        self.sheet = sheet
        self._shown = {place: live.show(sheet.scenario(place)) for place in POSITIONS}

    def shown(self, position: str) -> Shown:
        """Return what came of the lever at a position."""
        return self._shown[position]

    def compared(self, outcome: str, position: str) -> Comparison:
        """Return the strategies compared."""
        return self._shown[position].outcomes((outcome,))[outcome]

    def moved(self, strategy: str) -> Difference:
        """Return what a strategy earns with the lever high, against low."""
        return self._pair(self.sheet.earned, Place(strategy, HIGH), Place(strategy, LOW))

    def asked(self, saying: Saying) -> Difference:
        """Return the difference that a saying is about.

        Between strategies at one place it is that of all strategies compared, so that it is no
        surer than the table beside it.
        """
        here, there = saying.here, saying.there
        if here.position == there.position:
            compared = self.compared(saying.outcome, here.position)
            return either_way(compared, here.strategy, there.strategy)
        return self._pair(saying.outcome, here, there)

    def _pair(self, outcome: str, here: Place, there: Place) -> Difference:
        after, before = (
            self._shown[place.position].values(outcome)[place.strategy] for place in (here, there)
        )
        pair = compare_outcome({"there": before, "here": after}, OUTCOMES[outcome])
        return pair.difference("here", "there")


def either_way(compared: Comparison, arm: str, base: str) -> Difference:
    """Return a difference that may have been compared the other way round."""
    try:
        return compared.difference(arm, base)
    except KeyError:
        found = compared.difference(base, arm)
    turned: dict[Verdict, Verdict] = {"more": "less", "less": "more"}
    return dataclasses.replace(
        found,
        arm=arm,
        base=base,
        mean=-found.mean,
        low=-found.high,
        high=-found.low,
        simultaneous_low=-found.simultaneous_high,
        simultaneous_high=-found.simultaneous_low,
        verdict=turned.get(found.verdict, found.verdict),
    )


def found(live: Live) -> tuple[Found, ...]:
    """Return what is found for all sheets, some two seconds of work."""
    return tuple(Found(sheet, live) for sheet in SHEETS)


def judged(saying: Saying, verdict: Verdict) -> str:
    """Return ``holds``, ``fails`` or ``unclear``.

    >>> from relsim.dashboards.guide.sheets import Place
    >>> more = Saying("margin", Place("servile", "low"), Place("advisory", "low"))
    >>> judged(more, "more"), judged(more, "less"), judged(more, "no clear difference")
    ('holds', 'fails', 'unclear')
    """
    if verdict not in ("more", "less"):
        return "unclear"
    return "holds" if (verdict == "more") == saying.more else "fails"


def big(found: Found, texts: Texts) -> str:
    """Return the sheet's message: who earns most with the lever low and high."""
    key, earned = found.sheet.key, found.sheet.earned
    low, high = (leads(found.compared(earned, at).best, texts) for at in (LOW, HIGH))
    places = {at: texts(f"{key}.at.{at}") for at in (LOW, HIGH)}
    if low == high:
        return capital(texts("guide.big.same", told=low, **places))
    return capital(texts("guide.big.differs", one=low, other=high, **places))


def leads(best: Best | None, texts: Texts) -> str:
    """Return who earns most, no surer than the intervals are."""
    if best is None or best.leader is None:
        return texts("guide.big.nobody")
    if best.clear:
        return texts("guide.big.leader", name=NAMES[best.leader])
    among = listed([texts("guide.the", name=NAMES[arm]) for arm in best.contenders], texts)
    return texts("guide.big.alike" if best.identical else "guide.big.close", among=among)


def moves(found: Found, texts: Texts) -> str:
    """Return whose margin the lever moves most, and whose it does not clearly move."""
    arms = found.shown(LOW).strategies
    changes = {arm: found.moved(arm) for arm in arms}
    clear = [arm for arm in arms if changes[arm].verdict in ("more", "less")]
    still = [arm for arm in arms if arm not in clear]
    told = []
    if clear:
        most = max(clear, key=lambda arm: abs(changes[arm].mean))
        told.append(_most(found, most, texts))
    if still:
        names = listed([texts("guide.the", name=NAMES[arm]) for arm in still], texts)
        told.append(texts("guide.moves.unclear", names=names))
    return " ".join(told)


def _most(found: Found, arm: str, texts: Texts) -> str:
    earned = found.sheet.earned
    at = {
        position: money(_mean(found.compared(earned, position), arm), texts)
        for position in (LOW, HIGH)
    }
    places = {f"at_{place}": texts(f"{found.sheet.key}.at.{place}") for place in (LOW, HIGH)}
    return texts(
        "guide.moves.most", name=NAMES[arm], per=texts(f"guide.per.{earned}"), **at, **places
    )


def answer(found: Found, saying: Saying, texts: Texts) -> tuple[str, str]:
    """Return whether a saying holds, and the numbers that say so."""
    here, there = saying.here, saying.there
    difference = found.asked(saying)
    values = {
        name: written(
            _mean(found.compared(saying.outcome, place.position), place.strategy),
            saying.outcome,
            texts,
        )
        for name, place in (("value", here), ("other_value", there))
    }
    told = {
        "what": texts(f"guide.outcome.{saying.outcome}"),
        "name": NAMES[here.strategy],
        "other": NAMES[there.strategy],
        "at": texts(f"{found.sheet.key}.at.{here.position}"),
        "other_at": texts(f"{found.sheet.key}.at.{there.position}"),
        "interval": _interval(difference, saying.outcome, texts),
    }
    kind = "between" if here.position == there.position else "moved"
    verdict = judged(saying, difference.verdict)
    return verdict, texts(f"guide.judged.{kind}", **told, **values)


def _interval(difference: Difference, outcome: str, texts: Texts) -> str:
    """Return how far a difference may reach, as its verdict has it."""
    ends = (difference.simultaneous_low, difference.simultaneous_high)
    if not all(map(math.isfinite, ends)):
        return ""
    if is_share(OUTCOMES[outcome].unit):
        low, high = (f"{100.0 * value:.1f}" for value in ends)
        return texts("guide.judged.interval.points", low=low, high=high)
    low, high = (written(value, outcome, texts) for value in ends)
    return texts("guide.judged.interval", low=low, high=high)


def written(value: float, outcome: str, texts: Texts) -> str:
    """Return a value of an outcome in words."""
    if not math.isfinite(value):
        return texts["card.undefined"]
    if OUTCOMES[outcome].unit == "EUR":
        return money(value, texts)
    return short_value(value, READINGS.get(outcome, "number"))


def _mean(compared: Comparison, arm: str) -> float:
    return next(one.mean for one in compared.estimates if one.arm == arm)
