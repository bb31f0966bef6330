"""YAML -> Design: reads a file and what it includes, reports everything that is wrong in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span, has_errors
from planner.model.design import Design
from planner.model.tree import Mapping, Node
from planner.read.include import included_files
from planner.read.language.top import DESIGN_KEYS
from planner.read.reader import Key, Keys, Missing, Reader
from planner.read.source import Source
from planner.read.yaml import parse_yaml

_PART_KEYS: Keys = {
    name: Key(key.attribute, key.kind, key.says) for name, key in DESIGN_KEYS.items() if name != "include"
}


class Reading(Struct, frozen=True):
    """What came of reading: a design unless the text could not be understood, its source, every diagnostic."""

    design: Design | None
    source: Source
    diagnostics: tuple[Diagnostic, ...]


def read_design_text(text: str | bytes, file: str = "design.yaml") -> Reading:
    """The design a text states; `include` has no folder to look in."""
    return _read(text, file, None)


def read_design(path: Path) -> Reading:
    """The design in a file; places cite its base name."""
    try:
        text = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        problem = Diagnostic(
            codes.IO_READ, Severity.ERROR, f"{path.name}: {reason}", None, "name a design file, or - for standard input"
        )
        return Reading(None, Source(), (problem,))
    return _read(text, path.name, path.parent)


def _read(text: str | bytes, file: str, folder: Path | None) -> Reading:
    root, problems = parse_yaml(text, file)
    if root is None:
        return Reading(None, Source(), problems)
    parts, found = included_files(root, file, folder)
    problems += found
    source = Source((root, *(node for node in parts)))
    reader = Reader()
    values = reader.keys(root, "", DESIGN_KEYS, "a design")
    if isinstance(values, Missing):
        return Reading(None, source, problems + tuple(reader.problems))
    values.pop("include", None)
    for part in parts:
        _merge(reader, values, part)
    design = Design(**values, unknown=tuple(reader.unknown))
    problems += tuple(reader.problems)
    return Reading(None if has_errors(problems) else design, source, problems)


def _merge(reader: Reader, values: dict[str, Any], part: Node) -> None:
    """Adds an included part: lists of elements join, anything else has one home."""
    more = reader.keys(part, "", _PART_KEYS, "a design")
    if isinstance(more, Missing):
        return
    for name, value in more.items():
        known = values.get(name)
        if name == "planner":
            continue
        if known is None:
            values[name] = value
        elif isinstance(known, tuple) and isinstance(value, tuple):
            _refuse_doubles(reader, known, value, part, name)
            values[name] = known + value
        else:
            reader.error(
                codes.DES_INCLUDE,
                f"'{name}' stands in more than one file of the design",
                _key(part, name),
                "keep one of them",
            )


def _key(part: Node, name: str) -> Node:
    return part.entries[name][0] if isinstance(part, Mapping) and name in part.entries else part


def _refuse_doubles(reader: Reader, known: tuple[Any, ...], added: tuple[Any, ...], part: Node, key: str) -> None:
    names = {_name(element) for element in known}
    for element in added:
        if _name(element) in names:
            node = Source((part,)).locate(element.path)
            span = node or Span(part.file, part.line, part.column)
            reader.problems.append(
                Diagnostic(
                    codes.DES_INCLUDE,
                    Severity.ERROR,
                    f"{key} '{_name(element)}' has its home in another file already",
                    span,
                )
            )


def _name(element: msgspec.Struct) -> str:
    for attribute in ("name", "id", "topic", "finding", "target"):
        found = getattr(element, attribute, None)
        if isinstance(found, str):
            return found
    return ""
