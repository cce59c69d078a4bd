"""Month 0 as documented, and a default territory that a firm could live in."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from scipy import stats
from worlds import UNEVEN

from relsim.parameters import complete
from relsim.simulation import new_world, simulate
from relsim.state import CLIENT, PROSPECT
from relsim.strategies import resolve
from relsim.territory import arms_of_reps, deal_in_strata, draw_customers, draw_reps, even_around

UNIT = st.floats(0.0, 1.0)
MANY = 40_000
EVEN = (
    "want_need_gap fit complexity needs_drift demandingness dominance honesty price_sensitivity"
).split()
ARMS = ("servile", "combative", "advisory")
LARGEST = 2**64 - 1


def drawn(seed: int = 1, count: int = MANY, **values: float):
    return draw_customers(complete(values), seed, 0, count)


@each(st.lists(UNIT, min_size=1, max_size=20), UNIT, UNIT)
def test_even_around_stays_on_the_scale_and_in_order(
    u: list[float], mean: float, spread: float
) -> None:
    traits = even_around(np.sort(np.array(u)), mean, spread)
    assert (traits >= 0.0).all() and (traits <= 1.0).all()
    assert (np.diff(traits) >= 0.0).all()
    assert (abs(traits - mean) <= spread * min(mean, 1.0 - mean) + 1e-12).all()


@pytest.mark.parametrize("mean", [0.0, 0.1, 0.5, 0.93, 1.0])
def test_even_around_keeps_its_mean_exactly(mean: float) -> None:
    u = (np.arange(1000) + 0.5) / 1000
    assert even_around(u, mean, 1.0).mean() == pytest.approx(mean, abs=1e-12)


@pytest.mark.parametrize("trait", EVEN)
def test_even_traits_spread_evenly_around_their_mean(trait: str) -> None:
    values = drawn(**{f"{trait}_mean": 0.3, "trait_spread": 0.5})[trait]
    # From .3 - .15 to .3 + .15.
    assert stats.kstest(values, stats.uniform(0.15, 0.3).cdf).pvalue > 1e-4


def test_sizes_and_service_are_lognormal_with_mean_1() -> None:
    customers = drawn(size_sigma=0.7, service_sigma=0.5)
    for trait, sigma in (("size", 0.7), ("service_intensity", 0.5)):
        logs = np.log(customers[trait])
        assert stats.kstest(logs, stats.norm(-sigma * sigma / 2.0, sigma).cdf).pvalue > 1e-4
        assert customers[trait].mean() == pytest.approx(1.0, abs=0.03)


def test_restlessness_is_gamma_with_mean_1() -> None:
    restlessness = drawn(restlessness_shape=0.6)["restlessness"]
    assert stats.kstest(restlessness, stats.gamma(0.6, scale=1.0 / 0.6).cdf).pvalue > 1e-4


@pytest.mark.parametrize("correlation", [-1.0, -0.4, 0.0, 0.5, 1.0])
def test_the_demanding_take_hours_as_correlated(correlation: float) -> None:
    customers = drawn(service_demandingness=correlation)
    seen = stats.spearmanr(customers["demandingness"], customers["service_intensity"]).statistic
    # Of normal scores; ranks correlate as 6 / π · asin(ρ / 2) (Pearson 1907).
    assert seen == pytest.approx(6.0 / np.pi * np.arcsin(correlation / 2.0), abs=0.02)


def test_traits_are_otherwise_independent() -> None:
    customers = drawn()
    names = [*EVEN, "size", "restlessness"]
    ranks = stats.spearmanr(np.column_stack([customers[name] for name in names])).statistic
    assert abs(ranks - np.eye(len(names))).max() < 0.025


def test_the_book_at_month_0_as_documented() -> None:
    settings = {"client_share_start": 0.3, "client_fit_start": 1.0, "discount_start": 0.05}
    customers = drawn(**settings, discount_authority=0.2, client_belief_start=0.55)
    client = customers["status"] == CLIENT
    assert client.mean() == pytest.approx(0.3, abs=0.01)
    assert customers["fit"][client].mean() > customers["fit"][~client].mean()
    assert customers["discount"][client].mean() == pytest.approx(0.05, abs=0.002)
    assert customers["discount"].max() <= 0.1 and not customers["discount"][~client].any()
    assert (customers["respect"][client] == 0.55).all()
    assert (customers["status"][~client] == PROSPECT).all()
    assert (customers["initial"] == client).all() and not customers["tenure"][~client].any()
    restless = customers["restlessness"] > 1.0
    tenure = customers["tenure"]
    assert tenure[client & restless].mean() < tenure[client & ~restless].mean()


def test_discounts_at_month_0_lie_within_the_authority() -> None:
    assert drawn(discount_start=0.9, discount_authority=0.1)["discount"].max() <= 0.1


def test_one_more_customer_changes_no_other() -> None:
    assert (drawn(count=100) == drawn(count=101)[:100]).all()


@pytest.mark.parametrize(("customers", "reps"), [(1000, 12), (100, 7), (5, 12), (12, 1)])
def test_accounts_are_dealt_one_of_each_stratum_to_each_rep(customers: int, reps: int) -> None:
    territory = drawn(count=customers)
    rep = deal_in_strata(territory, reps, 1, 0)
    counts = Counter(rep.tolist())
    assert max(counts.values()) - min(counts.get(r, 0) for r in range(reps)) <= 1
    by_size = np.argsort(-territory["size"], kind="stable")
    for first in range(0, customers - reps + 1, reps):
        assert sorted(rep[by_size[first : first + reps]]) == list(range(reps))


def test_dealing_is_luck_of_the_key_not_of_the_order() -> None:
    territory = drawn(count=120)
    assert (deal_in_strata(territory, 6, 1, 0) == deal_in_strata(territory, 6, 1, 0)).all()
    assert (deal_in_strata(territory, 6, 1, 0) != deal_in_strata(territory, 6, 1, 1)).any()


@pytest.mark.parametrize(
    ("shares", "dealt"),
    [
        # Share / reps so far, by hand: 1 3 -> b, 1 3/2 -> b, 1 1 -> a (a tie), 1/2 1 -> b, ...
        ((1, 3), "abbbabbb"),
        # 2 1 1/2 -> a, 1 1 1/2 -> a, 2/3 1 1/2 -> b, 2/3 1/2 1/2 -> a, 1/2 1/2 1/2 -> a, b, c.
        ((2, 1, 0.5), "abcaabaabc"),
        # One each comes before all shares.
        ((0.001, 1000, 1), "abcbbb"),
        ((1000, 1), "a"),
    ],
)
def test_reps_are_dealt_by_shares(shares: tuple[float, ...], dealt: str) -> None:
    assert "".join("abc"[arm] for arm in arms_of_reps(shares, len(dealt))) == dealt


@pytest.mark.parametrize("share", [0.001, 0.1, 1.0, 7.3])
def test_equal_shares_deal_reps_in_turn(share: float) -> None:
    for arms in (1, 2, 3, 7):
        assert (arms_of_reps((share,) * arms, 100) == np.arange(100) % arms).all()


@each(st.lists(st.floats(0.001, 1000.0), min_size=1, max_size=6), st.integers(0, 60))
def test_no_transfer_of_a_rep_would_be_fairer(shares: list[float], count: int) -> None:
    """What makes the method: before its last rep, an arm had a greater average than any has now.

    Source: Balinski & Young 1982, Fair Representation, on the method of Adams.
    """
    has = np.bincount(arms_of_reps(tuple(shares), count), minlength=len(shares))
    assert has.sum() == count
    for share, reps in zip(shares, has, strict=True):
        for other, others in zip(shares, has, strict=True):
            if others > 1:
                assert reps > 0 and share / reps <= other / (others - 1)


def test_an_arms_outcomes_are_those_of_its_own_reps() -> None:
    result = simulate(UNEVEN, seed=8, periods=24, customers=90, reps=7)
    reps = {"servile": 1, "advisory": 5, "combative": 1}
    assert Counter(result.arms[arm] for arm in result.reps["arm"]) == reps
    clients = {}
    for number, arm in enumerate(result.arms):
        outcomes, series = result.outcomes[arm], result.series[:, number]
        assert (series["reps"] == reps[arm]).all()
        assert outcomes["margin"] == pytest.approx(
            outcomes["margin_per_rep_month"] * reps[arm] * 24
        )
        capacity = complete({})["capacity_hours"] * reps[arm] * 24
        assert outcomes["utilisation"] == pytest.approx(series["hours"].sum() / capacity)
        assert outcomes["morale"] == pytest.approx(
            result.reps["morale"][result.reps["arm"] == number].mean()
        )
        clients[arm] = outcomes["clients_end"]
    assert sum(clients.values()) == (result.accounts["status"] == CLIENT).sum()
    assert clients["advisory"] > clients["servile"] + clients["combative"]


def test_jitter_draws_reps_around_the_point() -> None:
    strategy = resolve({"name": "some", "base": "middling", "jitter": 0.2, "candour": 0.95})
    reps = draw_reps(complete({}), [strategy], 3, 0, 5000)
    assert reps["yielding"].mean() == pytest.approx(0.5, abs=0.01)
    assert 0.3 <= reps["yielding"].min() < 0.31 and 0.69 < reps["yielding"].max() <= 0.7
    assert reps["candour"].max() == 1.0 and reps["candour"].min() >= 0.75
    assert abs(np.corrcoef(reps["yielding"], reps["candour"])[0, 1]) < 0.05


def test_seeds_beyond_half_the_range_are_worlds_of_their_own() -> None:
    seeds = (0, 1, 2**63 - 1, 2**63, 2**63 + 1, LARGEST)
    sizes = {new_world("advisory", seed=seed, customers=5)[0].customers["size"].tobytes()
             for seed in seeds}  # fmt: skip
    assert len(sizes) == len(seeds)
    result = simulate("advisory", seed=LARGEST, replication=LARGEST, customers=30, periods=6)
    again = simulate("advisory", seed=LARGEST, replication=LARGEST, customers=30, periods=6)
    assert (result.series == again.series).all()


def test_what_happens_in_one_world_reaches_no_other() -> None:
    """Strategies compared meet the same customers, drawn once: each has rows of its own."""
    before = [array.tobytes() for array in new_world("servile", seed=5, customers=50)[0]]
    spoilt = new_world("servile", seed=5, customers=50)[0]
    for array in spoilt[:-1]:
        array.view(np.ndarray).view(np.uint8)[...] = 1
    after = new_world("servile", seed=5, customers=50)[0]
    assert [array.tobytes() for array in after] == before


def test_the_customers_drawn_differ_by_every_parameter_that_draws_them() -> None:
    """However like the territory drawn before: the sign of a zero is a difference, too."""
    first = new_world("servile", customers=50, discount_start=0.0)[0].customers
    other = new_world("servile", customers=50, discount_start=-0.0)[0].customers
    assert (first["discount"] == other["discount"]).all()
    assert np.signbit(other["discount"]).any() and not np.signbit(first["discount"]).any()
    more = new_world("servile", customers=50, discount_start=1e-12)[0].customers
    assert (more["discount"] > other["discount"]).any()


@pytest.fixture(scope="module")
def defaults() -> dict[str, list]:
    return {arm: [simulate(arm, seed=11, replication=k) for k in range(4)] for arm in ARMS}


def _mean(results: list, arm: str, outcome: str) -> float:
    return float(np.mean([result.outcomes[arm][outcome] for result in results]))


def test_the_default_territory_is_plausible_at_sight(defaults: dict[str, list]) -> None:
    """Loose bounds for what nobody tuned to a digit; each strategy may be worse than it should."""
    churn, margin = {}, {}
    for arm, results in defaults.items():
        churn[arm] = _mean(results, arm, "churn_yearly")
        assert 0.03 < churn[arm] < 0.30
        assert 0.2 < _mean(results, arm, "utilisation") < 1.1
        margin[arm] = _mean(results, arm, "margin") / _mean(results, arm, "revenue")
        assert -0.15 < margin[arm] < 0.45
        assert 0.0 <= _mean(results, arm, "discount_mean") < 0.2
        assert 0.5 < _mean(results, arm, "retention_24") < 0.95
    assert 0.05 < np.mean(list(churn.values())) < 0.20
    assert max(margin.values()) > 0.10
    assert max(_mean(r, arm, "utilisation") for arm, r in defaults.items()) > 0.6


def test_discounts_by_default_stay_inside_the_authority(defaults: dict[str, list]) -> None:
    authority = complete({})["discount_authority"]
    for results in defaults.values():
        assert max(result.accounts["discount"].max() for result in results) <= authority + 1e-12


def test_few_accounts_matter_far_more(defaults: dict[str, list]) -> None:
    for results in defaults.values():
        for result in results:
            revenue = np.sort(result.accounts["revenue"])[::-1]
            assert revenue[: len(revenue) // 5].sum() > 0.5 * revenue.sum()
