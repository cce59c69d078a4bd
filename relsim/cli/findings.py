"""What a comparison found, for the terminal: outcomes, differences in words, who is best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from relsim.analysis import wording
from relsim.cli import output
from relsim.report.tables import oriented

if TYPE_CHECKING:
    from relsim.analysis.findings import Comparison, Difference

HEADLINE = (
    "margin_per_rep_month",
    "margin",
    "respect",
    "trust",
    "satisfaction",
    "churn_yearly",
    "referrals_won",
    "clients_end",
    "discount_mean",
)
EARNS = "margin_per_rep_month"
BEST_AT = (EARNS, "respect", "churn_yearly", "referrals_won")
BELIEFS = ("respect", "trust", "satisfaction", "precedent")
SHOWN = tuple(dict.fromkeys((*HEADLINE, *BELIEFS, *(f"{name}_current" for name in BELIEFS))))

Item = TypeVar("Item")

EXPLAINED = {
    "no clear difference": (
        "~N replications: so many would likely settle it, if the difference is what it now seems."
    ),
    "one replication": "One replication: no intervals, so nothing is settled.",
}
STRATEGIES_BESIDE = 4
PAIRS_BESIDE = 3
MOST_PAIRS = 6


def show(found: Mapping[str, Comparison], *, own: Sequence[str] = (), mixed: bool) -> None:
    """Write everything a user should see of a comparison.

    Parameters
    ----------
    found
        Outcome name -> comparison; those of `SHOWN` and `own`.
    own
        The experiment's measures.
    mixed
        Whether the strategies shared one territory.
    """
    told = (*HEADLINE, *own)
    _show_outcomes(found, told)
    _show_beliefs(found)
    pairs = pairs_shown(found[EARNS])
    if pairs:
        _show_differences(found, pairs, told)
        _show_best(found, (*BEST_AT, *own))
        _show_luck(found[EARNS], pairs)
    output.say(wording.INTERVALS_COVER_LUCK)
    if mixed:
        output.say(wording.REPLICATION_IS_THE_UNIT)
    if pairs:
        output.say(wording.EACH_OUTCOME_ALONE)


def _show_outcomes(found: Mapping[str, Comparison], told: Sequence[str]) -> None:
    arms = [estimate.arm for estimate in found[EARNS].estimates]
    for group in _groups(arms, STRATEGIES_BESIDE):
        rows = [(_titled(found[name]), *_cells(found[name], group)) for name in told]
        title = "Outcomes: mean over replications ± half of its 95 % interval"
        output.show_table(title, ("", *group), rows, numeric=range(1, len(group) + 1))


def _cells(comparison: Comparison, arms: Sequence[str]) -> list[str]:
    estimates = {estimate.arm: estimate for estimate in comparison.estimates}
    return [wording.estimate_in_table(estimates[arm], comparison.unit) for arm in arms]


def _titled(comparison: Comparison) -> str:
    if not comparison.unit or wording.is_scale(comparison.unit):
        return comparison.label
    return f"{comparison.label} ({comparison.unit})"


def _show_beliefs(found: Mapping[str, Comparison]) -> None:
    """Beliefs of everyone who was a client at the start, against those of who is one at the end.

    Whoever loses the dissatisfied looks better by the second alone.
    """
    arms = [estimate.arm for estimate in found[EARNS].estimates]
    for group in _groups(arms, STRATEGIES_BESIDE):
        rows = []
        for name in BELIEFS:
            cohort = {estimate.arm: estimate.mean for estimate in found[name].estimates}
            current = {e.arm: e.mean for e in found[f"{name}_current"].estimates}
            pairs = (f"{_scale(cohort[arm])} | {_scale(current[arm])}" for arm in group)
            rows.append((name, *pairs))
        output.show_table(
            "Beliefs: clients of month 0, value at exit carried on | clients at the end",
            ("", *group),
            rows,
            numeric=range(1, len(group) + 1),
        )


def _scale(value: float) -> str:
    return "–" if value != value else f"{value:.2f}"


def pairs_shown(comparison: Comparison) -> list[tuple[str, str]]:
    """The pairs whose differences fit a page: all of them, else the leader against the others."""
    pairs = [(found.arm, found.base) for found in comparison.differences]
    if len(pairs) <= MOST_PAIRS:
        return pairs
    arms = [estimate.arm for estimate in comparison.estimates]
    leader = (comparison.best.leader if comparison.best is not None else None) or arms[0]
    return [(leader, arm) for arm in arms if arm != leader]


def _show_differences(
    found: Mapping[str, Comparison], pairs: Sequence[tuple[str, str]], told: Sequence[str]
) -> None:
    verdicts = {d.verdict for name in told for d in found[name].differences}
    said = [meaning for verdict, meaning in EXPLAINED.items() if verdict in verdicts]
    if len(pairs) < len(found[EARNS].differences):
        said.append("Other pairs: see --json or the report.")
    for group in _groups(pairs, PAIRS_BESIDE):
        rows = [
            (
                found[name].label,
                *(in_words(oriented(found[name], *pair), found[name].unit) for pair in group),
            )
            for name in told
        ]
        output.show_table(
            "Paired differences: same territory, same luck; 95 % for all pairs together",
            ("", *(f"{arm} against\n{base}" for arm, base in group)),
            rows,
            caption="\n".join(said) if group[-1] == pairs[-1] and said else None,
        )


def in_words(difference: Difference, unit: str) -> str:
    """A paired difference in words, short enough for a cell of a table."""
    if difference.verdict in ("undefined", "identical"):
        return difference.verdict
    low, high = difference.simultaneous_low, difference.simultaneous_high
    if difference.verdict == "one replication":
        return wording.difference_in_words(difference.mean, unit)
    interval = wording.interval_in_words(low, high, unit)
    if difference.verdict in ("more", "less"):
        spread = (high - low) / 2.0 or None
        size = wording.difference_in_words(abs(difference.mean), unit, spread)
        return f"{difference.verdict} by {size}\n{interval}"
    return f"no clear difference\n{interval}\n{_settles(difference)}"


def _settles(difference: Difference) -> str:
    needed = difference.replications_to_settle
    if needed is None:
        return "no number settles it"
    if needed > wording.MOST_REPLICATIONS:
        return f"> {wording.MOST_REPLICATIONS:,} replications"
    # rounded up to two digits: it is an estimate
    step = 10 ** max(len(str(needed)) - 2, 0)
    return f"~{-(-needed // step) * step:,} replications"


def _show_best(found: Mapping[str, Comparison], at: Sequence[str]) -> None:
    said = (wording.say_best(found[name].best, found[name].label) for name in at)
    output.say_items("Who does best, by simultaneous intervals", said)


def _show_luck(earned: Comparison, pairs: Sequence[tuple[str, str]]) -> None:
    said = (
        f"{arm} and {base}:"
        f" {wording.say_luck(oriented(earned, arm, base)).removeprefix('common luck: ')}"
        for arm, base in pairs
    )
    output.say_items(f"What common luck achieved ({earned.label})", said)


def _groups(items: Sequence[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(items)
    while group := list(islice(rest, size)):
        yield group
