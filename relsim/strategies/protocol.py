"""What a strategy is: a point in the eleven behaviours, and perhaps an answer of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from relsim.errors import InputError, nearest
from relsim.state import BEHAVIOURS

SHARES = (0.001, 1000.0)
"""Bounds of a strategy's share of a mixed territory's reps."""


class Strategy:
    """A way of answering requests: eleven amounts, each 0-1, and perhaps code that varies them.

    Subclass it and override `answer` (one request at a time) or `answer_all` (a month's requests
    at once) to choose the amounts by what the rep sees. Both find the behaviours filled with the
    strategy's point and change what they want to.

    Parameters
    ----------
    name : str, optional
        Name of the arm in tables; default: the class attribute, or the class's name.
    point : mapping, optional
        Behaviour name -> amount, 0-1. What is missing comes from the class attribute `point`,
        then from the preset named by the class attribute `base`.
    jitter : float, 0-1
        Reps are drawn around the point, each behaviour evenly within ± this, held in 0-1.
    share : float, 0.001-1000
        In a mixed territory, how many reps it has relative to the other strategies' shares.
    adapts : bool
        Whether the reps start at the point and learn from their accounts (M17); default: the class
        attribute, or what the preset named by `base` does where the point comes from it.

    Attributes
    ----------
    display : str
        A neutral name for an audience.
    origin : str
        Where the numbers come from.
    compiled : bool
        Whether the engine runs it without Python: a point, or a compiled answer.

    Examples
    --------
    >>> class Patient(Strategy):
    ...     base = "advisory"
    ...     def answer(self, request, behaviour):
    ...         if request.tenure < 6:
    ...             behaviour.yielding = 0.1
    >>> Patient().name, Patient().compiled
    ('Patient', False)
    """

    name: str = ""
    display: str = ""
    origin: str = "user"
    base: str = "advisory"
    point: Mapping[str, float] = {}
    jitter: float = 0.0
    share: float = 1.0
    adapts: bool = False
    own_answer: Callable[[Any, Any], None] | None = None

    def __init__(
        self,
        name: str | None = None,
        point: Mapping[str, float] | None = None,
        jitter: float | None = None,
        display: str | None = None,
        origin: str | None = None,
        share: float | None = None,
        adapts: bool | None = None,
    ) -> None:
        cls = type(self)
        self.name = name or cls.name or cls.__name__
        self.display = display or cls.display or self.name
        self.origin = origin or cls.origin
        self.jitter = cls.jitter if jitter is None else jitter
        self.share = cls.share if share is None else share
        self.adapts = cls.adapts if adapts is None else adapts
        given = {**cls.point, **(point or {})}
        for behaviour in given:
            if behaviour not in BEHAVIOURS:
                raise InputError(
                    f"strategy {self.name}: unknown behaviour '{behaviour}'"
                    f"{nearest(behaviour, BEHAVIOURS)}"
                )
        if any(behaviour not in given for behaviour in BEHAVIOURS):
            from relsim.strategies.presets import PRESETS

            if cls.base not in PRESETS:
                raise InputError(
                    f"strategy {self.name}: unknown base '{cls.base}'{nearest(cls.base, PRESETS)}"
                )
            base = PRESETS[cls.base]
            given = {**base.point, **given}
            if adapts is None:
                self.adapts = cls.adapts or base.adapts
        self.point = {behaviour: float(given[behaviour]) for behaviour in BEHAVIOURS}

    def answer(self, request: Any, behaviour: Any) -> None:
        """Answer one request; modifies `behaviour`.

        Parameters
        ----------
        request : record of `relsim.state.REQUEST`
            What the rep sees: account, month, pitch, size, volume, tenure, discount, specials,
            demand (kind 0 none, 1 price, 2 scope, 3 deadline; size), a claimed rival, urgency,
            past complaints and concessions, own backlog, room in authority, and `luck`, a
            uniform number of its own for strategies that gamble.
        behaviour : record of `relsim.state.BEHAVIOUR`
            The eleven amounts, filled with the rep's point.
        """

    def answer_all(self, requests: Any, behaviours: Any) -> None:
        """Answer a month's requests at once; modifies `behaviours`.

        Parameters
        ----------
        requests, behaviours : record arrays, shape (n,)
            As in `answer`, a row per request. Write ``requests["size"]`` for the accounts'
            sizes: ``requests.size`` is NumPy's count of an array.
        """
        for request, behaviour in zip(requests, behaviours, strict=True):
            self.answer(request, behaviour)

    @property
    def is_point(self) -> bool:
        """Whether the strategy is its point, fixed or adapting, and no code."""
        cls = type(self)
        overridden = cls.answer is not Strategy.answer or cls.answer_all is not Strategy.answer_all
        return not overridden and self.own_answer is None

    @property
    def compiled(self) -> bool:
        """Whether the engine runs the strategy without Python."""
        return self.is_point or self.own_answer is not None

    def __repr__(self) -> str:
        """Show the name and the point."""
        amounts = ", ".join(f"{name}={amount:g}" for name, amount in self.point.items())
        return f"<Strategy {self.name}: {amounts}>"


def compiled_answer(base: str = "advisory", name: str | None = None) -> Callable[..., Strategy]:
    """Make a strategy of a function that numba compiles into the engine.

    Parameters
    ----------
    base : str
        Preset whose point the behaviours are filled with before the function is called.
    name : str, optional
        Name of the arm; default: the function's.

    Returns
    -------
    callable
        A decorator that turns ``function(request, behaviour)`` into a `Strategy`.

    Raises
    ------
    InputError
        If `base` is no preset.

    Examples
    --------
    >>> @compiled_answer(base="servile")
    ... def firm_at_first(request, behaviour):
    ...     if request.tenure < 6:
    ...         behaviour.yielding = 0.1
    >>> firm_at_first.name, firm_at_first.compiled
    ('firm_at_first', True)
    """

    def decorate(function: Callable[[Any, Any], None]) -> Strategy:
        named = type(function.__name__, (Strategy,), {"base": base})
        strategy: Strategy = named(name)
        strategy.own_answer = function
        return strategy

    return decorate
