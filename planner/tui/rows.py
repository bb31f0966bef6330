"""What stands on a line of a pane: pieces of text with a role, and what choosing them means. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, TypeAlias
from unicodedata import east_asian_width

from msgspec import Struct

Role: TypeAlias = Literal[
    "text",
    "strong",
    "muted",
    "heading",
    "accent",
    "good",
    "warn",
    "bad",
    "key",
    "name",
    "type",
    "string",
    "number",
    "comment",
    "added",
    "removed",
    "mark",
]


class Piece(Struct, frozen=True, gc=False):
    """Some text in one role. With a key it is a cell that can be chosen for itself."""

    text: str
    role: Role = "text"
    key: str = ""


class Row(Struct, frozen=True):
    """One line. With a key it can be chosen; `head` marks a line that begins a section, `does` one that a click does."""

    pieces: tuple[Piece, ...] = ()
    key: str = ""
    head: bool = False
    does: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The keys of its cells."""
        return tuple(p.key for p in self.pieces if p.key)

    @property
    def plain(self) -> str:
        """The line without roles."""
        return "".join(p.text for p in self.pieces)


GAP = Row()


def line(text: str, role: Role = "text", key: str = "") -> Row:
    """A line in one role."""
    return Row((Piece(text, role),), key)


def heading(text: str, aside: str = "") -> Row:
    """The beginning of a section."""
    return Row((Piece(text, "heading"), Piece(f"  {aside}" if aside else "", "muted")), head=True)


def width_of(text: str) -> int:
    """How many cells a text takes."""
    return len(text) if text.isascii() else sum(_cells(c) for c in text)


@lru_cache(maxsize=4096)
def _cells(char: str) -> int:
    from unicodedata import combining

    if combining(char):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def fitted(text: str, width: int) -> str:
    """The text in exactly so many cells: filled up, or cut with an ellipsis."""
    taken = width_of(text)
    if taken <= width:
        return text + " " * (width - taken)
    if width <= 0:
        return ""
    kept, used = [], 0
    for char in text:
        if used + _cells(char) > width - 1:
            break
        kept.append(char)
        used += _cells(char)
    return "".join(kept) + "…" + " " * (width - 1 - used)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most so many cells, broken between words."""
    for paragraph in text.split("\n"):
        current, used = "", 0
        for word in paragraph.split():
            size = width_of(word)
            if used and used + 1 + size > width:
                yield current
                current, used = "", 0
            current, used = (f"{current} {word}", used + 1 + size) if used else (word, size)
        yield current


def prose(text: str, width: int, role: Role = "text", indent: str = "") -> tuple[Row, ...]:
    """A paragraph as lines."""
    return tuple(line(indent + part, role) for part in wrapped(text, max(8, width - len(indent))))


def table(rows: Sequence[Sequence[Piece]], limits: Sequence[int], gap: int = 2) -> Iterator[tuple[Piece, ...]]:
    """Pieces in aligned columns; each column is as wide as it must be, and no wider than its limit."""
    columns = len(limits)
    widths = [min(limits[i], max((width_of(r[i].text) for r in rows if i < len(r)), default=0)) for i in range(columns)]
    for row in rows:
        yield tuple(
            Piece(fitted(piece.text, widths[i]) + " " * gap if i < len(row) - 1 else piece.text, piece.role, piece.key)
            for i, piece in enumerate(row)
        )


def numbered(rows: Iterable[Row]) -> dict[str, int]:
    """Where each key stands."""
    return {row.key: index for index, row in enumerate(rows) if row.key}
