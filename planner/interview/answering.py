"""An answer laid into a design: the fragment it would be in the file, read as a file is, merged by name."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import NODEFAULT, Struct

from planner.diagnostics import Diagnostic, has_errors
from planner.model.design import Design
from planner.read.design import read_design_text
from planner.read.names import split_path
from planner.read.printing import key_text, scalar_text

_HEAD: Final = {"planner": "1", "name": "Fragment"}
"""What every design says; a fragment of one borrows it."""


class Answered(Struct, frozen=True):
    """The design with the answer in it, or what was wrong with the answer."""

    design: Design | None
    diagnostics: tuple[Diagnostic, ...]


def answered(design: Design, path: str, text: str) -> Answered:
    """The design as if `text` stood at `path`."""
    path, text = _beside_its_root(design, path, text)
    top = split_path(path)[0]
    head = "".join(f"{key}: {value}\n" for key, value in _HEAD.items() if key != top)
    reading = read_design_text(head + fragment(path, text))
    if reading.design is None or has_errors(reading.diagnostics):
        return Answered(None, reading.diagnostics)
    said: Any = _only(reading.design, top)
    return Answered(_merged(design, said), ())


def _beside_its_root(design: Design, path: str, text: str) -> tuple[str, str]:
    """How tenants are kept apart says nothing without who they are; everything else stands alone."""
    if path != "tenancy.isolation" or design.tenancy is None:
        return path, text
    return "tenancy", f"{{root: {scalar_text(design.tenancy.root, True)}, isolation: {text}}}"


def fragment(path: str, text: str) -> str:
    """The YAML that says one thing at a path."""
    segments = split_path(path)
    lines = [f"{'  ' * depth}{key_text(segment)}:" for depth, segment in enumerate(segments)]
    value = text.strip()
    if "\n" in value:
        body = "\n".join("  " * len(segments) + line for line in value.splitlines())
        return "\n".join(lines) + "\n" + body + "\n"
    return "\n".join(lines) + f" {value}\n"


def _only(design: Design, top: str) -> Design:
    """The one part a fragment spoke of; everything else as unsaid."""
    attribute = {"entities": "entities"}.get(top, top)
    return Design(**{attribute: getattr(design, attribute)}, unknown=design.unknown)


def _merged(base: Any, said: Any) -> Any:
    """`base` with whatever `said` says; absent stays as it was."""
    changes: dict[str, Any] = {}
    for field in msgspec.structs.fields(type(base)):
        new = getattr(said, field.name)
        if field.required or new == _default(field):
            continue
        old = getattr(base, field.name)
        changes[field.name] = _joined(old, new)
    return msgspec.structs.replace(base, **changes) if changes else base


def _default(field: msgspec.structs.FieldInfo) -> Any:
    if field.default is not NODEFAULT:
        return field.default
    return field.default_factory() if field.default_factory is not NODEFAULT else None


def _joined(old: Any, new: Any) -> Any:
    if isinstance(old, Struct) and isinstance(new, Struct) and type(old) is type(new):
        return _merged(old, new) if hasattr(new, "name") or not hasattr(new, "path") else new
    if isinstance(old, tuple) and isinstance(new, tuple) and new and hasattr(new[0], "path"):
        return _by_path(old, new)
    return new


def _by_path(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    added = {element.path: element for element in new}
    kept = [_merged(element, added.pop(element.path)) if element.path in added else element for element in old]
    return (*kept, *added.values())
