"""``relsim calibrate``: fit the free parameters to what is known of real customers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from relsim.cli import options, output
from relsim.cli.progress import Interrupted, Waiting

if TYPE_CHECKING:
    from relsim.evidence.calibration import Calibration

_Count = {"metavar": "N", "parser": options.integer}


def calibrate(
    seed: Annotated[int, typer.Option("--seed", help="Of all luck.", **_Count)] = 1,
    replications: Annotated[
        int, typer.Option("--replications", help="Territories each point is measured on.", **_Count)
    ] = 16,
    spread: Annotated[
        int, typer.Option("--spread", help="Points tried before steps are taken.", **_Count)
    ] = 8,
    climbs: Annotated[
        int, typer.Option("--climbs", help="How many of them steps are taken from.", **_Count)
    ] = 1,
    steps: Annotated[int, typer.Option("--steps", help="Steps from each.", **_Count)] = 3,
    ensemble: Annotated[
        int, typer.Option("--ensemble", help="Accepted sets to collect.", **_Count)
    ] = 50,
    workers: options.Workers = None,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FOLDER", help="Where it is kept.")
    ] = Path("results/calibration"),
    json: options.Json = False,
) -> None:
    """Fit a few free parameters to ten patterns of real customers; goes on where it stopped.

    The defaults of relsim are what this command found. The same seed finds the same again, in half
    an hour on two cores. Patterns and their bands: `relsim patterns`.
    """
    from relsim.evidence.calibration import Plan, carry_out

    for option, value, least, most in (
        ("--seed", seed, 0, 2**64 - 1),
        ("--replications", replications, 2, 10_000),
        ("--spread", spread, 0, 100_000),
        ("--climbs", climbs, 1, 1000),
        ("--steps", steps, 1, 1000),
        ("--ensemble", ensemble, 1, 100_000),
        ("--workers", workers, 1, 1000),
    ):
        options.whole(option, value, least, most)
    plan = Plan(seed, replications, spread, climbs, steps, ensemble)
    with Waiting("points") as waiting:

        def tell(stage: str, done: int, total: int | None) -> None:
            waiting.what = stage
            waiting.step(done, total)

        try:
            found = carry_out(plan, out, workers=workers or 2, tell=tell)
        except KeyboardInterrupt:
            raise Interrupted(f"interrupted; what was tried is kept in {out}") from None
    if json:
        output.write_json(asdict(found))
    else:
        _show(found, out)


def _show(found: Calibration, out: Path) -> None:
    from relsim.evidence.calibration import FREE
    from relsim.evidence.calibration.jacobian import statistics_moved
    from relsim.parameters import PARAMETERS

    moved = statistics_moved(list(found.jacobian))
    rows = []
    for one in FREE:
        values = sorted(settings[one.name] for settings in found.ensemble)
        rows.append(
            (
                one.name,
                output.number(one.before),
                output.number(found.settings[one.name]),
                f"{output.number(values[0])} – {output.number(values[-1])}",
                f"{output.number(one.low)} – {output.number(one.high)}",
                str(moved[one.name]),
                one.why,
            )
        )
    head = ("free parameter", "before", "fitted", "accepted sets", "plausible", "moves", "for")
    output.show_table("Calibration", head, rows, numeric=(1, 2, 5))
    same = all(PARAMETERS[name].default == value for name, value in found.settings.items())
    output.say(
        f"{len(found.ensemble)} accepted sets; {output.counted(found.points, 'point')} tried for"
        f" the fit on {found.replications} territories each, seed {found.seed}."
    )
    output.say(
        f"Outside their bands: {', '.join(found.missed) or 'none'}. “moves”: statistics that change"
        " by a tenth of their band or more while the parameter crosses its plausible range."
    )
    output.say("These are the defaults." if same else "These are not the defaults of this version.")
    output.say_whole(str(out))
