"""The sentences of a month: what was asked, how the rep answered, what came of it, and why.

All texts of the trace stand here and in `relsim.tracing.phrases`. Numbers come from the month's
rows only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from relsim.rules import bargain, decision
from relsim.rules.request import CALM, CRISIS, PRICE, SCOPE
from relsim.tracing import reasons
from relsim.tracing.events import MENDED, NOTABLE_LATENESS, price_argued
from relsim.tracing.phrases import (
    FEELING,
    FORCED,
    LEFT,
    RESPECT,
    TRUST,
    count,
    days,
    joined,
    moved,
    percent,
    sentence,
)

#: Changes of a belief, and of satisfaction, that are worth a sentence whatever the cause.
NOTABLE_CHANGE = 0.02
NOTABLE_FEELING = 0.03
#: Causes that work every month: alone they make no story, and a mood they make only a strong one.
NOTABLE_MOOD = 0.06
EVERYDAY = ("quality", "empathy", "value", "questions", "initiative")
EVEN_ODDS = 0.5
#: What a month is made of: what an intervention forces, what is asked, how the rep answers, and
#: what comes of it.
PARTS = ("forced", "asked", "answered", "came")


class Month:
    """An account's month as the story reads it: the rows, under short names."""

    def __init__(
        self,
        company: str,
        recommended_by: str,
        earlier: Mapping[str, float],
        month: Mapping[str, Any],
        traits: Any,
        p: Any,
    ) -> None:
        self.company = company
        self.earlier = SimpleNamespace(**earlier)
        self.recommended_by = recommended_by
        self.traits = traits
        self.p = p
        self.events: list[str] = month["events"]
        self.forced: list[str] = month["forced"]
        self.before, self.after = (SimpleNamespace(**month[key]) for key in ("before", "after"))
        self.q, self.t, self.b, self.o = (
            SimpleNamespace(**(month[key] or {}))
            for key in ("request", "truth", "behaviour", "outcome")
        )


def tell(month: Month) -> list[tuple[str, str]]:
    """Return the story of a month in which something happened.

    Returns
    -------
    list of (str, str)
        Sentences in the order in which they are told, each with which of `PARTS` it belongs to.
    """
    told = [("forced", sentence(FORCED[word])) for word in month.forced]
    told += _of("asked", _heard(month))
    if vars(month.o):
        told += _pitch(month) if month.q.pitch > 0 else _client(month)
    return [(part, text) for part, text in told if text]


def _of(part: str, texts: Sequence[str]) -> list[tuple[str, str]]:
    return [(part, text) for text in texts]


def _client(m: Month) -> list[tuple[str, str]]:
    told = _of("asked", [*_renewal(m), *_rival(m)])
    if m.o.answer:
        told += [("asked", _demand(m, m.company)), *_of("answered", _answer(m))]
    if m.t.urgency != CALM:
        told += [("asked", _call(m)), ("answered", _called(m))]
    told += _of("answered", _advice(m))
    told += _of("came", [*_delivery(m), *_further(m), *why(m), *_terms(m)])
    if m.o.left != decision.STAYED:
        told.append(("came", LEFT[m.o.left]))
    if m.o.recommended:
        told.append(("came", "They recommend the rep to a neighbour."))
    return told


def _renewal(m: Month) -> list[str]:
    if "renewal" not in m.events:
        return []
    was, now = percent(m.before.discount), percent(m.q.discount)
    return [f"The yearly renewal brings their discount down from {was} to {now}."]


def _rival(m: Month) -> list[str]:
    if m.t.rival == 0 or m.q.claims_rival > 0:
        return []
    return [f"A competitor offers them {percent(m.t.rival_discount)} off; they do not say so."]


def _demand(m: Month, who: str) -> str:
    size = percent(m.q.demand_size)
    if m.q.demand_kind == PRICE:
        more = "another " if m.q.pitch == 0 and m.q.discount > 0.0 else ""
        text = f"{who} asks for {more}{size} off"
    elif m.q.demand_kind == SCOPE:
        text = f"{who} asks for extra work every month (worth {size} of the price)"
    else:
        text = f"{who} asks for faster delivery (worth {size} of the price)"
    if m.q.claims_rival == 0:
        return text + "."
    real = f"there is: {percent(m.t.rival_discount)} off" if m.t.rival > 0 else "there is none"
    return f"{text} and says that a competitor has made an offer ({real})."


def _judged(m: Month) -> str:
    if m.o.believed > EVEN_ODDS:
        return "The rep believes in that offer"
    if m.o.believed < EVEN_ODDS:
        return "The rep takes that offer for a bluff"
    return "The rep cannot tell whether that is true"


def _answer(m: Month) -> list[str]:
    told = [_judged(m) + "."] if m.q.claims_rival > 0 else []
    if price_argued(m.q, m.b, m.p):
        told.append(
            "The rep speaks of value before price and is heard: they come down to "
            f"{percent(m.o.demand_size)}."
            if m.o.reframed
            else "The rep speaks of value before price; they do not want to hear it."
        )
    if m.o.answer == bargain.GRANTED:
        at_once = m.o.rounds == 1
        how = "at once" if at_once else f"after {count(m.o.rounds, 'round')} of talks"
        told.append(f"The rep gives {_given(m)} {how}, for nothing.")
    elif m.o.answer == bargain.TRADED:
        told.append(
            f"The rep offers a trade and they take it: {_given(m)} for a commitment of "
            f"{count(m.p.trade_commitment, 'month')}."
        )
    elif m.o.answer == bargain.REFUSED:
        told.append(_refusal(m))
    else:
        told.append("The terms would not leave enough to live on: the rep ends the talks.")
        if m.o.returned:
            told.append("They come back, on terms that do.")
    return told


def _given(m: Month) -> str:
    share = percent(m.o.conceded)
    if m.q.demand_kind == PRICE:
        return f"{share} off"
    return f"extra work worth {share}" if m.q.demand_kind == SCOPE else f"a rush worth {share}"


def _refusal(m: Month) -> str:
    if m.o.proposed:
        return "The rep asks for something in return; they do not want to trade."
    if m.q.demand_kind == PRICE and max(m.o.reservation, 0.0) >= m.q.room:
        no = "The rep may not go that low and says no"
    elif m.q.demand_kind == PRICE and m.q.room < m.o.demand_size and m.b.yielding > EVEN_ODDS:
        no = f"The rep may give {percent(m.q.room)} at most, and that is not enough for a deal"
    elif m.o.rounds > 1 and m.b.yielding == 0.0:
        no = f"The rep says no and keeps to it through {count(m.o.rounds, 'round')} of talks"
    elif m.o.rounds > 1:
        no = f"After {count(m.o.rounds, 'round')} of talks the rep has not given enough for a deal"
    else:
        no = "The rep says no"
    return f"{no}, and tells them why." if m.o.reasoned else f"{no}."


def _call(m: Month) -> str:
    truth = "it is a true crisis" if m.t.urgency == CRISIS else "in truth it could wait"
    return f"They call with an emergency ({truth})."


def _called(m: Month) -> str:
    if m.o.urgency_served:
        return "The rep drops everything for them."
    if m.t.urgency == CRISIS:
        return "The rep takes it for a false alarm and lets them wait."
    return "The rep asks first what is burning, and puts it off."


def _advice(m: Month) -> list[str]:
    if "advice_taken" in m.events:
        better = abs(m.o.delivered) < abs(m.o.want)
        came = "it serves them better" if better else "but the rep is wrong"
        return [f"The rep tells them that they need something else, and they agree; {came}."]
    if "advice_refused" in m.events:
        return ["The rep tells them that they need something else; they will not hear of it."]
    return []


def _delivery(m: Month) -> list[str]:
    told = []
    if m.o.broken_months >= NOTABLE_LATENESS:
        if m.o.promised_months >= NOTABLE_LATENESS:
            said = f"the rep had owned up to {days(m.o.promised_months)}"
        else:
            said = "the rep had promised it on time"
        told.append(f"Delivery is {days(m.o.lateness)} late; {said}.")
    elif m.o.lateness >= NOTABLE_LATENESS:
        told.append(f"Delivery is {days(m.o.lateness)} late, as the rep had told them.")
    if m.o.failure:
        told.append("Something goes badly wrong.")
    elif m.o.lapse:
        told.append("It is a bad month: something goes wrong.")
    if m.o.complained:
        mended = percent(m.o.recovery)
        if m.o.recovery >= MENDED:
            told.append(f"They complain; the rep listens and makes good {mended} of the harm.")
        else:
            told.append(f"They complain; little comes of it, {mended} of the harm is made good.")
    elif m.o.failure or m.o.lapse:
        told.append("They do not say a word about it.")
    return told


def _further(m: Month) -> list[str]:
    if m.o.further_won:
        return ["They have more work to give, and the rep gets it."]
    if m.o.further_pitch:
        return ["They have more work to give, and it goes elsewhere."]
    return []


def why(m: Month) -> list[str]:
    """Return what the customer learned and felt, each with its causes."""
    told = []
    change = moved(m.before.precedent, m.after.precedent)
    if change:
        learned = (
            "asking pays" if m.after.precedent > m.before.precedent else "asking is not enough"
        )
        told.append(f"They learn that {learned}: precedent {change}.")
    told.append(_because(m, "respect", reasons.respect_parts(m.o, m.b, m.p), RESPECT))
    told.append(_because(m, "trust", reasons.trust_parts(m.o, m.b, m.p), TRUST))
    if m.q.pitch == 0 and abs(m.after.satisfaction - m.before.satisfaction) >= NOTABLE_FEELING:
        parts = reasons.feeling_parts(m.t, m.o, m.b, m.traits, m.p)
        told.append(_because(m, "satisfaction", parts, FEELING))
    if m.t.bluff and m.o.answer:
        told.append("The bluff paid." if m.o.bluff_paid else "The bluff did not pay.")
    return told


def _because(
    m: Month, belief: str, parts: dict[str, float], texts: Mapping[str, tuple[str, str]]
) -> str:
    before, after = getattr(m.before, belief), getattr(m.after, belief)
    change = moved(before, after)
    causes = reasons.reasons(parts, after - before)
    unusual = bool(causes) and causes[0] not in EVERYDAY
    notable = NOTABLE_MOOD if belief == "satisfaction" else NOTABLE_CHANGE
    if not change or not (unusual or abs(after - before) >= notable):
        return ""
    because = joined([texts[cause][0 if after > before else 1] for cause in causes])
    if not because:
        how = "better" if after > before else "less good"
        because = f"the month was {how} than they had come to expect"
    return f"{belief.capitalize()} {change}: {because}."


def _terms(m: Month) -> list[str]:
    told = []
    if m.after.discount > m.q.discount and m.o.conceded > 0.0:
        told.append(f"They now pay {percent(m.after.discount)} less than the list price.")
    if m.after.specials_hours > m.q.specials_hours:
        hours = count(m.after.specials_hours, "hour")
        told.append(f"Their extras now take {hours} every month.")
    return told


def _pitch(m: Month) -> list[tuple[str, str]]:
    told = []
    if m.recommended_by:
        told.append(("asked", f"{m.recommended_by} had recommended the rep."))
    if m.o.pursued == 0:
        no = f"The rep does not pitch {m.company}: it does not look like a good fit."
        return [*told, ("answered", no)]
    told.append(("asked", f"The rep pitches {m.company}."))
    if m.t.rival > 0 and m.q.claims_rival == 0:
        told.append(("asked", "A competitor is in the room."))
    if m.o.answer:
        told.append(("asked", _demand(m, "The buyer")))
        if m.o.reservation > m.q.demand_size:
            least = f"They would not sign for less than {percent(m.o.reservation)} off."
            told.append(("asked", least))
        told += _of("answered", _answer(m))
    return [*told, ("came", _signed(m)), *_of("came", why(m))]


def _signed(m: Month) -> str:
    if m.o.won and m.o.conceded > 0.0:
        return f"They sign, at {percent(m.o.conceded)} below the list price."
    if m.o.won:
        return "They sign, at the list price."
    if m.o.reservation > 0.0 and not m.o.answer:
        return f"They do not sign: they wanted {percent(m.o.reservation)} off at least."
    return "They do not sign."


def _heard(m: Month) -> list[str]:
    changes = [
        f"{belief} {change}"
        for belief in ("respect", "trust")
        if (change := moved(getattr(m.earlier, belief), getattr(m.before, belief)))
    ]
    because = f": {', '.join(changes)}" if changes else ""
    if "new_rep" in m.events:
        return [f"Another rep has the account now{because}."]
    return [f"They hear of the rep from others{because}."] if "word_heard" in m.events else []
