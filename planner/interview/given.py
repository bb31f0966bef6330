"""Answers out of a file: a mapping of paths to values; sections may be nested as in a design."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from planner import codes
from planner.diagnostics import Diagnostic, Severity
from planner.read.include import read_limited
from planner.read.layout import Value, plain
from planner.read.yaml import parse_yaml

Given: TypeAlias = tuple[tuple[str, Value], ...]
_NESTED = frozenset(("context", "scale", "stack", "controls", "tenancy", "team", "entities", "integrations", "jobs"))


def read_given(path: Path) -> tuple[Given, tuple[Diagnostic, ...]]:
    """The answers of a file, or what is wrong with it."""
    try:
        text = read_limited(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        return (), (Diagnostic(codes.IO_READ, Severity.ERROR, f"{path.name}: {reason}"),)
    root, problems = parse_yaml(text, path.name)
    if root is None:
        return (), problems
    said = plain(root)
    if not isinstance(said, dict):
        hint = "write one `path: value` a line"
        return (), (
            Diagnostic(codes.DES_WRONG_KIND, Severity.ERROR, f"{path.name}: answers are a mapping", None, hint),
        )
    return tuple(_leaves("", said)), problems


def _leaves(path: str, section: dict[str, Value]) -> Iterator[tuple[str, Value]]:
    for key, value in section.items():
        below = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value and (path or key in _NESTED):
            yield from _leaves(below, value)
        else:
            yield below, value
