"""Pages of PostgreSQL: heap rows in their real column order, B-tree leaves, values moved out of line.

Averages come from `widths`; how many rows there will be is `forecast`'s affair.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from planner.derive.capacity.widths import Width

PAGE, HEAP_ROOM, LEAF_ROOM = 8192, 8168, 8152
FULL, RANDOM, BACKWARDS = 0.90, 0.69, 0.50
_HEADER, _POINTER, _ENTRY = 23, 4, 8
_TOO_WIDE, _CHUNK, _LINK = 2032, 1996, 18
_LONGEST_POSTING = 812


def aligned(size: int, to: int = 8) -> int:
    """The next boundary."""
    return -(-size // to) * to


def laid_out(columns: Iterable[Width], start: int) -> float:
    """Columns one after the other, each at its boundary, up to the next multiple of eight.

    After a value whose length differs from row to row, half a boundary is lost on average.
    """
    before, at, is_loose = 0.0, start, False
    for column in columns:
        if column.align > 1:
            if is_loose:
                before, at, is_loose = before + at + (column.align - 1) / 2, 0, False
            else:
                at = -(-at // column.align) * column.align
        at += column.size
        is_loose = is_loose or column.differs
    return before + at + 3.5 if is_loose else before + aligned(at)


def row_bytes(columns: tuple[Width, ...], declared: int, has_nulls: bool) -> tuple[float, int]:
    """A row of the heap with its header, and the bytes of it that lie out of line."""
    head = aligned(_HEADER + (ceil(declared / 8) if has_nulls else 0))
    row, outside = laid_out(columns, head), 0
    while row > _TOO_WIDE and (widest := _widest(columns)) is not None:
        outside += columns[widest].size
        columns = (*columns[:widest], Width(_LINK, 1), *columns[widest + 1 :])
        row = laid_out(columns, head)
    return row, outside


def _widest(columns: tuple[Width, ...]) -> int | None:
    """The column that leaves the row first: the longest that may."""
    varying = [i for i, c in enumerate(columns) if c.is_varying and c.size > _LINK]
    return max(varying, key=lambda i: columns[i].size, default=None)


def heap_pages(rows: int, row: float) -> int:
    """Pages of so many rows of so many bytes."""
    per_page = max(1, int(HEAP_ROOM / (row + _POINTER)))
    return -(-rows // per_page)


def outside_bytes(rows: int, outside: int) -> int:
    """Values out of line, four chunks a page, with their index."""
    if not outside:
        return 0
    chunks = ceil(outside / _CHUNK)
    return rows * (ceil(outside / _CHUNK * PAGE / 4) + chunks * (aligned(_ENTRY + 8) + _POINTER))


def entry_bytes(columns: Iterable[Width]) -> float:
    """One entry of a B-tree leaf with its pointer."""
    return laid_out(columns, _ENTRY) + _POINTER


def leaf_pages(rows: int, entry: float, fill: float = FULL) -> int:
    """Leaves that hold so many entries at a fill."""
    per_page = max(1, int(LEAF_ROOM * fill / entry))
    return -(-rows // per_page)


def repeated_entry_bytes(entry: float, repeats: float) -> float:
    """An entry's share where equal keys are kept once, with a list of six bytes a row."""
    if repeats < 2:
        return entry
    kept = min(repeats, (_LONGEST_POSTING - entry) / 6)
    return (entry + 6 * kept) / kept


def index_bytes(rows: int, entry: float, fill: float) -> int:
    """A B-tree: its leaves, and about one page in two hundred above them."""
    if not rows:
        return PAGE
    leaves = ceil(rows * entry / (LEAF_ROOM * fill))
    return (leaves + ceil(leaves / 200) + 1) * PAGE
