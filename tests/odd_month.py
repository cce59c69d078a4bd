"""A second program of the model, written from docs/odd.md: service, decisions, pitch (7.6 to 7.11).

It uses nothing of relsim. Names and formulas are those of the text.
"""

from __future__ import annotations

import math

from odd_talks import (
    ANSWER,
    COMPLAINT,
    DEPART,
    FURTHER_PRESSURE,
    FURTHER_TALKS,
    LEAD,
    NEED,
    PITCH,
    PRESSURE,
    REFUSED,
    TRADED,
    WALKED,
    Talks,
    clip,
    growth,
    logistic,
    spread,
)  # fmt: skip


class AccountMonth(Talks):
    """The month of a client (`serve`) or a prospect (`pitch`), once it has asked."""

    # 7.6 Urgencies

    def urgency(self):
        p, o, t = self.p, self.o, self.t
        o.crisis = int(t.urgency == 2)
        known = p.crisis_recognition
        known += (1 - p.crisis_recognition) * self.power / (1 + self.power)
        right = self.u(PRESSURE, 2) < known
        taken_for_crisis = (t.urgency == 2) == right
        if taken_for_crisis or self.u(PRESSURE, 3) >= self.b.triage:
            o.urgency_served = 1
            o.hours += self.root * (p.crisis_hours if o.crisis else p.urgency_hours)
            o.order_taken = 1 - o.crisis
        else:
            o.crisis_missed = o.crisis

    # 7.7 Delivery, failure, complaint

    def deliver(self):
        p, c, b, o, u, r = self.p, self.c, self.b, self.o, self.u, self.r
        late = self.delay
        if p.failure_rate <= u(ANSWER, 2) < p.failure_rate + p.hiccup_rate:
            late += p.m09_capacity * p.hiccup_months
        if "impossible-deadline" in self.forced:
            late += p.m09_capacity * p.impossible_months
        if self.q.demand_kind == 3 and o.conceded > 0:
            g = o.conceded / o.demand_size
            late *= 1 - p.rush_effect * g
            o.hours += p.rush_hours * g * self.root
        o.lateness, o.promised_months = late, late * b.candour
        o.broken_months = late - o.promised_months
        o.quality = c.fit * growth(-p.error_cost * c.complexity * abs(c.solution))
        o.quality *= 1 - p.m16_rep * p.morale_service * (1 - r.morale)
        lapse = p.lapse_base + p.lapse_quality * (1 - o.quality / c.fit if c.fit else 0)
        lapse += p.lapse_late * late + p.lapse_broken * o.broken_months
        o.lapse = int(u(NEED, 2) < clip(lapse, 0, p.lapse_most))
        o.failure = int(u(ANSWER, 2) < p.failure_rate or "failure" in self.forced)
        if o.lapse or o.failure:
            self.complain()
        c.failures += o.failure

    def complain(self):
        p, c, b, o, r = self.p, self.c, self.b, self.o, self.r
        weight = 1 if o.failure else p.lapse_weight
        o.blame = weight * (p.warned_blame if not o.advice_taken and c.warned > 0 else 1)
        base = p.complaint_major if o.failure else p.complaint_minor
        base += p.complaint_demandingness * (c.demandingness - p.neutral_behaviour)
        if self.u(COMPLAINT, 0) >= p.m11_recovery * clip(base, 0, 1):
            return
        o.complained = 1
        c.complaints += 1
        care = p.recovery_base + p.recovery_empathy * b.empathy + p.recovery_skill * r.expertise
        o.recovery = p.recovery_heard + (1 - p.recovery_heard) * b.openness * min(1, care)
        o.recovery *= growth(-p.recovery_slowness * self.delay)
        o.recovery *= p.recovery_repeated if o.failure and c.failures > 0 else 1
        c.solution *= 1 - p.complaint_learning * o.recovery
        o.hours += p.complaint_hours * b.openness * weight

    # 7.8 Appraisal

    def market_surplus(self):
        return self.p.value * self.p.rival_quality - 1

    def appraise(self):
        p, c, b, o = self.p, self.c, self.b, self.o
        specials = c.specials_hours / (p.scope_hours * self.scale)
        o.surplus = p.value * o.quality - (1 - c.discount) + p.scope_worth * specials
        nuisance = p.tiresomeness * b.diagnosis * (1 - c.complexity)
        nuisance += p.intrusion * b.initiative * (1 - c.needs_drift)
        felt = o.surplus - p.late_cost * min(o.lateness, p.late_most) - nuisance
        felt -= p.conflict_cost * o.conflict + p.refusal_cost * o.frustration
        felt += p.empathy_warmth * b.empathy - p.cheap_yes_cost * o.cheap_yes
        if o.crisis_missed:
            felt -= p.crisis_loss
        elif o.urgency_served:
            felt += p.crisis_relief if o.crisis else p.urgency_treat
        elif self.t.urgency:
            felt -= p.urgency_snub * (1 - p.empathy_softening * b.empathy)
        if o.failure or o.lapse:
            felt -= (p.failure_loss if o.failure else p.lapse_loss) * (1 - o.recovery)
        g = felt - c.reference
        o.felt = g
        if p.m10_appraisal:
            o.felt = g**p.value_curvature if g >= 0 else (
                -p.loss_aversion * (-g) ** p.value_curvature)  # fmt: skip
        aim = logistic(p.satisfaction_scale * o.felt)
        c.satisfaction += p.satisfaction_gain * (aim - c.satisfaction)
        known = p.reference_own * o.surplus + (1 - p.reference_own) * self.market_surplus()
        c.reference += p.m10_appraisal * p.reference_gain * (known - c.reference)

    # 7.9 Beliefs

    def learn(self, at_pitch=False):
        p, c, b, o = self.p, self.c, self.b, self.o
        n = min(p.belief_prior + c.signals, p.belief_memory) if p.m12_beliefs else p.belief_memory
        s = p.neutral_belief + p.respect_quality * (o.quality - p.rival_quality)
        if o.advice_taken:
            better = (abs(o.want) - abs(o.delivered)) / p.advice_notable
            s += p.respect_advice * clip(better, -1, 1)
        s += p.respect_boundary * o.boundary - p.respect_cheap_yes * o.cheap_yes
        s -= p.respect_order_taking * o.order_taken
        s -= p.respect_failure * o.blame * (1 - o.recovery)
        o.respect_signal = s + p.respect_recovery * o.recovery + p.respect_walk_away * o.returned
        s = p.neutral_belief + p.trust_empathy * (b.empathy - p.neutral_behaviour)
        s += p.trust_candour * b.candour * min(1, o.lateness) + p.trust_gift * o.gift
        s += p.trust_trade * o.fair_trade
        s += p.trust_recovery * (o.recovery - p.neutral_behaviour * o.complained)
        s -= p.trust_broken * min(1, o.broken_months) + p.trust_exchange * o.proposed * c.trust
        s -= p.trust_conflict * o.conflict + p.trust_refusal * o.frustration
        s -= p.trust_failure * o.blame * (1 - o.recovery)
        o.trust_signal = s - p.trust_neglect * o.crisis_missed
        if at_pitch:
            o.respect_signal += c.respect - p.neutral_belief
            o.trust_signal += c.trust - p.neutral_belief
        c.respect += (clip(o.respect_signal, 0, 1) - c.respect) / n
        c.trust += (clip(o.trust_signal, 0, 1) - c.trust) / n
        if not at_pitch:
            c.frankness += (b.candour - c.frankness) / n
        c.signals += 1

    # 7.10 Hours, money, further business, stay or leave

    def serve(self):
        p, c, b, o, u = self.p, self.c, self.b, self.o, self.u
        self.need_and_advice()
        if self.q.demand_kind:
            self.client_talks()
        if self.t.urgency:
            self.urgency()
        self.deliver()
        self.appraise()
        self.learn()
        talk = p.diagnosis_hours * b.diagnosis + p.empathy_hours * b.empathy**2
        talk += p.initiative_hours * b.initiative
        o.hours += p.base_hours * c.service_intensity * self.scale + c.specials_hours
        o.hours += talk * self.root + p.challenge_hours * o.challenged
        o.list_revenue = p.list_price * self.scale
        o.revenue = (1 - c.discount) * o.list_revenue
        if u(ANSWER, 3) < p.further_rate and not o.left:
            self.further_business()
        given_back = p.make_good * o.blame * b.openness * o.complained
        o.margin = o.revenue * (1 - given_back) - p.unit_cost * self.scale
        o.margin -= p.hourly_cost * o.hours
        if not o.left:
            self.reconsider()
        c.tenure += 1
        if o.left:
            self.leave()
        elif p.m14_word_of_mouth and u(ANSWER, 3) >= 1 - p.talk_rate:
            self.recommend()

    def further_business(self):
        p, c, o = self.p, self.c, self.o
        o.further_pitch = 1
        o.hours += p.further_hours
        terms = c.discount
        if not p.m15_pitch:
            o.further_won = int(self.u(LEAD, 2) < p.further_constant)
        else:
            reservation = self.reservation(references=0)
            reservation -= p.pitch_satisfaction * (c.satisfaction - p.neutral_belief)
            o.further_won, terms = int(reservation <= 0), 0
            if reservation > 0 or self.u(LEAD, 3) < p.pitch_demand_share:
                size = max(p.demand_size, p.pitch_opening * reservation)
                least = max(0, reservation)
                talks = self.haggle(
                    FURTHER_TALKS, FURTHER_PRESSURE, size, 0, p.discount_authority, least, 1, 0
                )
                o.hours += p.talk_hours * talks.rounds
                terms = talks.conceded
                if terms > 0:
                    o.further_won = 1
                elif talks.answer == WALKED:
                    o.further_won = 0
        if o.further_won:
            volume = min(p.volume_most, c.volume * (1 + p.further_volume))
            c.discount = (c.discount * c.volume + terms * (volume - c.volume)) / volume
            c.volume = volume

    def reconsider(self):
        p, c, o, t, u = self.p, self.c, self.o, self.t, self.u
        committed = c.commitment_months > 0
        z = p.exit_satisfaction * (c.satisfaction - p.neutral_belief)
        drift = p.exit_base * c.restlessness * growth(-z - p.exit_commitment * committed)
        if u(NEED, 3) < (min(1, drift) if p.m13_stay else p.exit_constant):
            o.left = 1
        if o.left or not p.m13_stay:
            return
        relation = p.relation_beliefs * (c.respect + c.trust - 2 * p.neutral_belief)
        relation += p.relation_satisfaction * (c.satisfaction - p.neutral_belief)
        relation += p.relation_commitment * committed
        rival = self.market_surplus() + p.price_weight * c.price_sensitivity * t.rival_discount
        rival -= o.surplus - p.refusal_cost * o.frustration + relation + p.switching_cost
        refusal = p.refusal_push * o.frustration - p.refusal_stay - p.failure_relation * relation
        harm = p.failure_harm if o.failure else p.crisis_harm
        failure = harm * (1 - o.recovery) - p.failure_stay - p.failure_relation * relation
        if t.rival and u(DEPART, 0) < logistic(rival / p.choice_noise):
            o.left = 2
        elif o.frustration > 0 and u(COMPLAINT, 2) < logistic(refusal / p.choice_noise):
            o.left = 3
        elif (o.failure or o.crisis_missed) and (
            u(COMPLAINT, 3) < logistic(failure / p.choice_noise)
        ):
            o.left = 4

    def leave(self):
        p, c = self.p, self.c
        c.status, c.cooling = 2, p.cooling_months
        c.discount = c.specials_hours = c.commitment_months = 0
        c.left = self.month if c.left < 0 else c.left
        c.speaks_ill = int(p.m14_word_of_mouth and c.satisfaction < p.ill_word_below)

    def recommend(self):
        p, c, o, u = self.p, self.c, self.o, self.u
        z = p.intent_base + p.intent_satisfaction * (c.satisfaction - p.neutral_belief)
        z += p.intent_trust * (c.trust - p.neutral_belief)
        z += p.intent_respect * (c.respect - p.neutral_belief)
        if u(DEPART, 3) < logistic(z):
            o.intended, n = 1, self.neighbours
            if u(DEPART, 1) < p.act_share and n > 0:
                o.recommended = 1
                c.referrals_made += 1
                c.recommends = min(n - 1, int(u(DEPART, 2) * n))

    # 7.11 The pitch

    def reservation(self, references):
        p, c, b = self.p, self.c, self.b
        told = p.m03_reframing * b.challenge
        insight = p.m01_want_need * c.want_need_gap * self.asked
        insight *= p.insight_unspoken + (1 - p.insight_unspoken) * told
        v = clip(self.u(LEAD, 2), 1e-12, 1 - 1e-12)
        wanted = p.pitch_base + p.pitch_rival * self.t.rival - p.pitch_fit * (c.fit - p.fit_mean)
        wanted -= p.pitch_relation * (c.respect + c.trust - 2 * p.stranger_belief)
        wanted -= p.pitch_insight * insight + p.pitch_promise * (1 - b.candour)
        wanted += p.pitch_lecture * told * (1 - b.empathy)
        wanted -= p.m14_word_of_mouth * p.pitch_references * references
        return wanted + p.pitch_noise * math.log(v / (1 - v))

    def pitch(self):
        p, c, b, o = self.p, self.c, self.b, self.o
        error = p.fit_error * (1 - self.r.expertise) * spread(self.u(PITCH, 0))
        o.seen_fit = clip(c.fit + error, 0, 1)
        if p.m15_pitch and o.seen_fit < p.selectivity_bar * b.selectivity:
            return
        o.pursued = 1
        o.hours = p.pitch_hours + p.diagnosis_hours * b.diagnosis + p.empathy_hours * b.empathy**2
        if not p.m15_pitch:
            o.won = int(self.u(LEAD, 2) < p.pitch_constant)
        else:
            self.negotiate()
        o.margin = -p.hourly_cost * o.hours
        if o.won:
            self.sign()

    def negotiate(self):
        p, c, q, o = self.p, self.c, self.q, self.o
        o.reservation = self.reservation(c.references)
        o.won = int(o.reservation <= 0 and not q.demand_kind)
        if q.demand_kind:
            least = max(0, o.reservation)
            opening = max(q.demand_size, self.p.pitch_opening * o.reservation)
            self.talk(opening, 0, q.room, least)
            self.learn_from_talks()
            o.won = int(o.answer < REFUSED or (o.answer == REFUSED and o.reservation <= 0))
            if (
                o.walked
                and o.reservation <= min(self.floor_discount(), self.p.discount_authority)
                and self.comes_back()
            ):
                o.won, o.returned, o.conceded = 1, 1, least
        o.quality = p.rival_quality
        self.learn(at_pitch=True)

    def sign(self):
        p, c, o = self.p, self.c, self.o
        c.status, c.tenure, c.volume, c.specials_hours, c.failures = 1, 0, 1, 0, 0
        c.spells += 1
        c.joined = self.month if c.joined < 0 else c.joined
        c.discount, c.satisfaction = o.conceded, p.neutral_belief
        c.commitment_months = p.trade_commitment if o.answer == TRADED else 0
        c.solution, c.reference = self.want_of(), self.market_surplus()
        if p.m10_appraisal:
            rosy = clip(c.fit + p.overpromise * (1 - self.b.candour), 0, 1)
            c.reference = p.value * rosy - (1 - o.conceded)
