"""The statistics behind the patterns, each on a handful of rows computed by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from relsim.evidence.patterns.criteria import CRITERIA, index_curve, ratio, survival_of
from relsim.evidence.patterns.customers import Book, survival
from relsim.evidence.patterns.firm import Month
from relsim.evidence.patterns.orientation import LEVELS, behaviours_at
from relsim.evidence.patterns.published import COHORT_SURVIVAL
from relsim.evidence.patterns.talks import Talks
from relsim.parameters import complete
from relsim.rules.bargain import GRANTED, NOT_ASKED, REFUSED, WALKED
from relsim.simulation import parameter_record
from relsim.state import CLIENT, COLD, CUSTOMER, LOST, OUTCOME, REFERRED, REQUEST, TRUTH, rows

DEFAULTS = complete()


def value(name: str, **sums: float) -> float:
    return CRITERIA[name].value(sums)


def month_of(number: int, count: int) -> Month:
    """A month of `count` clients of one rep to whom nothing happens."""
    kinds = (CUSTOMER, REQUEST, TRUTH, OUTCOME)
    customers, requests, truths, outcomes = (rows(kind, count).view(np.ndarray) for kind in kinds)
    customers["status"] = CLIENT
    customers["spells"] = 1
    return Month(
        number,
        customers,
        np.zeros(count, np.int64),
        customers["spells"].copy(),
        np.ones(count, np.bool_),
        requests,
        truths,
        outcomes,
    )


def book() -> Book:
    return Book(DEFAULTS, parameter_record(DEFAULTS, 0, 0)[0])


def test_first_spells_that_began_in_three_years_are_followed() -> None:
    customers = rows(CUSTOMER, 8)
    customers["initial"] = [1, 0, 0, 0, 0, 0, 0, 0]
    customers["joined"] = [0, 5, 5, 36, -1, 0, 35, 10]
    customers["left"] = [3, 17, 18, -1, -1, -1, 35 + 85, 10 + 61]
    sums = survival(customers, "cohort")
    # who joined in months 5, 5, 0, 35 and 10; of them one left after exactly a year
    assert sums["cohort_began"] == 5
    stayed = [sums[f"cohort_year_{year}"] for year in range(1, 8)]
    assert stayed == [4, 3, 3, 3, 3, 2, 2]
    assert survival_of(sums) == [0.8, 0.6, 0.6, 0.6, 0.6, 0.4, 0.4]


def test_distance_from_the_published_cohort_is_in_points() -> None:
    shifted = {f"cohort_year_{y}": 1000.0 * (s + (-1) ** y * 0.02)
               for y, s in enumerate(COHORT_SURVIVAL, start=1)}  # fmt: skip
    assert value("survival_rmse", cohort_began=1000.0, **shifted) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("yearly", "correlation"),
    [
        ((0.8, 0.82, 0.84, 0.86, 0.88, 0.9, 0.92), 1.0),
        ((0.9, 0.88, 0.86, 0.84, 0.82, 0.8, 0.78), -1.0),
        # ranks 1 3 2 4 5 7 6: 1 - 6 * 4 / (7 * 48)
        ((0.8, 0.84, 0.82, 0.86, 0.88, 0.92, 0.9), 1.0 - 24.0 / 336.0),
    ],
)
def test_retention_over_tenure(yearly: tuple[float, ...], correlation: float) -> None:
    left = np.cumprod(yearly).tolist()
    for name, prefix in (("retention_rises", "cohort"), ("sorting_rises", "sorted")):
        sums = {f"{prefix}_year_{y}": share for y, share in enumerate(left, start=1)}
        found = CRITERIA[name].value({f"{prefix}_began": 1.0, **sums})
        assert found == pytest.approx(correlation)


def test_retention_that_is_the_same_every_year_does_not_rise() -> None:
    sums = {f"cohort_year_{y}": 0.5**y for y in range(1, 8)}
    assert math.isnan(value("retention_rises", cohort_began=1.0, **sums))
    assert math.isnan(value("retention_rises", cohort_began=0.0, **dict.fromkeys(sums, 0.0)))


def a_year(profit: list[float]) -> dict[str, float]:
    """Sums over eleven clients, the last of whom leaves at the end of month 48."""
    found, count = book(), len(profit)
    opened = month_of(48, count)
    opened.outcomes["revenue"] = 100.0
    opened.outcomes["margin"] = np.array(profit) - 11.0
    opened.customers["status"][10] = LOST
    opened.customers["referrals_made"] = 4
    for name in ("satisfaction", "trust", "respect"):
        opened.customers[name] = DEFAULTS["neutral_belief"]
    found.see(opened)
    for number in range(49, 60):
        between = month_of(number, count)
        between.outcomes["margin"] = 1.0
        found.see(between)
    closed = month_of(60, count)
    closed.outcomes["margin"] = 1e6  # after the year
    closed.outcomes["revenue"] = [100, 100, 150, 60, 100, 100, 100, 100, 100, 100, 100]
    closed.active[0] = False
    closed.customers["spells"][1] = 2
    closed.customers["status"][4] = LOST
    closed.customers["referrals_made"] = [5, 4, 9, 4, 4, 5, 4, 4, 4, 4, 5]
    found.see(closed)
    return found.sums


PROFIT = [10.0, 5.0, 1.0, 1.0, 1.0, 0.0, -1.0, -1.0, -1.0, -5.0, 0.0]


def test_accounts_and_revenue_kept_over_a_year() -> None:
    # Of ten one is gone, one back in another spell, one leaves at the end of the twelfth month.
    sums = a_year(PROFIT)
    assert (sums["year_clients"], sums["year_stayed"]) == (10, 7)
    assert value("yearly_churn", **sums) == pytest.approx(0.3)
    # 100 of who grew to 150, 60 of who shrank, five times 100
    assert (sums["year_revenue"], sums["year_revenue_kept"]) == (1000, 660)
    assert value("revenue_retention", **sums) == pytest.approx(0.66)


def test_those_who_would_recommend_and_those_who_do() -> None:
    sums = a_year(PROFIT)
    would = 1.0 / (1.0 + math.exp(-DEFAULTS["intent_base"]))
    assert sums["did_refer"] == 3  # the fourth had left before
    assert sums["would_refer"] == pytest.approx(10 * would)
    assert value("did_refer", **sums) == pytest.approx(0.3)
    assert value("did_would", **sums) == pytest.approx(0.3 / would)


def test_whale_curve_of_a_year() -> None:
    # The doctest of `whale_curve` and an eleventh who brings nothing: 2.2 customers are 20 %.
    sums = a_year(PROFIT)
    assert sums["whale_total"] == pytest.approx(10.0)
    assert sums["whale_top"] == pytest.approx(15.0 + 0.2)
    # 9.9 customers are 90 %: the last and a tenth of the last but one are beyond
    assert sums["whale_worst"] == pytest.approx(-5.0 - 0.1)
    assert (sums["whale_0"], sums["whale_4"]) == (0.0, sums["whale_top"])
    assert value("whale_top", **sums) == pytest.approx(1.52)
    assert value("whale_worst", **sums) == pytest.approx(0.51)


def test_of_a_loss_there_is_no_share() -> None:
    assert math.isnan(value("whale_top", whale_top=5.0, whale_total=-10.0))
    assert math.isnan(ratio("above", "below")({"above": 1.0, "below": 0.0}))


def test_prices_are_compared_within_a_rep() -> None:
    month = month_of(84, 9)
    table = [  # rep, tenure, discount, status
        (0, 3, 0.0, CLIENT),
        (0, 11, 0.1, CLIENT),
        (0, 36, 0.2, CLIENT),
        (0, 20, 0.9, CLIENT),  # neither new nor long-standing
        (0, 50, 0.0, LOST),  # left this month, has no price any more
        (1, 0, 0.0, CLIENT),
        (1, 40, 0.1, CLIENT),
        (1, 99, 0.3, CLIENT),
        (2, 5, 0.4, CLIENT),  # a rep without long-standing clients says nothing
    ]
    for name, column in zip(
        ("rep", "tenure", "discount", "status"), zip(*table, strict=True), strict=True
    ):
        month.customers[name] = column
    found = book()
    found._price(month)
    # rep 0: .95 and .8 by two and one; rep 1: 1 and .8 by one and two
    assert found.sums["price_gap"] == pytest.approx(2 / 3 * 0.15 + 2 / 3 * 0.2)
    assert found.sums["price_new"] == pytest.approx(2 / 3 * 0.95 + 2 / 3 * 1.0)
    assert value("price_fall", **found.sums) == pytest.approx(0.35 / 1.95)


def test_loss_against_gain_at_the_reference_and_over_clients() -> None:
    month = month_of(84, 3)
    month.active[2] = False
    weight, bend = DEFAULTS["loss_aversion"], DEFAULTS["value_curvature"]
    month.outcomes["felt"] = [0.0, 0.3**bend, 99.0]  # at the reference, and .3 above it
    found = book()
    found._kink(month)
    assert value("loss_gain_kink", **found.sums) == pytest.approx(weight)

    def felt(gain: float) -> float:
        worth = gain**bend if gain >= 0 else -weight * (-gain) ** bend
        return 1.0 / (1.0 + math.exp(-DEFAULTS["satisfaction_scale"] * worth))

    gained = felt(0.05) - felt(0.0) + felt(0.35) - felt(0.3)
    lost = felt(0.0) - felt(-0.05) + felt(0.3) - felt(0.25)
    assert value("loss_gain", **found.sums) == pytest.approx(lost / gained)


def test_a_loss_is_found_behind_what_was_felt() -> None:
    month = month_of(84, 1)
    month.outcomes["felt"] = -DEFAULTS["loss_aversion"] * 0.2 ** DEFAULTS["value_curvature"]
    below, same = book(), book()
    below._kink(month)
    month.outcomes["felt"] = 0.0
    same._kink(month)
    # far from the reference losses and gains are felt alike: it is a matter of the kink
    assert value("loss_gain", **below.sums) < 1.3 < value("loss_gain", **same.sums)


#: stranger's pitches: lead, spells before, pursued, rival, answer, rounds, reservation, won
PITCHES: list[tuple[int, int, int, int, int, int, float, int]] = [
    (COLD, 0, 1, 0, NOT_ASKED, 0, 0.1, 0),
    (COLD, 0, 1, 1, GRANTED, 1, 0.1, 1),  # settled at once
    (COLD, 0, 1, 1, REFUSED, 3, 0.1, 0),  # an impasse
    (COLD, 0, 1, 0, WALKED, 2, 0.9, 0),  # no price within authority would have suited both
    (COLD, 0, 0, 0, NOT_ASKED, 0, 0.1, 0),  # not worth a pitch
    (REFERRED, 0, 1, 0, GRANTED, 2, 0.1, 1),
    (COLD, 1, 1, 0, GRANTED, 1, 0.1, 1),  # no stranger: has been a client
]


def talked() -> dict[str, float]:
    month = month_of(3, len(PITCHES) + 3)
    columns = list(zip(*PITCHES, strict=True))
    pitched = slice(0, len(PITCHES))
    month.requests["pitch"][pitched] = 1
    month.leads[pitched], month.spells[pitched] = columns[0], columns[1]
    month.outcomes["pursued"][pitched] = columns[2]
    month.truths["rival"][pitched] = columns[3]
    for name, column in zip(("answer", "rounds", "reservation", "won"), columns[4:], strict=True):
        month.outcomes[name][pitched] = column
    month.outcomes["conceded"][[1, 5, 6]] = 0.1, 0.05, 0.0
    # three clients: further business talked over and won, not talked over but won, none
    month.outcomes["further_pitch"][-3:] = 1, 1, 0
    month.outcomes["further_rounds"][-3:] = 1, 0, 0
    month.outcomes["further_won"][-3:] = 1, 1, 0
    month.outcomes["further_conceded"][-3:] = 0.2, 0.0, 0.0
    # what a pitch left in other rows is of no account where the account was not active
    idle = month_of(4, 1)
    idle.active[0] = False
    idle.outcomes["won"] = idle.outcomes["pursued"] = 1
    talks = Talks(DEFAULTS)
    talks.see(month)
    talks.see(idle)
    return talks.sums


def test_who_is_won() -> None:
    sums = talked()
    assert (sums["cold_pitches"], sums["cold_wins"]) == (4, 1)
    assert (sums["referred_pitches"], sums["referred_wins"]) == (1, 1)
    assert (sums["rival_pitches"], sums["rival_wins"]) == (2, 1)
    assert (sums["alone_pitches"], sums["alone_wins"]) == (3, 1)
    assert (sums["further_pitches"], sums["further_wins"]) == (2, 2)
    assert value("win_rival", **sums) == pytest.approx(0.5 / (1 / 3))
    assert value("win_referred", **sums) == pytest.approx(4.0)


def test_how_talks_end() -> None:
    sums = talked()
    # of six talks one could not suit both: four pitches and one further business are left
    assert (sums["suited"], sums["at_once"], sums["impasses"], sums["deals"]) == (5, 3, 1, 4)
    assert sums["price"] == pytest.approx(0.9 + 0.95 + 1.0 + 0.8)


def test_shortfall_of_an_instant_yes_in_standard_deviations() -> None:
    # before .5 and .7, after .4 and .6: .1 lower; all four spread by sqrt(.0125)
    both = np.array([0.5, 0.7, 0.4, 0.6])
    sums = {
        "instant_n": 2.0,
        "instant_lower": 0.2,
        "instant_sum": both.sum(),
        "instant_squares": (both**2).sum(),
    }
    assert value("instant_yes", **sums) == pytest.approx(0.1 / math.sqrt(0.0125))
    assert math.isnan(value("instant_yes", **dict.fromkeys(sums, 0.0)))


def along(margin: Any, satisfaction: Any = lambda x: x) -> dict[str, float]:
    sums = {"runs": 2.0}
    for number, level in enumerate(LEVELS):
        sums[f"index_margin_{number}"] = 50.0 * margin(level)
        sums[f"index_list_{number}"] = 50.0
        sums[f"index_satisfaction_{number}"] = 2.0 * satisfaction(level)
    return sums


def test_where_a_parabola_peaks() -> None:
    sums = along(lambda x: 0.3 - (x - 0.4) ** 2)
    assert value("margin_optimum", **sums) == pytest.approx(0.4, abs=1e-3)
    # chords of the parabola at either end: .8 - 1/6 and -1.2 + 1/6
    assert value("margin_slope_low", **sums) == pytest.approx(0.8 - 1 / 6, abs=1e-3)
    assert value("margin_slope_high", **sums) == pytest.approx(-1.2 + 1 / 6, abs=1e-3)


def test_a_peak_at_an_end_is_that_end() -> None:
    assert value("margin_optimum", **along(lambda x: x)) == 1.0
    assert value("margin_optimum", **along(lambda x: -x)) == 0.0


def test_margin_is_told_in_shares_of_mean_list_revenue() -> None:
    sums = along(lambda x: 0.2)
    sums["index_list_0"] = 50.0 + 7 * 50.0  # the mean over seven levels is 100
    assert index_curve(sums, "margin") == pytest.approx([0.1] * 7)


def test_least_slope_of_satisfaction_is_where_it_rises_least() -> None:
    sums = along(lambda x: x, lambda x: 0.5 * x if x < 0.6 else 0.4 - 0.1 * x)
    assert value("satisfaction_slope", **sums) == pytest.approx(-0.1)
    assert value("satisfaction_slope", **along(lambda x: x, lambda x: 0.5 * x)) == pytest.approx(
        0.5, abs=1e-3
    )


def test_a_firm_that_sells_nothing_has_no_optimum() -> None:
    nothing = dict.fromkeys(along(lambda x: x), 0.0) | {"runs": 1.0}
    assert math.isnan(value("margin_optimum", **nothing))
    assert math.isnan(value("margin_slope_low", **nothing))


def test_what_the_index_moves() -> None:
    assert behaviours_at(0.25) == {
        "diagnosis": 0.25,
        "empathy": 0.25,
        "yielding": 0.25,
        "initiative": 0.25,
        "triage": 0.75,
    }
    assert LEVELS[0] == 0.0
    assert LEVELS[-1] == 1.0
    assert len(LEVELS) == 7
