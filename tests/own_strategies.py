"""Strategies of a user's own, some of them ill-behaved; studies name them by module and class."""

from __future__ import annotations

import os
from pathlib import Path

from relsim.strategies import Strategy


class Plain(Strategy):
    """Strict at first."""

    def answer(self, request, behaviour):
        if request.tenure < 6:
            behaviour.yielding = 0.1


class Deadly(Strategy):
    """Some territories kill the process, and always the same ones."""

    def answer(self, request, behaviour):
        if request.luck < 0.002:
            os._exit(9)


class DeadlyOnce(Strategy):
    """Kills one process and no other: the file named by ``RELSIM_TEST_MARK`` remembers."""

    def answer(self, request, behaviour):
        mark = Path(os.environ["RELSIM_TEST_MARK"])
        if request.luck < 0.002 and not mark.exists():
            mark.touch()
            os._exit(9)


class Fragile(Strategy):
    """Cannot bear some territories, until the file named by ``RELSIM_TEST_MARK`` is there."""

    def answer(self, request, behaviour):
        if request.luck < 0.01 and not Path(os.environ["RELSIM_TEST_MARK"]).exists():
            raise RuntimeError("too much for me")
