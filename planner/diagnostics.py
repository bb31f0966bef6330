"""Problems as values: where they are, what they are, how to mend them.

Knows nothing of planning. Codes are registered in `planner.codes`, so that documentation
and tests can list them.
"""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How bad a problem is; only errors stop a plan."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Span(Struct, frozen=True, gc=False):
    """A place in a source file; lines and columns count from 1."""

    file: str
    line: int
    column: int
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Diagnostic(Struct, frozen=True):
    """One problem, with its place, a stable code and, where there is one, a way out."""

    code: str
    severity: Severity
    message: str
    span: Span | None = None
    hint: str = ""
    path: str = ""

    def __str__(self) -> str:
        place = f"{self.span}: " if self.span else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.severity.value} {self.code} {self.message}{hint}"


def has_errors(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Whether a plan can not be made from what gave these diagnostics."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
