"""A second program of the model, written from docs/odd.md: the adaptive rep (7.3).

It uses nothing of relsim. Names and formulas are those of the text.
"""

from __future__ import annotations

import math
from types import SimpleNamespace as Row

from odd_talks import REFUSED, TRIAL, WALKED, clip


def answered_by(rep, customer, note):
    """Return the behaviours that answer an account before anything is forced."""
    return note.tried if rep.adapts and note.writer == customer.rep + 1 else rep.b


def noted(rep, customer, note, outcome):
    """Note what an account's month brought."""
    if rep.adapts and note.writer == customer.rep + 1:
        note.months += 1
        note.margin += outcome.margin
        note.referrals += outcome.recommended
        note.noes += outcome.challenged + (outcome.answer in (REFUSED, WALKED))


class Review:
    """A review in a month of a world with parameters, reps, customers and notes."""

    def __init__(self, world, month):
        self.p, self.world, self.month = world.p, world, month

    def held(self):
        before = self.month - self.p.review_months
        if before >= 0:
            results = self.results(before)
            for number, rep in enumerate(self.world.reps):
                if rep.adapts:
                    self.advance(rep, results.get(number, []))
        for i, customer in enumerate(self.world.customers):
            self.world.notes[i] = self.begun(i, customer, self.world.reps[customer.rep])

    def luck(self, i, month):
        return self.world.luck(0, i, month)[4 * TRIAL - 4 :]

    def standing_margin(self, c, rep):
        if c.status != 1:
            return 0.0
        p, b, scale = self.p, rep.b, c.size * c.volume
        talk = (
            p.diagnosis_hours * b.diagnosis
            + p.empathy_hours * b.empathy**2
            + p.initiative_hours * b.initiative
        )
        hours = p.base_hours * c.service_intensity * scale + c.specials_hours
        hours += talk * math.sqrt(scale)
        return ((1 - c.discount) * p.list_price - p.unit_cost) * scale - p.hourly_cost * hours

    def felt(self, c, n):
        p = self.p
        after = 0.0
        if c.rep + 1 == n.writer:
            after = self.standing_margin(c, self.world.reps[c.rep])
        worth = after - n.standing + p.review_referral * n.referrals * max(0.0, n.standing)
        result = n.margin - p.review_months * n.standing
        result += p.far_sightedness * p.review_horizon_months * worth
        result /= p.list_price * c.size
        return result * (1 if result >= 0 else p.review_loss_aversion) - p.fearful_silence * n.noes

    def results(self, before):
        """Return what was felt, and tried, by rep."""
        found = {}
        for i, (c, n) in enumerate(zip(self.world.customers, self.world.notes, strict=True)):
            if n.writer > 0 and n.months > 0:
                luck = self.luck(i, before)
                laid = -1 if luck[1] < self.p.misattribution else 1
                found.setdefault(n.writer - 1, []).append((self.felt(c, n), laid, luck[0]))
        return found

    def advance(self, rep, results):
        p = self.p
        mean = sum(felt for felt, _, _ in results) / max(1, len(results))
        squares = sum((felt - mean) ** 2 for felt, _, _ in results)
        for k, name in enumerate(vars(rep.b)):
            contrast = sum(laid * (felt - mean) * sign(u, k) for felt, laid, u in results)
            evidence = contrast / math.sqrt(squares) if squares else 0.0
            step = p.review_step * clip(abs(evidence) - p.review_inertia, 0, 1)
            moved = getattr(rep.b, name) + (step if evidence >= 0 else -step)
            setattr(rep.b, name, clip(moved, 0, 1))

    def begun(self, i, c, rep):
        if not rep.adapts:
            return Row(writer=0, months=0)
        u = self.luck(i, self.month)[0]
        tried = {
            name: clip(amount + self.p.review_trial * sign(u, k), 0, 1)
            for k, (name, amount) in enumerate(vars(rep.b).items())
        }
        return Row(
            writer=c.rep + 1, tried=Row(**tried), standing=self.standing_margin(c, rep),
            months=0, margin=0.0, noes=0, referrals=0,
        )  # fmt: skip


def sign(u, k):
    return 1 if int(2048 * u) & 1 << k else -1
