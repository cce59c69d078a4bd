"""How the model does on all patterns at once: what a table, a page and a figure are made from."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from relsim.errors import InputError
from relsim.evidence.patterns.criteria import (
    CRITERIA,
    PATTERNS,
    Sums,
    index_curve,
    ratio,
    survival_of,
)
from relsim.evidence.patterns.customers import WHALE_STEPS
from relsim.evidence.patterns.firm import in_words
from relsim.evidence.patterns.judging import Finding, Line, Redrawn, findings_of, patterns_met
from relsim.evidence.patterns.measuring import measure_all
from relsim.evidence.patterns.published import BUYING_AGAIN
from relsim.parameters import PARAMETERS, complete

FORMAT = 1


@dataclass(frozen=True)
class Assessment:
    """How the model does on all patterns.

    Attributes
    ----------
    seed, replications : int
        Whose luck, and how often.
    changed : mapping
        Parameters that are not at their defaults.
    firm : str
        What it was measured on, in words.
    findings : tuple of Finding
        One a criterion.
    lines : mapping
        The curves behind four patterns: ``survival`` and ``sorting`` (share of a cohort after 0,
        1 ... 7 years), ``whale`` (share of all profit that the best 0, 5 ... 100 % of customers
        bring), ``margin`` (share of list revenue) and ``satisfaction`` at each level of the index
        of customer orientation, ``recovery`` (buying again, as `published.BUYING_AGAIN` names it).
    """

    seed: int
    replications: int
    changed: Mapping[str, float]
    firm: str
    findings: tuple[Finding, ...]
    lines: Mapping[str, Line]

    @property
    def met(self) -> dict[str, bool]:
        """For each pattern whether all its structural criteria are met."""
        return patterns_met(self.findings)

    @property
    def headline(self) -> str:
        """How many patterns are met, in a sentence."""
        met = sum(self.met.values())
        return f"{met} of {len(PATTERNS)} patterns met on their structural criteria"

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON can hold it: NaN and infinity as None."""
        return {
            "format": FORMAT,
            "seed": self.seed,
            "replications": self.replications,
            "changed": dict(self.changed),
            "firm": self.firm,
            "met": sum(self.met.values()),
            "headline": self.headline,
            "patterns": [
                {
                    "id": pattern.id,
                    "title": pattern.title,
                    "source": pattern.source,
                    "met": self.met[pattern.id],
                    "criteria": [
                        _criterion(one)
                        for one in self.findings
                        if one.criterion.pattern == pattern.id
                    ],
                }
                for pattern in PATTERNS.values()
            ],
            "lines": {
                name: {part: _plain(getattr(line, part).tolist()) for part in Line._fields}
                for name, line in self.lines.items()
            },
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Assessment:
        """Return what `to_dict` told.

        Raises
        ------
        InputError
            When it was told by a version with other criteria.
        """
        rows = {row["name"]: row for one in told.get("patterns", ()) for row in one["criteria"]}
        if told.get("format") != FORMAT or set(rows) != set(CRITERIA):
            raise InputError(
                "patterns.json: made by another version of relsim; run relsim patterns again"
            )
        return cls(
            seed=told["seed"],
            replications=told["replications"],
            changed=dict(told["changed"]),
            firm=told["firm"],
            findings=tuple(
                Finding(
                    criterion, *(_number(rows[name][part]) for part in ("value", "low", "high"))
                )
                for name, criterion in CRITERIA.items()
            ),
            lines={
                name: Line(*(np.array([_number(x) for x in parts[part]]) for part in Line._fields))
                for name, parts in told["lines"].items()
            },
        )


def assess(
    parameters: Mapping[str, float],
    seed: int,
    replications: int,
    *,
    workers: int = 2,
    done: Callable[[], None] | None = None,
) -> Assessment:
    """Measure and judge all patterns; the same for any number of workers.

    Parameters
    ----------
    parameters : mapping
        Values by name; the rest are defaults.
    seed, replications, workers, done
        As `measure_all` takes them.
    """
    found = measure_all(parameters, seed, replications, workers=workers, done=done)
    return assessment_of(found, parameters, seed)


def assessment_of(
    replications: Sequence[Sums], parameters: Mapping[str, float], seed: int
) -> Assessment:
    """Judge what was measured."""
    redrawn = Redrawn(replications)
    changed = {
        name: value for name, value in parameters.items() if value != PARAMETERS[name].default
    }
    return Assessment(
        seed=seed,
        replications=len(replications),
        changed=changed,
        firm=in_words(complete(parameters)),
        findings=tuple(findings_of(redrawn)),
        lines={name: redrawn.line(values) for name, values in LINES.items()},
    )


WHALE = (*(f"whale_{step}" for step in range(WHALE_STEPS)), "whale_total")

LINES: dict[str, Callable[[Sums], list[float]]] = {
    "survival": lambda sums: [1.0, *survival_of(sums, "cohort")],
    "sorting": lambda sums: [1.0, *survival_of(sums, "sorted")],
    "whale": lambda sums: [ratio(part, "whale_total")(sums) for part in WHALE],
    "margin": lambda sums: index_curve(sums, "margin"),
    "satisfaction": lambda sums: index_curve(sums, "satisfaction"),
    "recovery": lambda sums: [ratio(f"{name}_still", f"{name}_failed")(sums)
                              for name in BUYING_AGAIN],
}  # fmt: skip


def _criterion(found: Finding) -> dict[str, Any]:
    criterion = found.criterion
    numbers = {
        "band_low": criterion.low,
        "band_high": criterion.high,
        "value": found.value,
        "low": found.low,
        "high": found.high,
    }
    return {
        "name": criterion.name,
        "label": criterion.label,
        "unit": criterion.unit,
        "band": criterion.band,
        **dict(zip(numbers, _plain(numbers.values()), strict=True)),
        "structural": criterion.structural,
        "met": found.met,
    }


def _plain(values: Any) -> list[float | None]:
    return [value if math.isfinite(value) else None for value in values]


def _number(value: float | None) -> float:
    return math.nan if value is None else value
