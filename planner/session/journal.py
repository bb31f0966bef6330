"""What was changed since the file was last written: a line per edit, on its way before the edit is shown.

A killed process leaves its journal behind; the next one reads from it what the file does not hold yet.
"""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from planner.session.disk import digest
from planner.session.patches import Patch

_VERSION = 1


class Opening(Struct, frozen=True):
    """The first line: the text that the edits start from."""

    journal: int
    base: str


class Entry(Struct, frozen=True):
    """One edit, and what tells whether the text after it is the right one."""

    patch: Patch
    says: str
    after: str


class Recovery(Struct, frozen=True):
    """What a journal holds: the text its edits started from, the text they lead to, what they were."""

    base: str
    text: str
    edits: tuple[str, ...]


class Journal:
    """The journal beside one design. It exists only while something is unsaved."""

    def __init__(self, path: Path) -> None:
        target = Path(os.path.realpath(path))
        self.path = target.with_name(f".{target.name}.journal")
        self._handle = -1

    def record(self, base: str, patch: Patch, says: str, after: str) -> None:
        """Writes one edit down; the first one begins the journal with the text before it."""
        entry = _line(Entry(patch, says, digest(after)))
        if self._handle < 0:
            self._begin(_line(Opening(_VERSION, base)) + entry)
        else:
            self._write(entry)

    def _begin(self, content: bytes) -> None:
        """The journal of a process that was killed is replaced as one, never cut short first."""
        fresh = self._fresh
        self._handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            self._write(content)
            fresh.replace(self.path)
        except OSError:
            self.close()
            fresh.unlink(missing_ok=True)
            raise

    def _write(self, content: bytes) -> None:
        while content:
            content = content[os.write(self._handle, content) :]

    def sync(self) -> None:
        """Makes what was recorded outlast the machine too."""
        if self._handle >= 0:
            os.fsync(self._handle)

    def clear(self) -> None:
        """The file holds everything now."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
        self.path.unlink(missing_ok=True)
        self._fresh.unlink(missing_ok=True)

    @property
    def _fresh(self) -> Path:
        """Where a journal is begun, before it takes its place."""
        return self.path.with_name(f"{self.path.name}-new")

    def close(self) -> None:
        """Leaves the journal where it is, for the next start."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1

    def read(self, saved: str) -> Recovery | None:
        """What a killed process left beyond the text that was saved; a line cut short is the edit it was killed in."""
        try:
            lines = self.path.read_bytes().split(b"\n")
        except OSError:
            return None
        try:
            opening = msgspec.json.decode(lines[0], type=Opening)
        except msgspec.MsgspecError:
            return None
        base = text = opening.base
        edits: list[str] = []
        for line in lines[1:]:
            after = _next(text, line)
            if after is None:
                break
            text = after[0]
            edits.append(after[1])
            if text == saved:
                base, edits = text, []
        return Recovery(base, text, tuple(edits)) if edits else None


def _line(line: Opening | Entry) -> bytes:
    return msgspec.json.encode(line) + b"\n"


def _next(text: str, line: bytes) -> tuple[str, str] | None:
    try:
        entry = msgspec.json.decode(line, type=Entry)
    except msgspec.MsgspecError:
        return None
    after = entry.patch.applied(text)
    return (after, entry.says) if after is not None and digest(after) == entry.after else None
