"""Designs that were open lately. A list that cannot be read or written is no reason to stop."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_MOST: Final = 12
_BLANK: Final = 64
"""A file that is longer is not looked into to find it empty."""


def recent_designs(folder: Path) -> tuple[Path, ...]:
    """The latest first; those that are gone are left out."""
    try:
        found = json.loads((folder / "recent.json").read_bytes())
    except (OSError, ValueError):
        return ()
    paths = [Path(p) for p in found if isinstance(p, str)] if isinstance(found, list) else []
    return tuple(p for p in paths if p.is_file())


def remember(folder: Path, design: Path) -> None:
    """Puts a design first."""
    kept = [design.absolute(), *(p for p in recent_designs(folder) if p != design.absolute())][:_MOST]
    temporary = folder / f".recent.{os.getpid()}"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps([str(p) for p in kept], indent=1), encoding="utf-8")
        temporary.replace(folder / "recent.json")


def designs_in(folder: Path) -> tuple[Path, ...]:
    """The YAML files of a folder that begin as a design does, or not at all yet."""
    found: list[Path] = []
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.suffix in (".yaml", ".yml") and path.is_file() and _is_design(path):
                found.append(path)
    return tuple(found[:_MOST])


def is_empty(path: Path) -> bool:
    """Whether nothing stands in a file yet."""
    try:
        return path.stat().st_size <= _BLANK and not path.read_bytes().strip()
    except OSError:
        return False


def _is_design(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            beginning = file.read(4096)
            return not beginning.strip() or b"planner:" in beginning
    except OSError:
        return False


def free_path(folder: Path, name: str) -> Path:
    """A file of that name that is not there yet."""
    stem = name or "design"
    candidates = (folder / f"{stem}{f'-{n}' if n > 1 else ''}.yaml" for n in range(1, 10_000))
    return next(p for p in candidates if not p.exists())
