"""Patterns of pitches and bargaining: who is won, and how talks end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from relsim.evidence.patterns.customers import Sums
from relsim.evidence.patterns.firm import Firm, Month
from relsim.rules.bargain import NOT_ASKED
from relsim.state import COLD, REFERRED

TOUGHNESS = 0.25
"""How much less, and more, the reps yield whose deals P12 compares."""

TOUGH_MONTHS = 36


class Talks:
    """Counts pitches, further business and how talks ended, over all months seen."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self._authority = parameters["discount_authority"]
        self.sums: Sums = dict.fromkeys(
            (
                "cold_pitches cold_wins referred_pitches referred_wins rival_pitches rival_wins"
                " alone_pitches alone_wins further_pitches further_wins suited at_once impasses"
                " deals price"
            ).split(),
            0.0,
        )

    def see(self, month: Month) -> None:
        """Take a month in."""
        outcomes, won = month.outcomes, month.outcomes["won"] > 0
        stranger = month.pitched & (month.spells == 0)
        rival = month.truths["rival"] > 0
        referred = stranger & (month.leads == REFERRED)
        cold = stranger & (month.leads == COLD)
        further = month.clients & (outcomes["further_pitch"] > 0)
        for name, chosen, success in (
            ("cold", cold, won),
            ("referred", referred, won),
            ("rival", stranger & rival, won),
            ("alone", stranger & ~rival, won),
            ("further", further, outcomes["further_won"] > 0),
        ):
            self.sums[f"{name}_pitches"] += float(chosen.sum())
            self.sums[f"{name}_wins"] += float((chosen & success).sum())
        self._bargaining(month, month.pitched & (outcomes["answer"] != NOT_ASKED), "")
        self._bargaining(month, further & (outcomes["further_rounds"] > 0), "further_")

    def _bargaining(self, month: Month, talks: Any, kind: str) -> None:
        """Count how talks ended in which a price within authority would have suited both."""
        outcomes = month.outcomes
        agreed = outcomes["further_won" if kind else "won"] > 0
        rounds = outcomes["further_rounds" if kind else "rounds"]
        conceded = outcomes[f"{kind}conceded"]
        suited = talks & (outcomes[f"{kind}reservation"] <= self._authority)
        self.sums["suited"] += float(suited.sum())
        self.sums["at_once"] += float((suited & agreed & (rounds == 1)).sum())
        self.sums["impasses"] += float((suited & ~agreed).sum())
        self.sums["deals"] += float((suited & agreed).sum())
        self.sums["price"] += float((1.0 - conceded)[suited & agreed].sum())


def toughness(parameters: Mapping[str, Any], seed: int, replication: int) -> Sums:
    """Return how talks end under tougher and under softer reps, in parallel worlds."""
    sums: Sums = {}
    for name, shift in (("tough", -TOUGHNESS), ("soft", TOUGHNESS)):
        firm = Firm(parameters, seed, replication)
        firm.shift_behaviour(yielding=shift)
        talks = Talks(firm.parameters)
        firm.live(TOUGH_MONTHS, talks.see)
        for counted in ("suited", "impasses", "deals", "price"):
            sums[f"{name}_{counted}"] = talks.sums[counted]
        sums[f"{name}_satisfaction"] = firm.satisfaction
    return sums
