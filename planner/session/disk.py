"""A design's file: what stands there now, and how a new text takes its place as one. Problems are values."""

from __future__ import annotations

import os
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity

_SURELY_READ: Final = 1 << 20
"""Files smaller than this are read without asking the parser for its limit, which takes its time to load."""


class Stamp(Struct, frozen=True):
    """What tells at a glance whether a file is still the one that was read."""

    modified: int
    size: int
    inode: int


class OnDisk(Struct, frozen=True):
    """The text of a file (None: there is none), its stamp, or why it cannot be read."""

    text: str | None
    stamp: Stamp | None = None
    problem: Diagnostic | None = None


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


def read_text(path: Path) -> OnDisk:
    """The text of a file as it stands, byte order mark and line ends included."""
    stamp = stamp_of(path)
    try:
        if stamp is not None and (limit := _limit(stamp.size)):
            return OnDisk(None, stamp, unreadable(path, f"larger than {limit} MiB"))
        return OnDisk(path.read_bytes().decode("utf-8"), stamp)
    except FileNotFoundError:
        return OnDisk(None)
    except UnicodeDecodeError:
        return OnDisk(None, stamp, unreadable(path, "not UTF-8 text"))
    except OSError as error:
        return OnDisk(None, stamp, unreadable(path, error.strerror or "it cannot be opened"))


def _limit(size: int) -> int:
    """What a file that is too large may be at most, in MiB; 0 where it is not."""
    if size < _SURELY_READ:
        return 0
    from planner.read.events import MAX_BYTES

    return MAX_BYTES >> 20 if size > MAX_BYTES else 0


def unreadable(path: Path, reason: str) -> Diagnostic:
    """Why a file cannot be opened."""
    return Diagnostic(codes.IO_READ, Severity.ERROR, f"{path.name}: {reason}")


def replace_text(path: Path, text: str) -> Diagnostic | None:
    """Puts the text in the file's place as one: a kill at any moment leaves the old text or the new one."""
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f"{_mark(target)}{os.getpid()}")
    try:
        _write_through(temporary, text.encode("utf-8", "surrogatepass"), target)
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        message = f"{path.name} cannot be written: {error.strerror or error}"
        return Diagnostic(codes.IO_WRITE, Severity.ERROR, message, None, "save a copy elsewhere")
    return None


def _write_through(temporary: Path, content: bytes, target: Path) -> None:
    with temporary.open("wb") as file:
        if target.exists():
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Makes a rename in the folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(path: Path) -> None:
    """Takes away what a killed save left half written beside the file."""
    target = Path(os.path.realpath(path))
    for left in target.parent.glob(f"{_glob_safe(_mark(target))}*"):
        left.unlink(missing_ok=True)


def _mark(path: Path) -> str:
    return f".{path.name}.saving-"


def _glob_safe(text: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)


def is_writable(path: Path) -> bool:
    """Whether the file could be replaced where it is."""
    folder = Path(os.path.realpath(path)).parent
    return os.access(folder, os.W_OK | os.X_OK) and (not path.exists() or os.access(path, os.W_OK))


def digest(text: str) -> str:
    """What tells two texts apart."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
