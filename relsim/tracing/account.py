"""What happens to one account, kept while a run is stepped."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from relsim.simulation import World, check_count, new_world, run_world
from relsim.state import (
    CLIENT,
    FORCE_CRISIS,
    FORCE_DEADLINE,
    FORCE_DEMAND,
    FORCE_FAILURE,
    FORCE_RIVAL,
    FORCE_URGENCY,
    FORCE_WALK_AWAY,
    FORCE_WARNING,
    PROSPECT,
    STATUS_NAMES,
    TRAITS,
)
from relsim.stepping import Ledger
from relsim.strategies import Strategy
from relsim.tracing.events import ROUTINE, events_of
from relsim.tracing.names import company_name
from relsim.tracing.phrases import moved
from relsim.tracing.quiet import tell_quiet
from relsim.tracing.story import PARTS, Month, tell
from relsim.tracing.telling import telling_account

if TYPE_CHECKING:
    from relsim.accounts import Book
    from relsim.interventions import Intervention

#: What is shown before and after each month.
STANDING = (
    "respect", "trust", "satisfaction", "precedent", "reference",
    "discount", "specials_hours", "commitment_months", "volume",
)  # fmt: skip
_BELIEFS = STANDING[:5]
_FORCED = {
    "failure": FORCE_FAILURE,
    "crisis": FORCE_CRISIS,
    "urgency": FORCE_URGENCY,
    "rival-offer": FORCE_RIVAL,
    "impossible-demand": FORCE_DEMAND,
    "impossible-deadline": FORCE_DEADLINE,
    "warning": FORCE_WARNING,
    "walk-away": FORCE_WALK_AWAY,
}


@dataclass(frozen=True)
class Trace:
    """One account's story under one strategy.

    Attributes
    ----------
    strategy : str
        Name of the strategy of the account's rep at month 0.
    account : int
    company : str
        A made-up name, or the one in the user's own book.
    traits : dict
        What the customer is like.
    months : list of dict
        A dict a month: ``month``, ``status`` (at its start) and ``status_after``, ``rep``,
        ``strategy``, ``request``, ``truth``, ``behaviour``, ``outcome`` (their fields; None in
        months without a request), ``before`` and ``after`` (beliefs and terms), ``forced`` (by
        interventions), ``events``, ``quiet``, ``story``, ``parts`` (the story's sentences by
        which of `relsim.tracing.story.PARTS` they belong to).
    series : record array of `relsim.state.MONTH`, shape (periods, arms)
        The whole territory's months, as `relsim.simulate` gives them.
    """

    strategy: str
    account: int
    company: str
    traits: dict[str, float]
    months: list[dict[str, Any]]
    series: Any

    def to_dict(self) -> dict[str, Any]:
        """Return all but the territory's series, ready for JSON."""
        return {key: value for key, value in asdict(self).items() if key != "series"}


def _plain(row: Any, names: Sequence[str] | None = None) -> dict[str, Any]:
    """Return a row's fields as plain Python numbers."""
    return {name: row[name].item() for name in (names or row.dtype.names)}


class _Recorder:
    """Keeps one account's rows, month by month."""

    def __init__(
        self,
        account: int,
        world: World,
        arms: Sequence[Strategy],
        name_of: Callable[[int], str],
    ) -> None:
        self.account, self.world, self.arms, self.name_of = account, world, arms, name_of
        self.p = world.parameters[0]
        self.row = world.customers[account].copy()
        self.traits = SimpleNamespace(**_plain(self.row, TRAITS))
        self.months: list[dict[str, Any]] = []

    def __call__(self, number: int, ledger: Ledger) -> None:
        """Keep a month: `watch` of the stepping driver."""
        at, last, row = self.account, self.row, self.world.customers[self.account].copy()
        active = bool(ledger.active[at])
        rows = [
            ledger.requests[at], ledger.truths[at], ledger.behaviours[at], ledger.outcomes[at]
        ]  # fmt: skip
        kept: dict[str, Any] = dict.fromkeys(("request", "truth", "behaviour", "outcome"))
        if active:
            kept = {name: _plain(one) for name, one in zip(kept, rows, strict=True)}
        # Terms change in an account's own month only, what is believed of the rep also by what
        # others tell between two months.
        before = _plain(last, STANDING)
        believed = ledger.outcomes[at] if active else row
        for name in _BELIEFS:
            before[name] = believed[f"{name}_before" if active else name].item()
        events: list[str] = []
        if number and int(row["rep"]) != int(last["rep"]):
            events.append("new_rep")
        elif any(moved(last[name].item(), before[name]) for name in ("respect", "trust")):
            events.append("word_heard")
        if active:
            request, truth, behaviour, outcome = rows
            if before["discount"] > request["discount"]:
                events.append("renewal")
            events += events_of(request, truth, behaviour, outcome, self.p)
        forced = self._forced(row)
        status = int(row["status"])
        if active:
            status = PROSPECT if rows[0]["pitch"] else CLIENT
        arm = int(self.world.reps["arm"][row["rep"]])
        month: dict[str, Any] = {
            "month": number,
            "status": STATUS_NAMES[status],
            "status_after": STATUS_NAMES[int(row["status"])],
            "rep": int(row["rep"]),
            "strategy": self.arms[arm].name,
            **kept,
            "before": before,
            "after": _plain(row, STANDING),
            "forced": forced,
            "events": events,
            "quiet": ROUTINE.issuperset(events) and not forced,
        }
        said = self._said(month, last, row)
        month["story"] = " ".join(text for _, text in said)
        month["parts"] = {one: " ".join(t for part, t in said if part == one) for one in PARTS}
        self.months.append(month)
        self.row = row

    def _forced(self, row: Any) -> list[str]:
        forced = [what for what, bit in _FORCED.items() if int(row["forced"]) & bit]
        return [*forced, "answer"] if row["forced_answer"] >= 0 else forced

    def _said(self, month: dict[str, Any], last: Any, row: Any) -> list[tuple[str, str]]:
        if month["quiet"]:
            return [("came", tell_quiet([month]))]
        referrer = int(row["referred_by"])
        told = Month(
            self.name_of(self.account),
            self.name_of(referrer) if referrer >= 0 else "",
            _plain(last, STANDING),
            month,
            self.traits,
            self.p,
        )
        return tell(told)


def _name_of(seed: int, accounts: Book | None) -> Callable[[int], str]:
    """Return how accounts are called: as in the user's own book, or by made-up names."""
    if accounts is not None:
        names = accounts.names or accounts.account_ids
        return lambda account: names[account] or accounts.account_ids[account]
    return lambda account: company_name(account, seed)


def trace(
    strategy: Any = "advisory",
    *,
    customer: int | None = None,
    seed: int = 0,
    replication: int = 0,
    periods: int = 36,
    parameters: Mapping[str, Any] | None = None,
    interventions: Sequence[Intervention] = (),
    accounts: Book | None = None,
    **overrides: Any,
) -> Trace:
    """Tell one account's story, month by month, under one strategy.

    The run is the one that `relsim.simulate` makes of the same arguments.

    Parameters
    ----------
    strategy : str, mapping, Strategy, or a list of these
        As for `relsim.simulate`.
    customer : int, optional
        Which account; default: the one that `telling_account` chooses for this strategy.
    seed, replication, periods, parameters, interventions, accounts, **overrides
        As for `relsim.simulate`.

    Returns
    -------
    Trace

    Raises
    ------
    InputError
        An account that is not in the territory, or what `relsim.simulate` refuses.

    Examples
    --------
    >>> told = trace("servile", customer=0, periods=6, customers=50)
    >>> len(told.months), told.months[3]["month"]
    (6, 3)
    """
    given: dict[str, Any] = {
        "seed": seed,
        "replication": replication,
        "periods": periods,
        "parameters": parameters,
        "interventions": interventions,
        "accounts": accounts,
        **overrides,
    }
    world, arms, _ = new_world(strategy, **given)
    if customer is None:
        customer = telling_account([strategy], **given)
    customer = check_count("customer", customer, 0, len(world.customers) - 1, "an account")
    name_of = _name_of(seed, accounts)
    recorder = _Recorder(customer, world, arms, name_of)
    series = run_world(world, arms, periods, recorder)
    return Trace(
        recorder.months[0]["strategy"],
        customer,
        name_of(customer),
        _plain(world.customers[customer], TRAITS),
        recorder.months,
        series,
    )
