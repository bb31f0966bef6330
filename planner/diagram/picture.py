"""The nouns of a picture: what is drawn (nodes, links) and where it stands (boxes, routes). Cells, not pixels."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Level: TypeAlias = Literal["names", "keys", "all"]
End: TypeAlias = Literal["one", "maybe", "many"]
RowKind: TypeAlias = Literal["title", "key", "reference", "field"]
LEVELS: tuple[Level, ...] = ("names", "keys", "all")


class Row(Struct, frozen=True):
    """One line of a box: what it says and the line of the design it stands for."""

    text: str
    kind: RowKind
    path: str


class Node(Struct, frozen=True):
    """An entity as it is shown; the first row is its name."""

    name: str
    path: str
    rows: tuple[Row, ...]


class Link(Struct, frozen=True):
    """A relation: `holder` has the key (or declares the pair), `row` is its line in the holder's box."""

    path: str
    holder: str
    target: str
    row: int
    holder_end: End
    target_end: End


class Graph(Struct, frozen=True):
    """What is drawn."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


class Box(Struct, frozen=True):
    """Where a node stands; `rows` begin one line below `y`."""

    node: Node
    x: int
    y: int
    width: int
    height: int

    def line_of(self, row: int) -> int:
        """The line a row is drawn on: below the name there is a rule."""
        return self.y + 1 + row + (1 if row else 0)


class Route(Struct, frozen=True):
    """How a link runs: corners from the target to the holder, straight between them."""

    link: Link
    points: tuple[tuple[int, int], ...]
    bundle: int


class Picture(Struct, frozen=True):
    """The whole picture."""

    boxes: tuple[Box, ...]
    routes: tuple[Route, ...]
    width: int
    height: int

    def box(self, name: str) -> Box | None:
        """The box of an entity."""
        return next((b for b in self.boxes if b.node.name == name), None)

    def at(self, x: int, y: int) -> tuple[Box, Row] | None:
        """What stands at a cell: a box, and the row of it (its name, where it is a border)."""
        for box in self.boxes:
            if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height:
                rows = box.node.rows
                hit = next((n for n in range(len(rows)) if box.line_of(n) == y), 0)
                return box, rows[hit]
        return None
