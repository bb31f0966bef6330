"""Writes a bundle to a folder as one: atomic, locked, and never over what a person edited.

The manifest remembers the digest of every file that was written; a file that differs from it was
edited. Before anything is replaced the coming manifest lies in a journal, so that a run that was
killed leaves files the next run still knows as ours.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Literal, TypeAlias

from msgspec import Struct, structs
from msgspec.json import decode, encode

from planner import codes
from planner.diagnostics import Diagnostic, Severity, has_errors
from planner.emit.base import Artifact
from planner.emit.canonical import to_json

MANIFEST, JOURNAL, LOCK = "manifest.json", ".planner-journal.json", ".planner.lock"
Mode: TypeAlias = Literal["refuse", "force", "adopt"]
_PATIENCE = 10.0
_PIECE = 1 << 16


class WriteReport(Struct, frozen=True):
    """What a run did: paths written, kept as they were, removed, adopted; or why nothing was written.

    `notes` are what a target of the bundle does another way.
    """

    written: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()
    notes: tuple[Diagnostic, ...] = ()

    @property
    def refused(self) -> bool:
        """Nothing was written."""
        return bool(self.problems)


class FileStatus(Struct, frozen=True):
    """How a file of the bundle stands against the manifest."""

    path: str
    state: Literal["unchanged", "edited", "missing"]


def write_bundle(
    folder: Path, made: Iterable[Artifact | Diagnostic], *, mode: Mode = "refuse", scope: frozenset[str] | None = None
) -> WriteReport:
    """Writes artifacts, each as it comes, unless a note among them is an error.

    With a `scope`, files of other outputs are left alone.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise NotADirectoryError(20, "this is a file, not a folder")
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder) as has_lock:
            if not has_lock:
                return _refusal(
                    codes.IO_LOCKED, f"{folder.name} is being written by another run", "try again when it is done"
                )
            return _write(folder, made, mode, scope)
    except OSError as error:
        return _refusal(
            codes.IO_WRITE, f"{folder.name or folder}: {error.strerror or error}", "choose a folder that can be written"
        )


def status_of(folder: Path) -> tuple[FileStatus, ...]:
    """Every file of the manifest, and whether it is still what was written."""
    return tuple(
        FileStatus(path, _state(folder / path, digest)) for path, (digest, _) in sorted(_known(folder).items())
    )


def _state(path: Path, digest: str) -> Literal["unchanged", "edited", "missing"]:
    found = _digest_of(path)
    return "missing" if found is None else "unchanged" if found == digest else "edited"


def _refusal(code: str, message: str, hint: str, conflicts: tuple[str, ...] = ()) -> WriteReport:
    return WriteReport(conflicts=conflicts, problems=(Diagnostic(code, Severity.ERROR, message, None, hint),))


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """An exclusive lock that the kernel releases when the process dies."""
    with (folder / LOCK).open("w") as handle:
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    yield False
                    return
                time.sleep(0.05)
            else:
                yield True
                return


class _Staged(Struct, frozen=True):
    """An artifact that waits beside its place: nothing is replaced before all have come."""

    path: str
    owner: str
    digest: str
    present: str | None
    waits: Path | None

    @property
    def differs(self) -> bool:
        """The file in its place is another one, or there is none."""
        return self.present != self.digest


class _Draft:
    """Takes the bytes of a file piece by piece: compares them with what stands in its place for as long as they
    agree, and writes them beside it from then on.
    """

    def __init__(self, place: Path, beside: Callable[[], Path]) -> None:
        self.digest = sha256()
        self._beside = beside
        self._there = _opened(place)
        self._agreed = 0
        self._held = bytearray()
        self._waits: Path | None = None
        self._file: BinaryIO | None = None

    def take(self, piece: bytes) -> None:
        """The next bytes; small ones are put together first."""
        self._held += piece
        if len(self._held) >= _PIECE:
            self._pass_on()

    def end(self) -> Path | None:
        """Where the file waits now; `None` where its place holds just these bytes already."""
        self._pass_on()
        if self._file is None and (self._there is None or self._there.read(1)):
            self._begin()
        self._close()
        return self._waits

    def drop(self) -> None:
        """Takes away what was written."""
        with suppress(OSError):
            self._close()
        if self._waits is not None:
            self._waits.unlink(missing_ok=True)

    def _pass_on(self) -> None:
        held, self._held = self._held, bytearray()
        self.digest.update(held)
        if self._file is None and self._there is not None and self._there.read(len(held)) == held:
            self._agreed += len(held)
            return
        (self._file or self._begin()).write(held)

    def _begin(self) -> BinaryIO:
        """A file beside the place, with what agreed so far."""
        self._waits = self._beside()
        file = self._file = self._waits.open("wb")
        if self._there is not None:
            self._there.seek(0)
            file.write(self._there.read(self._agreed))
        return file

    def _close(self) -> None:
        for file in (self._there, self._file):
            if file is not None:
                file.close()


def _opened(place: Path) -> BinaryIO | None:
    try:
        return place.open("rb")
    except (FileNotFoundError, NotADirectoryError):
        return None


class _Staging:
    """Lays files down beside their places, under names of this run's own; what is left of them goes at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staged: list[_Staged] = []
        self._root = folder.resolve()
        self._known: set[Path] = set()

    def add(self, artifact: Artifact) -> None:
        """Stages one artifact, unless its place holds just these bytes already."""
        if not _is_inside(artifact.path):
            raise PermissionError(1, f"{artifact.path} lies outside the bundle")
        place = self.folder / artifact.path
        draft = _Draft(place, partial(self._beside, artifact.path))
        try:
            artifact.give(draft.take)
            waits = draft.end()
        except BaseException:
            draft.drop()
            raise
        digest = draft.digest.hexdigest()
        self.staged.append(
            _Staged(artifact.path, artifact.owner, digest, _digest_of(place) if waits else digest, waits)
        )

    def beside(self, name: str, content: bytes) -> Path:
        """Writes one file beside its place."""
        temporary = self._beside(name)
        try:
            temporary.write_bytes(content)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        return temporary

    def _beside(self, name: str) -> Path:
        path = self.folder / name
        self._enter(path.parent, name)
        return path.with_name(f".{path.name}.{os.getpid()}.tmp")

    def _enter(self, parent: Path, name: str) -> None:
        if parent in self._known:
            return
        parent.mkdir(parents=True, exist_ok=True)
        if not parent.resolve().is_relative_to(self._root):
            raise PermissionError(1, f"{name} leads outside the bundle through a link")
        self._known.add(parent)

    def clear(self) -> None:
        """Takes away what did not find its place."""
        for one in self.staged:
            if one.waits is not None:
                one.waits.unlink(missing_ok=True)


def _write(
    folder: Path, made: Iterable[Artifact | Diagnostic], mode: Mode, scope: frozenset[str] | None
) -> WriteReport:
    staging = _Staging(folder)
    try:
        notes: list[Diagnostic] = []
        for one in made:
            if isinstance(one, Diagnostic):
                notes.append(one)
            else:
                staging.add(one)
            del one  # nobody holds it while the next one is made
        if has_errors(notes):
            return WriteReport(notes=tuple(notes))
        return structs.replace(_settle(staging, mode, scope), notes=tuple(notes))
    finally:
        staging.clear()


def _settle(staging: _Staging, mode: Mode, scope: frozenset[str] | None) -> WriteReport:
    """Puts everything into its place, unless a person edited what is there."""
    folder, staged = staging.folder, staging.staged
    known = _known(folder)
    ours = {path: {digest} for path, (digest, _) in known.items()}
    for path, digest in _journaled(folder).items():
        ours.setdefault(path, set()).add(digest)
    edited = [s.path for s in staged if s.differs and s.present is not None and s.present not in ours.get(s.path, ())]
    if edited and mode == "refuse":
        return _edited(edited)
    adopted = set(edited) if mode == "adopt" else set()
    coming = {s.path: s for s in staged}
    stale = [p for p, (_, owner) in known.items() if p not in coming and (scope is None or owner in scope)]
    _journal(folder, staged)
    for one in staged:
        if one.waits is not None:
            one.waits.replace(folder / (f"{one.path}.new" if one.path in adopted else one.path))
    removed = [p for p in stale if _digest_of(folder / p) in ours.get(p, ())]
    for path in removed:
        _remove(folder, path)
    staging.beside(MANIFEST, _manifest(staged, known, stale)).replace(folder / MANIFEST)
    (folder / JOURNAL).unlink(missing_ok=True)
    written = tuple(s.path for s in staged if s.differs and s.path not in adopted)
    kept = tuple(s.path for s in staged if not s.differs)
    return WriteReport(written, kept, tuple(removed), tuple(p for p in coming if p in adopted))


def _edited(paths: list[str]) -> WriteReport:
    says = f"{len(paths)} file{'s were' if len(paths) > 1 else ' was'} edited by hand: {', '.join(paths[:5])}"
    hint = "--adopt keeps yours and writes .new beside, --force overwrites"
    return _refusal(codes.IO_EDITED, f"{says}; nothing was written", hint, tuple(paths))


def _journal(folder: Path, staged: list[_Staged]) -> None:
    (folder / JOURNAL).write_bytes(encode({s.path: s.digest for s in staged}))


def _manifest(staged: list[_Staged], known: dict[str, tuple[str, str]], stale: list[str]) -> bytes:
    """Sorted by path; files outside the scope of this run keep their lines."""
    rows = {p: {"path": p, "sha256": digest, "output": owner} for p, (digest, owner) in known.items() if p not in stale}
    rows |= {s.path: {"path": s.path, "sha256": s.digest, "output": s.owner} for s in staged}
    return to_json({"version": 1, "files": [rows[p] for p in sorted(rows)]})


def _known(folder: Path) -> dict[str, tuple[str, str]]:
    """Path -> (digest, output) of the last manifest; a broken manifest knows nothing."""
    try:
        files = decode((folder / MANIFEST).read_bytes())["files"]
        return {
            str(f["path"]): (str(f["sha256"]), str(f.get("output", ""))) for f in files if _is_inside(str(f["path"]))
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts


def _journaled(folder: Path) -> dict[str, str]:
    try:
        found = decode((folder / JOURNAL).read_bytes())
        return {str(k): str(v) for k, v in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _digest_of(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _remove(folder: Path, name: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
