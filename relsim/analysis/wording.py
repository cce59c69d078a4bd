"""How results are said: values in their unit, differences and winners in words.

One place for the terminal, the report and the dashboard, so that the same number never reads in two
ways and no page says more than its intervals allow.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from relsim.analysis.findings import Best, Comparison, Difference, Estimate

INTERVALS_COVER_LUCK = (
    "The intervals cover luck (other draws in the same territory), not the world: whether the"
    " parameters and the form of the model are right, no number of replications can tell."
)

REPLICATION_IS_THE_UNIT = (
    "In a mixed territory all strategies share customers, rivals and word of mouth, so each"
    " affects the others. The replication (a whole territory) is the unit of inference: the"
    " intervals count territories, not reps or customers."
)

EACH_OUTCOME_ALONE = (
    "The intervals hold for all strategies together, but for each outcome alone: of twenty outcomes"
    " that do not differ at all, about one will seem to."
)

MOST_REPLICATIONS = 1_000_000
"""Beyond this many replications a difference is called out of practical reach."""


def is_share(unit: str) -> bool:
    """Whether a unit is a part of a whole, shown in percent.

    >>> is_share("share a year"), is_share("EUR"), is_share("0-1")
    (True, False, False)
    """
    return unit.split(" ", 1)[0] in {"share", "chance", "fraction", "rate"}


def is_scale(unit: str) -> bool:
    """Whether a unit is a plain scale from 0 to 1 (respect, trust), shown as a bare number."""
    return unit.replace("–", "-").startswith("0-1")


def value_in_words(value: float, unit: str, spread: float | None = None) -> str:
    """A value with its unit, in as many digits as it deserves.

    Parameters
    ----------
    value : in `unit`.
    unit : as in the outcome table, such as "EUR", "share", "0-1", "months".
    spread : half-width of its interval, if it has one: two digits of it are kept.

    Examples
    --------
    >>> value_in_words(12345678.9, "EUR", 43210.0)
    '12,346,000 EUR'
    >>> value_in_words(0.8312, "share"), value_in_words(0.8312, "0-1")
    ('83.1 %', '0.831')
    >>> value_in_words(3.0, "months")
    '3.00 months'
    """
    return _join(_number(value, unit, spread), "%" if is_share(unit) else unit)


def difference_in_words(value: float, unit: str, spread: float | None = None) -> str:
    """A difference with its unit; between shares it is counted in points, never in percent.

    >>> difference_in_words(0.0423, "share", 0.011), difference_in_words(-12345.0, "EUR", 2100.0)
    ('4.2 points', '-12,300 EUR')
    """
    return _join(_number(value, unit, spread), "points" if is_share(unit) else unit)


def interval_in_words(low: float, high: float, unit: str) -> str:
    """An interval in brackets, without its unit: it stands behind a value that has one.

    >>> interval_in_words(11480.0, 13220.0, "EUR"), interval_in_words(0.031, 0.053, "share")
    ('[11,480, 13,220]', '[3.1, 5.3]')

    An interval that leaves 0 out must not read as if it touched it:

    >>> interval_in_words(0.3, 81.0, "EUR")
    '[0.3, 81.0]'
    """
    factor = 100.0 if is_share(unit) else 1.0
    low, high = low * factor, high * factor
    if not (math.isfinite(low) and math.isfinite(high)):
        return "[no interval]"
    decimals = _decimals((low + high) / 2.0, (high - low) / 2.0)
    nearer = low if low > 0 else high
    while (low > 0 or high < 0) and round(nearer, decimals) == 0 and decimals < 15:
        decimals += 1
    return f"[{_fixed(low, decimals)}, {_fixed(high, decimals)}]"


def estimate_in_table(estimate: Estimate, unit: str) -> str:
    """A mean and the half-width of its interval, short enough for a table cell."""
    half = (estimate.high - estimate.low) / 2.0
    return cell(estimate.mean, half, unit)


def cell(value: float, half: float, unit: str) -> str:
    """A value and a half-width, short enough for a table cell; thousands and millions by letter.

    >>> cell(12345678.9, 43210.0, "EUR"), cell(812.4, 20.0, "EUR"), cell(0.83, 0.021, "share")
    ('12.346 ±0.043 M', '812 ±20', '83.0 ±2.1 %')
    >>> cell(0.512, float("nan"), "0-1")
    '0.512'
    """
    if math.isnan(value):
        return "–"
    factor, letter = (100.0, "%") if is_share(unit) else _letter(value)
    spread = half * factor if math.isfinite(half) else None
    decimals = _decimals(value * factor, spread)
    text = _fixed(value * factor, decimals)
    if spread is not None:
        text += f" ±{_fixed(spread, decimals)}"
    return _join(text, letter)


def say_difference(
    difference: Difference,
    unit: str,
    names: Mapping[str, str] | None = None,
) -> str:
    """One paired difference in a sentence that says no more than its interval allows.

    Parameters
    ----------
    difference : of one outcome between two strategies.
    unit : the outcome's.
    names : strategy -> how it is called on the page; the strategy's own name otherwise.

    Returns
    -------
    str, such as ``advisory more than servile by 12,300 EUR [11,400, 13,200]``. The interval is the
    one the verdict rests on: simultaneous where more than two strategies are compared.
    """
    arm, base = _name(difference.arm, names), _name(difference.base, names)
    dropped = _dropped(difference)
    if difference.verdict == "undefined":
        return f"{arm} and {base}: undefined in every replication of at least one of them"
    if difference.verdict == "identical":
        where = f"all {difference.n:,}" if difference.n > 1 else "the only"
        return f"{arm} and {base} identical in {where} {_replications(difference.n)}{dropped}"
    # unrounded digits follow the interval's width; a single replication has none
    half = (difference.simultaneous_high - difference.simultaneous_low) / 2.0
    spread = half if math.isfinite(half) and half > 0 else None
    size = difference_in_words(difference.mean, unit, spread)
    if difference.verdict == "one replication":
        return f"{arm} minus {base}: {size}; one replication: no interval{dropped}"
    interval = interval_in_words(difference.simultaneous_low, difference.simultaneous_high, unit)
    if difference.verdict in ("more", "less"):
        amount = difference_in_words(abs(difference.mean), unit, spread)
        if difference.sd == 0:
            return (
                f"{arm} {difference.verdict} than {base} by {amount}, the same in each of"
                f" {difference.n:,} {_replications(difference.n)}{dropped}"
            )
        return f"{arm} {difference.verdict} than {base} by {amount} {interval}{dropped}"
    return (
        f"no clear difference between {arm} and {base} ({size} {interval});"
        f" {say_replications(difference.replications_to_settle)}{dropped}"
    )


def say_replications(needed: int | None) -> str:
    """How many replications would settle what is not clear, rounded up to two digits.

    >>> say_replications(337)
    'about 340 replications would likely settle it, if the difference is what it now seems'
    >>> say_replications(None)
    'no number of replications would settle it at the present estimate'
    """
    if needed is None:
        return "no number of replications would settle it at the present estimate"
    if needed > MOST_REPLICATIONS:
        return (
            f"more than {MOST_REPLICATIONS:,} replications would be needed, if the difference is"
            " what it now seems"
        )
    step = 10 ** max(len(str(needed)) - 2, 0)
    rounded = -(-needed // step) * step
    return (
        f"about {rounded:,} replications would likely settle it,"
        " if the difference is what it now seems"
    )


def say_best(best: Best | None, label: str, names: Mapping[str, str] | None = None) -> str:
    """Which strategy does best on an outcome, or among which that is not clear."""
    if best is None:
        return f"{label}: no direction is better"
    if best.leader is None:
        return f"{label}: undefined"
    extreme = "highest" if best.highest else "lowest"
    if best.clear:
        return f"{label}: {_name(best.leader, names)} best ({extreme})"
    if best.identical:
        return f"{label}: the same for {_list(best.contenders, names)}"
    among = _list(best.contenders, names)
    return f"{label}: not clear between {among} ({_name(best.leader, names)} seems {extreme})"


def say_luck(difference: Difference) -> str:
    """What it brought that both strategies met the same luck."""
    if math.isnan(difference.correlation) or math.isnan(difference.variance_ratio):
        return "common luck: correlation undefined (an outcome that does not vary)"
    text = f"common luck: r = {difference.correlation:.2f} between replications"
    if difference.variance_ratio == 0:
        return f"{text}; it cancels luck altogether"
    worth = 1.0 / difference.variance_ratio
    if worth >= 1:
        return f"{text}; worth {worth:.3g} times as many replications with separate luck"
    return f"{text}; separate luck would have done with {worth:.2g} times the replications"


def say_comparison(comparison: Comparison, names: Mapping[str, str] | None = None) -> list[str]:
    """Every line one outcome deserves: the winner first, then each difference."""
    lines = [] if comparison.best is None else [say_best(comparison.best, comparison.label, names)]
    return lines + [say_difference(d, comparison.unit, names) for d in comparison.differences]


def _name(strategy: str, names: Mapping[str, str] | None) -> str:
    return strategy if names is None else names.get(strategy, strategy)


def _list(strategies: Sequence[str], names: Mapping[str, str] | None) -> str:
    called = [_name(strategy, names) for strategy in strategies]
    return called[0] if len(called) == 1 else f"{', '.join(called[:-1])} and {called[-1]}"


def _replications(n: int) -> str:
    return "replication" if n == 1 else "replications"


def _dropped(difference: Difference) -> str:
    if not difference.dropped:
        return ""
    return f" ({difference.dropped:,} {_replications(difference.dropped)} left out: undefined)"


def _join(number: str, unit: str) -> str:
    return number if not unit or is_scale(unit) else f"{number} {unit}"


def _letter(value: float) -> tuple[float, str]:
    if abs(value) >= 1e6:
        return 1e-6, "M"
    return (1e-3, "k") if abs(value) >= 1e5 else (1.0, "")


def _number(value: float, unit: str, spread: float | None) -> str:
    if not math.isfinite(value):
        return "undefined" if math.isnan(value) else str(value)
    factor = 100.0 if is_share(unit) else 1.0
    width = None if spread is None else spread * factor
    return _fixed(value * factor, _decimals(value * factor, width))


def _decimals(value: float, spread: float | None) -> int:
    """Decimals that keep two digits of the spread, or three of the value where it has none."""
    usable = spread is not None and math.isfinite(spread) and spread > 0
    scale, digits = (spread, 2) if usable and spread is not None else (abs(value), 3)
    if not scale or not math.isfinite(scale):
        return 0
    decimals = digits - 1 - math.floor(math.log10(scale))
    # without a spread whole units are kept, however large; no float has more than 15 digits
    return min(decimals if usable else max(decimals, 0), 15)


def _fixed(value: float, decimals: int) -> str:
    rounded = round(value, decimals)
    # "-0" would claim a direction
    return f"{rounded + 0.0:,.{max(decimals, 0)}f}"
