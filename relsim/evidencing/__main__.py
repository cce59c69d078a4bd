"""``python -m relsim.evidencing``: the evidence made again, and its tables and pictures kept."""

from __future__ import annotations

import argparse
import json
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from relsim.errors import InputError
from relsim.evidencing import keeping, pictures
from relsim.evidencing.steps import Step, asked
from relsim.study import manifest

ROOT = Path(__file__).resolve().parents[2]
HOME = Path("results") / "evidence"
_STAMP = "sources.json"
_CORES = 2
"""Cores that the times are for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the commands in order, and keep what they found.

    Returns
    -------
    int
        0 done; 1 done, but runs failed; 2 bad input; 130 interrupted: the same command goes on.
    """
    parser = argparse.ArgumentParser(
        prog="python -m relsim.evidencing",
        description="Make the evidence again, and keep its tables and pictures in results/.",
        epilog="Runs that are there are not made again: interrupted, the same command goes on.",
    )
    parser.add_argument(
        "--full", action="store_true", help="worlds, ensemble, pairs too: half an hour"
    )
    parser.add_argument("--only", nargs="+", default=[], metavar="STEP", help="these steps only")
    parser.add_argument("--workers", type=int, metavar="N", help="default: one a processor")
    parser.add_argument("--fresh", action="store_true", help="forget the runs that are there")
    parser.add_argument("--home", type=Path, default=HOME, help="working folder (%(default)s)")
    parser.add_argument("--root", type=Path, default=ROOT, help="source tree that is written to")
    parser.add_argument(
        "--list", action="store_true", help="say what would be done, and do nothing"
    )
    look = parser.add_argument_group("for a look, with a --root of its own")
    look.add_argument("--size", type=int, metavar="N", help="replications, or trajectories")
    look.add_argument("--claims", nargs="+", default=[], metavar="C07", help="these claims only")
    given = parser.parse_args(arguments)
    try:
        steps = asked(given.full, given.only)
        if (given.size is not None or given.claims) and given.root.resolve() == ROOT:
            raise InputError("--size and --claims are for a look: name a --root to write it to")
        _say_plan(steps)
        if given.list:
            return 0
        _begin(given.home, given.fresh)
        return _make(steps, given)
    except InputError as error:
        print(f"evidence: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("evidence: interrupted; the same command goes on from here", file=sys.stderr)
        return 130


def _say_plan(steps: Sequence[Step]) -> None:
    """Say what will be done and how long it takes, before it begins."""
    for step in steps:
        _say(f"  {step.minutes:4g} min  relsim {shlex.join(step.words)}: {step.what}")
    minutes = sum(step.minutes for step in steps)
    told = f"{minutes:g} minutes" if minutes < 100 else f"{minutes / 60:.1f} hours"
    _say(f"About {told} on {_CORES} cores, less where runs are there already.")


def _begin(home: Path, fresh: bool) -> None:
    """Refuse runs of another model, or forget them: tables of two would be mixed."""
    stamp, now = home / _STAMP, {"sources": manifest.source()}
    if home.exists() and any(home.iterdir()):
        if not stamp.is_file():
            raise InputError(f"{home}: holds something else; choose another with --home")
        if fresh:
            shutil.rmtree(home)
        elif json.loads(stamp.read_text(encoding="utf-8")) != now:
            raise InputError(
                f"{home}: was made by other sources of relsim; begin again with --fresh"
            )
    home.mkdir(parents=True, exist_ok=True)
    stamp.write_text(json.dumps(now), encoding="utf-8")


def _make(steps: Sequence[Step], given: argparse.Namespace) -> int:
    status = 0
    for number, step in enumerate(steps, start=1):
        _say(f"[{number}/{len(steps)}] relsim {shlex.join(step.words)}: {step.what}")
        began = time.monotonic()
        ended = _run(step, given)
        if ended not in (0, 1):
            return ended
        status = max(status, ended)
        _say(f"      {(time.monotonic() - began) / 60:.1f} min")
        written = keeping.keep(step, given.home, given.root)
        try:
            written += pictures.take(step.name, given.home, given.root)
        except InputError as error:
            _say(f"      no pictures: {error}")
        for path in written:
            _say(f"      {path.relative_to(given.root)}")
    if given.root.resolve() == ROOT:
        # In a process of its own: what stands below must not know who reads its tables.
        subprocess.run([sys.executable, "-m", "relsim.documents"], check=True)
    return status


def _run(step: Step, given: argparse.Namespace) -> int:
    """Run a step's command with its own progress and messages, but without its tables."""
    options = [] if given.workers is None else ["--workers", str(given.workers)]
    if step.size is not None and given.size is not None:
        options += [step.size, str(given.size)]
    if step.words[0] == "claims":
        options += given.claims
    words = [sys.executable, "-m", "relsim", *step.command(given.home, options)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            process.wait()  # it was interrupted as well, and keeps what has finished
            raise


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
