"""Where a character of a scalar's value stands in the text: behind quotes, escapes, folds and block marks.

Asked only when something is wrong there. Knows how YAML writes scalars, not what they mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from planner.model.tree import Scalar

Place: TypeAlias = tuple[int, int]
"""Line and column, both from 1."""

_LONG_ESCAPES: Final = {"x": 2, "u": 4, "U": 8}


def place_in(lines: list[str], node: Scalar, offset: int) -> Place:
    """The place of the character at an offset of the scalar's text; its start where that cannot be told."""
    if not node.quoted and node.line == node.end_line:
        return node.line, node.column + offset
    row, column = _behind_marks(lines, node.line - 1, node.column - 1)
    mark = lines[row][column : column + 1] if row < len(lines) else ""
    places = _block(lines, node, row, mark) if mark in ("|", ">") else _flow(lines, node, row, column, mark)
    for index, place in enumerate(places):
        if index == offset:
            return place
    return node.end_line, max(1, node.end_column - (1 if mark in ("'", '"') else 0))


def _behind_marks(lines: list[str], row: int, column: int) -> tuple[int, int]:
    """Past the anchor and the tag of the scalar."""
    while row < len(lines):
        rest = lines[row][column:]
        if rest[:1] not in ("&", "!", " ", ""):
            break
        if rest[:1] == " ":
            column += 1
        elif rest:
            column += len(rest.split(" ", 1)[0])
        else:
            row, column = row + 1, 0
    return row, column


def _flow(lines: list[str], node: Scalar, row: int, column: int, mark: str) -> Iterator[Place]:
    """Plain and quoted scalars: lines are folded, `''` and escapes are one character."""
    quote = mark if mark in ("'", '"') else ""
    column += len(quote)
    while row < min(node.end_line, len(lines)):
        line = lines[row]
        end = node.end_column - 1 - len(quote) if row == node.end_line - 1 else len(line.rstrip())
        joined = quote == '"' and line.endswith("\\") and row < node.end_line - 1
        end -= joined
        while column < end:
            yield row + 1, column + 1
            column += _width(line, column, quote)
        if joined and column == end:
            row, column = row + 1, _indent(lines, row + 1)
            continue
        blank = row + 1
        while blank < node.end_line - 1 and blank < len(lines) and not lines[blank].strip():
            yield blank + 1, 1
            blank += 1
        if blank == row + 1:
            yield row + 1, end + 1
        row, column = blank, _indent(lines, blank)


def _width(line: str, column: int, quote: str) -> int:
    """How many characters of the text stand for the one that begins here."""
    if quote == "'" and line.startswith("''", column):
        return 2
    if quote == '"' and line[column] == "\\":
        return 2 + _LONG_ESCAPES.get(line[column + 1 : column + 2], 0)
    return 1


def _block(lines: list[str], node: Scalar, row: int, mark: str) -> Iterator[Place]:
    """Literal and folded blocks: what is indented below the header."""
    last = min(node.end_line if node.end_column > 1 else node.end_line - 1, len(lines))
    body = range(row + 1, last)
    indent = next((_indent(lines, at) for at in body if lines[at].strip()), 0)
    for at in body:
        line = lines[at]
        for column in range(indent, len(line)):
            yield at + 1, column + 1
        following = lines[at + 1] if at + 1 < len(lines) else ""
        blank_between = mark == ">" and line.strip() and not following.strip() and at + 1 < last
        if not blank_between:
            yield at + 1, len(line) + 1


def _indent(lines: list[str], row: int) -> int:
    line = lines[row] if row < len(lines) else ""
    return len(line) - len(line.lstrip())
