"""Claims tried and patterns measured, by hand, for tests of the Evidence page; and that page."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from relsim.cli.output import plain
from relsim.evidence.claims import reading
from relsim.evidence.claims.findings import (
    Decides,
    Dependence,
    Measured,
    OnTrial,
    Origin,
    Share,
    Table,
    Tried,
    Without,
)
from relsim.evidence.patterns import CRITERIA, Assessment, Finding, Line
from relsim.evidence.patterns.assessment import WHALE
from relsim.evidence.patterns.orientation import LEVELS

SETTLED = "#evidence-page[data-idle]"
HURT = "<script>window.hurt = 1</script>"
EFFECT = Measured(
    label="margin",
    estimand="superiority",
    effect=0.06,
    low=0.05,
    high=0.07,
    sd=0.04,
    n=60,
    dropped=0,
    threshold=0.02,
    delta=0.02,
    bound=None,
    relative_to="list_revenue",
    unit="of list_revenue",
    turned=1,
    reason="2 % of list revenue",
    decides=True,
    verdict="holds",
    how="",
    p=0.0,
    replications_needed=None,
)
FAILS = replace(
    EFFECT, effect=-0.3, low=-0.4, high=-0.2, turned=-1, verdict="fails", how="reversed"
)
OPEN = replace(
    EFFECT, effect=0.02, low=-0.01, high=0.05, verdict="undecided", p=1.0, replications_needed=740
)
BOUND = replace(
    EFFECT,
    label="loyal and paying",
    estimand="association",
    effect=0.3,
    low=0.2,
    high=0.4,
    threshold=0.5,
    delta=None,
    bound=0.5,
    relative_to="",
    unit="correlation",
    verdict="fails",
)
CLAIM = Tried(
    id="X01",
    essay=("S0",),
    says=f"Who asks earns more. {HURT}",
    test="diagnosis 0 -> 1",
    evidence="+ somebody 2020",
    speaks_for=("m02_diagnosis",),
    speaks_against=("m09_capacity",),
    strategies=("asking", "taking"),
    periods=24,
    replications=60,
    seed=7,
    customers=500,
    verdict="holds",
    how="",
    p=0.0,
    p_holm=0.001,
    verdict_holm="holds",
    effects=(EFFECT,),
    origin=Origin("needs", ("M2",), without_one=(Without(("M2",), 0.1, 0.0, 0.2, "falls"),)),
    worlds=None,
    ensemble=None,
    on_trial=None,
    failed_runs=0,
    folder="results/claims/X01",
    command="relsim claims X01",
    replay="relsim replay results/claims/X01/verdict 0",
)


def share(part: float) -> Share:
    return Share(int(100 * part), 100, part, part / 2, min(1.0, part * 1.5))


STANDS = Dependence(
    100, 1, share(0.4), share(0.2), True, (Decides("competition", 0.6, 0.001),), replications=10
)


def of_file(name: str, **changes: Any) -> Tried:
    """A shipped claim, as if it had been tried."""
    (claim,) = reading.find([name])
    said = {"id": claim.id, "says": claim.says, "essay": claim.essay, "test": claim.test}
    return replace(CLAIM, **said, seed=claim.experiment.seed, **changes)


def table() -> Table:
    """Seven claims: three hold, one undecided, three fail; one of the shipped is a scenario."""
    return Table(
        (
            CLAIM,
            of_file("C07", verdict="fails", verdict_holm="undecided", effects=(FAILS, EFFECT)),
            of_file("C14", effects=(EFFECT, replace(EFFECT, decides=False)), worlds=STANDS),
            of_file("C05", verdict="undecided", verdict_holm="undecided", effects=(OPEN,)),
            replace(CLAIM, id="X02", verdict="fails", verdict_holm="fails", effects=(BOUND,)),
            replace(CLAIM, id="X03", on_trial=OnTrial(False, "", 2000), origin=None),
            replace(
                CLAIM,
                id="X04",
                verdict="fails",
                verdict_holm="fails",
                effects=(replace(FAILS, low=np.nan, high=np.nan, effect=np.nan, n=0),),
            ),
        ),
        "relsim claims --knock-outs",
        "0.0.1",
    )


def assessment() -> Assessment:
    """All patterns with made-up numbers: every other criterion met, some not to be measured."""
    findings = []
    for place, criterion in enumerate(CRITERIA.values()):
        low = criterion.low if np.isfinite(criterion.low) else criterion.high - criterion.width
        middle = low + (0.5 if place % 2 else 9.0) * criterion.width
        findings.append(
            Finding(
                criterion, middle, middle - 0.1 * criterion.width, middle + 0.1 * criterion.width
            )
        )
    findings[3] = replace(findings[3], value=np.nan, low=np.nan, high=np.nan)
    sizes = {"survival": 8, "sorting": 8, "whale": len(WHALE), "recovery": 4}
    sizes |= dict.fromkeys(("margin", "satisfaction"), len(LEVELS))
    lines = {}
    for name, size in sizes.items():
        line = np.linspace(0.9, 0.4, size)
        lines[name] = Line(line, line - 0.02, line + 0.02)
    return Assessment(3, 40, {"competition": 0.1}, "A firm.", tuple(findings), lines)


def shelved(root: Path, *, claims: object = None, patterns: object = None) -> Path:
    """Put a run of one's own into a results folder."""
    told = {"claims": claims or table().to_dict(), "patterns": patterns or assessment().to_dict()}
    for name, content in told.items():
        (root / name).mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(plain(content))
        (root / name / f"{name}.json").write_text(text, encoding="utf-8")
    return root


def changed(told: Mapping[str, Any], change: Callable[[Any], object]) -> dict[str, Any]:
    """What a file tells, with something about it changed."""
    copy: dict[str, Any] = json.loads(json.dumps(plain(told)))
    change(copy)
    return copy


def link(page: Any) -> dict[str, str]:
    return {key: one for key, (one,) in parse_qs(urlsplit(page.url).query).items()}


def after(page: Any, act: Callable[[], object]) -> None:
    """Do something and wait until what it asks for is shown."""
    before = page.evaluate("Number(document.querySelector('#evidence-page').dataset.answered || 0)")
    act()
    page.wait_for_function(
        """before => {
          const page = document.querySelector('#evidence-page');
          return page && Number(page.dataset.answered) > before && 'idle' in page.dataset;
        }""",
        arg=before,
    )


def ids(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        "#evidence-list .opener", "all => all.map(one => one.dataset.id)"
    )
    return found
