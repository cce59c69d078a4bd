"""English: what the Evidence page says, by key."""

from __future__ import annotations

_PAGE = {
    "page.evidence": "Evidence",
    "evidence.first": "Reading the evidence …",
    "evidence.views": "Claims or patterns",
    "evidence.view.claims": "Claims of the essays",
    "evidence.view.patterns": "Patterns of real customers",
    "evidence.list": "All of them",
    "evidence.filters": "Which claims are listed",
    "evidence.filter.all": "all",
    "evidence.filter.fails": "fail",
    "evidence.filter.undecided": "undecided",
    "evidence.filter.holds": "hold",
    "evidence.side": "In full",
    "evidence.side.previous": "Previous",
    "evidence.side.next": "Next",
    "evidence.side.close": "Close",
    "evidence.side.against": "← against the claim",
    "evidence.side.for": "for it →",
    "evidence.figure": "The model beside real customers",
    "evidence.none": "No claim came to that.",
    "evidence.script.selected": "Marked. Press Ctrl+C to copy.",
    "evidence.script.gave_up": "That took too long and was given up. Choose anything to go on.",
    "evidence.column.claim": "Claim",
    "evidence.column.effect": "Effect [95 %], and what it must be",
    "evidence.column.verdict": "Verdict",
    "evidence.column.holm": "Holm",
    "evidence.column.origin": "Comes from",
    "evidence.column.stands": "Depends",
    "evidence.column.pattern": "Pattern, and its criteria",
    "evidence.column.band": "Value [95 %] · band",
    "evidence.column.kind": "Kind",
    "evidence.column.met": "Verdict",
}

_HEADS = {
    "evidence.claims.head": "{holds} of {count} claims hold, {fails} fail, {undecided} undecided",
    "evidence.claims.detail": (
        "Each was written down, with the smallest effect that matters (δ), before it was run."
        " Intervals cover luck, not the world."
    ),
    "evidence.claims.holm": (
        "All as one family (Holm): {holds} hold, {fails} fail, {undecided} undecided."
    ),
    "evidence.claims.refuted": "Refuted: {ids}.",
    "evidence.patterns.missed": "Missed: {ids}.",
    "evidence.shipped": "As shipped.",
    "evidence.shipped.of": "As shipped with relsim {version}.",
    "evidence.own": "From a run of your own: {place}, {when}.",
    "evidence.fault": "{fault}. Shown is what ships with relsim.",
    "evidence.gone.claim": "There is no claim {id} here.",
    "evidence.gone.pattern": "There is no pattern {id} here.",
    "evidence.empty.title.claims": "No claims have been tried here yet",
    "evidence.empty.title.patterns": "No patterns have been measured here yet",
    "evidence.empty.fault": "{fault}.",
    "evidence.empty.claims": "Try them all, in a few minutes",
    "evidence.empty.patterns": "Measure them, in about a minute",
    "evidence.empty.again": "Look again",
}

_CLAIM = {
    "evidence.claim.title": "{id} · essay {essay}",
    "evidence.pattern.title": "{id} · {verdict}",
    "evidence.pattern.source": "Known from: {source}",
    "evidence.holm": "All as one family: {verdict}",
    "evidence.p": "p {p}",
    "evidence.holm.full": "{verdict}, p {p}",
    "evidence.failed": "{count} runs gave no numbers and are left out",
    "evidence.world": (
        "{customers} accounts, {months} months, {replications} replications, seed {seed}"
    ),
    "evidence.fact.test": "Tested by",
    "evidence.fact.cells": "Compared",
    "evidence.fact.world": "In",
    "evidence.fact.evidence": "Others found",
    "evidence.fact.for": "Speak for it",
    "evidence.fact.against": "Speak against it",
    "evidence.fact.origin": "Comes from",
    "evidence.fact.stands": "Stands in",
    "evidence.fact.holm": "As one of all",
    "evidence.fact.failed": "Failed",
    "evidence.estimand.superiority": "Treatment less control",
    "evidence.estimand.non-inferiority": "Treatment less control, not worse",
    "evidence.estimand.interaction": "Difference of differences",
    "evidence.estimand.crossing": "Treatment less control, which must change sides",
    "evidence.estimand.association": "The measure itself",
    "evidence.effect.decides": "decides",
    "evidence.effect.beside": "shown beside",
    "evidence.effect.delta": "δ = {value}: {reason}.",
    "evidence.effect.bound": "Bound {value}: {reason}.",
    "evidence.effect.count": "n = {n}, p {p}.",
    "evidence.effect.dropped": "Not defined in {count} more.",
    "evidence.left": "What is left without each mechanism",
    "evidence.left.world": "World",
    "evidence.left.share": "Left, against a half",
    "evidence.left.effect": "Effect",
    "evidence.left.without_one": "without {which}",
    "evidence.left.alone": "{which} alone",
    "evidence.left.without_two": "without {which}",
    "evidence.decides.worlds": "What decides, in plausible worlds",
    "evidence.decides.ensemble": "What decides, in the accepted sets",
    "evidence.decides.parameter": "Parameter",
    "evidence.decides.advantage": "Higher where it holds",
    "evidence.decides.p": "p (Holm)",
    "evidence.open.workshop": "Open what it compares in the Workshop",
    "evidence.open.compare": "Open treatment and control in Compare",
    "evidence.open.explore": "Its runs in Explore",
    "evidence.open.not": (
        "Its strategies or forced events cannot be set in the Workshop; the command runs it."
    ),
    "evidence.again.claim": "This claim again",
    "evidence.again.run": "One run again, checked to the last bit",
    "evidence.again.patterns": "The same again",
}

EVIDENCE = {**_PAGE, **_HEADS, **_CLAIM}
