"""A second program of the model, written from docs/odd.md: request, advice, talks (7.2 to 7.5).

It uses nothing of relsim. Names and formulas are those of the text.
"""

from __future__ import annotations

import math
from types import SimpleNamespace as Row

(NEED, ASK, DEMAND, ANSWER, TALKS, PRESSURE, COMPLAINT, DEPART, LEAD, PITCH, MOOD, FURTHER_TALKS,
 FURTHER_PRESSURE, TRIAL) = range(1, 15)  # fmt: skip
OUTCOME = (
    "want estimate push delivered conflict demand_size believed conceded cheap_yes gift fair_trade"
    " boundary frustration hours lateness promised_months broken_months quality recovery blame"
    " order_taken surplus felt revenue list_revenue margin respect_before trust_before"
    " satisfaction_before precedent_before reference_before respect_signal trust_signal seen_fit"
    " reservation challenged advice_taken reframed rounds reasoned proposed walked returned"
    " urgency_served crisis crisis_missed lapse failure complained warning pursued won"
    " further_pitch further_won intended recommended bluff_paid answer left warning"
).split()
GRANTED, TRADED, REFUSED, WALKED = 1, 2, 3, 4


def clip(x, low, high):
    return max(low, min(high, x))


def logistic(x):
    return 1 / (1 + math.exp(-clip(x, -40, 40)))


def growth(x):
    return math.exp(clip(x, -40, 40))


def spread(u):
    return (2 * u - 1) * math.sqrt(3)


class Talks:
    """What a customer `c` and its rep `r` (behaviours `b`) do with parameters `p` and luck `u`.

    `forced` has the events of interventions: what -> value, or None.
    """

    def __init__(self, p, c, r, b, month, u, forced):
        self.p, self.c, self.r, self.b, self.month, self.u = p, c, r, b, month, u
        self.forced = forced
        self.o = Row(**dict.fromkeys(OUTCOME, 0))
        self.q = Row(pitch=1 - c.status, demand_kind=0, demand_size=0, claims_rival=0, urgent=0)
        self.t = Row(rival=0, urgency=0, bluff=0, rival_discount=p.rival_discount)
        self.scale = c.size * c.volume
        self.root = math.sqrt(self.scale)
        asked = self.b.diagnosis * r.expertise if p.m02_diagnosis else p.neutral_behaviour**2
        self.power = p.diagnosis_power * asked
        self.asked = asked
        for belief in ("respect", "trust", "satisfaction", "precedent", "reference"):
            setattr(self.o, f"{belief}_before", getattr(c, belief))

    # 7.2 The request

    def ask(self):
        p, c, q = self.p, self.c, self.q
        self.ask_prospect() if q.pitch else self.ask_client()
        for what, kind in (("impossible-demand", 1), ("impossible-deadline", 3)):
            if what in self.forced:
                q.demand_kind = kind
                q.demand_size = self.forced[what] or p.impossible_demand
                q.claims_rival = 1 if p.m05_bluff and self.t.rival else q.claims_rival
        if q.demand_size <= 0:
            q.demand_kind = 0
        q.room = max(0, p.discount_authority - c.discount)

    def demand_size(self, u):
        p, c = self.p, self.c
        learned = c.precedent if p.m04_precedent else p.precedent_start
        size = p.demand_size * (p.asking_floor + c.demandingness) * (p.precedent_floor + learned)
        return clip(size * (1 + p.demand_spread * (2 * u - 1)), 0, 1)

    def claim(self):
        p, c, q, t = self.p, self.c, self.q, self.t
        chance = logistic(
            p.bluff_base + p.bluff_dishonesty * (1 - c.honesty) + p.bluff_payoff * c.bluff_payoff
            - p.bluff_trust * c.trust - p.bluff_frankness * c.frankness
        )  # fmt: skip
        if p.m05_bluff:
            t.bluff = int(not t.rival and self.u(DEMAND, 2) < chance)
            q.claims_rival = int(t.rival or t.bluff)

    def ask_client(self):
        p, c, q, t, u = self.p, self.c, self.q, self.t, self.u
        if c.tenure > 0 and c.tenure % p.renewal_months == 0:
            c.discount *= p.renewal_carry
            c.specials_hours *= p.renewal_carry
        c.commitment_months = max(0, c.commitment_months - 1)
        t.rival = int(u(ASK, 0) < min(1, p.competition * c.restlessness))
        claimed = p.urgency_rate * (p.asking_floor + c.demandingness) * (1 - c.honesty)
        crisis, any_urgency = p.crisis_rate, p.crisis_rate + claimed
        t.urgency = 2 if u(ASK, 2) < crisis else int(u(ASK, 2) < any_urgency)
        t.urgency = 1 if "urgency" in self.forced else t.urgency
        t.urgency = 2 if "crisis" in self.forced else t.urgency
        t.rival = 1 if "rival-offer" in self.forced else t.rival
        q.urgent = int(t.urgency != 0)
        z = p.demand_base + p.demand_demandingness * c.demandingness
        z += p.demand_rival * t.rival * p.m05_bluff
        if p.m04_precedent:
            z += p.demand_precedent * c.precedent
            z += p.demand_dominance * c.dominance * (p.neutral_belief - c.respect)
        else:
            z += p.demand_precedent * p.precedent_start
        demands = u(ASK, 1) < logistic(z)
        if t.rival:
            drawn = 2 * p.rival_discount * u(DEMAND, 3)
            t.rival_discount = self.forced.get("rival-offer") or drawn
        if demands:
            share = p.price_demand_share
            scope = share + p.scope_demand_share
            q.demand_kind = 1 if u(DEMAND, 0) < share else 2 if u(DEMAND, 0) < scope else 3
            q.demand_size = self.demand_size(u(DEMAND, 1))
            self.claim()

    def ask_prospect(self):
        p, q, t, u = self.p, self.q, self.t, self.u
        t.rival = int(u(LEAD, 1) < min(1, p.pitch_competition * p.competition))
        t.rival = 1 if "rival-offer" in self.forced else t.rival
        demands = {"impossible-demand", "impossible-deadline"} & {*self.forced}
        if u(LEAD, 3) < p.pitch_demand_share or demands:
            q.demand_kind = 1
            q.demand_size = p.pitch_demand_scale * self.demand_size(u(PITCH, 1))
            self.claim()

    # 7.4 Need and advice

    def heard_chance(self, push):
        p, c = self.p, self.c
        return logistic(
            p.challenge_base + p.challenge_respect * (c.respect - p.neutral_belief)
            + p.challenge_trust * (c.trust - p.neutral_belief)
            + p.challenge_empathy * self.b.empathy - p.challenge_push * abs(push)
        )  # fmt: skip

    def conflict_of(self, push):
        return (1 - self.p.empathy_softening * self.b.empathy) * min(1, abs(push))

    def want_of(self):
        return self.p.m01_want_need * self.c.want_need_gap * self.c.misbelief

    def need_and_advice(self):
        p, c, b, o, u = self.p, self.c, self.b, self.o, self.u
        c.solution -= p.m01_want_need * p.drift_scale * c.needs_drift * spread(u(NEED, 0))
        kept = p.misbelief_persistence
        c.misbelief = kept * c.misbelief + math.sqrt(1 - kept**2) * spread(u(NEED, 1))
        self.delay = p.m09_capacity * self.r.backlog_hours / p.capacity_hours
        o.want = self.want_of()
        o.estimate = p.diagnosis_error * spread(u(ANSWER, 0)) / (1 + self.power)
        asked = b.diagnosis if p.m02_diagnosis else p.neutral_behaviour
        clarified = o.want + p.clarification * asked * (o.estimate - o.want)
        o.push = p.m03_reframing * b.challenge * (o.estimate - clarified)
        o.delivered = clarified
        if abs(o.push) > p.challenge_floor:
            o.challenged = 1
            if u(ANSWER, 1) < self.heard_chance(o.push):
                o.advice_taken, o.delivered = 1, clarified + o.push
                if abs(o.delivered) < abs(o.want):
                    c.want_need_gap *= 1 - p.gap_learning
            else:
                o.conflict, o.warning = self.conflict_of(o.push), 1
        o.warning = 1 if "warning" in self.forced else o.warning
        c.warned = p.warning_months if o.warning else max(0, c.warned - 1)
        s = c.solution + p.order_share * (o.delivered - c.solution)
        moved = p.m02_diagnosis * p.initiative_power * b.initiative * self.r.expertise
        c.solution = p.m01_want_need * (s + moved * (o.estimate - s))

    # 7.5 Talks over a demand

    def haggle(self, talks, pressure, size, standing, room, least, kind, claimed):
        p, c, b, t = self.p, self.c, self.b, self.t
        u_judged, u_hold, u_proposes, u_takes = (self.u(talks, lane) for lane in range(4))
        y, believed = b.yielding + p.empathy_yielding * b.empathy * (1 - b.yielding), 0
        if claimed:
            d = 0.5 + 0.5 * self.power / (1 + self.power)
            taken_for_real = (u_judged < d) == bool(t.rival)
            believed = d if taken_for_real else 1 - d
            y = clip(y + p.claim_shift * (believed - 0.5), 0, 1)
        most, agreed = min(size, room), False
        hold = p.hold_low + (p.hold_high - p.hold_low) * (u_hold + c.price_sensitivity) / 2
        for number in range(1, p.rounds_most + 1):
            offer = most * (1 - (1 - y) ** number)
            held = size * hold * (1 - p.hold_softening * (number - 1))
            suits = offer >= held or (least > 0 and number == p.rounds_most)
            agreed = offer > 0 and offer >= least and suits
            if agreed:
                break
        trades = bool(p.m06_reciprocity and u_proposes < b.reciprocity)
        proposed = agreed and trades
        instant = agreed and number == 1 and offer >= p.instant_share * size and not proposed
        takes = logistic(
            p.trade_base + p.trade_trust * (c.trust - p.neutral_belief)
            - p.trade_precedent * (c.precedent - p.precedent_start) - p.trade_rival * t.rival
        )  # fmt: skip
        answer = (TRADED if u_takes < takes else REFUSED) if proposed else REFUSED
        answer = GRANTED if agreed and not proposed else answer
        terms = standing + (max(held, least) if answer == REFUSED else offer)
        margin = p.list_price * (1 - terms) - p.unit_cost - p.base_hours * p.hourly_cost
        below = p.m08_walk_away and margin < p.floor_margin * p.list_price
        if kind == 1 and below and self.u(pressure, 0) < b.walk_away:
            answer = WALKED
        if "walk-away" in self.forced and talks == TALKS and p.m08_walk_away:
            answer = WALKED
        conceded = {GRANTED: offer, TRADED: p.trade_price * offer}.get(answer, 0)
        return Row(
            answer=answer, conceded=conceded, rounds=number + trades, instant=instant,
            reasoned=trades and not agreed, proposed=proposed, believed=believed,
        )  # fmt: skip

    def talk(self, size, standing, room, least):
        """Haggle over the month's demand and note what the talks leave."""
        p, c, o = self.p, self.c, self.o
        o.demand_size = size
        talks = self.haggle(
            TALKS, PRESSURE, size, standing, room, least, self.q.demand_kind, self.q.claims_rival
        )
        o.answer, o.conceded, o.rounds, o.believed = (
            talks.answer, talks.conceded, talks.rounds, talks.believed)  # fmt: skip
        o.reasoned, o.proposed = int(talks.reasoned), int(talks.proposed)
        kept = 1 - o.conceded / size
        if o.answer == GRANTED:
            o.gift = o.conceded / size
            cold = 1 - logistic((c.trust - p.cooperative_trust) / p.cooperative_width)
            o.cheap_yes = p.m07_concession_signal * talks.instant * cold
        o.fair_trade, o.walked = int(o.answer == TRADED), int(o.answer == WALKED)
        whole = o.reasoned or o.proposed or o.walked
        o.boundary = kept if whole else p.cold_boundary * kept
        o.hours += p.talk_hours * o.rounds

    def learn_from_talks(self):
        p, c, o = self.p, self.c, self.o
        c.precedent += p.m04_precedent * p.precedent_gain * (o.gift - c.precedent)
        if self.t.bluff:
            o.bluff_paid = int(o.conceded > 0)
            c.bluff_payoff += p.precedent_gain * (o.bluff_paid - c.bluff_payoff)

    def comes_back(self):
        p, c = self.p, self.c
        z = p.return_base + p.return_respect * (c.respect - p.neutral_belief)
        return self.u(PRESSURE, 1) < logistic(z - p.return_rival * self.t.rival)

    def floor_discount(self):
        p = self.p
        costs = p.unit_cost + p.base_hours * p.hourly_cost + p.floor_margin * p.list_price
        return max(0, 1 - costs / p.list_price)

    def client_talks(self):
        p, c, b, q, o = self.p, self.c, self.b, self.q, self.o
        size, push = q.demand_size, b.challenge * p.reframing
        if p.m03_reframing and q.demand_kind == 1 and push > p.challenge_floor:
            o.challenged = 1
            if self.u(COMPLAINT, 1) < self.heard_chance(push):
                o.reframed = 1
                size *= 1 - push
            else:
                o.conflict = min(1, o.conflict + self.conflict_of(push))
        standing_hours = p.scope_hours * self.scale
        scope_room = max(0, p.scope_authority - c.specials_hours / standing_hours)
        room = {1: q.room, 2: scope_room, 3: size}[q.demand_kind]
        self.talk(size, c.discount, room, 0)
        if q.demand_kind == 1:
            c.discount += o.conceded
        elif q.demand_kind == 2:
            c.specials_hours += o.conceded * standing_hours
        c.concessions += o.conceded > 0
        if o.answer == TRADED:
            c.commitment_months = max(c.commitment_months, p.trade_commitment)
        if o.answer == REFUSED:
            o.frustration = min(1, size / p.refusal_scale)
            o.frustration *= 1 - p.dominance_share * (1 - c.dominance)
            o.frustration *= 1 - p.empathy_softening * b.empathy
            o.frustration *= 1 - p.reason_softening * o.reasoned
        self.learn_from_talks()
        if o.walked:
            if self.comes_back():
                o.returned, c.discount = 1, min(c.discount, self.floor_discount())
            else:
                o.left = 5
