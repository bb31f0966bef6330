"""YAML text -> a tree of nodes with places. Knows YAML 1.2 and its limits, nothing of designs.

A hand loop over the parser's events: several times faster than a loader, and it keeps lines,
catches duplicate keys and never recurses.
"""

from __future__ import annotations

import gc
from typing import Final

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span
from planner.model.tree import Node
from planner.read.builder import Builder
from planner.read.events import MAX_BYTES, why_too_large
from planner.read.splits import SplitShorthand, split_shorthand_hint
from planner.read.syntax import undecodable, without_block

__all__ = ["SplitShorthand", "parse_yaml", "split_shorthand_hint"]

_MAX_REPAIRS: Final = 20
_REPAIR_CHARACTERS: Final = 2_000_000
_OF_THE_REPAIR: Final = frozenset({codes.SYN_ALIAS, codes.SYN_EMPTY})


def parse_yaml(text: str | bytes, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """The tree of one document, and everything that is wrong with its text (the first 1,000 problems).

    A line that breaks YAML's grammar is left out with what is below it, and the rest is read.
    After another fatal problem the tree holds what was read before it. Aliased nodes are shared
    objects and keep the place where they are written.
    """
    if len(text) > MAX_BYTES:
        return None, (_refusal(file, f"the file is larger than {MAX_BYTES >> 20} MiB"),)
    enabled = gc.isenabled()
    gc.disable()
    try:
        return _parse(text, file)
    finally:
        if enabled:
            gc.enable()


def _parse(text: str | bytes, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    decoded = _decoded(text)
    if decoded is None:
        line, column, message, hint = undecodable(text)
        return None, (Diagnostic(codes.SYN_ENCODING, Severity.ERROR, message, Span(file, line, column), hint),)
    if not decoded.isascii() and len(decoded.encode()) > MAX_BYTES:
        return None, (_refusal(file, f"the file is larger than {MAX_BYTES >> 20} MiB"),)
    if why := why_too_large(decoded):
        return None, (_refusal(file, why),)
    return _read_around_faults(decoded, file)


def _read_around_faults(text: str, file: str) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Reads again without the lines at fault, so that one slip does not hide the others."""
    builder = Builder(text, file)
    root, problems = builder.build()
    faults: list[Diagnostic] = []
    for _ in range(min(_MAX_REPAIRS, _REPAIR_CHARACTERS // max(1, len(text)))):
        rest = without_block(text, builder.culprit) if builder.culprit else None
        if rest is None:
            break
        faults += [problem for problem in problems if problem.code == codes.SYN_INVALID]
        text, builder = rest, Builder(rest, file)
        again, found = builder.build()
        root = again if again is not None else root
        problems = tuple(problem for problem in found if problem.code not in _OF_THE_REPAIR)
    return root, (*faults, *problems)


def _decoded(text: str | bytes) -> str | None:
    """The text as libyaml will take it, or None if it is not UTF-8 text."""
    try:
        if isinstance(text, bytes):
            decoded = text.decode("utf-8-sig")
        else:
            decoded = text.removeprefix("\ufeff")
            if not decoded.isascii():
                decoded.encode()
    except UnicodeError:
        return None
    return None if "\0" in decoded else decoded


def _refusal(file: str, message: str) -> Diagnostic:
    return Diagnostic(codes.SYN_LIMIT, Severity.ERROR, message, Span(file, 1, 1), "split the design with `include`")
