"""What stands on a line of a pane: pieces of text with a role, and what choosing them means. Knows no terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from planner.tui.cells import drawable, fitted, width_of

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
    """One line. With a key it can be chosen; `head` marks a line that begins a section, `does` one that a click does.

    A line that is `more` goes on with the one above it: it is marked with it, and a click on it is one on that.
    """

    pieces: tuple[Piece, ...] = ()
    key: str = ""
    head: bool = False
    does: bool = False
    more: bool = False

    @property
    def cells(self) -> tuple[str, ...]:
        """The keys of its cells."""
        return tuple(p.key for p in self.pieces if p.key)

    @property
    def plain(self) -> str:
        """The line without roles."""
        return "".join(p.text for p in self.pieces)


GAP = Row()
_JOINTS: Final = "./_-,"
"""A word is rather broken behind one of these."""
ERRORS: Final = "The design has errors: F4 shows them."
_LEAST_FLOW: Final = 14
"""Where less is left behind the fixed pieces, what flows begins on a line of its own."""


def line(text: str, role: Role = "text", key: str = "") -> Row:
    """A line in one role."""
    return Row((Piece(text, role),), key)


def heading(text: str, aside: str = "") -> Row:
    """The beginning of a section."""
    return Row((Piece(text, "heading"), Piece(f"  {aside}" if aside else "", "muted")), head=True)


def wrapped(text: str, width: int) -> Iterator[str]:
    """The text in lines of at most so many cells, broken between words."""
    for paragraph in text.split("\n"):
        current, used = "", 0
        for word in (part for whole in paragraph.split() for part in _broken(drawable(whole), width)):
            size = width_of(word)
            if used and used + 1 + size > width:
                yield current
                current, used = "", 0
            current, used = (f"{current} {word}", used + 1 + size) if used else (word, size)
        yield current


def prose(text: str, width: int, role: Role = "text", indent: str = "") -> tuple[Row, ...]:
    """A paragraph as lines."""
    return tuple(line(indent + part, role) for part in wrapped(text, max(8, width - len(indent))))


def _broken(word: str, width: int) -> Iterator[str]:
    """A word in parts of at most so many cells: most scripts have spaces, some have none."""
    while width_of(word) > width > 1:
        kept = fitted(f"{word}  ", width + 1).rstrip(" ").removesuffix("…")
        joint = max(kept.rfind(mark) for mark in _JOINTS) + 1
        kept = kept[:joint] if joint > len(kept) // 3 else kept
        yield kept
        word = word[len(kept) :]
    yield word


def flowing(key: str, fixed: tuple[Piece, ...], flow: Sequence[Piece], width: int) -> Iterator[Row]:
    """A line whose last pieces go on below themselves where it ends: nothing of them is cut off."""
    flow = [p for p in flow if p.text.strip()]
    indent = sum(width_of(p.text) for p in fixed)
    if not flow:
        yield Row(fixed, key, more=not key)
        return
    if width - indent < min(_LEAST_FLOW, sum(width_of(p.text) + 2 for p in flow) - 2):
        yield Row(fixed, key, more=not key)
        key, fixed, indent = "", (), 4
    for part in _lines_of(flow, max(8, width - indent)):
        yield Row((*(fixed or (Piece(" " * indent),)), *part), key, more=not key)
        key, fixed = "", ()


def _lines_of(flow: Sequence[Piece], room: int) -> Iterator[tuple[Piece, ...]]:
    """Pieces broken between words, and rather before a piece; two cells stand between pieces, one between words."""
    current: list[Piece] = []
    used = 0
    for piece in flow:
        first, whole = True, width_of(piece.text)
        if used and whole <= room < used + 2 + whole:
            yield tuple(current)
            current, used = [], 0
        for word in (part for whole in piece.text.split() for part in _broken(drawable(whole), room)):
            gap = 0 if not used else 2 if first else 1
            if used and used + gap + width_of(word) > room:
                yield tuple(current)
                current, used, gap = [], 0, 0
            if current and not first:
                current[-1] = Piece(f"{current[-1].text}{' ' * gap}{word}", piece.role)
            else:
                current.append(Piece(" " * gap + word, piece.role))
            used, first = used + gap + width_of(word), False
    yield tuple(current)


Line: TypeAlias = tuple[str, tuple[Piece, ...], tuple[Piece, ...]]
"""The key of a line, its pieces in columns, and those that flow behind them."""


def flowing_table(lines: Sequence[Line], limits: Sequence[int], width: int, gap: int = 2) -> Iterator[Row]:
    """Lines in aligned columns; what is wider than its column flows with what follows it."""
    taken = [[width_of(c[i].text) for _, c, _ in lines] for i in range(len(limits))]
    widths = [max((t for t in each if t <= limit), default=limit) for each, limit in zip(taken, limits, strict=True)]
    for key, columns, flow in lines:
        fits = next((i for i, c in enumerate(columns) if width_of(c.text) > widths[i]), len(columns))
        fixed = tuple(
            Piece(fitted(c.text, w) + " " * gap, c.role, c.key) for c, w in zip(columns[:fits], widths, strict=False)
        )
        if fits:
            yield from flowing(key, fixed, (*columns[fits:], *flow), width)
        else:
            yield from flowing(key, (), columns[:1], width)
            rest = flowing("", (Piece(" " * (widths[0] + gap)),), (*columns[1:], *flow), width)
            yield from (replace(row, more=True) for row in rest)


def numbered(rows: Iterable[Row]) -> dict[str, int]:
    """Where each key stands."""
    return {row.key: index for index, row in enumerate(rows) if row.key}


def first_line(rows: Sequence[Row], index: int) -> int:
    """The line that a line goes on with; itself where it begins a row."""
    while 0 < index < len(rows) and rows[index].more:
        index -= 1
    return index


def lines_at(rows: Sequence[Row], index: int) -> range:
    """The line of a row, and those it goes on with."""
    end = index + 1
    while 0 < end < len(rows) and rows[end].more:
        end += 1
    return range(max(0, index), end)


def cells_at(rows: Sequence[Row], index: int) -> tuple[str, ...]:
    """The cells of a row, on all of its lines."""
    return tuple(cell for line in lines_at(rows, index) for cell in rows[line].cells) if index >= 0 else ()


def cells_above(rows: Sequence[Row], index: int) -> int:
    """How many cells of its row stand on the lines above a line."""
    return sum(len(rows[line].cells) for line in range(first_line(rows, index), index))
