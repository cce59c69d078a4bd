"""The phrases of a story: causes, endings, and numbers in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from relsim.rules import decision

DAYS_A_MONTH = 30

# Why a belief rises, and why it falls; an empty phrase: the cause never works that way.
RESPECT = {
    "quality": ("the work is better than the market's", "the work is worse than the market's"),
    "advice": ("the advice proves right", "the advice proves wrong"),
    "boundary": ("the rep stands firm", ""),
    "cheap_yes": ("", "an instant yes makes the price look soft"),
    "order_taking": ("", "a rep who runs at every call looks like an order taker"),
    "failure": ("", "the failure is laid at the rep's door"),
    "recovery": ("putting a mistake right impresses", ""),
    "walk_away": ("the rep was ready to walk and the terms held", ""),
}
TRUST = {
    "empathy": ("the rep listens", "the rep does not take their side of it"),
    "candour": ("the rep told the bad news early", ""),
    "gift": ("giving is kind", ""),
    "trade": ("a fair trade binds", ""),
    "recovery": ("the complaint was taken seriously", "the complaint was brushed off"),
    "broken": ("", "a promise was broken"),
    "exchange": ("", "being asked for a return feels cold"),
    "conflict": ("", "the argument leaves a sting"),
    "refusal": ("", "the no hurts"),
    "failure": ("", "they were let down"),
    "neglect": ("", "they were left alone in a crisis"),
}
FEELING = {
    "value": ("they get more for their money than they had come to expect",
              "they get less for their money than they had come to expect"),
    "lateness": ("", "waiting annoys"),
    "questions": ("", "the questions tire them"),
    "initiative": ("", "the unasked suggestions tire them"),
    "conflict": ("", "the argument annoys"),
    "refusal": ("", "the refusal annoys"),
    "cheap_yes": ("", "a price got too easily: there must have been more in it"),
    "empathy": ("the rep listens", ""),
    "urgency": ("help came at once", "help did not come"),
    "failure": ("", "something went wrong"),
}  # fmt: skip
LEFT = {
    decision.DRIFTED_OFF: "They leave: no quarrel, they just move on.",
    decision.LEFT_FOR_RIVAL: "They take the competitor's offer and leave.",
    decision.LEFT_AFTER_REFUSAL: "They leave over the refusal.",
    decision.LEFT_AFTER_FAILURE: "They leave over it.",
    decision.TALKS_ENDED: "They do not come back: the account is lost.",
}
FORCED = {
    "failure": "the experiment forces a major failure",
    "crisis": "the experiment forces a crisis",
    "urgency": "the experiment forces a false emergency",
    "rival-offer": "the experiment brings a competitor's offer",
    "impossible-demand": "the experiment puts an impossible demand into their mouth",
    "impossible-deadline": "the experiment puts an impossible deadline into their mouth",
    "warning": "the experiment has the rep warn them",
    "walk-away": "the experiment has the rep end the talks",
    "answer": "the experiment sets the rep's answer",
}


def percent(share: float) -> str:
    """Return a share in plain words.

    Examples
    --------
    >>> percent(0.0634), percent(0.05)
    ('6.3 %', '5 %')
    """
    return f"{100.0 * share:.1f}".removesuffix(".0") + " %"


def count(number: float, unit: str) -> str:
    """Return a number with its unit, in the plural where it is not one.

    Examples
    --------
    >>> count(1, "round"), count(2.5, "hour")
    ('1 round', '2.5 hours')
    """
    shown = f"{number:.1f}".removesuffix(".0")
    return f"{shown} {unit}" if shown == "1" else f"{shown} {unit}s"


def days(months: float) -> str:
    """Return a delay in days.

    Examples
    --------
    >>> days(0.5)
    '15 days'
    """
    return count(round(DAYS_A_MONTH * months), "day")


def moved(before: float, after: float) -> str:
    """Return how a belief moved, or nothing where two digits do not show it.

    Examples
    --------
    >>> moved(0.521, 0.492), moved(0.5, 0.504)
    ('falls from 0.52 to 0.49', '')
    """
    if f"{before:.2f}" == f"{after:.2f}":
        return ""
    return f"{'rises' if after > before else 'falls'} from {before:.2f} to {after:.2f}"


def joined(texts: Sequence[str]) -> str:
    """Return reasons as one: those that have no words are left out."""
    return " and ".join(text for text in texts if text)


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop."""
    return text[:1].upper() + text[1:] + "."
