"""Edits one entity in its own lines: a design of hundreds of entities is not read again for one field.

Only where the lines stand alone for sure; otherwise the whole text is edited.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from msgspec import Struct

from planner.model.tree import Mapping
from planner.read.layout import Path, Value, plain

_SHARED = ("&", "*", "<<")
_TOP_LEVEL = re.compile(r"\n[^ #\n]")
_OTHER_KEY = re.compile(r"\n[^ #\n-]")
_INDENTED = re.compile(r"\n( +)[^ #\n]")


class Window(Struct, frozen=True):
    """The lines of one entry, cut out of a text."""

    start: int
    end: int
    text: str


def edited_nearby(text: str, path: Path, edit: Callable[[str, Path], str], *, whole_entry: bool = False) -> str:
    """The text after an edit below a path, made in the entity's own lines where they stand alone.

    With `whole_entry`, of the entity's own key too.
    """
    window = window_of(text, path) if len(path) > 2 or (whole_entry and len(path) == 2) else None
    if window is None:
        return edit(text, path)
    near = edit(window.text, path[1:])
    if not near.endswith("\n") and window.text.endswith("\n"):
        near += "\n"
    return text[: window.start] + near + text[window.end :]


def value_at(text: str, path: Path) -> Value:
    """What stands at a path, as plain data; of an entity, only its own lines are read."""
    window = window_of(text, path) if len(path) > 1 else None
    if window is not None:
        return _at(_plain(window.text), path[1:])
    return _at(_plain(text), path)


@lru_cache(maxsize=64)
def _plain(text: str) -> Value:
    from planner.read.yaml import parse_yaml

    return plain(parse_yaml(text, "")[0])


def _at(value: Value, path: Path) -> Value:
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def window_of(text: str, path: Path) -> Window | None:
    """The lines of the second key of a path, where both levels are written as plain blocks."""
    if len(path) < 2 or "\r" in text:
        return None
    part = part_span(text, str(path[0]))
    if part is None:
        return None
    start, end, indent = part
    mark = f"\n{indent}{path[1]}:"
    at = text.find(mark, start - 1, end)
    if at < 0 or text.find(mark, at + 1, end) >= 0:
        return None
    first = at + 1
    last = _end_of(text, first, end, len(indent))
    found = Window(first, last, text[first:last])
    return found if _stands_alone(found.text, str(path[1])) else None


@lru_cache(maxsize=64)
def part_span(text: str, key: str) -> tuple[int, int, str] | None:
    """From where to where the entries of a top-level block stand, and how far they are indented."""
    mark = f"\n{key}:"
    at = 0 if text.startswith(mark[1:]) else text.find(mark) + 1
    if (at == 0 and not text.startswith(mark[1:])) or text.find(mark, at + 1) >= 0:
        return None
    line_end = text.find("\n", at)
    if line_end < 0 or text[at + len(key) + 1 : line_end].split("#", 1)[0].strip():
        return None
    following = _TOP_LEVEL.search(text, line_end)
    end = following.start() + 1 if following else len(text)
    first = _INDENTED.search(text, line_end, end)
    return (line_end + 1, end, first[1]) if first else None


@lru_cache(maxsize=64)
def entry_names(text: str, key: str) -> tuple[str, ...]:
    """The keys below a top-level key, in order, without reading what they hold."""
    part = part_span(text, key) if "\r" not in text else None
    names = _names_in(text, *part) if part is not None else None
    if names is not None:
        return names
    found = _plain(text)
    below = found.get(key) if isinstance(found, dict) else None
    return tuple(below) if isinstance(below, dict) else ()


@lru_cache(maxsize=64)
def item_count(text: str, key: str) -> int:
    """How many items stand in a list below a top-level key; only its own lines are read."""
    at = 0 if text.startswith(f"{key}:") else text.find(f"\n{key}:") + 1
    if at == 0 and not text.startswith(f"{key}:"):
        return 0
    following = _OTHER_KEY.search(text, at)
    own = text[at : following.start() + 1] if following else text[at:]
    if not any(line.lstrip().startswith(("-", f"{key}: [")) for line in own.splitlines()):
        return 0
    found = _plain(own)
    items = found.get(key) if isinstance(found, dict) else None
    return len(items) if isinstance(items, list) else 0


def _names_in(text: str, start: int, end: int, indent: str) -> tuple[str, ...] | None:
    names: list[str] = []
    for line in _entry_lines(indent).findall(text, start - 1, end):
        name, colon, _ = line.partition(":")
        if not colon or not name.replace("_", "").replace("-", "").isalnum():
            return None
        names.append(name)
    return tuple(names) if len(set(names)) == len(names) else None


@lru_cache(maxsize=8)
def _entry_lines(indent: str) -> re.Pattern[str]:
    """What stands on the lines indented so far and no further, comments apart."""
    return re.compile(rf"\n{indent}([^ #\n][^\n]*)")


def _end_of(text: str, start: int, end: int, indent: int) -> int:
    """Where the entry ends: before the next line that is not indented deeper; blank and comment lines stay outside."""
    position = text.find("\n", start, end) + 1 or end
    last = position
    while position < end:
        stop = text.find("\n", position, end)
        stop = end if stop < 0 else stop + 1
        line = text[position:stop]
        bare = line.lstrip(" ")
        if bare.strip():
            if len(line) - len(bare) <= indent:
                break
            last = stop
        position = stop
    return last


@lru_cache(maxsize=256)
def _stands_alone(text: str, key: str) -> bool:
    if any(mark in text for mark in _SHARED):
        return False
    from planner.read.yaml import parse_yaml

    root, problems = parse_yaml(text, "")
    return not problems and isinstance(root, Mapping) and not root.flow and list(root.entries) == [key]
