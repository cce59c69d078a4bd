"""What the commands found, as the rows of small tables that are committed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from relsim.evidence.calibration import FREE, Calibration
from relsim.evidence.calibration.jacobian import statistics_moved
from relsim.evidence.claims import wording
from relsim.evidence.claims.findings import Dependence, Table, Tried

Row = dict[str, str | int | float | None]


def patterns(told: Mapping[str, Any]) -> list[Row]:
    """Return a row a criterion, from ``patterns.json``."""
    kept = ("name", "label", "unit", "band", "value", "low", "high")
    return [
        {
            "pattern": pattern["id"],
            "title": pattern["title"],
            "pattern_met": _yes(pattern["met"]),
            **{name: one[name] for name in kept},
            "kind": "structural" if one["structural"] else "read-back",
            "met": _yes(one["met"]),
        }
        for pattern in told["patterns"]
        for one in pattern["criteria"]
    ]


def claims(table: Table) -> list[Row]:
    """Return a row an effect, those of refuted claims first."""
    return [
        {
            "id": one.id,
            "essay": " ".join(one.essay),
            "claim": one.says,
            "verdict": wording.verdict(one),
            "holm": one.verdict_holm,
            "measure": found.label,
            "estimand": found.estimand,
            "decides": _yes(found.decides),
            "in_words": wording.effect(found),
            "effect": found.effect,
            "low": found.low,
            "high": found.high,
            "threshold": found.threshold,
            "unit": found.unit,
            "replications": found.n,
            "p": found.p,
            "stands": found.verdict,
        }
        for one in refuted_first(table.claims)
        for found in one.effects
    ]


def refuted_first(claims: Iterable[Tried]) -> list[Tried]:
    """Return claims in the order in which they are told."""
    return sorted(claims, key=lambda one: wording.VERDICTS.index(one.verdict))


def knock_outs(table: Table) -> list[Row]:
    """Return what is left of each finding without each mechanism."""
    return [
        {
            "id": one.id,
            "without": " ".join(found.mechanisms),
            "share_left": found.share,
            "low": found.low,
            "high": found.high,
            "left": found.left,
        }
        for one in table.claims
        if one.origin is not None
        for found in one.origin.without_one
    ]


def origins(table: Table) -> list[Row]:
    """Return where each finding comes from."""
    return [
        {
            "id": one.id,
            "explains": "; ".join(one.origin.explains),
            "comes_from": wording.origin(one.origin),
            "needs": " ".join(one.origin.needs),
            "suffices": " ".join(one.origin.suffices),
            "pairs": " ".join(one.origin.pairs),
        }
        for one in table.claims
        if one.origin is not None
    ]


def depends(table: Table) -> list[Row]:
    """Return where each claim stands: over plausible worlds, accepted sets, and any at all."""
    rows: list[Row] = []
    for one in table.claims:
        for over, found in (("plausible worlds", one.worlds), ("accepted sets", one.ensemble)):
            if found is not None:
                rows.append({"id": one.id, "over": over, **_shares(found)})
        if one.on_trial is not None:
            rows.append(
                {"id": one.id, "over": "any world", "in_words": wording.on_trial(one.on_trial)}
            )
    return rows


def _shares(found: Dependence) -> Row:
    row: Row = {"in_words": wording.dependence(found), "worlds": found.worlds}
    for name, part in (("for", found.clearly_for), ("against", found.clearly_against)):
        row |= {name: part.share, f"{name}_low": part.low, f"{name}_high": part.high}
    decided = " ".join(one.parameter for one in found.decided_by)
    return row | {"depends": _yes(found.depends), "decided_by": decided}


def fair_play(tables: Mapping[str, Table]) -> list[Row]:
    """Return each claim's verdict as it is, and with other strategies in the same places.

    Parameters
    ----------
    tables
        What was changed -> what came of it; "as it is" among them.
    """
    rows: list[Row] = []
    for one in tables["as it is"].claims:
        row: Row = {"id": one.id}
        for name, table in tables.items():
            found = next((other for other in table.claims if other.id == one.id), None)
            if found is None:
                continue
            effect = next(measured for measured in found.effects if measured.decides)
            key = name.replace(" ", "_").replace("-", "_")
            row |= {f"{key}_verdict": wording.verdict(found), f"{key}": wording.effect(effect)}
        rows.append(row)
    return rows


def shapley(told: Mapping[str, Any]) -> list[Row]:
    """Return a row an outcome and behaviour, and one of the whole gap, from ``shapley.json``."""
    rows: list[Row] = []
    for gap in told["gaps"]:
        head: Row = {"outcome": gap["outcome"], "unit": gap["unit"], "decimals": gap["decimals"]}
        for one in gap["credits"]:
            start, to = told["moved"][one["behaviour"]]
            rows.append(
                head
                | {"behaviour": one["behaviour"], "from": start, "to": to}
                | dict(zip(("value", "low", "high"), one["value"], strict=True))
                | {"alone": one["alone"][0], "last": one["last"][0]}
            )
        rows.append(
            head
            | {"behaviour": f"{told['strategy']} - {told['base']}"}
            | dict(zip(("value", "low", "high"), gap["gap"], strict=True))
        )
    return rows


def sensitivity(told: Mapping[str, Any]) -> list[Row]:
    """Return what each chosen name does to outcomes and to who wins, from ``sensitivity.json``."""
    rows: list[Row] = []
    pairs = [(one["difference"], one["chance"]) for one in told["winners"]]
    for asked, found in (
        ("moves most", told["outcomes"]),
        ("difference", [lead for lead, _ in pairs]),
        ("earns most", [chance for _, chance in pairs]),
    ):
        for one in found:
            total, first = one["total"] or (None,) * 3, one["first"] or (None,) * 3
            minus = f" - {one['minus']}" if one["minus"] else ""
            rows.append(
                {
                    "name": one["name"],
                    "asked": asked,
                    "outcome": one["outcome"],
                    "of": f"{one['strategy']}{minus}",
                    "mu_star_share": one["share"][0],
                    "first": first[0],
                    "total": total[0],
                    "total_low": total[1],
                    "total_high": total[2],
                }
            )
    return rows


def calibration(found: Calibration) -> list[Row]:
    """Return the free parameters: where they were, where they came to, and what else would do."""
    moved = statistics_moved(list(found.jacobian))
    rows: list[Row] = []
    for one in FREE:
        values = [settings[one.name] for settings in found.ensemble]
        rows.append(
            {
                "parameter": one.name,
                "before": one.before,
                "fitted": found.settings[one.name],
                "accepted_low": min(values),
                "accepted_high": max(values),
                "plausible_low": one.low,
                "plausible_high": one.high,
                "moves": moved[one.name],
                "for": one.why,
            }
        )
    return rows


def _yes(value: bool) -> str:
    return "yes" if value else "no"
