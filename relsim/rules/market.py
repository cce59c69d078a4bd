"""Is the pitch won? (M14 references, M15 pitch, selection, further business)."""

from __future__ import annotations

from relsim.compiled import rule
from relsim.curves import clip, logit_noise, spread


@rule
def perceived_fit(fit, expertise, u, p):
    """Return how well a prospect seems to fit, seen by a rep; experts see it better, 0-1.

    Source: assumed.
    """
    return clip(fit + p.fit_error * (1.0 - expertise) * spread(u), 0.0, 1.0)


@rule
def worth_pursuing(seen_fit, selectivity, p):
    """Return whether a selective rep pitches: only where the fit seen reaches the bar.

    M15 off: always. Source: Homburg, Droll & Totzek 2008.
    """
    return p.m15_pitch == 0 or seen_fit >= p.selectivity_bar * selectivity


@rule
def reservation_discount(prospect, rep, behaviour, rival, references, u, p):
    """Return the discount at which a buyer signs, a share of the list price; below 0: at list.

    Believed worth lowers it: fit, respect and trust, insight into the need, rosy promises and
    satisfied references. A rival in the room, chance, and a lecture without empathy raise it.
    Source: Homburg et al. 2008; McFadden 1974 (logistic noise); weights of a trial build.
    """
    asked = behaviour.diagnosis * rep.expertise
    if p.m02_diagnosis == 0:
        asked = p.neutral_behaviour * p.neutral_behaviour
    told = behaviour.challenge if p.m03_reframing > 0 else 0.0
    gap = prospect.want_need_gap if p.m01_want_need > 0 else 0.0
    insight = gap * asked * (p.insight_unspoken + (1.0 - p.insight_unspoken) * told)
    reservation = p.pitch_base + p.pitch_rival * rival
    reservation -= p.pitch_fit * (prospect.fit - p.fit_mean)
    reservation -= p.pitch_relation * (prospect.respect + prospect.trust - 2.0 * p.stranger_belief)
    reservation -= p.pitch_insight * insight
    reservation -= p.pitch_promise * (1.0 - behaviour.candour)
    reservation += p.pitch_lecture * told * (1.0 - behaviour.empathy)
    if p.m14_word_of_mouth > 0:
        reservation -= p.pitch_references * references
    return reservation + p.pitch_noise * logit_noise(u)


@rule
def opening_demand(demand, reservation, p):
    """Return what a buyer opens talks with, a share of the list price: more than would do.

    Source: Galinsky & Mussweiler 2001 (first offers are anchors, beyond the reservation price).
    """
    return max(demand, p.pitch_opening * reservation)


@rule
def volume_after(volume, p):
    """Return an account's volume after further business was won, capped.

    Source: assumed.
    """
    return min(p.volume_most, volume * (1.0 + p.further_volume))
