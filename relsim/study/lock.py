"""One process at a time writes a results folder, held by a lock that goes when its holder dies."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, SoftFileLock, Timeout

from relsim.errors import InputError
from relsim.study import manifest

NAME = ".lock"
_TEXT = 1
"""Where the holder's name begins in the file: Windows locks the byte before it against reading."""


class FolderLock:
    """The right to write a results folder, held by one process of all that share its disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / NAME
        # Not bound to a thread: whoever closes the folder may be another one.
        self._lock = FileLock(self.path, blocking=False, thread_local=False)
        self._file: tuple[int, int] | None = None

    def take(self) -> None:
        """Take the lock, without waiting.

        Raises
        ------
        InputError
            When another process holds it, naming the folder and that process, or when the folder
            cannot be written.
        """
        try:
            self._lock.acquire()
            self._file = _identity(self.path)
            self._sign()
        except Timeout:
            raise InputError(
                f"{self.folder}: is being written by {self._holder()}; "
                "wait until it has ended, or choose another folder with --out"
            ) from None
        except OSError as error:
            raise InputError(
                f"{self.folder}: cannot be written ({error.strerror or error})"
            ) from error

    @property
    def taken(self) -> bool:
        """Whether it was taken and not released."""
        return self._lock.is_locked

    def held(self) -> bool:
        """Return whether the folder is still the one that was locked, not gone nor made anew."""
        return self._file is not None and _identity(self.path) == self._file

    def release(self) -> None:
        """Give the lock back and take its file away."""
        if self.held():
            # Before the release: afterwards it may be another's. Windows deletes no open file.
            with suppress(OSError):
                self.path.unlink()
        self._file = None
        self._lock.release()

    def _sign(self) -> None:
        if isinstance(self._lock, SoftFileLock):  # where disks know no locks; its file is its own
            return
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": manifest.now()}
        # A full disk keeps nobody from finishing what needs no more space.
        with suppress(OSError), self.path.open("r+b") as stream:
            stream.seek(_TEXT)
            stream.write(json.dumps(holder).encode())
            stream.truncate()

    def _holder(self) -> str:
        try:
            with self.path.open("rb", buffering=0) as stream:
                stream.seek(_TEXT)
                holder = json.loads(stream.read())
            return (
                f"another process (pid {holder['pid']} on {holder['host']}, "
                f"since {holder['since']})"
            )
        except (OSError, ValueError, KeyError, TypeError):
            return "another process"


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
