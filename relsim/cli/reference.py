"""``relsim parameters`` and ``relsim strategies``: what the model is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from relsim.cli import output
from relsim.cli.options import Json
from relsim.errors import InputError, nearest

if TYPE_CHECKING:
    from relsim.parameters.table import Parameter


def parameters(
    part: Annotated[
        str | None,
        typer.Argument(
            metavar="[PART]", help="Show only those with this in their name, group or meaning."
        ),
    ] = None,
    json: Json = False,
    toml: Annotated[
        bool, typer.Option("--toml", help="Write them as the model block of an experiment file.")
    ] = False,
) -> None:
    """Every number the model uses: default, bounds, plausible range, unit, meaning, source.

    Any of them can be fixed in `compare` and `trace` (`--set KEY=VALUE`) and in experiment files,
    and varied in an experiment's design. The mechanisms M1 to M16 are switches, 1 on and 0 off.

    Examples: `relsim parameters discount`, `relsim parameters --toml > mine.toml`
    """
    if json and toml:
        raise InputError("--json and --toml: choose one")
    chosen = _matching(part)
    if json:
        output.write_json({one.name: _as_mapping(one) for one in chosen})
    elif toml:
        print("\n".join(_toml_lines(chosen)))
    else:
        _show_parameters(chosen)


def _matching(part: str | None) -> list[Parameter]:
    from relsim.parameters import PARAMETERS

    wanted = (part or "").strip().lower()
    chosen = [
        one
        for one in PARAMETERS.values()
        if any(wanted in text.lower() for text in (one.name, one.group, one.meaning))
    ]
    if not chosen:
        raise InputError(
            f"no parameter has {part!r} in its name, group or meaning{nearest(wanted, PARAMETERS)}"
        )
    return chosen


def _groups(chosen: list[Parameter]) -> dict[str, list[Parameter]]:
    groups: dict[str, list[Parameter]] = {}
    for one in chosen:
        groups.setdefault(one.group, []).append(one)
    return groups


def _show_parameters(chosen: list[Parameter]) -> None:
    for group, members in _groups(chosen).items():
        rows = [
            (
                output.explained(one.name, f"{one.meaning} [{one.source}]"),
                output.number(one.default),
                one.unit,
                _range(one.plausible_low, one.plausible_high),
                _range(one.low, one.high),
            )
            for one in members
        ]
        titles = ("name: meaning [source]", "default", "unit", "plausible", "bounds")
        output.show_table(group, titles, rows, numeric=(1,))
    count = f"{len(chosen)} parameters" if len(chosen) > 1 else "1 parameter"
    output.say(f"{count}. Fix one with --set KEY=VALUE; see fewer with relsim parameters PART.")


def _range(low: float, high: float) -> str:
    return f"{output.number(low)} – {output.number(high)}"


def _as_mapping(one: Parameter) -> dict[str, object]:
    names = "default low high plausible_low plausible_high unit meaning source kind group"
    return {name: getattr(one, name) for name in names.split()}


def _toml_lines(chosen: list[Parameter]) -> list[str]:
    lines = ["# relsim parameters at their defaults; keep the lines you change", "[model]"]
    for group, members in _groups(chosen).items():
        lines += ["", f"# {_one_line(group)}"]
        for one in members:
            plausible = _range(one.plausible_low, one.plausible_high)
            lines += [
                f"# {_one_line(one.meaning)} ({_one_line(one.unit)}; plausible {plausible},"
                f" bounds {_range(one.low, one.high)}; {_one_line(one.source)})",
                f"{one.name} = {one.default!r}",
            ]
    return lines


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def strategies(
    json: Json = False,
) -> None:
    """The strategies, their eleven numbers from 0 to 1, and where each comes from.

    A strategy is a point in eleven behaviours. Change one on the way with
    `--strategy 'softer=advisory,yielding=0.6'`, or name a class of your own, `MODULE:CLASS`.
    """
    from relsim.strategies import BEHAVIOURS, PRESETS

    if json:
        output.write_json(
            {
                name: {
                    "display": one.display,
                    "behaviours": {key: one.point[key] for key in BEHAVIOURS},
                    "jitter": one.jitter,
                    "adapts": one.adapts,
                    "origin": one.origin,
                }
                for name, one in PRESETS.items()
            }
        )
        return
    rows = [(key, *(f"{one.point[key]:.2f}" for one in PRESETS.values())) for key in BEHAVIOURS]
    # A name that is too long for a column is broken where it is joined.
    titles = ("behaviour", *(name.replace("-", "-\n") for name in PRESETS))
    output.show_table(
        "Strategies: eleven behaviours from 0 to 1", titles, rows, numeric=range(1, 9)
    )
    for name, one in PRESETS.items():
        output.say(f"{name} (“{one.display}”): {one.origin}")
