"""A second program of the model, written from docs/odd.md: its luck, the territory at month 0.

It uses nothing of relsim. Names and formulas are those of the text, and so are the numbers of the
sections.
"""

from __future__ import annotations

import math
from types import SimpleNamespace as Row

from numpy.random import Generator, Philox
from odd_talks import clip
from scipy.special import gammaincinv, ndtri

EVEN = (
    "want_need_gap fit complexity needs_drift demandingness dominance honesty price_sensitivity"
).split()
LANES = [*EVEN, *"size service restlessness client tenure discount misbelief solution".split()]
MONTHS, TRAITS, REPS, EDGES, SAMPLES = range(5)
CUSTOMER = (
    "respect trust precedent frankness bluff_payoff signals reference satisfaction discount"
    " specials_hours commitment_months volume solution misbelief warned failures tenure"
    " tenure_start rep home_arm lead references cooling recommends speaks_ill referred_by initial"
    " joined left spells active_months referrals_made complaints concessions margin revenue"
    " respect_carried trust_carried satisfaction_carried precedent_carried status size"
    " service_intensity restlessness want_need_gap"
).split()


def normal(u):
    return float(ndtri(clip(u, 1e-12, 1 - 1e-12)))


class Territory:
    """Accounts, reps and their network at month 0, as `Second` takes them."""

    def __init__(self, p, arms, seed, replication):
        self.p, self.key, self.arms = p, [seed, replication], arms
        self.customers = [self.new_customer(i) for i in range(p.customers)]
        self.reps = []
        for i in range(p.reps):
            self.reps.append(self.new_rep(i))
        n = p.reps
        for i, c in enumerate(self.customers):
            c.rep = i % n
        if len(arms) > 1:
            ranked = sorted(range(p.customers), key=lambda i: (-self.customers[i].size, i))
            strata = [ranked[k : k + n] for k in range(0, len(ranked), n)]
            by_luck = [sorted(s, key=lambda i: self.luck(SAMPLES, i)[0]) for s in strata]
            for place, i in enumerate(i for stratum in by_luck for i in stratum):
                self.customers[i].rep = place % n
        for c in self.customers:
            c.home_arm = self.reps[c.rep].arm
        self.neighbours = self.network()

    def luck(self, domain, account, month=0, blocks=14):
        made = Philox(key=self.key, counter=[0, month, account, domain])
        return Generator(made).random(4 * blocks)

    def new_customer(self, i):
        p, u = self.p, dict(zip(LANES, self.luck(TRAITS, i), strict=False))
        c = Row(**dict.fromkeys(CUSTOMER, 0))
        for trait in EVEN:
            mean = getattr(p, f"{trait}_mean")
            half = p.trait_spread * min(mean, 1 - mean)
            setattr(c, trait, clip(mean + half * (2 * u[trait] - 1), 0, 1))
        c.size = math.exp(p.size_sigma * normal(u["size"]) - p.size_sigma**2 / 2)
        shared = p.service_demandingness
        score = shared * normal(u["demandingness"])
        score += math.sqrt(1 - shared**2) * normal(u["service"])
        c.service_intensity = math.exp(p.service_sigma * score - p.service_sigma**2 / 2)
        shape = p.restlessness_shape
        c.restlessness = float(gammaincinv(shape, u["restlessness"])) / shape
        fits = (c.fit / max(p.fit_mean, 1e-9)) ** p.client_fit_start
        client = u["client"] < p.client_share_start * fits or p.client_share_start == 1
        c.status = c.initial = c.spells = int(client)
        c.respect = c.trust = c.frankness = p.client_belief_start if client else p.stranger_belief
        c.precedent, c.satisfaction, c.volume = p.precedent_start, p.neutral_belief, 1.0
        c.reference = p.value * p.rival_quality - 1
        c.misbelief = math.sqrt(3) * (2 * u["misbelief"] - 1)
        c.referred_by = c.recommends = c.left = c.joined = -1
        if client:
            c.signals, c.joined = p.signals_start, 0
            months = (
                -math.log(1 - u["tenure"])
                * p.tenure_start
                / max(c.restlessness, p.tenure_restlessness_floor)
            )
            c.tenure = c.tenure_start = int(min(months, p.tenure_most_start * p.tenure_start))
            c.discount = 2 * min(p.discount_start, p.discount_authority / 2) * u["discount"]
            c.solution = p.m01_want_need * c.want_need_gap * c.misbelief * u["solution"]
        self.carry(c)
        return c

    def carry(self, c):
        c.respect_carried, c.trust_carried = c.respect, c.trust
        c.satisfaction_carried, c.precedent_carried = c.satisfaction, c.precedent

    def new_rep(self, i):
        p, u, arm = self.p, self.luck(REPS, i), self.next_arm()
        mean = p.expertise_start
        half = p.expertise_spread * min(mean, 1 - mean)
        r = Row(arm=arm, backlog_hours=0.0, morale=p.morale_rest)
        r.adapts = self.arms[arm].adapts and p.m17_adaptive
        r.expertise = clip(mean + half * (2 * u[0] - 1), 0, 1)
        r.hours = r.gifts = r.conflicts = r.lessons = r.clients = 0
        point, jitter = self.arms[arm].point, self.arms[arm].jitter
        r.b = Row(**{name: clip(point[name] + jitter * (2 * u[k] - 1), 0, 1)
                     for k, name in enumerate(point, 1)})  # fmt: skip
        return r

    def next_arm(self):
        has = [sum(r.arm == arm for r in self.reps) for arm in range(len(self.arms))]
        averages = [a.share / n if n else math.inf for a, n in zip(self.arms, has, strict=True)]
        return averages.index(max(averages))

    def network(self):
        half, linked = self.p.network_degree // 2, [set() for _ in self.customers]
        for i in range(len(self.customers)):
            slots = range(1, min(half, i) + 1)
            u = self.luck(EDGES, i, blocks=half + 1)
            moved = [s for s in slots if u[4 * (s - 1)] < self.p.network_rewiring]
            mine = {i - s for s in slots if s not in moved}
            for s in moved:
                free = [j for j in range(i) if j not in mine]
                mine.add(free[int(u[4 * (s - 1) + 1] * len(free))])
            for j in mine:
                linked[i].add(j)
                linked[j].add(i)
        return [sorted(others) for others in linked]
