"""Where everything stands: columns of boxes from left to right, lines in the gutters between them."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt
from typing import Final

from planner.diagram.gutters import Port, Track, tracks
from planner.diagram.layers import columns, directed
from planner.diagram.ordering import Lane, Ordered, Place, neighbours, ordered
from planner.diagram.picture import Box, Graph, Link, Node, Picture, Route
from planner.diagram.widths import width_of

GAP: Final = 1
ROOM: Final = 2
"""Cells between a box and the first track: the end of the line, and a step away from it."""
_FRAME: Final = 4
_LEAST: Final = 40
_PASSES: Final = 3


def lay_out(graph: Graph) -> Picture:
    """The picture of a graph; the same graph gives the same picture."""
    sizes = {n.name: _size(n) for n in graph.nodes}
    tallest = max(_LEAST, int(sqrt(sum(w * h for w, h in sizes.values()))))
    pairs = directed(graph)
    column = columns(graph, pairs, lambda name: sizes[name][1] + GAP, tallest)
    order = ordered([n.name for n in graph.nodes], column, _apart(pairs, column))
    tops = _tops(order, {name: height for name, (_, height) in sizes.items()})
    return _Drawing(graph, order, column, sizes, tops).picture()


def _apart(pairs: list[tuple[str, str]], column: dict[str, int]) -> list[tuple[str, str]]:
    """Pairs from left to right. Two nodes of one column are joined round its right side."""
    return [
        pair if column[pair[0]] < column[pair[1]] else pair[::-1]
        for pair in pairs
        if column[pair[0]] != column[pair[1]]
    ]


def _size(node: Node) -> tuple[int, int]:
    wide = max(width_of(row.text) for row in node.rows) + _FRAME
    rows = len(node.rows)
    return wide, rows + 2 + (1 if rows > 1 else 0)


def _tops(order: Ordered, heights: dict[str, int]) -> dict[Place, int]:
    """The top line of each place: near the middle of its neighbours, in the order of its column."""
    lefts, rights = neighbours(order.chains.values())
    tops: dict[Place, int] = {}
    for members in order.columns:
        _stack(members, {}, heights, tops)
    for turn in range(_PASSES):
        near = lefts if turn % 2 == 0 else rights
        for members in order.columns if turn % 2 == 0 else reversed(order.columns):
            _stack(members, near, heights, tops)
    least = min(tops.values(), default=0)
    return {place: top - least for place, top in tops.items()}


def _stack(
    members: tuple[Place, ...], near: dict[Place, list[Place]], heights: dict[str, int], tops: dict[Place, int]
) -> None:
    """Each place as near to its neighbours as those above it let it; then the column moves up by what is spare."""
    free, moved = 0, []
    for place in members:
        beside = near.get(place)
        wish = round(sum(tops[n] for n in beside) / len(beside)) if beside else free
        top = max(free, wish)
        tops[place] = top
        moved.append(top - wish if beside else 0)
        free = top + _height(place, heights) + (0 if isinstance(place, Lane) else GAP)
    spare = min((m for m in moved if m > 0), default=0)
    if spare and members and all(m >= spare for m in moved):
        for place in members:
            tops[place] -= spare


def _height(place: Place, heights: dict[str, int]) -> int:
    return 1 if isinstance(place, Lane) else heights[place]


class _Drawing:
    """Puts the parts together once columns, order and tops are known."""

    def __init__(
        self,
        graph: Graph,
        order: Ordered,
        column: dict[str, int],
        sizes: dict[str, tuple[int, int]],
        tops: dict[Place, int],
    ) -> None:
        self.graph, self.order, self.column, self.sizes, self.tops = graph, order, column, sizes, tops
        self.places = {n.name: place for place, n in enumerate(graph.nodes)}
        self.lines: list[list[tuple[Port, Port, int]]] = [[] for _ in range(len(order.columns) + 1)]
        self.wide = [max((sizes[m][0] for m in c if isinstance(m, str)), default=1) for c in order.columns]
        self.ways: list[tuple[Link, list[tuple[int, Port, Port]]]] = []

    def picture(self) -> Picture:
        """Boxes and routes, with the width that the tracks of each gutter need."""
        for link in self.graph.links:
            self._thread(link)
        laid = [tracks(lines) for lines in self.lines]
        lefts = self._lefts([1 + max((t.place for t in found.values()), default=-1) for found in laid])
        boxes = self._boxes(lefts)
        routes = tuple(self._route(link, way, laid, lefts) for link, way in self.ways)
        wide = max([*(b.x + b.width for b in boxes), *(x + 1 for r in routes for x, _ in r.points)], default=0)
        tall = max([*(b.y + b.height for b in boxes), *(y + 1 for r in routes for _, y in r.points)], default=0)
        return Picture(boxes, routes, wide, tall)

    def _lefts(self, needed: list[int]) -> list[int]:
        """Where each column begins; the gutter right of a column is as wide as its tracks."""
        lefts: list[int] = []
        x = 0
        for place in range(len(self.order.columns)):
            lefts.append(x)
            x += self.wide[place] + 2 * ROOM + needed[place]
        lefts.append(x)
        return lefts

    def _left(self, link: Link) -> str:
        """The end that stands left: its lines run together."""
        return link.target if self.column[link.target] <= self.column[link.holder] else link.holder

    def _boxes(self, lefts: list[int]) -> tuple[Box, ...]:
        found = []
        for node in self.graph.nodes:
            wide, tall = self.sizes[node.name]
            found.append(Box(node, lefts[self.column[node.name]], self.tops[node.name], wide, tall))
        return tuple(found)

    def _port(self, name: str, row: int) -> int:
        """The line on which a row of a node is drawn."""
        return self.tops[name] + 1 + row + (1 if row else 0)

    def _thread(self, link: Link) -> None:
        """A link as pieces, one a gutter: from a port on its left to a port on its right."""
        target, holder = self._port(link.target, 0), self._port(link.holder, link.row)
        near, far = self.column[link.target], self.column[link.holder]
        bundle = self.places[self._left(link)]
        if near == far:
            start, back = Port(target, "right"), Port(holder, "right")
            self.lines[near].append((start, back, -1 - bundle))
            self.ways.append((link, [(near, start, back)]))
            return
        left, right = (link.target, link.holder) if near < far else (link.holder, link.target)
        ports = [target if left == link.target else holder]
        chain = self.order.chains[(left, right)]
        ports += [self.tops[lane] for lane in chain[1:-1]]
        ports.append(holder if right == link.holder else target)
        way = []
        for at, (one, two) in enumerate(pairwise(ports)):
            column = self.column[left] + at
            a, b = Port(one, "left"), Port(two, "through")
            self.lines[column].append((a, b, bundle))
            way.append((column, a, b))
        self.ways.append((link, way))

    def _route(
        self,
        link: Link,
        way: list[tuple[int, Port, Port]],
        laid: list[dict[tuple[int, int, str], Track]],
        lefts: list[int],
    ) -> Route:
        """The corners of a link, from its left or only end to the other; turned so that it begins at the target."""
        points: list[tuple[int, int]] = []
        for at, (column, one, two) in enumerate(way):
            begin = lefts[column] + self._begin(link, column, at, way)
            track = laid[column].get((one.line, two.line, two.side))
            x = lefts[column] + self.wide[column] + ROOM + (track.place if track else 0)
            back = two.side == "right"
            end = lefts[column] + self.sizes[link.holder][0] if back else lefts[column + 1] - 1
            points += [(begin, one.line), (x, one.line), (x, two.line), (end, two.line)]
        if self.column[link.target] > self.column[link.holder]:
            points.reverse()
        kind = self.places[self._left(link)]
        return Route(link, _straightened(points), -1 - kind if way[0][2].side == "right" else kind)

    def _begin(self, link: Link, column: int, at: int, way: list[tuple[int, Port, Port]]) -> int:
        """The cell beside the box a piece begins at, or the start of the column for a lane."""
        if at:
            return 0
        return self.sizes[self._left(link)][0]


def _straightened(points: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Corners only."""
    found: list[tuple[int, int]] = []
    for point in points:
        if found and found[-1] == point:
            continue
        if len(found) > 1 and _in_line(found[-2], found[-1], point):
            found[-1] = point
        else:
            found.append(point)
    return tuple(found)


def _in_line(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (a[0] == b[0] == c[0]) or (a[1] == b[1] == c[1])
