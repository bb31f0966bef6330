"""Reads an earlier plan back, as far as it is compared with."""

from __future__ import annotations

from pathlib import Path

import msgspec

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.model.former import Former


def read_former(path: Path) -> Former | Diagnostic:
    """The plan in a bundle, or in a plan.json."""
    file = path / "plan.json" if path.is_dir() else path
    try:
        return msgspec.json.decode(file.read_bytes(), type=Former)
    except OSError:
        said = f"{file.name} cannot be read"
    except msgspec.DecodeError:
        said = f"{file.name} is no plan.json of a bundle"
    return Diagnostic(codes.IO_READ, Severity.ERROR, said, None, "name a bundle, or the plan.json in it")
