"""What a rep sees of an account's month: what was asked and done, never what is thought."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from relsim.dashboards.play.playing import Month
from relsim.rules.decision import STAYED, TALKS_ENDED

#: Fields of the request; its luck is nobody's to see.
REQUEST = (
    "size", "volume", "discount", "specials_hours", "demand_size", "backlog_months", "room",
    "month", "tenure", "demand_kind", "claims_rival", "urgent", "complaints", "concessions",
)  # fmt: skip
#: Fields of the outcome that happen before the rep's eyes, or stand in the rep's own books.
OUTCOME = (
    "demand_size", "conceded", "rounds", "answer", "reframed", "challenged", "advice_taken",
    "proposed", "returned", "urgency_served", "hours", "lateness", "promised_months", "failure",
    "complained", "further_pitch", "further_won", "margin",
)  # fmt: skip


def seen(month: Month) -> Any:
    """Return what a rep sees of a month, as attributes: `number`, `request` and `outcome`.

    Besides `OUTCOME` that is how far what the rep found out lies from what they want (`apart`),
    whether they left, and whether that was because the rep ended the talks.
    """
    outcome = SimpleNamespace(**_of(month.outcome, OUTCOME))
    outcome.apart = abs(month.outcome.estimate - month.outcome.want)
    outcome.gone = month.outcome.left != STAYED
    outcome.talks_ended = month.outcome.left == TALKS_ENDED
    return SimpleNamespace(
        number=month.number,
        request=SimpleNamespace(**_of(month.request, REQUEST)),
        outcome=outcome,
    )


def _of(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
