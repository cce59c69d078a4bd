"""Conditions and recipes that users write: arithmetic and comparisons of named columns.

Nothing a user writes is run as Python. The text is parsed, and only the operations named here
are carried out, on whole columns at once.
"""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from relsim.errors import InputError, nearest

#: Longest text that is read.
LONGEST = 1000
_QUOTED = re.compile(r"`([^`]*)`")
_STAND_IN = "quoted_column_"

_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_SIGNS: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
# Least and greatest number of arguments, and what is done.
_FUNCTIONS: dict[str, tuple[int, float, Callable[..., Any]]] = {
    "min": (2, math.inf, lambda *values: reduce(np.minimum, values)),
    "max": (2, math.inf, lambda *values: reduce(np.maximum, values)),
    "round": (1, 1, np.rint),
}

Columns = Mapping[str, NDArray[np.float64]]


class Expression:
    """A condition, a recipe or a choice over named columns; made by the functions below.

    Attributes
    ----------
    text : str
        As the user wrote it.
    names : tuple of str
        The columns it reads, in order of first use.
    """

    def __init__(self, text: str, known: Iterable[str], where: str) -> None:
        self.text = text
        self.names: tuple[str, ...] = ()
        self._known = tuple(known)
        self._at = f"{where}: " if where else ""
        self._quoted: dict[str, str] = {}
        self._choices: tuple[str, ...] = ()
        self._tree = self._parsed()

    def _parsed(self) -> ast.expr:
        if len(self.text) > LONGEST:
            raise InputError(f"{self._at}an expression of more than {LONGEST} characters")
        if not self.text.strip():
            raise InputError(f"{self._at}the expression is empty")

        def stand_in(found: re.Match[str]) -> str:
            name = f"{_STAND_IN}{len(self._quoted)}"
            self._quoted[name] = found[1]
            return f" {name} "

        plain = _QUOTED.sub(stand_in, self.text)
        try:
            return ast.parse(plain.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            equals = re.search(r"(?<![<>=!])=(?!=)", plain)
            hint = "; write == for 'is equal to'" if equals else ""
            raise InputError(f"{self._at}'{self.text}' cannot be read{hint}") from None

    def _refuse(self, node: ast.AST, wanted: str) -> InputError:
        return InputError(f"{self._at}'{self.text}': '{self._shown(node)}' is not {wanted}")

    def _shown(self, node: ast.AST) -> str:
        shown = ast.unparse(node)
        for name, column in self._quoted.items():
            shown = shown.replace(name, f"`{column}`")
        return shown

    def _number(self, node: ast.expr) -> Callable[[Columns], Any]:
        if isinstance(node, ast.Name):
            return self._column(node)
        if isinstance(node, ast.Constant):
            value = node.value
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise self._refuse(node, "a number or a column")
            try:
                constant = float(value)
            except OverflowError:
                constant = math.inf
            if not math.isfinite(constant):
                raise self._refuse(node, "a finite number")
            return lambda _: constant
        if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
            sign, inner = _SIGNS[type(node.op)], self._number(node.operand)
            return lambda columns: sign(inner(columns))
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            combine = _ARITHMETIC[type(node.op)]
            left, right = self._number(node.left), self._number(node.right)
            # As a NumPy number: division by zero gives infinity, which is refused later.
            return lambda columns: combine(np.float64(left(columns)), right(columns))
        if isinstance(node, ast.Call):
            return self._call(node)
        raise self._refuse(node, "arithmetic (columns, numbers, + - * / and min, max, round)")

    def _column(self, node: ast.Name) -> Callable[[Columns], Any]:
        name = self._quoted.get(node.id, node.id)
        if name not in self._known:
            hint = nearest(name, self._known) or f"; known: {', '.join(self._known)}"
            raise InputError(f"{self._at}'{self.text}': unknown name '{name}'{hint}")
        if name not in self.names:
            self.names += (name,)
        return lambda columns: columns[name]

    def _call(self, node: ast.Call) -> Callable[[Columns], Any]:
        name = node.func.id if isinstance(node.func, ast.Name) else self._shown(node.func)
        if name not in _FUNCTIONS:
            raise InputError(
                f"{self._at}'{self.text}': unknown function '{name}'{nearest(name, _FUNCTIONS)} "
                f"(known: {', '.join(_FUNCTIONS)})"
            )
        least, most, function = _FUNCTIONS[name]
        if node.keywords or not least <= len(node.args) <= most:
            wanted = f"{least}" if least == most else f"{least} or more"
            raise InputError(f"{self._at}'{self.text}': {name} takes {wanted} arguments")
        arguments = [self._number(argument) for argument in node.args]
        return lambda columns: function(*(argument(columns) for argument in arguments))

    def _truth(self, node: ast.expr) -> Callable[[Columns], Any]:
        if isinstance(node, ast.BoolOp):
            join = np.logical_and if isinstance(node.op, ast.And) else np.logical_or
            parts = [self._truth(value) for value in node.values]
            return lambda columns: reduce(join, [part(columns) for part in parts])
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self._truth(node.operand)
            return lambda columns: np.logical_not(inner(columns))
        if isinstance(node, ast.Compare) and all(type(op) in _COMPARISONS for op in node.ops):
            compare = [_COMPARISONS[type(op)] for op in node.ops]
            sides = [self._number(side) for side in (node.left, *node.comparators)]

            def chain(columns: Columns) -> Any:
                values = [side(columns) for side in sides]
                links = zip(compare, values, values[1:], strict=False)
                return reduce(np.logical_and, [link(a, b) for link, a, b in links])

            return chain
        raise self._refuse(node, "a comparison such as size > 1.5, joined by and, or, not")

    def _choice(self, node: ast.expr) -> Callable[[Columns], Any]:
        if isinstance(node, ast.IfExp):
            test = self._truth(node.test)
            yes, no = self._choice(node.body), self._choice(node.orelse)
            return lambda columns: np.where(test(columns), yes(columns), no(columns))
        if isinstance(node, ast.Name) and node.id in self._choices:
            number = self._choices.index(node.id)
            return lambda _: number
        raise self._refuse(
            node, f"one of {', '.join(self._choices)}, as in '{self._choices[0]} if a > 1 else ...'"
        )

    def _evaluator(self, make: Callable[[ast.expr], Callable[[Columns], Any]]) -> Expression:
        try:
            self._evaluate = make(self._tree)
        except RecursionError:
            raise InputError(f"{self._at}'{self.text}' cannot be read") from None
        if not self.names:
            raise InputError(f"{self._at}'{self.text}' names no column")
        return self

    def __call__(self, columns: Columns) -> NDArray[Any]:
        """Return the value for every row: NaN or infinite where it cannot be worked out.

        Parameters
        ----------
        columns : mapping of str to float64, shape (n,)
            At least those in `names`.
        """
        with np.errstate(all="ignore"):
            return np.asarray(self._evaluate(columns))


def condition(text: str, known: Iterable[str], where: str = "") -> Expression:
    """Return a condition: comparisons joined by ``and``, ``or``, ``not`` and parentheses.

    Raises
    ------
    InputError
        Text that cannot be read, an operation that is not offered, an unknown name (with the
        nearest known one).

    Examples
    --------
    >>> large = condition("size > 1.5 and not fit < 0.5", ["size", "fit"])
    >>> large({"size": np.array([1.0, 2.0, 3.0]), "fit": np.array([0.9, 0.9, 0.1])})
    array([False,  True, False])
    """
    made = Expression(text, known, where)
    return made._evaluator(made._truth)


def recipe(text: str, known: Iterable[str], where: str = "") -> Expression:
    """Return a recipe: columns and numbers with ``+ - * /``, ``min``, ``max`` and ``round``.

    A column whose name is more than letters, digits and ``_`` stands in backticks.

    Examples
    --------
    >>> months = recipe("round(`T (weeks)` / 4.345)", ["T (weeks)"])
    >>> months({"T (weeks)": np.array([38.86, 4.0])})
    array([9., 1.])
    """
    made = Expression(text, known, where)
    return made._evaluator(made._number)


def choice(text: str, known: Iterable[str], choices: Sequence[str], where: str = "") -> Expression:
    """Return a choice between words: ``client if orders > 0 else prospect``.

    Its value is the position of the word chosen.

    Examples
    --------
    >>> status = choice("client if n > 0 else prospect", ["n"], ["prospect", "client"])
    >>> status({"n": np.array([0.0, 3.0])})
    array([0, 1])
    """
    made = Expression(text, known, where)
    made._choices = tuple(choices)
    return made._evaluator(made._choice)
