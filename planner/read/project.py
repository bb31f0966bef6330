"""`planner.toml`: what a project settles once for all its designs. Imported only where such a file lies."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.naming import suggest


class Project(BaseModel):
    """The keys of `planner.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    catalogs: tuple[str, ...] = Field(default=(), description="folders laid over the shipped catalogs, in order")
    fail_on: Literal["low", "medium", "elevated", "high", "critical"] | None = Field(
        default=None, description="`planner check` fails where a risk at or above this stands open"
    )


def read_project(path: Path) -> Project | tuple[Diagnostic, ...]:
    """The project's settings, or everything that is wrong with the file."""
    try:
        return Project.model_validate(tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except ValidationError as error:
        return tuple(
            _problem(".".join(map(str, found["loc"])), found["msg"], found["type"]) for found in error.errors()
        )
    except tomllib.TOMLDecodeError as error:
        return (Diagnostic(codes.CFG_TOML, Severity.ERROR, f"planner.toml: {error}", None, "see docs/cli.md"),)
    except (OSError, UnicodeDecodeError):
        return (Diagnostic(codes.IO_READ, Severity.ERROR, "planner.toml cannot be read"),)


def _problem(key: str, message: str, kind: str) -> Diagnostic:
    known = tuple(Project.model_fields)
    near = suggest(key, known) if kind == "extra_forbidden" else ""
    hint = f"did you mean '{near}'?" if near else f"it knows {', '.join(known)}"
    said = "no such key" if kind == "extra_forbidden" else message[0].lower() + message[1:]
    return Diagnostic(codes.CFG_KEY, Severity.ERROR, f"planner.toml: {key}: {said}", None, hint)
