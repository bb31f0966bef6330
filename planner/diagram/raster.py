"""A picture as characters, one line at a time: only the lines somebody looks at are ever drawn."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final, Literal, TypeAlias

from planner.diagram.picture import Box, End, Picture, Route, Row
from planner.diagram.widths import fitted, width_of

Role: TypeAlias = Literal["", "border", "title", "key", "reference", "field", "line", "chosen", "chosen-line"]
Span: TypeAlias = tuple[str, Role]

BAND: Final = 32
_KEPT: Final = 4096
_UP, _DOWN, _LEFT, _RIGHT = 1, 2, 4, 8
_LETTERS: Final = {
    _UP | _DOWN: "│",
    _LEFT | _RIGHT: "─",
    _DOWN | _RIGHT: "╭",
    _DOWN | _LEFT: "╮",
    _UP | _RIGHT: "╰",
    _UP | _LEFT: "╯",
    _UP | _DOWN | _RIGHT: "├",
    _UP | _DOWN | _LEFT: "┤",
    _DOWN | _LEFT | _RIGHT: "┬",
    _UP | _LEFT | _RIGHT: "┴",
    _UP | _DOWN | _LEFT | _RIGHT: "┼",
    _UP: "│",
    _DOWN: "│",
    _LEFT: "─",
    _RIGHT: "─",
}
_HEAVY: Final = str.maketrans("┌┐└┘├┤─", "┏┓┗┛┣┫━")
"""The frame of the chosen box: it stands out where there is no colour, too."""
_ENDS: Final[dict[End, tuple[str, str]]] = {"one": ("┼", "┼"), "maybe": ("○", "○"), "many": (">", "<")}
"""What a line ends with at the right side of a box, and at its left: a bar, a ring, a crow's foot."""
_ROLES: Final[dict[str, Role]] = {"title": "title", "key": "key", "reference": "reference", "field": "field"}


class Raster:
    """The lines of a picture. `chosen` is the entity whose box and lines stand out."""

    def __init__(self, picture: Picture, chosen: str = "") -> None:
        self.picture = picture
        self.chosen = chosen
        self._drawn: dict[tuple[int, int, int], tuple[Span, ...]] = {}
        self._boxes: dict[int, list[Box]] = {}
        self._flat: dict[int, list[tuple[int, int, Route]]] = {}
        self._upright: dict[int, list[tuple[int, int, int, Route]]] = {}
        for box in picture.boxes:
            for band in range(box.y // BAND, (box.y + box.height) // BAND + 1):
                self._boxes.setdefault(band, []).append(box)
        for route in picture.routes:
            self._trace(route)

    def _trace(self, route: Route) -> None:
        for (x, y), (to_x, to_y) in pairwise(route.points):
            if y == to_y:
                self._flat.setdefault(y, []).append((min(x, to_x), max(x, to_x), route))
                continue
            low, high = min(y, to_y), max(y, to_y)
            for band in range(low // BAND, high // BAND + 1):
                self._upright.setdefault(band, []).append((x, low, high, route))

    def line(self, y: int, start: int = 0, stop: int | None = None) -> tuple[Span, ...]:
        """A line, or a stretch of it: spans of text that look alike."""
        end = self.picture.width if stop is None else min(stop, self.picture.width)
        found = self._drawn.get((y, start, end))
        if found is None:
            if len(self._drawn) > _KEPT:
                self._drawn.clear()
            found = self._drawn[(y, start, end)] = _Line(self, y, start, max(start, end)).spans()
        return found

    def text(self) -> str:
        """The whole picture, for a terminal or a file."""
        lines = ("".join(text for text, _ in self.line(y)).rstrip() for y in range(self.picture.height))
        return "\n".join(lines) + "\n"

    def is_bright(self, route: Route) -> bool:
        """Whether a line belongs to the chosen entity."""
        return bool(self.chosen) and self.chosen in (route.link.holder, route.link.target)

    def boxes_at(self, y: int) -> Iterator[Box]:
        """The boxes that a line cuts."""
        return (b for b in self._boxes.get(y // BAND, ()) if b.y <= y < b.y + b.height)

    def flat_at(self, y: int) -> list[tuple[int, int, Route]]:
        """What runs along a line."""
        return self._flat.get(y, [])

    def upright_at(self, y: int) -> Iterator[tuple[int, int, int, Route]]:
        """What crosses a line."""
        return (u for u in self._upright.get(y // BAND, ()) if u[1] <= y <= u[2])


class _Line:
    """One stretch of one line while it is drawn."""

    def __init__(self, raster: Raster, y: int, start: int, stop: int) -> None:
        self.raster, self.y, self.start, self.stop = raster, y, start, stop
        self.cells = [" "] * (stop - start)
        self.roles: list[Role] = [""] * (stop - start)
        self.masks: dict[int, dict[int, int]] = {}
        self.bright: set[int] = set()

    def spans(self) -> tuple[Span, ...]:
        """Lines first, their ends over them, boxes over all."""
        self._lines()
        self._ends()
        for box in self.raster.boxes_at(self.y):
            if box.x < self.stop and box.x + box.width > self.start:
                self._box(box)
        return _spans(self.cells, self.roles)

    def _lines(self) -> None:
        for low, high, route in self.raster.flat_at(self.y):
            for x in range(max(low, self.start), min(high, self.stop - 1) + 1):
                self._mark(x, (_LEFT if x > low else 0) | (_RIGHT if x < high else 0), route)
        for x, top, end, route in self.raster.upright_at(self.y):
            if self.start <= x < self.stop:
                self._mark(x, (_UP if self.y > top else 0) | (_DOWN if self.y < end else 0), route)
        for x, bundles in self.masks.items():
            self.cells[x - self.start] = _LETTERS[_joined(list(bundles.values()))]
            self.roles[x - self.start] = "chosen-line" if x in self.bright else "line"

    def _mark(self, x: int, mask: int, route: Route) -> None:
        here = self.masks.setdefault(x, {})
        here[route.bundle] = here.get(route.bundle, 0) | mask
        if self.raster.is_bright(route):
            self.bright.add(x)

    def _ends(self) -> None:
        for _, _, route in self.raster.flat_at(self.y):
            for point, beside, end in (
                (route.points[0], route.points[1], route.link.target_end),
                (route.points[-1], route.points[-2], route.link.holder_end),
            ):
                if point[1] == beside[1] == self.y and self.start <= point[0] < self.stop:
                    self.cells[point[0] - self.start] = _ENDS[end][1 if beside[0] < point[0] else 0]

    def _box(self, box: Box) -> None:
        """The stretch of one box on this line."""
        inner, row, chosen = box.width - 2, self.y - box.y, box.node.name == self.raster.chosen
        border: Role = "chosen" if chosen else "border"
        if row in (0, box.height - 1) or (row == 2 and len(box.node.rows) > 1):
            ends = "┌┐" if row == 0 else "└┘" if row == box.height - 1 else "├┤"
            edge = f"{ends[0]}{'─' * inner}{ends[1]}"
            self._put(box.x, edge.translate(_HEAVY) if chosen else edge, border)
            return
        shown = box.node.rows[0] if row == 1 else box.node.rows[row - 2]
        side = "┃" if chosen else "│"
        self._put(box.x, side, border)
        self._put(box.x + 1, f" {fitted(shown.text, inner - 2)} ", "chosen" if chosen and row == 1 else _role(shown))
        self._put(box.x + box.width - 1, side, border)

    def _put(self, x: int, text: str, role: Role) -> None:
        """Letter by letter; a wide letter leaves the cell after it empty, a mark joins the one before."""
        at = x - self.start
        for letter in text:
            wide = width_of(letter)
            if not wide and 0 < at <= len(self.cells):
                self.cells[at - 1] += letter
            for more in range(wide):
                if 0 <= at + more < len(self.cells):
                    self.cells[at + more], self.roles[at + more] = "" if more else letter, role
            at += wide


def _joined(masks: list[int]) -> int:
    """What several bundles at one cell look like: one that goes up and down crosses over the others."""
    if len(masks) == 1:
        return masks[0]
    upright = [m for m in masks if m & (_UP | _DOWN)]
    if len(upright) == 1 and upright[0] == _UP | _DOWN:
        return upright[0]
    found = 0
    for mask in masks:
        found |= mask
    return found


def _role(row: Row) -> Role:
    return _ROLES[row.kind]


def _spans(cells: list[str], roles: list[Role]) -> tuple[Span, ...]:
    found: list[Span] = []
    start = 0
    for at in range(1, len(cells) + 1):
        if at == len(cells) or roles[at] != roles[start]:
            found.append(("".join(cells[start:at]), roles[start]))
            start = at
    return tuple(found)
