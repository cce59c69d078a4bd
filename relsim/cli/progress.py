"""The progress bar of long work: rate and time left, on a terminal only, after two seconds."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from relsim.cli.output import console

PATIENCE_SECONDS = 2.0


class Interrupted(Exception):
    """A user stopped the work with Ctrl-C; what was finished is kept, the message says how much."""


class Stopped(Exception):
    """Work could not go on; what was finished is kept, the message says why and how much."""


class Rate(ProgressColumn):
    """How many a second are done lately."""

    def render(self, task: Task) -> Text:
        """Return the rate, or a dash before the first is done."""
        speed = task.finished_speed or task.speed
        return Text("–/s" if speed is None else f"{speed:,.1f}/s")


class Waiting:
    """What a user sees while runs are made: nothing for two seconds, then a bar on stderr.

    Parameters
    ----------
    what
        What is counted, in the plural ("runs").
    total
        How many there will be, or None while that is unknown.
    patience
        Seconds of silence, so that short work leaves no flicker behind.
    """

    def __init__(
        self, what: str, total: int | None = None, *, patience: float = PATIENCE_SECONDS
    ) -> None:
        self.what = what
        self.done = 0
        self.failed = 0
        self.total = total
        self._patience = patience
        self._lock = threading.Lock()
        self._timer: threading.Timer | None = None
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._over = False
        self._moved = False

    def __enter__(self) -> Self:
        """Begin to wait."""
        # Not rich's own guess, which FORCE_COLOR turns: a log file would fill with bars.
        if sys.stderr.isatty():
            # A timer rather than a look at the clock on each step: while the model compiles for
            # the first time no step comes, and that is when a user most wonders what happens.
            self._timer = threading.Timer(self._patience, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away, whatever happened."""
        with self._lock:
            self._over = True
            if self._timer is not None:
                self._timer.cancel()
            if self._bar is not None:
                self._bar.stop()

    def step(self, done: int, total: int | None = None, failed: int = 0) -> None:
        """Say how many are done, failed ones among them; called from any thread, ever so often."""
        with self._lock:
            self._moved = True
            self.done, self.failed = done, failed
            self.total = self.total if total is None else total
            if self._bar is not None and self._task is not None:
                self._bar.update(
                    self._task, completed=done, total=self.total, description=self._description()
                )

    def _description(self) -> str:
        if not self._moved:
            return f"{self.what} (a first start compiles the model)"
        return f"{self.what}, [bold red]{self.failed:,} failed[/]" if self.failed else self.what

    def _show(self) -> None:
        with self._lock:
            if self._over:
                return
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                Rate(),
                TimeRemainingColumn(),
                console=console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(
                self._description(), total=self.total, completed=self.done
            )
            self._bar.start()
