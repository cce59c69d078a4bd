"""``relsim trace``: one account's story, month by month, under one strategy or several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from relsim.cli import options, output
from relsim.cli.progress import Waiting
from relsim.errors import InputError

if TYPE_CHECKING:
    from relsim.tracing import Told, Trace

MOST_MONTHS = 12_000
BESIDE_WIDTH = 90  # narrower pages show the strategies under each other
STANDING = ("respect", "trust", "satisfaction", "precedent", "discount")


def trace(
    customer: Annotated[
        str | None,
        typer.Option(
            "--customer",
            "-c",
            metavar="N",
            help="Which account, from 0, or its account_id; without it, the one that tells most.",
        ),
    ] = None,
    strategy: Annotated[
        list[str] | None,
        typer.Option(
            "--strategy", "--strategies", "-s", metavar="A,B,…", help=options.STRATEGY_HELP
        ),
    ] = None,
    months: Annotated[
        str,
        typer.Option(
            "--months", "-m", metavar="A-B", help="First and last month to tell, or one month."
        ),
    ] = "0-24",
    setting: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help=options.SET_HELP)
    ] = None,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", metavar="N", parser=options.integer, help="Which territory and luck."
        ),
    ] = 0,
    replication: Annotated[
        int,
        typer.Option(
            "--replication",
            metavar="N",
            parser=options.integer,
            help="Which of the seed's repetitions.",
        ),
    ] = 0,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if",
            metavar="STRATEGY.MONTH.ANSWER",
            help="One answer other than it was, as servile.7.refuse; the run goes on from there.",
        ),
    ] = None,
    accounts: options.Accounts = None,
    columns: options.Columns = None,
    json: options.Json = False,
) -> None:
    """One account's story: what was asked, how the rep answered, what came of it and why.

    The same account with the same luck under each strategy named (servile and advisory if none
    is); two stand side by side. Months in which little happens are told together. Company names
    are made up.

    Example: `relsim trace --customer 12 --strategy servile,advisory --months 0-24`
    """
    first, last = options.months(months)
    options.whole("--months", last, 0, MOST_MONTHS)
    options.whole("--seed", seed, 0, 2**64 - 1)
    options.whole("--replication", replication, 0, 2**64 - 1)
    fixed = options.settings(setting)
    specs = options.strategies(strategy or ["servile,advisory"])
    book = options.book(accounts, columns)
    account = options.account(customer, book)
    from relsim.strategies import resolve
    from relsim.tracing import telling_account, told
    from relsim.tracing import trace as trace_account
    from relsim.tracing.branching import branch_of, interventions

    arms = [resolve(spec, where="--strategy") for spec in specs]
    names = [arm.name for arm in arms]
    if len(set(names)) < len(names):
        raise InputError(f"--strategy: each may be named once ({', '.join(names)})")
    branches = [branch_of(text, names, last + 1, "--what-if") for text in what_if or ()]
    world: dict[str, Any] = {
        "seed": seed,
        "replication": replication,
        "periods": last + 1,
        "parameters": fixed,
        "accounts": book,
    }
    with Waiting("stories", len(arms)) as waiting:
        if account is None:
            account = telling_account(arms, **world)
        forced = interventions(branches, account)
        traces = []
        for arm in arms:
            traces.append(trace_account(arm, customer=account, interventions=forced, **world))
            waiting.step(len(traces))
    if json:
        output.write_json(_in_json(traces, seed, replication, first, last))
        return
    _show(traces, told(traces, first, last))
    _show_standing(traces, first, last)


def _in_json(
    traces: Sequence[Trace], seed: int, replication: int, first: int, last: int
) -> dict[str, object]:
    one = traces[0]
    return {
        "customer": one.account,
        "company": one.company,
        "seed": seed,
        "replication": replication,
        "traits": one.traits,
        "months": {each.strategy: each.months[first : last + 1] for each in traces},
    }


def _show(traces: Sequence[Trace], story: Sequence[Told]) -> None:
    one, names = traces[0], [each.strategy for each in traces]
    title = f"{one.company} (account {one.account})"
    output.say(title, style="bold")
    output.say(", ".join(f"{_spoken(name)} {value:.2f}" for name, value in one.traits.items()))
    output.say()
    if len(names) == 2 and output.width() >= BESIDE_WIDTH:
        rows = [(_when(part), *part.texts) for part in story]
        output.show_table("", ("month", *names), rows, spaced=True)
        return
    for part in story:
        output.say(f"Month {_when(part)}", style="bold")
        for name, text in zip(names, part.texts, strict=True):
            label = Text(f"{name}: " if len(names) > 1 else "", style="bold")
            output.say(label + Text(text))
        output.say()


def _spoken(name: str) -> str:
    return name.replace("_", " ")


def _when(part: Told) -> str:
    return str(part.first) if part.first == part.last else f"{part.first}–{part.last}"


def _show_standing(traces: Sequence[Trace], first: int, last: int) -> None:
    """What the customer thinks of the rep, before the first month told and after the last."""
    rows = []
    for name in STANDING:
        cells = []
        for each in traces:
            before = each.months[first]["before"][name]
            after = each.months[last]["after"][name]
            cells.append(f"{before:.2f} → {after:.2f}")
        rows.append((name, *cells))
    names = [each.strategy for each in traces]
    output.show_table(
        f"Before month {first} → after month {last}",
        ("", *names),
        rows,
        numeric=range(1, len(names) + 1),
    )
