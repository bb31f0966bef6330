"""An answer laid into a design: the fragment it would be in the file, read as a file is, merged by name."""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import Any, Final

import msgspec
from msgspec import NODEFAULT, Struct
from msgspec.structs import replace

from planner.diagnostics import Diagnostic, has_errors
from planner.model.design import Design
from planner.model.entities import Entity, Listing
from planner.read.design import read_design_text
from planner.read.names import join, split_path
from planner.read.printing import key_text, scalar_text

_HEAD: Final = {"planner": "1", "name": "Fragment"}
"""What every design says; a fragment of one borrows it."""
_FIELDS: Final[dict[type[Struct], tuple[tuple[str, Any], ...]]] = {}
_NESTED: Final = (str, tuple, Struct)
"""What a path may stand in."""
_ANY: Final = "Any"
"""The entity that an answer is read of: what is said of one is said alike of every other."""


class Answered(Struct, frozen=True):
    """The design with the answer in it, or what was wrong with the answer."""

    design: Design | None
    diagnostics: tuple[Diagnostic, ...]


def answered(design: Design, path: str, text: str) -> Answered:
    """The design as if `text` stood at `path`."""
    said = _said(*_beside_its_root(design, path, text))
    if said.design is None:
        return said
    merged = _merged(design, said.design)
    if text.strip() == "false":
        merged = _taken_back(merged, _said(path, "true").design, said.design)
    return Answered(merged, ())


@lru_cache(maxsize=4096)
def _said(path: str, text: str) -> Answered:
    """What a fragment says; of one entity it is read once for all. Kept: after each edit the same answers are tried."""
    top, *rest = split_path(path)
    if top == "entities" and len(rest) > 1:
        home = join("entities", _ANY), join("entities", rest[0])
        said = _read(reduce(join, rest[1:], home[0]), text)
        return replace(said, design=_moved(said.design, *home)) if said.design is not None else _read(path, text)
    return _read(path, text)


@lru_cache(maxsize=4096)
def _read(path: str, text: str) -> Answered:
    """The one part of a design that a fragment speaks of; everything else as unsaid."""
    top = split_path(path)[0]
    head = "".join(f"{key}: {value}\n" for key, value in _HEAD.items() if key != top)
    reading = read_design_text(head + fragment(path, text))
    if reading.design is None or has_errors(reading.diagnostics):
        return Answered(None, reading.diagnostics)
    return Answered(Design(**{top: getattr(reading.design, top)}, unknown=reading.design.unknown), ())


def _moved(value: Any, old: str, new: str) -> Any:
    """What was read of any entity as what is said of one: its paths lead there, and it has its name."""
    if isinstance(value, str):
        return new + value[len(old) :] if value == old or value.startswith(f"{old}.") else value
    if isinstance(value, tuple):
        return tuple(_moved(v, old, new) for v in value)
    if not isinstance(value, Struct):
        return value
    moved: dict[str, Any] = {}
    for name in value.__struct_fields__:
        held = getattr(value, name)
        if held and isinstance(held, _NESTED):
            moved[name] = _moved(held, old, new)
    if isinstance(value, Entity):
        moved["name"] = split_path(new)[1]
    return replace(value, **moved)


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


def _merged(base: Any, said: Any) -> Any:
    """`base` with whatever `said` says; absent stays as it was."""
    changes: dict[str, Any] = {}
    for name, unsaid in _fields(type(base)):
        new = getattr(said, name)
        if new == unsaid:
            continue
        old = getattr(base, name)
        joined = _joined(old, new)
        if joined is not old:
            changes[name] = joined
    return replace(base, **changes) if changes else base


def _fields(kind: type[Struct]) -> tuple[tuple[str, Any], ...]:
    """What a struct holds, and what stands there where nothing was said; its annotations are read once."""
    found = _FIELDS.get(kind)
    if found is None:
        found = _FIELDS[kind] = tuple((f.name, _unsaid(f)) for f in msgspec.structs.fields(kind))
    return found


def _unsaid(field: msgspec.structs.FieldInfo) -> Any:
    if field.required:
        return NODEFAULT
    if field.default is not NODEFAULT:
        return field.default
    return field.default_factory() if field.default_factory is not NODEFAULT else None


def _joined(old: Any, new: Any) -> Any:
    if isinstance(old, Struct) and isinstance(new, Struct) and type(old) is type(new):
        whole = hasattr(new, "path") and not hasattr(new, "name") and not isinstance(new, Listing)
        return new if whole else _merged(old, new)
    if isinstance(old, tuple) and isinstance(new, tuple) and new and hasattr(new[0], "path"):
        return _by_path(old, new)
    return new


def _taken_back(base: Any, yes: Any, no: Any) -> Any:
    """`base` without a flag: what `yes` says and `no` leaves out, because a flag that is false is as if unsaid."""
    if isinstance(base, tuple) and isinstance(yes, tuple) and isinstance(no, tuple):
        on, off = ({getattr(e, "path", ""): e for e in said} for said in (yes, no))
        named = [(place, getattr(e, "path", "")) for place, e in enumerate(base)]
        met = [(place, p) for place, p in named if p in on and p in off]
        found = [(place, _taken_back(base[place], on[p], off[p])) for place, p in met]
        return base if all(e is base[place] for place, e in found) else _with(base, found)
    if not isinstance(base, Struct) or type(yes) is not type(base) or type(no) is not type(base):
        return base
    changes: dict[str, Any] = {}
    for name, unsaid in _fields(type(base)):
        old, on, off = (getattr(said, name) for said in (base, yes, no))
        if on != off:
            kept = off if off == unsaid else _taken_back(old, on, off)
            if kept is not old:
                changes[name] = kept
    return replace(base, **changes) if changes else base


def _by_path(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    added = {element.path: element for element in new}
    met = [(place, added.pop(e.path)) for place, e in enumerate(old) if e.path in added]
    joined = [(place, _merged(old[place], said)) for place, said in met]
    if not added and all(element is old[place] for place, element in joined):
        return old
    return (*_with(old, joined), *added.values())


def _with(old: tuple[Any, ...], placed: list[tuple[int, Any]]) -> tuple[Any, ...]:
    """The same row with other elements at some places."""
    kept = list(old)
    for place, element in placed:
        kept[place] = element
    return tuple(kept)
