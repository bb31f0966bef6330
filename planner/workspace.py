"""Writes a bundle to a folder as one: atomic, locked, and never over what a person edited.

The manifest remembers the digest of every file that was written; a file that differs from it was
edited. Before anything is replaced the coming manifest lies in a journal, so that a run that was
killed leaves files the next run still knows as ours.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Literal, TypeAlias

from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.emit.base import Artifact
from planner.emit.canonical import to_json

MANIFEST, JOURNAL, LOCK = "manifest.json", ".planner-journal.json", ".planner.lock"
Mode: TypeAlias = Literal["refuse", "force", "adopt"]
_PATIENCE = 10.0


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
    folder: Path, artifacts: Sequence[Artifact], *, mode: Mode = "refuse", scope: frozenset[str] | None = None
) -> WriteReport:
    """Writes the artifacts; with a `scope`, files of other outputs are left alone."""
    try:
        _usable(folder, artifacts)
        folder.mkdir(parents=True, exist_ok=True)
        with _locked(folder) as has_lock:
            if not has_lock:
                return _refusal(
                    codes.IO_LOCKED, f"{folder.name} is being written by another run", "try again when it is done"
                )
            return _write(folder, artifacts, mode, scope)
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


def _usable(folder: Path, artifacts: Sequence[Artifact]) -> None:
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(20, "this is a file, not a folder")
    for artifact in artifacts:
        path = PurePosixPath(artifact.path)
        if path.is_absolute() or ".." in path.parts:
            raise PermissionError(1, f"{artifact.path} lies outside the bundle")


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


def _write(folder: Path, artifacts: Sequence[Artifact], mode: Mode, scope: frozenset[str] | None) -> WriteReport:
    known = _known(folder)
    ours = {path: {digest} for path, (digest, _) in known.items()}
    for path, digest in _journaled(folder).items():
        ours.setdefault(path, set()).add(digest)
    coming = {a.path: sha256(a.content).hexdigest() for a in artifacts}
    present = {path: _digest_of(folder / path) for path in {*coming, *known}}
    edited = [p for p in coming if present[p] not in (None, coming[p]) and present[p] not in ours.get(p, ())]
    if edited and mode == "refuse":
        says = f"{len(edited)} file{'s were' if len(edited) > 1 else ' was'} edited by hand: {', '.join(edited[:5])}"
        return _refusal(
            codes.IO_EDITED,
            f"{says}; nothing was written",
            "--adopt keeps yours and writes .new beside, --force overwrites",
            tuple(edited),
        )
    adopted = set(edited) if mode == "adopt" else set()
    stale = [p for p, (_, owner) in known.items() if p not in coming and (scope is None or owner in scope)]
    manifest = _manifest(artifacts, coming, known, stale)
    (folder / JOURNAL).write_bytes(json.dumps(coming).encode())
    changed = [a for a in artifacts if a.path in adopted or present[a.path] != coming[a.path]]
    for artifact in changed:
        _replace(folder, f"{artifact.path}.new" if artifact.path in adopted else artifact.path, artifact.content)
    removed = [p for p in stale if present[p] is not None and present[p] in ours.get(p, ())]
    for path in removed:
        _remove(folder, path)
    _replace(folder, MANIFEST, manifest)
    (folder / JOURNAL).unlink(missing_ok=True)
    written = tuple(a.path for a in changed if a.path not in adopted)
    return WriteReport(
        written, tuple(p for p in coming if p not in written and p not in adopted), tuple(removed), tuple(adopted)
    )


def _manifest(
    artifacts: Sequence[Artifact], coming: dict[str, str], known: dict[str, tuple[str, str]], stale: list[str]
) -> bytes:
    """Sorted by path; files outside the scope of this run keep their lines."""
    rows = {p: {"path": p, "sha256": digest, "output": owner} for p, (digest, owner) in known.items() if p not in stale}
    rows |= {a.path: {"path": a.path, "sha256": coming[a.path], "output": a.owner} for a in artifacts}
    return to_json({"version": 1, "files": [rows[p] for p in sorted(rows)]})


def _known(folder: Path) -> dict[str, tuple[str, str]]:
    """Path -> (digest, output) of the last manifest; a broken manifest knows nothing."""
    try:
        files = json.loads((folder / MANIFEST).read_bytes())["files"]
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
        found = json.loads((folder / JOURNAL).read_bytes())
        return {str(k): str(v) for k, v in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _digest_of(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _replace(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.parent.resolve().is_relative_to(folder.resolve()):
        raise PermissionError(1, f"{name} leads outside the bundle through a link")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _remove(folder: Path, name: str) -> None:
    path = folder / name
    path.unlink(missing_ok=True)
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            return
        parent.rmdir()
