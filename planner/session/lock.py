"""Who has a design open: one process writes, the next one reads and learns the other's number.

The kernel lets go of the lock when its holder ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class Lock:
    """A lock beside a design; `holder` is the number of the process that has it, 0 where that is this one."""

    def __init__(self, path: Path) -> None:
        target = Path(os.path.realpath(path))
        self.path = target.with_name(f".{target.name}.open")
        self.holder = 0
        self._handle = -1

    def take(self) -> bool:
        """Whether this process has the lock now."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.holder = _number(os.read(handle, 32))
            os.close(handle)
            return False
        if not self._still_there(handle):
            os.close(handle)
            return self.take()
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            self.path.unlink(missing_ok=True)
            os.close(handle)
            raise
        self.holder, self._handle = 0, handle
        return True

    def _still_there(self, handle: int) -> bool:
        """The holder before us takes the file away as it leaves: what was locked may be no longer the lock."""
        try:
            return os.fstat(handle).st_ino == self.path.stat().st_ino
        except FileNotFoundError:
            return False

    def leave(self) -> None:
        """Lets go, and takes the file away."""
        if self._handle >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = -1


def _number(text: bytes) -> int:
    word = text.decode("ascii", "replace").strip()
    return int(word) if word.isdecimal() else -1
