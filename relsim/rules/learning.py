"""What does a rep learn from the accounts' results? (M17 adaptive rep).

Reflect, analyse, advance: a rep tries each behaviour a little more with some accounts and a
little less with others, holds what they brought against what they stood at, and moves towards
what paid. It is the rep's own books that decide: nothing here knows which way is right.

Why it is fair. The payoff is the account's margin, which already holds every price: discounts,
specials, make-good, all hours. No behaviour enters it by name, but for the one bias that is
there to do so (`fearful_silence`, 0 unless set). A concession is a loss for as long as it
stands, a client kept is a gain for as long as one looks ahead, and which weighs more is up to
the customers. The other biases do not point anywhere: loss aversion weighs a discount given as
it weighs a client lost, far-sightedness capitalises both alike, inertia and misattribution
weaken any lesson. And where the payoff does not depend on the behaviours, flipping all that was
tried flips the evidence and changes nothing else, so evidence for more is as likely as evidence
for less, at any setting of the biases.
"""

from __future__ import annotations

import math

from relsim.compiled import rule
from relsim.curves import clip


@rule
def trial_sign(trial, number):
    """Return whether behaviour `number` is tried more (1) or less (-1) with an account.

    `trial` is a whole number whose bits are the account's luck in this stretch.
    Source: Spall 1992 (simultaneous perturbation, symmetric Bernoulli).
    """
    return 1.0 if (trial >> number) & 1 else -1.0


@rule
def tried_amount(amount, trial, number, p):
    """Return behaviour `number` as it is tried with one account, 0-1. Source: Spall 1992."""
    return clip(amount + p.review_trial * trial_sign(trial, number), 0.0, 1.0)


@rule
def standing_margin(scale, discount, hours, p):
    """Return what a client brings in a plain month as it stands, EUR.

    `scale` is size times volume, `hours` are those of a plain month by the rep's own point.
    Source: assumed.
    """
    return (p.list_price * (1.0 - discount) - p.unit_cost) * scale - p.hourly_cost * hours


@rule
def result_of(margin, before, after, referrals, size, p):
    """Return what an account brought beyond what it stood at, months of its list revenue.

    The margin of the stretch, less what it stood at, and by far-sightedness how its worth
    changed: a client gained, lost, grown or at a lower price, and others it spoke to.

    `margin` EUR of the stretch; `before` and `after` EUR a month, 0 for who is no client.
    Source: assumed (total return: what it paid out and what it is worth now).
    """
    worth = after - before + p.review_referral * referrals * max(0.0, before)
    gain = margin - p.review_months * before
    gain += p.far_sightedness * p.review_horizon_months * worth
    return gain / (p.list_price * size)


@rule
def felt_result(result, noes, p):
    """Return how a result feels to the rep: losses loom larger, and saying no was unpleasant.

    Source: Tversky & Kahneman 1992 (losses against a reference); Morrison & Milliken 2000
    (silence out of fear); linear, assumed.
    """
    felt = result if result >= 0.0 else p.review_loss_aversion * result
    return felt - p.fearful_silence * noes


@rule
def evidence_of(contrast, squares):
    """Return the evidence for more of a behaviour, in standard errors of pure noise.

    `contrast` sums what was felt, from its mean, with the sign of what was tried; `squares` sums
    its squares. Where what is felt has nothing to do with what was tried, the mean is 0 and the
    variance about 1, whatever the unit, the spread or the biases.
    Source: Spall 1992, normalised; randomisation test (Fisher 1935).
    """
    if squares <= 0.0:
        return 0.0
    return contrast / math.sqrt(squares)


@rule
def amount_after(amount, contrast, squares, p):
    """Return a behaviour after a review, 0-1: moved the way of the evidence beyond inertia.

    Source: stochastic approximation (Spall 1992); inertia, Samuelson & Zeckhauser 1988.
    """
    evidence = evidence_of(contrast, squares)
    beyond = min(1.0, max(0.0, abs(evidence) - p.review_inertia))
    return clip(amount + math.copysign(p.review_step * beyond, evidence), 0.0, 1.0)
