"""Shorthands that YAML's flow style has split at their comma or bracket, put together again.

`{weight: decimal(8,3) min=0}` is, to YAML, the key `weight: decimal(8` and the key `3) min=0`.
Knows how shorthands balance, not what they mean.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from planner.model.tree import Mapping, Node, Scalar, Sequence

_PAIRS: Final = {"(": ")", "[": "]", "{": "}"}


class SplitShorthand(Struct, frozen=True):
    """One shorthand that was split: what was meant, and the keys or items that are its torn off rest."""

    first: Scalar
    rest: tuple[str, ...]
    text: str

    @property
    def quoted(self) -> str:
        """The shorthand as it has to stand between braces."""
        return quoted(self.text)


def quoted(text: str) -> str:
    """The text between quotes that leave it readable."""
    if "\\" in text or '"' in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def split_shorthand_hint(node: Mapping | Sequence) -> tuple[SplitShorthand, ...]:
    """The shorthands split in this flow mapping or list; none if it is not written between braces."""
    if not node.flow:
        return ()
    pieces = _mapping_pieces(node) if isinstance(node, Mapping) else [(item, item, True) for item in node.items]
    found: list[SplitShorthand] = []
    skip = 0
    for index, (_, value, _) in enumerate(pieces):
        if index < skip or not isinstance(value, Scalar) or value.quoted or not is_open(value.text):
            continue
        split = _rejoined(value, pieces[index + 1 :])
        if split is not None:
            found.append(split)
            skip = index + 1 + len(split.rest)
    return tuple(found)


def _mapping_pieces(mapping: Mapping) -> list[tuple[Node, Node, bool]]:
    return [(key, value, _is_bare(value)) for key, value in mapping.entries.values()]


def _is_bare(value: Node) -> bool:
    return isinstance(value, Scalar) and value.value is None and not value.text


def _rejoined(first: Scalar, following: list[tuple[Node, Node, bool]]) -> SplitShorthand | None:
    text, end = first.text, (first.end_line, first.end_column)
    rest: list[str] = []
    for head, _, bare in following:
        if not bare or not isinstance(head, Scalar) or head.quoted:
            return None
        gap = head.column - end[1] - 1 if head.line == end[0] else 1
        text += "," + " " * gap + head.text
        rest.append(head.text)
        end = (head.end_line, head.end_column)
        if not is_open(text):
            return SplitShorthand(first, tuple(rest), text)
    return None


def is_open(text: str) -> bool:
    """Whether a bracket or a pattern of the shorthand is not closed."""
    return shorthand_end(text, 0, "") < 0


def shorthand_end(text: str, start: int, stops: str) -> int:
    """Where the shorthand ends: before the first of `stops` outside brackets, patterns, quotes; -1 if it stays open."""
    closers: list[str] = []
    index = start
    while index < len(text):
        char = text[index]
        if char == "/" and text[index - 1 : index] == "=":
            index = _closing(text, index, "/")
        elif char in "\"'" and text[index - 1 : index] in ("", " ", "="):
            index = _closing(text, index, char)
        elif char in _PAIRS and (char == "(" or closers or not stops):
            closers.append(_PAIRS[char])
        elif closers and char == closers[-1]:
            closers.pop()
        elif not closers and char in stops:
            return index
        if index < 0:
            return -1
        index += 1
    return -1 if closers else len(text)


def _closing(text: str, start: int, char: str) -> int:
    index = start + 1
    while index < len(text):
        if text[index] == "\\":
            index += 1
        elif text[index] == char:
            return index
        index += 1
    return -1
