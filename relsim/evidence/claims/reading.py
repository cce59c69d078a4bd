"""Reading a claim from its file: an experiment with a ``[claim]`` table, or a refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.evidence.claims.asking import outcomes
from relsim.evidence.claims.claim import ROLES, Cell, Claim
from relsim.evidence.claims.mechanisms import MECHANISMS
from relsim.parameters import PARAMETERS, check
from relsim.study import fields, spec

_HEAD = ("id", "essay", "says", "test", "evidence", "estimand", "for", "against")
KEYS = (*_HEAD, "cells", "outcome")
_NEEDED = ("id", "essay", "says", "test", "evidence", "for", "against", "cells", "outcome")
_ESSAYS = ("S0", "S1", "S2", "S3", "S4")
FEWEST = 2
"""Replications without which there is no interval."""


Change = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""What is made of a file's tables before they are read; see `relsim.evidence.claims.fairness`."""


def load(path: Path, change: Change | None = None) -> Claim:
    """Return the claim in a file, its tables changed first where that is asked.

    Raises
    ------
    InputError
        Naming file, key, value, bounds and the nearest right name.
    """
    tables: Mapping[str, Any] = spec.read_tables(path)
    claim = parse(tables, path)
    return claim if change is None else parse(change(tables), path)


def parse(tables: Mapping[str, Any], path: Path) -> Claim:
    """Return the claim that a file's tables describe.

    Parameters
    ----------
    tables
        What the TOML file holds.
    path
        The file, for messages and for paths relative to it; its stem is the claim's id.
    """
    place = str(path)
    if "claim" not in tables:
        raise InputError(f"{place}: has no [claim] table, so it claims nothing")
    head = f"{place}: [claim]"
    given = fields.table(tables["claim"], head, KEYS)
    for key in _NEEDED:
        if key not in given:
            raise InputError(f"{head}: {key} is missing")
    name = fields.name(given["id"], head, "id")
    if name != path.stem:
        fields.refuse(head, "id", name, f"the name of its file, '{path.stem}'")
    asked = _experiment(tables, place, name, given["says"])
    experiment = spec.parse(asked, place, path.parent, name)
    if experiment.name != name:
        raise InputError(f"{place}: [experiment]: name = '{experiment.name}' must be '{name}'")
    if experiment.replications < FEWEST or experiment.until is not None:
        raise InputError(
            f"{place}: [experiment]: replications must be a number of at least {FEWEST}"
        )
    if experiment.luck != "common":
        raise InputError(f"{place}: [experiment]: luck must be 'common': effects are paired by it")
    cells = _cells(given["cells"], f"{place}: [claim.cells]", experiment.arm_names)
    estimand = None
    if "estimand" in given:
        estimand = fields.choice(given["estimand"], head, "estimand", tuple(ROLES))
    columns = tuple(experiment.outcomes)
    questions = outcomes(given["outcome"], f"{place}: [[claim.outcome]]", estimand, cells, columns)
    claim = Claim(
        id=name,
        essay=_essays(given["essay"], head),
        says=fields.text(given["says"], head, "says"),
        test=fields.text(given["test"], head, "test"),
        evidence=fields.text(given["evidence"], head, "evidence"),
        speaks_for=_mechanisms(given["for"], head, "for"),
        speaks_against=_mechanisms(given["against"], head, "against"),
        questions=questions,
        cells=tuple(cells.values()),
        tables=asked,
        experiment=experiment,
        path=path,
    )
    _nothing_idle(claim, place)
    return claim


def shipped_files() -> dict[str, Path]:
    """Return the files of the claims that come with relsim, by id."""
    folder = spec.shipped_folder() / "claims"
    return {path.stem: path for path in sorted(folder.glob("*.toml"))}


def find(names: Sequence[str], change: Change | None = None) -> list[Claim]:
    """Return claims by id or by path, or all that come with relsim; each once, in the order asked.

    Raises
    ------
    InputError
        When there is no such claim, or its file cannot be used.
    """
    known = shipped_files()
    paths: dict[str, Path] = {}
    for name in names or known:
        path = Path(name) if name.endswith(".toml") else known.get(name.upper())
        if path is None:
            hint = nearest(name.upper(), known) or f"; known: {', '.join(known) or 'none'}"
            raise InputError(f"there is no claim {shown(name)}{hint}")
        paths[path.stem] = path
    return [load(path, change) for path in paths.values()]


def _experiment(tables: Mapping[str, Any], place: str, name: str, says: object) -> dict[str, Any]:
    """Return the tables of the claim's experiment, named and asking by the claim's words."""
    if "design" in tables:
        raise InputError(f"{place}: a claim has no [design]; what varies stands in [claim.cells]")
    asked = {key: value for key, value in tables.items() if key != "claim"}
    head = dict(fields.table(asked.get("experiment", {}), f"{place}: [experiment]"))
    asked["experiment"] = {"name": name, "question": says, **head}
    return asked


def _cells(value: object, head: str, arms: Sequence[str]) -> dict[str, Cell]:
    found: dict[str, Cell] = {}
    for name, entry in fields.table(value, head).items():
        here = f"{head} {fields.name(name, head, 'cell')}"
        given = {"strategy": entry} if isinstance(entry, str) else entry
        given = fields.table(given, here, ("strategy", "set"))
        if "strategy" not in given:
            raise InputError(f"{here}: strategy is missing")
        strategy = given["strategy"]
        if strategy not in arms:
            hint = nearest(str(strategy), arms) or f"; [strategies] has {', '.join(arms)}"
            raise InputError(f"{here}: unknown strategy {shown(strategy)}{hint}")
        settings = fields.table(given.get("set", {}), f"{here} set")
        values = tuple((key, check(key, item, f"{here} set")) for key, item in settings.items())
        found[name] = Cell(name, strategy, tuple(sorted(values)))
    if not found:
        raise InputError(f"{head}: is empty; name at least one cell")
    return found


def _essays(value: object, head: str) -> tuple[str, ...]:
    entries = [value] if isinstance(value, str) else fields.sequence(value, head, "essay", "essays")
    return tuple(fields.choice(entry, head, "essay", _ESSAYS) for entry in entries)


def _mechanisms(value: object, head: str, key: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        fields.refuse(head, key, value, "a list of mechanisms, which may be empty")
    for name in value:
        if name not in MECHANISMS:
            hint = nearest(str(name), MECHANISMS) or f"; known: {', '.join(MECHANISMS)}"
            raise InputError(f"{head}: {key}: unknown mechanism {shown(name)}{hint}")
    return tuple(value)


def _nothing_idle(claim: Claim, place: str) -> None:
    """Refuse what the file declares and no outcome reads: mostly a slip of the pen."""
    used = {term.cell.name for one in claim.contrasts for term in one.terms}
    for cell in claim.cells:
        if cell.name not in used:
            raise InputError(f"{place}: [claim.cells]: no outcome reads the cell '{cell.name}'")
    played = {cell.strategy for cell in claim.cells}
    for arm in claim.experiment.arm_names:
        if arm not in played:
            raise InputError(f"{place}: [strategies]: no cell uses the strategy '{arm}'")
    for measure in claim.experiment.measures:
        if measure.name not in claim.measures:
            raise InputError(f"{place}: [[measure]]: no outcome reads '{measure.name}'")
    varied = {name for name in claim.fixed if PARAMETERS[name].kind == "switch"}
    for name in (*claim.speaks_for, *claim.speaks_against):
        if name in varied:
            raise InputError(f"{place}: [claim]: {name} is set by the claim itself")
