"""The command line, ``relsim …``: one small module for each group of commands.

A command is a function with Typer's annotations in a module of this package, listed in
`COMMANDS`. Modules import at their top only what ``relsim --help`` may cost (Typer and Rich);
numba, mesa, plotly and polars are imported inside the commands that need them.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from relsim.cli import (
    calibrate,
    claims,
    compare,
    dashboard,
    experiments,
    patterns,
    reference,
    results,
    sensitivity,
    shapley,
    trace,
)
from relsim.cli.output import complain, note
from relsim.cli.progress import Interrupted, Stopped
from relsim.errors import InputError, nearest

COMMANDS: dict[str, tuple[Callable[..., None], str]] = {
    "compare": (compare.compare, "Start here"),
    "dashboard": (dashboard.dashboard, "Start here"),
    "trace": (trace.trace, "Start here"),
    "run": (experiments.run, "Experiments"),
    "list": (experiments.list_experiments, "Experiments"),
    "report": (results.report, "Results"),
    "replay": (results.replay, "Results"),
    "export": (results.export, "Results"),
    "patterns": (patterns.patterns, "Evidence"),
    "claims": (claims.claims, "Evidence"),
    "sensitivity": (sensitivity.sensitivity, "Evidence"),
    "shapley": (shapley.shapley, "Evidence"),
    "calibrate": (calibrate.calibrate, "Evidence"),
    "parameters": (reference.parameters, "What the model is made of"),
    "strategies": (reference.strategies, "What the model is made of"),
}

app = typer.Typer(
    name="relsim",
    help=(
        "What do servile, combative and advisory sales reps earn on the same territory with the"
        " same luck? relsim simulates customers, reps and their dealings month by month.\n\n"
        "First try: relsim compare (a minute at most), then open the report it names; relsim trace"
        " tells one customer's story."
    ),
    epilog=(
        "Exit status: 0 done; 1 done, but some runs failed, or a cluster went away;"
        " 2 bad input, nothing written; 130 interrupted."
    ),
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for _name, (_command, _group) in COMMANDS.items():
    app.command(_name, rich_help_panel=_group)(_command)


def _show_version(wanted: bool) -> None:
    if wanted:
        try:
            print(f"relsim {version('relsim')}")
        except PackageNotFoundError:
            print("relsim, not installed")
        raise typer.Exit


@app.callback()
def _relsim(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    pass


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit status.

    Parameters
    ----------
    arguments
        What follows ``relsim``; without it, the process's own arguments.

    Returns
    -------
    int
        0 done; 1 done, but some runs failed, or a cluster went away; 2 bad input, told in one
        message; 130 interrupted.
    """
    written = list(sys.argv[1:] if arguments is None else arguments)
    try:
        app(args=written, prog_name="relsim")
    except SystemExit as end:
        if end.code:
            _hint(written)
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except InputError as error:
        complain(str(error))
        return 2
    except Interrupted as error:
        note(f"\n{error}. To go on from there:\n  {_resuming(written)}")
        return 130
    except Stopped as error:
        complain(f"{error}. To go on from there:\n  {_resuming(written)}")
        return 1
    return 0


def _hint(written: Sequence[str]) -> None:
    """Say how a parameter is set to whoever wrote it like an option."""
    from relsim.parameters import PARAMETERS

    group = typer.main.get_command(app)
    command = getattr(group, "commands", {}).get(written[0] if written else "")
    options = {option for one in command.params for option in one.opts} if command else set()
    for word in written:
        option, _, value = word.partition("=")
        name = option.removeprefix("--").replace("-", "_")
        if "--set" not in options or not option.startswith("--") or option in options:
            continue
        hint = nearest(name, PARAMETERS)
        if name in PARAMETERS:
            note(f"{name} is a parameter of the model: --set {name}={value or 'VALUE'}")
        elif hint:
            note(f"Parameters of the model are set by --set NAME=VALUE: {name}{hint}")


def _resuming(written: Sequence[str]) -> str:
    """The command that goes on where this one was interrupted: itself, but never from the start."""
    return shlex.join(["relsim", *(word for word in written if word != "--fresh")])
