"""`<design>.lock.json` beside a design: numbers that must stay across re-plans (fields of Protocol Buffers)."""

from __future__ import annotations

import os
from pathlib import Path

from msgspec.json import decode


def lock_path(design: Path) -> Path:
    """Where the lock of a design lies."""
    return design.with_suffix(".lock.json")


def read_lock(design: Path | None) -> dict[str, dict[str, int]]:
    """Message -> field -> number; empty where there is no lock or no design file."""
    if design is None:
        return {}
    try:
        data = decode(lock_path(design).read_bytes())
    except (OSError, ValueError):
        return {}
    numbers = data.get("numbers", {}) if isinstance(data, dict) else {}
    if not isinstance(numbers, dict):
        return {}
    return {
        str(message): {str(f): n for f, n in fields.items() if isinstance(n, int)}
        for message, fields in numbers.items()
        if isinstance(fields, dict)
    }


def write_lock(design: Path, numbers: dict[str, dict[str, int]]) -> None:
    """Writes the lock where it changed; a design without numbers that must stay gets none."""
    if not numbers or numbers == read_lock(design):
        return
    import json

    path = lock_path(design)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps({"version": 1, "numbers": numbers}, indent=2, sort_keys=True) + "\n")
    temporary.replace(path)
