"""A new name for an entity or a member, in every place of the text that speaks of the old one."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from planner.read.layout import Path, Value
from planner.read.words import split_words
from planner.session.commands import Command, Put, Rename, Together
from planner.session.window import entry_names, part_span, value_at

_PARTS: Final = ("queries", "events", "realtime", "services", "rules", "jobs", "tenancy", "requirements")
_ENTITY_KEYS: Final = ("relations", "retention", "access", "actions", "fields")
_MEMBER_KEYS: Final = (
    "list",
    "unique",
    "indexes",
    "key",
    "path_key",
    "owner",
    "part_of",
    "checks",
    "access",
    "actions",
    "retention",
)
_MAKERS: Final = ("from", "computed")


def renamed_entity(text: str, old: str, new: str) -> Command:
    """The entity's key where it stands, and every relation, event, query, rule and service that names it."""
    word = _word(old)
    parts: list[Command] = []
    for entity in _mentioning(text, old):
        for key in _ENTITY_KEYS:
            parts += _replaced(("entities", entity, key), value_at(text, ("entities", entity, key)), word, new)
    for key in _PARTS:
        parts += _replaced((key,), value_at(text, (key,)) if f"\n{key}:" in text else None, word, new)
    if old in entry_names(text, "entities"):
        parts.append(Rename(("entities", old), new))
    return Together(tuple(parts), f"Renamed {old} to {new}")


def renamed_member(text: str, entity: str, kind: str, old: str, new: str) -> Command:
    """A field's or relation's key, and the entity's own lists, rules and actions that name it."""
    word = _word(old)
    parts: list[Command] = []
    for key in _MEMBER_KEYS:
        path = ("entities", entity, key)
        parts += _replaced(path, value_at(text, path), word, new)
    parts += _made_from(("entities", entity, "fields"), value_at(text, ("entities", entity, "fields")), word, new)
    parts.append(Rename(("entities", entity, kind, old), new))
    return Together(tuple(parts), f"Renamed {entity}.{old} to {new}")


def _made_from(path: Path, fields: Value, word: re.Pattern[str], new: str) -> Iterator[Command]:
    """The fields that are made from the member; its name may be a type's too, so only what makes them is read."""
    for name, said in fields.items() if isinstance(fields, dict) else ():
        if isinstance(said, dict):
            for key in _MAKERS:
                yield from _replaced((*path, name, key), said.get(key), word, new)
        elif isinstance(said, str):
            changed = said
            for part in split_words(said):
                if part.text.partition("=")[0] in _MAKERS:
                    changed = changed.replace(part.text, word.sub(new, part.text))
            if changed != said:
                yield Put((*path, name), changed)


def _mentioning(text: str, old: str) -> Iterator[str]:
    """The entities in whose lines the word stands; only these are read."""
    names = entry_names(text, "entities")
    part = part_span(text, "entities")
    if part is None:
        yield from names
        return
    start, end, indent = part
    starts, at = [], start - 1
    for name in names:
        at = text.find(f"\n{indent}{name}:", at, end)
        starts.append(at)
    found = {bisect_right(starts, place) - 1: None for place in _places(text, old, start, end)}
    yield from (names[index] for index in found if index >= 0)


def _places(text: str, word: str, start: int, end: int) -> Iterator[int]:
    at = text.find(word, start, end)
    while at >= 0:
        yield at
        at = text.find(word, at + 1, end)


def _word(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")


def _replaced(path: Path, value: Value, word: re.Pattern[str], new: str) -> Iterator[Command]:
    """Every text below a path that holds the word, with the new one; keys and prose stay."""
    if isinstance(value, str):
        changed = word.sub(new, value)
        if changed != value:
            yield Put(path, changed)
    elif isinstance(value, dict):
        for key, below in value.items():
            if key not in ("says", "does", "id", "because"):
                yield from _replaced((*path, key), below, word, new)
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _replaced((*path, index), below, word, new)
