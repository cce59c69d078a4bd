"""What a claim asks of the runs, from the ``[[claim.outcome]]`` tables of its file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from relsim.errors import InputError, nearest, shown
from relsim.evidence.claims.claim import ROLES, Cell, Contrast, Question, Term
from relsim.study import fields

KEYS = (
    "measure",
    "measures",
    "estimand",
    "cells",
    "weights",
    "sign",
    "delta",
    "bound",
    "relative_to",
    "reason",
    "beside",
)


def outcomes(
    value: object,
    head: str,
    estimand: str | None,
    cells: Mapping[str, Cell],
    columns: Sequence[str],
) -> tuple[Question, ...]:
    """Return what must all hold.

    Parameters
    ----------
    value
        The ``[[claim.outcome]]`` tables.
    head
        File and table, for messages.
    estimand
        The claim's, for outcomes that name none.
    cells
        The claim's cells by name.
    columns
        Outcomes and measures that the runs will have.

    Raises
    ------
    InputError
        Naming the outcome by its number, the key, the value and the nearest right name.
    """
    if not isinstance(value, list) or not value:
        raise InputError(f"{head}: at least one is needed, written with double brackets")
    found = tuple(
        _Outcome(entry, f"{head} number {number}", estimand, cells, columns).question()
        for number, entry in enumerate(value, start=1)
    )
    if all(question.beside for question in found):
        raise InputError(f"{head}: all are shown beside; at least one must decide")
    return found


class _Outcome:
    """One outcome being read."""

    def __init__(
        self,
        value: object,
        place: str,
        estimand: str | None,
        cells: Mapping[str, Cell],
        columns: Sequence[str],
    ) -> None:
        self.place = place
        self.given = fields.table(value, place, KEYS)
        self.columns = columns
        self.cells = cells
        if "estimand" in self.given:
            estimand = fields.choice(self.given["estimand"], place, "estimand", tuple(ROLES))
        if estimand is None:
            raise InputError(f"{place}: estimand is missing; it must be {' or '.join(ROLES)}")
        self.estimand = estimand

    def question(self) -> Question:
        """Return the outcome, checked."""
        place, crossing = self.place, self.estimand == "crossing"
        several, single = ("measures", "measure") if crossing else ("measure", "measures")
        if single in self.given:
            raise InputError(f"{place}: {self.estimand} takes {several}, not {single}")
        for key in (several, "sign", "reason"):
            if key not in self.given:
                raise InputError(f"{place}: {key} is missing")
        sign = self.given["sign"]
        if isinstance(sign, bool) or sign not in (1, -1):
            fields.refuse(place, "sign", sign, "1 (the claim says more) or -1 (less)")
        reason = fields.text(self.given["reason"], place, "reason")
        if not reason.strip():
            raise InputError(f"{place}: reason is empty; say why this is the smallest that matters")
        delta, bound = self._size()
        written = [self.given["measure"]] if not crossing else self._horizons()
        return Question(
            self.estimand,
            tuple(
                Contrast(self._terms(entry), relative)
                for entry, relative in zip(written, self._relative(len(written)), strict=True)
            ),
            int(sign),
            delta,
            bound,
            reason,
            fields.yes_or_no(self.given.get("beside", False), place, "beside"),
        )

    def _size(self) -> tuple[float, float]:
        """Return delta and bound, of which an estimand has one."""
        takes, other = ("bound", "delta") if self.estimand == "association" else ("delta", "bound")
        if other in self.given:
            raise InputError(f"{self.place}: {self.estimand} takes {takes}, not {other}")
        if takes not in self.given:
            raise InputError(f"{self.place}: {takes} is missing")
        size = float(fields.number(self.given[takes], self.place, takes))
        if takes == "bound":
            return 0.0, size
        if not size > 0:
            fields.refuse(
                self.place, "delta", self.given["delta"], "more than 0: the smallest that matters"
            )
        return size, 0.0

    def _horizons(self) -> Sequence[Any]:
        found = fields.sequence(self.given["measures"], self.place, "measures", "measures")
        if len(found) < 2:
            raise InputError(f"{self.place}: measures: a crossing needs at least two horizons")
        return found

    def _relative(self, count: int) -> list[str]:
        value = self.given.get("relative_to", "")
        if value == "":
            return [""] * count
        entries = value if isinstance(value, list) else [value] * count
        if len(entries) != count:
            raise InputError(
                f"{self.place}: relative_to has {len(entries)} measures for {count} horizons"
            )
        return [self._column(entry, "relative_to") for entry in entries]

    def _terms(self, written: object) -> tuple[Term, ...]:
        """Return the contrast: each role's cell, weight and measure."""
        roles = self._roles()
        measures = dict.fromkeys(roles, written)
        if isinstance(written, Mapping):
            measures = dict(fields.table(written, f"{self.place} measure", tuple(roles)))
            for role in roles:
                if role not in measures:
                    raise InputError(f"{self.place} measure: {role} is missing")
        return tuple(
            Term(cell, weight, self._column(measures[role], "measure"))
            for role, (cell, weight) in roles.items()
        )

    def _roles(self) -> dict[str, tuple[Cell, float]]:
        if self.estimand == "association":
            if "cells" in self.given:
                raise InputError(f"{self.place}: an association takes weights, not cells")
            return self._weighted()
        if "weights" in self.given:
            raise InputError(f"{self.place}: only an association takes weights")
        roles = ROLES[self.estimand]
        chosen = fields.table(self.given.get("cells", {}), f"{self.place} cells", tuple(roles))
        return {
            role: (self._cell(chosen.get(role, role), role), weight)
            for role, weight in roles.items()
        }

    def _weighted(self) -> dict[str, tuple[Cell, float]]:
        here = f"{self.place} weights"
        if "weights" not in self.given:
            if len(self.cells) > 1:
                raise InputError(f"{here}: is missing; the claim has several cells")
            return {name: (cell, 1.0) for name, cell in self.cells.items()}
        found = {
            name: (self._cell(name, "weights"), float(fields.number(weight, here, name)))
            for name, weight in fields.table(self.given["weights"], here).items()
        }
        if not any(weight for _, weight in found.values()):
            raise InputError(f"{here}: needs a cell with a weight that is not 0")
        return found

    def _cell(self, name: object, role: str) -> Cell:
        if name not in self.cells:
            hint = nearest(str(name), self.cells) or f"; known: {', '.join(self.cells)}"
            raise InputError(f"{self.place}: {role}: there is no cell {shown(name)}{hint}")
        return self.cells[str(name)]

    def _column(self, name: object, key: str) -> str:
        if name not in self.columns:
            hint = (
                nearest(str(name), self.columns) or "; see relsim.metrics, or write a [[measure]]"
            )
            raise InputError(f"{self.place}: {key} = {shown(name)} is no outcome or measure{hint}")
        return str(name)
