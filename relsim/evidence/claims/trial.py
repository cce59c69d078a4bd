"""Claims put on trial: the runs made, each judged, and all of them adjusted for being many."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field

from relsim.evidence.claims import contrasts, origin, verdict, worlds
from relsim.evidence.claims.claim import Claim, Question
from relsim.evidence.claims.findings import HERE, Dependence, Measured, OnTrial, Table, Tried
from relsim.evidence.claims.reading import shipped_files
from relsim.evidence.claims.studies import Desk, Settings, Stage, folders, size
from relsim.evidence.claims.verdict import ALPHA, Effect
from relsim.study.manifest import version

VERDICT = Stage("verdict")


@dataclass(frozen=True)
class Effort:
    """How much of the evidence is asked for.

    Attributes
    ----------
    knock_outs, knock_ins, pairs
        Whether mechanisms are knocked out, kept in alone, and knocked out in pairs.
    plausible
        Plausible worlds looked at.
    ensemble
        Accepted parameter sets looked at.
    search
        Worlds within hard bounds searched for a refutation, at most.
    times
        Replications in all these worlds.
    """

    knock_outs: bool = False
    knock_ins: bool = False
    pairs: bool = False
    plausible: int = 0
    ensemble: tuple[Settings, ...] = ()
    search: int = 0
    times: worlds.Searching = field(default_factory=worlds.Searching)


def runs(claim: Claim, effort: Effort, replications: int | None) -> tuple[int, int]:
    """Return how many runs a claim takes at least and at most.

    Pairs are run only where the finding survives the loss of each single mechanism, and a search
    ends with the first world that refutes.
    """
    alone = size(claim, Stage("one run", replications=1))

    def of(stage: Stage) -> int:
        return size(claim, dataclasses.replace(stage, replications=replications))

    always = of(VERDICT) + alone * effort.times.plausible * (
        effort.plausible + len(effort.ensemble)
    )
    perhaps = of(origin.knock_outs(claim)) * effort.knock_outs
    perhaps += of(origin.knock_ins(claim)) * effort.knock_ins
    perhaps += of(origin.pairs(claim)) * effort.pairs
    searched = effort.search * effort.times.search
    confirmed = worlds.confirmed_at_most(effort.search) * effort.times.confirm
    return always, always + perhaps + alone * (searched + confirmed)


def try_claims(
    claims: Sequence[Claim],
    desk: Desk,
    effort: Effort,
) -> Table:
    """Try claims one after the other, and adjust their verdicts for being many.

    Parameters
    ----------
    claims
        What is claimed.
    desk
        Where the runs are made.
    effort
        How much of the evidence is asked for.

    Raises
    ------
    InputError
        When a claim cannot be run; none of them has been by then.
    """
    for claim in claims:
        desk.check(claim)
    tried = []
    for claim in claims:
        tried.append(try_claim(claim, desk, effort))
    adjusted = verdict.holm([one.p for one in tried])
    tried = [
        dataclasses.replace(one, p_holm=p, verdict_holm=one.verdict if p < ALPHA else "undecided")
        for one, p in zip(tried, adjusted, strict=True)
    ]
    return Table(tuple(tried), repeating(claims, desk, effort), str(version("relsim")))


def try_claim(claim: Claim, desk: Desk, effort: Effort) -> Tried:
    """Try one claim by itself: Holm's adjustment is for the caller, who knows the others."""
    failed = 0
    own = dataclasses.replace(desk)

    def step(done: int, broken: int) -> None:
        nonlocal failed
        failed += broken
        desk.step(done, broken)

    own.step = step
    read = own.read(claim, VERDICT)
    effects = [
        dataclasses.replace(effect, values=effect.values[0])
        for effect in contrasts.effects(claim.questions, read)
    ]
    measured = _measured(claim, effects)
    needed = [one for one in measured if one.decides]
    stand = verdict.word(int(verdict.stands(effects)))
    judged = [verdict.judge(one.values, one.threshold) for one in effects if one.decides]
    p = verdict.p_of_claim(judged)
    came_from = None
    if effort.knock_outs:
        came_from = origin.trace(claim, effects, own, alone=effort.knock_ins, paired=effort.pairs)
    plausible = accepted = on_trial = None
    if effort.plausible:
        drawn = worlds.plausible(claim, effort.plausible)
        plausible = worlds.depends(claim, own, "worlds", drawn, effort.times.plausible)
    if effort.ensemble:
        accepted = worlds.depends(claim, own, "ensemble", effort.ensemble, effort.times.plausible)
    if effort.search:
        on_trial = _refutable(claim, own, effort, stand, plausible, accepted)
    desk.messages += own.messages
    folder = next(iter(folders(claim, VERDICT, desk.home).values()))
    values = dict(claim.experiment.parameters)
    return Tried(
        id=claim.id,
        essay=claim.essay,
        says=claim.says,
        test=claim.test,
        evidence=claim.evidence,
        speaks_for=claim.speaks_for,
        speaks_against=claim.speaks_against,
        strategies=claim.experiment.arm_names,
        periods=claim.experiment.periods,
        replications=desk.replications or claim.experiment.replications,
        seed=claim.experiment.seed,
        customers=int(values["customers"]),
        verdict=stand,
        how=next((one.how for one in needed if one.verdict == "fails" and one.how), ""),
        p=p,
        p_holm=p,
        verdict_holm=stand,
        effects=measured,
        origin=came_from,
        worlds=plausible,
        ensemble=accepted,
        on_trial=on_trial,
        failed_runs=failed,
        folder=folder.parent.as_posix(),
        command=repeating([claim], desk, effort),
        replay=f"relsim replay {shlex.quote(folder.as_posix())} 0",
    )


def repeating(claims: Sequence[Claim], desk: Desk, effort: Effort) -> str:
    """Return the command that tries some claims again in the same way."""
    known = shipped_files()
    names = [
        claim.id if known.get(claim.id) == claim.path else claim.path.as_posix() for claim in claims
    ]
    words = ["relsim", "claims", *(() if names == list(known) else names), *desk.options]
    if desk.replications:
        words += ["--replications", str(desk.replications)]
    words += ["--knock-outs"] * effort.knock_outs + ["--knock-ins"] * effort.knock_ins
    words += ["--pairs"] * effort.pairs
    words += ["--worlds", str(effort.plausible)] if effort.plausible else []
    words += ["--ensemble"] if effort.ensemble else []
    words += ["--search", str(effort.search)] if effort.search else []
    return shlex.join(words)


def _measured(claim: Claim, effects: Sequence[Effect]) -> tuple[Measured, ...]:
    """Return the effects of the world as it is, told in full."""
    asked = [
        (question, contrast) for question in claim.questions for contrast in question.contrasts
    ]
    return tuple(
        _told(claim, question, effect, contrast.relative_to)
        for (question, contrast), effect in zip(asked, effects, strict=True)
    )


def _told(claim: Claim, question: Question, effect: Effect, relative_to: str) -> Measured:
    judged = verdict.judge(effect.values, effect.threshold)
    low, high = float(judged.low), float(judged.high)
    association = question.estimand == "association"
    stand = verdict.word(int(judged.stand))
    needed = None
    if stand == "undecided":
        needed = verdict.replications_that_would_do(
            float(judged.mean), float(judged.sd), effect.threshold
        )
    return Measured(
        label=effect.label,
        estimand=question.estimand,
        effect=float(judged.mean),
        low=low,
        high=high,
        sd=float(judged.sd),
        n=int(judged.n),
        dropped=int(effect.values.size - judged.n),
        threshold=effect.threshold,
        delta=None if association else question.delta,
        bound=question.bound if association else None,
        relative_to=relative_to,
        unit=_unit(claim, question, relative_to),
        turned=effect.turned,
        reason=question.reason,
        decides=effect.decides,
        verdict=stand,
        how=verdict.how(low, high, effect.threshold, effect.delta) if effect.decides else "",
        p=float(judged.p),
        replications_needed=needed,
    )


def _unit(claim: Claim, question: Question, relative_to: str) -> str:
    """Return the unit of an effect: a share of something, or that of what is measured."""
    if relative_to:
        return f"of {relative_to}"
    return claim.experiment.outcomes[question.contrasts[0].terms[0].measure].unit


def _refutable(
    claim: Claim,
    desk: Desk,
    effort: Effort,
    stand: verdict.Verdict,
    plausible: Dependence | None,
    accepted: Dependence | None,
) -> OnTrial:
    """Return whether any world refutes a claim; searched only where none near at hand does."""
    if stand == "fails":
        return OnTrial(True, HERE, 0)
    for found, where in ((plausible, "plausible worlds"), (accepted, "the accepted ensemble")):
        if found is not None and found.clearly_against.share >= worlds.BOTH:
            return OnTrial(True, where, 0)
    return worlds.search(claim, desk, effort.search, effort.times)
