"""What a trial came to, on the terminal: all claims in one table, or one of them in full."""

from __future__ import annotations

from collections.abc import Sequence

from relsim.cli import output
from relsim.evidence.claims import wording
from relsim.evidence.claims.findings import Dependence, Table, Tried, Without


def all_of(table: Table) -> None:
    """Show every claim in a row: effect, verdict, Holm, where it comes from, where it stands."""
    claims = table.claims
    columns = {
        "id": [one.id for one in claims],
        "test": [one.test for one in claims],
        "effect [95 %] and what matters": ["\n".join(wording.effects(one)) for one in claims],
        "verdict": [wording.verdict(one) for one in claims],
        "Holm": [wording.holm(one) for one in claims],
        "comes from": [wording.origin(one.origin) for one in claims],
        "depends": ["\n".join(wording.standing(one)) for one in claims],
    }
    shown = {name: cells for name, cells in columns.items() if any(cells)}
    output.show_table(
        wording.tally(claims),
        tuple(shown),
        list(zip(*shown.values(), strict=True)),
        caption=f"{wording.LUCK} {wording.HOLM} One claim in full: relsim claims {claims[0].id}",
        spaced=True,
    )


def one(tried: Tried) -> None:
    """Show one claim in full, with the command that repeats it."""
    output.say(f"{tried.id} ({', '.join(tried.essay)}): {tried.says}", style="bold")
    output.say(f"Tested: {tried.test}")
    output.say(
        f"{', '.join(tried.strategies)}; {tried.customers:,} accounts, {tried.periods} months,"
        f" {tried.replications:,} replications, seed {tried.seed}"
    )
    output.say(f"Others found: {tried.evidence}")
    for word, names in (("for", tried.speaks_for), ("against", tried.speaks_against)):
        if names:
            output.say(f"Speaks {word} it: {', '.join(names)}")
    output.say()
    output.show_table(
        f"{tried.id} {wording.verdict(tried)}",
        ("measure", "estimand", "effect [95 %] and what matters", "p", "n", "verdict", "because"),
        [
            (
                found.label,
                found.estimand,
                wording.effect(found),
                f"{found.p:.2g}",
                str(found.n),
                f"{found.verdict}{f': {found.how}' if found.how else ''}"
                + ("" if found.decides else " (beside)"),
                found.reason,
            )
            for found in tried.effects
        ],
        numeric=(3, 4),
        caption=wording.LUCK,
        spaced=True,
    )
    if tried.origin is not None:
        _origin(tried)
    for name, found in (("plausible worlds", tried.worlds), ("accepted sets", tried.ensemble)):
        if found is not None:
            _dependence(name, found)
    if tried.on_trial is not None:
        output.say(f"{tried.id} is {wording.on_trial(tried.on_trial)}.")
        output.say()
    output.say_items("Again", ())
    for line in (tried.command, tried.replay):
        output.say_whole(f"  {line}")


def _origin(tried: Tried) -> None:
    found = tried.origin
    if found is None or not found.without_one:
        output.say("Where it comes from: there is no clear effect to explain.")
        output.say()
        return
    alone = {one.mechanisms: one for one in found.alone}
    rows = [
        (
            one.mechanisms[0],
            _left(one),
            *((_left(alone[one.mechanisms]),) if alone else ()),
        )
        for one in found.without_one
    ]
    if () in alone:
        rows.append(("none", "", _left(alone[()])))
    columns: Sequence[str] = ("mechanism", "left without it", "left with it alone")
    output.show_table(
        f"Where {' and '.join(found.explains)} comes from: {wording.origin(found)}",
        columns[: 3 if alone else 2],
        rows,
        caption="Share of the effect that is left, with an interval to be read against a half.",
    )


def _left(one: Without) -> str:
    return f"{100 * one.share:.0f} % [{100 * one.low:.0f}, {100 * one.high:.0f}] {one.left}"


def _dependence(name: str, found: Dependence) -> None:
    output.say(
        f"In {found.worlds:,} {name} ({found.replications} replications each): clearly for in"
        f" {wording.share(found.clearly_for)}, clearly against in"
        f" {wording.share(found.clearly_against)}"
        + (f", nothing to measure in {found.undefined}" if found.undefined else "")
        + (". It depends." if found.depends else ".")
    )
    for one in found.decided_by:
        more = "higher" if one.advantage > 0 else "lower"
        output.say(
            f"  {one.parameter}: {more} where it holds (rank advantage {one.advantage:+.2f},"
            f" p = {one.p:.2g} of all looked at)"
        )
    output.say()
