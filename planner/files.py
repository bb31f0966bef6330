"""Puts one text file in the place of another at once: whoever reads sees the old or the new, never half of one."""

from __future__ import annotations

import os
from pathlib import Path

from planner import codes
from planner.diagnostics import Diagnostic, Severity


def replace_file(path: Path, text: str) -> Diagnostic | None:
    """Writes beside the file and renames; returns what was in the way."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        if path.exists():
            mode = path.stat().st_mode
            temporary.write_bytes(text.encode())
            temporary.chmod(mode)
        else:
            temporary.write_bytes(text.encode())
        temporary.replace(path)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        return Diagnostic(codes.IO_WRITE, Severity.ERROR, f"{path.name}: {reason}", None, "choose a file that can be")
    finally:
        _forget(temporary)
    return None


def _forget(temporary: Path) -> None:
    try:
        temporary.unlink(missing_ok=True)
    except OSError:
        return
