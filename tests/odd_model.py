"""A second program of the model, written from docs/odd.md: the months, the market.

It uses nothing of relsim. Names and formulas are those of the text, and so are the numbers of the
sections. What stands at month 0 is made in `odd_territory`, what one account does in a month stands
in `odd_month`.
"""

from __future__ import annotations

import math
from types import SimpleNamespace as Row

from odd_month import AccountMonth
from odd_review import Review, answered_by, noted
from odd_talks import clip
from odd_territory import CUSTOMER, MONTHS, SAMPLES, Territory

__all__ = ["CUSTOMER", "MONTHLY", "Second"]

LEAD, PITCH = 9, 10
MONTHLY = (
    "hours margin served revenue list_revenue lateness challenges challenges_refused failures"
    " lapses complaints recovered crises crises_missed urgencies urgencies_served broken_promises"
    " referrals_intended referrals_made further_wins churned pitches wins_back wins_referred"
    " wins_cold referrals_won demands_price demands_scope demands_deadline granted traded refused"
    " walkaways bluffs reps capacity_hours backlog_hours morale expertise cohort respect trust"
    " satisfaction precedent clients respect_current trust_current satisfaction_current"
    " precedent_current yielding reciprocity diagnosis challenge initiative empathy candour triage"
    " openness walk_away selectivity"
).split()


class Second(Territory):
    """The model of docs/odd.md, of parameters `p` and arms of a `point` and a `jitter`.

    `events` are interventions as in an experiment file, on `accounts` and perhaps a `share`.
    """

    def __init__(self, p, arms, seed, replication, events=()):
        super().__init__(p, arms, seed, replication)
        self.events = events
        self.notes = [None] * len(self.customers)

    # 3. A month

    def play(self, month):
        """Play a month; return the account's months by account number, and the sums by arm."""
        if month % self.p.review_months == 0:
            Review(self, month).held()
        played = {}
        sums = [dict.fromkeys(MONTHLY, 0.0) for _ in self.arms]
        for i, c in enumerate(self.customers):
            if c.status == 2 or (c.status == 0 and not c.lead):
                continue
            r, numbers = self.reps[c.rep], self.luck(MONTHS, i, month)
            forced, answer = self.forced(i, month)
            b = Row(**{**vars(answered_by(r, c, self.notes[i])), **answer})
            u = lambda block, lane, of=numbers: of[4 * block - 4 + lane]  # noqa: E731
            m = AccountMonth(self.p, c, r, b, month, u, forced)
            m.neighbours = len(self.neighbours[i])
            m.ask()
            m.pitch() if m.q.pitch else m.serve()
            if not m.q.pitch and r.arm == c.home_arm:
                self.carry(c)
            self.count(m, sums[r.arm])
            noted(r, c, self.notes[i], m.o)
            played[i] = m
        self.close_reps(sums)
        for c in self.customers:
            home, now = sums[c.home_arm], sums[self.reps[c.rep].arm]
            home["cohort"] += c.initial
            now["clients"] += c.status == 1
            for belief in ("respect", "trust", "satisfaction", "precedent"):
                home[belief] += c.initial * getattr(c, f"{belief}_carried")
                now[f"{belief}_current"] += (c.status == 1) * getattr(c, belief)
        if self.p.m14_word_of_mouth:
            self.word_of_mouth()
        self.market(month)
        return played, sums

    # 6. Interventions

    def forced(self, i, month):
        """Return the events of an account's month, and the behaviours that are forced."""
        forced, point, answer = {}, {}, {}
        for place, event in enumerate(self.events):
            block = 10 + event["who"].get("sample", place)
            chosen = i in event["who"].get("accounts", [i])
            if "share" in event["who"]:
                chosen &= self.luck(SAMPLES, i, blocks=block)[4 * block - 4] < event["who"]["share"]
            what, first = event["what"], event["period"]
            if not chosen or month < first:
                continue
            if what == "strategy":
                point = {name: event["strategy"][name] for name in vars(self.reps[0].b)}
            elif month <= event.get("until", first):
                if what.startswith("impossible"):
                    forced.pop("impossible-demand", forced.pop("impossible-deadline", None))
                answer |= event.get("answer", {})
                forced[what] = event.get("value")
        if "walk-away" in forced and not any(what.startswith("impossible") for what in forced):
            forced["impossible-demand"] = None
        return forced, {**point, **answer}

    def count(self, m, sums):
        c, r, q, t, o = m.c, m.r, m.q, m.t, m.o
        r.hours += o.hours
        r.gifts += o.gift
        r.conflicts += o.conflict
        r.lessons += o.complained * m.b.openness * c.demandingness
        r.clients += not q.pitch
        c.margin += o.margin
        adds = {"hours": o.hours, "margin": o.margin}
        if q.pitch:
            back, referred = c.spells > 1, c.lead == 2
            adds |= {
                "pitches": o.pursued, "wins_back": o.won and back,
                "wins_referred": o.won and referred and not back,
                "wins_cold": o.won and not referred and not back,
                "referrals_won": o.won and referred,
            }  # fmt: skip
            c.lead = 0
        else:
            c.revenue += o.revenue
            c.active_months += 1
            adds |= {
                "revenue": o.revenue, "list_revenue": o.list_revenue, "lateness": o.lateness,
                "crises_missed": o.crisis_missed, "urgencies_served": o.urgency_served,
                "served": 1, "challenges": o.challenged, "challenges_refused": o.conflict > 0,
                "failures": o.failure, "lapses": o.lapse, "complaints": o.complained,
                "recovered": o.recovery, "crises": t.urgency == 2, "urgencies": t.urgency == 1,
                "broken_promises": o.broken_months, "referrals_intended": o.intended,
                "referrals_made": o.recommended, "further_wins": o.further_won,
                "churned": o.left > 0,
            }  # fmt: skip
        adds["walkaways"] = o.walked
        if o.answer and not q.pitch:
            kinds = ("demands_price", "demands_scope", "demands_deadline")
            ends = ("granted", "traded", "refused")
            adds |= {kinds[q.demand_kind - 1]: 1, "bluffs": t.bluff}
            if o.answer <= len(ends):
                adds[ends[o.answer - 1]] = 1
        for name, value in adds.items():
            sums[name] += value

    # 7.12 Reps, word of mouth, market

    def close_reps(self, sums):
        p = self.p
        for r in self.reps:
            delay = p.m09_capacity * r.backlog_hours / p.capacity_hours
            left = r.backlog_hours + r.hours - p.capacity_hours
            most = p.backlog_most_months * p.capacity_hours
            r.backlog_hours = p.m09_capacity * clip(left, 0, most)
            if p.m16_rep:
                learned = min(1, p.practice_rate + p.lesson_rate * r.lessons)
                r.expertise += (1 - r.expertise) * learned
                worn = p.morale_one_sided * r.gifts + p.morale_conflict * r.conflicts
                target = p.morale_rest - worn / max(1, r.clients)
                target -= p.morale_overload * min(1, delay)
                r.morale += p.morale_gain * (clip(target, 0, 1) - r.morale)
            r.hours = r.gifts = r.conflicts = r.lessons = r.clients = 0
            arm = sums[r.arm]
            arm["reps"] += 1
            arm["capacity_hours"] += p.capacity_hours
            for name in ("backlog_hours", "morale", "expertise"):
                arm[name] += getattr(r, name)
            for name, amount in vars(r.b).items():
                arm[name] += amount

    def second_hand(self, x, y):
        return x + self.p.word_weight * (y - x)

    def word_of_mouth(self):
        for i, speaker in enumerate(self.customers):
            if speaker.recommends >= 0:
                hearer = self.customers[self.neighbours[i][speaker.recommends]]
                speaker.recommends = -1
                if hearer.status == 0 and not hearer.lead:
                    hearer.lead, hearer.referred_by = 2, i
                    hearer.respect = self.second_hand(hearer.respect, speaker.respect)
                    hearer.trust = self.second_hand(hearer.trust, speaker.trust)
            if speaker.speaks_ill:
                speaker.speaks_ill = 0
                for hearer in (self.customers[j] for j in self.neighbours[i]):
                    if hearer.status != 1:
                        worse = min(hearer.respect, speaker.respect)
                        hearer.respect = self.second_hand(hearer.respect, worse)
                        worse = min(hearer.trust, speaker.trust)
                        hearer.trust = self.second_hand(hearer.trust, worse)

    def market(self, month):
        p = self.p
        for i, c in enumerate(self.customers):
            if c.status == 2:
                c.cooling -= 1
                if c.cooling <= 0:
                    self.come_back(c, self.luck(MONTHS, i, month)[4 * PITCH - 4 :])
            elif c.status == 0:
                if not c.lead and self.luck(MONTHS, i, month + 1)[4 * LEAD - 4] < p.lead_rate:
                    c.lead, c.referred_by = 1, -1
                if c.lead:
                    near = [self.customers[j] for j in self.neighbours[i]]
                    bar = p.reference_satisfaction
                    happy = [n for n in near if n.status == 1 and n.satisfaction >= bar]
                    c.references = len(happy) / len(near) if near else 0

    def come_back(self, c, u):
        p, n = self.p, len(self.reps)
        c.status = 0
        if u[2] < p.reassignment_chance:
            c.rep, c.signals = min(n - 1, int(u[3] * n)), 0
            c.respect += p.reassignment_forgets * (p.stranger_belief - c.respect)
            c.trust += p.reassignment_forgets * (p.stranger_belief - c.trust)

    # 4. Observation

    def outcomes(self, months, arm):
        """Return a run's outcomes from its months' sums."""

        def total(*names):
            return sum(month[name] for month in months for name in names)

        def of(above, below):
            return above / below if below else math.nan

        last, served = months[-1], total("served")
        demands = total("demands_price", "demands_scope", "demands_deadline")
        margins = [month["margin"] for month in months]
        cohort = [c for c in self.customers if c.initial and c.home_arm == arm]
        rate = 1 + self.p.discount_rate
        same = (
            "margin revenue list_revenue wins_cold wins_referred wins_back churned referrals_made"
            " referrals_won walkaways"
        ).split()
        beliefs = ("respect", "trust", "satisfaction", "precedent")
        return {
            **{name: total(name) for name in same},
            "margin_discounted": sum(m * rate ** (-k / 12) for k, m in enumerate(margins)),
            "margin_per_rep_month": sum(margins) / (last["reps"] * len(months)),
            "margin_per_rep_hour": sum(margins) / total("hours"),
            "margin_12": sum(margins[:12]),
            "margin_36": sum(margins[:36]),
            "discount_mean": 1 - total("revenue") / total("list_revenue"),
            "clients_end": last["clients"],
            "morale": last["morale"] / last["reps"],
            "expertise": last["expertise"] / last["reps"],
            "servility": (last["yielding"] / last["reps"] + sum(
                1 - last[b] / last["reps"]
                for b in ("reciprocity", "challenge", "triage", "walk_away"))) / 5,
            "wins": total("wins_cold", "wins_referred", "wins_back"),
            "churn_yearly": 1 - (1 - min(1, of(total("churned"), served))) ** 12,
            "retention_24": sum(c.left == -1 or c.left >= 24 for c in cohort) / len(cohort),
            **{name: last[name] / last["cohort"] for name in beliefs},
            **{f"{name}_current": last[f"{name}_current"] / last["clients"] for name in beliefs},
            "lateness": total("lateness") / served,
            "demands": 100 * demands / served,
            **{name: 100 * total(name) / served
               for name in ("bluffs", "complaints", "broken_promises")},
            **{name: of(total(name), demands) for name in ("granted", "traded", "refused")},
            "recovered": of(total("recovered"), total("complaints")),
            "challenges_refused": of(total("challenges_refused"), total("challenges")),
            "crises_missed": of(total("crises_missed"), total("crises")),
            "backlog_hours": total("backlog_hours") / total("reps"),
            "utilisation": total("hours") / total("capacity_hours"),
        }  # fmt: skip
