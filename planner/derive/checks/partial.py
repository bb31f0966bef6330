"""What is surely wrong with a design of which some lines could not be read: names that stand nowhere in its text."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from planner.derive.checks import check_design
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.design import Design
from planner.rules.library import Library

_REFERENCE = "REF2"


def surely_wrong(
    design: Design, named: frozenset[str], locate: Callable[[str], Span | None], library: Library
) -> tuple[Diagnostic, ...]:
    """The broken references that no line that is still to be mended can make whole."""
    return tuple(
        replace(d, span=d.span or locate(d.path))
        for d in check_design(design, library)
        if d.severity is Severity.ERROR and d.code.startswith(_REFERENCE) and not _may_be_there(d, named)
    )


def _may_be_there(problem: Diagnostic, named: frozenset[str]) -> bool:
    """Whether the text has a key of that name, which could not be read."""
    word = problem.message.partition("'")[2].partition("'")[0]
    return not word or any(part in named for part in word.split("."))
