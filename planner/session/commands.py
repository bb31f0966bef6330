"""Every edit of a design as a value, and the text it leads to. What a person would write by hand stays as it was."""

from __future__ import annotations

from typing import Final, TypeAlias

from msgspec import Struct

from planner.model.tree import Mapping, Sequence
from planner.read.layout import Path, Value, find
from planner.session.window import edited_nearby, entry_names

_ELEMENTS: Final = frozenset(
    ("entities", "mixins", "enums", "roles", "queries", "events", "jobs", "integrations", "services")
)


class Put(Struct, frozen=True):
    """A value at a path; `before` names the key it shall stand in front of where it is new."""

    path: Path
    value: Value
    says: str = ""
    before: str | None = None


class Drop(Struct, frozen=True):
    """A key or an item goes; what its going leaves empty goes too."""

    path: Path
    says: str = ""


class Rename(Struct, frozen=True):
    """A key gets another name."""

    path: Path
    name: str
    says: str = ""


class Rewrite(Struct, frozen=True):
    """The whole text becomes another: from an editor, a merge, a recovery."""

    text: str
    says: str = ""


class Together(Struct, frozen=True):
    """Several edits that are made, undone and redone as one."""

    parts: tuple[Command, ...]
    says: str = ""


class Within(Struct, frozen=True):
    """An edit of a file that the design includes."""

    file: str
    command: Command
    says: str = ""


Command: TypeAlias = Put | Drop | Rename | Rewrite | Together | Within


def text_after(command: Command, text: str) -> str:
    """The text with the command carried out; the same text where there was nothing to do, or all is done elsewhere."""
    if isinstance(command, Within):
        return text
    if isinstance(command, Rewrite):
        return command.text
    if isinstance(command, Together):
        for part in command.parts:
            text = text_after(part, text)
        return text
    renames = isinstance(command, Rename) and command.name not in entry_names(text, str(command.path[0]))
    return edited_nearby(text, command.path, lambda near, path: _edited(command, near, path), whole_entry=renames)


def _edited(command: Put | Drop | Rename, text: str, path: Path) -> str:
    from planner.read.document import insert_key, open_document, remove, rename_key, set_value

    document = open_document(text)
    if isinstance(command, Put):
        if command.before is not None:
            return insert_key(document, path, command.value, command.before)
        return set_value(document, path, command.value)
    if isinstance(command, Rename):
        return rename_key(document, path, command.name)
    return _without_husk(remove(document, path), path, command.path[: len(command.path) - len(path)])


def _without_husk(text: str, path: Path, around: Path) -> str:
    """An empty `fields: {}` left behind says nothing: it goes as well, up to the element itself."""
    from planner.read.document import open_document, remove

    parent = path[:-1]
    while parent and not _is_element((*around, *parent)):
        document = open_document(text)
        node = find(document.root, parent)
        if not isinstance(node, Mapping | Sequence) or _holds_something(node):
            break
        text, parent = remove(document, parent), parent[:-1]
    return text


def _holds_something(node: Mapping | Sequence) -> bool:
    return bool(node.entries if isinstance(node, Mapping) else node.items)


def _is_element(path: Path) -> bool:
    return len(path) == 2 and path[0] in _ELEMENTS
