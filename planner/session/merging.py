"""Two texts that grew out of one: joined where they changed different places, told apart where they did not."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from planner.read.document import open_document, remove, set_value
from planner.read.layout import Path, Value, plain, same
from planner.read.yaml import parse_yaml

Data: TypeAlias = "dict[str, Value]"


class Merged(Struct, frozen=True):
    """The joined text, or the paths that both changed; a text that is no YAML has the empty path."""

    text: str | None
    contested: tuple[Path, ...] = ()


class _Change(Struct, frozen=True):
    path: Path
    value: Value
    gone: bool = False


def merge(base: str, ours: str, theirs: str) -> Merged:
    """Their text with our changes in it, where no change touches another."""
    if ours == theirs or base == ours:
        return Merged(theirs)
    if base == theirs:
        return Merged(ours)
    trees = [_data(text) for text in (base, ours, theirs)]
    if trees[0] is None or trees[1] is None or trees[2] is None:
        return Merged(None, ((),))
    mine, other = _changes((), trees[0], trees[1]), _changes((), trees[0], trees[2])
    if not mine:
        return Merged(theirs)
    contested = tuple(m.path for m in mine if any(_touch(m.path, o.path) and m != o for o in other))
    if contested:
        return Merged(None, contested)
    text = theirs
    for change in mine:
        if change not in other:
            text = _applied(text, change)
    return Merged(text)


def _data(text: str) -> Data | None:
    root, problems = parse_yaml(text, "")
    found = plain(root)
    return found if isinstance(found, dict) and not problems else None


def _changes(path: Path, before: Data, after: Data) -> list[_Change]:
    """What differs, as deep down as both sides are mappings; lists are one value."""
    found: list[_Change] = []
    for key, value in after.items():
        here = (*path, key)
        if key not in before:
            found.append(_Change(here, value))
            continue
        old = before[key]
        if isinstance(old, dict) and isinstance(value, dict):
            found += _changes(here, old, value)
        elif not same(old, value):
            found.append(_Change(here, value))
    found += [_Change((*path, key), None, True) for key in before if key not in after]
    return found


def _touch(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _applied(text: str, change: _Change) -> str:
    document = open_document(text)
    return remove(document, change.path) if change.gone else set_value(document, change.path, change.value)
