"""Where things stand in a text, as the YAML parser counts lines and offsets; and what a tree says as plain data."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from planner.model.tree import Mapping, Node, Scalar, Sequence

Value: TypeAlias = "str | int | float | bool | list[Value] | dict[str, Value] | None"
"""Plain data, as a design holds it."""
Path: TypeAlias = tuple[str | int, ...]

_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class Layout:
    """The lines of a text and where each begins."""

    __slots__ = ("breaks", "lines", "newline", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.breaks = [found.span() for found in _BREAK.finditer(text)]
        self.starts = [0, *(end for _, end in self.breaks)]
        stops = [*(start for start, _ in self.breaks), len(text)]
        self.lines = [text[start:stop] for start, stop in zip(self.starts, stops, strict=True)]
        self.newline = text[slice(*self.breaks[0])] if self.breaks else "\n"

    def offset(self, line: int, column: int) -> int:
        """Where in the text a place is; lines and columns count from 1."""
        return self.starts[line - 1] + column - 1 if line <= len(self.starts) else len(self.text)

    def span(self, node: Node) -> tuple[int, int]:
        """From where to where a node stands."""
        return self.offset(node.line, node.column), self.offset(node.end_line, node.end_column)

    def line_end(self, offset: int) -> int:
        """Where the line that holds the offset ends."""
        found = _BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def last_line(self, node: Node) -> int:
        """The last line with something of the node."""
        ends_before = node.end_column == 1 and node.end_line > node.line
        return node.end_line - 1 if ends_before else node.end_line


def plain(node: Node | None) -> Value:
    """What the tree says; shared nodes stay shared."""
    return _plain(node, {}) if node is not None else None


def _plain(node: Node, known: dict[int, Value]) -> Value:
    if isinstance(node, Scalar):
        return node.value
    if id(node) not in known:
        known[id(node)] = (
            {key: _plain(value, known) for key, (_, value) in node.entries.items()}
            if isinstance(node, Mapping)
            else [_plain(item, known) for item in node.items]
        )
    return known[id(node)]


def same(one: Value, other: Value) -> bool:
    """Equal in types too (1 is not true), whatever the order of keys."""
    if one is other:
        return True
    if one.__class__ is not other.__class__:
        return False
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other or (one != one and other != other)


def find(root: Node | None, path: Path) -> Node | None:
    """The node at a path, if there is one."""
    node = root
    for step in path:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.entries:
            node = node.entries[step][1]
        elif isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
            node = node.items[step]
        else:
            return None
    return node
