"""YAML -> Design: reads a file and what it includes, reports everything that is wrong in one go."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec
from msgspec import Struct

from planner import codes
from planner.diagnostics import Diagnostic, Severity, Span, has_errors
from planner.model.design import Design
from planner.model.tree import Mapping, Node
from planner.read.include import included_files, read_limited
from planner.read.language.top import DESIGN_KEYS
from planner.read.reader import Key, Keys, Missing, Reader, short
from planner.read.source import Source
from planner.read.yaml import parse_yaml

_TORN: Final = frozenset((codes.DES_INCLUDE, codes.IO_READ))
"""Where these are told, parts of the design were not read at all."""

_PART_KEYS: Keys = {name: Key(key.attribute, key.kind, key.says) for name, key in DESIGN_KEYS.items()}


class Reading(Struct, frozen=True):
    """What came of reading: a design unless the text could not be understood, its source, every diagnostic.

    `partial` is as much of a faulty design as could be read, where the whole text was at least YAML.
    """

    design: Design | None
    source: Source
    diagnostics: tuple[Diagnostic, ...]
    partial: Design | None = None


def read_design_text(text: str | bytes, file: str = "design.yaml") -> Reading:
    """The design a text states; `include` has no folder to look in."""
    return _read(text, file, None)


def read_design(path: Path) -> Reading:
    """The design in a file; places cite its base name."""
    try:
        text = read_limited(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it cannot be opened"
        problem = Diagnostic(
            codes.IO_READ, Severity.ERROR, f"{path.name}: {reason}", None, "name a design file, or - for standard input"
        )
        return Reading(None, Source(), (problem,))
    return _read(text, path.name, path.parent)


def read_design_beside(text: str, path: Path) -> Reading:
    """The design a text states, read as if it were the file at that path."""
    return _read(text, path.name, path.parent)


def _read(text: str | bytes, file: str, folder: Path | None) -> Reading:
    root, problems = parse_yaml(text, file)
    if root is None:
        return Reading(None, Source(), problems)
    included = included_files(root, file, folder)
    problems += included.problems
    reader = Reader({file: text, **included.texts})
    values = reader.keys(root, "", DESIGN_KEYS, "a design")
    if isinstance(values, Missing):
        return Reading(None, Source((root,)), problems + tuple(reader.problems))
    bases: list[dict[str, int]] = [{}]
    for part in included.trees:
        reader.bases = {name: len(value) for name, value in values.items() if isinstance(value, tuple)}
        bases.append(reader.bases)
        _merge(reader, values, part, Source((root, *included.trees)))
    values.pop("include", None)
    design = Design(**values, unknown=tuple(reader.unknown))
    problems += tuple(reader.problems)
    source = Source((root, *included.trees), tuple(bases))
    if not has_errors(problems):
        return Reading(design, source, problems)
    is_whole = not any(p.code in _TORN or p.code.startswith("SYN") for p in problems)
    return Reading(None, source, problems, design if is_whole else None)


def _merge(reader: Reader, values: dict[str, Any], part: Node, source: Source) -> None:
    """Adds an included part: lists of elements join, anything else has one home."""
    more = reader.keys(part, "", _PART_KEYS, "a design")
    if isinstance(more, Missing):
        return
    for name, value in more.items():
        known = values.get(name)
        if name in ("planner", "include"):
            continue
        if known is None:
            values[name] = value
        elif isinstance(known, tuple) and isinstance(value, tuple):
            _refuse_doubles(reader, known, value, part, source)
            values[name] = known + value
        else:
            key = _key(part, name)
            places = f"at {source.locate(name)} and at {key.file}:{key.line}:{key.column}"
            reader.error(codes.DES_INCLUDE, f"'{name}' has two homes, {places}", key, "keep one of them")


def _key(part: Node, name: str) -> Node:
    return part.entries[name][0] if isinstance(part, Mapping) and name in part.entries else part


def _refuse_doubles(reader: Reader, known: tuple[Any, ...], added: tuple[Any, ...], part: Node, source: Source) -> None:
    """An element has one home; both are shown."""
    homes = {_name(element): element.path for element in known}
    here = Source((part,), (reader.bases,))
    for element in added:
        name = _name(element)
        if name and name in homes:
            span = here.locate(element.path) or Span(part.file, part.line, part.column)
            message = f"'{short(name)}' has two homes, at {source.locate(homes[name])} and at {span}"
            reader.problems.append(
                Diagnostic(codes.DES_INCLUDE, Severity.ERROR, message, span, "keep one of them", element.path)
            )


def _name(element: msgspec.Struct) -> str:
    for attribute in ("name", "id", "topic", "finding", "target"):
        found = getattr(element, attribute, None)
        if isinstance(found, str):
            return found
    return ""
